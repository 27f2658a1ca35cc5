"""Two servers that take each other's place: one is written, the other follows it, and either may be killed.

A pair has one address that names both, by which whoever writes finds the one that can be written, as libpq does it. A
server that was killed is not mended but made anew, as a standby, at the port of the old one.
"""

from __future__ import annotations

import time
from typing import Self

import psycopg

from tests.postgres.proxy import Proxy
from tests.postgres.server import DATABASE, OWNER, SUPERUSER, Server

WAIT_SECONDS = 60.0
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


class Pair:
    """A primary and its standby.

    Attributes:
        primary: The one that is written.
        standby: The one that follows.
        line: What the standby follows the primary through, so that it can be held up.
    """

    def __init__(self, *, synchronous: bool) -> None:
        """Two servers, running.

        Args:
            synchronous: Whether the primary acknowledges only what its standby has written to its disk.
        """
        self._synchronous = synchronous
        self.primary = Server.started(**DURABLE)
        self._made, self._ports = [self.primary], [self.primary.port]
        self._follow(None)
        self._ports.append(self.standby.port)

    def _follow(self, port: int | None) -> None:
        """Make a standby, and wait until it follows."""
        self.line = Proxy(self.primary.port)
        self.standby = self.primary.standby("second", port=port, through=self.line.port)
        self._made.append(self.standby)
        if self._synchronous:
            self.tell("ALTER SYSTEM SET synchronous_standby_names = 'second'", "SELECT pg_reload_conf()")
        self.wait_until(f"SELECT sync_state = '{'sync' if self._synchronous else 'async'}' FROM pg_stat_replication")

    def url(self, **options: str) -> str:
        """The address of both; whoever asks is led to the one that can be written, unless ``options`` say another."""
        hosts = ",".join(f"127.0.0.1:{port}" for port in self._ports)
        asked = {"target_session_attrs": "read-write", "connect_timeout": "5", **options}
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        return f"postgresql://{OWNER}:{self.primary.password}@{hosts}/{DATABASE}?{query}"

    def tell(self, *statements: str) -> None:
        """Have the primary do something that only its superuser may."""
        with psycopg.connect(self.primary.url_for(SUPERUSER), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def wait_until(self, question: str) -> None:
        """Wait until the primary answers a question with yes.

        Raises:
            TimeoutError: It did not.
        """
        deadline = time.monotonic() + WAIT_SECONDS
        with psycopg.connect(self.primary.url_for(SUPERUSER), autocommit=True) as connection:
            while connection.execute(question.encode()).fetchone() != (True,):
                if time.monotonic() > deadline:
                    raise TimeoutError(f"not within {WAIT_SECONDS:.0f} seconds: {question}")
                time.sleep(0.01)

    def kill_primary(self) -> None:
        """Kill the primary; nothing can be written any more, and what was held up on the line is lost."""
        self.primary.kill()
        self.line.close()

    def promote(self) -> None:
        """Have the standby take the primary's place; for now nobody follows it."""
        self.standby.promote()
        self.primary, self._killed = self.standby, self.primary

    def rejoin(self) -> None:
        """Make a new standby in place of the server that was killed."""
        port = self._killed.port
        self._killed.remove()
        self._follow(port)

    def close(self) -> None:
        """Remove all there were."""
        self.line.close()
        for server in self._made:
            server.remove()

    def __enter__(self) -> Self:
        """The pair itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Remove all there were."""
        self.close()
