"""The names that a store's last writer knew, kept for the next one as long as nobody else has written."""

from __future__ import annotations

NAMES_MAX = 65_536
"""How many names are kept at most; a record of a million entries names half as many things as it has entries."""

Names = dict[int, dict[str, tuple[int, int | None]]]
"""By the id of a ledger and a reference: its integer id, and the entry that introduced it or ``None``."""


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
        if not is_same or sum(map(len, self._held.values())) > NAMES_MAX:
            self._held = {}
        self._since = connection, version
        return self._held

    def forget(self) -> None:
        """Know nothing: what a writer added was undone, or something else was done to the database."""
        self._held, self._since = {}, None
