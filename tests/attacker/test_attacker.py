"""An attacker who owns the database and the log's key is found out; `make attacker` tries for longer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from govledger.exports import Kind, commitments, verification, walk
from govledger.ledger import sealing
from govledger.seal.note import Note
from tests.attacker import run as runs
from tests.attacker.forging import FORGES, Forge, edit, into_database, rewritten, signed
from tests.attacker.honest import Honest, Keeper
from tests.attacker.impostor import Impostor
from tests.attacker.machine import Attacker

ASKED = settings(
    max_examples=300, stateful_step_count=40, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
)  # fmt: skip

TestAttacker = Attacker.TestCase
TestAttacker.settings = settings(max_examples=80, stateful_step_count=40)
TestImpostor = Impostor.TestCase
TestImpostor.settings = settings(max_examples=30, stateful_step_count=40)


@pytest.fixture
def honest(tmp_path: Path) -> Iterator[Honest]:
    """A ledger of 16 entries, one of them erased, sealed and cosigned twice; a reader kept all there is to keep."""
    made = Honest(tmp_path)
    made.record(7)
    made.erase(3)
    for count in (0, 7):
        made.clock.pass_time(hours=5)
        made.record(count)
        made.seal()
        made.cosign((0, 1))
        made.keeper.notes.append(made.newest)
    made.keeper.receipts.append(made.ledger.receipt(9))
    made.keeper.older = made.log()
    yield made
    made.close()


@pytest.mark.parametrize("forge", FORGES, ids=lambda forge: forge.__name__)
@pytest.mark.parametrize("is_live", [False, True], ids=["export", "ledger"])
def test_every_act_is_found_by_its_name(forge: Forge, is_live: bool, honest: Honest, tmp_path: Path) -> None:  # noqa: FBT001
    for number in range(5):
        items = honest.items()
        done = forge(items, Random(number), honest)
        assert done is not None
        log = signed(items, honest, sizes=honest.sizes)

        if is_live:
            with into_database(log, honest, tmp_path / f"{number}.db") as ledger:
                verified = honest.keeper.verify_live(ledger)
        else:
            verified = honest.keeper.verify(log)

        kinds = {finding.kind for finding in verified.findings}
        assert kinds & done.kinds, verified.findings


def test_a_fork_is_shown_by_a_signed_checkpoint_among_those_that_were_typed(honest: Honest) -> None:
    first, last = (Note.parse(note).text.encode() for note in honest.keeper.notes)
    honest.keeper = Keeper(notes=honest.keeper.notes[1:], printed=[first, last])
    items = honest.items()
    edit(items, Random(0), honest)
    items[0] = rewritten(items[0], clerk="office:other")

    verified = honest.keeper.verify(signed(items, honest, sizes=honest.sizes))

    assert {Kind.HISTORY_CHANGED, Kind.FORKED} <= {finding.kind for finding in verified.findings}
    assert verified.fork is not None


@pytest.mark.parametrize(
    ("of", "blinded"),
    [
        (verification._Checking, "_compare_checkpoints"),
        (verification._Checking, "_compare_receipt"),
        (verification._Checking, "_find_fork"),
        (verification._Checking, "judge_newest"),
        (walk.Walk, "_misnumbered"),
        (walk.Walk, "_mistimed"),
        (commitments.CommitmentCheck, "_find_missing"),
        (commitments.CommitmentCheck, "_strange"),
        (commitments.CommitmentCheck, "_close_erasures"),
    ],
)
def test_the_machine_sees_that_verification_has_gone_blind(
    of: type, blinded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of, blinded, lambda *_, **__: ())

    with pytest.raises(AssertionError):
        run_state_machine_as_test(Attacker, settings=ASKED)


def test_the_machine_sees_that_a_ledger_takes_in_times_that_accuse_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "check_sightings", lambda *_, **__: None)

    with pytest.raises(AssertionError):
        run_state_machine_as_test(Attacker, settings=ASKED)


def test_the_machine_sees_that_a_clock_that_was_set_right_is_held_against_the_ledger(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(walk, "CLOCK", "no type of entry")

    with pytest.raises(AssertionError):
        run_state_machine_as_test(Attacker, settings=ASKED)


def test_a_run_goes_on_where_it_was_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def run_round(number: int) -> Counter[str]:
        seen.append(number)
        return Counter({"act: edit": 2})

    monkeypatch.setattr(runs, "run_round", run_round)
    first = runs.run(tmp_path, start=7, rounds=2)
    again = runs.run(tmp_path, start=7, rounds=3)

    assert seen == [7_000_000, 7_000_001, 7_000_002]
    assert (first.rounds, first.counts) == (2, {"act: edit": 4})
    assert (again.rounds, again.counts) == (3, {"act: edit": 6})


def test_a_round_is_what_its_number_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "HISTORIES", 3)

    once, again, other = runs.run_round(1), runs.run_round(1), runs.run_round(2)

    assert once == again
    assert once != other
