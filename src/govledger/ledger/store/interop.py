"""A ledger as eventsourcing's own projections read it: for whoever has such projections already.

`application_of` gives that library's runner an application class that stands for one open ledger. Each entry reaches
the projection as a domain event of the class `entry_of` gives for its event class, so that `process_event` can be
dispatched by it; its position is its number. Nothing is written: entries come in through the ledger and no other way.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, NoReturn

from eventsourcing.application import Application
from eventsourcing.persistence import (
    ApplicationRecorder,
    JSONTranscoder,
    Mapper,
    Notification,
    NotSupportedError,
    StoredEvent,
    Subscription,
)
from eventsourcing.popo import POPOFactory

from govledger.ledger.store.rows import Row

if TYPE_CHECKING:
    from govledger.ledger.entry import AnyEntry
    from govledger.ledger.ledger import Ledger

POLL_SECONDS = 0.05
"""How often a subscription looks for what other processes commit; this process's own commits wake it at once."""


_PULL_MAX = 500


class LedgerEvent:
    """An entry in the form of one of eventsourcing's domain events; each event class has a subclass of it.

    Attributes:
        entry: The entry.
        originator_id: The ledger's own id.
    """

    __slots__ = ("entry", "originator_id")

    def __init__(self, entry: AnyEntry, originator_id: str) -> None:
        """An ``entry`` of the ledger with that id."""
        self.entry, self.originator_id = entry, originator_id

    @property
    def event(self) -> Any:
        """What was recorded."""
        return self.entry.event

    @property
    def originator_version(self) -> int:
        """The number of the entry."""
        return self.entry.number


def entry_of(event_class: type[object]) -> type[LedgerEvent]:
    """The class as which entries of one event class reach a projection; register a handler for it."""
    if event_class not in _classes:
        made = type(f"EntryOf{event_class.__name__}", (LedgerEvent,), {"__slots__": ()})
        return _classes.setdefault(event_class, made)
    return _classes[event_class]


_classes = dict[type[object], type[LedgerEvent]]()


def application_of(ledger: Ledger) -> type[Application[str]]:
    """An application class that stands for an open ledger; give it to a `ProjectionRunner`.

    The ledger stays yours to close, after the runner has ended. The position is tracked under the ledger's own id, so
    that one view can follow many ledgers, and a ledger that was moved is known again.
    """
    inner = ledger.inner

    class LedgerApplication(Application[str]):
        """One open ledger, to be read."""

        name = inner.row.uuid

        def construct_factory(self, env: Any) -> Any:  # noqa: ARG002 - nothing around it can point it elsewhere
            return POPOFactory({})

        def construct_mapper(self) -> Mapper[str]:
            return _Reader(ledger)

        def construct_recorder(self) -> ApplicationRecorder:
            return _Reading(ledger)

    return LedgerApplication


@dataclass(frozen=True)
class _Told(Notification):
    """A stored entry on its way to a projection."""

    row: Row


class _Reader(Mapper[str]):
    """Reads entries as the ledger does, by the names they were written under; it imports nothing that a row names."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(JSONTranscoder())
        self._ledger = ledger

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        assert isinstance(stored_event, _Told)  # noqa: S101 - `_Reading` gives nothing else
        entry = self._ledger.inner.codec.decode(stored_event.row)
        event: object = entry.event
        return entry_of(type(event))(entry, self._ledger.inner.row.uuid)

    def to_stored_event(self, domain_event: Any) -> NoReturn:
        _refuse(domain_event)


class _Reading(ApplicationRecorder):
    """The entries of a ledger as notifications, which are numbered as the entries are."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> NoReturn:  # noqa: ARG002
        _refuse(stored_events)

    def select_events(self, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse((args, kwargs))

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        after = (start or 0) - 1 if inclusive_of_start and start else start or 0
        return list(islice(self.after(after, stop, topics), limit))

    def after(self, after: int, until: int | None, topics: Sequence[str]) -> Iterator[Notification]:
        """The entries numbered above ``after``, up to ``until``, of these written types or of any."""
        inner = self.ledger.inner
        for row in inner.store.rows(inner.row, after=after, until=until):
            if not topics or row.type in topics:
                yield _Told(inner.row.uuid, row.number, row.type, row.raw, row.number, row)

    def max_notification_id(self) -> int | None:
        return len(self.ledger) or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        return _Following(self, gt, topics)


class _Following(Subscription[ApplicationRecorder]):
    """Yields entries as they come, until it is stopped."""

    _recorder: _Reading

    def __init__(self, recorder: _Reading, gt: int | None, topics: Sequence[str]) -> None:
        super().__init__(recorder, gt, topics)
        self._after, self._held = gt or 0, deque[Notification]()

    def __next__(self) -> Notification:
        store = self._recorder.ledger.inner.store
        while not self._has_been_stopped:
            if self._held:
                return self._held.popleft()
            seen = store.changes()
            self._pull()
            if not self._held:
                store.await_change(seen, seconds=POLL_SECONDS)
        raise StopIteration

    def _pull(self) -> None:
        """Take what there is; what is passed over for its topic is not looked at again."""
        size = len(self._recorder.ledger)
        self._held.extend(islice(self._recorder.after(self._after, size, self._topics), _PULL_MAX))
        self._after = self._held[-1].id if len(self._held) == _PULL_MAX else size


def _refuse(_: object) -> NoReturn:
    raise NotSupportedError("an entry is recorded through the ledger, which checks it, and read through a projection")
