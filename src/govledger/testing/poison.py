"""An event that raises whatever is asked of it, to see whether a handler hides that something went wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from govledger.ledger import Entry
from govledger.testing.trial import class_of


class PoisonError(KeyError, IndexError, ValueError, TypeError):
    """What comes of asking a poisoned event for anything; most that a handler might catch, in one."""


def swallowed(handler: Callable[..., Any], state: Any, entry: Entry[Any]) -> str | None:
    """What a handler does wrong that is given an event it cannot read; ``None`` where it raises, or never asks."""
    asked: list[str] = []

    class Poisoned:
        """An event of the same class, to whoever asks for its class."""

        def __getattribute__(self, name: str) -> Any:
            if name == "__class__":
                return class_of(entry)
            asked.append(name)
            raise PoisonError(name)

    try:
        handler(state, Poisoned(), entry)
    except Exception:  # noqa: BLE001 - whatever comes of it stops the fold, as it should
        return None
    if not asked:
        return None
    named = getattr(handler, "__name__", "a handler")
    return f"{named} asks the event for {asked[0]!r}, gets an error, and carries on as if nothing had happened"
