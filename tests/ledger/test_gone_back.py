"""A ledger that goes back under whoever reads it, as one may after a failover, is not read on as if it had not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from govledger import Ledger, PlanState, events as ev
from govledger.errors import LedgerBehindError, LedgerCorruptError
from tests.ledger.sealed import behind
from tests.ledger.support import CLERK, file_names


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "gone-back.db"


@pytest.fixture
def read(path: Path) -> Iterator[Ledger]:
    """A ledger of five entries, of which all were read, and the last two were lost afterwards."""
    with Ledger.create(path, clerk=CLERK) as ledger:
        for number in range(2, 6):
            ledger.record(ev.ActionAdded(action=str(number)))
        ledger.history().project(PlanState)
        file_names(ledger)
        with behind(path) as connection:
            connection.execute("DELETE FROM stored_events WHERE originator_version > 3")
            connection.execute("DELETE FROM name WHERE introduced > 3")
            connection.execute("DELETE FROM mention WHERE number > 3")
        yield ledger


def record(path: Path, *names: str) -> None:
    with Ledger.open(path, clerk=CLERK) as other:
        other.record(*(ev.ActionAdded(action=name) for name in names))


def test_a_ledger_with_fewer_entries_than_were_read_says_so(read: Ledger) -> None:
    with pytest.raises(LedgerBehindError, match="has 3 entries, and 5 were read before") as raised:
        read.history()

    assert (raised.value.read, raised.value.found) == (5, 3)


def test_a_ledger_that_went_on_differently_is_not_read_on(read: Ledger, path: Path) -> None:
    record(path, "other-4", "other-5", "other-6")

    with pytest.raises(LedgerCorruptError, match="entry 5 is not the one that was read before"):
        read.history().project(PlanState)

    with Ledger.open(path) as again:
        assert "other-6" in again.history().project(PlanState).actions


def test_a_ledger_that_has_come_back_to_where_it_was_is_read_on(path: Path) -> None:
    with Ledger.create(path, clerk=CLERK) as ledger:
        ledger.record(ev.ActionAdded(action="2"))
        ledger.history().project(PlanState)
        record(path, "3")

        assert set(ledger.history().project(PlanState).actions) == {"2", "3"}
