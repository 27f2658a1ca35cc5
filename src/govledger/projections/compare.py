"""What differs between two states, or two histories: one change for each value that came, went or became another."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final, Literal, TypeGuard

import attrs

from govledger.ledger import History
from govledger.projections.plain import plain


class _Absent:
    """What stands where nothing is."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()

Path = tuple[str, ...]


@attrs.frozen
class Change:
    """One value that differs.

    Attributes:
        path: Where it stands: the field of the state, the id, the field of the row.
        before: What it was, as plain JSON; `ABSENT` where it was not there.
        after: What it is; `ABSENT` where it is there no more.
    """

    path: Path
    before: Any
    after: Any

    @property
    def kind(self) -> Literal["added", "removed", "changed"]:
        """Whether it came, went, or became another."""
        if self.before is ABSENT:
            return "added"
        return "removed" if self.after is ABSENT else "changed"

    def as_json(self) -> dict[str, Any]:
        """The change as plain JSON; a side that is not there is left out."""
        sides = {"before": self.before, "after": self.after}
        held = {name: side for name, side in sides.items() if side is not ABSENT}
        return {"path": list(self.path), "kind": self.kind, **held}


def compare(before: Any, after: Any, *, at: Path = ()) -> list[Change]:
    """The changes from one state to another.

    A row that came or went is one change. Lists of rows are compared as what they hold, so that one row more is one
    change wherever it stands; any other list is one value.

    Args:
        before: The first state, or what stands at one place of it; `ABSENT` where nothing does.
        after: The second, likewise.
        at: Where both stand.
    """
    sides = (side if side is ABSENT else plain(side) for side in (before, after))
    return list(_compare(at, *sides))


def _compare(path: Path, before: Any, after: Any) -> Iterator[Change]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in [*before, *(name for name in after if name not in before)]:  # pyright: ignore[reportUnknownVariableType]
            yield from _compare((*path, str(name)), before.get(name, ABSENT), after.get(name, ABSENT))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    elif _is_rows(before) and _is_rows(after):
        yield from _compare_rows(path, before, after)
    elif before != after:
        yield Change(path, before, after)


def _is_rows(held: Any) -> TypeGuard[list[Any]]:
    """Whether it is a list of objects; an empty list is a list of anything."""
    return isinstance(held, list) and all(isinstance(row, dict) for row in held)  # pyright: ignore[reportUnknownVariableType]


def _compare_rows(path: Path, before: list[Any], after: list[Any]) -> Iterator[Change]:
    gone, come = Counter(map(_text, before)), Counter(map(_text, after))
    for text in (gone - come).elements():
        yield Change(path, json.loads(text), ABSENT)
    for text in (come - gone).elements():
        yield Change(path, ABSENT, json.loads(text))


def _text(row: Any) -> str:
    return json.dumps(row, sort_keys=True)


@attrs.frozen(slots=False)
class Between:
    """A ledger at two moments.

    Attributes:
        before: The first history.
        after: The second, of the same ledger.
    """

    before: History
    after: History

    @cached_property
    def entered(self) -> tuple[int, ...]:
        """The numbers of the entries in the second and not in the first, in the order they happened."""
        held = frozenset(self.before.numbers)
        return tuple(number for number in self.after.numbers if number not in held)

    @cached_property
    def left(self) -> tuple[int, ...]:
        """The numbers of those in the first and not in the second: corrected or retracted in between."""
        held = frozenset(self.after.numbers)
        return tuple(number for number in self.before.numbers if number not in held)

    def changes(self, view: type) -> list[Change]:
        """What changed in one view.

        Raises:
            ProjectionStoppedError: A handler raised.
        """
        return compare(self.before.project(view), self.after.project(view))
