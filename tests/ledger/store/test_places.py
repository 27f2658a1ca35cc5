"""What lies at the place a ledger is said to be: a clear error each, and the file untouched."""

import os
import shutil
import sqlite3
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from govledger import Ledger, errors, events as ev
from tests.ledger.store.support import action, contents, make_ledger


def of_text(path: Path) -> None:
    path.write_text("Minutes of the meeting\n" * 20)


def empty(path: Path) -> None:
    path.touch()


def short(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00")


def folder(path: Path) -> None:
    path.mkdir()


def fifo(path: Path) -> None:
    os.mkfifo(path)


def foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE ledger (id INTEGER)")
    connection.commit()
    connection.close()


def foreign_with_our_mark(path: Path) -> None:
    foreign(path)
    mark(path, at=68, value=0x67766C67)


def bad_magic(path: Path) -> None:
    make_ledger(path)
    with path.open("r+b") as file:
        file.write(b"?")


def newer(path: Path) -> None:
    make_ledger(path)
    mark(path, at=60, value=99)


def mark(path: Path, *, at: int, value: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(struct.pack(">I", value))


def nothing(path: Path) -> None:
    pass


BAD: list[tuple[Callable[[Path], None], type[errors.LedgerError], str]] = [
    (nothing, errors.LedgerNotFoundError, "there is no ledger at .*csib.db$"),
    (folder, errors.NotALedgerError, "is a folder"),
    (fifo, errors.NotALedgerError, "is no ordinary file"),
    (empty, errors.NotALedgerError, "is an empty file"),
    (short, errors.NotALedgerError, "another program's SQLite database"),
    (of_text, errors.NotALedgerError, "is not a SQLite database"),
    (foreign, errors.NotALedgerError, "another program's SQLite database; it was not touched"),
    (foreign_with_our_mark, errors.NotALedgerError, "has not the tables of a govledger ledger"),
    (bad_magic, errors.NotALedgerError, "is not a SQLite database"),
    (newer, errors.LedgerTooNewError, "has layout 99; this govledger reads up to 2; it was not touched"),
]


@pytest.mark.parametrize(("make", "error", "words"), BAD, ids=lambda value: getattr(value, "__name__", ""))
def test_what_is_no_ledger_is_refused_and_left_as_it_was(
    tmp_path: Path, make: Callable[[Path], None], error: type[errors.LedgerError], words: str
) -> None:
    path = tmp_path / "csib.db"
    make(path)
    before = contents(tmp_path)

    with pytest.raises(error, match=words):
        Ledger.open(path)

    assert contents(tmp_path) == before


@pytest.mark.parametrize(("make", "error"), [(bad[0], bad[1]) for bad in BAD if bad[0] not in {nothing, empty}])
def test_no_ledger_is_made_of_what_is_something_else(
    tmp_path: Path, make: Callable[[Path], None], error: type[errors.LedgerError]
) -> None:
    path = tmp_path / "csib.db"
    make(path)
    before = contents(tmp_path)

    with pytest.raises(error):
        Ledger.create(path)

    assert contents(tmp_path) == before


def test_a_ledger_is_made_of_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "csib.db"
    path.touch()

    Ledger.create(path).close()

    with Ledger.open(path) as ledger:
        assert len(ledger) == 1


def test_a_second_ledger_of_one_name_is_refused_and_the_first_is_as_it_was(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db")
    before = contents(tmp_path)

    with pytest.raises(errors.LedgerExistsError, match="called 'main'"):
        Ledger.create(path)

    assert contents(tmp_path) == before


def test_a_ledger_refused_for_its_words_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "csib.db"

    wrongs: list[dict[str, Any]] = [{"zone": "Mars/Olympus"}, {"name": ""}, {"origin": "a\nb"}, {"clerk": "\x00"}]
    for wrong in wrongs:
        with pytest.raises(errors.BadValueError):
            Ledger.create(path, **wrong)

    assert contents(tmp_path) == {}


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(errors.LedgerNotFoundError, match=r"there is no folder .*/missing"):
        Ledger.create(tmp_path / "missing" / "csib.db")


def test_a_path_below_a_file_holds_nothing(tmp_path: Path) -> None:
    make_ledger(tmp_path / "csib.db")

    with pytest.raises(errors.LedgerNotFoundError):
        Ledger.open(tmp_path / "csib.db" / "csib.db")


def test_a_loop_of_links_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")

    with pytest.raises(errors.LedgerError, match="cannot be read"):
        Ledger.open(tmp_path / "a")


ODD_NAMES = [
    "with space.db",
    "50%25 done.db",
    "what?mode=memory",
    "file.db#fragment",
    "é\N{SNOWMAN}\u05d0.db",
    "a&b=c;d.db",
    "file:memory",
    ":memory:",
    "mode=memory&cache=shared",
    "back\\slash'quote\".db",
]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_path_is_taken_letter_by_letter(tmp_path: Path, name: str) -> None:
    path = tmp_path / name

    make_ledger(path)

    assert [found.name for found in tmp_path.iterdir()] == [name]
    with Ledger.open(path) as ledger:
        assert len(ledger) == 4


def test_a_path_that_is_no_utf_8_is_taken_byte_by_byte(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.db"))

    make_ledger(path)

    assert [os.fsencode(found.name) for found in tmp_path.iterdir()] == [b"\xff.db"]


def test_a_url_says_the_same_as_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_ledger(tmp_path / "what? 50%.db")
    monkeypatch.chdir(tmp_path)

    for url in (f"sqlite:///{tmp_path}/what%3F%2050%25.db", "sqlite:///what%3F 50%25.db", str(path), path.name):
        with Ledger.open(url) as ledger:
            assert len(ledger) == 4


def test_nothing_after_a_question_mark_in_a_url_is_an_instruction(tmp_path: Path) -> None:
    path = tmp_path / "csib.db?mode=memory"

    Ledger.create(f"sqlite:///{path}").close()

    assert path.stat().st_size > 0


@pytest.mark.parametrize("url", ["mysql://clerk:secret@db/csib", "sqlite://csib.db", "memory://2", "https://a/b"])
def test_an_address_of_another_kind_is_refused_without_repeating_its_secrets(tmp_path: Path, url: str) -> None:
    scheme = url.partition("://")[0]

    for way_in in (Ledger.open, Ledger.create):
        with pytest.raises(errors.NotALedgerError, match=rf"found {scheme}://…$") as refused:
            way_in(url)
        assert "secret" not in str(refused.value)


def test_a_nul_is_in_no_path() -> None:
    with pytest.raises(errors.NotALedgerError, match="NUL"):
        Ledger.open("csib\x00.db")


def test_a_relative_path_means_the_same_file_after_a_change_of_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    with Ledger.create("csib.db", clerk="office:clerk") as ledger:
        monkeypatch.chdir(tmp_path / "elsewhere")

        ledger.record(action("1"))

        assert len(ledger) == 2
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_link_leads_to_the_file_and_its_log(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "links").mkdir()
    path = make_ledger(tmp_path / "real" / "csib.db")
    link = tmp_path / "links" / "csib.db"
    link.symlink_to(path)

    with Ledger.open(link, clerk="office:clerk") as linked, Ledger.open(path, clerk="office:clerk") as straight:
        linked.record(action("through-the-link"))
        straight.record(action("straight"))
        assert len(linked) == len(straight) == 6

    assert list((tmp_path / "links").iterdir()) == [link]


def test_a_copy_that_is_not_in_write_ahead_mode_is_only_changed_by_recording(tmp_path: Path) -> None:
    with sqlite3.connect(make_ledger(tmp_path / "csib.db")) as connection:
        connection.execute("VACUUM INTO ?", (str(tmp_path / "copy.db"),))
    connection.close()
    before = (tmp_path / "copy.db").read_bytes()

    with Ledger.open(tmp_path / "copy.db", clerk="office:clerk") as ledger:
        assert len(list(ledger.entries())) == 4
        assert (tmp_path / "copy.db").read_bytes() == before
        ledger.record(ev.ActionAdded(action="4", text="Do it"))
        mode = ledger.inner.store.query("PRAGMA journal_mode")

    assert mode == [("wal",)]


def test_an_open_ledger_says_that_its_name_is_not_there_and_which_are(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db")
    Ledger.create(path, name="care-plan").close()

    with pytest.raises(errors.LedgerNotFoundError, match=r"no ledger called 'care-plans' .*; it holds care-plan"):
        Ledger.open(path, name="care-plans")
    assert Ledger.names(path) == ["main", "care-plan"]


def test_a_file_that_goes_away_is_missed_not_made_again(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db")
    shutil.move(path, tmp_path / "moved.db")

    with pytest.raises(errors.LedgerNotFoundError):
        Ledger.open(path)

    assert not path.exists()
