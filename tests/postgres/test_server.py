"""The servers that tests start are their own, let in nobody else, and are gone with whoever started them."""

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.postgres import server as servers
from tests.postgres.given import REQUIRED, own_server, read_option
from tests.postgres.server import Account, Server, ServerError
from tests.support import not_run

STARTER = """
import sys, time
from tests.postgres.server import Server, _template
server = Server.started()
print(server.pid, server.folder, _template().folder.parent, flush=True)
time.sleep(600)
"""


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def shared_memory() -> set[str]:
    """The numbers of what processes share in memory, as the kernel tells them."""
    held = Path("/proc/sysvipc/shm")
    if not held.exists():
        not_run("what a killed server leaves in memory", f"there is no {held}")
    return {line.split()[1] for line in held.read_text().splitlines()[1:]}


def await_gone(pid: int, *folders: Path) -> bool:
    """Whether a process and its folders are gone, once they have had time for it."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if is_gone(pid) and not any(folder.exists() for folder in folders):
            return True
        time.sleep(0.02)
    return False


def test_a_server_lets_in_who_knows_its_password_and_nobody_else(server: Server) -> None:
    wrong = urlsplit(server.url)._replace(netloc=f"govledger:guess@127.0.0.1:{server.port}").geturl()

    with psycopg.connect(server.url) as connection:
        row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()

    assert row == (False,)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_a_server_is_gone_with_its_folders_when_whoever_started_it_is_killed(server: Server) -> None:
    starter = subprocess.Popen([sys.executable, "-c", STARTER], stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    pid, *folders = starter.stdout.readline().split()

    starter.kill()
    starter.communicate()

    assert await_gone(int(pid), *map(Path, folders))


def test_a_server_that_was_killed_starts_again_with_what_was_committed(server: Server) -> None:
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS value")

    server.kill()
    server.start()

    with psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT value FROM kept").fetchone() == (1,)


def test_a_server_that_was_killed_leaves_no_memory_behind() -> None:
    with own_server() as killed:
        number = (killed.folder / "data" / "postmaster.pid").read_text().splitlines()[6].split()[-1]
        killed.kill()
        left = shared_memory()

    assert number in left
    assert number not in shared_memory()


def test_a_standby_has_what_its_primary_committed_and_can_take_its_place(server: Server) -> None:
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS value")

    with server.standby("second") as standby:
        server.kill()
        standby.promote()

        with psycopg.connect(standby.url) as connection:
            assert connection.execute("INSERT INTO kept VALUES (2) RETURNING value").fetchone() == (2,)


def test_a_server_that_cannot_start_says_why() -> None:
    with pytest.raises(ServerError, match=r"did not start.*shared_buffers"):
        Server.started(shared_buffers="-7")


def test_a_program_that_fails_says_what_it_said(tmp_path: Path) -> None:
    account = Account(os.geteuid(), os.getegid())

    with pytest.raises(ServerError, match="no such thing"):
        account.run("/bin/sh", "-c", "echo no such thing >&2; exit 3", cwd=tmp_path)


def test_where_no_server_can_be_had_a_test_is_not_run_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(REQUIRED, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(servers, "DEBIAN", tmp_path)

    with pytest.raises(pytest.skip.Exception, match="NOT RUN: what needs a PostgreSQL server: no initdb"), own_server():
        pass


def test_where_a_server_is_required_its_absence_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(REQUIRED, "required")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(servers, "DEBIAN", tmp_path)

    with pytest.raises(pytest.fail.Exception, match="what needs a PostgreSQL server: no initdb"), own_server():
        pass


def test_a_path_behind_the_option_is_not_taken_for_a_server(pytestconfig: pytest.Config) -> None:
    class Given:
        def getoption(self, name: str) -> str:
            return "tests/ledger"

    with pytest.raises(pytest.UsageError, match=r"takes postgresql://.*found tests/ledger"):
        read_option(Given())  # type: ignore[arg-type]
