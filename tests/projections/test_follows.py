"""Following what becomes of tracked things."""

from typing import Any

import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.follows import FollowsProgress
from govledger.projections.recommendation_tracker import RecommendationTracker
from tests.projections.support import say

REF = "recommendation:rec-4"
SAID: dict[type[Any], dict[str, Any]] = {
    ev.StatusReported: {"status": "green"},
    ev.CompletionClaimed: {},
    ev.VerificationRecorded: {"result": "verified"},
    ev.EmbeddingConfirmed: {},
    ev.DeadlineChanged: {"now": "2018-12-31"},
    ev.DetailChanged: {"field": "leads", "leads": ["office:mash"]},
    ev.PlanItemRetired: {"how": "withdrawn"},
    ev.PlanItemReopened: {},
}
"""Every sort of event that touches the state of something, with what it says beside its subject."""


def tracker(ledger: Ledger) -> RecommendationTracker:
    return ledger.history().project(RecommendationTracker)


@pytest.fixture
def made(ledger: Ledger) -> Ledger:
    """A ledger with one recommendation."""
    say(ledger, ev.RecommendationMade(recommendation="rec-4"), "2017-04-07")
    return ledger


@pytest.mark.parametrize("sort", SAID)
def test_whatever_touches_the_state_of_something_is_on_its_row(made: Ledger, sort: type[Any]) -> None:
    number = say(made, sort(subject=REF, **SAID[sort]), "2017-09-01")

    row = tracker(made).recommendations["rec-4"]

    assert row.entries == [row.entry, number]


@pytest.mark.parametrize("sort", SAID)
def test_what_is_said_of_another_kind_of_thing_changes_nothing(made: Ledger, sort: type[Any]) -> None:
    before = tracker(made)

    say(made, sort(subject="area:front-door", **SAID[sort]), "2017-09-01")

    assert tracker(made) == before


def test_a_lead_a_date_and_a_test_of_embedding_are_taken_over(made: Ledger) -> None:
    for sort in (ev.DetailChanged, ev.DeadlineChanged, ev.EmbeddingConfirmed):
        say(made, sort(subject=REF, **SAID[sort]), "2017-09-01")

    held = tracker(made)

    row = held.recommendations["rec-4"]
    assert (row.leads, str(row.due), held.stage(row)) == (("office:mash",), "2018-12-31", "embedded")


def test_a_projection_that_follows_progress_says_which_things() -> None:
    with pytest.raises(NotImplementedError):
        FollowsProgress()._followed(ev.Ref("action:2.4"))
