"""Types that change or are not known: stored bytes are read as they are and never written again."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from govledger import events as ev
from govledger.errors import CorrectionError
from govledger.events import Catalogue, UnknownEvent, fields as f
from govledger.events.catalogue import event
from govledger.ledger import Ledger
from govledger.ledger.lines import write_line
from tests.ledger.support import CLERK, FakeClock, numbers, stored


def widen(version: int, body: dict[str, Any]) -> dict[str, Any]:
    """Read version 1, which had one ``tree`` for each felling and called it ``trunk``."""
    assert version == 1
    return {"felling": body["felling"], "trees": [body["trunk"]]}


def catalogue(version: int) -> Catalogue:
    """Return a catalogue with what every ledger needs, and trees felled as the council said it then."""
    held = Catalogue()
    for declared in ev.CATALOGUE:
        held.register(declared)
    if version == 1:

        @event("tree-felled", catalogue=held)
        class TreeFelled:
            felling: str = f.introduces("visit")
            trunk: str = f.clear()
            text: f.MaybeText = f.withheld(default=None)

    elif version == 2:

        @event("tree-felled", version=2, upcast=widen, catalogue=held)
        class TreesFelled:
            felling: str = f.introduces("visit")
            trees: f.SomeWords = f.several_of(is_open=True)
            text: f.MaybeText = f.withheld(default=None)

    return held


def felled(known: Catalogue, **fields: Any) -> Any:
    declared = known.get("tree-felled")
    assert declared is not None
    return declared.cls(felling="f1", **fields)


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A ledger in which one tree was felled, when the type was at version 1."""
    place, known = str(tmp_path / "trees.db"), catalogue(1)
    with Ledger.create(place, clerk=CLERK, clock=FakeClock(), catalogue=known) as ledger:
        ledger.record(felled(known, trunk="oak", text="By the gate"))
    return place


def opened(path: str, version: int) -> Ledger:
    return Ledger.open(path, clerk=CLERK, clock=FakeClock(), catalogue=catalogue(version))


def test_an_older_version_is_read_as_the_newest_and_its_bytes_stay(path: str) -> None:
    with opened(path, 1) as ledger:
        before = ledger.entry(2).raw

    with opened(path, 2) as ledger:
        entry = ledger.entry(2)

        assert (entry.event.trees, str(entry.event.text), entry.type) == (("oak",), "By the gate", "tree-felled/1")
        assert entry.raw == before


def test_a_newer_version_than_is_known_is_an_unknown_event(path: str) -> None:
    with opened(path, 2) as ledger:
        ledger.correct(2, felled(ledger.inner.catalogue, trees=["oak", "ash"]), reason="two")

    with opened(path, 1) as ledger:
        event = ledger.entry(3).event

    assert event == UnknownEvent("tree-felled/2", {"felling": "f1", "trees": ["oak", "ash"]})


def test_an_entry_of_a_newer_version_than_is_known_cannot_be_corrected(tmp_path: Path) -> None:
    place, newer, older = str(tmp_path / "trees.db"), catalogue(2), catalogue(1)
    with Ledger.create(place, clerk=CLERK, catalogue=newer) as ledger:
        ledger.record(felled(newer, trees=["oak"]))

    with (
        Ledger.open(place, clerk=CLERK, catalogue=older) as ledger,
        pytest.raises(CorrectionError, match="an entry that this program can read; it is a tree-felled/2"),
    ):
        ledger.correct(2, felled(older, trunk="oak"), reason="one")


def test_an_unknown_type_is_kept_and_shown_and_counts_in_every_history(path: str) -> None:
    with opened(path, 0) as ledger:
        entry = ledger.entry(2)

        assert (entry.event.type, entry.event.body) == ("tree-felled/1", {"felling": "f1", "trunk": "oak"})
        assert {name: str(text) for name, text in entry.event.texts.items()} == {"text": "By the gate"}
        assert sorted(numbers(ledger.history())) == [1, 2]
        assert write_line(entry)["body"] == {"felling": "f1", "trunk": "oak", "text": "By the gate"}


def test_an_id_that_an_unknown_type_introduced_may_be_referred_to(path: str) -> None:
    with opened(path, 0) as ledger:
        (entry,) = ledger.record(ev.StatementMade(about=["visit:f1"]))

        assert numbers(ledger.entries(about="visit:f1")) == [2, entry.number]


def test_an_entry_of_an_unknown_type_is_told_like_any_other(path: str) -> None:
    with opened(path, 0) as ledger:
        ledger.record(
            ev.BodyEstablished(body="csib"), ev.MeetingHeld(meeting="m", body="csib"),
            ev.AgendaItemConsidered(agenda_item="m/1", meeting="m", put_before=["visit:f1"]),
        )  # fmt: skip

        assert sorted(numbers(ledger.history(told="csib"))) == [2, 3, 4, 5]


def test_an_entry_of_an_unknown_type_may_be_taken_back(path: str) -> None:
    with opened(path, 0) as ledger:
        ledger.retract(2, reason="another county's")

        assert sorted(numbers(ledger.history())) == [1, 3]


def test_a_type_is_stored_by_its_written_name_and_never_by_a_path_in_python(path: str) -> None:
    with opened(path, 1) as ledger:
        held = stored(ledger.entry(2))
        rows = list(ledger.inner.store.rows(ledger.inner.row))

    assert held["type"] == rows[1].type == "tree-felled/1"
    assert b"tests" not in msgspec.json.encode(held)
    assert b"TreeFelled" not in rows[1].raw
