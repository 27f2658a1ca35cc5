"""What a store's last writer knew of the index, kept for the next one as long as nobody else has written."""

from __future__ import annotations

import attrs

from govledger.ledger.store.rows import Row
from govledger.ledger.store.unfiled import Unfiled

NAMES_MAX = 65_536
"""How many names are kept at most; a record of a million entries names half as many things as it has entries."""

Filed = tuple[int, int | None]
"""The integer id of a name in the index, 0 where it is not there, and the entry that introduced it or ``None``."""


@attrs.define
class Known:
    """What is known of the index of one ledger.

    Attributes:
        filed: By a reference, what the index has of it.
        unfiled: What is not filed yet; ``None`` where nobody has looked.
        is_laid_out: Whether the database has the table of that.
        head: The newest entry, where the last writer added it.
        before: What was not filed yet before somebody else wrote.
    """

    filed: dict[str, Filed] = attrs.Factory(dict[str, Filed])
    unfiled: Unfiled | None = None
    is_laid_out: bool = False
    head: Row | None = None
    before: Unfiled | None = None


Names = dict[int, Known]
"""By the id of a ledger."""


class KnownNames:
    """What was found and added by writers, one after the other, of one database.

    An id stays taken and a name keeps its integer id, so what was known once need not be looked up again: unless the
    index is made anew, by whomever. SQLite counts for every connection the commits of all others, so that anything kept
    is forgotten when there was one, or when the next writer has another connection.
    """

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._held: Names = {}
        self._since: tuple[object, int] | None = None

    def of(self, connection: object, version: int) -> Names:
        """What is known to a writer, who adds to it.

        Args:
            connection: The connection that it writes through; kept, so that no other takes its place unnoticed.
            version: What that connection says is the version of the database, under the write lock.
        """
        is_same = self._since is not None and self._since[0] is connection and self._since[1] == version
        if not is_same or sum(len(known.filed) for known in self._held.values()) > NAMES_MAX:
            # What is not filed is most of what there is to read again, and whether it is still so is soon found out.
            self._held = {ledger: Known(before=known.unfiled or known.before) for ledger, known in self._held.items()}
        self._since = connection, version
        return self._held

    def forget(self) -> None:
        """Know nothing: what a writer added was undone, or something else was done to the database."""
        self._held, self._since = {}, None
