"""What every statement passes through: where a process is killed, the power fails, or somebody else comes first.

SQLite's connections are replaced by ones that ask before each statement. Nothing else of the store is: what is under
test is what it does when it does not come to its next statement.
"""

from __future__ import annotations

import random
import secrets
import sqlite3
import uuid
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any
from unittest import mock

Act = Callable[[], None]


class KilledError(BaseException):
    """The process was killed here; nothing of govledger is to catch it."""


class Hub:
    """Counts statements, and at one of them does what it was armed with.

    Attributes:
        statements: How many statements there were.
    """

    def __init__(self) -> None:
        self.statements = 0
        self._left, self._is_outside = -1, False
        self._act: Act | None = None
        self._is_dead, self._is_resting = False, False
        self._writing: set[int] = set()

    def arm(self, act: Act, *, after: int, outside: bool = False) -> None:
        """Have something done before the statement after so many more; ``outside`` of any transaction that writes."""
        self._left, self._act, self._is_outside = after, act, outside

    def disarm(self) -> bool:
        """Expect nothing more; whether it was still to come."""
        was, self._act, self._is_dead = self._act is not None, None, False
        self._writing.clear()
        return was

    def kill(self) -> None:
        """Kill the process: not one more statement is carried out until its connections have been let go of."""
        self._is_dead = True
        raise KilledError

    def before(self, connection: sqlite3.Connection, sql: str) -> None:
        """Be told that a statement is to be carried out."""
        if self._is_dead:
            raise KilledError
        if self._is_resting:
            return
        self.statements += 1
        self._left -= 1
        if self._act is not None and self._left < 0 and not (self._is_outside and self._writing):
            act, self._act = self._act, None
            self._is_resting = True
            try:
                act()
            finally:
                self._is_resting = False
        if sql.startswith("BEGIN IMMEDIATE"):
            self._writing.add(id(connection))
        elif sql.startswith(("COMMIT", "ROLLBACK")):
            self._writing.discard(id(connection))


_hub = Hub()


class _Cursor(sqlite3.Cursor):
    def execute(self, sql: str, *given: Any) -> _Cursor:
        _hub.before(self.connection, sql)
        super().execute(sql, *given)
        return self

    def executemany(self, sql: str, *given: Any) -> _Cursor:
        _hub.before(self.connection, sql)
        super().executemany(sql, *given)
        return self


class _Connection(sqlite3.Connection):
    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)

    def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:
        found: sqlite3.Cursor = self.cursor().execute(sql, *given)
        return found

    def executemany(self, sql: str, *given: Any) -> sqlite3.Cursor:
        found: sqlite3.Cursor = self.cursor().executemany(sql, *given)
        return found


@contextmanager
def determined(seed: int) -> Generator[Hub]:
    """Let everything that is left to chance come from one seed, and every statement pass through a hub."""
    global _hub
    chance, _hub = random.Random(f"salts {seed}"), Hub()
    connect = sqlite3.connect

    def watched(*given: Any, **options: Any) -> sqlite3.Connection:
        opened: sqlite3.Connection = connect(*given, **{"factory": _Connection, **options})
        return opened

    def some_bytes(count: int | None = None) -> bytes:
        return chance.randbytes(32 if count is None else count)

    def some_id() -> uuid.UUID:
        return uuid.UUID(int=chance.getrandbits(128), version=4)

    with (
        mock.patch.object(sqlite3, "connect", watched),
        mock.patch.object(secrets, "token_bytes", some_bytes),
        mock.patch.object(uuid, "uuid4", some_id),
        mock.patch("govledger.projections.kept.uuid4", some_id),
    ):
        yield _hub
