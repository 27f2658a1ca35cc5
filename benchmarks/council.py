"""A county's twenty years of meetings, told without end.

Each body meets with an agenda; each item has papers, statuses and words, and some have a challenge, a decision, a moved
date, a figure, evidence or a claim. What is spoken of most is drawn by Zipf's law among the actions that are open, and
when one is done another takes its place. One entry in a hundred is recorded long after it was known, one in two hundred
corrects a status and one in two thousand takes one back.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterator
from random import Random
from typing import Any, Final, NamedTuple

import attrs

from benchmarks.spoken_of import Action, Sitting
from benchmarks.words import LABELS, OFFICES, SCOPES, narrative, spread
from govledger import Draft, events as ev
from govledger.events import Party, Ref, Text

CLERK: Final = "office:democratic-services"
FIRST: Final = dt.date(2004, 4, 1)
DAYS: Final = 20 * 365
A_MEETING: Final = 33
"""How many entries a meeting makes, roughly; by this the meetings are spread over the years."""

LATE, CORRECTED, RETRACTED = 0.01, 0.005, 0.0005
SETTLED: Final = 1_200
"""How many entries old the record of a status is before anybody corrects it."""


class Filing(NamedTuple):
    """What is recorded on one day, in the order it is numbered."""

    day: dt.date
    drafts: list[Draft]


class Council:
    """What is open, and what happens next."""

    def __init__(self, entries: int, seed: int) -> None:
        self.random = Random(f"{seed}/{entries}")
        self.bodies = min(max(entries // 25_000, 6), 60)
        self.step = DAYS * A_MEETING / entries
        self.size = min(max(entries // 200, 40), 20_000)
        self.slots: list[Action] = []
        self.commitments = [f"{plan}.c{index}" for plan in range(self.bodies) for index in range(4)]
        self.measures = [f"{plan}.m{index}" for plan in range(self.bodies) for index in range(5)]
        self.owed: deque[str] = deque()
        self.asked: deque[str] = deque()
        self.advised: deque[str] = deque()
        self.said: deque[tuple[int, ev.StatusReported]] = deque()
        self.made = 0
        self.number = 1
        self.drafts: list[Draft] = []
        self.sitting = Sitting(0, 0, FIRST)

    def filings(self) -> Iterator[Filing]:
        """Every filing there could be, without end."""
        self._begin()
        yield self._file(FIRST)
        meeting = 0
        while True:
            meeting += 1
            day = FIRST + dt.timedelta(days=int(meeting * self.step))
            self.sitting = Sitting(meeting, spread(self.random, self.bodies, flat=2), day)
            self._meet()
            yield self._file(day)

    def _file(self, day: dt.date) -> Filing:
        held, self.drafts = self.drafts, []
        return Filing(day, held)

    def _say(self, event: Any, told: dt.date | None = None, **envelope: Any) -> None:
        """Tell of something at the sitting there is; with ``told``, of something known then and entered only now."""
        self.number += 1
        day = told or self.sitting.day
        source = (ev.Source(self.sitting.paper, str(len(self.drafts) + 1)),)
        self.drafts.append(
            Draft(event=event, happened=ev.when(day), known_on=day, source=source, clerk=CLERK, **envelope)
        )

    # The first day ---------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        say = self._say
        for event in SCOPES:
            say(event)
        say(ev.DocumentLodged(document="register", kind="register", published_on=str(FIRST), held="whole"))
        for office in OFFICES:
            say(
                ev.AppointmentMade(
                    appointment=office,
                    who=f"person:{office}",
                    office=f"office:{office}",
                    capacity="officer",
                    reports_to=["office:chief-executive"],
                )
            )
        for body in range(self.bodies):
            kind = ("improvement_board", "scrutiny", "cabinet", "safeguarding_partnership")[body % 4]
            say(ev.BodyEstablished(body=f"b{body}", kind=kind, relation="own", name=f"Body {body}"))
            say(ev.TermsOfReferenceSet(body=f"b{body}", powers=["monitor"], cadence="every 2 months"))
            say(
                ev.PlanVersioned(
                    plan=f"p{body}",
                    kind="plan",
                    version="1",
                    standing="approved",
                    overseen_by=[f"b{body}"],
                    addresses=["area:childrens-services"],
                )
            )
        for name in self.measures:
            say(
                ev.MeasureDefined(
                    measure=name,
                    unit="%",
                    direction="higher",
                    baseline="61 %",
                    target="90 %",
                    cadence="every 3 months",
                    about=[f"plan:p{name.partition('.')[0]}"],
                )
            )
        for name in self.commitments:
            say(
                ev.CommitmentMade(
                    commitment=name,
                    plan=f"p{name.partition('.')[0]}",
                    text=narrative(self.random),
                    leads=[f"office:{self.random.choice(OFFICES)}"],
                    due="by 2030-03-31",
                )
            )
        for index in range(self.size):
            self.slots.append(self._add(index % self.bodies))

    def _add(self, plan: int) -> Action:
        self.made += 1
        random, day = self.random, self.sitting.day
        lead = f"office:{random.choice(OFFICES)}"
        due = day + dt.timedelta(days=random.randrange(60, 700))
        action = Action(f"{plan}.{self.made}", plan, day, lead, due)
        self._say(
            ev.ActionAdded(
                action=action.name,
                plan=f"p{plan}",
                commitment=f"{plan}.c{random.randrange(4)}",
                text=narrative(random),
                leads=[lead],
                due=f"by {due}",
                measures=[f"{plan}.m{random.randrange(5)}"],
                priority=random.choice(("low", "medium", "high")),
            )
        )
        return action

    # A meeting -------------------------------------------------------------------------------------------------------

    def _meet(self) -> None:
        random, day, paper, body = self.random, self.sitting.day, self.sitting.paper, f"b{self.sitting.body}"
        self._say(
            ev.DocumentLodged(
                document=paper, kind="minutes", published_on=str(day), held="whole", issued_by="org:council"
            )
        )
        roll = [f"person:{office}" for office in random.sample(OFFICES, 4)]
        self._say(
            ev.MeetingHeld(
                meeting=self.sitting.name,
                body=body,
                kind="ordinary",
                quorate="yes",
                attendance=[f"{roll[0]} chair", *(f"{one} member" for one in roll[1:])],
                ended="completed",
            )
        )
        if random.random() < 0.02:
            self._visit()
        for item in range(1, random.randrange(3, 7)):
            self._consider(item)
        self._settle()

    def _consider(self, item: int) -> None:
        random, paper = self.random, self.sitting.paper
        name = f"{self.sitting.name}/{item}"
        slots = sorted({spread(random, len(self.slots)) for _ in range(random.randrange(2, 6))})
        about = [self.slots[slot].ref for slot in slots]
        self._say(
            ev.AgendaItemConsidered(
                agenda_item=name,
                meeting=self.sitting.name,
                number=str(item),
                title=narrative(random, 6),
                about=about,
                documents=[f"{paper}-{item}"],
                put_before=about,
                outcome="considered",
            ),
            form="written",
        )
        for slot in slots:
            self._report(slot)
        self._say(
            ev.StatementMade(
                agenda_item=name,
                by=[self.slots[slots[0]].lead],
                kind="assurance",
                text=narrative(random, 40),
                about=about[:1],
            )
        )
        if random.random() < 0.3:
            self._challenge(name, about)
        if random.random() < 0.5:
            self._decide(name, slots[0])

    def _report(self, slot: int) -> None:
        """One action's status, and now and then what goes with it."""
        random, day, action = self.random, self.sitting.day, self.slots[slot]
        was, action.label = action.label, random.choice(LABELS)
        late = random.random() < LATE * 3  # A third of what is recorded is a status or comes with one.
        told = action.added + dt.timedelta(days=random.randrange((day - action.added).days + 1)) if late else day
        event = ev.StatusReported(
            subject=action.ref, status=f"rag/{action.label}", was=f"rag/{was}", text=narrative(random), by=[action.lead]
        )
        self._say(event, told, asserted_by=Party(action.lead))
        if random.random() < CORRECTED * 4:
            self.said.append((self.number, event))
        chance = random.random()
        if chance < 0.10:
            self._show(action)
        elif chance < 0.16:
            self._move(action)
        elif chance < 0.24:
            measure = f"{action.plan}.m{random.randrange(5)}"
            self._say(
                ev.MeasureObserved(
                    measure=measure,
                    period=f"at {day}",
                    value=f"{random.randrange(50, 99)} %",
                    text=narrative(random, 8),
                    by=[action.lead],
                )
            )
        elif chance < 0.28:
            self._finish(slot)

    def _show(self, action: Action) -> None:
        name = f"e{self.number}"
        self._say(
            ev.EvidenceRecorded(
                evidence=name,
                kind="dip_sample",
                by=[f"office:{self.random.choice(OFFICES)}"],
                collected=str(self.sitting.day),
                supports=[action.ref],
                sample=20,
                complete="yes",
                text=narrative(self.random),
            )
        )
        if self.random.random() < 0.4:
            self._say(
                ev.VerificationRecorded(
                    subject=action.ref,
                    by=["office:internal-audit"],
                    method="re_audit",
                    result="verified",
                    evidence=[name],
                )
            )

    def _move(self, action: Action) -> None:
        was, action.due = action.due, action.due + dt.timedelta(days=self.random.randrange(20, 200))
        self._say(
            ev.DeadlineChanged(
                subject=action.ref,
                was=f"by {was}",
                now=f"by {action.due}",
                outcome="granted",
                reason=narrative(self.random),
                by=[action.lead],
            )
        )

    def _finish(self, slot: int) -> None:
        """An action is done, and another takes its place."""
        action = self.slots[slot]
        self._say(
            ev.CompletionClaimed(
                subject=action.ref, by=[action.lead], completed_on=str(self.sitting.day), text=narrative(self.random)
            )
        )
        if self.random.random() < 0.5:
            self._say(ev.PlanItemRetired(subject=action.ref, how="lapsed", reason=narrative(self.random, 8)))
        self.slots[slot] = self._add(action.plan)

    def _challenge(self, item: str, about: list[str]) -> None:
        name = f"q{self.number}"
        self._say(
            ev.ChallengeRaised(
                challenge=name,
                agenda_item=item,
                by=["group:members"],
                kind="question",
                text=narrative(self.random),
                about=about[:1],
            )
        )
        self.asked.append(name)

    def _decide(self, item: str, slot: int) -> None:
        name = f"{item}/d"
        action = self.slots[slot]
        self._say(
            ev.DecisionRecorded(
                decision=name,
                body=f"b{self.sitting.body}",
                meeting=self.sitting.name,
                agenda_item=item,
                kind="substantive",
                force="agreed",
                text=narrative(self.random),
                about=[action.ref],
            )
        )
        owed = f"o{self.number}"
        self._say(
            ev.ObligationCreated(
                obligation=owed,
                kind="report_back",
                leads=[action.lead],
                to=[f"body:b{self.sitting.body}"],
                about=[action.ref],
                decision=name,
                due=f"by {self.sitting.day + dt.timedelta(days=90)}",
            )
        )
        self.owed.append(owed)

    def _visit(self) -> None:
        name = f"v{self.sitting.number}"
        self._say(ev.VisitConducted(visit=name, by=["org:ofsted"], kind="monitoring", graded="no"))
        for index in range(3):
            self._say(
                ev.FindingMade(
                    finding=f"{name}.f{index}",
                    visit=name,
                    by=["org:ofsted"],
                    polarity="weakness",
                    text=narrative(self.random),
                    about=["area:childrens-services"],
                )
            )
            advice = f"{name}.r{index}"
            self._say(
                ev.RecommendationMade(
                    recommendation=advice,
                    visit=name,
                    by=["org:ofsted"],
                    to=["org:council"],
                    text=narrative(self.random),
                    basis=[f"finding:{name}.f{index}"],
                )
            )
            self._say(
                ev.RecommendationAnswered(
                    recommendation=advice,
                    by=["org:council"],
                    response="accepted",
                    leads=[f"office:{self.random.choice(OFFICES)}"],
                )
            )
            self.advised.append(advice)

    # What is left over -----------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Answers, discharges and closings of what was raised at earlier meetings; corrections last."""
        random, day = self.random, self.sitting.day
        while len(self.asked) > 40:
            self._say(
                ev.ChallengeAnswered(
                    challenge=self.asked.popleft(),
                    by=[f"office:{random.choice(OFFICES)}"],
                    disposition="answered",
                    text=narrative(random),
                )
            )
        while len(self.owed) > 80:
            self._say(ev.ObligationDischarged(obligation=self.owed.popleft(), occasion=str(day)))
        while len(self.advised) > 30:
            self._say(
                ev.RecommendationClosed(recommendation=self.advised.popleft(), how="implemented", by=["org:council"])
            )
        while self.said and self.said[0][0] < self.number - SETTLED:
            self._mend(*self.said.popleft())

    def _mend(self, number: int, event: ev.StatusReported) -> None:
        """A status that the clerk mistyped is corrected; one in eleven is taken back."""
        whose, reason = Ref(f"entry:{number}"), Text("Entered against the wrong line of the minutes.")
        self.number += 1
        if self.random.random() < RETRACTED / (CORRECTED + RETRACTED):
            held = Draft(
                event=ev.EntryRetracted(),
                retracts=whose,
                reason=reason,
                clerk=CLERK,
                happened=ev.when(self.sitting.day),
                known_on=self.sitting.day,
            )
        else:
            corrected: Any = event
            right = attrs.evolve(corrected, status=f"rag/{self.random.choice(LABELS)}")
            held = Draft(event=right, corrects=whose, reason=reason, clerk=CLERK, known_on=self.sitting.day)
        self.drafts.append(held)
