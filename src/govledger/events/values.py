"""The values that events hold besides dates and amounts: who, which, how it stands, and text that may be withheld.

`Party`, `Ref`, `StatusValue` and `Link` are checked strings: on disk each is always one string. `Source`, `Part`
and `State` are always objects on disk, although the first two may be typed as one short string.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Self, TypeGuard

import attrs

from govledger.errors import BadValueError
from govledger.events.text import Text
from govledger.events.unsaid import begins_unsaid
from govledger.events.words import (
    nearest_kinds,
    read_clear,
    read_fields,
    read_id,
    read_named,
    read_whole,
    read_word,
)

KINDS = (
    "action", "agenda_item", "appointment", "body", "cause", "challenge", "commitment", "decision", "evidence",
    "finding", "intervention", "measure", "meeting", "obligation", "part", "plan", "recommendation", "risk", "scheme",
    "visit",
)  # fmt: skip
"""The kinds of thing that must be introduced before anything may refer to them."""

PARTY_KINDS = ("office", "body", "org", "person", "group")
"""The kinds of party; parties are open names and need no introduction."""

OPEN_KINDS = ("document", "area")
"""The other open names."""

_NAMED_KINDS = (*KINDS, *PARTY_KINDS, *OPEN_KINDS)

ENTRY_DIGITS_MAX = 15
"""The most digits in ``entry:17``."""

NONE = "none"
"""What stands in place of a list, a party or a duty that was said to be none."""

YES_NO = ("yes", "no", "unknown")


class Meaning(StrEnum):
    """What a status says once its scheme is applied; closed, because rules read it."""

    NOT_ASSESSED = "not_assessed"
    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    PAUSED = "paused"
    COMPLETE = "complete"
    COMPLETE_EMBEDDING = "complete_embedding"
    EMBEDDED = "embedded"
    STOPPED = "stopped"
    NO_UPDATE = "no_update"
    FAVOURABLE = "favourable"
    ADVERSE = "adverse"
    UNKNOWN = "unknown"

    @property
    def is_good(self) -> bool:
        """Whether the thing is said to go well."""
        return self in _GOOD

    @property
    def is_done(self) -> bool:
        """Whether the thing is said to be finished; such a status counts as a completion claim."""
        return self in _DONE

    @property
    def is_adverse(self) -> bool:
        """Whether the thing is said to go badly."""
        return self in _ADVERSE


_DONE = frozenset({Meaning.COMPLETE, Meaning.COMPLETE_EMBEDDING, Meaning.EMBEDDED})
_GOOD = _DONE | {Meaning.ON_TRACK, Meaning.FAVOURABLE}
_ADVERSE = frozenset({Meaning.AT_RISK, Meaning.OFF_TRACK, Meaning.ADVERSE})


class Party(str):
    """Who: ``office:dcs``, ``body:csib``, ``org:ofsted``, ``person:p7`` (opaque), ``group:partners``, or ``none``."""

    __slots__ = ()

    @classmethod
    def read(cls, value: object) -> Self:
        """A party from its written form.

        Raises:
            BadValueError: ``value`` is not a party.
        """
        if value == NONE:
            return cls(NONE)
        kind, _, rest = str(value).partition(":") if isinstance(value, str) else ("", "", "")
        if kind not in PARTY_KINDS:
            expected = f"a party: {', '.join(f'{known}:…' for known in PARTY_KINDS)}, or none"
            raise BadValueError(value, expected, nearest=nearest_kinds(kind, rest, PARTY_KINDS))
        return cls(read_named(str(value), kind, rest))

    @classmethod
    def read_one(cls, value: object) -> Self:
        """A party that there is: ``none`` stands in place of a list, never in it.

        Raises:
            BadValueError: ``value`` is not a party, or is ``none``.
        """
        if value == NONE:
            raise BadValueError(value, "one party: none stands alone, where nobody is meant")
        return cls.read(value)

    @property
    def kind(self) -> str:
        """``office``, ``body``, ``org``, ``person`` or ``group``; empty for ``none``."""
        return self.partition(":")[0] if ":" in self else ""

    @property
    def id(self) -> str:
        """The name after the kind."""
        return self.partition(":")[2] or str(self)


class Ref(str):
    """A reference to anything the ledger knows: ``action:2.4``, ``entry:17``, a party, ``document:x`` or ``area:x``."""

    __slots__ = ()

    @classmethod
    def read(cls, value: object) -> Self:
        """A reference from its written form; ``key:x`` stays as it is until the ledger resolves it.

        Raises:
            BadValueError: ``value`` is not a reference.
        """
        kind, _, rest = str(value).partition(":") if isinstance(value, str) else ("", "", "")
        if kind in {"entry", "key"}:
            return cls(read_entry(value))
        if kind in _NAMED_KINDS:
            return cls(read_named(str(value), kind, rest))
        expected = "a reference such as action:2.4, entry:17, office:dcs, document:x or area:x"
        if isinstance(value, str) and value and ":" not in value:
            expected = f"{expected}: write what kind of thing it is before its id"
        raise BadValueError(value, expected, nearest=nearest_kinds(kind, rest, _NAMED_KINDS))

    @property
    def kind(self) -> str:
        """What kind of thing is named."""
        return self.partition(":")[0]

    @property
    def id(self) -> str:
        """Its id within that kind."""
        return self.partition(":")[2]


def read_entry(value: object) -> str:
    """A reference to one entry, ``entry:17`` or a caller's ``key:…``; a bare number is read as an entry's.

    Raises:
        BadValueError: ``value`` names no entry.
    """
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**ENTRY_DIGITS_MAX:
        return f"entry:{value:d}"
    kind, _, rest = value.partition(":") if isinstance(value, str) else ("", "", "")
    if kind == "key" and rest.strip():
        return f"key:{read_clear(rest)}"
    if kind == "entry" and rest.isascii() and rest.isdigit() and rest[0] != "0" and len(rest) <= ENTRY_DIGITS_MAX:
        return f"entry:{rest}"
    raise BadValueError(value, "an entry: entry:17, or key:… for one recorded with that key")


class StatusValue(str):
    """How something stands: ``scheme/label`` where the scheme is known, else only the label."""

    __slots__ = ()

    @classmethod
    def read(cls, value: object) -> Self:
        """A status from its written form.

        Raises:
            BadValueError: ``value`` is not a label, or its scheme is not an id.
        """
        scheme, slash, label = read_clear(value, "a status: scheme/label, or label").rpartition("/")
        label = label.strip()
        if not label or (slash and not scheme):
            raise BadValueError(value, "a status: scheme/label, or label")
        return cls(f"{read_id(scheme, 'scheme')}/{label}" if slash else label)

    @property
    def scheme(self) -> str | None:
        """The id of the scheme the label belongs to; ``None`` when none is known."""
        return self.rpartition("/")[0] or None

    @property
    def label(self) -> str:
        """The word or colour as it was used."""
        return self.rpartition("/")[2]


class Link(str):
    """That two things belong together: ``action:2.4 addresses recommendation:rec-4``."""

    __slots__ = ()

    @classmethod
    def read(cls, value: object) -> Self:
        """A link from its written form.

        Raises:
            BadValueError: ``value`` is not three words: a reference, a relation and a reference.
        """
        match value.split() if isinstance(value, str) else ():
            case [subject, relation, target]:
                return cls(f"{Ref.read(subject)} {read_clear(relation)} {Ref.read(target)}")
            case _:
                expected = "a link: subject relation target, such as action:2.4 addresses recommendation:rec-4"
                raise BadValueError(value, expected)

    @property
    def subject(self) -> Ref:
        """What the link starts from."""
        return Ref(self.split(" ")[0])

    @property
    def relation(self) -> str:
        """How the two belong together."""
        return self.split(" ")[1]

    @property
    def target(self) -> Ref:
        """What the link leads to."""
        return Ref(self.split(" ")[2])


def _maybe_text(value: Text | str | None) -> Text | None:
    return None if value is None else Text.read(value)


def is_pair(value: object) -> TypeGuard[Sequence[str]]:
    """Whether a value is a document and a place in it, such as ``("bvib-2017-06-14", "A6")``, not two sources."""
    if not isinstance(value, (list, tuple)) or len(value) != len(("document", "locator")):  # pyright: ignore[reportUnknownArgumentType]
        return False
    return all(isinstance(part, str) and "#" not in part for part in value)  # pyright: ignore[reportUnknownVariableType]


@begins_unsaid
@attrs.frozen
class Source:
    """Where something is read: a document and a place in it.

    Attributes:
        document: The document's name; it need not be lodged.
        locator: The place in it, such as a paragraph number; ``None`` for the whole.
        verbatim: The words themselves; withheld text.
    """

    document: str
    locator: str | None = None
    verbatim: Text | None = attrs.field(default=None, converter=_maybe_text)

    @classmethod
    def read(cls, value: object) -> "Source":
        """A source from ``document#locator``, a pair of document and locator, or an object.

        Raises:
            BadValueError: ``value`` is neither.
        """
        if isinstance(value, Source):
            value = {"document": value.document, "locator": value.locator, "verbatim": value.verbatim}
        if isinstance(value, str):
            document, _, locator = value.partition("#")
            value = {"document": document, "locator": locator or None}
        if is_pair(value):
            value = dict(zip(("document", "locator"), value, strict=True))
        given = read_fields(value, ("document", "locator", "verbatim"), "a source")
        return cls(
            read_id(given.get("document"), "document"),
            read_clear(given["locator"]) if "locator" in given else None,
            Text.read(given["verbatim"]) if "verbatim" in given else None,
        )


@begins_unsaid
@attrs.frozen
class Part:
    """One part of something, such as one requirement of a notice; introduces ``part:<owner>/<ref>``.

    Attributes:
        ref: Its own mark within its owner.
        text: What it says; withheld text.
    """

    ref: str
    text: Text | None = attrs.field(default=None, converter=_maybe_text)

    @classmethod
    def read(cls, value: object) -> "Part":
        """A part from its mark or an object.

        Raises:
            BadValueError: ``value`` is neither.
        """
        if isinstance(value, Part):
            value = {"ref": value.ref, "text": value.text}
        given = read_fields({"ref": value} if isinstance(value, str) else value, ("ref", "text"), "a part")
        return cls(read_id(given.get("ref"), "part"), Text.read(given["text"]) if "text" in given else None)


REQUIRES = ("evidence", "verification", "overdue", "date", "test")
_STATE = ("label", "colour", "meaning", "requires", "rank")


@begins_unsaid
@attrs.frozen(kw_only=True)
class State:
    """One state of a status scheme.

    Attributes:
        label: The word or colour in use.
        colour: The colour, where the label is a word.
        meaning: What it means; one of `Meaning`.
        requires: What must be there before it may be used: evidence, verification, overdue, date, test.
        rank: Its order in the scheme; 1 is best.
    """

    label: str
    colour: str | None = None
    meaning: str | None = None
    requires: tuple[str, ...] = ()
    rank: int | None = None

    @classmethod
    def read(cls, value: object) -> "State":
        """A state from an object.

        Raises:
            BadValueError: ``value`` is not a state.
        """
        if isinstance(value, State):
            value = {name: getattr(value, name) for name in _STATE}
        given = read_fields(value, _STATE, "a state")
        requires = given.get("requires", ())
        listed: list[object] = list(requires) if isinstance(requires, (list, tuple)) else [requires]  # pyright: ignore[reportUnknownArgumentType]
        return cls(
            label=_read_label(given.get("label")),
            colour=read_clear(given["colour"]) if "colour" in given else None,
            meaning=read_word(given["meaning"], tuple(Meaning), is_open=False) if "meaning" in given else None,
            requires=tuple(read_word(word, REQUIRES, is_open=False) for word in listed),
            rank=_read_rank(given["rank"]) if "rank" in given else None,
        )


def _read_label(value: object) -> str:
    label = read_clear(value, "the label of a state")
    if "/" in label:
        raise BadValueError(value, "a label without a slash, since a status is written scheme/label")
    return label


def _read_rank(value: object) -> int:
    rank = read_whole(value)
    if rank == 0:
        raise BadValueError(value, "a rank of 1 or more; 1 is best")
    return rank


def read_tally(value: object) -> dict[str, int]:
    """How many stood at each label, as ``{label: count}``; the labels are in ASCII, as every key of an entry's JSON is.

    Raises:
        BadValueError: ``value`` is not such an object.
    """
    if not isinstance(value, Mapping) or not value:
        raise BadValueError(value, 'a tally: an object of label and count, such as {"red": 6, "green": 9}')  # pyright: ignore[reportUnknownArgumentType]
    counts: dict[object, object] = dict(value)  # pyright: ignore[reportUnknownArgumentType]
    tally = {_read_ascii(label): read_whole(count) for label, count in counts.items()}
    if len(tally) < len(counts):
        raise BadValueError(list(counts), "each label once")
    return tally


def _read_ascii(label: object) -> str:
    expected = "a label in ASCII"
    text = read_clear(label, expected)
    if not text.isascii():
        raise BadValueError(label, expected)
    return text
