"""The laws of what is kept: states that grow, that are kept for the ends of months, and whose rows stand alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import attrs

from govledger.projections.growing import Growing
from govledger.projections.keyed import KeyedState, NotKeyedError
from govledger.projections.keys import names_in_key, names_of, widened
from govledger.projections.projection import Projection
from govledger.projections.reading import Reading
from govledger.projections.state_codec import StateCodec
from govledger.testing.differing import Difference, differences, fields_of
from govledger.testing.law import Law
from govledger.testing.trial import LawBrokenError, Trial, spread

PLACES_MAX: Final = 6
"""In how many places a history is cut in two, or a state is asked why it is what it is."""


def what_grows_is_a_fresh_replay(trial: Trial[Any]) -> None:
    """A view that is kept up as entries come must never drift from what it would be if it were made anew."""
    if trial.told is None:
        return
    growing: Growing[Any] | None = None
    steps = set(spread(range(1, len(trial.told) + 1), PLACES_MAX))
    for step, ledger in enumerate(trial.told.growing(), start=1):
        growing = growing or Growing(trial.spec, ledger)
        grown = growing.catch_up()
        if step not in steps:
            continue
        trial.expect_same(trial.spec.view(ledger.history()), grown, f"grown to {len(ledger)} entries, it differs")


def what_is_kept_for_a_day_is_a_fresh_replay(trial: Trial[Any]) -> None:
    """A state as of a day, made from one that was kept, must be the state as of that day."""
    kept = trial.spec.kept(trial.ledger)
    for day in (*trial.days, *reversed(trial.days)):
        fresh = trial.spec.view(trial.ledger.history(as_of=day))
        trial.expect_same(fresh, kept.as_of(day), f"kept, and asked for as of {day}, it differs")


def what_is_stored_and_resumed_is_a_fresh_replay(trial: Trial[Any]) -> None:
    """A state that is stored and read back must be the same, and go on as if it had never been away."""
    codec = StateCodec(trial.spec.cls, shelf=trial.ledger.inner.shelf)
    for place in spread(range(len(trial.entries) + 1), PLACES_MAX):
        entries = trial.read()
        first = trial.fold(entries[:place])
        if first.stopped is not None:
            return
        resumed = codec.decode(codec.encode(first.state))
        trial.expect_same_state(first.state, resumed, f"stored after {place} entries and read back, it differs")
        view = trial.fold(entries[place:], resumed)
        trial.expect_same(trial.whole, view, f"resumed after {place} entries, it differs from a fresh replay")


def what_stands_under_an_id_follows_from_the_entries_that_name_it(trial: Trial[Any]) -> None:
    """A projection is only keyed if a row can be worked out from the entries that name its id."""
    try:
        KeyedState(Reading(trial.spec, trial.ledger)).fold([entry.number for entry in trial.entries])
    except NotKeyedError as fault:
        says = "a handler looks at, or goes over, rows that its event does not name"
        raise LawBrokenError(says) from fault
    whole, catalogue = trial.whole, trial.ledger.inner.catalogue
    for table, keys in _tables(whole.state):
        for key in spread(keys):
            names = widened(names_in_key(key))
            naming = [entry for entry in trial.read() if not names.isdisjoint(names_of(entry, catalogue))]
            alone = dict[Any, Any](_rows(getattr(trial.fold(naming).state, table)))
            row = dict[Any, Any](_rows(getattr(whole.state, table)))[key]
            says = f"the entries that name {key!r} make something else of {table}.{key}"
            if key not in alone:
                raise LawBrokenError(says, [Difference(f"{table}.{key}", repr(row), "nothing")])
            trial.expect_same_state({key: row}, {key: alone[key]}, says)


def why_names_every_entry_that_matters(trial: Trial[Any]) -> None:
    """Whoever asks why is shown the entries behind a value; one that is left out would be missed by everybody."""
    cls, history = trial.spec.cls, trial.history
    whole = trial.spec.view(history)  # The trial may be of its last entries only, and why is asked of all of them.
    if whole.stopped is not None or trial.spec.order == "recorded":
        return
    for path in spread(list(_paths(whole.state)), PLACES_MAX):
        answer = history.why(cls, *path)
        if answer.label != "exact":
            continue
        others = [number for number in history.numbers if number > 1 and number not in answer.numbers]
        for number in spread(others):
            without = _at(trial.spec.project(history.without({number})), path)
            found = differences(_at(whole.state, path), without, ".".join(map(str, path)))
            if found:
                raise LawBrokenError(f"without entry {number}, which why does not name, the value is another", found)


def _tables(state: Any) -> Iterator[tuple[str, list[Any]]]:
    """The tables of a state, each with its keys."""
    for name in fields_of(state) or ():
        held = getattr(state, name)
        if isinstance(held, (dict, set)):
            yield name, [key for key, _ in _rows(held)]


def _rows(table: Any) -> Iterator[tuple[Any, Any]]:
    yield from table.items() if isinstance(table, dict) else ((key, True) for key in table)  # pyright: ignore[reportUnknownVariableType]


def _paths(state: Any) -> Iterator[tuple[Any, ...]]:
    for table, keys in _tables(state):
        if not table.startswith("_"):
            yield from ((table, key) for key in keys)


_NOWHERE: Final = "nothing"


def _at(state: Any, path: tuple[Any, ...]) -> Any:
    table, key = path
    held = getattr(state, table)
    return held.get(key, _NOWHERE) if isinstance(held, dict) else key in held  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]


def _is_keyed(spec: Projection[Any]) -> bool:
    return spec.keyed


def _law(holds: Callable[[Trial[Any]], None]) -> Law:
    """The law that a function is; its docstring says what goes wrong where it does not hold."""
    return Law(name=holds.__name__, holds=holds, why=str(holds.__doc__).partition("\n")[0])


KEEPING: Final[tuple[Law, ...]] = (
    _law(what_grows_is_a_fresh_replay),
    _law(what_is_stored_and_resumed_is_a_fresh_replay),
    _law(what_is_kept_for_a_day_is_a_fresh_replay),
    attrs.evolve(_law(what_stands_under_an_id_follows_from_the_entries_that_name_it), concerns=_is_keyed),
    attrs.evolve(_law(why_names_every_entry_that_matters), concerns=_is_keyed),
)
"""These laws, in the order in which they are told."""
