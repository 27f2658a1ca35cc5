"""The ledgers that the tests of the read models fold."""

from collections.abc import Mapping

import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from tests.projections.support import MINUTES, say


@pytest.fixture(params=MINUTES)
def minute(request: pytest.FixtureRequest, minutes: Mapping[str, Ledger]) -> Ledger:
    """Each of the five minutes in turn; shared, so record nothing in it."""
    return minutes[request.param]


@pytest.fixture
def action(ledger: Ledger) -> Ledger:
    """A ledger with a plan, its scheme, and action 2.4, due by the end of September 2017."""
    states = (
        ev.State(label="green", meaning="on_track"),
        ev.State(label="blue", meaning="complete"),
        ev.State(label="red", meaning="off_track"),
        ev.State(label="grey", meaning="no_update"),
    )
    say(ledger, ev.PlanVersioned(plan="p", version="1", standing="approved"), "2017-01-05")
    say(ledger, ev.StatusSchemeDefined(scheme="rag", states=states, applies_to=["plan:p"]), "2017-01-05")
    added = ev.ActionAdded(
        action="2.4", plan="p", text="Audit every threshold decision", leads=["office:dcs"], due=ev.by("2017-09-30")
    )
    say(ledger, added, "2017-01-06")
    return ledger
