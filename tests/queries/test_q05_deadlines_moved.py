"""Query 5: which deadlines have moved, how often, by how much, and who agreed?"""

import datetime as dt
from collections.abc import Mapping

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.deadline_history import DeadlineHistory
from tests.projections.support import MINUTES, minute_ledger, say
from tests.queries.support import not_held

WEST_BERKSHIRE = "west-berkshire-2015"
TODAY = dt.date(2023, 1, 1)


def test_two_of_west_berkshires_dates_moved_by_nobody_knows_how_much(minutes: Mapping[str, Ledger]) -> None:
    slips = minutes[WEST_BERKSHIRE].history().project(DeadlineHistory).slips(TODAY)

    assert {ref: (slip.times_moved, slip.untold_moves, slip.days_slipped) for ref, slip in slips.items()} == {
        "plan:improvement-plan": (1, 1, None),
        "obligation:test-of-assurance": (1, 1, None),
    }


def test_both_moves_give_a_reason_and_neither_says_who_agreed(minutes: Mapping[str, Ledger]) -> None:
    moves = minutes[WEST_BERKSHIRE].history().project(DeadlineHistory).moves(TODAY)

    assert [(move.subject, move.by, move.has_reason, move.approved_by, move.decision) for move in moves] == [
        ("plan:improvement-plan", None, True, None, None),
        ("obligation:test-of-assurance", ("body:council",), True, None, None),
    ]


def test_the_update_promised_in_west_berkshire_is_due_on_either_of_two_readings(minutes: Mapping[str, Ledger]) -> None:
    history = minutes[WEST_BERKSHIRE].history().project(DeadlineHistory)

    assert [reading.said for reading in history.readings("obligation:update")] == [
        "3 months after meeting:osmc-1",
        "December 2015",
    ]
    assert history.deadlines["obligation:update"].moves == []


def test_no_other_minute_moves_a_date_and_none_holds_its_deadlines_in_full(minutes: Mapping[str, Ledger]) -> None:
    histories = {name: minutes[name].history() for name in MINUTES}

    moved = [name for name, history in histories.items() if history.project(DeadlineHistory).moves(TODAY)]

    assert moved == [WEST_BERKSHIRE]
    assert all(not_held(history, TODAY, "deadlines") == ["deadlines"] for history in histories.values())


def test_a_move_agreed_by_the_board_says_how_far_and_who() -> None:
    with minute_ledger("tower-hamlets-2017-06-14") as ledger:
        change = ev.DeadlineChanged(
            subject="obligation:submit",
            now=ev.by("2017-08-20"),
            by=["office:dcs"],
            approved_by="body:bvib",
            reason="The directions came late",
        )
        say(ledger, change, "2017-07-12")

        slip = ledger.history().project(DeadlineHistory).slips(TODAY)["obligation:submit"]

        assert (slip.times_moved, slip.later_moves, slip.days_slipped) == (1, 1, 31)
        assert (slip.without_reason, slip.without_approver) == (0, 0)
