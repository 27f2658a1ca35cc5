"""Northbeck: an honest record to which, for every rule, a specimen and a near miss have been added."""

from __future__ import annotations

from examples.counties.county import County
from examples.counties.ordinary import ordinary
from examples.counties.pairs import PAIRS


def northbeck() -> County:
    """The county whose plan should be doubted, in forty places."""
    county = ordinary("Northbeck")
    for told in PAIRS.values():
        told.tell(county, told.specimen.partition(":")[2], False)  # noqa: FBT003 - the pairs name it
        told.tell(county, told.near_miss.partition(":")[2], True)  # noqa: FBT003
    county.close()
    return county
