"""Why a value is what it is: the entries behind it, found by folding again when somebody asks.

Of a keyed projection the answer is exact: an entry is named if without it the value would be another, and an entry that
is not named makes no difference alone. Where no entry makes a difference alone, as when the same was said twice, those
that wrote the value are named. For a value under an id only the entries are folded that name the id.

Of any other projection, and where more entries than `TRIED_MAX` would have to be left out one by one, only the writers
are named: the entries after which the value was another than before. Whether others count too is then not known.

A correction goes with its original; and besides, each correction and retraction is left out alone, which brings back
what was before it. What a body had been told is taken as it is.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, Literal

import attrs

from govledger.errors import NoSuchValueError
from govledger.ledger import History
from govledger.ledger.entry import AnyEntry
from govledger.projections.about import About, names_in
from govledger.projections.compare import ABSENT
from govledger.projections.copying import UncopyableError, copy_of
from govledger.projections.paths import Place, find
from govledger.projections.plain import plain
from govledger.projections.projection import Projection

TRIED_MAX: Final = 1_000
"""How many entries are left out one by one; each costs a fold of all the others."""

EXACT: Final = "exact"
WRITERS_ONLY: Final = "writers only"


@attrs.frozen(kw_only=True)
class Why:
    """Why a value is what it is.

    Attributes:
        view: The name of the projection.
        path: Where the value stands.
        value: What it is.
        entries: The entries behind it, in the order of the projection.
        label: ``exact``, or ``writers only`` where nothing more is known than that they wrote it.
        makes_difference: Whether without any one of the entries the value would be another; else they wrote it.
        today: The day that a derived value was worked out for.
    """

    view: str
    path: tuple[str, ...]
    value: Any
    entries: tuple[AnyEntry, ...]
    label: Literal["exact", "writers only"]
    makes_difference: bool
    today: dt.date | None = None

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the entries."""
        return tuple(entry.number for entry in self.entries)

    @property
    def words(self) -> str:
        """What the label means, in words that can be read out."""
        if not self.entries:
            return "no entry made it so: it is what the view begins with"
        these = "this entry" if len(self.entries) == 1 else "these entries"
        if self.label == WRITERS_ONLY:
            return f"writers only: {these} wrote the value; whether others count too is not known"
        if not self.makes_difference:
            return f"exact: {these} wrote the value; no entry makes a difference alone"
        without = "this entry" if len(self.entries) == 1 else "any one of these entries"
        return f"exact: without {without} the value would be another; no other makes a difference alone"

    def as_json(self) -> dict[str, Any]:
        """The answer as plain JSON, each entry by its number."""
        return {
            "view": self.view,
            "path": list(self.path),
            "value": plain(self.value),
            "today": plain(self.today),
            "label": self.label,
            "makes_difference": self.makes_difference,
            "entries": list(self.numbers),
        }


def why(spec: Projection[Any], history: History, path: Sequence[Hashable], *, today: dt.date | None = None) -> Why:
    """The entries behind a value; see `History.why`."""
    day = today or history.today
    found = _under_id(spec, history, path) or _anywhere(spec, history, path, day)
    about, place, value = found
    label, entries, makes_difference = _behind(about, place, value)
    return Why(
        view=spec.name,
        path=place.parts,
        value=value,
        entries=tuple(entries),
        label=label,
        makes_difference=makes_difference,
        today=day if place.is_derived else None,
    )


_Found = tuple[About, Place, Any]


def _under_id(spec: Projection[Any], history: History, path: Sequence[Hashable]) -> _Found | None:
    """The value under an id of a keyed state, from the entries that name the id; ``None`` where it is not that."""
    fields = {field.name for field in attrs.fields(spec.cls)}
    if not spec.keyed or len(path) < 2 or path[0] not in fields:  # noqa: PLR2004 - a table, and a key of it
        return None
    about = About(history, spec, names_in(path[1]))
    state = folded(spec, about.entries)
    if not isinstance(getattr(state, str(path[0])), (dict, set)):
        return None
    with suppress(NoSuchValueError):
        place = find(spec.name, state, path, derived=spec.derived, today=None)
        return about, place, place.value_in(state)
    return None


def _anywhere(spec: Projection[Any], history: History, path: Sequence[Hashable], today: dt.date | None) -> _Found:
    """Any value, from all the entries that the projection reads."""
    state = spec.project(history)
    place = find(spec.name, state, path, derived=spec.derived, today=today)
    return About(history, spec), place, place.value_in(state)


def _behind(about: About, place: Place, value: Any) -> tuple[Literal["exact", "writers only"], list[AnyEntry], bool]:
    """The entries behind a value, how well that is known, and whether each makes a difference."""
    spec = about.spec
    if not spec.keyed or about.count(up_to=TRIED_MAX) > TRIED_MAX:
        return WRITERS_ONLY, list(writers(spec, about.each(), place)), False
    named = [entry for entry, left in about.without_each() if not is_same(value_after(spec, left, place), value)]
    if named:
        return EXACT, about.in_order(named), True
    return EXACT, list(writers(spec, about.entries, place)), False


def folded(spec: Projection[Any], entries: Iterable[AnyEntry]) -> Any:
    """The state after some entries.

    Raises:
        ProjectionStoppedError: A handler raised.
    """
    view = spec.fold(spec.cls(), entries)
    if view.stopped is not None:
        raise view.stopped
    return view.state


def value_after(spec: Projection[Any], entries: Iterable[AnyEntry], place: Place) -> Any:
    """What stands at a place after some entries; `ABSENT` where nothing does, or a handler raises."""
    view = spec.fold(spec.cls(), entries)
    return ABSENT if view.stopped is not None else place.value_in(view.state)


def writers(spec: Projection[Any], entries: Iterable[AnyEntry], place: Place) -> Iterator[AnyEntry]:
    """The entries after whose handlers the value at a place is another than before.

    That something comes to be there with nothing in it yet, as in a row that is new, does not count. No handler may
    raise on any of them.
    """
    state = spec.cls()
    before = kept(place.value_in(state))
    for entry in entries:
        spec.fold(state, [entry])
        after = place.value_in(state)
        if not is_same(before, after):
            is_new = before is ABSENT and not after
            before = kept(after)
            if not is_new:
                yield entry


def kept(value: Any) -> Any:
    """A value as it is now, whatever becomes of it."""
    if value is ABSENT:
        return ABSENT
    try:
        return copy_of(value)
    except UncopyableError:
        return copy.deepcopy(value)


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are the same; two mappings are where their keys stand in the same order too."""
    if one is other:
        return True
    return bool(one == other) and (not isinstance(one, Mapping) or list(one) == list(other))  # pyright: ignore[reportUnknownArgumentType]
