"""Entries as CloudEvents 1.0, for systems that listen to others: a line of JSON for each, or all of them as one batch.

An entry becomes an event in the JSON format of the specification::

    specversion      1.0
    id               its number; with `source` it is unique
    source           //ORIGIN#NAME: the ledger
    type             govledger.status-reported.1: its written name and version
    subject          the first thing that it names, such as action:2.4
    time             when the ledger recorded it: what happened has no instant, and stands in `happened`
    datacontenttype  application/json
    data             the entry as `govledger log --json` prints it
    sequence         its number, so that events sort as text (the extension of that name)
    happened         when it happened, in the words recorded
    knownon          the first day anyone outside the author's office could know it
    leafhash         SHA-256 of its leaf in the ledger's tree
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

from govledger.exports.report.reading import Audience
from govledger.exports.speaking import Speaker
from govledger.ledger import History, Ledger
from govledger.ledger.codec import stamp
from govledger.ledger.entry import AnyEntry

DIGITS: Final = 12
"""In how many digits a sequence number is written, so that it sorts as text."""


def cloudevents_of(history: History, *, audience: Audience = "public") -> Iterator[dict[str, Any]]:
    """The entries of a history as CloudEvents, by number.

    Args:
        history: What may be read.
        audience: Who is to read them: ``public`` has only words that bodies adopted and published.
    """
    speaker = Speaker(history, audience)
    source = source_of(history.ledger)
    return (_event(entry, speaker, source) for entry in speaker.entries())


def source_of(ledger: Ledger) -> str:
    """A ledger as the source of events: a reference to its origin, and which ledger of its database it is.

    >>> source_of(Ledger.create("memory://", origin="example.gov.uk/csib"))
    '//example.gov.uk/csib#main'
    """
    return f"//{quote(ledger.origin)}#{quote(ledger.name)}"


def _event(entry: AnyEntry, speaker: Speaker, source: str) -> dict[str, Any]:
    name, _, version = entry.type.partition("/")
    subject = speaker.about(entry)
    return {
        "specversion": "1.0",
        "id": str(entry.number),
        "source": source,
        "type": f"govledger.{name}.{version}",
        **({"subject": subject} if subject else {}),
        "time": stamp(entry.recorded_at),
        "datacontenttype": "application/json",
        "sequence": f"{entry.number:0{DIGITS}}",
        "happened": str(entry.happened),
        "knownon": entry.known_on.isoformat(),
        "leafhash": entry.leaf_hash,
        "data": speaker.line(entry),
    }


def lines_of(history: History, *, audience: Audience = "public") -> bytes:
    """CloudEvents, a line of JSON for each."""
    events = cloudevents_of(history, audience=audience)
    return "".join(f"{json.dumps(event, ensure_ascii=False)}\n" for event in events).encode()


def batch_of(history: History, *, audience: Audience = "public") -> bytes:
    """CloudEvents as one batch: a JSON array, ``application/cloudevents-batch+json``."""
    events = list(cloudevents_of(history, audience=audience))
    return f"{json.dumps(events, indent=1, ensure_ascii=False)}\n".encode()
