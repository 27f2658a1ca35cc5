"""The page of every event type, and that of the words its fields are declared in."""

import inspect
from collections.abc import Callable
from typing import Any

from _reference.prose import attributes_of, code, first_of, prose_of, table, type_of
from govledger.events import CATALOGUE, EventType, fields as f
from govledger.events.shapes import FieldSpec

ROOMS = {
    "bodies": "Bodies",
    "meetings": "Meetings",
    "deliberation": "Deliberation",
    "inspection": "Inspection",
    "recommendations": "Recommendations",
    "plans": "Plans",
    "progress": "Progress",
    "measures": "Measures",
    "evidence": "Evidence",
    "obligations": "Obligations",
    "record": "The record",
}

EVENTS_HEAD = """# Events

The {count} types of event, as the code declares them. `I` introduces an id, `I*` introduces or continues one, `R`
refers to one that must be known, `W` is withheld text; `?` may be left out, `[]` is a list. What `Party`, `Due` and the
like hold is in [values](values.md). Every event also takes the [envelope](values.md#the-envelope):
`happened`, `known_on`, `source`, `asserted_by`, `mode`, `form`, `uncertain`, `visibility`, `rival_of`, `clerk`.

A list field, `[]`, holds a tuple when it is read, or the word `none` where the source said that there are none, or
`None` where it did not say. `ev.each(event.leads)` gives the values of all three.
"""


def events_page() -> str:
    """Every event type, field by field."""
    core = [declared for declared in CATALOGUE if declared.cls.__module__.startswith("govledger.events.")]
    parts = [EVENTS_HEAD.format(count=len(core))]
    for module, title in ROOMS.items():
        parts.append(f"## {title}\n")
        parts += [_event(declared) for declared in core if declared.cls.__module__.endswith(f".{module}")]
    return "\n".join(parts)


def _event(declared: EventType) -> str:
    says = attributes_of(declared.cls)
    rows = [(code(name), code(spec.notation), says.get(name, "")) for name, spec in declared.fields.items()]
    head = [f"### {declared.cls.__name__}\n", f"`{declared.written}`\n", f"{prose_of(declared.cls)}\n"]
    return "\n".join([*head, *table(("field", "holds", ""), rows)])


FIELDS_HEAD = """# Fields of an event type

The words in which an event type of your own declares its fields, from `govledger.events.fields`, here `f`. The
annotation beside a field is what it is read back as, and has to be the one given here. A field declared with
`default=None` may be left out, and takes the second annotation. How it is done:
[add an event type](../how-to/add-an-event-type.md).
"""

EXAMPLES: dict[str, tuple[str, ...]] = {"kind": ("action",), "words": ("low", "high")}
"""What stands for the positional arguments of the functions that take any."""


def fields_page() -> str:
    """Every function that declares a field, with the annotations that go with it."""
    makers = [held for name, held in vars(f).items() if inspect.isfunction(held) and not name.startswith("_")]
    own = [maker for maker in makers if maker.__module__ == f.__name__]
    rows = [_field(maker) for maker in own]
    return "\n".join([FIELDS_HEAD, *table(("declared with", "read back as", "or, left out", "written", ""), rows)])


def _field(maker: Callable[..., Any]) -> tuple[str, ...]:
    given = [word for name in inspect.signature(maker).parameters for word in EXAMPLES.get(name, ())]
    call = f"f.{maker.__name__}({', '.join(map(repr, given))})".replace("'", '"')
    required = _spec(maker(*given))
    annotation = _annotation(required, is_required=True)
    if "default" not in inspect.signature(maker).parameters:
        return code(call), code(annotation), "", code(required.notation), first_of(maker)
    optional = _spec(maker(*given, default=None))
    may_be_absent = _annotation(optional, is_required=False)
    return code(call), code(annotation), code(may_be_absent), code(required.notation), first_of(maker)


def _spec(field: Any) -> FieldSpec:
    """What an attrs field that has no class yet declares."""
    held: FieldSpec = field.metadata[f.SPEC]
    return held


def _annotation(spec: FieldSpec, *, is_required: bool) -> str:
    """The name that the room has for an annotation, else the type itself."""
    names = [
        name
        for name, held in vars(f).items()
        if held == spec.annotation and name[0].isupper() and name.startswith("Some") == is_required
        if is_required or not isinstance(held, type)
    ]
    return f"f.{names[0]}" if names else type_of(spec.annotation)
