"""What a value on a line may be, for a shell that completes it.

A shell asks govledger itself on every TAB, so what is looked up must be cheap: names that a ledger in a file knows, the
views, the rules and the types. A ledger on a server is not asked, and nothing is ever said of what goes wrong: the run
itself will say it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Completing = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]
"""What a parameter is completed by: the line so far, the parameter, and what was typed of its value."""

SECONDS_MAX = 1.0
"""How long a TAB waits for a ledger that somebody writes."""


def _quietly(found: Callable[[click.Context], Iterable[str]]) -> Completing:
    """Complete from what is found; from nothing where anything is wrong, which the run itself will say."""

    def complete(ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        with suppress(Exception):
            return [CompletionItem(word) for word in found(ctx) if word.startswith(typed)]
        return []

    return complete


def complete_file(_ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Complete the name of a file, as the shell does it."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(typed, type="file")]


def _views(_ctx: click.Context) -> Iterable[str]:
    from govledger.projections.views import VIEWS, declared

    return sorted(declared(view).name for view in VIEWS)


def _rules(_ctx: click.Context) -> Iterable[str]:
    from govledger.assurance import RULES

    return sorted(rule.name for rule in RULES)


def _parameters(ctx: click.Context) -> Iterable[str]:
    from govledger.cli.rules import rule_named

    return sorted(rule_named(ctx.params["rule"]).parameters)


def _types(_ctx: click.Context) -> Iterable[str]:
    from govledger.events import CATALOGUE

    return sorted({kind.name for kind in CATALOGUE})


def _ledger_names(ctx: click.Context) -> Iterable[str]:
    from govledger.ledger import Ledger

    return Ledger.names(_file(ctx))


def _named(kind: str | None, *, bare: bool = False) -> Callable[[click.Context], Iterable[str]]:
    """The references of a kind that the ledger on the line knows, with or without the kind before each."""

    def found(ctx: click.Context) -> Iterable[str]:
        from govledger.ledger import Ledger

        with Ledger.open(_file(ctx), name=ctx.params.get("name") or "main", timeout=SECONDS_MAX) as ledger:
            held = ledger.inner.store.references(ledger.inner.row, kind=kind)
        return sorted(reference.partition(":")[2] if bare else reference for reference in held)

    return found


def _file(ctx: click.Context) -> str:
    """The ledger on the line, if it is a file.

    Raises:
        LookupError: There is none yet, or it is on a server, which is not asked on every TAB.
    """
    from govledger.ledger.store.place import is_postgres, read_place

    # Where the value of an option is still to come, click has not said yet which argument is which.
    url: Any = ctx.params.get("ledger") or next(iter(ctx.args), None)
    path = None if not isinstance(url, str) or is_postgres(url) else read_place(url).path
    if path is None or not path.is_file():
        raise LookupError(url)
    return str(url)


complete_view, complete_rule, complete_type = _quietly(_views), _quietly(_rules), _quietly(_types)
complete_parameter, complete_name = _quietly(_parameters), _quietly(_ledger_names)
complete_body, complete_told = _quietly(_named("body", bare=True)), _quietly(_named("body"))
complete_id, complete_meeting = _quietly(_named(None)), _quietly(_named("meeting"))
