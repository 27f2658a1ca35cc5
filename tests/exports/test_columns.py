"""A ledger as columns: whoever asks of them in SQL gets what a replay gives, at any cut."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from benchmarks.workload import Evening, batches
from govledger import History, Ledger, PlanState, events as ev, record_lines
from govledger.errors import LedgerCorruptError, NotAnExportError
from govledger.exports import columns
from govledger.exports.columns import write_columns
from tests.cli.support import run
from tests.ledger.sealed import behind
from tests.ledger.store.support import sqlite_path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "ask-in-sql.md"
STATEMENTS = re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
NORTHBECK, DRAWN = "northbeck", "drawn"
DAYS = [dt.date(2004, 4, 1), *[dt.date(year, month, 17) for year in range(2004, 2025) for month in (2, 9)]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example county, and a record drawn by a seed, each as a ledger and as columns."""
    made = tmp_path_factory.mktemp("columns")
    with Ledger.create(made / NORTHBECK, clerk="office:clerk") as ledger:
        record_lines(ledger, (ROOT / "examples" / "northbeck.jsonl").read_text().splitlines())
        write_columns(ledger, made / f"{NORTHBECK}.parquet")
    clock = Evening()
    with Ledger.create(made / DRAWN, clock=clock) as ledger:
        for day, drafts in batches(6_000, seed=3):
            clock.day = day
            ledger.record(*drafts)
        write_columns(ledger, made / f"{DRAWN}.parquet")
    return made


@pytest.fixture(params=[NORTHBECK, DRAWN])
def ledger(request: pytest.FixtureRequest, folder: Path) -> Iterator[Ledger]:
    with Ledger.open(folder / request.param) as opened:
        yield opened


@pytest.fixture
def asked(request: pytest.FixtureRequest, folder: Path, monkeypatch: pytest.MonkeyPatch) -> duckdb.DuckDBPyConnection:
    """What the page sets up, over the columns of the same ledger."""
    name = sqlite_path(request.getfixturevalue("ledger")).name
    (folder / "csib.parquet").unlink(missing_ok=True)
    (folder / "csib.parquet").hardlink_to(folder / f"{name}.parquet")
    monkeypatch.chdir(folder)
    connection = duckdb.connect(config={"threads": 1})
    for statement in STATEMENTS:
        connection.execute(statement)
    return connection


def numbers(asked: duckdb.DuckDBPyConnection, macro: str, *values: Any) -> list[int]:
    """The entries that a question of the page gives, in its order."""
    # An instant is given as text: duckdb hands instants over with a package that we have no other use for.
    marks = ", ".join("?::TIMESTAMPTZ" if isinstance(value, dt.datetime) else "?" for value in values)
    given = [value.isoformat() if isinstance(value, dt.datetime) else value for value in values]
    return [number for (number,) in asked.execute(f"SELECT number FROM {macro}({marks})", given).fetchall()]


def replayed(history: History) -> list[int]:
    return [entry.number for entry in history]


# What SQL says is what a replay says ---------------------------------------------------------------------------------


def test_as_of_a_day_sql_has_the_entries_of_a_replay_in_its_order(
    ledger: Ledger, asked: duckdb.DuckDBPyConnection
) -> None:
    found = [numbers(asked, "as_of", day) for day in DAYS]

    assert found == [replayed(ledger.history(as_of=day)) for day in DAYS]
    assert len({len(held) for held in found}) > 4


def test_as_of_a_day_sql_has_the_statuses_of_the_plan(ledger: Ledger, asked: duckdb.DuckDBPyConnection) -> None:
    for day in DAYS[::6]:
        found = dict(asked.execute("FROM statuses(?)", [day]).fetchall())

        state = ledger.history(as_of=day).project(PlanState)
        assert {row.ref: found.get(row.ref) for row in state.rows()} == {row.ref: row.status for row in state.rows()}


@pytest.mark.parametrize("clock", ["happened_by", "known_by"])
def test_by_one_clock_sql_has_the_entries_of_a_replay(
    clock: str, ledger: Ledger, asked: duckdb.DuckDBPyConnection
) -> None:
    for day in DAYS[::3]:
        history = ledger.history(happened_by=day) if clock == "happened_by" else ledger.history(known_by=day)
        assert numbers(asked, clock, day) == replayed(history)


def test_by_the_ledgers_clock_sql_has_the_entries_of_a_replay(ledger: Ledger, asked: duckdb.DuckDBPyConnection) -> None:
    for number in range(1, len(ledger) + 1, max(1, len(ledger) // 20)):
        instant = ledger.entry(number).recorded_at

        assert numbers(asked, "recorded_by", instant) == replayed(ledger.history(recorded_by=instant))


def test_by_two_clocks_sql_has_the_entries_of_a_replay(ledger: Ledger, asked: duckdb.DuckDBPyConnection) -> None:
    for day in DAYS[::5]:
        instant = dt.datetime(day.year + 1, 1, 1, tzinfo=dt.UTC)

        found = numbers(asked, "as_of_and_recorded_by", day, instant)

        assert found == replayed(ledger.history(as_of=day, recorded_by=instant))


# What is in it -------------------------------------------------------------------------------------------------------


def test_every_entry_has_a_row_with_its_envelope_and_its_clear_fields(
    ledger: Ledger, asked: duckdb.DuckDBPyConnection
) -> None:
    envelope = "number, type || '/' || version, happened, known_on, clerk, original, withheld, epoch_us(recorded_at)"

    rows = asked.execute(f"SELECT {envelope} FROM entries ORDER BY number").fetchall()

    assert rows == [
        (
            *(entry.number, entry.type, str(entry.happened), entry.known_on, entry.clerk),
            entry.number if entry.retracts else entry.original,
            *(list(entry.committed), round(entry.recorded_at.timestamp() * 1_000_000)),
        )
        for entry in ledger.entries()
    ]
    bodies = dict(asked.execute("SELECT number, body FROM entries").fetchall())
    assert all(f'"body":{bodies[entry.number]},'.encode() in entry.raw for entry in ledger.entries())


def test_no_name_and_no_narrative_is_in_it(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "L", clerk="office:clerk") as ledger:
        ledger.record(ev.ActionAdded(action="2.4", text="Audit every threshold decision"))
        made = write_columns(ledger, tmp_path / "L.parquet")

    rows = duckdb.connect().execute(f"SELECT subject, withheld, body FROM '{made.path}'").fetchall()

    assert rows[1] == ("action:2.4", ["text"], '{"action":"2.4"}')
    assert "threshold" not in str(rows)


def test_what_an_entry_is_about_is_what_it_names_or_brings_in(folder: Path) -> None:
    sql = "SELECT type, min(subject) IS NOT NULL FROM 'drawn.parquet' GROUP BY type"

    found = dict(duckdb.connect().execute(sql.replace("drawn", str(folder / DRAWN))).fetchall())

    named = {"action-added", "status-reported", "obligation-created", "obligation-discharged", "decision-recorded"}
    assert {name for name, is_said in found.items() if is_said} >= named
    assert not found["coverage-declared"]


def test_the_file_says_of_which_ledger_it_is(folder: Path) -> None:
    sql = f"SELECT key, value FROM parquet_kv_metadata('{folder / DRAWN}.parquet')"

    said = {key.decode(): value.decode() for key, value in duckdb.connect().execute(sql).fetchall()}

    assert (
        said.items()
        >= {
            "govledger.format": "govledger-columns/1",
            "govledger.size": "6000",
            "govledger.zone": "Europe/London",
        }.items()
    )


def test_it_is_written_in_groups_of_rows(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "ROWS_AT_A_TIME", 1_000)
    with Ledger.open(folder / DRAWN) as ledger:
        made = write_columns(ledger, tmp_path / "L.parquet")

    groups = f"SELECT DISTINCT row_group_id, row_group_num_rows FROM parquet_metadata('{made.path}') ORDER BY 1"

    assert duckdb.connect().execute(groups).fetchall() == [(group, 1_000) for group in range(6)]


# What is refused -----------------------------------------------------------------------------------------------------


def test_what_is_there_already_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "L.parquet").write_bytes(b"mine")
    with Ledger.create("memory://") as ledger, pytest.raises(NotAnExportError, match="something at"):
        write_columns(ledger, tmp_path / "L.parquet")

    assert (tmp_path / "L.parquet").read_bytes() == b"mine"


def test_where_nothing_can_be_written_that_is_said(tmp_path: Path) -> None:
    with Ledger.create("memory://") as ledger, pytest.raises(NotAnExportError, match="nothing can be written"):
        write_columns(ledger, tmp_path / "nowhere" / "L.parquet")


def test_a_damaged_entry_stops_it_and_nothing_is_left(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "L", clerk="office:clerk") as ledger:
        ledger.record(ev.ActionAdded(action="2.4"))
        with behind(tmp_path / "L") as connection:
            connection.execute("UPDATE stored_events SET state = x'7b7d' WHERE originator_version = 2")

        with pytest.raises(LedgerCorruptError, match="the bytes of entry 2 cannot be read"):
            write_columns(ledger, tmp_path / "L.parquet")

    assert not list(tmp_path.glob("*.parquet*"))


def test_without_the_package_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with Ledger.create("memory://") as ledger, pytest.raises(NotAnExportError, match=r"govledger\[parquet\]"):
        write_columns(ledger, tmp_path / "L.parquet")


# The verb ------------------------------------------------------------------------------------------------------------


def test_the_verb_says_what_it_wrote(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "L", origin="example.gov.uk/csib", clerk="office:clerk") as ledger:
        ledger.record(ev.ActionAdded(action="2.4"))

    ran = run("parquet", tmp_path / "L", tmp_path / "a.parquet")
    held = run("parquet", tmp_path / "L", tmp_path / "b.parquet", "--json").json

    size = (tmp_path / "a.parquet").stat().st_size
    assert ran.lines == [f"wrote 2 entries of example.gov.uk/csib to {tmp_path / 'a.parquet'}: {size:,} bytes"]
    assert held == {"path": str(tmp_path / "b.parquet"), "origin": "example.gov.uk/csib", "size": 2, "bytes": size}
