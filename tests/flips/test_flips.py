"""A byte changed anywhere in an export is noticed; `make flips` changes every one, here are some of each stretch."""

from __future__ import annotations

import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from govledger.exports import Kind, open_export, verify
from tests.flips.flip import (
    METADATA,
    README,
    UNCOVERED,
    UNSIGNED,
    Counts,
    Place,
    Seen,
    flip,
    folder_places,
    is_noticed,
    make_samples,
    region_of,
    run,
    stretches,
    zip_places,
)
from tests.seal.logs import read_files

SEED = 20170614
SHARE = 0.02


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("flips")
    make_samples(folder)
    return folder


def test_the_exports_hold_as_they_are(samples: Path) -> None:
    assert not is_noticed(samples / "export")
    assert not is_noticed(samples / "export.zip")


def test_the_places_are_every_byte_of_an_export(samples: Path) -> None:
    folder, zipped = folder_places(samples / "export"), zip_places(samples / "export.zip")

    regions = {"checkpoint", "checkpoints", "disclosures.ndjson", "policy", "tile/0", "tile/entries", "tsa", "vkeys"}
    regions |= {README}
    assert {place.region for place in folder} == regions
    assert {place.region for place in zipped} == regions | {METADATA}
    assert sum(place.end - place.start for place in folder) == sum(map(len, read_files(samples / "export").values()))
    assert [place.end for place in zipped[:-1]] == [place.start for place in zipped[1:]]
    assert zipped[-1].end == (samples / "export.zip").stat().st_size


def test_the_places_of_a_zip_are_those_of_its_files(samples: Path) -> None:
    path = samples / "export.zip"
    data = path.read_bytes()

    with zipfile.ZipFile(path) as held:
        written = [held.read(info) for info in held.infolist()]

    assert [data[place.start : place.end] for place in zip_places(path) if place.region != METADATA] == written


@pytest.mark.parametrize("name", ["export", "export.zip"])
def test_a_byte_that_was_changed_is_noticed_or_is_one_that_nobody_is_said_to_have_signed(
    name: str, samples: Path
) -> None:
    places = folder_places(samples / name) if name == "export" else zip_places(samples / name)

    seen = [
        flip(samples / name, place, seed=SEED, sample=SHARE / 25 if place.region in UNCOVERED else SHARE)
        for place in stretches(places)
    ]

    assert [(found.region, found.missed) for found in seen if found.missed and found.region not in UNSIGNED] == []
    assert [found.crashed for found in seen if found.crashed] == []
    assert sum(found.flipped for found in seen) > 500
    assert not is_noticed(samples / name), "it was left as it was"


def test_what_is_said_in_the_readme_is_signed_by_nobody(samples: Path) -> None:
    size = (samples / "export/README").stat().st_size

    seen = flip(samples / "export", Place(README, 0, min(size, 50), README), seed=SEED)

    assert len(seen.missed) == seen.flipped == 50


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"witness chair", b"witness\tchair"), (b"log ", b"#og "), (b"quorum both", b"quorum none")],
)
def test_a_policy_that_means_the_same_or_less_is_not_the_one_that_was_exported(
    old: bytes, new: bytes, tmp_path: Path
) -> None:
    make_samples(tmp_path)
    path = tmp_path / "export/policy"
    path.write_bytes(path.read_bytes().replace(old, new))

    assert is_noticed(tmp_path / "export")


@pytest.mark.parametrize("line", [b'"\xff":1', b'"number":17,"\xff', b"\xff"])
def test_a_line_of_disclosures_that_is_no_text_is_told_of_as_a_damaged_file(line: bytes, tmp_path: Path) -> None:
    make_samples(tmp_path)
    path = tmp_path / "export/disclosures.ndjson"
    head, _, rest = path.read_bytes().partition(b"\n")
    path.write_bytes(b"\n".join([head, b"{" + line + b"}", rest]))

    with closing(open_export(tmp_path / "export")) as evidence:
        verified = verify(evidence)

    assert any(found.kind is Kind.BAD_FILE and "disclosures.ndjson" in found.says for found in verified.findings)


def test_a_run_goes_on_where_it_was_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run(tmp_path, seed=SEED, sample=60)
    kept = (tmp_path / "sample-60.json").read_bytes()
    monkeypatch.setattr("tests.flips.flip.flip_copy", None)

    again = run(tmp_path, seed=SEED, sample=60)

    assert again.seen == first.seen
    assert (tmp_path / "sample-60.json").read_bytes() == kept


def test_what_was_missed_is_a_hole_unless_it_was_declared(tmp_path: Path) -> None:
    counts = Counts(tmp_path / "counts.json")
    counts.add("export policy:0", Seen("policy", 3, [("policy", 1, 2)], []))
    counts.add("export README:0", Seen(README, 3, [("README", 1, 2)], []))
    counts.add("export vkeys:0", Seen("vkeys", 3, [], [("vkeys", 1, 2, "ValueError()")]))

    assert [hole.region for hole in counts.holes] == ["policy", "vkeys"]
    assert counts.told("export").splitlines()[1].split() == ["policy", "3", "2", "1", "0"]
    assert region_of("tile/entries/000.p/60") == "tile/entries"
