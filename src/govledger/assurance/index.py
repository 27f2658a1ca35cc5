"""What a record knows of every entry without holding it: its type, what it names, and the words nobody listed."""

from __future__ import annotations

import datetime as dt
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from sys import intern
from typing import Any, Final, NamedTuple, TypeAlias

import attrs

from govledger.assurance.recent import Recent
from govledger.events import (
    Catalogue,
    ClockCorrected,
    DisclosureErased,
    EventType,
    LedgerOpened,
    Source,
    UnknownEvent,
    each,
)
from govledger.events.catalogue import named
from govledger.events.shapes import FieldSpec
from govledger.ledger import Entry

_BOOKKEEPING: Final = (LedgerOpened, ClockCorrected, DisclosureErased)
"""What is said of the ledger and not of the world."""

FEW: Final = 512
"""How many entries about one subject are read before somebody asks for them."""

_NOTHING: Final[tuple[Any, ...]] = ()

Numbers: TypeAlias = "int | array[int]"
"""The numbers of some entries; a single one as itself, since most ids are named by one entry of a type."""


class Remark(NamedTuple):
    """What is out of the ordinary about the way an entry is told.

    Attributes:
        uncertain: The fields that the clerk doubts.
        is_presupposed: Whether its source only took it for granted.
        is_rival: Whether it is a second account.
    """

    uncertain: frozenset[str] = frozenset()
    is_presupposed: bool = False
    is_rival: bool = False


ORDINARY: Final = Remark()
"""Of an entry that is told like most."""


@attrs.frozen(kw_only=True)
class _Type:
    """What is looked up once for all the events of one type.

    Attributes:
        place: Its place among the types; 0 is none.
        names: What an event of it brings in or refers to, each once.
        is_of_the_world: Whether it says something of the council, and not of the ledger, its settings or its coverage.
        open_words: The fields that take other words, each with its place in words and the words listed.
        about: The entries of it by what they name, each name by its place among the names.
        every: All entries of it.
    """

    place: int
    names: Callable[[Any], Collection[str]]
    is_of_the_world: bool
    open_words: tuple[tuple[str, str, frozenset[str]], ...]
    about: dict[int, Numbers] = attrs.field(factory=dict[int, "Numbers"])
    every: array[int] = attrs.field(factory=lambda: array("I"))


class Index:
    """The numbers of the entries of a record, by type and by what they name; and of each entry what rules ask of many.

    What an entry names stands in one long array, at a place that is kept by its number: first how many names there are,
    then each by its place among all names. A million entries take some twenty megabytes so.

    Attributes:
        remarks: What is out of the ordinary about the way an entry is told, by its number.
        unknown_types: How many events there are of each type that is not known.
        unknown_words: How many times each word stands in an open list that does not list it, with its place.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        """An index of no entries yet, whose types one ``catalogue`` knows."""
        self._catalogue = catalogue
        self._types: dict[type, _Type] = {}
        self._classes: list[type] = [type(None)]
        self._type_of, self._latest, self._earliest = array("H", [0]), array("I", [0]), array("I", [0])
        self._known = array("I", [0])
        self._places: dict[str, int] = {}
        self._names: list[str] = []
        self._named, self._named_at = array("I", [0]), array("I", [0])
        self._papers: list[tuple[str, ...]] = [()]
        self._papers_places: dict[str | tuple[str, ...], int] = {(): 0}
        self._read_in = array("I", [0])
        self._originals: dict[int, int] = {}
        self._kinds: dict[str, list[str]] = {}
        self._sorted: dict[str, list[str]] = {}
        self._newest, self._newest_of_all = dt.date.min, dt.date.min
        self._has_world = False
        self.remarks: dict[int, Remark] = {}
        self.unknown_types, self.unknown_words = Counter[str](), Counter[str]()

    # Growing ---------------------------------------------------------------------------------------------------------

    def add(self, entry: Entry[Any]) -> None:
        """Take one more entry, which comes last in the order things happened."""
        event, number = entry.event, entry.number
        cls: type = event.__class__
        held = self._types.get(cls) or self._type(cls)
        held.every.append(number)
        self._hold(entry, held.place)
        about, places, named = held.about, self._places, self._named
        found_in = held.names(event)
        self._named_at[number] = len(named)
        named.append(len(found_in))
        for found in found_in:
            name = places.get(found)
            if name is None:
                name = self._learn(found)
            named.append(name)
            before = about.get(name)
            if before is None:
                about[name] = number
            elif isinstance(before, int):
                about[name] = array("I", (before, number))
            else:
                before.append(number)
        self._see(entry, held)

    def _hold(self, entry: Entry[Any], place: int) -> None:
        number, known = entry.number, entry.known_on.toordinal()
        short = number + 1 - len(self._type_of)
        if short > 0:
            for held in (self._type_of, self._latest, self._earliest, self._known, self._named_at, self._read_in):
                held.frombytes(bytes(held.itemsize * short))
        self._type_of[number], self._known[number] = place, known
        latest = self._latest[number] = min(entry.happened.latest.toordinal(), known)
        self._earliest[number] = min(entry.happened.earliest.toordinal(), latest)
        if entry.source:
            self._read_in[number] = self._papers_place(entry.source)
        if entry.corrects is not None:
            self._originals[number] = entry.original

    def _papers_place(self, source: tuple[Source, ...]) -> int:
        """Where the documents are held in which an entry is read; most are read in one, and many in the same."""
        asked = source[0].document if len(source) == 1 else tuple(one.document for one in source)
        place = self._papers_places.get(asked)
        if place is None:
            papers = (asked,) if isinstance(asked, str) else asked
            place = self._papers_places[asked] = len(self._papers)
            self._papers.append(tuple(map(intern, papers)))
        return place

    def _learn(self, found: str) -> int:
        """What is named for the first time: one plain string that all tables share, and its place among the names."""
        name = intern(str(found))
        place = self._places[name] = len(self._names)
        self._names.append(name)
        self._kinds.setdefault(name.partition(":")[0], []).append(name)
        return place

    def _see(self, entry: Entry[Any], held: _Type) -> None:
        """Count what nobody knows in an entry, and note the day it became known."""
        if held.is_of_the_world and entry.known_on > self._newest:
            self._newest = entry.known_on
        self._has_world = self._has_world or held.is_of_the_world
        self._newest_of_all = max(self._newest_of_all, entry.known_on)
        is_presupposed, is_rival = entry.mode == "presupposed", entry.rival_of is not None
        if is_presupposed or is_rival or entry.uncertain:
            self.remarks[entry.number] = Remark(frozenset(entry.uncertain), is_presupposed, is_rival)
        event = entry.event
        if isinstance(event, UnknownEvent):
            self.unknown_types[event.type] += 1
        for field, place, listed in held.open_words:
            said = getattr(event, field)
            if said is not None and said not in listed:
                self.unknown_words.update(f"{place}: {word}" for word in _words(said) if word not in listed)

    def put_in_order(self, entry: Entry[Any], place: Callable[[int], Any]) -> None:
        """Put what is listed with the entry taken last where it belongs, by the ``place`` of each number."""
        held = self._types[type(entry.event)]
        for numbers in (held.every, *(held.about[self._places[name]] for name in held.names(entry.event))):
            if not isinstance(numbers, int):
                numbers[:] = array("I", sorted(numbers, key=place))

    def _type(self, cls: type) -> _Type:
        place = len(self._types) + 1
        if cls is UnknownEvent:
            made = _Type(place=place, names=lambda _: _NOTHING, is_of_the_world=True, open_words=())
        else:
            declared = self._catalogue.of(cls)
            is_of_the_world = cls not in _BOOKKEEPING and not declared.standing
            words = tuple(_open_words(declared))
            made = _Type(place=place, names=_namer(declared), is_of_the_world=is_of_the_world, open_words=words)
        self._types[cls] = made
        self._classes.append(cls)
        return made

    # Reading ---------------------------------------------------------------------------------------------------------

    def __contains__(self, number: object) -> bool:
        """Whether an entry is of the record."""
        return isinstance(number, int) and 0 < number < len(self._type_of) and self._type_of[number] > 0

    def lacking(self, numbers: Iterable[object]) -> list[object]:
        """Those of some numbers that are of no entry of the record."""
        held, size = self._type_of, len(self._type_of)
        return [one for one in numbers if not (isinstance(one, int) and 0 < one < size and held[one])]

    def named_in(self, entry: Entry[Any]) -> Iterable[str]:
        """What an entry brings in or refers to, each once; nothing of an event whose type is not known."""
        cls: type = entry.event.__class__
        return (self._types.get(cls) or self._type(cls)).names(entry.event)

    def is_of_the_world(self, entry: Entry[Any]) -> bool:
        """Whether an entry says something of the council, and not of the ledger, its settings, coverage or answers."""
        cls: type = entry.event.__class__
        return (self._types.get(cls) or self._type(cls)).is_of_the_world

    def about(self, cls: type, reference: str) -> Sequence[int]:
        """The entries of one type that name a reference, in the order things happened."""
        held, place = self._types.get(cls), self._places.get(reference)
        found = held.about.get(place) if held is not None and place is not None else None
        return _NOTHING if found is None else (found,) if isinstance(found, int) else found

    def latest(self, number: int) -> int:
        """The ordinal of the latest day on which what an entry of the record tells can have happened."""
        return self._latest[number]

    def known(self, number: int) -> int:
        """The ordinal of the day on which an entry of the record became known."""
        return self._known[number]

    def type_of(self, number: int) -> type:
        """The type of the event of an entry of the record."""
        return self._classes[self._type_of[number]]

    def original(self, number: int) -> int:
        """The number of the entry that one of the record is a version of."""
        return self._originals.get(number, number)

    def place(self, number: int) -> tuple[int, int, int]:
        """What puts entries of the record in the order things happened, each day as its ordinal."""
        return self._latest[number], self._earliest[number], self.original(number)

    def names(self, number: int) -> list[str]:
        """What an entry of the record brings in or refers to, each once, as `named_in` has it."""
        at, named, names = self._named_at[number], self._named, self._names
        return [names[place] for place in named[at + 1 : at + 1 + named[at]]]

    def papers(self, number: int) -> tuple[str, ...]:
        """The documents in which an entry of the record is read, in the order of its sources."""
        return self._papers[self._read_in[number]]

    def few(self, classes: Iterable[type], references: Iterable[str]) -> Iterator[int]:
        """The entries of some types that name some references, but of those that a great many name."""
        tables = [self._types[cls].about for cls in classes if cls in self._types]
        for reference in references if tables else ():
            place = self._places.get(reference)
            if place is not None:
                for table in tables:
                    found = table.get(place)
                    if found is not None:
                        yield from (found,) if isinstance(found, int) else found if len(found) <= FEW else _NOTHING

    def all(self, cls: type) -> Sequence[int]:
        """The entries of one type, in the order things happened."""
        held = self._types.get(cls)
        return held.every if held is not None else _NOTHING

    def of_types(self, numbers: Iterable[int], classes: Iterable[type]) -> Iterator[int]:
        """Those of some entries that are of some types, and those that are not of the record."""
        wanted = {0, *(self._types[cls].place for cls in classes if cls in self._types)}
        size = len(self._type_of)
        return (number for number in numbers if number >= size or self._type_of[number] in wanted)

    def subjects(self, kind: str) -> Sequence[str]:
        """Everything of one kind that an entry names, sorted."""
        names = self._kinds.get(kind, [])
        found = self._sorted.get(kind, [])
        if len(found) != len(names):
            found = self._sorted[kind] = sorted(names)
        return found

    @property
    def newest(self) -> dt.date:
        """The last day on which anything of the world became known; without any, on which anything did."""
        return self._newest if self._has_world else self._newest_of_all


class Numbered(Mapping[int, Entry[Any]]):
    """The entries of a record by number, each read when it is asked for."""

    def __init__(self, index: Index, numbers: Sequence[int], recent: Recent) -> None:
        """The entries that an ``index`` holds, of these ``numbers``."""
        self._index, self._numbers, self._recent = index, numbers, recent

    def __getitem__(self, number: int) -> Entry[Any]:
        """One entry."""
        if number not in self._index:
            raise KeyError(number)
        return self._recent.one(number)

    def __contains__(self, number: object) -> bool:
        """Whether an entry is of the record."""
        return number in self._index

    def __iter__(self) -> Iterator[int]:
        """The numbers, in the order things happened."""
        return iter(self._numbers)

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self._numbers)


def _namer(declared: EventType) -> Callable[[Any], Collection[str]]:
    """What an event of one type brings in or refers to, each once; as `named` has it, but looked up once for all."""
    if any(spec.introduces == "part" for _, spec in declared.introducing):
        return lambda event: named(declared, event)
    own = [(attrgetter(name), f"{spec.introduces}:") for name, spec in declared.introducing]
    readers = [(attrgetter(name), _reader(spec)) for name, spec in declared.referring]

    def names(event: Any) -> Collection[str]:
        found: dict[str, None] = {}
        for get, prefix in own:
            found[f"{prefix}{get(event)}"] = None
        for get, read in readers:
            said = get(event)
            if said is not None:
                for name in read(said):
                    found[name] = None
        return found

    return names if own or readers else lambda _: _NOTHING


def _reader(spec: FieldSpec) -> Callable[[Any], Iterable[str]]:
    """What a field refers to, as `FieldSpec.references` has it; what is the same for every event is looked up once."""
    of_one, prefix = spec.shape.references, f"{spec.refers}:" if spec.refers not in {None, "any"} else ""
    if not spec.many:
        return (lambda said: (f"{prefix}{said}",)) if prefix else of_one
    if prefix:
        return lambda said: [f"{prefix}{item}" for item in each(said)]
    return lambda said: [name for item in each(said) for name in of_one(item)]


def _open_words(type_of: EventType) -> Iterator[tuple[str, str, frozenset[str]]]:
    """The fields of a type that take other words, each with its place and the words listed."""
    for name, spec in type_of.fields.items():
        notation = spec.shape.notation
        if notation.endswith("|…}"):
            yield name, f"{type_of.name}.{name}", frozenset(notation.strip("{}").split("|"))


def _words(held: Any) -> tuple[str, ...]:
    return each(held) or ((held,) if isinstance(held, str) and held != "none" else ())
