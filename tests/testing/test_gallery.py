"""The test of the tests: every known bug is caught by the law named for it, and no good projection breaks a law."""

import pytest

from govledger.testing.laws import law_named, laws_of, pool_of
from tests.testing.gallery.__main__ import verdict
from tests.testing.gallery.bad import BAD
from tests.testing.gallery.good import GOOD

SIZE_MAX = 4
"""How many events the smallest history that shows a bug has at most."""


def test_the_gallery_is_wide_enough() -> None:
    assert (len(BAD) >= 15, len(GOOD) >= 15, len(set(BAD.values())) >= 10) == (True, True, True)


@pytest.mark.parametrize(("bad", "law"), BAD.items(), ids=[bad.__name__ for bad in BAD])
def test_a_bug_is_caught_by_the_law_named_for_it(bad: type, law: str) -> None:
    found = verdict(bad, law_named(law))

    assert found.fault is not None
    assert found.told is not None
    assert len(found.told) <= SIZE_MAX, found.told
    assert law_named(law).sentence in str(found.fault)
    assert repr(found.told) in str(found.fault)


@pytest.mark.parametrize("good", GOOD, ids=[good.__name__ for good in GOOD])
def test_a_good_projection_breaks_no_law(good: type) -> None:
    pool = pool_of(good, examples=15)

    broken = [str(found.fault) for law in laws_of(good) if (found := pool.verdict(law)).fault is not None]

    assert "\n".join(broken) == ""
