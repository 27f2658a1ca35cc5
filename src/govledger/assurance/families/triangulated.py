"""Family A, evidence behind a status: does more than one kind of it show that anything changed?"""

from __future__ import annotations

from typing import Any

import attrs

from govledger.assurance.case import Case
from govledger.assurance.families.reading import (
    IN_PRACTICE,
    STATUS,
    around,
    done_run,
    evidence_for,
    figures_for,
    kind_of,
    overseers,
)
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, Setting, rule
from govledger.events import (
    CommitmentMade,
    CompletionClaimed,
    EvidenceRecorded,
    LinkNoted,
    MeasureDefined,
    MeasureObserved,
    StatusReported,
    each,
)
from govledger.ledger import Entry
from govledger.projections import on, projection
from govledger.projections.assurance_map import SUPPORTS


@projection(version=1)
class Files:
    """Which things each file of evidence supports, by the hash of its content.

    Attributes:
        hashes: The hash of each piece of evidence that has one.
        files: The pieces of evidence that hold each file, by its hash.
        supported: The things each piece of evidence supports.
    """

    hashes: dict[str, str] = attrs.field(factory=dict[str, str])
    files: dict[str, list[str]] = attrs.field(factory=dict[str, list[str]])
    supported: dict[str, set[str]] = attrs.field(factory=dict[str, set[str]])

    @on(EvidenceRecorded)
    def recorded(self, event: EvidenceRecorded, entry: Entry[Any]) -> None:
        """Evidence was recorded, with the hash of its file."""
        if entry.rival_of is None:
            if event.content_hash is not None:
                self.hashes[event.evidence] = event.content_hash
                self.files.setdefault(event.content_hash, []).append(event.evidence)
            self.supported.setdefault(event.evidence, set()).update(each(event.supports))

    @on(StatusReported, CompletionClaimed)
    def cited(self, event: StatusReported | CompletionClaimed, entry: Entry[Any]) -> None:
        """Evidence was cited for something."""
        for name in each(event.evidence) if entry.rival_of is None else ():
            self.supported.setdefault(name, set()).add(event.subject)

    @on(LinkNoted)
    def linked(self, event: LinkNoted, entry: Entry[Any]) -> None:
        """Somebody confirmed that evidence supports something."""
        is_firm = event.standing == "confirmed" and entry.rival_of is None
        for link in each(event.links) if is_firm else ():
            if link.relation == SUPPORTS and link.subject.kind == "evidence":
                self.supported.setdefault(link.subject.id, set()).add(link.target)

    def spread(self, evidence: str) -> frozenset[str]:
        """Everything that the file of a piece of evidence supports; nothing where it has no hash."""
        names = self.files.get(self.hashes.get(evidence, ""), ())
        return frozenset[str]().union(*(self.supported[name] for name in names))


@rule(
    "NOT_TRIANGULATED",
    code="FA06",
    severity="medium",
    question="Is it changing children's experience, or just our paperwork?",
    about=("commitment",),
    reads=(CommitmentMade, EvidenceRecorded, LinkNoted, MeasureDefined, MeasureObserved, *STATUS),
    source="Communities and Local Government Committee 2015 on Rotherham, paragraph 13; Tower Hamlets, June 2017, N7",
    settings=(
        Setting(
            parameter="kinds_min",
            default=2,
            says="How many kinds of evidence are to support a commitment that is said to be done.",
            looser="down",
        ),
        Setting(
            parameter="items_max",
            default=5,
            says="How many things one and the same file may support.",
            looser="up",
        ),
    ),
)
def not_triangulated(case: Case) -> Answer:
    """A commitment said to be done, on one kind of evidence, on paperwork alone, or on one file for everything."""
    run = done_run(case)
    if not run:
        return None
    last = run[-1]
    if last.is_doubted:
        return CannotTell(why="the clerk doubts the status", because=(last.entry,))
    spread = _spread(case, last.entry)
    if spread is not None:
        return spread
    pieces = [piece for piece in evidence_for(case) if piece.complete != "no"]
    figures = [figure.entry for _, figure in figures_for(case)]
    kinds = {kind_of(case, piece) for piece in pieces} | ({"data"} if figures else set[str | None]())
    known = {kind for kind in kinds if kind is not None}
    because = (last.entry, *(piece.entries[0] for piece in pieces), *figures[-1:])
    if len(known) >= case.setting("kinds_min") and known & IN_PRACTICE:
        return Clear(because=because)
    if None in kinds:
        return CannotTell(why="what kind of evidence supports it is not sure", because=because)
    missing = case.gap("evidence", on=last.day, bodies=overseers(case), about=around(case))
    if missing is not None:
        return CannotTell(why=missing, because=because)
    return Alarm(
        because=because,
        opened=run[0].entry,
        says=f"{case.subject} is said to be done; what supports it is {_named(known)}",
        clears="a second kind of evidence, one of them an audit, an observation, feedback or data",
    )


def _named(kinds: set[str]) -> str:
    these = "this kind" if len(kinds) == 1 else "these kinds"
    return f"of {these} only: {' and '.join(sorted(kinds)).replace('_', ' ')}" if kinds else "not recorded"


def _spread(case: Case, report: int) -> Alarm | None:
    """The alarm that one file supports more things than it may."""
    files = case.view(Files)
    for piece in evidence_for(case):
        things = files.spread(piece.evidence)
        if len(things) > case.setting("items_max"):
            return Alarm(
                because=(report, piece.entries[0]),
                opened=piece.entries[0],
                says=f"the one file of evidence:{piece.evidence} supports {len(things)} things, {case.subject} among "
                "them",
                clears="evidence of its own for what is said to be done",
            )
    return None
