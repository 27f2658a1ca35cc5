"""The verbs about a ledger as such: make one, and set its clock right."""

from __future__ import annotations

import click

from govledger.cli.options import json_option, ledger_argument, name_option, open_ledger, wait_option
from govledger.cli.output import concluding, counted, give_json, say

BEHIND_SECONDS_MAX = 60
"""How far a clock may be behind the last stamp before recording is refused."""


@click.command()
@ledger_argument
@click.option(
    "--origin", metavar="O", help="The name of its log, such as example.gov.uk/csib.  [default: localhost/main]"
)
@click.option("--zone", default="Europe/London", show_default=True, metavar="Z", help="Where its days end.")
@click.option("--clerk", metavar="C", help="Who makes it, such as office:democratic-services.")
@name_option
@wait_option
@json_option
def init(
    *, ledger: str, origin: str | None, zone: str, clerk: str | None, name: str, wait: float, as_json: bool
) -> None:
    """Make the ledger LEDGER: a path, or sqlite:///path."""
    from govledger.ledger import Ledger
    from govledger.ledger.ledger import DEFAULT_ORIGIN

    with Ledger.create(
        ledger, origin=origin or DEFAULT_ORIGIN, zone=zone, clerk=clerk, name=name, timeout=wait
    ) as made:
        held = {"ledger": ledger, "name": made.name, "origin": made.origin, "zone": made.zone, "entries": len(made)}
    if as_json:
        give_json(held)
    else:
        called = "" if name == "main" else f" called {name}"
        say(f"made the ledger {ledger}{called}: origin {held['origin']}, days end in {held['zone']}; entry 1 says so")


@click.command()
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
            say(f"the last entry was recorded at {stamp(last)}; this machine's clock says {stamp(now)}, {told}")
            say(*[f"entry {recorded} accepts this machine's clock from here on"] if recorded else [])
