"""A county that tells the truth about its plan: its bodies, papers, meetings, visits, measures and the work itself.

Northbeck adds to it what should be doubted; Southmere is it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from examples.counties.facts import (
    BOARD,
    CHAIRS,
    FIRST,
    FOUND,
    LABELS,
    MEETS,
    MINUTES,
    NAMES,
    OFFICES,
    PEERS,
    PLAN,
    PROMISES,
    RECOMMENDATIONS,
    REPORTS,
    VISITS,
    Promise,
    chair_of,
    lead_of,
)
from examples.counties.telling import Telling, day_of, later, refs
from govledger import events as ev
from govledger.events import Ref, each


class County(Telling):
    """The record of one county, as it is told.

    Attributes:
        name: What it is called.
        aside: What is not put before the board although it was reported; a rule asks about that.
    """

    def __init__(self, name: str) -> None:
        """The county on its first day: its bodies, its offices, its plan, and what its record holds in full."""
        super().__init__(log="improvement-log")
        self.name = name
        self.aside: set[str] = set()
        self._seats: list[tuple[str, dt.date, str]] = []
        self._plans: dict[str, str] = {}
        self._settle()
        self._inspect()
        self._plan()

    def read_in(self, event: object) -> str:
        """What a body took stands in the minute book, everything else in the log."""
        return MINUTES if isinstance(event, ev.AgendaItemConsidered) else super().read_in(event)

    # The standing things ---------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        day = dt.date(2023, 1, 2)
        self.paper("improvement-log", day, kind="register")
        self.paper(MINUTES, day, kind="minutes")
        self.say(
            ev.CoverageDeclared(
                what=[
                    "meetings", "decisions", "deliberation", "documents", "told", "evidence", "statuses", "deadlines",
                    "items", "appointments", "recommendations", "obligations", "measures", "interventions",
                ],
                since=day, by="office:democratic-services",
            ),
            # A finding is only known to be new where the register of recommendations reaches back far enough.
            ev.CoverageDeclared(what=["recommendations"], since="2020-01-01", by="office:democratic-services"),
            ev.StatusSchemeDefined(
                scheme="rag", standing="adopted", version="1",
                states=[
                    ev.State(label="grey", meaning="not_started"), ev.State(label="amber", meaning="at_risk"),
                    ev.State(label="red", meaning="off_track"), ev.State(label="green", meaning="on_track"),
                    ev.State(label="blue", meaning="complete"), ev.State(label="purple", meaning="embedded"),
                ],
            ),
            on=day,
        )  # fmt: skip
        self._offices(day)
        kinds = {"board": "improvement_board", "scrutiny": "scrutiny", "cabinet": "cabinet",
                 "partnership": "safeguarding_partnership"}  # fmt: skip
        powers = {"board": ["monitor", "advise"], "scrutiny": ["scrutinise"], "cabinet": ["decide"],
                  "partnership": ["advise"]}  # fmt: skip
        for body, kind in kinds.items():
            relation = "partner" if body == "partnership" else "own"
            cadence = "every 2 months" if body == "board" else "every 3 months"
            self.say(
                ev.BodyEstablished(body=body, name=NAMES[body], kind=kind, relation=relation),
                ev.TermsOfReferenceSet(body=body, powers=powers[body], powers_complete="yes", cadence=cadence),
                CHAIRS[body],
                on=day,
            )

    def _offices(self, day: dt.date) -> None:
        self.appoint("director", "office:dcs", reports_to="office:chief-executive", on=day)
        self.appoint("audit", "office:internal-audit", reports_to="office:chief-finance-officer", on=day)
        self.appoint("finance", "office:chief-finance-officer", reports_to="office:chief-executive", on=day)
        for office in OFFICES:
            self.appoint(office, f"office:{office}", reports_to="office:dcs", on=day)

    def appoint(self, name: str, office: str, *, reports_to: str, on: dt.date | str) -> None:
        """Tell of somebody who took up an office."""
        self.say(
            ev.AppointmentMade(
                appointment=name, who=f"person:{name}", office=office, reports_to=[reports_to], capacity="officer",
                tenure="permanent",
            ),
            on=on,
        )  # fmt: skip

    def seat(self, made: ev.AppointmentMade, *, on: dt.date | str) -> None:
        """Tell of somebody who took a seat on a body, and who comes to its meetings from then on."""
        self.say(made, on=on)
        self._seats.append((made.body or "", day_of(on), f"{made.who} {made.role}"))

    def paper(self, name: str, on: dt.date | str, *, kind: str = "report", issued_by: str = "org:council") -> None:
        """Lodge a paper, published on that day."""
        self.say(
            ev.DocumentLodged(document=name, kind=kind, published_on=str(on), issued_by=issued_by, held="whole"),
            on=on,
            source=name,
        )

    # The inspection and the plan -------------------------------------------------------------------------------------

    def _inspect(self) -> None:
        self.paper("inspection-2023", FIRST, issued_by="org:ofsted")
        self.say(
            ev.VisitConducted(
                visit="inspection-2023", by="org:ofsted", kind="inspection", about=["area:childrens-services"],
                graded="yes",
            ),
            on="2022-11-21", known=FIRST, source="inspection-2023",
        )  # fmt: skip
        for number, text, area, _ in RECOMMENDATIONS:
            self.say(
                ev.RecommendationMade(
                    recommendation=number, visit="inspection-2023", by="org:ofsted", number=number, text=text,
                    to="org:council", about=[f"area:{area}"], priority="high",
                ),
                on=FIRST, source=f"inspection-2023#{number}",
            )  # fmt: skip

    def _plan(self) -> None:
        day = dt.date(2023, 2, 9)
        self.decide("plan-approved", "cabinet", day, "Approve the improvement plan", about=[f"plan:{PLAN}"])
        self.say(
            ev.PlanVersioned(
                plan=PLAN, version="1", standing="approved", overseen_by=[BOARD], decision="plan-approved",
                addresses=refs("recommendation", [number for number, *_ in RECOMMENDATIONS]),
            ),
            on=day,
        )  # fmt: skip
        self._plans[f"plan:{PLAN}"] = PLAN
        for promise in PROMISES:
            self._promise(promise, day)
        for number, _, _, served in RECOMMENDATIONS:
            self.say(
                ev.RecommendationAnswered(
                    recommendation=number, by="body:cabinet", response="accepted", decision="plan-approved",
                    leads=[f"office:{lead_of(served)}"],
                ),
                on=day,
            )  # fmt: skip

    def _promise(self, promise: Promise, day: dt.date) -> None:
        for measure, name, start, step in promise.measures:
            self.say(
                ev.MeasureDefined(
                    measure=measure, version="1", name=name, about=[f"commitment:{promise.name}"], unit="%",
                    direction="higher" if step > 0 else "lower", baseline=f"{start} %", target=f"{start + 9 * step} %",
                    band="2 %", lag="6 months", cadence="every 3 months", by="office:performance",
                ),
                on=day,
            )  # fmt: skip
        numbers = [number for number, _, _, served in RECOMMENDATIONS if served == promise.name]
        self.say(
            ev.CommitmentMade(
                commitment=promise.name, plan=PLAN, text=promise.text, about=[f"area:{promise.area}"],
                addresses=refs("recommendation", numbers), leads=[f"office:{promise.lead}"], due="by 2025-12-31",
                measures=[measure for measure, *_ in promise.measures], priority="high", decision="plan-approved",
                closure_criteria=["Its measures stay at their targets for two quarters"],
            ),
            on=day,
        )  # fmt: skip
        self._plans[f"commitment:{promise.name}"] = PLAN

    # What may be told of any day -------------------------------------------------------------------------------------

    def decide(self, decision: str, body: str, on: dt.date | str, text: str, *, about: Sequence[str]) -> None:
        """Tell of a decision that a body took at its meeting of that day."""
        meeting = f"{body}-{MEETS[body].index(day_of(on)) + 1}"
        self.say(
            ev.DecisionRecorded(
                decision=decision, body=body, meeting=meeting, agenda_item=f"{meeting}/plan", force="resolved",
                kind="substantive", text=text, about=about,
            ),
            on=on,
        )  # fmt: skip

    def promise(self, commitment: ev.CommitmentMade, *, on: dt.date | str) -> None:
        """Tell of another commitment, of this plan or of one told with `another_plan`."""
        self.say(commitment, on=on)
        self._plans[f"commitment:{commitment.commitment}"] = commitment.plan or PLAN

    def another_plan(self, plan: ev.PlanVersioned, *, on: dt.date | str) -> None:
        """Tell of another plan, or of a version of one."""
        self.say(plan, on=on)
        self._plans[f"plan:{plan.plan}"] = plan.plan

    def add(self, action: ev.ActionAdded, *, on: dt.date | str) -> None:
        """Tell of an action; it goes into the plan unless it names another."""
        self.say(action, on=on)
        served = self._plans.get(f"commitment:{action.commitment}", PLAN)
        self._plans[f"action:{action.action}"] = action.plan or served

    def action(self, name: str, commitment: str, text: str, *, on: dt.date | str = "2023-02-09", **said: Any) -> None:
        """Tell of an action as a well kept plan words it: with a lead, a date, and how it will be known."""
        served = next((promise for promise in PROMISES if promise.name == commitment), None)
        held: dict[str, Any] = {
            "plan": PLAN,
            "leads": [f"office:{served.lead if served else 'head-of-practice'}"],
            "due": "by 2025-12-31",
            "measures": [measure for measure, *_ in served.measures] if served else "none",
            "closure_criteria": ["A dip sample by the peer authority finds it in use"],
            "priority": "medium",
            "about": [f"area:{served.area}"] if served else "none",
        }
        self.add(ev.ActionAdded(action=name, commitment=commitment, text=text, **{**held, **said}), on=on)

    def report(self, subject: str, letter: str, on: dt.date | str, *, aside: bool = False, **said: Any) -> None:
        """Tell how a thing was reported; ``aside`` keeps it from the board.

        Args:
            subject: What, as ``kind:id``.
            letter: A letter of `LABELS`.
            on: When.
            aside: Whether it is not put before the board at its next meeting.
            said: What else the report says.
        """
        self.say(ev.StatusReported(subject=subject, status=f"rag/{LABELS[letter]}", **said), on=on)
        if aside:
            self.aside.add(f"{subject} {on}")

    def checked(
        self,
        name: str,
        subjects: Sequence[str],
        on: dt.date | str,
        *,
        by: str = PEERS,
        kind: str = "audit",
        **said: Any,
    ) -> None:
        """Tell of evidence that supports things, collected and recorded on that day."""  # fmt: skip
        held: dict[str, Any] = {"by": [by], "collected": str(on), "complete": "yes", "supports": list(subjects)}
        self.say(ev.EvidenceRecorded(evidence=name, kind=kind, **{**held, **said}), on=on)

    def course(self, name: str, letters: str, *, first: int = 0) -> None:
        """Report an action quarter by quarter, with what shows it each time it goes well.

        Args:
            name: The action.
            letters: One letter of `LABELS` for each quarter; ``.`` where nothing is reported.
            first: The number of the first quarter, from 0.
        """
        for quarter, letter in enumerate(letters, start=first):
            day = REPORTS[quarter]
            if letter in "gbp":
                self.checked(f"{name}-{quarter}", [f"action:{name}"], day - dt.timedelta(days=10))
            if letter == "b" and "b" not in letters[: quarter - first]:
                claim = ev.CompletionClaimed(
                    subject=f"action:{name}", completed_on=str(day - dt.timedelta(days=12)),
                    evidence=[f"{name}-{quarter}"],
                )  # fmt: skip
                self.say(claim, on=day)
            if letter == "p" and "p" not in letters[: quarter - first]:
                sampled = ev.EmbeddingConfirmed(
                    subject=f"action:{name}",
                    by=[PEERS],
                    tested_on=str(day - dt.timedelta(days=6)),
                    evidence=[f"{name}-{quarter}"],
                )
                self.say(sampled, on=day - dt.timedelta(days=5))
            if letter != ".":
                evidence = [f"{name}-{quarter}"] if letter in "gbp" else None
                self.report(f"action:{name}", letter, day, evidence=evidence)

    # Closing the telling ---------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Tell of the visits and the measures, and of the meetings, each with what was reported since the last."""
        self._visit()
        self._measure()
        for body, days in MEETS.items():
            for number, day in enumerate(days, start=1):
                self._meet(body, number, day)

    def _visit(self) -> None:
        for number, (day, (area, polarity, text)) in enumerate(zip(VISITS, FOUND, strict=True), start=1):
            visit, letter, published = f"visit-{number}", f"letter-{number}", later(day, days=28)
            self.say(
                ev.VisitPlanned(visit=visit, by="org:ofsted", kind="monitoring", due=f"by {day}"),
                on=later(day, days=-21),
            )
            self.paper(letter, published, kind="letter", issued_by="org:ofsted")
            self.say(
                ev.VisitConducted(visit=visit, by="org:ofsted", kind="monitoring", about=[f"area:{area}"], graded="no"),
                on=day,
            )
            self.say(
                ev.FindingMade(
                    finding=f"{visit}/1", visit=visit, by="org:ofsted", polarity=polarity, text=text,
                    about=[f"area:{area}"], priority="medium",
                ),
                on=published, source=f"{letter}#1",
            )  # fmt: skip

    def _measure(self) -> None:
        for promise in PROMISES:
            for measure, _, start, step in promise.measures:
                for quarter, day in enumerate(REPORTS):
                    self._observe(measure, day, start + step * quarter)

    def _observe(self, measure: str, day: dt.date, value: int) -> None:
        first = later(day.replace(day=1), months=-3)
        last = day.replace(day=1) - dt.timedelta(days=1)
        self.say(
            ev.MeasureObserved(
                measure=measure, version="1", period=f"during {first}..{last}", value=f"{value} %", denominator=400,
                provisional="no", by="office:performance",
            ),
            on=day,
        )  # fmt: skip

    def _meet(self, body: str, number: int, day: dt.date) -> None:
        meeting, before = f"{body}-{number}", f"{body}-{number - 1}"
        papers = later(day, days=-7)
        self.paper(f"{meeting}-paper", papers)
        since = MEETS[body][number - 2] if number > 1 else dt.date.min
        self.say(
            ev.MeetingHeld(
                meeting=meeting, body=body, chair=chair_of(body), quorate="yes", public="yes", ended="completed",
                attendance_complete="yes", attendance=self.attendance(body, day),
            ),
            ev.AgendaItemConsidered(
                agenda_item=f"{meeting}/plan", meeting=meeting, number="4", about=[f"plan:{PLAN}"],
                documents=[f"{meeting}-paper"], standing_item="yes", outcome="considered",
                put_before=[f"plan:{PLAN}", *self.reported(since, day)],
            ),
            ev.ChallengeRaised(
                challenge=f"{meeting}/q", agenda_item=f"{meeting}/plan", by=[chair_of(body)], to=["office:dcs"],
                kind="question", text="What shows that this is better for children?", about=[f"plan:{PLAN}"],
            ),
            ev.ChallengeAnswered(
                challenge=f"{meeting}/q", agenda_item=f"{meeting}/plan", by=["office:dcs"], disposition="answered",
                text="The measures in the paper, by quarter, with how many they are of",
            ),
            on=day,
        )  # fmt: skip
        if number > 1:
            self.say(ev.MinutesApproved(meeting=before, at=meeting), on=day)

    def attendance(self, body: str, day: dt.date) -> list[str]:
        """Who was at a meeting; a county may say otherwise."""
        seated = [who for where, since, who in self._seats if where == body and since <= day]
        return [f"{chair_of(body)} chair", "office:dcs officer", *seated]

    def reported(self, since: dt.date, until: dt.date) -> list[str]:
        """What was reported of the plan after one day and up to another, but for what was kept aside."""
        found: dict[str, None] = {}
        for one in self.drafts:
            day = one.known_on or dt.date.max
            if since < day <= until:
                found.update(dict.fromkeys(self._put(one.event, day)))
        return list(found)

    def _put(self, event: object, day: dt.date) -> list[str]:
        subjects: list[Ref] = []
        if isinstance(event, ev.StatusReported | ev.DeadlineChanged | ev.CompletionClaimed | ev.PlanItemRetired):
            subjects = [event.subject]
        held = [str(one) for one in subjects if self._plans.get(str(one)) == PLAN]
        if isinstance(event, ev.FindingMade):
            held = [f"finding:{event.finding}"]
        if isinstance(event, ev.EvidenceRecorded) and each(event.undermines):
            held = [f"evidence:{event.evidence}"]
        if isinstance(event, ev.MeasureObserved):
            held = [f"measure:{event.measure}"]
        return [one for one in held if f"{one} {day}" not in self.aside]
