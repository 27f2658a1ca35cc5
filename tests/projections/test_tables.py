"""Tables are what a fresh replay gives, at the entry that they say, whatever was recorded and whoever was killed."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from threading import Event, Thread
from typing import Any

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from govledger import Ledger, PlanState, errors, events as ev
from govledger.ledger import Draft
from govledger.ledger.entry import AnyEntry
from govledger.projections.audit_trail import AuditTrail
from govledger.projections.coverage_map import CoverageMap
from govledger.projections.projection import on, projection
from govledger.projections.quarantine import lift, quarantine
from govledger.projections.table_file import CURRENT, SHADOW
from govledger.projections.tabled import Tabled
from govledger.projections.tables import Tables, TablesStatus
from govledger.projections.views import VIEWS
from tests.ledger.histories import TODAY, histories
from tests.ledger.store.support import sqlite_path
from tests.ledger.support import FakeClock, memory
from tests.projections.poisoned import POISON, Statuses, Strict, begun, opinion_on, told
from tests.projections.support import MINUTES, minute_ledger, record_coverage
from tests.projections.tabled import rows_from, rows_in, rows_of, select

ACTIONS = "plan_state_actions"


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in a file, with three actions."""
    with begun(tmp_path / "csib.db") as ledger:
        yield ledger


@pytest.fixture
def tables(kept: Ledger) -> Iterator[Tables]:
    """Tables in its own file."""
    with Tables(kept) as opened:
        yield opened


@pytest.fixture(params=["own", "other", "memory"])
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Ledger, Tables]]:
    """A ledger with tables in its own file, in another, and in memory."""
    into = tmp_path / "tables.db" if request.param == "other" else None
    url = "memory://" if request.param == "memory" else tmp_path / "csib.db"
    with begun(url) as ledger, Tables(ledger, into=into) as opened:
        yield ledger, opened


# What is in them -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_the_tables_of_every_view_are_what_a_replay_gives(view: type, minute: Ledger, tmp_path: Path) -> None:
    with Tables(minute, into=tmp_path / "tables.db") as tables:
        status = tables.build(view)

        assert status.is_whole
        assert rows_in(tables, view) == rows_of(minute, view)


@settings(max_examples=25)
@given(histories(), st.lists(st.integers(0, 14), max_size=4))
def test_tables_that_are_kept_up_are_what_a_replay_gives(drafts: Sequence[Draft], cuts: Sequence[int]) -> None:
    ledger = memory(FakeClock(f"{TODAY}T12:00:00Z"))
    views = (PlanState, AuditTrail, CoverageMap)
    with ledger, Tables(ledger) as tables:
        for view in views:
            tables.build(view)
        for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(drafts)], strict=True):
            ledger.record_drafts(drafts[start:end])
            for view in views:
                status = tables.catch_up(view)
                assert status.number == len(ledger)
                assert rows_in(tables, view) == rows_of(ledger, view)
        assert [tables.rebuild(view).differences for view in views] == [(), (), ()]


@pytest.mark.parametrize("name", MINUTES)
def test_the_tables_of_every_view_are_kept_up_through_what_is_taken_back_and_comes_late(name: str) -> None:
    with minute_ledger(name, coverage=False) as ledger, Tables(ledger) as tables:
        for view in VIEWS:
            tables.build(view)
        record_coverage(ledger, name)
        for number in range(5, len(ledger), 7):
            ledger.retract(number, reason="To see what becomes of it")
        for view in VIEWS:
            tables.catch_up(view)
        for number in range(5, len(ledger) // 2, 14):
            ledger.correct(number, ledger.entry(number).event, reason="It was right after all")

        for view in VIEWS:
            tables.catch_up(view)
            assert rows_in(tables, view) == rows_of(ledger, view), view


def test_only_the_rows_that_an_entry_names_are_written(anywhere: tuple[Ledger, Tables]) -> None:
    ledger, tables = anywhere
    tables.build(PlanState)
    _tamper(tables, f"UPDATE {ACTIONS} SET status = 'tampered' WHERE id = '2.5'")

    told(ledger, "action:2.4", "green")
    tables.catch_up(PlanState)

    assert select(tables, f"SELECT id, status FROM {ACTIONS} WHERE status IS NOT NULL ORDER BY id") == [
        ("2.4", "green"),
        ("2.5", "tampered"),
    ]


def test_a_correction_writes_the_rows_that_both_versions_name(tables: Tables, kept: Ledger) -> None:
    number = told(kept, "action:2.4", "green")
    tables.build(PlanState)

    kept.correct(number, ev.StatusReported(subject="action:2.5", status="green"), reason="Meant 2.5")
    tables.catch_up(PlanState)

    assert select(tables, f"SELECT id FROM {ACTIONS} WHERE status = 'green'") == [("2.5",)]
    assert rows_in(tables, PlanState) == rows_of(kept, PlanState)


def test_a_text_is_a_handle_and_never_its_words(tables: Tables, kept: Ledger) -> None:
    kept.record(ev.ActionAdded(action="3.1", text="Audit every threshold decision"))
    tables.build(PlanState)

    found = select(tables, f"SELECT text_entry, text_field FROM {ACTIONS} WHERE id = '3.1'")

    assert found == [(5, "text")]
    assert "threshold" not in repr(rows_in(tables, PlanState))


def test_tables_of_several_ledgers_of_one_file_are_told_apart(kept: Ledger, tables: Tables, tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "csib.db", name="the other", clerk="office:clerk", origin="example.org/o") as other:
        other.record(ev.ActionAdded(action="9"))
        with Tables(other) as others:
            tables.build(PlanState)
            status = others.build(PlanState)

            assert status.tables[0] == "the_other_plan_state_plans"
            assert rows_in(others, PlanState) == rows_of(other, PlanState, prefix="the_other_")
            assert rows_in(tables, PlanState) == rows_of(kept, PlanState)


# How far they have come ----------------------------------------------------------------------------------------------


def test_a_status_says_how_far_they_are_behind(tables: Tables, kept: Ledger) -> None:
    tables.build(PlanState)
    told(kept, "action:2.4", "green")

    (status,) = tables.status()

    assert (status.number, status.size, status.lag, status.is_whole) == (4, 5, 1, False)
    assert str(status) == "plan-state, version 1: at entry 4 of 5, 1 behind"


def test_tables_are_gone_on_with_where_they_are(kept: Ledger) -> None:
    with Tables(kept) as first:
        first.build(PlanState)
        _tamper(first, f"UPDATE {ACTIONS} SET status = 'tampered' WHERE id = '2.5'")
    told(kept, "action:2.4", "green")

    with Tables(kept) as second:
        status = second.build(PlanState)

        assert (status.rebuilt, status.number) == ("", 5)
        assert ("tampered",) in select(second, f"SELECT status FROM {ACTIONS}")


def test_two_who_keep_the_same_tables_up_write_everything_once(kept: Ledger) -> None:
    with Tables(kept) as one, Tables(kept) as other:
        one.build(PlanState)
        other.build(PlanState)
        for number in range(6):
            told(kept, "action:2.4", f"label-{number}")
            (one, other)[number % 2].catch_up(PlanState)
        one.catch_up(PlanState)

        assert rows_in(one, PlanState) == rows_of(kept, PlanState)


def test_what_another_wrote_meanwhile_is_not_written_again(
    kept: Ledger, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables.build(PlanState)
    told(kept, "action:2.4", "green")
    change = Tabled._changes

    def change_late(self: Tabled, *given: Any) -> Any:
        monkeypatch.setattr(Tabled, "_changes", change)
        with Tables(kept) as others:
            others.catch_up(PlanState)
        told(kept, "action:2.4", "amber")
        return change(self, *given)

    monkeypatch.setattr(Tabled, "_changes", change_late)
    status = tables.catch_up(PlanState)

    assert status.is_whole
    assert rows_in(tables, PlanState) == rows_of(kept, PlanState)


def test_whoever_read_less_takes_nothing_back(kept: Ledger, tables: Tables) -> None:
    tables.build(PlanState)
    slow = tables._tabled(PlanState)
    view = slow._growing.catch_up()
    told(kept, "action:2.4", "green")
    with Tables(kept) as others:
        others.catch_up(PlanState)

    assert slow._advance(view, CURRENT).number == 5
    assert rows_in(tables, PlanState) == rows_of(kept, PlanState)


def test_whoever_never_has_the_tables_to_himself_says_so(
    kept: Ledger, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables.build(PlanState)
    told(kept, "action:2.4", "green")
    monkeypatch.setattr(Tabled, "_write", lambda *_: False)

    with pytest.raises(errors.TablesError, match="somebody else writes the tables of plan-state all the time"):
        tables.catch_up(PlanState)


def test_new_tables_take_their_place_though_they_cannot_be_compared(
    kept: Ledger, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables.build(PlanState)
    advance = Tabled._advance

    def advance_and_record(self: Tabled, *given: Any) -> Any:
        found = advance(self, *given)
        told(kept, "action:2.4", "green")
        with Tables(kept) as others:
            monkeypatch.setattr(Tabled, "_advance", advance)
            others.catch_up(PlanState)
            monkeypatch.setattr(Tabled, "_advance", advance_and_record)
        return found

    monkeypatch.setattr(Tabled, "_advance", advance_and_record)
    status = tables.rebuild(PlanState)
    monkeypatch.undo()

    assert status.differences is None
    assert tables.catch_up(PlanState).is_whole
    assert rows_in(tables, PlanState) == rows_of(kept, PlanState)


def test_a_writing_that_fails_leaves_rows_and_position_as_they_were(
    tables: Tables, kept: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables.build(PlanState)
    before = rows_in(tables, PlanState)
    told(kept, "action:2.4", "green")
    monkeypatch.setattr("govledger.projections.table_file.TableFile.put_position", _break)

    with pytest.raises(ZeroDivisionError):
        tables.catch_up(PlanState)

    monkeypatch.undo()
    assert rows_in(tables, PlanState) == before
    assert tables.status(PlanState)[0].number == 4


def test_a_follower_keeps_them_up_until_it_is_told_to_stop(kept: Ledger, tables: Tables) -> None:
    stop, seen = Event(), list[TablesStatus]()
    for status in tables.follow(PlanState, AuditTrail, stop=stop):
        seen.append(status)
        if len(seen) == 2:
            told(kept, "action:2.4", "green")
        if len(seen) == 4:
            stop.set()

    assert [(status.view, status.number) for status in seen] == [
        ("plan-state", 4),
        ("audit-trail", 4),
        ("plan-state", 5),
        ("audit-trail", 5),
    ]
    assert rows_in(tables, PlanState) == rows_of(kept, PlanState)


# What they were made by ----------------------------------------------------------------------------------------------


def _version(number: int) -> Any:
    """A projection called the same, of a version."""

    @projection(version=number, keyed=True, name="statuses")
    class Version(Statuses):
        """The statuses, in a version of their own."""

    return Version


def test_tables_of_another_version_are_made_anew_and_it_is_said_why(kept: Ledger, tables: Tables) -> None:
    tables.build(_version(1))
    told(kept, "action:2.4", "green")

    status = tables.build(_version(2))

    assert status.rebuilt == "they were made by version 1 of statuses, and this is 2"
    assert (status.version, status.number) == (2, 5)


def test_whoever_still_follows_with_the_old_version_is_refused(kept: Ledger, tables: Tables) -> None:
    old = _version(1)
    tables.build(old)
    with Tables(kept) as others:
        others.build(_version(2))
    told(kept, "action:2.4", "green")

    with pytest.raises(errors.TablesError, match="cannot be gone on with: they were made by version 2"):
        tables.catch_up(old)


def test_other_code_is_seen_in_the_status(kept: Ledger, tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    tables.build(PlanState)
    monkeypatch.setattr("govledger.projections.tabled.stamp_of", lambda *_: "another")

    with Tables(kept) as others:
        (status,) = others.status(PlanState)

    assert status.stale == "they were made by other code of plan-state, or for other event types"
    assert "to be rebuilt: they were made by other code" in str(status)


def test_tables_of_another_history_are_made_anew(kept: Ledger, tmp_path: Path) -> None:
    kept.backup(tmp_path / "copy.db")
    told(kept, "action:2.4", "green")
    with Tables(kept, into=tmp_path / "tables.db") as tables:
        tables.build(PlanState)

    with Ledger.open(tmp_path / "copy.db", clerk="office:clerk") as copy:
        told(copy, "action:2.4", "red")
        with Tables(copy, into=tmp_path / "tables.db") as tables:
            status = tables.build(PlanState)

            assert status.rebuilt == "they were made of another history: entry 5 is not the one they end with"
            assert rows_in(tables, PlanState) == rows_of(copy, PlanState)


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        (f"DROP TABLE {ACTIONS}", ACTIONS),
        (f"ALTER TABLE {ACTIONS} RENAME COLUMN status TO mine", ACTIONS),
        ("DROP TABLE plan_state_words", "plan_state_words"),
        ("DROP TABLE plan_state_words_fts", "plan_state_words"),
    ],
)
def test_tables_that_somebody_else_changed_are_made_anew(kept: Ledger, tables: Tables, sql: str, what: str) -> None:
    tables.build(PlanState, words=True)
    _tamper(tables, "DROP VIEW plan_state_actions_in_words")
    _tamper(tables, sql)

    with pytest.raises(errors.TablesError, match=f"somebody else has changed or removed {what}"):
        tables.catch_up(PlanState)
    status = tables.build(PlanState)

    assert status.rebuilt == f"somebody else has changed or removed {what}"
    assert rows_in(tables, PlanState) == rows_of(kept, PlanState)
    assert tables.rebuild(PlanState).differences == ()


@pytest.mark.parametrize(
    "said",
    [
        """tables = '["stored_events"]'""",
        """tables = '["plan_state_actions", "mention"]'""",
        """tables = '["stored_events"]', view = 'stored'""",
        """tables = '["plan_state_x\\" --"]'""",
        "tables = '[5]'",
        "tables = 'none'",
        "quarantined = x'00'",
        "number = 'many'",
        "number = -5",
        "version = 'first'",
    ],
)
def test_what_somebody_altered_in_a_position_is_not_believed(kept: Ledger, said: str) -> None:
    with Tables(kept) as tables:
        tables.build(PlanState)
        _tamper(tables, f"UPDATE govledger_position SET {said}")
        size = len(kept)

        for ask in (tables.build, tables.drop, tables.rebuild, tables.catch_up, tables.status):
            with pytest.raises(errors.TablesError, match="somebody else has changed what"):
                ask(PlanState)

        assert len(kept) == size
        assert kept.reconcile().ok


def test_tables_that_are_ahead_of_their_ledger_are_made_anew(kept: Ledger, tmp_path: Path) -> None:
    kept.backup(tmp_path / "copy.db")
    told(kept, "action:2.4", "green")
    with Tables(kept, into=tmp_path / "tables.db") as tables:
        tables.build(PlanState)

    with Ledger.open(tmp_path / "copy.db") as copy, Tables(copy, into=tmp_path / "tables.db") as tables:
        assert tables.build(PlanState).rebuilt.startswith("they were made of another history")
        assert rows_in(tables, PlanState) == rows_of(copy, PlanState)


def test_a_table_that_is_none_of_ours_is_left_alone(tables: Tables) -> None:
    _tamper(tables, f"CREATE TABLE {ACTIONS} (mine TEXT)")

    with pytest.raises(errors.TablesError, match="was not made of plan-state"):
        tables.build(PlanState)

    assert select(tables, f"SELECT * FROM {ACTIONS}") == []
    assert tables.status() == []


def test_another_ledger_is_no_file_for_tables(kept: Ledger, tmp_path: Path) -> None:
    Ledger.create(tmp_path / "other.db").close()

    with pytest.raises(errors.LedgerExistsError, match="is a ledger"):
        Tables(kept, into=tmp_path / "other.db")


def test_what_is_dropped_is_gone_and_the_ledger_is_not(kept: Ledger, tables: Tables) -> None:
    tables.build(PlanState, words=True)
    tables.build(AuditTrail)

    tables.drop(PlanState)

    assert [status.view for status in tables.status()] == ["audit-trail"]
    assert select(tables, "SELECT name FROM sqlite_master WHERE name GLOB 'plan_state*'") == []
    assert kept.reconcile().findings == ()


def test_there_is_no_keeping_up_of_what_is_not_there(tables: Tables) -> None:
    with pytest.raises(errors.TablesError, match="there are no tables of plan-state"):
        tables.catch_up(PlanState)
    with pytest.raises(errors.TablesError, match="there are no tables of plan-state"):
        tables.status(PlanState)


# Making them anew ----------------------------------------------------------------------------------------------------


def test_a_rebuild_says_what_differed_and_mends_it(anywhere: tuple[Ledger, Tables]) -> None:
    ledger, tables = anywhere
    tables.build(PlanState)
    _tamper(tables, f"UPDATE {ACTIONS} SET status = 'tampered' WHERE id = '2.5'")
    _tamper(tables, f"DELETE FROM {ACTIONS} WHERE id = '2.4'")

    status = tables.rebuild(PlanState)

    assert status.differences is not None
    assert [str(one) for one in status.differences] == [f"{ACTIONS}: only before: 2.5; only now: 2.4, 2.5"]
    assert rows_in(tables, PlanState) == rows_of(ledger, PlanState)
    assert tables.rebuild(PlanState).differences == ()


def test_what_is_behind_is_compared_at_the_same_entry(kept: Ledger, tables: Tables) -> None:
    tables.build(PlanState)
    told(kept, "action:2.4", "green")

    status = tables.rebuild(PlanState)

    assert (status.differences, status.is_whole) == ((), True)


def test_what_was_killed_in_the_middle_of_a_rebuild_is_in_nobody_s_way(
    kept: Ledger, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables.build(PlanState, words=True)
    monkeypatch.setattr("govledger.projections.filling.Filling.take_place", _break)
    with pytest.raises(ZeroDivisionError):
        tables.rebuild(PlanState)
    monkeypatch.undo()
    before = rows_in(tables, PlanState)

    status = tables.rebuild(PlanState)

    assert before == rows_in(tables, PlanState) == rows_of(kept, PlanState)
    assert status.differences == ()
    assert select(tables, "SELECT name FROM sqlite_master WHERE name GLOB '*__new*'") == []


def test_of_two_who_make_them_at_once_one_gives_way(kept: Ledger, tables: Tables) -> None:
    slow = tables._tabled(PlanState)
    slow._lay_out(words=False)
    mine = slow.position(SHADOW)
    with Tables(kept) as others:
        others._tabled(PlanState)._lay_out(words=False)

    with pytest.raises(errors.TablesError, match="somebody else makes the tables"), tables._file.writing() as db:
        slow._shadow(db, mine)


def test_no_reader_sees_a_half_table_while_it_is_made_anew(kept: Ledger, tables: Tables, tmp_path: Path) -> None:
    kept.record(*(ev.ActionAdded(action=f"3.{number}") for number in range(300)))
    tables.build(PlanState)
    stop, seen = Event(), set[int]()

    def read() -> None:
        with closing(sqlite3.connect(tmp_path / "csib.db")) as reader:
            while not stop.is_set():
                seen.add(reader.execute(f"SELECT count(*) FROM {ACTIONS}").fetchone()[0])

    def write() -> None:
        for number in range(40):
            told(kept, "action:2.4", f"label-{number}")

    threads = [Thread(target=read), Thread(target=write)]
    for thread in threads:
        thread.start()
    for _ in range(8):
        tables.rebuild(PlanState)
    threads[1].join()
    stop.set()
    threads[0].join()

    tables.catch_up(PlanState)
    assert seen == {303}
    assert rows_in(tables, PlanState) == rows_of(kept, PlanState)


def test_a_rebuild_is_at_the_last_entry_though_a_follower_writes_too(kept: Ledger, tables: Tables) -> None:
    tables.build(PlanState)
    stop = Event()

    def follow() -> None:
        with Tables(kept) as others:
            for status in others.follow(PlanState, stop=stop):
                if status.number < 60:
                    told(kept, "action:2.4", f"label-{status.number}")

    follower = Thread(target=follow)
    follower.start()
    for _ in range(5):
        tables.rebuild(PlanState)
    stop.set()
    follower.join()

    tables.catch_up(PlanState)
    assert rows_in(tables, PlanState) == rows_of(kept, PlanState)


# Where a projection stops --------------------------------------------------------------------------------------------


def test_live_on_demand_rebuilt_and_checked_it_stops_there_in_the_same_words(kept: Ledger, tables: Tables) -> None:
    for number in range(5, 700):
        told(kept, "action:2.4", f"label-{number}")
    tables.build(Statuses)
    assert told(kept, POISON, "green") == 700
    told(kept, "action:2.4", "last")

    live = tables.catch_up(Statuses)
    rebuilt = tables.rebuild(Statuses)
    with pytest.raises(errors.ProjectionStoppedError) as on_demand:
        kept.history().project(Statuses)
    followed: Any = next(kept.follow(Statuses, stop=Event()))
    with Tables(kept, into=sqlite_path(kept).with_name("fresh.db")) as others:
        fresh = others.build(Statuses)
        assert rows_in(others, Statuses) == rows_in(tables, Statuses)

    opinion = opinion_on(kept)

    words = "statuses stopped at entry 700 (status-reported/1); what follows is not known: KeyError: 'action:poison'"
    assert {str(on_demand.value), str(followed.stopped), live.stopped, rebuilt.stopped, fresh.stopped} == {words}
    assert {one.why for one in opinion.cannot_tell} == {words}
    assert opinion.clear == ()
    assert {(one.number, one.stopped_at, one.lag) for one in (live, rebuilt, fresh)} == {(699, 700, 2)}


def test_tables_keep_what_they_held_before_it_stopped(kept: Ledger, tables: Tables) -> None:
    told(kept, "action:2.4", "green")
    before = rows_from(Statuses, kept.history().project(Statuses))
    tables.build(Statuses)

    told(kept, POISON, "green")
    tables.catch_up(Statuses)

    assert rows_in(tables, Statuses) == before


def test_once_what_it_stopped_at_is_corrected_they_go_on(kept: Ledger, tables: Tables) -> None:
    tables.build(Statuses)
    number = told(kept, POISON, "green")
    tables.catch_up(Statuses)

    kept.correct(number, ev.StatusReported(subject="action:2.5", status="green"), reason="Meant 2.5")
    status = tables.catch_up(Statuses)

    assert status.is_whole
    assert rows_in(tables, Statuses) == rows_of(kept, Statuses)


def test_what_is_quarantined_is_left_out_and_every_status_says_so_until_it_is_lifted(
    kept: Ledger, tables: Tables
) -> None:
    tables.build(Statuses)
    number = told(kept, POISON, "green")
    stopped = tables.catch_up(Statuses).stopped
    quarantine(kept, Statuses, number, reason="Not ours", by="office:head-of-digital", until="2018-06-30")
    told(kept, "action:2.4", "red")

    left_out, again = tables.catch_up(Statuses), tables.rebuild(Statuses)
    lift(kept, Statuses, number, reason="Mended")
    lifted = tables.catch_up(Statuses)

    for status in (left_out, again):
        assert status.stopped is None
        assert status.quarantined[0].startswith(f"{stopped}; quarantined by office:head-of-digital until 30 June 2018")
        assert (status.lag, status.is_whole) == (0, False)
        assert status.quarantined[0] in str(status)
    assert (lifted.stopped, lifted.number) == (stopped, 7)


def test_tables_that_stop_say_what_they_left_out_before(kept: Ledger, tables: Tables) -> None:
    first = told(kept, POISON, "green")
    quarantine(kept, Statuses, first, reason="Not ours", by="office:head-of-digital", until="2018-06-30")
    told(kept, "action:2.4", "green")
    second = told(kept, POISON, "red")

    built = tables.build(Statuses)

    assert (built.number, built.stopped_at, len(built.quarantined)) == (second - 1, second, 1)
    assert "so what is said leaves entry 5 out" in built.quarantined[0]
    assert rows_in(tables, Statuses)["statuses_held"][0][0] == "action:2.4"


def test_once_it_is_lifted_the_rows_are_there_that_were_left_out(kept: Ledger, tables: Tables) -> None:
    number = told(kept, "action:2.4", "green", "2017-01-01")
    tables.build(Strict)
    quarantine(kept, Strict, number, reason="Too early", by="office:head-of-digital", until="2018-06-30")
    tables.catch_up(Strict)
    kept.correct(2, kept.entry(2).event, happened="2016-12-01", reason="It was added before")

    status = tables.catch_up(Strict)

    assert status.is_whole
    assert rows_in(tables, Strict) == rows_of(kept, Strict)
    assert select(tables, "SELECT value FROM strict_held WHERE id = '2.4'") == [("green",)]


def test_where_it_stops_at_the_first_entry_they_are_empty_and_say_why(kept: Ledger, tables: Tables) -> None:
    status = tables.build(Never)

    assert (status.number, status.stopped_at) == (0, 1)
    assert status.stopped == "never stopped at entry 1 (ledger-opened/1); what follows is not known: ValueError: no"
    assert select(tables, "SELECT * FROM never_held") == []


@projection(version=1, order="recorded")
class Never:
    """It cannot bear anything."""

    held: dict[str, str] = attrs.field(factory=dict[str, str])

    @on()
    def seen(self, event: object, entry: AnyEntry) -> None:
        raise ValueError("no")


def _tamper(tables: Tables, sql: str) -> None:
    """Change a table as somebody who ought not to."""
    with tables._file.writing() as db:
        db.conn.execute(sql)


def _break(*_: object) -> None:
    raise ZeroDivisionError("killed here")
