"""A history told in a test: ``given(...)`` what was recorded, ``.project(P)``, ``.then(...)`` what it adds up to.

    given(ev.ActionAdded(action="2.4", due="2017-09-30"), happened="2017-06-14").project(OpenActions).then(
        due={"2.4": ev.by("2017-09-30")}
    )

The ledger is in memory and its clock stands on the last day told of. Entry 1 is the ledger's own, so the first event
is entry 2. What a law was broken by is printed as such a ``given(...)``, to be pasted into a test.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import attrs

from govledger.assurance import RULES, Rules, check
from govledger.events import CATALOGUE, Catalogue, EntryRetracted, Ref, Text, When
from govledger.events.catalogue import texts
from govledger.ledger import Draft, History, Ledger, draft
from govledger.testing.judged import Judged
from govledger.testing.outcome import Projected
from govledger.testing.pasting import pasted
from govledger.testing.unheard import UnheardOf, wider

State = TypeVar("State")

CLERK = "office:clerk"
FIRST_DAY = dt.date(2017, 6, 14)
"""When something happened of which a test does not say."""


class _Clock:
    """A clock that stands at noon of the day it is put to."""

    day = FIRST_DAY

    def __call__(self) -> dt.datetime:
        return dt.datetime.combine(self.day, dt.time(12), dt.UTC)


@attrs.frozen(kw_only=True, repr=False)
class Given:
    """What was recorded, and what of it may be read.

    Attributes:
        sittings: What was recorded at each sitting of the clerk.
        erased: The entries whose words were erased afterwards.
        cut: What `Ledger.history` is asked for.
        catalogue: The event types that are known.
    """

    sittings: tuple[tuple[Draft, ...], ...] = ((),)
    erased: tuple[int, ...] = ()
    cut: dict[str, Any] = attrs.field(factory=dict[str, Any])
    catalogue: Catalogue = CATALOGUE

    # Telling more ----------------------------------------------------------------------------------------------------

    def given(self, *events: Any, **envelope: Any) -> Given:
        """The same, and these events recorded with the last of them."""
        *before, last = self.sittings
        return attrs.evolve(self, sittings=(*before, (*last, *self._drafts(events, envelope))))

    def later(self, *events: Any, **envelope: Any) -> Given:
        """The same, and these events recorded at another sitting; they may have happened, or become known, before."""
        return attrs.evolve(self, sittings=(*self.sittings, self._drafts(events, envelope)))

    def correct(self, number: int, event: Any, *, reason: str = "a slip", **envelope: Any) -> Given:
        """The same, with entry ``number`` corrected at a later sitting."""
        known = envelope.pop("known_on", None) or self.today
        held = draft(event, catalogue=self.catalogue, reason=reason, known_on=known, **envelope)
        return self.later(attrs.evolve(held, corrects=Ref(f"entry:{number}")))

    def retract(self, number: int, *, reason: str = "a slip", **envelope: Any) -> Given:
        """The same, with entry ``number`` taken back at a later sitting."""
        known = envelope.pop("known_on", None) or self.today
        held = draft(EntryRetracted(), catalogue=self.catalogue, reason=reason, known_on=known, **envelope)
        return self.later(attrs.evolve(held, retracts=Ref(f"entry:{number}")))

    def erase(self, *numbers: int) -> Given:
        """The same, with the words of these entries lawfully erased in the end."""
        return attrs.evolve(self, erased=(*self.erased, *numbers))

    def _drafts(self, events: Sequence[Any], envelope: dict[str, Any]) -> tuple[Draft, ...]:
        known = wider(self.catalogue)
        made = (held if isinstance(held, Draft) else draft(held, catalogue=known, **envelope) for held in events)
        return tuple(dated(held) for held in made)

    # Leaving some out ------------------------------------------------------------------------------------------------

    def as_of(self, day: dt.date | str) -> Given:
        """What had happened and was known by a day."""
        return self.within(as_of=day)

    def within(self, **cut: Any) -> Given:
        """Whatever `Ledger.history` may be asked for: ``happened_by``, ``known_by``, ``told`` and so on."""
        return attrs.evolve(self, cut={**self.cut, **cut})

    # Asking ----------------------------------------------------------------------------------------------------------

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """Everything told, in the order of recording; entry 2 is the first."""
        return tuple(held for sitting in self.sittings for held in sitting)

    @property
    def today(self) -> dt.date:
        """The day on which the clock stands in the end: the last one told of."""
        return max([FIRST_DAY, *(_day_told(held) for held in self.drafts)])

    @contextmanager
    def ledger(self) -> Generator[Ledger]:
        """A ledger in memory in which all of it was recorded."""
        with self._opened() as (written, read, clock):
            for sitting in self.sittings:
                _record(written, sitting, clock)
            for number in self.erased:
                written.erase(number, reason="asked for")
            yield read

    def growing(self) -> Iterator[Ledger]:
        """One ledger, as it is after each event, every one of them recorded on its own."""
        with self._opened() as (written, read, clock):
            for held in self.drafts:
                _record(written, (held,), clock)
                yield read

    @contextmanager
    def _opened(self) -> Generator[tuple[Ledger, Ledger, _Clock]]:
        """A new ledger to write to; the same to read, for a program that knows no more than the catalogue."""
        clock = _Clock()
        strange = any(isinstance(one.event, UnheardOf) for one in self.drafts)
        known = wider(self.catalogue) if strange else self.catalogue
        with Ledger.create("memory://", clerk=CLERK, clock=clock, catalogue=known) as written:
            inner = written.inner
            yield written, Ledger(inner.store, inner.row, clerk=CLERK, clock=clock, catalogue=self.catalogue), clock

    @contextmanager
    def history(self) -> Generator[History]:
        """What of it may be read."""
        with self.ledger() as ledger:
            yield ledger.history(**self.cut)

    def project(self, projection: type[State]) -> Projected[State]:
        """What a projection makes of it; a handler that raises is told by ``then_raises``."""
        return Projected(projection, self)

    def check(self, today: dt.date | str | None = None, *, rules: Rules = RULES) -> Judged:
        """What the rules make of it on a day."""
        with self.history() as history:
            return Judged(check(history, _day(today), rules=rules), rules)

    # Showing ---------------------------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        """The code that tells the same."""
        return pasted(self)

    def __len__(self) -> int:
        """How many events are told."""
        return len(self.drafts)


def given(*events: Any, catalogue: Catalogue = CATALOGUE, **envelope: Any) -> Given:
    """Tell a history: what these events, recorded together, add up to.

    Args:
        *events: Events, or drafts made with `govledger.draft` where they differ in what stands around them.
        catalogue: The event types that are known.
        **envelope: What stands around each event: ``happened``, ``known_on``, ``source`` and so on. Where ``happened``
            is not said, 14 June 2017; where ``known_on`` is not, the last day on which it can have happened.
    """
    return Given(catalogue=catalogue).given(*events, **envelope)


def _record(ledger: Ledger, sitting: Sequence[Draft], clock: _Clock) -> None:
    clock.day = max([clock.day, *(_day_told(held) for held in sitting)])
    ledger.record_drafts(sitting)


def _day(said: dt.date | str | None) -> dt.date | None:
    return dt.date.fromisoformat(said) if isinstance(said, str) else said


def dated(held: Draft) -> Draft:
    """A draft that says when it happened and became known; what corrects or retracts inherits the first."""
    if held.corrects or held.retracts:
        return attrs.evolve(held, known_on=held.known_on or FIRST_DAY)
    happened = held.happened or When.read(FIRST_DAY)
    day = happened.latest if happened.latest != dt.date.max else max(happened.earliest, FIRST_DAY)
    return attrs.evolve(held, happened=happened, known_on=held.known_on or day)


def _day_told(held: Draft) -> dt.date:
    """The first day on which a draft can be recorded."""
    days = [held.known_on or FIRST_DAY, held.happened.earliest if held.happened else FIRST_DAY]
    return max(days)


def has_texts(held: Draft, catalogue: Catalogue) -> bool:
    """Whether there are words in a draft that could be erased."""
    found: list[tuple[str, Text]] = list(texts(wider(catalogue).of(held.event), held.event))
    return bool(found or held.reason or any(source.verbatim for source in held.source))
