"""The whole suite on PostgreSQL: every ledger that a test keeps in memory or in a file is kept by a server instead.

There is one seam, the two functions by which the library opens and makes a store. What is in memory gets a schema of
its own until it is closed. A file gets one too: in its place stands a small file that says which, so that it is there,
is found again, and is gone when a test removes it. What is no such file goes the way it always went, so that other
people's files are refused as ever. Schemas are emptied and used again, since laying one out costs more than most tests.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import attrs
import psycopg
import pytest

from govledger.errors import LedgerError
from govledger.ledger import copying, ledger as ledgers, store as stores
from govledger.ledger.store import Store
from govledger.ledger.store.place import is_postgres, read_place
from govledger.ledger.store.postgres import PostgresStore
from govledger.ledger.store.postgres_connections import part, share
from govledger.ledger.store.postgres_layout import lay_out
from govledger.ledger.store.postgres_place import PostgresPlace, read_postgres_place
from govledger.ledger.store.postgres_schema import GUARDS, LAYOUT, NAMES
from govledger.ledger.store.schema import APPLICATION_ID
from tests.postgres.behind import HELPERS, Behind, make_words

HEADER = b"SQLite format 3\0".ljust(68, b"\0") + APPLICATION_ID.to_bytes(4) + bytes(28)
"""By which a file is known as a ledger without being opened."""

MAGIC = HEADER + b"a ledger of the tests in the schema "
USES_MAX = 200
"""How often a schema is used: what was deleted stays in its tables until the server has swept them."""


class Schemas:
    """Schemas of one database, each for one place at a time."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._free, self._uses, self.all = list[str](), dict[str, int](), set[str]()
        self.changed = set[str]()
        self._connection = psycopg.connect(url, autocommit=True)
        make_words(self._connection)
        guarded = sorted({guard.table for guard in GUARDS.values()})
        self._empty = "; ".join(
            [
                *(f"ALTER TABLE {{0}}.{table} DISABLE TRIGGER USER" for table in guarded),
                *(f"DELETE FROM {{0}}.{table}" for table in sorted(NAMES - {LAYOUT})),
                *(f"ALTER TABLE {{0}}.{table} ENABLE TRIGGER USER" for table in guarded),
                *(f"ALTER TABLE {{0}}.{table} ALTER COLUMN id RESTART" for table in ("ledger", "name")),
            ]
        )

    def place(self, schema: str, shown: str) -> PostgresPlace:
        """A schema that is called as the test calls it."""
        joined = "&" if "?" in self.url else "?"
        return attrs.evolve(read_postgres_place(f"{self.url}{joined}schema={schema}"), url=shown)

    def take(self) -> str:
        """An empty schema that is laid out."""
        if self._free:
            schema = self._free.pop()
        else:
            schema = f"t_{secrets.token_hex(6)}"
            lay_out(self.place(schema, schema), timeout=60)
            self.all.add(schema)
        self._uses[schema] = self._uses.get(schema, 0) + 1
        return schema

    def give(self, schema: str) -> None:
        """Take a schema back; one that is worn or was tampered with is dropped at the end."""
        if self._uses[schema] > USES_MAX or schema in self.changed:
            return
        with suppress(psycopg.Error):
            self._connection.execute(f"SET lock_timeout = '1s'; {self._empty.format(schema)}".encode())
            self._free.append(schema)

    def close(self) -> None:
        """Drop them all."""
        for schema in (*self.all, HELPERS):
            with suppress(psycopg.Error):
                self._connection.execute(f"DROP SCHEMA {schema} CASCADE".encode())
        self._connection.close()


class InMemory(PostgresStore):
    """What is gone when it is closed."""

    def __init__(self, place: PostgresPlace, *, timeout: float, schemas: Schemas) -> None:
        super().__init__(place, timeout=timeout)
        self._give = weakref.finalize(self, schemas.give, place.schema)

    def close(self) -> None:
        """Let go of the schema."""
        super().close()
        if hasattr(self, "_give"):
            self._give()


class StandingIn:
    """Opens and makes stores in the place of the library's own functions."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._files = dict[Path, str]()
        self._open, self._create = stores.open_store, stores.create_store
        self._connect: Any = sqlite3.connect

    def open_store(self, url: str, *, timeout: float) -> Store:
        """The store at ``url``, which must be there already."""
        schema = None if is_postgres(url) else _schema_in(url)
        if schema is None:
            return self._open(url, timeout=timeout)
        return PostgresStore(self._schemas.place(schema, url), timeout=timeout)

    def create_store(self, url: str, *, timeout: float) -> Store:
        """The store at ``url``, made if it is not there yet."""
        if is_postgres(url):
            return self._create(url, timeout=timeout)
        path = read_place(url).path
        if path is None:
            return InMemory(self._schemas.place(self._schemas.take(), url), timeout=timeout, schemas=self._schemas)
        schema = _schema_in(url)
        if schema is None:
            if not _may_make(path):
                return self._create(url, timeout=timeout)
            schema = self._schemas.take()
            path.write_bytes(MAGIC + schema.encode())
            self._files[path] = schema
        return PostgresStore(self._schemas.place(schema, url), timeout=timeout)

    def connect(self, database: object, *arguments: Any, **options: Any) -> Any:
        """What sqlite3 connects to; a file that stands for a schema is changed behind the ledger's back."""
        schema = _schema_in(str(database)) if isinstance(database, str | Path) else None
        if schema is None:
            return self._connect(database, *arguments, **options)
        self._schemas.changed.add(schema)
        return Behind(self._schemas.url, schema)

    def give_below(self, folder: Path) -> None:
        """Take back the schemas of the files in a folder, of which nobody has more need."""
        for path in [path for path in self._files if path.is_relative_to(folder.resolve())]:
            self._schemas.give(self._files.pop(path))


def _schema_in(url: str) -> str | None:
    """The schema of which a file says that it stands for it; ``None`` for every other file."""
    try:
        path = read_place(url).path
        said = path.read_bytes() if path is not None and path.stat().st_size < 2 * len(MAGIC) else b""
    except (OSError, LedgerError):
        return None
    return said.removeprefix(MAGIC).decode() if said.startswith(MAGIC) else None


def _may_make(path: Path) -> bool:
    """Whether a ledger may be made of a file: there is none, or nothing in it, in a folder that may be written."""
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        return False
    return not path.exists() or (path.is_file() and path.stat().st_size == 0)


@contextmanager
def keep_at(url: str) -> Iterator[StandingIn]:
    """Keep every ledger at the server at ``url`` from now on."""
    schemas = Schemas(url)
    kept = schemas.place("public", url)
    warm = share(kept)  # So that the connections outlive the ledgers.
    instead = StandingIn(schemas)
    with pytest.MonkeyPatch.context() as patched:
        for module in (stores, ledgers, copying):
            for name in ("open_store", "create_store"):
                if hasattr(module, name):
                    patched.setattr(module, name, getattr(instead, name))
        patched.setattr(sqlite3, "connect", instead.connect)
        try:
            yield instead
        finally:
            part(kept, warm)
            schemas.close()
