"""Family D, candour: was something treated as settled that nobody had settled?"""

from __future__ import annotations

from govledger.assurance.case import Case, doubted, numbers
from govledger.assurance.record import Record
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, rule
from govledger.events import (
    AccountsDiffer,
    AppointmentMade,
    DecisionRecorded,
    EvidenceRecorded,
    PlanVersioned,
    StatementMade,
    each,
)
from govledger.ledger import Entry
from govledger.projections.accounts_register import AccountsRegister, ActedOn, Difference
from govledger.projections.decision_rows import UNSETTLED

_RELYING = frozenset({"claim", "assurance", "proposal", "view", "explanation", "forecast"})
"""The kinds of statement that rest on what they cite."""


@rule(
    "CONFLICT_TREATED_AS_SETTLED",
    code="FA29",
    severity="medium",
    question="Who decided that, given two people said different things?",
    about=("appointment", "evidence", "plan"),
    reads=(AccountsDiffer, StatementMade, EvidenceRecorded, PlanVersioned, AppointmentMade, DecisionRecorded),
    source="Gloucestershire, May 2022, 23.3 to 23.5 and 23.9 to 23.13; Tower Hamlets, June 2017, N3 and O9",
)
def conflict_treated_as_settled(case: Case) -> Answer:
    """One side of a difference was followed, or incomplete evidence relied on, and nobody decided."""
    return _relied_on(case) if case.subject.kind == "evidence" else _followed(case)


# Evidence that is not complete ---------------------------------------------------------------------------------------


def _relied_on(case: Case) -> Answer:
    """Statements that rest on evidence which is not complete."""
    resting = [
        entry
        for entry in case.about(StatementMade)
        if case.subject in each(entry.event.basis)
        and entry.event.kind in _RELYING
        and entry.rival_of is None
        and entry.mode != "presupposed"
        and entry.latest <= case.today
    ]
    if not resting:
        return None
    pieces = [entry for entry in case.about(EvidenceRecorded) if entry.event.evidence == case.subject.id]
    said = {entry.event.complete for entry in pieces} - {None, "unknown"}
    if not said:
        return None
    because = numbers(pieces, resting)
    if len(said) > 1 or any(doubted(entry, "complete") for entry in pieces):
        return CannotTell(why="whether the evidence was complete is in doubt", because=because)
    if said == {"yes"}:
        return Clear(because=because)
    settling = {entry.number: _settling(case, entry) for entry in resting}
    open_ = [entry for entry in resting if not settling[entry.number]]
    if not open_:
        return Clear(because=numbers(pieces, resting, *settling.values()))
    firm = [entry for entry in open_ if not doubted(entry, "basis", "kind")]
    if not firm:
        return CannotTell(why="the clerk doubts what was said to rest on it", because=because)
    return Alarm(
        because=numbers(pieces, firm),
        opened=firm[0].number,
        says=f"{f'{len(firm)} statements rest' if len(firm) > 1 else 'a statement rests'} on {case.subject}, which was "
        "not complete, and no decision about the matter is on record since",
        clears="a decision about the matter, or the evidence in full and the statement made again",
    )


def _settling(case: Case, statement: Entry[StatementMade]) -> list[Entry[DecisionRecorded]]:
    """The decisions about a statement's matter taken since, which settle it."""
    return [
        entry
        for matter in each(statement.event.about)
        for entry in case.about(DecisionRecorded, str(matter))
        if matter in each(entry.event.about) and entry.latest >= statement.latest and _settles(entry)
    ]


def _settles(entry: Entry[DecisionRecorded]) -> bool:
    return entry.event.force not in UNSETTLED and entry.rival_of is None and not doubted(entry, "force", "about")


# A difference ---------------------------------------------------------------------------------------------------------


def _followed(case: Case) -> Answer:
    """Plans and appointments since a difference was noted that follow one of its sides."""
    acts = case.view(AccountsRegister).acts
    done = case.once(_done_since).get(str(case.subject), ())
    answers = [_act(case, *one) for one in done if acts[f"entry:{one[2].entry}"].day <= case.today]
    for sort in (Alarm, CannotTell, Clear):
        found = [answer for answer in answers if isinstance(answer, sort)]
        if found:
            return found[0]
    return None


def _done_since(record: Record) -> dict[str, list[tuple[Entry[AccountsDiffer], Difference, ActedOn]]]:
    """What was done since each difference that was noted, by what was done."""
    register = record.state(AccountsRegister)
    noted = {entry.original: entry for entry in record.all(AccountsDiffer) if entry.rival_of is None}
    found: dict[str, list[tuple[Entry[AccountsDiffer], Difference, ActedOn]]] = {}
    for difference in register.differences.values():
        for act in register.since(difference) if difference.entry in noted else ():
            found.setdefault(str(act.act), []).append((noted[difference.entry], difference, act))
    return found


def _act(case: Case, noted: Entry[AccountsDiffer], difference: Difference, act: ActedOn) -> Answer:
    """One thing done since one difference."""
    done = _entry_of(case, act.entry)
    because = numbers([noted, *done])
    settled = [entry for entry in _decided(case, difference, act) if entry.latest <= done[0].latest]
    if settled:
        return Clear(because=numbers([noted, *done], settled))
    if difference.standing != "confirmed" or doubted(noted, "standing", "between"):
        return CannotTell(why="that accounts differ is only suggested", because=because)
    if not act.sides or len(act.sides) == len(difference.between):
        return CannotTell(why="which of the accounts it follows is not said", because=because)
    return Alarm(
        because=because,
        opened=done[0].number,
        says=f"{case.subject} follows {', '.join(act.sides)}, one side of a difference noted on "
        f"{difference.noticed.isoformat()}, and no decision about it is on record",
        clears="a decision about the matter",
    )


def _decided(case: Case, difference: Difference, act: ActedOn) -> list[Entry[DecisionRecorded]]:
    """The decisions that settle the matter: those the act cites, and those taken about it since the difference."""
    since = {other.act for other in case.view(AccountsRegister).since(difference)}
    wanted = {f"decision:{act.decision}", *since}
    return [
        entry
        for name in sorted(wanted)
        for entry in case.about(DecisionRecorded, name)
        if f"decision:{entry.event.decision}" == name and _settles(entry)
    ]


def _entry_of(case: Case, original: int) -> list[Entry[object]]:
    """The version in force of a plan's or an appointment's entry, by the number of its original."""
    return case.once(_made)[original]


def _made(record: Record) -> dict[int, list[Entry[object]]]:
    """The plans and the appointments, by the number of the original entry of each."""
    found: dict[int, list[Entry[object]]] = {}
    for entry in (*record.all(PlanVersioned), *record.all(AppointmentMade)):
        found.setdefault(entry.original, []).append(entry)
    return found
