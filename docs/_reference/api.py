"""The page of every name that is imported from ``govledger``, grouped as the front door groups them."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import govledger
from _reference.prose import code, first_of, said, signature_of, table

HEAD = """# The front door

Every name that `from govledger import …` gives, grouped as `govledger/__init__.py` groups them: how it is called, what
it is, what it raises, and where more of it is told. `govledger.__version__` is the version.
"""

GROUP = re.compile(r'^    # (?P<title>.+)$|^    "(?P<name>\w+)": "(?P<module>[\w.]+)",$', re.MULTILINE)

TOLD = {
    "govledger.events": "events.md",
    "govledger.errors": "errors.md",
    "govledger.ledger": "ledger.md",
    "govledger.ledger.importing": "../how-to/record-minutes.md",
    "govledger.ledger.lines": "ledger.md",
    "govledger.ledger.telemetry": "../how-to/log-and-trace.md",
    "govledger.projections": "views.md",
    "govledger.projections.projection": "../how-to/write-a-projection.md",
    "govledger.projections.tables": "../how-to/keep-tables.md",
    "govledger.projections.tabling": "../how-to/keep-tables.md",
    "govledger.projections.hindsight": "ledger.md#hindsight",
    "govledger.projections.why": "../how-to/ask-why.md",
    "govledger.assurance.rule": "../how-to/add-a-rule.md",
    "govledger.assurance.case": "../how-to/add-a-rule.md",
    "govledger.assurance.opinion": "../how-to/check-a-ledger.md",
    "govledger.assurance.check": "../how-to/check-a-ledger.md",
    "govledger.assurance.watch": "../how-to/keep-a-check-up.md",
}
"""Where more is told of what a module gives, or a room."""


def api_page() -> str:
    """Every public name, in its groups."""
    parts, rows = [HEAD], list[tuple[str, str, str, str]]()
    for title, name in grouped():
        if title:
            parts += [*_table(rows), f"## {title}\n"]
            rows = []
        else:
            rows.append(_row(name))
    return "\n".join([*parts, *_table(rows)])


def grouped() -> Iterator[tuple[str, str]]:
    """The titles of the groups and the names in them, in the order of the front door: the one or the other is empty."""
    source = Path(govledger.__file__).read_text(encoding="utf-8").partition("_FROM = {\n")[2].partition("\n}")[0]
    for found in GROUP.finditer(source):
        yield found["title"] or "", found["name"] or ""


def _table(rows: list[tuple[str, str, str, str]]) -> list[str]:
    return table(("name", "", "raises", "more"), rows)


def _row(name: str) -> tuple[str, str, str, str]:
    held = getattr(govledger, name)
    if isinstance(held, ModuleType):
        return code(name), first_of(held), "", _more(held.__name__)
    called = f"{name}{signature_of(held)}" if inspect.isfunction(held) else name
    return code(called), first_of(held), _raises(held), _more(held.__module__)


def _raises(held: object) -> str:
    """The errors that a docstring says are raised."""
    section = said(held).partition("\nRaises:\n")[2].partition("\n\n")[0]
    return ", ".join(code(name) for name in re.findall(r"^ {4}(\w+):", section, re.MULTILINE))


def _more(module: str) -> str:
    page = next((TOLD[one] for one in _ancestors(module) if one in TOLD), "")
    title = page.rpartition("/")[2].partition(".md")[0].replace("-", " ")
    return f"[{title}]({page})" if page else ""


def _ancestors(module: str) -> Iterator[str]:
    """A module and the rooms it is in, the nearest first."""
    while module:
        yield module
        module = module.rpartition(".")[0]
