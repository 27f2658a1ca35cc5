import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance.metrics import (
    Metrics,
    Share,
    Spread,
    answer_time,
    calibration,
    evidence_age,
    metrics,
    only_noted,
    slips,
    told_lag,
    uncalibrated,
    verified,
)
from govledger.assurance.record import Record
from govledger.errors import ProjectionStoppedError
from govledger.projections.decision_register import DecisionRegister
from govledger.projections.plain import plain
from tests.assurance.support import Story
from tests.cli.support import DAYS
from tests.projections.support import minute_ledger

TODAY = dt.date(2017, 12, 31)


@pytest.fixture
def story() -> Iterator[Story]:
    """Three actions of one lead; the first two concern the front door."""
    with Story() as told:
        told.say(
            ev.StatusSchemeDefined(
                scheme="rag",
                states=[ev.State(label="green", meaning="on_track"), ev.State(label="red", meaning="off_track")],
            ),
            ev.BodyEstablished(body="board"),
            *(ev.ActionAdded(action=name, leads=["office:dcs"], about=["area:front-door"]) for name in "12"),
            ev.ActionAdded(action="3", leads=["office:dcs"]),
            on="2017-01-01",
        )
        yield told


def report(story: Story, action: str, label: str, on: str) -> int:
    return story.say(ev.StatusReported(subject=f"action:{action}", status=f"rag/{label}"), on=on)[0]


def record(story: Story) -> Record:
    return Record(story.ledger.history())


# Calibration ---------------------------------------------------------------------------------------------------------


def visit(story: Story, on: str, *about: str, **said: Any) -> None:
    story.say(ev.VisitConducted(**{"visit": "v", "by": ["org:ofsted"], **said}), on=on)
    if about:
        story.say(ev.FindingMade(finding="f", visit="v", polarity="weakness", about=list(about)), on=on)


def test_of_what_was_rated_well_before_a_visit_the_share_it_contradicts(story: Story) -> None:
    rated = [report(story, name, "green", "2017-06-01") for name in "123"]
    visit(story, "2017-09-01", "area:front-door")

    (found,) = calibration(record(story), TODAY)

    assert (found.visit, found.day, found.by) == ("v", dt.date(2017, 9, 1), ("org:ofsted",))
    assert found.rated == (("action:1", rated[0]), ("action:2", rated[1]), ("action:3", rated[2]))
    assert found.contradicted == ("action:1", "action:2")
    assert (found.share.count, found.share.of, found.share.percent) == (2, 3, 67)
    assert set(rated) < set(found.share.entries)


@pytest.mark.parametrize(
    ("on", "counted"), [("2017-03-04", 0), ("2017-03-05", 1), ("2017-08-31", 1), ("2017-09-01", 0)]
)
def test_only_a_rating_in_the_months_before_the_visit_counts(story: Story, on: str, counted: int) -> None:
    report(story, "1", "green", on)
    visit(story, "2017-09-01")

    assert calibration(record(story), TODAY)[0].share.of == counted


def test_more_months_reach_further_back(story: Story) -> None:
    report(story, "1", "green", "2017-02-01")
    visit(story, "2017-09-01")

    assert calibration(record(story), TODAY, months=12)[0].share.of == 1


def test_what_turned_red_before_the_visit_was_not_rated_well(story: Story) -> None:
    report(story, "1", "green", "2017-06-01")
    report(story, "1", "red", "2017-07-01")
    visit(story, "2017-09-01", "action:1")

    (found,) = calibration(record(story), TODAY)

    assert found.share == Share(count=0, of=0, entries=found.share.entries)
    assert found.share.percent is None


@pytest.mark.parametrize("said", [{"by": ["office:dcs"]}, {"by": None}])
def test_a_visit_of_the_councils_own_tells_nothing_of_its_calibration(story: Story, said: Any) -> None:
    visit(story, "2017-09-01", **said)

    assert calibration(record(story), TODAY) == ()


@pytest.mark.parametrize(("today", "visits"), [(dt.date(2017, 8, 31), 0), (dt.date(2017, 9, 1), 1)])
def test_a_visit_yet_to_come_is_left_out(story: Story, today: dt.date, visits: int) -> None:
    visit(story, "2017-09-01")

    assert len(calibration(record(story), today)) == visits


def test_a_visit_whose_first_day_is_not_known_is_left_out(story: Story) -> None:
    story.say(ev.VisitConducted(visit="v", by=["org:ofsted"]), on="unknown", known="2017-09-01")

    assert calibration(record(story), TODAY) == ()


@pytest.mark.parametrize(
    ("said", "on", "told"),
    [
        ({}, "2017-09-01", ()),
        ({}, "unknown", ("v",)),
        ({"by": None}, "2017-09-01", ("v",)),
        ({"by": None}, "unknown", ("v",)),
        ({"by": ["office:dcs"]}, "unknown", ()),
    ],
)
def test_a_visit_that_tells_nothing_is_counted_unless_it_is_the_councils_own(
    story: Story, said: dict[str, Any], on: str, told: tuple[str, ...]
) -> None:
    story.say(ev.VisitConducted(**{"visit": "v", "by": ["org:ofsted"], **said}), on=on, known="2017-09-01")

    assert uncalibrated(record(story), TODAY) == told
    assert uncalibrated(record(story), dt.date(2017, 8, 31)) == ()
    assert metrics(record(story), TODAY).uncalibrated == told


def test_a_strength_or_another_visits_weakness_contradicts_nothing(story: Story) -> None:
    report(story, "1", "green", "2017-06-01")
    visit(story, "2017-09-01")
    story.say(
        ev.FindingMade(finding="s", visit="v", polarity="strength", about=["action:1"]),
        ev.FindingMade(finding="o", polarity="weakness", about=["action:1"]),
        on="2017-09-01",
    )

    assert calibration(record(story), TODAY)[0].contradicted == ()


# What greens rest on -------------------------------------------------------------------------------------------------


def evidence(story: Story, name: str, action: str, collected: str) -> None:
    story.say(ev.EvidenceRecorded(evidence=name, supports=[f"action:{action}"], collected=collected), on="2017-12-01")


def test_the_age_of_evidence_is_that_of_the_newest_behind_each_green(story: Story) -> None:
    for name in "123":
        report(story, name, "green", "2017-06-01")
    evidence(story, "old", "1", "2017-01-01")
    evidence(story, "new", "1", "2017-12-01")
    evidence(story, "other", "2", "2017-11-01")

    found = evidence_age(record(story), TODAY)

    assert (found.days, found.of, found.median, found.longest, found.unknown) == ((30, 60), 2, 45, 60, 1)


def test_the_evidence_of_a_red_is_not_asked_for(story: Story) -> None:
    report(story, "1", "red", "2017-06-01")
    evidence(story, "new", "1", "2017-12-01")

    assert evidence_age(record(story), TODAY) == Spread(days=())


def check(story: Story, action: str, by: str, result: str = "verified") -> None:
    story.say(ev.VerificationRecorded(subject=f"action:{action}", by=[by], result=result), on="2017-08-01")


def test_a_green_is_independently_verified_by_somebody_outside_and_not_by_its_lead(story: Story) -> None:
    for name in "123":
        report(story, name, "green", "2017-06-01")
    check(story, "1", "org:ofsted")
    check(story, "2", "office:dcs")

    found = verified(record(story), TODAY)

    assert (found.count, found.of, found.unknown, found.percent) == (1, 3, 0, 33)


def test_where_the_checkers_line_is_not_recorded_it_cannot_be_told(story: Story) -> None:
    report(story, "1", "green", "2017-06-01")
    check(story, "1", "office:somebody")

    found = verified(record(story), TODAY)

    assert (found.count, found.of, found.unknown) == (0, 0, 1)


def test_a_check_that_found_otherwise_or_is_yet_to_come_verifies_nothing(story: Story) -> None:
    report(story, "1", "green", "2017-06-01")
    report(story, "2", "green", "2017-06-01")
    check(story, "1", "org:ofsted", "not_verified")
    check(story, "2", "org:ofsted")

    before, after = (verified(record(story), dt.date(2017, 8, day)) for day in (1, 31))

    assert (before.count, after.count) == (1, 1)
    assert verified(record(story), dt.date(2017, 7, 31)).count == 0


# What moved, waited and was settled ----------------------------------------------------------------------------------


def test_slips_count_what_did_not_move_as_nought_and_what_has_no_day_as_unknown(story: Story) -> None:
    story.say(*(ev.ActionAdded(action=name, due="2017-09-30") for name in "456"), on="2017-01-01")
    story.say(ev.DeadlineChanged(subject="action:5", now="2017-10-30"), on="2017-09-01")
    story.say(ev.DeadlineChanged(subject="action:6", now="unspecified"), on="2017-09-01")

    found = slips(record(story), TODAY)

    assert (found.days, found.unknown) == ((0, 30), 1)
    assert slips(record(story), dt.date(2017, 8, 31)).days == (0, 0, 0)


@pytest.mark.parametrize(
    ("disposition", "days", "unknown"), [("answered", (10,), 0), ("deferred", (), 1), ("satisfied", (), 1)]
)
def test_a_challenge_waits_until_it_is_answered_in_substance(
    story: Story, disposition: str, days: tuple[int, ...], unknown: int
) -> None:
    story.say(ev.ChallengeRaised(challenge="c", by=["office:member-a"]), on="2017-05-01")
    story.say(ev.ChallengeAnswered(challenge="c", disposition=disposition), on="2017-05-11")

    found = answer_time(record(story), TODAY)

    assert (found.days, found.unknown) == (days, unknown)
    assert answer_time(record(story), dt.date(2017, 5, 10)).unknown == 1
    assert answer_time(record(story), dt.date(2017, 4, 30)) == Spread(days=())


def test_what_was_noted_and_never_more_is_only_noted(story: Story) -> None:
    for name, force in (("a", "noted"), ("b", "received"), ("c", "agreed"), ("d", "unknown")):
        story.say(ev.DecisionRecorded(decision=name, force=force), on="2017-05-01")

    found = only_noted(record(story), TODAY)

    assert (found.count, found.of, found.unknown, found.percent) == (2, 3, 1, 67)
    assert only_noted(record(story), dt.date(2017, 4, 30)) == Share(count=0, of=0)


def test_told_lag_runs_from_the_day_it_became_known_to_the_first_time_it_was_put_before_the_body(story: Story) -> None:
    number = report(story, "1", "green", "2017-06-01")
    story.say(
        ev.MeetingHeld(meeting="m", body="board"),
        ev.AgendaItemConsidered(agenda_item="m/1", meeting="m", put_before=[f"entry:{number}"]),
        on="2017-06-21",
    )

    found = told_lag(record(story), TODAY)["body:board"]

    assert found.days == (0, 0, 20)
    assert number in found.entries
    assert found.unknown > 0
    assert told_lag(record(story), dt.date(2017, 6, 20))["body:board"].days == ()


# As a whole ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "of", "percent"), [(0, 0, None), (0, 3, 0), (1, 2, 50), (1, 8, 13), (3, 3, 100)])
def test_a_share_is_in_whole_per_cent_and_none_of_nothing(count: int, of: int, percent: int | None) -> None:
    assert Share(count=count, of=of).percent == percent


def test_nothing_has_no_median_and_no_longest() -> None:
    assert (Spread(days=()).median, Spread(days=()).longest, Spread(days=()).of) == (None, None, 0)


def test_a_view_that_stopped_is_not_passed_over(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object) -> None:
        raise RuntimeError("there is no such thing")

    handlers = DecisionRegister.__projection__.handlers  # type: ignore[attr-defined]
    monkeypatch.setitem(handlers, ev.DecisionRecorded, (stumble,))
    story.say(ev.DecisionRecorded(decision="a", force="noted"), on="2017-05-01")

    with pytest.raises(ProjectionStoppedError):
        metrics(story.ledger.history())


@pytest.mark.parametrize("name", DAYS)
def test_every_measure_of_each_minute_cites_entries_of_it(name: str) -> None:
    with minute_ledger(name) as ledger:
        history = ledger.history(as_of=DAYS[name])
        found = metrics(history)
        numbers = set(history.numbers)

    assert isinstance(found, Metrics)
    assert found.today == dt.date.fromisoformat(DAYS[name])
    for measured in (found.evidence_age, found.verified, found.slips, found.answer_time, found.only_noted):
        assert set(measured.entries) <= numbers
        assert measured.of == 0 or measured.entries
    assert plain(found)["today"] == DAYS[name]


def test_what_is_said_of_the_ledger_itself_is_told_to_nobody_and_counts_nowhere(story: Story) -> None:
    story.say(ev.MeetingHeld(meeting="m", body="board"), on="2017-06-21")
    before = told_lag(record(story), TODAY)["body:board"]

    story.cover("told", body="board")
    story.set("GREEN_WITHOUT_EVIDENCE", "grace_days", 14)

    assert told_lag(record(story), TODAY)["body:board"] == before
    assert 1 not in before.entries
