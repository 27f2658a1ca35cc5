"""The line that tests cut: what goes through, and what does not."""

import psycopg
import pytest

from tests.postgres.proxy import Proxy
from tests.postgres.server import Server


def test_a_line_passes_on_until_it_is_cut_and_lets_the_next_connection_through(server: Server) -> None:
    with Proxy(server.port) as line:
        url = server.url.replace(f":{server.port}/", f":{line.port}/")
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
            line.cut()
            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT 2")

        with psycopg.connect(url) as again:
            assert again.execute("SELECT 3").fetchone() == (3,)


def test_an_answer_can_be_lost_when_the_commit_is_not(server: Server) -> None:
    with Proxy(server.port) as line, psycopg.connect(server.url) as straight:
        url = server.url.replace(f":{server.port}/", f":{line.port}/")
        straight.execute("CREATE TABLE kept (value int)")
        straight.commit()
        with psycopg.connect(url) as connection:
            connection.execute("INSERT INTO kept VALUES (1)")
            line.cut_after(len(b"Q") + 4 + len(b"COMMIT\0"))
            with pytest.raises(psycopg.OperationalError):
                connection.commit()

        assert straight.execute("SELECT value FROM kept").fetchone() == (1,)
