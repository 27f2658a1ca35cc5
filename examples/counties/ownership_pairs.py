"""Who will do it, and who was heard: a specimen and a near miss of the rules on owners, partners and voices."""

from __future__ import annotations

from examples.counties.county import County
from examples.counties.facts import MEETS
from examples.counties.pairs import pair
from govledger import events as ev

MANAGERS = {"3.18": "assessment-manager-east", "3.19": "assessment-manager-west"}
"""The office that leads each action of the rule on owners who left."""


@pair("NOT_SMART", specimen="action:2.18", near_miss="action:2.19")
def not_smart(tell: County, ref: str, near: bool) -> None:
    """The partnership is to discuss how to improve communications. The near miss has a lead, a date, a measure."""
    tell.action(
        ref,
        "2",
        "Send each referrer the outcome of the referral within five days" if near
        else "Partners should discuss how to improve communications about thresholds",
        on=MEETS["board"][13],
        **({} if near else {"leads": ["body:partnership"], "due": None, "measures": None, "closure_criteria": None}),
    )  # fmt: skip
    tell.course(ref, "n", first=9)


@pair("ORPHANED_OWNER", specimen="action:3.18", near_miss="action:3.19")
def orphaned_owner(tell: County, ref: str, near: bool) -> None:
    """The manager who leads an action left in May. In the near miss the office that leads it was filled again."""
    office = MANAGERS[ref]
    tell.appoint(office, f"office:{office}", reports_to="office:head-of-safeguarding", on="2023-11-06")
    tell.action(
        ref,
        "3",
        f"Clear the assessments handed over to the {office.rpartition('-')[2]} team",
        on="2024-01-08",
        leads=[f"office:{office}"],
    )
    tell.course(ref, "naaaaa", first=4)
    tell.say(ev.AppointmentEnded(appointment=office, reason="Left for another council"), on="2025-05-02")
    if near:
        tell.appoint(f"{office}-2", f"office:{office}", reports_to="office:head-of-safeguarding", on="2025-05-12")


@pair("PARTNER_WITHOUT_PLAN", specimen="appointment:seat-housing", near_miss="appointment:seat-police")
def partner_without_plan(tell: County, ref: str, near: bool) -> None:
    """A partner comes and "has an input"; no plan of theirs is lodged. The near miss lodges its statement."""
    who = f"org:{ref.removeprefix('seat-')}"
    tell.seat(
        ev.AppointmentMade(appointment=ref, who=who, role="member", body="partnership", capacity="partner"),
        on="2024-05-02",
    )
    if near:
        tell.say(
            ev.ObligationCreated(
                obligation=f"{ref}-plan", kind="partner_plan", leads=[who], to=["body:partnership"],
                due="by 2024-08-16", about=["commitment:8"],
                text="What each partner will do for early help, with names and dates",
            ),
            on=MEETS["partnership"][5],
        )  # fmt: skip
        tell.say(ev.ObligationDischarged(obligation=f"{ref}-plan", by=[who]), on="2024-08-12")


@pair("MISSING_VOICE", specimen="group:third-sector", near_miss="group:young-carers")
def missing_voice(tell: County, ref: str, near: bool) -> None:
    """A group is said to have been left out, and is not heard since. In the near miss the note of it is lodged."""
    name = ref.replace("-", " ")
    tell.say(
        ev.ChallengeRaised(
            challenge=f"{ref}-left-out", agenda_item="scrutiny-8/plan", by=["person:p2"], to=["office:dcs"],
            kind="omission", text=f"There is no feedback from the {name} in this report", about=[f"group:{ref}"],
        ),
        ev.ChallengeAnswered(
            challenge=f"{ref}-left-out", agenda_item="scrutiny-8/plan", by=["office:dcs"], disposition="answered",
            text="That is so; the survey went to parents and to staff, and the next one will not leave them out",
        ),
        on=MEETS["scrutiny"][7],
    )  # fmt: skip
    if near:
        tell.paper(f"{ref}-note", "2025-01-20")
        tell.say(
            ev.EvidenceRecorded(
                evidence=f"{ref}-note", kind="feedback", by=["office:head-of-commissioning"], voice=[f"group:{ref}"],
                collected="2025-01-14", complete="yes", document=f"{ref}-note",
                text=f"What eleven of the {name} said of early help",
            ),
            on="2025-01-20",
        )  # fmt: skip
