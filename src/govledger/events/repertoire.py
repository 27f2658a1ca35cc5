"""The shapes of every value the catalogue uses, one each: how it is read, written, described and what it refers to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from govledger.events.amounts import PERIOD_KINDS, Period, Quantity
from govledger.events.attendance import PRESENT, Attendance, Vote
from govledger.events.due import Due
from govledger.events.shapes import Shape, itself
from govledger.events.text import Text
from govledger.events.values import (
    ENTRY_DIGITS_MAX,
    KINDS,
    NONE,
    OPEN_KINDS,
    PARTY_KINDS,
    REQUIRES,
    YES_NO,
    Link,
    Meaning,
    Part,
    Party,
    Ref,
    Source,
    State,
    StatusValue,
    read_entry,
    read_tally,
)
from govledger.events.when import When
from govledger.events.words import (
    CLEAR_LENGTH_MAX,
    CONTROLS,
    ID_PATTERN,
    WHOLE_NUMBER_MAX,
    read_clear,
    read_day,
    read_id,
    read_whole,
    read_word,
)

_TEXT = {"type": "string", "minLength": 1}
_CLEAR = {"type": "string", "maxLength": CLEAR_LENGTH_MAX, "pattern": rf"^\s*[^\s{CONTROLS}][^{CONTROLS}]*$"}
_PHRASE = _CLEAR
_ASCII = {"type": "string", "maxLength": CLEAR_LENGTH_MAX, "pattern": "^[ -~]*[!-~][ -~]*$"}
_WHOLE_NUMBER = {"type": "integer", "minimum": 0, "maximum": WHOLE_NUMBER_MAX}
_NAMED_KINDS = "|".join([*KINDS, *PARTY_KINDS, *OPEN_KINDS])
_ENTRY = f"entry:[1-9][0-9]{{0,{ENTRY_DIGITS_MAX - 1}}}|key:[^{CONTROLS}]{{1,{CLEAR_LENGTH_MAX}}}"
_REFERENCE = f"(?:{_NAMED_KINDS}):{ID_PATTERN}|{_ENTRY}"


def _matching(pattern: str) -> dict[str, Any]:
    """A JSON Schema of text that is one ``pattern`` from end to end."""
    return {"type": "string", "pattern": f"^(?:{pattern})$"}


_PARTY_WORDS = _matching(f"(?:{'|'.join(PARTY_KINDS)}):{ID_PATTERN}")
_YES_OR_NO: dict[str, Any] = {"enum": list(YES_NO)}


def _present(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that were said."""
    return {name: value for name, value in fields.items() if value is not None and value != ()}


def or_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON Schema that takes ``null`` as well, which is the same as absent."""
    return {"anyOf": [schema, {"type": "null"}]}


def _object(*required: str, **properties: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON Schema of an object with nothing but ``properties``; those not required may be ``null``."""
    held = {name: schema if name in required else or_null(schema) for name, schema in properties.items()}
    return {"type": "object", "properties": held, "required": list(required), "additionalProperties": False}


def _or_words(schema: dict[str, Any], words: Mapping[str, Any] = _PHRASE) -> dict[str, Any]:
    """A JSON Schema of an object that may also be typed as one string."""
    return {"anyOf": [words, schema]}


def _party_references(party: str) -> Iterable[str]:
    return () if party == NONE else (str(party),)


@lru_cache(maxsize=4096)
def _status_references(status: StatusValue) -> Iterable[str]:
    scheme = status.scheme
    return (f"scheme:{scheme}",) if scheme else ()


def _vote_json(vote: Vote) -> dict[str, Any]:
    counts = {"for": vote.in_favour, "against": vote.against, "abstained": vote.abstained}
    roll = [list(pair) for pair in vote.roll] or None
    return _present({"how": vote.how, **counts, "roll": roll, "roll_complete": vote.roll_complete})


def _attendance_json(who: Attendance) -> dict[str, Any]:
    standing = {"present": who.present, "for": who.in_place_of, "count": who.count}
    return _present({"party": who.party, "role": who.role, **standing, "voting": who.voting, "remote": who.remote})


def _attendance_references(who: Attendance) -> Iterable[str]:
    return filter(None, (who.party, who.in_place_of))


def _source_json(source: Source) -> dict[str, Any]:
    return _present({"document": source.document, "locator": source.locator})


def _source_texts(source: Source) -> Iterable[tuple[str, Text]]:
    return () if source.verbatim is None else (("verbatim", source.verbatim),)


def _part_json(part: Part) -> dict[str, Any]:
    return {"ref": part.ref}


def _part_texts(part: Part) -> Iterable[tuple[str, Text]]:
    return () if part.text is None else (("text", part.text),)


def _state_json(state: State) -> dict[str, Any]:
    fields = {"label": state.label, "colour": state.colour, "meaning": state.meaning, "rank": state.rank}
    return _present({**fields, "requires": list(state.requires) or None})


def id_of(kind: str, notation: str) -> Shape:
    """The bare id of one kind of thing."""
    return Shape(
        name=f"{kind.title().replace('_', '')}Id",
        notation=notation,
        read=lambda value: read_id(value, kind),
        schema=_matching(f"(?:{kind}:)?{ID_PATTERN}"),
    )


def one_of(words: Sequence[str], *, is_open: bool) -> Shape:
    """A word from a list; an open list takes other short words too."""
    notation = f"{{{'|'.join(words)}{'|…' if is_open else ''}}}"
    schema = {**_CLEAR, "examples": list(words)} if is_open else {"enum": list(words)}
    return Shape(notation=notation, read=lambda value: read_word(value, words, is_open=is_open), schema=schema)


TEXT = Shape(
    name="Text",
    holds=Text,
    notation="W",
    read=Text.read,
    write=lambda _: None,
    schema=_TEXT,
    texts=lambda text: (("", text),),
)
PARTY = Shape(
    name="PartyOrNone",
    holds=Party,
    notation="Party",
    read=Party.read,
    schema={"anyOf": [{"const": NONE}, _PARTY_WORDS]},
    references=_party_references,
)
PARTY_OF_SEVERAL = Shape(
    name="Party", holds=Party, notation="Party", read=Party.read_one, schema=_PARTY_WORDS, references=itself
)
ANY = Shape(
    name="Reference",
    holds=Ref,
    notation="R(any)",
    read=Ref.read,
    schema=_matching(_REFERENCE),
    references=itself,
)
ENTRY = Shape(
    name="Entry",
    holds=Ref,
    notation="R(entry)",
    read=lambda value: Ref(read_entry(value)),
    schema={"anyOf": [_matching(_ENTRY), {"type": "integer", "minimum": 1, "exclusiveMaximum": 10**ENTRY_DIGITS_MAX}]},
    references=itself,
)
DOCUMENT = Shape(
    name="Document",
    notation="doc",
    read=lambda value: read_id(value, "document"),
    schema=_matching(f"(?:document:)?{ID_PATTERN}"),
    references=lambda name: (f"document:{name}",),
)
WHEN = Shape(
    name="When",
    holds=When,
    notation="When",
    read=When.read,
    schema=_or_words(_object(earliest=_PHRASE, latest=_PHRASE, words=_PHRASE)),
)
DUE = Shape(name="Due", holds=Due, notation="Due", read=Due.read, schema=_PHRASE, references=lambda due: due.references)
PERIOD = Shape(
    name="Period",
    holds=Period,
    notation="Period",
    read=Period.read,
    schema=_or_words(
        _object("kind", kind={"enum": list(PERIOD_KINDS)}, **{"from": _PHRASE, "to": _PHRASE, "words": _PHRASE})
    ),
)
_FIGURE = {"anyOf": [_PHRASE, {"type": "integer"}]}
QUANTITY = Shape(
    name="Quantity",
    holds=Quantity,
    notation="Quantity",
    read=Quantity.read,
    schema={
        "anyOf": [_PHRASE, {"type": "integer"}, _object(low=_FIGURE, high=_FIGURE, unit=_PHRASE, words=_PHRASE)],
    },
)
STATUS = Shape(
    name="StatusValue",
    holds=StatusValue,
    notation="StatusValue",
    read=StatusValue.read,
    schema=_CLEAR,
    references=_status_references,
)
CLEAR = Shape(name="Clear", notation="str", read=read_clear, schema=_CLEAR)
WHOLE = Shape(name="WholeNumber", holds=int, notation="int", read=read_whole, write=int, schema=_WHOLE_NUMBER)
DAY = Shape(
    name="Day",
    holds=dt.date,
    notation="date",
    read=read_day,
    write=lambda day: day.isoformat(),
    schema={**_matching("[0-9]{4}-[0-9]{2}-[0-9]{2}"), "format": "date"},
)
YES_OR_NO = Shape(
    notation="yes/no",
    read=lambda value: read_word(value, YES_NO, is_open=False),
    schema=_YES_OR_NO,
)
LINK = Shape(
    name="Link",
    holds=Link,
    notation="Link",
    read=Link.read,
    schema=_matching(rf"(?:{_REFERENCE}) [^\s{CONTROLS}]+ (?:{_REFERENCE})"),
    references=lambda link: (str(link.subject), str(link.target)),
)
TALLY = Shape(
    name="Tally",
    holds=dict[str, int],
    notation="Tally",
    read=read_tally,
    write=dict,
    schema={"type": "object", "propertyNames": _ASCII, "additionalProperties": _WHOLE_NUMBER, "minProperties": 1},
)
_PAIR = {"type": "array", "prefixItems": [_PARTY_WORDS, _CLEAR], "items": False, "minItems": 2}
VOTE = Shape(
    name="Vote",
    holds=Vote,
    notation="Vote",
    read=Vote.read,
    write=_vote_json,
    schema=_or_words(
        _object(
            how=_CLEAR,
            **dict.fromkeys(("for", "against", "abstained"), _WHOLE_NUMBER),
            roll={"type": "array", "items": _PAIR},
            roll_complete=_YES_OR_NO,
        )
        | {"minProperties": 1},
        _matching(rf"[^\s{CONTROLS}]+(?: [0-9]+-[0-9]+-[0-9]+)?"),
    ),
    references=lambda vote: (party for party, _ in vote.roll),
)
ATTENDANCE = Shape(
    name="Attendance",
    holds=Attendance,
    notation="Attendance",
    read=Attendance.read,
    write=_attendance_json,
    schema=_or_words(
        _object(
            "party",
            party=_PARTY_WORDS,
            role=_CLEAR,
            present={"enum": list(PRESENT)},
            count=_WHOLE_NUMBER,
            voting=_YES_OR_NO,
            remote=_YES_OR_NO,
            **{"for": _PARTY_WORDS},
        ),
        _matching(f"(?:{'|'.join(PARTY_KINDS)}):{ID_PATTERN}(?: [^{CONTROLS}]+)?"),
    ),
    references=_attendance_references,
)
SOURCE = Shape(
    name="Source",
    holds=Source,
    notation="Source",
    read=Source.read,
    write=_source_json,
    schema=_or_words(
        _object("document", document=DOCUMENT.schema, locator=_CLEAR, verbatim=_TEXT),
        _matching(f"(?:document:)?{ID_PATTERN}(?:#[^{CONTROLS}]*)?"),
    ),
    references=lambda source: (f"document:{source.document}",),
    texts=_source_texts,
)
_PART_REF = id_of("part", "I(part)").schema
PART = Shape(
    name="Part",
    holds=Part,
    notation="Part",
    read=Part.read,
    write=_part_json,
    schema=_or_words(_object("ref", ref=_PART_REF, text=_TEXT), _PART_REF),
    texts=_part_texts,
)
_REQUIREMENT = {"enum": list(REQUIRES)}
STATE = Shape(
    name="State",
    holds=State,
    notation="State",
    read=State.read,
    write=_state_json,
    schema=_object(
        "label",
        label={**_CLEAR, "pattern": rf"^\s*[^/\s{CONTROLS}][^/{CONTROLS}]*$"},
        colour=_CLEAR,
        meaning={"enum": [str(meaning) for meaning in Meaning]},
        requires={"anyOf": [_REQUIREMENT, {"type": "array", "items": _REQUIREMENT}]},
        rank={**_WHOLE_NUMBER, "minimum": 1},
    ),
)
