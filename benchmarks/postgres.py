"""The same on PostgreSQL: recording one by one and a thousand at once, and reading; beside psycopg with one table.

Both are on one server that is started for them, over one connection on loopback, every commit on the disk before it is
answered. What is read is as many entries as are recorded in lots.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, Final
from uuid import uuid4

from benchmarks import raw
from benchmarks.contest import NotRunError, Place, Run, hashed, hashed_together, plain, timed
from benchmarks.recording import ORIGIN, begun, lots_of, record, record_singles
from benchmarks.workload import Evening, batches
from govledger import Ledger
from govledger.errors import LedgerError
from govledger.ledger.entry import AnyEntry

READ: Final = "read"
"""The ledger and the table that are read; made once, and read in every turn."""

INSERT = "INSERT INTO {table} VALUES (1, %s, %s, %s)"
SCAN = "SELECT number, type, raw FROM {table} WHERE ledger = 1 ORDER BY number"


def _ledger(place: Place, name: str) -> tuple[Ledger, Evening]:
    """A new ledger on the server.

    Raises:
        NotRunError: There is no server, or no store for it.
    """
    if not place.postgres:
        raise NotRunError(f"no PostgreSQL: {place.why}")
    clock = Evening()
    try:
        return Ledger.create(place.postgres, origin=ORIGIN, clock=clock, name=name), clock
    except (LedgerError, NotImplementedError) as fault:
        raise NotRunError(f"no ledger on PostgreSQL: {str(fault).splitlines()[0]}") from fault


def _table(place: Place, name: str) -> tuple[Any, str]:
    """A connection, and the name of a new table."""
    if not place.postgres:
        raise NotRunError(f"no PostgreSQL: {place.why}")
    import psycopg  # noqa: PLC0415 - an extra

    connection = psycopg.connect(place.postgres, autocommit=True)
    connection.execute(
        f"CREATE TABLE {name} (ledger integer NOT NULL, number bigint NOT NULL, type text NOT NULL, raw bytea NOT NULL,"
        " PRIMARY KEY (ledger, number))"
    )
    return connection, name


def _insert(connection: Any, table: str, lots: Iterable[list[raw.Row]]) -> None:
    """Each lot in a transaction of its own."""
    sql = INSERT.format(table=table)
    for lot in lots:
        with connection.transaction(), connection.cursor() as cursor:
            cursor.executemany(sql, lot)


def _new(name: str) -> str:
    return f"{name}_{uuid4().hex[:12]}"


def _after(ledger: Ledger, number: int) -> str:
    return hashed(plain(entry.raw) for entry in ledger.entries(after=number))


# Recording -----------------------------------------------------------------------------------------------------------


def one_ours(place: Place) -> Run:
    """The library, one event in each transaction."""
    ledger, clock = _ledger(place, _new("one"))
    with ledger:
        seconds, before, count = record_singles(ledger, clock, place)
        answer = _after(ledger, before) if place.answers else ""
    return Run(seconds=seconds, count=count, answer=lambda: answer)


def one_raw(place: Place) -> Run:
    """The same bytes into one table, one row in each transaction."""
    connection, table = _table(place, _new("one"))
    before = begun(place) * 1_000 + 1
    rows = raw.rows(place.file("raw.db"), until=before + place.singles)
    with connection:
        _insert(connection, table, [rows[:before]])
        seconds, _ = timed(lambda: _insert(connection, table, [[row] for row in rows[before:]]))
        held = connection.execute(SCAN.format(table=table)).fetchall()[before:]
    return Run(seconds=seconds, count=len(held), answer=lambda: hashed(plain(bytes(row[2])) for row in held))


def lots_ours(place: Place) -> Run:
    """The library, a thousand events in each transaction; drafts are made before the clock starts."""
    ledger, clock = _ledger(place, _new("lots"))
    seconds, count = 0.0, 0
    with ledger:
        for lot in islice(batches(place.entries, seed=place.seed), lots_of(place)):
            took, _ = timed(lambda lot=lot: record(ledger, clock, iter([lot])))  # type: ignore[misc]
            seconds, count = seconds + took, count + len(lot.drafts)
        answer = _after(ledger, 1) if place.answers else ""
    return Run(seconds=seconds, count=count, answer=lambda: answer)


def lots_raw(place: Place) -> Run:
    """The same bytes into one table, a thousand rows in each transaction."""
    connection, table = _table(place, _new("lots"))
    rows, seconds = raw.rows(place.file("raw.db"), after=1, until=lots_of(place) * 1_000 + 1), 0.0
    with connection:
        for start in range(0, len(rows), 1_000):
            lot = rows[start : start + 1_000]
            took, _ = timed(lambda lot=lot: _insert(connection, table, [lot]))  # type: ignore[misc]
            seconds += took
        held = connection.execute(SCAN.format(table=table)).fetchall()
    return Run(seconds=seconds, count=len(held), answer=lambda: hashed(plain(bytes(row[2])) for row in held))


# Reading -------------------------------------------------------------------------------------------------------------


def read(place: Place) -> Run:
    """Every entry in the order of recording, from the second on."""
    with _held(place) as ledger:
        seconds, count = timed(lambda: sum(1 for _ in ledger.entries(after=1)))

    def answer() -> str:
        with _held(place) as again:
            return hashed_together(map(raw.told, again.entries(after=1)))

    return Run(seconds=seconds, count=count, answer=answer)


def _held(place: Place) -> Ledger:
    """The ledger that is read."""
    if place.postgres:
        with suppress(LedgerError):
            return Ledger.open(place.postgres, name=READ)
    ledger, clock = _ledger(place, READ)
    record(ledger, clock, islice(batches(place.entries, seed=place.seed), lots_of(place)))
    return ledger


def read_raw(place: Place) -> Run:
    """Scan a table of the same bytes."""
    connection, table = _table(place, _new(READ))
    decoders = raw.decoders()
    with connection:
        rows = raw.rows(place.file("raw.db"), after=1, until=lots_of(place) * 1_000 + 1)
        _insert(connection, table, (rows[at : at + 1_000] for at in range(0, len(rows), 1_000)))
        seconds, count = timed(lambda: sum(1 for _ in _scan(connection, table, decoders)))
        answer = hashed_together(map(raw.told, _scan(connection, table, decoders))) if place.answers else ""
    return Run(seconds=seconds, count=count, answer=lambda: answer)


def _scan(connection: Any, table: str, decoders: dict[str, Callable[[bytes], AnyEntry]]) -> Iterator[AnyEntry]:
    with connection.cursor(binary=True) as cursor:
        for _, written, held in cursor.execute(SCAN.format(table=table)):
            yield decoders[written](held)
