"""Changes between two states as sentences: ``action 2.4: status red → amber (entry 17)``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Literal

import attrs

from govledger.cli.cells import cell, title_of
from govledger.cli.output import at_most, printable
from govledger.cli.render import cut_short
from govledger.projections.plain import fields_of, is_row, own_fields_of, plain, plain_key

WORDS_MAX = 90
CITED_MAX = 6
_TELLING = ("text", "title", "name", "force", "kind", "status", "standing", "due", "leads", "role", "who")
"""The fields that tell a new row in a few words, in this order."""

_SPEAKS_ALONE = frozenset({"text", "title", "name", "force"})
"""Those of them that need no label."""

_NUMBERS = frozenset({"entry", "entries", "number", "step"})
"""Fields that say where a row rests; they are cited, not told as changes."""


@attrs.frozen
class Told:
    """One sentence, and the entries that it rests on.

    Attributes:
        called: What it is about, such as ``action 2.4``.
        kind: Whether it came, went, or became another.
        words: What changed, or what came; empty where there is nothing to say of it.
        entries: The numbers of the entries that changed it.
        place: The field of the state and the key under which it stands.
    """

    called: str
    kind: Literal["added", "removed", "changed"]
    words: str
    entries: tuple[int, ...]
    place: tuple[str, str] = ("", "")

    def __str__(self) -> str:
        said = self.called if self.kind == "changed" else f"{self.called} {self.kind}"
        said = f"{said}: {self.words}" if self.words else said
        if not self.entries:
            return said
        cited = ", ".join(str(number) for number in self.entries[:CITED_MAX])
        more = f" and {len(self.entries) - CITED_MAX} more" if len(self.entries) > CITED_MAX else ""
        return f"{said} ({'entry' if len(self.entries) == 1 else 'entries'} {cited}{more})"


def tell(before: Any, after: Any, entered: Collection[int]) -> Iterator[Told]:
    """What changed from one state to another, row by row.

    Args:
        before: The first state.
        after: The second, of the same projection.
        entered: The numbers of the entries that are in the second history and not in the first.
    """
    held = own_fields_of(after)
    for name, was in own_fields_of(before).items():
        old, new = _rows(was), _rows(held[name])
        for key in [*old, *(key for key in new if key not in old)]:
            called = _called(name, key, new.get(key, old.get(key)))
            for told in _tell_row(called, old.get(key), new.get(key), entered):
                yield attrs.evolve(told, place=(name, key))


def _rows(value: Any) -> dict[str, Any]:
    """The rows of one field by their keys; a list's rows are keyed by what they hold."""
    if isinstance(value, Mapping):
        rows: dict[str, Any] = {plain_key(key): held for key, held in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    elif isinstance(value, (list, tuple)):
        rows = {str(plain(held)): held for held in value}  # pyright: ignore[reportUnknownVariableType]
    else:
        rows = {}
    return {key: held for key, held in rows.items() if is_row(held)}


def _called(name: str, key: str, row: Any) -> str:
    """What a row is called: its reference in words, else the singular of its field and its key."""
    ref = getattr(row, "ref", None)
    if isinstance(ref, str) and ":" in ref:
        return " ".join(ref.split(":", 1))
    singular = name.removesuffix("ies") + "y" if name.endswith("ies") else name.removesuffix("s")
    return title_of(singular) if key.startswith(("{", "[")) else f"{title_of(singular)} {key}"


def _tell_row(called: str, was: Any, now: Any, entered: Collection[int]) -> Iterator[Told]:
    if was is None:
        yield Told(called, "added", _summary(now), _cited(now, entered))
    elif now is None:
        yield Told(called, "removed", _summary(was), ())
    elif type(was) is type(now) and plain(was) != plain(now):
        old, new = fields_of(was), fields_of(now)
        differing = [name for name in new if name not in _NUMBERS and plain(old[name]) != plain(new[name])]
        told = [name for name in differing if not _is_ledgered(new[name])] or differing
        words = ", ".join(_tell_field(name, old[name], new[name]) for name in told)
        yield Told(called, "changed", words or "named again", _cited(now, entered))


def _is_ledgered(value: Any) -> bool:
    """Whether a field is a row's own record of what was said of it, which its other fields sum up."""
    held = list(value.values()) if isinstance(value, Mapping) else value  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType, reportUnknownArgumentType]
    rows: list[Any] = list(held) if isinstance(held, (list, tuple)) else []  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return bool(rows) and all(is_row(row) and hasattr(row, "entry") for row in rows)


def _tell_field(name: str, was: Any, now: Any) -> str:
    old, new = _short(was), _short(now)
    if not old:
        return f"{title_of(name)} {new}"
    return f"{title_of(name)} {old} → {new or 'nothing'}"


def _short(value: Any) -> str:
    return cut_short(printable(cell(value)), at_most(WORDS_MAX))


def _summary(row: Any) -> str:
    """A row in a few words."""
    held = fields_of(row)
    said = [(name, words) for name in _TELLING if (words := _short(held.get(name)))]
    return "; ".join(words if name in _SPEAKS_ALONE else f"{title_of(name)} {words}" for name, words in said)


def _cited(row: Any, entered: Collection[int]) -> tuple[int, ...]:
    """The entries among ``entered`` that a row rests on."""
    return tuple(sorted(number for number in set(_numbers(plain(row))) if number in entered))


def _numbers(held: Any, name: str = "") -> Iterator[int]:
    if isinstance(held, dict):
        for below, value in held.items():  # pyright: ignore[reportUnknownVariableType]
            yield from _numbers(value, str(below))  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(held, list):
        for value in held:  # pyright: ignore[reportUnknownVariableType]
            yield from _numbers(value, name)
    elif isinstance(held, int) and not isinstance(held, bool) and name in {"entry", "entries", "number"}:
        yield held
