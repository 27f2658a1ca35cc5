"""What an entry that a finding rests on is about, and what it says, in a few words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from govledger.cli.log import named_by, words_of
from govledger.events import each

if TYPE_CHECKING:
    from govledger.ledger import Entry, Ledger

_DETAILS = ("value", "said", "kind", "method", "result", "how", "role", "office", "who")
"""The fields that say what an entry without words holds, in this order."""


def about_of(entry: Entry[Any], ledger: Ledger, *, subject: str) -> str:
    """What an entry is about; empty where that is the ``subject`` of the finding, which is named already."""
    named = named_by(entry, ledger)
    return "" if named == subject else named


def details_of(entry: Entry[Any]) -> str:
    """What an entry without words holds: a figure, a kind of evidence, an office; empty where it has words."""
    return "" if words_of(entry) else ", ".join(_told(entry.event)).replace("_", " ")


def _told(event: Any) -> Iterator[str]:
    for name in _DETAILS:
        held = getattr(event, name, None)
        yield from (str(one) for one in each(held) if one) if isinstance(held, tuple) else [str(held)] if held else []
