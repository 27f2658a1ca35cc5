"""Every status of everything, in the order they were reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any

import attrs

from govledger import events as ev
from govledger.ledger.entry import AnyEntry
from govledger.projections.plain import told_by
from govledger.projections.projection import derived, on, projection
from govledger.projections.schemes import KnowsSchemes
from govledger.projections.tracked import PROGRESS, Parties, asserter_of


@attrs.frozen(kw_only=True)
class StatusReport:
    """One report of how one thing stood.

    Attributes:
        subject: What was reported on.
        dimension: What the status measures; ``progress`` where not said.
        status: How it stood; ``None`` where only counts, a score or words were given.
        day: The latest day on which it was reported.
        earliest: The earliest day on which it can have been.
        known_on: The first day anyone outside the author's office could know it.
        by: Who reported it.
        asserted_by: Whose word it is.
        was: What the reporter says it was before.
        movement: How the reporter says it has moved.
        score: The score.
        tally: How many stood at each label.
        of: How many there are in all.
        percent: The percentage reported.
        period: The period it speaks of.
        text: What was said or written, in a few words.
        same_words: Whether the narrative is unchanged since the last report.
        evidence: The evidence given; ``none`` where it was said that there is none.
        mode: How the asserter knows.
        form: How it was put.
        uncertain: The fields that the clerk doubts.
        rival_of: The entry that it is a second account of.
        entry: The entry that says so.
    """

    subject: str
    dimension: str
    status: ev.StatusValue | None
    day: dt.date
    earliest: dt.date
    known_on: dt.date
    by: Parties
    asserted_by: ev.Party | None
    was: ev.StatusValue | None
    movement: str | None
    score: ev.Quantity | None
    tally: Mapping[str, int] | None
    of: int | None
    percent: ev.Quantity | None
    period: ev.Period | None
    text: ev.Text | None
    same_words: str | None
    evidence: tuple[str, ...] | str | None
    mode: str
    form: str | None
    uncertain: tuple[str, ...]
    rival_of: ev.Ref | None
    entry: int

    @property
    def asserter(self) -> str:
        """Whose word it is: the asserter, else those who reported; empty when neither was said."""
        return asserter_of(self.asserted_by, self.by)

    @property
    def place(self) -> tuple[dt.date, dt.date, int]:
        """What puts reports in order: the latest day, the earliest day, the entry."""
        return self.day, self.earliest, self.entry


_SAID = tuple(field.name for field in attrs.fields(StatusReport))
_said = attrgetter(*_SAID)


@attrs.frozen(kw_only=True)
class ReadReport(StatusReport):
    """One report, read by the scheme that its status belongs to.

    Attributes:
        meaning: What the status means; ``unknown`` where no scheme lists it.
    """

    meaning: ev.Meaning


@attrs.define(kw_only=True)
class Reported:
    """Every report on one thing.

    Attributes:
        subject: What was reported on.
        reports: Its reports in every dimension, in the order they happened.
    """

    subject: str
    reports: list[StatusReport] = attrs.field(factory=list[StatusReport])

    def of(self, dimension: str = PROGRESS) -> list[StatusReport]:
        """Its reports in one dimension, in order; rival accounts included."""
        return [report for report in self.reports if report.dimension == dimension]

    def dimensions(self) -> tuple[str, ...]:
        """The dimensions it was reported in."""
        return tuple(dict.fromkeys(report.dimension for report in self.reports))


@projection(version=1, keyed=True)
class StatusHistory(KnowsSchemes):
    """Every status of every subject and dimension, in order, with whose word it was.

    Attributes:
        subjects: What was reported on, by reference.
    """

    subjects: dict[str, Reported] = attrs.field(factory=dict[str, Reported], metadata=told_by("reported"))

    @on(ev.StatusReported)
    def status_reported(self, event: ev.StatusReported, entry: AnyEntry) -> None:
        """Someone reported how something stands."""
        row = self.subjects.get(event.subject)
        if row is None:
            row = self.subjects[event.subject] = Reported(subject=event.subject)
        row.reports.append(_report(event, entry))

    def of(self, subject: str, dimension: str = PROGRESS) -> list[ReadReport]:
        """The reports on one thing in one dimension, in order, each with its meaning."""
        row = self.subjects.get(subject)
        return [self.read(report) for report in row.of(dimension)] if row is not None else []

    def read(self, report: StatusReport) -> ReadReport:
        """A report with the meaning that its scheme gives it."""
        said: dict[str, Any] = dict(zip(_SAID, _said(report), strict=True))
        return ReadReport(**said, meaning=self.meaning_of(report.status, report.day))

    def _by(self, today: dt.date) -> Iterator[StatusReport]:
        every = (report for row in self.subjects.values() for report in row.reports)
        return (report for report in every if report.day <= today)

    @derived
    def reported(self, today: dt.date) -> list[ReadReport]:
        """Every report made by ``today``, in order, each with its meaning."""
        return [self.read(report) for report in sorted(self._by(today), key=attrgetter("place"))]

    @derived
    def disputed(self, today: dt.date) -> list[ReadReport]:
        """The reports that stand against each other on ``today``: the last of each asserter, and rival accounts."""
        voices: dict[tuple[str, str], dict[str, ReadReport]] = {}
        for report in self.reported(today):
            if report.status is not None:
                voice = str(report.entry) if report.rival_of is not None else report.asserter
                voices.setdefault((report.subject, report.dimension), {})[voice] = report
        return [report for held in voices.values() if _differ(held) for report in held.values()]

    @derived
    def on(self, today: dt.date) -> dict[str, ReadReport]:
        """The status in force on ``today`` for each subject and dimension, under ``action:2.4 progress``.

        The last report that gives a status and is no rival account.
        """
        telling = [report for report in self.reported(today) if report.status is not None and report.rival_of is None]
        return {f"{report.subject} {report.dimension}": report for report in telling}


def _differ(voices: Mapping[str, StatusReport]) -> bool:
    """Whether reports contradict: those of named asserters, or any where one is a rival account."""
    is_rivalled = any(report.rival_of is not None for report in voices.values())
    heard = [report.status for voice, report in voices.items() if voice or is_rivalled]
    return len(set(heard)) > 1


def _report(event: ev.StatusReported, entry: AnyEntry) -> StatusReport:
    day, known_on = entry.latest, entry.known_on
    return StatusReport(
        subject=event.subject,
        dimension=event.dimension or PROGRESS,
        status=event.status,
        day=day,
        earliest=min(entry.happened.earliest, day),
        # Most become known on the day they happen: then one day is held, and not two.
        known_on=day if known_on == day else known_on,
        by=event.by,
        asserted_by=entry.asserted_by,
        was=event.was,
        movement=event.movement,
        score=event.score,
        tally=event.tally,
        of=event.of,
        percent=event.percent,
        period=event.period,
        text=event.text,
        same_words=event.same_words,
        evidence=event.evidence,
        mode=entry.mode,
        form=entry.form,
        uncertain=entry.uncertain,
        rival_of=entry.rival_of,
        entry=entry.number,
    )
