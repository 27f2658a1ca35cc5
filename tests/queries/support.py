"""What the canonical queries share: asking a ledger what it declares to hold in full, and all it says of one thing."""

import datetime as dt
from typing import Any

from govledger.events import CoverageDeclared, each
from govledger.ledger import Entry, History
from tests.projections.support import names_in


def held_in_full(
    history: History, what: str, day: dt.date, *, body: str | None = None, about: str | None = None
) -> bool:
    """Whether the ledger declares that it holds all there is of ``what`` on ``day``, of a body or about a thing."""
    declarations = [entry.event for entry in history if isinstance(entry.event, CoverageDeclared)]
    return any(
        what in each(declared.what)
        and declared.since <= day <= (declared.until or dt.date.max)
        and declared.body in {None, body}
        and (not each(declared.about) or about in each(declared.about))
        for declared in declarations
    )


def not_held(history: History, day: dt.date, *wanted: str, body: str | None = None) -> list[str]:
    """Return which of the kinds of thing that an answer needs the ledger does not declare to hold in full."""
    return [what for what in wanted if not held_in_full(history, what, day, body=body)]


def said_of(history: History, reference: str) -> list[Entry[Any]]:
    """Return the entries of a history that name one thing, in the order they happened."""
    return [entry for entry in history if reference in names_in(entry, history.ledger)]
