"""Following a ledger in PostgreSQL: nothing is missed, whoever commits and whatever becomes of the server meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest

from govledger import Ledger, PlanState, events as ev
from govledger.errors import LedgerError, LedgerUnreachableError
from govledger.ledger.store import postgres_listening
from govledger.projections import following
from govledger.projections.projection import View
from govledger.projections.quarantine import Forbearing
from tests.postgres.server import Server

NEVER = 3_600.0
"""Seconds between two times of asking, where a test is over before it would be asked once."""

SOON = 0.02
WAIT_SECONDS = 60.0


class Follower:
    """Somebody who follows a ledger, and notes how far."""

    def __init__(self, ledger: Ledger, poll: float) -> None:
        """Follow from now on."""
        self.numbers: list[int] = []
        self.faults: list[LedgerError] = []
        self._ledger, self._poll, self._stop = ledger, poll, Event()
        self._thread = Thread(target=self._follow)
        self._thread.start()

    def _follow(self) -> None:
        try:
            for view in self._ledger.follow(PlanState, stop=self._stop, poll=self._poll):
                self.numbers.append(view.number)
        except LedgerError as fault:
            self.faults.append(fault)

    def has_seen(self, number: int) -> bool:
        """Whether it comes to an entry, in any time that could be meant."""
        return waited_until(lambda: bool(self.numbers) and self.numbers[-1] >= number)

    def has_given_up(self) -> bool:
        """Whether it ends by itself."""
        return waited_until(lambda: not self._thread.is_alive())

    def end(self) -> None:
        """Follow no longer."""
        self._stop.set()
        self._ledger.close()
        self._thread.join(WAIT_SECONDS)


def waited_until(holds: Callable[[], bool]) -> bool:
    """Whether something comes to hold."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.005)
    return holds()


@contextmanager
def following_at(url: str, *, poll: float) -> Iterator[Follower]:
    """Somebody who follows the ledger at an address; they have seen what is there."""
    follower = Follower(Ledger.open(url), poll)
    try:
        assert follower.has_seen(1)
        yield follower
    finally:
        follower.end()


@pytest.fixture
def only_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits asks by itself as good as never, so that it sees only what it is told of."""
    monkeypatch.setattr(postgres_listening, "FLOOR_SECONDS", NEVER)


@pytest.fixture
def writer(database: str) -> Iterator[Ledger]:
    """A ledger in the database that tests share."""
    with Ledger.create(database, clerk="office:clerk") as made:
        yield made


def test_a_commit_that_comes_from_elsewhere_is_told_and_not_asked_for(
    database: str, writer: Ledger, only_told: None
) -> None:
    with following_at(database, poll=NEVER) as follower:
        for number in range(2, 6):
            writer.record(ev.ActionAdded(action=str(number)))

            assert follower.has_seen(number)

    assert follower.numbers == sorted(set(follower.numbers))


def test_a_commit_between_reading_and_waiting_is_not_missed(
    database: str, writer: Ledger, only_told: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    catch_up: Any = Forbearing.catch_up

    def read_while_somebody_commits(self: Any) -> View[Any]:
        view: View[Any] = catch_up(self)
        if len(writer) < 4:
            writer.record(ev.ActionAdded(action=str(len(writer))))
        return view

    monkeypatch.setattr(Forbearing, "catch_up", read_while_somebody_commits)

    with following_at(database, poll=NEVER) as follower:
        assert follower.has_seen(4)


def test_a_commit_between_opening_and_listening_is_not_missed(database: str, writer: Ledger, only_told: None) -> None:
    opened = Ledger.open(database)
    writer.record(ev.ActionAdded(action="1"))

    follower = Follower(opened, NEVER)

    assert follower.has_seen(2)
    follower.end()


def test_a_commit_that_nobody_is_told_of_is_asked_for(
    database: str, writer: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_listening, "channel", lambda schema: f"elsewhere_{schema}")
    with following_at(database, poll=SOON) as follower:
        for number in range(2, 5):
            writer.record(ev.ActionAdded(action=str(number)))

            assert follower.has_seen(number)


def test_a_commit_while_nobody_listens_yet_is_not_missed(
    database: str, writer: Ledger, only_told: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    listen: Any = postgres_listening.Listener._listen

    def listen_after_a_commit(self: Any) -> None:
        if len(writer) == 1:
            writer.record(ev.ActionAdded(action="1"))
        listen(self)

    monkeypatch.setattr(postgres_listening.Listener, "_listen", listen_after_a_commit)

    with following_at(database, poll=NEVER) as follower:
        assert follower.has_seen(2)


def test_other_ledgers_of_the_database_are_followed_by_others(database: str, writer: Ledger) -> None:
    with (
        Ledger.create(database, name="other", clerk="office:clerk") as other,
        following_at(database, poll=NEVER) as one,
    ):
        other.record(ev.ActionAdded(action="1"))
        writer.record(ev.ActionAdded(action="1"))

        assert one.has_seen(2)
        assert one.numbers == [1, 2]


def test_a_follower_goes_on_when_the_server_was_started_again_under_it(server: Server) -> None:
    with Ledger.create(server.url, clerk="office:clerk") as ledger, following_at(server.url, poll=SOON) as follower:
        for number in range(2, 5):
            server.kill() if number % 2 else server.stop()
            server.start()
            until_recorded(ledger, number)

            assert follower.has_seen(number)

    assert follower.faults == []


def until_recorded(ledger: Ledger, number: int) -> None:
    """Record one action, however often that has to be tried."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            ledger.record(ev.ActionAdded(action=str(number)), key=str(number))
        except LedgerError:
            assert time.monotonic() < deadline
            time.sleep(SOON)
        else:
            return


def test_a_follower_of_a_server_that_stays_away_says_so_and_ends(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    Ledger.create(server.url).close()
    monkeypatch.setattr(following, "PATIENCE_SECONDS", 0.5)
    with following_at(server.url, poll=SOON) as follower:
        server.kill()

        assert follower.has_given_up()

    assert [type(fault) for fault in follower.faults] == [LedgerUnreachableError]


def test_a_follower_can_be_told_to_end_while_the_server_is_away(server: Server) -> None:
    Ledger.create(server.url).close()
    with following_at(server.url, poll=SOON) as follower:
        server.kill()
        follower.end()

        assert follower.has_given_up()


def test_a_standby_is_followed_though_nobody_may_listen_there(server: Server) -> None:
    with Ledger.create(server.url, clerk="office:clerk") as ledger, server.standby("second") as standby:
        with following_at(standby.url, poll=SOON) as follower:
            for number in range(2, 5):
                ledger.record(ev.ActionAdded(action=str(number)))

                assert follower.has_seen(number)

        assert follower.faults == []


def test_a_standby_that_becomes_the_primary_is_followed_on(server: Server) -> None:
    Ledger.create(server.url).close()
    with server.standby("second") as standby, following_at(standby.url, poll=SOON) as follower:
        server.kill()
        standby.promote()
        with Ledger.open(standby.url, clerk="office:clerk") as ledger:
            ledger.record(ev.ActionAdded(action="1"))

            assert follower.has_seen(2)
