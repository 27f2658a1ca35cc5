"""What a faulty line would have brought in, so that its faults are told once and no other line is blamed for them.

A line with one wrong field is checked for everything else it says; a line that says no event at all still names ids
that others may refer to. What is salvaged is never recorded: a file with any fault is refused whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from govledger.errors import BadValueError
from govledger.events import Catalogue, EventType
from govledger.events.shapes import FieldSpec
from govledger.events.values import KINDS
from govledger.ledger.draft import read_envelope

_STRING = r'"((?:[^"\\]|\\.)*)"'
_NAMED = re.compile(rf'"({"|".join((*KINDS, "key"))})"\s*:\s*{_STRING}')
_NUMBER = re.compile(r'"number"\s*:\s*(\d{1,15})(?![\d.])')

_DECISIVE = ("rival_of", "corrects", "retracts")
"""Fields without which an event would mean something else, so that nothing of its line can be salvaged."""


def presume_text(text: str) -> Iterator[str]:
    """The references that a line which is no JSON would have brought in, as far as can be seen."""
    for kind, quoted in _NAMED.findall(text):
        try:
            yield f"{kind}:" + json.loads(f'"{quoted}"')
        except json.JSONDecodeError:
            continue
    for number in _NUMBER.findall(text):
        yield f"entry:{number}"


def presume_object(given: Mapping[str, Any], declared: EventType | None) -> Iterator[str]:
    """The references that a line of no readable event would have brought in; of an unknown type, whatever it names."""
    body: Mapping[str, Any] = given["body"] if isinstance(given.get("body"), dict) else {}
    brought = _introducing(declared) if declared else {kind: kind for kind in KINDS}
    for name, kind in brought.items():
        if kind == "part":
            yield from _parts(body, name, body.get(declared.identity or "") if declared else None)
        elif isinstance(body.get(name), str):
            yield f"{kind}:{body[name].removeprefix(f'{kind}:')}"
    if isinstance(given.get("key"), str):
        yield f"key:{given['key']}"
    if isinstance(given.get("number"), int):
        yield f"entry:{given['number']}"


def _introducing(declared: EventType) -> dict[str, str]:
    return {name: spec.introduces for name, spec in declared.fields.items() if spec.introduces}


def _parts(body: Mapping[str, Any], name: str, owner: object) -> Iterator[str]:
    held = body.get(name)
    listed: list[Any] = held if isinstance(held, list) else [held]  # pyright: ignore[reportUnknownVariableType]
    for part in listed:
        ref: object = part.get("ref") if isinstance(part, dict) else part  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        if isinstance(ref, str):
            yield f"part:{owner}/{ref}"


def salvage(
    declared: EventType, body: Mapping[str, Any], envelope: Mapping[str, Any], catalogue: Catalogue
) -> tuple[Any, dict[str, Any]] | None:
    """The event and envelope of a line without what is wrong in it; ``None`` where that would be another event."""
    good = {
        name: value for name, value in body.items() if name in declared.fields and _reads(declared.fields[name], value)
    }
    event, faults = catalogue.build(declared, good)
    held, envelope_faults = read_envelope(envelope, declared)
    decisive = any(fault.where in _DECISIVE for fault in envelope_faults)
    return None if faults or decisive else (event, held)


def _reads(spec: FieldSpec, value: object) -> bool:
    try:
        spec.read(value)
    except BadValueError:
        return False
    return True
