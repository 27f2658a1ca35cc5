"""Strategies for every value and every event of a catalogue, made from what its fields declare."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from govledger.events import CATALOGUE, Catalogue, EventType, Meaning
from govledger.events.attendance import PRESENT
from govledger.events.shapes import FieldSpec
from govledger.events.values import KINDS, OPEN_KINDS, PARTY_KINDS, REQUIRES, YES_NO
from govledger.events.words import CLEAR_LENGTH_MAX, ID_LENGTH_MAX, WHOLE_NUMBER_MAX
from tests.events.phrases_said import DUES, SAID_WORDS, TIMES

_BIDIRECTIONAL = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_UNSEEN = "\u200b\u200e\u200f\u2060\ufeff"
_CLEAR_LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters=_BIDIRECTIONAL)
_ID_LETTERS = st.characters(
    exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"], exclude_characters=f':|;#,"{_BIDIRECTIONAL}{_UNSEEN}'
)
_TEXT_LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")

EXTREMES = ["x" * CLEAR_LENGTH_MAX, "🙂" * CLEAR_LENGTH_MAX, "none", "unknown", "שלום", "a\u0301", "null", "0"]
CLEAR = st.text(_CLEAR_LETTERS, min_size=1, max_size=40).map(str.strip).filter(bool) | st.sampled_from(EXTREMES)
IDS = st.text(_ID_LETTERS, min_size=1, max_size=20).filter(lambda text: text not in {"none", "unknown"}) | st.just(
    "é" * ID_LENGTH_MAX
)
TEXTS = st.text(_TEXT_LETTERS, min_size=1, max_size=200) | st.just("ten thousand words " * 5000)
WHOLE = st.integers(0, WHOLE_NUMBER_MAX)
ASCII_LABELS = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1).map(str.strip).filter(bool)
LABELS = CLEAR.map(lambda text: text.replace("/", "-"))

PARTIES = st.builds("{}:{}".format, st.sampled_from(PARTY_KINDS), IDS)
ENTRIES = st.integers(1, 10**15 - 1).map("entry:{}".format) | st.just("key:o9")
REFERENCES = st.builds("{}:{}".format, st.sampled_from([*KINDS, *PARTY_KINDS, *OPEN_KINDS]), IDS) | ENTRIES
STATUSES = (LABELS | st.builds("{}/{}".format, IDS, LABELS)).filter(lambda text: len(text) <= CLEAR_LENGTH_MAX)
FIGURES = st.decimals(-(10**9), 10**9, places=2, allow_nan=False).map(str) | WHOLE.map(str)
UNITS = st.sampled_from(["GBP", "%", "children", "working days"])
QUANTITIES = (
    WHOLE
    | st.builds("{} {}".format, FIGURES, UNITS)
    | st.builds("about {} {}".format, FIGURES, UNITS)
    | st.builds("..{} {} | {}".format, FIGURES, UNITS, SAID_WORDS)
)
PERIODS = st.builds("{} {}".format, st.sampled_from(["during", "to_date", "at"]), TIMES)


def said(**fields: SearchStrategy[Any]) -> SearchStrategy[dict[str, Any]]:
    """Objects that have some of ``fields``, and perhaps ``None`` for others."""
    return st.fixed_dictionaries({}, optional={name: value | st.none() for name, value in fields.items()})


def _object(required: Mapping[str, SearchStrategy[Any]], **fields: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return st.builds(lambda must, may: {**may, **must}, st.fixed_dictionaries(dict(required)), said(**fields))


_YES_NO = st.sampled_from(YES_NO)
_ROLL = st.lists(st.tuples(PARTIES, st.sampled_from(["for", "against"])).map(list), max_size=3)
_COUNTS = dict.fromkeys(("for", "against", "abstained"), WHOLE)
VOTES = (
    st.sampled_from(["unanimous", "card 16-3-0", "show_of_hands 0-0-0"])
    | _object({"how": CLEAR}, **_COUNTS, roll=_ROLL, roll_complete=_YES_NO)
    | _object({"for": WHOLE}, how=CLEAR, roll=_ROLL)
)
ATTENDANCES = st.builds("{} {}".format, PARTIES, st.sampled_from(["chair", "observer"])) | _object(
    {"party": PARTIES},
    **{"for": PARTIES, "role": CLEAR, "present": st.sampled_from(PRESENT), "count": WHOLE},
    voting=_YES_NO,
    remote=_YES_NO,
)
PARTS = IDS | _object({"ref": IDS}, text=TEXTS)
STATES = _object(
    {"label": LABELS},
    colour=CLEAR,
    meaning=st.sampled_from(sorted(Meaning)),
    requires=st.lists(st.sampled_from(REQUIRES), min_size=1, unique=True) | st.sampled_from(REQUIRES),
    rank=st.integers(1, 99),
)
SOURCES = st.builds("{}#{}".format, IDS, st.sampled_from(["23.1", "b5", "rec a"])) | _object(
    {"document": IDS}, locator=CLEAR, verbatim=TEXTS
)

VALUES: Mapping[str, SearchStrategy[Any]] = {
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
    "yes/no": _YES_NO,
}
"""What may be typed where one value stands, by its notation; kinds of id and lists of words are read from theirs."""


def values(spec: FieldSpec) -> SearchStrategy[Any]:
    """Everything that may be typed in a field when it is said."""
    notation = spec.shape.notation
    if notation.startswith("{"):
        words = notation.strip("{}").split("|")
        one = st.sampled_from([word for word in words if word != "…"]) | (CLEAR if "…" in words else st.nothing())
    elif notation in VALUES:
        one = VALUES[notation]
    else:
        one = IDS
    if spec.many:
        return st.lists(one, min_size=1, max_size=3) | one | st.just("none")
    return one | st.just("none") if notation == "Party" else one


NARROWER: Mapping[tuple[str, str], SearchStrategy[Any]] = {
    ("accounts-differ", "between"): st.lists(REFERENCES, min_size=2, max_size=3, unique=True),
    ("person-named", "person"): st.builds("person:{}".format, IDS),
    ("status-scheme-defined", "states"): st.lists(STATES, min_size=1, max_size=3, unique_by=lambda held: held["label"]),
}
"""Fields that may hold less than their notation says, because of what they mean together."""


def bodies(declared: EventType) -> SearchStrategy[dict[str, Any]]:
    """Plain bodies of one type, as an application would type them."""
    said_together = declared.check or (lambda _: ())
    make: Callable[..., Any] = declared.cls
    return _bodies(declared).filter(lambda body: not list(said_together(make(**body))))


def _bodies(declared: EventType) -> SearchStrategy[dict[str, Any]]:
    fields = {
        name: NARROWER[declared.name, name] if (declared.name, name) in NARROWER else values(spec)
        for name, spec in declared.fields.items()
    }
    required = {name: value for name, value in fields.items() if declared.fields[name].required}
    optional = {name: value | st.none() for name, value in fields.items() if name not in required}
    return st.fixed_dictionaries(required, optional=optional)


def events(declared: EventType) -> SearchStrategy[Any]:
    """Events of one type."""
    make: Callable[..., Any] = declared.cls
    return bodies(declared).map(lambda body: make(**body))


def any_event(catalogue: Catalogue = CATALOGUE) -> SearchStrategy[Any]:
    """Events of every type."""
    return st.sampled_from(list(catalogue)).flatmap(events)
