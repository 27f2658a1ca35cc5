"""The verbs that declare how the record is to be read: answer an alarm, and say what the ledger holds in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from govledger.cli.completing import complete_body
from govledger.cli.options import (
    CutAsked,
    cut_options,
    json_option,
    ledger_argument,
    name_option,
    open_ledger,
    read_today,
    said_day,
    wait_option,
)
from govledger.cli.output import give_json, say
from govledger.cli.teaching import verb

if TYPE_CHECKING:
    import datetime as dt

    from govledger.events import AlarmAnswered
    from govledger.ledger import History, Ledger

ANSWERS = ("explained", "accepted", "disputed", "fixed")


def record_today(ledger: Ledger, event: Any) -> Any:
    """Record what is done by recording it; the entry."""
    from govledger.ledger.clock import utc_now

    day = utc_now().astimezone(ZoneInfo(ledger.zone)).date()
    return ledger.record(event, happened=day, known_on=day)[0]


# Answering an alarm --------------------------------------------------------------------------------------------------


@verb(
    (
        "Answer an alarm by its key, as check prints it, until a day",
        (
            'govledger answer northbeck.db "FINDING_CONTRADICTS_STATUS|action:1.11|entry:1149" --answer '
            'disputed --reason "the panel will look again" --by office:dcs --until 2025-09-30 --clerk '
            "office:clerk --as-of 2025-06-30"
        ),
    ),
)
@ledger_argument
@click.argument("key", metavar="ALARM-KEY")
@click.option("--answer", "said", type=click.Choice(ANSWERS), required=True, help="What sort of answer it is.")
@click.option("--reason", metavar="R", required=True, help="Why that is the answer.")
@click.option("--by", metavar="PARTY", multiple=True, required=True, help="Who answers; may be given again.")
@click.option("--until", metavar="D", required=True, help="The last day it holds; the day after, the alarm is back.")
@click.option("--clerk", metavar="WHO", help="Who enters it: office:democratic-services.")
@click.option("--any", "any_key", is_flag=True, help="Take a key that no alarm has.")
@cut_options
@click.option("--today", metavar="D", help="The day asked about, where the alarm is looked for; see check.")
@name_option
@wait_option
@json_option
def answer(
    *,
    ledger: str,
    key: str,
    said: str,
    reason: str,
    by: tuple[str, ...],
    until: str,
    clerk: str | None,
    any_key: bool,
    cut: CutAsked,
    today: str | None,
    name: str,
    wait: float,
    as_json: bool,
) -> None:
    """Answer the alarm ALARM-KEY of LEDGER, which deletes nothing: it leaves the open list until the answer expires.

    The key is printed by check. Where it was asked of a day, give the same cut or --today here.
    """
    from govledger.events import AlarmAnswered

    with open_ledger(ledger, name=name, clerk=clerk, wait=wait) as opened:
        told: dict[str, Any] = {"rule": rule_of(key), "alarm": key, "answer": said, "reason": reason, "by": list(by)}
        event = AlarmAnswered(**told, until=until)
        if not any_key:
            refuse_ended(event, refuse_unknown_alarm(key, cut.history(opened), today))
        entry = record_today(opened, event)
    if as_json:
        give_json({"recorded": entry.number, "alarm": key, "until": entry.event.until.isoformat()})
    else:
        say(f"entry {entry.number} answers {key} until the end of {said_day(entry.event.until)}")


_KEY = "GREEN_WITHOUT_EVIDENCE|action:2.4|entry:17"


def rule_of(key: str) -> str:
    """The rule that raised the alarm with this key.

    Raises:
        RuleError: There is no such rule.
        BadValueError: It is no key of an alarm.
    """
    from govledger.assurance import RULES
    from govledger.errors import BadValueError

    parts = key.split("|")
    if len(parts) == 1:
        raise BadValueError(key, f"a key as check prints it, such as {_KEY}", where="ALARM-KEY")
    rule = RULES.named(parts[0]).name
    if len(parts) != 3 or parts[0] != rule or not parts[2].startswith("entry:"):  # noqa: PLR2004 - rule, subject, entry
        raise BadValueError(key, f"a key as check prints it, such as {rule}|action:2.4|entry:17", where="ALARM-KEY")
    return rule


def refuse_unknown_alarm(key: str, history: History, today: str | None) -> dt.date:
    """Refuse a key that no alarm has, answered ones counted; the day that was asked about.

    Raises:
        BadValueError: No alarm has it.
    """
    from govledger.assurance import check
    from govledger.errors import BadValueError
    from govledger.events.words import nearest

    opinion = check(history, read_today(today))
    keys = [alarm.key for alarm in (*opinion.alarms, *opinion.answered)]
    if key not in keys:
        expected = (
            f"the key of an alarm on {opinion.today.isoformat()}; --as-of or --today asks of another day, --any of none"
        )
        raise BadValueError(key, expected, where="ALARM-KEY", nearest=nearest(key, keys))
    return opinion.today


def refuse_ended(answered: AlarmAnswered, today: dt.date) -> None:
    """Refuse an answer that would have ended before the day asked about: it would answer nothing.

    Raises:
        BadValueError: It would.
    """
    from govledger.errors import BadValueError

    if answered.until < today:
        expected = f"a day no earlier than {today.isoformat()}, the day asked about"
        raise BadValueError(answered.until.isoformat(), expected, where="--until")


# Declaring what is held in full --------------------------------------------------------------------------------------


@verb(
    (
        "Declare that all meetings of the board are in the ledger",
        (
            "govledger cover northbeck.db --what meetings --body board --since 2023-01-01 --by "
            "office:democratic-services --clerk office:clerk"
        ),
    ),
)
@ledger_argument
@click.option(
    "--what", metavar="W", multiple=True, required=True, help="meetings, decisions, evidence…; again for more."
)
@click.option(
    "--body", metavar="B", shell_complete=complete_body, help="The body whose record it is; left out, every body's."
)
@click.option("--about", metavar="REF", multiple=True, help="What it is limited to, such as plan:iip; again for more.")
@click.option("--since", metavar="D", required=True, help="The first day from which all is held.")
@click.option("--until", metavar="D", help="The last day up to which all is held; left out, still.")
@click.option("--by", metavar="P", multiple=True, help="Whose declaration it is; may be given again.")
@click.option("--text", metavar="T", help="What is said of it, in a few words.")
@click.option("--clerk", metavar="WHO", help="Who enters it: office:democratic-services.")
@name_option
@wait_option
@json_option
def cover(
    *,
    ledger: str,
    what: tuple[str, ...],
    body: str | None,
    about: tuple[str, ...],
    since: str,
    until: str | None,
    by: tuple[str, ...],
    text: str | None,
    clerk: str | None,
    name: str,
    wait: float,
    as_json: bool,
) -> None:
    """Declare that LEDGER holds all there is of some kinds of thing: only there does an absence count."""
    from govledger.assurance.check import said_coverage
    from govledger.events import CoverageDeclared

    told: dict[str, Any] = {"about": list(about) or None, "by": list(by) or None, "text": text}
    told |= {"body": body and body.removeprefix("body:"), "since": since, "until": until}
    with open_ledger(ledger, name=name, clerk=clerk, wait=wait) as opened:
        entry = record_today(opened, CoverageDeclared(what=list(what), **told))
    if as_json:
        give_json({"recorded": entry.number, "coverage": said_coverage(entry)})
    else:
        say(f"declared in full: {said_coverage(entry)}")
