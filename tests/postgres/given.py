"""Which PostgreSQL server the tests use, as the command line says: one that is there, or one of their own.

`pytest --postgres URL` uses the server at URL, `pytest --postgres` starts one, and without the option one is started
by the tests that cannot do without. Where there can be none these are NOT RUN, and the summary says why; with
GOVLEDGER_POSTGRES=required that is a failure, as in the continuous run.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from typing import NoReturn

import pytest

from tests.postgres.server import Server, ServerError
from tests.support import not_run

OPTION = "--postgres"
REQUIRED = "GOVLEDGER_POSTGRES"
START = "start"
"""What the option says where it is given without a URL."""


def add_option(parser: pytest.Parser) -> None:
    """Let the command line say which server."""
    parser.addoption(
        OPTION,
        nargs="?",
        const=START,
        metavar="URL",
        help="keep the tests' ledgers in PostgreSQL: at URL, or else on a server started for the tests",
    )


def read_option(config: pytest.Config) -> str | None:
    """What the option says: a URL, `START`, or nothing.

    Raises:
        pytest.UsageError: Something else; most likely a path of tests that stood behind the option.
    """
    given: str | None = config.getoption(OPTION)
    if given in {None, START} or str(given).startswith(("postgresql://", "postgres://")):
        return given
    raise pytest.UsageError(f"{OPTION} takes postgresql://…, or nothing where it comes last; found {given}")


def lacking(why: str) -> NoReturn:
    """Say that there is no server; fail where there has to be one."""
    what = "what needs a PostgreSQL server"
    if os.environ.get(REQUIRED):
        pytest.fail(f"{what}: {why}")
    not_run(what, why)


@contextmanager
def own_server(**settings: str) -> Generator[Server]:
    """A server of one's own, to be restarted, killed and copied; the test is NOT RUN where there can be none."""
    try:
        server = Server.started(**settings)
    except ServerError as fault:
        lacking(str(fault))
    with server:
        yield server


@contextmanager
def server_url(given: str | None) -> Generator[str]:
    """The address of the server that most tests share: the one that is there, or one started now."""
    if given not in {None, START}:
        yield str(given)
        return
    with own_server() as server:
        yield server.url
