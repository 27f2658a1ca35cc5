"""Roles that may do no more than their work needs: each is tried with everything that it must not do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest

from govledger import Ledger, PlanState, check, events as ev
from govledger.errors import LedgerError, LedgerReadOnlyError
from tests.cli.support import run
from tests.postgres.failover import findings, signer
from tests.postgres.given import own_server
from tests.postgres.server import SUPERUSER, Server

WRITER, READER, ERASER = "govledger_writer", "govledger_reader", "govledger_eraser"
USERS = {WRITER: "app", READER: "auditor", ERASER: "protection"}

HARMFUL = {
    "an entry changed": "UPDATE stored_events SET state = ''",
    "an entry removed": "DELETE FROM stored_events",
    "the entries emptied": "TRUNCATE stored_events",
    "the entries locked": "LOCK TABLE stored_events IN SHARE ROW EXCLUSIVE MODE",
    "an entry held for change": "SELECT * FROM stored_events FOR UPDATE",
    "the triggers put out of action": "ALTER TABLE stored_events DISABLE TRIGGER ALL",
    "a trigger dropped": "DROP TRIGGER entry_changed ON stored_events",
    "a trigger added": "CREATE TRIGGER mine BEFORE INSERT ON stored_events EXECUTE FUNCTION govledger_refuse('x')",
    "the triggers passed over": "SET session_replication_role = replica",
    "a guard made to allow": (
        "CREATE OR REPLACE FUNCTION govledger_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
    ),
    "a guard dropped": "DROP FUNCTION govledger_refuse CASCADE",
    "the entries dropped": "DROP TABLE stored_events CASCADE",
    "the schema dropped": "DROP SCHEMA govledger CASCADE",
    "the entries renamed": "ALTER TABLE stored_events RENAME TO others",
    "a rule added": "CREATE RULE nothing AS ON INSERT TO stored_events DO INSTEAD NOTHING",
    "the entries taken over": "ALTER TABLE stored_events OWNER TO CURRENT_USER",
    "the owner become": "SET ROLE govledger",
    "a table added": "CREATE TABLE govledger.mine (value int)",
    "a ledger renamed": "UPDATE ledger SET name = 'other'",
    "a ledger removed": "DELETE FROM ledger",
    "a ledger added": "INSERT INTO ledger (uuid, name, origin, zone) VALUES ('x', 'x', 'x', 'x')",
    "a checkpoint moved": "UPDATE checkpoint SET size = 1",
    "a checkpoint removed": "DELETE FROM checkpoint",
    "a checkpoint emptied": "TRUNCATE checkpoint",
    "an id renamed": "UPDATE name SET reference = 'action:9'",
    "an id removed": "DELETE FROM name",
    "a mention removed": "DELETE FROM mention",
    "a tile removed": "DELETE FROM tile",
    "the words changed": "UPDATE disclosure SET payloads = ''",
    "the words emptied": "TRUNCATE disclosure",
    "the layout changed": "UPDATE govledger_layout SET version = 9",
    "a program run": "COPY stored_events TO PROGRAM 'cat'",
    "a file read": "CREATE TEMP TABLE t (line text); COPY t FROM '/etc/hostname'",
}
"""What neither of them may, in the words of whoever would find it."""

ERASING = {"the words removed": "DELETE FROM disclosure", "the keys removed": "DELETE FROM key"}

WRITING = {
    "an entry added": "INSERT INTO stored_events VALUES ('x', 1, 'x/1', '')",
    "words added": "INSERT INTO disclosure VALUES (1, 1, '')",
    "a checkpoint added": "INSERT INTO checkpoint VALUES (1, 1, 'x', '')",
    "a tile added": "INSERT INTO tile VALUES (1, 0, 0, 1, '')",
    "a state kept": "INSERT INTO kept_state VALUES (1, 'x', 'x', 'x', 'x', 1, 'x', '')",
    "a timestamp removed": "DELETE FROM timestamp",
    "an id introduced": "UPDATE name SET introduced = 1",
}


def as_user(url: str, user: str) -> str:
    """The address for another user; all have the same password."""
    parts = urlsplit(url)
    return parts._replace(netloc=f"{user}:{parts.password}@{parts.hostname}:{parts.port}").geturl()


@pytest.fixture(scope="module")
def guarded() -> Iterator[Server]:
    """A server with a ledger, its roles, and a user for each."""
    with own_server() as server:
        allow_roles(server)
        run("init", server.url, "--origin", "example.gov.uk/north", "--roles")
        with Ledger.open(server.url, clerk="office:clerk") as ledger:
            ledger.record(ev.ActionAdded(action="1", text="Audit every threshold decision"), key="first")
            ledger.seal(signer("north"))
        with psycopg.connect(server.url_for(SUPERUSER), autocommit=True) as connection:
            for role, user in USERS.items():
                connection.execute(f"CREATE ROLE {user} LOGIN PASSWORD '{server.password}' IN ROLE {role}".encode())
        yield server


def allow_roles(server: Server) -> None:
    with psycopg.connect(server.url_for(SUPERUSER), autocommit=True) as connection:
        connection.execute("ALTER ROLE govledger CREATEROLE")


def is_refused(server: Server, role: str, statement: str) -> bool:
    """Whether a statement is refused to a user for want of a right; whatever it does is taken back."""
    with psycopg.connect(as_user(server.url, USERS[role]), options="-c search_path=govledger") as connection:
        try:
            connection.execute(statement.encode())
        except psycopg.errors.InsufficientPrivilege:
            return True
        finally:
            connection.rollback()
    return False


@pytest.mark.parametrize("role", USERS)
@pytest.mark.parametrize("statement", HARMFUL.values(), ids=HARMFUL)
def test_what_would_harm_the_record_is_refused_to_every_role(guarded: Server, role: str, statement: str) -> None:
    assert is_refused(guarded, role, statement)


@pytest.mark.parametrize("statement", ERASING.values(), ids=ERASING)
def test_what_erases_is_refused_to_all_but_the_eraser(guarded: Server, statement: str) -> None:
    refused = {role: is_refused(guarded, role, statement) for role in USERS}

    assert refused == {WRITER: True, READER: True, ERASER: False}


@pytest.mark.parametrize("statement", WRITING.values(), ids=WRITING)
def test_what_writes_is_refused_to_the_reader(guarded: Server, statement: str) -> None:
    assert is_refused(guarded, READER, statement)


def test_a_writer_records_seals_and_verifies(guarded: Server) -> None:
    url = as_user(guarded.url, USERS[WRITER])
    with Ledger.open(url, clerk="office:clerk") as ledger:
        entry = ledger.record(ev.ActionAdded(action="2"), ev.StatusReported(subject="action:2", status="green"))[-1]
        again = ledger.record(ev.StatusReported(subject="action:1", status="amber"), key="once")
        repeated = ledger.record(ev.StatusReported(subject="action:1", status="amber"), key="once")
        ledger.correct(entry.number, ev.StatusReported(subject="action:2", status="red"), reason="Mistyped")
        note = ledger.seal(signer("north")).note

    assert again[0].number == repeated[0].number
    assert findings(url, "main", note, log="north") == []


def test_a_reader_reads_follows_and_checks_and_records_nothing(guarded: Server) -> None:
    url = as_user(guarded.url, USERS[READER])
    with Ledger.open(url, clerk="office:clerk") as ledger:
        view = next(iter(ledger.follow(PlanState)))
        opinion = check(ledger.history())

        assert view.number == len(ledger)
        assert opinion is not None
        with pytest.raises(LedgerReadOnlyError):
            ledger.record(ev.StatementMade(text="Nobody may"))
    assert findings(url, "main", log="north") == []


def test_an_eraser_takes_the_words_away_and_the_record_still_verifies(guarded: Server) -> None:
    url = as_user(guarded.url, USERS[ERASER])
    with Ledger.open(as_user(guarded.url, USERS[WRITER]), clerk="office:clerk") as ledger:
        number = ledger.record(ev.StatementMade(text="A name that should not stand here"))[0].number
        note = ledger.seal(signer("north")).note

    told = run("erase", url, number, "--reason", "asked", "--by", "office:dpo", "--clerk", "office:dpo", code=1).err

    with Ledger.open(url) as ledger:
        assert ledger.entry(number).event.text.words is None
    assert "have their owner run: VACUUM FULL" in told
    assert findings(url, "main", note, log="north") == []


def test_a_number_out_of_turn_is_refused_to_a_writer_who_has_a_table_of_that_name(guarded: Server) -> None:
    add = "INSERT INTO {}.stored_events SELECT originator_id, 99, topic, state FROM govledger.stored_events LIMIT 1"
    with psycopg.connect(as_user(guarded.url, USERS[WRITER])) as connection:
        connection.execute("CREATE TEMP TABLE stored_events (LIKE govledger.stored_events)")
        connection.execute("SET search_path = pg_temp, govledger")
        connection.execute(add.format("pg_temp").replace("99", "98").encode())

        with pytest.raises(psycopg.errors.RaiseException, match="takes the number after the last"):
            connection.execute(add.format("govledger").encode())


def test_rights_that_somebody_does_not_hold_are_given_to_nobody(guarded: Server) -> None:
    with psycopg.connect(as_user(guarded.url, USERS[WRITER]), options="-c search_path=govledger") as connection:
        connection.execute("GRANT ALL ON stored_events TO PUBLIC")
        given = connection.execute("SELECT has_table_privilege('app', 'stored_events', 'UPDATE, DELETE, TRUNCATE')")

        assert given.fetchone() == (False,)


# Making them ---------------------------------------------------------------------------------------------------------


def test_the_roles_are_made_again_to_what_they_were(guarded: Server) -> None:
    with psycopg.connect(guarded.url, autocommit=True) as connection:
        connection.execute(f"GRANT DELETE ON govledger.stored_events TO {READER}".encode())

    told = run("init", guarded.url, "--roles", "--json").json

    assert told["roles"] == {"writer": WRITER, "reader": READER, "eraser": ERASER}
    assert is_refused(guarded, READER, "DELETE FROM stored_events")


def test_whoever_may_not_make_roles_is_told_what_an_administrator_has_to_say(server: Server) -> None:
    told = run("init", server.url, "--roles", code=2).err

    assert f'CREATE ROLE "{WRITER}" NOLOGIN;' in told
    with psycopg.connect(server.url_for(SUPERUSER), autocommit=True) as connection:
        for role in USERS:
            connection.execute(f'CREATE ROLE "{role}" NOLOGIN'.encode())
    assert "govledger_writer" in run("init", server.url, "--roles").out


def test_a_role_that_may_do_more_by_other_ways_is_not_taken_for_one_that_may_not(server: Server) -> None:
    Ledger.create(server.url).close()
    with psycopg.connect(server.url_for(SUPERUSER), autocommit=True) as connection:
        for role in USERS:
            connection.execute(f'CREATE ROLE "{role}" NOLOGIN'.encode())
        connection.execute(f"GRANT govledger TO {WRITER}".encode())
        connection.execute(b"CREATE ROLE clerks NOLOGIN")

    told = run("init", server.url, "--roles", code=2).err

    assert "it is a member of govledger, who owns" in told
    with psycopg.connect(server.url_for(SUPERUSER), autocommit=True) as connection:
        connection.execute(f"REVOKE govledger FROM {WRITER}".encode())
        connection.execute(f"ALTER ROLE {READER} SUPERUSER".encode())
    assert "it is a superuser" in run("init", server.url, "--roles", code=2).err
    with psycopg.connect(server.url_for(SUPERUSER), autocommit=True) as connection:
        connection.execute(f"ALTER ROLE {READER} NOSUPERUSER".encode())
        connection.execute(b"GRANT UPDATE (state) ON govledger.stored_events TO clerks")
        connection.execute(f"GRANT clerks TO {WRITER}".encode())
    assert "may change or remove what is in stored_events" in run("init", server.url, "--roles", code=2).err


def test_roles_of_two_schemas_have_nothing_to_do_with_each_other(guarded: Server) -> None:
    other = f"{guarded.url}?schema=south"
    run("init", other, "--roles")

    with pytest.raises(LedgerError, match="this role may not read the ledgers in the schema south"):
        Ledger.open(f"{as_user(guarded.url, USERS[WRITER])}?schema=south")


def test_a_file_has_no_roles(tmp_path: object) -> None:
    told = run("init", f"{tmp_path}/L", "--roles", code=2).err

    assert "roles" in told


def test_what_is_said_of_the_roles_names_how_to_give_them(guarded: Server) -> None:
    told = run("init", guarded.url, "--roles")

    assert "GRANT govledger_writer TO" in told.out
    assert json.loads(run("init", guarded.url, "--roles", "--json").out)["roles"]["eraser"] == ERASER
