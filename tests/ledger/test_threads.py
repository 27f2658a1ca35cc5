"""One ledger shared between threads: nobody loses an entry, and nobody sees a gap or half a batch."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from govledger import events as ev
from govledger.errors import HeadMovedError, IdentityTakenError
from govledger.ledger import Ledger
from govledger.ledger.calendar import Calendar, Sketch
from govledger.ledger.store import Stored
from tests.ledger.support import CLERK, numbers

THREADS, BATCHES = 8, 12


@pytest.fixture(params=["memory", "file"])
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    url = "memory://" if request.param == "memory" else str(tmp_path / "shared.db")
    with Ledger.create(url, clerk=CLERK) as ledger:
        yield ledger


def together(work: Callable[[int], object], threads: int = THREADS) -> list[object]:
    """Do the same work in several threads at once, and return what each came to."""
    start = Barrier(threads)

    def begin(thread: int) -> object:
        start.wait()
        return work(thread)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(begin, range(threads)))


def test_threads_record_in_one_sequence_without_gaps(shared: Ledger) -> None:
    def record(thread: int) -> list[list[int]]:
        return [
            numbers(
                shared.record(*(ev.ActionAdded(action=f"{thread}-{batch}-{part}", text="Audit") for part in range(3)))
            )
            for batch in range(BATCHES)
        ]

    held = [batch for batches in together(record) for batch in batches]  # type: ignore[attr-defined]

    assert numbers(shared.entries()) == list(range(1, THREADS * BATCHES * 3 + 2))
    assert all(batch == list(range(batch[0], batch[0] + 3)) for batch in held)
    assert len({number for batch in held for number in batch}) == THREADS * BATCHES * 3


def test_a_reader_never_sees_half_a_batch(shared: Ledger) -> None:
    def work(thread: int) -> object:
        if thread % 2:
            return [shared.record(ev.StatementMade(text="one"), ev.StatementMade(text="two")) for _ in range(BATCHES)]
        sizes = []
        for _ in range(BATCHES):
            history = shared.history()
            sizes.append(len(history))
            texts = [str(entry.event.text) for entry in history if isinstance(entry.event, ev.StatementMade)]
            assert sorted(texts) == ["one"] * (len(texts) // 2) + ["two"] * (len(texts) // 2)
        return sizes

    sizes = [size for found in together(work)[::2] for size in found]  # type: ignore[attr-defined]

    assert {size % 2 for size in sizes} == {1}


def test_one_of_many_introduces_an_id(shared: Ledger) -> None:
    def introduce(_: int) -> bool:
        try:
            shared.record(ev.ActionAdded(action="1"))
        except IdentityTakenError:
            return False
        return True

    assert (sum(map(bool, together(introduce))), len(shared)) == (1, 2)


def test_one_of_many_records_under_an_expected_head(shared: Ledger) -> None:
    def record(_: int) -> bool:
        try:
            shared.record(ev.StatementMade(), expected=1)
        except HeadMovedError:
            return False
        return True

    assert (sum(map(bool, together(record))), len(shared)) == (1, 2)


def test_many_with_the_same_key_are_one_entry(shared: Ledger) -> None:
    entries = together(lambda _: shared.record(ev.StatementMade(text="the same"), key="k"))

    assert all(entry == entries[0] for entry in entries)
    assert len(shared) == 2


def test_stamps_never_decrease_along_the_numbers(shared: Ledger) -> None:
    together(lambda _: [shared.record(ev.StatementMade()) for _ in range(BATCHES)])

    stamps: list[dt.datetime] = [entry.recorded_at for entry in shared.entries()]

    assert stamps == sorted(stamps)


def test_entries_count_as_held_once_what_corrects_them_is_known_too(
    shared: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared.record(ev.StatementMade(text="wrong"))
    shared.correct(2, ev.StatementMade(text="right"), reason="misheard")
    timeline, read, held = shared.inner.timeline, Calendar.read, list[int]()

    def look(calendar: Calendar, rows: Sequence[Stored]) -> list[Sketch]:
        found = read(calendar, rows)
        held.append(len(timeline))  # Another thread may look at just this moment.
        return found

    monkeypatch.setattr(Calendar, "read", look)

    right = numbers(shared.history())

    assert (held, len(timeline), right) == ([0], 3, [3, 1])
