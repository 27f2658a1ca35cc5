"""A specimen and a near miss of every rule, each pair told by one function."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from examples.counties.county import County

Tell = Callable[[County, str, bool], None]


@attrs.frozen(kw_only=True)
class Pair:
    """Two subjects that differ by at most three events: a rule has a question for the one, and none for the other.

    Attributes:
        rule: The rule's name.
        specimen: The subject that the rule asks about.
        near_miss: The subject that it does not ask about.
        tell: Tells one of the two: the county, the subject's id, and whether it is the near miss.
    """

    rule: str
    specimen: str
    near_miss: str
    tell: Tell


PAIRS: dict[str, Pair] = {}
"""The pairs, by the rule's name."""


def pair(rule: str, *, specimen: str, near_miss: str) -> Callable[[Tell], Tell]:
    """Make a function the teller of a rule's specimen and of its near miss.

    Args:
        rule: The rule's name.
        specimen: The subject that the rule asks about, as ``kind:id``.
        near_miss: The subject that it does not ask about.
    """

    def keep(tell: Tell) -> Tell:
        if rule in PAIRS:
            raise ValueError(f"{rule} has a pair already")
        PAIRS[rule] = Pair(rule=rule, specimen=specimen, near_miss=near_miss, tell=tell)
        return tell

    return keep
