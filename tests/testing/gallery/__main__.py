"""The gallery as a table: each bug, the law that catches it, and the size of the smallest history that shows it."""

from govledger.testing.law import Law
from govledger.testing.laws import law_named, laws_of, pool_of
from govledger.testing.pool import Verdict
from tests.testing.gallery.bad import BAD
from tests.testing.gallery.good import GOOD


def verdict(projection: type, law: Law) -> Verdict:
    """Return what becomes of one law, put to the same histories each time."""
    return pool_of(projection, examples=90, seeded=True).verdict(law)


def main() -> None:
    """Print the table."""
    print(f"{'bug':<26} {'events':>6}  law")
    for bad, name in BAD.items():
        found = verdict(bad, law_named(name))
        size = "none" if found.told is None else str(len(found.told))
        print(f"{bad.__name__:<26} {size:>6}  {law_named(name).sentence}")
    held = sum(verdict(good, law).fault is None for good in GOOD for law in laws_of(good))
    put = sum(len(laws_of(good)) for good in GOOD)
    print(f"\n{len(GOOD)} good ones: {held} of {put} laws hold")


if __name__ == "__main__":
    main()
