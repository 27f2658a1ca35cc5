"""Query 9: which of our challenges were never answered, or answered with confidence only?"""

import datetime as dt
from collections.abc import Mapping

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.challenge_log import ChallengeLog
from tests.projections.saying import AS_OF
from tests.projections.support import MINUTES, minute_ledger, say
from tests.queries.support import not_held

WORCESTERSHIRE = "worcestershire-2017"
OWN_BODY = {
    "gloucestershire-2022-05-26": "children-families-scrutiny",
    "herefordshire-2021": "cyp-scrutiny",
    "west-berkshire-2015": "osmc",
    "worcestershire-2017": "hwb",
    "tower-hamlets-2017-06-14": "bvib",
}


def log(ledger: Ledger) -> ChallengeLog:
    return ledger.history().project(ChallengeLog)


def unanswered(ledger: Ledger, name: str) -> set[str]:
    return {found.challenge for found in log(ledger).unanswered(AS_OF[name])}


def test_what_was_left_unanswered_in_each_minute(minutes: Mapping[str, Ledger]) -> None:
    found = {name: unanswered(minutes[name], name) for name in MINUTES}

    assert found == {
        "gloucestershire-2022-05-26": {"board-and-scrutiny-roles"},
        "herefordshire-2021": {"broken-contract", "third-sector"},
        "west-berkshire-2015": {"review-postponed"},
        "worcestershire-2017": {
            "sub-group-never-met",
            "corporate-parenting-scrutiny",
            "hwb-scrutiny",
            "councillor-oversight",
        },
        "tower-hamlets-2017-06-14": set(),
    }


def test_one_question_was_answered_with_confidence_and_nothing_else(minutes: Mapping[str, Ledger]) -> None:
    found = {(name, row.challenge) for name in MINUTES for row in log(minutes[name]).confidence_only()}

    assert found == {(WORCESTERSHIRE, "board-actions")}


def test_a_suggestion_is_neither_confidence_nor_silence(minutes: Mapping[str, Ledger]) -> None:
    row = log(minutes[WORCESTERSHIRE]).challenges["councillor-duties"]

    assert (row.state, row.dispositions) == ("answered", ["suggestion"])


def test_no_asker_said_that_an_answer_satisfied(minutes: Mapping[str, Ledger]) -> None:
    assert [row for name in MINUTES for row in log(minutes[name]).by_state("satisfied")] == []


def test_that_tower_hamlets_asked_nothing_is_believed_for_that_meeting_only(minutes: Mapping[str, Ledger]) -> None:
    history, day = minutes["tower-hamlets-2017-06-14"].history(), AS_OF["tower-hamlets-2017-06-14"]

    assert not_held(history, day, "deliberation", body="bvib") == []
    assert not_held(history, day, "deliberation", body="csib") == ["deliberation"]
    assert not_held(history, day + dt.timedelta(days=1), "deliberation", body="bvib") == ["deliberation"]


def test_silence_is_believed_only_in_the_minute_that_was_kept(minutes: Mapping[str, Ledger]) -> None:
    missing = {
        name: not_held(minutes[name].history(), AS_OF[name], "deliberation", "meetings", body=OWN_BODY[name])
        for name in MINUTES
    }

    # Each minute is entered whole, so nothing was answered in it; a later meeting may have answered.
    assert missing == {name: ["meetings"] for name in MINUTES}


def test_a_written_reply_with_evidence_takes_a_question_off_the_list() -> None:
    with minute_ledger(WORCESTERSHIRE) as ledger:
        reply = ev.ChallengeAnswered(challenge="board-actions", disposition="answered", by=["office:hwb-chairman"])
        say(ledger, reply, "2017-06-20", form="written")

        assert log(ledger).confidence_only() == []
        assert log(ledger).challenges["board-actions"].dispositions == ["confidence_only", "answered"]
