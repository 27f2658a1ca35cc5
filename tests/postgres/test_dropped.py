"""A connection that is dropped in the middle records nothing or all, and the error says what is known of it."""

import random
import time
from collections import Counter
from contextlib import suppress
from threading import Thread

import psycopg
import pytest

from govledger import Ledger, events as ev
from govledger.errors import LedgerError, LedgerUnreachableError, RecordRefusedError
from tests.postgres.failover import findings, signer
from tests.postgres.load import EVENTS, batch_of
from tests.postgres.proxy import Proxy
from tests.postgres.server import Server

OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
ENDED = 60
"""How often an adversary ends everybody's connections."""

TRIES_MAX = 1_000


def record_until_taken(ledger: Ledger, batch: int) -> tuple[list[int], list[str]]:
    """Give one batch under its key until it is taken: its numbers, and what was said instead before."""
    told: list[str] = []
    while True:
        try:
            return [entry.number for entry in ledger.record(*batch_of("w", batch), key=f"w-{batch}")], told
        except LedgerError as fault:
            told.append(str(fault))
            assert len(told) < TRIES_MAX, told


class Adversary:
    """Somebody who ends everybody's connections, so many times and at moments of chance."""

    def __init__(self, url: str, seed: int) -> None:
        """Begin at once."""
        self._chance = random.Random(seed)
        self._thread = Thread(target=self._end_them, args=(url,))
        self._thread.start()

    def _end_them(self, url: str) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            for _ in range(ENDED):
                time.sleep(self._chance.uniform(0, 0.04))
                connection.execute(OTHERS)

    @property
    def is_at_it(self) -> bool:
        """Whether it has not had enough."""
        return self._thread.is_alive()


def test_a_batch_that_fails_in_the_middle_records_nothing(database: str) -> None:
    with Ledger.create(database, clerk="office:clerk") as ledger:
        with pytest.raises(RecordRefusedError):
            ledger.record(ev.ActionAdded(action="1"), ev.StatusReported(subject="action:nowhere", status="green"))
        with suppress(ZeroDivisionError), ledger.inner.store.writing(ledger.inner.row) as writer:
            writer.add_ledger(name="half", origin="example.gov.uk/half", zone="Europe/London")
            raise ZeroDivisionError

        assert len(ledger) == 1
        assert Ledger.names(database) == ["main"]
        assert ledger.record(ev.ActionAdded(action="1"))[0].number == 2


@pytest.mark.parametrize("seed", range(3))
def test_connections_ended_by_an_adversary_lose_nothing_and_record_nothing_twice(database: str, seed: int) -> None:
    numbers: list[int] = []
    failures: list[str] = []
    with Ledger.create(database, origin=signer("north").name, clerk="office:clerk") as ledger:
        adversary = Adversary(database, seed)
        while adversary.is_at_it:
            held, told = record_until_taken(ledger, len(numbers) // EVENTS)
            numbers += held
            failures += told
        ledger.seal(signer("north"))

        assert numbers == list(range(2, 2 + len(numbers)))
        assert len(ledger) == 1 + len(numbers)
    assert findings(database, "main", log="north") == []
    assert len(failures) > 0, "nobody was ended"


def outcome(ledger: Ledger, straight: Ledger, batch: int) -> tuple[bool | None, int]:
    """Whether an error said that its outcome is not known, or nothing if there was none; and how many were added."""
    before = len(straight)
    try:
        ledger.record(*batch_of("w", batch), key=f"w-{batch}")
    except LedgerUnreachableError as fault:
        return fault.outcome_unknown, len(straight) - before
    return None, len(straight) - before


def test_wherever_a_connection_is_cut_the_error_says_what_is_known_and_a_retry_records_once(server: Server) -> None:
    outcomes = Counter[tuple[bool | None, int]]()
    with (
        Ledger.create(server.url, clerk="office:clerk") as straight,
        Proxy(server.port) as line,
        Ledger.open(server.url.replace(f":{server.port}/", f":{line.port}/"), clerk="system:w") as ledger,
    ):
        line.cut()
        record_until_taken(ledger, 100)
        line.count()
        record_until_taken(ledger, 101)
        whole = line.passed
        # The answer to the commit is short, and only a notice comes after it.
        shares = [*range(0, whole, whole // 50), *range(whole - 500, whole + 50, 5)]
        for batch, share in enumerate(shares, start=102):
            line.cut_after(share)
            outcomes[outcome(ledger, straight, batch)] += 1
            line.cut()
            record_until_taken(ledger, batch)

            assert len(straight) == 1 + (batch - 99) * EVENTS

    said_nothing, said_unknown, recorded = (False, 0), (True, EVENTS), (None, EVENTS)
    assert outcomes.keys() <= {said_nothing, said_unknown, recorded, (True, 0)}, "an error said what is not so"
    assert min(outcomes[said_nothing], outcomes[said_unknown], outcomes[recorded]) > 0, outcomes
