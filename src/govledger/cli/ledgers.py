"""The verbs about a ledger as such: make one, and set its clock right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from govledger.cli.options import json_option, ledger_argument, name_option, open_ledger, wait_option
from govledger.cli.output import concluding, counted, give_json, say
from govledger.cli.render import hang, terminal_width
from govledger.cli.teaching import verb

if TYPE_CHECKING:
    from govledger.ledger import Ledger

BEHIND_SECONDS_MAX = 60
"""How far a clock may be behind the last stamp before recording is refused."""


@verb(
    (
        "Make a ledger for a board, under a name of your council's own",
        "govledger init board.db --origin example.gov.uk/board",
    ),
    ("Keep a second one in the same file", "govledger init northbeck.db --name fire --origin example.gov.uk/fire"),
)
@ledger_argument
@click.option(
    "--origin", metavar="O", help="The name of its log, such as example.gov.uk/csib.  [default: localhost/main]"
)
@click.option("--zone", default="Europe/London", show_default=True, metavar="Z", help="Where its days end.")
@click.option("--clerk", metavar="C", help="Who makes it, such as office:democratic-services.")
@click.option(
    "--roles",
    is_flag=True,
    help="On PostgreSQL: make the roles of a writer, a reader and an eraser too, or set right those that are there.",
)
@name_option
@wait_option
@json_option
def init(
    *,
    ledger: str,
    origin: str | None,
    zone: str,
    clerk: str | None,
    roles: bool,
    name: str,
    wait: float,
    as_json: bool,
) -> None:
    """Make the ledger LEDGER: a path, sqlite:///path, or postgresql://user@host/database.

    With --roles a ledger that is there already is left as it is.
    """
    if roles and not ledger.startswith(("postgresql://", "postgres://")):
        raise click.UsageError("--roles is for PostgreSQL; who may write a file is for its permissions to say")
    made, is_new = _made(ledger, origin, zone=zone, clerk=clerk, name=name, timeout=wait, may_be_there=roles)
    with made:
        where = made.inner.store.place.url  # As it was given, but for a password.
        held = {"ledger": where, "name": made.name, "origin": made.origin, "zone": made.zone, "entries": len(made)}
    given = _roles(ledger) if roles else {}
    if as_json:
        give_json({**held, "roles": given} if roles else held)
        return
    called = "" if name == "main" else f" called {name}"
    about = f"origin {held['origin']}, days end in {held['zone']}"
    if is_new:
        say(f"made the ledger {where}{called}: {about}; entry 1 says so")
    else:
        say(f"the ledger {where}{called} is there already: {about}")
    say(*[f"the role {role} {_MAY[what]}; give it with: GRANT {role} TO name" for what, role in given.items()])


_MAY = {"writer": "records and seals", "reader": "reads and follows", "eraser": "records, and erases words"}


def _made(
    ledger: str, origin: str | None, *, name: str, timeout: float, may_be_there: bool, **how: Any
) -> tuple[Ledger, bool]:
    """The ledger, and whether it was made now."""
    from govledger.errors import LedgerExistsError
    from govledger.ledger import Ledger
    from govledger.ledger.ledger import DEFAULT_ORIGIN

    try:
        return Ledger.create(ledger, origin=origin or DEFAULT_ORIGIN, name=name, timeout=timeout, **how), True
    except LedgerExistsError as there:
        if not may_be_there:
            hint = "use it as it is, or make a second one with --name"
            raise LedgerExistsError(f"{there}; {hint}") from None
        opened = Ledger.open(ledger, name=name, timeout=timeout)
        if origin not in {None, opened.origin}:
            opened.close()
            raise
        return opened, False


def _roles(ledger: str) -> dict[str, str]:
    """Make the roles; what each is called."""
    from govledger.ledger.store.postgres_roles import grant_roles

    roles = grant_roles(ledger)
    return {"writer": roles.writer, "reader": roles.reader, "eraser": roles.eraser}


@verb(
    ("See whether this machine's clock is behind the ledger's", "govledger clock northbeck.db"),
    (
        "Go on after the ledger's own clock was wrong",
        'govledger clock northbeck.db --accept --reason "the server ran ahead" --clerk office:clerk',
    ),
)
@ledger_argument
@click.option("--accept", is_flag=True, help="Record that the clock was wrong, and go on from this machine's.")
@click.option("--reason", metavar="R", help="Why it was wrong; required with --accept.")
@click.option("--clerk", metavar="C", help="Who says so; required with --accept.")
@name_option
@wait_option
@json_option
def clock(
    *, ledger: str, accept: bool, reason: str | None, clerk: str | None, name: str, wait: float, as_json: bool
) -> None:
    """Compare this machine's clock with the last stamp of LEDGER, and accept it where the ledger ran ahead."""
    if accept and not (reason and clerk):
        raise click.UsageError("--accept needs --reason and --clerk: who says that the clock was wrong, and why")
    from govledger.ledger.clock import utc_now
    from govledger.ledger.codec import stamp

    with open_ledger(ledger, name=name, clerk=clerk, wait=wait) as opened:
        last, now = opened.entry(len(opened)).recorded_at, utc_now()
        recorded = opened.accept_clock(reason=reason or "", clerk=clerk).number if accept else None
    behind = max(0, round((last - now).total_seconds()))
    with concluding(fine=accept or behind <= BEHIND_SECONDS_MAX):
        if as_json:
            give_json({"last": stamp(last), "now": stamp(now), "seconds_behind": behind, "recorded": recorded})
        else:
            told = f"{counted(behind, 'second')} behind it" if behind else "ahead of it"
            said = f"the last entry was recorded at {stamp(last)}; this machine's clock says {stamp(now)}, {told}"
            say(*hang(said, terminal_width()))
            say(*[f"entry {recorded} accepts this machine's clock from here on"] if recorded else [])
