"""The measures of the self-assessment as rows to read: each number with how many it is of, and what it means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from govledger.assurance.metrics import MONTHS_BEFORE, Calibration, Metrics, Share, Spread

PER_CENT, DAYS = "per cent", "days"


@attrs.frozen(kw_only=True)
class Measure:
    """One number about how good the self-assessment has been.

    Attributes:
        name: Which of the seven it is, such as `evidence_age`.
        about: The visit or the body it is of; empty where it is of the whole record.
        title: What it is called.
        number: The share, or the middle one of the times taken; ``None`` where there is nothing it could be of.
        unit: ``per cent`` or ``days``.
        of: How many things it is of.
        count: How many of them were so; ``None`` where it is a time.
        longest: The longest of the times taken; ``None`` where it is a share.
        unknown: How many more cannot be told; they are not among ``of``.
        means: What it means, in words that can be read out.
        untold: What those are that cannot be told.
        entries: The entries it rests on.
    """

    name: str
    about: str = ""
    title: str
    number: float | None
    unit: str
    of: int
    count: int | None = None
    longest: int | None = None
    unknown: int
    means: str
    untold: str
    entries: tuple[int, ...]


@attrs.frozen
class _Words:
    """What a measure is called, what it means, and what cannot be told of it."""

    title: str
    means: str
    untold: str


_WORDS = {
    "calibration": _Words(
        "Rated well, then found wanting by a visit",
        f"How far to trust a good rating: of what was rated well in the {MONTHS_BEFORE} months before a visit from "
        "outside, in how much the visit found a weakness.",
        "visits of which the first day, or who visited, is not on record",
    ),
    "evidence_age": _Words(
        "Age of the evidence behind a good rating",
        "How old the newest evidence is for each thing that is rated well now; the older, the less it shows of today.",
        "rated well with no evidence on record that has a day",
    ),
    "verified": _Words(
        "Rated well and independently verified",
        "Of what is rated well now, how much was checked and found so by somebody who does not answer to its lead.",
        "checked by somebody whose independence the record does not show",
    ),
    "slips": _Words(
        "How far due dates have moved",
        "How far each due date now is from the first that was given; one that has not moved counts as no days.",
        "moved to or from a date that has no day",
    ),
    "answer_time": _Words(
        "How long a challenge waits for an answer",
        "How long it was from a challenge to its first answer in substance; an answer that puts it off is none.",
        "with no answer in substance yet",
    ),
    "only_noted": _Words(
        "Decisions that were only noted",
        "Of what was decided, how much was noted or received and never more; noting asks nothing of anybody.",
        "of which the record does not say how far they bind",
    ),
    "told_lag": _Words(
        "How long until a body is told",
        "How long it was from the day something became known to that on which the body was first told it. Whether it "
        "should have been told the rest, this does not say.",
        "not shown to have been told to it",
    ),
}


def measures(metrics: Metrics) -> tuple[Measure, ...]:
    """The rows, one for each measure, but one for each visit after their sum, and one for each body that met."""
    return (
        *_calibrations(metrics),
        _timed("evidence_age", metrics.evidence_age),
        _shared("verified", metrics.verified),
        _timed("slips", metrics.slips),
        _timed("answer_time", metrics.answer_time),
        _shared("only_noted", metrics.only_noted),
        *(_timed("told_lag", lag, body) for body, lag in (metrics.told_lag or {"": Spread(days=())}).items()),
    )


def _calibrations(metrics: Metrics) -> Iterator[Measure]:
    """What the visits made of the ratings before them, all together and then each."""
    yield _shared("calibration", _sum(metrics.calibration, unknown=len(metrics.uncalibrated)))
    for one in metrics.calibration:
        yield _shared("calibration", one.share, f"visit:{one.visit}")


def _sum(found: Iterable[Calibration], *, unknown: int) -> Share:
    shares = [one.share for one in found]
    entries = sorted({number for share in shares for number in share.entries})
    count, of = sum(share.count for share in shares), sum(share.of for share in shares)
    return Share(count=count, of=of, unknown=unknown, entries=tuple(entries))


def _shared(name: str, share: Share, about: str = "") -> Measure:
    words = _WORDS[name]
    return Measure(
        name=name,
        about=about,
        title=words.title,
        number=share.percent,
        unit=PER_CENT,
        of=share.of,
        count=share.count,
        unknown=share.unknown,
        means=words.means,
        untold=words.untold,
        entries=share.entries,
    )


def _timed(name: str, spread: Spread, about: str = "") -> Measure:
    words = _WORDS[name]
    return Measure(
        name=name,
        about=about,
        title=words.title,
        number=spread.median,
        unit=DAYS,
        of=spread.of,
        longest=spread.longest,
        unknown=spread.unknown,
        means=words.means,
        untold=words.untold,
        entries=spread.entries,
    )
