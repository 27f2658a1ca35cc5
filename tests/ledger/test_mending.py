"""Mending: what can be made from the entries is made anew, and nothing that shows a change is mended away."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from govledger.errors import LedgerCorruptError, LedgerReadOnlyError
from govledger.events import CATALOGUE, Catalogue
from govledger.ledger import Ledger, mending
from govledger.ledger.findings import Kind
from govledger.ledger.inner import Inner
from govledger.ledger.kept_tree import KeptTree
from govledger.ledger.store import CheckpointRow, Writer
from govledger.seal.proof import TlogProof, check_proof
from tests.ledger.sealed import LOG, add, behind, sealable
from tests.ledger.support import CLERK, file_names
from tests.ledger.test_reconciling import rewritten


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "csib.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    """A ledger of 303 entries, of which 301 are sealed, and 201 before."""
    with sealable(path) as opened:
        for count in (200, 100):
            add(opened, count)
            opened.seal(LOG)
        add(opened, 2)
        yield file_names(opened)


def kinds(ledger: Ledger) -> list[Kind]:
    return [finding.kind for finding in ledger.reconcile().findings]


def tiles(path: Path) -> list[tuple[object, ...]]:
    with behind(path) as connection:
        return connection.execute("SELECT * FROM tile ORDER BY level, idx").fetchall()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE level = 0 AND idx = 0",
        "UPDATE tile SET hashes = zeroblob(length(hashes))",
        "UPDATE tile SET width = 7",
        "DELETE FROM tile",
        "DELETE FROM tile WHERE level = 1",
        "INSERT INTO tile VALUES (1, 0, 77, 1, zeroblob(32))",
    ],
)
def test_tiles_are_made_anew_as_they_were(ledger: Ledger, path: Path, damage: str) -> None:
    before = tiles(path)
    with behind(path) as connection:
        connection.execute(damage)

    ledger.mend()

    assert tiles(path) == before
    assert kinds(ledger) == []
    proof = TlogProof.parse(ledger.receipt(7))
    assert check_proof(proof, bytes.fromhex(ledger.entry(7).leaf_hash), LOG.verifier).checkpoint.size == 301
    assert ledger.seal(LOG).size == 303


def test_triggers_are_put_back_and_strange_ones_taken_away(ledger: Ledger, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER entry_removed")
        connection.execute("DROP TRIGGER ledger_changed")
        connection.execute("CREATE TRIGGER ledger_changed BEFORE UPDATE ON ledger BEGIN SELECT 1; END")
        takes = 'CREATE TRIGGER "a ""strange"" one" AFTER DELETE ON tile BEGIN DELETE FROM disclosure; END'
        connection.execute(takes)
    said = kinds(ledger)

    ledger.mend()

    assert said == [Kind.BAD_GUARD] * 3
    assert kinds(ledger) == []


def index(path: Path) -> list[tuple[object, ...]]:
    with behind(path) as connection:
        sql = "SELECT number, reference, introduced FROM mention JOIN name ON name.id = mention.name ORDER BY 1, 2"
        return connection.execute(sql).fetchall()


INDEX_DAMAGE = [
    "DELETE FROM mention WHERE number = 5",
    "DELETE FROM mention",
    "DELETE FROM name",
    "DELETE FROM name WHERE reference = 'action:9'",
    "INSERT INTO mention SELECT name.id, 5 FROM name WHERE reference = 'action:2'",
    "INSERT INTO mention SELECT name.id, 'x' FROM name WHERE reference = 'action:2'",
    "UPDATE name SET introduced = 9 WHERE reference = 'action:2'",
    "INSERT INTO name VALUES (99999, 1, 'action:never', 5)",
]


@pytest.mark.parametrize("damage", INDEX_DAMAGE)
def test_the_index_is_made_anew_as_it_was_and_is_gone_on_from(ledger: Ledger, path: Path, damage: str) -> None:
    Ledger.create(path, name="second", clerk=CLERK).close()
    before = index(path)
    with behind(path) as connection:
        connection.execute(damage)

    ledger.mend()

    assert index(path)[: len(before)] == before
    assert kinds(ledger) == []
    add(ledger, 1)
    assert kinds(ledger) == []
    assert [entry.number for entry in ledger.entries(about="action:5")] == [6]


def test_the_index_of_every_minute_is_made_anew(minutes: Mapping[str, Ledger], tmp_path: Path) -> None:
    for name, minute in minutes.items():
        minute.backup(tmp_path / name)
        with Ledger.open(tmp_path / name) as ledger:
            file_names(ledger)
        before = index(tmp_path / name)
        with behind(tmp_path / name) as connection:
            connection.execute("DELETE FROM name")

        with Ledger.open(tmp_path / name) as ledger:
            said = {*kinds(ledger)}
            ledger.mend()

            assert (said, kinds(ledger)) == ({Kind.BAD_INDEX}, [])
        assert index(tmp_path / name) == before


def test_what_the_index_says_of_entries_that_cannot_be_read_here_stays(ledger: Ledger, path: Path) -> None:
    before, few = index(path), Catalogue()
    for declared in CATALOGUE:
        if declared.name != "action-added":
            few.register(declared)
    with behind(path) as connection:
        connection.execute("INSERT INTO mention SELECT name.id, 1 FROM name WHERE reference = 'action:2'")

    with Ledger.open(path, catalogue=few) as stranger:
        said = stranger.reconcile()
        stranger.mend()

        assert (said.unread, [finding.kind for finding in said.findings]) == (302, [Kind.BAD_INDEX])
        assert stranger.reconcile().findings == ()
    assert index(path) == before


def test_the_index_is_left_as_it_is_where_nothing_is_wrong_with_it(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Writer, "replace_index", None)

    ledger.mend()

    assert kinds(ledger) == []


def test_a_ledger_that_was_never_sealed_has_no_tiles_to_mend(path: Path) -> None:
    with sealable(path) as opened:
        opened.mend()

        assert (tiles(path), kinds(opened)) == ([], [])


@pytest.mark.parametrize(
    "damage",
    [
        rewritten(7, CLERK, "office:nobody"),
        "DELETE FROM stored_events WHERE originator_version = 7",
        "DELETE FROM stored_events WHERE originator_version > 7",
    ],
)
def test_nothing_is_mended_where_the_entries_are_not_those_that_were_sealed(
    ledger: Ledger, path: Path, damage: str
) -> None:
    with behind(path) as connection:
        connection.execute(damage)
    before, said = tiles(path), kinds(ledger)

    with pytest.raises(LedgerCorruptError):
        ledger.mend()

    assert tiles(path) == before
    assert kinds(ledger) == said


def test_a_checkpoint_that_cannot_be_read_leaves_the_tiles_as_they_are(ledger: Ledger, path: Path) -> None:
    with behind(path) as connection:
        connection.execute("UPDATE checkpoint SET note = x'ff' WHERE size = 201")
        connection.execute("DELETE FROM tile WHERE level = 1")
    before = tiles(path)

    with pytest.raises(LedgerCorruptError, match="the checkpoint kept for 201 entries is damaged"):
        ledger.mend()

    assert tiles(path) == before


def test_what_is_sealed_while_it_is_mended_is_in_the_tiles(
    ledger: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown, sizes = mending._grown, list[int]()

    def meanwhile(inner: Inner, kept: list[CheckpointRow]) -> KeptTree:
        tree = grown(inner, kept)
        sizes.append(kept[-1].size)
        if len(sizes) == 1:
            ledger.seal(LOG)
        return tree

    with behind(path) as connection:
        connection.execute("UPDATE tile SET width = 7 WHERE idx = 0 AND level = 0")
    monkeypatch.setattr(mending, "_grown", meanwhile)

    ledger.mend()

    assert sizes == [301, 303]
    assert kinds(ledger) == []


def test_who_may_only_read_may_not_mend(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger.inner.store, "_is_writable", False)

    with pytest.raises(LedgerReadOnlyError):
        ledger.mend()
