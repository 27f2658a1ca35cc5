"""How far anything tracked has come."""

import datetime as dt
from typing import Any

from govledger import events as ev
from govledger.ledger import Ledger
from tests.projections.support import plan_of, report, say

AUTUMN = dt.date(2017, 10, 2)


def stage(ledger: Ledger, **cut: Any) -> str:
    plan = plan_of(ledger, **cut)
    return plan.stage(plan.actions["2.4"])


def test_an_item_comes_through_its_stages(action: Ledger) -> None:
    evidence = [stage(action)]
    steps: list[tuple[Any, str]] = [
        (report("rag/green"), "2017-02-01"),
        (ev.CompletionClaimed(subject="action:2.4", by=["office:dcs"], completed_on="2017-05"), "2017-06-01"),
        (ev.VerificationRecorded(subject="action:2.4", result="verified", by=["org:audit"]), "2017-07-01"),
        (ev.EmbeddingConfirmed(subject="action:2.4"), "2017-12-01"),
        (ev.PlanItemReopened(subject="action:2.4"), "2018-01-01"),
        (ev.PlanItemRetired(subject="action:2.4", how="merged", successor=["action:2.4"]), "2018-02-01"),
    ]

    for event, day in steps:
        say(action, event, day)
        evidence.append(stage(action))

    assert evidence == ["added", "reported", "claimed", "verified", "embedded", "reopened", "retired"]


def test_a_claim_says_whose_word_it_is_and_the_day_it_speaks_of(action: Ledger) -> None:
    claim = ev.CompletionClaimed(subject="action:2.4", by=["office:dcs"], completed_on="2017-05")
    number = say(action, claim, "2017-06-01", asserted_by="office:dcs")

    claimed = plan_of(action).actions["2.4"].claimed

    assert claimed is not None
    assert (claimed.by, claimed.day, str(claimed.said_of), claimed.entry) == (
        ("office:dcs",),
        dt.date(2017, 6, 1),
        "2017-05",
        number,
    )
    assert str(claimed) == f"2017-06-01 by office:dcs (entry {number})"


def test_a_status_that_means_done_is_a_claim(action: Ledger) -> None:
    number = say(action, report("rag/blue"), "2017-06-01", asserted_by="office:dcs")

    plan = plan_of(action)

    claim = plan.claim(plan.actions["2.4"])
    assert claim is not None
    assert (claim.entry, str(claim)) == (number, f"rag/blue 2017-06-01 by office:dcs (entry {number})")
    assert plan.stage(plan.actions["2.4"]) == "claimed"


def test_a_claim_outlives_a_report_that_says_nothing(action: Ledger) -> None:
    say(action, report("rag/blue"), "2017-06-01")
    say(action, report("rag/grey"), "2017-07-01")

    assert stage(action) == "claimed"


def test_a_done_item_reported_off_track_has_slipped_back_and_is_open_again(action: Ledger) -> None:
    say(action, report("rag/blue"), "2017-06-01")
    say(action, report("rag/red"), "2017-07-01")

    plan = plan_of(action)

    assert plan.stage(plan.actions["2.4"]) == "slipped_back"
    assert list(plan.overdue(AUTUMN)) == ["action:2.4"]


def test_what_was_done_before_an_item_was_reopened_counts_no_more(action: Ledger) -> None:
    say(action, report("rag/blue"), "2017-06-01")
    say(action, ev.PlanItemReopened(subject="action:2.4"), "2017-07-01")

    assert stage(action) == "reopened"


def test_a_check_that_fails_takes_back_an_earlier_one(action: Ledger) -> None:
    say(action, ev.VerificationRecorded(subject="action:2.4", result="verified"), "2017-06-01")
    say(action, ev.VerificationRecorded(subject="action:2.4", result="not_verified"), "2017-07-01")

    row = plan_of(action).actions["2.4"]

    assert (row.verified, row.verification) == (None, "not_verified")
