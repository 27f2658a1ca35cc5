"""Entries as CloudEvents: accepted by the SDK's own validation, and only in words their audience may read."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from cloudevents.core.exceptions import CloudEventValidationError
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from govledger import Ledger, events as ev
from govledger.exports.cloudevents import batch_of, lines_of
from tests.counties.support import LAST, county
from tests.exports.hostile import HOSTILE
from tests.exports.report.reading import on, small_plan


def read(line: bytes) -> CloudEvent:
    """One event as the SDK reads it, which refuses what is none."""
    held = JSONFormat().read(CloudEvent, line)
    assert isinstance(held, CloudEvent)
    return held


def data_of(lines: bytes) -> list[dict[str, Any]]:
    return [json.loads(line)["data"] for line in lines.splitlines()]


def strings(held: Any) -> Iterator[str]:
    """Every text within a value."""
    if isinstance(held, dict):
        held = list(held.values())
    if isinstance(held, list):
        for one in held:
            yield from strings(one)
    elif isinstance(held, str):
        yield held


def test_the_sdk_accepts_every_entry_of_the_worked_county() -> None:
    history = county("northbeck").history(as_of=LAST)

    held = [read(line) for line in lines_of(history).splitlines()]

    assert len(held) == len(history)
    assert len({(event.get_source(), event.get_id()) for event in held}) == len(held)
    assert [event.get_extension("sequence") for event in held] == sorted(
        str(event.get_extension("sequence")) for event in held
    )
    assert {event.get_source() for event in held} == {"//localhost/main#main"}


def test_the_sdk_would_refuse_an_event_without_a_source() -> None:
    line = json.loads(lines_of(county("northbeck").history(as_of=LAST)).splitlines()[0])
    del line["source"]

    with pytest.raises(CloudEventValidationError):
        read(json.dumps(line).encode())


def test_an_event_says_what_it_is_of_and_when_it_was_recorded_and_happened(ledger: Ledger) -> None:
    small_plan(ledger)

    event = next(held for held in map(read, lines_of(ledger.history()).splitlines()) if "reported" in held.get_type())

    entry = ledger.entry(int(event.get_id()))
    assert event.get_type() == "govledger.status-reported.1"
    assert event.get_subject() == "action:2.4"
    assert event.get_time() == entry.recorded_at
    assert event.get_extension("happened") == "2024-09-02"
    assert event.get_extension("leafhash") == entry.leaf_hash
    assert event.get_datacontenttype() == "application/json"


def test_a_batch_holds_the_same_events_as_lines_do(ledger: Ledger) -> None:
    small_plan(ledger)

    batch = json.loads(batch_of(ledger.history()))

    assert batch == [json.loads(line) for line in lines_of(ledger.history()).splitlines()]


def test_the_public_reads_adopted_words_and_is_told_which_are_withheld(ledger: Ledger) -> None:
    small_plan(ledger)

    public, full = (data_of(lines_of(ledger.history(), audience=audience)) for audience in ("public", "full"))

    added = next(one for one in public if one["type"] == "action-added/1")
    reported = next(one for one in public if one["type"] == "status-reported/1")
    assert added["body"]["text"] == "Visit every child in ten days"
    assert "withheld" not in added
    assert reported["withheld"] == ["text"]
    assert "text" not in reported["body"]
    assert "Slow" in set(strings(full))
    assert "Slow" not in set(strings(public))


def test_persons_are_called_by_a_number_that_later_entries_do_not_change(ledger: Ledger) -> None:
    ledger.record(ev.ActionAdded(action="1", text="A", leads=["person:robin-sample", "person:q9"]), **on())
    before = data_of(lines_of(ledger.history()))
    ledger.record(ev.ActionAdded(action="2", text="B", leads=["person:p7", "person:q9"]), **on())

    after, full = data_of(lines_of(ledger.history())), data_of(lines_of(ledger.history(), audience="full"))

    assert [one["body"]["leads"] for one in after[1:]] == [["person:1", "person:2"], ["person:3", "person:2"]]
    assert after[1] == before[1]
    assert full[1]["body"]["leads"] == ["person:robin-sample", "person:q9"]


def test_hostile_words_come_out_as_they_went_in(hostile: Ledger) -> None:
    lines = lines_of(hostile.history(), audience="full")

    texts = [one["body"]["text"] for one in data_of(lines) if one["type"] == "action-added/1"]

    assert texts == list(HOSTILE)
    assert all(read(line) for line in lines.splitlines())
