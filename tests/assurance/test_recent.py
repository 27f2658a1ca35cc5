"""Entries are read when they are asked for, and the last ones asked for are kept."""

from collections.abc import Iterator
from typing import Any

import pytest

from govledger.assurance.recent import Kept, Recent
from govledger.assurance.record import Record
from govledger.events import ActionAdded, StatusReported
from govledger.ledger import History
from tests.assurance.support import Story

ACTIONS = [ActionAdded(action=str(number)) for number in range(1, 8)]


@pytest.fixture
def history() -> Iterator[History]:
    """Yield a history of seven actions."""
    with Story() as story:
        story.say(*ACTIONS, on="2017-01-01")
        yield story.ledger.history()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note the number of every entry that is read."""
    numbers: list[int] = []
    before = History.read

    def noted(self: History, asked: Any, **how: Any) -> Any:
        numbers.extend(asked)
        return before(self, asked, **how)

    monkeypatch.setattr(History, "read", noted)
    return numbers


def test_a_table_that_is_full_lets_go_what_nobody_asked_for_since_it_was_last_full() -> None:
    kept = Kept[str, int](2)

    for key in "ab":
        kept[key] = ord(key)
    kept["c"] = ord("c")
    assert kept["a"] == ord("a")
    kept["d"] = ord("d")

    assert "a" in kept
    assert "b" not in kept


def test_what_is_not_kept_is_no_key() -> None:
    with pytest.raises(KeyError):
        _ = Kept[str, int](2)["a"]


def test_an_entry_that_is_kept_is_not_read_again(history: History, read: list[int]) -> None:
    recent = Recent(history)

    assert recent.one(3) is recent.one(3)
    assert read == [3]


def test_those_that_are_not_kept_are_read_at_once_and_come_in_the_order_asked_for(
    history: History, read: list[int]
) -> None:
    recent = Recent(history)
    recent.one(4)

    found = recent.some([6, 4, 2])

    assert [entry.number for entry in found] == [6, 4, 2]
    assert read == [4, 2, 6]


@pytest.mark.parametrize("most", [1, 2, 3, 100])
def test_whatever_may_be_kept_the_same_entries_are_given(history: History, most: int) -> None:
    recent = Recent(history, most=most)
    numbers = [2, 5, 3, 2, 7, 5]

    assert [entry.number for entry in recent.some(numbers)] == numbers
    assert [entry.number for entry in recent.some(numbers)] == numbers
    assert [entry.number for entry in recent.stream(numbers)] == numbers


def test_a_record_knows_what_names_a_thing_and_how_it_is_told_without_reading_it(
    history: History, read: list[int]
) -> None:
    record = Record(history)
    read.clear()

    numbers = record.numbers_about(ActionAdded, "action:3")

    assert list(numbers) == [4]
    assert record.latest(4) == record.known_on(4)
    assert not record.remark(4).uncertain
    assert read == []


def test_what_the_clerk_doubts_is_known_of_every_entry_that_holds() -> None:
    with Story() as story:
        story.say(*ACTIONS[:2], on="2017-01-01")
        doubted, taken_back = (
            story.say(StatusReported(subject="action:1", status="red"), on="2017-02-01", uncertain=["status"])[0]
            for _ in range(2)
        )
        story.ledger.retract(taken_back, reason="twice", known_on="2017-02-02")
        record = Record(story.ledger.history())

    assert record.is_doubted([2, doubted], ["status", "text"])
    assert not record.is_doubted([2, doubted], ["subject"])
    assert not record.is_doubted([taken_back], ["status"])
