"""Tables as an SQLite file, asked in SQL what the domain asks, and shown by Datasette to a real client."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from govledger import Ledger, PlanState, StatusHistory
from govledger.exports.browsing import application_of
from govledger.exports.database import QUERIES, database_of, metadata_of
from govledger.exports.tabular import Book, book_of
from tests.counties.support import LAST, county
from tests.exports.hostile import HOSTILE


@pytest.fixture(scope="module")
def asked(book: Book) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(database_of(book))
        db.row_factory = sqlite3.Row
        yield db


def answers(db: sqlite3.Connection, book: Book, name: str, **given: str) -> list[dict[str, Any]]:
    """What a question that is kept in the metadata answers."""
    sql = metadata_of(book, "record")["databases"]["record"]["queries"][name]["sql"]
    values = {"day": "", "days": "", "subject": "", **given}
    return [dict(row) for row in db.execute(sql, values)]


def pages(book: Book, folder: Path, *addresses: str) -> list[httpx.Response]:
    """What Datasette answers to a client."""

    async def get() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=application_of(book, folder))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return [await client.get(address) for address in addresses]

    return asyncio.run(get())


# In SQL --------------------------------------------------------------------------------------------------------------


def test_the_file_is_whole_and_its_links_hold(asked: sqlite3.Connection, book: Book) -> None:
    assert asked.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert asked.execute("PRAGMA foreign_key_check").fetchall() == []
    for table in book.tables:
        assert asked.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0] == len(table.rows)


def test_what_is_overdue_is_what_the_plan_says_is(asked: sqlite3.Connection, book: Book) -> None:
    plan = county("northbeck").history(as_of=LAST).project(PlanState)

    told = {row["ref"]: row["days_overdue"] for row in answers(asked, book, "overdue")}

    late = {ref: row for ref, row in plan.overdue(LAST).items() if ref.startswith("action:")}
    assert late.keys() <= told.keys()
    assert set(told) - set(late) <= {
        f"action:{key}" for key, row in plan.actions.items() if row.reopened or row.verified
    }


def test_how_everything_stood_on_a_day_is_what_a_replay_of_that_day_says(asked: sqlite3.Connection, book: Book) -> None:
    day = LAST.replace(year=2024)
    held = county("northbeck").history(as_of=day).project(StatusHistory)
    expected = {
        name.removesuffix(" progress"): report.status for name, report in held.on(day).items() if "progress" in name
    }

    told = {row["subject"]: row["status"] for row in answers(asked, book, "statuses_on", day=day.isoformat())}

    assert told == {ref: status.label for ref, status in expected.items() if status is not None}
    assert len(told) > 20


@pytest.mark.parametrize("name", QUERIES)
def test_every_question_is_asked_without_a_fault(name: str, asked: sqlite3.Connection, book: Book) -> None:
    held = answers(asked, book, name)

    assert held or name == "not_acted_on"


def test_words_are_found_by_searching(asked: sqlite3.Connection) -> None:
    found = asked.execute(
        "SELECT ref FROM actions WHERE rowid IN (SELECT rowid FROM actions_fts('surgery'))"
    ).fetchall()

    assert [row["ref"] for row in found] == ["action:2.11", "action:2.16"]


def test_the_file_itself_says_what_its_columns_mean(asked: sqlite3.Connection) -> None:
    (told,) = asked.execute("SELECT * FROM dictionary WHERE tbl = 'actions' AND col = 'days_slipped'").fetchall()

    assert told["meaning"].startswith("From its first date to its present one")
    assert told["unit"] == "days"


def test_equal_tables_give_equal_bytes(book: Book) -> None:
    assert database_of(book) == database_of(book)


def test_hostile_words_come_out_as_they_went_in(hostile: Ledger) -> None:
    book = book_of(hostile.history(), audience="full")
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(database_of(book))

        held = [words for (words,) in db.execute("SELECT words FROM actions ORDER BY rowid")]

    assert held == book.table("actions").column("words")
    assert len(held) == len(HOSTILE)


# In Datasette --------------------------------------------------------------------------------------------------------


def test_datasette_shows_tables_rows_questions_and_what_they_mean(book: Book, tmp_path: Path) -> None:
    home, table, row, question, search = pages(
        book,
        tmp_path,
        "/record",
        "/record/actions",
        "/record/actions/action~3A1~2E1",
        "/record/overdue.json?_shape=array&day=2025-06-30",
        "/record/actions.json?_search=surgery&_shape=array",
    )

    assert [held.status_code for held in (home, table, row, question, search)] == [200] * 5
    assert "What is overdue on a day?" in home.text
    assert "How it is worded now" in table.text
    assert "Put a manager on every front-door shift" in row.text
    assert [held["ref"] for held in question.json()] == ["action:3.15"]
    assert [held["ref"] for held in search.json()] == ["action:2.11", "action:2.16"]


def test_nobody_writes_through_a_browser_and_words_that_look_like_markup_are_words(
    hostile: Ledger, tmp_path: Path
) -> None:
    book = book_of(hostile.history(), audience="full")

    page, written, listed = pages(
        book,
        tmp_path,
        "/record/actions?_size=max",
        "/record.json?sql=delete+from+actions",
        "/-/databases.json",
    )

    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
    assert written.status_code == 400
    assert json.loads(listed.text)[0]["is_mutable"] is False
