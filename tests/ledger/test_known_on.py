"""The first day anyone outside could know it, where its clerk does not say."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from govledger import events as ev
from govledger.errors import RecordRefusedError
from govledger.ledger import Ledger, draft
from govledger.ledger.store import LedgerRow, Row, Writer
from tests.ledger.support import FakeClock

TODAY = dt.date(2018, 1, 2)
JUNE = dt.date(2017, 6, 14)


def held(meeting: str = "m", happened: str = "2017-06-14") -> Any:
    return draft(ev.MeetingHeld(meeting=meeting), happened=happened)


def item(name: str = "m/7", meeting: str = "m") -> ev.AgendaItemConsidered:
    return ev.AgendaItemConsidered(agenda_item=name, meeting=meeting)


def decided(name: str = "d", **fields: Any) -> ev.DecisionRecorded:
    return ev.DecisionRecorded(decision=name, force="agreed", **fields)


REACHING = [
    item("m/8"),
    ev.StatementMade(agenda_item="m/7"),
    ev.ActionAdded(action="1", decision="d"),
    decided("e", agenda_item="m/7"),
    decided("e", meeting="m"),
    ev.DocumentLodged(document="paper", meeting="m"),
    ev.MinutesApproved(meeting="m"),
]


@pytest.mark.parametrize("event", REACHING)
def test_words_of_a_meeting_were_known_that_day_whether_it_is_stored_or_in_the_batch(
    ledger: Ledger, event: Any
) -> None:
    around = [held(), item(), decided(agenda_item="m/7")]
    with Ledger.open("memory://", clerk="office:clerk", clock=FakeClock()) as other:
        together = other.record(event, *around)

    ledger.record(*around)
    (apart,) = ledger.record(event)

    assert (apart.known_on, together[0].known_on) == (JUNE, JUNE)


def test_a_meeting_was_known_the_latest_day_it_can_have_been_held(ledger: Ledger) -> None:
    entries = ledger.record(held("a", "June 2017"), held("b", "unknown"), held("c", "since 2017"))

    assert [entry.known_on for entry in entries] == [dt.date(2017, 6, 30), TODAY, TODAY]


def test_a_meeting_without_a_day_makes_nothing_known(ledger: Ledger) -> None:
    entries = ledger.record(draft(ev.MeetingScheduled(meeting="m")), item())

    assert {entry.known_on for entry in entries} == {TODAY}


def test_a_paper_was_known_when_it_was_published(ledger: Ledger) -> None:
    ledger.record(
        ev.DocumentLodged(document="dated", published_on="May 2017"), ev.DocumentLodged(document="undated"),
        ev.DocumentLodged(document="again", published_on="2017-04-01"),
    )  # fmt: skip

    known = [
        ledger.record(ev.ActionAdded(action=str(index)), source=source)[0].known_on
        for index, source in enumerate(["dated#2", "undated#2", "never-lodged#2", ["undated", "again", "dated"]])
    ]

    assert known == [dt.date(2017, 5, 31), TODAY, TODAY, dt.date(2017, 4, 1)]


def test_a_meeting_comes_before_a_paper(ledger: Ledger) -> None:
    ledger.record(held(), item(), ev.DocumentLodged(document="x", published_on="2017-07-01"))

    (entry,) = ledger.record(ev.StatementMade(agenda_item="m/7"), source="x#1")

    assert entry.known_on == JUNE


def test_a_document_lodged_twice_was_known_as_it_was_lodged_last(ledger: Ledger) -> None:
    ledger.record(ev.DocumentLodged(document="x", published_on="2017-07-01"))
    ledger.record(ev.DocumentLodged(document="x", published_on="2017-08-01"))

    (entry,) = ledger.record(ev.ActionAdded(action="1"), source="x")

    assert entry.known_on == dt.date(2017, 8, 1)


def test_what_is_said_beats_every_default(ledger: Ledger) -> None:
    ledger.record(held(), item())

    (entry,) = ledger.record(ev.StatementMade(agenda_item="m/7"), known_on="2017-09-01")

    assert entry.known_on == dt.date(2017, 9, 1)


def test_what_rests_on_an_earlier_decision_was_not_known_before_it_can_have_happened(ledger: Ledger) -> None:
    ledger.record(held(), decided(meeting="m"), ev.DocumentLodged(document="notice", published_on="2017-09-05"))
    appointed = ev.AppointmentMade(appointment="a", decision="d")

    with_paper = ledger.record(draft(appointed, happened="2017-09-01"), source="notice")[0]
    without = ledger.record(ev.AppointmentMade(appointment="b", decision="d"), happened="2017-09-01")[0]
    same_day = ledger.record(ev.AppointmentMade(appointment="c", decision="d"), happened="2017-06-14")[0]

    assert [entry.known_on for entry in (with_paper, without, same_day)] == [dt.date(2017, 9, 5), TODAY, JUNE]
    assert without.latest == dt.date(2017, 9, 1)


def test_minutes_were_approved_at_the_later_meeting(ledger: Ledger) -> None:
    ledger.record(held(), held("n", "2017-07-12"))

    (entry,) = ledger.record(ev.MinutesApproved(meeting="m", at="n"))

    assert entry.known_on == dt.date(2017, 7, 12)


def test_a_meeting_corrected_since_counts_by_its_correction_and_one_taken_back_not_at_all(ledger: Ledger) -> None:
    ledger.record(held("a"), held("b"), item("a/1", "a"), item("b/1", "b"))
    ledger.correct(2, ev.MeetingHeld(meeting="a"), happened="2017-06-15", known_on="2017-06-15", reason="misread")
    ledger.retract(3, reason="another committee's")

    first, second = ledger.record(ev.StatementMade(agenda_item="a/1"), ev.StatementMade(agenda_item="b/1"))

    assert (first.known_on, second.known_on) == (dt.date(2017, 6, 15), TODAY)


def test_a_meeting_that_was_taken_back_and_corrected_since_counts_again(ledger: Ledger) -> None:
    ledger.record(held(), item())
    ledger.retract(2, reason="another committee's")
    ledger.correct(2, ev.MeetingHeld(meeting="m"), reason="it was not", known_on="2017-06-15")

    (entry,) = ledger.record(ev.StatementMade(agenda_item="m/7"))

    assert entry.known_on == JUNE


def test_a_correction_never_inherits_when_its_entry_was_known(ledger: Ledger, clock: FakeClock) -> None:
    ledger.record(held(), item(), ev.StatementMade(agenda_item="m/7"))
    clock.set("2018-03-01T12:00:00Z")

    corrected = ledger.correct(4, ev.StatementMade(agenda_item="m/7", kind="claim"), reason="slip")
    retracted = ledger.retract(4, reason="twice")

    assert (corrected.known_on, retracted.known_on) == (dt.date(2018, 3, 1), dt.date(2018, 3, 1))


def test_a_default_is_never_after_the_day_of_recording(ledger: Ledger) -> None:
    ledger.record(ev.DocumentLodged(document="embargoed", published_on="2018-06-01"))

    (entry,) = ledger.record(ev.ActionAdded(action="1"), source="embargoed")

    assert entry.known_on == TODAY


def test_when_it_happened_is_unknown_unless_it_is_said(ledger: Ledger) -> None:
    (entry,) = ledger.record(ev.ActionAdded(action="1"))

    assert (str(entry.happened), entry.earliest, entry.latest) == ("unknown", dt.date.min, TODAY)


def test_a_due_time_counts_from_the_day_its_entry_happened(ledger: Ledger) -> None:
    said, unsaid = ledger.record(
        draft(ev.ActionAdded(action="1", due="3 months after happened"), happened="2017-06-14"),
        ev.ActionAdded(action="2", due="3 months after happened"),
    )

    assert (str(said.event.due), said.event.due.latest) == ("3 months after 2017-06-14", dt.date(2017, 9, 14))
    assert (str(unsaid.event.due), unsaid.event.due.is_open) == ("3 months after unknown", True)


# What was found for one batch is kept for the next ------------------------------------------------------------------

MAY = dt.date(2017, 5, 2)


def said(ledger: Ledger, number: int) -> dt.date:
    """The day that a statement out of the paper was known, where nobody says."""
    (entry,) = ledger.record(ev.ActionAdded(action=str(number)), source="paper")
    return entry.known_on


def test_a_paper_lodged_after_it_was_looked_for_counts_from_then_on(ledger: Ledger) -> None:
    before = said(ledger, 1)
    (lodged,) = ledger.record(ev.DocumentLodged(document="paper", published_on="2017-06-14"))
    then = said(ledger, 2)
    (taken_back,) = ledger.record(ev.EntryRetracted(), retracts=lodged.number, reason="another paper")

    assert (before, then, said(ledger, 3)) == (TODAY, JUNE, TODAY)
    assert taken_back.retracts == f"entry:{lodged.number}"


def test_a_paper_lodged_by_somebody_else_counts_from_then_on(tmp_path: Path) -> None:
    Ledger.create(tmp_path / "l.db", clerk="office:clerk", clock=FakeClock()).close()
    with (
        Ledger.open(tmp_path / "l.db", clerk="office:clerk", clock=FakeClock()) as ours,
        Ledger.open(tmp_path / "l.db", clerk="office:clerk", clock=FakeClock()) as theirs,
    ):
        before = said(ours, 1)
        theirs.record(ev.DocumentLodged(document="paper", published_on="2017-05-02"))

        assert (before, said(ours, 2)) == (TODAY, MAY)


def test_what_only_a_refused_batch_lodged_is_not_kept(ledger: Ledger) -> None:
    lodged = ev.DocumentLodged(document="paper", published_on="2017-06-14")
    with pytest.raises(RecordRefusedError):
        ledger.record(lodged, ev.ActionAdded(action="1"), ev.StatusReported(subject="action:9", status="green"))

    assert said(ledger, 1) == TODAY


def test_a_paper_that_every_report_names_is_looked_for_once(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[str]()
    about = Writer.about

    def noted(writer: Writer, held: LedgerRow, reference: str, event_type: str) -> list[Row]:
        asked.append(reference)
        return about(writer, held, reference, event_type)

    monkeypatch.setattr(Writer, "about", noted)

    for number in range(10):
        said(ledger, number)

    assert asked == ["document:paper"]
