"""The verb that shows it all at work: a tour of six steps, told in plain words with what each step came to."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from govledger.cli.options import json_option, said_day
from govledger.cli.output import counted, give_json, put, say
from govledger.cli.progress import working
from govledger.cli.render import Table, hang, render, terminal_width
from govledger.cli.teaching import verb
from govledger.cli.touring import (
    BECOMES,
    CLERK,
    COUNTY,
    COUNTY_DAY,
    COUNTY_LAST_MET,
    MINUTES,
    WAS,
    Minute,
    Proved,
    Tour,
    as_json as proved_json,
)

if TYPE_CHECKING:
    from govledger.assurance import Opinion
    from govledger.cli.standing import PlanThen

FOLDER = "govledger-demo"

ASKED = 4
"""How many of the county's questions are shown, each of another rule."""

FINDINGS = 2
"""How many findings of the altered copy are shown."""

_IN = "  "


@attrs.frozen
class Replayed:
    """One of the minutes, recorded and replayed to its day.

    Attributes:
        minute: Which one.
        recorded: How many entries its ledger holds.
        then: The plan as it stood.
    """

    minute: Minute
    recorded: int
    then: PlanThen

    def row(self) -> list[str]:
        """What the table of the minutes says of it."""
        then = self.then
        numbers = (self.recorded, then.entries, len(then.actions), sum(then.decisions.values()), len(then.due))
        return [self.minute.council, said_day(self.minute.day), *map(str, numbers)]


@verb(
    ("Take the tour, and keep it in a folder here", "govledger demo"),
    ("Keep it in a folder of yours", "govledger demo --out tour"),
    ("Say what came of each step, for a program", "govledger demo --json"),
)
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="Where to keep everything.")
@json_option
def demo(*, out: Path | None, as_json: bool) -> None:
    """Take a tour: record, replay, check, seal, verify and report, on real minutes and an invented county.

    Every step says what it did and with which line you would do it. What it makes stays in a folder, where the examples
    in the help of every verb work as they are typed. A second tour in the same folder records nothing again. With the
    extra `seal` it seals and verifies, with the extra `report` it makes a page.
    """
    tour = Tour(_folder(out))
    told: dict[str, Any] | None = {} if as_json else None
    with working("recording and replaying"):
        replayed = [_replay(tour, minute) for minute in MINUTES]
    _say_minutes(tour, replayed, told)
    with working(f"checking {COUNTY.title()}"):
        recorded, opinion = tour.record_county(), tour.doubt()
    _say_county(tour, recorded, opinion, told)
    with working("sealing, exporting and verifying"):
        proved = tour.prove()
    _say_proved(tour, proved, told)
    with working("making a page"):
        size = tour.report()
    _say_page(tour, size, told)
    if told is None:
        _say_end(tour)
    else:
        give_json({"folder": str(tour.folder), **told})


def _folder(out: Path | None) -> Path:
    """The folder asked for; else a fresh one here, or among the temporary ones where that cannot be."""
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        return out
    try:
        here = Path(FOLDER)
        here.mkdir()
    except OSError:
        return Path(tempfile.mkdtemp(prefix=f"{FOLDER}-"))
    return here


def _replay(tour: Tour, minute: Minute) -> Replayed:
    from govledger.cli.standing import plan_then

    recorded = tour.record(minute)
    return Replayed(minute, recorded, plan_then(tour.ledger(minute), minute.day))


# What is said --------------------------------------------------------------------------------------------------------


def _step(title: str, what: str, *commands: str) -> None:
    """A step's title, what it is for, and the lines that would do it, which are copied and so never broken."""
    say("", *hang(f"{title}: {what}", terminal_width()))
    say(*[f"{_IN}$ govledger {command}" for command in commands], "")


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        indent = " " * (len(line) - len(line.lstrip(" ")))
        say(*hang(line.strip(), terminal_width(), indent=_IN + indent))


def _say_minutes(tour: Tour, replayed: list[Replayed], told: dict[str, Any] | None) -> None:
    """Steps 1 and 2: what was recorded, and the plan of the last of them as it stood."""
    if told is not None:
        told["minutes"] = [
            {"minute": one.minute.name, "ledger": str(tour.ledger(one.minute)), "recorded": one.recorded}
            | one.then.as_json()
            for one in replayed
        ]
        return
    last = replayed[-1]
    ledger, name = tour.ledger(last.minute), last.minute.name
    files = [tour.folder / "minutes" / file for file in (name, f"{name}.coverage")]
    say(*hang(f"A tour in six steps. Everything that it makes is kept in {tour.folder}{os.sep}", terminal_width()))
    _step(
        "1. RECORD",
        "five real council minutes, a ledger to each; an entry is never changed, only added to",
        f"init {ledger} --origin example.gov.uk/{name}",
        *[f"record {ledger} {file}.jsonl --clerk {CLERK} --key {file.name}" for file in files],
    )
    heads = ("minutes", "replayed to", "entries", "by then", "actions", "decisions", "to come")
    for line in render(Table(heads, [one.row() for one in replayed]), indent=_IN):
        put(line)
    _step(
        "2. REPLAY",
        f"the plan of {last.minute.council} as it stood on {said_day(last.minute.day)}",
        f"show {ledger} plan-state --as-of {last.minute.day}",
    )
    rests = f"{last.then.entries} of its {last.recorded} entries had happened and were known by then"
    _tell([rests, *last.then.lines()])


def _say_county(tour: Tour, recorded: int, opinion: Opinion, told: dict[str, Any] | None) -> None:
    """Step 3: the gravest questions, each of another rule."""
    from govledger.events.aloud import aloud, sentence

    if told is not None:
        told["county"] = {"ledger": str(tour.county), "recorded": recorded, "alarms": len(opinion.alarms)}
        told["county"] |= {"said": opinion.summary}
        return
    _step(
        "3. CHECK",
        f"what the record of {COUNTY.title()}, an invented county, does not support on {said_day(COUNTY_DAY)}",
        f"init {tour.county} --origin example.gov.uk/{COUNTY}",
        f"record {tour.county} {tour.lines} --clerk {CLERK} --key {COUNTY}",
        f"check {tour.county} --as-of {COUNTY_DAY}",
    )
    first = {alarm.rule: alarm for alarm in reversed(opinion.alarms)}
    asked = [alarm for alarm in opinion.alarms if first[alarm.rule] is alarm][:ASKED]
    for alarm in asked:
        _tell([f"{alarm.question} ({alarm.severity}; {alarm.subject})", f"  {sentence(aloud(alarm.says))}"])
    held = opinion.denominator
    more = f"and {len(opinion.alarms) - len(asked)} more: {counted(len(opinion.alarms), 'alarm')} in all"
    put = f"of {sum(held.items.values()):,} questions put to {recorded:,} entries by {held.rules} rules"
    rest = f"{len(opinion.clear):,} were found in order, and {len(opinion.cannot_tell):,} the record does not answer"
    _tell([f"{more}, {put}; {rest}"])


def _say_proved(tour: Tour, proved: Proved | None, told: dict[str, Any] | None) -> None:
    """Steps 4 and 5: one signature over every entry, and what it finds out."""
    if told is not None:
        told["county"]["sealed"] = proved_json(proved)
        return
    key, vkey, kept = f"--key {tour.key}", f"--vkey {tour.vkey}", f"--kept {tour.checkpoint}"
    _step(
        "4. SEAL",
        "one signature over every entry, to print in the board's papers, and an export for an auditor",
        f"keygen example.gov.uk/{COUNTY} --out {tour.key} > {tour.vkey}",
        f"seal {tour.county} {key} --kept-to {tour.checkpoint}",
        f"export {tour.county} {tour.export} {vkey}",
    )
    if proved is None:
        _tell(["left out, as is step 5: it needs what signs: pip install 'govledger[seal]'"])
        return
    from govledger.seal.strict import encode_base64

    sealed = proved.sealed
    _tell([f"sealed {counted(sealed.size, 'entry', 'entries')}: root {encode_base64(sealed.checkpoint.root)}"])
    _step(
        "5. VERIFY",
        "the auditor holds the export against the checkpoint that was kept; no network and no database is needed",
        f"verify {tour.export} {kept} {vkey}",
        f"verify {tour.altered} {kept} {vkey}",
    )
    _say_verified(tour, proved)


def _say_verified(tour: Tour, proved: Proved) -> None:
    honest = proved.honest
    if honest.ok:
        held = f"all held: {counted(honest.size, 'entry', 'entries')}, their order, and their stamps"
    else:
        held = f"to look at: {'; '.join(one.says for one in honest.findings)}"
    was, becomes = WAS.rpartition("/")[2], BECOMES.rpartition("/")[2]
    say_altered = (
        f"then somebody altered a copy, {tour.altered.name}: in entry {proved.entry}, {proved.subject} was reported "
        f"{was}, and now it says {becomes}"
    )
    _tell([f"the export: {held}", say_altered])
    _tell([f"  {one.kind}: {one.says}" for one in proved.altered.findings[:FINDINGS]])
    _tell(["it is caught: exit code 1" if not proved.altered.ok else "it was not caught"])


def _say_page(tour: Tour, size: int | None, told: dict[str, Any] | None) -> None:
    """Step 6: which page to open."""
    if told is not None:
        told["county"]["page"] = None if size is None else str(tour.page)
        return
    _step(
        "6. REPORT",
        "the same for councillors: what to ask, the plan over time, and the record it rests on",
        f"report {tour.county} {tour.page} --as-of {COUNTY_DAY} --since {COUNTY_LAST_MET}",
    )
    if size is None:
        _tell(["left out: it needs what makes pages: pip install 'govledger[report]'"])
    else:
        _tell([f"one page of {size / 1000:,.0f} kB: open {tour.page} in a browser"])


def _say_end(tour: Tour) -> None:
    last = MINUTES[-1]
    say("", *hang("Try next; the examples in the help of every verb work in this folder too:", terminal_width()))
    say(
        f"{_IN}cd {tour.folder}",
        f"{_IN}govledger questions {COUNTY}.db --body board --as-of {COUNTY_DAY}",
        f"{_IN}govledger diff {last.name}.db 2017-06-12 2017-06-14",
        f"{_IN}govledger check {COUNTY}.db --as-of {COUNTY_DAY} --body board",
        f"{_IN}govledger check --help",
    )
