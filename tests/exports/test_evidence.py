"""An export may have been made by anybody: whatever it is, it is told of, and nothing of it is followed."""

import os
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from govledger.errors import NotAnExportError
from govledger.exports import Kind, open_export, verify
from govledger.seal.tiles import encode_bundle
from tests.exports.support import files, history, kinds, note, numbers_of, verified, write

ENTRIES, PAYLOADS = history()
HONEST = files(ENTRIES, PAYLOADS)
BUNDLE, TILE, NDJSON = "tile/entries/000.p/60", "tile/0/000.p/60", "disclosures.ndjson"


def zipped(path: Path, held: dict[str, bytes], *, method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", method) as made:
        for name, data in held.items():
            made.writestr(name, data)
    return path


@pytest.mark.parametrize("path", sorted(set(HONEST) - {"README"}))
def test_no_file_can_be_missing(path: str, tmp_path: Path) -> None:
    found = verified(tmp_path, {name: data for name, data in HONEST.items() if name != path})

    assert not found.ok


@pytest.mark.parametrize("path", sorted(set(HONEST) - {"README"}))
@pytest.mark.parametrize("change", [b"", b"\x00", b"\xff\xfe", b"\n", b"x" * 40_000_000])
def test_no_file_can_be_another(path: str, change: bytes, tmp_path: Path) -> None:
    found = verified(tmp_path, HONEST | {path: change})

    assert not found.ok


@pytest.mark.parametrize("path", sorted(set(HONEST) - {"README"}))
def test_no_file_can_end_earlier_or_later(path: str, tmp_path: Path) -> None:
    shorter = verified(tmp_path / "a", HONEST | {path: HONEST[path][:-1]})
    longer = verified(tmp_path / "b", HONEST | {path: HONEST[path] + b"\n"})

    assert not shorter.ok
    assert not longer.ok


@pytest.mark.parametrize(
    "path",
    ["more", "tile/0/001", "tile/entries/000.p/59", "tile/0/000.p/59x", "tile/64/000", "checkpoints/060", "tsa/x"],
)
def test_what_is_no_part_of_an_export_is_told_of(path: str, tmp_path: Path) -> None:
    found = verified(tmp_path, HONEST | {path: b"hidden"})

    assert not found.ok


def test_an_entry_above_the_newest_checkpoint_is_told_of(tmp_path: Path) -> None:
    longer, payloads = history(61)
    notes = [HONEST["checkpoints/60"]]

    found = verified(tmp_path, files([*ENTRIES, longer[60]], PAYLOADS | {61: payloads[61]}, notes=notes))

    assert kinds(found) == {"ENTRY_INSERTED"}


def test_a_bundle_in_the_middle_can_be_neither_missing_nor_narrower(tmp_path: Path) -> None:
    entries, payloads = history(700)
    held = files(entries, payloads, notes=[note(entries, 700)])
    gone = {path: data for path, data in held.items() if path != "tile/entries/001"}
    narrow = dict(gone) | {"tile/entries/001.p/100": encode_bundle(entries[256:356])}
    doubled = held | {"tile/entries/001.p/100": encode_bundle(entries[256:356])}

    found = [verified(tmp_path / str(number), made) for number, made in enumerate((gone, narrow, doubled))]

    assert [one.size for one in found] == [256, 544, 700]
    assert all("BAD_FILE" in kinds(one) for one in found)
    assert numbers_of(found[1], Kind.ENTRY_MISSING) == list(range(357, 513))


def test_an_older_partial_tile_may_stay_if_it_is_how_the_newer_one_begins(tmp_path: Path) -> None:
    kept = verified(tmp_path / "a", HONEST | {"tile/0/000.p/20": HONEST[TILE][: 20 * 32]})
    other = verified(tmp_path / "b", HONEST | {"tile/0/000.p/20": HONEST[TILE][32 : 21 * 32]})

    assert (kept.findings, kinds(other)) == ((), {"BAD_TILE"})


@pytest.mark.parametrize("missing", ["checkpoint", "checkpoints/60"])
def test_the_newest_checkpoint_stands_in_two_places(missing: str, tmp_path: Path) -> None:
    found = verified(tmp_path, {path: data for path, data in HONEST.items() if path != missing})

    assert "BAD_FILE" in kinds(found)
    assert found.size == 60


def test_links_pipes_and_what_lies_outside_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(HONEST["checkpoints/40"])
    folder = write(tmp_path / "E", HONEST)
    (folder / "checkpoints/40").unlink()
    (folder / "checkpoints/40").symlink_to(secret)
    (folder / "tile/1").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")

    with open_export(folder) as evidence:
        found = verify(evidence)

    told = " ".join(finding.says for finding in found.findings if finding.kind == Kind.BAD_FILE)
    assert all(path in told for path in ("checkpoints/40", "tile/1", "pipe"))
    assert [signed.checkpoint.size for signed in found.checkpoints] == [20, 60]


@pytest.mark.parametrize("name", ["../evil", "/evil", "a//b", "a/./b", "a\\b", "C:evil", "a\nb", "tile/../checkpoint"])
def test_a_zip_that_points_outside_is_told_of_and_writes_nothing(name: str, tmp_path: Path) -> None:
    path = zipped(tmp_path / "E.zip", HONEST | {name: b"evil"})

    with open_export(path) as evidence:
        found = verify(evidence)

    assert kinds(found) == {"BAD_FILE"}
    assert [made.name for made in tmp_path.iterdir()] == ["E.zip"]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_may_be_stored_or_deflated(method: int, tmp_path: Path) -> None:
    with open_export(zipped(tmp_path / "E.zip", HONEST, method=method)) as evidence:
        found = verify(evidence)

    assert found.findings == ()


def test_a_zip_that_swells_is_read_no_further_than_it_may_need(tmp_path: Path) -> None:
    held = HONEST | {TILE: bytes(50_000_000), "checkpoint": bytes(50_000_000)}
    path = zipped(tmp_path / "E.zip", held, method=zipfile.ZIP_DEFLATED)

    with open_export(path) as evidence:
        found = verify(evidence)

    assert {"BAD_FILE", "BAD_TILE"} <= kinds(found)


def test_a_zip_with_two_files_of_one_name_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "E.zip"
    zipped(path, HONEST)
    with zipfile.ZipFile(path, "a") as made, pytest.warns(UserWarning, match="Duplicate"):
        made.writestr("checkpoint", HONEST["checkpoints/40"])

    with open_export(path) as evidence:
        found = verify(evidence)

    assert kinds(found) == {"BAD_FILE"}


def test_an_encrypted_file_in_a_zip_is_told_of(tmp_path: Path) -> None:
    data = bytearray(zipped(tmp_path / "E.zip", HONEST).read_bytes())
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    (tmp_path / "E.zip").write_bytes(data)

    with open_export(tmp_path / "E.zip") as evidence:
        found = verify(evidence)

    assert "BAD_FILE" in kinds(found)


def test_a_zip_of_more_files_than_an_export_has_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govledger.exports.files.NAMES_MAX", 5)

    with pytest.raises(NotAnExportError, match="more than 5 files"):
        open_export(zipped(tmp_path / "E.zip", HONEST))


def test_a_zip_that_would_swell_beyond_all_measure_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govledger.exports.files.SWOLLEN_BYTES_MAX", 1_000_000)
    head = HONEST[NDJSON].split(b"\n")[0] + b"\n"
    swollen = head + b"".join(b'{"disclosures":["%b"],"number":%d}\n' % (b"a" * 10_000, at) for at in range(100, 400))
    path = zipped(tmp_path / "swollen.zip", HONEST | {NDJSON: swollen}, method=zipfile.ZIP_DEFLATED)

    with pytest.raises(NotAnExportError, match="more than 200 times its size"):
        open_export(path)


def test_a_folder_of_more_files_than_an_export_has_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govledger.exports.files.NAMES_MAX", 5)

    with pytest.raises(NotAnExportError, match="more than 5 files"):
        open_export(write(tmp_path, HONEST))


def test_a_folder_that_nests_without_end_is_told_of(tmp_path: Path) -> None:
    folder = write(tmp_path / "export", HONEST)
    folder.joinpath(*"a" * 40).mkdir(parents=True)

    with open_export(folder) as evidence:
        found = verify(evidence)

    assert kinds(found) == {"BAD_FILE"}
    assert found.findings[0].says == f"{'/'.join('a' * 17)} is no plain file of an export"


def test_a_file_without_a_name_in_a_zip_is_told_of(tmp_path: Path) -> None:
    path = zipped(tmp_path / "nameless.zip", HONEST | {"x": b""})
    data = path.read_bytes()
    at = data.rindex(b"PK\x01\x02")
    header = bytearray(data[at : at + 46])
    header[28:30] = bytes(2)  # How long its name is.
    end = bytearray(data[data.rindex(b"PK\x05\x06") :])
    end[12:16] = (int.from_bytes(end[12:16], "little") - 1).to_bytes(4, "little")
    path.write_bytes(data[:at] + header + data[at + 47 : -len(end)] + end)

    with open_export(path) as evidence:
        found = verify(evidence)

    assert kinds(found) == {"BAD_FILE"}


def test_checkpoints_that_swell_are_read_no_further_than_anybody_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("govledger.exports.evidence._NOTES_BYTES_MAX", 1_000_000)
    swollen = {f"checkpoints/{size}": b"x" * 400_000 for size in range(100, 200)}
    path = zipped(tmp_path / "swollen.zip", HONEST | swollen, method=zipfile.ZIP_DEFLATED)

    with open_export(path) as evidence:
        found = verify(evidence)

    assert any("checkpoints/102 is left out" in finding.says for finding in found.findings)
    assert len(evidence.checkpoints) < 10


def test_a_file_that_becomes_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    folder = write(tmp_path, HONEST)

    with open_export(folder) as evidence:
        (folder / TILE).unlink()
        os.mkfifo(folder / TILE)
        found = verify(evidence)

    assert "BAD_FILE" in kinds(found)


def test_a_zip_in_a_form_that_is_not_read_is_told_of(tmp_path: Path) -> None:
    path = zipped(tmp_path / "E.zip", HONEST, method=zipfile.ZIP_LZMA)

    with pytest.raises(NotAnExportError):
        open_export(path)


@pytest.mark.parametrize("data", [b"", b"PK\x05\x06" + bytes(18), b"no zip", struct.pack("<I", 0x04034B50)])
def test_what_is_no_export_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "E.zip").write_bytes(data)
    (tmp_path / "empty").mkdir()

    for path in ("E.zip", "empty", "nowhere"):
        with pytest.raises(NotAnExportError):
            open_export(tmp_path / path)


@pytest.mark.parametrize(
    "line",
    [
        b'{"disclosures":[],"number":99}',
        b'{"disclosures":["eA"],"number":2}',
        b'{"number":99,"disclosures":["eA"]}',
        b'{"disclosures":["eA"], "number":99}',
        b'{"disclosures":["eA"],"number":99,"more":1}',
        b'{"disclosures":["\xff"],"number":99}',
        b'{"disclosures":["\\ud800"],"number":99}',
        b"[" * 100_000,
        b"",
    ],
)
def test_a_line_of_disclosures_is_read_in_one_way(line: bytes, tmp_path: Path) -> None:
    found = verified(tmp_path, HONEST | {NDJSON: HONEST[NDJSON] + line + b"\n"})

    assert kinds(found) == {"BAD_FILE"}


@pytest.mark.parametrize("disclosure", ["", "!", "eA", "W10", "WzEsMiwzXQ", "é", "WyJhIiwiYiIsImMiXQ=="])
def test_a_disclosure_that_is_none_is_forged(disclosure: str, tmp_path: Path) -> None:
    line = f'{{"disclosures":["{disclosure}"],"number":99}}\n'.encode()

    found = verified(tmp_path, HONEST | {NDJSON: HONEST[NDJSON] + line})

    assert kinds(found) == {"DISCLOSURE_FORGED"}


@settings(max_examples=100)
@given(st.data())
def test_any_byte_changed_outside_the_readme_is_found(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(sorted(set(HONEST) - {"README"})))
    at = data.draw(st.integers(0, len(HONEST[path]) - 1))
    changed = bytearray(HONEST[path])
    changed[at] ^= data.draw(st.integers(1, 255))

    found = verified(tmp_path_factory.mktemp("E"), HONEST | {path: bytes(changed)})

    assert not found.ok


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from(sorted(HONEST)), st.binary(max_size=200)))
def test_whatever_an_export_holds_it_is_verified_or_refused(
    tmp_path_factory: pytest.TempPathFactory, held: dict[str, bytes]
) -> None:
    folder = write(tmp_path_factory.mktemp("E"), held)

    try:
        with open_export(folder) as evidence:
            found = verify(evidence)
    except NotAnExportError:
        return

    assert not found.ok


def test_an_export_that_stands_in_a_folder_of_what_was_given_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "E.zip", "w") as held:
        held.writestr("for-the-chair/checkpoint", "one")
        held.writestr("for-the-chair/tile/entries/000.p/1", "two")

    with pytest.raises(NotAnExportError, match="but for-the-chair/ in it may be one"):
        open_export(tmp_path / "E.zip")
