"""A told history as the code that tells it: what a broken law prints, to be pasted into a test."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from govledger import events
from govledger.events import Catalogue, EventType, Source, Text
from govledger.events.catalogue import body
from govledger.ledger import Draft
from govledger.ledger.lines import put_text
from govledger.testing.unheard import wider

if TYPE_CHECKING:
    from govledger.testing.scenario import Given

_OFTEN_SAID = ("asserted_by", "mode", "form", "visibility", "rival_of", "corrects", "retracts", "reason")


def pasted(told: Given) -> str:
    """The code that tells a history; it needs ``from govledger import draft, events as ev`` and the testing room."""
    first, *later = told.sittings
    lines = ["given(", *_drafts(first, told.catalogue)]
    for sitting in later:
        lines += [").later(", *_drafts(sitting, told.catalogue)]
    code = "\n".join([*lines, ")"]).replace("(\n)", "()")
    erased = f".erase({', '.join(map(str, told.erased))})" if told.erased else ""
    cut = ", ".join(f"{name}={_value(held)}" for name, held in told.cut.items())
    return code + erased + (f".within({cut})" if cut else "")


def _drafts(sitting: tuple[Draft, ...], catalogue: Catalogue) -> Iterator[str]:
    for held in sitting:
        declared = wider(catalogue).of(held.event)
        around = ", ".join(f"{name}={_value(said)}" for name, said in _envelope(held))
        event = event_code(declared, held.event)
        yield f"    draft({event}, {around})," if around else f"    {event},"


def event_code(declared: EventType, event: Any) -> str:
    """An event as it is typed: what was not said is left out."""
    held = body(declared, event)
    for name, spec in declared.fields.items():
        for path, text in spec.texts(name, getattr(event, name)):
            put_text(held, path.split("/"), str(text))
    fields = ", ".join(f"{name}={_value(held[name])}" for name in declared.fields if name in held)
    named = declared.cls.__name__
    return f"{'ev.' if hasattr(events, named) else ''}{named}({fields})"


def _envelope(held: Draft) -> Iterator[tuple[str, Any]]:
    """What stands around an event and would not be taken for granted."""
    if held.happened is not None:
        yield "happened", str(held.happened)
    if held.known_on is not None:
        yield "known_on", held.known_on
    if held.source:
        yield "source", [_source(one) for one in held.source]
    if held.uncertain:
        yield "uncertain", list(held.uncertain)
    for name in _OFTEN_SAID:
        said = getattr(held, name)
        if said is not None:
            yield name, str(said)


def _source(one: Source) -> dict[str, str]:
    verbatim = str(one.verbatim) if one.verbatim else None
    said: dict[str, str | None] = {"document": one.document, "locator": one.locator, "verbatim": verbatim}
    return {name: held for name, held in said.items() if held is not None}


def _value(held: Any) -> str:
    """A plain value as code, its texts in double quotes."""
    if isinstance(held, (str, Text)):
        return json.dumps(str(held), ensure_ascii=False)
    if isinstance(held, (dt.date, dt.datetime)):
        return f'"{held.isoformat()}"'
    if isinstance(held, Mapping):
        return "{" + ", ".join(f"{_value(name)}: {_value(one)}" for name, one in held.items()) + "}"  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(held, (list, tuple)):
        return "[" + ", ".join(_value(one) for one in held) + "]"  # pyright: ignore[reportUnknownVariableType]
    return repr(held)
