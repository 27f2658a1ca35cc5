"""An opinion narrowed to one body: what names it, its meetings or their items, or rests on what it said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from govledger.assurance.opinion import Opinion
from govledger.assurance.record import Record
from govledger.ledger import History
from govledger.ledger.entry import mentions

CONCERNS = "it, a meeting of it or an item of such a meeting is the subject or is named in an entry it rests on"
"""What concerning a body means, in words that can be read out after its name."""


def concerning(opinion: Opinion, history: History | Record, body: str) -> Opinion:
    """The part of an opinion that concerns a body; its denominator stays that of the whole.

    Args:
        opinion: What was concluded.
        history: What it was concluded from, or a record of it.
        body: The body, as ``body:csib``.
    """
    record = Record.of(history)
    own, catalogue = {body, *belonging_to(record, body)}, record.history.ledger.inner.catalogue
    naming = {entry.number for entry in record.entries if not own.isdisjoint(mentions(entry, catalogue))}

    def is_theirs(found: Any) -> bool:
        return found.subject in own or not naming.isdisjoint(found.because)

    return attrs.evolve(
        opinion,
        alarms=tuple(filter(is_theirs, opinion.alarms)),
        answered=tuple(filter(is_theirs, opinion.answered)),
        clear=tuple(filter(is_theirs, opinion.clear)),
        cannot_tell=tuple(filter(is_theirs, opinion.cannot_tell)),
    )


def belonging_to(record: Record, body: str) -> Iterable[str]:
    """The meetings of a body and their items, as references."""
    bare = body.partition(":")[2]
    meetings = {
        entry.event.meeting
        for entry in record.entries
        if getattr(entry.event, "body", None) == bare and getattr(entry.event, "meeting", None) is not None
    }
    items = {
        entry.event.agenda_item
        for entry in record.entries
        if getattr(entry.event, "agenda_item", None) is not None and getattr(entry.event, "meeting", None) in meetings
    }
    return [*(f"meeting:{meeting}" for meeting in meetings), *(f"agenda_item:{item}" for item in items)]
