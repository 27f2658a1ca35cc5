"""An opinion to read: the alarms most serious first, what could not be told and why, and what it all rests on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from govledger.cli.gist import about_of, details_of
from govledger.cli.log import said_uncertain, words_of
from govledger.cli.options import DEFAULT_NAME, cut_json, said_day, said_empty
from govledger.cli.output import at_most, counted, printable, put
from govledger.cli.render import hang, terminal_width, wrap
from govledger.errors import NoSuchEntryError
from govledger.events.aloud import as_it

if TYPE_CHECKING:
    from govledger.assurance import Opinion, Raised, Settled, Untold
    from govledger.events import AlarmAnswered
    from govledger.ledger import History, Ledger

WIDTH_MAX = 80
"""How wide an opinion is at most: it is read, and read out."""

INDENT = "   "
LABEL = 14
WORD_LINES_MAX = 2
"""How many lines of an entry's own text are shown."""

CATALOGUED = 40
"""How many rules the catalogue of rules has."""


def say_opinion(
    found: Opinion, whole: Opinion, history: History, *, body: str | None = None, everything: bool = False
) -> None:
    """Print an opinion.

    Args:
        found: What is told.
        whole: What it is a part of; itself where nothing was left out.
        history: What it was concluded from.
        body: The body that ``found`` is about.
        everything: Whether to tell what was found in order and what was answered.
    """
    for line in lines_of_opinion(found, whole, history, body=body, everything=everything):
        put(line)


def lines_of_opinion(
    found: Opinion, whole: Opinion, history: History, *, body: str | None, everything: bool
) -> Iterator[str]:
    """The lines that `say_opinion` prints."""
    put = whole.denominator.items
    yield from _head(found, whole, history, body)
    yield from _title(f"ALARMS ({len(found.alarms)})", found.alarms)
    for number, alarm in enumerate(found.alarms, start=1):
        yield from ["", *_alarm(alarm, history.ledger, f"{number}.", put=put[alarm.rule], today=found.today)]
    yield from _untold(found.cannot_tell)
    if everything:
        yield from _title(f"FOUND IN ORDER ({len(found.clear)})", found.clear)
        yield from _clear(found.clear)
        yield from _title(f"ANSWERED FOR NOW ({len(found.answered)})", found.answered)
        for alarm in found.answered:
            yield from ["", *_alarm(alarm, history.ledger, "-", put=put[alarm.rule], today=found.today)]
    yield from ["", "WHAT THIS RESTS ON", ""]
    yield from _foot(whole)


def width() -> int:
    """How wide an opinion may be here."""
    return min(WIDTH_MAX, terminal_width())


def _paragraph(text: str, indent: str = "") -> Iterator[str]:
    room = width() - len(indent)
    yield from (f"{indent}{line}" for line in wrap(printable(text), room, lines_max=len(text)))


def _title(title: str, held: Iterable[Any]) -> Iterator[str]:
    if held:
        yield from ["", title]


def _head(found: Opinion, whole: Opinion, history: History, body: str | None) -> Iterator[str]:
    """Which ledger, which cut, which day, and how much was found."""
    ledger = history.ledger
    name = "" if ledger.name == DEFAULT_NAME else f" ({ledger.name})"
    yield from hang(f"{ledger.origin}{name}, asked on {said_day(found.today)}", width())
    yield from hang(history.cut.words, width())
    alarms = counted(len(found.alarms), "alarm") if found.alarms else "no alarm"
    told = f"{alarms}; {counted(len(found.cannot_tell), 'question')} that the record does not answer; "
    stopped = len(whole.denominator.stopped)
    more = f"; {counted(stopped, 'rule')} stopped" if stopped else ""
    yield from hang(f"{told}{len(found.clear)} found in order{more}", width())
    straddling = said_uncertain(history.uncertain) if cut_json(history) else []
    for sentence in (*straddling, *said_empty(history)):
        yield from hang(sentence, width())
    if body is not None:
        from govledger.assurance.concerning import CONCERNS

        parts = f"{len(found.alarms)} of {counted(len(whole.alarms), 'alarm')}, {len(found.cannot_tell)} of "
        parts += f"{counted(len(whole.cannot_tell), 'question')} not answered"
        yield from hang(f"only what concerns {body}: {parts}. A finding concerns it where {CONCERNS}", width())


# Alarms --------------------------------------------------------------------------------------------------------------


def _alarm(alarm: Raised, ledger: Ledger, mark: str, *, put: int, today: dt.date) -> Iterator[str]:
    """One alarm: the question, what the record shows and where, and what would clear it.

    Beside what it is about stands of how many things the same was asked.
    """
    first, *rest = wrap(f"{mark} {alarm.severity.upper()}  {printable(alarm.question)}", width(), lines_max=9)
    yield first
    yield from (f"{INDENT}{line}" for line in rest)
    yield from _labelled("shown", alarm.says)
    yield from _labelled("about", f"{alarm.subject}, 1 of {put:,} that this rule was put to")
    label = "rests on"
    for number in alarm.because:
        yield from _cited(number, ledger, label, alarm.subject)
        label = ""
    yield from _labelled("would clear it", alarm.clears)
    if alarm.hindsight:
        yield from _labelled("hindsight", said_hindsight(alarm, today))
    if alarm.answered is not None:
        yield from _labelled("answered by", f"entry {alarm.answered}: {_answer(ledger.entry(alarm.answered).event)}")
    # A key is copied to the next command, so it is never broken.
    yield f"{INDENT}{'key'.ljust(LABEL)}  {printable(alarm.key)}"


def said_hindsight(alarm: Raised, today: dt.date) -> str:
    """Why an alarm is raised in hindsight, in words."""
    if alarm.first_known > today:
        return f"known only since {said_day(alarm.first_known)}, after the day asked about"
    return "what was relied on came before what is held against it could be known"


def _answer(answered: AlarmAnswered) -> str:
    """Who answered, what, until when and why."""
    from govledger.events import each

    by = ", ".join(map(str, each(answered.by))) or "nobody named"
    return f"{answered.answer} by {by} until {said_day(answered.until)}: {answered.reason}"


def _labelled(label: str, text: str) -> Iterator[str]:
    room = width() - len(INDENT) - LABEL - 2
    for line in wrap(printable(text), room, lines_max=len(text) + 1):
        yield f"{INDENT}{label.ljust(LABEL)}  {line}".rstrip()
        label = ""


def _cited(number: int, ledger: Ledger, label: str, subject: str) -> Iterator[str]:
    """An entry that an alarm rests on: its number, what it is, its day, where it is read, and its first words.

    What it is about is named where that is not the alarm's own subject.
    """
    try:
        entry = ledger.entry(number)
    except NoSuchEntryError:
        yield from _labelled(label, f"entry {number}")
        return
    happened, known = str(entry.happened), entry.known_on.isoformat()
    happened = "day not given" if happened == "unknown" else happened
    day = happened if happened == known else f"{happened} (known {known})"
    sources = ", ".join(f"{one.document}{f'#{one.locator}' if one.locator else ''}" for one in entry.source or ())
    about = about_of(entry, ledger, subject=subject)
    what = f"{entry.type.partition('/')[0]}{f' of {about}' if about else ''}"
    yield from _labelled(label, ", ".join((f"entry {number}", what, day, sources or "no source given")))
    words = printable(words_of(entry) or details_of(entry))
    room = width() - len(INDENT) - LABEL - 4
    for line in wrap(words, room, lines_max=at_most(WORD_LINES_MAX)) if words else ():
        yield f"{INDENT}{'':{LABEL}}    {line}"


# What could not be told, and what is in order ------------------------------------------------------------------------


def _untold(untold: Iterable[Untold]) -> Iterator[str]:
    """What could not be told, by reason; the reason met most often first."""
    reasons: dict[str, list[Untold]] = defaultdict(list)
    for one in untold:
        reasons[reason_of(one)].append(one)
    yield from _title(f"WHAT THE RECORD DOES NOT ANSWER ({sum(map(len, reasons.values()))})", reasons)
    for why, found in sorted(reasons.items(), key=lambda held: (-len(held[1]), held[0])):
        yield ""
        yield from hang(f"{len(found)}, because {why}:", width())
        yield from _by_rule((one.rule, one.subject) for one in found)


def reason_of(untold: Untold) -> str:
    """Why a rule could not tell, its subject called "it", so that like reasons are told once."""
    return as_it(untold.why, untold.subject).replace(" of it about it", " of it")


def _clear(clear: Iterable[Settled]) -> Iterator[str]:
    def shown(one: Settled) -> str:
        entries = "entry" if len(one.because) == 1 else "entries"
        return f"{one.subject} ({entries} {', '.join(map(str, one.because))})"

    yield from _by_rule((one.rule, shown(one)) for one in clear)


def _by_rule(found: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What each rule found, after its question."""
    from govledger.assurance import RULES

    questions = {rule.name: f"{rule.question} [{rule.name}]" for rule in RULES}
    by_rule: dict[str, list[str]] = defaultdict(list)
    for rule, subject in found:
        by_rule[rule].append(subject)
    for rule, subjects in sorted(by_rule.items()):
        yield from hang(f"{questions.get(rule, rule)} {', '.join(subjects)}", width(), indent=INDENT)


# What it rests on ----------------------------------------------------------------------------------------------------


def _foot(whole: Opinion) -> Iterator[str]:
    """The denominator: no count of alarms is printed without it."""
    yield from _paragraph(whole.summary)
    yield from _paragraph(said_rules(whole))
    held = whole.denominator
    words = [f"{word} × {count:,}" for word, count in held.unknown_words.items()]
    many = counted(sum(held.unknown_words.values()), "word")
    yield from _paragraph(
        f"{many} in open lists that no rule reacts to{': ' if words else ''}{', '.join(words)}." if words
        else "No word in an open list was unknown."
    )  # fmt: skip
    types = [f"{name} × {count:,}" for name, count in held.unknown_types.items()]
    if types:
        yield from _paragraph(f"Passed over, since this version does not know their types: {', '.join(types)}.")
    for rule, fault in held.stopped.items():
        yield from _paragraph(f"{rule} stopped, and says nothing of anything: {fault}.")
    yield from _paragraph(f"Settings, rules and library: {held.settings_hash[:16]}.")


def said_rules(opinion: Opinion) -> str:
    """How many of the rules ran, in a sentence."""
    from govledger.assurance import RULES

    own = sum(not rule.code for rule in RULES if rule.name not in opinion.denominator.stopped)
    ran = opinion.denominator.rules - own
    more = f", and {own} of the application's own" if own else ""
    return f"{ran} of the {CATALOGUED} rules of the catalogue ran{more}."
