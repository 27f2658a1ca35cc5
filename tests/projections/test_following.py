"""A follower sees everything, once, and waits where a handler raises."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import attrs
import pytest

from govledger import Ledger, View, errors, events as ev
from govledger.ledger.entry import AnyEntry
from govledger.projections.plan_state import PlanState
from govledger.projections.projection import on, projection
from tests.ledger.store.support import open_folder, start_python, unprivileged
from tests.projections.poisoned import POISON, Statuses, begun, told


@projection(version=1, order="recorded")
class Numbers:
    """The number of every entry."""

    held: list[int] = attrs.field(factory=list[int])

    @on()
    def seen(self, event: object, entry: AnyEntry) -> None:
        self.held.append(entry.number)


@pytest.fixture
def stop() -> Event:
    """What ends the following."""
    return Event()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in a file, with three actions."""
    with begun(tmp_path / "csib.db") as ledger:
        yield ledger


def test_what_is_there_is_seen_at_once_and_then_every_growth(kept: Ledger, stop: Event) -> None:
    following = kept.follow(Statuses, stop=stop)

    first = next(following)
    told(kept, "action:2.4", "green")
    second = next(following)
    told(kept, "action:2.4", "red")
    third = next(following)

    assert [first.number, second.number, third.number] == [4, 5, 6]
    assert third.state.held["action:2.4"].status == "red"


def test_what_grew_while_a_view_was_looked_at_comes_in_one_view(kept: Ledger, stop: Event) -> None:
    following = kept.follow(Numbers, stop=stop)
    next(following)
    for status in ("green", "red", "green"):
        told(kept, "action:2.4", status)

    view = next(following)

    assert (view.number, view.state.held) == (7, [1, 2, 3, 4, 5, 6, 7])


def test_it_ends_once_it_is_told_to(kept: Ledger, stop: Event) -> None:
    following = kept.follow(Statuses, stop=stop)
    next(following)

    stop.set()

    assert next(following, None) is None


def test_one_that_waits_ends_when_another_thread_tells_it_to(kept: Ledger, stop: Event) -> None:
    seen: list[int] = []
    waiting = Thread(target=lambda: seen.extend(view.number for view in kept.follow(Statuses, stop=stop)))
    waiting.start()

    stop.set()
    waiting.join()

    assert seen in ([], [4])


def test_it_goes_on_after_what_was_seen_before(kept: Ledger, stop: Event) -> None:
    following = kept.follow(Statuses, after=4, stop=stop)
    number = told(kept, "action:2.4", "green")

    view = next(following)

    assert view.number == number


def test_a_ledger_in_memory_is_followed_too(ledger: Ledger, stop: Event) -> None:
    following = ledger.follow(Numbers, stop=stop)
    next(following)

    ledger.record(ev.ActionAdded(action="2.4"))

    assert next(following).state.held == [1, 2]


def test_it_sees_what_another_process_commits(kept: Ledger, tmp_path: Path, stop: Event) -> None:
    following = kept.follow(Numbers, stop=stop)
    next(following)

    _record_elsewhere(tmp_path / "csib.db", "from-elsewhere")

    assert next(following).number == 5


def test_nothing_is_missed_and_nothing_comes_twice(kept: Ledger, tmp_path: Path, stop: Event) -> None:
    seen: list[int] = []

    with start_python(_MANY, tmp_path / "csib.db", 200):
        for view in kept.follow(Numbers, stop=stop):
            seen.append(view.number)
            assert view.state.held == list(range(1, view.number + 1))
            if view.number == 204:
                stop.set()

    assert seen == sorted(set(seen))


def test_a_handler_that_raises_is_told_once_and_then_waited_for(kept: Ledger, stop: Event) -> None:
    following = kept.follow(Statuses, stop=stop)
    next(following)
    number = told(kept, POISON, "green")

    stopped = next(following)
    told(kept, "action:2.4", "red")
    later = told(kept, "action:2.4", "amber")
    kept.retract(number, reason="Reported of the wrong thing", happened="2017-02-01")
    on_again = next(following)

    assert stopped.stopped is not None
    assert stopped.stopped.entry.number == number
    assert on_again.stopped is None
    assert on_again.number > later
    assert on_again.state == kept.history().project(Statuses)


def test_it_stops_in_the_words_in_which_a_replay_stops(kept: Ledger, stop: Event) -> None:
    told(kept, "action:2.4", "green")
    told(kept, POISON, "green")

    view = next(kept.follow(Statuses, stop=stop))

    with pytest.raises(errors.ProjectionStoppedError) as stopped:
        kept.history().project(Statuses)
    assert str(view.stopped) == str(stopped.value)


def test_what_is_followed_is_a_projection(kept: Ledger) -> None:
    with pytest.raises(TypeError, match="is not a projection"):
        kept.follow(dict)


def test_a_closed_ledger_is_not_followed_any_more(tmp_path: Path, stop: Event) -> None:
    with Ledger.create(tmp_path / "closed.db") as ledger:
        following = ledger.follow(Numbers, stop=stop)
        next(following)

    with pytest.raises(errors.LedgerClosedError):
        next(following)


def test_who_may_only_read_follows_too() -> None:
    with open_folder() as folder:
        path = folder / "csib.db"
        with Ledger.create(path, clerk="office:clerk") as ledger:
            ledger.record(ev.ActionAdded(action="2.4"))
            reading = start_python(_READER, path, user=unprivileged())
            assert reading.stdout is not None
            first = reading.stdout.readline()
            ledger.record(ev.ActionAdded(action="2.5"))
            second, _ = reading.communicate()

    assert [first.strip(), second.strip()] == ["2", "3"]


def test_a_late_arrival_makes_the_state_what_a_replay_makes_it(action: Ledger, stop: Event) -> None:
    following = action.follow(PlanState, stop=stop)
    next(following)
    told(action, "action:2.4", "rag/red", "2017-08-01")
    next(following)

    told(action, "action:2.4", "rag/green", "2017-06-01")
    view: Any = next(following)

    assert isinstance(view, View)
    assert view.state == action.history().project(PlanState)
    assert str(view.state.actions["2.4"].status) == "rag/red"


def _record_elsewhere(path: Path, action: str) -> None:
    subprocess.run([sys.executable, "-c", _ONE, str(path), action], check=True)


_ONE = """
import sys
from govledger import Ledger, events as ev
with Ledger.open(sys.argv[1], clerk="office:other") as ledger:
    ledger.record(ev.ActionAdded(action=sys.argv[2]))
"""

_MANY = """
import sys
from govledger import Ledger, events as ev
with Ledger.open(sys.argv[1], clerk="office:other") as ledger:
    for number in range(int(sys.argv[2])):
        ledger.record(ev.ActionAdded(action=f"many-{number}"))
"""

_READER = """
import sys
from threading import Event
import attrs
from govledger import Ledger, events as ev, on, projection

@projection(version=1, order="recorded")
class Numbers:
    held: list[int] = attrs.field(factory=list[int])
    @on(ev.ActionAdded)
    def seen(self, event, entry):
        self.held.append(entry.number)

stop = Event()
with Ledger.open(sys.argv[1]) as ledger:
    for view in ledger.follow(Numbers, stop=stop):
        print(view.number, flush=True)
        if view.number == 3:
            stop.set()
"""
