"""Family D, deliberation: was a plan that goes badly tested, or only noted?"""

from __future__ import annotations

import attrs

from govledger.assurance.case import Case, doubted
from govledger.assurance.families.belonging import items_of
from govledger.assurance.families.reading import reports_in
from govledger.assurance.families.sittings import Considered, considered
from govledger.assurance.record import Record
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, Setting, rule
from govledger.events import (
    ActionAdded,
    AgendaItemConsidered,
    ChallengeRaised,
    DecisionRecorded,
    StatementMade,
    StatusReported,
    each,
)
from govledger.ledger import Entry
from govledger.projections.decision_register import DecisionRegister
from govledger.projections.status_history import ReadReport

_QUIET = frozenset({"noted", "received", "sense_of_meeting", "explicitly_none"})
"""The forces by which a body takes something in, or says no more than that."""


@attrs.frozen(kw_only=True)
class _Heard:
    """One meeting at which a body considered the plan.

    Attributes:
        items: The items.
        challenges: The challenges put.
        decisions: What was decided on them, procedure left out.
    """

    items: tuple[Considered, ...]
    challenges: tuple[Entry[ChallengeRaised], ...]
    decisions: tuple[Entry[DecisionRecorded], ...]

    @property
    def strong(self) -> tuple[int, ...]:
        """The entries that show the plan to have been tested or acted on."""
        acts = (
            entry.number
            for entry in self.decisions
            if entry.event.force not in {*_QUIET, "unknown"} and not doubted(entry, "force")
        )
        return (*(entry.number for entry in self.challenges), *acts)

    @property
    def is_in_doubt(self) -> bool:
        """Whether with what force it ended is not known."""
        return any(entry.event.force == "unknown" or doubted(entry, "force") for entry in self.decisions)

    @property
    def numbers(self) -> tuple[int, ...]:
        """Every entry it rests on."""
        return (*(item.number for item in self.items), *(entry.number for entry in self.decisions))


@rule(
    "NOTED_NOT_TESTED",
    code="FA27",
    severity="low",
    question="Did we test it, or just note it?",
    about=("plan",),
    reads=(StatusReported, AgendaItemConsidered, DecisionRecorded, ChallengeRaised, StatementMade, ActionAdded),
    source="West Berkshire, 2015, resolution 2; Tower Hamlets, June 2017, RES1; Worcestershire, 2017",
    settings=(
        Setting(
            parameter="considerations",
            default=3,
            says="How many times running a body may take a plan that goes badly and do no more than note it.",
            looser="up",
            least=1,
        ),
    ),
)
def noted_not_tested(case: Case) -> Answer:
    """A body took a plan that goes badly time and again, asked nothing and decided nothing."""
    by_body: dict[str | None, list[Considered]] = {}
    for item in considered(case, case.subject):
        by_body.setdefault(item.body, []).append(item)
    answers = [_of_body(case, body, items) for body, items in by_body.items()]
    for sort in (Alarm, Clear, CannotTell):
        found = [answer for answer in answers if isinstance(answer, sort)]
        if found:
            return found[0]
    return None


def _of_body(case: Case, body: str | None, items: list[Considered]) -> Answer:
    """What one body did with the plan the last few times."""
    if body is None:
        return CannotTell(why="whose meeting it was is not on record", because=tuple(item.number for item in items))
    heard, wanted = _heard(case, items), case.setting("considerations")
    run = heard[-wanted:]
    because = tuple(number for one in run for number in one.numbers)
    if len(heard) < wanted:
        return CannotTell(
            why=f"fewer than {wanted} meetings of body:{body} are on record as having taken it", because=because
        )
    if not all(_is_bad(case, one) for one in run):
        return None
    strong = [number for one in run for number in one.strong]
    if strong:
        return Clear(because=(*because, *strong))
    if any(one.is_in_doubt for one in run):
        return CannotTell(why="with what force it ended is not known", because=because)
    missing = _uncovered(case, body, run)
    if missing:
        return CannotTell(why=missing, because=because)
    opened = _opened(case, heard)
    return Alarm(
        because=because,
        opened=opened.items[0].number,
        says=f"body:{body} took {case.subject}, parts of which go badly, {len(run)} times running; on record it asked "
        "nothing of it and did no more than note it",
        clears="a question put about it, or a decision on it",
    )


def _heard(case: Case, items: list[Considered]) -> list[_Heard]:
    """The items of one body by meeting, each with what was asked and decided."""
    by_meeting: dict[str, list[Considered]] = {}
    for item in items:
        by_meeting.setdefault(item.meeting, []).append(item)
    return [_at_meeting(case, meeting, found) for meeting, found in by_meeting.items()]


def _at_meeting(case: Case, meeting: str, items: list[Considered]) -> _Heard:
    names = {item.item for item in items}
    asked = [entry for name in names for entry in case.about(ChallengeRaised, f"agenda_item:{name}")]
    taken = [entry for name in names for entry in case.about(DecisionRecorded, f"agenda_item:{name}")]
    named = case.about(DecisionRecorded, f"meeting:{meeting}")
    taken += [entry for entry in named if entry.event.agenda_item is None and case.subject in each(entry.event.about)]
    return _Heard(
        items=tuple(items),
        challenges=tuple(entry for entry in asked if entry.rival_of is None and entry.mode != "presupposed"),
        decisions=tuple(
            entry
            for entry in taken
            if entry.rival_of is None and entry.mode != "reported" and entry.event.kind != "procedural"
        ),
    )


def _uncovered(case: Case, body: str, run: list[_Heard]) -> str:
    """Why silence does not count; empty where it does."""
    for one in run:
        for what in ("deliberation",) if one.decisions else ("deliberation", "decisions"):
            missing = case.gap(what, on=one.items[0].day, bodies=(body,))
            if missing is not None:
                return missing
    if body not in case.once(_heard_to_talk):
        return f"no deliberation of body:{body} is on record at all, so its minutes may leave it out"
    return ""


def _heard_to_talk(record: Record) -> frozenset[str | None]:
    """The bodies at whose items anything is on record as said or asked."""
    items = {entry.event.agenda_item for entry in record.all(StatementMade)}
    items |= {entry.event.agenda_item for entry in record.all(ChallengeRaised)}
    register = record.state(DecisionRegister)
    return frozenset(register.body_of_meeting.get(register.meeting_of.get(item or "", "")) for item in items)


def _opened(case: Case, heard: list[_Heard]) -> _Heard:
    """The first of the unbroken run of meetings that did no more than note it while it went badly."""
    first = heard[-1]
    for one in reversed(heard):
        if one.strong or one.is_in_doubt or not _is_bad(case, one):
            break
        first = one
    return first


def _is_bad(case: Case, heard: _Heard) -> bool:
    """Whether the plan, or an item of it, stood badly on the day of a meeting."""
    day = heard.items[0].day
    items = (row.ref for row in items_of(case, case.subject.id))
    for ref in (str(case.subject), *items):
        said = [report for report in case.once(_firm_reports, ref) if report.day <= day]
        if said and said[-1].meaning.is_adverse:
            return True
    return False


def _firm_reports(record: Record, reference: str) -> tuple[ReadReport, ...]:
    """The reports of progress on something that give a status outright, in order; second accounts left out."""
    return tuple(
        report
        for report in record.once(reports_in, reference)
        if report.status is not None
        and report.rival_of is None
        and report.mode != "presupposed"
        and "status" not in report.uncertain
    )
