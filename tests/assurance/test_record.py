"""One reading of a history answers everything that is asked of it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from govledger.assurance.check import check
from govledger.assurance.concerning import concerning
from govledger.assurance.metrics import metrics
from govledger.assurance.questions import questions
from govledger.assurance.record import Record
from govledger.assurance.timeline import timeline
from govledger.errors import ProjectionStoppedError
from govledger.events import ActionAdded, PlanItemRetired
from govledger.ledger import History, Ledger
from govledger.projections import on, projection
from govledger.projections.told_log import ToldLog
from tests.assurance.support import Story
from tests.cli.support import DAYS
from tests.projections.support import MINUTES, minute_ledger

BOARD = "body:bvib"


@projection(version=1)
class Stops:
    """Stops at the first action."""

    count: int = 0

    @on(ActionAdded)
    def added(self, event: Any, entry: Any) -> None:
        raise ZeroDivisionError


def tower_hamlets() -> Ledger:
    return minute_ledger("tower-hamlets-2017-06-14")


ASKED: dict[str, Callable[[Any], Any]] = {
    "check": check,
    "metrics": metrics,
    "questions": lambda read: questions(read, BOARD),
    "concerning": lambda read: concerning(check(read), read, BOARD),
}


@pytest.mark.parametrize("name", ASKED)
def test_what_was_read_once_is_not_read_again(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ASKED[name]

    with tower_hamlets() as ledger:
        history = ledger.history(as_of="2017-06-14")
        expected, record = asked(history), Record(history)
        monkeypatch.setattr(History, "read", None)

        assert asked(record) == expected


def test_a_timeline_of_a_record_is_that_of_its_history() -> None:
    with tower_hamlets() as ledger:
        history = ledger.history(as_of="2017-06-14")

        assert timeline(Record(history)) == timeline(history)


def test_a_record_that_was_read_is_itself_and_a_history_is_read() -> None:
    with tower_hamlets() as ledger:
        history = ledger.history()
        record = Record(history)

        assert Record.of(record) is record
        assert list(Record.of(history).entries) == list(record.entries)


@pytest.mark.parametrize("name", DAYS)
@pytest.mark.parametrize("cut", [{}, {"as_of": "day"}, {"happened_by": "day"}, {"known_by": "day"}, {"told": BOARD}])
def test_a_record_holds_what_its_history_does_in_both_its_orders(name: str, cut: dict[str, str]) -> None:
    if "told" in cut and not name.startswith("tower"):
        cut = {}
    with minute_ledger(name) as ledger:
        history = ledger.history(**{key: DAYS[name] if day == "day" else day for key, day in cut.items()})

        record = Record(history)

        assert list(record.entries) == list(history)
        assert list(record.versions) == list(history.recorded())
        assert record.state(ToldLog) == history.project(ToldLog)


def test_what_was_corrected_or_taken_back_is_a_version_and_no_entry() -> None:
    with Story() as story:
        first, second = story.say(ActionAdded(action="1"), ActionAdded(action="2"), on="2017-01-01")
        story.ledger.correct(first, ActionAdded(action="1", plan=None), reason="mis-typed", known_on="2017-01-02")
        story.ledger.retract(second, reason="twice", known_on="2017-01-02")

        record = Record(story.ledger.history(known_by="2017-12-31"))

        numbers = [entry.number for entry in record.versions]
        assert {first, second} < set(numbers)
        assert {first, second}.isdisjoint(record.numbered)


def test_a_view_that_stopped_is_no_state() -> None:
    with Story() as story:
        story.say(ActionAdded(action="1"), on="2017-01-01")
        record = Record(story.ledger.history())

        with pytest.raises(ProjectionStoppedError):
            record.state(Stops)
        assert record.view(Stops).stopped is not None


def test_the_day_asked_about_is_that_of_the_cut_or_the_last_on_which_the_record_grew() -> None:
    with Story() as story:
        story.say(ActionAdded(action="1"), on="2017-01-01", known="2017-02-01")
        story.say(PlanItemRetired(subject="action:1", how="withdrawn"), on="2017-03-01")

        assert Record(story.ledger.history()).today == dt.date(2017, 3, 1)
        assert Record(story.ledger.history(happened_by="2018-01-01")).today == dt.date(2018, 1, 1)


@pytest.mark.parametrize("name", MINUTES)
def test_what_an_entry_says_of_itself_can_be_asked_without_reading_it(name: str) -> None:
    with minute_ledger(name) as ledger:
        record = Record(ledger.history())

        asked = [
            (one, record.names(one), record.papers(one), record.known_on(one), record.original(one))
            for one in record.entries.numbers
        ]

        assert asked == [
            (
                entry.number,
                list(record.named_in(entry)),
                tuple(source.document for source in entry.source),
                entry.known_on,
                entry.original,
            )
            for entry in ledger.history()
        ]


def test_what_a_correction_says_of_itself_is_of_the_entry_it_corrects() -> None:
    with Story() as story:
        (first,) = story.say(ActionAdded(action="1"), on="2017-01-01")
        story.ledger.correct(first, ActionAdded(action="1", plan=None), reason="mis-typed", known_on="2017-01-02")

        record = Record(story.ledger.history())

        (again,) = (entry.number for entry in record.entries if entry.corrects is not None)
        assert record.original(again) == first != again
        assert record.names(again) == ["action:1"]
