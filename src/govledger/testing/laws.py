"""``TestOpenActions = laws(OpenActions)``: one test for each law, over histories drawn for what the projection reads.

A law that does not hold is told with its name, the smallest history that breaks it, as code to be pasted into a test,
and what differed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from hypothesis.strategies import SearchStrategy

from govledger.errors import did_you_mean
from govledger.events import CATALOGUE, Catalogue, EvidenceRecorded, StatementMade
from govledger.events.words import nearest
from govledger.ledger import History
from govledger.projections.views import declared
from govledger.testing.histories import scripts
from govledger.testing.law import Law
from govledger.testing.lawbook import LAWS
from govledger.testing.pool import EXAMPLES, Pool
from govledger.testing.scenario import Given
from govledger.testing.shrinking import Script
from govledger.testing.steps import OWN
from govledger.testing.trial import Trial

Own = TypeVar("Own", bound=Callable[..., None])

SIZE_MIN: Final = 4
SIZE_MAX: Final = 10
"""How many things are said in a history to which the laws are put; one that breaks them is made smaller."""

READ_AT_LEAST: Final = 6
"""How often what a projection reads is told at least, where each thing that it does not read is told once."""

_NOT_READ: Final = (StatementMade, EvidenceRecorded)
"""What a history also tells, of which most projections read nothing."""


def law(holds: Callable[[Given], None]) -> Law:
    """Make a law of your own: a function of a told history that asserts what is true of every one.

        @law
        def what_is_claimed_is_not_due(told: Given) -> None:
            state = told.project(OpenActions).state
            ...

        TestOpenActions = laws(OpenActions, what_is_claimed_is_not_due)

    Its name is the sentence that it holds to be true.
    """

    def put(trial: Trial[Any]) -> None:
        if trial.told is not None:
            holds(trial.told)

    return Law(name=holds.__name__.removeprefix("test_"), holds=put, why=str(holds.__doc__ or "").partition("\n")[0])


def laws(
    projection: type,
    *own: Law,
    examples: int = EXAMPLES,
    told: SearchStrategy[Given] | None = None,
    catalogue: Catalogue = CATALOGUE,
) -> type:
    """A class that pytest collects, with one test for each law that concerns a projection.

    Args:
        projection: The projection.
        *own: Laws of your own, made with `law`.
        examples: To how many histories each is put.
        told: The histories, where those drawn for what the projection reads are not the ones to try.
        catalogue: The event types that are known.
    """
    spec = declared(projection)
    drawn = histories_for(projection, catalogue=catalogue) if told is None else told
    pool = pool_of(projection, drawn, examples=examples)
    tests = {f"test_{one.name}": test_of(one, pool) for one in (*laws_of(projection), *own)}
    return type(f"Laws of {spec.name}", (), {**tests, "__doc__": f"The laws of {spec.name}."})


def laws_of(projection: type) -> list[Law]:
    """The laws that concern a projection."""
    spec = declared(projection)
    return [one for one in LAWS if one.concerns(spec)]


def law_named(name: str) -> Law:
    """The law of that name, with spaces or underscores.

    Raises:
        LookupError: There is none; the nearest names are given.
    """
    by_name = {one.name: one for one in LAWS}
    found = by_name.get(name.replace(" ", "_"))
    if found is None:
        raise LookupError(f"there is no law {name!r}{did_you_mean(nearest(name.replace(' ', '_'), by_name))}")
    return found


def histories_for(projection: type, *, catalogue: Catalogue = CATALOGUE) -> SearchStrategy[Script]:
    """Histories of what a projection reads, and of some things that it does not."""
    spec = declared(projection)
    known = {one.cls: one for one in catalogue if one.name not in OWN}
    read = [event for event in spec.handlers if event in known]
    if spec.every or not read:
        return scripts(catalogue=catalogue, size_min=SIZE_MIN, size_max=SIZE_MAX)
    # What is read is told more often than what is not.
    told = [*read * max(1, READ_AT_LEAST // len(read)), *(event for event in _NOT_READ if event in known)]
    return scripts(*told, catalogue=catalogue, size_min=SIZE_MIN, size_max=SIZE_MAX)


def pool_of(
    projection: type,
    drawn: SearchStrategy[Script] | SearchStrategy[Given] | None = None,
    *,
    examples: int = EXAMPLES,
    seeded: bool | None = None,
) -> Pool:
    """The histories to which the laws of a projection are put.

    Args:
        projection: The projection.
        drawn: Where they are drawn from; by default for what it reads.
        examples: How many.
        seeded: Draw the same ones each time; by default as hypothesis is set.
    """
    spec = declared(projection)

    def trial(history: History, told: Given) -> Trial[Any]:
        return Trial(spec, history, told=told)

    histories = histories_for(projection) if drawn is None else drawn
    return Pool(spec.name, trial, histories, examples=examples, seeded=seeded)


def test_of(one: Law, pool: Pool) -> Callable[[object], None]:
    """The test of one law."""

    def test(self: object) -> None:  # noqa: ARG001 - pytest gives every test of a class its instance
        verdict = pool.verdict(one)
        if verdict.fault is not None:
            raise verdict.fault

    test.__doc__ = one.why
    return test
