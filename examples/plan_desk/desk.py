"""A ledger that a web app keeps open: what it is read through, and how a request records in it."""

import datetime as dt
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

import attrs

from govledger import Draft, GovledgerError, HeadMovedError, Ledger
from govledger.ledger.entry import AnyEntry
from plan_desk.follower import Follower


class MeanwhileError(GovledgerError):
    """Somebody else recorded about the same thing after the form was shown; nothing of the form was.

    Attributes:
        entries: What they recorded.
        number: The newest entry now; a form that has seen these entries carries it.
    """

    def __init__(self, entries: list[AnyEntry], number: int) -> None:
        self.entries, self.number = entries, number
        super().__init__(
            "Somebody else recorded about this while you were writing. Nothing that you typed is lost: read what is "
            "new, and send it again if it still holds."
        )


class Desk:
    """A ledger, open from `open` to `close`, with a follower behind it; share one between all threads of a process."""

    def __init__(self, url: str) -> None:
        """Open the ledger at ``url``, a path or ``postgresql://…``, and follow it.

        Raises:
            LedgerError: There is no ledger, or it cannot be opened.
        """
        self.ledger = Ledger.open(url, timeout=5.0)
        self.follower = Follower(self.ledger)
        self.follower.start()

    def close(self) -> None:
        """Stop following and let go of the ledger."""
        self.follower.stop()
        self.ledger.close()

    @property
    def today(self) -> dt.date:
        """The day it is where the council is."""
        return dt.datetime.now(ZoneInfo(self.ledger.zone)).date()

    def unit(self, *, clerk: str, key: str, seen: int | None = None, about: str = "") -> "Unit":
        """What one request is going to record; see `Unit`."""
        return Unit(self.ledger, clerk=clerk, key=key, seen=seen, about=about)


@attrs.define
class Unit:
    """What one request records: gathered while its view works, and recorded at once when all else has succeeded.

    Use it as a context manager. `Ledger.record` is a transaction of its own, on a connection of its own, so it comes
    last: a view that raises before the end of the block has recorded nothing, and what could still fail after it is
    the commit of the app's own database. The same form under the same key then records nothing twice.

    Attributes:
        entries: The entries, once they are recorded; those of the first time where the key was used before.
    """

    _ledger: Ledger
    _clerk: str = attrs.field(kw_only=True)
    _key: str = attrs.field(kw_only=True)
    _seen: int | None = attrs.field(kw_only=True)
    _about: str = attrs.field(kw_only=True)
    _drafts: list[Draft] = attrs.field(init=False, factory=list)
    entries: list[AnyEntry] = attrs.field(init=False, factory=list)

    def add(self, draft: Draft) -> None:
        """Gather one draft."""
        self._drafts.append(draft)

    def __enter__(self) -> Self:
        """The unit, empty."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        """Record what was gathered, unless something was raised.

        Raises:
            MeanwhileError: Somebody else recorded about the same thing.
            GovledgerError: Whatever `Ledger.record` raises; nothing was recorded.
        """
        if kind is None and self._drafts:
            self.entries = self._record()

    def _record(self) -> list[AnyEntry]:
        """Record, as long as nothing came about the same thing; what came about others is no reason to refuse."""
        expected = self._seen
        while True:
            try:
                held = self._ledger.record(*self._drafts, expected=expected, key=self._key, clerk=self._clerk)
            except HeadMovedError as moved:
                new = list(self._ledger.entries(after=moved.expected, about=self._about or None))
                if new:
                    raise MeanwhileError(new, max(moved.found, new[-1].number)) from moved
                expected = moved.found
            else:
                return list(held)
