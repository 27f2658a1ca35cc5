"""What a ledger tells of its own work: one record of the log for each piece of it, with its facts and without words."""

import logging
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from govledger import Ledger, PlanState, check, events as ev
from govledger.errors import LedgerClosedError, LedgerUnreachableError, RecordRefusedError
from govledger.exports.live import LedgerEvidence
from govledger.exports.verification import verify
from govledger.ledger.workings import LOGGER, Unwatched, working
from govledger.projections import following
from govledger.projections.following import persevering
from tests.ledger.sealed import LOG, sealable

SECRET = "Words that may be withheld"
OF = {"ledger": "main", "origin": "example.gov.uk/csib"}


class Keeping(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.records = list[logging.LogRecord]()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record."""
        self.records.append(record)


@pytest.fixture
def told() -> Iterator[list[logging.LogRecord]]:
    """What is logged, by an application that wants to know everything."""
    keeping, level = Keeping(), LOGGER.level
    LOGGER.addHandler(keeping)
    LOGGER.setLevel(logging.DEBUG)
    yield keeping.records
    LOGGER.setLevel(level)
    LOGGER.removeHandler(keeping)


def facts(record: logging.LogRecord) -> dict[str, object]:
    """What a record says besides what every record has, and how long it took."""
    common = set(logging.makeLogRecord({}).__dict__) | {"message", "seconds", "asctime"}
    return {name: value for name, value in record.__dict__.items() if name not in common}


def test_every_piece_of_work_is_told_with_its_facts_as_fields(told: list[logging.LogRecord]) -> None:
    with sealable() as ledger:
        two = ev.ActionAdded(action="2.4"), ev.ActionAdded(action="2.5")
        ledger.record(*two, key="k")
        ledger.record(*two, key="k")
        ledger.check_drafts([])
        ledger.history().project(PlanState)
        check(ledger.history())
        ledger.seal(LOG)
        verify(LedgerEvidence(ledger))

    opened, first, again, projected, checked, sealed, verified = map(facts, told)
    assert opened == {"event": "open", **OF, "url": "memory://"}
    assert first == {"event": "record", **OF, "count": 2, "first": 2, "already": 0}
    assert again == {"event": "record", **OF, "count": 0, "already": 2}
    assert projected == {"event": "project", **OF, "projection": "PlanState", "entries": 3}
    assert {name: checked[name] for name in ("event", "entries", "alarms")} == {
        "event": "check",
        "entries": 3,
        "alarms": 0,
    }
    assert sealed == {"event": "seal", **OF, "size": 3}
    assert (verified["event"], verified["origin"], verified["size"]) == ("verify", OF["origin"], 3)
    assert [record.levelname for record in told] == ["INFO", "INFO", "INFO", "DEBUG", "INFO", "INFO", "INFO"]


def test_a_reader_of_plain_lines_sees_the_same_facts(told: list[logging.LogRecord]) -> None:
    with sealable() as ledger:
        ledger.record(ev.ActionAdded(action="2.4"))

    said = told[1].getMessage()
    assert said.startswith("record ledger=main origin=example.gov.uk/csib count=1 first=2 already=0 seconds=0.")


def test_what_fails_is_told_by_the_class_of_its_fault_and_never_by_what_was_typed(
    told: list[logging.LogRecord],
) -> None:
    with sealable() as ledger:
        ledger.record(ev.ActionAdded(action="2.4", text=SECRET), key=SECRET)
        with pytest.raises(RecordRefusedError):
            ledger.record(ev.ActionAdded(action="2.5", plan="no-such", text=SECRET))
        with pytest.raises(RecordRefusedError, match=SECRET):
            ledger.record(ev.ActionAdded(action="2.5"), key=SECRET)
        ledger.correct(2, ev.ActionAdded(action="2.4", text=SECRET), reason=SECRET)
        ledger.erase(2, reason=SECRET)
        check(ledger.history())

    refused = [record for record in told if "error" in facts(record)]
    assert [facts(record)["error"] for record in refused] == ["UnknownReferenceError", "KeyReusedError"]
    assert {record.levelname for record in refused} == {"INFO"}
    assert SECRET not in repr([record.__dict__ for record in told])


def test_a_store_that_fails_is_a_warning(told: list[logging.LogRecord]) -> None:
    ledger = sealable()
    ledger.close()

    with pytest.raises(LedgerClosedError):
        ledger.record(ev.ActionAdded(action="2.4"))

    assert (told[-1].levelname, facts(told[-1])) == ("WARNING", {"event": "record", **OF, "error": "LedgerClosedError"})


def test_a_follower_tells_once_that_its_ledger_is_away_and_once_that_it_is_back(
    told: list[logging.LogRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "AGAIN_SECONDS", 0)
    answers = iter([LedgerUnreachableError("away"), LedgerUnreachableError("still away"), None])

    def ask() -> str:
        if fault := next(answers):
            raise fault
        return "there"

    with sealable() as ledger:
        found = persevering(ask, Event(), of=ledger)

    assert found == "there"
    assert [facts(record) for record in told[1:]] == [
        {"event": "away", **OF, "error": "LedgerUnreachableError"},
        {"event": "back", **OF},
    ]
    assert [record.levelname for record in told[1:]] == ["WARNING", "INFO"]


def test_making_a_ledger_and_opening_it_tell_where_it_is(told: list[logging.LogRecord], tmp_path: Path) -> None:
    Ledger.create(tmp_path / "plan.db").close()

    Ledger.open(tmp_path / "plan.db").close()

    of = {"event": "open", "ledger": "main", "origin": "localhost/main", "url": str(tmp_path / "plan.db")}
    assert [facts(record) for record in told] == [of, of]


def test_where_nobody_has_set_up_a_log_nothing_is_said_and_nothing_is_worked_out(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, logger="govledger")

    work = working("record", None)

    assert type(work) is Unwatched
    assert not work.is_watched
    assert work is working("seal", None)
    assert any(isinstance(handler, logging.NullHandler) for handler in LOGGER.handlers)
    assert capsys.readouterr() == ("", "")
