"""What verification reads from a ledger: its rows as they are at one moment, believed in nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from typing import Any

from govledger.exports.commitments import as_disclosure
from govledger.exports.evidence import Audience, Disclosed, Evidence
from govledger.exports.timestamps import RESPONSE_BYTES_MAX
from govledger.ledger import Ledger
from govledger.ledger.codec import DISCLOSURE_SEPARATOR
from govledger.seal.tiles import ENTRIES, TILE_WIDTH, encode_bundle, parse_tile_path
from govledger.seal.tree import HASH_BYTES

_CHUNK = 2_048


class LedgerEvidence(Evidence):
    """What verification reads, from a ledger; close it, since it holds a reader open on the database.

    Attributes:
        ledger: The ledger.
    """

    is_export = False
    vkeys = ()
    policy = None

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.faults, self._open = ledger, [], ExitStack()
        self.name = ledger.inner.store.place.url
        self.audience: Audience = "public" if ledger.inner.store.withholds else "full"
        self._row = ledger.inner.row
        self._snapshot = self._open.enter_context(ledger.inner.store.snapshot())
        kept: list[tuple[Any, ...]] = list(self._snapshot.checkpoints(self._row))
        self.checkpoints = tuple(note for _, _, note in kept if type(note) is bytes)
        if len(self.checkpoints) < len(kept):
            self.faults.append(("the row of a checkpoint", "is damaged"))
        self.timestamps = dict(self._timestamps({size for size, _, _ in kept}))
        self._at = kept[-1][1] if kept else None

    def _timestamps(self, sizes: Collection[Any]) -> Iterator[tuple[int, bytes]]:
        """What authorities answered, as far as it can be."""
        for size, answer in self._snapshot.timestamps(self._row):
            if type(answer) is bytes and size in sizes and len(answer) <= RESPONSE_BYTES_MAX:
                yield size, answer
            else:
                self.faults.append((f"the row of the timestamp of size {size!r}", "is damaged"))

    @property
    def last_sealed(self) -> str | None:
        """When the log says it signed last."""
        return self._at if type(self._at) is str else None

    def bundles(self) -> Iterator[Sequence[bytes]]:
        """The bytes of the entries in the order of their rows; a row that holds none stands as no bytes."""
        rows = self._snapshot.entries(self._row)
        while chunk := [raw if type(raw) is bytes else b"" for _, _, raw in islice(rows, _CHUNK)]:
            yield chunk

    def disclosures(self) -> Iterator[Sequence[Disclosed]]:
        """The disclosures, in the order of their entries, some at a time."""
        rows = self._disclosed()
        while chunk := list(islice(rows, _CHUNK)):
            yield chunk

    def _disclosed(self) -> Iterator[Disclosed]:
        for number, payloads in self._snapshot.disclosures(self._row):
            if type(number) is int and type(payloads) is bytes:
                held = [as_disclosure(payload) for payload in payloads.split(DISCLOSURE_SEPARATOR) if payload]
                yield Disclosed(number=number, disclosures=held)
            else:
                self.faults.append((f"the row of the disclosures of entry {number!r}", "is damaged"))

    def fetch(self, path: str) -> bytes:
        """The tile at a path, from those that are kept."""
        tile = parse_tile_path(path)
        if tile.level == ENTRIES:
            first = tile.index * TILE_WIDTH
            rows = self.ledger.inner.store.rows(self._row, after=first, until=first + tile.width)
            return encode_bundle([row.raw for row in rows])
        held = self.ledger.inner.store.tile(self._row, tile.level, tile.index)
        if len(held) < tile.width * HASH_BYTES:
            raise LookupError(path)
        return held[: tile.width * HASH_BYTES]

    def close(self) -> None:
        """Let go of the database."""
        self._open.close()
