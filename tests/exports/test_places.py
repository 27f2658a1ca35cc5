"""Everything in an export stands where it belongs, whoever wrote it and whatever digests go with it."""

from hashlib import sha256
from pathlib import Path

import pytest

from govledger.exports.evidence import Head, write_line
from tests.exports.support import files, history, kinds, verified

HONEST = files(*history())


def listed(held: dict[str, bytes], *, size: int = 60) -> dict[str, bytes]:
    """The same export, with the digests of what is in it now."""
    names = sorted(path for path in held if path in {"vkeys", "policy"} or path.startswith("checkpoints/"))
    head = Head(audience="full", files={path: sha256(held[path]).hexdigest() for path in names}, size=size)
    return held | {"disclosures.ndjson": write_line(head) + held["disclosures.ndjson"].partition(b"\n")[2]}


def test_an_export_that_is_listed_anew_holds(tmp_path: Path) -> None:
    assert verified(tmp_path, listed(HONEST)).ok


@pytest.mark.parametrize("size", [19, 21, 59])
def test_a_checkpoint_stands_where_its_size_says(size: int, tmp_path: Path) -> None:
    twice = HONEST | {f"checkpoints/{size}": HONEST["checkpoints/20"]}
    moved = {path: data for path, data in twice.items() if path != "checkpoints/20"}

    assert kinds(verified(tmp_path / "twice", listed(twice))) == {"BAD_FILE"}
    assert kinds(verified(tmp_path / "moved", listed(moved))) == {"BAD_FILE"}


@pytest.mark.parametrize("size", [0, 59, 61])
def test_the_disclosures_are_of_as_many_entries_as_there_are(size: int, tmp_path: Path) -> None:
    found = verified(tmp_path, listed(HONEST, size=size))

    assert kinds(found) == {"BAD_FILE"}
