"""What a ledger tells whoever runs it about its own work: log records of the standard library, and spans where asked.

One logger, ``govledger``, and nothing is written unless the application has set it up. A record's ``event`` says what
was done, and what else is known of it stands beside as fields of its own: which ledger, how many, from which number,
how long it took. A fault is told by the name of its class, because its message may repeat what was typed. So no text
that may be withheld, and nothing else that anybody typed, is ever in a log record or a span.

    event     level    fields, besides ledger and origin, and of what takes time seconds
    open      INFO     url, without its password
    record    INFO     count, first, already: how many are new, from which number, and how many were there before
    rehearse  DEBUG    the same, of what was only checked
    project   DEBUG    projection, entries
    check     INFO     today, entries, rules, alarms, clear, cannot_tell
    seal      INFO     size
    verify    INFO     size, findings
    away      WARNING  error: a follower cannot reach its ledger and tries again
    back      INFO     it can be reached again

Where the ledger's store failed, the level is WARNING.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from time import perf_counter
from types import TracebackType
from typing import Protocol, Self

from govledger.errors import LedgerError

Fact = str | int | float
"""What is told of a piece of work: a name, a number or a yes; never a text that may be withheld."""

LOGGER = logging.getLogger("govledger")
LOGGER.addHandler(logging.NullHandler())

_LEVELS = {"project": logging.DEBUG, "rehearse": logging.DEBUG, "away": logging.WARNING}
"""The events that are not told at INFO."""


class Span(Protocol):
    """One piece of work, as those who trace it see it."""

    def tell(self, facts: dict[str, Fact]) -> None:
        """Take what is known of it, once it is done; ``error`` is among it where it failed."""
        ...


Tracer = Callable[[str], AbstractContextManager[Span]]
"""What begins a span for an event, such as ``record``."""


class Named(Protocol):
    """What a ledger is called."""

    @property
    def name(self) -> str:
        """Among the ledgers of its database."""
        ...

    @property
    def origin(self) -> str:
        """As a log."""
        ...


class _Watch:
    """Who is told besides the log."""

    tracer: Tracer | None = None


def trace_with(tracer: Tracer | None) -> None:
    """Let a tracer see every piece of work from now on; nobody, with ``None``."""
    _Watch.tracer = tracer


class Unwatched:
    """A piece of work of which nobody wants to know."""

    __slots__ = ()
    is_watched = False

    def __enter__(self) -> Self:
        """The work itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        """Nothing is told."""

    def tell(self, **facts: Fact) -> None:
        """Nobody listens."""


class Work(Unwatched):
    """A piece of work that is told once it is done or has failed.

    Attributes:
        is_watched: Whether anybody wants to know; what takes effort to find out is told only then.
    """

    __slots__ = ("_began", "_event", "_facts", "_span", "_told")
    is_watched = True

    def __init__(self, event: str, ledger: Named | None) -> None:
        """Work on a ledger, about to begin."""
        self._event, self._span, self._began = event, _Watch.tracer and _Watch.tracer(event), perf_counter()
        self._told: Span | None = None
        self._facts = dict[str, Fact]()
        if ledger is not None:
            self._facts |= {"ledger": ledger.name, "origin": ledger.origin}

    def __enter__(self) -> Self:
        """The work itself."""
        if self._span is not None:
            self._told = self._span.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        """Tell what is known of it."""
        if kind is not None:
            self._facts["error"] = kind.__name__
        failed = kind is not None and issubclass(kind, LedgerError)
        level = logging.WARNING if failed else None
        say(self._event, self._facts | {"seconds": round(perf_counter() - self._began, 6)}, level=level)
        if self._span is not None and self._told is not None:
            self._told.tell(self._facts)
            self._span.__exit__(kind, fault, where)

    def tell(self, **facts: Fact) -> None:
        """Add what is known of it."""
        self._facts |= facts


_UNWATCHED = Unwatched()


def working(event: str, ledger: Named | None = None) -> Unwatched:
    """A piece of work, to be used as a context manager; where nobody wants to know, it costs next to nothing.

    Args:
        event: What is done: one of those above.
        ledger: On which ledger.
    """
    if _Watch.tracer is None and not LOGGER.isEnabledFor(_LEVELS.get(event, logging.INFO)):
        return _UNWATCHED
    return Work(event, ledger)


def say(event: str, facts: dict[str, Fact], *, level: int | None = None) -> None:
    """Log one event with its facts: in the message for a reader, as fields of the record for a program."""
    level = _LEVELS.get(event, logging.INFO) if level is None else level
    if LOGGER.isEnabledFor(level):
        shown = " ".join(f"{name}={value}" for name, value in facts.items())
        LOGGER.log(level, "%s %s", event, shown, extra={"event": event, **facts})
