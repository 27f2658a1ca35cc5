"""The accounts register."""

import datetime as dt
from typing import Any

import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.accounts_register import AccountsRegister, ActedOn
from tests.projections.saying import AUGUST, JULY, JUNE, MAY, board
from tests.projections.support import assert_as_of_today_is_now, assert_keyed, assert_no_cut_stops, say

MATTER = "area:board-chair"


def accounts(ledger: Ledger, **cut: Any) -> AccountsRegister:
    return ledger.history(**cut).project(AccountsRegister)


def acted(ledger: Ledger) -> list[ActedOn]:
    return accounts(ledger).acted_on()


@pytest.fixture
def difference(ledger: Ledger) -> Ledger:
    """A ledger in which an officer and members differ in June about who should chair."""
    board(ledger)
    say(ledger, ev.StatementMade(by=["office:dcs"], about=[MATTER], position="A"), MAY, key="officer")
    say(ledger, ev.ChallengeRaised(challenge="c1", by=["group:members"], about=[MATTER]), MAY)
    differ = ev.AccountsDiffer(between=["key:officer", "challenge:c1"], about=[MATTER], standing="confirmed")
    say(ledger, differ, JUNE)
    return ledger


def test_no_cut_stops_it(minute: Ledger) -> None:
    assert_no_cut_stops(AccountsRegister, minute)


def test_as_of_today_is_now(minute: Ledger) -> None:
    assert_as_of_today_is_now(AccountsRegister, minute)


def test_a_row_follows_from_the_entries_that_name_it(minute: Ledger) -> None:
    assert_keyed(AccountsRegister, minute)


def test_a_difference_is_open_until_something_is_done_about_it(difference: Ledger) -> None:
    before = accounts(difference).open()

    say(difference, ev.DecisionRecorded(decision="d1", force="resolved", about=[MATTER]), JULY)

    assert [found.standing for found in before] == ["confirmed"]
    assert accounts(difference).open() == []
    (found,) = acted(difference)
    assert (found.act, found.decision, found.shared) == ("decision:d1", "d1", (MATTER,))


def test_the_side_that_an_act_names_is_told(difference: Ledger) -> None:
    say(difference, ev.DecisionRecorded(decision="d1", force="resolved", about=["challenge:c1"]), JULY)

    assert [found.sides for found in acted(difference)] == [("challenge:c1",)]


def test_an_appointment_that_nobody_decided_is_told_apart(difference: Ledger) -> None:
    say(difference, ev.AppointmentMade(appointment="a1", body="board", role="chair", about=[MATTER]), JULY)

    assert [(found.act, found.decision) for found in acted(difference)] == [("appointment:a1", None)]


def test_a_plan_that_rests_on_a_decision_names_it(ledger: Ledger) -> None:
    say(ledger, ev.PlanVersioned(plan="p"), MAY)
    say(ledger, ev.DecisionRecorded(decision="d1", force="approved"), MAY)
    differ = ev.AccountsDiffer(between=["plan:p", "decision:d1"], standing="suggested")
    say(ledger, differ, JUNE)

    say(ledger, ev.PlanVersioned(plan="p", standing="approved", decision="d1"), JULY)

    (found,) = acted(ledger)
    assert (found.standing, found.sides, found.decision) == ("suggested", ("decision:d1", "plan:p"), "d1")


@pytest.mark.parametrize("force", ["explicitly_none", "deferred", "noted", "sense_of_meeting"])
def test_a_decision_that_leaves_the_matter_open_is_no_act(difference: Ledger, force: str) -> None:
    say(difference, ev.DecisionRecorded(decision="d1", force=force, about=[MATTER]), JULY)

    assert acted(difference) == []


def test_what_was_done_the_same_day_belongs_to_the_account(difference: Ledger) -> None:
    say(difference, ev.DecisionRecorded(decision="d1", force="resolved", about=[MATTER]), JUNE)

    assert acted(difference) == []


def test_what_a_source_takes_for_granted_is_no_act(difference: Ledger) -> None:
    say(difference, ev.AppointmentMade(appointment="a1", about=[MATTER]), JULY, mode="presupposed")

    assert acted(difference) == []


def test_a_rival_account_is_a_difference_that_needs_nobody_to_note_it(ledger: Ledger) -> None:
    first = say(ledger, ev.VisitConducted(visit="v1"), MAY)
    second = say(ledger, ev.VisitConducted(visit="v1"), JUNE, rival_of=f"entry:{first}", asserted_by="office:dcs")

    (found,) = accounts(ledger).open()
    assert (found.kind, found.standing, found.by) == ("rival", "confirmed", ("office:dcs",))
    assert found.between == (f"entry:{first}", f"entry:{second}")
    assert found.about == ("visit:v1",)


def test_a_rival_account_of_what_has_no_id_is_about_what_it_names(ledger: Ledger) -> None:
    say(ledger, ev.ActionAdded(action="2.4"), MAY)
    first = say(ledger, ev.StatusReported(subject="action:2.4", status="green"), JUNE)
    say(ledger, ev.StatusReported(subject="action:2.4", status="red"), JUNE, rival_of=f"entry:{first}")
    bare = say(ledger, ev.ResourceRecorded(standing="agreed"), JUNE)
    say(ledger, ev.ResourceRecorded(standing="spent"), JUNE, rival_of=f"entry:{bare}")

    assert [found.about for found in accounts(ledger).open()] == [("action:2.4",), ()]


def test_a_rival_account_of_a_type_this_program_does_not_know_is_a_difference_too(ledger: Ledger) -> None:
    first = say(ledger, ev.VisitConducted(visit="v1"), MAY)
    second = ledger.entry(say(ledger, ev.VisitConducted(visit="v1"), JUNE, rival_of=f"entry:{first}"))
    known = AccountsRegister()

    known.rival(ev.UnknownEvent(type="tree-felled/1", body={}), second)

    assert [found.about for found in known.open()] == [()]


def test_a_retracted_difference_is_gone(difference: Ledger) -> None:
    noted = accounts(difference).open()[0].entry

    difference.retract(noted, reason="they agree")

    assert accounts(difference).differences == {}
    assert len(accounts(difference, as_of=AUGUST).differences) == 1


def test_a_corrected_difference_stays_under_its_original(difference: Ledger) -> None:
    noted = accounts(difference).open()[0]

    differ = ev.AccountsDiffer(between=list(noted.between), about=["area:chairing"], standing="confirmed")
    difference.correct(noted.entry, differ, reason="another matter")

    assert {key: found.about for key, found in accounts(difference).differences.items()} == {
        f"entry:{noted.entry}": ("area:chairing",)
    }


def test_what_was_followed_is_told_up_to_a_day(difference: Ledger) -> None:
    say(difference, ev.DecisionRecorded(decision="d1", force="resolved", about=[MATTER]), JULY)

    assert accounts(difference).followed(dt.date.fromisoformat(JUNE)) == []
    assert len(accounts(difference).followed(dt.date.fromisoformat(JULY))) == 1
