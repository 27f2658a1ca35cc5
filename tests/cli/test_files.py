"""What a verb leaves in a file is there whole or not at all, and in place of nothing that it is not."""

import os
import stat
from pathlib import Path

import pytest

from govledger.cli.files import check_free, write_whole
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.note import Note, Signer
from tests.cli.sealed import ORIGIN, add, cosign, prepared, seal
from tests.cli.support import run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return prepared(tmp_path)


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(b"before")

    write_whole(tmp_path / "kept", b"after")

    assert (tmp_path / "kept").read_bytes() == b"after"
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_link_is_written_through_and_a_file_may_be_read_as_any_other(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "kept")
    (tmp_path / "usual").write_bytes(b"")

    write_whole(tmp_path / "link", b"after")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "kept").read_bytes() == b"after"
    assert stat.S_IMODE((tmp_path / "kept").stat().st_mode) == stat.S_IMODE((tmp_path / "usual").stat().st_mode)


def test_what_was_there_stays_when_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "kept").write_bytes(b"before")
    monkeypatch.setattr(os, "fsync", is_full)

    with pytest.raises(OSError, match=f"No space left on device: '{tmp_path / 'kept'}'"):
        write_whole(tmp_path / "kept", b"after")

    assert (tmp_path / "kept").read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_key_that_could_not_be_written_leaves_no_half_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", is_full)
        refused = run("keygen", ORIGIN, "--out", tmp_path / "key", code=2)

    assert (
        refused.err == f"govledger: {tmp_path / 'key'}: no space left on device; make room, and give the same again\n"
    )
    assert list(tmp_path.iterdir()) == []
    run("keygen", ORIGIN, "--out", tmp_path / "key")


def test_what_was_done_is_told_when_its_file_cannot_be_written_and_giving_it_again_finishes_it(folder: Path) -> None:
    nowhere, keys = folder / "nowhere" / "kept", ("--key", folder / "keys" / "log")

    sealed = run("seal", folder / "L", *keys, "--kept-to", nowhere, code=2)
    cosigned = cosign(folder, folder / "L", "--out", nowhere, code=2)
    nowhere.parent.mkdir()

    why = f"but {nowhere} cannot be written (No such file or directory); make room or name another place"
    assert f"it was sealed, {why}" in sealed.err
    assert f"it was cosigned, {why}" in cosigned
    run("seal", folder / "L", *keys, "--kept-to", nowhere)
    assert "which extends the 3" in cosign(folder, folder / "L", "--out", nowhere)


def test_an_export_that_cannot_be_written_is_told_by_where_it_was_to_be(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    seal(folder)
    monkeypatch.setattr("pathlib.Path.mkdir", is_full)

    refused = run("export", folder / "L", folder / "E", "--vkey", folder / "log.vkey", code=2)

    assert refused.err == f"govledger: {folder / 'E'}: no space left on device; make room, and give the same again\n"
    assert not list(folder.glob(".*"))


def test_what_can_only_be_written_to_is_written_to(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reading = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)

    check_free("--out", tmp_path / "pipe", lambda _data: False, "receipt")
    write_whole(tmp_path / "pipe", b"a receipt")

    assert os.read(reading, 100) == b"a receipt"
    os.close(reading)


def test_nothing_is_written_over_a_file_of_another_kind(folder: Path) -> None:
    seal(folder)
    (folder / "minutes").write_text("of the board")
    (folder / "fork").write_text("govledger/fork-proof@v1\n")
    for out in (folder / "minutes", folder / "keys" / "log", folder / "L", folder / "keys"):
        before = out.read_bytes() if out.is_file() else b""

        assert "it was not touched" in run("receipt", folder / "L", 2, "--out", out, code=2).err
        assert "it was not touched" in cosign(folder, folder / "L", "--out", out, code=2)
        assert "it was not touched" in run("fork-proof", folder / "L", folder / "L", "--out", out, code=2).err
        assert "it was not touched" in run("verify", folder / "L", "--fork-proof", out, code=2).err
        assert (
            "it was not touched"
            in run("seal", folder / "L", "--key", folder / "keys" / "log", "--kept-to", out, code=2).err
        )

        assert (out.read_bytes() if out.is_file() else b"") == before
    assert not (folder / "state").exists(), "a witness that could not give its cosignature away has cosigned nothing"


def test_a_receipt_gives_way_to_a_receipt(folder: Path) -> None:
    seal(folder)
    run("receipt", folder / "L", 2, "--out", folder / "r")
    first = (folder / "r").read_bytes()

    run("receipt", folder / "L", 3, "--out", folder / "r")

    assert (folder / "r").read_bytes() != first


# What was kept from earlier ------------------------------------------------------------------------------------------


def put_back(folder: Path) -> Path:
    """What was kept of a ledger whose database is an older copy since, to which something else was added."""
    run("backup", folder / "L", folder / "copy")
    add(folder / "L", "More", "And more")
    seal(folder, "L", "--kept-to", folder / "kept")
    (folder / "L").unlink()
    (folder / "copy").rename(folder / "L")
    return folder / "kept"


def test_a_ledger_that_does_not_reach_what_was_kept_is_not_sealed(folder: Path) -> None:
    kept = put_back(folder)
    before = kept.read_bytes()

    ran = run("seal", folder / "L", "--key", folder / "keys" / "log", "--kept-to", kept, code=2)

    assert "the ledger has 3 and does not reach the checkpoint of 5 entries" in ran.err
    assert "govledger verify LEDGER --kept" in ran.err
    assert "never sealed" in run("receipt", folder / "L", 2, code=2).err
    assert kept.read_bytes() == before


@pytest.mark.parametrize("sealed_between", [False, True])
def test_a_ledger_that_does_not_extend_what_was_kept_is_not_sealed(folder: Path, *, sealed_between: bool) -> None:
    if sealed_between:
        seal(folder)
    kept = put_back(folder)
    before = kept.read_bytes()
    add(folder / "L", "Something", "else", "was said")

    ran = run("seal", folder / "L", "--key", folder / "keys" / "log", "--kept-to", kept, code=2)

    assert "the entries do not lead to the checkpoint of 5 entries that was kept" in ran.err
    assert kept.read_bytes() == before


def test_what_was_kept_of_another_log_is_not_written_over(folder: Path) -> None:
    note = Checkpoint("other.example/log", 3, bytes(32)).sign(Signer.generate("other.example/log"))
    (folder / "kept").write_bytes(note.encode())

    ran = run("seal", folder / "L", "--key", folder / "keys" / "log", "--kept-to", folder / "kept", code=2)

    assert "no earlier checkpoint of this log but of other.example/log" in ran.err
    assert Note.parse((folder / "kept").read_bytes()) == note


def test_a_kept_checkpoint_is_held_against_entries_whose_tiles_are_damaged(folder: Path) -> None:
    import sqlite3
    from contextlib import closing

    seal(folder, "L", "--kept-to", folder / "kept")
    add(folder / "L", "More")
    with closing(sqlite3.connect(folder / "L")) as connection, connection:
        connection.execute("UPDATE tile SET hashes = zeroblob(96)")

    ran = run("seal", folder / "L", "--key", folder / "keys" / "log", "--kept-to", folder / "kept")

    assert ran.lines[0].startswith("sealed 4 entries")
