"""After every fault the ledger holds what it acknowledged; `make faults` goes on for longer."""

from pathlib import Path

import pytest

from govledger import Ledger, events as ev
from tests.faults.held import CLERK, Held, actions_of, check, make, record, seal
from tests.faults.run import KINDS, run, run_round
from tests.ledger.sealed import behind
from tests.ledger.support import file_names
from tests.postgres.given import lacking
from tests.postgres.server import ServerError


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_acknowledged_is_there_after_faults(kind: str) -> None:
    try:
        counts = run_round(kind, 20170614, 0)
    except ServerError as fault:
        lacking(str(fault))

    assert counts["batches acknowledged and found"] > 0 or kind == "corrupt"


def test_a_run_that_was_stopped_goes_on_with_the_next_round(tmp_path: Path) -> None:
    first = run("clock", seed=7, rounds=1, folder=tmp_path)

    then = run("clock", seed=7, rounds=2, folder=tmp_path)

    assert (first.rounds, then.rounds) == (1, 2)
    assert then.counts["recorded"] == first.counts["recorded"] + run_round("clock", 7, 1)["recorded"]
    assert run("clock", seed=7, rounds=2, folder=tmp_path) == then


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Path, Held]:
    """A ledger of three batches, sealed, and what it acknowledged."""
    path, held = tmp_path / "kept.db", Held()
    make(path)
    with Ledger.open(path, clerk=CLERK) as ledger:
        for batch in range(3):
            record(ledger, held, f"b{batch}", 3)
        seal(ledger, held)
        file_names(ledger)
    return path, held


def test_half_a_line_acknowledges_nothing() -> None:
    held = Held()

    held.read("batch a 2 5\nerased 3\nbatch b 6")

    assert held == Held(batches={"a": (2, 5)}, erased={3})


def test_the_check_passes_a_ledger_that_is_whole(kept: tuple[Path, Held]) -> None:
    assert check(*kept) == 10


@pytest.mark.parametrize(("first", "last"), [(11, 13), (2, 5)])
def test_the_check_sees_an_acknowledged_batch_that_is_not_there(kept: tuple[Path, Held], first: int, last: int) -> None:
    path, held = kept
    held.batches["b0" if first < 11 else "lost"] = (first, last)

    with pytest.raises(AssertionError, match="is not there"):
        check(path, held)


def test_the_check_sees_half_a_batch(kept: tuple[Path, Held]) -> None:
    path, held = kept
    with Ledger.open(path, clerk=CLERK) as ledger:
        ledger.record(*actions_of("half", 3)[:2])

    with pytest.raises(AssertionError, match="half of the batch half"):
        check(path, held)


def test_the_check_sees_a_batch_that_another_stands_in(kept: tuple[Path, Held]) -> None:
    path, held = kept
    with Ledger.open(path, clerk=CLERK) as ledger:
        for one in actions_of("split", 2):
            ledger.record(one)
            ledger.record(ev.BodyEstablished(body=f"of-{one.action}"))

    with pytest.raises(AssertionError, match="half of the batch split"):
        check(path, held)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM stored_events WHERE originator_version = 10",
        "DELETE FROM disclosure WHERE number = 4",
        "DELETE FROM mention WHERE number = 4",
        "UPDATE tile SET hashes = zeroblob(length(hashes))",
    ],
)
def test_the_check_sees_what_is_gone_from_the_database(kept: tuple[Path, Held], sql: str) -> None:
    path, held = kept
    with behind(path) as connection:
        connection.execute(sql)

    with pytest.raises(AssertionError):
        check(path, held)


def test_the_check_sees_an_erasure_that_is_not_there(kept: tuple[Path, Held]) -> None:
    path, held = kept
    held.erased.add(4)

    with pytest.raises(AssertionError, match="an erasure that was acknowledged is not there"):
        check(path, held)
