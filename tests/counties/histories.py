"""Counties drawn at random: which actions are told, and of which rules the specimen, the near miss, both or neither."""

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from examples.counties.county import County
from examples.counties.every_pair import PAIRS
from examples.counties.inspectors_return import inspectors_return
from examples.counties.ordinary import ACTIONS
from govledger.ledger import Draft, Ledger
from tests.ledger.support import FakeClock

NEITHER, SPECIMEN, NEAR_MISS, BOTH = range(4)


def told(actions: Sequence[str], sides: dict[str, int], *, returned: bool) -> list[Draft]:
    """Return what is told of a county with these actions, and these sides of the pairs."""
    county = County("Drawn")
    for action, text, letters in ACTIONS:
        if action in actions:
            county.action(action, action.partition(".")[0], text)
            county.course(action, letters)
    for rule, side in sides.items():
        pair = PAIRS[rule]
        if side in {SPECIMEN, BOTH}:
            pair.tell(county, pair.specimen.partition(":")[2], False)  # noqa: FBT003 - the pairs name it
        if side in {NEAR_MISS, BOTH}:
            pair.tell(county, pair.near_miss.partition(":")[2], True)  # noqa: FBT003 - the pairs name it
    if returned:
        inspectors_return(county)
    county.close()
    return sorted(county.drafts, key=lambda one: one.known_on)  # type: ignore[arg-type, return-value] # Every one has it.


@st.composite
def counties(draw: DrawFn) -> list[Draft]:
    """Draw what is told of a county."""
    names = [action for action, *_ in ACTIONS]
    actions = draw(st.lists(st.sampled_from(names), max_size=8, unique=True))
    rules = draw(st.lists(st.sampled_from(sorted(PAIRS)), min_size=1, max_size=12, unique=True))
    sides = {rule: draw(st.sampled_from([SPECIMEN, NEAR_MISS, BOTH])) for rule in rules}
    every = set(sides) == set(PAIRS) and BOTH in sides.values()
    return told(actions, sides, returned=every)


def recorded(drafts: Sequence[Draft], instant: str = "2029-12-31T12:00:00Z") -> Ledger:
    """Return a ledger of its own that holds what is told, recorded at an instant."""
    ledger = Ledger.open("memory://", clerk="office:clerk", clock=FakeClock(instant))
    ledger.record_drafts(list(drafts))
    return ledger
