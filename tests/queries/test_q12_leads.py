"""Query 12: who leads each action today, and whose lead has gone?"""

import datetime as dt
from collections.abc import Mapping

from govledger import events as ev
from govledger.ledger import History, Ledger
from govledger.projections.body_register import BodyRegister
from govledger.projections.plan_state import PlanState
from tests.projections.support import MINUTES, minute_ledger, say
from tests.queries.support import not_held

TODAY = dt.date(2023, 1, 1)


def leads(history: History) -> dict[str, list[str] | str | None]:
    """Who leads each open action; ``None`` where that was not said."""
    live = history.project(PlanState).live(TODAY)
    said = {ref: row.leads for ref, row in live.items() if ref.startswith("action:")}
    return {ref: list(held) if isinstance(held, tuple) else held for ref, held in said.items()}


def gone(history: History) -> dict[str, list[str]]:
    """The open actions led by an office whose holder left and that nobody has taken up since."""
    seats = history.project(BodyRegister).appointments.values()
    held = {seat.office for seat in seats if seat.ended is None}
    left = {seat.office for seat in seats if seat.ended is not None} - held
    led = history.project(PlanState).live(TODAY)
    return {ref: missing for ref, row in led.items() if (missing := [who for who in ev.each(row.leads) if who in left])}


def test_only_west_berkshire_says_of_any_action_who_leads_it(minutes: Mapping[str, Ledger]) -> None:
    said = {name: leads(minutes[name].history()) for name in MINUTES}

    assert {name: held for name, held in said.items() if held} == {
        "west-berkshire-2015": {"action:smart-actions": ["group:lead-officers"], "action:shown-red": None},
        "tower-hamlets-2017-06-14": {"action:TH-A3": None},
    }


def test_no_lead_is_known_to_have_gone_and_no_minute_would_show_it(minutes: Mapping[str, Ledger]) -> None:
    histories = [minutes[name].history() for name in MINUTES]

    assert all(gone(history) == {} for history in histories)
    assert all(not_held(history, TODAY, "appointments") == ["appointments"] for history in histories)


def test_an_action_whose_lead_left_is_found_until_another_takes_it_up() -> None:
    with minute_ledger("tower-hamlets-2017-06-14") as ledger:
        lead = ev.DetailChanged(subject="action:TH-A3", field="leads", leads=["office:head-of-schools"])
        say(ledger, lead, "2017-07-01")
        say(ledger, ev.AppointmentMade(appointment="hos", office="office:head-of-schools"), "2017-07-01")
        before = gone(ledger.history())
        say(ledger, ev.AppointmentEnded(appointment="hos"), "2017-09-01")
        after = gone(ledger.history())
        say(ledger, ev.DetailChanged(subject="action:TH-A3", field="leads", leads=["office:dcs"]), "2017-10-01")
        taken_up = gone(ledger.history())

        assert (before, after, taken_up) == ({}, {"action:TH-A3": ["office:head-of-schools"]}, {})
