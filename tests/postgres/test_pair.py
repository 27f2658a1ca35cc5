"""Two servers that take each other's place: what each mode of replication keeps, told without a ledger."""

import psycopg

from tests.postgres.given import lacking
from tests.postgres.pair import Pair
from tests.postgres.server import ServerError


def pair(*, synchronous: bool) -> Pair:
    try:
        return Pair(synchronous=synchronous)
    except ServerError as fault:
        lacking(str(fault))


def noted(url: str, *values: int) -> list[int]:
    """Note values in a table; all that is in it then."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS noted (value int)")
        for value in values:
            connection.execute("INSERT INTO noted VALUES (%s)", (value,))
        return [value for (value,) in connection.execute("SELECT value FROM noted ORDER BY value")]


def test_what_a_standby_was_waited_for_outlives_every_primary() -> None:
    with pair(synchronous=True) as both:
        for number in range(1, 3):
            noted(both.url(), number)
            both.kill_primary()
            both.promote()
            both.rejoin()

        assert noted(both.url(), 3) == [1, 2, 3]


def test_what_a_standby_was_not_waited_for_may_be_lost() -> None:
    with pair(synchronous=False) as both:
        noted(both.url(), 1)
        both.wait_until("SELECT replay_lsn = pg_current_wal_lsn() FROM pg_stat_replication")
        both.line.hold()
        acknowledged = noted(both.url(), 2)
        both.kill_primary()
        both.promote()

        assert acknowledged == [1, 2]
        assert noted(both.url()) == [1]
