from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import Alarm, CannotTell, Clear, NotYet
from tests.assurance.items import RAG, audit, begin, report
from tests.assurance.support import Story

RULE = "STALE_ASSURANCE"


def still_green(story: Story, **action: Any) -> int:
    """An action reported green on 1 December 2017, where all evidence is held."""
    begin(story, **action)
    story.cover("evidence")
    return report(story, "green", "2017-12-01")


def test_green_in_december_on_an_audit_of_january_is_asked_about() -> None:
    with Story() as story:
        number = still_green(story)
        shown = audit(story, "2017-01-10")

        answer = story.ask(RULE, "action:1", "2017-12-10")

    assert isinstance(answer, Alarm)
    assert answer.because == (shown, number)
    assert answer.opened == shown
    assert answer.severity is None
    assert "2017-01-10" in answer.says
    assert "2017-07-09" in answer.says


@pytest.mark.parametrize(("today", "kind"), [("2017-07-08", Clear), ("2017-07-09", Clear), ("2017-07-10", Alarm)])
def test_evidence_holds_for_a_hundred_and_eighty_days(today: str, kind: type) -> None:
    with Story() as story:
        begin(story)
        story.cover("evidence")
        number = report(story, "green", "2017-02-01")
        shown = audit(story, "2017-01-10")

        answer = story.ask(RULE, "action:1", today)

    assert isinstance(answer, kind)
    assert not isinstance(answer, Clear) or str(answer.recheck_on) == "2017-07-10"
    assert not isinstance(answer, Clear) or set(answer.because) == {shown, number}


@pytest.mark.parametrize(
    ("said", "last"),
    [
        ({"kind": "document"}, "2018-01-10"),
        ({"kind": "dip_sample"}, "2017-07-10"),
        ({"kind": "data"}, "2017-07-09"),
        ({"kind": "feedback"}, "2017-07-09"),
        ({"kind": None}, "2017-07-09"),
        ({"valid_until": "2017-03-31"}, "2017-03-31"),
        ({"valid_until": "2017-03", "kind": "document"}, "2017-03-31"),
        ({"collected": "2017-01"}, "2017-07-09"),
    ],
)
def test_how_long_evidence_holds_depends_on_what_it_is(said: dict[str, Any], last: str) -> None:
    with Story() as story:
        begin(story)
        story.cover("evidence")
        report(story, "green", "2017-02-01")
        audit(story, "2017-01-10", **said)

        answers = [story.ask(RULE, "action:1", day) for day in (last, _after(last))]

    assert [type(answer) for answer in answers] == [Clear, Alarm]


def _after(day: str) -> str:
    return str(ev.by(f"1 day after {day}").latest)


@pytest.mark.parametrize(
    ("setting", "now", "said", "last"),
    [
        ("evidence_days", 10, {}, "2017-01-20"),
        ("evidence_days", 365, {}, "2018-01-10"),
        ("document_months", 3, {"kind": "document"}, "2017-04-10"),
        ("dip_sample_months", 9, {"kind": "dip_sample"}, "2017-10-10"),
    ],
)
def test_how_long_each_kind_holds_is_a_setting(setting: str, now: int, said: Any, last: str) -> None:
    with Story() as story:
        begin(story)
        story.cover("evidence")
        report(story, "green", "2017-01-15")
        audit(story, "2017-01-10", **said)
        story.set(RULE, setting, now)

        answers = [story.ask(RULE, "action:1", day) for day in (last, _after(last))]

    assert [type(answer) for answer in answers] == [Clear, Alarm]


@pytest.mark.parametrize(
    ("cadence", "cadences", "last"),
    [
        ("every 3 months", None, "2017-07-10"),
        ("every month", None, "2017-03-10"),
        ("every month", 4, "2017-05-10"),
        (None, None, "2017-07-09"),
        ("every meeting", None, "2017-07-09"),
        ("every month until 2017-02-15", 4, "2017-07-09"),
    ],
)
@pytest.mark.parametrize("is_figure", [True, False])
def test_data_hold_for_two_turns_of_their_measure(
    cadence: str | None,
    cadences: int | None,
    last: str,
    is_figure: bool,  # noqa: FBT001
) -> None:
    with Story() as story:
        measure = ev.MeasureDefined(measure="m", cadence=cadence)
        story.say(RAG, ev.ActionAdded(action="1", measures=["m"]), measure, on="2017-01-01")
        story.cover("evidence")
        report(story, "green", "2017-01-15")
        if is_figure:
            story.say(ev.MeasureObserved(measure="m", value="30 %"), on="2017-01-10")
        else:
            audit(story, "2017-01-10", kind="data")
        if cadences is not None:
            story.set(RULE, "data_cadences", cadences)

        answers = [story.ask(RULE, "action:1", day) for day in (last, _after(last))]

    assert [type(answer) for answer in answers] == [Clear, Alarm]


def test_a_measure_says_nothing_of_how_long_an_audit_holds() -> None:
    with Story() as story:
        measure = ev.MeasureDefined(measure="m", cadence="every 12 months")
        story.say(RAG, ev.ActionAdded(action="1", measures=["m"]), measure, on="2017-01-01")
        story.cover("evidence")
        report(story, "green", "2017-01-15")
        audit(story, "2017-01-10")

        assert isinstance(story.ask(RULE, "action:1", "2017-07-10"), Alarm)


def test_data_hold_for_as_long_as_the_slowest_of_their_measures() -> None:
    with Story() as story:
        slow = ev.MeasureDefined(measure="s", cadence="every 12 months")
        quick = ev.MeasureDefined(measure="q", cadence="every month")
        story.say(RAG, ev.ActionAdded(action="1", measures=["s", "q"]), slow, quick, on="2017-01-01")
        story.cover("evidence")
        report(story, "green", "2017-01-15")
        audit(story, "2017-01-10", kind="data")

        answers = [story.ask(RULE, "action:1", day) for day in ("2019-01-10", "2019-01-11")]

    assert [type(answer) for answer in answers] == [Clear, Alarm]


def test_an_area_that_nobody_reported_on_is_not_asked_about() -> None:
    with Story() as story:
        audit(story, "2017-01-10", supports=["area:practice"])

        assert story.ask(RULE, "area:practice", "2017-12-10") is None


def test_a_figure_is_as_old_as_the_period_it_speaks_of() -> None:
    with Story() as story:
        measure = ev.MeasureDefined(measure="m", about=["action:1"])
        story.say(RAG, ev.ActionAdded(action="1"), measure, on="2017-01-01")
        story.cover("evidence")
        report(story, "green", "2017-12-01")
        figure = ev.MeasureObserved(measure="m", value="30 %", period="during 2017-01")
        story.say(figure, on="2017-06-01")

        answer = story.ask(RULE, "action:1", "2017-12-10")

    assert isinstance(answer, Alarm)
    assert "2017-01-31" in answer.says


def test_evidence_still_in_its_life_is_enough_beside_newer_that_is_not() -> None:
    with Story() as story:
        still_green(story)
        audit(story, "2017-02-01", kind="document")
        audit(story, "2017-03-01", name="newer", valid_until="2017-04-01")

        assert isinstance(story.ask(RULE, "action:1", "2017-12-10"), Clear)


def test_the_newest_of_what_has_outlived_its_life_is_named() -> None:
    with Story() as story:
        number = still_green(story)
        audit(story, "2017-02-01", kind="dip_sample")
        newest = audit(story, "2017-03-01", name="newer", valid_until="2017-04-01")

        answer = story.ask(RULE, "action:1", "2017-12-10")

    assert isinstance(answer, Alarm)
    assert answer.because == (newest, number)
    assert "2017-03-01" in answer.says
    assert "2017-08-01" in answer.says


@pytest.mark.parametrize(("result", "kind"), [("verified", Clear), ("not_verified", Alarm), ("partly", Alarm)])
def test_a_check_that_found_it_true_is_a_look(result: str, kind: type) -> None:
    with Story() as story:
        still_green(story)
        audit(story, "2017-01-10")
        story.say(ev.VerificationRecorded(subject="action:1", result=result), on="2017-08-01")

        assert isinstance(story.ask(RULE, "action:1", "2017-12-10"), kind)


def test_a_check_that_the_clerk_doubts_tells_nothing() -> None:
    with Story() as story:
        still_green(story)
        audit(story, "2017-01-10")
        check = ev.VerificationRecorded(subject="action:1", result="verified")
        story.say(check, on="2017-08-01", uncertain=["result"])

        assert isinstance(story.ask(RULE, "action:1", "2017-12-10"), CannotTell)


def test_a_second_account_of_a_check_is_no_look() -> None:
    with Story() as story:
        still_green(story)
        audit(story, "2017-01-10")
        check = ev.VerificationRecorded(subject="action:1", result="not_verified")
        (first,) = story.say(check, on="2017-08-01")
        other = ev.VerificationRecorded(subject="action:1", result="verified")
        story.say(other, on="2017-08-01", rival_of=f"entry:{first}")

        assert isinstance(story.ask(RULE, "action:1", "2017-12-10"), Alarm)


@pytest.mark.parametrize(
    "said",
    [
        {"collected": None},
        {"collected": "unknown"},
        {"valid_until": "unknown"},
        {"uncertain": ["collected"]},
        {"uncertain": ["valid_until"], "valid_until": "2017-02-01"},
        {"uncertain": ["supports"]},
    ],
)
def test_evidence_of_no_sure_age_tells_nothing(said: Any) -> None:
    with Story() as story:
        number = still_green(story)
        shown = audit(story, "2017-01-10", **said)

        answer = story.ask(RULE, "action:1", "2017-12-10")

    assert isinstance(answer, CannotTell)
    assert answer.because == (number, shown)


def test_evidence_with_no_last_day_of_its_life_is_not_to_be_looked_at_again() -> None:
    with Story() as story:
        number = still_green(story)
        shown = audit(story, "2017-01-10", valid_until="since 2017")

        answer = story.ask(RULE, "action:1", "2017-12-10")

    assert answer == Clear(because=(shown, number))


@pytest.mark.parametrize(
    ("scope", "kind"),
    [
        ({}, Alarm),
        ({"since": "2017-01-10"}, Alarm),
        ({"since": "2017-01-11"}, CannotTell),
        ({"until": "2017-12-10"}, Alarm),
        ({"until": "2017-12-09"}, CannotTell),
        (None, CannotTell),
    ],
)
def test_only_where_all_evidence_since_is_held_can_it_be_said_that_nobody_looked(scope: Any, kind: type) -> None:
    with Story() as story:
        begin(story)
        number = report(story, "green", "2017-12-01")
        shown = audit(story, "2017-01-10")
        if scope is not None:
            story.cover("evidence", **scope)

        answer = story.ask(RULE, "action:1", "2017-12-10")

    assert isinstance(answer, kind)
    assert not isinstance(answer, CannotTell) or answer.because == (number, shown)


@pytest.mark.parametrize("said", [None, {"complete": "no"}])
def test_where_nothing_finished_supports_it_that_is_another_question(said: Any) -> None:
    with Story() as story:
        still_green(story)
        if said is not None:
            audit(story, "2017-01-10", **said)

        assert story.ask(RULE, "action:1", "2017-12-10") is None


def test_what_is_no_longer_reported_good_needs_no_new_evidence() -> None:
    with Story() as story:
        still_green(story)
        audit(story, "2017-01-10")
        report(story, "amber", "2017-12-05")

        assert story.ask(RULE, "action:1", "2017-12-10") is None


def test_a_status_that_the_clerk_doubts_tells_nothing() -> None:
    with Story() as story:
        begin(story)
        number = report(story, "green", "2017-12-01", uncertain=["status"])
        audit(story, "2017-01-10")

        answer = story.ask(RULE, "action:1", "2017-12-10")

    assert answer == CannotTell(why="the clerk doubts the status", because=(number,))


def test_what_left_the_plan_is_not_to_be_looked_at_again() -> None:
    with Story() as story:
        still_green(story)
        audit(story, "2017-01-10")
        story.say(ev.PlanItemRetired(subject="action:1", how="merged"), on="2017-12-05")

        assert story.ask(RULE, "action:1", "2017-12-10") is None


@pytest.mark.parametrize(
    ("again", "today", "kind"),
    [
        ("2018-06-01", "2018-05-31", NotYet),
        ("2018-06-01", "2018-06-01", NotYet),
        ("2018-06-01", "2018-06-02", Alarm),
        ("unspecified", "2018-06-02", None),
        (None, "2018-06-02", Alarm),
    ],
)
def test_what_has_stuck_is_left_alone_until_it_is_to_be_looked_at_again(again: Any, today: str, kind: Any) -> None:
    with Story() as story:
        still_green(story)
        audit(story, "2017-01-10")
        story.say(ev.EmbeddingConfirmed(subject="action:1", review_again=again), on="2017-10-01")

        answer = story.ask(RULE, "action:1", today)

    assert answer is None if kind is None else isinstance(answer, kind)
    assert not isinstance(answer, NotYet) or str(answer.recheck_on) == "2018-06-02"


# The same words ------------------------------------------------------------------------------------------------------


def words(story: Story, *same: str | None, label: str = "green", **envelope: Any) -> list[int]:
    """Monthly reports from January 2017, each saying whether its words are those of the one before."""
    begin(story)
    days = [f"2017-{month:02}-15" for month in range(1, len(same) + 1)]
    return [report(story, label, day, same_words=word, **envelope) for day, word in zip(days, same, strict=True)]


def test_work_continues_four_times_over_is_asked_about() -> None:
    with Story() as story:
        numbers = words(story, None, "yes", "yes", "yes")

        answer = story.ask(RULE, "action:1", "2017-05-01")

    assert isinstance(answer, Alarm)
    assert answer.because == tuple(numbers[1:])
    assert answer.opened == numbers[1]
    assert answer.severity is None
    assert "3 times running, since 2017-02-15" in answer.says


@pytest.mark.parametrize(
    ("same", "alarms"),
    [
        ((None, "yes", "yes"), False),
        (("yes", "yes", "yes"), True),
        (("yes", "yes", "yes", "no"), False),
        (("yes", "yes", "no", "yes", "yes"), False),
        (("yes", "yes", None, "yes"), False),
        (("yes", "yes", "unknown", "yes"), False),
    ],
)
def test_only_the_last_reports_running_count(same: tuple[str | None, ...], alarms: bool) -> None:  # noqa: FBT001
    with Story() as story:
        words(story, *same)

        answer = story.ask(RULE, "action:1", "2017-06-01")

    assert isinstance(answer, Alarm) if alarms else answer is None


@pytest.mark.parametrize(("periods", "alarms"), [(2, True), (3, True), (4, False)])
def test_for_how_many_periods_words_may_be_kept_is_a_setting(periods: int, alarms: bool) -> None:  # noqa: FBT001
    with Story() as story:
        words(story, None, "yes", "yes", "yes")
        story.set(RULE, "same_words_periods", periods)

        answer = story.ask(RULE, "action:1", "2017-06-01")

    assert isinstance(answer, Alarm) if alarms else answer is None


def test_three_reports_for_one_period_are_one() -> None:
    with Story() as story:
        words(story, "yes", "yes", "yes", period="during Q1 2017/18")

        assert story.ask(RULE, "action:1", "2017-06-01") is None


def test_kept_words_are_asked_about_whatever_the_status() -> None:
    with Story() as story:
        words(story, "yes", "yes", "yes", label="amber")

        assert isinstance(story.ask(RULE, "action:1", "2017-06-01"), Alarm)


@pytest.mark.parametrize("envelope", [{"uncertain": ["same_words"]}, {"mode": "presupposed"}])
def test_words_that_the_clerk_doubts_or_a_source_presupposes_are_not_counted(envelope: Any) -> None:
    with Story() as story:
        words(story, "yes", "yes", "yes", **envelope)

        assert story.ask(RULE, "action:1", "2017-06-01") is None


def test_a_second_account_of_a_report_neither_counts_nor_breaks_the_run() -> None:
    with Story() as story:
        numbers = words(story, "yes", "yes", "yes")
        report(story, "amber", "2017-03-15", same_words="no", rival_of=f"entry:{numbers[-1]}")

        answer = story.ask(RULE, "action:1", "2017-06-01")

    assert isinstance(answer, Alarm)
    assert answer.because == tuple(numbers)


def test_data_for_a_measure_that_the_cut_leaves_out_hold_as_long_as_other_evidence() -> None:
    with Story() as story:
        story.say(ev.MeasureDefined(measure="m", cadence="every month"), on="2018-06-01")
        begin(story, measures=["m"])
        story.cover("evidence")
        report(story, "green", "2017-01-15")
        audit(story, "2017-01-10", kind="data")

        answers = [story.ask(RULE, "action:1", day, happened_by="2018-01-01") for day in ("2017-07-09", "2017-07-10")]

    assert [type(answer) for answer in answers] == [Clear, Alarm]


def test_a_second_account_of_a_figure_is_no_newer_look() -> None:
    with Story() as story:
        story.say(RAG, ev.ActionAdded(action="1", measures=["m"]), ev.MeasureDefined(measure="m"), on="2017-01-01")
        story.cover("evidence")
        report(story, "green", "2017-01-15")
        (first,) = story.say(ev.MeasureObserved(measure="m", value="30 %"), on="2017-01-10")
        story.say(ev.MeasureObserved(measure="m", value="31 %"), on="2017-07-01", rival_of=f"entry:{first}")

        assert isinstance(story.ask(RULE, "action:1", "2017-07-10"), Alarm)


def test_a_measure_that_only_a_second_account_puts_to_it_shows_nothing() -> None:
    with Story() as story:
        begin(story)
        (first,) = story.say(ev.MeasureDefined(measure="m"), on="2017-01-01")
        story.say(ev.MeasureDefined(measure="m", about=["action:1"]), on="2017-01-01", rival_of=f"entry:{first}")
        story.cover("evidence")
        report(story, "green", "2017-01-15")
        audit(story, "2017-01-10")
        story.say(ev.MeasureObserved(measure="m", value="30 %"), on="2017-07-01")

        assert isinstance(story.ask(RULE, "action:1", "2017-07-10"), Alarm)
