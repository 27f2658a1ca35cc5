"""Looking at a ledger's file never takes away the locks by which other processes know that it is in use."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from govledger import Ledger, errors
from govledger.exports import open_export
from govledger.ledger.store import descriptors, sweeping
from govledger.ledger.store.place import Place
from tests.ledger.store.support import action, make_ledger, run_python

LOOK = """
import sys
from govledger import Ledger
with Ledger.open(sys.argv[1]) as ledger:
    print(len(ledger))
"""


def open_again(path: Path, _ledger: Ledger) -> None:
    Ledger.open(path).close()


def ask_for_names(path: Path, _ledger: Ledger) -> None:
    Ledger.names(path)


def make_again(path: Path, _ledger: Ledger) -> None:
    with pytest.raises(errors.LedgerExistsError):
        Ledger.create(path)


def make_another(path: Path, _ledger: Ledger) -> None:
    Ledger.create(path, name="another").close()


def erase(_path: Path, ledger: Ledger) -> None:
    ledger.erase(2, reason="Asked for", by="office:records")


def copy(path: Path, ledger: Ledger) -> None:
    ledger.copy_to(path.with_name("copy.db"))
    with Ledger.open(path.with_name("copy.db")) as other:
        assert other.copy_to(path, resume=True).added == 0


def take_it_for_an_export(path: Path, _ledger: Ledger) -> None:
    with pytest.raises(errors.NotAnExportError):
        open_export(path)


LOOKS: list[Callable[[Path, Ledger], None]] = [
    open_again,
    ask_for_names,
    make_again,
    make_another,
    erase,
    copy,
    take_it_for_an_export,
]


@pytest.fixture(autouse=True)
def nothing_else_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other tests of this process keep open, as the servers of the examples do, is not counted."""
    monkeypatch.setattr(descriptors, "_open", {})


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.__name__)
def test_what_is_recorded_after_another_look_at_the_file_is_there_for_everybody(
    look: Callable[[Path, Ledger], None], tmp_path: Path
) -> None:
    path = make_ledger(tmp_path / "csib.db")
    with Ledger.open(path, clerk="office:clerk") as ledger:
        ledger.record(action("before"))
        look(path, ledger)
        before = int(run_python(LOOK, path))  # Who leaves last removes the log; it must not take itself for the last.

        number = ledger.record(action("after"))[0].number

        assert int(run_python(LOOK, path)) == number == before + 1
        os.fstat(descriptors._open[descriptors._id(path.stat())].held[0])
    assert descriptors._open == {}


def test_a_file_is_looked_at_by_one_descriptor_for_as_long_as_it_is_open(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db")

    with Ledger.open(path), Ledger.open(path), Ledger.open(path):
        Ledger.names(path)
        [entered] = descriptors._open.values()
        assert (entered.stores, entered.readers, len(entered.held)) == (3, 0, 1)

    assert descriptors._open == {}


def test_a_file_put_in_the_place_of_one_that_is_open_is_another_file(tmp_path: Path) -> None:
    path, other = make_ledger(tmp_path / "csib.db"), make_ledger(tmp_path / "other.db", actions=7)

    with Ledger.open(path) as ledger:
        other.replace(path)
        with Ledger.open(path) as replaced:
            assert (len(ledger), len(replaced)) == (4, 8)

    assert descriptors._open == {}


def test_a_file_that_is_put_there_while_it_is_opened_is_read_and_let_go_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = make_ledger(tmp_path / "csib.db"), make_ledger(tmp_path / "other.db")
    opened = os.open

    def late(*given: object) -> int:
        if other.exists():
            other.replace(path)
        return opened(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", late)
        with descriptors.reading(path) as descriptor:
            assert descriptors._id(os.fstat(descriptor)) == descriptors._id(path.stat())

    assert descriptors._open == {}


def test_a_file_that_is_not_there_is_not_entered(tmp_path: Path) -> None:
    entered = descriptors.enter(tmp_path / "nowhere.db")

    descriptors.leave(entered)

    assert entered is None
    assert descriptors._open == {}


def test_a_file_that_is_cut_short_while_it_is_looked_through_ends_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, read = make_ledger(tmp_path / "csib.db"), descriptors.read_at
    with path.open("ab") as file:
        file.write(b"the end")
    sizes = list[int]()

    def read_then_cut(descriptor: int, count: int, at: int) -> bytes:
        found = read(descriptor, count, at)
        os.truncate(path, 1_024)
        sizes.append(len(found))
        return found

    monkeypatch.setattr(sweeping, "READ_BYTES", 512)
    monkeypatch.setattr(sweeping, "read_at", read_then_cut)

    found = sweeping.find_raw(Place(str(path), path), [b"SQLite format 3", b"the end"])

    assert found == {b"SQLite format 3": ["csib.db"]}
    assert sizes[-1] == 0
