"""The catalogue as a JSON Schema of one line of an input file; what `govledger schema` prints."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from govledger.events import repertoire
from govledger.events.catalogue import CATALOGUE, Catalogue, EventType
from govledger.events.shapes import FieldSpec

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_SHORT = {"type": "string", "minLength": 1}
_ENTRY = repertoire.ENTRY.schema
_SOURCES = FieldSpec(shape=repertoire.SOURCE, many=True).schema()

ENVELOPE_SCHEMA: dict[str, Any] = {
    "happened": repertoire.WHEN.schema,
    "known_on": repertoire.DAY.schema,
    "source": _SOURCES,
    "asserted_by": repertoire.PARTY.schema,
    "mode": {"enum": ["first_hand", "reported", "inferred", "presupposed"]},
    "form": {"enum": ["written", "verbal", "presentation", "data", "observation"]},
    "uncertain": {"anyOf": [_SHORT, {"type": "array", "items": _SHORT}]},
    "visibility": {"enum": ["public", "exempt", "restricted"]},
    "rival_of": _ENTRY,
    "corrects": _ENTRY,
    "retracts": _ENTRY,
    "reason": _SHORT,
    "key": _SHORT,
    "clerk": _SHORT,
    "number": {"type": "integer", "minimum": 1},
    "recorded_at": {"type": "string", "format": "date-time"},
    "leaf_hash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "erased": {"type": "array", "items": _SHORT},
}
"""What may stand around an event on a line; the last four are given by a ledger and ignored on input."""


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema that takes ``null`` as well, which is the same as absent."""
    return {"anyOf": [schema, {"type": "null"}]}


def _body_schema(declared: EventType) -> dict[str, Any]:
    doc = (declared.cls.__doc__ or "").strip().partition("\n")[0]
    fields = {
        name: spec.schema() if spec.required else _or_null(spec.schema()) for name, spec in declared.fields.items()
    }
    required = [name for name, spec in declared.fields.items() if spec.required]
    return {"description": doc, "type": "object", "properties": fields, "required": required} | {
        "additionalProperties": False
    }


def catalogue_schema(catalogue: Catalogue = CATALOGUE) -> dict[str, Any]:
    """A JSON Schema (draft 2020-12) of one line: an event of any known type with its envelope."""
    types = sorted(catalogue, key=lambda declared: declared.name)
    choices = [
        {
            "if": {"properties": {"type": {"enum": [declared.name, declared.written]}}},
            "then": {"properties": {"body": {"$ref": f"#/$defs/{declared.name}"}}},
        }
        for declared in types
    ]
    names = [name for declared in types for name in (declared.name, declared.written)]
    return {
        "$schema": DRAFT,
        "title": "One line of a govledger file",
        "type": "object",
        "properties": {
            "type": {"enum": names},
            "body": {"type": "object"},
            **{name: _or_null(schema) for name, schema in ENVELOPE_SCHEMA.items()},
        },
        "required": ["type"],
        "additionalProperties": False,
        "allOf": choices,
        "$defs": {declared.name: _body_schema(declared) for declared in types},
    }


def schema_text(catalogue: Catalogue = CATALOGUE) -> str:
    """The schema as `govledger schema` prints it, final newline included."""
    return json.dumps(catalogue_schema(catalogue), indent=2, sort_keys=True, ensure_ascii=True) + "\n"


def catalogue_hash(catalogue: Catalogue = CATALOGUE) -> str:
    """SHA-256 of `schema_text`, hexadecimal; entry 1 of every ledger holds it."""
    return sha256(schema_text(catalogue).encode("ascii")).hexdigest()
