"""The verbs about rules: which there are, and the settings that a ledger has changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from govledger.cli.completing import complete_parameter, complete_rule
from govledger.cli.options import DEFAULT_NAME, json_option, ledger_argument, name_option, open_ledger, wait_option
from govledger.cli.output import counted, give_json, put, say
from govledger.cli.render import Table, hang, render, terminal_width
from govledger.cli.teaching import Verb, verb

if TYPE_CHECKING:
    from govledger.assurance import Rule, Setting
    from govledger.events import RuleSettingChanged
    from govledger.ledger import Entry, Ledger

DIRECTIONS = {"up": "larger is looser", "down": "smaller is looser", "either": "any change may be looser"}
"""Which way a setting makes its rule ask less, in words."""

NEAR_MAX = 3
"""How many names are proposed for one that is unknown."""


@verb(
    ("List the rules", "govledger rules"),
    ("Say all of one", "govledger rules GREEN_WITHOUT_EVIDENCE"),
)
@click.argument("rule", metavar="[RULE]", required=False, shell_complete=complete_rule)
@json_option
def rules(*, rule: str | None, as_json: bool) -> None:
    """List the rules; or say all of RULE, which may be given as FA01 or by its name."""
    from govledger.assurance import RULES

    found = list(RULES) if rule is None else [rule_named(rule)]
    if as_json:
        give_json([rule_json(one) for one in found])
    elif rule is not None:
        _say_rule(found[0])
    else:
        rows = [(one.code, one.severity, one.name, one.question) for one in found]
        for line in render(Table(("code", "severity", "rule", "question"), rows)):
            put(line)
        say("", counted(len(found), "rule"))


def rule_named(name: str) -> Rule:
    """The rule of that name or code, in capitals or not, refused with those whose names hold what was typed.

    Raises:
        RuleError: There is none.
    """
    from govledger.assurance import RULES
    from govledger.errors import RuleError, did_you_mean

    typed = name.upper().replace("-", "_")
    if any(name in {rule.name, rule.code} for rule in RULES):
        return RULES.named(name)
    near = [rule.name for rule in RULES if typed and typed in rule.name]
    if near and typed not in near:
        raise RuleError(f"there is no rule {name!r}{did_you_mean(near[:NEAR_MAX])}")
    try:
        return RULES.named(typed)
    except RuleError as fault:
        raise RuleError(f"{fault}; list them with: govledger rules") from None


def rule_json(rule: Rule) -> dict[str, Any]:
    """A rule as plain JSON."""
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity,
        "question": rule.question,
        "about": list(rule.about),
        "reads": reads_of(rule),
        "reads_clock": rule.reads_clock,
        "source": rule.source,
        "version": rule.version,
        "settings": [
            {"parameter": one.parameter, "default": one.default, "least": one.least, "unit": one.unit,
             "looser": one.looser, "says": one.says}
            for one in rule.settings
        ],
    }  # fmt: skip


def reads_of(rule: Rule) -> list[str]:
    """The written names of the event types that a rule reads, sorted."""
    from govledger.events import CATALOGUE

    return sorted({declared.name for declared in CATALOGUE if declared.cls in rule.reads})


def _say_rule(rule: Rule) -> None:
    """One rule, a fact to a line."""
    told = [
        f"{rule.code}  {rule.name}".strip(),
        f"question: {rule.question}",
        f"severity: {rule.severity}, unless an alarm says otherwise",
        f"put to: {', '.join(rule.about)}",
        f"reads: {', '.join(reads_of(rule)) or 'no event type of the catalogue'}",
        f"reads when entries were recorded: {'yes' if rule.reads_clock else 'no'}",
        f"source: {rule.source}",
        f"version: {rule.version}",
        "settings:" if rule.settings else "settings: none",
    ]
    told += [
        f"  {one.parameter}: {_counting(one.default, one.unit)} unless changed; {DIRECTIONS[one.looser]}. {one.says}"
        for one in rule.settings
    ]
    for sentence in told:
        indent = "  " if sentence.startswith("  ") else ""
        for line in hang(sentence.strip(), terminal_width(), indent=indent):
            put(line)


def _counting(number: int, unit: str) -> str:
    """A number with what it counts; a mere count says no more than itself."""
    return f"{number}" if unit == "a count" else f"{number} {unit}"


_NEGATIVE = re.compile(r"-\d.*")


class _TakingNumbers(Verb):
    """A verb that takes ``-3`` for a number, to say that it takes none below nought, and for no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments, those that begin as a negative number does as what they are."""
        given = args[: args.index("--")] if "--" in args else args
        before = ["", *given]
        taken = [place for place, word in enumerate(given) if _NEGATIVE.fullmatch(word) and before[place][:2] != "--"]
        numbers = [args[place] for place in taken]
        left = [word for place, word in enumerate(args) if place not in taken]
        return super().parse_args(ctx, [*left, *([] if "--" in left or not numbers else ["--"]), *numbers])


@verb(
    ("Show what every rule counts with", "govledger settings northbeck.db"),
    (
        "Let evidence come two weeks later; the change is an entry",
        (
            'govledger settings northbeck.db GREEN_WITHOUT_EVIDENCE grace_days 14 --reason "monthly returns" '
            "--by body:board --clerk office:clerk"
        ),
    ),
    cls=_TakingNumbers,
)
@ledger_argument
@click.argument("rule", metavar="[RULE", required=False, shell_complete=complete_rule)
@click.argument("parameter", metavar="PARAMETER", required=False, shell_complete=complete_parameter)
@click.argument("value", metavar="VALUE]", required=False)
@click.option("--reason", metavar="R", help="Why it is changed; required with VALUE.")
@click.option("--clerk", metavar="WHO", help="Who enters it: office:democratic-services.")
@click.option("--by", metavar="P", multiple=True, help="Who decided it; may be given again.")
@click.option("--decision", metavar="D", help="The decision it rests on.")
@name_option
@wait_option
@json_option
def settings(
    *,
    ledger: str,
    rule: str | None,
    parameter: str | None,
    value: str | None,
    reason: str | None,
    clerk: str | None,
    by: tuple[str, ...],
    decision: str | None,
    name: str,
    wait: float,
    as_json: bool,
) -> None:
    """Show the settings in force in LEDGER, or change one: RULE PARAMETER VALUE."""
    if value is None:
        with open_ledger(ledger, name=name, wait=wait) as opened:
            _show(opened, rule, parameter, as_json=as_json)
        return
    if not reason:
        raise click.UsageError("changing a setting needs --reason: it is recorded, and the opinion shows it")
    with open_ledger(ledger, name=name, clerk=clerk, wait=wait) as opened:
        told = {"reason": reason, "by": list(by) or None, "decision": decision}
        entry = change(opened, str(rule), str(parameter), value, **told)
    event = entry.event
    if as_json:
        given = {"rule": event.rule, "parameter": event.parameter, "was": event.was, "now": event.now}
        give_json({"recorded": entry.number} | given)
    else:
        say(f"entry {entry.number}: {event.rule}.{event.parameter} was {event.was} and is {event.now} from now on")


def change(ledger: Ledger, rule: str, parameter: str, value: str, **told: Any) -> Entry[RuleSettingChanged]:
    """Record that a setting is another from now on, with what it was.

    Raises:
        RuleError: There is no such rule, or it has no such setting.
        BadValueError: The value is no whole number, or a smaller one than means anything.
    """
    from govledger.assurance.check import effective_settings
    from govledger.assurance.record import Record
    from govledger.cli.declaring import record_today
    from govledger.errors import BadValueError
    from govledger.events import RuleSettingChanged

    asked = rule_named(rule)
    setting = asked.setting(nearest_setting(asked, parameter))
    if not (value.isascii() and value.isdigit()) or int(value) < setting.least:
        raise BadValueError(value, _takes(setting), where="VALUE")
    held = effective_settings(Record(ledger.history()))
    was = held.get(f"{asked.name}.{setting.parameter}", setting.default)
    event = RuleSettingChanged(rule=asked.name, parameter=setting.parameter, was=str(was), now=str(int(value)), **told)
    recorded: Entry[RuleSettingChanged] = record_today(ledger, event)
    return recorded


def _takes(setting: Setting) -> str:
    """What a setting takes, and what that is."""
    unit = "" if setting.unit == "a count" else f" of {setting.unit}"
    what = "a whole number for how much in a hundred" if setting.unit == "per cent" else f"a whole number{unit}"
    return f"{what}, {setting.least} or more: {setting.says[:1].lower()}{setting.says[1:]}"


def nearest_setting(rule: Rule, parameter: str) -> str:
    """The name of a setting, refused with the one that was perhaps meant.

    Raises:
        RuleError: The rule has no such setting.
    """
    from govledger.errors import RuleError, did_you_mean
    from govledger.events.words import nearest

    if parameter in rule.parameters:
        return parameter
    near = did_you_mean(nearest(parameter, rule.parameters))
    has = f"it has {', '.join(rule.parameters)}" if rule.parameters else "it has none"
    raise RuleError(f"{rule.name} has no setting {parameter!r}{near or f'; {has}'}")


def _show(ledger: Ledger, rule: str | None, parameter: str | None, *, as_json: bool) -> None:
    """The settings in force, with the entry that changed each."""
    rows = settings_of(ledger, rule, parameter)
    if as_json:
        give_json(rows)
        return
    meant = {} if rule is None else {one.parameter: one for one in rule_named(rule).settings}
    name = "" if ledger.name == DEFAULT_NAME else f" ({ledger.name})"
    say(f"{ledger.origin}{name}, settings in force", "")
    told = ""
    for row in rows:
        say(*([row["rule"]] if row["rule"] != told else []))
        told = row["rule"]
        for line in hang(_said_setting(row), terminal_width(), indent="  "):
            put(line)
        for line in hang(_meaning(meant[row["parameter"]]), terminal_width(), indent="    ") if meant else ():
            put(line)
    changed = sum(row["entry"] is not None for row in rows)
    more = "" if meant or not rows else "; name a rule as well to read what its settings mean"
    say("", *hang(f"{counted(len(rows), 'setting')}, {changed} changed by this ledger{more}", terminal_width()))


def _said_setting(row: Mapping[str, Any]) -> str:
    """A setting with its value in force, what that counts, and what changed it."""
    told = [row["unit"] if row["unit"] != "a count" else "", _said_change(row) if row["entry"] else ""]
    told += [f"counts as {row['least']}, the least there is" if row["now"] < row["least"] else ""]
    said = "; ".join(filter(None, told))
    return f"{row['parameter']} {row['now']}{f' ({said})' if said else ''}"


def _meaning(setting: Setting) -> str:
    return f"{setting.says} {DIRECTIONS[setting.looser].capitalize()}."


def _said_change(row: Mapping[str, Any]) -> str:
    return f"entry {row['entry']} changed it from {row['was']}: {row['reason']}; unless changed it is {row['default']}"


def settings_of(ledger: Ledger, rule: str | None = None, parameter: str | None = None) -> list[dict[str, Any]]:
    """Every setting of every rule, or of one, with its value in force and the entry that gave it."""
    from govledger.assurance import RULES
    from govledger.assurance.check import changed_settings
    from govledger.assurance.record import Record

    found = list(RULES) if rule is None else [rule_named(rule)]
    wanted = None if parameter is None else nearest_setting(found[0], parameter)
    changed = changed_settings(Record(ledger.history()))
    rows: list[dict[str, Any]] = []
    for one in found:
        for setting in one.settings:
            entry = changed.get(f"{one.name}.{setting.parameter}")
            row = {"rule": one.name, "parameter": setting.parameter, "default": setting.default,
                   "unit": setting.unit, "looser": setting.looser, "least": setting.least}  # fmt: skip
            row |= {"now": int(entry.event.now) if entry else setting.default, "was": entry and entry.event.was,
                    "entry": entry and entry.number, "reason": entry and str(entry.event.reason)}  # fmt: skip
            rows += [row] if wanted in {None, setting.parameter} else []
    return rows
