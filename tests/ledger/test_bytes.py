"""An entry's bytes: canonical, in the restricted profile, and without the words that are withheld."""

import hashlib
import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings

from govledger import events as ev
from govledger.errors import EntryTooLargeError, LedgerCorruptError
from govledger.events import CATALOGUE
from govledger.events.catalogue import body
from govledger.ledger import Ledger, draft
from govledger.ledger.codec import Codec, stamp
from govledger.ledger.store import Row
from govledger.seal.commitment import digest
from govledger.testing.values import any_event
from tests.ledger.support import CLERK, FakeClock, bytes_of, refused, stored


def packed(event: Any, **envelope: Any) -> bytes:
    """Return the bytes of an entry whose references nobody has checked."""
    around = {"happened": "2017-06-14", "known_on": "2017-06-14", "clerk": CLERK, **envelope}
    held = draft(event, **around)
    commitments = {path: digest(str(text).encode()) for path, text in held.texts(CATALOGUE.of(event))}
    return bytes_of(held, number=17, recorded_at=FakeClock()(), commitments=commitments)


def keys(held: Any) -> list[str]:
    """Return every key of an object and of what it holds."""
    if isinstance(held, dict):
        return [*held, *(key for value in held.values() for key in keys(value))]
    return [key for value in held for key in keys(value)] if isinstance(held, list) else []


def refuse_number(found: str) -> Any:
    raise AssertionError(f"{found} is no whole number")


# The profile ---------------------------------------------------------------------------------------------------------


@given(any_event())
@settings(max_examples=200)
def test_every_event_has_canonical_bytes_in_the_restricted_profile(event: Any) -> None:
    raw = packed(event)

    held = json.loads(raw, parse_float=refuse_number, parse_constant=refuse_number)
    assert rfc8785.dumps(held) == raw
    assert all(key.isascii() for key in keys(held))


@given(any_event())
@settings(max_examples=200)
def test_every_event_is_read_from_its_bytes_as_it_was_written(event: Any) -> None:
    raw, declared = packed(event), CATALOGUE.of(event)

    entry = Codec(CATALOGUE).decode(Row(17, declared.written, raw))

    assert body(declared, entry.event) == json.loads(raw)["body"]
    assert type(entry.event) is type(event)


def test_the_bytes_of_an_entry_are_written_out_here_once(ledger: Ledger) -> None:
    ledger.record(ev.ActionAdded(action="2.4"), happened="December 2015", known_on="2016-01-04")

    raw = ledger.entry(2).raw

    assert raw == (
        b'{"body":{"action":"2.4"},"clerk":"office:clerk","happened":"December 2015","known_on":"2016-01-04",'
        b'"number":2,"recorded_at":"2018-01-02T12:00:00.000000Z","type":"action-added/1","v":"govledger/1"}'
    )


def test_the_leaf_of_an_entry_is_the_hash_of_its_stored_bytes(ledger: Ledger) -> None:
    (entry,) = ledger.record(ev.ActionAdded(action="1"))

    assert entry.leaf_hash == hashlib.sha256(b"\x00" + entry.raw).hexdigest()


def test_what_was_not_said_is_not_written(ledger: Ledger) -> None:
    ledger.record(ev.ActionAdded(action="1", leads="none"), mode="first_hand", visibility="public")

    held = stored(ledger.entry(2))

    assert set(held) == {"body", "clerk", "happened", "known_on", "number", "recorded_at", "type", "v"}
    assert (held["happened"], held["known_on"], held["body"]) == (
        "unknown",
        "2018-01-02",
        {"action": "1", "leads": "none"},
    )


def test_a_list_of_one_stays_a_list(ledger: Ledger) -> None:
    ledger.record(ev.ActionAdded(action="1", leads="office:dcs"), source="x#1", uncertain="leads")

    held = stored(ledger.entry(2))

    assert (held["body"]["leads"], held["source"], held["uncertain"]) == (
        ["office:dcs"],
        [{"document": "x", "locator": "1"}],
        ["leads"],
    )


@pytest.mark.parametrize(
    ("instant", "written"),
    [
        ("2018-01-02T12:00:00Z", "2018-01-02T12:00:00.000000Z"),
        ("2018-06-14T12:00:00.000001+01:00", "2018-06-14T11:00:00.000001Z"),
        ("0017-06-14T00:00:00Z", "0017-06-14T00:00:00.000000Z"),
    ],
)
def test_a_stamp_has_one_width_and_one_zone(instant: str, written: str) -> None:
    assert stamp(FakeClock(instant)()) == written


# Size ----------------------------------------------------------------------------------------------------------------


def wide(bytes_wanted: int, action: str = "1") -> ev.ActionAdded:
    """Return an action whose entry, as entry 2 or 3 of a ledger, is so many bytes long."""
    leads = [f"office:{index:0>190}" for index in range(bytes_wanted // 200 - 3)]
    spare = bytes_wanted - len(packed_as_recorded(ev.ActionAdded(action=action, leads=leads))) - 3
    last = [f"office:{'x' * (spare // 4 - 7 + (spare % 4 if part == 3 else -3))}" for part in range(4)]
    return ev.ActionAdded(action=action, leads=[*leads, *last])


def packed_as_recorded(event: Any) -> bytes:
    return packed(event, happened="unknown", known_on="2018-01-02").replace(b'"number":17', b'"number":2')


def test_an_entry_may_be_65535_bytes_long_and_not_one_more(ledger: Ledger) -> None:
    longest, too_long = wide(65_535), wide(65_536, action="2")
    assert (len(packed_as_recorded(longest)), len(packed_as_recorded(too_long))) == (65_535, 65_536)

    (fault,) = refused(EntryTooLargeError, ledger, too_long)
    (entry,) = ledger.record(longest)

    assert (len(entry.raw), fault.found) == (65_535, "'an entry of 65536 bytes'")


def test_a_narrative_of_100_000_characters_takes_no_room_in_the_bytes(ledger: Ledger) -> None:
    words = "النص שלום 🙂\n\t\u202e" * 10_000

    (entry,) = ledger.record(ev.ActionAdded(action="1", text=words), source={"document": "x", "verbatim": words})

    assert len(entry.raw) < 600
    assert (str(ledger.entry(2).event.text) == words, str(entry.source[0].verbatim) == words) == (True, True)


def test_emoji_and_writing_from_right_to_left_are_clear_text_too(ledger: Ledger) -> None:
    (entry,) = ledger.record(ev.StatusReported(subject="area:مناطق", status="🙂 שלום"), clerk="office:مكتب")

    assert (entry.event.status, entry.event.subject, entry.clerk) == ("🙂 שלום", "area:مناطق", "office:مكتب")
    assert rfc8785.dumps(stored(entry)) == entry.raw


# Withheld words ------------------------------------------------------------------------------------------------------

WITHHELD = ev.InterventionImposed(
    intervention="n",
    official_label="CLEAR",
    requirements=[{"ref": "a", "text": "SECRET-a"}, {"ref": "b"}, {"ref": "c", "text": "SECRET-c"}],
)


def payloads(ledger: Ledger, number: int) -> list[bytes]:
    held = ledger.inner.store.payloads(ledger.inner.row, number)
    return held.split(b"\n") if held else []


def test_withheld_words_are_nowhere_in_the_bytes_and_clear_ones_are(ledger: Ledger) -> None:
    ledger.record(WITHHELD, source={"document": "x", "verbatim": "SECRET verbatim"})
    ledger.correct(2, WITHHELD, reason="SECRET reason")

    raws = [entry.raw for entry in ledger.entries(after=1)]

    assert all(b"SECRET" not in raw and b"CLEAR" in raw for raw in raws)


def test_commitments_stand_in_the_order_of_their_paths_and_match_the_disclosures(ledger: Ledger) -> None:
    ledger.record(WITHHELD)
    ledger.correct(2, WITHHELD, reason="slip", source={"document": "x", "verbatim": "SECRET"})

    held = stored(ledger.entry(3))
    disclosed = [json.loads(payload) for payload in payloads(ledger, 3)]

    assert held["_sd_for"] == ["@reason", "@source/0/verbatim", "requirements/0/text", "requirements/2/text"]
    assert held["_sd"] == [digest(payload) for payload in payloads(ledger, 3)]
    assert [(name, value) for _, name, value in disclosed] == list(
        zip(held["_sd_for"], ["slip", "SECRET", "SECRET-a", "SECRET-c"], strict=True)
    )
    assert held["_sd_alg"] == "sha-256"


def test_lists_of_more_than_ten_texts_keep_their_order(ledger: Ledger) -> None:
    criteria = [f"Criterion {index}" for index in range(25)]

    (entry,) = ledger.record(ev.ActionAdded(action="1", closure_criteria=criteria))

    assert [str(text) for text in entry.event.closure_criteria] == criteria
    assert stored(entry)["_sd_for"] == sorted(f"closure_criteria/{index}" for index in range(25))


def test_salts_are_fresh_each_time(ledger: Ledger) -> None:
    ledger.record(ev.StatementMade(text="the same"), ev.StatementMade(text="the same"))

    salts = {json.loads(payload)[0] for number in (2, 3) for payload in payloads(ledger, number)}

    assert (len(salts), len(set(ledger.entry(2).commitments + ledger.entry(3).commitments))) == (2, 2)


def test_an_entry_without_words_has_no_commitments_and_no_disclosures(ledger: Ledger) -> None:
    (entry,) = ledger.record(ev.ActionAdded(action="1"))

    assert (entry.commitments, entry.committed, payloads(ledger, 2)) == ((), (), [])
    assert b"_sd" not in entry.raw


# Damage --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "put"),
    [
        (b'"_sd_for":["text"]', b'"_sd_for":["words"]'),
        (b'"_sd_for":["text"]', b'"_sd_for":["text","text"]'),
        (b'"_sd_for":["text"]', b'"_sd_for":["closure_criteria/x"]'),
        (b'"_sd_for":["text"]', b'"_sd_for":["@source/4/verbatim"]'),
        (b'"_sd_for":["text"]', b'"_sd_for":[]'),
        (b'"happened":"unknown"', b'"happened":"once upon a time"'),
        (b'"happened":"unknown"', b'"happened":20180102'),
        (b'"happened":"unknown"', b'"happened":{"earliest":"2018-01-02"}'),
        (b'"known_on":"2018-01-02"', b'"known_on":"2018-02-30"'),
        (b'"body":{', b'"body":['),
        (b"{", b""),
        (b'"action":"1"', b'"action":1'),
    ],
)
def test_damaged_bytes_are_called_damaged(ledger: Ledger, found: bytes, put: bytes) -> None:
    raw = ledger.record(ev.ActionAdded(action="1", text="words"))[0].raw
    assert found in raw

    with pytest.raises(LedgerCorruptError, match="action-added/1"):
        Codec(CATALOGUE).decode(Row(2, "action-added/1", raw.replace(found, put, 1)))


def test_entries_read_one_after_another_are_those_read_one_by_one(ledger: Ledger) -> None:
    ledger.record(ev.ActionAdded(action="1", text="words", due="2018-02-01", leads=["office:dcs"]))
    ledger.record(ev.StatusReported(subject="action:1", status="green"), ev.StatementMade(text="more"))
    rows = [Row(entry.number, entry.type, entry.raw) for entry in ledger.entries()]

    read = list(Codec(CATALOGUE).decode_each(rows))

    alone = [Codec(CATALOGUE).decode(row) for row in rows]
    assert [(one.number, one.event, one.source, one.happened) for one in read] == [
        (one.number, one.event, one.source, one.happened) for one in alone
    ]
