"""Query 8: what has each body resolved, agreed, recommended or merely noted, and was it done?"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.decision_register import DecisionRegister
from tests.projections.saying import AS_OF
from tests.projections.support import MINUTES, minute_ledger, say
from tests.queries.support import not_held

TOWER_HAMLETS = "tower-hamlets-2017-06-14"
LATER = "2017-09-13"


def register(ledger: Ledger) -> DecisionRegister:
    return ledger.history().project(DecisionRegister)


def test_tower_hamlets_agreed_eight_things_noted_one_and_resolved_one(minutes: Mapping[str, Ledger]) -> None:
    decided = register(minutes[TOWER_HAMLETS]).by_body("bvib")

    assert Counter(found.force for found in decided) == {"agreed": 8, "noted": 1, "resolved": 1}


def test_nothing_that_was_decided_in_tower_hamlets_is_done_that_day(minutes: Mapping[str, Ledger]) -> None:
    decided = {found.decision: found for found in register(minutes[TOWER_HAMLETS]).by_body("bvib")}

    undone = [name for name, found in decided.items() if found.carried_out == "no"]
    bare = [name for name, found in decided.items() if found.carried_out == "nothing derives"]
    assert undone == ["bvib-1/A1", "bvib-1/A3", "bvib-1/A7", "bvib-1/A8"]
    assert bare == ["bvib-1/A2", "bvib-1/A4", "bvib-1/A5", "bvib-1/A6", "bvib-1/RES1", "bvib-1/RES2"]
    assert decided["bvib-1/A3"].open == ("action:TH-A3",)


def test_the_submission_was_only_noted(minutes: Mapping[str, Ledger]) -> None:
    noted = {name: [found.decision for found in register(minutes[name]).only_noted()] for name in MINUTES}

    assert {name: found for name, found in noted.items() if found} == {
        "west-berkshire-2015": ["osmc-1/res-2"],
        TOWER_HAMLETS: ["bvib-1/RES1"],
    }


def test_what_was_decided_elsewhere_is_no_decision_of_those_who_were_told(
    minutes: Mapping[str, Ledger],
) -> None:
    hereford, worcester = register(minutes["herefordshire-2021"]), register(minutes["worcestershire-2017"])

    (endorsed,) = hereford.by_body("cabinet")
    assert (endorsed.force, endorsed.mode) == ("endorsed", "reported")
    assert [found.decision for found in hereford.by_body("cyp-scrutiny")] == ["h-1/motion", "h-1/act-1"]
    assert {found.decision: found.force for found in worcester.by_body("council")} == {
        "council-resources": "agreed",
        "council-9feb": "not_accepted",
    }


def test_worcestershires_board_decided_nothing_and_its_minute_is_held_in_full(minutes: Mapping[str, Ledger]) -> None:
    ledger, day = minutes["worcestershire-2017"], AS_OF["worcestershire-2017"]

    assert register(ledger).by_body("hwb") == []
    assert not_held(ledger.history(), day, "decisions", body="hwb") == []
    assert not_held(ledger.history(), day, "decisions", body="council") == ["decisions"]


def test_in_gloucestershire_no_decision_was_made_twice_and_only_a_sense_was_felt(minutes: Mapping[str, Ledger]) -> None:
    known = register(minutes["gloucestershire-2022-05-26"])

    assert known.decisions["board-shape"].forces == ("explicitly_none", "explicitly_none")
    assert [found.force for found in known.by_body("children-families-scrutiny")] == ["sense_of_meeting"]


def test_that_nothing_is_done_is_believed_only_where_it_would_have_been_kept(minutes: Mapping[str, Ledger]) -> None:
    history = minutes[TOWER_HAMLETS].history()
    wanted = ("decisions", "obligations", "items", "statuses")

    assert not_held(history, AS_OF[TOWER_HAMLETS], *wanted, body="bvib") == ["statuses"]
    assert not_held(history, dt.date.fromisoformat(LATER), *wanted, body="bvib") == list(wanted)


def test_a_claim_on_the_action_carries_the_decision_out() -> None:
    with minute_ledger(TOWER_HAMLETS) as ledger:
        say(ledger, ev.CompletionClaimed(subject="action:TH-A3", by=["office:dcs"]), LATER)

        outcome = register(ledger).outcome("bvib-1/A3")

    assert (outcome.carried_out, outcome.done) == ("yes", ("action:TH-A3 claimed",))
