"""What was seen outside confines when entries were recorded, and never accuses an honest history."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from govledger.exports import Verified
from govledger.exports.intervals import spans
from govledger.ledger.codec import stamp as written
from govledger.ledger.sightings import Sighting
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.note import Note
from tests.exports.support import (
    MINUTE,
    START,
    changed,
    entry,
    files,
    history,
    kinds,
    note,
    numbers_of,
    stamp,
    verified,
)
from tests.seal.support import ADVISER, AUDIT, CHAIR, LOG, NOON

ENTRIES, PAYLOADS = history()
SECOND, DAY = dt.timedelta(seconds=1), 86_400
NONE = dt.timedelta()


def seen(size: int, seconds: int, *, within: int = 0, by: str = "audit") -> Sighting:
    earliest, latest = (START + dt.timedelta(seconds=seconds + off) for off in (-within, within))
    return Sighting(size=size, by=by, earliest=earliest, latest=latest)


def cosigned(size: int, *waits: int, by: Any = (CHAIR, AUDIT, ADVISER)) -> bytes:
    """The checkpoint of the first entries, which each witness cosigned so many seconds after the last of them."""
    signed = Note.parse(note(ENTRIES, size, cosigned=False))
    checkpoint = Checkpoint.parse(signed.text)
    times = [NOON + MINUTE * size + late for late in waits]
    lines = [witness.cosign(checkpoint, time=time) for witness, time in zip(by, times, strict=False)]
    return signed.with_signatures(*lines).encode()


def says(found: Verified) -> str:
    return found.findings[0].says


# The intervals -------------------------------------------------------------------------------------------------------


def test_an_entry_came_after_one_checkpoint_was_seen_and_before_another_was() -> None:
    first, second, rest = spans([seen(20, 100), seen(40, 900)], skew=SECOND, delay=10 * SECOND)

    assert (first.until, first.after, first.before) == (20, "", written(START + 101 * SECOND))
    assert (second.until, second.after, second.before) == (
        40,
        written(START + 89 * SECOND),
        written(START + 901 * SECOND),
    )
    assert (rest.until, rest.after) == (None, written(START + 889 * SECOND))


def test_where_nothing_was_seen_nothing_is_confined() -> None:
    (only,) = spans([], skew=SECOND, delay=SECOND)

    assert (only.until, only.after, only.said_below(), only.said_above()) == (None, "", "", "")
    assert only.before > written(dt.datetime.max.replace(tzinfo=dt.UTC))


def test_a_time_that_is_not_exact_is_taken_at_the_end_that_accuses_nobody() -> None:
    first, rest = spans([seen(20, 100, within=30)], skew=NONE, delay=NONE)

    assert (first.before, rest.after) == (written(START + 130 * SECOND), written(START + 70 * SECOND))


def test_whoever_saw_a_checkpoint_after_a_larger_one_had_been_seen_says_nothing_of_what_came_since() -> None:
    timed = spans([seen(20, 100), seen(40, 9_000, by="chair"), seen(60, 900)], skew=NONE, delay=NONE)

    assert [span.until for span in timed] == [20, 40, 60, None]
    assert [span.unseen and span.unseen.size for span in timed] == [None, 20, 20, 60]
    assert [span.seen and span.seen.size for span in timed] == [20, 60, 60, None]


def test_of_two_checkpoints_that_were_seen_at_one_time_the_smaller_says_nothing_of_what_came_since() -> None:
    timed = spans([seen(20, 100), seen(40, 900), seen(60, 900)], skew=NONE, delay=NONE)

    assert [span.unseen and span.unseen.size for span in timed] == [None, 20, 20, 60]


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 99), st.integers(0, 9)), max_size=12))
def test_an_interval_is_never_stricter_than_what_was_seen(found: list[tuple[int, int, int]]) -> None:
    sightings = [seen(size, seconds, within=within) for size, seconds, within in found]

    timed = spans(sightings, skew=NONE, delay=NONE)

    for number in range(1, 11):
        span = next(span for span in timed if span.until is None or number <= span.until)
        assert span.before in {written(one.latest) for one in sightings if one.size >= number} | {":"}
        assert all(span.before <= written(one.latest) for one in sightings if one.size >= number)
        assert span.after in {written(one.earliest) for one in sightings if one.size < number} | {""}


@pytest.mark.parametrize("size", [20, 60])
def test_times_at_the_end_of_the_calendar_are_times_like_any_other(size: int, tmp_path: Path) -> None:
    last = int(dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC).timestamp())
    checkpoint = Checkpoint.parse(Note.parse(note(ENTRIES, size)).text)
    signed = checkpoint.sign(LOG).with_signatures(CHAIR.cosign(checkpoint, time=last), AUDIT.cosign(checkpoint, time=1))

    found = verified(tmp_path, files(ENTRIES, PAYLOADS), kept=[signed.encode()], delay=dt.timedelta(days=36_500))

    assert kinds(found) == {"POSTDATED"}


# What is said --------------------------------------------------------------------------------------------------------


def test_what_looks_dated_back_is_told_with_who_saw_what_and_how_else_it_can_be(tmp_path: Path) -> None:
    notes = [cosigned(40, 2 * DAY), cosigned(60, 2 * DAY)]

    found = verified(tmp_path, files(ENTRIES, PAYLOADS, notes=notes, policy=None))

    assert numbers_of(found, "BACKDATED") == list(range(41, 61))
    assert says(found) == (
        f"entry 41 says that it was recorded at {stamp(41)}, but {CHAIR.name} saw the checkpoint of 40 entries, "
        f"which is without it, at {written(START + dt.timedelta(days=2, minutes=40))}: it was dated back, or "
        f"{CHAIR.name} came later than --delay allows for, or its clock was wrong"
    )


def test_what_looks_dated_on_is_told_with_who_had_seen_it_and_how_else_it_can_be(tmp_path: Path) -> None:
    late = [*ENTRIES[:59], changed(ENTRIES[59], recorded_at=stamp(80))]

    found = verified(tmp_path, files(late, PAYLOADS))

    assert says(found) == (
        f"entry 60 says that it was recorded at {stamp(80)}, but audit had seen the checkpoint of 60 entries, which "
        f"covers it, by {written(START + dt.timedelta(minutes=60, seconds=30))}: it was dated on, or the clock of "
        "audit or of the ledger was wrong"
    )


def test_what_no_checkpoint_covers_may_be_dated_to_the_end_of_the_calendar(tmp_path: Path) -> None:
    entries = [*ENTRIES[:59], changed(ENTRIES[59], recorded_at="9999-12-31T23:59:59.999999Z")]

    found = verified(tmp_path, files(entries, PAYLOADS, notes=[note(entries, 60, cosigned=False)], policy=None))

    assert found.findings == ()


def test_a_kept_checkpoint_is_told_as_such(tmp_path: Path) -> None:
    found = verified(tmp_path, files(ENTRIES, PAYLOADS), kept=[cosigned(50, -DAY)])

    assert "chair had seen the kept checkpoint of 50 entries, which covers it" in says(found)


# One clock that is wrong ---------------------------------------------------------------------------------------------


def test_a_clock_that_is_ahead_says_nothing_against_entries_that_another_had_seen(tmp_path: Path) -> None:
    notes = [cosigned(40, 30, 9 * DAY), cosigned(60, 9 * DAY, 30)]

    found = verified(tmp_path, files(ENTRIES, PAYLOADS, notes=notes))

    assert found.findings == ()


def test_a_clock_that_is_behind_is_outvoted_by_nobody_since_the_others_may_have_come_late(tmp_path: Path) -> None:
    behind, others = -3_600, 30

    found = verified(tmp_path, files(ENTRIES, PAYLOADS), kept=[cosigned(60, behind, others, others)])

    assert kinds(found) == {"POSTDATED"}
    assert "the clock of chair or of the ledger was wrong" in says(found)


def test_a_reader_who_knows_whose_clock_was_wrong_does_without_that_witness_or_allows_for_it(tmp_path: Path) -> None:
    kept, policy = (
        [cosigned(60, -3_600, 30)],
        f"log {LOG.verifier.vkey}\nwitness audit {AUDIT.verifier.vkey}\nquorum audit\n",
    )

    without = verified(tmp_path / "a", files(ENTRIES, PAYLOADS), kept=kept, policy=policy.encode())
    allowed = verified(tmp_path / "b", files(ENTRIES, PAYLOADS), kept=kept, skew=dt.timedelta(minutes=61))

    assert without.findings == allowed.findings == ()


def test_a_ledger_whose_clock_was_ahead_and_was_set_right_is_not_accused(tmp_path: Path) -> None:
    ahead = [changed(raw, recorded_at=stamp(1_000 + at)) for at, raw in enumerate(ENTRIES[30:39])]
    right = entry(40, "clock-corrected/1", body={"was": stamp(1_008), "now": stamp(40)})[0]
    entries = [*ENTRIES[:30], *ahead, right, *ENTRIES[40:]]

    found = verified(tmp_path / "a", files(entries, PAYLOADS | {40: []}))
    unsaid = verified(tmp_path / "b", files([*ENTRIES[:30], *ahead, *ENTRIES[39:]], PAYLOADS))

    assert (found.findings, found.clocks) == ((), (40,))
    assert numbers_of(unsaid, "POSTDATED") == list(range(31, 40))
    assert numbers_of(unsaid, "BACKDATED") == [40]


def test_setting_the_clock_right_explains_no_stamp_that_is_below_its_own(tmp_path: Path) -> None:
    ahead = [changed(ENTRIES[37], recorded_at=stamp(1_000)), changed(ENTRIES[38], recorded_at=stamp(1_200))]
    right = entry(40, "clock-corrected/1", body={"was": stamp(1_200), "now": stamp(1_100)}, recorded_at=stamp(1_100))[0]
    entries = [*ENTRIES[:37], *ahead, right, *ENTRIES[40:]]

    found = verified(tmp_path, files(entries, PAYLOADS | {40: []}))

    assert numbers_of(found, "POSTDATED") == [38, 40]
    assert numbers_of(found, "BACKDATED") == [41]
