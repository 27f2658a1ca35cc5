"""Where a PostgreSQL database is, read from an address, and told without a password."""

from __future__ import annotations

import re
from urllib.parse import unquote

import attrs
import psycopg
from psycopg.conninfo import conninfo_to_dict

from govledger.errors import NotALedgerError

SCHEMA = "govledger"
"""The schema that ledgers are kept in where the address names no other."""

CONNECT_SECONDS = 10
"""How long a server is waited for that does not answer, where neither the address nor libpq's own settings say."""

_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,49}")
_SECRET = frozenset(
    {"password", "sslpassword", "passfile", "oauth_client_secret", "scram_client_key", "scram_server_key"}
)


@attrs.frozen
class PostgresPlace:
    """A schema of a PostgreSQL database.

    Attributes:
        url: As the caller wrote it, without passwords.
        schema: The schema in which the ledgers are.
        settings: What libpq is given, passwords and all; whatever it is not given it finds in its own environment.
    """

    url: str
    schema: str
    settings: dict[str, str] = attrs.field(repr=False)

    @property
    def secrets(self) -> list[str]:
        """What must never be read out."""
        return [value for name, value in self.settings.items() if name in _SECRET and value]

    @property
    def key(self) -> tuple[tuple[str, str], ...]:
        """By which two places in one database are known to be reached alike."""
        return tuple(sorted(self.settings.items()))


def read_postgres_place(url: str) -> PostgresPlace:
    """A place from ``postgresql://user@host:port/database?schema=name``.

    All but ``schema`` is libpq's: several hosts, ``sslmode``, ``target_session_attrs`` and so on. Its own complaints
    are not repeated, since they quote whatever stands where it did not expect it, which may be a password.

    Raises:
        NotALedgerError: The address is none, or the schema is not called as one can be.
    """
    head, _, query = url.partition("?")
    authority, _, database = head.partition("//")[2].partition("/")
    if authority.count("@") > 1 or "@" in database or "@" in query:
        raise _ill_written()
    asked = [part for part in query.split("&") if part]
    named = [unquote(part.partition("=")[2]) for part in asked if _setting(part) == "schema"]
    rest = [part for part in asked if _setting(part) != "schema"]
    schema = named[-1] if named else SCHEMA
    if not _SCHEMA.fullmatch(schema) or schema.startswith("pg_"):
        raise NotALedgerError(f"no schema for ledgers is called {schema!r}: small letters, digits and _ are, up to 50")
    try:
        found = conninfo_to_dict(f"{head}?{'&'.join(rest)}" if rest else head)
    except psycopg.Error:
        raise _ill_written() from None
    settings = {name: str(value) for name, value in found.items() if value is not None}
    settings.setdefault("fallback_application_name", "govledger")
    return PostgresPlace(_without_secrets(authority, database, asked), schema, settings)


def _without_secrets(authority: str, database: str, asked: list[str]) -> str:
    user, at, hosts = authority.rpartition("@")
    shown = "&".join(part for part in asked if _setting(part) not in _SECRET)
    return f"postgresql://{user.partition(':')[0]}{at}{hosts}/{database}{'?' if shown else ''}{shown}"


def _setting(part: str) -> str:
    """What a part of an address sets; libpq reads its name with percent signs, as it does the value."""
    return unquote(part.partition("=")[0])


def _ill_written() -> NotALedgerError:
    return NotALedgerError(
        "that postgresql:// address cannot be read: it has a setting that libpq does not know; or else, in a user's "
        "name, a password or a setting, every character but letters and digits is written with a percent sign, as %40 "
        "for @"
    )
