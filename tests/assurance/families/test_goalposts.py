from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import RULES, Alarm, Answer, CannotTell, Clear
from tests.assurance.courses import RAG, report
from tests.assurance.support import Story

RULE = "MOVED_GOALPOSTS"


def measure(story: Story, day: str = "2017-01-01", **said: Any) -> int:
    """Lay down a measure of timeliness, or a change of it; return the entry."""
    envelope = {name: said.pop(name) for name in ("uncertain", "mode", "rival_of") if name in said}
    return story.say(ev.MeasureDefined(measure="m", **said), on=day, **envelope)[0]


def start(story: Story, **said: Any) -> int:
    """A measure whose target is 95 %, red in May; return the red."""
    story.say(RAG, ev.DecisionRecorded(decision="d", force="agreed"), on="2017-01-01")
    measure(story, **{"direction": "higher", "target": "95 %", **said})
    return report(story, "measure:m", "red", "2017-05-01")


def ask(story: Story, subject: str = "measure:m", today: str = "2017-12-31") -> Answer:
    return story.ask(RULE, subject, today)


# Targets -------------------------------------------------------------------------------------------------------------


def test_a_target_eased_and_then_green_is_asked_about() -> None:
    with Story() as story:
        start(story)
        eased = measure(story, "2017-06-01", target="85 %", change="target")
        green = report(story, "measure:m", "green", "2017-06-10")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.because == (eased, green)
    assert answer.opened == eased
    assert answer.severity is None
    assert RULES.named(RULE).severity == "high"
    assert answer.says == (
        "measure:m: on 2017-06-01 its target was moved from 95 % to 85 %; measure:m was then reported on_track on "
        "2017-06-10, better than before"
    )


def test_a_change_that_was_approved_and_may_be_compared_is_clear() -> None:
    with Story() as story:
        start(story)
        eased = measure(story, "2017-06-01", target="85 %", change="target", comparable="yes", decision="d")
        report(story, "measure:m", "green", "2017-06-10")

        answer = ask(story)

    assert isinstance(answer, Clear)
    assert answer.because == (eased, 3)


@pytest.mark.parametrize(
    ("way", "was", "now", "is_eased"),
    [
        ("higher", "95 %", "94.9 %", True),
        ("higher", "95 %", "95 %", False),
        ("higher", "95 %", "96 %", False),
        ("lower", "5 %", "5.1 %", True),
        ("lower", "5 %", "5 %", False),
        ("lower", "5 %", "4 %", False),
        ("within", "5..10 %", "4..10 %", True),
        ("within", "5..10 %", "5..11 %", True),
        ("within", "5..10 %", "6..9 %", False),
        ("higher", "95.. %", "..99 %", True),
        ("lower", "..5 %", "1.. %", True),
        ("higher", "..95 %", "..90 %", False),
        ("lower", "5.. %", "6.. %", False),
        ("none", "95 %", "85 %", False),
    ],
)
def test_only_what_is_easier_to_meet_is_eased(way: str, was: str, now: str, *, is_eased: bool) -> None:
    with Story() as story:
        start(story, direction=way, target=was)
        measure(story, "2017-06-01", target=now)
        report(story, "measure:m", "green", "2017-06-10")
        story.cover("measures", "statuses")

        answer = ask(story)

    assert isinstance(answer, Alarm if is_eased else Clear)


def test_the_last_target_laid_down_is_the_one_that_is_moved() -> None:
    with Story() as story:
        start(story)
        measure(story, "2017-05-10", name="Timeliness")
        measure(story, "2017-05-20", target="96 %")
        measure(story, "2017-06-01", target="95 %")
        report(story, "measure:m", "green", "2017-06-10")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert "from 96 % to 95 %" in answer.says


def test_of_a_target_of_which_no_way_is_better_nothing_can_be_told() -> None:
    with Story() as story:
        start(story, direction=None)
        changed = measure(story, "2017-06-01", target="85 %")
        report(story, "measure:m", "green", "2017-06-10")

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert answer.because == (changed,)
    assert "which way is better" in answer.why


def test_the_same_target_said_again_is_no_change() -> None:
    with Story() as story:
        start(story, direction=None)
        measure(story, "2017-06-01", target="95 %")
        report(story, "measure:m", "green", "2017-06-10")
        story.cover("measures", "statuses")

        answer = ask(story)

    assert isinstance(answer, Clear)


# What is counted -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "is_changed"),
    [
        ({"change": "redefinition"}, True),
        ({"counted_over": "Children seen"}, True),
        ({"excludes": "Repeat contacts"}, True),
        ({"direction": "lower"}, True),
        ({"direction": "higher"}, False),
        ({"change": "rename", "counted_over": "Children seen"}, False),
        ({"change": "other"}, False),
        ({"name": "Timeliness"}, False),
    ],
)
def test_what_is_counted_otherwise_is_changed_and_a_new_name_is_not(said: dict[str, Any], *, is_changed: bool) -> None:
    with Story() as story:
        start(story, counted_over="Children", excludes="None")
        measure(story, "2017-06-01", **said)
        report(story, "measure:m", "green", "2017-06-10")
        story.cover("measures", "statuses")

        answer = ask(story)

    assert isinstance(answer, Alarm if is_changed else Clear)


def test_a_way_that_is_first_said_later_is_no_change() -> None:
    with Story() as story:
        start(story, direction=None)
        measure(story, "2017-06-01", direction="lower")
        report(story, "measure:m", "green", "2017-06-10")
        story.cover("measures", "statuses")

        answer = ask(story)

    assert isinstance(answer, Clear)


@pytest.mark.parametrize("field", ["target", "direction", "change", "measure"])
def test_a_change_that_the_clerk_doubts_tells_nothing(field: str) -> None:
    with Story() as story:
        start(story)
        measure(story, "2017-06-01", target="85 %", uncertain=[field])
        report(story, "measure:m", "green", "2017-06-10")

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert "the clerk doubts" in answer.why


@pytest.mark.parametrize("envelope", [{"mode": "presupposed"}, {"rival_of": "entry:4"}])
def test_a_change_taken_for_granted_or_a_second_account_is_none(envelope: dict[str, str]) -> None:
    with Story() as story:
        start(story)
        measure(story, "2017-06-01", target="85 %", **envelope)
        report(story, "measure:m", "green", "2017-06-10")
        story.cover("measures", "statuses")

        answer = ask(story)

    assert isinstance(answer, Clear)


def test_a_measure_that_never_changed_is_clear_where_all_measures_are_held() -> None:
    with Story() as story:
        start(story)
        story.cover("measures", since="2017-01-02")
        untold = ask(story)
        story.cover("measures", since="2017-01-01", until="2017-01-01")
        told = ask(story)

    assert isinstance(untold, CannotTell)
    assert "all measures" in untold.why
    assert isinstance(told, Clear)
    assert told.because == (4,)


def test_a_change_still_to_come_is_none_yet() -> None:
    with Story() as story:
        start(story)
        measure(story, "2017-06-01", target="85 %")
        report(story, "measure:m", "green", "2017-06-01")
        story.cover("measures", "statuses")

        before = ask(story, today="2017-05-31")
        on_the_day = ask(story, today="2017-06-01")

    assert isinstance(before, Clear)
    assert isinstance(on_the_day, Alarm)


# Agreed --------------------------------------------------------------------------------------------------------------


def bridge(
    story: Story, *, versions: tuple[str | None, ...] = ("1", "2"), period: str | None = "at 2017-06-30"
) -> None:
    for version in versions:
        figure = ev.MeasureObserved(measure="m", version=version, period=period, value="90 %")
        story.say(figure, on="2017-07-01")


@pytest.mark.parametrize(
    ("decision", "is_bridged", "severity"), [("d", True, "info"), ("d", False, None), (None, True, None)]
)
def test_a_change_agreed_with_a_bridge_between_the_two_is_only_noted(
    decision: str | None, severity: str | None, *, is_bridged: bool
) -> None:
    with Story() as story:
        start(story)
        eased = measure(story, "2017-06-01", target="85 %", decision=decision)
        green = report(story, "measure:m", "green", "2017-06-10")
        if is_bridged:
            bridge(story)

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.severity == severity
    assert answer.because == ((eased, 3, green) if decision else (eased, green))


@pytest.mark.parametrize(("versions", "period"), [(("1", "1"), "at 2017-06-30"), (("1", "2"), None)])
def test_a_bridge_is_two_versions_in_one_period(versions: tuple[str, ...], period: str | None) -> None:
    with Story() as story:
        start(story)
        measure(story, "2017-06-01", target="85 %", decision="d")
        report(story, "measure:m", "green", "2017-06-10")
        bridge(story, versions=versions, period=period)
        (first,) = story.say(ev.MeasureObserved(measure="m", version="1", period="at 2017-07-31"), on="2017-07-01")
        rival = ev.MeasureObserved(measure="m", version="2", period="at 2017-07-31")
        story.say(rival, on="2017-07-01", rival_of=f"entry:{first}")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.severity is None


def test_comparable_without_a_decision_is_asked_about_only_where_all_decisions_are_held() -> None:
    with Story() as story:
        start(story)
        measure(story, "2017-06-01", target="85 %", comparable="yes")
        report(story, "measure:m", "green", "2017-06-10")
        untold = ask(story)
        story.cover("decisions", since="2017-06-01", until="2017-06-01")
        told = ask(story)

    assert isinstance(untold, CannotTell)
    assert "all decisions" in untold.why
    assert isinstance(told, Alarm)


def test_a_decision_that_only_noted_it_agreed_to_nothing() -> None:
    with Story() as story:
        start(story)
        story.say(ev.DecisionRecorded(decision="n", force="noted"), on="2017-06-01")
        measure(story, "2017-06-01", target="85 %", comparable="yes", decision="n")
        report(story, "measure:m", "green", "2017-06-10")
        story.cover("decisions")

        answer = ask(story)

    assert isinstance(answer, Alarm)


# Then met ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", ["red", "odd", "grey"])
def test_where_nothing_is_better_afterwards_it_is_clear_if_all_statuses_are_held(label: str) -> None:
    with Story() as story:
        start(story)
        eased = measure(story, "2017-06-01", target="85 %")
        report(story, "measure:m", label, "2017-06-10")
        untold = ask(story)
        story.cover("statuses", since="2017-06-01")
        told = ask(story)

    assert isinstance(untold, CannotTell)
    assert "all statuses" in untold.why
    assert isinstance(told, Clear)
    assert told.because == (eased,)


def test_the_period_of_the_change_and_the_next_are_looked_at() -> None:
    with Story() as story:
        start(story)
        measure(story, "2017-06-01", target="85 %")
        report(story, "measure:m", "red", "2017-06-10")
        report(story, "measure:m", "red", "2017-07-10")
        report(story, "measure:m", "green", "2017-08-10")
        story.cover("statuses")
        third = ask(story)
        report(story, "measure:m", "amber", "2017-07-10")
        second = ask(story)

    assert isinstance(third, Clear)
    assert isinstance(second, Alarm)


def test_reports_of_one_period_are_of_one_period() -> None:
    with Story() as story:
        start(story)
        measure(story, "2017-06-01", target="85 %")
        for day in ("2017-06-10", "2017-06-20"):
            red = ev.StatusReported(subject="measure:m", status="rag/red", period="during Q1 2017/18")
            story.say(red, on=day)
        report(story, "measure:m", "green", "2017-07-10")

        answer = ask(story)

    assert isinstance(answer, Alarm)


def test_better_is_better_than_the_last_report_before_the_change() -> None:
    with Story() as story:
        start(story)
        report(story, "measure:m", "green", "2017-05-31")
        measure(story, "2017-06-01", target="85 %")
        report(story, "measure:m", "green", "2017-06-10")
        story.cover("statuses")
        as_good = ask(story)
        report(story, "measure:m", "done", "2017-06-11")
        better = ask(story)

    assert isinstance(as_good, Clear)
    assert isinstance(better, Alarm)


def test_without_a_report_before_nothing_is_better_than_it_was() -> None:
    with Story() as story:
        story.say(RAG, on="2017-01-01")
        measure(story, direction="higher", target="95 %")
        measure(story, "2017-06-01", target="85 %")
        report(story, "measure:m", "green", "2017-06-10")
        story.cover("statuses")

        answer = ask(story)

    assert isinstance(answer, Clear)


@pytest.mark.parametrize("envelope", [{"uncertain": ["status"]}, {"mode": "presupposed"}, {"rival_of": "entry:5"}])
def test_a_better_report_that_is_not_sure_does_not_count(envelope: dict[str, Any]) -> None:
    with Story() as story:
        start(story)
        measure(story, "2017-06-01", target="85 %")
        report(story, "measure:m", "green", "2017-06-10", **envelope)
        story.cover("statuses")

        answer = ask(story)

    assert isinstance(answer, Clear)


def test_a_better_report_still_to_come_does_not_count() -> None:
    with Story() as story:
        start(story)
        measure(story, "2017-06-01", target="85 %")
        report(story, "measure:m", "green", "2017-06-10")
        story.cover("statuses")

        before = ask(story, today="2017-06-09")
        on_the_day = ask(story, today="2017-06-10")

    assert isinstance(before, Clear)
    assert isinstance(on_the_day, Alarm)


def test_every_dimension_is_looked_at_by_itself() -> None:
    with Story() as story:
        start(story)
        red = ev.StatusReported(subject="measure:m", status="rag/red", dimension="performance")
        story.say(red, on="2017-05-01")
        report(story, "measure:m", "done", "2017-05-02")
        measure(story, "2017-06-01", target="85 %")
        green = ev.StatusReported(subject="measure:m", status="rag/green", dimension="performance")
        (number,) = story.say(green, on="2017-06-10")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert number in answer.because


@pytest.mark.parametrize("how", ["about", "action", "commitment"])
def test_what_the_measure_measures_may_be_what_is_then_better(how: str) -> None:
    with Story() as story:
        story.say(RAG, on="2017-01-01")
        kind = "commitment" if how == "commitment" else "action"
        measure(story, direction="higher", target="95 %")
        measures = None if how == "about" else ["m"]
        item = (
            ev.CommitmentMade(commitment="1", measures=measures)
            if kind == "commitment"
            else ev.ActionAdded(action="1", measures=measures)
        )
        story.say(item, on="2017-01-01")
        report(story, f"{kind}:1", "red", "2017-05-01")
        measure(story, "2017-06-01", target="85 %", about=["action:1"] if how == "about" else None)
        report(story, f"{kind}:1", "green", "2017-06-10")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert f"{kind}:1 was then reported on_track" in answer.says


def test_the_newest_of_several_changes_opens_the_episode() -> None:
    with Story() as story:
        start(story)
        measure(story, "2017-06-01", target="85 %")
        report(story, "measure:m", "amber", "2017-06-10")
        second = measure(story, "2017-07-01", target="80 %")
        report(story, "measure:m", "green", "2017-07-10")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.opened == second


# Wording -------------------------------------------------------------------------------------------------------------


def worded(story: Story, *, as_decided: str | None = None, **envelope: Any) -> int:
    """An action that derives from a decision, and a red of it in May; return the action's entry."""
    story.say(RAG, ev.DecisionRecorded(decision="d", force="agreed"), on="2017-01-01")
    action = ev.ActionAdded(action="1", decision="d", as_decided=as_decided)
    (added,) = story.say(action, on="2017-01-01", **envelope)
    return added


def reworded(story: Story, kind: str = "wording", **said: Any) -> int:
    envelope = {name: said.pop(name) for name in ("uncertain", "mode", "rival_of") if name in said}
    change = ev.DetailChanged(subject="action:1", field="text", kind=kind, now="Consider auditing", **said)
    return story.say(change, on="2017-06-01", **envelope)[0]


@pytest.mark.parametrize(
    ("kind", "says"), [("wording", "its wording was changed"), ("redefinition", "it was redefined")]
)
def test_an_action_worded_otherwise_with_no_decision_and_then_green_is_asked_about(kind: str, says: str) -> None:
    with Story() as story:
        worded(story)
        report(story, "action:1", "red", "2017-05-01")
        changed = reworded(story, kind)
        green = report(story, "action:1", "green", "2017-06-10")
        untold = ask(story, "action:1")
        story.cover("decisions")
        told = ask(story, "action:1")

    assert isinstance(untold, CannotTell)
    assert isinstance(told, Alarm)
    assert told.because == (changed, green)
    assert says in told.says


@pytest.mark.parametrize("kind", ["rename", "reassignment", "other"])
def test_another_name_or_lead_is_no_change_of_wording(kind: str) -> None:
    with Story() as story:
        worded(story)
        report(story, "action:1", "red", "2017-05-01")
        reworded(story, kind)
        report(story, "action:1", "green", "2017-06-10")
        story.cover("decisions", "statuses")

        answer = ask(story, "action:1")

    assert answer is None


def test_a_decision_settles_a_change_of_wording() -> None:
    with Story() as story:
        worded(story)
        report(story, "action:1", "red", "2017-05-01")
        changed = reworded(story, decision="d")
        report(story, "action:1", "green", "2017-06-10")
        story.cover("decisions")

        answer = ask(story, "action:1")

    assert isinstance(answer, Clear)
    assert answer.because == (changed, 3)


@pytest.mark.parametrize("field", ["kind", "subject", "decision"])
def test_a_change_of_wording_that_the_clerk_doubts_tells_nothing(field: str) -> None:
    with Story() as story:
        worded(story)
        report(story, "action:1", "red", "2017-05-01")
        reworded(story, decision="d", uncertain=[field])
        report(story, "action:1", "green", "2017-06-10")
        story.cover("decisions")

        answer = ask(story, "action:1")

    assert isinstance(answer, CannotTell)


@pytest.mark.parametrize("envelope", [{"mode": "presupposed"}, {"rival_of": "entry:4"}])
def test_a_change_of_wording_that_is_taken_for_granted_or_a_second_account_is_none(envelope: dict[str, str]) -> None:
    with Story() as story:
        worded(story)
        report(story, "action:1", "red", "2017-05-01")
        reworded(story, **envelope)
        report(story, "action:1", "green", "2017-06-10")
        story.cover("decisions")

        answer = ask(story, "action:1")

    assert answer is None


@pytest.mark.parametrize(("label", "is_met"), [("green", True), ("amber", False)])
def test_an_action_worded_otherwise_from_the_beginning_is_asked_about_once_it_goes_well(
    label: str, *, is_met: bool
) -> None:
    with Story() as story:
        added = worded(story, as_decided="no")
        report(story, "action:1", label, "2017-06-10")
        story.cover("statuses")

        answer = ask(story, "action:1")

    assert isinstance(answer, Alarm if is_met else Clear)
    if isinstance(answer, Alarm):
        assert answer.opened == added
        assert "not that of the decision" in answer.says


@pytest.mark.parametrize("as_decided", [None, "yes", "unknown"])
def test_an_action_not_said_to_be_worded_otherwise_leaves_nothing_to_ask(as_decided: str | None) -> None:
    with Story() as story:
        worded(story, as_decided=as_decided)
        report(story, "action:1", "green", "2017-06-10")

        answer = ask(story, "action:1")

    assert answer is None


@pytest.mark.parametrize(("envelope", "expected"), [({"uncertain": ["as_decided"]}, CannotTell), ({}, Alarm)])
def test_whether_it_is_worded_as_decided_must_be_sure(envelope: dict[str, Any], expected: type) -> None:
    with Story() as story:
        worded(story, as_decided="no", **envelope)
        report(story, "action:1", "green", "2017-06-10")

        assert isinstance(ask(story, "action:1"), expected)


def test_an_action_only_taken_for_granted_and_another_that_names_it_change_no_wording() -> None:
    with Story() as story:
        worded(story, as_decided="no", mode="presupposed")
        other = ev.ActionAdded(action="2", as_decided="no", depends_on=["action:1"])
        story.say(other, on="2017-01-01")
        story.say(ev.DetailChanged(subject="action:2", field="text", kind="wording"), on="2017-01-02")
        report(story, "action:1", "green", "2017-06-10")

        answer = ask(story, "action:1")

    assert answer is None


# Schemes -------------------------------------------------------------------------------------------------------------


def scheme(story: Story, day: str, *states: ev.State, **said: Any) -> int:
    """Lay down a scheme of two labels, or change it; return the entry."""
    envelope = {name: said.pop(name) for name in ("uncertain", "mode", "rival_of") if name in said}
    given = states or (
        ev.State(label="g", meaning="on_track"),
        ev.State(label="a", meaning="at_risk", requires=("date",)),
    )
    return story.say(ev.StatusSchemeDefined(scheme="s", states=list(given), **said), on=day, **envelope)[0]


def reported(story: Story, label: str, day: str, subject: str = "area:x") -> int:
    return story.say(ev.StatusReported(subject=subject, status=f"s/{label}"), on=day)[0]


@pytest.mark.parametrize(
    ("states", "said", "says"),
    [
        ([ev.State(label="a", meaning="on_track", requires=("date",))], {}, "a now means on_track and meant at_risk"),
        ([], {"roll_up": "average"}, "the whole is now the average of its parts and was the worst"),
        ([], {"tolerance": "3"}, "the tolerance is now 3 and was 2"),
        ([], {"tolerance": "2.. | many"}, "the tolerance is now 2.. | many and was 2"),
    ],
)
def test_a_scheme_loosened_and_something_then_better_is_asked_about(
    states: list[ev.State], said: dict[str, str], says: str
) -> None:
    with Story() as story:
        scheme(story, "2017-01-01", roll_up="worst", tolerance="2")
        reported(story, "a", "2017-05-01")
        changed = scheme(story, "2017-06-01", *states, **said)
        better = reported(story, "a" if states else "g", "2017-06-10")

        answer = ask(story, "scheme:s")

    assert isinstance(answer, Alarm)
    assert set(answer.because) == {changed, better}
    assert says in answer.says


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ([ev.State(label="a", meaning="off_track", requires=("date",))], {}),
        ([ev.State(label="a", meaning="at_risk", requires=("date", "evidence"))], {}),
        ([ev.State(label="b", meaning="on_track")], {}),
        ([], {"roll_up": "worst"}),
        ([], {"roll_up": "unknown"}),
        ([], {"tolerance": "2"}),
        ([], {"tolerance": "1"}),
        ([], {"standing": "proposed", "tolerance": "9"}),
        ([], {"mode": "inferred", "tolerance": "9"}),
        ([], {"mode": "presupposed", "tolerance": "9"}),
        ([], {"rival_of": "entry:2", "tolerance": "9"}),
    ],
)
def test_a_scheme_tightened_or_only_proposed_leaves_nothing_to_ask(
    states: list[ev.State], said: dict[str, str]
) -> None:
    with Story() as story:
        scheme(story, "2017-01-01", roll_up="worst", tolerance="2")
        reported(story, "a", "2017-05-01")
        scheme(story, "2017-06-01", *states, **said)
        reported(story, "g", "2017-06-10")

        answer = ask(story, "scheme:s")

    assert answer is None


def test_a_label_that_no_longer_requires_what_it_did_is_loosened() -> None:
    with Story() as story:
        scheme(
            story,
            "2017-01-01",
            ev.State(label="a", meaning="at_risk"),
            ev.State(label="g", meaning="on_track", requires=("evidence", "date")),
        )
        reported(story, "a", "2017-05-01")
        changed = scheme(story, "2017-06-01", ev.State(label="g", meaning="on_track", requires=("date",)))
        better = reported(story, "g", "2017-06-10")

        answer = ask(story, "scheme:s")

    assert isinstance(answer, Alarm)
    assert answer.because == (changed, better)
    assert "g no longer requires evidence" in answer.says


def test_a_meaning_that_was_not_known_before_is_learned_and_not_loosened() -> None:
    with Story() as story:
        scheme(
            story,
            "2017-01-01",
            ev.State(label="a", meaning="at_risk"),
            ev.State(label="g", meaning="unknown"),
            ev.State(label="h"),
        )
        reported(story, "a", "2017-05-01")
        scheme(story, "2017-06-01", ev.State(label="g", meaning="on_track"), ev.State(label="h", meaning="on_track"))
        reported(story, "g", "2017-06-10")

        answer = ask(story, "scheme:s")

    assert answer is None


def test_a_scheme_loosened_by_decision_is_only_noted_and_one_that_is_doubted_tells_nothing() -> None:
    with Story() as story:
        story.say(ev.DecisionRecorded(decision="d", force="approved"), on="2017-01-01")
        scheme(story, "2017-01-01")
        reported(story, "a", "2017-05-01")
        scheme(story, "2017-06-01", tolerance="9", decision="d")
        reported(story, "g", "2017-06-10")
        agreed = ask(story, "scheme:s")
        scheme(story, "2017-07-01", tolerance="10", uncertain=["tolerance"])
        both = ask(story, "scheme:s")

    assert isinstance(agreed, Alarm)
    assert agreed.severity == "info"
    assert "the tolerance is now 9 and was none" in agreed.says
    assert isinstance(both, Alarm)


def test_a_loosening_that_the_clerk_doubts_tells_nothing() -> None:
    with Story() as story:
        scheme(story, "2017-01-01")
        reported(story, "a", "2017-05-01")
        scheme(story, "2017-06-01", tolerance="9", uncertain=["tolerance"])
        reported(story, "g", "2017-06-10")

        answer = ask(story, "scheme:s")

    assert isinstance(answer, CannotTell)


def test_what_is_reported_in_another_scheme_is_not_better_by_this_one() -> None:
    with Story() as story:
        story.say(RAG, on="2017-01-01")
        scheme(story, "2017-01-01")
        reported(story, "a", "2017-05-01")
        scheme(story, "2017-06-01", tolerance="9")
        report(story, "area:x", "green", "2017-06-10")
        story.cover("statuses")

        answer = ask(story, "scheme:s")

    assert isinstance(answer, Clear)


# Settings ------------------------------------------------------------------------------------------------------------


def setting(story: Story, rule: str, parameter: str, now: str, day: str = "2017-06-01", **said: Any) -> int:
    change = ev.RuleSettingChanged(rule=rule, parameter=parameter, now=now, reason="agreed", **said)
    return story.say(change, on=day)[0]


@pytest.mark.parametrize(
    ("rule", "parameter", "now", "is_loose"),
    [
        ("OVERDUE_NOT_RED", "grace_working_days", "6", True),
        ("OVERDUE_NOT_RED", "grace_working_days", "5", False),
        ("OVERDUE_NOT_RED", "grace_working_days", "4", False),
        ("SERIAL_RESCHEDULING", "within_days", "90", True),
        ("SERIAL_RESCHEDULING", "within_days", "91", False),
        ("SERIAL_RESCHEDULING", "within_days", "92", False),
        ("SERIAL_RESCHEDULING", "within_days", "few", False),
        ("OVERSIGHT_WITHOUT_POWER", "months", "5", True),
        ("OVERSIGHT_WITHOUT_POWER", "months", "6", False),
        ("OVERSIGHT_WITHOUT_POWER", "months", "7", True),
        ("SERIAL_RESCHEDULING", "within_days", "²", False),
        ("SERIAL_RESCHEDULING", "unheard_of", "0", False),
        ("UNHEARD_OF", "within_days", "0", False),
    ],
)
def test_a_rule_that_asks_less_than_it_would_is_asked_about(
    rule: str, parameter: str, now: str, *, is_loose: bool
) -> None:
    with Story() as story:
        number = setting(story, rule, parameter, now)

        answer = ask(story, "ledger:main")

    assert isinstance(answer, Alarm if is_loose else Clear)
    assert answer.because == (number,)
    if isinstance(answer, Alarm):
        assert answer.severity == "low"
        assert answer.says == f"a rule asks less than it would, by no decision on record: {rule} {parameter} is {now}"


def test_a_setting_that_was_agreed_or_put_back_is_clear() -> None:
    with Story() as story:
        story.say(ev.DecisionRecorded(decision="d", force="agreed"), on="2017-01-01")
        story.say(ev.DecisionRecorded(decision="n", force="noted"), on="2017-01-01")
        first = setting(story, "OVERDUE_NOT_RED", "grace_working_days", "9", decision="d")
        agreed = ask(story, "ledger:main")
        setting(story, "OVERDUE_NOT_RED", "grace_working_days", "9", decision="n")
        noted = ask(story, "ledger:main")
        last = setting(story, "OVERDUE_NOT_RED", "grace_working_days", "5")
        back = ask(story, "ledger:main")

    assert isinstance(agreed, Clear)
    assert agreed.because == (first,)
    assert isinstance(noted, Alarm)
    assert isinstance(back, Clear)
    assert back.because == (first, first + 1, last)


def test_a_setting_still_to_be_changed_is_none_yet_and_without_any_there_is_nothing_to_ask() -> None:
    with Story() as story:
        setting(story, "OVERDUE_NOT_RED", "grace_working_days", "9")

        before = ask(story, "ledger:main", "2017-05-31")
        on_the_day = ask(story, "ledger:main", "2017-06-01")

    assert before is None
    assert isinstance(on_the_day, Alarm)


# What is easily taken for something else -----------------------------------------------------------------------------


def test_what_is_held_counts_for_a_change_only_once_it_was_made() -> None:
    with Story() as story:
        start(story)
        measure(story, "2018-06-01", target="85 %", change="target")
        story.cover("statuses")

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert "all measures" in answer.why


def test_a_measure_about_another_measure_changes_nothing_of_it() -> None:
    with Story() as story:
        start(story)
        other = ev.MeasureDefined(measure="n", about=["measure:m"], target="50 %", change="redefinition")
        story.say(other, on="2017-06-01")
        report(story, "measure:m", "green", "2017-06-10")
        story.cover("measures")

        answer = ask(story)

    assert isinstance(answer, Clear)
    assert answer.because == (4,)


def test_a_measure_that_the_cut_leaves_out_leaves_nothing_to_ask() -> None:
    with Story() as story:
        start(story)
        story.say(ev.StatementMade(about=["measure:m"]), on="2016-01-01")

        assert story.ask(RULE, "measure:m", "2016-06-01", happened_by="2016-06-01") is None


def test_a_first_target_is_no_easier_than_none() -> None:
    with Story() as story:
        start(story, target=None)
        measure(story, "2017-06-01", target="85 %")
        report(story, "measure:m", "green", "2017-06-10")
        story.cover("measures")

        assert isinstance(ask(story), Clear)


def test_of_what_is_counted_otherwise_that_is_said_whatever_its_target() -> None:
    with Story() as story:
        start(story)
        measure(story, "2017-06-01", target="85 %", change="redefinition")
        report(story, "measure:m", "green", "2017-06-10")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert "what it counts was changed" in answer.says


def test_the_way_that_is_better_may_be_said_with_the_easier_target() -> None:
    with Story() as story:
        start(story, direction=None)
        measure(story, "2017-06-01", target="85 %", direction="higher")
        report(story, "measure:m", "green", "2017-06-10")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert "from 95 % to 85 %" in answer.says


def test_doubt_about_how_a_measure_was_first_laid_down_is_no_change() -> None:
    with Story() as story:
        start(story, uncertain=["target"])
        story.cover("measures")

        assert isinstance(ask(story), Clear)


def test_a_target_lasts_through_a_version_that_does_not_speak_of_it() -> None:
    with Story() as story:
        start(story)
        measure(story, "2017-05-10", change="rename")
        eased = measure(story, "2017-06-01", target="85 %")
        report(story, "measure:m", "green", "2017-06-10")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.opened == eased


def test_a_second_account_of_an_action_words_it_no_otherwise() -> None:
    with Story() as story:
        added = worded(story)
        second = ev.ActionAdded(action="1", as_decided="no")
        story.say(second, on="2017-01-01", rival_of=f"entry:{added}")
        report(story, "action:1", "done", "2017-06-10")

        assert ask(story, "action:1") is None


def test_another_action_that_names_this_one_is_not_what_then_goes_better() -> None:
    with Story() as story:
        worded(story)
        story.say(ev.ActionAdded(action="2", depends_on=["action:1"]), on="2017-01-01")
        report(story, "action:2", "red", "2017-05-01")
        reworded(story)
        report(story, "action:2", "green", "2017-06-10")
        story.cover("statuses", "decisions")

        assert isinstance(ask(story, "action:1"), Clear)


def test_another_scheme_that_is_put_to_this_one_does_not_loosen_it() -> None:
    with Story() as story:
        scheme(story, "2017-01-01", tolerance="2")
        reported(story, "a", "2017-05-01")
        other = ev.StatusSchemeDefined(
            scheme="t", states=[ev.State(label="a", meaning="on_track")], applies_to=["scheme:s"], tolerance="9"
        )
        story.say(other, on="2017-06-01")
        reported(story, "g", "2017-06-10")

        assert ask(story, "scheme:s") is None


def test_what_did_not_go_well_at_all_and_now_does_by_its_meaning_is_loosened() -> None:
    with Story() as story:
        low = ev.State(label="a", meaning="off_track")
        scheme(story, "2017-01-01", ev.State(label="g", meaning="on_track"), low)
        reported(story, "a", "2017-05-01")
        scheme(story, "2017-06-01", ev.State(label="g", meaning="on_track"), ev.State(label="a", meaning="at_risk"))
        reported(story, "g", "2017-06-10")

        answer = ask(story, "scheme:s")

    assert isinstance(answer, Alarm)
    assert "a now means at_risk and meant off_track" in answer.says


@pytest.mark.parametrize(
    ("before", "after"),
    [({"roll_up": "average"}, {"roll_up": "majority"}), ({"tolerance": "2.. | many"}, {"tolerance": "9"})],
)
def test_what_was_loose_before_is_no_looser(before: dict[str, str], after: dict[str, str]) -> None:
    with Story() as story:
        scheme(story, "2017-01-01", **before)
        reported(story, "a", "2017-05-01")
        scheme(story, "2017-06-01", **after)
        reported(story, "g", "2017-06-10")

        assert ask(story, "scheme:s") is None


def test_a_better_report_is_found_by_the_period_it_is_of() -> None:
    with Story() as story:
        start(story)
        measure(story, "2017-06-01", target="85 %", change="target")
        better = ev.StatusReported(subject="measure:m", status="rag/green", period="during 2017-06")
        (number,) = story.say(better, on="2017-07-10")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert number in answer.because
