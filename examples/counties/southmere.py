"""Southmere: Northbeck, had everybody said what was so; of every pair it tells the near miss twice."""

from __future__ import annotations

from examples.counties.county import County
from examples.counties.every_pair import PAIRS
from examples.counties.ordinary import ordinary


def southmere() -> County:
    """The county whose plan deserves the reliance put on it."""
    county = ordinary("Southmere")
    for told in PAIRS.values():
        for subject in (told.specimen, told.near_miss):
            told.tell(county, subject.partition(":")[2], True)
    county.close()
    return county
