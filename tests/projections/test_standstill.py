import gc
import weakref
from importlib import import_module

import attrs
import pytest

from govledger import events as ev
from govledger.assurance import Rules, check
from govledger.projections.plan_state import PlanState
from govledger.projections.projection import on, projection
from govledger.projections.standstill import standstill, tidy
from govledger.projections.views import declared
from tests.assurance.support import Story
from tests.ledger.support import memory


def test_the_search_for_cycles_rests_inside_and_goes_on_after() -> None:
    with standstill():
        inside = gc.isenabled()

    assert not inside
    assert gc.isenabled()


def test_it_goes_on_after_a_fault_too() -> None:
    with pytest.raises(ValueError, match="a fault"), standstill():
        raise ValueError("a fault")

    assert gc.isenabled()


def test_where_it_had_been_stopped_before_it_stays_stopped() -> None:
    gc.disable()
    try:
        with standstill():
            pass
        after = gc.isenabled()
    finally:
        gc.enable()

    assert not after


def test_a_check_leaves_the_search_for_cycles_as_it_found_it() -> None:
    with Story() as story:
        check(story.ledger.history(), rules=Rules())

    assert gc.isenabled()


class Knot:
    """Something that holds itself."""

    def __init__(self) -> None:
        self.itself = self


def test_what_holds_itself_is_let_go_inside_when_it_is_tidied_away() -> None:
    with standstill():
        knot = weakref.ref(Knot())
        before = knot()
        del before

        tidy()

        assert knot() is None


def test_a_fold_leaves_the_search_for_cycles_as_it_found_it() -> None:
    with Story() as story:
        story.ledger.history().project(PlanState)

    assert gc.isenabled()


@projection(version=1)
class Knots:
    """Ties one at every entry."""

    tied: list[weakref.ref[Knot]] = attrs.field(factory=list["weakref.ref[Knot]"])

    @on()
    def tie(self, event: object, entry: object) -> None:
        """Tie one and forget it."""
        self.tied.append(weakref.ref(Knot()))


def test_what_handlers_leave_lying_about_is_let_go_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("govledger.projections.projection"), "_PART", 2)
    with memory() as ledger:
        ledger.record(*(ev.StatementMade(text=str(number)) for number in range(6)))

        with standstill():
            view = declared(Knots).view(ledger.history())
        last = ledger.history().numbers[-1]

    assert [knot() is None for knot in view.state.tied] == [True] * 6 + [False]
    assert view.number == last
