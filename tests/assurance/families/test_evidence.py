from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import Alarm, CannotTell, Clear, NotYet
from tests.assurance.items import RAG, audit, begin, done, green, report
from tests.assurance.support import Story

GREEN, LATE = "GREEN_WITHOUT_EVIDENCE", "EVIDENCE_AFTER_STATUS"


# Green without evidence ----------------------------------------------------------------------------------------------


def test_a_green_with_no_evidence_where_all_evidence_is_held_is_asked_about() -> None:
    with Story() as story:
        number = green(story)
        story.cover("evidence")

        answer = story.ask(GREEN, "action:1", "2017-07-01")

    assert isinstance(answer, Alarm)
    assert answer.because == (number,)
    assert answer.opened == number
    assert answer.severity is None
    assert "since 2017-06-01" in answer.says


def test_the_same_green_with_an_audit_collected_by_then_is_clear() -> None:
    with Story() as story:
        number = green(story)
        story.cover("evidence")
        shown = audit(story, "2017-05-20")

        answer = story.ask(GREEN, "action:1", "2017-07-01")

    assert isinstance(answer, Clear)
    assert set(answer.because) == {shown, number}


def test_without_declared_coverage_an_absence_of_evidence_tells_nothing() -> None:
    with Story() as story:
        number = green(story)

        answer = story.ask(GREEN, "action:1", "2017-07-01")

    assert isinstance(answer, CannotTell)
    assert "evidence" in answer.why
    assert answer.because == (number,)


@pytest.mark.parametrize("scope", [{"body": "board"}, {"about": ["plan:p"]}, {"about": ["commitment:c"]}])
def test_coverage_of_the_plan_or_of_the_board_that_oversees_it_lets_an_absence_count(scope: Any) -> None:
    with Story() as story:
        story.say(ev.BodyEstablished(body="board"), ev.PlanVersioned(plan="p", overseen_by=["board"]), on="2016-01-01")
        story.say(ev.CommitmentMade(commitment="c", plan="p"), on="2016-01-01")
        green(story, plan="p", commitment="c")
        story.cover("evidence", **scope)

        answer = story.ask(GREEN, "action:1", "2017-07-01")

    assert isinstance(answer, Alarm)


def test_that_there_is_no_evidence_may_be_said_outright_and_then_needs_no_coverage() -> None:
    with Story() as story:
        begin(story)
        report(story, "green", "2017-06-01", evidence="none")

        answer = story.ask(GREEN, "action:1", "2017-07-01")

    assert isinstance(answer, Alarm)


@pytest.mark.parametrize(
    ("on", "alarms"), [("2017-05-31", False), ("2017-06-01", False), ("2017-06-02", True)], ids=str
)
def test_evidence_counts_if_it_was_collected_by_the_day_of_the_report(on: str, alarms: bool) -> None:  # noqa: FBT001
    with Story() as story:
        green(story)
        story.cover("evidence")
        audit(story, on)

        answer = story.ask(GREEN, "action:1", "2017-07-01")

    assert isinstance(answer, Alarm if alarms else Clear)


@pytest.mark.parametrize(
    ("grace", "today", "kind"),
    [(3, "2017-07-01", Alarm), (4, "2017-07-01", Clear), (40, "2017-07-01", Clear)],
)
def test_the_days_of_grace_may_be_widened(grace: int, today: str, kind: type) -> None:
    with Story() as story:
        green(story)
        story.cover("evidence")
        audit(story, "2017-06-05")
        story.set(GREEN, "grace_days", grace)

        answer = story.ask(GREEN, "action:1", today)

    assert isinstance(answer, kind)


@pytest.mark.parametrize(("today", "kind"), [("2017-06-30", NotYet), ("2017-07-01", Alarm)])
def test_while_the_days_of_grace_run_it_is_not_yet_asked(today: str, kind: type) -> None:
    with Story() as story:
        green(story)
        story.cover("evidence")
        story.set(GREEN, "grace_days", 30)

        answer = story.ask(GREEN, "action:1", today)

    assert isinstance(answer, kind)
    assert not isinstance(answer, NotYet) or answer.recheck_on.isoformat() == "2017-07-01"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"complete": "no"}, Alarm),
        ({"complete": "yes"}, Clear),
        ({"complete": "unknown"}, CannotTell),
        ({"collected": None}, CannotTell),
        ({"collected": "unknown"}, CannotTell),
        ({"collected": "2017-05..2017-07"}, Clear),
        ({"supports": None, "undermines": ["action:1"]}, Alarm),
        ({"uncertain": ["collected"]}, CannotTell),
        ({"uncertain": ["complete"], "complete": "no"}, CannotTell),
        ({"uncertain": ["supports"]}, CannotTell),
        ({"uncertain": ["kind"]}, Clear),
    ],
)
def test_only_finished_evidence_of_a_known_day_shows_it(said: Any, kind: type) -> None:
    with Story() as story:
        green(story)
        story.cover("evidence")
        audit(story, "2017-05-20", **said)

        answer = story.ask(GREEN, "action:1", "2017-07-01")

    assert isinstance(answer, kind)


def test_a_second_account_of_when_evidence_was_collected_shows_nothing() -> None:
    with Story() as story:
        green(story)
        story.cover("evidence")
        first = audit(story, "2017-05-20", collected=None)
        audit(story, "2017-05-20", rival_of=f"entry:{first}")

        answer = story.ask(GREEN, "action:1", "2017-07-01")

    assert isinstance(answer, CannotTell)


def test_a_link_counts_once_somebody_confirms_it() -> None:
    with Story() as story:
        green(story)
        story.cover("evidence")
        audit(story, "2017-05-20", supports=None)
        link = "evidence:e supports action:1"
        story.say(ev.LinkNoted(links=[link], standing="suggested"), on="2017-06-02")
        before = story.ask(GREEN, "action:1", "2017-07-01")
        story.say(ev.LinkNoted(links=[link], standing="confirmed"), on="2017-06-03")

        after = story.ask(GREEN, "action:1", "2017-07-01")

    assert isinstance(before, Alarm)
    assert isinstance(after, Clear)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"value": "30 %"}, Clear),
        ({"value": "30 %", "said": "better"}, Clear),
        ({"value": "30 %", "said": "worse"}, Alarm),
        ({"value": "30 %", "said": "missed"}, Alarm),
        ({"value": "30 %", "provisional": "yes"}, Alarm),
        ({"value": "30 %", "on": "2017-06-02"}, Alarm),
        ({"value": "30 %", "uncertain": ["value"]}, Alarm),
        ({}, Alarm),
    ],
)
@pytest.mark.parametrize(("measures", "about"), [(["m"], None), (None, ["action:1"])])
def test_a_figure_for_a_measure_of_it_shows_it_unless_the_figure_is_worse(
    said: dict[str, Any], kind: type, measures: Any, about: Any
) -> None:
    figure = {name: value for name, value in said.items() if name not in {"on", "uncertain"}}
    with Story() as story:
        measure = ev.MeasureDefined(measure="m", about=about)
        story.say(RAG, ev.ActionAdded(action="1", measures=measures), measure, on="2017-01-01")
        report(story, "green", "2017-06-01")
        story.cover("evidence")
        doubts = said.get("uncertain")
        story.say(ev.MeasureObserved(measure="m", **figure), on=said.get("on", "2017-06-01"), uncertain=doubts)

        answer = story.ask(GREEN, "action:1", "2017-07-01")

    assert isinstance(answer, kind)


def test_what_is_its_own_evidence_needs_no_other() -> None:
    with Story() as story:
        added = begin(story, self_evidencing="yes")
        number = report(story, "done", "2017-06-01")
        story.cover("evidence")

        answer = story.ask(GREEN, "action:1", "2017-07-01")

    assert answer == Clear(because=(added, number))


@pytest.mark.parametrize(
    ("word", "uncertain", "kind"), [("no", None, Alarm), ("yes", ("self_evidencing",), CannotTell)]
)
def test_what_is_not_surely_its_own_evidence_does_need_other(word: str, uncertain: Any, kind: type) -> None:
    with Story() as story:
        story.say(RAG, on="2017-01-01")
        story.say(ev.ActionAdded(action="1", self_evidencing=word), on="2017-01-01", uncertain=uncertain)
        report(story, "done", "2017-06-01")
        story.cover("evidence")

        answer = story.ask(GREEN, "action:1", "2017-07-01")

    assert isinstance(answer, kind)


@pytest.mark.parametrize(
    ("labels", "severity"),
    [
        (["red", "green"], "critical"),
        (["bad", "green"], "critical"),
        (["idle", "fine"], "critical"),
        (["halted", "green"], "critical"),
        (["amber", "green"], None),
        (["amber", "embedding"], "critical"),
        (["amber", "done"], "critical"),
        (["amber", "fine"], None),
        (["blue", "done"], None),
        (["red", "amber", "green"], None),
        (["green", "done"], None),
        (["red", "amber", "green", "embedded"], None),
    ],
)
def test_a_leap_of_two_steps_in_one_report_makes_it_critical(labels: list[str], severity: str | None) -> None:
    with Story() as story:
        begin(story)
        for month, label in enumerate(labels, start=1):
            report(story, label, f"2017-0{month}-10")
        story.cover("evidence")

        answer = story.ask(GREEN, "action:1", "2017-07-01")

    assert isinstance(answer, Alarm)
    assert answer.severity == severity


def test_an_episode_keeps_the_entry_that_opened_it_while_it_lasts() -> None:
    with Story() as story:
        begin(story)
        report(story, "amber", "2017-03-01")
        first = report(story, "green", "2017-04-01")
        second = report(story, "green", "2017-05-01")
        story.cover("evidence")

        answer = story.ask(GREEN, "action:1", "2017-07-01")

    assert isinstance(answer, Alarm)
    assert answer.opened == first
    assert answer.because == (first, second)


def test_nothing_is_asked_of_what_is_not_reported_good() -> None:
    with Story() as story:
        green(story)
        report(story, "amber", "2017-06-10")
        story.cover("evidence")

        assert story.ask(GREEN, "action:1", "2017-07-01") is None


def test_nothing_is_asked_of_what_nobody_reported_on() -> None:
    with Story() as story:
        begin(story)
        story.cover("evidence")

        assert story.ask(GREEN, "action:1", "2017-07-01") is None


@pytest.mark.parametrize(("label", "why"), [("blue", "no scheme says"), ("white", "no scheme says")])
def test_a_label_of_no_known_meaning_tells_nothing_whatever_its_colour(label: str, why: str) -> None:
    with Story() as story:
        begin(story)
        number = report(story, label, "2017-06-01")
        story.cover("evidence")

        answer = story.ask(GREEN, "action:1", "2017-07-01")

    assert isinstance(answer, CannotTell)
    assert why in answer.why
    assert answer.because == (number,)


@pytest.mark.parametrize("label", ["green", "amber"])
def test_a_status_that_the_clerk_doubts_tells_nothing(label: str) -> None:
    with Story() as story:
        begin(story)
        number = report(story, label, "2017-06-01", uncertain=["status"])
        story.cover("evidence")

        answer = story.ask(GREEN, "action:1", "2017-07-01")

    assert answer == CannotTell(why="the clerk doubts the status", because=(number,))


def test_a_doubted_report_is_not_among_what_an_alarm_rests_on() -> None:
    with Story() as story:
        begin(story)
        report(story, "green", "2017-05-01", uncertain=["status"])
        firm = report(story, "green", "2017-06-01")
        story.cover("evidence")

        answer = story.ask(GREEN, "action:1", "2017-07-01")

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened) == ((firm,), firm)


def test_what_a_source_takes_for_granted_is_never_asked_about() -> None:
    with Story() as story:
        begin(story)
        report(story, "green", "2017-06-01", mode="presupposed")
        story.cover("evidence")

        assert story.ask(GREEN, "action:1", "2017-07-01") is None


def test_a_doubted_status_that_is_only_taken_for_granted_is_not_asked_about_either() -> None:
    with Story() as story:
        begin(story)
        report(story, "blue", "2017-06-01", mode="presupposed", uncertain=["status"])

        assert story.ask(GREEN, "action:1", "2017-07-01") is None


@pytest.mark.parametrize(("again", "kind"), [(False, None), (True, Alarm)])
def test_what_was_opened_again_is_asked_about_once_it_is_reported_good_again(again: bool, kind: Any) -> None:  # noqa: FBT001
    with Story() as story:
        begin(story)
        report(story, "done", "2017-03-01")
        story.say(ev.PlanItemReopened(subject="action:1"), on="2017-04-01")
        number = report(story, "green", "2017-05-01") if again else 0
        story.cover("evidence")

        answer = story.ask(GREEN, "action:1", "2017-07-01")

    assert answer is None if kind is None else isinstance(answer, Alarm)
    assert not isinstance(answer, Alarm) or answer.because == (number,)


def test_a_claim_of_completion_is_a_good_report() -> None:
    with Story() as story:
        begin(story)
        (number,) = story.say(ev.CompletionClaimed(subject="action:1"), on="2017-06-01")
        story.cover("evidence")

        answer = story.ask(GREEN, "action:1", "2017-07-01")

    assert isinstance(answer, Alarm)
    assert answer.because == (number,)


# Evidence after the status -------------------------------------------------------------------------------------------


def test_done_on_the_first_and_audited_seven_weeks_later_is_asked_about() -> None:
    with Story() as story:
        number = done(story)
        shown = audit(story, "2017-04-20")

        answer = story.ask(LATE, "action:1", "2017-07-01")

    assert isinstance(answer, Alarm)
    assert answer.because == (number, shown)
    assert answer.opened == number
    assert answer.severity is None
    assert "2017-03-01" in answer.says
    assert "2017-04-20" in answer.says


def test_an_audit_made_before_and_typed_in_afterwards_was_there_in_time() -> None:
    with Story() as story:
        number = done(story)
        shown = audit(story, "2017-03-25", collected="2017-02")

        answer = story.ask(LATE, "action:1", "2017-07-01")

    assert answer == Clear(because=(number, shown))


@pytest.mark.parametrize(("on", "kind"), [("2017-03-07", Clear), ("2017-03-08", Clear), ("2017-03-09", Alarm)])
def test_evidence_may_come_a_week_after_the_report(on: str, kind: type) -> None:
    with Story() as story:
        done(story)
        audit(story, on)

        assert isinstance(story.ask(LATE, "action:1", "2017-07-01"), kind)


@pytest.mark.parametrize(("days", "kind"), [(0, Alarm), (30, Clear)])
def test_how_long_after_the_report_evidence_may_come_is_a_setting(days: int, kind: type) -> None:
    with Story() as story:
        done(story)
        audit(story, "2017-03-05" if days == 0 else "2017-03-31")
        story.set(LATE, "grace_days", days)

        assert isinstance(story.ask(LATE, "action:1", "2017-07-01"), kind)


def test_later_evidence_is_welcome_where_some_was_there_in_time() -> None:
    with Story() as story:
        done(story)
        audit(story, "2017-02-20", name="early")
        audit(story, "2017-06-20", name="late")

        assert isinstance(story.ask(LATE, "action:1", "2017-07-01"), Clear)


def test_the_first_of_several_late_pieces_is_named() -> None:
    with Story() as story:
        done(story)
        audit(story, "2017-06-20", name="b")
        audit(story, "2017-05-20", name="a")

        answer = story.ask(LATE, "action:1", "2017-07-01")

    assert isinstance(answer, Alarm)
    assert "2017-05-20" in answer.says


@pytest.mark.parametrize(
    "said",
    [
        {"collected": None},
        {"collected": "unknown"},
        {"uncertain": ["collected"]},
        {"uncertain": ["supports"]},
    ],
)
def test_a_day_of_collection_that_is_not_sure_tells_nothing(said: Any) -> None:
    with Story() as story:
        number = done(story)
        shown = audit(story, "2017-06-20", **said)

        answer = story.ask(LATE, "action:1", "2017-07-01")

    assert isinstance(answer, CannotTell)
    assert answer.because == (number, shown)


def test_an_imprecise_day_of_collection_counts_from_its_first_day() -> None:
    with Story() as story:
        done(story)
        audit(story, "2017-06-20", collected="2017-03..2017-06")

        assert isinstance(story.ask(LATE, "action:1", "2017-07-01"), Clear)


@pytest.mark.parametrize("said", [None, {"complete": "no"}])
def test_where_there_is_no_finished_evidence_at_all_that_is_another_question(said: Any) -> None:
    with Story() as story:
        number = done(story)
        if said is not None:
            audit(story, "2017-02-01", **said)

        answer = story.ask(LATE, "action:1", "2017-07-01")

    assert answer == CannotTell(why="no evidence is recorded", because=(number,))


@pytest.mark.parametrize("label", ["green", "amber"])
def test_only_what_is_reported_done_must_have_been_shown_by_then(label: str) -> None:
    with Story() as story:
        begin(story)
        report(story, label, "2017-03-01")
        audit(story, "2017-04-20")

        assert story.ask(LATE, "action:1", "2017-07-01") is None


def test_the_day_that_counts_is_the_first_on_which_it_was_reported_done() -> None:
    with Story() as story:
        begin(story)
        report(story, "green", "2017-01-10")
        first = report(story, "done", "2017-03-01")
        report(story, "done", "2017-06-01")
        audit(story, "2017-05-01")

        answer = story.ask(LATE, "action:1", "2017-07-01")

    assert isinstance(answer, Alarm)
    assert answer.opened == first


def test_a_report_of_done_that_the_clerk_doubts_tells_nothing() -> None:
    with Story() as story:
        begin(story)
        number = report(story, "done", "2017-03-01", uncertain=["status"])
        audit(story, "2017-04-20")

        answer = story.ask(LATE, "action:1", "2017-07-01")

    assert answer == CannotTell(why="the clerk doubts the status", because=(number,))
