from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import RULES, Alarm, Answer, CannotTell, Clear
from tests.assurance.courses import RAG, report
from tests.assurance.support import Story

RULE = "ROLL_UP_HIDES_RED"
NAMES = "123456789"


def start(story: Story, *, priority: str | None = None, names: str = NAMES) -> list[int]:
    """A commitment with nine actions; return their entries."""
    story.say(RAG, ev.PlanVersioned(plan="p"), ev.CommitmentMade(commitment="c", plan="p"), on="2017-01-01")
    actions = [ev.ActionAdded(action=name, commitment="c", priority=priority) for name in names]
    return story.say(*actions, on="2017-01-01")


def green(story: Story, names: str, day: str = "2017-05-01") -> list[int]:
    return [report(story, f"action:{name}", "green", day) for name in names]


def ask(story: Story, subject: str = "commitment:c", today: str = "2017-06-30") -> Answer:
    return story.ask(RULE, subject, today)


def test_eight_greens_and_a_red_shown_green_are_asked_about() -> None:
    with Story() as story:
        start(story)
        green(story, "12345678")
        red = report(story, "action:9", "red", "2017-05-02")
        whole = report(story, "commitment:c", "green", "2017-06-01")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert set(answer.because) == {red, whole}
    assert answer.opened == whole
    assert answer.severity is None
    assert RULES.named(RULE).severity == "high"
    assert answer.says == (
        "commitment:c was reported on_track on 2017-06-01; of the 9 things open under it these do not go well: "
        "action:9 (off_track)"
    )


def test_amber_with_the_red_named_is_clear() -> None:
    with Story() as story:
        start(story)
        green(story, "12345678")
        red = report(story, "action:9", "red", "2017-05-02")
        whole = report(story, "commitment:c", "amber", "2017-06-01")

        answer = ask(story)

    assert isinstance(answer, Clear)
    assert answer.because == (whole, red)


def test_green_over_greens_is_clear_where_all_items_are_held() -> None:
    with Story() as story:
        start(story)
        below = green(story, NAMES)
        whole = report(story, "commitment:c", "green", "2017-06-01")
        untold = ask(story)
        story.cover("items", since="2017-06-30", until="2017-06-30")
        told = ask(story)

    assert isinstance(untold, CannotTell)
    assert "all items" in untold.why
    assert isinstance(told, Clear)
    assert told.because == (whole, *below)


def test_coverage_of_its_plan_will_do() -> None:
    with Story() as story:
        start(story, names="1")
        green(story, "1")
        report(story, "commitment:c", "green", "2017-06-01")
        story.cover("items", about=["plan:p"])

        answer = ask(story)

    assert isinstance(answer, Clear)


def test_a_thing_of_which_nothing_was_reported_is_clear_only_where_all_statuses_are_held() -> None:
    with Story() as story:
        start(story)
        green(story, "12345678")
        report(story, "commitment:c", "green", "2017-06-01")
        story.cover("items")
        untold = ask(story)
        story.cover("statuses", since="2017-06-30", until="2017-06-30")
        told = ask(story)

    assert isinstance(untold, CannotTell)
    assert "all statuses" in untold.why
    assert isinstance(told, Clear)


@pytest.mark.parametrize(
    ("label", "envelope"), [("odd", {}), ("red", {"uncertain": ["status"]}), ("red", {"mode": "presupposed"})]
)
def test_a_child_whose_status_is_not_sure_tells_nothing(label: str, envelope: dict[str, Any]) -> None:
    with Story() as story:
        start(story)
        green(story, "12345678")
        report(story, "action:9", label, "2017-05-02", **envelope)
        whole = report(story, "commitment:c", "green", "2017-06-01")
        story.cover("items", "statuses")

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert answer.because == (whole,)
    assert "action:9" in answer.why


@pytest.mark.parametrize(
    ("label", "envelope"), [("odd", {}), ("green", {"uncertain": ["status"]}), ("green", {"mode": "presupposed"})]
)
def test_a_whole_whose_status_is_not_sure_tells_nothing(label: str, envelope: dict[str, Any]) -> None:
    with Story() as story:
        start(story)
        report(story, "action:9", "red", "2017-05-02")
        whole = report(story, "commitment:c", label, "2017-06-01", **envelope)
        story.cover("items", "statuses")

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert answer.because == (whole,)


@pytest.mark.parametrize("label", ["paused", "grey", None])
def test_there_is_nothing_to_ask_of_a_whole_that_is_not_said_to_go_well(label: str | None) -> None:
    with Story() as story:
        start(story)
        report(story, "action:9", "red", "2017-05-02")
        if label:
            report(story, "commitment:c", label, "2017-06-01")
        story.cover("items", "statuses")

        answer = ask(story)

    assert answer is None


def test_there_is_nothing_to_ask_where_nothing_stands_under_it_and_all_items_are_held() -> None:
    with Story() as story:
        start(story, names="")
        report(story, "commitment:c", "green", "2017-06-01")
        untold = ask(story)
        story.cover("items")
        told = ask(story)
        report(story, "commitment:c", "odd", "2017-06-02")
        unsure = ask(story)

    assert isinstance(untold, CannotTell)
    assert told is None
    assert unsure is None


@pytest.mark.parametrize(
    "gone",
    [
        ev.CompletionClaimed(subject="action:9"),
        ev.PlanItemRetired(subject="action:9", how="withdrawn"),
        ev.StatusReported(subject="action:9", status="rag/green"),
    ],
)
def test_a_red_that_is_done_gone_or_well_again_hides_nothing(gone: Any) -> None:
    with Story() as story:
        start(story)
        green(story, "12345678")
        report(story, "action:9", "red", "2017-05-02")
        report(story, "commitment:c", "green", "2017-06-01")
        story.say(gone, on="2017-06-02")
        story.cover("items", "statuses")

        answer = ask(story)

    assert isinstance(answer, Clear)


def test_what_was_added_or_turned_red_after_today_is_not_looked_at() -> None:
    with Story() as story:
        start(story, names="1")
        green(story, "1")
        report(story, "commitment:c", "green", "2017-06-01")
        story.say(ev.ActionAdded(action="2", commitment="c"), on="2017-06-30")
        report(story, "action:2", "red", "2017-06-30")
        report(story, "action:1", "red", "2017-07-01")
        story.cover("items", "statuses")

        before = ask(story, today="2017-06-29")
        same_day = ask(story, today="2017-06-30")
        after = ask(story, today="2017-07-01")

    assert isinstance(before, Clear)
    assert isinstance(same_day, Alarm)
    assert "of the 2 things open under it these do not go well: action:2" in same_day.says
    assert isinstance(after, Alarm)
    assert "of the 2 things open under it these do not go well: action:1" in after.says


def test_the_episode_opens_when_the_second_of_the_two_came_and_lasts_while_both_last() -> None:
    with Story() as story:
        start(story)
        report(story, "commitment:c", "green", "2017-04-01")
        first = report(story, "action:9", "red", "2017-05-02")
        report(story, "action:8", "red", "2017-05-03")
        report(story, "action:9", "amber", "2017-05-20")
        report(story, "commitment:c", "green", "2017-06-01")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.opened == first


def test_a_plan_has_commitments_and_actions_under_it_and_only_its_own() -> None:
    with Story() as story:
        start(story)
        story.say(ev.PlanVersioned(plan="q"), ev.CommitmentMade(commitment="d", plan="q"), on="2017-01-01")
        story.say(ev.ActionAdded(action="direct", plan="p"), on="2017-01-01")
        report(story, "action:9", "red", "2017-05-02")
        report(story, "commitment:d", "red", "2017-05-02")
        report(story, "plan:p", "green", "2017-06-01")
        story.cover("items", "statuses")
        without = ask(story, "plan:p")
        report(story, "commitment:c", "amber", "2017-06-02")
        report(story, "action:direct", "amber", "2017-06-02")
        within = ask(story, "plan:p")

    assert isinstance(without, Clear)
    assert isinstance(within, Alarm)
    assert "of the 2 things open under it these do not go well: commitment:c (at_risk), action:direct (at_risk)" in (
        within.says
    )


def test_a_second_account_of_where_a_thing_stands_puts_it_under_nothing() -> None:
    with Story() as story:
        (action,) = start(story, names="1")
        story.say(ev.CommitmentMade(commitment="d", plan="p"), on="2017-01-01")
        story.say(ev.ActionAdded(action="1", commitment="d"), on="2017-01-01", rival_of=f"entry:{action}")
        report(story, "action:1", "red", "2017-05-02")
        report(story, "commitment:d", "green", "2017-06-01")
        story.cover("items", "statuses")

        answer = ask(story, "commitment:d")

    assert answer is None


def test_many_reds_are_named_as_far_as_six() -> None:
    with Story() as story:
        start(story)
        for name in "1234567":
            report(story, f"action:{name}", "red", "2017-05-02")
        report(story, "commitment:c", "green", "2017-06-01")
        seven = ask(story)
        report(story, "action:7", "green", "2017-06-02")
        six = ask(story)

    assert isinstance(seven, Alarm)
    assert seven.says.endswith("action:6 (off_track) and 1 more")
    assert isinstance(six, Alarm)
    assert six.says.endswith("action:6 (off_track)")


# Named ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tally", "is_named"),
    [({"green": 7, "red": 2}, True), ({"green": 7, "red": 1, "amber": 1}, True), ({"green": 8, "red": 1}, False)],
)
def test_a_report_that_counts_as_many_names_them(tally: dict[str, int], *, is_named: bool) -> None:
    with Story() as story:
        start(story)
        green(story, "1234567")
        report(story, "action:8", "red", "2017-05-02")
        report(story, "action:9", "red", "2017-05-02")
        whole = ev.StatusReported(subject="commitment:c", status="rag/green", tally=tally)
        story.say(whole, on="2017-06-01")
        story.cover("items", "statuses")

        answer = ask(story)

    assert isinstance(answer, Clear if is_named else Alarm)


@pytest.mark.parametrize(
    ("about", "put_before", "day", "is_named"),
    [
        (["commitment:c"], ["action:9"], "2017-06-10", True),
        (None, ["commitment:c", "action:9"], "2017-05-02", True),
        (["commitment:c"], ["action:9"], "2017-05-01", False),
        (["commitment:c"], ["action:8"], "2017-06-10", False),
        (["action:9"], None, "2017-06-10", False),
        (["commitment:c"], ["action:9"], "2017-07-01", False),
    ],
)
def test_an_item_that_puts_the_whole_and_the_red_before_a_body_together_names_it(
    about: list[str] | None, put_before: list[str] | None, day: str, *, is_named: bool
) -> None:
    with Story() as story:
        start(story)
        green(story, "12345678")
        report(story, "action:9", "red", "2017-05-02")
        report(story, "commitment:c", "green", "2017-06-01")
        story.say(ev.BodyEstablished(body="board"), ev.MeetingHeld(meeting="m", body="board"), on=day)
        item = ev.AgendaItemConsidered(agenda_item="i", meeting="m", about=about, put_before=put_before)
        story.say(item, on=day)
        story.cover("items", "statuses")

        answer = ask(story)

    assert isinstance(answer, Clear if is_named else Alarm)


@pytest.mark.parametrize("envelope", [{"mode": "presupposed"}, {"rival_of": "entry:3"}])
def test_an_item_that_is_taken_for_granted_or_a_second_account_names_nothing(envelope: dict[str, str]) -> None:
    with Story() as story:
        (first,) = story.say(ev.BodyEstablished(body="board"), on="2017-01-01")
        items = [ev.MeetingHeld(meeting="m", body="board"), ev.AgendaItemConsidered(agenda_item="i", meeting="m")]
        story.say(*items, on="2017-06-10")
        start(story)
        report(story, "action:9", "red", "2017-05-02")
        report(story, "commitment:c", "green", "2017-06-01")
        both = ["commitment:c", "action:9"]
        name = "i" if "rival_of" in envelope else "j"
        envelope = {"rival_of": f"entry:{first + 2}"} if "rival_of" in envelope else envelope
        story.say(ev.AgendaItemConsidered(agenda_item=name, meeting="m", about=both), on="2017-06-10", **envelope)

        answer = ask(story)

    assert isinstance(answer, Alarm)


# Tolerated -----------------------------------------------------------------------------------------------------------


def tolerant(story: Story, tolerance: str | None, *, day: str = "2017-01-02", **said: Any) -> None:
    """Lay down how far the whole may stand from what is under it."""
    scheme = ev.StatusSchemeDefined(scheme="rag", states=list(ev.each(RAG.states)), tolerance=tolerance, **said)
    story.say(scheme, on=day)


def board_sees(story: Story, *names: str, day: str = "2017-06-10") -> None:
    """Put things before a board."""
    story.say(ev.BodyEstablished(body="board"), ev.MeetingHeld(meeting="m", body="board"), on=day)
    story.say(ev.AgendaItemConsidered(agenda_item="i", meeting="m", put_before=list(names)), on=day)


@pytest.mark.parametrize(
    ("tolerance", "is_tolerated"),
    [("1", True), ("0", False), ("12 %", True), ("11 %", False), ("10..12 %", True), (".. % | a few", True)],
)
def test_a_scheme_may_allow_for_as_many_as_it_says(tolerance: str, *, is_tolerated: bool) -> None:
    with Story() as story:
        start(story)
        tolerant(story, tolerance)
        green(story, "12345678")
        report(story, "action:9", "red", "2017-05-02")
        report(story, "commitment:c", "green", "2017-06-01")
        board_sees(story, "action:9")
        story.cover("items", "statuses")

        answer = ask(story)

    assert isinstance(answer, Clear if is_tolerated else Alarm)


def test_a_pressing_red_is_never_tolerated() -> None:
    with Story() as story:
        start(story, priority="high")
        tolerant(story, "1")
        report(story, "action:9", "red", "2017-05-02")
        report(story, "commitment:c", "green", "2017-06-01")
        board_sees(story, "action:9")
        story.cover("items", "statuses")

        answer = ask(story)

    assert isinstance(answer, Alarm)


@pytest.mark.parametrize(("day", "is_shown"), [("2017-05-01", False), ("2017-05-02", True), ("2017-07-01", False)])
def test_a_red_that_no_body_was_shown_since_is_never_tolerated(day: str, *, is_shown: bool) -> None:
    with Story() as story:
        start(story)
        tolerant(story, "1")
        green(story, "12345678")
        report(story, "action:9", "red", "2017-05-02")
        report(story, "commitment:c", "green", "2017-06-01")
        board_sees(story, "action:9", day=day)
        story.cover("items", "statuses")

        answer = ask(story)

    assert isinstance(answer, Clear if is_shown else Alarm)


@pytest.mark.parametrize(
    ("said", "counts"),
    [({"day": "2017-06-01"}, True), ({"day": "2017-06-02"}, False), ({"standing": "proposed"}, False), ({}, True)],
)
def test_a_tolerance_counts_from_the_day_it_is_adopted(said: dict[str, str], *, counts: bool) -> None:
    with Story() as story:
        start(story)
        tolerant(story, "1", **said)
        tolerant(story, None, day="2017-01-03")
        green(story, "12345678")
        report(story, "action:9", "red", "2017-05-02")
        report(story, "commitment:c", "green", "2017-06-01")
        board_sees(story, "action:9")
        story.cover("items", "statuses")

        answer = ask(story)

    assert isinstance(answer, Clear if counts else Alarm)


# Closed over what is open --------------------------------------------------------------------------------------------


def test_a_whole_closed_over_what_is_still_reported_open_is_asked_about() -> None:
    with Story() as story:
        *_, last = start(story)
        for name in "12345678":
            report(story, f"action:{name}", "done", "2017-05-01")
        still = report(story, "action:9", "green", "2017-05-01")
        (claim,) = story.say(ev.CompletionClaimed(subject="commitment:c"), on="2017-06-01")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert set(answer.because) == {claim, still, last}
    assert answer.opened == claim
    assert answer.says == "commitment:c was closed; of the 9 things under it these are still open: action:9"


def test_a_whole_closed_over_what_was_never_reported_on_is_asked_about_where_all_statuses_are_held() -> None:
    with Story() as story:
        (action,) = start(story, names="1")
        whole = report(story, "commitment:c", "done", "2017-06-01")
        untold = ask(story)
        story.cover("statuses", since="2017-06-30", until="2017-06-30")
        told = ask(story)

    assert isinstance(untold, CannotTell)
    assert isinstance(told, Alarm)
    assert set(told.because) == {whole, action}


def test_what_is_known_to_be_open_is_told_apart_from_what_may_be() -> None:
    with Story() as story:
        start(story, names="12")
        green(story, "1")
        story.say(ev.CompletionClaimed(subject="commitment:c"), on="2017-06-01")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.says.endswith("of the 2 things under it these are still open: action:1")


def test_a_whole_closed_over_what_is_done_is_clear_where_all_items_are_held() -> None:
    with Story() as story:
        start(story, names="12")
        for name in "12":
            report(story, f"action:{name}", "done", "2017-05-01")
        (claim,) = story.say(ev.PlanItemRetired(subject="commitment:c", how="lapsed"), on="2017-06-01")
        untold = ask(story)
        story.cover("items")
        told = ask(story)

    assert isinstance(untold, CannotTell)
    assert isinstance(told, Clear)
    assert told.because == (claim,)


def test_a_whole_that_left_is_closed_unless_something_carries_it_on() -> None:
    with Story() as story:
        start(story, names="1")
        green(story, "1")
        story.say(ev.CommitmentMade(commitment="d"), on="2017-06-01")
        carried = ev.PlanItemRetired(subject="commitment:c", how="superseded", successor=["commitment:d"])
        (number,) = story.say(carried, on="2017-06-01")
        with_successor = ask(story)
        story.ledger.correct(
            number, ev.PlanItemRetired(subject="commitment:c", how="superseded"), reason="slip", known_on="2017-06-01"
        )
        without = ask(story)
        too_early = ask(story, today="2017-05-31")

    assert with_successor is None
    assert isinstance(without, Alarm)
    assert too_early is None


@pytest.mark.parametrize("envelope", [{"uncertain": ["subject"]}, {"mode": "presupposed"}])
def test_a_claim_that_is_not_sure_closes_nothing(envelope: dict[str, Any]) -> None:
    with Story() as story:
        start(story, names="1")
        green(story, "1")
        story.say(ev.CompletionClaimed(subject="commitment:c"), on="2017-06-01", **envelope)
        story.cover("items", "statuses")

        answer = ask(story)

    assert isinstance(answer, CannotTell)


def test_a_claim_still_to_come_and_one_taken_back_close_nothing() -> None:
    with Story() as story:
        start(story, names="1")
        green(story, "1")
        story.say(ev.CompletionClaimed(subject="commitment:c"), on="2017-06-01")
        before = ask(story, today="2017-05-31")
        on_the_day = ask(story, today="2017-06-01")
        story.say(ev.PlanItemReopened(subject="commitment:c"), on="2017-06-02")
        report(story, "commitment:c", "amber", "2017-06-03")
        after = ask(story)

    assert before is None
    assert isinstance(on_the_day, Alarm)
    assert isinstance(after, Clear)


def test_a_child_whose_status_is_not_sure_may_be_open_under_what_was_closed() -> None:
    with Story() as story:
        start(story, names="1")
        report(story, "action:1", "odd", "2017-05-01")
        story.say(ev.PlanItemRetired(subject="commitment:c", how="lapsed"), on="2017-06-01")
        story.cover("items", "statuses")

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert "not known for certain" in answer.why


def test_what_was_closed_with_nothing_under_it_leaves_nothing_to_ask() -> None:
    with Story() as story:
        start(story, names="")
        story.say(ev.PlanItemRetired(subject="commitment:c", how="lapsed"), on="2017-06-01")

        answer = ask(story)

    assert answer is None


# Percentages ---------------------------------------------------------------------------------------------------------


def percentage(story: Story, percent: str, day: str = "2017-06-01", **said: Any) -> int:
    """Report how much of the commitment is complete; return the entry."""
    return story.say(ev.StatusReported(subject="commitment:c", percent=percent, **said), on=day)[0]


def done(story: Story, names: str, day: str = "2017-05-01") -> None:
    for name in names:
        report(story, f"action:{name}", "done", day)


@pytest.mark.parametrize(
    ("percent", "agrees"),
    [
        ("55 %", True),
        ("56 %", False),
        ("45 %", True),
        ("44 %", False),
        ("50", True),
        ("56..70 %", False),
        ("10..44 %", False),
        ("40..60 %", True),
        ("55.1 %", False),
    ],
)
def test_a_percentage_may_differ_by_five_points_from_what_the_record_adds_up_to(percent: str, *, agrees: bool) -> None:
    with Story() as story:
        actions = start(story, names="1234")
        done(story, "12")
        number = percentage(story, percent)
        story.cover("items", "statuses")

        answer = ask(story)

    assert isinstance(answer, Clear if agrees else Alarm)
    assert answer.because == (number, *actions)
    if isinstance(answer, Alarm):
        assert answer.opened == number
        assert answer.says == (
            f"commitment:c was reported {percent} complete on 2017-06-01; the record has 2 of 4 complete by then"
        )


def test_how_far_a_percentage_may_differ_is_a_setting() -> None:
    with Story() as story:
        start(story, names="1234")
        done(story, "12")
        percentage(story, "56 %")
        story.cover("items", "statuses")
        story.set(RULE, "difference_points", 6)
        looser = ask(story)
        story.set(RULE, "difference_points", 5)
        stricter = ask(story)

    assert isinstance(looser, Clear)
    assert isinstance(stricter, Alarm)


@pytest.mark.parametrize("lacking", ["items", "statuses"])
def test_a_percentage_is_held_against_the_record_only_where_all_of_it_is_held_that_day(lacking: str) -> None:
    with Story() as story:
        start(story, names="1234")
        number = percentage(story, "80 %")
        story.cover("statuses" if lacking == "items" else "items")
        story.cover(lacking, since="2017-06-02")
        untold = ask(story)
        story.cover(lacking, since="2017-06-01", until="2017-06-01")
        told = ask(story)

    assert isinstance(untold, CannotTell)
    assert untold.because == (number,)
    assert f"all {lacking}" in untold.why
    assert isinstance(told, Alarm)


def test_a_percentage_is_of_what_was_there_and_done_on_its_day() -> None:
    with Story() as story:
        start(story, names="12")
        done(story, "1", "2017-06-01")
        done(story, "2", "2017-06-02")
        story.say(ev.ActionAdded(action="3", commitment="c"), on="2017-06-02")
        percentage(story, "50 %")
        story.cover("items", "statuses")

        answer = ask(story)

    assert isinstance(answer, Clear)


@pytest.mark.parametrize(("of", "is_told"), [(4, True), (5, False)])
def test_a_report_that_counts_other_things_tells_nothing(of: int, *, is_told: bool) -> None:
    with Story() as story:
        start(story, names="1234")
        percentage(story, "80 %", of=of)
        story.cover("items", "statuses")

        answer = ask(story)

    assert isinstance(answer, Alarm if is_told else CannotTell)
    if isinstance(answer, CannotTell):
        assert answer.why == "the report counts 5 where the record holds 4"


def test_a_percentage_of_nothing_on_record_tells_nothing() -> None:
    with Story() as story:
        start(story, names="")
        percentage(story, "80 %")
        story.cover("items", "statuses")

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert answer.why == "the report counts things where the record holds 0"


@pytest.mark.parametrize("percent", ["50 points", "50.. %", "..50 %"])
def test_what_is_no_percentage_is_not_held_against_the_record(percent: str) -> None:
    with Story() as story:
        start(story, names="1234")
        percentage(story, percent)
        story.cover("items", "statuses")

        answer = ask(story)

    assert answer is None


def test_the_last_percentage_given_for_certain_is_the_one() -> None:
    with Story() as story:
        start(story, names="1234")
        done(story, "12")
        percentage(story, "90 %", "2017-05-20")
        first = percentage(story, "50 %")
        story.say(ev.StatusReported(subject="commitment:c", percent="90 %"), on="2017-06-02", uncertain=["percent"])
        story.say(ev.StatusReported(subject="commitment:c", percent="90 %"), on="2017-06-02", mode="presupposed")
        story.say(ev.StatusReported(subject="commitment:c", percent="90 %"), on="2017-06-02", rival_of=f"entry:{first}")
        percentage(story, "90 %", "2017-07-01")
        story.cover("items", "statuses")

        answer = ask(story)

    assert isinstance(answer, Clear)


def test_counts_alone_tell_nothing() -> None:
    with Story() as story:
        start(story, names="")
        whole = ev.StatusReported(subject="commitment:c", tally={"green": 8, "red": 1})
        (number,) = story.say(whole, on="2017-06-01")

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert answer.because == (number,)
    assert "only counts" in answer.why


def test_a_whole_only_named_by_a_part_of_it_leaves_nothing_to_ask() -> None:
    with Story() as story:
        story.say(ev.PlanVersioned(plan="p"), on="2017-07-01")

        answer = ask(story, "plan:p")

    assert answer is None


# What stands under it ------------------------------------------------------------------------------------------------


def test_only_open_things_are_counted_and_the_last_word_on_each_is_cited() -> None:
    with Story() as story:
        start(story)
        done(story, "1")
        first = report(story, "action:9", "red", "2017-05-02")
        last = report(story, "action:9", "amber", "2017-05-20")
        whole = report(story, "commitment:c", "green", "2017-06-01")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert set(answer.because) == {last, whole}
    assert first not in answer.because
    assert "of the 8 things open under it these do not go well: action:9 (at_risk)" in answer.says


def test_what_only_names_the_whole_does_not_stand_under_it() -> None:
    with Story() as story:
        start(story, names="1")
        green(story, "1")
        (direct,) = story.say(ev.CommitmentMade(commitment="d", plan="p"), on="2017-01-01")
        story.say(ev.PlanVersioned(plan="q"), on="2017-01-01")
        story.say(
            ev.CommitmentMade(commitment="e", plan="q", about=["plan:p", "commitment:c"]),
            ev.ActionAdded(action="else", commitment="d", about=["commitment:c"]),
            on="2017-01-01",
        )
        story.say(ev.CommitmentMade(commitment="d", plan="q"), on="2017-01-01", rival_of=f"entry:{direct}")
        for ref in ("commitment:e", "action:else", "commitment:d"):
            report(story, ref, "red", "2017-05-02")
        for ref in ("commitment:c", "plan:q"):
            report(story, ref, "green", "2017-06-01")
        story.cover("items", "statuses")

        commitment = ask(story)
        plan = ask(story, "plan:q")

    assert isinstance(commitment, Clear)
    assert isinstance(plan, Alarm)
    assert "of the 1 things open" in plan.says


def test_a_thing_that_left_with_something_to_carry_it_on_hides_nothing() -> None:
    with Story() as story:
        start(story, names="1")
        report(story, "action:1", "red", "2017-05-02")
        report(story, "commitment:c", "green", "2017-06-01")
        story.say(ev.CommitmentMade(commitment="d"), on="2017-06-01")
        carried = ev.PlanItemRetired(subject="commitment:c", how="superseded", successor=["commitment:d"])
        story.say(carried, on="2017-06-02")

        answer = ask(story)

    assert answer is None


def test_what_left_the_whole_is_counted_under_it_no_more() -> None:
    with Story() as story:
        start(story, names="123")
        green(story, "1")
        story.say(ev.PlanItemRetired(subject="action:3", how="lapsed"), on="2017-05-01")
        done(story, "2")
        story.say(ev.PlanItemRetired(subject="commitment:c", how="lapsed"), on="2017-06-30")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.says.endswith("of the 2 things under it these are still open: action:1")


@pytest.mark.parametrize(("tolerance", "is_tolerated"), [("2", True), ("1", False), ("23 %", True), ("22 %", False)])
def test_two_reds_need_twice_the_tolerance(tolerance: str, *, is_tolerated: bool) -> None:
    with Story() as story:
        start(story)
        tolerant(story, tolerance)
        green(story, "1234567")
        report(story, "action:8", "red", "2017-05-02")
        report(story, "action:9", "red", "2017-05-02")
        report(story, "commitment:c", "green", "2017-06-01")
        board_sees(story, "action:8", "action:9", day="2017-06-30")
        story.cover("items", "statuses")

        answer = ask(story)

    assert isinstance(answer, Clear if is_tolerated else Alarm)


def test_a_second_account_of_a_tolerance_is_none() -> None:
    with Story() as story:
        start(story)
        tolerant(story, "0")
        scheme = ev.StatusSchemeDefined(scheme="rag", states=list(ev.each(RAG.states)), tolerance="5")
        story.say(scheme, on="2017-01-03", rival_of="entry:2")
        report(story, "action:9", "red", "2017-05-02")
        report(story, "commitment:c", "green", "2017-06-01")
        board_sees(story, "action:9")

        answer = ask(story)

    assert isinstance(answer, Alarm)


def test_a_percentage_counts_what_is_firmly_done_and_nothing_else() -> None:
    with Story() as story:
        start(story, names="1234")
        done(story, "12")
        green(story, "3")
        story.say(ev.StatusReported(subject="action:4", status="rag/done"), on="2017-05-01", uncertain=["status"])
        percentage(story, "50 %", day="2017-06-30")
        story.cover("items", "statuses")

        answer = ask(story)

    assert isinstance(answer, Clear)


def test_a_percentage_beside_counts_is_held_against_the_record() -> None:
    with Story() as story:
        start(story, names="1234")
        done(story, "12")
        percentage(story, "50 %", tally={"done": 2, "green": 2})
        story.cover("items", "statuses")

        answer = ask(story)

    assert isinstance(answer, Clear)


def test_the_last_of_several_reports_is_the_one_held_against_the_record() -> None:
    with Story() as story:
        start(story, names="1234")
        percentage(story, "0 %", "2017-05-20")
        last = percentage(story, "60 %", "2017-06-30")
        story.cover("items", "statuses")
        percent = ask(story)

    with Story() as story:
        start(story, names="")
        for day in ("2017-05-20", "2017-06-30"):
            (counted,) = story.say(ev.StatusReported(subject="commitment:c", tally={"red": 1}), on=day)
        tally = ask(story)

    assert isinstance(percent, Alarm)
    assert percent.opened == last
    assert isinstance(tally, CannotTell)
    assert tally.because == (counted,)


def test_a_percentage_is_held_against_what_stood_under_the_whole_that_day_at_the_latest() -> None:
    with Story() as story:
        start(story, names="1")
        story.say(ev.ActionAdded(action="2", commitment="c"), on="2017-06-01")
        done(story, "1")
        percentage(story, "50 %")
        story.cover("items", "statuses")

        answer = ask(story)

    assert isinstance(answer, Clear)


# What is easily taken for something else -----------------------------------------------------------------------------


def test_a_commitment_of_another_plan_that_is_about_this_one_does_not_stand_under_it() -> None:
    with Story() as story:
        story.say(RAG, ev.PlanVersioned(plan="p"), ev.PlanVersioned(plan="q"), on="2017-01-01")
        story.say(ev.CommitmentMade(commitment="e", plan="q", about=["plan:p"]), on="2017-01-01")
        report(story, "commitment:e", "red", "2017-05-02")
        report(story, "plan:p", "green", "2017-06-01")
        story.cover("items", "statuses")

        assert ask(story, "plan:p") is None


def test_a_commitment_that_bears_its_plans_name_does_not_stand_under_itself() -> None:
    with Story() as story:
        story.say(RAG, ev.PlanVersioned(plan="p"), ev.CommitmentMade(commitment="p", plan="p"), on="2017-01-01")
        report(story, "commitment:p", "green", "2017-06-01")
        story.cover("items", "statuses")

        assert ask(story, "commitment:p") is None


def test_what_is_added_after_today_is_not_counted() -> None:
    with Story() as story:
        start(story, names="1")
        green(story, "1")
        report(story, "commitment:c", "green", "2017-06-01")
        story.say(ev.ActionAdded(action="2", commitment="c"), on="2017-07-01")
        story.cover("items")

        answer = ask(story)

    assert isinstance(answer, Clear)


def test_the_count_of_an_earlier_report_names_nothing_that_the_last_does_not() -> None:
    with Story() as story:
        start(story, names="12")
        red = report(story, "action:1", "red", "2017-05-02")
        counted = ev.StatusReported(subject="commitment:c", status="rag/green", tally={"green": 1, "red": 1})
        story.say(counted, on="2017-05-03")
        last = report(story, "commitment:c", "green", "2017-06-01")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert {red, last} <= set(answer.because)


def test_a_whole_claimed_complete_is_under_no_scheme_that_would_allow_for_a_red() -> None:
    with Story() as story:
        start(story, names="12")
        tolerant(story, "1")
        report(story, "action:1", "red", "2017-05-02")
        report(story, "commitment:c", "green", "2017-05-03")
        (claim,) = story.say(ev.CompletionClaimed(subject="commitment:c"), on="2017-06-01")
        board_sees(story, "action:1")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert claim in answer.because
    assert "was reported complete" in answer.says


def test_the_scheme_that_counts_is_that_of_the_last_report() -> None:
    with Story() as story:
        start(story, names="12")
        other = ev.StatusSchemeDefined(
            scheme="other", states=[ev.State(label="good", meaning="on_track")], tolerance="5"
        )
        story.say(other, on="2017-01-02")
        report(story, "action:1", "red", "2017-05-02")
        story.say(ev.StatusReported(subject="commitment:c", status="other/good"), on="2017-05-03")
        report(story, "commitment:c", "green", "2017-06-01")
        board_sees(story, "action:1")

        answer = ask(story)

    assert isinstance(answer, Alarm)


def test_what_is_not_sure_of_one_part_is_not_made_good_by_what_is_held_of_another() -> None:
    with Story() as story:
        start(story, names="12")
        report(story, "action:1", "odd", "2017-05-02")
        report(story, "commitment:c", "green", "2017-06-01")
        story.cover("items", "statuses")

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert "action:1" in answer.why


def test_a_part_of_which_nothing_is_sure_is_not_cited_beside_one_that_is_open() -> None:
    with Story() as story:
        first, second = start(story, names="12")
        green(story, "1")
        report(story, "action:2", "odd", "2017-05-02")
        story.say(ev.CompletionClaimed(subject="commitment:c"), on="2017-06-01")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert first in answer.because
    assert second not in answer.because


def test_where_statuses_are_not_held_that_is_what_a_closed_whole_lacks() -> None:
    with Story() as story:
        start(story, names="1")
        story.say(ev.PlanItemRetired(subject="commitment:c", how="withdrawn"), on="2017-06-01")

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert "all statuses" in answer.why


def test_a_later_report_without_a_percentage_leaves_the_last_percentage_to_be_held_against_the_record() -> None:
    with Story() as story:
        start(story, names="1234")
        number = percentage(story, "90 %", "2017-05-20")
        report(story, "commitment:c", "grey", "2017-06-01")
        story.cover("items", "statuses")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.opened == number


def test_where_items_are_not_held_that_is_what_a_percentage_of_other_things_lacks() -> None:
    with Story() as story:
        start(story, names="1234")
        percentage(story, "50 %", of=9)

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert "all items" in answer.why


def test_what_the_cut_leaves_out_is_not_asked_about() -> None:
    with Story() as story:
        story.say(ev.PlanVersioned(plan="p"), on="2018-01-01")
        story.say(ev.StatementMade(about=["plan:p"]), on="2017-01-01")

        assert story.ask(RULE, "plan:p", "2017-06-30", happened_by="2017-06-30") is None
