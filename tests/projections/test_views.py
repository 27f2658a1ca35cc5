"""The registry of built-in read models."""

import pytest

from govledger.errors import BadValueError
from govledger.projections.views import VIEWS, declared, view_named
from tests.projections.support import every_cut, minute_ledger


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_found_by_its_name(view: type) -> None:
    assert view_named(declared(view).name) is view


def test_views_stand_in_alphabetical_order_once_each() -> None:
    names = [view.__name__ for view in VIEWS]

    assert names == sorted(set(names))


def test_an_unknown_view_is_refused_by_name() -> None:
    with pytest.raises(BadValueError, match="view: found 'no-such-view'"):
        view_named("no-such-view")


def test_a_class_that_is_no_projection_is_told_so() -> None:
    with pytest.raises(TypeError, match="is not a projection"):
        declared(int)


def test_the_cuts_put_to_a_view_range_from_nothing_to_everything() -> None:
    with minute_ledger("tower-hamlets-2017-06-14") as ledger:
        sizes = {label: len(history) for label, history in every_cut(ledger)}

        assert sizes["recorded_by=1990-01-01"] == 0
        assert sizes["whole"] == len(ledger)
        assert len(set(sizes.values())) > 3
