"""How an event is taken apart to be recorded, by one function for each type that is written from its declarations.

Recording asks the same of every event: its clear fields as JSON, in the order in which canonical JSON has them; what it
refers to; which ids it brings in; which of its texts are withheld. Asking each field of each event what it declares
costs several times as much as storing the event, so a type's declarations are read once, and a function is written of
them that has one line for each field that can matter. For a type with an id, a text and the office that leads it::

    def pack(event):
        references = []
        f0 = event.action
        f1 = event.leads
        if f1 is not None and f1 != 'none':
            f1 = list(map(str, f1))
            references += f1
        texts = []
        held = event.text
        if held is not None:
            texts.append(('text', held))
        return (body(f0, f1), references, (), (('action:' + f0, False),), texts)

Nothing of it comes from outside: the names are those of the class's own attributes, and everything else is handed in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from govledger.events.shapes import FieldSpec, itself
from govledger.events.values import KINDS, NONE, PARTY_KINDS

if TYPE_CHECKING:
    from govledger.events.catalogue import EventType
    from govledger.events.text import Text

NEEDS_INTRODUCTION = frozenset(KINDS) - frozenset(PARTY_KINDS)
"""Kinds whose references must be known wherever they stand; a body is also a party, so only typed fields ask for it."""


_PLAIN = (str, int, dt.date, dict[str, int])
"""What msgspec writes as the field itself would."""

Packed = tuple[msgspec.Struct, list[str], Sequence[str], Sequence[tuple[str, bool]], list[tuple[str, "Text"]]]
"""What recording needs to know of one event, a plain tuple because there is one for every event:

- its clear fields in the order of their keys; msgspec leaves out what was not said;
- everything it refers to, as ``kind:id``; what it introduces is not among them;
- those of these that must be known although not everything of their kind must be;
- the ids that stand where it introduces them, and whether each may be known already;
- its withheld texts with their paths, in no order.
"""


def packer(declared: EventType) -> Callable[[Any], Packed]:
    """A function that takes an event of one type apart."""
    clear = [(name, spec) for name, spec in sorted(declared.fields.items()) if spec.many or not spec.withheld]
    # The struct's attributes have names of their own, because msgspec takes some names for itself.
    fields = [_Field(f"f{place}", name, spec) for place, (name, spec) in enumerate(clear)]
    columns = [(field.place, Any, None) for field in fields]
    names = {field.place: field.name for field in fields}
    scope: dict[str, Any] = {
        "body": msgspec.defstruct("Body", columns, omit_defaults=True, gc=False, rename=names),
        "fields": declared.fields,
        "brought": declared.brought,
    }
    lines = "\n    ".join(["def pack(event):", *_lines(declared, fields, scope)])
    exec(compile(lines, f"<packer of {declared.written}>", "exec"), scope)  # noqa: S102 - our own lines, as above
    made: Callable[[Any], Packed] = scope["pack"]
    return made


def _lines(declared: EventType, fields: Sequence[_Field], scope: dict[str, Any]) -> Iterator[str]:
    """The lines of the function; what they call is put into its ``scope``."""
    yield "references = []"
    for field in fields:
        yield f"{field.place} = event.{field.name}"
        yield from field.lines(scope)
    asks = [f"*fields[{name!r}].references(event.{name})" for name, spec in declared.referring if _asks_by_field(spec)]
    yield "texts = []"
    for name, spec in declared.texted:
        yield from _texts(name, spec)
    body = f"body({', '.join(field.place for field in fields)})"
    yield f"return ({body}, references, ({', '.join([*asks, ''])}), {_brought(declared)}, texts)"


def _asks_by_field(spec: FieldSpec) -> bool:
    """Whether a field asks for what it refers to to be known, which the kind alone does not."""
    return spec.refers not in {None, "any", *NEEDS_INTRODUCTION}


def _brought(declared: EventType) -> str:
    """An expression for the ids that an event brings in."""
    if not declared.introducing:
        return "()"
    (name, spec), *others = declared.introducing
    if others or spec.introduces == "part":
        return "brought(event)"
    return f"(({f'{spec.introduces}:'!r} + event.{name}, {spec.continues}),)"


def _texts(name: str, spec: FieldSpec) -> Iterator[str]:
    """The lines that note the texts of one field."""
    yield f"held = event.{name}"
    yield "if held is not None:"
    if spec.many or not spec.withheld:
        yield f"    texts += fields[{name!r}].texts({name!r}, held)"
    else:
        yield f"    texts.append(({name!r}, held))"


class _Field(NamedTuple):
    """One clear field, and the variable of the function that holds it."""

    place: str
    name: str
    spec: FieldSpec

    def lines(self, scope: dict[str, Any]) -> Iterator[str]:
        """The lines that note its references and make it what JSON can write."""
        place, spec = self.place, self.spec
        if spec.withheld:  # Of a list of texts nothing is clear, unless there was said to be none.
            yield f"{place} = {place} if {place} == {NONE!r} else None"
            return
        steps = [step for step in (self._refer(scope), self._write(scope), self._name()) if step]
        if steps:
            yield f"if {place} is not None{f' and {place} != {NONE!r}' if spec.many else ''}:"
            yield from (f"    {step}" for step in steps)

    def _refer(self, scope: dict[str, Any]) -> str | None:
        """Note the references inside what is held."""
        place, spec = self.place, self.spec
        if not spec.may_refer or self._names_itself:
            return None
        if not self._is_typed:
            scope[f"inside_{place}"] = spec.references if spec.many else spec.shape.references
            return f"references += inside_{place}({place})"
        prefix = f"{spec.refers}:"
        if spec.many:
            return f"references += [{prefix!r} + item for item in {place}]"
        return f"references.append({prefix!r} + {place})"

    def _write(self, scope: dict[str, Any]) -> str | None:
        """Make it what JSON can write."""
        place, spec = self.place, self.spec
        if spec.shape.holds in _PLAIN:
            return None
        if spec.shape.write is not str:
            scope[f"written_{place}"] = spec.write
            return f"{place} = written_{place}({place})"
        return f"{place} = list(map(str, {place}))" if spec.many else f"{place} = str({place})"

    def _name(self) -> str | None:
        """Note a reference that is the whole of what is held, now plain text."""
        if not self._names_itself:
            return None
        return f"references += {self.place}" if self.spec.many else f"references.append({self.place})"

    @property
    def _is_typed(self) -> bool:
        """Whether it holds ids of one kind, which is left out."""
        return self.spec.refers not in {None, "any"}

    @property
    def _names_itself(self) -> bool:
        """Whether what it holds is one reference, or several, and nothing else."""
        return self.spec.may_refer and not self._is_typed and self.spec.shape.references is itself
