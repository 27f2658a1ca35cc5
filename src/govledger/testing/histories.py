"""Whole histories that could have happened: back-dated, late, told twice, corrected, taken back and revived.

A history is drawn as a list of steps that know nothing of each other, and then told in order: what a step refers to and
nobody brought in is brought in just before it, an id that is taken gives way to the next, a correction goes to the
entry it is of. So any part of a history is a history, and a failing one shrinks to the few steps that matter.
"""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from govledger.events import CATALOGUE, Catalogue
from govledger.testing.scenario import Given
from govledger.testing.shrinking import Script
from govledger.testing.steps import OWN, Step, steps

SIZE_MAX = 8
"""How many steps a history has at most, unless asked for others; introductions and versions come on top."""


def histories(
    *events: type,
    catalogue: Catalogue = CATALOGUE,
    size_max: int = SIZE_MAX,
    versions: bool = True,
    unheard: bool = True,
) -> SearchStrategy[Given]:
    """Histories that could have happened.

    Args:
        *events: The event classes they are made of; every type of the catalogue unless some are named. What these
            refer to is brought in whether or not its type is among them.
        catalogue: The event types that are known.
        size_max: How many things are said at most.
        versions: Whether the clerk corrects, retracts and erases.
        unheard: Whether events of a type that the program does not know may stand among them.
    """
    drawn = scripts(*events, catalogue=catalogue, size_max=size_max, versions=versions, unheard=unheard)
    return drawn.map(Script.told)


def scripts(
    *events: type,
    catalogue: Catalogue = CATALOGUE,
    size_min: int = 0,
    size_max: int = SIZE_MAX,
    versions: bool = True,
    unheard: bool = True,
) -> SearchStrategy[Script]:
    """The scripts of such histories, which can be told, and told again with less in them."""
    types = tuple(catalogue.of(event) for event in events) or tuple(one for one in catalogue if one.name not in OWN)

    def written(drawn: list[Step | None]) -> Script:
        said = tuple(step for step in drawn if step is not None)
        return Script(steps=said, types=types, catalogue=catalogue)

    drawn = steps(types, catalogue, versions=versions, unheard=unheard)
    return st.lists(drawn, min_size=size_min, max_size=size_max).map(written)
