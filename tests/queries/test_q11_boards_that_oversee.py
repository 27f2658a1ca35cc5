"""Query 11: which boards met, were quorate, had an independent chair, and had the power to scrutinise?"""

import datetime as dt
from collections.abc import Mapping

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.body_register import BodyRegister
from govledger.projections.seats import Oversight
from tests.projections.saying import AS_OF
from tests.projections.support import MINUTES, minute_ledger, say
from tests.queries.support import not_held

WORCESTERSHIRE = "worcestershire-2017"
TOWER_HAMLETS = "tower-hamlets-2017-06-14"


def boards(ledger: Ledger, day: dt.date) -> dict[str, Oversight]:
    found = ledger.history(as_of=day).project(BodyRegister).oversight(day)
    return {each.body: each for each in found}


def test_only_the_bodies_whose_meetings_are_minuted_or_told_are_known_to_have_met(
    minutes: Mapping[str, Ledger],
) -> None:
    found = [board for name in MINUTES for board in boards(minutes[name], AS_OF[name]).values()]

    met = {board.body for board in found if board.meetings}

    assert met == {"children-families-scrutiny", "cyp-scrutiny", "osmc", "hwb", "bvib", "csib"}


def test_no_minute_says_whether_there_was_a_quorum(minutes: Mapping[str, Ledger]) -> None:
    said = {found.quorate for minute in MINUTES for found in boards(minutes[minute], AS_OF[minute]).values()}

    assert said == {"unknown"}


def test_two_chairs_are_called_independent_and_no_other_is_known_to_be(minutes: Mapping[str, Ledger]) -> None:
    found = {
        (minute, name): board.because
        for minute in MINUTES
        for name, board in boards(minutes[minute], AS_OF[minute]).items()
        if board.independent_chair != "unknown"
    }

    assert found == {
        ("gloucestershire-2022-05-26", "improvement-board"): "called independent: yes",
        (TOWER_HAMLETS, "csib"): "called independent: yes",
    }


def test_worcestershires_boards_may_not_scrutinise_and_one_never_met(minutes: Mapping[str, Ledger]) -> None:
    found = boards(minutes[WORCESTERSHIRE], AS_OF[WORCESTERSHIRE])

    assert (found["hwb"].may_scrutinise, found["corporate-parenting-board"].may_scrutinise) == ("no", "no")
    assert found["hwb-sub-group"].never_met == "yes"
    assert found["council"].may_scrutinise == "unknown"


def test_both_reports_of_a_boards_terms_are_kept_together(minutes: Mapping[str, Ledger]) -> None:
    board = minutes[WORCESTERSHIRE].history().project(BodyRegister).bodies["hwb"]

    assert (board.lacks, board.outside) == (("scrutinise",), ("area:childrens-safeguarding",))
    assert len(board.terms) == 2


def test_tower_hamlets_new_board_monitors_monthly_and_whether_it_scrutinises_is_not_told(
    minutes: Mapping[str, Ledger],
) -> None:
    register = minutes[TOWER_HAMLETS].history().project(BodyRegister)

    board = register.bodies["csib"]
    assert (board.powers, str(board.cadence)) == (("monitor",), "every month")
    assert register.may_scrutinise("csib") == "unknown"
    assert register.may_scrutinise("osc") == "yes"


def test_that_a_board_has_not_met_cannot_be_told_from_one_minute(minutes: Mapping[str, Ledger]) -> None:
    missing = [not_held(minutes[name].history(), AS_OF[name], "meetings", "appointments") for name in MINUTES]

    assert missing == [["meetings", "appointments"]] * len(MINUTES)


def test_one_quorate_meeting_with_terms_that_say_so_makes_an_overseer() -> None:
    with minute_ledger(WORCESTERSHIRE) as ledger:
        day = "2017-06-20"
        say(ledger, ev.TermsOfReferenceSet(body="hwb-sub-group", powers=["scrutinise"]), day)
        say(ledger, ev.MeetingHeld(meeting="sub-1", body="hwb-sub-group", quorate="yes"), day)

        found = boards(ledger, dt.date.fromisoformat(day))["hwb-sub-group"]

    assert (found.meetings, found.quorate, found.may_scrutinise) == (1, "yes", "yes")
    assert found.never_met == "yes"  # What a councillor said before stands beside it.
