"""Words stand beside tables only where somebody asked for them, can be searched, and go when they are erased."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from govledger import Ledger, PlanState, events as ev
from govledger.errors import LedgerCorruptError
from govledger.projections import tabled
from govledger.projections.audit_trail import AuditTrail
from govledger.projections.table_words import Said
from govledger.projections.tables import Tables
from tests.projections.support import say
from tests.projections.tabled import rows_in, rows_of, select

SECRET = "Quaggas of the northern gate"


@pytest.fixture(params=["own", "other", "memory"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Ledger, Tables]]:
    """A ledger of three actions, with tables in words: in its own file, in another, and in memory."""
    into = tmp_path / "tables.db" if request.param == "other" else None
    url = "memory://" if request.param == "memory" else tmp_path / "csib.db"
    with Ledger.create(url, clerk="office:clerk") as ledger, Tables(ledger, into=into) as tables:
        for action, text in (("1", SECRET), ("2", "Audit every threshold decision"), ("3", "Visit every home")):
            ledger.record(ev.ActionAdded(action=action, text=text), happened="2017-01-05")
        tables.build(PlanState, words=True)
        yield ledger, tables


def found(tables: Tables, word: str) -> list[str]:
    """The keys of the rows in whose texts a search finds a word."""
    sql = "SELECT key FROM plan_state_words WHERE id IN (SELECT rowid FROM plan_state_words_fts(?)) ORDER BY key"
    return [key for (key,) in select(tables, sql, word)]


def in_words(tables: Tables) -> dict[str, str | None]:
    """What every action says, read from the view in words."""
    return dict(select(tables, "SELECT id, text FROM plan_state_actions_in_words"))


def words(tables: Tables) -> list[Any]:
    return sorted(select(tables, "SELECT tbl, key, col, entry, field, words FROM plan_state_words"))


def test_what_was_said_is_found_and_read(kept: tuple[Ledger, Tables]) -> None:
    _, tables = kept

    assert found(tables, "threshold") == ["2"]
    assert found(tables, "every") == ["2", "3"]
    assert in_words(tables)["1"] == SECRET


def test_there_are_no_words_unless_they_are_asked_for(kept: tuple[Ledger, Tables]) -> None:
    _, tables = kept

    tables.build(AuditTrail)

    assert select(tables, "SELECT name FROM sqlite_master WHERE name GLOB 'audit_trail_words*'") == []


def test_words_follow_what_is_recorded(kept: tuple[Ledger, Tables]) -> None:
    ledger, tables = kept
    say(ledger, ev.DetailChanged(subject="action:2", field="text", now="Audit each referral"), "2017-02-01")
    ledger.record(ev.ActionAdded(action="4", text="Count every threshold"), happened="2017-01-05")

    tables.catch_up(PlanState)
    kept_up = words(tables)
    tables.rebuild(PlanState)

    assert found(tables, "threshold") == ["4"]
    assert found(tables, "referral") == ["2"]
    assert kept_up == words(tables)
    assert rows_in(tables, PlanState) == rows_of(ledger, PlanState)


def test_what_is_erased_is_found_no_more(kept: tuple[Ledger, Tables]) -> None:
    ledger, tables = kept

    ledger.erase(2, reason="A resident asked", by="office:dpo")
    tables.catch_up(PlanState)

    assert found(tables, "quaggas") == []
    assert in_words(tables)["1"] is None
    assert found(tables, "threshold") == ["2"]


def test_one_text_of_several_is_erased_and_the_others_stay(kept: tuple[Ledger, Tables]) -> None:
    ledger, tables = kept
    measure = ev.MeasureDefined(measure="m", method="audit", counted_over="All homes", excludes="Empty homes")
    number = say(ledger, measure, "2017-02-01")
    tables.catch_up(PlanState)

    ledger.erase(number, ["excludes"], reason="A resident asked", by="office:dpo")
    tables.catch_up(PlanState)

    held = select(tables, "SELECT counted_over, excludes FROM plan_state_measures_in_words")
    assert held == [("All homes", None)]


@pytest.mark.parametrize("other", [None, "tables.db"])
def test_no_byte_of_what_is_erased_is_left_in_the_file(other: str | None, tmp_path: Path) -> None:
    into = tmp_path / other if other else None
    with Ledger.create(tmp_path / "csib.db", clerk="office:clerk") as ledger, Tables(ledger, into=into) as tables:
        ledger.record(*(ev.ActionAdded(action=str(number), text=f"Visit {number}") for number in range(300)))
        ledger.record(ev.ActionAdded(action="secret", text=SECRET))
        tables.build(PlanState, words=True)

        erasure = ledger.erase(302, reason="A resident asked", by="office:dpo")
        tables.catch_up(PlanState)
        raw = b"".join(path.read_bytes() for path in tmp_path.iterdir()).lower()

        assert not erasure.remnants
        assert [word for word in SECRET.lower().split() if len(word) > 5 and word.encode() in raw] == []
        assert ledger.reconcile().findings == ()


def test_words_that_were_read_before_an_erasure_are_not_written_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Ledger.create(tmp_path / "csib.db", clerk="office:clerk") as ledger, Tables(ledger) as tables:
        ledger.record(ev.ActionAdded(action="1", text=SECRET), ev.ActionAdded(action="2", text=SECRET))
        told = [3, 2]

        def said_too_early(*given: Any) -> list[Said]:
            held = list(said(*given))
            if held and told:
                ledger.erase(told.pop(), reason="A resident asked", by="office:dpo")
            return held

        said = tabled._said
        monkeypatch.setattr(tabled, "_said", said_too_early)
        tables.build(PlanState, words=True)
        ledger.record(ev.DetailChanged(subject="action:1", field="text", now="Not that"))
        tables.catch_up(PlanState)

        assert [row[-1] for row in words(tables)] == ["Not that"]
        assert b"quaggas" not in b"".join(path.read_bytes() for path in tmp_path.iterdir()).lower()


def test_to_have_words_or_none_is_a_reason_to_make_them_anew(kept: tuple[Ledger, Tables]) -> None:
    _, tables = kept

    without = tables.build(PlanState, words=False)
    again = tables.build(PlanState)

    assert (without.rebuilt, without.words) == ("they are to be without words", False)
    assert (again.rebuilt, again.words) == ("", False)
    assert select(tables, "SELECT name FROM sqlite_master WHERE name GLOB '*words*'") == []


def test_a_rebuild_keeps_words_where_there_are_any(kept: tuple[Ledger, Tables]) -> None:
    _, tables = kept
    before = words(tables)

    status = tables.rebuild(PlanState)

    assert (status.words, status.differences) == (True, ())
    assert words(tables) == before
    assert found(tables, "threshold") == ["2"]


@pytest.mark.parametrize("named", ['["stored_events"]', "[]", "no json", '["x_words\\" WHERE 1; --"]'])
def test_an_erasure_writes_into_no_table_that_somebody_put_in_the_place_of_the_words(
    named: str, tmp_path: Path
) -> None:
    with Ledger.create(tmp_path / "csib.db", clerk="office:clerk") as ledger, Tables(ledger) as tables:
        ledger.record(ev.ActionAdded(action="1", text=SECRET))
        tables.build(PlanState, words=True)
        with ledger.inner.store.alone(is_writer=True) as connection:
            connection.execute("UPDATE govledger_position SET tables = ?", (named,))

        with pytest.raises(LedgerCorruptError, match="nothing was erased; remove its row there"):
            ledger.erase(2, reason="A resident asked", by="office:dpo")

        assert (len(ledger), str(ledger.entry(2).event.text)) == (2, SECRET)


def test_an_erasure_goes_on_where_somebody_dropped_the_words_already(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "csib.db", clerk="office:clerk") as ledger, Tables(ledger) as tables:
        ledger.record(ev.ActionAdded(action="1", text=SECRET))
        tables.build(PlanState, words=True)
        with ledger.inner.store.alone(is_writer=True) as connection:
            connection.execute("DROP TABLE plan_state_words")

        ledger.erase(2, reason="A resident asked", by="office:dpo")

        assert str(ledger.entry(2).event.text) == "ERASED"
