"""Several processes and threads write at once: nobody loses an entry, and nobody sees a gap."""

import random
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from govledger import Ledger, events as ev
from tests.faults.kill_loop import Acknowledged, check_whole, let_go, start
from tests.ledger.store.support import hear, start_python, tell


@contextmanager
def watched(path: Path) -> Iterator[list[int]]:
    """Poll a ledger from another thread until the block ends; the sizes seen, each checked to be without a gap."""
    sizes: list[int] = []
    faults: list[BaseException] = []
    over = threading.Event()

    def poll() -> None:
        try:
            with Ledger.open(path) as ledger:
                while not over.is_set():
                    after = sizes[-1] if sizes else 0
                    numbers = [entry.number for entry in ledger.entries(after=after)]
                    assert numbers == list(range(after + 1, after + 1 + len(numbers)))
                    sizes.append(after + len(numbers))
        except BaseException as fault:  # noqa: BLE001 - it is raised again where it is seen
            faults.append(fault)

    thread = threading.Thread(target=poll)
    thread.start()
    try:
        yield sizes
    finally:
        over.set()
        thread.join()
    assert faults == []


def test_eight_processes_end_with_4001_entries_and_a_reader_never_sees_a_gap(tmp_path: Path) -> None:
    path, acknowledged = tmp_path / "csib.db", Acknowledged()
    Ledger.create(path).close()
    writers = {f"w{index}": start(path, f"w{index}", batches=500, events=1) for index in range(8)}

    with watched(path) as sizes:
        let_go(list(writers.values()))
        for name, writer in writers.items():
            acknowledged.read(name, writer.communicate()[0])

    assert [writer.returncode for writer in writers.values()] == [0] * 8
    assert len(acknowledged.batches) == 4_000
    assert check_whole(path, acknowledged, events=1) == 4_001
    assert len(set(sizes)) > 10, "the reader looked while the writers wrote"


def test_one_of_eight_killed_at_random_loses_no_acknowledged_entry(tmp_path: Path) -> None:
    path, acknowledged, chance = tmp_path / "csib.db", Acknowledged(), random.Random(20170614)
    Ledger.create(path).close()
    writers = {f"w{index}": start(path, f"w{index}", batches=40, events=5) for index in range(8)}
    victim = writers[f"w{chance.randrange(8)}"]

    with watched(path):
        let_go(list(writers.values()))
        time.sleep(chance.uniform(0.02, 0.1))
        victim.send_signal(signal.SIGKILL)
        for name, writer in writers.items():
            acknowledged.read(name, writer.communicate()[0])

    assert sorted({writer.returncode for writer in writers.values()}) == [-signal.SIGKILL, 0]
    assert 7 * 40 <= len(acknowledged.batches) < 8 * 40
    assert check_whole(path, acknowledged, events=5) > 7 * 40 * 5


@pytest.mark.parametrize("place", ["memory://", "csib.db"])
def test_eight_threads_share_one_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    monkeypatch.chdir(tmp_path)
    with Ledger.create(place, clerk="office:clerk") as ledger:

        def work(thread: int) -> list[int]:
            numbers = []
            for index in range(25):
                [entry] = ledger.record(ev.ActionAdded(action=f"{thread}-{index}", text="Do it"))
                numbers.append(entry.number)
                assert ledger.entry(entry.number) == entry
                assert str(ledger.entry(entry.number).event.text) == "Do it"
                assert len(list(ledger.history())) > 0
            return numbers

        with ThreadPoolExecutor(8) as threads:
            numbers = [number for found in threads.map(work, range(8)) for number in found]

        assert sorted(numbers) == list(range(2, 202))
        assert [entry.number for entry in ledger.entries()] == list(range(1, 202))


def test_a_thread_that_reads_does_not_wait_behind_two_that_write(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "csib.db", clerk="office:clerk") as ledger:
        store = ledger.inner.store
        with store.writing():
            second = threading.Thread(target=ledger.record, args=(ev.ActionAdded(action="1", text="Do it"),))
            second.start()
            time.sleep(0.05)

            size = len(ledger)

            assert size == 1
            assert second.is_alive(), "it still waits for its turn"
        second.join()
        assert len(ledger) == 2


def test_two_processes_creating_one_ledger_make_one_ledger(tmp_path: Path) -> None:
    code = """
import sys
from govledger import Ledger, errors
for line in sys.stdin:
    try:
        Ledger.create(line.strip()).close()
        print("made", flush=True)
    except errors.LedgerExistsError:
        print("exists", flush=True)
"""
    creators = [start_python(code) for _ in range(3)]
    for race in range(20):
        path = tmp_path / f"{race}.db"

        for creator in creators:
            tell(creator, str(path))
        said = [hear(creator) for creator in creators]

        assert sorted(said) == ["exists", "exists", "made"]
        with Ledger.open(path) as ledger:
            assert len(ledger) == 1
        assert [found.name for found in tmp_path.glob(f"{race}.db*")] == [f"{race}.db"], "nothing is left beside it"
    for creator in creators:
        creator.communicate()
