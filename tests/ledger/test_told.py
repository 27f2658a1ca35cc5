"""What a body had been told, each way with a near neighbour that was not; recorded is not told."""

from typing import Any

import pytest

from govledger import events as ev
from govledger.errors import CutError
from govledger.ledger import Ledger, draft
from tests.ledger.support import FakeClock

JUNE, JULY = "2017-06-14", "2017-07-12"


def at(day: str, event: Any, **envelope: Any) -> Any:
    """An event that happened and became known on one day."""
    return draft(event, **{"happened": day, "known_on": day, **envelope})


def item(name: str, **fields: Any) -> ev.AgendaItemConsidered:
    return ev.AgendaItemConsidered(agenda_item=name, meeting=name.partition("/")[0], **fields)


def said(position: str, **fields: Any) -> ev.StatementMade:
    return ev.StatementMade(position=position, **fields)


def told(ledger: Ledger, body: str = "body:csib", **cut: Any) -> set[str]:
    """Return which statements a body had been told."""
    history = ledger.history(told=body, **cut)
    return {str(entry.event.position) for entry in history if isinstance(entry.event, ev.StatementMade)}


def told_numbers(ledger: Ledger, body: str = "body:csib", **cut: Any) -> list[int]:
    return sorted(entry.number for entry in ledger.history(told=body, **cut))


@pytest.fixture
def boards(ledger: Ledger, clock: FakeClock) -> Ledger:
    """Two boards, csib meeting in June (c1) and July (c2), and another in June (o1): entries 2 to 6."""
    ledger.record(
        at("2017-01-01", ev.BodyEstablished(body="csib")),
        at("2017-01-01", ev.BodyEstablished(body="other")),
        at(JUNE, ev.MeetingHeld(meeting="c1", body="csib")),
        at(JULY, ev.MeetingHeld(meeting="c2", body="csib")),
        at(JUNE, ev.MeetingHeld(meeting="o1", body="other")),
    )
    return ledger


# Its own meetings ----------------------------------------------------------------------------------------------------


def test_a_body_was_told_what_was_said_at_its_own_meetings_and_not_at_others(boards: Ledger) -> None:
    boards.record(
        at(JUNE, item("c1/1")), at(JUNE, item("o1/1")),
        at(JUNE, said("at csib", agenda_item="c1/1")), at(JUNE, said("elsewhere", agenda_item="o1/1")),
        at(JUNE, said("nowhere")),
    )  # fmt: skip

    assert (told(boards), told(boards, "other")) == ({"at csib"}, {"elsewhere"})


def test_a_body_was_told_what_rests_on_its_own_decisions_and_not_on_others(boards: Ledger) -> None:
    def decided(name: str, meeting: str) -> Any:
        return at(JUNE, ev.DecisionRecorded(decision=name, meeting=meeting, force="agreed"))

    boards.record(
        decided("d", "c1"), decided("e", "o1"),
        at(JUNE, ev.ActionAdded(action="1", decision="d")), at(JUNE, ev.ActionAdded(action="2", decision="e")),
    )  # fmt: skip

    assert told_numbers(boards) == [2, 4, 5, 7, 9]
    assert told_numbers(boards, "other") == [3, 6, 8, 10]


def test_a_decision_that_another_body_takes_up_tells_it_nothing_of_the_first_bodys_meeting(boards: Ledger) -> None:
    boards.record(
        at(JUNE, item("o1/1")), at(JULY, item("c2/1")),
        at(JUNE, ev.DecisionRecorded(decision="d", agenda_item="o1/1", force="referred")),
        at(JULY, ev.DecisionRecorded(decision="d", agenda_item="c2/1", force="confirmed")),
        at(JUNE, ev.DecisionRecorded(decision="d", meeting="o1", force="noted")),
    )  # fmt: skip

    numbers = told_numbers(boards)

    assert 10 in numbers
    assert 11 not in numbers
    assert 9 in numbers  # it introduced the decision


def test_a_decision_of_no_meeting_was_told_to_nobody(boards: Ledger) -> None:
    boards.record(
        at(JUNE, item("c1/1", documents=["report"])),
        at(JUNE, ev.DecisionRecorded(decision="d", by=["office:dcs"], force="agreed")),
        at(JUNE, ev.ActionAdded(action="1", decision="d")),
        at(JUNE, ev.ActionAdded(action="2", decision="d"), source="report"),
    )

    assert (told_numbers(boards), told_numbers(boards, "other")) == ([2, 4, 5, 7, 8, 10], [3, 6])


@pytest.mark.parametrize("first", [0, 1])
def test_a_decision_taken_up_at_no_meeting_was_told_to_nobody_again(boards: Ledger, first: int) -> None:
    taken = [
        at(JUNE, ev.DecisionRecorded(decision="d", meeting="c1", force="agreed")),
        at(JUNE, ev.DecisionRecorded(decision="d", by=["office:dcs"], force="varied")),
    ]
    boards.record(at(JUNE, ev.DecisionRecorded(decision="d", force="unknown")), taken[first], taken[1 - first])

    numbers = told_numbers(boards)

    assert (7 in numbers, 8 + first in numbers, 9 - first in numbers) == (True, True, False)


def test_a_meeting_that_is_still_to_come_has_told_nothing(boards: Ledger) -> None:
    boards.record(at(JULY, item("c2/1")), at(JULY, said("in July", agenda_item="c2/1")))

    assert (told(boards, as_of=JUNE), told(boards, as_of=JULY)) == (set(), {"in July"})


def test_a_meeting_that_was_only_called_or_taken_back_has_told_nothing(boards: Ledger) -> None:
    boards.record(ev.MeetingScheduled(meeting="c3", body="csib"), item("c3/1"), said("planned", agenda_item="c3/1"))
    boards.record(at(JUNE, item("c1/1")), at(JUNE, said("in error", agenda_item="c1/1")))
    before = told(boards)

    boards.retract(4, reason="the board did not meet")

    assert (before, told(boards)) == ({"in error"}, set())


def test_the_body_may_be_named_where_the_meeting_was_called(boards: Ledger) -> None:
    boards.record(
        at("2017-05-01", ev.MeetingScheduled(meeting="c3", body="csib")), at(JUNE, ev.MeetingHeld(meeting="c3")),
        at(JUNE, item("c3/1")), at(JUNE, said("there", agenda_item="c3/1")),
    )  # fmt: skip

    assert told(boards) == {"there"}


def test_minutes_belong_to_the_meeting_that_approved_them(boards: Ledger) -> None:
    boards.record(at(JULY, ev.MinutesApproved(meeting="o1", at="c2")))

    assert 7 in told_numbers(boards)
    assert 7 not in told_numbers(boards, "other")


# Papers --------------------------------------------------------------------------------------------------------------


def test_a_body_was_told_what_is_read_in_its_papers_and_not_in_others(boards: Ledger) -> None:
    boards.record(at(JUNE, item("c1/1", documents=["report"])), at(JUNE, item("c1/2", put_before=["document:letter"])))

    boards.record(
        at("2017-06-01", said("in the report"), source="report#2"),
        at("2017-06-01", said("in the letter"), source="letter"),
        at("2017-06-01", said("in another"), source="reports#2"),
        at("2017-06-01", said("about", about=["document:report"])),
    )

    assert told(boards) == {"in the report", "in the letter"}


def test_a_paper_tells_whenever_it_became_known(boards: Ledger) -> None:
    boards.record(at(JUNE, item("c1/1", documents=["report"])))

    boards.record(at(JUNE, said("confidential"), source="report#2", known_on="2018-01-01"))

    assert told(boards, as_of=JUNE) == {"confidential"}


def test_the_lodging_of_a_paper_was_told_with_it_and_not_that_of_what_it_replaced(boards: Ledger) -> None:
    boards.record(
        at(JUNE, item("c1/1", documents=["new"])),
        at("2017-06-01", ev.DocumentLodged(document="new", supersedes="old")),
        at("2017-05-01", ev.DocumentLodged(document="old")),
    )

    assert {7, 8} <= set(told_numbers(boards))
    assert 9 not in told_numbers(boards)


def test_minutes_in_which_a_bodys_items_stand_tell_it_what_no_other_meeting_claims(boards: Ledger) -> None:
    boards.record(
        at(JUNE, item("c1/1"), source="book#1"), at(JUNE, item("o1/1"), source="book#2"),
        at(JUNE, said("loose"), source="book#3"), at(JUNE, said("at the other", agenda_item="o1/1"), source="book#4"),
        at(JUNE, said("in another book"), source="books#3"),
    )  # fmt: skip

    assert told(boards) == {"loose"}


# What is put before it -----------------------------------------------------------------------------------------------


def test_an_entry_put_before_a_body_was_told_and_its_neighbour_was_not(boards: Ledger) -> None:
    boards.record(said("named"), said("neighbour"), at(JUNE, item("c1/1", put_before=["entry:7"])))

    assert told(boards) == {"named"}


def test_an_id_put_before_a_body_tells_what_was_known_of_it_by_that_day(boards: Ledger) -> None:
    boards.record(
        at("2017-05-01", ev.ActionAdded(action="1")), at("2017-05-01", ev.ActionAdded(action="2")),
        at(JUNE, said("known", about=["action:1"])), at("2017-06-15", said("known later", about=["action:1"])),
        at("2017-05-01", said("of another", about=["action:2"])),
        at(JUNE, item("c1/1", put_before=["action:1"])),
    )  # fmt: skip

    assert told(boards) == {"known"}


def test_what_an_item_is_only_about_was_not_put_before_the_body(boards: Ledger) -> None:
    boards.record(
        at("2017-05-01", ev.ActionAdded(action="1")), at("2017-05-01", said("known", about=["action:1"])),
        at(JUNE, item("c1/1", about=["action:1"])),
    )  # fmt: skip

    assert told(boards) == set()
    assert 7 in told_numbers(boards)  # the action's introduction, so that the item can be read


def test_an_item_of_anothers_meeting_tells_only_the_other(boards: Ledger) -> None:
    boards.record(said("named"), at(JUNE, item("o1/1", put_before=["entry:7"])))

    assert (told(boards), told(boards, "body:other")) == (set(), {"named"})


# Introductions -------------------------------------------------------------------------------------------------------


def test_whatever_introduces_what_was_mentioned_is_there_to_be_read(boards: Ledger) -> None:
    boards.record(
        at("2017-02-01", ev.PlanVersioned(plan="p", version="1")),
        at("2017-02-01", ev.CommitmentMade(commitment="k", plan="p")),
        at("2017-02-01", ev.ActionAdded(action="1", commitment="k")),
        at("2017-02-01", ev.ActionAdded(action="2", commitment="k")),
        at(JUNE, item("c1/1")),
        at(JUNE, said("of action 1", agenda_item="c1/1", about=["action:1"])),
    )

    numbers = told_numbers(boards)

    assert {7, 8, 9} <= set(numbers)
    assert 10 not in numbers


def test_an_id_that_is_continued_or_asserting_was_introduced_too(boards: Ledger) -> None:
    boards.record(
        at("2017-02-01", ev.PlanVersioned(plan="p", version="1")),
        at(JUNE, item("c1/1", documents=["plan-2"])),
        at(JUNE, ev.PlanVersioned(plan="p", version="2"), source="plan-2", asserted_by="body:other"),
    )

    assert {3, 7, 9} <= set(told_numbers(boards))


# Corrections and other cuts ------------------------------------------------------------------------------------------


@pytest.fixture
def named(boards: Ledger, clock: FakeClock) -> Ledger:
    """Entry 7 was said at csib's meeting in June, entry 8 is its item; it is then March 2018."""
    boards.record(at(JUNE, said("typed", agenda_item="c1/1")), at(JUNE, item("c1/1")))
    clock.set("2018-03-01T12:00:00Z")
    return boards


def test_a_correction_changes_nothing_of_what_had_been_told(named: Ledger) -> None:
    named.correct(7, said("meant", agenda_item="c1/1"), reason="slip")

    assert (told(named, as_of=JUNE), told(named, as_of="2018-03-01"), told(named)) == ({"typed"}, {"meant"}, {"meant"})


def test_a_retraction_changes_nothing_of_what_had_been_told(named: Ledger) -> None:
    named.retract(7, reason="another meeting's")

    assert (told(named, as_of=JUNE), told(named, as_of="2018-03-01"), told(named)) == ({"typed"}, set(), set())


def test_an_item_corrected_since_tells_by_its_correction(boards: Ledger) -> None:
    boards.record(at(JUNE, said("first")), at(JUNE, said("second")), at(JUNE, item("c1/1", put_before=["entry:7"])))
    boards.correct(9, item("c1/1", put_before=["entry:8"]), known_on=JUNE, reason="wrong row")

    assert told(boards) == told(boards, as_of=JUNE) == {"second"}


def test_a_statement_moved_to_another_meeting_was_told_there(named: Ledger) -> None:
    named.record(at(JUNE, item("o1/1")))
    named.correct(7, said("moved", agenda_item="o1/1"), reason="wrong meeting")

    assert (told(named), told(named, "other")) == (set(), {"moved"})


def test_an_introduction_is_told_as_it_was_corrected(named: Ledger) -> None:
    named.record(
        at("2017-02-01", ev.ActionAdded(action="1")), at(JUNE, said("of it", agenda_item="c1/1", about=["action:1"]))
    )
    named.correct(9, ev.ActionAdded(action="1", leads="none"), reason="slip")

    assert (9 in told_numbers(named), 11 in told_numbers(named)) == (False, True)
    assert (9 in told_numbers(named, as_of=JUNE), 11 in told_numbers(named, as_of=JUNE)) == (True, False)


def test_told_and_recorded_together_are_what_the_ledger_then_knew_of_it(boards: Ledger, clock: FakeClock) -> None:
    boards.record(said("named"))
    clock.set("2018-03-01T12:00:00Z")
    boards.record(at(JUNE, item("c1/1", put_before=["entry:7"])))

    assert told(boards, recorded_by="2018-02-28") == set()
    assert told(boards, recorded_by="2018-03-01") == {"named"}


def test_told_obeys_the_happened_day_and_ends_with_the_known_day(boards: Ledger) -> None:
    boards.record(
        at("2017-05-01", said("in May"), source="report"), at(JULY, said("in July"), source="report"),
        at(JUNE, item("c1/1", documents=["report"])), at(JULY, item("c2/1")),
        at(JULY, said("at the second", agenda_item="c2/1")),
    )  # fmt: skip

    assert told(boards, happened_by=JUNE) == {"in May"}
    assert told(boards, known_by=JUNE) == {"in May", "in July"}
    assert told(boards) == {"in May", "in July", "at the second"}


def test_a_history_told_is_pinned_at_its_size(boards: Ledger) -> None:
    boards.record(said("named"))
    history = boards.history(told="csib")

    boards.record(at(JUNE, item("c1/1", put_before=["entry:7"])))

    assert [entry.number for entry in history if entry.number > 6] == []


def test_a_body_that_nobody_ever_named_is_an_error_and_says_the_nearest(boards: Ledger) -> None:
    with pytest.raises(
        CutError,
        match="told: found cisb, expected a body that this ledger names, such as body:csib; did you mean body:csib",
    ):
        boards.history(told="cisb")
    with pytest.raises(CutError, match="told: found office:csib, expected a body"):
        boards.history(told="office:csib")


def test_a_body_that_never_met_was_told_nothing(boards: Ledger) -> None:
    boards.record(ev.BodyEstablished(body="dormant"))

    assert told_numbers(boards, "dormant") == []
