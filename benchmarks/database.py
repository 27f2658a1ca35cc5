"""A PostgreSQL server for the rows that need one: started for them, every commit on the disk, and gone with them."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

SETTINGS = {"fsync": "on", "synchronous_commit": "on", "shared_buffers": "256MB", "max_wal_size": "4GB"}


@contextmanager
def database() -> Generator[tuple[str, str]]:
    """Where a server lets us in; or nothing, and why there is none."""
    # As the tests start it: PostgreSQL's own programs, as a user without rights, on loopback.
    from tests.postgres.server import Server, ServerError  # noqa: PLC0415 - only some rows need it

    try:
        server = Server.started(**SETTINGS)
    except ServerError as fault:
        yield "", str(fault)
        return
    try:
        yield server.url, ""
    finally:
        server.remove()
