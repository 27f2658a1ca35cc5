"""A projection of one ledger as of any day, from what was kept for the ends of months.

What is kept can be stored in the ledger's own file, in a table that is no part of the record and may be dropped. It is
used again only under the stamp it was made with (the projection's source, the event types, their up-casters, the
codec), and only for a ledger that still holds the last entry that it had read; anything else is swept and made anew. So
is what does not have the digest that was stored with it, because a row of it was lost, put in or altered. A digest has
no key: whoever may write the file, and means to deceive those who ask of it, is found out by a replay only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from hashlib import sha256
from typing import Generic, TypeVar
from uuid import uuid4

import attrs
import msgspec

from govledger.ledger import History, Ledger
from govledger.ledger.cuts import Moment
from govledger.ledger.store.kept_states import Foot, drop_kept, put_kept, read_kept
from govledger.projections import state_codec
from govledger.projections.copying import UncopyableError
from govledger.projections.keyed import NotKeyedError, StopsElsewhereError
from govledger.projections.months import KeyedMonths, Month, NotResumedError, WholeMonths
from govledger.projections.projection import Projection, View
from govledger.projections.reading import Reading
from govledger.projections.stamps import stamp_of
from govledger.projections.state_codec import StateNotKeptError

State = TypeVar("State")

_WHOLE = "+"
"""What follows the day of a month that stands for itself."""


@attrs.frozen(kw_only=True)
class Saved:
    """What was stored of the states of a projection.

    Attributes:
        days: For how many days a state is stored.
        size: How many entries of the ledger they rest on.
        because: Why nothing was stored, if nothing was.
    """

    days: int
    size: int
    because: str = ""


class Kept(Generic[State]):
    """The state of a projection as of any day, without reading the whole ledger each time.

    It is kept for the ends of months as it is asked for, so that only what came since is folded. What is recorded late,
    corrected or taken back is taken into the months it belongs to: of a keyed projection only the rows that it names.
    The answers are what `History.project` gives, in the same order, and stop where that stops.

    It belongs to one thread. States share their rows with what is kept: read them, and copy what you want to change.
    """

    def __init__(self, projection: Projection[State], ledger: Ledger) -> None:
        """What was stored of ``ledger``, if anything; `Ledger.kept` is the way in."""
        self._reading, self._chain = Reading(projection, ledger), ""
        self._whole: WholeMonths[State] | None = WholeMonths(self._reading)
        self._keyed: KeyedMonths[State] | None = None
        try:
            self._keyed = self._resumed() or KeyedMonths(self._reading)
        except NotKeyedError:
            self._keyed = None

    # Asking ----------------------------------------------------------------------------------------------------------

    def as_of(self, day: Moment) -> View[State]:
        """What had happened and was known by a day.

        Raises:
            CutError: The day could not be read.
        """
        history = self._reading.ledger.history(as_of=day)
        self._reading.timeline.extend(history.cut.size)
        return self._by_rows(history) or self._by_copies(history) or self._reading.projection.view(history)

    def _by_rows(self, history: History) -> View[State] | None:
        """The view from rows that were kept one by one, where that can be done."""
        if self._keyed is None:
            return None
        try:
            return self._keyed.view(history.cut)
        except NotResumedError:
            self._keyed = KeyedMonths(self._reading)
            return self._by_rows(history)
        except StopsElsewhereError:
            return self._reading.projection.view(history)
        except NotKeyedError:
            self._keyed = None
        return None

    def _by_copies(self, history: History) -> View[State] | None:
        """The view from whole states that were kept, where that can be done."""
        if self._whole is None or self._keyed is not None:
            return None
        try:
            return self._whole.view(history.cut)
        except UncopyableError:
            self._whole = None
        return None

    # Storing ---------------------------------------------------------------------------------------------------------

    def save(self) -> Saved:
        """Store what is kept up to now in the ledger's own file, for whoever asks next.

        Only the states of a keyed projection are stored. What they hold of texts is handles, never words.

        Raises:
            LedgerReadOnlyError: This user may not write the ledger.
            LedgerBusyError: Another writer held the lock for too long.
        """
        ledger = self._reading.ledger
        size = len(ledger)
        try:
            if self._keyed is None:
                return Saved(days=0, size=size, because="only the states of a keyed projection are stored")
            self._keyed.keep_all(size)
            new = self._bytes_of(self._keyed)
        except StateNotKeptError as fault:
            return Saved(days=0, size=size, because=str(fault))
        except (NotKeyedError, NotResumedError):
            self._keyed = None
            return Saved(days=0, size=size, because="a row of it follows from entries that do not name it")
        states = {_name_of(month): month.stored or b"" for month in self._keyed.months}
        return Saved(days=len(states), size=size) if self._put(states, new, size) else self.save()

    def _bytes_of(self, keyed: KeyedMonths[State]) -> dict[str, bytes]:
        """The bytes of what is not stored yet."""
        written = {month.day: month.bytes_of(keyed.codec) for month in keyed.months if month.stored is None}
        is_new = not self._chain
        for month in keyed.months:
            month.stored = written.get(month.day, month.stored)
        return {_name_of(one): one.stored or b"" for one in keyed.months if is_new or one.day in written}

    def _put(self, states: dict[str, bytes], new: dict[str, bytes], size: int) -> bool:
        """Put into the database what is new, and rest all of it on the first ``size`` entries; whether it was taken."""
        inner = self._reading.ledger.inner
        chain = self._chain or str(uuid4())
        foot = Foot(self._stamp(), chain, size, self._head(size, states))
        is_taken = put_kept(inner.store, inner.row, self._reading.projection.name, foot, days=list(states), new=new)
        self._chain = chain if is_taken else ""
        return is_taken

    def _stamp(self) -> str:
        """What states that are stored were made with; under another they are not used."""
        made_with = stamp_of(self._reading.projection, self._reading.ledger.inner.catalogue)
        return sha256(f"{made_with} codec {state_codec.VERSION}".encode()).hexdigest()

    def _resumed(self) -> KeyedMonths[State] | None:
        """What was stored, if it was made with the same and of this ledger; what was not is swept."""
        inner, name = self._reading.ledger.inner, self._reading.projection.name
        found = read_kept(inner.store, inner.row, name)
        if found is None:
            return None
        foot, states = found
        if foot.stamp != self._stamp() or not self._is_of_this_ledger(foot, states):
            drop_kept(inner.store, inner.row, name)
            return None
        months = [Month(_day_of(day), day.endswith(_WHOLE), stored=state) for day, state in states.items()]
        self._reading.timeline.extend(foot.size)
        return KeyedMonths(self._reading, months, size=foot.size)

    def _is_of_this_ledger(self, foot: Foot, states: Mapping[str, bytes]) -> bool:
        size: object = foot.size  # Whoever writes into the file may have put something else there.
        return type(size) is int and 1 <= size <= len(self._reading.ledger) and foot.head == self._head(size, states)

    def _head(self, size: int, states: Mapping[str, bytes]) -> str:
        """What ties states to the ledger and to each other: the leaf hash of the last entry, and their digest."""
        digest = sha256(msgspec.msgpack.encode([size, sorted(states.items())]))
        return f"{self._reading.ledger.entry(size).leaf_hash} {digest.hexdigest()}"


def _name_of(month: Month) -> str:
    return f"{month.day.isoformat()}{_WHOLE if month.is_whole else ''}"


def _day_of(name: str) -> dt.date:
    return dt.date.fromisoformat(name.removesuffix(_WHOLE))
