"""The laws of every projection, put to every read model that comes with the library."""

from functools import cache

import pytest

from govledger.projections.views import VIEWS, declared
from govledger.testing import Law, laws_of
from govledger.testing.laws import pool_of
from govledger.testing.pool import Pool

EXAMPLES = 15
PAIRS = [(view, law) for view in VIEWS for law in laws_of(view)]


@cache
def pool(view: type) -> Pool:
    """The histories of one view, drawn for the first of its laws."""
    return pool_of(view, examples=EXAMPLES)


@pytest.mark.parametrize(("view", "law"), PAIRS, ids=[f"{declared(view).name}-{law.name}" for view, law in PAIRS])
def test_no_read_model_breaks_a_law(view: type, law: Law) -> None:
    fault = pool(view).verdict(law).fault

    assert fault is None, str(fault)
