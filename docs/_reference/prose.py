"""Docstrings, signatures and tables as Markdown."""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from types import GenericAlias, NoneType
from typing import Any, get_overloads


def marked(text: str) -> str:
    """Code as Markdown marks it, and no links from one docstring to another page."""
    return re.sub(r"``(.+?)``", r"`\1`", text)


def said(held: object) -> str:
    """The docstring of a class or method, tidied; empty where it has none of its own."""
    doc = vars(held).get("__doc__") if isinstance(held, type) else getattr(held, "__doc__", None)
    return inspect.cleandoc(doc or "")


def prose_of(held: object) -> str:
    """A docstring up to its first section."""
    return marked(re.split(r"\n(?:Attributes|Args|Returns|Raises):\n", said(held))[0].strip())


def first_of(held: object) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join(prose_of(held).partition("\n\n")[0].split())


def attributes_of(cls: type) -> dict[str, str]:
    """What the ``Attributes:`` of a class and its bases say, by name."""
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        found |= dict(_attributes(said(base).partition("\nAttributes:\n")[2]))
    return found


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    """The (name, sentence) pairs of an ``Attributes:`` section."""
    for line in re.sub(r"\n {8,}", " ", text).splitlines():
        name, colon, sentence = line.strip().partition(": ")
        if colon:
            yield name, marked(sentence)


def members(cls: type) -> Iterator[tuple[str, str]]:
    """The public methods and properties of a class as (signature, first sentence), in the order they are written."""
    for name, held in vars(cls).items():
        if isinstance(held, (property, cached_property)) and not name.startswith("_"):
            yield code(name), first_of(held)
        elif (call := callable_of(held)) is not None and not name.startswith("_"):
            yield code(f"{name}{signature_of(call)}"), first_of(call)


def callable_of(held: object) -> Callable[..., Any] | None:
    """The function behind a member of a class; ``None`` where it is none."""
    if isinstance(held, (classmethod, staticmethod)):
        return held.__func__
    return held if inspect.isfunction(held) else None


def signature_of(call: Callable[..., Any]) -> str:
    """How something is called, without the annotations of its arguments."""
    whole = inspect.signature([call, *get_overloads(call)][-1])
    kept = [
        one.replace(annotation=one.empty, default=_shown(one.default))
        for one in whole.parameters.values()
        if one.name not in {"self", "cls"}
    ]
    return str(whole.replace(parameters=kept, return_annotation=whole.empty))


class _Named(str):
    """A default that is shown by its name."""

    __slots__ = ()

    __repr__ = str.__str__


def _shown(default: Any) -> Any:
    """A default as a reader would write it; one that has no short written form is left open."""
    if default is inspect.Parameter.empty or isinstance(default, (str, int, float, tuple, NoneType)):
        return default
    return _Named(getattr(default, "__name__", "…"))


def type_of(annotation: object) -> str:
    """A type as a reader would write it: the library's own values under ``ev``, everything else by its bare name."""
    is_plain = isinstance(annotation, type) and not isinstance(annotation, GenericAlias)
    text = f"{annotation.__module__}.{annotation.__qualname__}" if is_plain else str(annotation)
    return re.sub(r"(?:\w+\.)+(\w+)", lambda found: f"{'ev.' * ('.events.' in found[0])}{found[1]}", text)


def code(text: object) -> str:
    """Text as code."""
    return f"`{text}`"


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """The lines of a table and an empty line; nothing where it has no rows."""
    held = [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    titles = list(headings)
    lines = [f"| {' | '.join(titles)} |", f"|{'---|' * len(titles)}", *held]
    return [*(line.replace("|  |", "| |") for line in lines), ""] if held else []
