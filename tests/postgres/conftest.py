"""What tests on PostgreSQL are given: a database of their own, or a whole server."""

import secrets
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.postgres.given import own_server
from tests.postgres.server import Server


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of the test's own, to be killed and started again."""
    with own_server() as started:
        yield started


@pytest.fixture
def database(postgres_url: str) -> Iterator[str]:
    """The address of an empty database on the server that tests share."""
    import psycopg

    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    parts = urlsplit(postgres_url)
    yield urlunsplit(parts._replace(path=f"/{name}"))
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
