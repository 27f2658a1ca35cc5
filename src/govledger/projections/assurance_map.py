"""Who assures what, how independently, and how long ago: each tracked thing against the lines of assurance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import attrs

from govledger import events as ev
from govledger.ledger.entry import AnyEntry
from govledger.projections.assurance_rows import Assurance, Assured, Check, Evidence
from govledger.projections.independence import KnowsLines
from govledger.projections.projection import derived, on, projection
from govledger.projections.rows import add, take
from govledger.projections.tracked import Refs

SUPPORTS = "supports"
"""The relation of a link that says the same as the field of that name."""

_OF_EVIDENCE = ("kind", "by", "voice", "collected", "valid_until", "sample", "complete", "document")

Tracked = ev.ActionAdded | ev.CommitmentMade | ev.RiskIdentified | ev.RecommendationMade | ev.RecommendationAnswered


@projection(version=1, keyed=True)
class AssuranceMap(KnowsLines):
    """Everything tracked, claimed, supported or checked, and the evidence and checks behind it.

    How independent a producer is follows from the appointments of the day the evidence was produced. A view that
    somebody gave is no line of assurance: it is an `OpinionGiven`, not a check with a result.

    Attributes:
        items: What is to be assured, by reference.
        evidence: Every piece of evidence, by reference.
        checks: Every verification and test of embedding, by entry.
    """

    items: dict[str, Assured] = attrs.field(factory=dict[str, Assured])
    evidence: dict[str, Evidence] = attrs.field(factory=dict[str, Evidence])
    checks: dict[str, Check] = attrs.field(factory=dict[str, Check])

    # What is to be assured -------------------------------------------------------------------------------------------

    @on(ev.ActionAdded)
    def action_added(self, event: ev.ActionAdded, entry: AnyEntry) -> None:
        """A piece of work, and who leads it."""
        self._led(f"action:{event.action}", event, entry)

    @on(ev.CommitmentMade)
    def commitment_made(self, event: ev.CommitmentMade, entry: AnyEntry) -> None:
        """A promised outcome, and who leads it."""
        self._led(f"commitment:{event.commitment}", event, entry)

    @on(ev.RiskIdentified)
    def risk_identified(self, event: ev.RiskIdentified, entry: AnyEntry) -> None:
        """A risk, and who leads on it."""
        self._led(f"risk:{event.risk}", event, entry)

    @on(ev.RecommendationMade, ev.RecommendationAnswered)
    def recommendation_led(self, event: ev.RecommendationMade | ev.RecommendationAnswered, entry: AnyEntry) -> None:
        """A recommendation, and who is to answer for it."""
        self._led(f"recommendation:{event.recommendation}", event, entry)

    @on(ev.DetailChanged)
    def leads_changed(self, event: ev.DetailChanged, entry: AnyEntry) -> None:
        """Somebody else leads."""
        if event.leads is not None:
            take(self._item(event.subject), event, entry, ("leads",))

    def _led(self, ref: str, event: Tracked, entry: AnyEntry) -> None:
        take(self._item(ref), event, entry, ("leads",))

    @on(ev.CompletionClaimed, ev.StatusReported)
    def evidence_cited(self, event: ev.CompletionClaimed | ev.StatusReported, entry: AnyEntry) -> None:
        """Something was claimed or reported, whether or not evidence was cited for it."""
        row = self._item(event.subject)
        row.entries.append(entry.number)
        if event.evidence is not None:
            add(row.evidence if entry.rival_of is None else row.suggested, *_references(event.evidence))

    # What assures it -------------------------------------------------------------------------------------------------

    @on(ev.EvidenceRecorded)
    def evidence_recorded(self, event: ev.EvidenceRecorded, entry: AnyEntry) -> None:
        """Something that bears on a claim."""
        ref = f"evidence:{event.evidence}"
        row = self.evidence.setdefault(ref, Evidence(evidence=event.evidence))
        take(row, event, entry, _OF_EVIDENCE)
        is_rival = entry.rival_of is not None
        if not is_rival:
            row.produced_on = entry.latest
        for subject in ev.each(event.supports):
            self._bears_on(subject, ref, entry, firm=not is_rival)
        for subject in ev.each(event.undermines):
            undermined = self._item(subject)
            undermined.entries.append(entry.number)
            add(undermined.undermined_by, ref)

    @on(ev.LinkNoted)
    def link_noted(self, event: ev.LinkNoted, entry: AnyEntry) -> None:
        """Somebody noted that evidence supports something; until it is confirmed it is only suggested."""
        for link in ev.each(event.links):
            if link.relation == SUPPORTS and link.subject.kind == "evidence":
                is_firm = event.standing == "confirmed" and entry.rival_of is None
                self._bears_on(link.target, link.subject, entry, firm=is_firm)

    @on(ev.VerificationRecorded)
    def verification_recorded(self, event: ev.VerificationRecorded, entry: AnyEntry) -> None:
        """Somebody checked a claim."""
        self._check(event, entry, kind="verification", method=event.method, result=event.result)

    @on(ev.EmbeddingConfirmed)
    def embedding_confirmed(self, event: ev.EmbeddingConfirmed, entry: AnyEntry) -> None:
        """Somebody tested that a completed thing has stuck."""
        self._check(event, entry, kind="embedding", method=None, result="embedded")

    def _check(
        self,
        event: ev.VerificationRecorded | ev.EmbeddingConfirmed,
        entry: AnyEntry,
        *,
        kind: str,
        method: str | None,
        result: str,
    ) -> None:
        ref, is_rival = f"entry:{entry.original}", entry.rival_of is not None
        self.checks[ref] = Check(
            kind=kind,
            by=event.by,
            day=entry.latest,
            method=method,
            result=result,
            evidence=event.evidence,
            is_rival=is_rival,
            entry=entry.number,
        )
        row = self._item(event.subject)
        row.entries.append(entry.number)
        row.disputed = row.disputed or is_rival
        add(row.checks, ref)
        add(row.suggested if is_rival else row.evidence, *_references(event.evidence))

    def _bears_on(self, subject: str, evidence: str, entry: AnyEntry, *, firm: bool) -> None:
        row = self._item(subject)
        row.entries.append(entry.number)
        add(row.evidence if firm else row.suggested, evidence)

    def _item(self, ref: str) -> Assured:
        row = self.items.get(ref)
        if row is None:
            row = self.items[ref] = Assured(ref=ref)
        return row

    # What follows ----------------------------------------------------------------------------------------------------

    def bare(self) -> list[Assured]:
        """What nothing supports: no evidence and no check said outright."""
        return [row for row in self.items.values() if row.is_bare]

    def lines_of(self, item: str) -> tuple[int | None, ...]:
        """How independent each piece of evidence and each check of a thing is, in the order it was recorded.

        Only what is said outright; neither suggested evidence nor a rival account of a check.
        """
        row = self.items.get(item)
        if row is None:
            return ()
        checked = [self.checks[ref] for ref in row.checks if not self.checks[ref].is_rival]
        shown = [self.evidence[ref] for ref in row.evidence if ref in self.evidence]
        return (*(self._line(row, each) for each in shown), *(self._line(row, each) for each in checked))

    def _line(self, row: Assured, source: Evidence | Check) -> int | None:
        day = source.produced_on if isinstance(source, Evidence) else source.day
        return self.independence(ev.each(source.by), ev.each(row.leads), on=day)

    @derived
    def assurance(self, today: dt.date) -> list[Assurance]:
        """Each thing with each line of assurance for it on ``today``; with no source where there is none."""
        return [line for row in self.items.values() for line in self._assurance(row, today)]

    def _assurance(self, row: Assured, today: dt.date) -> Iterator[Assurance]:
        leads = ev.each(row.leads)
        if row.is_bare and not row.suggested:
            yield Assurance(item=row.ref, leads=leads, entries=tuple(row.entries))
        for standing, refs in (("stated", row.evidence), ("suggested", row.suggested)):
            for ref in refs:
                held = self.evidence.get(ref) or Evidence(evidence=ref.partition(":")[2])
                yield Assurance(
                    item=row.ref,
                    leads=leads,
                    source=ref,
                    standing=standing,
                    kind=held.kind,
                    by=ev.each(held.by),
                    line=self._line(row, held),
                    collected=held.collected,
                    age_days=held.age_days(today),
                    is_valid=held.is_valid(today),
                    complete=held.complete,
                    entries=tuple(held.entries),
                )
        yield from (self._checked(row, ref, today) for ref in row.checks)

    def _checked(self, row: Assured, ref: str, today: dt.date) -> Assurance:
        check = self.checks[ref]
        return Assurance(
            item=row.ref,
            leads=ev.each(row.leads),
            source=ref,
            standing="rival" if check.is_rival else "stated",
            kind=check.kind,
            by=ev.each(check.by),
            line=self._line(row, check),
            collected=ev.When(check.day),
            age_days=(today - check.day).days,
            result=check.result,
            entries=(check.entry,),
        )


def _references(evidence: Refs | tuple[str, ...]) -> Iterable[str]:
    return (f"evidence:{name}" for name in ev.each(evidence))
