"""Making ledgers and tables by many at once: whoever comes second finds what the first made."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from govledger import Ledger
from govledger.errors import LedgerExistsError

AT_ONCE = 80


def test_eighty_ledgers_made_at_once_in_an_empty_database_are_all_made(database: str) -> None:
    together = Barrier(AT_ONCE)

    def make(number: int) -> int:
        together.wait()
        with Ledger.create(database, name=f"ledger-{number}", origin=f"example.gov.uk/{number}") as ledger:
            return len(ledger)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        sizes = list(pool.map(make, range(AT_ONCE)))

    assert sizes == [1] * AT_ONCE
    assert sorted(Ledger.names(database)) == sorted(f"ledger-{number}" for number in range(AT_ONCE))


def test_of_eighty_that_make_the_same_ledger_at_once_one_does(database: str) -> None:
    together = Barrier(AT_ONCE)

    def make(_: int) -> bool:
        together.wait()
        try:
            Ledger.create(database).close()
        except LedgerExistsError:
            return False
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = list(pool.map(make, range(AT_ONCE)))

    assert made.count(True) == 1
    assert Ledger.names(database) == ["main"]


def test_opening_a_ledger_changes_nothing_in_the_database(database: str) -> None:
    import psycopg

    question = "SELECT count(*), max(oid::bigint) FROM pg_class"
    Ledger.create(database).close()
    with psycopg.connect(database) as connection:
        before = connection.execute(question).fetchone()

    for _ in range(3):
        with Ledger.open(database) as ledger:
            len(ledger)

    with psycopg.connect(database) as connection:
        assert connection.execute(question).fetchone() == before


def test_a_ledger_that_is_there_is_not_made_again(database: str) -> None:
    Ledger.create(database).close()

    with pytest.raises(LedgerExistsError):
        Ledger.create(database)
