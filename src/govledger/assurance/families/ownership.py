"""Family E, ownership and coverage: who has not been heard, and which stage was passed over?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Set as AbstractSet

import attrs

from govledger.assurance.case import Case, doubted
from govledger.assurance.families.reading import is_doubted, is_unsure
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, NotYet, Setting, rule
from govledger.events import (
    ChallengeAnswered,
    ChallengeRaised,
    EvidenceRecorded,
    ObligationCreated,
    ObligationDischarged,
    OpinionGiven,
    PlanItemRetired,
    PlanVersioned,
    RuleSettingChanged,
    each,
)
from govledger.events.phrases import Step, shift
from govledger.events.values import PARTY_KINDS
from govledger.ledger import Entry
from govledger.projections.obligation_calendar import ObligationCalendar
from govledger.projections.owed import Owed
from govledger.projections.voice_coverage import Omission, VoiceCoverage

_ONE_DAY = dt.timedelta(days=1)


# Whose voice is missing? ---------------------------------------------------------------------------------------------

_VOICES = "MISSING_VOICE"
_REQUIRED = "required"


@rule(
    _VOICES,
    code="FA35",
    severity="medium",
    question="Who have you not heard from?",
    about=(*PARTY_KINDS, "ledger"),
    reads=(ChallengeAnswered, ChallengeRaised, EvidenceRecorded, RuleSettingChanged),
    source="Herefordshire, 2021, b9, b17 and recommendation a; Tower Hamlets, June 2017, N7",
    settings=(
        Setting(
            parameter="within_months",
            default=6,
            says="For how many months a voice that must be heard may be silent.",
            looser="up",
        ),
    ),
)
def missing_voice(case: Case) -> Answer:
    """A voice said to be left out and not heard since; of the whole record, one that must be heard and is not.

    Which voices must be heard is no number, so it is no setting of the rule. The last `RuleSettingChanged` of this rule
    with the parameter ``required`` names them in ``now``, parted by spaces: ``group:parents group:children``. What is
    no party, such as ``none``, names nobody.
    """
    return _required(case) if case.subject.kind == "ledger" else _left_out(case)


def _left_out(case: Case) -> Answer:
    held = case.view(VoiceCoverage)
    voice = held.voices.get(case.subject)
    named = [(name, held.omissions.get(f"challenge:{name}")) for name in (voice.omissions if voice is not None else ())]
    challenges = {name: row for name, row in named if row is not None and _is_put(case, row)}
    silent = [name for name in challenges if held.is_silent_on(case.subject, name)]
    if not challenges:
        return None
    because = tuple(number for name in silent or challenges for number in challenges[name].entries)
    if silent and any(is_doubted(case, number, "about", "kind") for number in because):
        return CannotTell(why="the clerk doubts who was left out", because=because)
    if not silent:
        return Clear(because=(*because, *_heard_in(case, case.subject)))
    return Alarm(
        because=because,
        opened=because[0],
        says=f"{case.subject} is said to have been left out, and no feedback of theirs is recorded since",
        clears=f"feedback from {case.subject}",
    )


def _is_put(case: Case, omission: Omission) -> bool:
    """Whether somebody put the challenge in so many words: not a second account alone, nor taken for granted."""
    held = [case.entry(number) for number in omission.entries]
    return any(entry is not None and entry.rival_of is None and entry.mode != "presupposed" for entry in held)


def _heard_in(case: Case, voice: str) -> tuple[int, ...]:
    """The entries in which a voice was heard."""
    held = case.about(EvidenceRecorded, voice)
    spoken = (entry for entry in held if entry.event.kind == "feedback" and entry.rival_of is None)
    return tuple(entry.number for entry in spoken if voice in each(entry.event.voice))


def _required(case: Case) -> Answer:
    setting = _last_setting(case)
    said = setting.event.now.split() if setting is not None else []
    names = [name for name in said if name.partition(":")[0] in PARTY_KINDS]
    if setting is None or not names:
        return None
    voices = case.view(VoiceCoverage).voices
    since = shift(case.today, Step(-case.setting("within_months"), "month"))
    last = {name: voices[name].last_heard if name in voices else None for name in names}
    silent = [name for name, day in last.items() if day is None or day < since]
    if not silent:
        heard = (number for name in names for number in _heard_in(case, name)[-1:])
        first = min(day for day in last.values() if day is not None)
        recheck = shift(first, Step(case.setting("within_months"), "month")) + _ONE_DAY
        return Clear(because=(setting.number, *heard), recheck_on=recheck)
    missing = case.gap("evidence", on=case.today, since=since)
    if missing is not None:
        return CannotTell(why=missing, because=(setting.number,))
    return Alarm(
        because=(setting.number, *(number for name in silent for number in _heard_in(case, name)[-1:])),
        opened=setting.number,
        says=f"no feedback is recorded since {since.isoformat()} from {', '.join(silent)}, whose voice must be heard",
        clears="feedback from each of them",
    )


def _last_setting(case: Case) -> Entry[RuleSettingChanged] | None:
    """The entry recorded last that says whose voices must be heard, as parties."""
    said = [
        entry
        for entry in case.all(RuleSettingChanged)
        if entry.event.rule == _VOICES and entry.event.parameter == _REQUIRED
    ]
    return max(said, key=_number, default=None)


def _number(entry: Entry[object]) -> int:
    return entry.number


# Which stage was passed over? ----------------------------------------------------------------------------------------

_STAGES = frozenset({"stage", "opinion"})
_SUBMITTED = "submitted"
_PASSED = frozenset({"approved", _SUBMITTED})
_SUBMISSION = "submission"


@rule(
    "STAGE_SKIPPED",
    code="FA36",
    severity="high",
    question="Was the plan stress-tested before it was sent?",
    about=("obligation", "plan"),
    reads=(ObligationCreated, ObligationDischarged, OpinionGiven, PlanItemRetired, PlanVersioned),
    source="Tower Hamlets, June 2017, C4, N2 and O5",
)
def stage_skipped(case: Case) -> Answer:
    """A plan sent, approved or closed, or a stage passed, before a stage that was to come first."""
    stages = [row for row in _stages_before(case) if row.mode != "presupposed" and row.ended is None]
    if not stages:
        return None
    doubts = [row for row in stages if is_unsure(case, row, "before", "kind", "depends_on")]
    if doubts:
        return CannotTell(why="the clerk doubts what was to come before what", because=_entries(doubts))
    steps = sorted(_steps(case), key=_order)
    passed = [_Passed(row, step) for row in stages if (step := _first_since(steps, row.since)) is not None]
    return _weigh(case, passed) if passed else _not_reached(case, stages)


def _entries(rows: Iterable[Owed]) -> tuple[int, ...]:
    return tuple(row.entries[0] for row in rows)


def _stages_before(case: Case) -> Iterator[Owed]:
    """The stages and opinions that were to come before the subject."""
    calendar = case.view(ObligationCalendar).obligations
    own = calendar.get(case.subject.id) if case.subject.kind == "obligation" else None
    # What creates the subject itself and puts it before nothing need not be read.
    passed_over = own.entries if own is not None and own.before is None and not own.rivals else ()
    numbers = [number for number in case.numbers_about(ObligationCreated) if number not in passed_over]
    created = (entry.event for entry in case.entries(numbers)) if numbers else ()
    named = {event.obligation for event in created if case.subject in each(event.before)}
    waited = {ref.id for ref in each(own.depends_on) if ref.kind == "obligation"} if own is not None else set[str]()
    for name in sorted(named | waited):
        row = calendar.get(name)
        if row is not None and row.kind in _STAGES:
            yield row


@attrs.frozen
class _Step:
    """That the subject was reached: the entry, and the first and the last day it can have been."""

    entry: int
    earliest: dt.date
    day: dt.date


def _order(step: _Step) -> tuple[dt.date, int]:
    return step.day, step.entry


def _first_since(steps: Iterable[_Step], since: dt.date | None) -> _Step | None:
    """The first time that the subject was reached once a stage was to come before it."""
    return next((step for step in steps if since is None or step.day >= since), None)


def _steps(case: Case) -> Iterator[_Step]:
    """Each time that the subject was reached: met, sent, approved or closed."""
    calendar = case.view(ObligationCalendar).obligations
    if case.subject.kind == "obligation":
        own = calendar.get(case.subject.id)
        plans = [ref for ref in each(own.about) if ref.kind == "plan"] if own is not None else []
        yield from _turns(case, [own] if own is not None else [])
        if own is not None and own.kind == _SUBMISSION:
            yield from (step for plan in plans for step in _versions(case, plan, {_SUBMITTED}))
        return
    sent = [row for row in calendar.values() if row.kind == _SUBMISSION and case.subject in each(row.about)]
    yield from _turns(case, sent)
    yield from _versions(case, case.subject, _PASSED)
    retired = case.row.retired if case.row is not None else None
    if retired is not None:
        yield from _step(case, retired.entry)


def _turns(case: Case, rows: Iterable[Owed]) -> Iterator[_Step]:
    for row in rows:
        for turn in row.met:
            yield from _step(case, turn.entry)


def _versions(case: Case, plan: str, standings: AbstractSet[str]) -> Iterator[_Step]:
    for entry in case.about(PlanVersioned, plan):
        if entry.event.standing in standings and entry.rival_of is None and not doubted(entry, "standing"):
            yield from _step(case, entry.number)


def _step(case: Case, number: int) -> Iterator[_Step]:
    """An entry as a step; what a source only takes for granted is none."""
    entry = case.entry(number)
    if entry is not None and entry.mode != "presupposed":
        yield _Step(number, entry.earliest, entry.latest)


@attrs.frozen
class _Passed:
    """A stage, and the step that it was to come before."""

    row: Owed
    step: _Step

    @property
    def is_first(self) -> bool | None:
        """Whether the stage came first; ``None`` where that is not sure."""
        if any(turn.day <= self.step.earliest for turn in self.row.met):
            return True
        is_possible = any(turn.happened.earliest <= self.step.day for turn in self.row.met)
        return None if is_possible else False


def _weigh(case: Case, passed: list[_Passed]) -> Answer:
    """What the stages come to once the subject was reached."""
    late = [one for one in passed if one.is_first is False and one.row.met]
    unmet = [one for one in passed if not one.row.met]
    gaps = [_gap(case, one) for one in unmet]
    skipped = [*late, *(one for one, gap in zip(unmet, gaps, strict=True) if gap is None)]
    if skipped:
        return _passed_over(case, skipped)
    because = _because(passed)
    missing = next(iter(gaps), None)
    unsure = next((one.row.ref for one in passed if one.is_first is None), None)
    if missing is not None or unsure is not None:
        return CannotTell(why=missing or f"which came first, {unsure} or {case.subject}, is not sure", because=because)
    return Clear(because=because)


def _because(passed: Iterable[_Passed]) -> tuple[int, ...]:
    """The entries that promised stages, that met them, and that reached what they were to come before."""
    return tuple(
        number
        for one in passed
        for number in (one.step.entry, one.row.entries[0], *(turn.entry for turn in one.row.met[:1]))
    )


def _gap(case: Case, passed: _Passed) -> str | None:
    """What coverage of obligations is missing, from when a stage was promised to the day it was passed over."""
    row, day = passed.row, passed.step.day
    bodies = (party.id for party in (*each(row.leads), *each(row.to)) if party.kind == "body")
    about = (row.ref, *each(row.about))
    return case.gap("obligations", on=day, since=row.since, bodies=(None, *bodies), about=about)


def _passed_over(case: Case, skipped: list[_Passed]) -> Alarm:
    step = skipped[0].step
    names = ", ".join(one.row.ref for one in skipped)
    own = case.view(ObligationCalendar).obligations.get(case.subject.id) if case.subject.kind == "obligation" else None
    due = f"; it was due {own.due.phrase}" if own is not None and own.due is not None else ""
    return Alarm(
        because=_because(skipped),
        opened=step.entry,
        says=f"{case.subject} was reached on {step.day.isoformat()}{due}; not recorded as met by then, though it was "
        f"to come first: {names}",
        clears=f"the record that {names} was met before",
    )


def _not_reached(case: Case, stages: list[Owed]) -> Answer:
    """The answer before the subject is reached: not yet due, unless its own day has passed without a word."""
    calendar = case.view(ObligationCalendar)
    own = calendar.obligations.get(case.subject.id) if case.subject.kind == "obligation" else None
    last = calendar.last_day(own.due) if own is not None and own.due is not None else dt.date.max
    if last == dt.date.max:
        return None
    if case.today <= last:
        return NotYet(recheck_on=last + _ONE_DAY, because=_entries(stages))
    return CannotTell(why=f"{case.subject} fell due on {last.isoformat()}; nobody said whether it was met")
