"""Where a value stands in a state: from the parts of a path, as they are typed, to the value and back again.

A path begins with a field of the state or a value derived from it for a day. Below that, a part names the field of an
attrs object, the key of a mapping as it is written in JSON, the place of an item in a list from 0, what an item of a
list is called (its reference, or else its first field), or a member of a set.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from typing import Any, NoReturn

import attrs

from govledger.errors import BadValueError, NoSuchValueError
from govledger.events.words import nearest
from govledger.projections.compare import ABSENT
from govledger.projections.plain import fields_of, is_row, plain, plain_key

NAMED_MAX = 12
"""How many names of what is there a refusal gives."""


Step = Callable[[Any], Any]
"""From what holds a value to the value; `ABSENT` where it is not there."""


@attrs.frozen(kw_only=True)
class Place:
    """Where a value stands.

    Attributes:
        parts: The parts of the path as they were understood, as JSON has them.
        keys: The keys and members among them.
        steps: How to get there.
        is_derived: Whether it is in a value that is worked out for a day.
    """

    parts: tuple[str, ...] = ()
    keys: tuple[Hashable, ...] = ()
    steps: tuple[Step, ...] = ()
    is_derived: bool = False

    def value_in(self, state: Any) -> Any:
        """The value that stands there in a state; `ABSENT` where there is none."""
        held = state
        for step in self.steps:
            held = step(held)
            if held is ABSENT:
                break
        return held

    def below(self, part: str, step: Step, *keys: Any) -> Place:
        """A place one step below this one."""
        return attrs.evolve(self, parts=(*self.parts, part), keys=(*self.keys, *keys), steps=(*self.steps, step))


def find(view: str, state: Any, path: Sequence[Hashable], *, derived: Sequence[str], today: dt.date | None) -> Place:
    """The place that a path leads to in a state.

    Args:
        view: What the state is of, for refusals.
        state: The state.
        path: Its parts, as they were typed.
        derived: The names of the values derived from the state.
        today: The day that these are worked out for.

    Raises:
        NoSuchValueError: It leads nowhere; told with the part, what is there instead and the nearest names.
        BadValueError: It is empty, or begins with a derived value and no day is given.
    """
    if not path:
        raise BadValueError("nothing", "a path, such as actions 2.4 status", where="path")
    first, *rest = path
    if first in derived:
        if today is None:
            raise BadValueError("no day", f"one, because {first} is worked out for a day", where="today")
        place = Place(is_derived=True).below(str(first), lambda held: getattr(held, str(first))(today))
    else:
        place = _below(view, Place(), state, first, more=derived)
    for part in rest:
        place = _below(view, place, place.value_in(state), part)
    return place


def _below(view: str, place: Place, held: Any, part: Hashable, *, more: Iterable[str] = ()) -> Place:
    """The place that one more part leads to, where ``more`` would have led somewhere as well."""
    if is_row(held):
        names = [*fields_of(held), *_properties(held)]
        if part in names:
            return place.below(str(part), lambda row: getattr(row, str(part), ABSENT))
        _refuse(view, place, part, [*fields_of(held), *more], [*names, *more])
    if isinstance(held, Mapping):
        return _below_mapping(view, place, held, part)  # pyright: ignore[reportUnknownArgumentType]
    if isinstance(held, AbstractSet):
        return _below_set(view, place, held, part)  # pyright: ignore[reportUnknownArgumentType]
    if isinstance(held, (list, tuple)):
        return _below_list(view, place, held, part)  # pyright: ignore[reportUnknownArgumentType]
    raise NoSuchValueError(_said(view, place), part, f"there is nothing below {plain(held)!r}")


def _properties(row: object) -> Iterator[str]:
    """The values that a row works out of its fields."""
    for base in type(row).__mro__:
        yield from (name for name, held in vars(base).items() if isinstance(held, property) and name[0] != "_")


def _below_mapping(view: str, place: Place, held: Mapping[Any, Any], part: Hashable) -> Place:
    keys = {plain_key(key): key for key in held} | ({str(part): part} if part in held else {})
    if str(part) not in keys:
        _refuse(view, place, part, list(keys), keys)
    key = keys[str(part)]
    return place.below(plain_key(key), lambda table: table.get(key, ABSENT), key)


def _below_set(view: str, place: Place, held: AbstractSet[Any], part: Hashable) -> Place:
    members = {plain_key(member): member for member in held} | ({str(part): part} if part in held else {})
    if str(part) not in members:
        _refuse(view, place, part, sorted(members), members)
    member = members[str(part)]
    return place.below(plain_key(member), lambda those: member if member in those else ABSENT, member)


def _below_list(view: str, place: Place, held: Sequence[Any], part: Hashable) -> Place:
    said = str(part)
    if said.isdecimal() and int(said) < len(held):
        index = int(said)
        return place.below(said, lambda items: items[index] if index < len(items) else ABSENT)
    called = [name for name in (_called(item) for item in held) if name]
    if said not in called:
        reach = f"{len(held)} items, 0 to {len(held) - 1}" if held else "nothing"
        raise NoSuchValueError(_said(view, place), part, f"it holds {reach}", nearest=nearest(said, called))

    def step(items: Sequence[Any]) -> Any:
        return next((item for item in items if _called(item) == said), ABSENT)

    return place.below(said, step, said)


def _called(item: Any) -> str:
    """What an item of a list is called: its reference, or else its first field; itself where it has none."""
    if is_row(item):
        named = fields_of(item)
        item = named.get("ref") or next(iter(named.values()), None)
    return plain_key(item) if isinstance(item, (str, int)) else ""


def _refuse(view: str, place: Place, part: Hashable, there: Sequence[str], known: Collection[str]) -> NoReturn:
    """Say that a part leads nowhere, and what is there instead."""
    more = f" and {len(there) - NAMED_MAX} more" if len(there) > NAMED_MAX else ""
    what = f"it holds {', '.join(there[:NAMED_MAX])}{more}" if there else "it holds nothing"
    near = nearest(str(part), known) or tuple(name for name in known if _bare(name) == _bare(str(part)))[:3]
    raise NoSuchValueError(_said(view, place), part, what, nearest=near)


def _bare(name: str) -> str:
    """An id without its kind."""
    return name.partition(":")[2] or name


def _said(view: str, place: Place) -> str:
    return " ".join((view, *place.parts))
