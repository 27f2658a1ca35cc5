"""Making and opening ledgers: zones, names, and many ledgers to a database."""

from pathlib import Path
from typing import Any

import pytest

from govledger import events as ev
from govledger.errors import (
    BadValueError,
    IdentityTakenError,
    LedgerClosedError,
    LedgerExistsError,
    LedgerNotFoundError,
    UnknownReferenceError,
)
from govledger.events import CATALOGUE
from govledger.events.schema import catalogue_hash
from govledger.ledger import Ledger
from tests.ledger.support import CLERK, FakeClock, bodies, numbers, refused


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "csib.db")


def make(url: str, **options: Any) -> Ledger:
    return Ledger.create(url, clerk=CLERK, clock=FakeClock(), **options)


def test_a_ledger_is_opened_as_it_was_made(path: str) -> None:
    with make(path, origin="example.gov.uk/csib", zone="Europe/Dublin", name="plan") as made:
        made.record(ev.ActionAdded(action="1", text="Audit"))

    with Ledger.open(path, name="plan") as ledger:
        assert (ledger.name, ledger.origin, ledger.zone, len(ledger)) == (
            "plan",
            "example.gov.uk/csib",
            "Europe/Dublin",
            2,
        )
        assert str(ledger.entry(2).event.text) == "Audit"
        assert bodies([ledger.entry(1)]) == [
            (
                "ledger-opened/1",
                {
                    "catalogue_hash": catalogue_hash(CATALOGUE),
                    "origin": "example.gov.uk/csib",
                    "zone": "Europe/Dublin",
                },
            )
        ]


def test_a_path_object_and_an_address_name_the_same_file(path: str) -> None:
    make(path).close()

    for url in (Path(path), f"sqlite:///{path}"):
        with Ledger.open(url) as ledger:
            assert len(ledger) == 1
            assert "name='main'" in repr(ledger)


def test_memory_makes_itself_and_is_each_time_another() -> None:
    with Ledger.open("memory://", clerk=CLERK) as first, Ledger.open("memory://", clerk=CLERK) as second:
        first.record(ev.ActionAdded(action="1"))

        assert (len(first), len(second), first.name) == (2, 1, "main")


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "Europe", "../etc/passwd", "/etc/passwd", "Europe/London\x00"])
def test_a_zone_that_is_none_makes_no_ledger(path: str, zone: str) -> None:
    with pytest.raises(BadValueError, match=r"zone: .*such as Europe/London"):
        make(path, zone=zone)

    assert not Path(path).exists()


@pytest.mark.parametrize(("field", "value"), [("name", ""), ("name", "two\nlines"), ("origin", ""), ("clerk", "\x00")])
def test_names_are_short_text_or_no_ledger_is_made(path: str, field: str, value: str) -> None:
    with pytest.raises(BadValueError):
        Ledger.create(path, **{field: value})  # type: ignore[arg-type]

    assert not Path(path).exists()


# Many ledgers --------------------------------------------------------------------------------------------------------


def test_a_database_holds_many_ledgers_each_with_its_own_numbers_ids_and_keys(path: str) -> None:
    with make(path) as main, make(path, name="second") as second:
        main.record(ev.ActionAdded(action="1"), key="k")
        entries = second.record(ev.ActionAdded(action="1"), ev.RiskIdentified(risk="r"), key="k")

        assert (numbers(entries), numbers(main.entries())) == ([2, 3], [1, 2])
        assert numbers(second.entries(about="action:1")) == [2]
        refused(UnknownReferenceError, main, ev.StatementMade(about=["risk:r"]))
        refused(UnknownReferenceError, main, ev.StatementMade(about=["entry:9"]))
        refused(IdentityTakenError, second, ev.RiskIdentified(risk="r"))
    assert Ledger.names(path) == ["main", "second"]


def test_a_second_ledger_of_the_same_name_is_refused_and_the_first_is_untouched(path: str) -> None:
    make(path).close()
    before = Path(path).read_bytes()

    with pytest.raises(LedgerExistsError, match="'main'"):
        make(path, origin="other")

    assert Path(path).read_bytes() == before
    assert Ledger.names(path) == ["main"]


def test_a_name_that_is_not_there_is_told_with_the_nearest(path: str) -> None:
    make(path, name="improvement").close()

    with pytest.raises(LedgerNotFoundError, match="it holds improvement"):
        Ledger.open(path, name="improvement-2")
    with pytest.raises(LedgerNotFoundError, match="it holds improvement"):
        Ledger.open(path)


# Closed --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["memory://", "file"])
def test_a_closed_ledger_answers_nothing(url: str, path: str) -> None:
    ledger = make(path if url == "file" else url)
    ledger.record(ev.ActionAdded(action="1"))
    history = ledger.history()
    ledger.close()
    ledger.close()

    for call in (
        lambda: len(ledger),
        lambda: ledger.entry(1),
        lambda: list(ledger.entries()),
        lambda: ledger.record(ev.ActionAdded(action="2")),
        lambda: ledger.correct(2, ev.ActionAdded(action="1"), reason="slip"),
        lambda: ledger.retract(2, reason="slip"),
        lambda: ledger.accept_clock(reason="slip"),
        ledger.history,
        lambda: list(history),
    ):
        with pytest.raises(LedgerClosedError):
            call()
