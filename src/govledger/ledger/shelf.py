"""The disclosures of a ledger: what stands behind each commitment, or why nothing does."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from threading import Lock

from govledger.events import Text
from govledger.ledger.codec import split_disclosures
from govledger.ledger.plain_rows import body_of
from govledger.ledger.store import LedgerRow, Row, Store

ENTRIES_HELD_MAX = 4_096


class DisclosureShelf:
    """Shows recorded texts; the words of a few thousand entries are kept at hand."""

    def __init__(self, store: Store, ledger: LedgerRow) -> None:
        """The shelf of one ledger."""
        self._store, self._ledger = store, ledger
        self._held: OrderedDict[int, dict[str, str]] = OrderedDict()
        self._seen: object = None
        self._lock = Lock()

    def words(self, text: Text) -> str | None:
        """The words of a text; ``None`` where they are gone.

        A payload whose digest is not the one the entry committed to is no answer, so an altered disclosure does not
        show. Whatever is written by anybody lets go of what is held, so that an erasure shows wherever it was made.
        """
        seen = self._store.changes()
        with self._lock:
            if seen != self._seen:
                self._held.clear()
                self._seen = seen
            held = self._held.get(text.number)
        if held is None:
            held = split_disclosures(self._store.payloads(self._ledger, text.number))
            with self._lock:
                self._held[text.number] = held
                if len(self._held) > ENTRIES_HELD_MAX:
                    self._held.popitem(last=False)
        return held.get(text.digest)

    def why_not(self, text: Text) -> str:
        """ERASED where an entry says so of this text; else MISSING, or WITHHELD where words may be kept back."""
        numbers = self._store.numbers_about(self._ledger, f"entry:{text.number}")
        rows = self._store.rows_at(self._ledger, numbers) if numbers else {}
        erasures = [row for row in rows.values() if row.type.startswith("disclosure-erased/")]
        if any(_covers(row, text) for row in erasures):
            return Text.ERASED
        return Text.WITHHELD if self._store.withholds else Text.MISSING

    def forget(self) -> None:
        """Let go of every text held, so that an erasure elsewhere shows."""
        with self._lock:
            self._held.clear()


def _covers(erasure: Row, text: Text) -> bool:
    """Whether an erasure of ``text``'s entry is of this text."""
    return covers(body_of(erasure).get("fields"), text.field)


def covers(fields: Collection[str] | None, path: str) -> bool:
    """Whether an erasure of ``fields`` is of the text at ``path``: it names none, or this one, or the list it is in."""
    return fields is None or path in fields or path.partition("/")[0] in fields
