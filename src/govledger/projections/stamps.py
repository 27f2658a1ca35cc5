"""What a kept state or table rests on besides the entries: the projection's code, and the event types it reads.

Whatever was made under another stamp is made anew rather than trusted, because nobody can tell what would have come of
it. The code of a projection is its source and that of its bases and rows, by the modules they stand in; where there is
no source, as at a prompt, its name and version have to do.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from hashlib import sha256
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs
import msgspec

from govledger.events import Catalogue
from govledger.events.schema import catalogue_hash
from govledger.projections.projection import Projection


def stamp_of(projection: Projection[Any], catalogue: Catalogue) -> str:
    """SHA-256 of what a state of a projection rests on besides the entries, hexadecimal."""
    parts = {
        "name": projection.name,
        "version": projection.version,
        "keyed": projection.keyed,
        "order": projection.order,
        "source": dict(sorted(_sources(projection.cls))),
        "catalogue": catalogue_hash(catalogue),
        "upcasters": {declared.name: _source(declared.upcast) for declared in catalogue if declared.upcast},
    }
    return sha256(msgspec.json.encode(parts, order="deterministic")).hexdigest()


def _sources(cls: type) -> Iterator[tuple[str, str]]:
    """The source of every module in which part of a projection stands, by name."""
    wanted = [one.__module__ for row in classes_of(cls) for one in row.__mro__ if one is not object]
    found: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name not in found:
            found.add(name)
            yield name, _source(sys.modules.get(name))
            wanted += _used_beside(name)


def _used_beside(name: str) -> set[str]:
    """The modules of the same package from which a module takes classes and functions."""
    package = name.rpartition(".")[0]
    used: dict[str, object] = getattr(sys.modules.get(name), "__dict__", {}) if package else {}
    homes = {getattr(held, "__module__", None) for held in used.values()}
    return {home for home in homes if isinstance(home, str) and home.rpartition(".")[0] == package}


def _source(code: Any) -> str:
    """The source of a module or function; its name where there is none."""
    try:
        return inspect.getsource(code)
    except (OSError, TypeError):
        return str(getattr(code, "__qualname__", code))


def classes_of(cls: type) -> set[type]:
    """A class, and every attrs class that its fields, or theirs, are annotated with."""
    found: set[type] = set()
    wanted = [cls]
    while wanted:
        one = wanted.pop()
        if one not in found:
            found.add(one)
            wanted += [held for hint in hints_of(one).values() for held in _within(hint) if attrs.has(held)]
    return found


def hints_of(cls: type) -> dict[str, Any]:
    """What the fields of a class are annotated with; nothing where an annotation cannot be read."""
    try:
        return get_type_hints(cls)
    except (NameError, TypeError):
        return {}


def _within(hint: Any) -> Iterator[type]:
    """Every class that an annotation names."""
    if isinstance(hint, type) and get_origin(hint) is None:
        yield hint
    elif get_origin(hint) in {Union, UnionType} or get_args(hint):
        for part in get_args(hint):
            yield from _within(part)
