"""What the tests of the catalogue share: the tables it is held against, and the ways an event is written."""

import json
from pathlib import Path
from typing import Any

import msgspec

from govledger.events import CATALOGUE, EventType
from govledger.events.catalogue import body, texts

DATA = Path(__file__).parents[1] / "data"
TYPES = list(CATALOGUE)
"""Every type, as this module found it: before any test declares one of its own."""


def table(name: str) -> Any:
    """Return one of the tables under ``tests/data``."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def by_class_name(name: str) -> EventType:
    """Return the type whose class is called ``name``."""
    return next(declared for declared in TYPES if declared.cls.__name__ == name)


def smallest_body(declared: EventType) -> dict[str, Any]:
    """Return a body with the required fields and no other."""
    required = [name for name, spec in declared.fields.items() if spec.required]
    return {name: SMALLEST.get(name) or STANDING[declared.cls.__name__] for name in required}


SMALLEST: dict[str, Any] = {
    "action": "2.4",
    "agenda_item": "bvib-1/7",
    "alarm": "GREEN_WITHOUT_EVIDENCE|action:2.4|entry:17",
    "answer": "explained",
    "appointment": "chair",
    "between": ["entry:4", "entry:9"],
    "body": "bvib",
    "by": "office:clerk",
    "catalogue_hash": "0" * 64,
    "cause": "false-assurance",
    "challenge": "trust",
    "commitment": "c1",
    "decision": "bvib-1/A3",
    "disposition": "answered",
    "document": "iip-summary",
    "entries": "entry:3",
    "evidence": "e1",
    "field": "text",
    "finding": "f1",
    "force": "agreed",
    "grade": "inadequate",
    "how": "merged",
    "intervention": "notice",
    "links": "action:2.4 addresses recommendation:rec-4",
    "measure": "m1",
    "meeting": "bvib-1",
    "name": "N. Nobody",
    "now": "90",
    "obligation": "submit",
    "origin": "example.gov.uk/csib",
    "parameter": "grace_days",
    "person": "person:p7",
    "plan": "iip",
    "polarity": "weakness",
    "reason": "it was agreed",
    "recommendation": "rec-4",
    "response": "unknown",
    "result": "partly",
    "risk": "r1",
    "rule": "GREEN_WITHOUT_EVIDENCE",
    "scheme": "rag-2015",
    "since": "2017-06-14",
    "states": {"label": "amber", "meaning": "complete_embedding"},
    "subject": "action:2.4",
    "until": "2018-06-14",
    "visit": "v1",
    "was": "2017-06-14T18:00:00.000000Z",
    "what": "meetings",
    "zone": "Europe/London",
}
"""A value for every field that some type requires, by the field's name; `standing` has one for each type."""

STANDING = {"AccountsDiffer": "suggested", "LinkNoted": "confirmed", "ResourceRecorded": "spent"}


def written(declared: EventType, event: Any) -> dict[str, Any]:
    """Return an event's body as JSON reads it back, its withheld texts in their places."""
    plain: dict[str, Any] = json.loads(json.dumps(body(declared, event)))
    for path, text in texts(declared, event):
        name, *below = path.split("/")
        if not below:
            plain[name] = str(text)
        elif len(below) == 1:
            plain.setdefault(name, []).append(str(text))
        else:
            plain[name][int(below[0])][below[1]] = str(text)
    return plain


def read_back(declared: EventType, event: Any) -> Any:
    """Return what an event's stored body decodes to: the same without its withheld texts."""

    def custom(kind: type, value: Any) -> Any:
        parse = getattr(kind, "parse", None)
        return parse(value) if parse else kind(value)

    return msgspec.json.decode(msgspec.json.encode(body(declared, event)), type=declared.cls, dec_hook=custom)
