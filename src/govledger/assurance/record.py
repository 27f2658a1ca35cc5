"""The record as rules read it: one pass over a history, folded into views and indexed by what each event names."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Final, TypeVar

import attrs

from govledger.assurance.folding import Folding
from govledger.assurance.index import ORDINARY, Index, Numbered, Remark
from govledger.assurance.recent import RECENT_MAX, Entries, Kept, Recent
from govledger.assurance.sharing import Sharing
from govledger.events import UnknownEvent
from govledger.ledger import Entry, History
from govledger.projections import View
from govledger.projections.views import declared

Event = TypeVar("Event")
State = TypeVar("State")
Made = TypeVar("Made")

MADE_MAX: Final = 512
"""How much of what one function works out once is kept, or twice that, before what was asked for longest ago goes."""

AT_ONCE: Final = 64
"""Of how many subjects the entries are read at once."""

OFTEN: Final = 8
"""Of one subject in so many something has to be asked for before it is read ahead."""

_COMPARED: Final = "__compared__"


def compared(make: Callable[..., Made]) -> Callable[..., Made]:
    """Mark a function for `Record.once` whose outcome is made of values that never change, and of nothing else.

    In a check that is kept up, what asked for such an outcome is not asked again where the outcome stays the same.
    """
    setattr(make, _COMPARED, True)
    return make


def is_compared(make: Callable[..., object]) -> bool:
    """Whether a function is marked so."""
    return getattr(make, _COMPARED, False)


class Record:
    """The entries of a history, its views, and an index of both by reference.

    It holds the numbers of the entries and not the entries: those are read when they are asked for; see `Recent`.

    Attributes:
        history: What was read.
        entries: The entries that hold, in the order things happened.
        numbered: The entries that hold, by number.
    """

    def __init__(self, history: History, *, views: Iterable[type] = ()) -> None:
        """Read ``history`` once.

        Args:
            history: What may be read.
            views: Projections that will be asked for; they are folded in the same reading.
        """
        self.history, self._recent = history, Recent(history)
        self._catalogue = history.ledger.inner.catalogue
        self._index = Index(self._catalogue)
        self._views: dict[type, View[Any]] = {}
        self._asked = Counter[type]()
        self._pinned: dict[Any, Any] = {}
        self._made: dict[Any, Kept[tuple[Any, ...], Any]] = {}
        self.entries = Entries(history.numbers, self._recent)
        self.numbered = Numbered(self._index, self.entries.numbers, self._recent)
        self._read(views)

    def _read(self, views: Iterable[type]) -> None:
        """Index every entry, and fold those views that go by the order things happened."""
        folding = Folding({cls: self._empty(cls) for cls in views if declared(cls).order == "happened"})
        # Of a long record what is read first is let go long before anybody asks for it.
        is_kept = len(self.entries) <= RECENT_MAX
        index, fold, share = self._index.add, folding.take, Sharing(self._catalogue).share
        for entry in self.history:
            share(entry.event)
            index(entry)
            fold(entry)
            if is_kept:
                self._recent.keep(entry)
        self._views |= folding.views()

    @cached_property
    def versions(self) -> Entries:
        """Every version within its cut, in the order of recording: corrected and retracted ones too."""
        return Entries(self.history.recorded_numbers, self._recent)

    def _empty(self, cls: type[State]) -> State:
        """The state of a projection before anything is folded into it."""
        return cls()

    def ahead(self, subjects: Sequence[str]) -> None:
        """Say what will be asked about next: of the types of which the last ones had to be read, it is read at once."""
        wanted = [cls for cls, times in self._asked.items() if times * OFTEN >= len(subjects)]
        self._asked.clear()
        self._fetch(subjects, wanted)

    def in_turn(self, references: Sequence[str], classes: Iterable[type]) -> Iterator[str]:
        """Some references in turn; what entries of some types say about the next ones is read at once."""
        for start in range(0, len(references), AT_ONCE):
            several = references[start : start + AT_ONCE]
            self._fetch(several, classes)
            yield from several

    def _fetch(self, subjects: Sequence[str], classes: Iterable[type]) -> None:
        self._recent.fetch(self._index.few(classes, subjects))

    def named_in(self, entry: Entry[Any]) -> Iterable[str]:
        """What an entry brings in or refers to, each once; nothing of an event whose type is not known."""
        return self._index.named_in(entry)

    @classmethod
    def of(cls, read: History | Record) -> Record:
        """The record of a history; one that was read before is itself."""
        return read if isinstance(read, Record) else cls(read)

    def view(self, cls: type[State]) -> View[State]:
        """A projection folded over the record, once."""
        if cls not in self._views:
            self._views[cls] = self._folded(cls)
        return self._views[cls]

    def _folded(self, cls: type) -> View[Any]:
        """What a projection comes to; the entries that it does not read are passed over."""
        projection = declared(cls)
        numbers = (self.entries if projection.order == "happened" else self.versions).numbers
        read = (
            numbers if projection.every else list(self._index.of_types(numbers, (*projection.handlers, UnknownEvent)))
        )
        view = projection.fold(self._empty(cls), Entries(read, self._recent))
        return view if view.stopped is not None else attrs.evolve(view, number=numbers[-1] if numbers else 0)

    def state(self, cls: type[State]) -> State:
        """What a projection of the record comes to.

        Raises:
            ProjectionStoppedError: A handler raised.
        """
        view: View[State] = self._views.get(cls) or self.view(cls)
        if view.stopped is not None:
            raise view.stopped
        return view.state

    def once(self, make: Callable[..., Made], *args: Any) -> Made:
        """What a function of the record comes to, worked out once for each of its arguments."""
        made: Made
        if not args:
            if make not in self._pinned:
                self._pinned[make] = make(self)
            made = self._pinned[make]
            return made
        kept = self._made.get(make)
        if kept is None:
            kept = self._made[make] = Kept(MADE_MAX)
        try:
            made = kept[args]
        except KeyError:
            made = kept[args] = make(self, *args)
        return made

    def about(self, cls: type[Event], reference: str) -> list[Entry[Event]]:
        """The entries of one type that name a reference, in the order things happened."""
        numbers = self._index.about(cls, reference)
        if not numbers:
            return []
        self._asked[cls] += 1
        return self._recent.some(numbers)

    def numbers_about(self, cls: type, reference: str) -> Sequence[int]:
        """The numbers of the entries of one type that name a reference, in the order things happened."""
        return self._index.about(cls, reference)

    def some(self, numbers: Sequence[int]) -> list[Entry[Any]]:
        """Those of some entries that hold, by their numbers and in that order."""
        index = self._index
        return self._recent.some([number for number in numbers if number in index])

    def between(self, numbers: Iterable[int], after: dt.date, before: dt.date) -> list[int]:
        """Those of some entries that hold and whose latest day lies between two, without reading them."""
        latest, first, last = self._index.latest, after.toordinal(), before.toordinal()
        return [number for number in numbers if first < latest(number) < last]

    def latest(self, number: int) -> dt.date:
        """The latest day on which what an entry that holds tells can have happened, without reading it."""
        return dt.date.fromordinal(self._index.latest(number))

    def known_on(self, number: int) -> dt.date:
        """The day on which an entry that holds became known, without reading it."""
        return dt.date.fromordinal(self._index.known(number))

    def type_of(self, number: int) -> type:
        """The type of the event of an entry that holds, without reading it."""
        return self._index.type_of(number)

    def original(self, number: int) -> int:
        """The number of the entry that one that holds is a version of, without reading it."""
        return self._index.original(number)

    def place(self, number: int) -> tuple[int, int, int]:
        """What puts entries that hold in the order things happened, without reading them."""
        return self._index.place(number)

    def names(self, number: int) -> list[str]:
        """What an entry that holds brings in or refers to, each once, without reading it."""
        return self._index.names(number)

    def papers(self, number: int) -> tuple[str, ...]:
        """The documents in which an entry that holds is read, in the order of its sources, without reading it."""
        return self._index.papers(number)

    def entry(self, number: int) -> Entry[Any] | None:
        """One entry that holds, by its number."""
        if number not in self._index:
            return None
        entry = self._recent.one(number)
        self._asked[type(entry.event)] += 1
        return entry

    def lacking(self, numbers: Iterable[object]) -> list[object]:
        """Those of some numbers that are of no entry that holds."""
        return self._index.lacking(numbers)

    def remark(self, number: int) -> Remark:
        """What is out of the ordinary about the way an entry is told."""
        return self._index.remarks.get(number, ORDINARY)

    def is_doubted(self, numbers: Iterable[int], fields: Collection[str]) -> bool:
        """Whether the clerk doubts any of some fields of some entries."""
        remarks = self._index.remarks
        return bool(remarks) and any(
            number in remarks and not remarks[number].uncertain.isdisjoint(fields) for number in numbers
        )

    def all(self, cls: type[Event]) -> list[Entry[Event]]:
        """Every entry of one type, in the order things happened."""
        numbers = self._index.all(cls)
        return self._recent.some(numbers) if numbers else []

    def subjects(self, kinds: Iterable[str]) -> Iterator[str]:
        """Everything of these kinds that an entry names, sorted; the ledger itself is one of its own kind."""
        for kind in kinds:
            yield from ("ledger:main",) if kind == "ledger" else self._index.subjects(kind)

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
        return self._index.newest

    def is_of_the_world(self, entry: Entry[Any]) -> bool:
        """Whether an entry says something of the council, and not of the ledger, its settings, coverage or answers."""
        return self._index.is_of_the_world(entry)

    @property
    def unknown_types(self) -> dict[str, int]:
        """How many events of each unknown type were passed over."""
        return dict(sorted(self._index.unknown_types.items()))

    @property
    def unknown_words(self) -> dict[str, int]:
        """How many times each word stood in an open list that does not list it; no rule reacts to them."""
        return dict(sorted(self._index.unknown_words.items()))
