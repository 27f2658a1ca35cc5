"""The apps of examples/, seeded and started as their READMEs say, each once."""

import secrets
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.examples.serving import Served, django_app, fastapi_app


@pytest.fixture(scope="session")
def fastapi_served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The FastAPI app over a file."""
    with fastapi_app(tmp_path_factory.mktemp("fastapi")) as served:
        yield served


@pytest.fixture(scope="session")
def django_served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The Django app over files."""
    with django_app(tmp_path_factory.mktemp("django")) as served:
        yield served


@pytest.fixture(scope="session")
def fastapi_on_postgres(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Iterator[Served]:
    """The FastAPI app over a database of its own."""
    with fastapi_app(tmp_path_factory.mktemp("fastapi"), database=_made(postgres_url)) as served:
        yield served


@pytest.fixture(scope="session")
def django_on_postgres(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Iterator[Served]:
    """The Django app over a database of its own, its tables and the ledger in one."""
    with django_app(tmp_path_factory.mktemp("django"), database=_made(postgres_url)) as served:
        yield served


def _made(url: str) -> str:
    """An empty database on a server that goes with the tests."""
    import psycopg

    name = f"app_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
