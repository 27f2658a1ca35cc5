"""The whole suite on PostgreSQL: every ledger that a test keeps in memory or in a file is kept by a server instead.

There is one seam, the two functions by which the library opens and makes a store. What is in memory gets a schema of
its own until it is closed. A file gets one too: in its place stands a small file that says which, so that it is there,
is found again, and is gone when a test removes it. What is no such file goes the way it always went, so that other
people's files are refused as ever. Schemas are emptied and used again, since laying one out costs more than most tests.
"""

from __future__ import annotations

import os
import re
import secrets
import sqlite3
import weakref
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import psycopg
import pytest

from govledger.errors import LedgerError, LedgerExistsError
from govledger.ledger import copying, ledger as ledgers, store as stores
from govledger.ledger.store import Store
from govledger.ledger.store.place import is_postgres, read_place
from govledger.ledger.store.postgres import PostgresStore
from govledger.ledger.store.postgres_connections import marked, part, share
from govledger.ledger.store.postgres_guards import found_guards
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


ROWS = re.compile(rf"(?!.*\b{LAYOUT}\b)\s*(SELECT|INSERT|UPDATE|DELETE)\b", re.DOTALL)
"""What changes no more than rows, which are emptied away."""

TRIGGERS = re.compile(r"\s*(CREATE|DROP) TRIGGER\b")


class Schemas:
    """Schemas of one database, each for one place at a time."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._given, self._uses, self.all = deque[str](), dict[str, int](), set[str]()
        self._guarded_otherwise, self._made_otherwise = set[str](), set[str]()
        self._connection = psycopg.connect(url, autocommit=True)
        make_words(self._connection)
        guarded = sorted({guard.table for guard in GUARDS.values()})
        self._empty = "; ".join(
            [
                "SET lock_timeout = '1s'",
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
        while self._given:
            schema = self._given.pop()
            if self._is_emptied(schema):
                break
        else:
            schema = f"t_{secrets.token_hex(6)}"
            lay_out(self.place(schema, schema), timeout=60)
            self.all.add(schema)
        self._uses[schema] = self._uses.get(schema, 0) + 1
        return schema

    def give(self, schema: str) -> None:
        """Take a schema back, to be emptied when one is needed.

        A ledger that nobody closed is let go of wherever the interpreter comes to it, in the middle of a statement on
        this very connection if need be: so nothing is asked of the server here.
        """
        if schema not in self._given:
            self._given.append(schema)

    def _is_emptied(self, schema: str) -> bool:
        """Whether a schema could be made as it was when it was laid out; one that is worn is dropped at the end."""
        if self._uses[schema] > USES_MAX or schema in self._made_otherwise:
            return False
        try:
            self._connection.execute(self._empty.format(schema).encode())
        except psycopg.Error:
            return False
        if schema in self._guarded_otherwise and not self._is_guarded(schema):
            return False
        self._guarded_otherwise.discard(schema)
        return True

    def _is_guarded(self, schema: str) -> bool:
        """Whether somebody who took triggers away has put them all back."""

        def ask(sql: str, values: Sequence[object]) -> list[Any]:
            return self._connection.execute(marked(sql), values).fetchall()

        return not any(found_guards(ask, schema).told())

    def tell(self, schema: str, sql: str) -> None:
        """Note what somebody does to a schema behind the ledger's back."""
        if TRIGGERS.match(sql):
            self._guarded_otherwise.add(schema)
        elif not ROWS.match(sql):
            self._made_otherwise.add(schema)

    def copy(self, source: str) -> str:
        """Another schema that holds the same."""
        schema = self.take()
        copying = [f"INSERT INTO {schema}.{table} SELECT * FROM {source}.{table}" for table in sorted(NAMES - {LAYOUT})]
        for table in ("ledger", "name"):
            counter = f"pg_get_serial_sequence('{schema}.{table}', 'id')"
            newest = f"(SELECT coalesce(max(id), 0) + 1 FROM {schema}.{table})"
            copying.append(f"SELECT setval({counter}, {newest}, false)")
        self._connection.execute("; ".join(copying).encode())
        return schema

    def close(self) -> None:
        """Drop them all."""
        for schema in (*self.all, HELPERS):
            with suppress(psycopg.Error):
                self._connection.execute(f"DROP SCHEMA {schema} CASCADE".encode())
        self._connection.close()


class InFile(PostgresStore):
    """What a file stands for: a backup of it is another file that stands for as much."""

    def __init__(self, place: PostgresPlace, *, timeout: float, instead: StandingIn) -> None:
        super().__init__(place, timeout=timeout)
        self._instead = instead
        instead.used[place.schema] += 1
        self._leave = weakref.finalize(self, self._left, instead, place.schema)

    @staticmethod
    def _left(instead: StandingIn, schema: str) -> None:
        instead.used[schema] -= 1

    def close(self) -> None:
        """Let go of the schema."""
        super().close()
        if hasattr(self, "_leave"):
            self._leave()

    def copy_whole(self, target: Path) -> None:  # type: ignore[override]  # The library's own refuses to.
        """Copy the schema, as the server's own means would."""
        if target.exists():
            raise LedgerExistsError(f"there is something at {target} already; it was not touched: name another place")
        self._instead.stand_for(target, self._instead.schemas.copy(self.place.schema))


class InMemory(InFile):
    """What is gone when it is closed."""

    @staticmethod
    def _left(instead: StandingIn, schema: str) -> None:
        instead.schemas.give(schema)


class StandingIn:
    """Opens and makes stores in the place of the library's own functions."""

    def __init__(self, schemas: Schemas) -> None:
        self.schemas = schemas
        self._files, self._said, self.used = dict[Path, str](), dict[Path, str](), Counter[str]()
        self._open, self._create = stores.open_store, stores.create_store
        self._connect: Any = sqlite3.connect

    def open_store(self, url: str, *, timeout: float) -> Store:
        """The store at ``url``, which must be there already."""
        schema = None if is_postgres(url) else self._schema_of(url)
        if schema is None:
            return self._open(url, timeout=timeout)
        return InFile(self.schemas.place(schema, url), timeout=timeout, instead=self)

    def create_store(self, url: str, *, timeout: float) -> Store:
        """The store at ``url``, made if it is not there yet."""
        if is_postgres(url):
            return self._create(url, timeout=timeout)
        path = read_place(url).path
        if path is None:
            return InMemory(self.schemas.place(self.schemas.take(), url), timeout=timeout, instead=self)
        schema = self._schema_of(url)
        if schema is None:
            if not _may_make(path):
                return self._create(url, timeout=timeout)
            self._give_what_is_gone()
            schema = self.schemas.take()
            self.stand_for(path, schema)
        return InFile(self.schemas.place(schema, url), timeout=timeout, instead=self)

    def _schema_of(self, url: str) -> str | None:
        """The schema that a file stands for; a file that was copied stands for a copy from its first use on."""
        said = _schema_in(url)
        path = read_place(url).path if said else None
        if said is None or path is None:
            return None
        path = path.resolve()
        if self._said.get(path) != said:
            alike = [other for other, is_said in self._said.items() if is_said == said]
            held = next((self._files[other] for other in alike if other.exists()), None)
            moved = [self._files.pop(other) for other in alike if held is None and self._said.pop(other)]
            self._files[path] = self.schemas.copy(held) if held else next(iter(moved), said)
            self._said[path] = said
        return self._files[path]

    def stand_for(self, path: Path, schema: str) -> None:
        """Put a file in the place of a schema."""
        path.write_bytes(MAGIC + schema.encode())
        self._files[path.resolve()] = self._said[path.resolve()] = schema

    def connect(self, database: object, *arguments: Any, **options: Any) -> Any:
        """What sqlite3 connects to; a file that stands for a schema is changed behind the ledger's back."""
        schema = self._schema_of(str(database)) if isinstance(database, str | Path) else None
        if schema is None:
            return self._connect(database, *arguments, **options)
        return Behind(self.schemas.url, schema, told=partial(self.schemas.tell, schema))

    def _give_what_is_gone(self) -> None:
        """Take back the schemas of files whose folder is gone, and that nobody has open: a test may make hundreds."""
        gone = [path for path, schema in self._files.items() if not self.used[schema] and not path.parent.exists()]
        for path in gone:
            self._give(path)

    def give_below(self, folder: Path) -> None:
        """Take back the schemas of the files in a folder, of which nobody has more need."""
        for path in [path for path in self._files if path.is_relative_to(folder.resolve())]:
            self._give(path)

    def _give(self, path: Path) -> None:
        del self._said[path]
        self.schemas.give(self._files.pop(path))


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
