"""What the tests of the registers and the queries share: a small board, and the day each minute is read on."""

import datetime as dt
from typing import TypeVar

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.views import declared
from tests.projections.support import say

State = TypeVar("State")

AS_OF = {
    "gloucestershire-2022-05-26": dt.date(2022, 5, 26),
    "herefordshire-2021": dt.date(2021, 12, 31),
    "west-berkshire-2015": dt.date(2015, 11, 30),
    "worcestershire-2017": dt.date(2017, 5, 3),
    "tower-hamlets-2017-06-14": dt.date(2017, 6, 14),
}
"""The day on which each minute is read."""

MAY, JUNE, JULY, AUGUST = "2017-05-10", "2017-06-14", "2017-07-12", "2017-08-09"
"""The days of the board's meetings, in the ledgers that tests make up."""


def leaving_out(view: type[State], ledger: Ledger, number: int) -> State:
    """Fold a ledger as if one of its entries had not been there."""
    spec = declared(view)
    state: State = spec.fold(spec.cls(), [entry for entry in ledger.history() if entry.number != number]).state
    return state


def board(ledger: Ledger) -> None:
    """Record a board that met in May 2017, and the item it took."""
    say(ledger, ev.BodyEstablished(body="board", kind="improvement_board"), "2017-01-05")
    say(ledger, ev.MeetingHeld(meeting="m1", body="board"), MAY)
    say(ledger, ev.AgendaItemConsidered(agenda_item="m1/1", meeting="m1", about=["area:front-door"]), MAY)
