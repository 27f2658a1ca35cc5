"""Every version of every type ever written is read as it was stored; tests/data/README.md says how they are kept."""

from typing import Any

import msgspec
import pytest

from govledger.events import CATALOGUE, EventType
from govledger.events.catalogue import body
from govledger.ledger import Draft
from govledger.ledger.codec import Codec
from govledger.ledger.entry import Entry
from govledger.ledger.store import Row
from tests.ledger.support import bytes_of
from tests.minutes.support import DATA

SPECIMENS = {path.stem: path for path in sorted((DATA / "specimens").glob("*.json"))}

# Types that other tests declare in the catalogue of their own process are not ours to keep.
OURS = [declared for declared in CATALOGUE if declared.cls.__module__.startswith("govledger.events.")]


def written(stem: str) -> str:
    """``status-reported-1`` as ``status-reported/1``; a field after a dot only tells specimens apart."""
    name, _, version = stem.rpartition("-")
    return f"{name.partition('.')[0]}/{version}"


def specimen(stem: str) -> tuple[bytes, Entry[Any]]:
    raw = SPECIMENS[stem].read_bytes()
    return raw, Codec(CATALOGUE).decode(Row(msgspec.json.decode(raw)["number"], written(stem), raw))


def as_draft(entry: Entry[Any]) -> Draft:
    """Return an entry as it would be given to be recorded."""
    names = ("event", "happened", "known_on", "source", "asserted_by", "mode", "form", "uncertain", "visibility")
    roles = ("rival_of", "corrects", "retracts", "clerk")
    return Draft(**{name: getattr(entry, name) for name in (*names, *roles)})


@pytest.mark.parametrize("declared", OURS, ids=lambda declared: declared.name)
def test_every_version_of_every_type_has_a_specimen(declared: EventType) -> None:
    versions = {f"{declared.name}-{version}" for version in range(1, declared.version + 1)}

    assert versions <= set(SPECIMENS)


@pytest.mark.parametrize("stem", SPECIMENS)
def test_a_specimen_is_read_with_everything_that_it_says(stem: str) -> None:
    raw, entry = specimen(stem)

    declared = CATALOGUE.of(entry.event)
    texts = [path for path, _ in Draft(event=entry.event, source=entry.source, reason=entry.reason).texts(declared)]
    held = msgspec.json.decode(raw)
    assert (entry.type, entry.number, entry.raw) == (written(stem), held["number"], raw)
    assert texts == list(entry.committed) == held.get("_sd_for", [])
    assert [path for path in held["body"] if getattr(entry.event, path, None) is None and declared.version == 1] == []


@pytest.mark.parametrize("stem", [f"{declared.name}-{declared.version}" for declared in OURS])
def test_a_specimen_of_a_newest_version_would_be_written_the_same_again(stem: str) -> None:
    raw, entry = specimen(stem)

    declared, held = CATALOGUE.of(entry.event), msgspec.json.decode(raw)
    commitments = dict(zip(entry.committed, entry.commitments, strict=True))
    again = bytes_of(as_draft(entry), number=entry.number, recorded_at=entry.recorded_at, commitments=commitments)
    assert body(declared, entry.event) == held["body"]
    assert again == raw


@pytest.mark.parametrize("declared", OURS, ids=lambda declared: declared.name)
def test_the_specimens_of_a_type_say_every_field_that_it_has(declared: EventType) -> None:
    held = [
        msgspec.json.decode(path.read_bytes())
        for stem, path in SPECIMENS.items()
        if written(stem).partition("/")[0] == declared.name
    ]

    said = {name for entry in held for name in entry["body"]} | {
        path.partition("/")[0] for entry in held for path in entry.get("_sd_for", [])
    }

    assert set(declared.fields) <= said
