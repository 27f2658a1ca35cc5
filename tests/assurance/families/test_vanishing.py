from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import RULES, Alarm, Answer, CannotTell, Clear
from tests.assurance.courses import RAG, report
from tests.assurance.support import Story

RULE = "VANISHED_RED"
NAMES = "1234567890"


def start(story: Story, names: str = NAMES, **said: Any) -> list[int]:
    """Plan p with its actions; return their entries."""
    story.say(RAG, ev.PlanVersioned(plan="p"), on="2017-01-01")
    return story.say(*(ev.ActionAdded(action=name, plan="p", **said) for name in names), on="2017-01-01")


def version(story: Story, number: str, names: str, day: str, **said: Any) -> int:
    """Version the plan with the items named; return the entry."""
    envelope = {name: said.pop(name) for name in ("uncertain", "mode", "rival_of") if name in said}
    given: dict[str, Any] = {"items": [f"action:{name}" for name in names], "items_complete": "yes", **said}
    return story.say(ev.PlanVersioned(plan="p", version=number, **given), on=day, **envelope)[0]


def red(story: Story, names: str, day: str = "2017-05-01", label: str = "red") -> list[int]:
    return [report(story, f"action:{name}", label, day) for name in names]


def retire(story: Story, name: str, how: str = "withdrawn", day: str = "2017-06-01", **said: Any) -> int:
    """Take an action out of the plan; return the entry."""
    envelope = {key: said.pop(key) for key in ("uncertain", "mode") if key in said}
    return story.say(ev.PlanItemRetired(subject=f"action:{name}", how=how, **said), on=day, **envelope)[0]


def ask(story: Story, subject: str = "plan:p", today: str = "2017-12-31") -> Answer:
    return story.ask(RULE, subject, today)


# From one version to the next ----------------------------------------------------------------------------------------


def test_a_refresh_that_drops_six_open_reds_is_asked_about() -> None:
    with Story() as story:
        start(story)
        reds = red(story, "123456")
        version(story, "1", NAMES, "2017-05-02")
        second = version(story, "2", "7890", "2017-06-01")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert set(answer.because) == {second, *reds}
    assert answer.opened == second
    assert answer.severity is None
    assert RULES.named(RULE).severity == "high"
    assert answer.says == (
        "gone with no successor, register or decision on record: action:1 (adverse), action:2 (adverse), action:3 "
        "(adverse), action:4 (adverse), action:5 (adverse), action:6 (adverse); a version of the plan leaves out 6 "
        "open things"
    )


def test_the_same_refresh_with_each_handed_to_a_named_successor_is_clear() -> None:
    with Story() as story:
        start(story)
        red(story, "123456")
        first = version(story, "1", NAMES, "2017-05-02")
        story.say(*(ev.ActionAdded(action=f"2018/{name}", plan="p") for name in "123456"), on="2017-06-01")
        handed = [retire(story, name, "superseded", successor=[f"action:2018/{name}"]) for name in "123456"]
        second = version(story, "2", "7890", "2017-06-01")

        answer = ask(story)

    assert isinstance(answer, Clear)
    assert set(answer.because) == {second, *handed}
    assert first not in answer.because


def test_one_red_dropped_is_enough_and_is_no_great_share() -> None:
    with Story() as story:
        start(story)
        red(story, "1")
        version(story, "1", NAMES, "2017-05-02")
        second = version(story, "2", NAMES[1:], "2017-06-01")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.opened == second
    assert answer.says == "gone with no successor, register or decision on record: action:1 (adverse)"


@pytest.mark.parametrize(("kept", "is_many"), [("34567890", False), ("4567890", True)])
def test_a_version_that_drops_more_than_a_fifth_of_the_open_items_is_asked_about(kept: str, *, is_many: bool) -> None:
    with Story() as story:
        start(story)
        version(story, "1", NAMES, "2017-05-02")
        second = version(story, "2", kept, "2017-06-01")

        answer = ask(story)

    assert isinstance(answer, Alarm if is_many else Clear)
    if isinstance(answer, Alarm):
        assert answer.because == (second,)
        assert answer.says.endswith(
            "action:1 (well), action:2 (well), action:3 (well); a version of the plan leaves out 3 open things"
        )


def test_the_share_is_a_setting_and_of_what_was_open() -> None:
    with Story() as story:
        start(story)
        red(story, "90", label="done")
        version(story, "1", NAMES, "2017-05-02")
        version(story, "2", "345678", "2017-06-01")
        of_eight = ask(story)
        story.set(RULE, "dropped_percent", 25)
        looser = ask(story)
        story.set(RULE, "dropped_percent", 24)
        stricter = ask(story)

    assert isinstance(of_eight, Alarm)
    assert "leaves out 2 open things" in of_eight.says
    assert isinstance(looser, Clear)
    assert isinstance(stricter, Alarm)


def test_what_a_later_version_has_again_is_not_gone() -> None:
    with Story() as story:
        start(story)
        red(story, "1")
        version(story, "1", NAMES, "2017-05-02")
        version(story, "2", NAMES[1:], "2017-06-01")
        version(story, "3", NAMES, "2017-07-01")

        then = ask(story, today="2017-06-30")
        now = ask(story, today="2017-07-01")

    assert isinstance(then, Alarm)
    assert isinstance(now, Clear)


def test_the_newest_version_that_drops_something_opens_the_episode() -> None:
    with Story() as story:
        start(story)
        red(story, "12")
        version(story, "1", NAMES, "2017-05-02")
        version(story, "2", NAMES[1:], "2017-06-01")
        third = version(story, "3", NAMES[2:], "2017-07-01")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.opened == third
    assert "action:1 (adverse), action:2 (adverse)" in answer.says


@pytest.mark.parametrize(("first", "second"), [("no", "yes"), ("yes", "no"), (None, "yes"), ("yes", "unknown")])
def test_versions_that_do_not_say_that_they_name_everything_tell_nothing(first: str | None, second: str) -> None:
    with Story() as story:
        start(story)
        red(story, "1")
        one = version(story, "1", NAMES, "2017-05-02", items_complete=first)
        two = version(story, "2", NAMES[1:], "2017-06-01", items_complete=second)

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert answer.because == (one, two)
    assert "all that they contain" in answer.why


@pytest.mark.parametrize("field", ["items", "items_complete"])
def test_versions_that_the_clerk_doubts_tell_nothing(field: str) -> None:
    with Story() as story:
        start(story)
        red(story, "1")
        version(story, "1", NAMES, "2017-05-02")
        version(story, "2", NAMES[1:], "2017-06-01", uncertain=[field])

        answer = ask(story)

    assert isinstance(answer, CannotTell)


@pytest.mark.parametrize(
    "said",
    [
        {"replaces_version": "1", "version": None},
        {"standing": "refreshed", "version": None},
        {"version": "2"},
    ],
)
def test_a_plan_refreshed_with_nothing_listed_tells_nothing(said: dict[str, Any]) -> None:
    with Story() as story:
        start(story)
        version(story, "1", NAMES, "2017-05-02")
        story.say(ev.PlanVersioned(plan="p", **said), on="2017-06-01")

        answer = ask(story)

    assert isinstance(answer, CannotTell)


@pytest.mark.parametrize(
    "said", [{"standing": "endorsed"}, {"standing": "submitted", "version": "1"}, {"items": ["action:1"]}]
)
def test_another_standing_of_one_version_is_no_other_version(said: dict[str, Any]) -> None:
    with Story() as story:
        start(story)
        red(story, "2")
        version(story, "1", NAMES, "2017-05-02")
        story.say(ev.PlanVersioned(plan="p", **said), on="2017-06-01")

        answer = ask(story)

    assert answer is None


@pytest.mark.parametrize("envelope", [{"mode": "presupposed"}, {"rival_of": "entry:3"}])
def test_a_version_taken_for_granted_or_a_second_account_is_none(envelope: dict[str, str]) -> None:
    with Story() as story:
        start(story)
        red(story, "1")
        version(story, "1", NAMES, "2017-05-02")
        version(story, "2", NAMES[1:], "2017-06-01", **envelope)

        answer = ask(story)

    assert answer is None


def test_a_version_still_to_come_is_none_yet() -> None:
    with Story() as story:
        start(story)
        red(story, "1")
        version(story, "1", NAMES, "2017-05-02")
        version(story, "2", NAMES[1:], "2017-06-01")

        before = ask(story, today="2017-05-31")
        on_the_day = ask(story, today="2017-06-01")

    assert before is None
    assert isinstance(on_the_day, Alarm)


def test_what_is_done_may_be_left_out() -> None:
    with Story() as story:
        start(story)
        red(story, "1234")
        red(story, "12", "2017-05-30", "done")
        story.say(ev.CompletionClaimed(subject="action:3"), on="2017-05-30")
        story.say(ev.CompletionClaimed(subject="action:4"), on="2017-06-01")
        version(story, "1", NAMES, "2017-05-02")
        version(story, "2", NAMES[4:], "2017-06-01")

        answer = ask(story)

    assert isinstance(answer, Clear)


def test_what_was_reported_only_after_it_was_left_out_says_nothing_of_how_it_stood() -> None:
    with Story() as story:
        start(story)
        red(story, "1", label="green")
        red(story, "1", "2017-06-02")
        version(story, "1", NAMES, "2017-05-02")
        version(story, "2", NAMES[1:], "2017-06-01")

        answer = ask(story)

    assert isinstance(answer, Clear)


def test_what_a_plan_lists_besides_its_items_is_not_looked_at() -> None:
    with Story() as story:
        start(story, "1")
        story.say(ev.RecommendationMade(recommendation="r"), on="2017-01-01")
        report(story, "recommendation:r", "red", "2017-05-01")
        version(story, "1", "", "2017-05-02", items=["action:1", "recommendation:r"])
        version(story, "2", "1", "2017-06-01")

        answer = ask(story)

    assert isinstance(answer, Clear)


# Retired -------------------------------------------------------------------------------------------------------------


def test_a_red_retired_without_a_trace_is_asked_about() -> None:
    with Story() as story:
        start(story)
        (entry,) = red(story, "1")
        gone = retire(story, "1", "not_stated")

        answer = ask(story)
        by_itself = ask(story, "action:1")

    assert isinstance(answer, Alarm)
    assert answer.because == (gone, entry)
    assert answer.opened == gone
    assert answer.says == "gone with no successor, register or decision on record: action:1 (adverse)"
    assert by_itself is None


@pytest.mark.parametrize(("label", "expected"), [("red", Alarm), ("amber", Alarm), ("green", Clear), ("done", Clear)])
def test_only_what_was_not_going_well_is_missed(label: str, expected: type) -> None:
    with Story() as story:
        start(story)
        red(story, "1", label=label)
        gone = retire(story, "1")

        answer = ask(story)

    assert isinstance(answer, expected)
    assert isinstance(answer, Alarm | Clear)
    assert gone in answer.because


@pytest.mark.parametrize(
    "said",
    [
        {"successor": ["action:2"]},
        {"register": "corporate"},
        {"decision": "d"},
        {"how": "merged", "successor": ["action:2"]},
    ],
)
def test_a_successor_a_register_or_a_decision_is_a_trace(said: dict[str, Any]) -> None:
    with Story() as story:
        start(story)
        story.say(ev.DecisionRecorded(decision="d", force="agreed"), on="2017-05-01")
        red(story, "1")
        gone = retire(story, "1", **said)

        answer = ask(story)

    assert isinstance(answer, Clear)
    assert answer.because == (gone,)


@pytest.mark.parametrize("said", [{"how": "merged"}, {"how": "moved"}, {"successor": "none"}, {"decision": "n"}])
def test_a_merger_with_nobody_named_and_a_decision_that_only_noted_it_are_no_trace(said: dict[str, Any]) -> None:
    with Story() as story:
        start(story)
        story.say(ev.DecisionRecorded(decision="n", force="noted"), on="2017-05-01")
        red(story, "1")
        retire(story, "1", **said)

        answer = ask(story)

    assert isinstance(answer, Alarm)


@pytest.mark.parametrize(
    ("link", "standing", "is_traced"),
    [
        ("action:2 succeeds action:1", "confirmed", True),
        ("action:1 merged_into action:2", "confirmed", True),
        ("action:2 succeeds action:1", "suggested", False),
        ("action:2 mentions action:1", "confirmed", False),
    ],
)
def test_a_confirmed_link_to_what_carries_it_on_is_a_trace(link: str, standing: str, *, is_traced: bool) -> None:
    with Story() as story:
        start(story)
        red(story, "1")
        retire(story, "1")
        story.say(ev.LinkNoted(links=[link], standing=standing), on="2017-07-01")

        answer = ask(story)

    assert isinstance(answer, Clear if is_traced else Alarm)


@pytest.mark.parametrize("field", ["subject", "how", "successor", "register", "decision"])
def test_a_retirement_that_the_clerk_doubts_tells_nothing(field: str) -> None:
    with Story() as story:
        start(story)
        red(story, "1")
        gone = retire(story, "1", uncertain=[field], successor=["action:2"])

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert answer.because == (gone,)
    assert "action:1" in answer.why


def test_a_retirement_only_taken_for_granted_raises_no_alarm() -> None:
    with Story() as story:
        start(story)
        red(story, "1")
        retire(story, "1", mode="presupposed")

        answer = ask(story)

    assert not isinstance(answer, Alarm)


def test_a_retirement_still_to_come_is_none_yet() -> None:
    with Story() as story:
        start(story)
        red(story, "1")
        retire(story, "1")

        before = ask(story, today="2017-05-31")
        on_the_day = ask(story, today="2017-06-01")

    assert before is None
    assert isinstance(on_the_day, Alarm)


@pytest.mark.parametrize(
    ("label", "envelope"), [("odd", {}), ("green", {"uncertain": ["status"]}), ("red", {"mode": "presupposed"})]
)
def test_how_it_stood_must_be_sure(label: str, envelope: dict[str, Any]) -> None:
    with Story() as story:
        start(story)
        report(story, "action:1", label, "2017-05-01", **envelope)
        retire(story, "1")

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert "how action:1 stood" in answer.why


def test_what_is_under_a_commitment_of_the_plan_is_of_the_plan_and_what_is_of_another_is_not() -> None:
    with Story() as story:
        start(story, "")
        story.say(ev.PlanVersioned(plan="q"), ev.CommitmentMade(commitment="c", plan="p"), on="2017-01-01")
        story.say(ev.ActionAdded(action="under", commitment="c"), on="2017-01-01")
        story.say(ev.ActionAdded(action="else", plan="q", commitment="c"), on="2017-01-01")
        for name in ("under", "else"):
            report(story, f"action:{name}", "red", "2017-05-01")
        retire(story, "else")
        other = ask(story)
        retire(story, "under")
        own = ask(story)

    assert other is None
    assert isinstance(own, Alarm)
    assert own.says.endswith("record: action:under (adverse)")


# Of no plan ----------------------------------------------------------------------------------------------------------


def risk(story: Story, *dimensions: str, label: str = "red") -> list[int]:
    """A risk on a register, with how exposed it leaves the council; return the reports' entries."""
    story.say(RAG, ev.RiskIdentified(risk="r", register="corporate"), on="2017-01-01")
    reports = [ev.StatusReported(subject="risk:r", status=f"rag/{label}", dimension=one) for one in dimensions]
    return story.say(*reports, on="2017-05-01")


def test_a_risk_that_left_its_register_while_it_was_red_is_asked_about_by_itself() -> None:
    with Story() as story:
        reports = risk(story, "exposure", "exposure_after")
        (gone,) = story.say(ev.PlanItemRetired(subject="risk:r", how="lapsed"), on="2017-06-01")

        answer = ask(story, "risk:r")

    assert isinstance(answer, Alarm)
    assert answer.because == (gone, *reports)


@pytest.mark.parametrize(
    ("label", "envelope", "day"),
    [
        ("green", {}, "2017-05-02"),
        ("red", {"uncertain": ["status"]}, "2017-05-02"),
    ],
)
def test_the_last_report_of_a_dimension_is_the_one(label: str, envelope: dict[str, Any], day: str) -> None:
    with Story() as story:
        risk(story, "exposure")
        last = ev.StatusReported(subject="risk:r", status=f"rag/{label}", dimension="exposure")
        story.say(last, on=day, **envelope)
        (gone,) = story.say(ev.PlanItemRetired(subject="risk:r", how="lapsed"), on="2017-06-01")

        answer = ask(story, "risk:r")

    assert isinstance(answer, Clear)
    assert answer.because == (gone,)


@pytest.mark.parametrize(
    ("envelope", "day"),
    [({"mode": "presupposed"}, "2017-05-02"), ({"rival_of": "entry:4"}, "2017-05-02"), ({}, "2017-06-02")],
)
def test_a_report_that_is_taken_for_granted_a_second_account_or_later_replaces_none(
    envelope: dict[str, str], day: str
) -> None:
    with Story() as story:
        risk(story, "exposure")
        last = ev.StatusReported(subject="risk:r", status="rag/green", dimension="exposure")
        story.say(last, on=day, **envelope)
        story.say(ev.StatusReported(subject="risk:r", dimension="exposure", score="3"), on="2017-05-03")
        story.say(ev.PlanItemRetired(subject="risk:r", how="lapsed"), on="2017-06-01")

        answer = ask(story, "risk:r")

    assert isinstance(answer, Alarm)


def test_a_risk_that_replaces_it_is_a_trace_and_a_second_account_of_one_is_not() -> None:
    with Story() as story:
        risk(story, "exposure")
        story.say(ev.PlanItemRetired(subject="risk:r", how="rescored"), on="2017-06-01")
        (new,) = story.say(ev.RiskIdentified(risk="s"), on="2017-06-01")
        story.say(ev.RiskIdentified(risk="s", replaces=["r"]), on="2017-06-01", rival_of=f"entry:{new}")
        story.say(ev.RiskIdentified(risk="u", about=["risk:r"]), on="2017-06-01")
        rival = ask(story, "risk:r")
        story.say(ev.RiskIdentified(risk="t", replaces=["r"]), on="2017-06-01")
        traced = ask(story, "risk:r")

    assert isinstance(rival, Alarm)
    assert isinstance(traced, Clear)


def test_there_is_nothing_to_ask_of_what_is_still_there() -> None:
    with Story() as story:
        risk(story, "exposure")

        answer = ask(story, "risk:r")

    assert answer is None


def test_what_left_and_came_back_is_there() -> None:
    with Story() as story:
        risk(story, "exposure")
        story.say(ev.PlanItemRetired(subject="risk:r", how="lapsed"), on="2017-06-01")
        story.say(ev.PlanItemReopened(subject="risk:r"), on="2017-07-01")

        answer = ask(story, "risk:r")

    assert answer is None


# Late ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("due", "is_late"), [("2017-05-31", True), ("2017-06-01", False)])
def test_what_was_late_on_the_day_it_left_is_asked_about_where_all_statuses_are_held(
    due: str, *, is_late: bool
) -> None:
    with Story() as story:
        (added,) = start(story, "1", due=ev.by(due))
        gone = retire(story, "1")
        story.cover("statuses")

        answer = ask(story)

    assert isinstance(answer, Alarm if is_late else Clear)
    if isinstance(answer, Alarm):
        assert answer.because == (gone, added)
        assert "action:1 (overdue)" in answer.says


def test_whether_it_was_late_is_not_known_where_statuses_are_not_covered() -> None:
    with Story() as story:
        start(story, "1", due=ev.by("2017-05-20"))
        retire(story, "1")
        story.cover("statuses", since="2017-05-21")
        untold = ask(story)
        story.cover("statuses", since="2017-05-20", until="2017-05-20")
        told = ask(story)

    assert isinstance(untold, CannotTell)
    assert isinstance(told, Alarm)


@pytest.mark.parametrize(("day", "is_shown"), [("2017-05-20", False), ("2017-05-21", True)])
def test_what_was_reported_under_way_after_its_date_is_shown_to_be_late(day: str, *, is_shown: bool) -> None:
    with Story() as story:
        start(story, "1", due=ev.by("2017-05-20"))
        red(story, "1", day, "green")
        retire(story, "1")

        answer = ask(story)

    assert isinstance(answer, Alarm if is_shown else CannotTell)


def test_the_date_is_that_which_held_when_it_left() -> None:
    with Story() as story:
        start(story, "1", due=ev.by("2017-12-31"))
        story.say(ev.DeadlineChanged(subject="action:1", now=ev.by("2017-03-31")), on="2017-02-01")
        (moved,) = story.say(ev.DeadlineChanged(subject="action:1", now=ev.by("2017-05-20")), on="2017-03-01")
        story.say(ev.DeadlineChanged(subject="action:1", now=ev.by("2017-07-20"), outcome="refused"), on="2017-03-02")
        gone = retire(story, "1")
        story.say(ev.DeadlineChanged(subject="action:1", now=ev.by("2017-08-20")), on="2017-06-02")
        story.cover("statuses")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.because == (gone, moved)


def test_a_date_moved_to_no_day_is_not_late() -> None:
    with Story() as story:
        start(story, "1", due=ev.by("2017-03-31"))
        story.say(ev.DeadlineChanged(subject="action:1"), on="2017-03-01")
        retire(story, "1")
        story.cover("statuses")

        answer = ask(story)

    assert isinstance(answer, Clear)


# What is easily taken for something else -----------------------------------------------------------------------------


def test_what_is_in_no_plan_has_not_left_before_its_day() -> None:
    with Story() as story:
        story.say(RAG, ev.ActionAdded(action="1"), on="2017-01-01")
        red(story, "1")
        retire(story, "1", day="2018-06-01")

        assert ask(story, "action:1") is None


def test_what_is_said_to_be_done_in_doubt_is_not_known_to_be_done() -> None:
    with Story() as story:
        start(story)
        red(story, "1")
        report(story, "action:1", "done", "2017-05-20", uncertain=["status"])
        retire(story, "1")

        assert isinstance(ask(story), CannotTell)


@pytest.mark.parametrize(("envelope", "expected"), [({}, Alarm), ({"mode": "presupposed"}, Clear)])
def test_another_dimension_that_goes_badly_on_the_day_it_leaves_counts_where_it_is_said_outright(
    envelope: dict[str, str], expected: type
) -> None:
    with Story() as story:
        start(story)
        report(story, "action:1", "green", "2017-05-20")
        impact = ev.StatusReported(subject="action:1", status="rag/red", dimension="impact")
        story.say(impact, on="2017-06-01", **envelope)
        retire(story, "1")

        assert isinstance(ask(story), expected)


def test_what_is_taken_for_granted_to_be_done_after_a_red_leaves_open_how_it_stood() -> None:
    with Story() as story:
        start(story)
        red(story, "1")
        story.say(ev.CompletionClaimed(subject="action:1"), on="2017-05-20", mode="presupposed")
        retire(story, "1")

        assert isinstance(ask(story), CannotTell)


def test_a_date_moved_on_the_day_it_leaves_is_moved() -> None:
    with Story() as story:
        start(story, due="by 2017-05-20")
        report(story, "action:1", "green", "2017-05-01")
        story.say(ev.DeadlineChanged(subject="action:1", now="by 2017-09-30"), on="2017-06-01")
        retire(story, "1")
        story.cover("statuses")

        assert isinstance(ask(story), Clear)


def test_a_list_without_a_number_is_no_version_to_compare_the_next_with_the_one_before() -> None:
    with Story() as story:
        start(story)
        red(story, "123456")
        version(story, "1", NAMES, "2017-05-02")
        left = [f"action:{name}" for name in "7890"]
        story.say(ev.PlanVersioned(plan="p", items=left, items_complete="yes"), on="2017-05-20")
        version(story, "2", "7890", "2017-06-01")

        assert isinstance(ask(story), Clear)


@pytest.mark.parametrize(("day", "is_dropped"), [("2017-05-15", False), ("2017-06-01", False), ("2017-06-02", True)])
def test_what_is_retired_by_the_day_of_the_next_version_is_not_dropped_by_it(day: str, *, is_dropped: bool) -> None:
    with Story() as story:
        start(story)
        (bad,) = red(story, "1")
        version(story, "1", NAMES, "2017-05-02", items=[*(f"action:{name}" for name in NAMES), "plan:p"])
        retired = retire(story, "1", day=day)
        second = version(story, "2", NAMES[1:], "2017-06-01")
        story.set(RULE, "dropped_percent", 5)

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert {bad, retired} <= set(answer.because) | {retired}
    assert (second in answer.because) == is_dropped
    assert ("leaves out 1 open thing" in answer.says) == is_dropped


def test_what_a_confirmed_link_carries_on_is_not_dropped() -> None:
    with Story() as story:
        start(story)
        red(story, "1")
        version(story, "1", NAMES, "2017-05-02")
        story.say(ev.ActionAdded(action="new", plan="p"), on="2017-05-20")
        story.say(ev.LinkNoted(links=["action:new replaces action:1"], standing="confirmed"), on="2017-05-20")
        version(story, "2", NAMES[1:], "2017-06-01")

        assert isinstance(ask(story), Clear)


@pytest.mark.parametrize("is_rival", [True, False])
def test_what_the_last_list_by_its_first_account_has_is_there(*, is_rival: bool) -> None:
    with Story() as story:
        start(story)
        red(story, "123456")
        version(story, "1", NAMES, "2017-05-02")
        version(story, "2", "7890", "2017-06-01")
        third = version(story, "3", NAMES, "2017-07-01")
        if is_rival:
            version(story, "3", "7890", "2017-07-01", rival_of=f"entry:{third}")
        else:
            story.say(ev.PlanVersioned(plan="p"), on="2017-08-01")

        assert isinstance(ask(story), Clear)


def test_the_last_version_that_leaves_out_many_is_counted_by_itself() -> None:
    with Story() as story:
        start(story)
        red(story, NAMES)
        version(story, "1", NAMES, "2017-05-02")
        version(story, "2", "567890", "2017-06-01")
        version(story, "3", "90", "2017-07-01")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert "leaves out 4 open things" in answer.says


def test_what_the_cut_leaves_out_has_not_left() -> None:
    with Story() as story:
        story.say(ev.ActionAdded(action="1"), on="2018-01-01")
        story.say(ev.StatementMade(about=["action:1"]), on="2017-01-01")

        assert story.ask(RULE, "action:1", "2017-12-31", happened_by="2017-12-31") is None
