"""What has to be so after every step, whoever was killed in it."""

from __future__ import annotations

import random

from govledger import PlanState, events as ev
from govledger.exports import LedgerEvidence, verify
from tests.simulation.steps import VKEYS
from tests.simulation.world import USERS, World


def check_world(world: World, chance: random.Random) -> None:
    """Check everything.

    Raises:
        AssertionError: Something is not as it must be.
    """
    user = world.users[chance.randrange(USERS)]
    check_entries(world)
    reconciled = user.reconcile()
    assert reconciled.ok, reconciled.findings
    with LedgerEvidence(user) as evidence:
        verified = verify(evidence, kept=world.model.notes, vkeys=VKEYS)
    assert verified.ok, verified.findings
    check_followers(world, chance)
    check_plans(world, chance)


def check_entries(world: World) -> None:
    """Check that the numbers have no gap, that what was acknowledged is there as it was, and nothing else."""
    user, size, last = world.users[0], 0, None
    for size, entry in enumerate(user.entries(), start=1):
        assert entry.number == size
        assert size <= world.model.size, "something is there that nobody was told of"
        world.model.check(entry)
        assert last is None or last <= entry.recorded_at or isinstance(entry.event, ev.ClockCorrected), "a stamp fell"
        last = entry.recorded_at
    assert size == len(user) == world.model.size, "something that was acknowledged is not there"


def check_followers(world: World, chance: random.Random) -> None:
    """Check that a state that grew is what a replay gives."""
    at = chance.randrange(USERS)
    view = world.followers[at].catch_up()
    assert view.number == world.model.size
    assert view.state == world.users[at].history().project(PlanState), "a follower is not a replay"


def check_plans(world: World, chance: random.Random) -> None:
    """Check that the plan within some cut is what the model works out."""
    user, day = world.users[chance.randrange(USERS)], world.a_day(chance)
    instant = chance.choice(world.model.entries).recorded_at
    cuts = [
        (user.history(), world.model.plan()),
        (user.history(as_of=day), world.model.plan(happened_by=day, known_by=day)),
        (user.history(happened_by=day), world.model.plan(happened_by=day)),
        (user.history(recorded_by=instant), world.model.plan(recorded_by=instant)),
    ]
    for history, expected in cuts:
        state = history.project(PlanState)
        found = {name: (row.entry > 0, row.status and str(row.status)) for name, row in state.actions.items()}
        assert found == expected, f"the plan {history.cut.words}"
