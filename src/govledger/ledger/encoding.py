"""Writing an entry's bytes, once: the canonical JSON whose form `govledger.ledger.codec` tells.

The fields of an entry stand in a struct in the order in which canonical JSON has its keys, and so do those of its event
(see `govledger.events.packing`), so that msgspec writes them as they stand and sorts nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec

from govledger.events import When
from govledger.ledger.draft import Draft
from govledger.ledger.entry import FORMAT, MODES, VISIBILITIES

ALGORITHM = "sha-256"
"""What the digests of withheld texts are computed with, as the entry says it."""


class _Source(msgspec.Struct, omit_defaults=True, gc=False):
    """Where an entry is read, without the words."""

    document: str
    locator: str | None = None


class Clear(msgspec.Struct, omit_defaults=True, gc=False):
    """An entry's JSON object; what is ``None`` is left out.

    A draft gives it all but its number, its stamp and the commitments to its texts.
    """

    sd: list[str] | None = msgspec.field(default=None, name="_sd")
    sd_alg: str | None = msgspec.field(default=None, name="_sd_alg")
    sd_for: Sequence[str] | None = msgspec.field(default=None, name="_sd_for")
    asserted_by: str | None = None
    body: Any = None
    clerk: str | None = None
    corrects: str | None = None
    form: str | None = None
    happened: str | None = None
    known_on: dt.date | None = None
    mode: str | None = None
    number: int | None = None
    recorded_at: str | None = None
    retracts: str | None = None
    rival_of: str | None = None
    source: list[_Source] | None = None
    type: str | None = None
    uncertain: tuple[str, ...] | None = None
    v: str | None = None
    visibility: str | None = None


def clear_fields(
    draft: Draft, *, written: str, body: msgspec.Struct, happened: When | None, known_on: dt.date | None
) -> Clear:
    """What an entry says, but for the words of its texts.

    Args:
        draft: Its envelope.
        written: The name and version of its type.
        body: The event's own clear fields.
        happened: When it happened, which a draft need not say.
        known_on: When it could be known, which a draft need not say.
    """
    clear = Clear(body=body, clerk=draft.clerk, known_on=known_on, type=written, v=FORMAT)
    # Most drafts say little of the rest, and to give it all by name would take longer than to write the whole entry.
    if happened is not None:
        clear.happened = str(happened)
    if draft.source:
        clear.source = [_Source(source.document, source.locator) for source in draft.source]
    if draft.asserted_by is not None:
        clear.asserted_by = str(draft.asserted_by)
    if draft.form is not None:
        clear.form = draft.form
    if draft.mode is not None and draft.mode != MODES[0]:
        clear.mode = draft.mode
    if draft.visibility is not None and draft.visibility != VISIBILITIES[0]:
        clear.visibility = draft.visibility
    if draft.uncertain:
        clear.uncertain = draft.uncertain
    for role in _roles(draft):
        if (named := getattr(draft, role)) is not None:
            setattr(clear, role, str(named))
    return clear


def _roles(draft: Draft) -> tuple[str, ...]:
    """The fields that may name another entry; most drafts name none."""
    return ("rival_of", "corrects", "retracts") if draft.rival_of or draft.corrects or draft.retracts else ()


_encoder = msgspec.json.Encoder(order="deterministic")


def encode(clear: Clear) -> bytes:
    """The bytes of an entry that has its number and its stamp."""
    return _encoder.encode(clear)


def plain(clear: Clear) -> dict[str, Any]:
    """The fields as plain JSON."""
    held: dict[str, Any] = msgspec.json.decode(encode(clear))
    return held
