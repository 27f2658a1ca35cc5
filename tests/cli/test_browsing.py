"""A ledger's tables, browsed over HTTP from another process that is then interrupted."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.cli.support import a_minute, digest_of, run

START_SECONDS = 60.0


@contextmanager
def browsing(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A process that serves, ended in any case."""
    command = [sys.executable, "-m", "govledger.cli", "browse", *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def test_tables_are_served_on_loopback_until_an_interrupt_and_the_ledger_stays_as_it_was(tmp_path: Path) -> None:
    ledger = a_minute(tmp_path)
    before = digest_of(ledger)

    with browsing(ledger, "--port", "0", "--as-of", "2017-06-14") as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = line.split()[1].removesuffix(";")
        page = httpx.get(f"{address}/actions", timeout=START_SECONDS)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=START_SECONDS)

    assert address.startswith("http://127.0.0.1:")
    assert page.status_code == 200
    assert "How it is worded now" in page.text
    assert (process.returncode, out, err) == (0, "ended\n", "")
    assert digest_of(ledger) == before


def test_it_stops_by_itself_after_so_long_and_warns_of_who_can_read_it(tmp_path: Path) -> None:
    ran = run("browse", a_minute(tmp_path), "--port", "0", "--host", "0.0.0.0", "--for", "0")

    assert ran.lines[-1] == "ended"
    assert "whoever can reach 0.0.0.0 can read these tables" in ran.err


def test_a_port_that_is_taken_is_told_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        ran = run("browse", a_minute(tmp_path), "--port", port, code=2)

    assert f"nothing can listen on 127.0.0.1, port {port}: Address already in use" in ran.err


def test_without_the_extra_it_says_which_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr("govledger.exports.missing.import_module", missing)

    ran = run("browse", a_minute(tmp_path), "--port", "0", code=2)

    assert "browsing needs the extra `browse`: pip install 'govledger[browse]'" in ran.err
