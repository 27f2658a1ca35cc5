"""Strategies for whatever may be typed in a field, and for events of every type, made from what fields declare.

A `Vocabulary` says what stands where each notation does. `ANYTHING` goes to the ends of what is accepted; `EVERYDAY`
(`govledger.testing.everyday`) has few words, so that the events of a history meet on the same things.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from govledger.events import CATALOGUE, Catalogue, EventType, Meaning
from govledger.events.attendance import PRESENT
from govledger.events.shapes import FieldSpec
from govledger.events.values import KINDS, OPEN_KINDS, PARTY_KINDS, REQUIRES, YES_NO
from govledger.events.words import CLEAR_LENGTH_MAX, ID_LENGTH_MAX, WHOLE_NUMBER_MAX
from govledger.testing.phrases import DUES, SAID_WORDS, TIMES

Said = SearchStrategy[Any]
"""What may be typed where one value stands."""

_BIDIRECTIONAL = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_UNSEEN = "\u200b\u200e\u200f\u2060\ufeff"
_CLEAR_LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters=_BIDIRECTIONAL)
_ID_LETTERS = st.characters(
    exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"], exclude_characters=f':|;#,"{_BIDIRECTIONAL}{_UNSEEN}'
)
_TEXT_LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")

EXTREMES: Final = ["x" * CLEAR_LENGTH_MAX, "🙂" * CLEAR_LENGTH_MAX, "none", "unknown", "שלום", "a\u0301", "null", "0"]
CLEAR: Final = st.text(_CLEAR_LETTERS, min_size=1, max_size=40).map(str.strip).filter(bool) | st.sampled_from(EXTREMES)
_COMPOSED = st.text(_ID_LETTERS, min_size=1, max_size=20).map(partial(unicodedata.normalize, "NFC"))
_SHORT_IDS = _COMPOSED.filter(lambda text: text not in {"none", "unknown"})
IDS: Final = _SHORT_IDS | st.just("é" * ID_LENGTH_MAX)
TEXTS: Final = st.text(_TEXT_LETTERS, min_size=1, max_size=200) | st.just("ten thousand words " * 5000)
WHOLE: Final = st.integers(0, WHOLE_NUMBER_MAX)
ASCII_LABELS: Final = (
    st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1).map(str.strip).filter(bool)
)
LABELS: Final = CLEAR.map(lambda text: text.replace("/", "-"))

PARTIES: Final = st.builds("{}:{}".format, st.sampled_from(PARTY_KINDS), IDS)
ENTRIES: Final = st.integers(1, 10**15 - 1).map("entry:{}".format) | st.just("key:o9")
REFERENCES: Final = st.builds("{}:{}".format, st.sampled_from([*KINDS, *PARTY_KINDS, *OPEN_KINDS]), IDS) | ENTRIES
STATUSES: Final = (LABELS | st.builds("{}/{}".format, IDS, LABELS)).filter(lambda text: len(text) <= CLEAR_LENGTH_MAX)
_FIGURES = st.decimals(-(10**9), 10**9, places=2, allow_nan=False).map(str) | WHOLE.map(str)
_UNITS = st.sampled_from(["GBP", "%", "children", "working days"])
QUANTITIES: Final = (
    WHOLE
    | st.builds("{} {}".format, _FIGURES, _UNITS)
    | st.builds("about {} {}".format, _FIGURES, _UNITS)
    | st.builds("..{} {} | {}".format, _FIGURES, _UNITS, SAID_WORDS)
)
PERIODS: Final = st.builds("{} {}".format, st.sampled_from(["during", "to_date", "at"]), TIMES)


def said(**fields: Said) -> SearchStrategy[dict[str, Any]]:
    """Objects that have some of ``fields``, and perhaps ``None`` for others."""
    return st.fixed_dictionaries({}, optional={name: value | st.none() for name, value in fields.items()})


def _object(required: Mapping[str, Said], **fields: Said) -> Said:
    def join(must: dict[str, Any], may: dict[str, Any]) -> dict[str, Any]:
        return {**may, **must}

    return st.builds(join, st.fixed_dictionaries(dict(required)), said(**fields))


_YES_OR_NO = st.sampled_from(YES_NO)
_ROLL = st.lists(st.tuples(PARTIES, st.sampled_from(["for", "against"])).map(list), max_size=3)
_COUNTS = dict.fromkeys(("for", "against", "abstained"), WHOLE)
VOTES: Final = (
    st.sampled_from(["unanimous", "card 16-3-0", "show_of_hands 0-0-0"])
    | _object({"how": CLEAR}, **_COUNTS, roll=_ROLL, roll_complete=_YES_OR_NO)
    | _object({"for": WHOLE}, how=CLEAR, roll=_ROLL)
)
ATTENDANCES: Final = st.builds("{} {}".format, PARTIES, st.sampled_from(["chair", "observer"])) | _object(
    {"party": PARTIES},
    **{"for": PARTIES, "role": CLEAR, "present": st.sampled_from(PRESENT), "count": WHOLE},
    voting=_YES_OR_NO,
    remote=_YES_OR_NO,
)
PARTS: Final = IDS | _object({"ref": IDS}, text=TEXTS)
STATES: Final = _object(
    {"label": LABELS},
    colour=CLEAR,
    meaning=st.sampled_from(sorted(Meaning)),
    requires=st.lists(st.sampled_from(REQUIRES), min_size=1, unique=True) | st.sampled_from(REQUIRES),
    rank=st.integers(1, 99),
)
SOURCES: Final = st.builds("{}#{}".format, IDS, st.sampled_from(["23.1", "b5", "rec a"])) | _object(
    {"document": IDS}, locator=CLEAR, verbatim=TEXTS
)


@attrs.frozen(kw_only=True, eq=False)
class Vocabulary:
    """What may be typed, by the notation of a field.

    Attributes:
        ids: Where an id stands that a type introduces or refers to.
        words: By notation, where anything else does; words from a list are read from the list itself.
        list_size_max: How many a list may hold.
        other_words: What else may stand where other words than those listed are accepted.
        fields_said_max: How many optional fields an event says at most; ``None`` for all.
    """

    ids: Said
    words: Mapping[str, Said]
    list_size_max: int
    other_words: Said
    fields_said_max: int | None = None

    def of(self, spec: FieldSpec) -> Said:
        """Everything that may be typed in a field when it is said."""
        one = self._one(spec.shape.notation)
        if spec.many:
            return self._several(spec, one) | one | st.just("none")
        return one | st.just("none") if spec.shape.notation == "Party" else one

    def _one(self, notation: str) -> Said:
        if notation.startswith("{"):
            listed = notation.strip("{}").split("|")
            return st.sampled_from([word for word in listed if word != "…"]) | (
                self.other_words if "…" in listed else st.nothing()
            )
        return self.words.get(notation, self.ids)

    def _several(self, spec: FieldSpec, one: Said) -> Said:
        """Lists of it; the parts that an event brings in, and the states of a scheme, each have a name of their own."""
        if spec.shape.notation in {"Part", "State"}:
            return st.lists(one, min_size=1, max_size=self.list_size_max, unique_by=_own_name)
        return st.lists(one, min_size=1, max_size=self.list_size_max)

    def narrower(self, declared: EventType, name: str) -> Said:
        """What may be typed in one field of a type, which may be less than its notation says."""
        if (declared.name, name) == ("accounts-differ", "between"):
            return st.lists(self.words["R(any)"], min_size=2, max_size=3, unique=True)
        if (declared.name, name) == ("status-scheme-defined", "states"):
            return st.lists(self.words["State"], min_size=1, max_size=self.list_size_max, unique_by=_own_name)
        if (declared.name, name) == ("person-named", "person"):
            return st.builds("person:{}".format, self.ids)
        return self.of(declared.fields[name])


def _own_name(held: Any) -> str:
    """The label of a state or the reference of a part."""
    return str(held.get("label") or held.get("ref")) if isinstance(held, dict) else str(held)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]


ANYTHING: Final = Vocabulary(
    ids=IDS,
    list_size_max=3,
    other_words=CLEAR,
    words={
        "Attendance": ATTENDANCES,
        "Due": DUES,
        "Link": st.builds("{} {} {}".format, REFERENCES, st.sampled_from(["addresses", "repeats"]), REFERENCES),
        "Part": PARTS,
        "Party": PARTIES,
        "Period": PERIODS,
        "Quantity": QUANTITIES,
        "R(any)": REFERENCES,
        "R(entry)": ENTRIES,
        "Source": SOURCES,
        "State": STATES,
        "StatusValue": STATUSES,
        "Tally": st.dictionaries(ASCII_LABELS, WHOLE, min_size=1, max_size=4),
        "Vote": VOTES,
        "W": TEXTS,
        "When": TIMES,
        "date": st.dates().map(str) | st.dates(),
        "doc": IDS,
        "int": WHOLE,
        "str": CLEAR,
        "yes/no": _YES_OR_NO,
    },
)
"""All that is accepted, to its ends: the longest ids, other alphabets, the words that mean something elsewhere."""


def bodies_of(declared: EventType, vocabulary: Vocabulary = ANYTHING) -> SearchStrategy[dict[str, Any]]:
    """Plain bodies of one type, as an application would type them."""
    said_together = declared.check
    drawn = _bodies(declared, vocabulary)
    if said_together is None:
        return drawn
    make: Callable[..., Any] = declared.cls
    return drawn.filter(lambda body: not list(said_together(make(**body))))


def _bodies(declared: EventType, vocabulary: Vocabulary) -> SearchStrategy[dict[str, Any]]:
    fields = {name: vocabulary.narrower(declared, name) for name in declared.fields}
    required = {name: value for name, value in fields.items() if declared.fields[name].required}
    rest = {name: value for name, value in fields.items() if name not in required}
    if vocabulary.fields_said_max is None or not rest:
        optional = {name: value | st.none() for name, value in rest.items()}
        return st.fixed_dictionaries(required, optional=optional)
    return st.builds(_joined, st.fixed_dictionaries(required), _some(rest, vocabulary.fields_said_max))


def _some(fields: Mapping[str, Said], said_max: int) -> Said:
    """A few of the fields: as many draws as there is said, so that an example shrinks in few steps."""
    named = [st.tuples(st.just(name), value) for name, value in fields.items()]
    return st.lists(st.one_of(named), max_size=said_max).map(dict)


def _joined(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {**one, **other}


def events_of(
    event: type | EventType, *, catalogue: Catalogue = CATALOGUE, vocabulary: Vocabulary = ANYTHING
) -> SearchStrategy[Any]:
    """Events of one type, yours or ours, made from what its fields declare.

    Args:
        event: The event class, or what a catalogue holds of it.
        catalogue: Where it is declared.
        vocabulary: What may be typed.
    """
    declared = event if isinstance(event, EventType) else catalogue.of(event)
    make: Callable[..., Any] = declared.cls
    return bodies_of(declared, vocabulary).map(lambda body: make(**body))


def any_event(catalogue: Catalogue = CATALOGUE) -> SearchStrategy[Any]:
    """Events of every type of a catalogue."""
    return st.sampled_from(list(catalogue)).flatmap(lambda declared: events_of(declared, catalogue=catalogue))
