"""The tables of a SQLite database of ledgers.

``stored_events`` is eventsourcing's own (originator, version, topic, state): the originator is a ledger, the version an
entry's number, the topic its written type and the state its bytes. It may only be added to: its triggers refuse change,
removal and the replacement of a number in use. That is defence in depth; what proves the record is its seal.

The side tables can all be rebuilt from the entries, except ``disclosure`` (the withheld texts) and ``key``.
"""

from __future__ import annotations

APPLICATION_ID = 0x67766C67
"""``gvlg``, in the SQLite header: by this a file is known as ours without opening it."""

SCHEMA_VERSION = 1

EVENTS = "stored_events"

_APPEND_ONLY = "a ledger is only ever added to"

TABLES = (
    f"""CREATE TABLE {EVENTS} (originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB,
        PRIMARY KEY (originator_id, originator_version)) WITHOUT ROWID""",
    f"""CREATE TRIGGER no_update BEFORE UPDATE ON {EVENTS}
        BEGIN SELECT RAISE(ABORT, '{_APPEND_ONLY}: an entry cannot be changed'); END""",
    f"""CREATE TRIGGER no_delete BEFORE DELETE ON {EVENTS}
        BEGIN SELECT RAISE(ABORT, '{_APPEND_ONLY}: an entry cannot be removed'); END""",
    f"""CREATE TRIGGER no_replace BEFORE INSERT ON {EVENTS}
        WHEN EXISTS (SELECT 1 FROM {EVENTS} WHERE originator_id = NEW.originator_id
                     AND originator_version = NEW.originator_version)
        BEGIN SELECT RAISE(ABORT, '{_APPEND_ONLY}: that number is taken'); END""",
    """CREATE TABLE ledger (id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE,
        origin TEXT NOT NULL, zone TEXT NOT NULL)""",
    """CREATE TABLE disclosure (ledger INTEGER NOT NULL, number INTEGER NOT NULL, payloads BLOB NOT NULL,
        PRIMARY KEY (ledger, number)) WITHOUT ROWID""",
    """CREATE TABLE key (ledger INTEGER NOT NULL, key TEXT NOT NULL, number INTEGER NOT NULL,
        PRIMARY KEY (ledger, key)) WITHOUT ROWID""",
    """CREATE TABLE name (id INTEGER PRIMARY KEY, ledger INTEGER NOT NULL, reference TEXT NOT NULL,
        introduced INTEGER, UNIQUE (ledger, reference))""",
    """CREATE TABLE mention (name INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (name, number)) WITHOUT ROWID""",
)
"""The statements that lay out an empty database, in order."""
