"""The verb that says what a body should ask at a meeting, in words that can be read out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from govledger.cli.options import (
    DEFAULT_NAME,
    CutAsked,
    cut_json,
    cut_options,
    json_option,
    ledger_argument,
    name_option,
    open_ledger,
    read_today,
    said_day,
)
from govledger.cli.output import give_json

if TYPE_CHECKING:
    from govledger.assurance.questions import Asked, Cited, Question, Questions
    from govledger.assurance.record import Record
    from govledger.projections.challenge_log import Answer

INDENT = "   "

_ANSWERED = {
    "answered": "answered",
    "accepted": "accepted",
    "partly_accepted": "accepted in part",
    "undertaken": "answered with an undertaking",
    "deferred": "put off",
    "suggestion": "answered with a suggestion",
    "confidence_only": "answered with confidence alone",
    "declined": "declined",
    "satisfied": "said to be satisfied",
    "unknown": "answered, how is not known",
}
"""What each kind of answer is called when it is read out."""


@click.command()
@ledger_argument
@click.option("--body", metavar="B", required=True, help="The body that is to meet, such as csib.")
@cut_options
@click.option("--today", metavar="D", help="The day of the meeting.  [default: the cut's day, or the newest known]")
@name_option
@json_option
def questions(*, ledger: str, body: str, cut: CutAsked, today: str | None, name: str, as_json: bool) -> None:
    """Say what a body of LEDGER should ask at its meeting, the most serious first.

    Each question comes with what the record shows and where, what the body itself had been told of it, and what would
    clear it; then what the body asked before, and how that was answered.
    """
    from govledger.assurance.questions import questions as asked_of
    from govledger.assurance.record import Record
    from govledger.cli.check import read_body

    with open_ledger(ledger, name=name) as opened:
        history = cut.history(opened)
        record = Record(history)
        found = asked_of(record, read_body(opened, body), read_today(today))
        if as_json:
            about = {"name": opened.name, "origin": opened.origin, "zone": opened.zone, "size": history.cut.size}
            give_json({"ledger": about, "cut": cut_json(history)} | found.plain())
        else:
            for line in lines_of_questions(found, record):
                click.echo(line)


def lines_of_questions(found: Questions, record: Record) -> Iterator[str]:
    """What a body should ask, to read out: nothing wider than 80 columns."""
    saying = _Saying(record)
    yield from saying.head(found)
    for number, question in enumerate(found.questions, start=1):
        yield ""
        yield from saying.question(question, number)
    if found.asked:
        yield from ["", f"WHAT YOU ASKED BEFORE ({len(found.asked)})"]
    for asked in found.asked:
        yield ""
        yield from saying.asked(asked)
    yield from ["", "WHAT THIS RESTS ON", ""]
    yield from saying.paragraph(found.opinion.summary, spoken=False)


class _Saying:
    """How the parts of a list of questions are said."""

    def __init__(self, record: Record) -> None:
        from govledger.cli.opinions import width
        from govledger.projections.body_register import BodyRegister

        self._ledger, self._cut, self._width = record.history.ledger, record.history.cut, width()
        named = record.state(BodyRegister).bodies.items()
        self._names = {f"body:{body}": words for body, row in named if (words := _words(row.name))}

    def aloud(self, text: str) -> str:
        """A text as it may be read out."""
        from govledger.cli.aloud import aloud

        return aloud(text, self._names)

    def paragraph(self, text: str, indent: str = "", further: str = "", *, spoken: bool = True) -> Iterator[str]:
        """A text in as many lines as it takes, those after the first set in by ``further`` too."""
        from govledger.cli.output import printable
        from govledger.cli.render import wrap

        said = self.aloud(text) if spoken else printable(text)
        first = wrap(said, self._width - len(indent), lines_max=1 + len(said))
        yield f"{indent}{first[0]}"
        rest = " ".join(first[1:])
        if rest:
            held = wrap(rest, self._width - len(indent) - len(further), lines_max=1 + len(rest))
            yield from (f"{indent}{further}{line}" for line in held)

    def head(self, found: Questions) -> Iterator[str]:
        """Who is to ask, when, of which ledger, and how much there is."""
        ledger = self._ledger
        name = "" if ledger.name == DEFAULT_NAME else f" ({ledger.name})"
        yield from self.paragraph(f"Questions for {found.body} on {said_day(found.today)}")
        yield from self.paragraph(f"{ledger.origin}{name}, {self._cut.words}")
        many = len(found.questions)
        own = f"{many} {'question' if many == 1 else 'questions, the most serious first'}" if many else "No question"
        others = f"{found.others} more {'is' if found.others == 1 else 'are'} for other bodies"
        yield from self.paragraph(f"{own}; {others}.")

    # One question ----------------------------------------------------------------------------------------------------

    def question(self, question: Question, number: int) -> Iterator[str]:
        """One question: what to ask, what the record shows and where, what the body was told, what would clear it."""
        from govledger.cli.aloud import sentence

        alarm = question.alarm
        yield from self.paragraph(f"{number}. {alarm.question}", further=INDENT)
        yield from self.paragraph(f"({alarm.severity}; {alarm.rule}, {alarm.subject})", INDENT, " ", spoken=False)
        yield ""
        yield from self.paragraph(sentence(self.aloud(alarm.says)), INDENT)
        for cited in question.cited:
            yield from self._cited(cited)
        yield from self.paragraph(_told(question), INDENT)
        if question.asked_before and not alarm.subject.startswith("challenge:"):
            yield from self.paragraph(
                f"You asked about this before: challenge {', '.join(question.asked_before)}, below.", INDENT
            )
        yield from self.paragraph(sentence(f"What would clear it: {alarm.clears}"), INDENT)

    def _cited(self, cited: Cited) -> Iterator[str]:
        """One entry that a question rests on: where it is read, its day, its words, and when the body was told it."""
        from govledger.cli.log import words_of

        where = ", ".join(cited.sources) or "no source given"
        told = f"put before you on {said_day(cited.told)}" if cited.told else "not shown to have been put before you"
        words = _words(words_of(self._ledger.entry(cited.entry))).replace("due unspecified | ", "due ")
        what = f"{cited.type.replace('-', ' ')}{f', “{words}”' if words else ''}"
        line = f"- entry {cited.entry}, {where}, {_days(cited)}: {what}; {told}"
        yield from self.paragraph(line, INDENT, "  ", spoken=False)

    # What was asked before -------------------------------------------------------------------------------------------

    def asked(self, asked: Asked) -> Iterator[str]:
        """One earlier challenge, and what answers it got."""
        from govledger.cli.aloud import said_when

        words = _words(asked.text)
        about = f" about {self.aloud(_listed(asked.about))}" if asked.about else ""
        said = f"{self._by(asked.by)}{f': “{words}”' if words else about}"
        kind = (asked.kind or "challenge").replace("_", " ")
        yield from self.paragraph(f"- {said_when(asked.asked)}, {kind}{said}", "", "  ", spoken=False)
        for answer in asked.answers:
            yield from self.paragraph(self._answer(answer), "  ", "  ", spoken=False)
        if asked.days_open is not None:
            still = "Still open" if asked.answers else "No answer is on record, and it is still open"
            days = f" after {asked.days_open} {'day' if asked.days_open == 1 else 'days'}" if asked.days_open else ""
            yield from self.paragraph(f"{still}{days}.", "  ")

    def _answer(self, answer: Answer) -> str:
        from govledger.cli.aloud import said_when

        words = _words(answer.text)
        doubt = ", as the clerk reads it" if answer.uncertain else ""
        due = f"; the rest is due {self.aloud(str(answer.due))}" if answer.due is not None else ""
        how = f"{_ANSWERED[answer.disposition]}{self._by(answer.by)}{doubt}"
        return f"{said_when(answer.happened)}, {how}{f': “{words}”' if words else ''}{due}"

    def _by(self, names: tuple[str, ...]) -> str:
        return f" by {self.aloud(_listed(names))}" if names else ""


def _days(cited: Cited) -> str:
    """When an entry happened, and when it became known where that is another day."""
    from govledger.cli.aloud import said_when

    happened, known = said_when(cited.happened), said_day(cited.known_on)
    return happened if happened == known else f"{happened} (known {known})"


def _told(question: Question) -> str:
    """What the body had been told of the entries a question rests on, in a sentence."""
    told, many = question.told, len(question.cited)
    if not told:
        if question.is_told_held:
            return "You have not been told any of this."
        return "Nothing on record shows that you have been told this; what you were told may be kept elsewhere."
    days = said_day(told[0]) if told[0] == told[-1] else f"{said_day(told[0])} and by {said_day(told[-1])}"
    if len(told) == many:
        return f"You have been told {'this' if many == 1 else 'all of this'}, on {days}."
    rest = "the rest you have not been told" if question.is_told_held else "the rest is not shown to have reached you"
    return f"You have been told {len(told)} of these {many} entries, on {days}; {rest}."


def _listed(names: Iterable[str]) -> str:
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last


def _words(text: Any) -> str:
    """The words of a text; empty where there are none, or they may not be read here."""
    from govledger.cli.output import printable
    from govledger.events import Text

    words = "" if text is None else printable(str(text))
    return "" if words in {Text.WITHHELD, Text.ERASED, Text.MISSING} else words
