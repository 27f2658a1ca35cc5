"""The inspectors return: two and a half years on they look again at what the county said, and their letter names it."""

from __future__ import annotations

import datetime as dt

from examples.counties.county import County
from govledger import events as ev

VISIT, LETTER = "inspection-2025", "letter-inspection-2025"
LOOKED, PUBLISHED = dt.date(2025, 6, 13), dt.date(2025, 6, 27)

FOUND = (
    ("action:2.11", "Surgeries still refer by the thresholds of 2019"),
    ("action:3.11", "Strategy discussions are written up days later, whatever the service's own audit says"),
    ("action:4.11", "On the day it was called done, few families had their plan in writing"),
    ("action:5.11", "Nobody has looked at matching since spring of last year, and it has slipped"),
    ("action:6.11", "The health passports of last autumn are no longer given out"),
    ("action:3.15", "Assessments left by agency staff are still open"),
    ("action:5.15", "Brothers and sisters are parted while the home they were promised waits"),
    ("action:3.18", "Nobody could say who is clearing the east team's assessments"),
    ("commitment:kinship", "Kinship carers are assessed too late"),
    ("commitment:neglect", "Children who are neglected come back as often as before"),
    ("measure:health-checks", "Health assessments are no more timely than they were"),
    ("plan:foster-carers", "The county has lost sight of the actions it had not finished"),
    ("plan:workforce", "Leaders did not know how many posts stand empty"),
    ("recommendation:life-story-books", "Children still leave care without the story of their lives"),
    ("recommendation:peers-4", "Duty decisions are still kept in three places"),
    ("body:neglect-sub-group", "The partnership's group on neglect has yet to meet"),
)
"""What the letter names, one point each: what it concerns, and in a few words."""


def inspectors_return(county: County) -> None:
    """Tell of the visit and of the letter that follows it."""
    about = ["area:childrens-services"]
    county.say(
        ev.VisitConducted(visit=VISIT, by="org:ofsted", kind="inspection", about=about, graded="yes", ordinal=2),
        on=LOOKED,
    )
    county.paper(LETTER, PUBLISHED, kind="letter", issued_by="org:ofsted")
    for number, (subject, text) in enumerate(FOUND, start=1):
        county.say(
            ev.FindingMade(
                finding=f"{VISIT}/{number}", visit=VISIT, by="org:ofsted", polarity="weakness", priority="high",
                text=text, about=[subject],
            ),
            on=PUBLISHED, source=f"{LETTER}#{number}",
        )  # fmt: skip
