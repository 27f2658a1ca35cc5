"""What a body asked before, to read out: the same question put again and again is said once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from govledger.cli.speaking import Speaker, listed, words_in

if TYPE_CHECKING:
    from govledger.assurance.questions import Asked
    from govledger.events import When
    from govledger.projections.challenge_log import Answer

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

DAYS_NAMED_MAX = 3
"""How many days are named one by one; of more, the first and the last."""


def lines_of_asked(every: Iterable[Asked], named: Collection[str], speaker: Speaker) -> Iterator[str]:
    """The earlier challenges of a body, those that wait for an answer first, and then the latest first.

    Args:
        every: The challenges, the latest first.
        named: Those that a question above names, which are therefore named here.
        speaker: Who says it.
    """
    groups = _same(every, speaker)
    for same in sorted(groups, key=_is_answered):
        yield ""
        yield from _said(same, named, speaker)


def _same(every: Iterable[Asked], speaker: Speaker) -> list[list[Asked]]:
    """The challenges that were put in the same words by the same people, together; each without words by itself."""
    groups: dict[tuple[str, ...], list[Asked]] = {}
    for asked in every:
        words = words_in(asked.text)
        kind = asked.kind or ""
        key = (kind, speaker.by(asked.by), words) if words else ("", "", "", asked.challenge)
        groups.setdefault(key, []).append(asked)
    return list(groups.values())


def _is_answered(same: list[Asked]) -> bool:
    return all(one.days_open is None for one in same)


def _said(same: list[Asked], named: Collection[str], speaker: Speaker) -> Iterator[str]:
    """One earlier challenge, or one that was put more than once, and what answers it got."""
    first = same[0]
    words = words_in(first.text)
    about = f" about {speaker.aloud(listed(first.about))}" if first.about else ""
    kind = _RAISED.get(first.kind or "", (first.kind or "challenge").replace("_", " "))
    again = f" put {_times(same)}" if len(same) > 1 else ""
    ids = [one.challenge for one in reversed(same) if one.challenge in named]
    called = f" ({listed(ids)})" if ids else ""
    said = f"{kind}{again}{called}{speaker.by(first.by)}{f': “{words}”' if words else about}"
    yield from speaker.paragraph(f"- {_days(one.asked for one in reversed(same))}, {said}", "", "  ", spoken=False)
    yield from _answers(same, speaker)
    yield from _open(same, speaker)


def _answers(same: list[Asked], speaker: Speaker) -> Iterator[str]:
    """Every answer, the first first; the same words given again are said once."""
    given: dict[int, Answer] = {answer.entry: answer for one in reversed(same) for answer in one.answers}
    alike: dict[str, list[Answer]] = {}
    for answer in given.values():
        alike.setdefault(_answer(answer, speaker), []).append(answer)
    for said, answers in alike.items():
        times = f"{_times(answers)} " if len(answers) > 1 else ""
        days = _days(answer.happened for answer in answers)
        yield from speaker.paragraph(f"{days}, {times}{said}", "  ", "  ", spoken=False)


def _answer(answer: Answer, speaker: Speaker) -> str:
    words = words_in(answer.text)
    doubt = ", as the clerk reads it" if answer.uncertain else ""
    due = f"; the rest is due {speaker.aloud(str(answer.due))}" if answer.due is not None else ""
    how = f"{_ANSWERED[answer.disposition]}{speaker.by(answer.by)}{doubt}"
    return f"{how}{f': “{words}”' if words else ''}{due}"


def _open(same: list[Asked], speaker: Speaker) -> Iterator[str]:
    """Which of them wait for an answer, and for how long."""
    from govledger.events.aloud import said_when

    for one in same:
        if one.days_open is None:
            continue
        what = "answer in substance" if one.answers else "answer"
        days = f", {one.days_open} {'day' if one.days_open == 1 else 'days'} later" if one.days_open else ""
        to = f" to that of {said_when(one.asked)}" if len(same) > 1 else ""
        yield from speaker.paragraph(f"No {what}{to} is on record{days}.", "  ", spoken=False)


def _times(every: Collection[object]) -> str:
    return "twice" if len(every) == 2 else f"{len(every)} times"  # noqa: PLR2004 - two times are called twice


def _days(moments: Iterable[When]) -> str:
    """On which days something was said; of more than a few, the first and the last."""
    from govledger.events.aloud import said_when

    days = list(dict.fromkeys(map(said_when, moments)))
    return listed(days) if len(days) <= DAYS_NAMED_MAX else f"first {days[0]}, last {days[-1]}"
