"""The verb that says what a body should ask at a meeting, in words that can be read out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from govledger.cli.completing import complete_body
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
from govledger.cli.output import counted, give_json, put
from govledger.cli.progress import working
from govledger.cli.speaking import INDENT, Speaker, listed, words_in
from govledger.cli.teaching import verb

if TYPE_CHECKING:
    from govledger.assurance.questions import Cited, Group, Question, Questions
    from govledger.assurance.record import Record

_DAYS_NAMED_MAX = 3
"""How many days are named one by one; of more, the first and the last."""


@verb(
    ("List what the board should ask", "govledger questions northbeck.db --body board --as-of 2025-06-30"),
    ("List it for a meeting on another day", "govledger questions northbeck.db --body scrutiny --today 2025-07-15"),
)
@ledger_argument
@click.option(
    "--body", metavar="B", shell_complete=complete_body, help="The body that is to meet, such as csib; required."
)
@cut_options
@click.option("--today", metavar="D", help="The day of the meeting.  [default: the cut's day, or the newest known]")
@name_option
@json_option
def questions(*, ledger: str, body: str | None, cut: CutAsked, today: str | None, name: str, as_json: bool) -> None:
    """Say what a body of LEDGER should ask at its meeting, the most serious first.

    Each question comes with what the record shows and where, what the body itself had been told of it, and what would
    clear it; then what the body asked before, and how that was answered.
    """
    from govledger.assurance.questions import questions as asked_of
    from govledger.assurance.record import Record
    from govledger.cli.check import read_body

    with open_ledger(ledger, name=name) as opened:
        history = cut.history(opened)
        record, who = Record(history), read_body(opened, body)
        with working(f"reading {counted(len(opened), 'entry', 'entries')}"):
            found = asked_of(record, who, read_today(today))
        if as_json:
            about = {"name": opened.name, "origin": opened.origin, "zone": opened.zone, "size": history.cut.size}
            give_json({"ledger": about, "cut": cut_json(history)} | found.plain())
        else:
            for line in lines_of_questions(found, record):
                put(line)


def lines_of_questions(found: Questions, record: Record) -> Iterator[str]:
    """What a body should ask, to read out: nothing wider than 80 columns."""
    from govledger.cli.asked import lines_of_asked

    saying = _Saying(record)
    speaker = saying.speaker
    yield from saying.head(found)
    for number, group in enumerate(found.groups, start=1):
        yield ""
        yield from saying.group(group, number, found)
    if found.asked:
        yield from ["", f"WHAT YOU ASKED BEFORE ({len(found.asked)})"]
        named = {challenge for question in found.questions for challenge in question.asked_before}
        yield from lines_of_asked(found.asked, named, speaker)
    yield from ["", "WHAT THIS RESTS ON", ""]
    yield from speaker.paragraph(found.opinion.summary, spoken=False)
    untold = len(found.opinion.cannot_tell)
    if untold:
        many = (
            f"{counted(untold, 'question')} that the record does not answer {'is' if untold == 1 else 'are'} not above"
        )
        yield from speaker.paragraph(f"{many}: govledger check lists {'it' if untold == 1 else 'them'}.", spoken=False)


class _Saying:
    """How the parts of a list of questions are said."""

    def __init__(self, record: Record) -> None:
        self.speaker = Speaker(record)
        self._ledger, self._cut = record.history.ledger, record.history.cut

    def head(self, found: Questions) -> Iterator[str]:
        """Who is to ask, when, of which ledger, and how much there is."""
        ledger, speaker = self._ledger, self.speaker
        name = "" if ledger.name == DEFAULT_NAME else f" ({ledger.name})"
        yield from speaker.paragraph(f"Questions for {found.body} on {said_day(found.today)}")
        yield from speaker.paragraph(f"{ledger.origin}{name}, {speaker.aloud(self._cut.words)}", spoken=False)
        many, things = len(found.groups), len(found.questions)
        first = ", the most serious first" if many > 1 else ""
        own = f"{counted(many, 'question')}{f' about {things} things' if things > many else ''}{first}"
        others = f"{found.others} more {'is' if found.others == 1 else 'are'} for other bodies"
        yield from speaker.paragraph(f"{own if many else 'No question'}; {others}.")

    # One question ----------------------------------------------------------------------------------------------------

    def group(self, group: Group, number: int, found: Questions) -> Iterator[str]:
        """One question: what to ask, what the record shows and where, what the body was told, what would clear it."""
        from govledger.events.aloud import sentence

        speaker, of = self.speaker, group.questions
        about = of[0].alarm.subject if len(of) == 1 else f"asked of {len(of)}"
        when = ", in hindsight" if group.hindsight else ""
        yield from speaker.paragraph(f"{number}. {group.question}", further=INDENT)
        yield from speaker.paragraph(f"({group.severity}{when}; {group.rule}, {about})", INDENT, " ", spoken=False)
        said, is_mixed = _statements(of), len({one.told for one in group.cited}) > 1
        clears = {_like(question)[1] for question in of}
        for same in said:
            yield ""
            yield from self._statement(same, is_mixed=is_mixed)
            if len(clears) > 1:
                yield from speaker.paragraph(sentence(f"What would clear it: {same[0].alarm.clears}"), INDENT)
        yield from [""] if len(said) > 1 else []
        yield from speaker.paragraph(_told(group), INDENT)
        if group.hindsight:
            yield from speaker.paragraph(f"In hindsight: {_hindsight(group, found)}.", INDENT)
        yield from self._asked_before(group)
        if len(clears) == 1:
            yield from speaker.paragraph(sentence(f"What would clear it: {_one(of, clears)}"), INDENT)

    def _statement(self, same: list[Question], *, is_mixed: bool) -> Iterator[str]:
        """What the record shows of one thing or, in the same words, of several, and where.

        When the body was told each entry is said beside it only where that is not the same of them all.
        """
        from govledger.events.aloud import sentence

        speaker, alarm = self.speaker, same[0].alarm
        if len(same) == 1:
            yield from speaker.paragraph(sentence(speaker.aloud(alarm.says)), INDENT)
            for cited in same[0].cited:
                yield from self._cited(cited, alarm.subject, is_mixed=is_mixed)
            return
        every = speaker.aloud(listed(question.alarm.subject for question in same))
        yield from speaker.paragraph(sentence(f"Of {every}, each: {speaker.aloud(_like(same[0])[0])}"), INDENT)
        for question in same:
            yield from speaker.paragraph(f"{sentence(speaker.aloud(question.alarm.subject))[:-1]}:", INDENT)
            for cited in question.cited:
                yield from self._cited(cited, question.alarm.subject, is_mixed=is_mixed)

    def _asked_before(self, group: Group) -> Iterator[str]:
        """Which of the body's own challenges, told below, were about the same things."""
        for question in group.questions:
            subject = question.alarm.subject
            if question.asked_before and not subject.startswith("challenge:"):
                about = f"You asked about {subject} before: {listed(question.asked_before)}, below."
                yield from self.speaker.paragraph(about, INDENT)

    def _cited(self, cited: Cited, subject: str, *, is_mixed: bool) -> Iterator[str]:
        """One entry that a question rests on: where it is read, its day, what it says, and when the body was told."""
        from govledger.cli.gist import about_of, details_of
        from govledger.cli.log import words_of

        entry = self._ledger.entry(cited.entry)
        where = ", ".join(cited.sources) or "no source given"
        told = f"put before you on {said_day(cited.told)}" if cited.told else "not shown to have been put before you"
        words = words_in(words_of(entry)).replace("due unspecified | ", "due ")
        about = about_of(entry, self._ledger, subject=subject)
        kind, _, name = about.partition(":")
        about = name if cited.type.startswith(f"{kind.replace('_', '-')}-") else about
        said = [self.speaker.aloud(part) for part in (about, details_of(entry)) if part] + (
            [f"“{words}”"] if words else []
        )
        what = ", ".join([cited.type.replace("-", " "), *said])
        line = f"- entry {cited.entry}, {where}, {_days(cited)}: {what}{f'; {told}' if is_mixed else ''}"
        yield from self.speaker.paragraph(line, INDENT, "  ", spoken=False)


def _like(question: Question) -> tuple[str, str]:
    """What an alarm says and what would clear it, its subject called "it"."""
    from govledger.events.aloud import as_it

    alarm = question.alarm
    return as_it(alarm.says, alarm.subject), as_it(alarm.clears, alarm.subject)


def _statements(questions: tuple[Question, ...]) -> list[list[Question]]:
    """The questions by what they say: those of which the record shows the same, together."""
    same: dict[tuple[str, str], list[Question]] = {}
    for question in questions:
        same.setdefault(_like(question), []).append(question)
    return list(same.values())


def _one(questions: tuple[Question, ...], clears: set[str]) -> str:
    """What would clear one question, or each of several alike."""
    return questions[0].alarm.clears if len(questions) == 1 else next(iter(clears))


def _hindsight(group: Group, found: Questions) -> str:
    """Why a question is asked in hindsight."""
    from govledger.cli.opinions import said_hindsight

    return listed(dict.fromkeys(said_hindsight(question.alarm, found.today) for question in group.questions))


def _days(cited: Cited) -> str:
    """When an entry happened, and when it became known where that is another day."""
    from govledger.events.aloud import said_when

    happened, known = said_when(cited.happened), said_day(cited.known_on)
    return happened if happened == known else f"{happened} (known {known})"


def _told(group: Group) -> str:
    """What the record shows of the entries a question rests on as put before the body, in a sentence.

    It speaks of the record: that something was put before a body is no proof that anybody in it read it.
    """
    many, days = len(group.cited), sorted(set(group.told))
    if not days:
        these = "this" if many == 1 else "any of this"
        return f"Nothing on record shows that {these} was put before you; {_held(group)}."
    if len(days) > _DAYS_NAMED_MAX:
        when = f"between {said_day(days[0])} and {said_day(days[-1])}"
    else:
        when = f"on {listed(map(said_day, days))}"
    told = len(group.told)
    if told == many:
        return f"On record as put before you: {'this' if many == 1 else 'all of this'}, {when}."
    return f"On record as put before you: {told} of these {many} entries, {when}; {_held(group)}."


def _held(group: Group) -> str:
    """What it rests on that something is not shown to have been put before the body."""
    if all(question.is_told_held for question in group.questions):
        return "the record is declared to hold all that you are told"
    return "what you were told may be kept elsewhere"
