"""Sealing a ledger: checkpoints that extend each other, receipts, and what is never signed."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

from govledger import events as ev
from govledger.errors import (
    BadValueError,
    ClockBehindError,
    LedgerCorruptError,
    OriginTakenError,
    SealError,
)
from govledger.ledger import Ledger, kept_tree
from govledger.ledger.store import Store
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.cosignature import cosignatures
from govledger.seal.leaf import leaf_hash
from govledger.seal.note import SIGNATURES_MAX, Note, Signer
from govledger.seal.tree import check_consistency, root_of
from tests.ledger.sealed import LOG, ORIGIN, SECONDS, WITNESS, add, behind, cosigned, sealable
from tests.ledger.support import FakeClock


@pytest.fixture
def ledger(clock: FakeClock) -> Iterator[Ledger]:
    with sealable(clock=clock) as opened:
        yield opened


def root_now(ledger: Ledger) -> bytes:
    return root_of(leaf_hash(entry.raw) for entry in ledger.entries())


# Checkpoints ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 254, 255, 256, 600])
def test_a_checkpoint_says_how_many_entries_there_are_and_what_they_are(ledger: Ledger, count: int) -> None:
    add(ledger, count)

    sealed = ledger.seal(LOG)

    assert sealed.size == count + 1
    assert Checkpoint.open(sealed.note, LOG.verifier) == Checkpoint(ORIGIN, count + 1, root_now(ledger))
    assert ledger.sealed() == [sealed]


def test_however_a_ledger_was_sealed_before_its_root_is_that_of_its_entries(ledger: Ledger) -> None:
    for count in (1, 253, 1, 1, 0, 7, 300):
        add(ledger, count)

        sealed = ledger.seal(LOG)

        assert sealed.checkpoint.root == root_now(ledger)


def test_a_tree_that_grows_in_steps_is_the_tree_that_grows_at_once(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_tree, "LEAVES_AT_A_TIME", 100)
    add(ledger, 777)

    sealed = ledger.seal(LOG)

    assert sealed.checkpoint.root == root_now(ledger)


def test_sealing_again_reads_only_what_came_since(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    add(ledger, 600)
    ledger.seal(LOG)
    add(ledger, 3)
    hashed: list[bytes] = []

    def counting(entry: bytes) -> bytes:
        hashed.append(entry)
        return leaf_hash(entry)

    monkeypatch.setattr(kept_tree, "leaf_hash", counting)
    ledger.seal(LOG)

    assert len(hashed) == 3


def test_an_entry_that_is_recorded_while_the_others_are_hashed_is_sealed_with_them(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        sealable(tmp_path / "L", clock=clock) as ledger,
        Ledger.open(tmp_path / "L", clerk="office:other", clock=clock) as other,
    ):
        add(ledger, 5)
        kind = type(ledger.inner.store)
        rows = kind.rows

        def interrupted(store: Store, *arguments: object, **options: object) -> object:
            found = list(rows(store, *arguments, **options))  # type: ignore[arg-type]
            if store is ledger.inner.store:
                add(other, 2)
            return iter(found)

        monkeypatch.setattr(kind, "rows", interrupted)
        sealed = ledger.seal(LOG)
        monkeypatch.undo()

        assert (sealed.size, sealed.checkpoint.root) == (8, root_now(ledger))


def test_sealing_what_did_not_change_says_the_same_at_a_later_time(ledger: Ledger, clock: FakeClock) -> None:
    first = ledger.seal(LOG)
    clock.set("2018-01-03T12:00:00Z")

    again = ledger.seal(LOG)

    assert (again.note, again.size) == (first.note, first.size)
    assert (first.at, again.at) == (
        dt.datetime(2018, 1, 2, 12, tzinfo=dt.UTC),
        dt.datetime(2018, 1, 3, 12, tzinfo=dt.UTC),
    )
    assert ledger.sealed() == [again]


def test_the_time_of_a_checkpoint_can_be_given(ledger: Ledger) -> None:
    at = dt.datetime(2018, 6, 1, 13, tzinfo=dt.timezone(dt.timedelta(hours=1)))

    sealed = ledger.seal(LOG, at=at)

    assert sealed.at == at
    assert sealed.at.tzinfo is dt.UTC
    with pytest.raises(BadValueError, match="an instant with a zone"):
        ledger.seal(LOG, at=at.replace(tzinfo=None))


def test_a_checkpoint_is_not_signed_before_the_entries_it_covers(ledger: Ledger, clock: FakeClock) -> None:
    clock.set("2018-01-02T11:59:30Z")
    a_little = ledger.seal(LOG)

    assert a_little.at == dt.datetime(2018, 1, 2, 12, tzinfo=dt.UTC)
    with pytest.raises(ClockBehindError):
        ledger.seal(LOG, at=dt.datetime(2018, 1, 2, 11, tzinfo=dt.UTC))


def test_a_clock_that_was_set_right_signs_the_entries_recorded_since(ledger: Ledger, clock: FakeClock) -> None:
    clock.set("2019-01-02T12:00:00Z")
    add(ledger, 1)
    ahead = ledger.seal(LOG)
    clock.set("2018-01-02T12:00:00Z")
    ledger.accept_clock(reason="it ran a year ahead")

    right = ledger.seal(LOG)

    assert (ahead.at.year, right.at.year) == (2019, 2018)


def test_a_key_of_another_name_signs_nothing(ledger: Ledger) -> None:
    with pytest.raises(BadValueError, match=f"a key named {ORIGIN}"):
        ledger.seal(Signer.generate("another.example.gov.uk/csib"))

    assert ledger.sealed() == []


def test_a_new_key_of_the_log_signs_beside_the_old_one(ledger: Ledger) -> None:
    new = Signer.generate(ORIGIN)
    ledger.seal(LOG)

    sealed = ledger.seal(new)

    assert len(Note.parse(sealed.note).verify(LOG.verifier, new.verifier)) == 2


def test_two_ledgers_of_one_database_are_never_sealed_as_one_log(tmp_path: Path) -> None:
    with sealable(tmp_path / "L") as first, sealable(tmp_path / "L", name="second") as second:
        second.seal(LOG)

        with pytest.raises(OriginTakenError, match=f"'main' and 'second' .* {ORIGIN}"):
            first.seal(LOG)

        second.seal(LOG)


def test_each_ledger_of_a_database_has_a_tree_of_its_own(tmp_path: Path) -> None:
    other = Signer.generate("example.gov.uk/other")
    with (
        sealable(tmp_path / "L") as first,
        Ledger.create(tmp_path / "L", name="second", origin=other.name, clerk="office:clerk") as second,
    ):
        add(first, 300)
        add(second, 10)
        first.seal(LOG)

        sealed = second.seal(other)

        assert (sealed.size, sealed.checkpoint.root) == (11, root_now(second))
        assert second.reconcile().ok


def test_those_who_seal_and_record_at_once_make_one_history(tmp_path: Path, clock: FakeClock) -> None:
    sealable(tmp_path / "L", clock=clock).close()

    def work(turn: int) -> None:
        with Ledger.open(tmp_path / "L", clerk=f"office:clerk-{turn}", clock=clock) as own:
            for number in range(8):
                own.record(ev.ActionAdded(action=f"{turn}-{number}", text="Audit"))
                own.seal(LOG)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))

    with Ledger.open(tmp_path / "L") as ledger:
        kept = [sealed.checkpoint for sealed in ledger.sealed()]
        for old, new in pairwise(kept):
            check_consistency(old.size, new.size, ledger.consistency(old.size, new.size), old.root, new.root)
        assert (kept[-1].size, kept[-1].root) == (33, root_now(ledger))
        assert ledger.reconcile().ok


def test_a_tree_does_not_grow_where_its_last_tile_is_missing(ledger: Ledger) -> None:
    tree = kept_tree.KeptTree(lambda _level, _index: b"")

    with pytest.raises(SealError, match="expected a tile"):
        tree.grow(1, ledger.inner.store.rows(ledger.inner.row))


# What is not signed --------------------------------------------------------------------------------------------------


def test_tiles_that_were_damaged_are_made_anew_from_the_entries(tmp_path: Path) -> None:
    with sealable(tmp_path / "L") as ledger:
        add(ledger, 300)
        ledger.seal(LOG)
        with behind(tmp_path / "L") as connection:
            connection.execute("UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE idx = 1")
        add(ledger, 1)

        sealed = ledger.seal(LOG)

        assert sealed.checkpoint.root == root_now(ledger)
        assert ledger.reconcile().ok


@pytest.mark.parametrize("damage", ["DELETE FROM tile", "UPDATE tile SET hashes = 'no bytes'"])
def test_tiles_that_are_gone_are_made_anew(tmp_path: Path, damage: str) -> None:
    with sealable(tmp_path / "L") as ledger:
        add(ledger, 300)
        before = ledger.seal(LOG)
        with behind(tmp_path / "L") as connection:
            connection.execute(damage)

        assert ledger.seal(LOG).note == before.note


def test_entries_that_were_changed_below_a_checkpoint_are_not_signed_again(tmp_path: Path) -> None:
    with sealable(tmp_path / "L") as ledger:
        add(ledger, 5)
        before = ledger.seal(LOG)
        with behind(tmp_path / "L") as connection:
            connection.execute("UPDATE stored_events SET state = replace(state, '\"2\"', '\"9\"') || ''")
            connection.execute("UPDATE stored_events SET state = CAST(state AS BLOB)")
            connection.execute("DELETE FROM tile")

        with pytest.raises(LedgerCorruptError, match="do not lead to the checkpoint of size 6, so that nothing was"):
            ledger.seal(LOG)

        assert ledger.sealed() == [before]


def test_a_row_that_holds_another_entry_is_not_signed(tmp_path: Path) -> None:
    with sealable(tmp_path / "L") as ledger:
        add(ledger, 2)
        with behind(tmp_path / "L") as connection:
            connection.execute("UPDATE stored_events SET topic = 'another/1' WHERE originator_version = 2")

        with pytest.raises(LedgerCorruptError, match="the row of entry 2"):
            ledger.seal(LOG)

        assert ledger.sealed() == []


@pytest.mark.parametrize(
    "damage",
    ["at = 'noon'", "at = '2018-01-02'", "at = x'00'", "note = 'no bytes'"],
)
def test_a_damaged_checkpoint_says_so(tmp_path: Path, damage: str) -> None:
    with sealable(tmp_path / "L") as ledger:
        ledger.seal(LOG)
        with behind(tmp_path / "L") as connection:
            connection.execute(f"UPDATE checkpoint SET {damage}")

        with pytest.raises(LedgerCorruptError, match="checkpoint of size 1 is damaged"):
            ledger.sealed()


# Cosignatures --------------------------------------------------------------------------------------------------------


def test_cosignatures_come_to_the_checkpoint_and_stay_when_it_is_sealed_again(ledger: Ledger) -> None:
    note = ledger.seal(LOG).note

    ledger.cosigned(cosigned(note, time=SECONDS))
    ledger.cosigned(cosigned(note, time=SECONDS + 60))
    again = ledger.seal(LOG)

    found = cosignatures(Note.parse(again.note), WITNESS.verifier)
    assert [cosignature.time for cosignature in found] == [SECONDS, SECONDS + 60]
    assert ledger.sealed()[0].note == again.note


def test_a_ledger_that_nobody_adds_to_keeps_the_first_and_last_cosignature_of_each_witness(ledger: Ledger) -> None:
    note = ledger.seal(LOG).note

    for day in range(1, SIGNATURES_MAX + 50):
        ledger.cosigned(cosigned(note, time=SECONDS + day))

    kept = Note.parse(ledger.sealed()[0].note)
    times = [cosignature.time for cosignature in cosignatures(kept, WITNESS.verifier)]
    assert len(kept.signatures) <= SIGNATURES_MAX
    assert (times[0], times[-1]) == (SECONDS + 1, SECONDS + SIGNATURES_MAX + 49)
    assert kept.verify(LOG.verifier)


def test_more_keys_than_a_note_has_room_for_are_refused(ledger: Ledger) -> None:
    note = Note.parse(ledger.seal(LOG).note)
    lines = [Signer(f"k{number}", bytes(32)).sign(note.text) for number in range(SIGNATURES_MAX)]

    with pytest.raises(SealError, match="101 signatures"):
        ledger.cosigned(Note(note.text, tuple(lines)).encode())


def test_a_note_over_another_text_is_not_taken(ledger: Ledger) -> None:
    sealed = ledger.seal(LOG)
    for other in (Checkpoint(ORIGIN, 1, bytes(32)), Checkpoint(ORIGIN, 2, sealed.checkpoint.root)):
        with pytest.raises(SealError):
            ledger.cosigned(other.sign(LOG).encode())

    assert ledger.sealed() == [sealed]


def test_a_checkpoint_that_was_signed_is_neither_removed_nor_replaced_nor_moved(tmp_path: Path) -> None:
    with sealable(tmp_path / "L") as ledger:
        ledger.seal(LOG)
    connection = sqlite3.connect(tmp_path / "L")

    for statement in (
        "DELETE FROM checkpoint",
        "UPDATE checkpoint SET size = 9",
        "INSERT OR REPLACE INTO checkpoint SELECT ledger, size, at, x'00' FROM checkpoint",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="a checkpoint"):
            connection.execute(statement)
    connection.close()
