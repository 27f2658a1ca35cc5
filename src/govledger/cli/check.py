"""The verb that puts every rule to a ledger and says what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from govledger.cli.completing import complete_body
from govledger.cli.options import (
    CutAsked,
    cut_json,
    cut_options,
    json_option,
    ledger_argument,
    name_option,
    open_ledger,
    read_today,
)
from govledger.cli.output import concluding, counted, give_json
from govledger.cli.progress import working
from govledger.cli.teaching import verb

if TYPE_CHECKING:
    from govledger.assurance import Opinion
    from govledger.assurance.record import Record
    from govledger.ledger import History, Ledger

FAIL_ON = ("alarm", "high", "critical")
"""From which finding a check ends with 1, where less than everything is asked for."""

BODIES_MAX = 12
"""How many bodies are proposed to whoever named none that there is."""


@verb(
    (
        "Ask what the record does not support, as it was known on a day",
        "govledger check northbeck.db --as-of 2025-06-30",
    ),
    ("Ask only what concerns one body", "govledger check northbeck.db --as-of 2025-06-30 --body scrutiny"),
    ("Fail a nightly job only for what is critical", "govledger check northbeck.db --fail-on critical --json"),
)
@ledger_argument
@cut_options
@click.option("--today", metavar="D", help="The day asked about.  [default: the cut's day, or the newest known]")
@click.option(
    "--body",
    metavar="B",
    shell_complete=complete_body,
    help="Only what concerns this body, its meetings and their items.",
)
@click.option("--timeline", is_flag=True, help="How early each alarm could have been raised, and who saw it when.")
@click.option("--metrics", is_flag=True, help="How good the self-assessment has been: no alarms, but what to expect.")
@click.option("--all", "everything", is_flag=True, help="Also what was found in order, and the alarms answered.")
@click.option("--fail-on", type=click.Choice(FAIL_ON), help="Exit 1 only for an alarm, or one at least this serious.")
@name_option
@json_option
def check(
    *,
    ledger: str,
    cut: CutAsked,
    today: str | None,
    body: str | None,
    timeline: bool,
    metrics: bool,
    everything: bool,
    fail_on: str | None,
    name: str,
    as_json: bool,
) -> None:
    """Ask of LEDGER what the record does not support.

    Every rule is put to everything it is about. Each alarm is a question, with what the record shows, the entries that
    show it and what would clear it. Exit 0: something could be asked, nothing alarmed, and nothing could not be told.
    """
    from govledger import assurance
    from govledger.assurance.check import read
    from govledger.cli.opinions import say_opinion

    if metrics and (timeline or body is not None):
        raise click.UsageError("--metrics is of the whole record: give it without --timeline and --body")
    with open_ledger(ledger, name=name) as opened:
        history = cut.history(opened)
        with working(f"checking {counted(len(opened), 'entry', 'entries')}"):
            record = read(history)
            whole = assurance.check(record, read_today(today))
        about = None if body is None else read_body(opened, body)
        found = whole if about is None else _narrowed(whole, record, about)
        with concluding(fine=is_fine(found, fail_on)):
            if timeline:
                from govledger.cli.timeline import say_timeline

                keys = {alarm.key for alarm in (*found.alarms, *found.answered)}
                say_timeline(record, whole.today, as_json=as_json, keys=keys, body=about)
            elif metrics:
                from govledger.cli.metrics import say_metrics

                say_metrics(record, whole.today, as_json=as_json)
            elif as_json:
                give_json(_as_json(found, whole, history, about))
            else:
                say_opinion(found, whole, history, body=about, everything=everything)


def _narrowed(opinion: Opinion, record: Record, body: str) -> Opinion:
    from govledger.assurance.concerning import concerning

    return concerning(opinion, record, body)


def is_fine(opinion: Opinion, fail_on: str | None) -> bool:
    """Whether there is nothing to look at: no alarm and nothing untold, or as little as ``fail_on`` asks for.

    A rule that stopped is something to look at whatever is asked for, and so is a record that no rule could ask of,
    unless only alarms count.
    """
    from govledger.assurance import SEVERITIES

    if opinion.denominator.stopped:
        return False
    if fail_on is None:
        return not (opinion.alarms or opinion.cannot_tell) and any(opinion.denominator.items.values())
    if fail_on == "alarm":
        return not opinion.alarms
    serious = SEVERITIES[SEVERITIES.index("high" if fail_on == "high" else "critical") :]
    return not any(alarm.severity in serious for alarm in opinion.alarms)


def read_body(ledger: Ledger, body: str | None) -> str:
    """The body that ``--body`` means, with or without ``body:`` before it.

    Raises:
        BadValueError: The ledger names no such body; it is told with those it names.
        GovledgerError: No body is given.
    """
    from govledger.errors import BadValueError, GovledgerError
    from govledger.events.words import nearest

    known = [str(reference) for reference in ledger.inner.store.references(ledger.inner.row, kind="body")]
    if body is None:
        raise GovledgerError(f"which body is to meet? give --body; {_said_bodies(known)}")
    found = body if body.startswith("body:") else f"body:{body}"
    if found in known:
        return found
    near = nearest(found, known)
    expected = "a body that this ledger names" if near else f"a body that this ledger names; {_said_bodies(known)}"
    raise BadValueError(body, expected, where="--body", nearest=near)


def _said_bodies(known: list[str]) -> str:
    """The bodies that a ledger names, as they are given to ``--body``."""
    names = sorted(reference.partition(":")[2] for reference in known)
    more = f" and {len(names) - BODIES_MAX} more" if len(names) > BODIES_MAX else ""
    return f"it names {', '.join(names[:BODIES_MAX])}{more}" if names else "it names none"


def _as_json(found: Opinion, whole: Opinion, history: History, body: str | None) -> dict[str, Any]:
    """An opinion as plain JSON, with which ledger and which cut it is of."""
    ledger = history.ledger
    about = {"name": ledger.name, "origin": ledger.origin, "zone": ledger.zone, "size": history.cut.size}
    held = {"ledger": about, "cut": cut_json(history), "body": body, "summary": whole.summary}
    uncertain = [entry.number for entry in history.uncertain]
    return held | {"uncertain": uncertain} | found.plain()
