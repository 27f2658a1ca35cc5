"""Equal lists and words of events are held once, and say what they said."""

import pytest

from govledger import Ledger
from govledger.assurance import sharing
from govledger.assurance.record import Record
from govledger.assurance.sharing import Sharing
from govledger.events import (
    CATALOGUE,
    ActionAdded,
    DecisionRecorded,
    State,
    StatusReported,
    StatusSchemeDefined,
    UnknownEvent,
)
from govledger.projections.status_history import StatusHistory

CHAIR, CLERK = "office:chair", "office:clerk"


def reported(*by: str) -> StatusReported:
    """A status, by some offices; every call makes a list of its own."""
    return StatusReported(subject="action:1", status="rag/green", by=list(by))


def test_a_list_that_was_said_before_is_held_once() -> None:
    shared, first, second, other = Sharing(CATALOGUE), reported(CHAIR, CLERK), reported(CHAIR, CLERK), reported(CLERK)
    assert first.by is not second.by

    for event in (first, second, other):
        shared.share(event)

    assert second.by is first.by
    assert (second, other.by) == (reported(CHAIR, CLERK), (CLERK,))


def test_what_equals_a_value_of_another_field_stays_of_its_own_kind() -> None:
    shared = Sharing(CATALOGUE)
    decision = DecisionRecorded(decision="1", body="board", force="noted", about=["office:chair"])
    status = reported(CHAIR)

    shared.share(decision)
    shared.share(status)

    assert isinstance(status.by, tuple)
    assert type(status.by[0]).__name__ == "Party"


def test_what_an_event_introduces_is_its_own() -> None:
    shared, first, second = Sharing(CATALOGUE), ActionAdded(action="1"), ActionAdded(action="2")

    shared.share(first)
    shared.share(second)

    assert (first.action, second.action) == ("1", "2")


def test_no_more_is_kept_at_hand_than_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "SHARED_MAX", 1)
    shared, kept, first, second = Sharing(CATALOGUE), reported(CHAIR), reported(CLERK), reported(CLERK)

    for event in (kept, first, second):
        shared.share(event)

    assert first.by is not second.by


def test_an_event_of_a_type_that_is_not_known_is_left_alone() -> None:
    event = UnknownEvent(type="made-up/1", body={"by": ["office:chair"]})

    Sharing(CATALOGUE).share(event)

    assert event.body == {"by": ["office:chair"]}


def test_the_rows_of_a_view_that_a_record_folds_hold_one_list() -> None:
    with Ledger.open("memory://", clerk=CLERK) as ledger:
        scheme = StatusSchemeDefined(scheme="rag", states=[State(label="green", meaning="on_track")])
        ledger.record(scheme, ActionAdded(action="1"), reported(CHAIR), reported(CHAIR), reported(CLERK))
        record = Record(ledger.history(), views=[StatusHistory])

        first, second, third = record.state(StatusHistory).subjects["action:1"].reports

    assert first.by is second.by
    assert third.by == (CLERK,)
