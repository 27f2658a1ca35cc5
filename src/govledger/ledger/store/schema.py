"""The tables of a SQLite database of ledgers.

``stored_events`` is eventsourcing's own (originator, version, topic, state): the originator is a ledger, the version an
entry's number, the topic its written type and the state its bytes. It may only be added to: its triggers refuse change,
removal, the replacement of a number in use, and a number that does not follow the last. ``ledger`` says which sequence
a name means, so its rows are guarded too. That is defence in depth; what proves the record is its seal.

``name`` and ``mention`` are the index by name, and ``unfiled`` is what the newest entries name until it is filed there
(see `govledger.ledger.store.unfiled`). A file of layout 1 has no such table; the first recording makes it.

The side tables can all be rebuilt from the entries, except ``disclosure`` (the withheld texts) and ``key``. These two
are not guarded: an erasure takes words out of the one, and the other may be emptied at any time.

``checkpoint`` holds what the log signed, one note for every size that was sealed; cosignatures are added to it, and it
is never removed. ``tile`` holds the hashes of the tree as far as it was sealed, in tiles of 256, the last of each level
as wide as the tree is; it is there so that sealing and receipts need not read every entry, and can be rebuilt.

``timestamp`` holds what an authority outside answered of a checkpoint (RFC 3161). It is made when the first answer is
kept, so that a ledger from before there were any is like one without: neither is touched by being opened.
"""

from __future__ import annotations

APPLICATION_ID = 0x67766C67
"""``gvlg``, in the SQLite header: by this a file is known as ours without opening it."""

SCHEMA_VERSION = 2

VERSION_MARK = f"PRAGMA user_version = {SCHEMA_VERSION}"

MARKS = (f"PRAGMA application_id = {APPLICATION_ID}", VERSION_MARK)
"""The statements that mark a database as ours."""

EVENTS = "stored_events"

UNFILED = "unfiled"

MAKE_UNFILED = f"""CREATE TABLE IF NOT EXISTS {UNFILED} (ledger INTEGER NOT NULL, number INTEGER NOT NULL,
    names BLOB NOT NULL, PRIMARY KEY (ledger, number)) WITHOUT ROWID"""
"""Makes the table of what is not filed by name yet, a row for each batch under the number of its last entry."""


def _guard(name: str, when: str, refusal: str) -> str:
    """A trigger that refuses a statement with a sentence."""
    return f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{refusal}'); END"


_TAKEN = "EXISTS (SELECT 1 FROM ledger WHERE id = NEW.id OR uuid = NEW.uuid OR name = NEW.name)"

# Looking for the number that follows costs no more than looking whether the number is taken, and sees gaps as well.
_FOLLOWS = f"""COALESCE((SELECT originator_version FROM {EVENTS} WHERE originator_id = NEW.originator_id
    ORDER BY originator_version DESC LIMIT 1), 0) + 1"""  # noqa: S608 - a constant

TABLES = (
    f"""CREATE TABLE {EVENTS} (originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB,
        PRIMARY KEY (originator_id, originator_version)) WITHOUT ROWID""",
    """CREATE TABLE ledger (id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE,
        origin TEXT NOT NULL, zone TEXT NOT NULL)""",
    """CREATE TABLE disclosure (ledger INTEGER NOT NULL, number INTEGER NOT NULL, payloads BLOB NOT NULL,
        PRIMARY KEY (ledger, number)) WITHOUT ROWID""",
    """CREATE TABLE key (ledger INTEGER NOT NULL, key TEXT NOT NULL, number INTEGER NOT NULL,
        PRIMARY KEY (ledger, key)) WITHOUT ROWID""",
    """CREATE TABLE name (id INTEGER PRIMARY KEY, ledger INTEGER NOT NULL, reference TEXT NOT NULL,
        introduced INTEGER, UNIQUE (ledger, reference))""",
    """CREATE TABLE mention (name INTEGER NOT NULL, number INTEGER NOT NULL,
        PRIMARY KEY (name, number)) WITHOUT ROWID""",
    MAKE_UNFILED,
    """CREATE TABLE tile (ledger INTEGER NOT NULL, level INTEGER NOT NULL, idx INTEGER NOT NULL,
        width INTEGER NOT NULL, hashes BLOB NOT NULL, PRIMARY KEY (ledger, level, idx))""",
    """CREATE TABLE checkpoint (ledger INTEGER NOT NULL, size INTEGER NOT NULL, at TEXT NOT NULL, note BLOB NOT NULL,
        PRIMARY KEY (ledger, size)) WITHOUT ROWID""",
    _guard("entry_changed", f"UPDATE ON {EVENTS}", "a ledger is only ever added to: an entry cannot be changed"),
    _guard("entry_removed", f"DELETE ON {EVENTS}", "a ledger is only ever added to: an entry cannot be removed"),
    _guard(
        "entry_misnumbered",
        f"INSERT ON {EVENTS} WHEN NEW.originator_version IS NOT {_FOLLOWS}",
        "a ledger is only ever added to: an entry takes the number after the last",
    ),
    _guard("ledger_changed", "UPDATE ON ledger", "a ledger cannot be given another name, origin or zone"),
    _guard("ledger_removed", "DELETE ON ledger", "a ledger cannot be removed"),
    _guard("ledger_replaced", f"INSERT ON ledger WHEN {_TAKEN}", "a ledger cannot be replaced"),
    _guard("checkpoint_moved", "UPDATE OF ledger, size ON checkpoint", "a checkpoint cannot be moved"),
    _guard(
        "checkpoint_replaced",
        "INSERT ON checkpoint WHEN EXISTS (SELECT 1 FROM checkpoint WHERE ledger = NEW.ledger AND size = NEW.size)",
        "a checkpoint that was signed cannot be replaced",
    ),
    _guard("checkpoint_removed", "DELETE ON checkpoint", "a checkpoint that was signed cannot be removed"),
)
"""The statements that lay out an empty database, in order."""

GUARDS = {statement.split()[2]: statement for statement in TABLES if statement.startswith("CREATE TRIGGER ")}
"""The triggers, by name."""

TIMESTAMP = "timestamp"

KEPT_STATES = "kept_state"
"""The table of states of projections, where any are kept; see `govledger.ledger.store.kept_states`."""

TIMESTAMPS = f"""CREATE TABLE IF NOT EXISTS {TIMESTAMP} (ledger INTEGER NOT NULL, size INTEGER NOT NULL,
    answer BLOB NOT NULL, PRIMARY KEY (ledger, size))"""
"""Makes the table of timestamps where there is none yet."""

LATE = {
    TIMESTAMP: TIMESTAMPS,
    UNFILED: MAKE_UNFILED,
    KEPT_STATES: f"""CREATE TABLE IF NOT EXISTS {KEPT_STATES} (ledger INTEGER NOT NULL, projection TEXT NOT NULL,
    day TEXT NOT NULL, stamp TEXT NOT NULL, chain TEXT NOT NULL, size INTEGER NOT NULL, head TEXT NOT NULL,
    state BLOB NOT NULL, PRIMARY KEY (ledger, projection, day))""",
}
"""Makes each table that is made only when something is kept in it, where there is none yet."""

TABLE_NAMES = frozenset({EVENTS, "ledger", "disclosure", "key", "name", "mention", "tile", "checkpoint"})
"""The tables that a database of ledgers must have."""

POSITIONS = "govledger_position"
"""Says, where tables are kept of what a ledger adds up to, which there are and how far each has come; it is no part of
the record. Of those with words the last of ``tables`` is the table of words, ``NAME_fts`` its index for searching."""
