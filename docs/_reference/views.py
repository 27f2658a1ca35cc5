"""The page of the built-in read models: what each holds, its rows, and what can be asked of it."""

import inspect
from collections.abc import Iterator
from typing import get_type_hints

import attrs

from _reference.prose import attributes_of, callable_of, code, members, prose_of, table, type_of
from govledger.projections.projection import Projection
from govledger.projections.views import VIEWS, declared

HEAD = """# Views

The {count} read models that come with govledger, as the code declares them. `govledger show` shows each by its name;
from Python, give its class to `History.project`:

```python
from govledger import Ledger
from govledger.projections.obligation_calendar import ObligationCalendar

with Ledger.open("memory://", clerk="office:clerk") as ledger:
    calendar = ledger.history().project(ObligationCalendar)
```

A value that depends on a day takes `today`. A row that several views share is described where it first stands.

{names}
"""


def views_page() -> str:
    """Every built-in read model."""
    specs = [declared(view) for view in VIEWS]
    names = table(("view", "holds"), ((f"[{spec.name}](#{spec.name})", _first(spec.cls)) for spec in specs))
    told: set[type] = set()
    parts = [_view(spec, told) for spec in specs]
    return "\n".join([HEAD.format(count=len(specs), names="\n".join(names)), *parts])


def _first(cls: type) -> str:
    return prose_of(cls).partition("\n\n")[0].replace("\n", " ")


def _view(spec: Projection[object], told: set[type]) -> str:
    """One view and the rows that were not described yet."""
    place = f"`{spec.cls.__module__}.{spec.cls.__name__}`"
    version = f", version {spec.version}" + ("; folds every version in recorded order" * (spec.order == "recorded"))
    held = [f"## {spec.name}\n", f"{place}{version}.\n", f"{prose_of(spec.cls)}\n", *_fields(spec.cls)]
    answers = (answer for base in spec.cls.__mro__[:-1] for answer in members(base))
    held += table(("asked with", "gives"), (answer for answer in answers if not _is_handler(spec, answer[0])))
    for row in _rows_below(spec.cls, told):
        held += [f"### {row.__name__}\n", f"{prose_of(row)}\n", *_fields(row), *table(("also", ""), members(row))]
    return "\n".join(held)


def _is_handler(spec: Projection[object], call: str) -> bool:
    """Whether a member reads events rather than answers."""
    handlers = {handler.__name__ for handlers in spec.handlers.values() for handler in handlers}
    return call.strip("`").partition("(")[0] in handlers | {handler.__name__ for handler in spec.every}


def _fields(cls: type) -> list[str]:
    """The table of what an attrs class holds."""
    says = attributes_of(cls)
    fields = [field for field in attrs.fields(cls) if not field.name.startswith("_")]
    types = get_type_hints(cls)
    rows = ((code(field.name), code(type_of(types[field.name])), says.get(field.name, "")) for field in fields)
    return table(("field", "holds", ""), rows)


def _rows_below(cls: type, told: set[type]) -> Iterator[type]:
    """The row classes that a class holds or gives and that were not told yet, and those that they hold."""
    types = get_type_hints(cls)
    held = [types[field.name] for field in attrs.fields(cls) if not field.name.startswith("_")]
    calls = [callable_of(member) for name, member in vars(cls).items() if not name.startswith("_")]
    given = [get_type_hints(call).get("return") for call in calls if call is not None]
    for row in (row for annotation in [*held, *given] for row in _classes_in(annotation)):
        if row not in told:
            told.add(row)
            yield row
            yield from _rows_below(row, told)


def _classes_in(annotation: object) -> Iterator[type]:
    """The attrs classes of the projections inside a type."""
    is_row = inspect.isclass(annotation) and attrs.has(annotation)
    if is_row and annotation.__module__.startswith("govledger.projections"):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _classes_in(inner)
