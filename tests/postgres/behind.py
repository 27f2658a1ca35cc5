"""Changing a ledger's rows behind its back, in the words in which tests do so to a file of SQLite's.

Where a file stands for a schema, `sqlite3.connect` gives what puts the same statements to the server: with the few
words put into PostgreSQL's own that the tests use, with its refusals as SQLite's, and in a transaction from where
Python's module would have begun one.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg.pq import TransactionStatus

from govledger.ledger.store.postgres_schema import GUARDS

WORDS = """
CREATE OR REPLACE FUNCTION {schema}.zeroblob(count integer) RETURNS bytea LANGUAGE sql
    AS $$SELECT decode(repeat('00', count), 'hex')$$;
CREATE OR REPLACE FUNCTION {schema}.replace(held bytea, was text, now text) RETURNS bytea LANGUAGE sql
    AS $$SELECT convert_to(pg_catalog.replace(convert_from(held, 'UTF8'), was, now), 'UTF8')$$;
CREATE OR REPLACE VIEW {schema}.sqlite_master AS
    SELECT 'trigger' AS type, t.tgname::text AS name, pg_get_triggerdef(t.oid) AS sql, s.nspname AS schema
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace s ON s.oid = c.relnamespace
    WHERE NOT t.tgisinternal
    UNION ALL SELECT 'table', c.relname, NULL, s.nspname
    FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace WHERE c.relkind = 'r'
"""
HELPERS = "tests_words"
"""The schema in which these words are; no ledger's own has anything in it that is not the ledger's."""

_IN_OTHER_WORDS = (
    (re.compile(r"\b[xX]'([0-9A-Fa-f]*)'"), r"'\\x\1'::bytea"),
    (re.compile(r"\bAS BLOB\)"), "AS bytea)"),
    (re.compile(r"\bFROM sqlite_master WHERE\b"), "FROM sqlite_master WHERE schema = current_schema() AND"),
    (re.compile(r"^DROP TRIGGER (\w+)$"), lambda found: f"DROP TRIGGER {found[1]} ON {GUARDS[found[1]].table}"),
    (re.compile(r"\?"), "%s"),
)


def make_words(connection: psycopg.Connection[Any]) -> None:
    """Have the server know the words."""
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {HELPERS}".encode())
    connection.execute(WORDS.format(schema=HELPERS).encode())


class Behind:
    """As much of a connection of SQLite's as tests need to change rows and look at them."""

    def __init__(self, url: str, schema: str, *, told: Callable[[str], object]) -> None:
        self._told = told
        self._connection = psycopg.connect(url, autocommit=True)
        self._connection.execute(f"SET search_path = {schema}, {HELPERS}, pg_temp".encode())

    def execute(self, sql: str, values: Sequence[object] = ()) -> psycopg.Cursor[Any]:
        """Put a statement to the server."""
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and not self._is_in_transaction:
            self._connection.execute("BEGIN")
        for word, other in _IN_OTHER_WORDS:
            sql = word.sub(other, sql)
        self._told(sql)
        try:
            return self._connection.execute(sql.encode(), values or None)
        except psycopg.errors.Error as fault:
            kind = sqlite3.IntegrityError if (fault.sqlstate or "")[:2] in {"23", "P0"} else sqlite3.OperationalError
            self._end("ROLLBACK")
            raise kind(str(fault)) from fault

    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Put one statement to the server for each of many rows."""
        for values in rows:
            self.execute(sql, values)

    def executescript(self, sql: str) -> None:
        """Put several statements to the server."""
        for statement in filter(None, map(str.strip, sql.split(";"))):
            self.execute(statement)
        self.commit()

    @property
    def _is_in_transaction(self) -> bool:
        return self._connection.info.transaction_status is not TransactionStatus.IDLE

    def _end(self, how: str) -> None:
        if self._is_in_transaction:
            self._connection.execute(how.encode())

    def commit(self) -> None:
        """Commit."""
        self._end("COMMIT")

    def close(self) -> None:
        """Let go; what was not committed is not done."""
        self._connection.close()

    def __del__(self) -> None:
        """Let go, as SQLite's own do without a word."""
        self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end("COMMIT" if kind is None else "ROLLBACK")
