"""Family B told twice: what was finished, closed or found again, and what was only said to be."""

from __future__ import annotations

from collections.abc import Sequence

from examples.counties.county import County
from examples.counties.facts import MEETS, PEERS, REPORTS
from examples.counties.pairs import pair
from govledger import events as ev
from govledger.events import State

STARTED = "2024-04-09"
"""The day on which the actions of these pairs were put into the plan."""

AUDIT = "office:internal-audit"


@pair("COMPLETE_NOT_EMBEDDED", specimen="action:6.11", near_miss="action:6.12")
def complete_not_embedded(tell: County, ref: str, near: bool) -> None:
    """Complete since the autumn, and never tested since. The near miss was audited again in March, and had stuck."""
    text = "Give every care leaver a named adviser" if near else "Give every care leaver a health passport"
    tell.action(ref, "6", text, on=STARTED)
    tell.course(ref, "nabbb", first=5)
    if near:
        stuck = ev.EmbeddingConfirmed(
            subject=f"action:{ref}", by=[PEERS], tested_on="2025-03-18", evidence=[f"{ref}-8"],
            text="Of twenty young people asked, nineteen could name their adviser",
        )  # fmt: skip
        tell.say(stuck, on="2025-03-25")


@pair("STATUS_OFF_SCHEME", specimen="action:7.11", near_miss="action:7.12")
def status_off_scheme(tell: County, ref: str, near: bool) -> None:
    """Reported at amber-C, which its scheme does not list. The scheme of the near miss lists it and says what it is."""
    text = "Appoint a practice educator to every team" if near else "Give every new social worker a protected caseload"
    tell.action(ref, "7", text, on=STARTED)
    scheme = f"practice-{ref}"
    states = [
        State(label="red", meaning="off_track"), State(label="amber", meaning="at_risk"),
        State(label="green", meaning="on_track"),
    ]  # fmt: skip
    states += [State(label="amber-C", meaning="complete_embedding")] if near else []
    laid_down = ev.StatusSchemeDefined(
        scheme=scheme, version="1", standing="adopted", applies_to=[f"action:{ref}"], states=states, by=["body:board"]
    )
    tell.say(laid_down, on=STARTED)
    for day in REPORTS[5:8]:
        tell.say(ev.StatusReported(subject=f"action:{ref}", status=f"{scheme}/amber"), on=day)
    for number, day in enumerate(REPORTS[8:]):
        sample = f"{ref}-sample-{number}"
        tell.checked(sample, [f"action:{ref}"], day.replace(day=3), kind="observation")
        said = ev.StatusReported(subject=f"action:{ref}", status=f"{scheme}/amber-C", evidence=[sample])
        tell.say(said, on=day)


def _recommend(tell: County, ref: str, text: str, *, by: str, area: str, lead: str, on: str, answered: str) -> None:
    """Tell of a recommendation that the cabinet accepted, with a paper that holds its answer."""
    made = ev.RecommendationMade(
        recommendation=ref, by=[by], number=ref, text=text, to=["org:council"], about=[f"area:{area}"],
        priority="medium",
    )  # fmt: skip
    tell.say(made, on=on)
    tell.paper(f"{ref}-answer", answered, kind="letter")
    answer = ev.RecommendationAnswered(
        recommendation=ref, by=["body:cabinet"], response="accepted", leads=[lead], document=f"{ref}-answer"
    )
    tell.say(answer, on=answered)


def _verified(tell: County, subject: str, on: str, text: str) -> None:
    """Tell that internal audit checked something and found it so."""
    found = ev.VerificationRecorded(subject=subject, by=[AUDIT], method="test", result="verified", text=text)
    tell.say(found, on=on)


def _closed(tell: County, ref: str, on: str, *, by: str, basis: Sequence[str] = ()) -> None:
    """Tell that a recommendation was closed as implemented."""
    closing = ev.RecommendationClosed(recommendation=ref, how="implemented", by=[by], basis=basis or None)
    tell.say(closing, on=on)


@pair("CLOSED_UNVERIFIED", specimen="recommendation:peers-4", near_miss="recommendation:peers-5")
def closed_unverified(tell: County, ref: str, near: bool) -> None:
    """Closed by the office that leads it, on its own memo. Internal audit retested and closed the near miss."""
    text = "Bring duty cover to a single rota" if near else "Bring all duty decisions into one record"
    lead = "office:head-of-front-door"
    _recommend(tell, ref, text, by=PEERS, area="duty", lead=lead, on="2024-05-14", answered="2024-06-11")
    tell.paper(f"{ref}-memo", "2024-11-04", kind="memo")
    if near:
        _verified(tell, f"recommendation:{ref}", "2024-11-11", "The rota was in use on each of ten days sampled")
    _closed(tell, ref, "2024-11-18", by=AUDIT if near else lead, basis=[f"document:{ref}-memo"])


@pair("CLOSED_UNSEEN", specimen="recommendation:scrutiny-2", near_miss="recommendation:scrutiny-3")
def closed_unseen(tell: County, ref: str, near: bool) -> None:
    """Scrutiny's recommendation is answered and closed, and scrutiny never saw it. The near miss was on its agenda."""
    text = "Report waiting times by district" if near else "Report placement costs with their outcomes"
    lead = "office:head-of-commissioning"
    made, seen = MEETS["scrutiny"][5], MEETS["scrutiny"][7]
    _recommend(tell, ref, text, by="body:scrutiny", area="reporting", lead=lead, on=str(made), answered="2024-06-18")
    _verified(tell, f"recommendation:{ref}", "2024-09-16", "The last two reports hold what was asked for")
    if near:
        item = ev.AgendaItemConsidered(
            agenda_item=f"scrutiny-8/{ref}", meeting="scrutiny-8", number="6", about=[f"recommendation:{ref}"],
            documents=[f"{ref}-answer"], outcome="considered",
        )  # fmt: skip
        tell.say(item, on=seen)
    _closed(tell, ref, "2024-11-18", by="office:democratic-services", basis=[f"document:{ref}-answer"])


@pair("FINDING_CONTRADICTS_STATUS", specimen="action:1.11", near_miss="action:1.12")
def finding_contradicts_status(tell: County, ref: str, near: bool) -> None:
    """Green when the inspectors' letter names it as a weakness, and since. The near miss turned red, then amber."""
    text = "Call back every referrer the same day" if near else "Decide on night-time contacts before noon"
    tell.action(ref, "1", text, on=STARTED)
    tell.course(ref, "nag", first=5)
    found = ev.FindingMade(
        finding=f"{ref}-found", visit="visit-8", by=["org:ofsted"], polarity="weakness", priority="medium",
        about=[f"action:{ref}"],
        text="Referrers are not called back" if near else "Decisions on contacts made at night are not timely",
    )  # fmt: skip
    tell.say(found, on="2025-02-15", source="letter-8#2")
    for letter, day in zip("ra" if near else "gg", REPORTS[8:], strict=True):
        tell.report(f"action:{ref}", letter, day)


@pair("REPEAT_FINDING", specimen="finding:missing-2025", near_miss="finding:private-fostering-2025")
def repeat_finding(tell: County, ref: str, near: bool) -> None:
    """A weakness found again a year after its recommendation was closed. The near miss concerns another service."""
    earlier, area = f"{ref}-peers", ref.rpartition("-")[0]
    lead = "office:head-of-safeguarding"
    text = "Visit every privately fostered child in time" if near else "See every child within three days of a return"
    _recommend(tell, earlier, text, by=PEERS, area=area, lead=lead, on="2023-05-16", answered="2023-06-13")
    _verified(tell, f"recommendation:{earlier}", "2024-03-04", "In nineteen of twenty cases, by the day agreed")
    _closed(tell, earlier, "2024-03-11", by=AUDIT)
    found = ev.FindingMade(
        finding=ref, visit="visit-8", by=["org:ofsted"], polarity="weakness", priority="medium",
        about=["area:connected-care"] if near else [f"area:{area}"],
        follows="none" if near else [f"recommendation:{earlier}"],
        text="Connected carers wait for their own assessments" if near else "Children are seen too late after a return",
    )  # fmt: skip
    tell.say(found, on="2025-02-15", source="letter-8#3")


@pair("REQUIREMENTS_MET_NOTICE_OPEN", specimen="intervention:notice-safeguarding", near_miss="intervention:notice-care")
def requirements_met_notice_open(tell: County, ref: str, near: bool) -> None:
    """Both requirements are claimed met, and the notice stays. Of the near miss the department's letter says why."""
    imposed = ev.InterventionImposed(
        intervention=ref, kind="improvement_notice", by=["org:dfe"], on=["org:council"],
        about=[f"area:{ref.partition('-')[2]}"],
        requirements=[ev.Part(ref="a", text="An independent chair"), ev.Part(ref="b", text="A quarterly report")],
        in_force="2023-03-20..",
    )  # fmt: skip
    tell.paper(f"{ref}-notice", "2023-03-20", kind="letter", issued_by="org:dfe")
    tell.say(imposed, on="2023-03-20", source=f"{ref}-notice")
    for mark, day in (("a", "2025-01-28"), ("b", "2025-02-11")):
        part = f"part:{ref}/{mark}"
        tell.checked(f"{ref}-{mark}", [part], day, by=AUDIT)
        tell.say(ev.CompletionClaimed(subject=part, completed_on=day, evidence=[f"{ref}-{mark}"]), on=day)
    if near:
        tell.paper(f"{ref}-letter", "2025-03-10", kind="letter", issued_by="org:dfe")
        stays = ev.OpinionGiven(
            by=["org:dfe"], about=[f"intervention:{ref}"], outcome="continue", document=f"{ref}-letter",
            text="The requirements are met; the notice stays until the next inspection",
        )  # fmt: skip
        tell.say(stays, on="2025-03-10", source=f"{ref}-letter")
