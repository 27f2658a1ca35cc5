"""The app's own users, what each may do, their sessions, and what each of them sent; nothing of it is in the ledger."""

import hashlib
import hmac
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import attrs

SESSION_SECONDS = 8 * 60 * 60
LAYOUT = """
CREATE TABLE IF NOT EXISTS user (
    name TEXT PRIMARY KEY, office TEXT NOT NULL, may TEXT NOT NULL, salt BLOB NOT NULL, hash BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS session (
    id TEXT PRIMARY KEY, user TEXT REFERENCES user (name), csrf TEXT NOT NULL, ends REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS submission (
    token TEXT PRIMARY KEY, user TEXT NOT NULL REFERENCES user (name), verb TEXT NOT NULL, entry INTEGER
);
"""


@attrs.frozen
class User:
    """Somebody who is logged in.

    Attributes:
        name: What they log in with.
        office: The office that the ledger names as the clerk.
        may: What they may do besides reading.
    """

    name: str
    office: str
    may: tuple[str, ...]


@attrs.frozen
class Session:
    """One browser's visit.

    Attributes:
        id: What its cookie holds.
        csrf: What every form of it carries.
        user: Who it is; ``None`` before they have logged in.
    """

    id: str
    csrf: str
    user: User | None


class Users:
    """The users of the app, in a file of SQLite's of its own."""

    def __init__(self, path: Path) -> None:
        """The users kept at ``path``, made where there are none."""
        self._path = path
        with self.writing() as rows:
            rows.executescript(LAYOUT)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all that is done in the block, or nothing where it raises."""
        with closing(sqlite3.connect(self._path, timeout=10, isolation_level="IMMEDIATE")) as rows, rows:
            rows.execute("PRAGMA foreign_keys = ON")
            yield rows

    # Who ------------------------------------------------------------------------------------------------------------

    def add(self, name: str, *, office: str, may: tuple[str, ...], password: str) -> None:
        """Put somebody among the users, or give them another password."""
        salt = secrets.token_bytes(16)
        with self.writing() as rows:
            row = (name, office, " ".join(may), salt, _hash(password, salt))
            rows.execute("INSERT OR REPLACE INTO user (name, office, may, salt, hash) VALUES (?, ?, ?, ?, ?)", row)

    def check(self, name: str, password: str) -> User | None:
        """Who that is; ``None`` where the password is wrong or there is nobody of that name, after as long a time."""
        with self.writing() as rows:
            found = rows.execute("SELECT name, office, may, salt, hash FROM user WHERE name = ?", [name]).fetchone()
        salt, expected = (found[3], found[4]) if found else (b"nobody", b"")
        is_right = hmac.compare_digest(_hash(password, salt), expected)
        return User(found[0], found[1], tuple(found[2].split())) if found and is_right else None

    # Visits ---------------------------------------------------------------------------------------------------------

    def begin(self, user: User | None = None) -> Session:
        """A new visit; logging in begins one too, so that what the cookie held before is worth nothing."""
        session = Session(secrets.token_urlsafe(32), secrets.token_urlsafe(32), user)
        with self.writing() as rows:
            rows.execute("DELETE FROM session WHERE ends < ?", [time.time()])
            row = (_digest(session.id), user.name if user else None, session.csrf, time.time() + SESSION_SECONDS)
            rows.execute("INSERT INTO session (id, user, csrf, ends) VALUES (?, ?, ?, ?)", row)
        return session

    def session(self, id_: str) -> Session | None:
        """The visit of a cookie; ``None`` where it is over."""
        asked = (
            "SELECT csrf, user.name, office, may FROM session LEFT JOIN user ON user.name = session.user WHERE id = ?"
        )
        with self.writing() as rows:
            found = rows.execute(f"{asked} AND ends >= ?", [_digest(id_), time.time()]).fetchone()
        if found is None:
            return None
        csrf, name, office, may = found
        return Session(id_, csrf, User(name, office, tuple(may.split())) if name else None)

    def end(self, session: Session) -> None:
        """Log out."""
        with self.writing() as rows:
            rows.execute("DELETE FROM session WHERE id = ?", [_digest(session.id)])

    # What they sent -------------------------------------------------------------------------------------------------

    def sent(self) -> list[tuple[str, str, int]]:
        """Who sent what: the user, the verb and the entry it became, in the order of the entries."""
        with self.writing() as rows:
            return rows.execute("SELECT user, verb, entry FROM submission ORDER BY entry").fetchall()


def note(rows: sqlite3.Connection, user: User, *, verb: str, token: str) -> None:
    """Note that a user sent a form, in the transaction of their request; sent again it is noted once."""
    row = (token, user.name, verb)
    rows.execute("INSERT INTO submission (token, user, verb) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", row)


def became(rows: sqlite3.Connection, token: str, entry: int) -> None:
    """Note which entry a form became."""
    rows.execute("UPDATE submission SET entry = ? WHERE token = ?", [entry, token])


def _hash(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)


def _digest(session_id: str) -> str:
    """What is kept of a session's id: whoever reads the file cannot go on with it."""
    return hashlib.sha256(session_id.encode()).hexdigest()
