"""Whoever waits for news of a ledger hears of every commit, and of nothing else."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from govledger import Ledger, errors
from govledger.errors import RecordRefusedError
from tests.ledger.store.support import action, ask, hear, make_ledger, start_python

LONG_SECONDS = 60.0
"""A wait that only news can end within a test."""

_WRITER = """
import sys
from govledger import Ledger, events as ev
with Ledger.open(sys.argv[1], clerk="office:other") as ledger:
    print("ready", flush=True)
    for line in sys.stdin:
        print(ledger.record(ev.ActionAdded(action=line.strip(), text="Do it"))[0].number, flush=True)
"""


@pytest.fixture(params=["memory", "file"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in memory, and one in a file."""
    url = "memory://" if request.param == "memory" else str(tmp_path / "csib.db")
    with Ledger.create(url, clerk="office:clerk") as ledger:
        yield ledger


def test_every_commit_is_a_change(opened: Ledger) -> None:
    store, seen = opened.inner.store, [opened.inner.store.changes()]

    for number in range(3):
        opened.record(action(str(number)))
        seen.append(store.changes())

    assert len(set(seen)) == 4


def test_what_was_not_recorded_is_no_change(opened: Ledger) -> None:
    store = opened.inner.store
    seen = store.changes()

    with pytest.raises(RecordRefusedError):
        opened.record(action("1"), action("1"))

    assert store.changes() == seen


def test_what_another_thread_commits_ends_the_wait(opened: Ledger) -> None:
    store = opened.inner.store
    seen = store.changes()
    other = Thread(target=lambda: opened.record(action("1")))

    other.start()
    while store.changes() == seen:
        store.await_change(seen, seconds=LONG_SECONDS)
    other.join()

    assert len(opened) == 2


def test_there_is_no_wait_for_what_has_come_already(opened: Ledger) -> None:
    store = opened.inner.store
    seen = store.changes()
    opened.record(action("1"))

    store.await_change(seen, seconds=LONG_SECONDS)

    assert store.changes() != seen


def test_what_another_process_commits_is_a_change(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db", actions=0)

    with Ledger.open(path) as ledger, start_python(_WRITER, path) as other:
        hear(other)
        seen = ledger.inner.store.changes()
        ask(other, "1")
        assert ledger.inner.store.changes() != seen
        other.communicate()


def test_a_closed_ledger_has_no_more_news(opened: Ledger) -> None:
    opened.close()

    with pytest.raises(errors.LedgerClosedError):
        opened.inner.store.changes()
