"""The verb that says what changed between two days or two meetings."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from govledger.cli.completing import complete_meeting, complete_told
from govledger.cli.options import cut_json, json_option, ledger_argument, name_option, open_ledger, said_day
from govledger.cli.output import concluding, counted, give_json, put, say, warn
from govledger.cli.render import hang, terminal_width
from govledger.cli.show import fold
from govledger.cli.teaching import verb

if TYPE_CHECKING:
    from govledger.cli.sentences import Told
    from govledger.ledger import Entry, Ledger
    from govledger.projections import Projection, View
    from govledger.projections.compare import Between

COMPARED = (
    "plan-state", "decision-register", "obligation-calendar", "challenge-log", "recommendation-tracker",
    "intervention-timeline", "body-register", "accounts-register",
)  # fmt: skip
"""The views whose changes are told; the others say the same in another order, or are logs."""

LISTED_MAX = 20
"""How many entries are listed one by one; more are counted by their types."""


@verb(
    ("Say what changed between two days", "govledger diff northbeck.db 2025-05-20 2025-06-30"),
    ("Say what changed between two meetings", "govledger diff northbeck.db meeting:scrutiny-7 meeting:scrutiny-8"),
)
@ledger_argument
@click.argument("start", metavar="FROM", shell_complete=complete_meeting)
@click.argument("end", metavar="TO", shell_complete=complete_meeting)
@click.option("--told", metavar="BODY", shell_complete=complete_told, help="Only what had been put before this body.")
@name_option
@json_option
def diff(*, ledger: str, start: str, end: str, told: str | None, name: str, as_json: bool) -> None:
    """Say what changed in LEDGER between FROM and TO: days, or meetings such as meeting:bvib-1."""
    from govledger.projections.views import VIEWS, declared

    specs = {spec.name: spec for spec in map(declared, VIEWS)}
    with open_ledger(ledger, name=name) as opened:
        held = between(opened, day_of(opened, start), day_of(opened, end), told=told)
        pairs = [(specs[view], *_both(specs[view], held)) for view in COMPARED if view in specs]
        stopped = [view for _, *views in pairs for view in views if view.stopped is not None]
        with concluding(fine=not stopped):
            for view in stopped:
                warn(str(view.stopped))
            if as_json:
                give_json(_as_json(held, pairs))
            else:
                _say(held, pairs)


def day_of(ledger: Ledger, moment: str, where: str = "FROM or TO") -> dt.date:
    """The day that ``moment`` says, which was given for ``where``: a day, or the latest day of a meeting that was held.

    Raises:
        BadValueError: It is neither.
    """
    from govledger.errors import BadValueError
    from govledger.events import MeetingHeld
    from govledger.events.words import nearest, read_day

    try:
        return read_day(moment)
    except BadValueError:
        pass
    store, row = ledger.inner.store, ledger.inner.row
    meeting = moment.removeprefix("meeting:")
    known = [ref.removeprefix("meeting:") for ref in store.references(row, kind="meeting")]
    if meeting not in known:
        expected = "a day such as 2017-06-14, or a meeting that this ledger names"
        raise BadValueError(moment, expected, where=where, nearest=nearest(meeting, known))
    about = set(store.numbers_about(row, f"meeting:{meeting}"))
    history = ledger.history()
    entries = history.read([number for number in history.numbers if number in about])
    days = [
        entry.latest for entry in entries if isinstance(entry.event, MeetingHeld) and entry.event.meeting == meeting
    ]
    if not days:
        raise BadValueError(moment, "a meeting that this ledger says was held", where=where)
    return max(days)


def between(ledger: Ledger, start: dt.date, end: dt.date, *, told: str | None) -> Between:
    """The ledger as it stood on two days.

    Raises:
        CutError: The first day is after the second, or ``told`` names no body of this ledger.
    """
    from govledger.errors import CutError
    from govledger.projections.compare import Between

    if start > end:
        raise CutError(f"found {start} to {end}, expected FROM to be no later than TO")
    return Between(ledger.history(as_of=start, told=told), ledger.history(as_of=end, told=told))


def _both(spec: Projection[Any], held: Between) -> tuple[View[Any], View[Any]]:
    return fold(spec, held.before), fold(spec, held.after)


def _as_json(held: Between, pairs: list[tuple[Projection[Any], View[Any], View[Any]]]) -> dict[str, Any]:
    from govledger.projections.compare import compare

    return {
        "from": cut_json(held.before),
        "to": cut_json(held.after),
        "entered": list(held.entered),
        "left": list(held.left),
        "views": {
            spec.name: [change.as_json() for change in compare(old.state, new.state)]
            for spec, old, new in pairs
            if old.stopped is None and new.stopped is None
        },
    }


def _say(held: Between, pairs: list[tuple[Projection[Any], View[Any], View[Any]]]) -> None:
    from govledger.cli.sentences import tell
    from govledger.projections.views import VIEWS, declared

    start, end = held.before.today, held.after.today
    told = f", told to {held.after.cut.told}" if held.after.cut.told else ""
    span = f"{said_day(start)} to {said_day(end)}" if start and end else ""
    gone = f", {counted(len(held.left), 'left', 'left')}" if held.left else ""
    _tell(f"{span}{told}: {counted(len(held.entered), 'entry', 'entries')} entered{gone}")
    _say_entries(held)
    entered, quiet = frozenset(held.entered), list[str]()
    whole = [(spec, old, new) for spec, old, new in pairs if not (old.stopped or new.stopped)]
    told_of = {spec.name: list(tell(old.state, new.state, entered)) for spec, old, new in whole}
    announced, described = set[str](), {one.called for sentences in told_of.values() for one in sentences if one.words}
    for name, sentences in told_of.items():
        own = [one for one in sentences if _is_news(one, announced, described)]
        announced.update(one.called for one in sentences)
        if own:
            say("", f"{name}: {counted(len(own), 'change')}")
            _tell(*map(str, own), indent="  ")
        else:
            quiet.append(name)
    others = [declared(view).name for view in VIEWS if declared(view).name not in told_of]
    say("")
    _tell(*[f"no change in {', '.join(quiet)}"] if quiet else [])
    _tell(*[f"not compared, see them with show: {', '.join(others)}"] if others else [])


def _is_news(told: Told, announced: set[str], described: set[str]) -> bool:
    """Whether a view says what no other does: a thing that came or went is announced once, where most is said of it."""
    if told.kind == "changed":
        return bool(told.words)
    return told.called not in announced and (bool(told.words) or told.called not in described)


def _tell(*sentences: str, indent: str = "") -> None:
    """Say sentences, each in as many lines as it takes."""
    for sentence in sentences:
        say(*hang(sentence, terminal_width(), indent=indent))


def _say_entries(held: Between) -> None:
    from govledger.cli.log import lines_of

    entries: list[Entry[Any]] = [held.after.entry(number) for number in held.entered]
    if len(entries) > LISTED_MAX:
        types = Counter(entry.type.partition("/")[0] for entry in entries)
        _tell(", ".join(f"{name} × {count}" for name, count in types.most_common()), indent="  ")
        return
    for entry in entries:
        for line in lines_of(entry, held.after.ledger, indent="  "):
            put(line)
