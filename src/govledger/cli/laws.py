"""The verb that puts the laws of every projection to one, over what a real ledger holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from govledger.cli.completing import complete_view
from govledger.cli.options import (
    CutAsked,
    cut_json,
    cut_options,
    json_option,
    ledger_argument,
    name_option,
    open_ledger,
)
from govledger.cli.output import concluding, give_json, say
from govledger.cli.teaching import verb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govledger.ledger import History

ENTRIES_MAX = 500
"""How many entries are looked at unless it is said: what is folded in sixteen ways takes sixteen times as long."""


@verb(
    ("Put the laws to a view, over the last ten entries", "govledger laws status-history northbeck.db --entries 10"),
)
@click.argument("projection", metavar="VIEW", shell_complete=complete_view)
@ledger_argument
@cut_options
@click.option(
    "--entries",
    type=click.IntRange(min=1),
    default=ENTRIES_MAX,
    show_default=True,
    metavar="N",
    help="How many entries are looked at, the last in the order of the fold.",
)
@name_option
@json_option
def laws(*, projection: str, ledger: str, cut: CutAsked, entries: int, name: str, as_json: bool) -> None:
    """Put the laws of every projection to VIEW, over what LEDGER holds.

    VIEW is the name of a read model, or module:Class for one of your own. The laws are those of govledger.testing,
    which a test puts to drawn histories. Exit 0: all hold. Nothing is recorded.
    """
    from govledger.cli.named import read_view
    from govledger.projections.views import declared

    view = read_view(projection)
    with open_ledger(ledger, name=name) as opened:
        history = cut.history(opened)
        found = dict(_verdicts(view, history, entries))
        broken = {law: fault for law, fault in found.items() if fault is not None}
        with concluding(fine=not broken):
            if as_json:
                held = [{"law": law, "holds": fault is None, "fault": fault} for law, fault in found.items()]
                give_json({"view": declared(view).name, "cut": cut_json(history), "entries": entries, "laws": held})
                return
            for law, fault in found.items():
                say(f"{'holds ' if fault is None else 'BROKEN'}  {law}")
                if fault is not None:
                    say(*(f"    {line}" for line in fault.splitlines()))
            say(f"{declared(view).name}: {len(found) - len(broken)} of {len(found)} laws hold")


def _verdicts(view: type, history: History, entries: int) -> Iterator[tuple[str, str | None]]:
    """Each law that concerns a projection, and how it is broken if it is."""
    testing = _testing()
    for law in testing.laws_of(view):
        try:
            law.check_history(view, history, entries_max=entries)
        except testing.LawBrokenError as fault:
            yield law.sentence, str(fault)
        else:
            yield law.sentence, None


def _testing() -> Any:
    try:
        from govledger import testing
    except ImportError as fault:
        raise click.ClickException(str(fault)) from None
    return testing
