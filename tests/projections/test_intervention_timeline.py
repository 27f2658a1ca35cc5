"""Interventions: what is in force, and what must be true for it to end."""

import datetime as dt
from typing import Any

import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.intervention_rows import Ending, InForce, Intervention
from govledger.projections.intervention_timeline import InterventionTimeline
from tests.projections.support import (
    assert_as_of_today_is_now,
    assert_keyed,
    assert_no_cut_stops,
    minute_ledger,
    say,
)

TODAY = dt.date(2018, 1, 31)
ENDS = "when next inspection; not before 12 months after intervention:notice"


def timeline(ledger: Ledger, **cut: Any) -> InterventionTimeline:
    return ledger.history(**cut).project(InterventionTimeline)


def row(ledger: Ledger, **cut: Any) -> Intervention:
    return timeline(ledger, **cut).interventions["notice"]


def state(ledger: Ledger, today: dt.date = TODAY, **cut: Any) -> str:
    return only(timeline(ledger, **cut).status(today)).state


def only(rows: list[InForce]) -> InForce:
    (found,) = rows
    return found


def ending(ledger: Ledger) -> Ending:
    return timeline(ledger).what_must_be_true("notice")


def notice(**said: Any) -> ev.InterventionImposed:
    return ev.InterventionImposed(intervention="notice", **said)


@pytest.fixture
def imposed(ledger: Ledger) -> Ledger:
    """A ledger with one notice and its two requirements, ending in the authority's own word."""
    event = notice(
        kind="improvement_notice",
        official_label="improvement notice",
        by=["org:dfe"],
        on=["org:council"],
        requirements=[{"ref": "a", "text": "Set up a board"}, {"ref": "b", "text": "Find the resources"}],
        functions=["commissioning"],
        ends=ENDS,
    )
    say(ledger, event, "2017-05-01", asserted_by="org:dfe")
    return ledger


# In force, ended, unknown ---------------------------------------------------------------------------------------------


def test_one_that_was_imposed_and_of_which_no_end_is_recorded_is_in_force(imposed: Ledger) -> None:
    status = only(timeline(imposed).status(TODAY))

    assert (status.intervention, status.state, status.kind) == ("notice", "in force", "improvement_notice")
    assert (status.official_label, status.by, status.on) == ("improvement notice", ("org:dfe",), ("org:council",))
    assert (status.because, str(status.ends)) == ("imposed, and no end of it is recorded", ENDS)
    assert status.entries == (row(imposed).entry,)


def test_one_that_was_ended_has_ended_from_that_day(imposed: Ledger) -> None:
    number = say(imposed, ev.InterventionEnded(intervention="notice", how="lifted", by=["org:dfe"]), "2018-01-31")

    assert state(imposed, dt.date(2018, 1, 30)) == "in force"
    assert only(timeline(imposed).status(TODAY)).because == f"ended 2018-01-31 by org:dfe (entry {number})"
    assert (row(imposed).ended_how, state(imposed)) == ("lifted", "ended")


def test_an_end_not_dated_closely_enough_leaves_it_unknown_meanwhile(imposed: Ledger) -> None:
    ended = ev.InterventionEnded(intervention="notice")
    say(imposed, ended, "2018-03-31", happened="2018-01..2018-03")

    assert state(imposed, dt.date(2017, 12, 31)) == "in force"
    assert state(imposed, TODAY) == "unknown"
    assert state(imposed, dt.date(2018, 3, 31)) == "ended"


def test_the_end_of_a_part_of_it_ends_that_part(imposed: Ledger) -> None:
    say(imposed, ev.InterventionEnded(intervention="notice", parts=["notice/a"]), "2017-12-01")

    held = timeline(imposed)

    assert state(imposed) == "in force"
    assert held.requirements["part:notice/a"].ended is not None
    assert [part.mark for part in held.what_must_be_true("notice").open] == ["b"]


def test_one_that_was_not_yet_imposed_is_not_there(imposed: Ledger) -> None:
    assert timeline(imposed).status(dt.date(2017, 4, 30)) == []


def test_one_in_force_only_later_is_unknown_until_then(ledger: Ledger) -> None:
    say(ledger, notice(in_force="since 2017-09-01"), "2017-05-01")

    assert state(ledger, dt.date(2017, 8, 31)) == "unknown"
    assert state(ledger, dt.date(2017, 9, 1)) == "in force"


@pytest.mark.parametrize("said", [{"ends": "by 2017-12-31"}, {"in_force": "2017-05-01..2017-12-31"}])
def test_one_whose_time_ran_out_with_no_end_recorded_is_unknown(ledger: Ledger, said: dict[str, str]) -> None:
    say(ledger, notice(**said), "2017-05-01")

    assert state(ledger, dt.date(2017, 12, 31)) == "in force"
    status = only(timeline(ledger).status(TODAY))
    assert (status.state, status.because) == ("unknown", "was to end by 2017-12-31, and no end is recorded")


def test_an_end_that_was_moved_is_the_end(ledger: Ledger) -> None:
    say(ledger, notice(ends="by 2017-12-31"), "2017-05-01")
    say(ledger, ev.DeadlineChanged(subject="intervention:notice", now="by 2018-12-31"), "2017-11-01")

    assert (state(ledger), str(row(ledger).ends)) == ("in force", "by 2018-12-31")


def test_an_end_that_counts_from_the_intervention_is_counted(ledger: Ledger) -> None:
    say(ledger, notice(ends="within 6 months of intervention:notice"), "2017-05-01")

    assert state(ledger, dt.date(2017, 11, 1)) == "in force"
    assert state(ledger, dt.date(2017, 11, 2)) == "unknown"


def test_one_that_is_only_spoken_of_is_unknown(imposed: Ledger) -> None:
    number = row(imposed).entry
    say(imposed, ev.CompletionClaimed(subject="intervention:notice"), "2017-12-01")

    imposed.retract(number, reason="not a notice")

    status = only(timeline(imposed).status(TODAY))
    assert (status.state, status.because) == ("unknown", "nothing on the record says when it was imposed")


# What must be true for it to end --------------------------------------------------------------------------------------


def test_every_requirement_is_open_until_it_is_claimed(imposed: Ledger) -> None:
    say(imposed, ev.CompletionClaimed(subject="part:notice/a", by=["office:dcs"]), "2017-12-01")

    held = ending(imposed)

    assert ([part.mark for part in held.open], [part.mark for part in held.claimed]) == (["b"], ["a"])
    assert (held.all_claimed, held.requirements_said) == (False, True)


def test_a_requirement_that_was_checked_is_more_than_claimed(imposed: Ledger) -> None:
    say(imposed, ev.CompletionClaimed(subject="part:notice/a"), "2017-12-01")
    say(imposed, ev.VerificationRecorded(subject="part:notice/a", result="verified"), "2017-12-02")
    say(imposed, ev.VerificationRecorded(subject="part:notice/b", result="partly"), "2017-12-02")

    held = ending(imposed)

    assert ([part.mark for part in held.verified], held.claimed) == (["a"], ())
    assert [part.mark for part in held.open] == ["b"]


def test_a_status_that_means_done_claims_a_requirement(imposed: Ledger) -> None:
    states = [ev.State(label="blue", meaning="complete")]
    say(imposed, ev.StatusSchemeDefined(scheme="rag", states=states), "2017-05-01")
    say(imposed, ev.StatusReported(subject="part:notice/a", status="rag/blue"), "2017-12-01")

    assert [part.mark for part in ending(imposed).claimed] == ["a"]


def test_a_requirement_opened_again_is_open(imposed: Ledger) -> None:
    say(imposed, ev.CompletionClaimed(subject="part:notice/a"), "2017-12-01")
    say(imposed, ev.PlanItemReopened(subject="part:notice/a"), "2018-01-01")

    assert [part.mark for part in ending(imposed).open] == ["a", "b"]


def test_both_conditions_of_its_end_stand_side_by_side(imposed: Ledger) -> None:
    held = ending(imposed)

    assert held.conditions == ("when next inspection", "not before 12 months after intervention:notice")
    assert (held.not_before, held.said_by, held.in_own_word) == (dt.date(2018, 5, 1), "org:dfe", True)


def test_the_words_that_were_said_stand_after_the_conditions(ledger: Ledger) -> None:
    say(ledger, notice(by=["org:dfe"], ends="unspecified | when it is safe"), "2017-05-01", asserted_by="office:dcs")

    held = ending(ledger)

    assert (held.conditions, held.not_before) == (("unspecified", "when it is safe"), None)
    assert (held.said_by, held.in_own_word) == ("office:dcs", False)


def test_an_end_nobody_spoke_of_has_no_conditions(ledger: Ledger) -> None:
    say(ledger, notice(), "2017-05-01", asserted_by="org:dfe")

    held = ending(ledger)

    assert (held.conditions, held.not_before, held.said_by, held.in_own_word) == ((), None, None, None)
    assert (held.requirements_said, held.all_claimed) == (False, False)


def test_nothing_required_is_not_the_same_as_not_said(ledger: Ledger) -> None:
    say(ledger, notice(requirements="none"), "2017-05-01")

    held = ending(ledger)

    assert (held.requirements_said, held.open, held.all_claimed) == (True, (), False)


@pytest.mark.parametrize("subjects", [["intervention:notice"], ["part:notice/a", "part:notice/b"]])
def test_all_claimed_and_yet_in_force_is_shown_as_both(imposed: Ledger, subjects: list[str]) -> None:
    before = timeline(imposed).claimed_yet_in_force(TODAY)
    for subject in subjects:
        say(imposed, ev.CompletionClaimed(subject=subject), "2017-12-01")

    held = timeline(imposed)

    assert (before, [found.intervention for found in held.claimed_yet_in_force(TODAY)]) == ([], ["notice"])
    assert held.all_claimed("intervention:notice")


def test_one_that_ended_is_not_claimed_yet_in_force(imposed: Ledger) -> None:
    say(imposed, ev.CompletionClaimed(subject="intervention:notice"), "2017-12-01")
    say(imposed, ev.InterventionEnded(intervention="notice"), "2018-01-01")

    assert timeline(imposed).claimed_yet_in_force(TODAY) == []


def test_functions_taken_on_are_no_requirements(imposed: Ledger) -> None:
    held = timeline(imposed)

    assert held.requirements["part:notice/commissioning"].is_function
    assert [part.mark for part in held.parts_of("notice")] == ["a", "b"]


def test_nothing_is_required_or_claimed_of_one_never_heard_of(imposed: Ledger) -> None:
    held = timeline(imposed)

    assert (held.parts_of("other"), held.all_claimed("other")) == ((), False)
    with pytest.raises(KeyError, match="other"):
        held.what_must_be_true("other")


# What was said of it --------------------------------------------------------------------------------------------------


def test_opinions_about_it_say_whose_they_are_and_how_they_are_known(imposed: Ledger) -> None:
    about = ["intervention:notice", "area:front-door"]
    opinion = ev.OpinionGiven(by=["org:dfe"], about=about, kind="review", favourable="yes")
    say(imposed, opinion, "2017-11-01", asserted_by="org:council", mode="reported")

    (held,) = row(imposed).opinions

    assert (held.by, held.asserted_by, held.mode, held.favourable) == (("org:dfe",), "org:council", "reported", "yes")


def test_an_official_label_put_right_stands_beside_the_one_recorded(imposed: Ledger) -> None:
    corrected = ev.CorrectionRecorded(
        about=["intervention:notice", "area:front-door"],
        field="official_label",
        was="special measures",
        now="improvement notice",
    )
    number = say(imposed, corrected, "2017-11-01")
    say(imposed, ev.CorrectionRecorded(about=["intervention:notice"], field="by"), "2017-11-01")

    (held,) = row(imposed).label_corrections

    assert (str(held.was), str(held.now), held.entry) == ("special measures", "improvement notice", number)
    assert row(imposed).official_label == "improvement notice"


@pytest.mark.parametrize("standing", ["confirmed", "suggested"])
def test_accounts_that_differ_dispute_it_once_that_is_confirmed(imposed: Ledger, standing: str) -> None:
    between = ["intervention:notice", "area:front-door"]
    say(imposed, ev.AccountsDiffer(between=between, about=between, standing=standing), "2017-11-01")

    held = row(imposed)

    assert (held.disputed, [found.standing for found in held.differences]) == (standing == "confirmed", [standing])


def test_a_claim_about_anything_else_is_not_followed(imposed: Ledger) -> None:
    say(imposed, ev.CompletionClaimed(subject="area:front-door"), "2017-11-01")

    assert list(timeline(imposed).interventions) == ["notice"]


# Rivals, corrections, cuts --------------------------------------------------------------------------------------------


def test_a_rival_account_is_kept_and_brings_no_requirements(imposed: Ledger) -> None:
    first = row(imposed).entry
    rival = notice(kind="statutory_direction", requirements=["a"])

    say(imposed, rival, "2017-06-01", rival_of=f"entry:{first}")

    held = row(imposed)
    assert (held.kind, held.disputed) == ("improvement_notice", True)
    assert {found.field for found in held.rivals} == {"kind", "imposed", "requirements"}
    assert len(timeline(imposed).requirements["part:notice/a"].entries) == 1


def test_a_rival_account_of_an_end_ends_neither_it_nor_a_part(imposed: Ledger) -> None:
    ended = ev.InterventionEnded(intervention="notice", parts=["notice/a"])
    number = say(imposed, ended, "2017-12-01")
    imposed.retract(number, reason="not said")

    say(imposed, ended, "2017-12-02", rival_of=f"entry:{number}")

    assert (state(imposed), row(imposed).disputed) == ("in force", True)
    assert timeline(imposed).requirements["part:notice/a"].ended is None


def test_a_corrected_notice_requires_what_it_requires_now(imposed: Ledger) -> None:
    imposed.correct(row(imposed).entry, notice(requirements=["b"]), reason="one too many")

    assert [part.mark for part in ending(imposed).open] == ["b"]


def test_a_retracted_end_ends_nothing(imposed: Ledger) -> None:
    number = say(imposed, ev.InterventionEnded(intervention="notice"), "2017-12-01")

    imposed.retract(number, reason="only announced")

    assert state(imposed) == "in force"


def test_a_notice_of_which_all_is_said_to_be_done_is_in_force_with_both_conditions_of_its_end() -> None:
    with minute_ledger("herefordshire-2021") as ledger:
        held = timeline(ledger)

    assert [found.intervention for found in held.claimed_yet_in_force(dt.date(2021, 12, 31))] == ["notice"]
    assert held.what_must_be_true("notice").not_before == dt.date(2022, 5, 1)
    assert held.what_must_be_true("notice").conditions == (
        "when next inspection",
        "not before 12 months after intervention:notice",
    )
    assert len(held.interventions["notice"].label_corrections) == 1


def test_no_longer_subject_to_intervention_and_in_an_official_category_are_both_shown() -> None:
    with minute_ledger("gloucestershire-2022-05-26") as ledger:
        status = {found.intervention: found for found in timeline(ledger).status(dt.date(2022, 5, 26))}

    assert {name: found.state for name, found in status.items()} == {
        "earlier-intervention": "ended",
        "support-and-supervision": "in force",
    }
    assert status["support-and-supervision"].disputed


def test_as_of_today_equals_now(minute: Ledger) -> None:
    assert_as_of_today_is_now(InterventionTimeline, minute)


def test_no_cut_stops_it(minute: Ledger) -> None:
    assert_no_cut_stops(InterventionTimeline, minute)


def test_a_row_follows_from_the_entries_that_name_it(minute: Ledger) -> None:
    assert_keyed(InterventionTimeline, minute, bare={"interventions": "intervention", "schemes": "scheme"})
