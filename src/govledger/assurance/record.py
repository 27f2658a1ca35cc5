"""The record as rules read it: one pass over a history, folded into views and indexed by what each event names."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, TypeVar

from govledger.events import ClockCorrected, DisclosureErased, EventType, LedgerOpened, UnknownEvent, each
from govledger.events.catalogue import named
from govledger.ledger import Entry, History
from govledger.projections import View
from govledger.projections.views import declared

Event = TypeVar("Event")
State = TypeVar("State")
Made = TypeVar("Made")

_BOOKKEEPING = (LedgerOpened, ClockCorrected, DisclosureErased)
"""What is said of the ledger and not of the world."""


class Record:
    """The entries of a history, its views, and an index of both by reference.

    Attributes:
        history: What was read.
        versions: Every version within its cut, in the order of recording: corrected and retracted ones too.
        entries: The entries that hold, in the order things happened.
    """

    def __init__(self, history: History) -> None:
        """Read ``history`` once."""
        self.history, self.versions = history, list(history.recorded())
        by_number = {version.number: version for version in self.versions}
        self.entries = [by_number[number] for number in history.numbers]
        self._catalogue = history.ledger.inner.catalogue
        self._about: dict[tuple[type, str], list[Entry[Any]]] = defaultdict(list)
        self._all: dict[type, list[Entry[Any]]] = defaultdict(list)
        self._kinds: dict[str, set[str]] = defaultdict(set)
        self._views: dict[type, View[Any]] = {}
        self._made: dict[tuple[Any, ...], Any] = {}
        for entry in self.entries:
            self._index(entry)

    def _index(self, entry: Entry[Any]) -> None:
        self._all[type(entry.event)].append(entry)
        for reference in self.named_in(entry):
            self._about[type(entry.event), reference].append(entry)
            self._kinds[reference.partition(":")[0]].add(reference)

    def named_in(self, entry: Entry[Any]) -> Iterable[str]:
        """What an entry brings in or refers to, each once; nothing of an event whose type is not known."""
        event = entry.event
        if isinstance(event, UnknownEvent):
            return ()
        return named(self._catalogue.of(event), event)

    @classmethod
    def of(cls, read: History | Record) -> Record:
        """The record of a history; one that was read before is itself."""
        return read if isinstance(read, Record) else cls(read)

    def view(self, cls: type[State]) -> View[State]:
        """A projection folded over the record, once."""
        if cls not in self._views:
            projection = declared(cls)
            entries = self.entries if projection.order == "happened" else self.versions
            self._views[cls] = projection.fold(cls(), entries)
        return self._views[cls]

    def state(self, cls: type[State]) -> State:
        """What a projection of the record comes to.

        Raises:
            ProjectionStoppedError: A handler raised.
        """
        view = self.view(cls)
        if view.stopped is not None:
            raise view.stopped
        return view.state

    def once(self, make: Callable[..., Made], *args: Any) -> Made:
        """What a function of the record comes to, worked out once for each of its arguments."""
        key = (make, *args)
        if key not in self._made:
            self._made[key] = make(self, *args)
        made: Made = self._made[key]
        return made

    def about(self, cls: type[Event], reference: str) -> list[Entry[Event]]:
        """The entries of one type that name a reference, in the order things happened."""
        return self._about.get((cls, reference), [])

    def all(self, cls: type[Event]) -> list[Entry[Event]]:
        """Every entry of one type, in the order things happened."""
        return self._all.get(cls, [])

    def subjects(self, kinds: Iterable[str]) -> Iterator[str]:
        """Everything of these kinds that an entry names, sorted; the ledger itself is one of its own kind."""
        for kind in kinds:
            yield from ("ledger:main",) if kind == "ledger" else sorted(self._kinds.get(kind, ()))

    @cached_property
    def numbered(self) -> dict[int, Entry[Any]]:
        """The entries by number."""
        return {entry.number: entry for entry in self.entries}

    @property
    def today(self) -> dt.date:
        """The day asked about where none is given: the history's own, else the last on which it grew."""
        return self.history.today or self.newest

    @property
    def newest(self) -> dt.date:
        """The last day on which anything in it became known.

        The ledger's own affairs, settings, coverage and answers count only where there is nothing else: a question
        answered today is no reason to ask every other question of today.
        """
        of_the_world = [entry.known_on for entry in self.entries if self.is_of_the_world(entry)]
        return max(of_the_world or (entry.known_on for entry in self.entries), default=dt.date.min)

    def is_of_the_world(self, entry: Entry[Any]) -> bool:
        """Whether an entry says something of the council, and not of the ledger, its settings, coverage or answers."""
        event = entry.event
        if isinstance(event, UnknownEvent):
            return True
        return not isinstance(event, _BOOKKEEPING) and not self._catalogue.of(event).standing

    @cached_property
    def unknown_types(self) -> dict[str, int]:
        """How many events of each unknown type were passed over."""
        return dict(sorted(Counter(entry.event.type for entry in self.all(UnknownEvent)).items()))

    @cached_property
    def unknown_words(self) -> dict[str, int]:
        """How many times each word stood in an open list that does not list it; no rule reacts to them."""
        found = Counter(word for cls, entries in self._all.items() for word in self.strange_words(cls, entries))
        return dict(sorted(found.items()))

    def strange_words(self, cls: type, entries: Iterable[Entry[Any]]) -> Iterator[str]:
        """The words in entries of one type that stand in an open list which does not list them, each with its place."""
        if cls is not UnknownEvent:
            for type_of, field, words in _open_words(self._catalogue.of(cls)):
                for entry in entries:
                    given = _words(getattr(entry.event, field))
                    yield from (f"{type_of}.{field}: {word}" for word in given if word not in words)


def _open_words(type_of: EventType) -> Iterator[tuple[str, str, frozenset[str]]]:
    """The fields of a type that take other words, with the words listed."""
    for name, spec in type_of.fields.items():
        notation = spec.shape.notation
        if notation.endswith("|…}"):
            yield type_of.name, name, frozenset(notation.strip("{}").split("|"))


def _words(held: Any) -> tuple[str, ...]:
    return each(held) or ((held,) if isinstance(held, str) and held != "none" else ())
