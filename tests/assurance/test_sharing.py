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


def anew(word: str) -> str:
    """The same word, held a second time."""
    return str(word.encode(), "ascii")


def decided(force: str) -> DecisionRecorded:
    """A decision whose every value is of its own."""
    return DecisionRecorded(decision=anew("2.4"), body="board", force=anew(force), vote={"for": 1, "against": 2})


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


def test_a_word_that_was_said_before_is_held_once() -> None:
    shared, first, second = Sharing(CATALOGUE), decided("noted"), decided("noted")
    assert first.force is not second.force

    shared.share(first)
    shared.share(second)

    assert second.force is first.force


def test_what_an_event_introduces_and_what_no_list_has_is_its_own() -> None:
    shared, first, second = Sharing(CATALOGUE), decided("noted"), decided("noted")

    shared.share(first)
    shared.share(second)

    assert first.decision is not second.decision
    assert first.vote is not second.vote


def test_texts_are_their_own() -> None:
    shared = Sharing(CATALOGUE)
    first, second = (ActionAdded(action="1", closure_criteria=["It is done."]) for _ in range(2))

    shared.share(first)
    shared.share(second)

    assert first.closure_criteria is not second.closure_criteria


def test_what_is_no_word_is_left_as_it_is() -> None:
    counted = StatusReported(subject="action:1", tally={"green": 2})

    Sharing(CATALOGUE).share(counted)

    assert counted.tally == {"green": 2}


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
