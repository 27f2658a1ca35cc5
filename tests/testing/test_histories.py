"""Histories drawn at random: that they could have happened, hold all that may happen, and shrink to what matters."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings

from govledger import draft, events as ev
from govledger.events import CATALOGUE, Catalogue, UnknownEvent, fields as f
from govledger.events.catalogue import event
from govledger.testing import Given, UnheardOf, events_of, given as told_in_test, histories
from govledger.testing.steps import OWN
from govledger.testing.unheard import wider

EVERY_TYPE = histories()
PHASES = (Phase.generate, Phase.shrink)
OF_ACTIONS = histories(ev.ActionAdded, ev.StatusReported, ev.CompletionClaimed, ev.StatementMade)


@given(EVERY_TYPE)
def test_every_history_is_taken_by_a_ledger(told: Given) -> None:
    with told.ledger() as ledger:
        assert len(ledger) == 1 + len(told) + (1 if told.erased else 0) * len(set(told.erased))


@given(EVERY_TYPE)
def test_every_history_is_told_by_the_code_it_shows(told: Given) -> None:
    known = wider(CATALOGUE)
    names = {
        "ev": ev, "given": told_in_test, "UnheardOf": UnheardOf,
        "draft": lambda event, **around: draft(event, catalogue=known, **around),
    }  # fmt: skip

    assert eval(repr(told), names) == told


HAPPENS: dict[str, Callable[[Given], bool]] = {
    "a correction": lambda told: any(one.corrects for one in told.drafts),
    "a correction of a correction": lambda told: _most([one.corrects for one in told.drafts]) > 1,
    "a retraction": lambda told: any(one.retracts for one in told.drafts),
    "a revival": lambda told: any(
        later.corrects == one.retracts
        for place, one in enumerate(told.drafts)
        for later in told.drafts[place:]
        if one.retracts
    ),
    "a second account": lambda told: any(one.rival_of for one in told.drafts),
    "the same told twice": lambda told: _most([(one.event, one.happened) for one in told.drafts]) > 1,
    "an unknown type": lambda told: any(isinstance(one.event, UnheardOf) for one in told.drafts),
    "an erasure": lambda told: bool(told.erased),
    "a late arrival": lambda told: any(
        one.happened and before.happened and one.happened.latest < before.happened.earliest
        for place, one in enumerate(told.drafts)
        for before in told.drafts[:place]
    ),
    "another sitting": lambda told: len(told.sittings) > 1,
    "a doubtful asserter": lambda told: any(one.asserted_by and one.mode for one in told.drafts),
    "an imprecise day": lambda told: any(
        one.happened and one.happened.earliest < one.happened.latest for one in told.drafts
    ),
}  # fmt: skip


def _most(found: list[Any]) -> int:
    said = [one for one in found if one is not None]
    return max((said.count(one) for one in said), default=0)


@pytest.mark.parametrize("happens", HAPPENS)
def test_a_history_may_hold(happens: str) -> None:
    found = shrunk(HAPPENS[happens])

    assert 1 <= len(found) <= 5, repr(found)


def shrunk(holds: Callable[[Given], bool]) -> Given:
    """Return the smallest history found of which something holds."""
    quiet = settings(
        max_examples=1_000, database=None, derandomize=True, suppress_health_check=list(HealthCheck), phases=PHASES
    )
    return find(OF_ACTIONS, holds, settings=quiet)


def test_a_history_shrinks_to_the_steps_that_matter() -> None:
    found = shrunk(lambda told: sum(isinstance(one.event, ev.StatusReported) for one in told.drafts) >= 2)

    assert repr(found).count("draft(") <= 4, repr(found)


@pytest.mark.parametrize("declared", [one for one in CATALOGUE if one.name not in OWN], ids=lambda one: one.name)
def test_histories_of_any_one_type_can_happen(declared: Any) -> None:
    @settings(max_examples=5)
    @given(histories(declared.cls))
    def could_happen(told: Given) -> None:
        with told.history() as history:
            assert len(list(history)) >= 1

    could_happen()


def test_a_type_that_the_program_does_not_know_is_read_as_unknown() -> None:
    told = told_in_test(UnheardOf(about=["document:x"], text="Words"))

    with told.history() as history:
        [unheard] = [entry.event for entry in history if entry.number == 2]

    assert isinstance(unheard, UnknownEvent)


def test_an_applications_own_types_are_drawn_from_what_their_fields_declare() -> None:
    held = Catalogue()
    for declared in CATALOGUE:
        held.register(declared)

    @event("tree-felled", catalogue=held)
    class TreeFelled:
        action: str = f.refers("action")
        trees: f.Words = f.clear_each(default=None)

    @settings(max_examples=20)
    @given(events_of(TreeFelled, catalogue=held), histories(TreeFelled, catalogue=held))
    def could_happen(felled: Any, told: Given) -> None:
        with told.history() as history:
            found = {entry.type for entry in history}

        assert type(felled) is TreeFelled
        assert found <= {"ledger-opened/1", "tree-felled/1", "action-added/1", "entry-retracted/1", "unheard-of/1",
                         "disclosure-erased/1", *(one.written for one in CATALOGUE)}  # fmt: skip

    could_happen()
