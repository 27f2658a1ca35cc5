import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any

import msgspec
import pytest

from govledger import events as ev
from govledger.assurance.check import check
from govledger.assurance.opinion import Raised
from govledger.assurance.rule import Alarm, Answer, NotYet, Rules, rule
from govledger.assurance.timeline import Moment, timeline
from govledger.ledger import History, Ledger
from govledger.ledger.lines import read_lines
from tests.assurance.support import Story
from tests.cli.support import DAYS
from tests.ledger.support import FakeClock
from tests.minutes.support import MINUTES as FOLDER
from tests.projections.support import minute_ledger

TODAY = "2018-06-01"
DAY = dt.timedelta(days=1)
WAIT = dt.timedelta(days=30)


def doubting_greens() -> Rules:
    """One rule: a report of green with no evidence said for it; evidence about the action takes the doubt away."""
    rules = Rules()

    @rule(
        "GREEN",
        severity="high",
        question="Is it so?",
        about=("action",),
        reads=(ev.ActionAdded,),
        source="here",
        rules=rules,
    )
    def green(case: Any) -> Answer:
        reports = case.about(ev.StatusReported)
        if not reports or case.about(ev.EvidenceRecorded):
            return None
        return Alarm(because=(reports[-1].number,), opened=reports[0].number, says="it is so", clears="a word")

    return rules


def doubting_silence() -> Rules:
    """One rule: an action that nobody has reported on for thirty days after it was added."""
    rules = Rules()

    @rule(
        "SILENT",
        severity="low",
        question="How is it?",
        about=("action",),
        reads=(ev.ActionAdded,),
        source="here",
        rules=rules,
    )
    def silent(case: Any) -> Answer:
        (added,) = case.about(ev.ActionAdded)
        if case.today < added.latest + WAIT:
            return NotYet(recheck_on=added.latest + WAIT)
        return Alarm(because=(added.number,), says="nobody has said", clears="a report")

    return rules


GREEN = doubting_greens()


@pytest.fixture
def story() -> Iterator[Story]:
    """Action 1 of a plan that the board oversees, on the front door, reported green on 1 June 2017."""
    with Story() as told:
        told.say(
            ev.StatusSchemeDefined(
                scheme="rag",
                states=[ev.State(label="green", meaning="on_track"), ev.State(label="poor", meaning="adverse")],
            ),
            ev.BodyEstablished(body="board"),
            ev.BodyEstablished(body="panel"),
            ev.PlanVersioned(plan="p", overseen_by=["board"]),
            ev.ActionAdded(action="1", plan="p", about=["area:front-door"]),
            on="2017-01-01",
        )
        told.say(ev.StatusReported(subject="action:1", status="rag/green"), on="2017-06-01", source="paper")
        yield told


def moments(story: Story, rules: Rules = GREEN, today: str = TODAY, **cut: Any) -> list[Moment]:
    return timeline(story.ledger.history(**cut), dt.date.fromisoformat(today), rules=rules)


def only(story: Story, rules: Rules = GREEN, today: str = TODAY, **cut: Any) -> Moment:
    (moment,) = moments(story, rules, today, **cut)
    return moment


# The first day -------------------------------------------------------------------------------------------------------


def test_an_alarm_could_first_be_raised_on_the_day_its_entry_became_known(story: Story) -> None:
    assert only(story).first == dt.date(2017, 6, 1)


def test_what_happened_and_was_not_known_raises_nothing_yet(story: Story) -> None:
    story.say(ev.ActionAdded(action="2"), on="2017-01-01")
    story.say(ev.StatusReported(subject="action:2", status="rag/green"), on="2017-06-01", known="2017-09-01")

    first = {moment.alarm.subject: moment.first for moment in moments(story)}

    assert first == {"action:1": dt.date(2017, 6, 1), "action:2": dt.date(2017, 9, 1)}


def test_a_later_report_of_the_same_episode_does_not_make_it_later(story: Story) -> None:
    story.say(ev.StatusReported(subject="action:1", status="rag/green"), on="2017-12-01")

    assert only(story).first == dt.date(2017, 6, 1)


def test_a_rule_that_asked_to_be_put_again_is_put_again_on_that_day(story: Story) -> None:
    assert only(story, doubting_silence()).first == dt.date(2017, 1, 31)


@pytest.mark.parametrize(("today", "raised"), [("2017-01-30", 0), ("2017-01-31", 1)])
def test_no_day_after_the_day_asked_about_is_looked_at(story: Story, today: str, raised: int) -> None:
    found = moments(story, doubting_silence(), today)

    assert len(found) == raised
    assert all(moment.first == dt.date(2017, 1, 31) for moment in found)


def test_an_alarm_that_evidence_kept_away_is_first_raised_when_that_is_taken_back(story: Story) -> None:
    (shown,) = story.say(ev.EvidenceRecorded(evidence="e", supports=["action:1"]), on="2017-05-01")
    story.ledger.retract(shown, reason="another action", known_on="2017-11-01")

    assert only(story).first == dt.date(2017, 11, 1)


def test_an_alarm_that_rests_on_what_became_known_after_the_day_could_not_be_raised_by_then(story: Story) -> None:
    story.say(ev.ActionAdded(action="2"), on="2017-01-01")
    story.say(ev.StatusReported(subject="action:2", status="rag/green"), on="2017-06-01", known="2018-09-01")

    first = {moment.alarm.subject: moment.first for moment in moments(story)}

    assert first["action:2"] is None


def test_an_episode_of_its_own_counts_before_an_earlier_one_of_the_same_subject(story: Story) -> None:
    rules = Rules()

    @rule(
        "LAST",
        severity="low",
        question="Is it so?",
        about=("action",),
        reads=(ev.ActionAdded,),
        source="here",
        rules=rules,
    )
    def last(case: Any) -> Answer:
        reports = case.about(ev.StatusReported)
        return Alarm(because=(reports[-1].number,), says="so", clears="a word") if reports else None

    story.say(ev.StatusReported(subject="action:1", status="rag/green"), on="2017-12-01")

    assert only(story, rules).first == dt.date(2017, 12, 1)


def test_an_episode_that_was_opened_by_another_entry_then_counts_as_the_same_subject(story: Story) -> None:
    rules = Rules()

    @rule(
        "SHIFTS",
        severity="low",
        question="Is it so?",
        about=("action",),
        reads=(ev.ActionAdded,),
        source="here",
        rules=rules,
    )
    def shifts(case: Any) -> Answer:
        reports = case.about(ev.StatusReported)
        opened = reports[0].number if case.today < dt.date(2018, 6, 1) else 1
        return Alarm(because=(reports[0].number,), opened=opened, says="so", clears="a word")

    story.say(ev.StatusReported(subject="action:1", status="rag/green"), on="2017-12-01")

    moment = only(story, rules, "2018-06-02")

    assert moment.first == dt.date(2018, 6, 1)


def test_a_rule_that_stops_on_some_day_raised_nothing_that_day(story: Story) -> None:
    rules = Rules()

    @rule(
        "STOPS",
        severity="low",
        question="Is it so?",
        about=("action",),
        reads=(ev.ActionAdded,),
        source="here",
        rules=rules,
    )
    def stops(case: Any) -> Answer:
        reports = case.about(ev.StatusReported)
        return Alarm(because=(reports[0].number,), says="so", clears="a word")

    assert only(story, rules).first == dt.date(2017, 6, 1)


def test_an_alarm_on_the_whole_record_looks_at_every_day_something_became_known(story: Story) -> None:
    rules = Rules()

    @rule(
        "MANY",
        severity="low",
        question="So many?",
        about=("ledger",),
        reads=(ev.ActionAdded,),
        source="here",
        rules=rules,
    )
    def many(case: Any) -> Answer:
        opened = case.all(ev.LedgerOpened)
        return Alarm(because=(1,), says="so", clears="a word") if opened and case.all(ev.StatusReported) else None

    with_ledger = moments(story, rules, "2029-12-31")

    assert [moment.alarm.subject for moment in with_ledger] == ["ledger:main"]
    assert with_ledger[0].first is not None


def test_an_answered_alarm_is_told_too(story: Story) -> None:
    key = only(story).alarm.key
    story.say(
        ev.AlarmAnswered(
            rule="GREEN", alarm=key, answer="accepted", by=["office:dcs"], reason="so", until="2019-01-01"
        ),
        on="2018-01-01",
    )

    assert only(story).alarm.answered is not None


# The first day, put to the proof --------------------------------------------------------------------------------------


def raised_on(ledger: Ledger, day: dt.date, **cut: str) -> set[str]:
    """The keys of the alarms that a check of what was known by a day raises, answered ones too."""
    opinion = check(ledger.history(as_of=day, **cut))
    return {alarm.key for alarm in (*opinion.alarms, *opinion.answered)}


def spread_out(name: str, seed: int) -> Ledger:
    """A minute with its coverage, about half of it known up to eight months later, and its coverage often lasting."""
    random = Random(f"{name} {seed}")
    lines: list[bytes] = []
    for file in (f"{name}.jsonl", f"{name}.coverage.jsonl"):
        for line in (FOLDER / file).read_bytes().splitlines():
            held = msgspec.json.decode(line)
            later = dt.timedelta(days=random.choice([0, 0, 0, 1, 7, 40, 250]))
            held["known_on"] = (dt.date.fromisoformat(held["known_on"]) + later).isoformat()
            if held["type"] == "coverage-declared" and random.random() < 0.7:
                held["body"] = {**held["body"], "since": "2000-01-01", "until": "2029-12-31"}
            lines.append(msgspec.json.encode(held))
    ledger = Ledger.open("memory://", clerk="office:clerk", clock=FakeClock("2029-12-31T12:00:00Z"))
    ledger.record_drafts(list(read_lines(lines).drafts))
    return ledger


@pytest.mark.parametrize("name", DAYS)
@pytest.mark.parametrize("later", [0, 100, 400])
def test_on_its_first_day_a_check_raises_each_alarm_of_a_minute_and_on_the_day_before_none(
    name: str, later: int
) -> None:
    with minute_ledger(name) as ledger:
        found = timeline(ledger.history(as_of=dt.date.fromisoformat(DAYS[name]) + later * DAY))

        assert_first_days(found, ledger)


@pytest.mark.parametrize("name", DAYS)
@pytest.mark.parametrize("seed", range(3))
def test_on_its_first_day_a_check_raises_each_alarm_of_what_became_known_bit_by_bit(name: str, seed: int) -> None:
    with spread_out(name, seed) as ledger:
        for later in (10, 120, 600):
            found = timeline(ledger.history(as_of=dt.date.fromisoformat(DAYS[name]) + later * DAY))

            assert_first_days(found, ledger)


@pytest.mark.parametrize("name", DAYS)
def test_where_only_what_a_body_was_told_is_read_its_check_raises_each_alarm_on_the_first_day(name: str) -> None:
    with spread_out(name, 0) as ledger:
        for body in ledger.inner.store.references(ledger.inner.row, kind="body"):
            found = timeline(ledger.history(told=str(body), as_of=dt.date.fromisoformat(DAYS[name]) + 300 * DAY))

            assert_first_days(found, ledger, told=str(body))


def assert_first_days(found: list[Moment], ledger: Ledger, **cut: str) -> None:
    for moment in found:
        assert moment.first is not None
        assert moment.alarm.key in raised_on(ledger, moment.first, **cut)
        assert moment.alarm.key not in raised_on(ledger, moment.first - DAY, **cut)


@pytest.mark.parametrize("name", DAYS)
def test_no_day_is_earlier_than_the_first_when_every_day_is_asked(name: str) -> None:
    start = dt.date.fromisoformat(DAYS[name]) - DAY
    with spread_out(name, 3) as ledger:
        found = timeline(ledger.history(as_of=start + 60 * DAY))
        keys = {start + number * DAY: raised_on(ledger, start + number * DAY) for number in range(61)}

    for moment in found:
        assert moment.first == min(day for day, raised in keys.items() if moment.alarm.key in raised)


def test_an_alarm_that_other_entries_raised_is_found_between_the_days_of_its_own(story: Story) -> None:
    rules = Rules()

    @rule(
        "OTHERS",
        severity="low",
        question="Is it so?",
        about=("action",),
        reads=(ev.ActionAdded,),
        source="here",
        rules=rules,
    )
    def others(case: Any) -> Answer:
        (added,) = case.about(ev.ActionAdded)
        return Alarm(because=(added.number,), says="so", clears="a word") if case.all(ev.StatementMade) else None

    story.say(ev.StatementMade(about=["area:placements"]), on="2017-08-14")

    moment = only(story, rules)

    assert moment.first == dt.date(2017, 8, 14)


@pytest.mark.parametrize("days", [1, 2, 3, 100, 363, 364])
def test_an_alarm_that_time_alone_raises_is_found_though_its_rule_did_not_ask_to_be_put_again(
    story: Story, days: int
) -> None:
    rules = Rules()

    @rule(
        "LATER",
        severity="low",
        question="Is it so?",
        about=("action",),
        reads=(ev.ActionAdded,),
        source="here",
        rules=rules,
    )
    def later(case: Any) -> Answer:
        (report,) = case.about(ev.StatusReported)
        is_due = case.today >= report.latest + days * DAY
        return Alarm(because=(report.number,), says="so", clears="a word") if is_due else None

    assert only(story, rules).first == dt.date(2017, 6, 1) + days * DAY


def test_the_record_is_read_again_only_where_something_came_to_it(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    history, read, entries = story.ledger.history(), list[History](), History.__iter__

    def counting(asked: History) -> Any:
        read.append(asked)
        return entries(asked)

    monkeypatch.setattr(History, "__iter__", counting)

    (moment,) = timeline(history, dt.date.fromisoformat(TODAY), rules=doubting_silence())

    assert moment.first == dt.date(2017, 1, 31)
    assert [one.cut.known_by for one in read] == [None, dt.date(2017, 1, 1)]


# Who was told --------------------------------------------------------------------------------------------------------


def meet(story: Story, body: str, on: str, **item: Any) -> None:
    story.say(
        ev.MeetingHeld(meeting=f"{body}-{on}", body=body),
        ev.AgendaItemConsidered(agenda_item=f"{body}-{on}/1", meeting=f"{body}-{on}", **item),
        on=on,
    )


def test_the_body_that_oversees_was_told_on_the_first_day_its_paper_held_it(story: Story) -> None:
    meet(story, "board", "2017-07-01", documents=["paper"])
    meet(story, "board", "2017-08-01", documents=["paper"])
    meet(story, "panel", "2017-06-15", documents=["paper"])

    moment = only(story)

    assert moment.told == {"body:board": dt.date(2017, 7, 1)}
    assert moment.first_told == dt.date(2017, 7, 1)
    assert moment.days_to_told == 30


def test_where_no_body_that_oversees_was_told_those_that_were_are_named(story: Story) -> None:
    meet(story, "panel", "2017-06-15", documents=["paper"])

    moment = only(story)

    assert moment.told == {"body:board": None, "body:panel": dt.date(2017, 6, 15)}


def test_where_nobody_was_told_there_is_no_day(story: Story) -> None:
    moment = only(story)

    assert moment.told == {"body:board": None}
    assert moment.first_told is None
    assert moment.days_to_told is None


@pytest.mark.parametrize(("today", "told"), [("2017-06-30", None), ("2017-07-01", dt.date(2017, 7, 1))])
def test_what_a_body_is_told_after_the_day_it_had_not_been_told(story: Story, today: str, told: dt.date | None) -> None:
    meet(story, "board", "2017-07-01", documents=["paper"])

    assert only(story, today=today).first_told == told


# Who asked -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "about", "days"),
    [
        ("2017-05-31", "action:1", None),
        ("2017-06-01", "action:1", 0),
        ("2017-08-01", "action:1", 61),
        ("2017-08-01", "plan:p", None),
        ("2018-06-02", "action:1", None),
    ],
)
def test_a_challenge_counts_that_is_about_the_subject_since_the_episode_opened(
    story: Story, on: str, about: str, days: int | None
) -> None:
    story.say(ev.ChallengeRaised(challenge="c", by=["office:member-a"], about=[about]), on=on)

    moment = only(story)

    assert moment.days_to_challenge == days
    if moment.challenged is not None:
        assert moment.challenged.by == ("office:member-a",)


def test_the_first_of_several_challenges_counts(story: Story) -> None:
    for day in ("2017-09-01", "2017-08-01"):
        story.say(ev.ChallengeRaised(challenge=day, about=["action:1"]), on=day)

    assert only(story).days_to_challenge == 61


# Who found it --------------------------------------------------------------------------------------------------------


def finding(**said: Any) -> ev.FindingMade:
    return ev.FindingMade(
        **{"finding": "f", "by": ["org:ofsted"], "polarity": "weakness", "about": ["action:1"], **said}
    )


def opinion(**said: Any) -> ev.OpinionGiven:
    return ev.OpinionGiven(**{"by": ["org:lga"], "about": ["area:front-door"], **said})


@pytest.mark.parametrize(
    "event",
    [
        finding(),
        finding(about=["area:front-door"]),
        finding(by=None, visit="v"),
        ev.JudgementPublished(by=["org:ofsted"], about=["area:front-door"], grade="rag/poor"),
        opinion(favourable="no"),
        opinion(level="limited"),
        opinion(level="none"),
        opinion(outcome="does_not_reflect_findings"),
        finding(by=["body:auditor"]),
        finding(by=["office:commissioner"]),
    ],
)
def test_somebody_outside_found_it(story: Story, event: Any) -> None:
    story.say(
        ev.VisitConducted(visit="v", by=["org:ofsted"]),
        ev.BodyEstablished(body="auditor", relation="external"),
        ev.AppointmentMade(appointment="a", office="office:commissioner", capacity="external"),
        on="2017-02-01",
    )
    (number,) = story.say(event, on="2017-12-01")

    moment = only(story)

    assert moment.found is not None
    assert moment.found.entry == number
    assert moment.days_to_finding == 183


@pytest.mark.parametrize(
    "event",
    [
        finding(polarity="strength"),
        finding(polarity="mixed"),
        finding(about=["area:placements"]),
        finding(by=["office:dcs"]),
        finding(by=["org:council"]),
        finding(by=["body:audit"]),
        finding(by=None),
        ev.JudgementPublished(by=["org:ofsted"], about=["area:front-door"], grade="rag/green"),
        ev.JudgementPublished(by=["org:ofsted"], about=["area:front-door"], grade="rag/never-declared"),
        opinion(favourable="yes"),
        opinion(level="reasonable"),
        opinion(outcome="accepted"),
    ],
)
def test_what_is_no_word_against_it_or_is_the_councils_own_is_no_finding_outside(story: Story, event: Any) -> None:
    story.say(
        ev.BodyEstablished(body="council", kind="council"),
        ev.BodyEstablished(body="audit", relation="internal_audit"),
        on="2017-02-01",
    )
    story.say(event, on="2017-12-01")

    assert only(story).found is None


@pytest.mark.parametrize(
    ("on", "days"), [("2017-05-31", None), ("2017-06-01", 0), ("2018-06-01", 365), ("2018-06-02", None)]
)
def test_a_finding_counts_from_the_day_the_episode_opened_to_the_day_asked_about(
    story: Story, on: str, days: int | None
) -> None:
    story.say(finding(), on=on)

    assert only(story).days_to_finding == days


def test_a_doubted_or_second_account_of_a_finding_does_not_count(story: Story) -> None:
    (first,) = story.say(finding(by=["office:dcs"]), on="2017-12-01")
    story.say(finding(), on="2017-12-01", rival_of=first)
    story.say(finding(finding="h"), on="2017-12-01", uncertain=["polarity"])

    assert only(story).found is None


# As a whole ----------------------------------------------------------------------------------------------------------


def test_a_history_cut_to_what_a_body_was_told_asks_how_early_that_body_could_have_known(story: Story) -> None:
    meet(story, "board", "2017-07-01", documents=["paper"])

    moment = only(story, told="body:board")

    assert moment.first == dt.date(2017, 7, 1)


@pytest.mark.parametrize("name", DAYS)
def test_every_alarm_of_each_minute_could_be_raised_on_the_day_of_its_meeting(name: str) -> None:
    with minute_ledger(name) as ledger:
        found = timeline(ledger.history(as_of=DAYS[name]))

    assert {moment.first for moment in found} <= {dt.date.fromisoformat(DAYS[name])}
    assert all(isinstance(moment.alarm, Raised) for moment in found)
