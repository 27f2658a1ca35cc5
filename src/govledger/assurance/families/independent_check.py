"""Family A, evidence behind a status: has anybody checked it who does not answer for it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from govledger.assurance.case import Case
from govledger.assurance.families.reading import (
    ITEMS,
    STATUS,
    Word,
    evidence_for,
    independence,
    is_doubted,
    is_unsure,
    relied_on,
    words_on,
)
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, Setting, rule
from govledger.events import (
    ActionAdded,
    AppointmentMade,
    BodyEstablished,
    CommitmentMade,
    EmbeddingConfirmed,
    EvidenceRecorded,
    VerificationRecorded,
    each,
)
from govledger.projections.assurance_map import AssuranceMap
from govledger.projections.assurance_rows import Assured, Check

_PRIORITIES = {"low": 1, "medium": 2, "high": 3}
_NOT_SAID = 3

_ELSEWHERE = 2
"""The least independence that is a check by somebody else: elsewhere in the council."""

_PERIODS = 2
"""For how many periods running a thing must be good before somebody else should have looked."""

_FOUND_TRUE = frozenset({"verified", "embedded"})


@rule(
    "SELF_ASSURED",
    code="FA02",
    severity="high",
    question="Who, other than the person responsible, has checked?",
    about=ITEMS,
    reads=(
        ActionAdded,
        AppointmentMade,
        BodyEstablished,
        CommitmentMade,
        EmbeddingConfirmed,
        EvidenceRecorded,
        VerificationRecorded,
        *STATUS,
    ),
    source="The three lines model; Communities and Local Government Committee 2015 on Rotherham, paragraph 16",
    settings=(
        Setting(
            parameter="priority_min",
            default=2,
            says="The least priority that is asked about: 1 low, 2 medium, 3 high; one not said counts as high.",
            looser="up",
        ),
    ),
)
def self_assured(case: Case) -> Answer:
    """Done, or good for two periods running, and all that supports it comes from those responsible for it."""
    run = relied_on(case)
    if not words_on(case):
        return _unattributed(case)
    if not _is_settled(run) or _priority(case) < case.setting("priority_min"):
        return None
    if run[-1].is_doubted:
        return CannotTell(why="the clerk doubts the status", because=(run[-1].entry,))
    sources = list(_sources(case))
    independent = [one for one in sources if one.level is not None and one.level >= _ELSEWHERE]
    if independent:
        return Clear(because=(run[-1].entry, independent[0].entry))
    because = (run[-1].entry, *(one.entry for one in sources))
    if not sources:
        return CannotTell(why="no finished evidence or check of it is on the record", because=because)
    if any(one.level is None for one in sources):
        return CannotTell(why=_untraced(next(one.name for one in sources if one.level is None)), because=because)
    return Alarm(
        because=because,
        opened=run[0].entry,
        says=f"{case.subject} has been said to go well since {run[0].day.isoformat()}; all that supports it, "
        f"{', '.join(one.name for one in sources)}, comes from those responsible for it or from their own line",
        clears="evidence from, or a check by, somebody outside their line of management",
    )


def _is_settled(run: list[Word]) -> bool:
    """Whether a run of good words ends in done, or has lasted for two periods."""
    return bool(run) and (run[-1].meaning.is_done or len({word.period or word.day for word in run}) >= _PERIODS)


def _priority(case: Case) -> int:
    return _PRIORITIES.get(getattr(case.row, "priority", None) or "", _NOT_SAID)


@attrs.frozen
class _Sourced:
    """A piece of evidence or a check, with how independent it is of those responsible."""

    name: str
    entry: int
    level: int | None


def _sources(case: Case) -> Iterator[_Sourced]:
    """The finished evidence for the subject and the checks that found it true, each with its independence."""
    held = case.view(AssuranceMap)
    item = held.items.get(case.subject) or Assured(ref=case.subject)
    is_led = not is_unsure(case, item, "leads")
    for piece in evidence_for(case):
        if piece.complete != "no":
            is_sure = is_led and not is_unsure(case, piece, "by", "complete", "supports")
            level = independence(case, each(piece.by), each(item.leads), on=piece.produced_on) if is_sure else None
            yield _Sourced(f"evidence:{piece.evidence}", piece.entries[0], level)
    for check in _checks_of(held, item):
        is_sure = is_led and not is_doubted(case, check.entry, "by", "result", "subject")
        level = independence(case, each(check.by), each(item.leads), on=check.day) if is_sure else None
        yield _Sourced(f"the {check.kind} in entry {check.entry}", check.entry, level)


def _checks_of(held: AssuranceMap, item: Assured) -> Iterable[Check]:
    checks = (held.checks[ref] for ref in item.checks)
    return (check for check in checks if check.result in _FOUND_TRUE and not check.is_rival)


def _untraced(source: str) -> str:
    return f"nobody said who leads, who produced {source}, or to whom they answer"


def _unattributed(case: Case) -> Answer:
    """The answer where nothing but evidence speaks of the subject, and nobody said who produced it."""
    pieces = [piece for piece in evidence_for(case) if piece.complete != "no" and not each(piece.by)]
    if not pieces:
        return None
    return CannotTell(why=f"nobody said who produced evidence:{pieces[0].evidence}", because=(pieces[0].entries[0],))
