"""Erasure: the words are gone down to the raw bytes, and everything else is as it was."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from govledger import events as ev
from govledger.errors import (
    BadValueError,
    LedgerClosedError,
    LedgerError,
    LedgerExistsError,
    LedgerReadOnlyError,
    NoSuchEntryError,
    UnknownReferenceError,
)
from govledger.events import Text
from govledger.ledger import Ledger, safekeeping, store
from govledger.seal.leaf import leaf_hash
from govledger.seal.proof import TlogProof, check_proof
from tests.ledger.sealed import LOG, ORIGIN, add, behind, sealable
from tests.ledger.store.support import contents, run_python
from tests.ledger.support import CLERK, FakeClock, stored

NAME = "Zebedee Quillfeather"
NARRATIVE = "Zebedee said a thing that nobody is to read. " * 300 + "The end."
WHY = "a request under the law"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "csib.db"


@pytest.fixture
def ledger(path: Path, clock: FakeClock) -> Iterator[Ledger]:
    """A ledger in a file whose entry 2 is a name and whose entry 3 a long text; it waits for nobody."""
    with sealable(path, clock=clock, timeout=0.1) as opened:
        opened.record(ev.PersonNamed(person="person:p7", name=NAME), ev.StatementMade(text=NARRATIVE))
        add(opened, 50)
        yield opened


def shown(ledger: Ledger) -> tuple[str, str]:
    named, said = ledger.entry(2).event, ledger.entry(3).event
    return str(named.name), str(said.text)


def holds(folder: Path, words: bytes) -> list[str]:
    return [name for name, held in contents(folder).items() if words in held]


# What is gone --------------------------------------------------------------------------------------------------------


def test_an_erased_name_is_nowhere_in_the_files_of_the_database(ledger: Ledger, tmp_path: Path) -> None:
    before = holds(tmp_path, b"Zebedee")

    erasure = ledger.erase([2, 3], reason=WHY, by="office:data-protection")

    assert before
    assert (erasure.erased, erasure.remnants) == (((2, "name"), (3, "text")), False)
    assert (erasure.found_in, erasure.said_in) == ((), ())
    assert not holds(tmp_path, b"Zebedee")
    assert shown(ledger) == (Text.ERASED, Text.ERASED)
    assert str(ledger.entry(4).event.text) == "Audit every threshold decision"


def test_an_erasure_is_an_entry_that_says_who_and_why(ledger: Ledger) -> None:
    size = len(ledger)

    erasure = ledger.erase("entry:2", reason=WHY, by="office:data-protection", clerk="office:legal")

    entry = ledger.entry(size + 1)
    assert erasure.number == entry.number
    assert stored(entry)["body"] == {"entries": ["entry:2"], "by": ["office:data-protection"]}
    assert (str(entry.event.reason), entry.clerk, str(entry.happened)) == (WHY, "office:legal", "2018-01-02")


def test_an_erasure_changes_no_entry_no_root_and_no_receipt(ledger: Ledger) -> None:
    sealed, receipt = ledger.seal(LOG), TlogProof.parse(ledger.receipt(2))
    before = [entry.raw for entry in ledger.entries()]

    ledger.erase(2, reason=WHY)

    assert [entry.raw for entry in ledger.entries()][: len(before)] == before
    assert check_proof(receipt, leaf_hash(ledger.entry(2).raw), LOG.verifier).checkpoint == sealed.checkpoint
    assert ledger.seal(LOG).size == sealed.size + 1
    assert ledger.reconcile().ok


@pytest.mark.parametrize(
    ("fields", "erased", "left"),
    [
        (["text"], ["text"], ["closure_criteria/0", "closure_criteria/1"]),
        (["closure_criteria"], ["closure_criteria/0", "closure_criteria/1"], ["text"]),
        (["closure_criteria/1"], ["closure_criteria/1"], ["closure_criteria/0", "text"]),
        (None, ["closure_criteria/0", "closure_criteria/1", "text"], []),
    ],
)
def test_an_erasure_of_some_texts_takes_no_other(
    ledger: Ledger, tmp_path: Path, fields: list[str] | None, erased: list[str], left: list[str]
) -> None:
    words = {"text": "Alpha words", "closure_criteria/0": "Beta words", "closure_criteria/1": "Gamma words"}
    entry = ledger.record(
        ev.ActionAdded(action="x", text=words["text"], closure_criteria=["Beta words", "Gamma words"])
    )[0]

    erasure = ledger.erase(entry.number, fields, reason=WHY)

    assert [path for _, path in erasure.erased] == erased
    assert [path for path in sorted(words) if holds(tmp_path, words[path].encode())] == left
    assert ledger.reconcile().ok


def test_the_reason_of_a_correction_and_the_verbatim_of_a_source_can_be_erased(ledger: Ledger, tmp_path: Path) -> None:
    source = ev.Source("minutes", "A3", verbatim="Zephyrine spoke at length")
    entry = ledger.correct(4, ledger.entry(4).event, reason="Zephyrine misheard it", source=source)

    ledger.erase(entry.number, ["@reason", "@source"], reason=WHY)

    assert not holds(tmp_path, b"Zephyrine")
    assert str(entry.event.text) == "Audit every threshold decision"


def test_words_that_json_escapes_are_found_and_erased(ledger: Ledger, tmp_path: Path) -> None:
    entry = ledger.record(ev.StatementMade(text='He said "Zuleika\\Dobson"\nand left – Zürich'))[0]

    erasure = ledger.erase(entry.number, reason=WHY)

    assert not erasure.remnants
    assert not holds(tmp_path, b"Zuleika")


def test_the_same_words_in_another_entry_are_named_and_are_no_remnant(ledger: Ledger) -> None:
    ledger.record(ev.StatementMade(text=f"Thanks were given to {NAME}."), ev.StatementMade(text="And none to others."))

    erasure = ledger.erase(2, reason=WHY)

    assert (erasure.remnants, erasure.said_in) == (False, (54,))


def test_a_word_too_short_to_search_for_is_searched_for_by_its_salt(ledger: Ledger) -> None:
    entry = ledger.record(ev.StatementMade(text="No"))[0]

    erasure = ledger.erase(entry.number, reason=WHY)

    assert (erasure.remnants, erasure.erased) == (False, ((entry.number, "text"),))


def test_whatever_stands_beside_the_disclosures_goes_with_all_of_them(ledger: Ledger, path: Path) -> None:
    with behind(path) as connection:
        connection.execute("UPDATE disclosure SET payloads = CAST(payloads || x'0a5b5d' AS BLOB) WHERE number = 2")

    ledger.erase(2, reason=WHY)

    assert ledger.inner.store.payloads(ledger.inner.row, 2) is None


# Who sees it ---------------------------------------------------------------------------------------------------------


def test_an_erasure_shows_at_once_to_everybody_who_holds_the_text(ledger: Ledger, path: Path) -> None:
    with Ledger.open(path) as other:
        theirs, ours = other.entry(2).event.name, ledger.entry(2).event.name
        before = (str(theirs), str(ours))

        ledger.erase(2, reason=WHY)

        assert before == (NAME, NAME)
        assert (str(theirs), str(ours)) == (Text.ERASED, Text.ERASED)


def test_an_erasure_in_another_process_shows_at_once(ledger: Ledger, path: Path) -> None:
    text = ledger.entry(2).event.name
    before = str(text)

    run_python(
        "import sys; from govledger import Ledger\n"
        "with Ledger.open(sys.argv[1], clerk='office:clerk') as ledger: ledger.erase(2, reason='a court order')",
        path,
    )

    assert (before, str(text)) == (NAME, Text.ERASED)


def test_a_text_whose_ledger_was_closed_is_not_shown_from_memory(path: Path) -> None:
    ledger = sealable(path)
    text = ledger.record(ev.StatementMade(text="All is well"))[0].event.text
    assert str(text) == "All is well"

    ledger.close()

    with pytest.raises(LedgerClosedError):
        str(text)


# A reader is in the way ----------------------------------------------------------------------------------------------


def test_while_somebody_reads_remnants_remain_and_are_swept_by_erasing_again(
    ledger: Ledger, path: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM stored_events").fetchall()
        first = ledger.erase([2, 3], reason=WHY)
        left = holds(tmp_path, b"Zebedee")
        size = len(ledger)
        reader.execute("COMMIT")

    again = ledger.erase([2, 3], reason=WHY)

    assert first.remnants
    assert set(first.found_in) <= set(left)
    assert left
    assert shown(ledger) == (Text.ERASED, Text.ERASED)
    assert (again.number, again.erased, again.remnants) == (None, (), False)
    assert len(ledger) == size
    assert not holds(tmp_path, b"Zebedee")


def test_a_writer_in_the_way_leaves_remnants_too(ledger: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sweep = store.SQLiteStore.sweep

    def hindered(swept: store.SQLiteStore) -> str | None:
        with closing(sqlite3.connect(path, isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            return sweep(swept)

    monkeypatch.setattr(store.SQLiteStore, "sweep", hindered)

    assert ledger.erase(2, reason=WHY).remnants


@pytest.mark.parametrize(
    ("instead", "why"),
    [
        ("VACUUM INTO '/'", "the files could not be written anew"),
        ("PRAGMA max_page_count = 1", "there is no room on the disk"),
    ],
)
def test_a_disk_that_fails_while_the_files_are_swept_is_told_and_the_words_are_gone_from_the_ledger(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, instead: str, why: str
) -> None:
    class Failing:
        def __init__(self, connection: sqlite3.Connection) -> None:
            self._connection = connection

        def execute(self, statement: str) -> sqlite3.Cursor:
            if statement == "VACUUM":
                self._connection.execute(instead)
                statement = "CREATE TABLE more AS SELECT zeroblob(100000)"
            return self._connection.execute(statement)

    alone = store.SQLiteStore.alone

    @contextmanager
    def failing(swept: store.SQLiteStore, *, is_writer: bool) -> Iterator[Failing | sqlite3.Connection]:
        with alone(swept, is_writer=is_writer) as connection:
            yield Failing(connection) if is_writer else connection

    monkeypatch.setattr(store.SQLiteStore, "alone", failing)

    erasure = ledger.erase(2, reason=WHY)

    monkeypatch.undo()
    assert erasure.number == len(ledger)
    assert (erasure.remnants, str(erasure.hindered)[: len(why)]) == (True, why)
    assert shown(ledger)[0] == Text.ERASED
    assert not ledger.erase(2, reason=WHY).remnants


def test_an_erasure_that_was_cut_off_before_the_files_were_swept_is_finished_by_giving_it_again(
    ledger: Ledger, path: Path, tmp_path: Path
) -> None:
    ledger.close()
    dies = (
        "import os\n"
        "from govledger import Ledger\n"
        "from govledger.ledger import safekeeping\n"
        "safekeeping.destroy = lambda *_, **__: os._exit(0)\n"
        f"Ledger.open({str(path)!r}, clerk='office:clerk').erase([2, 3], reason='a request')"
    )
    run_python(dies)
    assert holds(tmp_path, b"Zebedee")

    with Ledger.open(path, clerk=CLERK) as opened:
        size = len(opened)
        erasure = opened.erase([2, 3], reason=WHY)

        assert (erasure.number, erasure.remnants, len(opened)) == (None, False, size)
        assert shown(opened) == (Text.ERASED, Text.ERASED)
    assert not holds(tmp_path, b"Zebedee")


# Where else the words stand ------------------------------------------------------------------------------------------


def test_the_key_of_an_erased_entry_goes_with_the_words_that_it_holds(ledger: Ledger, tmp_path: Path) -> None:
    number = ledger.record(ev.PersonNamed(person="person:p8", name="Yolanda Tarn"), key="Yolanda Tarn, clerk")[0].number
    other = ledger.record(ev.StatementMade(text="Yolanda"), key="b17")[0].number

    erasure = ledger.erase([number, other], reason=WHY)

    assert (erasure.keys, erasure.left_in, erasure.remnants) == ((number,), (), False)
    assert not holds(tmp_path, b"Yolanda")
    assert ledger.record(ev.StatementMade(text="More"), key="b18")[0].number == other + 2


def test_words_that_stand_where_no_erasure_reaches_are_told(ledger: Ledger, path: Path) -> None:
    clear = ledger.record(ev.StatementMade(text="More"), clerk=NAME)[0].number
    keyed = ledger.record(ev.StatementMade(text="Yet more"), key=f"{NAME}, 1")[0].number
    for name, text, key, clerk in (
        ("text", f"says {NAME}", None, CLERK),
        ("key", "Nothing", NAME, CLERK),
        ("clerk", "Nothing", None, NAME),
    ):
        with Ledger.create(path, name=name, origin=f"{ORIGIN}/{name}", clerk=CLERK) as another:
            another.record(ev.StatementMade(text=text), key=key, clerk=clerk)
    Ledger.create(path, name=NAME, origin=f"{ORIGIN}/other").close()

    erasure = ledger.erase(2, reason=WHY)

    assert erasure.left_in == (
        f"what entry {clear} says in clear",
        f"the idempotency key of entry {keyed}",
        "the ledger 'text' of the same database",
        "the ledger 'key' of the same database",
        "the ledger 'clerk' of the same database",
        f"the ledger {NAME!r} of the same database",
    )
    assert (erasure.remnants, erasure.said_in, erasure.keys) == (False, (), ())


def test_an_erasure_whose_reason_repeats_the_words_says_so(ledger: Ledger) -> None:
    erasure = ledger.erase(2, reason=f"a request of {NAME}")

    assert erasure.said_in == (erasure.number,)


# What is refused -----------------------------------------------------------------------------------------------------


def test_an_erasure_of_what_is_not_there_records_nothing(ledger: Ledger) -> None:
    size = len(ledger)

    for entries, fields, error in (
        ([2, 99], None, NoSuchEntryError),
        ([1], None, BadValueError),
        ([], None, BadValueError),
        (["action:2.4"], None, BadValueError),
        ([2], ["title"], BadValueError),
    ):
        with pytest.raises(error):
            ledger.erase(entries, fields, reason=WHY)
    with pytest.raises(UnknownReferenceError):
        ledger.erase(2, reason=WHY, decision="nobody-decided")

    assert len(ledger) == size
    assert shown(ledger) == (NAME, NARRATIVE)


def test_an_erasure_does_not_explain_away_words_that_somebody_took(ledger: Ledger, path: Path) -> None:
    size = len(ledger)
    with behind(path) as connection:
        connection.execute("DELETE FROM disclosure WHERE number = 2")

    with pytest.raises(BadValueError, match="'name of entry 2', expected words that are there"):
        ledger.erase([2, 3], reason=WHY)

    assert len(ledger) == size
    assert shown(ledger) == (Text.MISSING, NARRATIVE)


def test_what_is_left_of_an_entry_can_be_erased_after_the_rest(ledger: Ledger) -> None:
    entry = ledger.record(ev.ActionAdded(action="x", text="Alpha words", closure_criteria=["Beta words"]))[0]
    ledger.erase(entry.number, ["closure_criteria"], reason=WHY)

    erasure = ledger.erase(entry.number, reason=WHY)

    assert erasure.erased == ((entry.number, "text"),)


def test_an_erasure_that_cannot_be_recorded_erases_nothing(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(safekeeping, "withdraw", fail)
    size = len(ledger)

    with pytest.raises(RuntimeError):
        ledger.erase(2, reason=WHY)

    assert (len(ledger), str(ledger.entry(2).event.name)) == (size, NAME)


def test_a_ledger_in_memory_is_erased_too() -> None:
    with sealable() as ledger:
        ledger.record(ev.PersonNamed(person="person:p7", name=NAME))

        erasure = ledger.erase(2, reason=WHY)

        assert (erasure.erased, erasure.remnants) == (((2, "name"),), False)
        assert str(ledger.entry(2).event.name) == Text.ERASED
        assert ledger.inner.store.find_raw([b"Zebedee"]) == {}


# Backups -------------------------------------------------------------------------------------------------------------


def test_a_backup_is_the_whole_ledger_as_it_was(ledger: Ledger, tmp_path: Path) -> None:
    ledger.seal(LOG)

    ledger.backup(tmp_path / "copy.db")

    add(ledger, 1)
    with Ledger.open(tmp_path / "copy.db") as copy:
        assert len(copy) == len(ledger) - 1
        assert list(copy.entries()) == list(ledger.entries())[:-1]
        assert (copy.sealed(), copy.origin) == (ledger.sealed(), ORIGIN)
        assert copy.reconcile().ok
        assert shown(copy) == (NAME, NARRATIVE)


def test_a_backup_is_for_no_more_users_than_the_ledger(ledger: Ledger, path: Path, tmp_path: Path) -> None:
    path.chmod(0o600)

    ledger.backup(tmp_path / "copy.db")

    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600


def test_a_backup_replaces_nothing(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("something")

    with pytest.raises(LedgerExistsError, match="there is something at"):
        ledger.backup(tmp_path / "copy.db")

    assert (tmp_path / "copy.db").read_text() == "something"


def test_a_backup_that_fails_leaves_nothing_behind(ledger: Ledger, tmp_path: Path) -> None:
    ledger.close()

    with pytest.raises(LedgerClosedError):
        ledger.backup(tmp_path / "copy.db")

    assert not (tmp_path / "copy.db").exists()


def test_a_backup_of_a_ledger_in_memory_is_a_ledger_in_a_file(tmp_path: Path) -> None:
    with sealable() as ledger:
        add(ledger, 3)

        ledger.backup(tmp_path / "copy.db")

        with Ledger.open(tmp_path / "copy.db", clerk=CLERK) as copy:
            assert list(copy.entries()) == list(ledger.entries())
            copy.record(ev.StatementMade(text="And on"), happened="2018-01-01")


def test_a_backup_goes_into_a_folder_that_is_there(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="cannot be written"):
        ledger.backup(tmp_path / "nowhere" / "copy.db")


def test_who_may_only_read_may_not_erase(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger.inner.store, "_is_writable", False)

    with pytest.raises(LedgerReadOnlyError):
        ledger.erase(2, reason=WHY)
