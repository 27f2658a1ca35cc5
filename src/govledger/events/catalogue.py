"""What may be recorded: every event type by its written name and version, and what its fields declare.

A type's identity on disk is a name and a version, ``status-reported/1``, never a Python path, so opening a stranger's
ledger runs no code that its rows name. Applications add their own types with the same `event` decorator.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, wraps
from typing import Any, Literal, TypeVar, dataclass_transform, get_args, get_type_hints

import attrs
from attrs.exceptions import UnannotatedAttributeError

from govledger.errors import BadValueError, CatalogueError, did_you_mean
from govledger.events import fields as f
from govledger.events.packing import Packed, packer
from govledger.events.shapes import FieldSpec
from govledger.events.text import Text
from govledger.events.unsaid import begins_unsaid
from govledger.events.values import Part
from govledger.events.words import nearest

Upcast = Callable[[int, dict[str, Any]], dict[str, Any]]
"""From a stored version and its body to the newest body; pure, keeps ids, never renames a withheld field."""

Check = Callable[[Any], Iterable[BadValueError]]
"""From an event to the faults of fields that cannot stand together, each with its field."""

Dates = Literal["act", "fact"]
"""What `happened` dates: the act of saying or doing it, or the fact that is told."""

EventClass = TypeVar("EventClass", bound=type)
_MARK = "__event__"
_NAME = re.compile(r"[a-z][a-z0-9]*(?:[-.][a-z0-9]+)*")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class EventType:
    """One type of event.

    Attributes:
        name: Its written name in kebab case.
        version: The newest version, from 1.
        cls: The attrs class that holds it.
        fields: What each field declares, by name, in the order the class lists them.
        dates: Whether ``happened`` dates the ``act`` of saying or the ``fact`` itself.
        standing: Whether it is a setting, a declaration or an answer that obeys only the recorded cut.
        upcast: Reads older versions; required from version 2.
        check: Finds what its fields, each fine on its own, cannot mean together.
    """

    name: str
    version: int
    cls: type
    fields: Mapping[str, FieldSpec] = attrs.field(repr=lambda fields: repr(list(fields)))
    dates: Dates
    standing: bool
    upcast: Upcast | None
    check: Check | None = None

    def __repr__(self) -> str:
        """Its written name and version."""
        return f"EventType({self.written!r})"

    @cached_property
    def written(self) -> str:
        """Name and version as they are stored: ``action-added/1``."""
        return f"{self.name}/{self.version}"

    @cached_property
    def identity(self) -> str | None:
        """The name of the field that holds the id this type introduces, if it introduces one."""
        return next((name for name, spec in self.fields.items() if spec.introduces not in {None, "part"}), None)

    @cached_property
    def introducing(self) -> tuple[tuple[str, FieldSpec], ...]:
        """The fields that introduce ids."""
        return tuple((name, spec) for name, spec in self.fields.items() if spec.introduces)

    @cached_property
    def referring(self) -> tuple[tuple[str, FieldSpec], ...]:
        """The fields that may refer to something; most do not, and these are asked for every event recorded."""
        return tuple((name, spec) for name, spec in self.fields.items() if spec.may_refer)

    @cached_property
    def dues(self) -> tuple[str, ...]:
        """The fields that hold when something falls due."""
        return tuple(name for name, spec in self.fields.items() if spec.shape.notation == "Due")

    @cached_property
    def pack(self) -> Callable[[Any], Packed]:
        """Takes an event of this type apart to be recorded."""
        return packer(self)

    @cached_property
    def make(self) -> Callable[[Mapping[str, Any]], Any]:
        """Makes an event of fields that were read.

        To its class they would be as typed and be read again, which is only done where the class does more than that.
        """
        cls: Any = self.cls
        made = getattr(cls.__init__, "__wrapped__", cls.__init__)
        is_own = not made.__code__.co_filename.startswith("<attrs generated")
        if is_own or hasattr(cls, "__attrs_post_init__") or any(field.validator for field in attrs.fields(cls)):
            return lambda held: cls(**held)
        new: Any = object.__new__
        puts = {name: getattr(cls, name).__set__ for name in self.fields}

        def make(held: Mapping[str, Any]) -> Any:
            event = new(cls)
            for name, put in puts.items():
                put(event, held.get(name))
            return event

        return make

    def brought(self, held: Any) -> list[tuple[str, bool]]:
        """The ids that stand where an event introduces them, and whether each may be known already."""
        return [(found.reference, found.continues) for found in introduced(self, held)]

    @cached_property
    def texted(self) -> tuple[tuple[str, FieldSpec], ...]:
        """The fields that may hold withheld text."""
        return tuple((name, spec) for name, spec in self.fields.items() if spec.shape.holds_texts)


@attrs.frozen
class Introduction:
    """An id that an event brings in.

    Attributes:
        reference: ``kind:id``.
        continues: Whether the id may have been introduced before.
    """

    reference: str
    continues: bool


@attrs.frozen
class UnknownEvent:
    """An event whose type this program does not know; its bytes are kept and it is skipped and counted.

    Attributes:
        type: Its written name and version.
        body: Its clear fields as plain JSON.
        texts: Its withheld texts by path.
    """

    type: str
    body: dict[str, Any]
    texts: dict[str, Text] = attrs.Factory(dict[str, Text])


class Catalogue:
    """A set of event types, looked up by written name or by class."""

    def __init__(self) -> None:
        """An empty catalogue."""
        self._by_name: dict[str, EventType] = {}
        self._by_class: dict[type, EventType] = {}

    def __iter__(self) -> Iterator[EventType]:
        """Every type, in the order of registration."""
        return iter(self._by_name.values())

    def __len__(self) -> int:
        """How many types are known."""
        return len(self._by_name)

    def register(self, declared: EventType) -> None:
        """Add one type.

        Raises:
            CatalogueError: The name is malformed or taken, what `happened` dates is neither the act nor the fact, or
                an older version could not be read.
        """
        if not _NAME.fullmatch(declared.name):
            raise CatalogueError(f"an event type is named in kebab case, such as tree-felled; found {declared.name!r}")
        if declared.name in self._by_name:
            taken = self._by_name[declared.name].cls
            raise CatalogueError(f"the event type {declared.name!r} is already declared by {taken.__qualname__}")
        if declared.cls in self._by_class:
            taken_name = self._by_class[declared.cls].name
            raise CatalogueError(f"{declared.cls.__qualname__} is already declared, as {taken_name!r}")
        if declared.dates not in get_args(Dates):
            raise CatalogueError(f"happened dates the act or the fact; {declared.written} says {declared.dates!r}")
        if declared.version < 1 or (declared.version > 1 and declared.upcast is None):
            raise CatalogueError(f"{declared.written} needs an up-caster that reads the versions before it")
        self._by_name[declared.name] = self._by_class[declared.cls] = declared

    def unregister(self, cls: type) -> None:
        """Forget a type that an application or a test declared.

        Raises:
            CatalogueError: It is no event of this catalogue.
        """
        del self._by_name[self.of(cls).name], self._by_class[cls]

    def of(self, event: object) -> EventType:
        """The declared type of an event or of its class.

        Raises:
            CatalogueError: It is no event of this catalogue.
        """
        cls = event if isinstance(event, type) else type(event)
        try:
            return self._by_class[cls]
        except KeyError:
            raise CatalogueError(f"{cls.__qualname__} is not an event type; declare it with @event") from None

    def get(self, name: str) -> EventType | None:
        """The type with this written name, version left out; ``None`` where it is not known."""
        return self._by_name.get(name)

    def read_type(self, written: object) -> EventType:
        """The type named by ``action-added`` or ``action-added/1``; only the newest version may be written anew.

        Raises:
            BadValueError: It is not known, or not the newest version.
        """
        name, slash, version = str(written).partition("/") if isinstance(written, str) else ("", "", "")
        declared = self._by_name.get(name)
        if declared is None:
            raise BadValueError(
                written, "the name of an event type", where="type", nearest=nearest(name, self._by_name)
            )
        if slash and version != str(declared.version):
            raise BadValueError(written, f"the newest version, {declared.written}", where="type")
        return declared

    def build(self, declared: EventType, body: Mapping[str, Any]) -> tuple[Any, list[BadValueError]]:
        """An event from a plain body, or every fault found in it.

        Returns:
            The event and no faults, or ``None`` and all the faults, each with its field.
        """
        faults: list[BadValueError] = []
        for name in body:
            if name not in declared.fields:
                expected = f"a field of {declared.name}: {', '.join(declared.fields) or 'none'}"
                faults.append(BadValueError(name, expected, where=name, nearest=nearest(name, declared.fields)))
        held: dict[str, Any] = {}
        for name, spec in declared.fields.items():
            value = body.get(name)
            if value is None and not spec.required:
                continue
            try:
                held[name] = spec.read(value)
            except BadValueError as fault:
                faults.append(fault.at(name))
        if faults:
            return None, faults
        event = declared.make(held)
        faults = list(declared.check(event)) if declared.check else []
        return (None, faults) if faults else (event, [])


CATALOGUE = Catalogue()
"""Every event type of govledger and of the application that imported it."""


@dataclass_transform(
    frozen_default=True,
    kw_only_default=True,
    field_specifiers=(
        f.introduces, f.continues, f.refers, f.refers_each, f.anything, f.anything_each, f.entries, f.withheld,
        f.withheld_each, f.party, f.parties, f.one_of, f.several_of, f.yes_no, f.clear, f.clear_each, f.whole, f.day,
        f.document, f.documents, f.time, f.due_time, f.span, f.amount, f.status_value, f.counts, f.voting,
        f.attendances, f.parts, f.states, f.links,
    ),
)  # fmt: skip
def event(
    name: str,
    *,
    version: int = 1,
    dates: Dates = "act",
    standing: bool = False,
    upcast: Upcast | None = None,
    check: Check | None = None,
    catalogue: Catalogue = CATALOGUE,
) -> Callable[[EventClass], EventClass]:
    """Declare an event type: the class becomes a frozen attrs class and joins the catalogue.

    Args:
        name: The written name, kebab case; it and the version are what is stored.
        version: The newest version; raise it when a field changes meaning, and give ``upcast``.
        dates: Whether ``happened`` dates the act of saying or the fact.
        standing: Whether it is a setting, a declaration or an answer that obeys only the recorded cut.
        upcast: From an older version and its body to the newest body.
        check: From an event to the faults of fields that cannot stand together; it is asked when an event is recorded,
            never when one is read.
        catalogue: Where to declare it.

    Raises:
        CatalogueError: The name is malformed or taken, a field has no declaration or an annotation that cannot be
            read, or an up-caster is missing.
    """

    def declare(cls: EventClass) -> EventClass:
        held = _frozen(cls)
        catalogue.register(
            EventType(
                name=name,
                version=version,
                cls=held,
                fields=_declared_fields(held),
                dates=dates,
                standing=standing,
                upcast=upcast,
                check=check,
            )
        )
        return held

    return declare


def is_event_class(cls: object) -> bool:
    """Whether ``cls`` is a class that `event` declared, in whichever catalogue."""
    return isinstance(cls, type) and _MARK in vars(cls)


def _frozen(cls: EventClass) -> EventClass:
    """The class as a frozen attrs class, marked as an event."""
    try:
        held: Any = attrs.frozen(kw_only=True, slots=True, auto_attribs=True)(cls)
    except UnannotatedAttributeError as fault:
        raise CatalogueError(f"{cls.__qualname__} needs an annotation on each field: {fault}") from fault
    setattr(held, _MARK, True)
    _name_nearest(held)
    made: EventClass = held
    return begins_unsaid(made)


def _name_nearest(held: Any) -> None:
    """Let the class say which of its fields a name that is none resembles."""
    made, names = held.__init__, [field.name for field in attrs.fields(held)]

    @wraps(made)
    def init(self: Any, *args: Any, **given: Any) -> None:
        try:
            made(self, *args, **given)
        except TypeError:
            unknown = [name for name in given if name not in names]
            if not unknown:
                raise
            fields = "; its fields are " + ", ".join(names) if names else "; it has none"
            hint = did_you_mean(nearest(unknown[0], names)) or fields
            raise TypeError(f"{held.__qualname__} has no field {unknown[0]!r}{hint}") from None

    held.__init__ = init


def _declared_fields(held: Any) -> dict[str, FieldSpec]:
    """What each field declares, once it is sure that an entry can be read back by its annotation."""
    fields: dict[str, FieldSpec] = {}
    annotated = _annotations(held)
    for field in attrs.fields(held):
        if f.SPEC not in field.metadata:
            raise CatalogueError(f"{held.__qualname__}.{field.name} says nothing of what it holds; use events.fields")
        if field.name.startswith("_"):
            raise CatalogueError(f"{held.__qualname__}.{field.name} cannot be written on a line: it starts with _")
        spec: FieldSpec = field.metadata[f.SPEC]
        if annotated[field.name] not in (spec.annotation, spec.annotation | None):
            raise CatalogueError(f"{held.__qualname__}.{field.name} is read back as {spec.annotation}; annotate it so")
        fields[field.name] = spec
    return fields


def _annotations(held: Any) -> dict[str, Any]:
    """The annotations of the fields, those written as text looked up."""
    annotated = {field.name: field.type for field in attrs.fields(held)}
    if not any(isinstance(found, str) for found in annotated.values()):
        return annotated
    try:
        return get_type_hints(held)
    except NameError as fault:
        raise CatalogueError(f"{held.__qualname__} has an annotation that means nothing: {fault}") from fault


def introduced(declared: EventType, held: Any) -> Iterator[Introduction]:
    """The ids an event brings in; the parts of what it introduces are ids too."""
    owner = getattr(held, declared.identity) if declared.identity else ""
    for name, spec in declared.introducing:
        if spec.introduces == "part":
            for part in _parts(spec, getattr(held, name)):
                yield Introduction(f"part:{owner}/{part.ref}", spec.continues)
        else:
            yield Introduction(f"{spec.introduces}:{getattr(held, name)}", spec.continues)


def _parts(spec: FieldSpec, held: Any) -> Iterable[Part]:
    return spec.each(held)


def references(declared: EventType, held: Any) -> Iterator[tuple[str, str]]:
    """Everything an event refers to, as (field, ``kind:id``); what it introduces is not among them."""
    for name, spec in declared.referring:
        said = getattr(held, name)
        # Most of what may be referred to is not said.
        for reference in spec.references(said) if said is not None else ():
            yield name, reference


def named(declared: EventType, held: Any) -> dict[str, None]:
    """Everything an event brings in or refers to, as ``kind:id``, each once and in that order."""
    found = dict.fromkeys(one.reference for one in introduced(declared, held))
    for name, spec in declared.referring:
        said = getattr(held, name)
        if said is not None:
            found.update(dict.fromkeys(spec.references(said)))
    return found


def texts(declared: EventType, held: Any) -> Iterator[tuple[str, Text]]:
    """The withheld texts of an event, each with its path."""
    for name, spec in declared.texted:
        yield from spec.texts(name, getattr(held, name))


def body(declared: EventType, held: Any) -> dict[str, Any]:
    """The clear fields of an event as plain JSON; what was not said is left out."""
    written = ((name, spec.write(getattr(held, name))) for name, spec in declared.fields.items())
    return {name: value for name, value in written if value is not None}


def each(held: Any) -> tuple[Any, ...]:
    """The values of a list field: none where it was not said or was said to be none.

    >>> each(("office:dcs",)), each("none"), each(None)
    (('office:dcs',), (), ())
    """
    return held if isinstance(held, tuple) else ()  # pyright: ignore[reportUnknownVariableType]
