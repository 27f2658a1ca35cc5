"""The ledger's clock: nobody chooses a stamp, and stamps never run backwards."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from govledger import Ledger, errors, events as ev
from govledger.ledger.clock import BEHIND_MAX, next_stamp, read_clock, utc_now
from tests.ledger.store.support import action, run_python

NOON = dt.datetime(2017, 6, 14, 12, tzinfo=dt.UTC)


class Clock:
    """A clock that tells what it was set to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> dt.datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += dt.timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(clock: Clock) -> Ledger:
    return Ledger.create("memory://", clerk="office:clerk", clock=clock)


def stamps(ledger: Ledger) -> list[dt.datetime]:
    return [entry.recorded_at for entry in ledger.entries()]


@pytest.mark.parametrize("behind", [dt.timedelta(0), dt.timedelta(microseconds=1), BEHIND_MAX])
def test_a_clock_a_minute_behind_repeats_the_last_stamp(behind: dt.timedelta) -> None:
    assert next_stamp(NOON - behind, NOON) == NOON


def test_a_clock_further_behind_is_refused_with_what_to_do(ledger: Ledger, clock: Clock) -> None:
    clock.move(seconds=-61)

    with pytest.raises(errors.ClockBehindError, match=r"11:58:59.*12:00:00.*govledger clock LEDGER --accept"):
        ledger.record(action("1"))

    assert len(ledger) == 1


def test_a_clock_may_jump_forwards_by_any_step(ledger: Ledger, clock: Clock) -> None:
    for step in (0.000001, 1, 86_400, 315_360_000):
        clock.move(seconds=step)
        ledger.record(action(f"{step:.6f}"))

    assert stamps(ledger) == sorted(stamps(ledger))
    assert ledger.entry(5).recorded_at == clock.now


def test_small_steps_back_never_show(ledger: Ledger, clock: Clock) -> None:
    for index, step in enumerate((30, -50, 5, -10, 100, -60)):
        clock.move(seconds=step)
        ledger.record(action(f"{index}"))

    assert stamps(ledger) == sorted(stamps(ledger))


def test_accepting_the_clock_is_the_only_fall_and_is_on_the_record(ledger: Ledger, clock: Clock) -> None:
    clock.move(days=400)
    ledger.record(action("1"))
    clock.move(days=-400, hours=1)

    with pytest.raises(errors.ClockBehindError):
        ledger.record(action("2"))
    corrected = ledger.accept_clock(reason="the year was set wrongly")
    ledger.record(action("2"))

    assert isinstance(corrected.event, ev.ClockCorrected)
    assert str(corrected.event.reason) == "the year was set wrongly"
    assert corrected.happened == ev.When.read(clock.now.date())
    assert corrected.recorded_at == clock.now
    told = stamps(ledger)
    falls = [number for number in range(2, 5) if told[number - 1] < told[number - 2]]
    assert falls == [corrected.number]


def test_the_clock_is_read_once_the_lock_is_held(tmp_path: Path) -> None:
    path = tmp_path / "csib.db"
    Ledger.create(path).close()

    def overtaken() -> dt.datetime:
        now = utc_now()
        if overtaking:
            overtaking.pop()()
        return now

    def refused() -> None:
        with Ledger.open(path, clerk="office:clerk", timeout=0) as other, pytest.raises(errors.LedgerBusyError):
            other.record(action("overtaking"))

    overtaking: list[Callable[[], None]] = []
    with Ledger.open(path, clerk="office:clerk", clock=overtaken) as ledger:
        for record in (lambda: ledger.record(action("1")), lambda: ledger.accept_clock(reason="to see")):
            overtaking.append(refused)
            record()

        assert overtaking == []
        assert stamps(ledger) == sorted(stamps(ledger))


def test_an_instant_without_a_zone_is_no_instant(clock: Clock, ledger: Ledger) -> None:
    clock.now = dt.datetime(2017, 6, 14, 12)  # noqa: DTZ001 - that is the mistake

    with pytest.raises(
        errors.BadValueError, match="clock: found '2017-06-14T12:00:00', expected an instant with a zone"
    ):
        ledger.record(action("1"))
    with pytest.raises(errors.BadValueError):
        Ledger.create("memory://", clock=clock)


def test_a_clock_in_another_zone_tells_the_same_instant() -> None:
    summer = dt.timezone(dt.timedelta(hours=1))

    told = read_clock(lambda: NOON.astimezone(summer))

    assert told == NOON
    assert told.tzinfo is dt.UTC


def test_stamps_rise_through_processes_whose_clocks_differ(tmp_path: Path) -> None:
    path = tmp_path / "csib.db"
    code = """
import datetime as dt, sys
from govledger import Ledger, events as ev
behind = dt.timedelta(seconds=int(sys.argv[2]))
with Ledger.open(sys.argv[1], clerk="office:clerk", clock=lambda: dt.datetime.now(dt.UTC) - behind) as ledger:
    ledger.record(ev.ActionAdded(action=sys.argv[2], text="Do it"))
"""
    Ledger.create(path).close()

    for behind in (0, 50, 5, 30):
        run_python(code, path, behind)

    with Ledger.open(path) as ledger:
        assert len(ledger) == 5
        assert stamps(ledger) == sorted(stamps(ledger))
