"""The laws of every projection, put to every read model that comes with the library."""

import pytest

from govledger.projections.views import VIEWS, declared
from govledger.testing import Law, laws_of
from govledger.testing.laws import pool_of

EXAMPLES = 15
POOLS = {view: pool_of(view, examples=EXAMPLES) for view in VIEWS}
PAIRS = [(view, law) for view in VIEWS for law in laws_of(view)]


@pytest.mark.parametrize(("view", "law"), PAIRS, ids=[f"{declared(view).name}-{law.name}" for view, law in PAIRS])
def test_no_read_model_breaks_a_law(view: type, law: Law) -> None:
    fault = POOLS[view].verdict(law).fault

    assert fault is None, str(fault)
