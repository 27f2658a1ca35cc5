"""The verb that says what a body should ask at a meeting, in words that can be read out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
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

_RAISED = {"trust": "concern about trust", "omission": "omission pointed out", "repeat": "question put again"}
"""What a kind of challenge is called when it is read out, where its name alone would not be understood."""

_DAYS_NAMED_MAX = 3
"""How many days are named one by one; of more, the first and the last."""


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
    named = {challenge for question in found.questions for challenge in question.asked_before}
    for asked in found.asked:
        yield ""
        yield from saying.asked(asked, named)
    yield from ["", "WHAT THIS RESTS ON", ""]
    yield from saying.paragraph(found.opinion.summary, spoken=False)


class _Saying:
    """How the parts of a list of questions are said."""

    def __init__(self, record: Record) -> None:
        from govledger.cli.aloud import with_article
        from govledger.cli.opinions import width
        from govledger.projections.body_register import BodyRegister

        self._ledger, self._cut, self._width = record.history.ledger, record.history.cut, width()
        named = record.state(BodyRegister).bodies.items()
        self._names = {f"body:{body}": with_article(words) for body, row in named if (words := _words(row.name))}

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
            yield from self._cited(cited, alarm.subject)
        yield from self.paragraph(_told(question), INDENT)
        if question.asked_before and not alarm.subject.startswith("challenge:"):
            about = f"You asked about {alarm.subject} before: {_listed(question.asked_before)}, below."
            yield from self.paragraph(about, INDENT)
        yield from self.paragraph(sentence(f"What would clear it: {alarm.clears}"), INDENT)

    def _cited(self, cited: Cited, subject: str) -> Iterator[str]:
        """One entry that a question rests on: where it is read, its day, what it says, and when the body was told."""
        from govledger.cli.gist import about_of, details_of
        from govledger.cli.log import words_of

        entry = self._ledger.entry(cited.entry)
        where = ", ".join(cited.sources) or "no source given"
        told = f"put before you on {said_day(cited.told)}" if cited.told else "not shown to have been put before you"
        words = _words(words_of(entry)).replace("due unspecified | ", "due ")
        about = about_of(entry, self._ledger, subject=subject)
        kind, _, name = about.partition(":")
        about = name if cited.type.startswith(f"{kind.replace('_', '-')}-") else about
        said = [self.aloud(part) for part in (about, details_of(entry)) if part] + ([f"“{words}”"] if words else [])
        what = ", ".join([cited.type.replace("-", " "), *said])
        line = f"- entry {cited.entry}, {where}, {_days(cited)}: {what}; {told}"
        yield from self.paragraph(line, INDENT, "  ", spoken=False)

    # What was asked before -------------------------------------------------------------------------------------------

    def asked(self, asked: Asked, named: Collection[str] = ()) -> Iterator[str]:
        """One earlier challenge, and what answers it got; with its id, where a question above names it."""
        from govledger.cli.aloud import said_when

        words = _words(asked.text)
        about = f" about {self.aloud(_listed(asked.about))}" if asked.about else ""
        said = f"{self._by(asked.by)}{f': “{words}”' if words else about}"
        kind = _RAISED.get(asked.kind or "", (asked.kind or "challenge").replace("_", " "))
        called = f" ({asked.challenge})" if asked.challenge in named else ""
        yield from self.paragraph(f"- {said_when(asked.asked)}, {kind}{called}{said}", "", "  ", spoken=False)
        for answer in asked.answers:
            yield from self.paragraph(self._answer(answer), "  ", "  ", spoken=False)
        if asked.days_open is not None:
            what = "answer in substance" if asked.answers else "answer"
            days = f", {asked.days_open} {'day' if asked.days_open == 1 else 'days'} later" if asked.days_open else ""
            yield from self.paragraph(f"No {what} is on record{days}.", "  ")

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
    """What the record shows of the entries a question rests on as put before the body, in a sentence.

    It speaks of the record: that something was put before a body is no proof that anybody in it read it.
    """
    many, days = len(question.cited), sorted(set(question.told))
    if not days:
        these = "this" if many == 1 else "any of this"
        return f"Nothing on record shows that {these} was put before you; {_held(question)}."
    if len(days) > _DAYS_NAMED_MAX:
        when = f"between {said_day(days[0])} and {said_day(days[-1])}"
    else:
        when = f"on {_listed(map(said_day, days))}"
    told = len(question.told)
    if told == many:
        return f"On record as put before you: {'this' if many == 1 else 'all of this'}, {when}."
    return f"On record as put before you: {told} of these {many} entries, {when}; {_held(question)}."


def _held(question: Question) -> str:
    """What it rests on that something is not shown to have been put before the body."""
    if question.is_told_held:
        return "the record is declared to hold all that you are told"
    return "what you were told may be kept elsewhere"


def _listed(names: Iterable[str]) -> str:
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last


def _words(text: Any) -> str:
    """The words of a text; empty where there are none, or they may not be read here."""
    from govledger.cli.output import printable
    from govledger.events import Text

    words = "" if text is None else printable(str(text))
    return "" if words in {Text.WITHHELD, Text.ERASED, Text.MISSING} else words
