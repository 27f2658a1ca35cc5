"""Withheld text in memory: a handle that shows its words, or why it cannot."""

from pathlib import Path
from typing import Any

import pytest

from govledger import events as ev
from govledger.errors import BadValueError, LedgerClosedError
from govledger.events import CATALOGUE, Text
from govledger.ledger import Ledger, shelf
from govledger.ledger.codec import Codec
from govledger.ledger.store import Row
from tests.ledger.support import CLERK, FakeClock, memory


def take_away(ledger: Ledger, number: int) -> None:
    """Remove the disclosures of one entry behind the ledger's back."""
    ledger.inner.store.query("DELETE FROM disclosure WHERE number = ?", (number,))
    ledger.inner.shelf.forget()


def put(ledger: Ledger, number: int, payloads: bytes) -> None:
    """Alter the disclosures of one entry behind the ledger's back."""
    ledger.inner.store.query("UPDATE disclosure SET payloads = ? WHERE number = ?", (payloads, number))
    ledger.inner.shelf.forget()


def text_of(entry: Any) -> Text:
    text: Text = entry.event.text
    return text


def test_a_recorded_text_shows_its_words_and_names_its_place(ledger: Ledger) -> None:
    ledger.record(ev.StatementMade(text="All is well"))

    text = text_of(ledger.entry(2))

    assert (str(text), text.words, text.number, text.field) == ("All is well", "All is well", 2, "text")
    assert repr(text) == "Text(2, 'text')"


def test_without_a_shelf_every_text_is_withheld(ledger: Ledger) -> None:
    ledger.record(ev.StatementMade(text="All is well"))

    text = text_of(Codec(CATALOGUE).decode(Row(2, "statement-made/1", ledger.entry(2).raw)))

    assert (str(text), text.words) == (Text.WITHHELD, None)


def test_a_text_that_is_gone_is_missing_until_an_entry_says_it_was_erased(ledger: Ledger) -> None:
    ledger.record(ev.StatementMade(text="All is well"))
    take_away(ledger, 2)
    before = str(text_of(ledger.entry(2)))

    ledger.record(ev.DisclosureErased(entries=["entry:2"], reason="a court order"))

    assert (before, str(text_of(ledger.entry(2)))) == (Text.MISSING, Text.ERASED)


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        (None, (Text.ERASED, Text.ERASED)),
        (["text"], (Text.ERASED, Text.MISSING)),
        (["closure_criteria"], (Text.MISSING, Text.ERASED)),
        (["closure_criteria/0"], (Text.MISSING, Text.ERASED)),
        (["@reason"], (Text.MISSING, Text.MISSING)),
    ],
)
def test_an_erasure_of_some_fields_explains_no_other(
    ledger: Ledger, fields: list[str] | None, shown: tuple[str, str]
) -> None:
    ledger.record(ev.ActionAdded(action="1", text="Audit", closure_criteria=["Audited"]))
    take_away(ledger, 2)

    ledger.record(ev.DisclosureErased(entries=["entry:2"], fields=fields, reason="a court order"))

    event: Any = ledger.entry(2).event
    assert (str(event.text), str(event.closure_criteria[0])) == shown


def test_an_erasure_that_was_only_announced_hides_nothing(ledger: Ledger) -> None:
    ledger.record(ev.StatementMade(text="All is well"))

    ledger.record(ev.DisclosureErased(entries=["entry:2"], reason="a court order"))

    assert str(text_of(ledger.entry(2))) == "All is well"


def test_removing_a_disclosure_changes_no_other_value(ledger: Ledger) -> None:
    ledger.record(ev.ActionAdded(action="1", text="Audit", leads=["office:dcs"]), source="x#1")
    before = ledger.entry(2)

    take_away(ledger, 2)

    after = ledger.entry(2)
    assert (after, after.event, after.source) == (before, before.event, before.source)


@pytest.mark.parametrize(
    "payloads",
    [b"", b"\n", b"\xff\xfe", b"[", b'["salt","text","Other words"]', b"{}", b"[" * 100_000],
    ids=["empty", "newline", "no text", "half", "other words", "object", "deep"],
)
def test_altered_words_do_not_show(ledger: Ledger, payloads: bytes) -> None:
    ledger.record(ev.StatementMade(text="All is well"))

    put(ledger, 2, payloads)

    assert str(text_of(ledger.entry(2))) == Text.MISSING


def test_texts_of_one_entry_are_told_apart_by_their_commitment(ledger: Ledger) -> None:
    ledger.record(ev.DetailChanged(subject="area:mash", field="lead", was="One", now="Two", reason="One"))

    event: Any = ledger.entry(2).event

    assert (str(event.was), str(event.now), str(event.reason)) == ("One", "Two", "One")
    assert len({event.was, event.now, event.reason}) == 3


def test_equal_handles_are_equal_texts_and_words_before_recording_are_too(ledger: Ledger) -> None:
    ledger.record(ev.StatementMade(text="All is well"), ev.StatementMade(text="All is well"))

    first, again, other = (text_of(ledger.entry(number)) for number in (2, 2, 3))

    assert (first == again, hash(first) == hash(again), first == other) == (True, True, False)
    assert Text("red") == Text("red") != Text("amber")


@pytest.mark.parametrize("url", ["memory://", "ledger.db"])
def test_a_text_cannot_be_read_once_its_ledger_is_closed(url: str, tmp_path: Path) -> None:
    place = url if url == "memory://" else str(tmp_path / url)
    with Ledger.create(place, clerk=CLERK, clock=FakeClock()) as ledger:
        texts = [text_of(entry) for entry in ledger.record(*(ev.StatementMade(text=words) for words in ("one", "two")))]
        assert str(texts[0]) == "one"

    for text in texts:
        with pytest.raises(LedgerClosedError):
            str(text)


def test_a_shelf_that_holds_few_entries_still_shows_every_text(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "ENTRIES_HELD_MAX", 2)
    ledger.record(*(ev.StatementMade(text=f"Words {number}") for number in range(5)))

    shown = [str(text_of(entry)) for _ in range(2) for entry in ledger.entries(after=1)]

    assert shown == [f"Words {number}" for number in range(5)] * 2
    assert len(ledger.inner.shelf._held) == 2


def test_a_text_of_another_ledger_is_recorded_with_its_words(ledger: Ledger) -> None:
    with memory() as other:
        (entry,) = other.record(ev.StatementMade(text="All is well"), source={"document": "x", "verbatim": "Well"})

        (copy,) = ledger.record(entry.event, source=entry.source)

    assert (str(text_of(copy)), str(copy.source[0].verbatim)) == ("All is well", "Well")


def test_a_text_that_is_gone_cannot_be_recorded_again(ledger: Ledger) -> None:
    (entry,) = ledger.record(ev.StatementMade(text="All is well"))
    take_away(ledger, 2)

    with pytest.raises(BadValueError, match="text: found 'MISSING', expected a text whose words are disclosed"):
        ledger.record(entry.event)
