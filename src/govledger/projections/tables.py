"""Tables of a ledger's projections, kept up with it, for whoever asks in SQL.

    with Tables(ledger) as tables:                 # or into="plan.db"
        tables.build(PlanState)
        for status in tables.follow(PlanState, stop=event): ...

A table is never believed further than its position says: which entry it has come to, how far that is behind, and why
the projection stopped there, if it did.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from threading import Event
from typing import Any, Self

import attrs

from govledger.errors import TablesError
from govledger.ledger import Ledger
from govledger.ledger.following import POLL_SECONDS
from govledger.projections.filling import Difference
from govledger.projections.following import growths, persevering
from govledger.projections.table_file import Position, TableFile
from govledger.projections.tabled import Made, Tabled
from govledger.projections.views import declared


@attrs.frozen(kw_only=True)
class TablesStatus:
    """How the tables of one projection stand.

    Attributes:
        view: The name of the projection.
        version: The version of it that made them.
        number: The entry they have come to.
        size: How many entries the ledger has.
        stopped: Why they went no further, in the words in which the projection stops; ``None`` where it does not.
        stopped_at: The entry at which it stops.
        quarantined: What they leave out, a sentence each.
        words: Whether the words of texts are kept beside them.
        tables: What they are called in the file.
        stale: Why they cannot be gone on with and are to be rebuilt; empty where they can, or where that was not asked.
        rebuilt: Why they were made anew just now; empty where they were not, or where somebody asked for it.
        differences: How those before differed, where they were made anew and compared.
    """

    view: str
    version: int
    number: int
    size: int
    stopped: str | None
    stopped_at: int | None
    quarantined: tuple[str, ...]
    words: bool
    tables: tuple[str, ...]
    stale: str = ""
    rebuilt: str = ""
    differences: tuple[Difference, ...] | None = None

    @property
    def lag(self) -> int:
        """How many entries they are behind."""
        return self.size - self.number

    @property
    def is_whole(self) -> bool:
        """Whether they hold all of what the ledger holds, and nothing was left out or is in doubt."""
        return not (self.lag or self.stopped or self.quarantined or self.stale)

    def __str__(self) -> str:
        """How they stand, in a sentence or a few."""
        behind = f"{self.lag:,} behind" if self.lag else "up to date"
        head = f"{self.view}, version {self.version}: at entry {self.number:,} of {self.size:,}, {behind}"
        stale = [f"to be rebuilt: {self.stale}"] if self.stale else []
        return "; ".join([head, *stale, *([self.stopped] if self.stopped else []), *self.quarantined])


class Tables:
    """The tables of a ledger's projections, in its own file or another; they belong to one thread.

    Use it as a context manager, or call `close`.
    """

    def __init__(self, ledger: Ledger, *, into: str | os.PathLike[str] | None = None, must_exist: bool = False) -> None:
        """Tables of ``ledger``.

        Args:
            ledger: The ledger; it stays open for as long as they are kept up.
            into: The file they are in; the ledger's own if it is not given.
            must_exist: Whether to refuse a file that is not there rather than make it.

        Raises:
            LedgerExistsError: ``into`` is the file of a ledger.
            LedgerNotFoundError: It is not there, and must be.
        """
        self._ledger, self._file = ledger, TableFile(ledger, into, must_exist=must_exist)
        self._held: dict[type, Tabled] = {}

    def close(self) -> None:
        """Let go of the file; the ledger stays open."""
        self._file.close()

    def __enter__(self) -> Self:
        """The tables themselves."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close them."""
        self.close()

    def _tabled(self, view: type) -> Tabled:
        if view not in self._held:
            self._held[view] = Tabled(declared(view), self._ledger, self._file)
        return self._held[view]

    # Making and keeping up -------------------------------------------------------------------------------------------

    def build(self, view: type, *, words: bool | None = None) -> TablesStatus:
        """Have the tables of a projection there and up to date: made, gone on with, or made anew where that cannot be.

        Args:
            view: The projection.
            words: Whether to keep the words of texts beside them, to be read and searched; an erasure takes its words
                away there too. By default as it is, and for new tables not.

        Raises:
            TypeError: ``view`` is no projection, or declares tables that cannot be made.
            TablesError: There is something of their names that is none of ours.
            LedgerReadOnlyError: This user may not write there.
        """
        tabled = self._tabled(view)
        position = tabled.position()
        if position is None:
            return self._made(tabled.make(words=bool(words)))
        why = tabled.why_not(position)
        if not why and words not in {None, position.words}:
            why = f"they are to be {'with' if words else 'without'} words"
        if why:
            return self._made(tabled.make(words=position.words if words is None else words, why=why))
        return self._status(tabled.advance())

    def catch_up(self, view: type) -> TablesStatus:
        """Bring tables that are there to where the ledger is, in one transaction.

        Raises:
            TablesError: There are none, or they cannot be gone on with.
        """
        return self._status(self._tabled(view).advance())

    def follow(self, *views: type, stop: Event | None = None, poll: float = POLL_SECONDS) -> Iterator[TablesStatus]:
        """Build the tables of projections and keep them up as the ledger grows, until ``stop`` is set.

        Yields the status of each at once, and again whenever it is another. Whoever is killed goes on where the tables
        are: their position is written in the transaction that writes their rows.

        Args:
            *views: The projections.
            stop: Set it to end the iteration.
            poll: How many seconds to wait before asking again for what other processes committed.

        Raises:
            TablesError: Somebody has made them anew with other code, or done away with them.
            LedgerUnreachableError: The ledger's server has been away for two minutes.
        """
        last: dict[type, Position | None] = {}
        for view in views:
            yield self.build(view)
            last[view] = self._tabled(view).position()
        stopping = stop or Event()
        for _ in growths(self._ledger, stopping, poll):
            for view in views:
                position = persevering(self._tabled(view).advance, stopping, of=self._ledger)
                if position is not None and position != last[view]:
                    last[view] = position
                    yield self._status(position)

    def rebuild(self, view: type, *, words: bool | None = None) -> TablesStatus:
        """Make the tables of a projection anew, say how those before differed, and put the new in their place.

        Readers see the old until they see the new, writers go on. Where the projection stops, tables stay as they are.

        Args:
            view: The projection.
            words: As for `build`.

        Raises:
            TablesError: There is something of their names that is none of ours.
        """
        tabled = self._tabled(view)
        position = tabled.position()
        kept = position is not None and position.words
        why = "" if position is None else tabled.why_not(position)
        return self._made(tabled.make(words=kept if words is None else words, why=why))

    def drop(self, view: type | str) -> None:
        """Do away with the tables of a projection; what is not there is no matter.

        Args:
            view: The projection, or its name.
        """
        name = view if isinstance(view, str) else declared(view).name
        with self._file.writing() as db:
            for position in self._file.positions(db):
                if position.view == name:
                    self._file.drop(db, position)

    # Saying how they stand -------------------------------------------------------------------------------------------

    def status(self, *views: type) -> list[TablesStatus]:
        """How the tables of some projections stand, or of every one that has any here.

        Whether tables were made by the code that is here now is looked at for those that are named.

        Raises:
            TablesError: There are none of one of them.
        """
        with self._file.reading() as db:
            held = {position.view: position for position in self._file.positions(db) if not position.generation}
        return [self._asked(view, held) for view in views] if views else list(map(self._status, held.values()))

    def _asked(self, view: type, held: dict[str, Position]) -> TablesStatus:
        tabled = self._tabled(view)
        name = tabled.projection.name
        if name not in held:
            raise TablesError(f"there are no tables of {name} in {self._file.name}; build them")
        return attrs.evolve(self._status(held[name]), stale=tabled.why_not(held[name]))

    def _status(self, position: Position) -> TablesStatus:
        shown: Iterable[str] = (field.name for field in attrs.fields(TablesStatus))
        own: dict[str, Any] = {name: getattr(position, name) for name in shown if hasattr(position, name)}
        return TablesStatus(**own, size=len(self._ledger))

    def _made(self, made: Made) -> TablesStatus:
        return attrs.evolve(self._status(made.position), rebuilt=made.why, differences=made.differences)
