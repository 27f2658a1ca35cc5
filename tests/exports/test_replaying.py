"""An export is read as the ledger that it holds; a damaged one is refused, and nothing is written."""

import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import attrs
import pytest

from govledger import Ledger, PlanState, check, events as ev, replay_export
from govledger.errors import GovledgerError, LedgerCorruptError, LedgerError, LedgerReadOnlyError, NotAnExportError
from govledger.events import Text
from govledger.exports import LedgerEvidence, replaying, verify, write_export
from govledger.ledger.importing import record_lines
from govledger.seal.note import Signer
from tests.counties.support import EXAMPLES, LAST
from tests.seal.support import CHAIR

LOG = Signer.generate("example.gov.uk/northbeck")
KEYS = [LOG.verifier.vkey]


@attrs.frozen
class Sent:
    """A ledger, and what of it was sent: all of it in a folder, and for the public in a zip."""

    ledger: Ledger
    full: Path
    public: Path


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sent]:
    """Northbeck, sealed and exported; nobody writes to any of it."""
    folder = tmp_path_factory.mktemp("sent")
    made = Sent(
        Ledger.create(folder / "northbeck.db", origin=LOG.name, clerk="office:clerk"),
        folder / "full",
        folder / "public.zip",
    )
    with made.ledger as ledger, (EXAMPLES / "northbeck.jsonl").open("rb") as lines:
        record_lines(ledger, lines, clerk="office:clerk")
        ledger.seal(LOG)
        write_export(ledger, made.full, vkeys=KEYS)
        write_export(ledger, made.public, audience="public", vkeys=KEYS)
        yield made


@pytest.fixture
def full(sent: Sent, tmp_path: Path) -> Path:
    """A copy of the full export, to be damaged."""
    return Path(shutil.copytree(sent.full, tmp_path / "full"))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """An export of a few entries, in a folder."""
    with Ledger.create("memory://", origin=LOG.name, clerk="office:clerk") as ledger:
        ledger.record(ev.ActionAdded(action="2.4", text="Audit every threshold decision"))
        said = ledger.record(ev.StatusReported(subject="action:2.4", status="green", text="All is well"))
        ledger.seal(LOG)
        ledger.correct(said[0].number, ev.StatusReported(subject="action:2.4", status="amber"), reason="mistyped")
        ledger.seal(LOG)
        write_export(ledger, tmp_path / "small", vkeys=KEYS)
    return tmp_path / "small"


def digest_of(path: Path) -> str:
    files = sorted(found for found in path.rglob("*") if found.is_file()) if path.is_dir() else [path]
    return sha256(b"".join(found.as_posix().encode() + found.read_bytes() for found in files)).hexdigest()


def change(path: Path, old: bytes, new: bytes) -> None:
    """Put as many other bytes in the place of some."""
    held = path.read_bytes()
    assert old in held
    assert len(old) == len(new)
    path.write_bytes(held.replace(old, new, 1))


def test_what_is_read_from_a_full_export_is_what_is_read_from_the_ledger(sent: Sent) -> None:
    with replay_export(sent.full) as ledger:
        assert [entry.raw for entry in ledger.entries()] == [entry.raw for entry in sent.ledger.entries()]
        assert ledger.sealed()[-1].note == sent.ledger.sealed()[-1].note
        assert (ledger.origin, ledger.zone, len(ledger)) == (LOG.name, "Europe/London", len(sent.ledger))
        for asked in ({}, {"as_of": "2025-02-14"}, {"known_by": "2024-12-31"}, {"told": "body:board"}):
            mine, its = sent.ledger.history(**asked), ledger.history(**asked)
            assert its.project(PlanState) == mine.project(PlanState)
        assert check(ledger.history(as_of=LAST)) == check(sent.ledger.history(as_of=LAST))
        assert ledger.reconcile().ok


def test_the_index_of_a_replayed_ledger_is_that_of_the_ledger(sent: Sent) -> None:
    with replay_export(sent.full) as ledger:
        mine, its = sent.ledger.inner, ledger.inner
        with mine.store.snapshot() as one, its.store.snapshot() as other:
            assert sorted(other.mentions(its.row)) == sorted(one.mentions(mine.row))
            assert dict(other.introductions(its.row)) == dict(one.introductions(mine.row))
            assert list(other.disclosures(its.row)) == list(one.disclosures(mine.row))
            assert list(other.tiles(its.row)) == list(one.tiles(mine.row))


def test_a_public_export_differs_only_in_words_which_stand_as_withheld(sent: Sent) -> None:
    with replay_export(sent.public) as ledger:
        mine, its = ([*held.inner.store.rows(held.inner.row)] for held in (sent.ledger, ledger))
        words = [
            (str(one), str(other))
            for entry, held in zip(sent.ledger.entries(), ledger.entries(), strict=True)
            for one, other in zip(texts(entry.event), texts(held.event), strict=True)
        ]
        found, whole = check(ledger.history(as_of=LAST)), check(sent.ledger.history(as_of=LAST))

        assert its == mine
        assert words
        assert all(other in {one, Text.WITHHELD} for one, other in words)
        assert any(other == Text.WITHHELD for _, other in words)
        assert [alarm.key for alarm in found.alarms] == [alarm.key for alarm in whole.alarms]
        assert ledger.reconcile().ok
        with LedgerEvidence(ledger) as evidence:
            assert verify(evidence, vkeys=KEYS).commitments.missing == 0


def texts(event: Any) -> list[Text]:
    return [
        value for name in (*getattr(event, "__slots__", ()),) if isinstance(value := getattr(event, name, None), Text)
    ]


def test_an_older_checkpoint_is_there_with_its_own_signature(small: Path) -> None:
    with replay_export(small) as ledger:
        assert [kept.size for kept in ledger.sealed()] == [3, 4]
        assert ledger.reconcile().checkpoints == 2


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda folder: change(folder / "tile/entries/000.p/4", b'"green"', b'"amber"'), "ENTRY_CHANGED|entry 3"),
        (lambda folder: change(folder / "tile/entries/000.p/4", b'"number":2', b'"number":3'), "2 is missing|entry"),
        (lambda folder: _forge_words(folder / "disclosures.ndjson"), "entry 3 .* not what it committed to"),
        (lambda folder: _drop_words(folder / "disclosures.ndjson"), "the words of .* of entry 4 are gone"),
        (lambda folder: (folder / "tile/0/000.p/4").unlink(), "tile"),
        (lambda folder: (folder / "tile/entries/000.p/4").unlink(), "there is not one entry"),
        (lambda folder: (folder / "checkpoint").write_bytes(b"another"), "checkpoint"),
        (lambda folder: (folder / "vkeys").write_bytes(b""), "sign"),
    ],
    ids=["an entry", "a number", "words", "words gone", "a tile", "entries gone", "a checkpoint", "the keys"],
)
def test_a_damaged_export_is_refused_with_what_verify_says(
    damage: Callable[[Path], object], told: str, small: Path
) -> None:
    damage(small)

    with pytest.raises(LedgerCorruptError, match=rf"(?s)does not agree with its own checkpoint.*({told}).*verify"):
        replay_export(small)


def _forge_words(path: Path) -> None:
    head, *lines = path.read_bytes().splitlines(keepends=True)
    held = [json.loads(line) for line in lines]
    at = next(index for index, one in enumerate(held) if one["number"] == 3)
    other = held[at]["disclosures"][0]
    held[at]["disclosures"][0] = other[:-4] + ("AAAA" if other[-4:] != "AAAA" else "BBBB")
    written = [json.dumps(one, separators=(",", ":")).encode() + b"\n" for one in held]
    path.write_bytes(b"".join([head, *written]))


def _drop_words(path: Path) -> None:
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def test_an_export_that_was_cut_off_is_refused(sent: Sent, full: Path, tmp_path: Path) -> None:
    newest = max((full / "tile" / "entries").rglob("*"), key=lambda path: (path.is_file(), path.as_posix()))
    newest.write_bytes(newest.read_bytes()[:-100])
    cut = tmp_path / "cut.zip"
    cut.write_bytes(sent.public.read_bytes()[:-5_000])

    with pytest.raises(LedgerCorruptError, match="entries"):
        replay_export(full)
    with pytest.raises(NotAnExportError, match="cannot be read as a zip"):
        replay_export(cut)


def test_what_changes_between_verifying_and_reading_is_refused(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def verified(*given: Any, **asked: Any) -> Any:
        found = verify(*given, **asked)
        change(small / "tile/entries/000.p/4", b'"green"', b'"amber"')
        return found

    monkeypatch.setattr(replaying, "verify", verified)

    with pytest.raises(LedgerCorruptError, match="changed while it was read"):
        replay_export(small)


def test_a_record_that_is_doubted_and_not_damaged_can_still_be_read(tmp_path: Path) -> None:
    policy = f"log {KEYS[0]}\nwitness chair {CHAIR.verifier.vkey}\n"
    with Ledger.create("memory://", origin=LOG.name, clerk="office:clerk") as ledger:
        ledger.seal(LOG)
        write_export(ledger, tmp_path / "E", policy=f"{policy}quorum chair\n".encode())

    with replay_export(tmp_path / "E") as ledger:
        assert len(ledger) == 1


@pytest.mark.parametrize(
    "write",
    [
        lambda ledger: ledger.record(ev.StatementMade(text="More"), clerk="office:clerk"),
        lambda ledger: ledger.correct(2, ev.ActionAdded(action="2.4"), reason="why", clerk="office:clerk"),
        lambda ledger: ledger.retract(3, reason="why", clerk="office:clerk"),
        lambda ledger: ledger.accept_clock(reason="why", clerk="office:clerk"),
        lambda ledger: ledger.seal(LOG),
        lambda ledger: ledger.erase([3], reason="why", by="office:data", clerk="office:clerk"),
        lambda ledger: ledger.mend(),
        lambda ledger: ledger.inner.store.sweep(),
    ],
    ids=["record", "correct", "retract", "clock", "seal", "erase", "mend", "sweep"],
)
def test_whatever_would_write_is_refused_and_leaves_the_export_as_it_was(
    write: Callable[[Ledger], object], small: Path
) -> None:
    before = digest_of(small)

    with replay_export(small) as ledger, pytest.raises(LedgerReadOnlyError, match=r"read, not written; .*copy .* NEW"):
        write(ledger)

    assert digest_of(small) == before


def test_nothing_is_left_once_a_replayed_ledger_is_closed_or_refused(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))

    with replay_export(small):
        during = list(temporary.iterdir())
    change(small / "tile/entries/000.p/4", b'"green"', b'"amber"')
    with pytest.raises(GovledgerError):
        replay_export(small)

    assert len(during) == 1
    assert not list(temporary.iterdir())


def test_a_full_export_becomes_a_ledger_of_the_same_root(sent: Sent, tmp_path: Path) -> None:
    with replay_export(sent.full) as ledger:
        copied = ledger.copy_to(tmp_path / "copy.db")

    with Ledger.open(tmp_path / "copy.db") as copy:
        assert copied.root == sent.ledger.sealed()[-1].checkpoint.root
        assert copy.reconcile().ok
        assert str(copy.entry(47).event) == str(sent.ledger.entry(47).event)


def test_no_ledger_and_no_full_export_is_made_of_what_withholds_words(sent: Sent, tmp_path: Path) -> None:
    with replay_export(sent.public) as ledger:
        with pytest.raises(LedgerError, match="withholds words"):
            ledger.copy_to(tmp_path / "copy.db")
        with pytest.raises(LedgerError, match="withholds words"):
            ledger.backup(tmp_path / "copy.db")
        with pytest.raises(NotAnExportError, match="withholds words"):
            write_export(ledger, tmp_path / "again", vkeys=KEYS)

    assert not list(tmp_path.iterdir())


def test_an_export_of_an_export_is_the_same_bytes(sent: Sent, tmp_path: Path) -> None:
    with replay_export(sent.full) as ledger:
        write_export(ledger, tmp_path / "public.zip", audience="public", vkeys=KEYS)

    with zipfile.ZipFile(tmp_path / "public.zip") as one, zipfile.ZipFile(sent.public) as other:
        assert {name: one.read(name) for name in one.namelist()} == {
            name: other.read(name) for name in other.namelist()
        }


def test_what_is_no_export_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAnExportError):
        replay_export(tmp_path)
    with pytest.raises(NotAnExportError):
        replay_export(tmp_path / "nothing")
