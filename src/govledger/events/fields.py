"""The words in which an event type declares its fields.

Each function declares one field: ``action: str = introduces("action")``, ``text: MaybeText = withheld(default=None)``.
The annotation beside it says what is held when read and, to a type checker, what may be given when typed. A field that
says ``default=None`` may be left out; any other must be given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

import attrs

from govledger.errors import BadValueError
from govledger.events import repertoire
from govledger.events.amounts import Period, Quantity
from govledger.events.attendance import Attendance, Vote
from govledger.events.due import Due
from govledger.events.shapes import FieldSpec, Shape
from govledger.events.text import Text
from govledger.events.values import Link, Part, Party, Ref, State, StatusValue
from govledger.events.when import When

SPEC = "govledger"
"""The key of a `FieldSpec` in an attrs field's metadata."""

if TYPE_CHECKING:
    Got = TypeVar("Got")
    Given = TypeVar("Given")

    class Held(Generic[Got, Given]):
        """A field that is read as ``Got`` and may be given as ``Given``."""

        @overload
        def __get__(self, instance: None, owner: Any) -> Held[Got, Given]: ...
        @overload
        def __get__(self, instance: object, owner: Any) -> Got: ...
        def __get__(self, instance: object, owner: Any) -> Any: ...
        def __set__(self, instance: object, value: Given) -> None: ...

    Words = Held[tuple[str, ...] | str | None, Iterable[str] | None]
    SomeWords = Held[tuple[str, ...] | str, Iterable[str]]
    MaybeText = Held[Text | None, Text | str | None]
    SomeText = Held[Text, Text | str]
    Texts = Held[tuple[Text, ...] | str | None, Text | Iterable[str | Text] | None]
    MaybeParty = Held[Party | None, str | None]
    SomeParty = Held[Party, str]
    Parties = Held[tuple[Party, ...] | str | None, Iterable[str] | None]
    SomeParties = Held[tuple[Party, ...] | str, Iterable[str]]
    MaybeRef = Held[Ref | None, str | None]
    SomeRef = Held[Ref, str]
    Refs = Held[tuple[Ref, ...] | str | None, Iterable[str] | None]
    SomeRefs = Held[tuple[Ref, ...] | str, Iterable[str]]
    MaybeWhen = Held[When | None, When | dt.date | str | dict[str, Any] | None]
    MaybeDue = Held[Due | None, Due | dt.date | str | None]
    MaybePeriod = Held[Period | None, Period | str | dict[str, Any] | None]
    MaybeQuantity = Held[Quantity | None, Quantity | Decimal | str | int | dict[str, Any] | None]
    MaybeStatus = Held[StatusValue | None, str | None]
    SomeStatus = Held[StatusValue, str]
    MaybeDay = Held[dt.date | None, dt.date | str | None]
    SomeDay = Held[dt.date, dt.date | str]
    MaybeTally = Held[Mapping[str, int] | None, Mapping[str, int] | None]
    MaybeVote = Held[Vote | None, Vote | str | Mapping[str, object] | None]
    Present = Attendance | str | Mapping[str, object]
    Attendances = Held[tuple[Attendance, ...] | str | None, Present | Iterable[Present] | None]
    Piece = Part | str | Mapping[str, object]
    Parts = Held[tuple[Part, ...] | str | None, Piece | Iterable[Piece] | None]
    Label = State | Mapping[str, object]
    SomeStates = Held[tuple[State, ...] | str, Label | Iterable[Label]]
    SomeLinks = Held[tuple[Link, ...] | str, Iterable[str]]
else:
    Words = tuple[str, ...] | str | None
    SomeWords = tuple[str, ...] | str
    MaybeText = Text | None
    SomeText = Text | None
    Texts = tuple[Text, ...] | str | None
    MaybeParty = Party | None
    SomeParty = Party
    Parties = tuple[Party, ...] | str | None
    SomeParties = tuple[Party, ...] | str
    MaybeRef = Ref | None
    SomeRef = Ref
    Refs = tuple[Ref, ...] | str | None
    SomeRefs = tuple[Ref, ...] | str
    MaybeWhen = When | None
    MaybeDue = Due | None
    MaybePeriod = Period | None
    MaybeQuantity = Quantity | None
    MaybeStatus = StatusValue | None
    SomeStatus = StatusValue
    MaybeDay = dt.date | None
    SomeDay = dt.date
    MaybeTally = dict[str, int] | None
    MaybeVote = Vote | None
    Attendances = tuple[Attendance, ...] | str | None
    Parts = tuple[Part, ...] | str | None
    SomeStates = tuple[State, ...] | str
    SomeLinks = tuple[Link, ...] | str

_REQUIRED: Any = object()


def _read(value: object, _: object, field: Any) -> Any:
    try:
        return field.metadata[SPEC].read(value)
    except BadValueError as fault:
        raise fault.at(field.name) from None


# One for all fields: making a converter looks into its signature, and there are five hundred fields.
_CONVERTER: Any = attrs.Converter(_read, takes_self=True, takes_field=True)


def _declare(shape: Shape, default: object, **roles: Any) -> Any:
    """An attrs field with its spec in the metadata and the spec's reader as its converter.

    To attrs every field may be left out: the reader refuses an absent required one, naming the field, and a required
    withheld text is truly absent from the stored body until its handle is set.
    """
    spec = FieldSpec(shape=shape, required=default is _REQUIRED, **roles)
    return attrs.field(default=None, converter=_CONVERTER, metadata={SPEC: spec})


def introduces(kind: str) -> Any:
    """The id of something new; refused if the ledger knows it already."""
    return _declare(repertoire.id_of(kind, f"I({kind})"), _REQUIRED, introduces=kind)


def continues(kind: str) -> Any:
    """The id of something new, or of something that this event carries on."""
    return _declare(repertoire.id_of(kind, f"I*({kind})"), _REQUIRED, introduces=kind, continues=True)


def refers(kind: str, *, default: Any = _REQUIRED) -> Any:
    """The id of something that must be known, this batch included."""
    return _declare(repertoire.id_of(kind, f"R({kind})"), default, refers=kind)


def refers_each(kind: str, *, default: Any = _REQUIRED) -> Any:
    """The ids of things that must be known."""
    return _declare(repertoire.id_of(kind, f"R({kind})"), default, refers=kind, many=True)


def anything(*, default: Any = _REQUIRED) -> Any:
    """A reference to one thing of any kind."""
    return _declare(repertoire.ANY, default, refers="any")


def anything_each(*, default: Any = _REQUIRED) -> Any:
    """References to things of any kind."""
    return _declare(repertoire.ANY, default, refers="any", many=True)


def entries(*, default: Any = _REQUIRED) -> Any:
    """References to entries."""
    return _declare(repertoire.ENTRY, default, refers="any", many=True)


def withheld(*, default: Any = _REQUIRED) -> Any:
    """A text whose words are kept outside the entry's bytes, behind a salted commitment."""
    return _declare(repertoire.TEXT, default)


def withheld_each(*, default: Any = _REQUIRED) -> Any:
    """Texts, each withheld."""
    return _declare(repertoire.TEXT, default, many=True)


def party(*, default: Any = _REQUIRED) -> Any:
    """One party."""
    return _declare(repertoire.PARTY, default)


def parties(*, default: Any = _REQUIRED) -> Any:
    """Parties."""
    return _declare(repertoire.PARTY_OF_SEVERAL, default, many=True)


def one_of(*words: str, is_open: bool = False, default: Any = _REQUIRED) -> Any:
    """A word from a list; ``is_open`` takes other words too."""
    return _declare(repertoire.one_of(words, is_open=is_open), default)


def several_of(*words: str, is_open: bool = False, default: Any = _REQUIRED) -> Any:
    """Words from a list."""
    return _declare(repertoire.one_of(words, is_open=is_open), default, many=True)


def yes_no(*, default: Any = _REQUIRED) -> Any:
    """``yes``, ``no`` or ``unknown``."""
    return _declare(repertoire.YES_OR_NO, default)


def clear(*, default: Any = _REQUIRED) -> Any:
    """Short clear text; it reaches every export, so no names belong in it."""
    return _declare(repertoire.CLEAR, default)


def clear_each(*, default: Any = _REQUIRED) -> Any:
    """Short clear texts."""
    return _declare(repertoire.CLEAR, default, many=True)


def whole(*, default: Any = _REQUIRED) -> Any:
    """A whole number."""
    return _declare(repertoire.WHOLE, default)


def day(*, default: Any = _REQUIRED) -> Any:
    """One civil day."""
    return _declare(repertoire.DAY, default)


def document(*, default: Any = _REQUIRED) -> Any:
    """The name of a document; an open name."""
    return _declare(repertoire.DOCUMENT, default)


def documents(*, default: Any = _REQUIRED) -> Any:
    """Names of documents."""
    return _declare(repertoire.DOCUMENT, default, many=True)


def time(*, default: Any = _REQUIRED) -> Any:
    """A time in the world, as precise as it was said."""
    return _declare(repertoire.WHEN, default)


def due_time(*, default: Any = _REQUIRED) -> Any:
    """When something falls due."""
    return _declare(repertoire.DUE, default)


def span(*, default: Any = _REQUIRED) -> Any:
    """A period."""
    return _declare(repertoire.PERIOD, default)


def amount(*, default: Any = _REQUIRED) -> Any:
    """A quantity with its unit."""
    return _declare(repertoire.QUANTITY, default)


def status_value(*, default: Any = _REQUIRED) -> Any:
    """How something stands."""
    return _declare(repertoire.STATUS, default)


def counts(*, default: Any = _REQUIRED) -> Any:
    """How many stood at each label."""
    return _declare(repertoire.TALLY, default)


def voting(*, default: Any = _REQUIRED) -> Any:
    """How a matter was voted on."""
    return _declare(repertoire.VOTE, default)


def attendances(*, default: Any = _REQUIRED) -> Any:
    """Who was there."""
    return _declare(repertoire.ATTENDANCE, default, many=True)


def parts(*, default: Any = _REQUIRED) -> Any:
    """The parts of what this event introduces; each introduces ``part:<owner>/<ref>``."""
    return _declare(repertoire.PART, default, many=True, introduces="part")


def states(*, default: Any = _REQUIRED) -> Any:
    """The states of a scheme."""
    return _declare(repertoire.STATE, default, many=True)


def links(*, default: Any = _REQUIRED) -> Any:
    """Links between things."""
    return _declare(repertoire.LINK, default, many=True)
