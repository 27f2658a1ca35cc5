"""What bears on each subject, and what of it came late."""

import datetime as dt

from govledger.assurance.families.arrivals import BY_ITS_WORDS, Arrivals, Late
from govledger.assurance.record import Record
from govledger.events import (
    ActionAdded,
    DocumentLodged,
    EvidenceRecorded,
    MeasureDefined,
    MeasureObserved,
    StatusReported,
    VerificationRecorded,
)
from tests.assurance.support import Story


def test_the_papers_that_several_entries_in_turn_are_read_in_are_listed_once() -> None:
    with Story() as story:
        story.say(*(DocumentLodged(document=name) for name in ("d1", "d2", "d3")), on="2017-01-01")
        for source in ("d1", "d1#2", "d2", ["d1", "d3"], ["d1", "d3"], None, "d3", ["d2", "d1"]):
            story.say(StatusReported(subject="area:a", status="green"), on="2017-01-02", source=source)

        row = Record(story.ledger.history()).state(Arrivals).subjects["area:a"]

    assert row.papers == ["d1", "d2", "d1", "d3", "d2", "d1"]
    assert len(row.entries) == 8


def test_what_came_late_says_from_when_for_how_long_and_what_it_makes_of_the_picture() -> None:
    with Story(recorded="2017-01-31") as story:
        story.say(ActionAdded(action="1"), MeasureDefined(measure="m"), on="2017-01-31")
        late = story.say(
            StatusReported(subject="action:1", status="green"),
            VerificationRecorded(subject="action:1", result="verified"),
            VerificationRecorded(subject="action:1", result="not_verified"),
            EvidenceRecorded(evidence="e", supports=["action:1"]),
            on="2017-01-21",
        )
        worse = story.say(MeasureObserved(measure="m", said="worse"), MeasureObserved(measure="m"), on="2017-01-30")
        state = Record(story.ledger.history()).state(Arrivals)

    known = dt.date(2017, 1, 21).toordinal()
    turns = (BY_ITS_WORDS, 1, -1, 1)
    found = list(state.subjects["action:1"].lates())
    assert found == [Late(one, known, 10, turn) for one, turn in zip(late, turns, strict=True)]
    figures = list(state.subjects["measure:m"].lates())
    assert [(one.entry, one.days, one.turn) for one in figures] == [(worse[0], 1, -1), (worse[1], 1, 0)]
