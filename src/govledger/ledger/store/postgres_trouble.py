"""What PostgreSQL reports, said in the ledger's own errors, and never with a password in it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import psycopg

from govledger.errors import (
    BadValueError,
    LedgerBusyError,
    LedgerCorruptError,
    LedgerError,
    LedgerFullError,
    LedgerNotFoundError,
    LedgerReadOnlyError,
    LedgerUnreachableError,
)
from govledger.ledger.store.postgres_place import PostgresPlace

_Told = tuple[type[LedgerError], str]

NOTHING = "nothing of this was recorded"
BUSY = "somebody else held the ledger for longer than the time allowed"
NOT_KNOWN = (
    "the connection was lost while this was being committed, so that it is not known whether it was recorded; "
    "look, or give the same again with the same key, which records it once"
)
NOT_CONFIRMED = (
    "this stands on the server, but the standby that was to have it too has not confirmed it, and a failover could "
    "lose it; give the same again with the same key"
)
LOST = f"the connection to the server was lost; {NOTHING}"

_DAMAGED: _Told = (LedgerCorruptError, "the tables are not as they were laid out; restore a backup, then verify it")
_READ_ONLY: _Told = (LedgerReadOnlyError, "this role may not do that here")
_REPLICA: _Told = (LedgerReadOnlyError, "this server is a replica, or lets nobody write")
_AGAIN: _Told = (LedgerBusyError, f"the server broke it off in favour of somebody else; {NOTHING}: give it again")
_FULL: _Told = (LedgerFullError, f"the server has no room left; {NOTHING}")
_GONE: _Told = (LedgerUnreachableError, LOST)

_BY_STATE: dict[str, _Told] = {
    "55P03": (LedgerBusyError, BUSY),
    "40": _AGAIN,
    "57014": (LedgerBusyError, f"the server broke it off, since it took too long or somebody said so; {NOTHING}"),
    "25006": _REPLICA,
    "0A000": _REPLICA,  # What we ask for is there in every version; only beginning to write is refused on a replica.
    "42501": _READ_ONLY,
    "53100": _FULL,
    "53200": (LedgerFullError, f"the server has no memory left; {NOTHING}"),
    "53300": (LedgerBusyError, "the server has no connection left to give"),
    "08": _GONE,
    "57P": _GONE,
    "25P03": _GONE,
    "25P04": _GONE,
    "58": (LedgerError, f"the server's disk reported an error; {NOTHING}"),
    # Our statements are right and our rows checked: where the server finds fault, the tables are not as we made them.
    "23": _DAMAGED,
    "42": _DAMAGED,
    "3F": _DAMAGED,
    "P0": _DAMAGED,
    "XX": _DAMAGED,
}
"""What is said of a state or a class of states, https://www.postgresql.org/docs/current/errcodes-appendix.html."""

_NO_DATABASE = ("does not exist", "n'existe pas", "existiert nicht")


def translate(fault: psycopg.Error, place: PostgresPlace) -> LedgerError:
    """The ledger's error for a fault in the middle of something."""
    state = fault.sqlstate or ""
    found = [held for code, held in _BY_STATE.items() if state.startswith(code)]
    lost = isinstance(fault, psycopg.OperationalError | psycopg.InterfaceError) and not state
    kind, words = found[0] if found else _GONE if lost else (LedgerError, "the store refused")
    return kind(f"{place.url}: {words} ({_first_line(fault, place)})")


def refused(fault: psycopg.Error, place: PostgresPlace) -> LedgerError:
    """The ledger's error for a connection that could not be made."""
    says = _first_line(fault, place)
    if any(words in says for words in _NO_DATABASE) and "database" in says:
        return LedgerNotFoundError(f"{place.url}: there is no such database ({says})")
    return LedgerUnreachableError(f"{place.url}: the server cannot be reached, or does not let us in ({says})")


def is_lost(fault: psycopg.Error) -> bool:
    """Whether a fault was the end of its connection."""
    state = fault.sqlstate or ""
    if not state:
        return isinstance(fault, psycopg.OperationalError | psycopg.InterfaceError)
    return _BY_STATE.get(state, _BY_STATE.get(state[:3], _BY_STATE.get(state[:2]))) is _GONE


def _first_line(fault: psycopg.Error, place: PostgresPlace) -> str:
    """What the server, or libpq, says, on one line and without what is secret.

    What the server adds in detail may be a whole row, and so the words that a row withholds.
    """
    says = " ".join((fault.diag.message_primary or str(fault)).split())
    for secret in place.secrets:
        says = says.replace(secret, "…")
    return says


@contextmanager
def told(place: PostgresPlace) -> Generator[None]:
    """Say the store's faults inside as the ledger's errors."""
    try:
        yield
    except psycopg.DataError as fault:
        if fault.sqlstate is None and "NUL" in str(fault):
            raise BadValueError("a NUL character", "text that PostgreSQL can keep") from fault
        raise translate(fault, place) from fault
    except psycopg.Error as fault:
        raise translate(fault, place) from fault
