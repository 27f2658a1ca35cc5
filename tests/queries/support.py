"""What the canonical queries share: asking a ledger what it declares to hold in full."""

import datetime as dt

from govledger.events import CoverageDeclared, each
from govledger.ledger import History


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
