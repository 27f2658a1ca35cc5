"""What those outside say of when they saw a checkpoint: taken in, unless it would accuse honest entries."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from govledger import events as ev
from govledger.errors import LedgerCorruptError, MistimedError, SealError
from govledger.ledger import Ledger
from govledger.ledger.sightings import Sighting
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.cosignature import Ed25519CosignatureSigner
from govledger.seal.note import Note
from tests.ledger.sealed import LOG, SECONDS, add, behind, cosigned, sealable
from tests.ledger.support import FakeClock

MINUTE, HOUR, DAY = 60, 3_600, 86_400
ALLOWED = DAY + 10 * MINUTE
OTHER = Ed25519CosignatureSigner("audit.example.gov.uk", bytes(range(2, 34)))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def ledger(clock: FakeClock) -> Iterator[Ledger]:
    with sealable(clock=clock) as opened:
        yield opened


def instant(seconds: int) -> dt.datetime:
    """So many seconds after the ledger was opened."""
    return dt.datetime.fromtimestamp(SECONDS + seconds, dt.UTC)


def pass_time(clock: FakeClock, seconds: int) -> None:
    clock.set(instant(seconds).isoformat())


def by_other(note: bytes, *, time: int) -> bytes:
    """The note as a second witness gives it back."""
    found = Note.parse(note)
    return found.with_signatures(OTHER.cosign(Checkpoint.parse(found.text), time=time)).encode()


def seen(size: int, seconds: int, *, within: int = 0) -> Sighting:
    """That an authority saw a checkpoint, so many seconds after the ledger was opened."""
    return Sighting(size=size, by="CN=clock", earliest=instant(seconds - within), latest=instant(seconds + within))


# Witnesses who come late ---------------------------------------------------------------------------------------------


def test_a_witness_who_would_make_what_came_meanwhile_look_dated_back_is_sent_to_the_new_checkpoint(
    clock: FakeClock, ledger: Ledger
) -> None:
    sealed = ledger.seal(LOG)
    add(ledger, 1)
    pass_time(clock, ALLOWED + 1)

    with pytest.raises(MistimedError) as refused:
        ledger.cosigned(cosigned(sealed.note, time=SECONDS + ALLOWED + 1))

    assert (refused.value.by, refused.value.size) == ("chair.example.gov.uk", 1)
    assert str(refused.value) == (
        "chair.example.gov.uk says that it saw the checkpoint of 1 entry at 2018-01-03T12:10:01.000000Z, which is too "
        "late: entry 2 was recorded above it at 2018-01-02T12:00:00.000000Z, and would look as if it had been dated "
        "back; seal the ledger now, and ask again with the new checkpoint"
    )
    assert ledger.sealed() == [sealed]
    ledger.cosigned(cosigned(ledger.seal(LOG).note, time=SECONDS + ALLOWED + 1))


def test_a_witness_may_be_a_day_late_or_as_late_as_the_ledger_is_told(clock: FakeClock, ledger: Ledger) -> None:
    first = ledger.seal(LOG)
    add(ledger, 1)
    second = ledger.seal(LOG)
    pass_time(clock, HOUR)
    add(ledger, 1)
    pass_time(clock, 9 * DAY)

    ledger.cosigned(cosigned(second.note, time=SECONDS + HOUR + 2 * DAY), delay=dt.timedelta(days=2))
    kept = ledger.cosigned(cosigned(first.note, time=SECONDS + ALLOWED))

    assert len(Note.parse(kept.note).signatures) == 2


def test_of_what_is_taken_in_together_who_was_in_time_excuses_who_was_late_in_any_order(
    clock: FakeClock, ledger: Ledger
) -> None:
    sealed = ledger.seal(LOG)
    add(ledger, 1)
    pass_time(clock, 9 * DAY)
    late, early = cosigned(sealed.note, time=SECONDS + 9 * DAY), by_other(sealed.note, time=SECONDS)

    kept = ledger.cosigned(late, early)

    assert len(Note.parse(kept.note).signatures) == 3


def test_what_is_taken_in_together_is_kept_whole_or_not_at_all(clock: FakeClock, ledger: Ledger) -> None:
    first = ledger.seal(LOG)
    add(ledger, 1)
    second = ledger.seal(LOG)
    add(ledger, 1)
    pass_time(clock, 9 * DAY)
    good, late = by_other(first.note, time=SECONDS), cosigned(second.note, time=SECONDS + 9 * DAY)

    with pytest.raises(MistimedError):
        ledger.cosigned(good, late)

    assert ledger.sealed() == [first, second]
    assert ledger.cosigned(good, late, delay=dt.timedelta(days=9)).size == 2


def test_where_nothing_was_recorded_since_no_witness_is_too_late(clock: FakeClock, ledger: Ledger) -> None:
    sealed = ledger.seal(LOG)
    pass_time(clock, 90 * DAY)

    kept = ledger.cosigned(cosigned(sealed.note, time=SECONDS + 90 * DAY))

    assert len(Note.parse(kept.note).signatures) == 2


@pytest.mark.parametrize("seconds", [0, 8 * DAY, 9 * DAY])
def test_a_witness_who_is_late_says_nothing_against_anybody_where_a_larger_checkpoint_had_been_seen(
    seconds: int, clock: FakeClock, ledger: Ledger
) -> None:
    first = ledger.seal(LOG)
    add(ledger, 1)
    second = ledger.seal(LOG)
    pass_time(clock, 9 * DAY)
    ledger.cosigned(by_other(second.note, time=SECONDS + seconds))

    kept = ledger.cosigned(cosigned(first.note, time=SECONDS + 9 * DAY))

    assert len(Note.parse(kept.note).signatures) == 2


def test_a_witness_who_is_late_is_taken_together_with_one_who_was_in_time(clock: FakeClock, ledger: Ledger) -> None:
    sealed = ledger.seal(LOG)
    add(ledger, 1)
    pass_time(clock, 9 * DAY)

    both = by_other(cosigned(sealed.note, time=SECONDS + 9 * DAY), time=SECONDS + HOUR)

    assert len(Note.parse(ledger.cosigned(both).note).signatures) == 3


def test_what_is_kept_already_is_not_refused_when_it_comes_again(clock: FakeClock, ledger: Ledger) -> None:
    note = cosigned(ledger.seal(LOG).note, time=SECONDS)
    kept = ledger.cosigned(note)
    add(ledger, 1)
    pass_time(clock, 9 * DAY)

    assert ledger.cosigned(note) == kept


def test_stamps_that_fall_because_the_clock_was_set_right_are_looked_at_too(clock: FakeClock, ledger: Ledger) -> None:
    sealed = ledger.seal(LOG)
    pass_time(clock, 30 * DAY)
    add(ledger, 1)
    pass_time(clock, HOUR)
    ledger.accept_clock(reason="The machine's battery was exchanged.")
    pass_time(clock, 3 * DAY)

    with pytest.raises(MistimedError, match="entry 3 was recorded above it at 2018-01-02T13:00"):
        ledger.cosigned(cosigned(sealed.note, time=SECONDS + 3 * DAY))


# Clocks that are wrong -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "but"),
    [
        (-10 * MINUTE - 1, "entry 2, which that covers, was recorded at 2018-01-02T12:00:00.000000Z"),
        (-SECONDS + 1, "entry 2, which that covers"),
        (10 * MINUTE + 1, "this ledger's clock says that it is only 2018-01-02T12:00:00.000000Z"),
        (2**62, "this ledger's clock says that it is only"),
    ],
)
def test_a_witness_whose_clock_is_wrong_is_not_taken_in(seconds: int, but: str, ledger: Ledger) -> None:
    add(ledger, 1)
    sealed = ledger.seal(LOG)

    with pytest.raises(MistimedError) as refused:
        ledger.cosigned(cosigned(sealed.note, time=SECONDS + seconds))

    assert but in str(refused.value)
    assert "one of the two clocks is wrong; set it right" in str(refused.value)
    assert ledger.sealed() == [sealed]


@pytest.mark.parametrize("seconds", [-10 * MINUTE, 10 * MINUTE])
def test_two_clocks_need_not_agree_to_the_minute(seconds: int, ledger: Ledger) -> None:
    sealed = ledger.seal(LOG)

    ledger.cosigned(cosigned(sealed.note, time=SECONDS + seconds))

    with pytest.raises(MistimedError):
        ledger.cosigned(by_other(sealed.note, time=SECONDS + seconds), skew=dt.timedelta(minutes=9))


def test_a_witness_that_shows_the_ledgers_own_clock_to_be_ahead_is_taken_once_that_was_set_right(
    clock: FakeClock, ledger: Ledger
) -> None:
    pass_time(clock, 2 * DAY)
    ledger.record(ev.StatementMade(text="By a clock that is two days ahead."))
    pass_time(clock, HOUR)
    with pytest.raises(MistimedError, match="govledger clock LEDGER --accept"):
        ledger.cosigned(cosigned(ledger.seal(LOG, at=instant(2 * DAY)).note, time=SECONDS + HOUR))
    ledger.accept_clock(reason="It was two days ahead.")

    kept = ledger.cosigned(cosigned(ledger.seal(LOG).note, time=SECONDS + HOUR))

    assert kept.size == 3


# Timestamps ----------------------------------------------------------------------------------------------------------


def test_an_answer_is_kept_beside_its_checkpoint_and_gives_way_to_another(ledger: Ledger) -> None:
    ledger.seal(LOG)
    add(ledger, 1)
    ledger.seal(LOG)

    for size, answer in [(2, b"two"), (1, b"one"), (2, b"again")]:
        ledger.timestamped(answer, seen(size, 0))

    assert ledger.timestamps() == {1: b"one", 2: b"again"}
    assert list(ledger.timestamps()) == [1, 2]


def test_an_answer_is_refused_as_a_cosignature_is(clock: FakeClock, ledger: Ledger) -> None:
    ledger.seal(LOG)
    add(ledger, 1)
    pass_time(clock, 9 * DAY)

    for seconds in (-HOUR, 2 * DAY, 10 * DAY):
        with pytest.raises(MistimedError):
            ledger.timestamped(b"answer", seen(1, seconds))
    ledger.timestamped(b"answer", seen(1, 2 * DAY), delay=dt.timedelta(days=2))

    assert ledger.timestamps() == {1: b"answer"}


def test_an_answer_that_is_not_exact_is_taken_if_it_can_be_true(ledger: Ledger) -> None:
    ledger.seal(LOG)

    ledger.timestamped(b"answer", seen(1, -HOUR, within=HOUR))
    ledger.timestamped(b"answer", seen(1, HOUR, within=HOUR))

    with pytest.raises(MistimedError):
        ledger.timestamped(b"answer", seen(1, -HOUR, within=HOUR // 2))


def test_an_answer_is_of_a_checkpoint_that_is_kept(ledger: Ledger) -> None:
    with pytest.raises(SealError, match="timestamp: found 1, expected the size of a checkpoint of this ledger"):
        ledger.timestamped(b"answer", seen(1, 0))


def test_a_ledger_without_timestamps_stays_as_it_is_until_one_is_kept(tmp_path: Path) -> None:
    def tables() -> set[str]:
        with closing(sqlite3.connect(tmp_path / "L")) as connection:
            return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}

    with sealable(tmp_path / "L") as ledger:
        ledger.seal(LOG)
        before, none = tables(), ledger.timestamps()
        ledger.timestamped(b"answer", seen(1, 0))

        assert (tables() - before, none) == ({"timestamp"}, {})
    with Ledger.open(tmp_path / "L") as again:
        assert again.timestamps() == {1: b"answer"}


def test_a_damaged_timestamp_says_so(tmp_path: Path) -> None:
    with sealable(tmp_path / "L") as ledger:
        ledger.seal(LOG)
        ledger.timestamped(b"answer", seen(1, 0))
        with behind(tmp_path / "L") as connection:
            connection.execute("UPDATE timestamp SET answer = 'no bytes'")

        with pytest.raises(LedgerCorruptError, match="timestamp of size 1 is damaged"):
            ledger.timestamps()
