"""Tables as an SQLite file, with what Datasette needs to show them: titles, meanings, facets, questions in SQL.

The file is there to be read: it has no trace of the ledger but the tables themselves, the keys and the links that hold
for every row, an index of their words, and two tables of ours: ``about``, which says what they are of, and
``dictionary``, which says what each column means.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from typing import Any, Final

from govledger.exports.tabular import Book, Cell, Kind, Link, Table

WORDS: Final = "words"
"""The column that is searched, in the tables that have it."""

_TYPES: Final = {
    Kind.TEXT: "TEXT",
    Kind.INTEGER: "INTEGER",
    Kind.YES_NO: "INTEGER",
    Kind.DAY: "TEXT",
    Kind.INSTANT: "TEXT",
}
_FACETS: Final = {
    "questions": ["severity", "rule", "state"],
    "untold": ["rule"],
    "actions": ["status", "led_by", "commitment", "stage"],
    "statuses": ["status", "word_of", "mode"],
    "moves": ["outcome", "by"],
    "evidence": ["kind", "independence_means"],
    "recommendations": ["by", "stage"],
    "decisions": ["body", "force", "carried_out"],
    "obligations": ["state", "owed_by"],
    "meetings": ["body_name", "state", "quorate"],
    "entries": ["type", "clerk"],
}
_LATEST_DOWN: Final = {"statuses": "day", "moves": "day", "decisions": "decided_latest", "meetings": "held_latest"}


def database_of(book: Book) -> bytes:
    """The SQLite file of some tables; equal tables give equal bytes with one version of SQLite."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE TABLE about (name TEXT PRIMARY KEY, said TEXT)")
        db.executemany("INSERT INTO about VALUES (?, ?)", book.cover)
        db.execute("CREATE TABLE dictionary (tbl TEXT, col TEXT, title TEXT, meaning TEXT, unit TEXT, events TEXT)")
        db.executemany("INSERT INTO dictionary VALUES (?, ?, ?, ?, ?, ?)", _dictionary(book.tables))
        for table in book.tables:
            _put(db, table, book.links[table.name])
        db.commit()
        return db.serialize()


def _dictionary(tables: Iterable[Table]) -> Iterable[tuple[str, ...]]:
    for table in tables:
        for one in table.columns:
            yield table.name, one.name, one.title, one.meaning, one.unit, ", ".join(one.source)


def _put(db: sqlite3.Connection, table: Table, links: Iterable[Link]) -> None:
    columns = [f'"{column.name}" {_TYPES[column.kind]}' for column in table.columns]
    key = ", ".join(f'"{name}"' for name in table.key)
    held = [f'FOREIGN KEY ("{one.column}") REFERENCES "{one.table}" ("{one.key}")' for one in links]
    db.execute(f'CREATE TABLE "{table.name}" ({", ".join([*columns, f"PRIMARY KEY ({key})", *held])})')
    marks = ", ".join("?" * len(columns))
    db.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', (tuple(map(_stored, row)) for row in table.rows))  # noqa: S608 - our own names
    if any(column.name == WORDS for column in table.columns):
        db.execute(f'CREATE VIRTUAL TABLE "{table.name}_fts" USING fts5 ({WORDS}, content="{table.name}")')
        db.execute(f'INSERT INTO "{table.name}_fts" ("{table.name}_fts") VALUES (\'rebuild\')')  # noqa: S608 - likewise
    if any(column.name == "subject" for column in table.columns):
        db.execute(f'CREATE INDEX "{table.name}_of" ON "{table.name}" (subject)')


def _stored(value: Cell) -> str | int | None:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, dt.date) else value


# For Datasette -------------------------------------------------------------------------------------------------------


def metadata_of(book: Book, database: str) -> dict[str, Any]:
    """What Datasette is to say of the tables, as its metadata.

    Args:
        book: The tables.
        database: What the file is called, without its ending.
    """
    said = dict(book.cover)
    about = {"title": "About these tables", "description": "What they are of, and of how many each count is."}
    return {
        "title": f"{book.title}: {book.origin}",
        "description": f"{said['What was read']}. Asked as of {said['Asked as of']}. {said['For']} {said['Proof']}",
        "databases": {
            database: {
                "tables": {
                    "about": about | {"sortable_columns": []},
                    "dictionary": {"title": "Dictionary", "description": "What each column means."},
                    **{table.name: _told(table) for table in book.tables},
                },
                "queries": {name: _query(*held, book.today) for name, held in QUERIES.items()},
            }
        },
    }


def _told(table: Table) -> dict[str, Any]:
    units = {column.name: f" ({column.unit})" if column.unit else "" for column in table.columns}
    held: dict[str, Any] = {
        "title": table.title,
        "description": table.meaning,
        "columns": {column.name: f"{column.meaning}{units[column.name]}" for column in table.columns},
        "size": 100,
        "facets": _FACETS.get(table.name, []),
    }
    if table.name in _LATEST_DOWN:
        held["sort_desc"] = _LATEST_DOWN[table.name]
    return held


def _query(title: str, description: str, sql: str, today: dt.date) -> dict[str, str]:
    return {"title": title, "description": description, "sql": sql.strip().replace("TODAY", f"'{today.isoformat()}'")}


QUERIES: Final[dict[str, tuple[str, str, str]]] = {
    "overdue": (
        "What is overdue on a day?",
        "Actions whose present due date had passed, and that were neither claimed complete nor had left the plan.",
        """
SELECT ref, words, led_by, due, due_latest, status, claimed, times_moved,
       CAST(julianday(coalesce(nullif(:day, ''), TODAY)) - julianday(due_latest) AS INTEGER) AS days_overdue
FROM actions
WHERE due_latest < coalesce(nullif(:day, ''), TODAY)
  AND NOT coalesce(claimed <= coalesce(nullif(:day, ''), TODAY), 0)
  AND NOT coalesce(retired <= coalesce(nullif(:day, ''), TODAY), 0)
ORDER BY due_latest, ref
""",
    ),
    "statuses_on": (
        "How was everything said to stand on a day?",
        "The last status of each thing that had been reported and was known by the day, second accounts left out.",
        """
SELECT subject, status, means, day AS reported, known_on, by, word_of, entry
FROM (
  SELECT *, row_number() OVER (PARTITION BY subject ORDER BY day DESC, day_earliest DESC, entry DESC) AS place
  FROM statuses
  WHERE dimension = 'progress' AND status IS NOT NULL AND rival_of IS NULL
    AND day <= coalesce(nullif(:day, ''), TODAY) AND known_on <= coalesce(nullif(:day, ''), TODAY)
)
WHERE place = 1
ORDER BY subject
""",
    ),
    "good_without_evidence": (
        "What is said to go well with nothing that shows it?",
        "Actions on track, complete or embedded with no evidence and no check on record.",
        """
SELECT ref, words, led_by, status, status_means, status_day, evidence, questions
FROM actions
WHERE status_means IN ('on track', 'favourable', 'complete', 'complete embedding', 'embedded') AND evidence = 0
ORDER BY status_day, ref
""",
    ),
    "moved_quietly": (
        "Which dates were moved without a reason or an approval?",
        "Moves that count, and that name neither who approved them nor a decision, or give no reason.",
        """
SELECT subject, was, now, days, day AS moved, by, approved_by, decision, reason IS NOT NULL AS has_reason, entry
FROM moves
WHERE counts AND (reason IS NULL OR (approved_by IS NULL AND decision IS NULL))
ORDER BY day, entry
""",
    ),
    "owed_by": (
        "What is owed up to a day?",
        "Open duties, visits, meetings and answers whose last day is on or before the day, the earliest first.",
        """
SELECT ref, state, words, owed_by, owed_to, due, due_latest, times_moved
FROM obligations
WHERE open AND due_latest <= coalesce(nullif(:day, ''), TODAY)
ORDER BY due_latest, ref
""",
    ),
    "questions_of": (
        "What is to be asked about one thing?",
        "The open questions about a thing, such as action:2.4; without one all of them.",
        """
SELECT severity, question, subject, says, clears, rests_on, first_known
FROM questions
WHERE state = 'open' AND (coalesce(:subject, '') = '' OR subject = :subject)
ORDER BY CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END, subject
""",
    ),
    "not_acted_on": (
        "Which recommendations does nothing act on?",
        "Recommendations that are open, and that no action, commitment or appointment on record acts on.",
        """
SELECT ref, words, by, response, answered, stage
FROM recommendations
WHERE acted_on_by IS NULL AND closed IS NULL
ORDER BY ref
""",
    ),
    "entered_late": (
        "What was entered late?",
        "Entries recorded more than so many days after they could be known; 30 where none is given.",
        """
SELECT number, type, says, known_on, recorded_at, days_late, clerk
FROM entries
WHERE days_late > CAST(coalesce(nullif(:days, ''), 30) AS INTEGER)
ORDER BY days_late DESC, number
""",
    ),
}
"""The questions of the domain in SQL: by name, a title, what is asked, and the SQL."""
