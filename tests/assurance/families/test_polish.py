from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import RULES, Alarm, Answer, CannotTell, Clear
from tests.assurance.courses import RAG, report
from tests.assurance.support import Story

RULE = "PRE_MEETING_POLISH"
NAMES = "123456789"
BOARD = "meeting:m-2017-06-14"


def start(story: Story, *, meetings: tuple[str, ...] = ("2017-04-12", "2017-05-10", "2017-06-14")) -> None:
    """A plan that a board oversees at three meetings; nine actions, each amber in May."""
    story.say(RAG, ev.BodyEstablished(body="board"), on="2017-01-01")
    story.say(ev.PlanVersioned(plan="p", overseen_by=["board"]), on="2017-01-01")
    story.say(*(ev.ActionAdded(action=name, plan="p") for name in NAMES), on="2017-01-01")
    for day in meetings:
        story.say(ev.MeetingHeld(meeting=f"m-{day}", body="board"), on=day)
    for name in NAMES:
        report(story, f"action:{name}", "amber", "2017-05-02")


def green(story: Story, day: str, *names: str) -> list[int]:
    """Report actions green on a day; return the entries."""
    return [report(story, f"action:{name}", "green", day) for name in names]


def ask(story: Story, today: str = "2017-07-31") -> Answer:
    """Ask about the board's meeting of 14 June."""
    return story.ask(RULE, BOARD, today)


def cover(story: Story) -> None:
    """Declare that all statuses and all evidence are held."""
    story.cover("statuses", "evidence")


def test_nine_ambers_turned_green_two_days_before_the_board_and_four_taken_back_are_critical() -> None:
    with Story() as story:
        start(story)
        rises = green(story, "2017-06-12", *NAMES)
        back = [report(story, f"action:{name}", "amber", "2017-06-28") for name in "1234"]
        cover(story)

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert set(rises) | set(back) < set(answer.because)
    assert answer.opened == min(answer.because)
    assert len(answer.because) == 14
    assert answer.severity == "critical"
    assert answer.recheck_on is None
    assert answer.says == (
        "9 things were reported better without new evidence within 7 days before meeting:m-2017-06-14 of 2017-06-14, "
        "none in the rest of the cycle; 4 of them taken back within 30 days after it"
    )


def test_upgrades_each_with_dated_evidence_are_clear() -> None:
    with Story() as story:
        start(story)
        rises = green(story, "2017-06-12", *NAMES)
        supported = [f"action:{name}" for name in NAMES]
        story.say(ev.EvidenceRecorded(evidence="e", supports=supported, collected="2017-06-01"), on="2017-06-01")
        cover(story)

        answer = ask(story)

    assert isinstance(answer, Clear)
    assert set(rises) < set(answer.because)
    assert len(answer.because) == 11


@pytest.mark.parametrize(("count", "is_many"), [(2, False), (3, True)])
def test_three_upgrades_are_many(count: int, *, is_many: bool) -> None:
    with Story() as story:
        start(story)
        green(story, "2017-06-12", *NAMES[:count])
        cover(story)

        answer = ask(story)

    assert isinstance(answer, Alarm if is_many else Clear)
    assert getattr(answer, "severity", None) is None
    assert RULES.named(RULE).severity == "high"


@pytest.mark.parametrize(
    ("day", "counts"),
    [("2017-06-06", False), ("2017-06-07", True), ("2017-06-13", True), ("2017-06-14", False)],
)
def test_the_seven_days_before_the_day_of_the_board_are_looked_at(day: str, *, counts: bool) -> None:
    with Story() as story:
        start(story)
        green(story, day, "1", "2", "3")
        cover(story)

        answer = ask(story)

    assert isinstance(answer, Alarm if counts else Clear)


@pytest.mark.parametrize(("far", "is_many"), [("5678", True), ("56789", False)])
def test_twice_the_daily_rate_of_the_rest_of_the_cycle_is_asked_about(far: str, *, is_many: bool) -> None:
    with Story() as story:
        start(story)  # 28 days of the rest of the cycle: four upgrades in them are one in seven days
        green(story, "2017-05-20", *far[:4])
        green(story, "2017-06-06", *far[4:])
        green(story, "2017-06-12", "1", "2")
        story.set(RULE, "upgrades_min", 2)
        cover(story)

        answer = ask(story)

    assert isinstance(answer, Alarm if is_many else Clear)
    if isinstance(answer, Alarm):
        assert "4 in the rest of the cycle" in answer.says


def test_the_rest_of_the_cycle_begins_on_the_day_of_the_meeting_before() -> None:
    with Story() as story:
        start(story)
        green(story, "2017-05-10", "5", "6", "7", "8", "9")
        green(story, "2017-06-12", "1", "2")
        story.set(RULE, "upgrades_min", 2)
        cover(story)

        answer = ask(story)

    assert isinstance(answer, Clear)


def test_upgrades_of_the_cycle_before_are_no_part_of_it() -> None:
    with Story() as story:
        start(story)
        green(story, "2017-05-09", "5", "6", "7", "8", "9")
        green(story, "2017-06-12", "1", "2")
        story.set(RULE, "upgrades_min", 2)
        cover(story)

        answer = ask(story)

    assert isinstance(answer, Alarm)


def test_the_limits_are_settings() -> None:
    with Story() as story:
        start(story)
        green(story, "2017-05-20", "8", "9")
        green(story, "2017-06-10", "1")
        green(story, "2017-06-12", "2", "3")
        cover(story)
        as_it_is = ask(story)
        story.set(RULE, "upgrades_min", 4)
        more = ask(story)
        story.set(RULE, "upgrades_min", 3)
        story.set(RULE, "rate_times", 7)
        steeper = ask(story)
        story.set(RULE, "rate_times", 2)
        story.set(RULE, "within_days", 2)
        shorter = ask(story)

    assert isinstance(as_it_is, Alarm)
    assert isinstance(more, Clear)
    assert isinstance(steeper, Clear)
    assert isinstance(shorter, Clear)


@pytest.mark.parametrize(("taken_back", "is_critical"), [("2", True), ("", False)])
def test_one_in_three_taken_back_makes_it_critical(taken_back: str, *, is_critical: bool) -> None:
    with Story() as story:
        start(story)
        green(story, "2017-06-12", "1", "2", "3", "4")
        for name in "1" + taken_back:
            report(story, f"action:{name}", "amber", "2017-06-28")
        cover(story)

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert (answer.severity == "critical") is is_critical


@pytest.mark.parametrize(
    ("day", "counts"), [("2017-06-14", False), ("2017-06-15", True), ("2017-07-14", True), ("2017-07-15", False)]
)
def test_an_upgrade_is_taken_back_in_the_thirty_days_after_the_board(day: str, *, counts: bool) -> None:
    with Story() as story:
        start(story)
        green(story, "2017-06-12", "1", "2", "3")
        report(story, "action:1", "amber", day)
        cover(story)

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert (answer.severity == "critical") is counts


def test_how_long_an_upgrade_must_hold_is_a_setting_and_the_answer_may_change_until_then() -> None:
    with Story() as story:
        start(story)
        green(story, "2017-06-12", "1", "2", "3")
        report(story, "action:1", "amber", "2017-06-28")
        cover(story)

        before = ask(story, "2017-06-27")
        last = ask(story, "2017-07-14")
        after = ask(story, "2017-07-15")
        story.set(RULE, "revert_days", 13)
        shorter = ask(story)

    assert isinstance(before, Alarm)
    assert before.severity is None
    assert before.recheck_on is not None
    assert before.recheck_on.isoformat() == "2017-07-15"
    assert isinstance(last, Alarm)
    assert last.severity == "critical"
    assert last.recheck_on is not None
    assert isinstance(after, Alarm)
    assert after.recheck_on is None
    assert isinstance(shorter, Alarm)
    assert shorter.severity is None


# New evidence --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("collected", "counts"),
    [
        ("2017-05-02", False),
        ("2017-05-03", True),
        ("2017-06-12", True),
        ("2017-06-13", False),
        ("2017-05", True),
        ("unknown", True),
    ],
)
def test_evidence_is_new_where_it_was_collected_after_the_report_before(collected: str, *, counts: bool) -> None:
    with Story() as story:
        start(story)
        green(story, "2017-06-12", "1", "2", "3")
        story.say(ev.EvidenceRecorded(evidence="e", supports=["action:1"], collected=collected), on="2017-06-10")
        cover(story)

        answer = ask(story)

    assert isinstance(answer, Clear if counts else Alarm)


def test_evidence_of_which_nobody_said_when_it_was_collected_is_as_old_as_its_making() -> None:
    with Story() as story:
        start(story)
        green(story, "2017-06-12", "1", "2", "3")
        story.say(ev.EvidenceRecorded(evidence="old", supports=["action:1"]), on="2017-05-01")
        cover(story)
        old = ask(story)
        story.say(ev.EvidenceRecorded(evidence="new", supports=["action:1"]), on="2017-05-30")
        new = ask(story)

    assert isinstance(old, Alarm)
    assert isinstance(new, Clear)


def test_evidence_only_promised_is_none() -> None:
    with Story() as story:
        start(story)
        green(story, "2017-06-12", "1", "2", "3")
        story.say(
            ev.EvidenceRecorded(evidence="e", supports=["action:1"], collected="2017-06-01", complete="no"),
            on="2017-06-01",
        )
        cover(story)

        answer = ask(story)

    assert isinstance(answer, Alarm)


# What cannot be told -------------------------------------------------------------------------------------------------


def test_fewer_than_two_cycles_before_it_tell_nothing() -> None:
    with Story() as story:
        start(story, meetings=("2017-05-10", "2017-06-14"))
        green(story, "2017-06-12", "1", "2", "3")
        cover(story)

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert "two cycles" in answer.why


@pytest.mark.parametrize(
    ("what", "since", "is_told"),
    [
        ("statuses", "2017-04-12", True),
        ("statuses", "2017-04-13", False),
        ("evidence", "2017-05-10", True),
        ("evidence", "2017-05-11", False),
    ],
)
def test_both_cycles_must_be_covered_and_the_evidence_of_the_last(what: str, since: str, *, is_told: bool) -> None:
    with Story() as story:
        start(story)
        green(story, "2017-06-12", "1", "2", "3")
        story.cover(what, since=since, until="2017-06-14")
        story.cover("statuses" if what == "evidence" else "evidence")

        answer = ask(story)

    assert isinstance(answer, Alarm if is_told else CannotTell)
    if isinstance(answer, CannotTell):
        assert f"all {what}" in answer.why


def test_coverage_of_the_board_and_of_its_plan_will_do() -> None:
    with Story() as story:
        start(story)
        green(story, "2017-06-12", "1", "2", "3")
        story.cover("statuses", about=["plan:p"])
        story.cover("evidence", body="board")

        answer = ask(story)

    assert isinstance(answer, Alarm)


def test_a_cycle_no_longer_than_the_days_looked_at_tells_nothing() -> None:
    with Story() as story:
        start(story, meetings=("2017-05-31", "2017-06-07", "2017-06-14"))
        green(story, "2017-06-12", "1", "2", "3")
        cover(story)

        answer = ask(story)
        story.set(RULE, "within_days", 6)
        a_day_more = ask(story)

    assert isinstance(answer, CannotTell)
    assert "no longer" in answer.why
    assert isinstance(a_day_more, Alarm)


@pytest.mark.parametrize("vague", ["2017-04", "2017-05", "2017-06"])
def test_meetings_whose_days_are_not_certain_tell_nothing(vague: str) -> None:
    days = ("2017-04-12", "2017-05-10", "2017-06-14")
    with Story() as story:
        start(story, meetings=())
        for day in days:
            happened = vague if day.startswith(vague) else day
            story.say(ev.MeetingHeld(meeting=f"m-{day}", body="board"), on=happened, known=day)
        green(story, "2017-06-12", "1", "2", "3")
        cover(story)

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert "not known for certain" in answer.why


# What is looked at ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("envelope", [{"uncertain": ["status"]}, {"mode": "presupposed"}])
def test_an_upgrade_that_is_not_sure_does_not_count(envelope: dict[str, Any]) -> None:
    with Story() as story:
        start(story)
        green(story, "2017-06-12", "1", "2")
        report(story, "action:3", "green", "2017-06-12", **envelope)
        cover(story)

        answer = ask(story)

    assert isinstance(answer, Clear)


def test_a_status_without_a_meaning_and_one_that_says_nothing_are_no_upgrades() -> None:
    with Story() as story:
        start(story)
        green(story, "2017-06-12", "1", "2")
        report(story, "action:3", "odd", "2017-06-12")
        report(story, "action:4", "grey", "2017-06-12")
        cover(story)

        answer = ask(story)

    assert isinstance(answer, Clear)


def test_the_same_again_and_worse_are_no_upgrades() -> None:
    with Story() as story:
        start(story)
        green(story, "2017-06-12", "1", "2")
        report(story, "action:3", "amber", "2017-06-12")
        report(story, "action:4", "red", "2017-06-12")
        cover(story)

        answer = ask(story)

    assert isinstance(answer, Clear)


def test_there_is_nothing_to_ask_of_a_meeting_before_which_nothing_was_reported() -> None:
    with Story() as story:
        start(story, meetings=("2017-03-12", "2017-04-10", "2017-05-02"))
        cover(story)

        answer = story.ask(RULE, "meeting:m-2017-05-02", "2017-07-31")

    assert answer is None


def test_there_is_nothing_to_ask_of_a_meeting_still_to_come_or_of_a_body_that_does_not_oversee_the_plan() -> None:
    with Story() as story:
        start(story)
        story.say(ev.BodyEstablished(body="other"), on="2017-01-01")
        for day in ("2017-04-12", "2017-05-10", "2017-06-14"):
            story.say(ev.MeetingHeld(meeting=f"o-{day}", body="other"), on=day)
        green(story, "2017-06-12", "1", "2", "3")
        cover(story)

        day_before = ask(story, "2017-06-13")
        same_day = ask(story, "2017-06-14")
        other = story.ask(RULE, "meeting:o-2017-06-14", "2017-07-31")

    assert day_before is None
    assert isinstance(same_day, Alarm)
    assert other is None


@pytest.mark.parametrize("field", ["about", "put_before"])
def test_a_plan_that_was_on_the_agenda_is_looked_at(field: str) -> None:
    with Story() as story:
        start(story)
        story.say(ev.BodyEstablished(body="other"), on="2017-01-01")
        for day in ("2017-04-12", "2017-05-10", "2017-06-14"):
            story.say(ev.MeetingHeld(meeting=f"o-{day}", body="other"), on=day)
        item: dict[str, Any] = {field: ["plan:p"]}
        story.say(ev.AgendaItemConsidered(agenda_item="i", meeting="o-2017-06-14", **item), on="2017-06-14")
        green(story, "2017-06-12", "1", "2", "3")
        cover(story)

        answer = story.ask(RULE, "meeting:o-2017-06-14", "2017-07-31")

    assert isinstance(answer, Alarm)


def test_commitments_and_the_actions_under_them_are_looked_at_and_other_plans_are_not() -> None:
    with Story() as story:
        start(story)
        story.say(ev.PlanVersioned(plan="q"), ev.CommitmentMade(commitment="c", plan="p"), on="2017-01-01")
        story.say(ev.ActionAdded(action="under", commitment="c"), on="2017-01-01")
        story.say(ev.ActionAdded(action="else", plan="q"), ev.ActionAdded(action="loose"), on="2017-01-01")
        for ref in ("commitment:c", "action:under", "action:else", "action:loose"):
            report(story, ref, "amber", "2017-05-02")
            report(story, ref, "green", "2017-06-12")
        cover(story)

        two = ask(story)
        green(story, "2017-06-12", "1")
        three = ask(story)

    assert isinstance(two, Clear)
    assert isinstance(three, Alarm)


def test_before_a_visit_every_plan_is_looked_at_and_cycles_run_from_visit_to_visit() -> None:
    with Story() as story:
        start(story)
        for number, days in enumerate(("2017-02-06..2017-02-07", "2017-04-03..2017-04-05", "2017-06-14..2017-06-16")):
            story.say(ev.VisitConducted(visit=f"v{number}", by=["org:ofsted"]), on=days, known="2017-06-20")
        green(story, "2017-06-13", "1", "2", "3")
        cover(story)

        answer = story.ask(RULE, "visit:v2", "2017-07-31")
        first = story.ask(RULE, "visit:v1", "2017-07-31")

    assert isinstance(answer, Alarm)
    assert "visit:v2 of 2017-06-14" in answer.says
    assert first is None


def test_a_visit_on_days_unknown_or_only_taken_for_granted_is_not_asked_about() -> None:
    with Story() as story:
        start(story)
        story.say(ev.VisitConducted(visit="v0"), on="2017-04-03", mode="presupposed")
        story.say(ev.VisitConducted(visit="v1"), on="unknown", known="2017-04-10")
        story.say(ev.VisitConducted(visit="v2"), on="2017-05-01")
        story.say(ev.VisitConducted(visit="v3"), on="2017-06-14")
        green(story, "2017-06-12", "1", "2", "3")
        cover(story)

        vague = story.ask(RULE, "visit:v3", "2017-07-31")
        granted = story.ask(RULE, "visit:v0", "2017-07-31")

    assert isinstance(vague, CannotTell)
    assert "not known for certain" in vague.why
    assert granted is None


def test_a_report_after_the_board_that_is_no_lower_takes_nothing_back() -> None:
    with Story() as story:
        start(story)
        green(story, "2017-06-12", "1", "2", "3")
        report(story, "action:1", "green", "2017-06-28")
        report(story, "action:2", "done", "2017-06-28")
        report(story, "action:3", "red", "2017-06-28", uncertain=["status"])
        cover(story)

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.severity is None


def test_a_visit_still_to_come_and_a_second_account_of_one_are_no_visits() -> None:
    with Story() as story:
        start(story)
        for number, day in enumerate(("2017-02-06", "2017-04-03", "2017-06-14")):
            (entry,) = story.say(ev.VisitConducted(visit=f"v{number}"), on=day)
        story.say(ev.VisitConducted(visit="v2"), on="2017-06-13", rival_of=f"entry:{entry}")
        green(story, "2017-06-13", "1", "2", "3")
        cover(story)

        before = story.ask(RULE, "visit:v2", "2017-06-13")
        on_the_day = story.ask(RULE, "visit:v2", "2017-06-14")

    assert before is None
    assert isinstance(on_the_day, Alarm)
    assert "visit:v2 of 2017-06-14" in on_the_day.says


def test_an_action_that_stands_in_another_plan_is_not_looked_at_though_its_commitment_does() -> None:
    with Story() as story:
        start(story)
        story.say(ev.PlanVersioned(plan="q"), on="2017-01-01")
        story.say(
            ev.CommitmentMade(commitment="c", plan="p"), ev.CommitmentMade(commitment="d", plan="q"), on="2017-01-01"
        )
        story.say(
            ev.ActionAdded(action="else", plan="q", commitment="c"),
            ev.ActionAdded(action="under", commitment="d"),
            on="2017-01-01",
        )
        for ref in ("action:under", "action:else"):
            report(story, ref, "amber", "2017-05-02")
            report(story, ref, "green", "2017-06-12")
        green(story, "2017-06-12", "1", "2")
        cover(story)

        answer = ask(story)

    assert isinstance(answer, Clear)


def test_the_days_of_meetings_long_before_need_not_be_certain() -> None:
    with Story() as story:
        start(story)
        story.say(ev.MeetingHeld(meeting="old", body="board"), on="2017-02", known="2017-03-01")
        green(story, "2017-06-12", "1", "2", "3")
        cover(story)

        answer = ask(story)

    assert isinstance(answer, Alarm)


# What is easily taken for something else -----------------------------------------------------------------------------


def test_a_plan_that_only_a_second_account_puts_before_the_board_is_not_looked_at() -> None:
    with Story() as story:
        start(story)
        story.say(ev.PlanVersioned(plan="q"), on="2017-01-01")
        story.say(*(ev.ActionAdded(action=f"q{name}", plan="q") for name in NAMES), on="2017-01-01")
        for name in NAMES:
            report(story, f"action:q{name}", "amber", "2017-05-11")
            report(story, f"action:q{name}", "green", "2017-06-12")
        item = {"agenda_item": "i", "meeting": "m-2017-06-14"}
        (first,) = story.say(ev.AgendaItemConsidered(**item, about=["plan:p"]), on="2017-06-14")
        second = ev.AgendaItemConsidered(**item, about=["plan:q"])
        story.say(second, on="2017-06-14", rival_of=f"entry:{first}")
        cover(story)

        assert isinstance(ask(story), Clear)


def test_evidence_collected_nobody_knows_when_is_as_old_as_its_record() -> None:
    with Story() as story:
        start(story)
        for name in NAMES:
            old = ev.EvidenceRecorded(evidence=f"e{name}", supports=[f"action:{name}"], collected="unknown")
            story.say(old, on="2017-01-02")
        green(story, "2017-06-12", *NAMES)
        cover(story)

        assert isinstance(ask(story), Alarm)


def test_what_is_taken_back_today_is_taken_back() -> None:
    with Story() as story:
        start(story)
        green(story, "2017-06-12", *NAMES)
        back = [report(story, f"action:{name}", "amber", "2017-06-28") for name in "1234"]
        cover(story)

        answer = ask(story, "2017-06-28")

    assert isinstance(answer, Alarm)
    assert set(back) < set(answer.because)


def test_a_plan_that_another_body_oversees_by_now_is_not_looked_at() -> None:
    with Story() as story:
        start(story)
        story.say(ev.BodyEstablished(body="other"), ev.PlanVersioned(plan="p", overseen_by=["other"]), on="2017-01-02")
        green(story, "2017-06-12", *NAMES)
        cover(story)

        assert not isinstance(ask(story), Alarm)


def test_a_meeting_only_taken_for_granted_begins_no_cycle() -> None:
    with Story() as story:
        start(story)
        story.say(ev.MeetingHeld(meeting="x", body="board"), on="2017-06-10", mode="presupposed")
        green(story, "2017-06-12", *NAMES)
        cover(story)

        assert isinstance(ask(story), Alarm)


def test_a_matter_that_bears_a_plans_name_puts_no_plan_before_the_board() -> None:
    with Story() as story:
        start(story)
        story.say(ev.PlanVersioned(plan="q"), on="2017-01-01")
        story.say(*(ev.ActionAdded(action=f"q{name}", plan="q") for name in NAMES), on="2017-01-01")
        for name in NAMES:
            report(story, f"action:q{name}", "amber", "2017-05-11")
            report(story, f"action:q{name}", "green", "2017-06-12")
        item = ev.AgendaItemConsidered(agenda_item="i", meeting="m-2017-06-14", about=["area:q", "plan:p"])
        story.say(item, on="2017-06-14")
        cover(story)

        assert isinstance(ask(story), Clear)


@pytest.mark.parametrize(("about", "expected"), [("plan:p", Alarm), ("area:p", CannotTell)])
def test_before_a_visit_what_is_held_of_a_plan_is_enough(about: str, expected: type) -> None:
    with Story() as story:
        start(story)
        for number, day in enumerate(("2017-04-12", "2017-05-10", "2017-06-14")):
            story.say(ev.VisitConducted(visit=f"v{number}", by=["org:ofsted"]), on=day)
        green(story, "2017-06-12", *NAMES)
        story.cover("statuses", "evidence", about=[about])

        assert isinstance(story.ask(RULE, "visit:v2", "2017-07-31"), expected)


@pytest.mark.parametrize("subject", ["visit:v2", BOARD])
def test_what_is_held_of_a_plan_that_the_cut_leaves_out_is_not_enough(subject: str) -> None:
    with Story() as story:
        start(story)
        story.say(ev.PlanVersioned(plan="late"), on="2018-01-01")
        for number, day in enumerate(("2017-04-12", "2017-05-10", "2017-06-14")):
            story.say(ev.VisitConducted(visit=f"v{number}", by=["org:ofsted"]), on=day)
        item = ev.AgendaItemConsidered(agenda_item="i", meeting="m-2017-06-14", about=["plan:late", "plan:p"])
        story.say(item, on="2017-06-14")
        green(story, "2017-06-12", *NAMES)
        story.cover("statuses", "evidence", about=["plan:late"])

        assert isinstance(story.ask(RULE, subject, "2017-07-31", happened_by="2017-12-31"), CannotTell)


@pytest.mark.parametrize("is_told_of", [False, True])
def test_evidence_cited_that_the_cut_leaves_out_or_has_only_a_second_account_of_is_not_new(*, is_told_of: bool) -> None:
    with Story() as story:
        start(story)
        evidence = ev.EvidenceRecorded(evidence="late")
        (late,) = story.say(evidence, on="2018-01-01")
        if is_told_of:
            story.say(evidence, on="2017-06-01", rival_of=f"entry:{late}")
        for name in "123":
            cited = ev.StatusReported(subject=f"action:{name}", status="rag/green", evidence=["late"])
            story.say(cited, on="2017-06-12")
        cover(story)

        assert isinstance(story.ask(RULE, BOARD, "2017-07-31", happened_by="2017-12-31"), Alarm)


def test_a_visit_that_is_not_over_begins_no_cycle() -> None:
    with Story() as story:
        start(story)
        days = ("2017-02-06", "2017-04-03..2017-07-30", "2017-06-14")
        visits = [
            story.say(ev.VisitConducted(visit=f"v{number}", by=["org:ofsted"]), on=day, known="2017-08-15")[0]
            for number, day in enumerate(days)
        ]
        cover(story)

        answer = story.ask(RULE, "visit:v2", "2017-07-01")

    assert isinstance(answer, Clear | CannotTell)
    assert visits[1] not in answer.because


def test_what_stands_in_no_plan_is_not_looked_at_before_a_visit() -> None:
    with Story() as story:
        story.say(RAG, *(ev.ActionAdded(action=name) for name in NAMES), on="2017-01-01")
        story.say(ev.PlanVersioned(plan="p"), ev.ActionAdded(action="own", plan="p"), on="2017-01-01")
        for number, day in enumerate(("2017-02-06", "2017-04-03", "2017-06-14")):
            story.say(ev.VisitConducted(visit=f"v{number}", by=["org:ofsted"]), on=day)
        for name in (*NAMES, "own"):
            report(story, f"action:{name}", "amber", "2017-01-02")
        green(story, "2017-06-12", *NAMES)
        cover(story)

        assert not isinstance(story.ask(RULE, "visit:v2", "2017-07-31"), Alarm)
