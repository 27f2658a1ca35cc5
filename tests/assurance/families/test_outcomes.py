from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import RULES, Alarm, Answer, CannotTell, Clear
from tests.assurance.courses import RAG, report
from tests.assurance.support import Story

RULE = "OUTCOMES_FLAT"
LAID_DOWN: dict[str, Any] = {"direction": "lower", "baseline": "29 %", "band": "2 %"}


def start(story: Story, *, done: str = "1234", names: str = "12345", **laid_down: Any) -> int:
    """A commitment whose measure is re-referrals, with five actions, four of them done in March; return the fourth."""
    given = {**LAID_DOWN, "about": ["commitment:c"], **laid_down}
    story.say(RAG, ev.PlanVersioned(plan="p"), ev.CommitmentMade(commitment="c", plan="p"), on="2017-01-01")
    story.say(ev.MeasureDefined(measure="m", **given), on="2017-01-01")
    if names:
        story.say(*(ev.ActionAdded(action=name, commitment="c") for name in names), on="2017-01-01")
    entries = [report(story, f"action:{name}", "done", f"2017-03-0{name}") for name in done]
    return entries[-1] if entries else 0


def figure(story: Story, value: str | None, day: str, **said: Any) -> int:
    """Report a figure; return its entry."""
    envelope = {name: said.pop(name) for name in ("uncertain", "mode", "rival_of") if name in said}
    return story.say(ev.MeasureObserved(measure="m", value=value, **said), on=day, **envelope)[0]


def two(story: Story, last: str = "30 %") -> int:
    """Report two figures, for April and May; return the last."""
    figure(story, "29 %", "2017-04-10")
    return figure(story, last, "2017-05-10")


def ask(story: Story, today: str = "2017-06-30") -> Answer:
    return story.ask(RULE, "commitment:c", today)


def test_actions_done_while_re_referrals_go_from_29_to_30_are_asked_about() -> None:
    with Story() as story:
        fourth = start(story)
        last = two(story)
        story.cover("measures")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.opened == fourth
    assert {fourth, last, fourth - 3} < set(answer.because)
    assert len(answer.because) == 6
    assert answer.severity is None
    assert RULES.named(RULE).severity == "high"
    assert answer.says == (
        "4 of 5 actions of commitment:c reported to go well, enough of them since 2017-03-04; measure:m was "
        "29 % and is 30 %"
    )


def test_a_measure_inside_its_declared_lag_is_clear() -> None:
    with Story() as story:
        fourth = start(story, lag="4 months")
        last = two(story)
        story.cover("measures")

        answer = ask(story, "2017-07-03")
        after = ask(story, "2017-07-04")

    assert isinstance(answer, Clear)
    assert answer.because == (fourth, fourth - 9, last)
    assert answer.recheck_on is not None
    assert answer.recheck_on.isoformat() == "2017-07-04"
    assert isinstance(after, Alarm)


def test_a_measure_better_than_its_baseline_by_its_band_is_clear() -> None:
    with Story() as story:
        fourth = start(story)
        last = two(story, "27 %")

        answer = ask(story)

    assert isinstance(answer, Clear)
    assert answer.because == (fourth, fourth - 9, last)


@pytest.mark.parametrize(
    ("value", "expected"), [("27", Clear), ("27.1", Alarm), ("29", Alarm), ("30.9", Alarm), ("31", Alarm)]
)
def test_better_is_better_by_the_band_and_no_less(value: str, expected: type) -> None:
    with Story() as story:
        start(story)
        two(story, f"{value} %")
        story.cover("measures")

        assert isinstance(ask(story), expected)


@pytest.mark.parametrize(("value", "is_worse"), [("30.9", False), ("31", True)])
def test_worse_by_the_band_needs_no_coverage_and_flat_does(value: str, *, is_worse: bool) -> None:
    with Story() as story:
        start(story)
        two(story, f"{value} %")

        answer = ask(story)

    assert isinstance(answer, Alarm if is_worse else CannotTell)
    if isinstance(answer, CannotTell):
        assert "all measures" in answer.why


def test_where_no_change_is_chance_no_change_is_still_flat() -> None:
    with Story() as story:
        start(story, band="0 %")
        two(story, "29 %")
        flat = ask(story)
        figure(story, "28.9 %", "2017-06-10")
        better = ask(story)
        figure(story, "29.1 %", "2017-06-11")
        worse = ask(story)

    assert isinstance(flat, CannotTell)
    assert isinstance(better, Clear)
    assert isinstance(worse, Alarm)


@pytest.mark.parametrize(
    ("direction", "target", "value", "expected"),
    [
        ("higher", None, "31 %", Clear),
        ("higher", None, "27 %", Alarm),
        ("within", "31..33 %", "31 %", Clear),
        ("within", "20..25 %", "27 %", Clear),
        ("within", "31..33 %", "27 %", Alarm),
        ("within", "20..25 %", "31 %", Alarm),
        ("within", "31.. %", "40 %", Clear),
        ("within", "..27 %", "10 %", Clear),
    ],
)
def test_which_way_is_better_is_as_laid_down(direction: str, target: str | None, value: str, expected: type) -> None:
    with Story() as story:
        start(story, direction=direction, target=target)
        two(story, value)

        assert isinstance(ask(story), expected)


# Are the actions done? -----------------------------------------------------------------------------------------------


def test_fewer_than_four_in_five_leave_nothing_to_ask() -> None:
    with Story() as story:
        start(story, done="123")
        two(story)
        story.cover("measures")

        answer = ask(story)

    assert answer is None


def test_the_share_and_the_periods_are_settings() -> None:
    with Story() as story:
        start(story, done="123")
        report(story, "action:4", "green", "2017-03-10")
        report(story, "action:4", "green", "2017-04-10")
        two(story)
        story.cover("measures")
        as_it_is = ask(story)
        story.set(RULE, "share_percent", 81)
        more = ask(story)
        story.set(RULE, "share_percent", 60)
        fewer = ask(story)
        story.set(RULE, "share_percent", 80)
        story.set(RULE, "periods_min", 3)
        longer = ask(story)

    assert isinstance(as_it_is, Alarm)
    assert more is None
    assert isinstance(fewer, Alarm)
    assert longer is None


def test_good_for_one_period_is_not_enough_unless_it_is_done() -> None:
    with Story() as story:
        start(story, done="123")
        story.say(
            ev.StatusReported(subject="action:4", status="rag/green", period="during Q1 2017/18"), on="2017-03-10"
        )
        story.say(
            ev.StatusReported(subject="action:4", status="rag/green", period="during Q1 2017/18"), on="2017-04-10"
        )
        two(story)
        story.cover("measures")
        once = ask(story)
        story.say(ev.CompletionClaimed(subject="action:4"), on="2017-04-11")
        done = ask(story)

    assert once is None
    assert isinstance(done, Alarm)


@pytest.mark.parametrize("label", ["amber", "odd"])
def test_a_run_of_good_words_ends_with_another(label: str) -> None:
    with Story() as story:
        start(story, done="123")
        report(story, "action:4", "green", "2017-03-10")
        report(story, "action:4", "green", "2017-04-10")
        report(story, "action:4", label, "2017-05-10")
        report(story, "action:4", "green", "2017-05-20")
        two(story)
        story.cover("measures")

        answer = ask(story)

    assert answer is None


def test_the_episode_opens_with_the_action_that_made_them_enough() -> None:
    with Story() as story:
        fourth = start(story)
        report(story, "action:5", "done", "2017-03-20")
        two(story)
        story.cover("measures")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.opened == fourth
    assert answer.says.startswith("5 of 5 actions")


def test_there_is_nothing_to_ask_of_a_commitment_without_actions() -> None:
    with Story() as story:
        start(story, done="", names="")
        two(story)
        story.cover("measures")

        answer = ask(story)

    assert answer is None


# What can be compared ------------------------------------------------------------------------------------------------


def test_without_a_measure_nothing_can_be_told() -> None:
    with Story() as story:
        start(story, about=["area:x"])
        two(story)
        story.cover("measures")

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert answer.why == "no measure is linked to it"


def test_a_measure_of_an_action_and_one_confirmed_to_belong_count_and_one_suggested_does_not() -> None:
    with Story() as story:
        start(story, about=["area:x"])
        two(story, "27 %")
        link = "measure:m measures commitment:c"
        story.say(ev.LinkNoted(links=[link], standing="suggested"), on="2017-06-01")
        suggested = ask(story)
        story.say(ev.LinkNoted(links=[link], standing="confirmed"), on="2017-06-02")
        confirmed = ask(story)

    assert isinstance(suggested, CannotTell)
    assert isinstance(confirmed, Clear)


def test_a_measure_of_which_no_way_is_better_is_no_measure_of_it() -> None:
    with Story() as story:
        start(story, direction="none")
        two(story)
        story.cover("measures")

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert answer.why == "no measure is linked to it"


@pytest.mark.parametrize(
    ("laid_down", "why"),
    [
        ({"direction": None}, "which way is better"),
        ({"direction": "within"}, "which way is better"),
        ({"baseline": None}, "is not on record"),
        ({"baseline": "28..29 %"}, "is not on record"),
        ({"band": None}, "is not on record"),
        ({"band": "1..2 %"}, "is not on record"),
        ({"baseline": "29 children"}, "another unit"),
    ],
)
def test_without_a_direction_a_baseline_or_a_band_nothing_can_be_told(laid_down: dict[str, Any], why: str) -> None:
    with Story() as story:
        start(story, **laid_down)
        two(story, "40 %")
        story.cover("measures")

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert why in answer.why
    assert answer.why.endswith("of measure:m")


def test_a_baseline_without_a_unit_is_in_that_of_the_figures() -> None:
    with Story() as story:
        start(story, baseline="29", band="2")
        two(story, "27 %")

        answer = ask(story)

    assert isinstance(answer, Clear)


@pytest.mark.parametrize("field", ["direction", "baseline", "band", "target"])
def test_what_the_clerk_doubts_of_a_measure_tells_nothing(field: str) -> None:
    with Story() as story:
        start(story)
        story.say(ev.MeasureDefined(measure="m", **LAID_DOWN, target="25 %"), on="2017-01-02", uncertain=[field])
        two(story, "40 %")
        story.cover("measures")

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert "not sure" in answer.why


def test_it_takes_two_figures() -> None:
    with Story() as story:
        start(story)
        figure(story, "27 %", "2017-04-10")
        one = ask(story)
        figure(story, "27 %", "2017-07-01")
        to_come = ask(story)
        same_day = ask(story, "2017-07-01")

    assert isinstance(one, CannotTell)
    assert "two final figures" in one.why
    assert isinstance(to_come, CannotTell)
    assert isinstance(same_day, Clear)


@pytest.mark.parametrize(
    "said",
    [
        {"provisional": "yes"},
        {"breakdown": "north"},
        {"mode": "presupposed"},
        {"uncertain": ["value"]},
        {"uncertain": ["measure"]},
        {"uncertain": ["period"]},
        {"value": "25..27 %"},
        {"value": None},
        {"rival_of": "entry:15"},
    ],
)
def test_a_figure_that_is_not_final_exact_certain_and_of_the_whole_is_left_out(said: dict[str, Any]) -> None:
    with Story() as story:
        start(story)
        figure(story, "29 %", "2017-04-10")
        figure(story, said.pop("value", "27 %"), "2017-05-10", **said)

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert "two final figures" in answer.why


def test_figures_from_before_a_change_that_makes_them_incomparable_are_left_out() -> None:
    with Story() as story:
        start(story)
        figure(story, "29 %", "2017-04-10")
        story.say(ev.MeasureDefined(measure="m", change="redefinition", comparable="no"), on="2017-05-01")
        figure(story, "27 %", "2017-05-01")
        one = ask(story)
        figure(story, "27 %", "2017-05-10")
        both = ask(story)

    assert isinstance(one, CannotTell)
    assert isinstance(both, Clear)


def test_the_latest_figure_is_that_of_the_latest_time() -> None:
    with Story() as story:
        start(story)
        figure(story, "27 %", "2017-05-10", period="during 2017-04")
        figure(story, "35 %", "2017-05-11", period="during 2017-03")

        answer = ask(story)

    assert isinstance(answer, Clear)


# More than one measure -----------------------------------------------------------------------------------------------


def another(story: Story, value: str, **laid_down: Any) -> None:
    """A second measure of the commitment, with two figures."""
    given = {**LAID_DOWN, "about": ["action:1"], **laid_down}
    story.say(ev.MeasureDefined(measure="n", **given), on="2017-01-01")
    for day, held in (("2017-04-10", "29 %"), ("2017-05-10", value)):
        story.say(ev.MeasureObserved(measure="n", value=held), on=day)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("27 %", "29 %", Clear),
        ("29 %", "27 %", Clear),
        ("27 %", "31 %", Alarm),
        ("31 %", "27 %", Alarm),
        ("29 %", "29 %", Alarm),
    ],
)
def test_one_better_is_enough_unless_another_is_worse(one: str, other: str, expected: type) -> None:
    with Story() as story:
        start(story)
        two(story, one)
        another(story, other)
        story.cover("measures")

        assert isinstance(ask(story), expected)


def test_one_that_cannot_be_told_may_be_better_than_the_others() -> None:
    with Story() as story:
        start(story)
        two(story)
        another(story, "29 %", band=None)
        story.cover("measures")
        untold = ask(story)
        story.say(ev.MeasureObserved(measure="m", value="31 %"), on="2017-06-01")
        worse = ask(story)

    assert isinstance(untold, CannotTell)
    assert "measure:n" in untold.why
    assert isinstance(worse, Alarm)
    assert "measure:n" not in worse.says


def test_one_within_its_lag_may_yet_be_better() -> None:
    with Story() as story:
        start(story)
        two(story)
        another(story, "31 %", lag="1 year")
        story.cover("measures")

        answer = ask(story)

    assert isinstance(answer, Clear)
    assert answer.recheck_on is not None


@pytest.mark.parametrize("lag", ["2..4 months", "4 moons"])
def test_a_lag_that_cannot_be_counted_is_none(lag: str) -> None:
    with Story() as story:
        start(story, lag=lag)
        two(story)
        story.cover("measures")

        answer = ask(story)

    assert isinstance(answer, Alarm)


def test_better_within_the_lag_is_better() -> None:
    with Story() as story:
        start(story, lag="1 year")
        two(story, "27 %")

        answer = ask(story)

    assert isinstance(answer, Clear)
    assert answer.recheck_on is None


# Figures that stop ---------------------------------------------------------------------------------------------------


def test_figures_that_stopped_are_asked_about_where_all_are_held() -> None:
    with Story() as story:
        start(story, cadence="every month")
        two(story, "27 %")
        uncovered = ask(story, "2017-07-11")
        story.cover("measures", since="2017-05-11")
        a_day_short = ask(story, "2017-07-11")
        story.cover("measures", since="2017-05-10", until="2017-05-10")
        in_time = ask(story, "2017-07-10")
        covered = ask(story, "2017-07-11")

    assert isinstance(uncovered, Clear)
    assert isinstance(a_day_short, Clear)
    assert isinstance(in_time, Clear)
    assert isinstance(covered, Alarm)
    assert covered.says.endswith("measure:m was 29 % and is 27 %, and no figure has come since it fell due twice")


def test_a_measure_that_is_due_only_once_cannot_stop() -> None:
    with Story() as story:
        start(story, cadence="by 2017-05-31")
        two(story, "27 %")
        story.cover("measures")

        answer = ask(story, "2018-07-11")

    assert isinstance(answer, Clear)


# Words and figures ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "value", "is_kinder"),
    [
        ("better", "28.9 %", False),
        ("better", "29 %", True),
        ("better", "30 %", True),
        ("same", "30.9 %", False),
        ("same", "31 %", True),
        ("worse", "20 %", False),
        ("met", "25 %", False),
        ("met", "25.1 %", True),
        ("missed", "20 %", False),
    ],
)
def test_words_kinder_than_the_figures_are_asked_about(said: str, value: str, *, is_kinder: bool) -> None:
    with Story() as story:
        start(story, done="", target="25 %")
        before = figure(story, "29 %", "2017-04-10")
        last = figure(story, value, "2017-05-10", said=said)

        answer = ask(story)

    assert isinstance(answer, Alarm) is is_kinder
    if isinstance(answer, Alarm):
        assert answer.opened == last
        assert answer.because == (last, before if said != "met" else 5)
        beside = "its target 25 %" if said == "met" else "the one before it 29 %"
        assert answer.says == f"measure:m was said to be {said} on 2017-05-10; its figure is {value}, {beside}"


def test_a_target_printed_beside_the_figure_is_the_target() -> None:
    with Story() as story:
        start(story, done="", target="25 %")
        figure(story, "27 %", "2017-05-10", said="met", target="28 %")
        met = ask(story)
        figure(story, "27 %", "2017-05-11", said="met", target="26 %")
        missed = ask(story)

    assert met is None
    assert isinstance(missed, Alarm)


@pytest.mark.parametrize(("value", "is_met"), [("26 %", True), ("19.9 %", False), ("28.1 %", False)])
def test_a_target_to_stay_within_is_met_within_it(value: str, *, is_met: bool) -> None:
    with Story() as story:
        start(story, done="", direction="within", target="20..28 %")
        figure(story, value, "2017-05-10", said="met")

        answer = ask(story)

    assert (answer is None) is is_met


@pytest.mark.parametrize(
    ("laid_down", "said"),
    [
        ({"direction": None}, {"said": "better"}),
        ({"direction": "within"}, {"said": "better"}),
        ({"direction": "within"}, {"said": "met"}),
        ({}, {"said": "met"}),
        ({"band": None}, {"said": "same"}),
        ({"band": "0 %"}, {"said": "same"}),
        ({}, {"said": "better", "uncertain": ["said"]}),
        ({"target": "20 %"}, {"said": "met", "target": "21..22 %"}),
    ],
)
def test_words_that_nothing_certain_speaks_against_are_let_be(laid_down: dict[str, Any], said: dict[str, Any]) -> None:
    with Story() as story:
        start(story, done="", **laid_down)
        figure(story, "29 %", "2017-04-10")
        figure(story, "29 %" if said["said"] == "same" else "35 %", "2017-05-10", **said)

        answer = ask(story)

    assert answer is None


def test_words_about_the_first_figure_have_nothing_to_agree_with() -> None:
    with Story() as story:
        start(story, done="")
        figure(story, "35 %", "2017-05-10", said="better")

        answer = ask(story)

    assert answer is None


def test_a_direction_that_the_clerk_doubts_contradicts_no_words() -> None:
    with Story() as story:
        start(story, done="")
        story.say(ev.MeasureDefined(measure="m", direction="lower"), on="2017-01-02", uncertain=["direction"])
        figure(story, "29 %", "2017-04-10")
        figure(story, "35 %", "2017-05-10", said="better")

        answer = ask(story)

    assert answer is None


def test_figures_from_before_a_measure_was_laid_down_may_be_compared() -> None:
    with Story() as story:
        start(story)
        two(story)
        story.say(ev.MeasureDefined(measure="m", **LAID_DOWN), on="2017-06-01")
        story.cover("measures")

        assert isinstance(ask(story), Alarm)


def test_a_baseline_said_only_in_words_is_none() -> None:
    with Story() as story:
        start(story, baseline=".. % | a few")
        two(story)
        story.cover("measures")

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert "baseline" in answer.why


def test_a_lag_that_is_not_said_for_certain_is_no_lag() -> None:
    with Story() as story:
        start(story, lag="3..6 months")
        two(story)
        story.cover("measures")

        assert isinstance(ask(story, "2017-05-31"), Alarm)


# What is easily taken for something else -----------------------------------------------------------------------------


def test_a_measure_that_the_cut_leaves_out_shows_nothing() -> None:
    with Story() as story:
        start(story, done="12345")
        story.say(ev.MeasureDefined(measure="late", **LAID_DOWN), on="2018-01-01")
        story.say(ev.ActionAdded(action="6", commitment="c", measures=["late"]), on="2017-01-01")
        two(story)
        story.cover("measures")

        assert isinstance(story.ask(RULE, "commitment:c", "2017-06-30", happened_by="2017-06-30"), Alarm)


def test_what_is_said_to_go_well_in_doubt_is_not_counted() -> None:
    with Story() as story:
        start(story, done="123")
        report(story, "action:4", "done", "2017-03-04", uncertain=["status"])
        two(story)
        story.cover("measures")

        assert ask(story) is None


@pytest.mark.parametrize(("since", "expected"), [("2017-06-30", CannotTell), ("2017-03-04", Alarm)])
def test_that_nothing_is_better_is_told_only_where_all_measures_are_held_since_then(since: str, expected: type) -> None:
    with Story() as story:
        start(story)
        two(story)
        story.cover("measures", since=since)

        assert isinstance(ask(story), expected)


@pytest.mark.parametrize(
    ("laid_down", "first", "last", "said", "is_kinder"),
    [
        ({}, "29 %", "30 %", "better", True),
        ({}, "29 %", "28 %", "better", False),
        ({"direction": "within", "target": "20..25 %"}, "29 %", "30 %", "better", True),
        ({"direction": "within", "target": None}, "29 %", "30 %", "better", False),
        ({"band": "1..3 %"}, "29 %", "32 %", "same", False),
        ({"direction": "within", "target": None}, "29 %", "30 %", "met", False),
    ],
)
def test_words_are_kinder_than_figures_that_are_no_better(
    laid_down: dict[str, Any], first: str, last: str, said: str, *, is_kinder: bool
) -> None:
    with Story() as story:
        start(story, done="", **laid_down)
        figure(story, first, "2017-04-10")
        figure(story, last, "2017-05-10", said=said)

        answer = ask(story)

    assert isinstance(answer, Alarm) == is_kinder


def test_a_cadence_that_is_over_has_not_stopped() -> None:
    with Story() as story:
        start(story, cadence="every month until 2017-05-15")
        two(story)
        story.cover("measures")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert "is 30 %" in answer.says
