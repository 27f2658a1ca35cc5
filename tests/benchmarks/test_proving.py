"""What an export is held against in the benchmarks."""

from pathlib import Path

from benchmarks.proving import _place


def test_bundles_are_read_in_the_order_of_the_tree_past_a_thousand_of_them() -> None:
    entries = Path("export/tile/entries")
    names = ["000", "234", "999", "x001/000", "x001/234", "x003/906.p/64"]

    places = [_place(entries / name) for name in names]

    assert places == [0, 234, 999, 1_000, 1_234, 3_906]
