"""One seed, one history: what it does, what it says, and what it finds where something is broken on purpose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from govledger.ledger import appending, copying, erasing
from govledger.ledger.recording import Recording
from govledger.ledger.store import Append, LedgerRow, Writer, sqlite
from govledger.projections.growing import Growing
from tests.simulation.run import FailedError, main, shrink, simulate

Break = Callable[[pytest.MonkeyPatch], None]


@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_acknowledged_is_there_after_every_step(seed: int) -> None:
    done = simulate(seed, range(40))

    assert done.size > 10
    assert sum(done.steps.values()) == 40


def test_the_same_seed_does_the_same() -> None:
    assert simulate(3, range(20)) == simulate(3, range(20))


def test_another_seed_does_something_else() -> None:
    assert simulate(3, range(10)).root != simulate(4, range(10)).root


def test_what_was_done_is_printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["simulate", "--seed", "3", "--steps", "5"])

    main()

    done, said = simulate(3, range(5)), capsys.readouterr().out.splitlines()
    assert said[0] == "simulating 5 steps; SEED=3"
    assert said[-1].endswith(f"{done.size:,} entries, root {done.root}")


# Broken on purpose ---------------------------------------------------------------------------------------------------


def no_rollback(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sqlite, "_undo", lambda connection: connection.commit())


def _forget(patch: pytest.MonkeyPatch, forget: Callable[[Append], Append]) -> None:
    append = Writer.append

    def forgetful(writer: Writer, ledger: LedgerRow, added: Append) -> None:
        append(writer, ledger, forget(added))

    patch.setattr(Writer, "append", forgetful)


def a_disclosure_row_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    _forget(patch, lambda added: attrs.evolve(added, disclosures=added.disclosures[:-1]))


def a_key_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    _forget(patch, lambda added: attrs.evolve(added, keys=added.keys[:-1]))


def a_name_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    _forget(patch, lambda added: attrs.evolve(added, mentions=dict([*added.mentions.items()][:-1])))


def heads_are_not_compared(patch: pytest.MonkeyPatch) -> None:
    append = Recording.append

    def careless(recording: Recording, stamp: Any, *, expected: int | None, key: str | None = None) -> Any:
        return append(recording, stamp, expected=None, key=key)

    patch.setattr(Recording, "append", careless)


def the_clock_is_believed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(appending, "next_stamp", lambda now, last: now)


def erased_words_stay(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(erasing, "withdraw", lambda *given: [])
    patch.setattr("govledger.ledger.safekeeping.withdraw", lambda *given: [])


def tiles_are_not_kept(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Writer, "put_tiles", lambda *given: None)


def what_comes_late_is_not_seen(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Growing, "_is_late", lambda *given: False)


def a_copy_keeps_what_was_erased(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(copying, "_outdated", lambda *given: {})


BREAKS: tuple[Break, ...] = (
    no_rollback,
    a_disclosure_row_is_forgotten,
    a_key_is_forgotten,
    a_name_is_forgotten,
    heads_are_not_compared,
    the_clock_is_believed,
    erased_words_stay,
    tiles_are_not_kept,
    what_comes_late_is_not_seen,
    a_copy_keeps_what_was_erased,
)
SEEDS = (2, 3, 4, 5, 7, 10, 11)


def first_failure() -> FailedError | None:
    """What the first of a few seeds finds that finds anything."""
    for seed in SEEDS:
        try:
            simulate(seed, range(150))
        except FailedError as failed:
            return failed
    return None


@pytest.mark.parametrize("broken", BREAKS)
def test_what_is_broken_is_found(broken: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch)

    failed = first_failure()

    assert failed is not None
    assert "SEED=" in str(failed)


def test_the_fewest_steps_are_told_that_bring_a_fault_about(monkeypatch: pytest.MonkeyPatch) -> None:
    erased_words_stay(monkeypatch)
    failed = first_failure()
    assert failed is not None

    shorter = shrink(failed)

    assert len(shorter.steps) < len(failed.steps)
    with pytest.raises(FailedError, match=f"step {shorter.steps[-1]} "):
        simulate(failed.seed, shorter.steps)


def test_a_failure_is_told_with_its_seed_and_how_to_bring_it_about_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tiles_are_not_kept(monkeypatch)
    monkeypatch.setattr("sys.argv", ["simulate", "--seed", "1", "--steps", "50"])

    with pytest.raises(FailedError, match="BAD_TILE"):
        main()

    assert "again with: --seed 1 --only " in capsys.readouterr().out
