"""Family A told twice: what stands behind a status, and what only seems to."""

from __future__ import annotations

from examples.counties.county import County
from examples.counties.facts import MEETS, PEERS, REPORTS
from examples.counties.pairs import pair
from govledger import events as ev

STARTED = "2024-04-09"
"""The day on which the actions of these pairs were put into the plan."""

LAST_BUT_ONE, LAST = REPORTS[-2:]
"""The days of the last two reports."""


@pair("GREEN_WITHOUT_EVIDENCE", specimen="action:2.11", near_miss="action:2.12")
def green_without_evidence(tell: County, ref: str, near: bool) -> None:
    """The new thresholds are said to be in use; nothing is attached. The near miss was dip sampled beforehand."""
    text = "Use the new thresholds in every school" if near else "Use the new thresholds in every surgery"
    tell.action(ref, "2", text, on=STARTED, measures="none")
    for letter, day in zip("naaa", REPORTS[5:9], strict=True):
        tell.report(f"action:{ref}", letter, day)
    if near:
        tell.checked(f"{ref}-sample", [f"action:{ref}"], "2025-05-20", kind="dip_sample", sample=30)
    tell.report(f"action:{ref}", "g", LAST, text="Significant changes have been made around thresholds")


@pair("SELF_ASSURED", specimen="action:3.11", near_miss="action:3.12")
def self_assured(tell: County, ref: str, near: bool) -> None:
    """Done, by the service's own audit. The near miss was also dip sampled by a peer authority."""
    text = "Chair every strategy discussion" if near else "Write up every strategy discussion the same day"
    tell.action(ref, "3", text, on=STARTED, measures="none")
    for letter, day in zip("naa", REPORTS[5:8], strict=True):
        tell.report(f"action:{ref}", letter, day)
    tell.checked(f"{ref}-audit", [f"action:{ref}"], "2025-02-20", by="office:head-of-safeguarding")
    if near:
        tell.checked(f"{ref}-peers", [f"action:{ref}"], "2025-02-24", kind="dip_sample", sample=24)
    done = ev.CompletionClaimed(subject=f"action:{ref}", completed_on="2025-02-26", evidence=[f"{ref}-audit"])
    tell.say(done, on=LAST_BUT_ONE)
    for day in (LAST_BUT_ONE, LAST):
        tell.report(f"action:{ref}", "b", day, evidence=[f"{ref}-audit"])


@pair("VERBAL_ONLY", specimen="plan:kinship-care", near_miss="plan:short-breaks")
def verbal_only(tell: County, ref: str, near: bool) -> None:
    """Scrutiny hears of another plan by a verbal update. The near miss has a report lodged and before it."""
    made = ev.PlanVersioned(
        plan=ref, kind="plan", version="1", standing="made", overseen_by=["scrutiny"], by=["office:head-of-care"],
        text="Short breaks for disabled children" if near else "Helping relatives who bring up a child",
    )  # fmt: skip
    tell.another_plan(made, on="2024-09-09")
    held = len(MEETS["scrutiny"])
    meeting, day = f"scrutiny-{held}", MEETS["scrutiny"][-1]
    if near:
        tell.paper(f"{ref}-report", "2025-04-17", issued_by="office:head-of-care")
    tell.say(
        ev.AgendaItemConsidered(
            agenda_item=f"{meeting}/{ref}", meeting=meeting, about=[f"plan:{ref}"],
            by=["office:head-of-care"], outcome="considered", documents=[f"{ref}-report"] if near else "none",
        ),
        on=day, form="verbal",
    )  # fmt: skip


@pair("EVIDENCE_AFTER_STATUS", specimen="action:4.11", near_miss="action:4.12")
def evidence_after_status(tell: County, ref: str, near: bool) -> None:
    """Done on 1 March; the audit cited is of 20 April. The near miss cites one of February, lodged on 5 March."""
    text = "Write a plan with every family in need" if near else "Share every plan with the family in writing"
    tell.action(ref, "4", text, on=STARTED, measures="none")
    for letter, day in zip("naa", REPORTS[5:8], strict=True):
        tell.report(f"action:{ref}", letter, day)
    tell.say(ev.CompletionClaimed(subject=f"action:{ref}", completed_on="2025-03-01"), on=LAST_BUT_ONE)
    tell.report(f"action:{ref}", "b", LAST_BUT_ONE)
    collected, known = ("2025-02-21", "2025-03-05") if near else ("2025-04-20", "2025-05-02")
    audit = ev.EvidenceRecorded(
        evidence=f"{ref}-audit", kind="audit", by=[PEERS], collected=collected, complete="yes",
        supports=[f"action:{ref}"], sample=40,
    )  # fmt: skip
    tell.say(audit, on=collected, known=known)
    tell.report(f"action:{ref}", "b", LAST, evidence=[f"{ref}-audit"])


@pair("STALE_ASSURANCE", specimen="action:5.11", near_miss="action:5.12")
def stale_assurance(tell: County, ref: str, near: bool) -> None:
    """Green quarter after quarter on an audit of spring 2024. The near miss was looked at again in May 2025."""
    text = "Hold a stability meeting for every child" if near else "Match every child before placing them"
    tell.action(ref, "5", text, on=STARTED, measures="none")
    tell.report(f"action:{ref}", "a", REPORTS[5])
    tell.checked(f"{ref}-audit", [f"action:{ref}"], "2024-06-21")
    for day in REPORTS[6:9]:
        tell.report(f"action:{ref}", "g", day, evidence=[f"{ref}-audit"])
    if near:
        tell.checked(f"{ref}-again", [f"action:{ref}"], "2025-05-22", kind="observation")
    tell.report(f"action:{ref}", "g", LAST, evidence=[f"{ref}-audit"])


@pair("NOT_TRIANGULATED", specimen="commitment:2-strategy", near_miss="commitment:2-dispute")
def not_triangulated(tell: County, ref: str, near: bool) -> None:
    """Done, for the document is published. The near miss adds a dip sample and what families said."""
    text = "Partners settle disagreements within a week" if near else "Partners act together on neglect"
    promise = ev.CommitmentMade(
        commitment=ref, plan="improvement", text=text, about=["area:partner-working"],
        leads=["office:head-of-front-door"], due="by 2025-12-31", priority="medium", decision="plan-approved",
        closure_criteria=["Practice in sampled cases follows what was agreed"],
    )  # fmt: skip
    tell.promise(promise, on=STARTED)
    for letter, day in zip("naa", REPORTS[5:8], strict=True):
        tell.report(f"commitment:{ref}", letter, day)
    subjects = [f"commitment:{ref}"]
    tell.checked(f"{ref}-paper", subjects, "2025-02-17", kind="document", by="body:partnership")
    if near:
        tell.checked(f"{ref}-sample", subjects, "2025-02-24", kind="dip_sample", sample=20)
        tell.checked(f"{ref}-families", subjects, "2025-02-25", kind="feedback", voice=["group:families"])
    claim = ev.CompletionClaimed(subject=f"commitment:{ref}", completed_on="2025-02-28", evidence=[f"{ref}-paper"])
    tell.say(claim, on=LAST_BUT_ONE)
    for day in (LAST_BUT_ONE, LAST):
        tell.report(f"commitment:{ref}", "b", day, evidence=[f"{ref}-paper"])


@pair("HEARSAY_ASSURANCE", specimen="org:regional-alliance", near_miss="org:health-board")
def hearsay_assurance(tell: County, ref: str, near: bool) -> None:
    """The board hears that somebody was pleased. Of the near miss their own letter is lodged the month after."""
    day = MEETS["board"][-2]
    meeting = f"board-{len(MEETS['board']) - 1}"
    heard = ev.StatementMade(
        agenda_item=f"{meeting}/plan", by=["office:dcs"], hearsay_of=[f"org:{ref}"], favourable="yes",
        about=["plan:improvement"],
        text="The health board was pleased with the pace" if near else "The alliance was pleased with the direction",
    )  # fmt: skip
    tell.say(heard, on=day)
    if near:
        tell.paper(f"{ref}-letter", "2025-04-14", kind="letter", issued_by=f"org:{ref}")
