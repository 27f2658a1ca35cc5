"""Hindsight: what was believed on a day against what is now known of that same day, and the entries between the two.

Believed is what had happened and was known by the day; known now is what had happened by the day for all that the
ledger holds. They differ by what came late, and by what was corrected or taken back later.

Of a keyed projection the entries are exact: one is named if without it, or with what was there before it, the field
would not have changed as it did. Where no entry does that alone, those are named that bring the field to change by
themselves; where none does, all that name the id. Of any other projection only the writers are named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, cast

import attrs

from govledger.ledger import History, Ledger
from govledger.ledger.cuts import Moment
from govledger.ledger.entry import AnyEntry
from govledger.projections.about import About, names_in, own_number
from govledger.projections.compare import ABSENT, Between, Change, Path, compare
from govledger.projections.paths import Place, find
from govledger.projections.plain import plain_key
from govledger.projections.projection import Projection
from govledger.projections.why import EXACT, WRITERS_ONLY, folded, is_same, kept


@attrs.frozen(kw_only=True)
class Learned:
    """One field of which something else is known now than was believed on the day.

    Attributes:
        change: Where it stands, what was believed and what is known.
        entered: The numbers of the entries through which it is known: come late, or a correction or retraction.
        left: The numbers of the entries that were believed and hold no longer.
        label: ``exact``, or ``writers only`` where nothing more is known of these entries than that they wrote it.
    """

    change: Change
    entered: tuple[int, ...]
    left: tuple[int, ...]
    label: Literal["exact", "writers only"]

    @property
    def path(self) -> Path:
        """Where it stands: the field of the state, the id, the field of the row."""
        return self.change.path

    @property
    def believed(self) -> Any:
        """What was believed, as plain JSON; `ABSENT` where nothing was."""
        return self.change.before

    @property
    def known(self) -> Any:
        """What is known now; `ABSENT` where nothing is."""
        return self.change.after

    @property
    def entries(self) -> tuple[int, ...]:
        """The numbers of the entries that changed the picture."""
        return tuple(sorted({*self.entered, *self.left}))

    def as_json(self) -> dict[str, Any]:
        """The field as plain JSON; a side that is not there is left out."""
        sides = {"believed": self.believed, "known": self.known}
        held = {name: side for name, side in sides.items() if side is not ABSENT}
        entries = {"entered": list(self.entered), "left": list(self.left), "label": self.label}
        return {"path": list(self.path), **held, **entries}


@attrs.frozen(kw_only=True)
class Hindsight:
    """What was believed on a day, and what is now known of it.

    Attributes:
        view: The name of the projection.
        day: The day.
        between: The two histories: as of the day, and what had happened by it.
        believed: The state as it was believed.
        known: The state as it is known now.
        learned: Each field that differs, in the order of the state.
    """

    view: str
    day: dt.date
    between: Between
    believed: Any
    known: Any
    learned: tuple[Learned, ...]

    @property
    def entries(self) -> tuple[int, ...]:
        """The numbers of all entries that changed the picture."""
        return tuple(sorted({number for learned in self.learned for number in learned.entries}))

    def as_json(self) -> dict[str, Any]:
        """The difference as plain JSON."""
        return {
            "view": self.view,
            "day": self.day.isoformat(),
            "entered": list(self.between.entered),
            "left": list(self.between.left),
            "learned": [learned.as_json() for learned in self.learned],
        }


def hindsight(spec: Projection[Any], ledger: Ledger, day: Moment) -> Hindsight:
    """What was believed on a day against what is now known of it; see `Ledger.hindsight`."""
    then = ledger.history(as_of=day)
    size = then.cut.size  # Both histories end with the same entry, whatever is recorded while they are compared.
    now = History(ledger, attrs.evolve(then.cut, known_by=None, size=size))
    believed, known = spec.project(then), spec.project(now)
    changes = compare(believed, known)
    looking = _Looking(spec=spec, then=then, now=now, believed=believed, known=known)
    return Hindsight(
        view=spec.name,
        day=then.today or dt.date.max,
        between=Between(then, now),
        believed=believed,
        known=known,
        learned=tuple(looking.learned(changes)),
    )


@attrs.frozen(kw_only=True, slots=False)
class _Looking:
    """Two histories of one ledger and their states, and the entries between the two that make the difference."""

    spec: Projection[Any]
    then: History
    now: History
    believed: Any
    known: Any

    def learned(self, changes: Sequence[Change]) -> Iterator[Learned]:
        """Each change with its entries."""
        rows: dict[Path, _Row] = {}
        for change in changes:
            key = self._key(change.path)
            if key is None:
                yield self._written(change)
                continue
            place = change.path[:2]
            if place not in rows:
                rows[place] = _Row.of(self, place, key)
            yield rows[place].learned(change)

    def _key(self, path: Path) -> object | None:
        """The id under which a change stands, if what is there follows from the entries that name it."""
        if not self.spec.keyed or self.spec.order != "happened" or len(path) < 2:  # noqa: PLR2004 - table and key
            return None
        held = [getattr(state, path[0], None) for state in (self.known, self.believed)]
        tables = [cast("dict[object, Any]", table) for table in held if isinstance(table, dict)]
        return next((key for table in tables for key in table if plain_key(key) == path[1]), None)

    # Writers only ----------------------------------------------------------------------------------------------------

    def _written(self, change: Change) -> Learned:
        """A change with the entries that wrote at its place, and are in the one history and not in the other."""
        return Learned(
            change=change,
            entered=tuple(self._wrote(change.path, self.now, self.known, self._numbers[1] - self._numbers[0])),
            left=tuple(self._wrote(change.path, self.then, self.believed, self._numbers[0] - self._numbers[1])),
            label=WRITERS_ONLY,
        )

    @cached_property
    def _numbers(self) -> tuple[set[int], set[int]]:
        """The numbers of the entries that each history folds."""
        if self.spec.order == "happened":
            return set(self.then.numbers), set(self.now.numbers)
        return {entry.number for entry in self.then.recorded()}, {entry.number for entry in self.now.recorded()}

    def _wrote(self, path: Path, history: History, state: Any, wanted: set[int]) -> Iterator[int]:
        """Those of the ``wanted`` entries of a history after which the value at a path was another than before."""
        place = self._place(path, state)
        if place is None or not wanted:
            return
        made = self.spec.cls()
        for entry in About(history, self.spec).each():
            before = kept(place.value_in(made)) if entry.number in wanted else None
            self.spec.fold(made, [entry])
            if entry.number in wanted and not is_same(before, place.value_in(made)):
                yield entry.number

    def _place(self, path: Path, state: Any) -> Place | None:
        try:
            return find(self.spec.name, state, path, derived=(), today=None)
        except LookupError:
            return None


@attrs.frozen(kw_only=True, slots=False)
class _Row:
    """What stands under one id, then and now, and which entries about it differ."""

    place: Path
    value: Callable[[Any], Any]
    about: tuple[About, About]
    then: Mapping[int, AnyEntry]
    now: Mapping[int, AnyEntry]

    @classmethod
    def of(cls, looking: _Looking, place: Path, key: object) -> _Row:
        names = names_in(key)
        then, now = (About(history, looking.spec, names) for history in (looking.then, looking.now))

        def value(state: Any) -> Any:
            return getattr(state, place[0]).get(key, ABSENT)

        held = [{own_number(entry): entry for entry in about.entries} for about in (then, now)]
        return cls(place=place, value=value, about=(then, now), then=held[0], now=held[1])

    def learned(self, change: Change) -> Learned:
        """A change of the row with the entries that made it."""
        others = self._differing
        behind = [one for one in others if change not in self._reverted[one]]
        behind = behind or [one for one in others if change.path in self._applied[one]]
        entered = {number for one in behind or others for number in self._entered(one)}
        left = {self.then[one].number for one in behind or others if one in self.then}
        return Learned(change=change, entered=tuple(sorted(entered)), left=tuple(sorted(left)), label=EXACT)

    @cached_property
    def _differing(self) -> list[int]:
        """The entries of which another version held then than holds now, or none; by their originals."""
        both = sorted({*self.then, *self.now})
        return [one for one in both if self.then.get(one) != self.now.get(one)]

    @cached_property
    def _reverted(self) -> dict[int, list[Change]]:
        """What would be learned if one entry were known only as it was then."""
        then, now = self.about
        return {
            one: self._between(then.entries, now.with_other(one, _listed(self.then.get(one))))
            for one in self._differing
        }

    @cached_property
    def _applied(self) -> dict[int, set[Path]]:
        """Where something would be learned if one entry alone were known as it is now."""
        then, _ = self.about
        found = {one: then.with_other(one, _listed(self.now.get(one))) for one in self._differing}
        return {one: {change.path for change in self._between(then.entries, left)} for one, left in found.items()}

    def _between(self, then: Iterable[AnyEntry], now: Iterable[AnyEntry]) -> list[Change]:
        spec = self.about[0].spec
        before, after = (self.value(folded(spec, entries)) for entries in (then, now))
        return compare(before, after, at=self.place)

    def _entered(self, one: int) -> list[int]:
        """The entry through which something is known: the version that holds now, or the one that took it away."""
        return [self.now[one].number] if one in self.now else self.about[1].versions(one)[-1:]


def _listed(entry: AnyEntry | None) -> list[AnyEntry]:
    return [] if entry is None else [entry]
