"""Votes in their three forms, and who was there."""

from typing import Any

import pytest

from govledger import events as ev
from govledger.errors import BadValueError
from govledger.events import Attendance, Vote
from govledger.events.repertoire import ATTENDANCE, VOTE

FLOAT: Any = 1.5
ROLL = (("person:p2", "for"),)


@pytest.mark.parametrize(
    ("given", "vote"),
    [
        ("unanimous", Vote(how="unanimous")),
        ("card 16-3-0", Vote(how="card", in_favour=16, against=3, abstained=0)),
        (" show_of_hands  0-0-12 ", Vote(how="show_of_hands", in_favour=0, against=0, abstained=12)),
        ({"how": "show of hands"}, Vote(how="show of hands")),
        (
            {"how": "card", "for": 16, "roll": [["person:p2", "for"]], "roll_complete": "no"},
            Vote(how="card", in_favour=16, roll=ROLL, roll_complete="no"),
        ),
        ({"roll": (("person:p2", "for"),)}, Vote(roll=ROLL)),
        ({"for": 0}, Vote(in_favour=0)),
        (Vote(in_favour=0, roll=ROLL), Vote(in_favour=0, roll=ROLL)),
    ],
    ids=repr,
)
def test_a_vote_is_a_word_or_counts_or_an_object(given: object, vote: Vote) -> None:
    assert Vote.read(given) == vote
    assert Vote.read(VOTE.write(vote)) == vote


@pytest.mark.parametrize(
    "given",
    [
        "", "show of hands", "card 16-3", "card 16-3-0-1", "card 16-x-0", "card -1-3-0", "16-3-0 card now",
        "card 16.5-3-0", "card \u0661-2-3", {}, {"how": None}, {"how": "card", "for": -1}, {"for": 16.0}, {"for": True},
        {"for": "16"}, {"in_favour": 16}, {"how": ""}, {"roll": "person:p2 for"}, {"roll": [["person:p2"]]},
        {"roll": [["p2", "for"]]}, {"roll": ["person:p2 for"]}, {"roll": [["none", "for"]]},
        {"roll": [["person:p2", 1]]}, {"roll_complete": "mostly"}, Vote(), Vote(in_favour=FLOAT),
        Vote(roll=(("p2", "for"),)), None, 16, 1.5, ["card"],
    ],
    ids=ascii,
)  # fmt: skip
def test_what_tells_of_no_vote_is_refused(given: object) -> None:
    with pytest.raises(BadValueError):
        Vote.read(given)


def test_a_vote_refers_to_those_on_its_roll() -> None:
    recorded = ev.DecisionRecorded(decision="d1", force="carried", vote={"roll": [["person:p2", "for"]]})

    assert recorded.vote
    assert list(VOTE.references(recorded.vote)) == ["person:p2"]


@pytest.mark.parametrize(
    ("given", "who"),
    [
        ("person:p3 chair", Attendance(party="person:p3", role="chair")),
        ("person:p3", Attendance(party="person:p3")),
        ("office:dcs  co-opted member", Attendance(party="office:dcs", role="co-opted member")),
        (
            {"party": "group:officers", "role": "officer", "count": 7},
            Attendance(party="group:officers", role="officer", count=7),
        ),
        (
            {"party": "person:p4", "for": "person:p5", "present": "part", "voting": "no", "remote": "yes"},
            Attendance(party="person:p4", in_place_of="person:p5", present="part", voting="no", remote="yes"),
        ),
        (Attendance(party="person:p3", count=0), Attendance(party="person:p3", count=0)),
    ],
    ids=repr,
)
def test_an_attendance_is_a_party_and_a_role_or_an_object(given: object, who: Attendance) -> None:
    assert Attendance.read(given) == who
    assert Attendance.read(ATTENDANCE.write(who)) == who


@pytest.mark.parametrize(
    "given",
    [
        "p3 chair", "", "none", "chair person:p3", "person:p3\nchair", {"role": "chair"}, {"party": "none"},
        {"party": "person:p3", "present": "late"}, {"party": "person:p3", "count": 7.0},
        {"party": "person:p3", "count": True}, {"party": "person:p3", "for": "p5"},
        {"party": "person:p3", "for": "none"}, {"party": "person:p3", "voting": True},
        {"party": "person:p3", "in_place_of": "person:p5"}, Attendance(party="p3"),
        Attendance(party="person:p3", count=-1), None, 7, 1.5, ["person:p3"], b"person:p3",
    ],
    ids=ascii,
)  # fmt: skip
def test_what_names_nobody_at_a_meeting_is_refused(given: object) -> None:
    with pytest.raises(BadValueError):
        Attendance.read(given)


def test_a_substitute_refers_to_whom_they_stood_in_for() -> None:
    who = Attendance.read({"party": "person:p4", "for": "person:p5"})

    assert list(ATTENDANCE.references(who)) == ["person:p4", "person:p5"]
    assert ATTENDANCE.write(who) == {"party": "person:p4", "for": "person:p5"}


def test_a_field_of_an_attendance_nearly_named_is_told_its_name() -> None:
    given: Any = {"party": "person:p3", "prsent": "yes"}

    with pytest.raises(BadValueError, match=r"attendance: found 'prsent'.*did you mean present") as refused:
        ev.MeetingHeld(meeting="m1", attendance=[given])

    assert refused.value.where == "attendance"
