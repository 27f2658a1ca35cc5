"""The catalogue as a JSON Schema of one line of an input file; what `govledger schema` prints."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any

from govledger.events import repertoire
from govledger.events.catalogue import CATALOGUE, Catalogue, EventType
from govledger.events.repertoire import or_null
from govledger.events.shapes import Shape

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_AROUND = {
    "happened": repertoire.WHEN,
    "known_on": repertoire.DAY,
    "asserted_by": repertoire.PARTY,
    "mode": repertoire.one_of(("first_hand", "reported", "inferred", "presupposed"), is_open=False),
    "form": repertoire.one_of(("written", "verbal", "presentation", "data", "observation"), is_open=False),
    "visibility": repertoire.one_of(("public", "exempt", "restricted"), is_open=False),
    "rival_of": repertoire.ENTRY,
    "corrects": repertoire.ENTRY,
    "retracts": repertoire.ENTRY,
    "reason": repertoire.TEXT,
    "key": repertoire.CLEAR,
    "clerk": repertoire.CLEAR,
}
_SHORT = repertoire.CLEAR.described


def _one_or_more(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "array", "items": schema, "minItems": 1}]}


ENVELOPE_SCHEMA: Mapping[str, Any] = {
    **{name: shape.described for name, shape in _AROUND.items()},
    "source": _one_or_more(repertoire.SOURCE.described),
    "uncertain": _one_or_more(_SHORT),
    "number": {"type": "integer", "minimum": 1},
    "recorded_at": {"type": "string", "format": "date-time"},
    "leaf_hash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "erased": {"type": "array", "items": _SHORT},
}
"""What may stand around an event on a line; the last four are given by a ledger and ignored on input."""


def _body_schema(declared: EventType) -> dict[str, Any]:
    doc = (declared.cls.__doc__ or "").strip().partition("\n")[0]
    return {
        "description": doc,
        "type": "object",
        "properties": {
            name: spec.schema() if spec.required else or_null(spec.schema()) for name, spec in declared.fields.items()
        },
        "required": _required(declared, withheld=False),
        "additionalProperties": False,
    }


def _required(declared: EventType, *, withheld: bool) -> list[str]:
    return [name for name, spec in declared.fields.items() if spec.required and spec.withheld is withheld]


def _choice(declared: EventType) -> dict[str, Any]:
    """What a line of this type must hold; the body may be left out where no field of it is required."""
    body = {"$ref": f"#/$defs/{declared.name}"}
    is_needed = any(spec.required for spec in declared.fields.values())
    then: dict[str, Any] = {
        "properties": {"body": body if is_needed else or_null(body)},
        "required": ["body"] if is_needed else [],
    }
    if texts := _required(declared, withheld=True):
        # A line written after an erasure names the text under ``erased`` and no longer holds it.
        then["anyOf"] = [{"required": ["erased"]}, {"properties": {"body": {"required": texts}}}]
    return {
        "if": {"properties": {"type": {"enum": [declared.name, declared.written]}}, "required": ["type"]},
        "then": then,
    }


_TAKES_BACK: Mapping[str, Any] = {
    "if": {"properties": {"type": {"pattern": "^entry-retracted(?:/|$)"}}, "required": ["type"]},
    "then": {"required": ["retracts"]},
    "else": {"properties": {"retracts": {"type": "null"}}},
}
"""Only a retraction takes back an entry."""


def _named(types: Iterable[EventType]) -> dict[str, Any]:
    """The JSON Schemas of the values that fields refer to by name."""
    shapes: list[Shape] = [repertoire.SOURCE, *_AROUND.values()]
    shapes += [spec.shape for declared in types for spec in declared.fields.values()]
    return {shape.name: shape.schema for shape in shapes if shape.name}


def catalogue_schema(catalogue: Iterable[EventType] = CATALOGUE) -> dict[str, Any]:
    """A JSON Schema (draft 2020-12) of one line: an event of any known type with its envelope."""
    types = sorted(catalogue, key=lambda declared: declared.name)
    return {
        "$schema": DRAFT,
        "title": "One line of a govledger file",
        "type": "object",
        "properties": {
            "type": {"enum": [name for declared in types for name in (declared.name, declared.written)]},
            "body": {"type": ["object", "null"]},
            **{name: or_null(schema) for name, schema in ENVELOPE_SCHEMA.items()},
        },
        "required": ["type"],
        "additionalProperties": False,
        "allOf": [_TAKES_BACK, *(_choice(declared) for declared in types)],
        "$defs": {**_named(types), **{declared.name: _body_schema(declared) for declared in types}},
    }


def schema_text(catalogue: Iterable[EventType] = CATALOGUE) -> str:
    """The schema as `govledger schema` prints it, final newline included."""
    return json.dumps(catalogue_schema(catalogue), indent=2, sort_keys=True, ensure_ascii=True) + "\n"


def catalogue_hash(catalogue: Catalogue = CATALOGUE) -> str:
    """SHA-256 of `schema_text`, hexadecimal; entry 1 of every ledger holds it."""
    return _hash_of(tuple(catalogue))


@lru_cache(maxsize=16)
def _hash_of(types: tuple[EventType, ...]) -> str:
    """The hash of these types, made once for each set of them: an event type never changes."""
    return sha256(schema_text(types).encode("ascii")).hexdigest()
