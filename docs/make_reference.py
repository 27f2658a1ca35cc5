"""Writes the pages of docs/reference that are drawn from the code: ``python docs/make_reference.py``.

A test holds the pages against what this would write.
"""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from govledger import errors
from govledger.events import CATALOGUE, EventType

REFERENCE = Path(__file__).parent / "reference"
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


def events_page() -> str:
    """Every event type, field by field."""
    core = [declared for declared in CATALOGUE if declared.cls.__module__.startswith("govledger.events.")]
    parts = [EVENTS_HEAD.format(count=len(core))]
    for module, title in ROOMS.items():
        parts.append(f"## {title}\n")
        parts += [_event(declared) for declared in core if declared.cls.__module__.endswith(f".{module}")]
    return "\n".join(parts)


EVENTS_HEAD = """# Events

The {count} types of event, as the code declares them. `I` introduces an id, `I*` introduces or continues one, `R`
refers to one that must be known, `W` is withheld text; `?` may be left out, `[]` is a list. Every event also takes the
envelope:
`happened`, `known_on`, `source`, `asserted_by`, `mode`, `form`, `uncertain`, `visibility`, `rival_of`, `clerk`.
"""


def _event(declared: EventType) -> str:
    doc = inspect.cleandoc(declared.cls.__doc__ or "")
    prose, _, attributes = doc.partition("\nAttributes:\n")
    says = dict(_attributes(attributes))
    paragraphs = re.sub(r"``(.+?)``", r"`\1`", prose.strip())
    rows = [
        f"| `{name}` | `{spec.notation.replace('|', chr(92) + '|')}` | {says.get(name, '')} |"
        for name, spec in declared.fields.items()
    ]
    table = ["| field | holds | |", "|---|---|---|", *rows, ""] if rows else []
    return "\n".join([f"### {declared.cls.__name__}\n", f"`{declared.written}`\n", f"{paragraphs}\n", *table])


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    """The (name, sentence) pairs of an ``Attributes:`` section."""
    joined = re.sub(r"\n {8,}", " ", text)
    for line in joined.splitlines():
        name, colon, sentence = line.strip().partition(": ")
        if colon:
            yield name, re.sub(r"``(.+?)``", r"`\1`", sentence)


def errors_page() -> str:
    """Every exception and what it means."""
    tree = inspect.cleandoc(errors.__doc__ or "").partition("\n\n")[2]
    classes = [
        held for held in vars(errors).values() if inspect.isclass(held) and issubclass(held, errors.GovledgerError)
    ]
    rows = [f"| `{held.__name__}` | {(held.__doc__ or '').strip().partition(chr(10))[0]} |" for held in classes]
    head = "# Errors\n\nExceptions are for the caller's mistake or a broken record. All are in `govledger.errors`.\n"
    table = ["| error | the fact it is named for |", "|---|---|", *rows, ""]
    return "\n".join([head, "```text", *inspect.cleandoc(tree).splitlines()[2:], "```\n", *table])


PAGES = {"events.md": events_page, "errors.md": errors_page}


if __name__ == "__main__":
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8")
        print("wrote", REFERENCE / name)
