"""What is known of an entry without reading it says when a body was first told it."""

import datetime as dt

import pytest

from govledger.assurance.case import Case
from govledger.assurance.families.sittings import first_told, held_by, told_to
from govledger.assurance.families.telling import Telling
from govledger.assurance.record import Record
from govledger.assurance.rule import RULES
from govledger.events import (
    ActionAdded,
    DocumentLodged,
    EvidenceRecorded,
    MeasureDefined,
    MeasureObserved,
    ObligationCreated,
    ObligationDischarged,
    VerificationRecorded,
)
from govledger.projections.told_rows import ToldTo
from tests.assurance.support import Story
from tests.projections.support import MINUTES, minute_ledger

DAY = dt.date(2017, 2, 1)


def case_of(record: Record, subject: str) -> Case:
    return Case(subject, record=record, rule=RULES.named("KEPT_FROM_BOARD"), today=dt.date(2029, 12, 31), settings={})


@pytest.mark.parametrize("name", MINUTES)
def test_every_entry_was_first_told_on_the_day_that_reading_it_gives(name: str) -> None:
    with minute_ledger(name) as ledger:
        record = Record(ledger.history())
        case = case_of(record, "plan:any")
        told = [told_to(case, body) for body in record.subjects(("body",))]

        found = {(one.body, number): first_told(case, one, number) for one in told for number in record.numbered}

        assert found == {(one.body, entry.number): one.first(entry) for one in told for entry in record.entries}
        assert any(found.values())


def test_what_is_corrected_was_told_by_the_number_of_the_entry_that_it_corrects() -> None:
    with Story() as story:
        (first,) = story.say(ActionAdded(action="1"), on="2017-01-01")
        again = story.ledger.correct(
            first, ActionAdded(action="1", plan=None), reason="mis-typed", known_on="2017-01-02"
        )
        put = ToldTo(body="body:b", meetings={}, papers={}, minutes={}, places={}, things={f"entry:{first}": [DAY]})

        day = first_told(case_of(Record(story.ledger.history()), "plan:any"), put, again.number)

        assert day == put.first(again) == DAY


def test_the_lodging_of_a_document_was_told_when_the_document_was_put_before_the_body() -> None:
    with Story() as story:
        put, other = story.say(DocumentLodged(document="d"), DocumentLodged(document="e"), on="2017-01-01")
        told = ToldTo(
            body="body:b", meetings={}, papers={"d": DAY}, minutes={}, places={}, things={"document:d": [DAY]}
        )
        case = case_of(Record(story.ledger.history()), "plan:any")

        days = first_told(case, told, put), first_told(case, told, other)

        assert days == (DAY, None)


def test_a_meeting_is_known_by_its_days_and_how_it_is_known() -> None:
    with minute_ledger("worcestershire-2017") as ledger:
        record = Record(ledger.history())
        bodies = [name.partition(":")[2] for name in record.subjects(("body",))]

        held = [one for body in bodies for one in held_by(case_of(record, "plan:any"), body)]

        read = [record.numbered[one.number] for one in held]
        assert read
        assert [tuple(one) for one in held] == [(one.number, one.latest, one.earliest, one.mode) for one in read]


def test_few_entries_are_telling_and_each_says_what_is_asked_of_all() -> None:
    with Story() as story:
        story.say(DocumentLodged(document="d"), MeasureDefined(measure="m"), on="2016-01-01")
        story.say(ActionAdded(action="plain"), ActionAdded(action="other", as_decided="yes"), on="2016-01-01")
        (reworded,) = story.say(ActionAdded(action="1", as_decided="no"), on="2017-01-01")
        (failed, _) = story.say(
            VerificationRecorded(subject="action:1", result="not_verified"),
            VerificationRecorded(subject="action:1", result="verified"),
            on="2017-02-01",
        )
        (undermining, _) = story.say(
            EvidenceRecorded(evidence="e1", undermines=("action:1",)),
            EvidenceRecorded(evidence="e2", supports=("action:1",)),
            on="2017-02-01",
        )
        worse, missed, better, met, _ = story.say(
            *(MeasureObserved(measure="m", said=said) for said in ("worse", "missed", "better", "met", "same")),
            on="2017-03-01",
        )

        telling = Record(story.ledger.history()).state(Telling)

        assert telling.entries == {
            **dict.fromkeys((reworded, failed, undermining, worse, missed), False),
            **dict.fromkeys((better, met), True),
        }


def test_what_a_discharge_rests_on_is_held_where_it_is_said() -> None:
    with Story() as story:
        story.say(ActionAdded(action="1"), ObligationCreated(obligation="o", text="Report."), on="2017-01-01")
        (said, _) = story.say(
            ObligationDischarged(obligation="o", basis=("action:1",)),
            ObligationDischarged(obligation="o"),
            on="2017-02-01",
        )

        telling = Record(story.ledger.history()).state(Telling)

        assert telling.bases == {said: ("action:1",)}
