"""The triggers refuse what a ledger never does; where they are gone or changed it is told, and they are put back."""

import psycopg
import pytest

from govledger import Ledger, errors
from tests.ledger.store.support import action

REFUSED = {
    "UPDATE stored_events SET state = ''": "an entry cannot be changed",
    "UPDATE stored_events SET topic = 'x' WHERE originator_version = 99": "an entry cannot be changed",
    "DELETE FROM stored_events WHERE originator_version = 4": "an entry cannot be removed",
    "TRUNCATE stored_events": "an entry cannot be removed",
    "INSERT INTO stored_events SELECT originator_id, 6, topic, state FROM stored_events LIMIT 1": "after the last",
    "INSERT INTO stored_events SELECT originator_id, 0, topic, state FROM stored_events LIMIT 1": "after the last",
    "INSERT INTO stored_events SELECT originator_id, n, topic, state FROM stored_events, unnest('{5,7}'::int[]) n "
    "WHERE originator_version = 1": "after the last",
    "INSERT INTO stored_events VALUES ('another', 2, 'x/1', '')": "after the last",
    "INSERT INTO stored_events SELECT originator_id, 4, 'x/1', '' FROM stored_events LIMIT 1 "
    "ON CONFLICT (originator_id, originator_version) DO UPDATE SET state = ''": "an entry cannot be changed",
    "UPDATE ledger SET zone = 'UTC'": "cannot be given another name, origin or zone",
    "DELETE FROM ledger": "a ledger cannot be removed",
    "TRUNCATE ledger": "a ledger cannot be removed",
    "UPDATE checkpoint SET size = 9": "a checkpoint cannot be moved",
    "DELETE FROM checkpoint": "cannot be removed",
    "TRUNCATE checkpoint": "cannot be removed",
}

TAMPERED = {
    "DROP TRIGGER entry_changed ON stored_events": "the trigger entry_changed is missing",
    "ALTER TABLE stored_events DISABLE TRIGGER entry_removed": "the trigger entry_removed is changed",
    "DROP TRIGGER ledger_removed ON ledger; CREATE TRIGGER ledger_removed BEFORE DELETE ON ledger FOR EACH ROW "
    "EXECUTE FUNCTION govledger_refuse('a ledger cannot be removed')": "the trigger ledger_removed is changed",
    'CREATE TRIGGER "a ""strange"" one" AFTER INSERT ON key FOR EACH STATEMENT EXECUTE FUNCTION govledger_refuse()': (
        'the trigger a "strange" one is none of ours'
    ),
    "CREATE OR REPLACE FUNCTION govledger_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'": (
        "the function govledger_refuse that the triggers run is missing or changed"
    ),
    "ALTER FUNCTION govledger_follow() SET search_path = elsewhere": (
        "the function govledger_follow that the triggers run is missing or changed"
    ),
    "ALTER FUNCTION govledger_refuse() SECURITY DEFINER": (
        "the function govledger_refuse that the triggers run is missing or changed"
    ),
    "CREATE TRIGGER twice BEFORE DELETE ON key EXECUTE FUNCTION govledger_refuse(); "
    "CREATE TRIGGER twice BEFORE DELETE ON tile EXECUTE FUNCTION govledger_refuse()": (
        "the trigger twice is none of ours"
    ),
    "CREATE RULE quiet AS ON UPDATE TO ledger DO INSTEAD NOTHING": "the rule quiet on ledger is none of ours",
    "ALTER TABLE mention ENABLE ROW LEVEL SECURITY": "rows of mention may be hidden from some roles",
}


@pytest.fixture
def place(database: str) -> str:
    with Ledger.create(database, clerk="office:clerk") as ledger:
        ledger.record(action("1"), action("2"), action("3"))
    return database


def run(place: str, sql: str) -> None:
    """What its owner does behind the ledger's back."""
    with psycopg.connect(place, autocommit=True) as connection:
        connection.execute("SET search_path = govledger")
        connection.execute(sql.encode())


@pytest.mark.parametrize("sql", REFUSED)
def test_even_the_owner_is_refused_what_a_ledger_never_does(place: str, sql: str) -> None:
    with pytest.raises(psycopg.errors.RaiseException, match=REFUSED[sql]):
        run(place, sql)


def test_the_next_entries_may_be_added_by_one_statement(place: str) -> None:
    run(
        place,
        "INSERT INTO stored_events SELECT originator_id, n, topic, state FROM stored_events, unnest('{6,5}'::int[]) n "
        "WHERE originator_version = 1",
    )

    with Ledger.open(place) as ledger:
        assert len(ledger) == 6


@pytest.mark.parametrize("sql", TAMPERED)
def test_guards_that_are_not_those_laid_out_are_named_and_put_right(place: str, sql: str) -> None:
    with Ledger.open(place) as ledger:
        assert ledger.reconcile().ok

        run(place, sql)
        found = ledger.reconcile()
        ledger.mend()

        assert [finding.says for finding in found.findings] == [TAMPERED[sql]]
        assert ledger.reconcile().ok
    with pytest.raises(psycopg.errors.RaiseException):
        run(place, "DELETE FROM ledger")


def test_a_ledger_of_another_program_or_a_later_layout_is_refused(place: str) -> None:
    run(place, "CREATE SCHEMA other; CREATE TABLE other.name (id int)")
    joined = "&" if "?" in place else "?"
    for way_in in (Ledger.open, Ledger.create):
        with pytest.raises(errors.NotALedgerError, match="has not the tables of a govledger ledger"):
            way_in(f"{place}{joined}schema=other")

    run(place, "UPDATE govledger_layout SET version = 99")

    for way_in in (Ledger.open, Ledger.create):
        with pytest.raises(errors.LedgerTooNewError, match="layout 99"):
            way_in(place)
