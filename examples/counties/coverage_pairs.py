"""Pairs of the family that asks what nobody has taken up: recommendations, causes, and stages on the way to a plan."""

from __future__ import annotations

import datetime as dt

from examples.counties.county import County
from examples.counties.facts import BOARD, MEETS, PEERS, PLAN, VISITS
from examples.counties.pairs import pair
from examples.counties.telling import later
from govledger import events as ev

LETTER = later(VISITS[2], days=28)
"""The day the letter of the third visit was published."""


@pair(
    "RECOMMENDATION_WITHOUT_ACTION",
    specimen="recommendation:life-story-books",
    near_miss="recommendation:one-case-system",
)
def recommendation_without_action(tell: County, ref: str, near: bool) -> None:
    """Cabinet accepted a point of the third letter, and nothing in the plan answers it; the near miss was rejected."""
    answered = MEETS["cabinet"][4]
    asked = (
        "Replace the three case systems with one within a year"
        if near
        else "Finish a life-story book for every child who has a plan for permanence"
    )
    said = (
        "The contract for the present system ends in 2027; to leave early would cost more than a year of family support"
        if near
        else "Accepted. Every child is owed their own story"
    )
    tell.say(
        ev.RecommendationMade(
            recommendation=ref, visit="visit-3", by="org:ofsted", number="2", text=asked, to="org:council",
            about=["area:childrens-services"], priority="high",
        ),
        on=LETTER, source="letter-3#2",
    )  # fmt: skip
    tell.decide(f"{ref}-answer", "cabinet", answered, said, about=[f"recommendation:{ref}"])
    tell.say(
        ev.RecommendationAnswered(
            recommendation=ref, by="body:cabinet", response="rejected" if near else "accepted", text=said,
            decision=f"{ref}-answer", leads=["office:head-of-practice"],
        ),
        on=answered,
    )  # fmt: skip


@pair("ROOT_CAUSE_WITHOUT_ACTION", specimen="cause:false-assurance", near_miss="cause:unasked-questions")
def root_cause_without_action(tell: County, ref: str, near: bool) -> None:
    """The board said why it went wrong, and no more; to meet the near miss, somebody was taken on to coach members."""
    named = MEETS[BOARD][6]
    words = (
        "Members were told, and did not ask what showed it"
        if near
        else "A culture of false assurance: good news was passed up at once, and bad news waited to be asked for"
    )
    tell.say(
        ev.RootCauseIdentified(
            cause=ref, list="1", text=words, by=[f"body:{BOARD}"], about=[f"plan:{PLAN}"], standing="supported",
        ),
        on=named,
    )  # fmt: skip
    if near:
        coached = ev.AppointmentMade(
            appointment=f"{ref}-programme", who=PEERS, role="provider", about=["area:scrutiny"], capacity="external",
            addresses=[f"cause:{ref}"], tenure="interim", ends="by 2025-12-31",
        )  # fmt: skip
        tell.say(coached, on=later(named, days=40))


@pair("STAGE_SKIPPED", specimen="plan:sufficiency", near_miss="plan:early-help-offer")
def stage_skipped(tell: County, ref: str, near: bool) -> None:
    """A plan was sent when its need had been assessed and nobody had tested it; the near miss was tested first."""
    ordered, assessed, sent = MEETS["cabinet"][3], dt.date(2024, 1, 22), MEETS["cabinet"][6]
    words = "how early help is offered in each district" if near else "homes enough for children in care"
    lead = "office:head-of-commissioning"
    tell.decide(f"{ref}-ordered", "cabinet", ordered, f"Draw up a plan for {words}", about=["area:childrens-services"])
    tell.another_plan(
        ev.PlanVersioned(plan=ref, standing="drafting", by=[lead], decision=f"{ref}-ordered"),
        on=ordered,
    )
    for stage, text in (("assess", "Assess the need"), ("stress-test", "Test the plan on a year of higher demand")):
        owed = ev.ObligationCreated(
            obligation=f"{ref}-{stage}", kind="stage", text=text, leads=[lead], to=["body:partnership"],
            due="by 2024-06-30", about=[f"plan:{ref}"], before=[f"plan:{ref}"], decision=f"{ref}-ordered",
        )  # fmt: skip
        tell.say(owed, on=ordered)
    tell.say(ev.ObligationDischarged(obligation=f"{ref}-assess", by=[lead], text="The need assessment"), on=assessed)
    if near:
        tested = ev.ObligationDischarged(
            obligation=f"{ref}-stress-test", by=[lead], text="Tested against a winter with a fifth more families",
        )  # fmt: skip
        tell.say(tested, on=MEETS["partnership"][5])
    tell.decide(f"{ref}-sent", "cabinet", sent, f"Send the department the plan for {words}", about=[f"plan:{ref}"])
    tell.another_plan(
        ev.PlanVersioned(plan=ref, standing="submitted", by=[lead], to=["org:dfe"], decision=f"{ref}-sent"),
        on=sent,
    )
