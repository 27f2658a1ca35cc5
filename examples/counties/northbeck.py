"""Northbeck: an honest record with a specimen and a near miss of every rule, and what the inspectors found of it."""

from __future__ import annotations

from examples.counties.county import County
from examples.counties.every_pair import PAIRS
from examples.counties.inspectors_return import inspectors_return
from examples.counties.ordinary import ordinary


def northbeck() -> County:
    """The county whose plan should be doubted, in forty places."""
    county = ordinary("Northbeck")
    for told in PAIRS.values():
        told.tell(county, told.specimen.partition(":")[2], False)
        told.tell(county, told.near_miss.partition(":")[2], True)
    inspectors_return(county)
    county.close()
    return county
