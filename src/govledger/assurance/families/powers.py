"""Family D, powers and chairs: may the body scrutinise, and does its chair mark their own work?"""

from __future__ import annotations

import attrs

from govledger.assurance.case import Case, doubted
from govledger.assurance.families.sittings import Considered, considered, months_before
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, Setting, rule
from govledger.events import (
    AgendaItemConsidered,
    MeetingHeld,
    ObligationCreated,
    TermsOfReferenceSet,
    each,
)
from govledger.projections.body_register import BodyRegister

# FA22 ----------------------------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class _Power:
    """Whether a body that considered the plan may scrutinise it: ``yes``, ``no`` or ``unknown``, and what says so."""

    word: str
    entries: tuple[int, ...]


@rule(
    "OVERSIGHT_WITHOUT_POWER",
    code="FA22",
    severity="high",
    question="Is anyone actually allowed to scrutinise this?",
    about=("plan",),
    reads=(TermsOfReferenceSet, AgendaItemConsidered, MeetingHeld, ObligationCreated),
    source="Worcestershire, 2017, b3 and b6",
    settings=(
        Setting(
            parameter="months",
            default=6,
            says="How many months back the bodies that considered a plan are looked for.",
            looser="either",
        ),
    ),
)
def oversight_without_power(case: Case) -> Answer:
    """Everything about a plan went to bodies that may not scrutinise it."""
    since = months_before(case.today, case.setting("months"))
    every = considered(case, case.subject)
    recent = [item for item in every if item.day > since]
    if not recent:
        return None
    powers = {item.item: _power(case, item) for item in every}
    seen = [item for item in recent if powers[item.item].word == "yes"]
    if seen:
        return Clear(because=(seen[-1].number, *powers[seen[-1].item].entries))
    unknown = sorted({item.body or "an unnamed body" for item in recent if powers[item.item].word == "unknown"})
    because = tuple(item.number for item in recent)
    if unknown:
        return CannotTell(why=f"whether these may scrutinise it is not known: {', '.join(unknown)}", because=because)
    owed = [body for body in _owed_to(case) if case.view(BodyRegister).may_scrutinise(body) != "no"]
    if owed:
        return CannotTell(why=f"it is owed to {', '.join(owed)}, and not known to have come there", because=because)
    missing = case.gap("meetings", on=case.today, since=since)
    if missing is not None:
        return CannotTell(why=missing, because=because)
    episode = _since_scrutinised(every, powers)
    bodies = " and ".join(sorted({f"body:{item.body}" for item in recent}))
    return Alarm(
        because=(*because, *(number for item in recent for number in powers[item.item].entries)),
        opened=episode[0].number,
        says=f"since {since.isoformat()} {case.subject} came only before {bodies}, which may not scrutinise it",
        clears="its consideration by a body with the power to scrutinise it",
    )


def _since_scrutinised(every: list[Considered], powers: dict[str, _Power]) -> list[Considered]:
    """The items since a body with the power last considered it; all of them where none did."""
    seen = [place for place, item in enumerate(every) if powers[item.item].word == "yes"]
    return every[seen[-1] + 1 :] if seen else every


def _owed_to(case: Case) -> list[str]:
    """The bodies to which something about the plan is owed."""
    owed = [
        party.id
        for entry in case.about(ObligationCreated)
        if case.subject in each(entry.event.about) and entry.rival_of is None
        for party in each(entry.event.to)
        if party.kind == "body"
    ]
    return list(dict.fromkeys(owed))


def _power(case: Case, item: Considered) -> _Power:
    """Whether the body that considered an item may scrutinise the plan."""
    register = case.view(BodyRegister)
    row = register.bodies.get(item.body or "")
    if row is None:
        return _Power(word="unknown", entries=())
    terms = [entry for entry in case.about(TermsOfReferenceSet, f"body:{row.body}") if entry.event.body == row.body]
    said = tuple(entry.number for entry in terms)
    if row.disputed or any(doubted(entry, "powers", "lacks", "outside", "powers_complete") for entry in terms):
        return _Power(word="unknown", entries=said)
    outside = set(each(row.outside))
    areas = {ref for ref in item.about if ref.kind == "area"}
    if case.subject in outside or (areas and areas <= outside):
        return _Power(word="no", entries=said)
    return _Power(word=row.may("scrutinise"), entries=said)
