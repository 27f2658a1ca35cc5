"""Copies of what a state holds, so that what is folded on leaves what was kept as it was.

Values that nobody can change are shared: texts, days, everything an event is made of, and frozen attrs objects whose
annotations say that nothing in them changes. Lists, dicts, sets and other attrs objects are copied, and what stands in
two places of one copy stands in both places of the other. An object of any other class is not copied, because nobody
could say what that means; a state that holds one is not kept.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID
from zoneinfo import ZoneInfo

import attrs
import msgspec

from govledger.events import Due, Period, Quantity, Text, UnknownEvent, When
from govledger.events.catalogue import is_event_class

Copier = Callable[[Any, dict[int, Any]], Any]
"""From a value, and the copies made so far by the identity of what they are copies of, to its copy."""

_UNSET: Final = object()


class UncopyableError(TypeError):
    """A state holds something that nobody can say how to copy.

    Attributes:
        held: The class of it.
    """

    def __init__(self, held: type) -> None:
        """An object of class ``held`` was met."""
        super().__init__(f"nobody can say how to copy an object of {held.__module__}.{held.__qualname__}")
        self.held = held


def copy_of(value: Any, memo: dict[int, Any] | None = None) -> Any:
    """A copy of a value, which shares with it only what nobody can change.

    Args:
        value: What to copy.
        memo: The copies made so far, for what is copied in several steps.

    Raises:
        UncopyableError: It holds an object of a class that is none of ours and no attrs class.
    """
    kind = cast("type[object]", type(value))
    if kind in _ATOMS:
        return value
    copier = _COPIERS.get(kind) or _copier_of(kind)
    return copier(value, {} if memo is None else memo)


def changeable_in(value: Any) -> set[int]:
    """The identity of everything inside a value that somebody could change, itself among them.

    Raises:
        UncopyableError: As for `copy_of`.
    """
    memo: dict[int, Any] = {}
    copy_of(value, memo)
    return set(memo)


def is_unchangeable(kind: Any, *, above: tuple[type, ...] = ()) -> bool:
    """Whether nobody can change an object of a class, or what it holds; ``above`` are the classes that hold it."""
    if kind in _ATOMS or kind in above or is_event_class(kind) or issubclass(kind, (str, int, Enum, type)):
        return True
    if attrs.has(kind):
        return attrs.inspect(kind).is_frozen and _is_annotated_so(kind, (*above, kind))
    return issubclass(kind, msgspec.Struct) and kind.__struct_config__.frozen


def _is_annotated_so(kind: type, above: tuple[type, ...]) -> bool:
    """Whether the annotations of a class say that each of its fields holds what nobody can change."""
    try:
        hints = get_type_hints(kind)
    except (NameError, TypeError):
        return False
    named: Any = kind
    return all(_says_so(hints.get(field.name, Any), above) for field in attrs.fields(named))


def _says_so(annotation: Any, above: tuple[type, ...]) -> bool:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in {Union, UnionType, tuple, frozenset}:
        return all(part is ... or _says_so(part, above) for part in parts)
    if origin in {Annotated, Literal}:
        return origin is Literal or _says_so(parts[0], above)
    return isinstance(annotation, type) and origin is None and is_unchangeable(annotation, above=above)


_ATOMS: set[type] = {
    NoneType, bool, int, float, complex, str, bytes, range, type, type(...), type(NotImplemented),
    dt.date, dt.datetime, dt.time, dt.timedelta, dt.timezone, ZoneInfo, Decimal, Fraction, UUID,
    When, Due, Period, Quantity, Text, UnknownEvent,
}  # fmt: skip


def _copier_of(kind: Any) -> Copier:
    """The copier of a class that was not met before.

    Raises:
        UncopyableError: There is none.
    """
    if is_unchangeable(kind):
        _ATOMS.add(kind)
        return _same
    if attrs.has(kind):
        made = _attrs_copier(kind)
    elif issubclass(kind, tuple):
        made = _copy_named_tuple
    else:
        raise UncopyableError(kind)
    _COPIERS[kind] = made
    return made


def _same(value: Any, _: dict[int, Any]) -> Any:
    return value


def _each(values: Iterable[Any], memo: dict[int, Any]) -> list[Any]:
    return [one if type(one) in _ATOMS else copy_of(one, memo) for one in values]


def _copy_list(value: list[Any], memo: dict[int, Any]) -> list[Any]:
    if id(value) in memo:
        return cast("list[Any]", memo[id(value)])
    if _ATOMS.issuperset(map(type, value)):
        memo[id(value)] = made = value.copy()
        return made
    memo[id(value)] = made = list[Any]()
    made += _each(value, memo)
    return made


def _copy_tuple(value: tuple[Any, ...], memo: dict[int, Any]) -> tuple[Any, ...]:
    if _ATOMS.issuperset(map(type, value)):
        return value
    made = tuple(_each(value, memo))
    return made if any(one is not other for one, other in zip(made, value, strict=True)) else value


def _copy_named_tuple(value: Any, memo: dict[int, Any]) -> Any:
    made = _each(value, memo)
    return type(value)(*made) if any(one is not other for one, other in zip(made, value, strict=True)) else value


def _copy_dict(value: dict[Any, Any], memo: dict[int, Any]) -> dict[Any, Any]:
    if id(value) in memo:
        return cast("dict[Any, Any]", memo[id(value)])
    if _ATOMS.issuperset(map(type, value.values())):
        memo[id(value)] = made = value.copy()
        return made
    made = type(value)()
    memo[id(value)] = made
    for key, held in value.items():
        made[key] = held if type(held) in _ATOMS else copy_of(held, memo)
    return made


def _copy_defaultdict(value: Any, memo: dict[int, Any]) -> Any:
    if id(value) not in memo:
        memo[id(value)] = made = defaultdict[Any, Any](value.default_factory)
        made.update((key, copy_of(held, memo)) for key, held in value.items())
    return memo[id(value)]


def _copy_set(value: set[Any], memo: dict[int, Any]) -> set[Any]:
    if id(value) not in memo:
        memo[id(value)] = value.copy()
    return cast("set[Any]", memo[id(value)])


def _copy_deque(value: deque[Any], memo: dict[int, Any]) -> deque[Any]:
    if id(value) in memo:
        return cast("deque[Any]", memo[id(value)])
    memo[id(value)] = made = deque[Any](maxlen=value.maxlen)
    made.extend(_each(value, memo))
    return made


def _attrs_copier(kind: Any) -> Copier:
    """What copies objects of one attrs class: every slot, and whatever stands beside them."""
    slots = [name for name in _slots_of(kind) if name not in {"__weakref__", "__dict__"}]
    has_more = any("__dict__" in vars(base) for base in kind.__mro__)
    is_frozen = attrs.inspect(kind).is_frozen
    put = object.__setattr__

    def copy(value: Any, memo: dict[int, Any]) -> Any:
        if id(value) in memo:
            return memo[id(value)]
        made = kind.__new__(kind)
        if not is_frozen:
            memo[id(value)] = made
        is_other = not is_frozen
        for name in slots:
            held = getattr(value, name, _UNSET)
            if type(held) in _ATOMS:
                put(made, name, held)
            elif held is not _UNSET:
                other = copy_of(held, memo)
                is_other = is_other or other is not held
                put(made, name, other)
        if has_more:
            beside: dict[str, Any] = value.__dict__
            made.__dict__.update((name, copy_of(held, memo)) for name, held in beside.items())
            is_other = is_other or any(made.__dict__[name] is not held for name, held in beside.items())
        return made if is_other else value

    return copy


def _slots_of(kind: type) -> Iterator[str]:
    for base in kind.__mro__:
        named: str | Iterable[str] = vars(base).get("__slots__", ())
        yield from (named,) if isinstance(named, str) else named


_COPIERS: dict[type, Copier] = {
    list: _copy_list,
    tuple: _copy_tuple,
    dict: _copy_dict,
    OrderedDict: _copy_dict,
    defaultdict: _copy_defaultdict,
    Counter: _copy_dict,
    set: _copy_set,
    deque: _copy_deque,
    frozenset: _same,
}
