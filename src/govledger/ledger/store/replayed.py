"""A store that is filled once, from an export, and then only read: a file in a folder of its own, gone when closed.

A file and not memory: what a million entries take there is not taken from whoever reads them, and several may read at
once. The folder is this user's alone. A process that is killed leaves it behind in the folder for temporary files.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from govledger.errors import LedgerError, LedgerReadOnlyError
from govledger.ledger.store.layout import lay_out
from govledger.ledger.store.place import Place
from govledger.ledger.store.rows import LedgerRow
from govledger.ledger.store.sqlite import SQLiteStore
from govledger.ledger.store.writer import Writer

TIMEOUT_SECONDS = 60.0


class ReplayedStore(SQLiteStore):
    """The ledger that an export holds.

    It is called by the path of the export, so that whatever speaks of it names what the reader has.
    """

    def __init__(self, source: str, *, withholds: bool) -> None:
        """An empty store for what the export at ``source`` holds.

        Args:
            source: Where the export is.
            withholds: Whether it keeps words back that the ledger discloses.
        """
        self._folder = TemporaryDirectory(prefix="govledger-", ignore_cleanup_errors=True)
        self._withholds, self._is_filled = withholds, False
        place = Place(source, Path(self._folder.name).resolve() / "replayed.db")
        try:
            lay_out(place, timeout=TIMEOUT_SECONDS)
            super().__init__(place, timeout=TIMEOUT_SECONDS)
        except BaseException:
            self._folder.cleanup()
            raise

    @property
    def withholds(self) -> bool:
        """Whether words are kept back here that the ledger discloses."""
        return self._withholds

    @property
    def knows_signing(self) -> bool:
        """No export says when a checkpoint was signed; a stamp that is not later stands for it."""
        return False

    @property
    def keeps_tables(self) -> bool:
        """Nothing is kept beside an export."""
        return False

    def finish(self) -> None:
        """Take nothing more: from here on it is read."""
        self._is_filled = True

    def close(self) -> None:
        """Let go of the file, and do away with it."""
        super().close()
        self._folder.cleanup()

    @contextmanager
    def writing(self, ledger: LedgerRow | None = None) -> Generator[Writer]:
        """One transaction, until all of the export is here.

        Raises:
            LedgerReadOnlyError: It is.
        """
        self._check_unfilled()
        with super().writing(ledger) as writer:
            yield writer

    @contextmanager
    def alone(self, *, is_writer: bool) -> Generator[sqlite3.Connection]:
        """A connection in no transaction.

        Raises:
            LedgerReadOnlyError: It is to write.
        """
        if is_writer:
            self._check_unfilled()
        with super().alone(is_writer=is_writer) as connection:
            yield connection

    def copy_whole(self, target: Path) -> None:
        """Refuse: a backup is of a database, and there is none.

        Raises:
            LedgerError: Always.
        """
        raise LedgerError(f"{self.place.url} is an export, and no database; {self._instead(str(target))}")

    def _check_unfilled(self) -> None:
        if self._is_filled:
            raise LedgerReadOnlyError(
                f"{self.place.url} is an export: it is read, not written; {self._instead('NEW.db')}"
            )

    def _instead(self, target: str) -> str:
        if self.withholds:
            return "it withholds words, so that no ledger can be made of it either"
        return f"make a ledger of it with: govledger copy {self.place.url} {target}"
