"""The shapes of every value the catalogue uses, one each: how it is read, written, described and what it refers to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from govledger.events.attendance import PRESENT, Attendance, Vote
from govledger.events.amounts import Period, Quantity
from govledger.events.due import Due
from govledger.events.shapes import Shape
from govledger.events.values import (
    KINDS,
    NONE,
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
from govledger.events.text import Text
from govledger.events.when import When
from govledger.events.words import read_clear, read_day, read_id, read_whole, read_word

_NON_EMPTY = {"type": "string", "minLength": 1}
_WHOLE_NUMBER = {"type": "integer", "minimum": 0}
_PARTY_WORDS = {"type": "string", "pattern": f"^(none|({'|'.join(PARTY_KINDS)}):.+)$"}
_REF_KINDS = sorted({*KINDS, *PARTY_KINDS, "document", "area", "entry", "key"})


def _present(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that were said."""
    return {name: value for name, value in fields.items() if value is not None and value != ()}


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    """A JSON Schema of an object with nothing but ``properties``."""
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _or_words(schema: dict[str, Any]) -> dict[str, Any]:
    """A JSON Schema of an object that may also be typed as one string."""
    return {"anyOf": [_NON_EMPTY, schema]}


def _party_references(party: str) -> Iterable[str]:
    return () if party == NONE else (str(party),)


def _status_references(status: StatusValue) -> Iterable[str]:
    return (f"scheme:{status.scheme}",) if status.scheme else ()


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
    return Shape(notation=notation, read=lambda value: read_id(value, kind), schema=_NON_EMPTY)


def one_of(words: Sequence[str], *, is_open: bool) -> Shape:
    """A word from a list; an open list takes other short words too."""
    notation = f"{{{'|'.join(words)}{'|…' if is_open else ''}}}"
    schema = {"type": "string", "minLength": 1, "examples": list(words)} if is_open else {"enum": list(words)}
    return Shape(notation=notation, read=lambda value: read_word(value, words, is_open=is_open), schema=schema)


TEXT = Shape(
    notation="W",
    read=Text.read,
    write=lambda _: None,
    schema=_NON_EMPTY,
    texts=lambda text: (("", text),),
)
PARTY = Shape(notation="Party", read=Party.read, schema=_PARTY_WORDS, references=_party_references)
ANY = Shape(
    notation="R(any)",
    read=Ref.read,
    schema={"type": "string", "pattern": f"^({'|'.join(_REF_KINDS)}):.+$"},
    references=lambda ref: (str(ref),),
)
ENTRY = Shape(
    notation="R(entry)",
    read=lambda value: Ref(read_entry(value)),
    schema={"anyOf": [{"type": "string", "pattern": "^(entry|key):.+$"}, _WHOLE_NUMBER]},
    references=lambda ref: (str(ref),),
)
DOCUMENT = Shape(
    notation="doc",
    read=lambda value: read_id(value, "document"),
    schema=_NON_EMPTY,
    references=lambda name: (f"document:{name}",),
)
WHEN = Shape(notation="When", read=When.read, schema=_or_words({"type": "object"}))
DUE = Shape(notation="Due", read=Due.read, schema=_NON_EMPTY, references=lambda due: due.references)
PERIOD = Shape(notation="Period", read=Period.read, schema=_or_words({"type": "object"}))
QUANTITY = Shape(notation="Quantity", read=Quantity.read, schema={"type": ["string", "integer", "object"]})
STATUS = Shape(notation="StatusValue", read=StatusValue.read, schema=_NON_EMPTY, references=_status_references)
CLEAR = Shape(notation="str", read=read_clear, schema=_NON_EMPTY)
WHOLE = Shape(notation="int", read=read_whole, write=int, schema=_WHOLE_NUMBER)
DAY = Shape(
    notation="date",
    read=read_day,
    write=lambda day: day.isoformat(),
    schema={"type": "string", "format": "date"},
)
YES_OR_NO = Shape(
    notation="yes/no",
    read=lambda value: read_word(value, YES_NO, is_open=False),
    schema={"enum": list(YES_NO)},
)
LINK = Shape(
    notation="Link",
    read=Link.read,
    schema={"type": "string", "pattern": r"^\S+ \S+ \S+$"},
    references=lambda link: (str(link.subject), str(link.target)),
)
TALLY = Shape(
    notation="Tally",
    read=read_tally,
    write=dict,
    schema={"type": "object", "additionalProperties": _WHOLE_NUMBER, "minProperties": 1},
)
VOTE = Shape(
    notation="Vote",
    read=Vote.read,
    write=_vote_json,
    schema=_or_words(
        _object(
            {
                "how": _NON_EMPTY,
                **dict.fromkeys(("for", "against", "abstained"), _WHOLE_NUMBER),
                "roll": {"type": "array", "items": {"type": "array", "prefixItems": [_PARTY_WORDS, _NON_EMPTY]}},
                "roll_complete": {"enum": list(YES_NO)},
            }
        )
    ),
    references=lambda vote: (party for party, _ in vote.roll),
)
ATTENDANCE = Shape(
    notation="Attendance",
    read=Attendance.read,
    write=_attendance_json,
    schema=_or_words(
        _object(
            {
                "party": _PARTY_WORDS,
                "role": _NON_EMPTY,
                "present": {"enum": list(PRESENT)},
                "for": _PARTY_WORDS,
                "count": _WHOLE_NUMBER,
                **dict.fromkeys(("voting", "remote"), {"enum": list(YES_NO)}),
            },
            "party",
        )
    ),
    references=_attendance_references,
)
SOURCE = Shape(
    notation="Source",
    read=Source.read,
    write=_source_json,
    schema=_or_words(_object(dict.fromkeys(("document", "locator", "verbatim"), _NON_EMPTY), "document")),
    references=lambda source: (f"document:{source.document}",),
    texts=_source_texts,
)
PART = Shape(
    notation="Part",
    read=Part.read,
    write=_part_json,
    schema=_or_words(_object(dict.fromkeys(("ref", "text"), _NON_EMPTY), "ref")),
    texts=_part_texts,
)
STATE = Shape(
    notation="State",
    read=State.read,
    write=_state_json,
    schema=_object(
        {
            **dict.fromkeys(("label", "colour"), _NON_EMPTY),
            "meaning": {"enum": [str(meaning) for meaning in Meaning]},
            "requires": {"anyOf": [{"enum": list(REQUIRES)}, {"type": "array", "items": {"enum": list(REQUIRES)}}]},
            "rank": _WHOLE_NUMBER,
        },
        "label",
    ),
)
