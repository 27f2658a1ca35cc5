"""A ledger as it stood: the entries within a cut, in the order things happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

import attrs

from govledger.errors import NoSuchEntryError
from govledger.ledger.cuts import Cut
from govledger.ledger.store import CHUNK, chunked
from govledger.ledger.told import told_numbers
from govledger.ledger.workings import working

if TYPE_CHECKING:
    from govledger.ledger.entry import AnyEntry
    from govledger.ledger.ledger import Ledger

State = TypeVar("State")


class Folder(Protocol):
    """What knows how to fold a history into a state; the `projection` decorator gives each class one."""

    def project(self, history: History) -> Any:
        """The state after the whole history."""
        ...

    def why(self, history: History, path: Sequence[Hashable], *, today: dt.date | None) -> Explained:
        """The entries behind a value of that state."""
        ...


class Explained(Protocol):
    """A value of a projection and the entries behind it; `govledger.Why` is one."""

    @property
    def path(self) -> tuple[str, ...]:
        """Where it stands."""
        ...

    @property
    def value(self) -> Any:
        """What it is."""
        ...

    @property
    def entries(self) -> tuple[AnyEntry, ...]:
        """The entries behind it, in the order of the projection."""
        ...

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the entries."""
        ...

    @property
    def label(self) -> Literal["exact", "writers only"]:
        """How well that is known."""
        ...

    @property
    def makes_difference(self) -> bool:
        """Whether without any one of the entries the value would be another; else they wrote it."""
        ...

    @property
    def words(self) -> str:
        """What the label means, in words that can be read out."""
        ...

    def as_json(self) -> dict[str, Any]:
        """The answer as plain JSON, each entry by its number."""
        ...


class History:
    """The entries of a ledger within a cut; it belongs to one thread.

    It is pinned to the size the ledger had when it was made, so later writes do not show in it. Which versions hold is
    decided by the known, recorded and told cuts; `happened` is then tested on the version that holds. Settings,
    coverage and answers obey only the recorded cut.

    Attributes:
        ledger: The ledger it is of.
        cut: What it leaves out.
    """

    def __init__(self, ledger: Ledger, cut: Cut) -> None:
        """The history of ``ledger`` within ``cut``."""
        self.ledger, self.cut = ledger, cut

    def __iter__(self) -> Iterator[AnyEntry]:
        """The entries in the order things happened: effective latest day, earliest day, number."""
        return self.read(self.numbers)

    def __len__(self) -> int:
        """How many entries hold."""
        return len(self.numbers)

    @cached_property
    def _told(self) -> frozenset[int] | None:
        if self.cut.told is None:
            return None
        inner = self.ledger.inner
        inner.timeline.extend(self.cut.size)
        return told_numbers(self.cut, store=inner.store, ledger=inner.row, codec=inner.codec, timeline=inner.timeline)

    @cached_property
    def _selected(self) -> tuple[Sequence[int], Sequence[int]]:
        timeline = self.ledger.inner.timeline
        timeline.extend(self.cut.size)
        return timeline.select(self.cut, self._told)

    @property
    def numbers(self) -> Sequence[int]:
        """The numbers of the entries that hold, in the order things happened."""
        return self._selected[0]

    def entries(self) -> Iterator[AnyEntry]:
        """The entries that hold, in the order things happened; a correction stands in its original's place."""
        return iter(self)

    def recorded(self) -> Iterator[AnyEntry]:
        """Every version within the cut in the order of recording: corrected and retracted ones too."""
        return self.read(self.recorded_numbers)

    @property
    def recorded_numbers(self) -> Sequence[int]:
        """The numbers of those versions."""
        timeline = self.ledger.inner.timeline
        timeline.extend(self.cut.size)
        return timeline.recorded(self.cut, self._told)

    @property
    def uncertain(self) -> Iterator[AnyEntry]:
        """The entries that straddle the happened day: begun by then for all we know, and not known to be over.

        They are not in the history, and they are not dropped in silence.
        """
        return self.read(self._selected[1])

    def read(self, numbers: Sequence[int], *, written: Sequence[str] | None = None) -> Iterator[AnyEntry]:
        """The entries of some numbers, in the order of the numbers, whether or not the cut holds them.

        Args:
            numbers: The numbers.
            written: The types, with their versions, of those that are wanted; the others are not looked at.
        """
        inner, parts = self.ledger.inner, chunked(numbers, CHUNK)
        if written is not None:
            parts = (inner.timeline.of_types(part, written) for part in parts)
        rows = (inner.store.listed(inner.row, part, written=written or ()) for part in parts)
        return inner.codec.decode_each(chain.from_iterable(rows))

    def among(self, originals: Iterable[int], *, without: Collection[int] = ()) -> Sequence[int]:
        """The versions that hold of some entries, in the order things happened; the others are not looked at.

        Args:
            originals: The numbers of the entries, each that of its first version.
            without: Versions to leave out besides. What a body had been told stays what it had been told with them.
        """
        timeline = self.ledger.inner.timeline
        timeline.extend(self.cut.size)
        cut = attrs.evolve(self.cut, without=self.cut.without.union(without)) if without else self.cut
        return timeline.select(cut, self._told, among=originals)[0]

    def entry(self, number: int) -> AnyEntry:
        """One entry by its number, whether or not the cut holds it.

        Raises:
            NoSuchEntryError: The ledger had no such entry.
        """
        if number > self.cut.size:
            raise NoSuchEntryError(number, size=self.cut.size)
        return self.ledger.entry(number)

    def without(self, numbers: Collection[int]) -> History:
        """This history as if some entries had never been recorded; nothing is written.

        What corrects or retracts one of them goes with it. Where the number is that of a correction or retraction, the
        version before it holds again.

        Args:
            numbers: The numbers of the entries.

        Raises:
            NoSuchEntryError: The history's ledger has no such entry.
        """
        for number in numbers:
            if not 1 <= number <= self.cut.size:
                raise NoSuchEntryError(number, size=self.cut.size)
        return History(self.ledger, attrs.evolve(self.cut, without=self.cut.without.union(numbers)))

    def plus(self, *events: Any, **envelope: Any) -> History:
        """This history as if more had been recorded now, after its last entry; nothing is written.

        They are checked at the door like any others, take the numbers that follow, and are in the cut or not as their
        days have it. An id that only entries left out before had introduced is free again.

        Args:
            *events: Events, or drafts made with `draft`; what a draft says of itself beats ``envelope``.
            **envelope: What stands around each event, as for `Ledger.record`.

        Raises:
            RecordRefusedError: Something could mean nothing; its faults give every reason.
            BadValueError: A field of the envelope could mean nothing.
        """
        from govledger.ledger.supposing import SupposedLedger  # noqa: PLC0415 - it is made of ledgers, which are made of this

        if not events:
            return self
        held = SupposedLedger(self.ledger, events, envelope, size=self.cut.size, without=self.cut.without)
        size, supposed = len(held), self.cut.supposed + len(held) - self.cut.size
        return History(held, attrs.evolve(self.cut, size=size, supposed=supposed))

    def project(self, projection: type[State], *, without: Collection[int] = (), plus: Sequence[Any] = ()) -> State:
        """The state of a projection after this history.

        Args:
            projection: The class.
            without: What if: the numbers of entries left out, see `without`.
            plus: What if: drafts or events as if recorded too, see `plus`.

        Raises:
            ProjectionStoppedError: A handler raised; the error carries the entry and the state so far.
            RecordRefusedError: Something of ``plus`` could mean nothing.
            TypeError: ``projection`` is not one.
        """
        supposed = self.without(without).plus(*plus) if without or plus else self
        with working("project", self.ledger.inner.row) as work:
            state: State = _folder(projection).project(supposed)
            if work.is_watched:
                work.tell(projection=projection.__name__, entries=len(supposed))
        return state

    def why(self, projection: type, *path: Hashable, today: dt.date | None = None) -> Explained:
        """The entries behind a value of a projection of this history; see `govledger.projections.why`.

        For a value under an id of a keyed projection only the entries that name the id are read, so that a handler
        that raises at another entry is not noticed.

        Args:
            projection: The class.
            *path: Where the value stands: a field of the state, or a value derived from it; then the keys, the fields
                of rows, the places of items or what they are called.
            today: The day that a derived value is worked out for; without one the history's own day.

        Raises:
            NoSuchValueError: The path leads nowhere; told with what is there and the nearest names.
            BadValueError: The path is empty, or a derived value needs a day.
            ProjectionStoppedError: A handler raised.
            TypeError: ``projection`` is not one.
        """
        return _folder(projection).why(self, path, today=today)

    @property
    def today(self) -> dt.date | None:
        """The day this history ends with, if it is cut by one: the happened day, else the known day."""
        return self.cut.happened_by or self.cut.known_by


def _folder(projection: type) -> Folder:
    """What knows how to fold histories into a projection.

    Raises:
        TypeError: It is none.
    """
    folder: Folder | None = getattr(projection, "__projection__", None)
    if folder is None:
        raise TypeError(f"{projection!r} is not a projection; put @projection(version=1) on the class")
    return folder
