"""What the two counties have in common: their days, bodies, offices, promises, recommendations and visits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import attrs

from examples.counties.telling import later
from govledger import events as ev

FIRST = dt.date(2023, 1, 9)
"""The day the inspectors' report was published and the improvement board was set up."""

LAST = dt.date(2025, 6, 30)
"""The day the record ends, thirty months on."""

REPORTS = tuple(later(dt.date(2023, 3, 5), months=3 * number) for number in range(10))
"""The days on which every action's status is reported: quarterly."""

MEETS = {
    "board": tuple(later(dt.date(2023, 1, 20), months=2 * number) for number in range(15)),
    "scrutiny": tuple(later(dt.date(2023, 1, 26), months=3 * number) for number in range(10)),
    "cabinet": tuple(later(dt.date(2023, 2, 9), months=3 * number) for number in range(10)),
    "partnership": tuple(later(dt.date(2023, 2, 16), months=3 * number) for number in range(10)),
}
"""The days on which each body meets: the board every two months, the others quarterly."""

VISITS = tuple(later(dt.date(2023, 4, 18), months=3 * number) for number in range(9))
"""The days on which the inspectors' quarterly visits end; their letter is published four weeks later."""

NAMES = {
    "board": "the Improvement Board",
    "scrutiny": "the Children's Scrutiny Committee",
    "cabinet": "Cabinet",
    "partnership": "the Safeguarding Children Partnership",
}
"""What each body is called."""

MINUTES = "minute-book"
"""Where what bodies took at their meetings is read. What stands there they were told, so nothing else does."""

PLAN = "improvement"
BOARD = "board"
PEERS = "org:peer-authority"
"""Who checks the county's work from outside."""

LABELS = {
    "n": "grey",
    "a": "amber",
    "r": "red",
    "g": "green",
    "b": "blue",
    "p": "purple",
}
"""The letters a course of reports is written in, and the labels of the scheme."""

OFFICES = ("head-of-front-door", "head-of-safeguarding", "head-of-care", "head-of-practice", "head-of-commissioning")
"""Who leads the work; each answers to the director."""

CHAIRS = {
    "board": ev.AppointmentMade(
        appointment="chair-board", who="person:p1", role="chair", body="board", capacity="external",
        called_independent="yes", portfolio="none",
    ),
    "scrutiny": ev.AppointmentMade(
        appointment="chair-scrutiny", who="person:p2", role="chair", body="scrutiny", capacity="elected",
        portfolio="none",
    ),
    "cabinet": ev.AppointmentMade(
        appointment="chair-cabinet", who="person:p3", role="chair", body="cabinet", capacity="elected",
        portfolio=["area:finance"],
    ),
    "partnership": ev.AppointmentMade(
        appointment="chair-partnership", who="person:p4", role="chair", body="partnership", capacity="external",
        called_independent="yes", portfolio="none",
    ),
}  # fmt: skip
"""Who is in the chair of each body."""


@attrs.frozen(kw_only=True)
class Promise:
    """One commitment of the plan.

    Attributes:
        name: Its id.
        text: What is promised.
        area: What it concerns.
        lead: Who answers for it.
        measures: What will show it: its id, its words, where it starts and how far it moves each quarter.
    """

    name: str
    text: str
    area: str
    lead: str
    measures: Sequence[tuple[str, str, int, int]]


PROMISES = (
    Promise(name="1", text="Every contact is decided within a day", area="front-door", lead="head-of-front-door",
            measures=[("contacts", "Contacts decided within one working day", 61, 3)]),
    Promise(name="2", text="Thresholds are understood alike by every partner", area="thresholds",
            lead="head-of-front-door", measures=[("re-referrals", "Re-referrals within twelve months", 31, -2)]),
    Promise(name="3", text="No child waits for an assessment", area="assessment", lead="head-of-safeguarding",
            measures=[("assessments", "Assessments finished within 45 working days", 68, 2)]),
    Promise(name="4", text="Children in need are seen, and alone", area="visits", lead="head-of-safeguarding",
            measures=[("visits", "Children seen within the agreed time", 70, 2)]),
    Promise(name="5", text="Children in care live close to home", area="placements", lead="head-of-care",
            measures=[("distance", "Children placed over twenty miles away", 34, -2)]),
    Promise(name="6", text="Care leavers have somewhere fit to live", area="care-leavers", lead="head-of-care",
            measures=[("suitable", "Care leavers in suitable accommodation", 79, 1)]),
    Promise(name="7", text="Supervision is regular, and thinks", area="supervision", lead="head-of-practice",
            measures=[("supervised", "Supervision held on time", 58, 3),
                      ("agency", "Posts held by agency staff", 33, -2)]),
    Promise(name="8", text="Help comes early enough to matter", area="early-help", lead="head-of-commissioning",
            measures=[("early", "Early help plans closed with needs met", 52, 2)]),
)  # fmt: skip
"""The eight commitments of the plan and its nine measures."""

RECOMMENDATIONS = (
    ("1", "Decide on every contact within a working day", "front-door", "1"),
    ("2", "Record why a contact needs no further action", "front-door", "1"),
    ("3", "Publish thresholds that partners have agreed", "thresholds", "2"),
    ("4", "Test thresholds on real cases every quarter", "thresholds", "2"),
    ("5", "Finish assessments in time", "assessment", "3"),
    ("6", "Hear the child in every assessment", "assessment", "3"),
    ("7", "Visit children in need as often as agreed", "visits", "4"),
    ("8", "See children alone", "visits", "4"),
    ("9", "Find placements nearer home", "placements", "5"),
    ("10", "Review every distant placement", "placements", "5"),
    ("11", "Prepare care leavers earlier", "care-leavers", "6"),
    ("12", "Supervise every social worker monthly", "supervision", "7"),
    ("13", "Reduce the turnover of managers", "supervision", "7"),
    ("14", "Agree with partners who leads early help", "early-help", "8"),
)
"""The inspectors' fourteen recommendations: number, words, area, and the commitment that takes it up."""


FOUND = (
    ("front-door", "weakness", "Decisions on contacts still wait for a manager"),
    ("assessment", "weakness", "Assessments describe, and do not analyse"),
    ("supervision", "weakness", "Supervision records actions and no reflection"),
    ("visits", "mixed", "Children are seen more often; why they are seen is not always recorded"),
    ("front-door", "strength", "Contacts are decided in time and for good reasons"),
    ("thresholds", "strength", "Partners describe the same thresholds"),
    ("supervision", "strength", "Supervision is regular"),
    ("assessment", "strength", "Assessments hear the child"),
    ("care-leavers", "strength", "Care leavers know who to ask"),
)
"""What each visit found: the area, which way, and in a few words."""


def chair_of(body: str) -> str:
    """Who is in the chair of a body."""
    return str(CHAIRS[body].who)


def lead_of(promise: str) -> str:
    """Who answers for a commitment of the plan."""
    return next(one.lead for one in PROMISES if one.name == promise)
