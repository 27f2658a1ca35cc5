"""The few numbers of each entry that are held in memory decide what the entries themselves would."""

import sqlite3
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, strategies as st

from govledger import events as ev
from govledger.errors import LedgerCorruptError
from govledger.events.catalogue import Catalogue, event
from govledger.ledger import Draft, Ledger
from govledger.ledger.calendar import Calendar
from govledger.ledger.store.rows import DENSE, FEW, NEAR, Row, stretches
from govledger.projections.plan_state import PlanState
from govledger.projections.projection import View, on, projection
from govledger.projections.views import declared
from tests.ledger.histories import TODAY, histories, recorded
from tests.ledger.support import CLERK, FakeClock, memory, numbers
from tests.projections.test_growing import reading


def order_of(ledger: Ledger) -> list[int]:
    """Return the numbers of the versions that hold, sorted by what the entries themselves say."""
    held = {entry.original: entry for entry in ledger.entries()}
    return [entry.number for entry in sorted(held.values(), key=lambda entry: entry.place) if entry.retracts is None]


@given(histories())
def test_the_order_is_the_one_that_the_entries_themselves_have(drafts: list[Draft]) -> None:
    with recorded(drafts) as ledger:
        own = {entry.number for entry in ledger.entries() if entry.retracts}

        held = [number for number in ledger.history().numbers if number not in own]

        assert held == [number for number in order_of(ledger) if number not in own]


def test_an_entry_may_become_known_lifetimes_after_it_happened(ledger: Ledger) -> None:
    for day in ("1605-11-05", "1788", "unknown", "2017-12-30"):
        ledger.record(ev.StatementMade(text=day), happened=day, known_on="2018-01-01")

    assert numbers(ledger.history()) == [2, 3, 5, 4, 1]
    assert numbers(ledger.history(known_by="2017-12-31")) == []
    assert numbers(ledger.history(known_by="2018-01-01")) == [2, 3, 5, 4]


def test_a_day_within_which_much_may_have_happened_is_told_apart(ledger: Ledger) -> None:
    for day in ("2017-06-30", "2017-06", "2017-06-30", "2017", "by 2017-06-30"):
        ledger.record(ev.StatementMade(text=day), happened=day, known_on="2017-12-31")

    held = ledger.history(happened_by="2017-06-30")

    assert numbers(held) == [6, 3, 2, 4]
    assert numbers(held.uncertain) == [5]


def test_what_was_recorded_by_an_instant_is_told_by_its_stamps_even_where_a_clock_was_set_right() -> None:
    clock = FakeClock("2018-01-01T00:00:00Z")
    with memory(clock) as ledger:
        for instant in ("2018-01-03", "2018-01-05", "2018-01-02", "2018-01-04", "2018-01-01", "2018-01-06"):
            clock.set(f"{instant}T12:00:00Z")
            ledger.accept_clock(reason="It was wrong.")
            ledger.record(ev.StatementMade(text=instant), ev.StatementMade(text="more"))

        for day in range(1, 8):
            cut = ledger.history(recorded_by=f"2018-01-{day:02}")
            by = f"2018-01-{day:02}T23:59:59"
            assert set(numbers(cut.recorded())) == {
                entry.number for entry in ledger.entries() if entry.recorded_at.isoformat() <= by
            }
            assert set(cut.numbers) == set(numbers(cut.recorded()))


def test_bytes_that_stand_in_another_row_are_noticed_though_only_their_days_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.create(path, clerk=CLERK) as ledger:
        ledger.record(ev.StatementMade(text="one"), ev.StatementMade(text="two"))
    with sqlite3.connect(path) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        held = "SELECT state FROM stored_events WHERE originator_version = 3"
        connection.execute(f"UPDATE stored_events SET state = ({held}) WHERE originator_version = 2")

    with Ledger.open(path) as ledger, pytest.raises(LedgerCorruptError, match=r"row of entry 2 .* holds the bytes of"):
        len(ledger.history())
    with Ledger.open(path) as ledger, pytest.raises(LedgerCorruptError, match=r"row of entry 2 .* holds the bytes of"):
        list(ledger.entries())


@pytest.mark.parametrize("put", ["x'00'", "'{}'", "3.5", "CAST(state AS TEXT)"])
def test_a_row_that_is_no_bytes_of_an_entry_is_called_damaged(tmp_path: Path, put: str) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.create(path, clerk=CLERK) as ledger:
        ledger.record(ev.StatementMade(text="one"))
    with sqlite3.connect(path) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(f"UPDATE stored_events SET state = {put} WHERE originator_version = 2")

    with Ledger.open(path) as ledger:
        for ask in (lambda: list(ledger.entries()), lambda: ledger.history().numbers, lambda: ledger.entry(2)):
            with pytest.raises(LedgerCorruptError, match="entry 2"):
                ask()


def test_an_entry_that_is_gone_is_missed_by_whoever_reads_them_all_or_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.create(path, clerk=CLERK) as ledger:
        ledger.record(*(ev.StatementMade(text=str(number)) for number in range(4)))
    with sqlite3.connect(path) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("DELETE FROM stored_events WHERE originator_version = 3")

    with Ledger.open(path) as ledger:
        for ask in (lambda: list(ledger.entries()), lambda: ledger.history().numbers, lambda: ledger.entry(3)):
            with pytest.raises(LedgerCorruptError, match="entry 3 is missing"):
                ask()


# What is not looked at -----------------------------------------------------------------------------------------------


@projection(version=1)
class Stops:
    """Stops at every claim."""

    @on(ev.CompletionClaimed)
    def claimed(self, event: ev.CompletionClaimed, entry: object) -> None:
        """Raise."""
        raise ValueError("no")


def test_an_entry_that_says_nothing_to_a_projection_is_not_read_for_it(ledger: Ledger) -> None:
    ledger.record(ev.ActionAdded(action="1"), ev.StatementMade(text="a"), ev.StatementMade(text="b"), happened=TODAY)
    view: View[PlanState] = declared(PlanState).view(ledger.history())
    read = reading(ledger)

    again = declared(PlanState).view(ledger.history())

    assert read == [2]
    assert (view.number, again.number, again.state) == (4, 4, view.state)


def test_an_entry_of_a_type_that_nobody_knows_is_counted_though_no_handler_reads_it(tmp_path: Path) -> None:
    trees = Catalogue()
    for declared_type in ev.CATALOGUE:
        trees.register(declared_type)

    @event("tree-felled", catalogue=trees)
    class TreeFelled:
        """A tree was felled."""

    with Ledger.create(tmp_path / "ledger.db", clerk=CLERK, catalogue=trees) as ledger:
        ledger.record(ev.ActionAdded(action="1"), TreeFelled(), ev.StatementMade(text="a"), happened="2018-01-01")

    with Ledger.open(tmp_path / "ledger.db") as ledger:
        view = declared(PlanState).view(ledger.history())

    assert dict(view.unknown) == {"tree-felled/1": 1}


def test_a_setting_stands_in_a_history_though_it_was_made_later(ledger: Ledger) -> None:
    ledger.record(ev.StatementMade(text="a"), happened="2017-01-01", known_on="2017-01-01")
    ledger.record(ev.CoverageDeclared(what="meetings", since="2016-01-01"), happened="2018-01-01")

    assert numbers(ledger.history(as_of="2017-06-30")) == [2, 3]


def test_where_a_fold_stops_is_told_by_the_entry_before_though_it_was_not_read(ledger: Ledger) -> None:
    ledger.record(
        ev.ActionAdded(action="1"), ev.StatementMade(text="a"), ev.CompletionClaimed(subject="action:1"),
        ev.StatementMade(text="b"),
    )  # fmt: skip

    view = declared(Stops).view(ledger.history())

    assert (view.number, view.stopped is not None) == (3, True)


# What is read in one go ----------------------------------------------------------------------------------------------


@given(st.sets(st.integers(1, 400)) | st.sets(st.integers(1, 10**9)))
def test_every_entry_is_read_once_with_its_neighbours_or_alone(wanted: set[int]) -> None:
    asked = sorted(wanted)
    Random(len(asked)).shuffle(asked)

    spans, lone = stretches(asked)

    within = [number for number in asked for first, last in spans if first <= number <= last]
    assert sorted(within + lone) == sorted(wanted)
    assert all(last + NEAR < first for (_, last), (first, _) in pairwise(spans))
    for first, last in spans:
        count = sum(first <= number <= last for number in wanted)
        assert count >= FEW
        assert last - first < count * DENSE


def test_entries_are_given_in_the_order_that_was_asked_for(ledger: Ledger) -> None:
    ledger.record(*(ev.StatementMade(text=str(number)) for number in range(300)))
    asked = [*range(200, 100, -1), 7, 301, 7, 150]

    assert numbers(ledger.history().read(asked)) == asked


# What nobody honest records ------------------------------------------------------------------------------------------


def test_a_ledger_of_more_types_than_there_can_be_is_called_damaged() -> None:
    calendar = Calendar()
    rows = [Row(number, f"t{number}/1", calendared(number, f"t{number}/1")) for number in range(1, 32_770)]

    with pytest.raises(LedgerCorruptError, match="more than 32,768 types"):
        calendar.read(rows)


def calendared(number: int, written: str) -> bytes:
    """Return as much of an entry as the calendar reads."""
    return (
        f'{{"happened":"2018-01-01","known_on":"2018-01-01","number":{number},'
        f'"recorded_at":"2018-01-01T12:00:00.000000Z","type":"{written}"}}'
    ).encode()
