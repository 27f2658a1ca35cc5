"""An address says where a database is, is told without its password, and is libpq's but for the schema."""

import sys
from urllib.parse import urlsplit

import pytest

from govledger import Ledger, errors
from govledger.ledger.store.postgres_place import read_postgres_place

HUSH = "hush-4711"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://clerk:{}@db/csib", "postgresql://clerk@db/csib"),
        ("postgres://clerk:{}@db:5433/csib?schema=council", "postgresql://clerk@db:5433/csib?schema=council"),
        ("postgresql:///csib?user=clerk&password={}", "postgresql:///csib?user=clerk"),
        ("postgresql:///csib?user=clerk&pass%77ord={}", "postgresql:///csib?user=clerk"),
        ("postgresql://db/csib?sslpassword={}&sslmode=require", "postgresql://db/csib?sslmode=require"),
        (
            "postgresql://clerk:{}@one:1,two:2/csib?target_session_attrs=read-write",
            "postgresql://clerk@one:1,two:2/csib?target_session_attrs=read-write",
        ),
    ],
)
def test_a_place_is_told_without_its_password(url: str, shown: str) -> None:
    place = read_postgres_place(url.format(HUSH))

    assert place.url == shown
    assert HUSH not in repr(place)
    assert HUSH in place.settings.values()


def test_all_but_the_schema_is_given_to_libpq() -> None:
    place = read_postgres_place("postgresql://clerk@one:1,two:2/csib?schema=council&target_session_attrs=read-write")

    assert place.schema == "council"
    assert place.settings == {
        "user": "clerk",
        "host": "one,two",
        "port": "1,2",
        "dbname": "csib",
        "target_session_attrs": "read-write",
        "fallback_application_name": "govledger",
    }
    assert read_postgres_place("postgresql:///csib").schema == "govledger"


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://clerk:half@{HUSH}@db/csib",
        f"postgresql://clerk:half/{HUSH}@db/csib",
        f"postgresql://clerk:half?{HUSH}@db/csib",
        f"postgresql://clerk:{HUSH}%@db/csib",
        f"postgresql://clerk:x@db:{HUSH}/csib?unheard={HUSH}",
        f"postgresql://clerk:[{HUSH}@db/csib?port",
    ],
)
def test_an_address_that_cannot_be_read_is_not_repeated(url: str) -> None:
    for way_in in (Ledger.open, Ledger.create):
        with pytest.raises(errors.NotALedgerError, match="percent sign") as refused:
            way_in(url)

        assert HUSH not in str(refused.value)
        assert refused.value.__cause__ is None


@pytest.mark.parametrize("schema", ["", "Council", "a-b", "pg_catalog", "x" * 51, "a%22b", "1st"])
def test_a_schema_is_called_as_any_schema_may_be_called_unquoted(schema: str) -> None:
    with pytest.raises(errors.NotALedgerError, match="no schema for ledgers is called"):
        read_postgres_place(f"postgresql://db/csib?schema={schema}")


def test_a_server_that_is_not_there_is_told_at_once_and_without_the_password() -> None:
    with pytest.raises(errors.LedgerUnreachableError, match="cannot be reached") as refused:
        Ledger.open(f"postgresql://clerk:{HUSH}@127.0.0.1:1/csib")

    assert HUSH not in str(refused.value)
    assert not refused.value.outcome_unknown


def test_a_wrong_password_is_told_and_not_repeated(database: str) -> None:
    parts = urlsplit(database)
    wrong = parts._replace(netloc=f"{parts.username}:{HUSH}@{parts.hostname}:{parts.port}").geturl()
    if not parts.password:
        return  # Whoever named this server lets everybody in.

    with pytest.raises(errors.LedgerUnreachableError, match="does not let us in") as refused:
        Ledger.open(wrong)

    assert HUSH not in str(refused.value)


def test_a_database_that_is_not_there_is_not_found(database: str) -> None:
    with pytest.raises(errors.LedgerNotFoundError, match="no such database"):
        Ledger.open(f"{database}_never")


def test_a_schema_that_is_not_there_is_not_found_and_not_made(database: str) -> None:
    for _ in range(2):
        with pytest.raises(errors.LedgerNotFoundError, match="make one with: govledger init"):
            Ledger.open(database)


def test_what_is_needed_for_postgresql_is_named_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "govledger.ledger.store.postgres", None)

    with pytest.raises(errors.LedgerError, match=r"pip install 'govledger\[postgres\]'"):
        Ledger.open("postgresql://db/csib")
