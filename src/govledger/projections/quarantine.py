"""Leaving out an entry at which a projection stops, in the name of somebody who says why and until when.

A quarantine is an answer to the alarm that a projection stopped, so it is an entry like any other: it is attributed,
has a reason and an expiry, and deletes nothing. Those who follow a ledger and keep tables of it go on without the
entry, and every view and status says so in the words in which the projection stopped, until the entry is corrected, the
quarantine lifted, or the fault mended. Who asks for a state gets none: `project` still stops, and `check` cannot tell
what rests on it, because a bare answer has no room to say what it leaves out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

import attrs

from govledger.errors import BadValueError, ProjectionStoppedError
from govledger.events import AlarmAnswered, Text, each
from govledger.events.aloud import said_day
from govledger.ledger import Ledger
from govledger.ledger.clock import read_clock
from govledger.ledger.cuts import Cut
from govledger.ledger.entry import AnyEntry
from govledger.projections.growing import Growing
from govledger.projections.projection import Handler, Projection, View
from govledger.projections.views import declared

State = TypeVar("State")

RULE = "PROJECTION_STOPPED"
"""Under what name the answer stands; no rule of assurance bears it."""


@attrs.frozen(kw_only=True)
class Quarantine:
    """That a projection leaves an entry out.

    Attributes:
        number: The entry that is left out.
        entry: The entry that says so.
        by: Who says so.
        until: By when it is to be lifted; it does not end by itself, because a table knows no clock.
        reason: Why.
        stopped: How the projection stopped there.
    """

    number: int
    entry: int
    by: tuple[str, ...]
    until: dt.date
    reason: Text
    stopped: ProjectionStoppedError | None = None

    def __str__(self) -> str:
        """How the projection stopped, and by whom that is passed over."""
        by, until = ", ".join(self.by) or "nobody named", said_day(self.until)
        answered = f"quarantined by {by} until {until} (entry {self.entry})"
        return f"{self.stopped}; {answered}, so what is said leaves entry {self.number} out"


def stop_key(view: str, number: int) -> str:
    """The key of the alarm that a projection stopped at an entry."""
    return f"{RULE}|view:{view}|entry:{number}"


def quarantines(ledger: Ledger, view: str) -> dict[int, Quarantine]:
    """What is quarantined for a projection now, by the number of the entry that is left out."""
    inner, history = ledger.inner, ledger.history()
    numbers = inner.store.numbers_of(inner.row, "alarm-answered")
    standing = _standing(ledger, numbers, history.cut)
    found = {held.event.alarm: held for held in standing if held.event.rule == RULE}
    prefix = stop_key(view, 0)[:-1]
    return {
        int(key.removeprefix(prefix)): Quarantine(
            number=int(key.removeprefix(prefix)),
            entry=held.number,
            by=tuple(each(held.event.by)),
            until=held.event.until,
            reason=held.event.reason,
        )
        for key, held in found.items()
        if key.startswith(prefix) and key.removeprefix(prefix).isdecimal()
    }


def _standing(ledger: Ledger, numbers: Iterable[int], cut: Cut) -> Iterator[AnyEntry]:
    """The versions among some entries that hold now."""
    timeline = ledger.inner.timeline
    timeline.extend(cut.size)
    for entry in map(ledger.entry, numbers):
        if timeline.version(entry.original, cut=cut, known_by=None) == entry.number:
            yield entry


def quarantine(
    ledger: Ledger, view: type, number: int, *, reason: str, by: Any, until: Any, clerk: str | None = None
) -> AnyEntry:
    """Leave an entry out of what followers and tables of a projection go by; the entry that says so.

    Args:
        ledger: The ledger.
        view: The projection.
        number: The entry at which it stops.
        reason: Why it is left out; a text, so name nobody in it.
        by: Who answers for that: a party, or several.
        until: The day by which it is to be lifted.
        clerk: Who enters it.

    Raises:
        BadValueError: The projection does not stop at that entry.
    """
    projection = declared(view)
    stopped = Forbearing(projection, ledger).catch_up().stopped
    if stopped is None or stopped.entry.number != number:
        where = f"it stops at entry {stopped.entry.number}" if stopped else "it does not stop"
        raise BadValueError(number, f"the entry at which {projection.name} stops; {where}", where="entry")
    event = AlarmAnswered(
        rule=RULE, alarm=stop_key(projection.name, number), answer="accepted", reason=reason, by=by, until=until
    )
    return ledger.record(event, happened=_today(ledger), clerk=clerk)[0]


def lift(ledger: Ledger, view: type, number: int, *, reason: str, clerk: str | None = None) -> AnyEntry:
    """Leave an entry out no longer; the entry that says so.

    Raises:
        BadValueError: It is not quarantined.
    """
    projection = declared(view)
    held = quarantines(ledger, projection.name)
    if number not in held:
        known = ", ".join(map(str, held)) or "none"
        raise BadValueError(number, f"an entry quarantined for {projection.name}, of which there are: {known}")
    return ledger.retract(held[number].entry, reason=reason, clerk=clerk)


def _today(ledger: Ledger) -> dt.date:
    return read_clock(ledger.inner.clock).astimezone(ZoneInfo(ledger.zone)).date()


class Forbearing(Generic[State]):
    """A state that grows with its ledger and leaves out what is quarantined, saying so.

    An entry is left out only while the projection stops at it: what is quarantined and does no harm is folded.

    Attributes:
        projection: The projection, as it passes over what is left out.
    """

    def __init__(self, projection: Projection[State], ledger: Ledger) -> None:
        self.projection, self._projection, self._ledger = projection, projection, ledger
        self._growing = Growing(projection, ledger)
        self._out: dict[int, Quarantine] = {}
        self._size = 0

    def catch_up(self) -> View[State]:
        """The view of the ledger as it is now."""
        if self._out and self._may_be_read_again():
            self._begin({})
        view = self._growing.catch_up()
        while view.stopped is not None or self._out:
            out = self._left_out(view.stopped)
            if out.keys() == self._out.keys():
                break
            self._begin(out)
            view = self._growing.catch_up()
        self._size = max(self._size, view.number)
        return attrs.evolve(view, quarantined=tuple(self._out.values()))

    def _begin(self, out: dict[int, Quarantine]) -> None:
        """Begin anew, leaving some entries out."""
        self._out, self.projection = out, _without(self._projection, frozenset(out))
        self._growing = Growing(self.projection, self._ledger)

    def _may_be_read_again(self) -> bool:
        """Whether something came since that may be read before what is left out, so that it may do no harm any more."""
        first = min(self._ledger.entry(number).place for number in self._out)
        new = self._ledger.entries(after=self._size)
        return any(entry.original != entry.number or entry.place < first for entry in new)

    def _left_out(self, stopped: ProjectionStoppedError | None) -> dict[int, Quarantine]:
        """What is left out now: what was and is quarantined still, and the entry where it stopped, if that is."""
        held = quarantines(self._ledger, self._projection.name)
        before = self._still_read([number for number in self._out if number in held])
        out = {number: attrs.evolve(held[number], stopped=self._out[number].stopped) for number in before}
        if stopped is not None and stopped.entry.number in held:
            number = stopped.entry.number
            out[number] = attrs.evolve(held[number], stopped=stopped)
        return out

    def _still_read(self, numbers: Collection[int]) -> Collection[int]:
        """Those of some entries that the projection would read: every version in the order of recording."""
        if self._projection.order == "recorded":
            return numbers
        cut = self._ledger.history().cut
        return [entry.number for entry in _standing(self._ledger, numbers, cut)]


def _without(projection: Projection[State], numbers: frozenset[int]) -> Projection[State]:
    """A projection whose handlers pass over some entries."""
    if not numbers:
        return projection

    def passing(handlers: tuple[Handler, ...]) -> tuple[Handler, ...]:
        def handle(state: Any, event: Any, entry: AnyEntry) -> None:
            if entry.number not in numbers:
                for handler in handlers:
                    handler(state, event, entry)

        return (handle,) if handlers else ()

    handlers: Mapping[type, tuple[Handler, ...]] = {cls: passing(held) for cls, held in projection.handlers.items()}
    return attrs.evolve(projection, handlers=handlers, every=passing(projection.every))
