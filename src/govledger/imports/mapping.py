"""The mapping of a plan: which of its columns says what, and what its words, colours and leads are to be called.

It is a small TOML file, made from a workbook, edited by whoever knows the plan, and used again next month.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import attrs

from govledger.errors import BadValueError, MappingError, did_you_mean, shorten
from govledger.events.values import Meaning, Party
from govledger.events.words import nearest, read_clear, read_id, read_word
from govledger.imports.colours import plain_hex
from govledger.imports.dates import ORDERS
from govledger.imports.fields import BY_NAME, FIELDS, plain

MARK: Final = "# A govledger mapping"
"""How a mapping that was written begins."""

HIDDEN: Final = ("read", "skip")
_COLUMN = re.compile(r"column ([A-Za-z]{1,3})")
_BYTES_MAX: Final = 1 << 20
_NOTHING: Final[Mapping[str, str]] = {}


@attrs.frozen(kw_only=True)
class PlanMapping:
    """How one plan is to be read.

    Attributes:
        columns: The heading of the column of each field, or ``column G``.
        sheets: The sheets or tables to read; empty for the only one that holds a plan.
        header_rows: The rows of the headings; empty to look for them.
        plan: The id of the plan.
        prefix: What goes before each reference to make an id, such as ``2018/`` for a plan that uses 2.4 again.
        dates: ``day-first`` or ``month-first``, for days such as 04/05/2017.
        hidden_rows: Whether hidden rows are read or skipped.
        statuses: What the status words of the sheet are to be called, by `plain` words.
        fills: What the colours of its status column are to be called, by ``RRGGBB``.
        leads: The party that each lead of the sheet is, by `plain` words; empty for one to leave out.
        scheme: The id of the scheme that its statuses belong to.
        meanings: What each status means, by its label.
    """

    columns: Mapping[str, str] = _NOTHING
    sheets: tuple[str, ...] = ()
    header_rows: tuple[int, ...] = ()
    plan: str | None = None
    prefix: str = ""
    dates: str | None = None
    hidden_rows: str = "read"
    statuses: Mapping[str, str] = _NOTHING
    fills: Mapping[str, str] = _NOTHING
    leads: Mapping[str, str] = _NOTHING
    scheme: str | None = None
    meanings: Mapping[str, str] = _NOTHING


def column_named(written: str) -> str | None:
    """The letters of a column that a mapping names by them: ``G`` of ``column G``."""
    match = _COLUMN.fullmatch(written.strip())
    return match[1].upper() if match else None


def load_mapping(path: Path) -> PlanMapping:
    """A mapping from its file.

    Raises:
        MappingError: It is no TOML, or says something that means nothing.
        OSError: It is not there.
    """
    if path.stat().st_size > _BYTES_MAX:
        raise MappingError(f"{path.name}: found a file of more than a megabyte, expected a mapping in TOML")
    try:
        return read_mapping(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise MappingError(f"{path.name}: found bytes that are no UTF-8, expected a mapping in TOML") from None
    except MappingError as fault:
        raise MappingError(f"{path.name}: {fault}") from None


def read_mapping(text: str) -> PlanMapping:
    """A mapping from its text.

    Raises:
        MappingError: It is no TOML, or says something that means nothing.
    """
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise MappingError(f"it is no TOML: {fault}") from None
    held: dict[str, Any] = {}
    for name, value in _flat(given).items():
        reader = _READERS.get(name)
        if reader is None:
            raise MappingError(f"there is no setting {name!r} in a mapping{did_you_mean(nearest(name, _READERS))}")
        try:
            held[name] = reader(value)
        except BadValueError as fault:
            raise MappingError(str(fault.at(name) if not fault.where else fault)) from None
    return PlanMapping(**held)


def _flat(given: dict[str, Any]) -> dict[str, Any]:
    """What is given, the scheme's own settings beside the others."""
    scheme: Any = given.pop("scheme", {})
    if not isinstance(scheme, dict):
        raise MappingError("scheme: expected a table, [scheme], with its id and meanings")
    own: dict[str, Any] = scheme  # pyright: ignore[reportUnknownVariableType]
    return {**given, **{_IN_SCHEME.get(name, f"scheme.{name}"): value for name, value in own.items()}}


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(read_clear(one) for one in _listed(value))


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]  # pyright: ignore[reportUnknownArgumentType]


def _rows(value: Any) -> tuple[int, ...]:
    listed = _listed(value)
    if not 1 <= len(listed) <= 2 or not all(type(one) is int and one > 0 for one in listed):  # noqa: PLR2004 - one row or two
        raise BadValueError(value, "one row of headings, or two, as numbers: [4] or [4, 5]")
    return tuple(sorted(listed))


def _table(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise BadValueError(value, "a table of words, each with what it means")
    given: dict[str, object] = value  # pyright: ignore[reportUnknownVariableType]
    for word, meant in given.items():
        if not isinstance(meant, str):
            raise BadValueError(meant, "words between quotes", where=word)
    return {word: str(meant).strip() for word, meant in given.items()}


def _columns(value: object) -> dict[str, str]:
    held = _table(value)
    for name in held:
        if name not in BY_NAME:
            expected = f"a field: {', '.join(field.name for field in FIELDS)}"
            raise BadValueError(name, expected, where="columns", nearest=nearest(name, BY_NAME))
    return {name: heading for name, heading in held.items() if heading}


def _fills(value: object) -> dict[str, str]:
    held: dict[str, str] = {}
    for colour, label in _table(value).items():
        fill = plain_hex(colour.removeprefix("#"))
        if fill is None:
            raise BadValueError(colour, "a colour as six digits, such as 00B050", where="fills")
        held[fill] = label
    return held


def _leads(value: object) -> dict[str, str]:
    held = {plain(words): party for words, party in _table(value).items()}
    for parties in filter(None, held.values()):
        for party in parties.split(";"):
            Party.read_one(party.strip())
    return held


def _statuses(value: object) -> dict[str, str]:
    held = {plain(words): label for words, label in _table(value).items()}
    for label in held.values():
        if not label or "/" in label:
            raise BadValueError(label, "a word for the status, without a slash", where="statuses")
    return held


def _meanings(value: object) -> dict[str, str]:
    return {label: read_word(meaning, tuple(Meaning), is_open=False) for label, meaning in _table(value).items()}


_IN_SCHEME: Final = {"id": "scheme", "meanings": "meanings"}
_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "columns": _columns,
    "sheets": _texts,
    "header_rows": _rows,
    "plan": lambda value: read_id(value, "plan"),
    "prefix": lambda value: read_id(value, "action") if value else "",
    "dates": lambda value: read_word(value, ORDERS, is_open=False),
    "hidden_rows": lambda value: read_word(value, HIDDEN, is_open=False),
    "statuses": _statuses,
    "fills": _fills,
    "leads": _leads,
    "scheme": lambda value: read_id(value, "scheme"),
    "meanings": _meanings,
}


# Writing -------------------------------------------------------------------------------------------------------------


def toml_text(text: str) -> str:
    """A text between quotes, as TOML has it; JSON escapes the same characters in the same way, but for one."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def comment(text: str) -> str:
    """A text as a comment: on one line, whatever it holds."""
    return "# " + "".join(letter if letter.isprintable() else " " for letter in shorten(text, length_max=110)[1:-1])
