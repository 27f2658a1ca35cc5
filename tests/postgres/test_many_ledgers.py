"""Many ledgers of one database do not wait for each other, and the writers of one take turns."""

import subprocess
import sys
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest

from govledger import Ledger, events as ev
from govledger.errors import LedgerBusyError
from tests.postgres.failover import findings, signer
from tests.postgres.load import EVENTS

ROOT = Path(__file__).parents[2]
WRITERS, LEDGERS, BATCHES = 8, 20, 3

TOO_STRONG = """
    SELECT DISTINCT mode FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'relation' AND backend_type = 'client backend' AND datname = current_database()
    AND mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')
"""


class Watch:
    """Looks again and again whether anybody locks a table so that others have to wait for it."""

    def __init__(self, url: str) -> None:
        """Look from now on."""
        self.found: set[str] = set()
        self.looks = 0
        self._stop = Event()
        self._thread = Thread(target=self._look, args=(url,))
        self._thread.start()

    def _look(self, url: str) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            while not self._stop.is_set():
                self.found |= {mode for (mode,) in connection.execute(TOO_STRONG)}
                self.looks += 1

    def end(self) -> None:
        """Look no longer."""
        self._stop.set()
        self._thread.join()


def test_eight_writers_of_twenty_ledgers_lose_nothing_and_lock_no_table(database: str) -> None:
    for number in range(LEDGERS):
        name = f"ledger-{number}"
        Ledger.create(database, name=name, origin=signer(name).name, clerk="office:clerk").close()
    watch = Watch(database)

    said: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    command = [sys.executable, "-m", "tests.postgres.crowd", database]
    names = [f"writer{number}" for number in range(WRITERS)]
    writers = [
        subprocess.Popen([*command, name, str(LEDGERS), str(BATCHES), "7"], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for name in names
    ]
    for name, writer in zip(names, writers, strict=True):
        for line in writer.communicate()[0].splitlines():
            ledger, _, first, last = line.split()
            said[ledger, name].append((int(first), int(last)))
    watch.end()

    assert [writer.returncode for writer in writers] == [0] * WRITERS
    assert (watch.found, watch.looks > 0) == (set(), True)
    for number in range(LEDGERS):
        ledger = f"ledger-{number}"
        with Ledger.open(database, name=ledger) as opened:
            opened.seal(signer(ledger))
            clerks = [entry.clerk for entry in opened.entries()]
        by_writer = {name: [n for n, clerk in enumerate(clerks, 1) if clerk == f"system:{name}"] for name in names}
        assert len(clerks) == 1 + WRITERS * BATCHES * EVENTS
        for name in names:
            held = [number for first, last in said[ledger, name] for number in range(first, last + 1)]
            assert by_writer[name] == sorted(held)
        assert findings(database, ledger) == []


def test_a_transaction_held_open_on_one_ledger_keeps_no_other_waiting(database: str) -> None:
    with ExitStack() as stack:
        held, other, again = (
            stack.enter_context(opened)
            for opened in (
                Ledger.create(database, name="held", clerk="office:clerk"),
                Ledger.create(database, name="other", clerk="office:clerk"),
                Ledger.open(database, name="held", clerk="office:clerk", timeout=0.2),
            )
        )

        with held.inner.store.writing(held.inner.row):
            entry = other.record(ev.StatementMade(text="Nobody waits for another council"))[0]
            with pytest.raises(LedgerBusyError):
                again.record(ev.StatementMade(text="Somebody else is writing this one"))

        assert entry.number == 2
        assert again.record(ev.StatementMade(text="Now it is free"))[0].number == 2


def test_a_slow_reader_of_a_ledger_keeps_its_writer_not_waiting(database: str) -> None:
    with Ledger.create(database, clerk="office:clerk") as ledger:
        ledger.record(ev.ActionAdded(action="1"))
        with ledger.inner.store.snapshot() as moment:
            rows = iter(moment.entries(ledger.inner.row))
            next(rows)
            ledger.record(ev.ActionAdded(action="2"))

            assert (len(list(rows)), len(ledger)) == (1, 3)
