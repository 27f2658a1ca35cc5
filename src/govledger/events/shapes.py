"""What one field may hold: how it is read, written, described in JSON Schema, and what it refers to.

A `Shape` knows one value; `FieldSpec` adds whether a field holds one or several, may be absent, introduces an id,
refers to one, or is withheld. Everything generic in govledger (checks, bytes, index, schema) walks these specs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import GenericAlias
from typing import Any

import attrs

from govledger.errors import BadValueError
from govledger.events.text import Text
from govledger.events.values import NONE

NOTHING: tuple[Any, ...] = ()


def _no_references(_: Any) -> Iterable[str]:
    return NOTHING


def itself(held: str) -> Iterable[str]:
    """The one reference of a value that is a reference and nothing else."""
    return (str(held),)


def _no_texts(_: Any) -> Iterable[tuple[str, Text]]:
    return NOTHING


@attrs.frozen(kw_only=True, eq=False)
class Shape:
    """One kind of value.

    Attributes:
        notation: How the catalogue writes it, such as ``W`` or ``Party``.
        read: From a value as typed to the value held; raises `BadValueError`.
        write: From the value held to plain JSON, without withheld text.
        schema: A JSON Schema of the written form.
        holds: The type of the value held.
        name: What the catalogue's JSON Schema calls it; empty where it is described in each place.
        references: The references inside a held value, each ``kind:id``.
        texts: The withheld texts inside a held value, each with its path below the field.
    """

    notation: str
    read: Callable[[Any], Any] = attrs.field(repr=False)
    write: Callable[[Any], Any] = attrs.field(default=str, repr=False)
    schema: Mapping[str, Any] = attrs.field(repr=False)
    holds: type = str
    name: str = ""
    references: Callable[[Any], Iterable[str]] = attrs.field(default=_no_references, repr=False)
    texts: Callable[[Any], Iterable[tuple[str, Text]]] = attrs.field(default=_no_texts, repr=False)

    @property
    def described(self) -> Mapping[str, Any]:
        """Its JSON Schema, or a reference to where the catalogue's holds it."""
        return {"$ref": f"#/$defs/{self.name}"} if self.name else self.schema

    @property
    def holds_texts(self) -> bool:
        """Whether withheld text may stand in it."""
        return self.texts is not _no_texts


@attrs.frozen(kw_only=True, eq=False)
class FieldSpec:
    """What is declared of one field of an event type.

    Attributes:
        shape: What one value is.
        many: Whether it holds a list; a lone value is read as a list of one.
        required: Whether it must be given.
        introduces: The kind of id it introduces, if any.
        continues: Whether an id already introduced may be continued.
        refers: The kind its ids must have been introduced as; ``any`` for references of every kind.
    """

    shape: Shape
    many: bool = False
    required: bool = False
    introduces: str | None = None
    continues: bool = False
    refers: str | None = None

    @property
    def may_refer(self) -> bool:
        """Whether it may refer to something; what it introduces is no reference."""
        refers = self.refers is not None or self.shape.references is not _no_references
        return refers and not self.introduces

    @property
    def withheld(self) -> bool:
        """Whether the whole field is withheld text."""
        return self.shape.notation == "W"

    @property
    def annotation(self) -> Any:
        """The type by which the field is read back from an entry; withheld text is absent there until it is set."""
        one = self.shape.holds
        held: Any = GenericAlias(tuple, (one, ...)) | str if self.many else one
        return held if self.required and not self.withheld else held | None

    @property
    def notation(self) -> str:
        """The field as the catalogue writes it, such as ``R(plan)?`` or ``Party[]?``."""
        return f"{self.shape.notation}{'[]' if self.many else ''}{'' if self.required else '?'}"

    def read(self, value: object) -> Any:
        """The value held, from the value as typed; ``None`` is absent.

        Raises:
            BadValueError: The value could mean nothing here, or a required field is absent.
        """
        if value is None:
            if self.required:
                raise BadValueError(None, f"a value ({self.notation}); this field is required")
            return None
        return self._read_list(value) if self.many else self.shape.read(value)

    def _read_list(self, value: Any) -> Any:
        if value == NONE:
            return NONE
        if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable):
            return (self.shape.read(value),)
        given: Iterable[Any] = value  # pyright: ignore[reportUnknownVariableType]
        items = sorted(given, key=str) if isinstance(value, (set, frozenset)) else list(given)
        if not items:
            expected = "a list of at least one; leave it out if not said, or write none if said to be none"
            raise BadValueError(items, expected)
        return tuple(self.shape.read(item) for item in items)

    def each(self, held: Any) -> Iterable[Any]:
        """Every value held: none where absent or said to be none."""
        if held is None or (self.many and held == NONE):
            return NOTHING
        return held if self.many else (held,)

    def write(self, held: Any) -> Any:
        """Plain JSON of what is held, without withheld text; ``None`` where nothing of it is clear."""
        if not self.many:
            return None if held is None else self.shape.write(held)
        if held is None or held == NONE:
            return held
        written = [self.shape.write(item) for item in held]
        return None if self.withheld else written

    def texts(self, name: str, held: Any) -> Iterator[tuple[str, Text]]:
        """The withheld texts of the field called ``name``, each with its path."""
        for index, item in enumerate(self.each(held)):
            for below, text in self.shape.texts(item):
                yield "/".join(filter(None, (name, str(index) if self.many else "", below))), text

    def references(self, held: Any) -> Iterator[str]:
        """The references of the field, each ``kind:id``; ids that it introduces are not among them."""
        for item in self.each(held):
            if self.refers and self.refers != "any":
                yield f"{self.refers}:{item}"
            else:
                yield from self.shape.references(item)

    def schema(self) -> Mapping[str, Any]:
        """A JSON Schema of the written field."""
        one = self.shape.described
        if not self.many:
            return one
        return {"anyOf": [{"const": NONE}, {"type": "array", "items": one, "minItems": 1}, one]}
