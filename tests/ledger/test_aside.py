"""What is written aside is there whole or not at all, and what a killed process left is gone with the next to come."""

import subprocess
import sys
from pathlib import Path

import pytest

from govledger import Ledger, errors, events as ev
from govledger.exports import write_export
from govledger.ledger.aside import aside, put_in_place, put_new
from govledger.seal.note import Signer

LOG = Signer.generate("example.gov.uk/csib")
HOLDS = """
import os, sys
from pathlib import Path
from govledger.ledger.aside import aside
with aside(Path(sys.argv[1])) as folder:
    (folder / "half").write_text("half")
    print(folder, flush=True)
    sys.stdin.read()
"""


def holding(target: Path) -> tuple[subprocess.Popen[str], Path]:
    """A process that is at work beside a place, and the folder it works in."""
    command = [sys.executable, "-c", HOLDS, str(target)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def killed(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def beside(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir() if path != target)


def test_what_is_made_aside_is_put_in_place_in_one_step(tmp_path: Path) -> None:
    target = tmp_path / "csib.zip"

    with aside(target) as folder:
        (folder / "made").write_text("whole")
        assert folder.parent == tmp_path
        put_in_place(folder / "made", target)

    assert target.read_text() == "whole"
    assert beside(target) == []


def test_nothing_is_left_where_making_it_failed(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError), aside(tmp_path / "csib.zip") as folder:
        folder.write_text("half")

    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_removed_and_what_another_works_in_is_not(tmp_path: Path) -> None:
    target = tmp_path / "csib.zip"
    dead, left = holding(target)
    living, used = holding(target)
    killed(dead)
    assert left.is_dir()

    with aside(target):
        assert not left.exists()
        assert (used / "half").read_text() == "half"

    living.communicate("")
    assert living.returncode == 0
    assert beside(target) == []


def test_a_folder_of_the_same_name_that_nobody_claimed_is_not_ours_to_remove(tmp_path: Path) -> None:
    (tmp_path / ".csib.zip.old.part").mkdir()
    (tmp_path / ".csib.zip.link.part").symlink_to(tmp_path / ".csib.zip.old.part")

    with aside(tmp_path / "csib.zip"):
        pass

    assert beside(tmp_path / "csib.zip") == [".csib.zip.link.part", ".csib.zip.old.part"]


def test_where_there_are_no_locks_the_work_is_done_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def has_none(*_: object) -> None:
        raise OSError("no locks here")

    monkeypatch.setattr("fcntl.flock", has_none)
    with aside(tmp_path / "csib.zip") as folder:
        assert list(folder.iterdir()) == []
        with aside(tmp_path / "csib.zip"):
            assert folder.is_dir()

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("has_links", [True, False])
def test_a_new_file_takes_the_place_of_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_links: bool
) -> None:
    def has_none(*_: object) -> None:
        raise OSError("no second names here")

    if not has_links:
        monkeypatch.setattr("os.link", has_none)
    for name in ("first", "second"):
        (tmp_path / name).write_text(name)

    put_new(tmp_path / "first", tmp_path / "target")
    with pytest.raises(FileExistsError):
        put_new(tmp_path / "second", tmp_path / "target")

    assert (tmp_path / "target").read_text() == "first"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = Ledger.create(tmp_path / "L", origin=LOG.name, clerk="office:clerk")
    made.record(ev.StatementMade(text="All is well"))
    made.seal(LOG)
    return made


@pytest.mark.parametrize("name", ["exported", "exported.zip"])
def test_an_export_cut_off_leaves_nothing_once_it_is_made_again(tmp_path: Path, ledger: Ledger, name: str) -> None:
    target = tmp_path / "out" / name
    target.parent.mkdir()
    process, _ = holding(target)
    killed(process)

    write_export(ledger, target, vkeys=[LOG.verifier.vkey])

    assert target.exists()
    assert beside(target) == []


@pytest.mark.parametrize("name", ["exported", "exported.zip"])
def test_an_export_does_not_take_the_place_of_what_was_put_there_meanwhile(
    tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    target = tmp_path / "out" / name

    def meanwhile(*_: object, **__: object) -> str:
        (target if name == "exported" else target / "in").mkdir(parents=True, exist_ok=True)
        (target / "minutes").write_text("of the board")
        return "a README"

    target.parent.mkdir()
    monkeypatch.setattr("govledger.exports.bundle.readme", meanwhile)

    with pytest.raises(errors.NotAnExportError, match="meanwhile; it was not touched"):
        write_export(ledger, target, vkeys=[LOG.verifier.vkey])

    assert (target / "minutes").read_text() == "of the board"
    assert beside(target) == []


def test_a_backup_cut_off_leaves_nothing_that_could_be_taken_for_one(tmp_path: Path, ledger: Ledger) -> None:
    target = tmp_path / "out" / "backup.db"
    target.parent.mkdir()
    process, _ = holding(target)
    killed(process)
    assert not target.exists()

    ledger.backup(target)

    with Ledger.open(target) as copy:
        assert len(copy) == 2
    assert beside(target) == []


def test_a_backup_does_not_take_the_place_of_what_was_put_there_meanwhile(
    tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "backup.db"

    def meanwhile(made: Path, there: Path) -> None:
        there.write_text("of the board")
        put_new(made, there)

    monkeypatch.setattr("govledger.ledger.store.sweeping.put_new", meanwhile)

    with pytest.raises(errors.LedgerExistsError, match="meanwhile; it was not touched"):
        ledger.backup(target)

    assert target.read_text() == "of the board"
