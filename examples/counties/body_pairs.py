"""The pairs of the rules about bodies: what was decided where, who met, who may scrutinise, and who is in the chair."""

from __future__ import annotations

import datetime as dt

from examples.counties.county import County
from examples.counties.facts import MEETS
from examples.counties.pairs import pair
from govledger import events as ev

ENDORSED = {"early-help-endorsed": "the early help strategy", "participation-endorsed": "the participation strategy"}
"""The decisions of Cabinet that the board was told of."""

SUB_GROUPS = {"neglect-sub-group": "neglect", "exploitation-sub-group": "exploitation"}
"""The partnership's sub-groups, and what each looks at."""

STRATEGIES = {"missing-strategy": "missing-children", "transitions-strategy": "transitions"}
"""The plans beside the improvement plan, and what each concerns."""

SYSTEMS = {
    "case-system-group": ("1.15", "case-system", "Let the case system show how long a contact has waited"),
    "telephone-group": ("1.16", "telephones", "Answer professionals' calls on a line of their own"),
}
"""The groups that oversee a system of the front door: the action, its area, and its words."""


@pair("DECISION_NOT_MINUTED", specimen="decision:early-help-endorsed", near_miss="decision:participation-endorsed")
def decision_not_minuted(tell: County, ref: str, near: bool) -> None:
    """The board hears that Cabinet endorsed a strategy; Cabinet minuted nothing. The near miss's minute is lodged."""
    held, heard, about = MEETS["cabinet"][3], MEETS["board"][5], ["area:childrens-services"]
    decided = ev.DecisionRecorded(
        decision=ref, body="cabinet", meeting="cabinet-4", force="endorsed", kind="substantive", about=about,
        text=f"Endorse {ENDORSED[ref]}",
    )  # fmt: skip
    if near:
        tell.paper(f"{ref}-minute", held, kind="minutes")
        tell.say(decided, on=held, source=f"{ref}-minute#12")
    else:
        tell.say(decided, on=held, known=heard, mode="reported", asserted_by="office:dcs")
    told = ev.StatementMade(
        agenda_item="board-6/plan", by=["office:dcs"], speaking_as="officer", kind="claim", about=about,
        basis=[f"decision:{ref}"], text=f"Cabinet endorsed {ENDORSED[ref]} on 9 November",
    )  # fmt: skip
    tell.say(told, on=heard)


@pair("BODY_NEVER_MET", specimen="body:neglect-sub-group", near_miss="body:exploitation-sub-group")
def body_never_met(tell: County, ref: str, near: bool) -> None:
    """A sub-group of the partnership that, its chair says, has never met. The near miss met ten weeks ago."""
    founded(tell, ref, on=MEETS["partnership"][8], parent="partnership", kind="sub_group")
    if near:
        met(tell, ref, on="2025-04-22", about=[f"area:{SUB_GROUPS[ref]}"])
    else:
        never = ev.MeetingNotHeld(body=ref, ever="yes", reason="Nobody was asked to convene it")
        tell.say(never, on=MEETS["partnership"][9], asserted_by="person:p4")


@pair("OVERSIGHT_WITHOUT_POWER", specimen="plan:missing-strategy", near_miss="plan:transitions-strategy")
def oversight_without_power(tell: County, ref: str, near: bool) -> None:
    """A strategy goes to the partnership and the board, which may not scrutinise. The near miss went to scrutiny."""
    approved, area = MEETS["cabinet"][6], f"area:{STRATEGIES[ref]}"
    tell.decide(f"{ref}-approved", "cabinet", approved, "Approve the strategy", about=[f"plan:{ref}"])
    tell.another_plan(
        ev.PlanVersioned(
            plan=ref, version="1", standing="approved", overseen_by=["partnership"], decision=f"{ref}-approved",
            text="What the council and its partners will do together",
        ),
        on=approved,
    )  # fmt: skip
    for body, number in (("partnership", 9), ("board", 14), *((("scrutiny", 10),) if near else ())):
        before(tell, f"{body}-{number}", ref, on=MEETS[body][number - 1], about=[f"plan:{ref}", area])


@pair("CHAIR_OVERSEES_SELF", specimen="body:case-system-group", near_miss="body:telephone-group")
def chair_oversees_self(tell: County, ref: str, near: bool) -> None:
    """The officer who runs a system chairs the group over it. In the near miss they are vice-chair, and withdraw."""
    action, area, text = SYSTEMS[ref]
    officer, duty = f"person:{ref}-officer", f"area:{area}"
    founded(tell, ref, on="2025-02-03", parent="board", kind="working_group", oversees=[f"action:{action}"])
    tell.action(action, "1", text, on="2024-11-09", about=["area:front-door", duty])
    tell.course(action, "naa", first=7)
    chair = ev.AppointmentMade(
        appointment=f"{ref}-chair", who=f"person:{ref}-adviser" if near else officer, role="chair", body=ref,
        capacity="external" if near else "officer", portfolio="none" if near else [duty],
    )  # fmt: skip
    tell.say(chair, on="2025-02-03")
    if near:
        vice = ev.AppointmentMade(
            appointment=f"{ref}-vice-chair", who=officer, role="vice_chair", body=ref, capacity="officer",
            portfolio=[duty], recuses=[f"action:{action}"],
        )  # fmt: skip
        tell.say(vice, on="2025-02-03")
    met(tell, ref, on="2025-05-12", about=[duty])


# What the pairs share ------------------------------------------------------------------------------------------------


def founded(
    tell: County, body: str, *, on: dt.date | str, parent: str, kind: str, oversees: list[str] | None = None
) -> None:
    """Tell of a group that is to meet quarterly, and advises the body that set it up."""
    relation = "partner" if parent == "partnership" else "own"
    tell.say(
        ev.BodyEstablished(body=body, kind=kind, relation=relation, parent=parent, reports_to=[f"body:{parent}"]),
        ev.TermsOfReferenceSet(
            body=body, powers=["advise"], powers_complete="yes", cadence="every 3 months", oversees=oversees or "none",
        ),
        on=on,
    )  # fmt: skip


def met(tell: County, body: str, *, on: dt.date | str, about: list[str]) -> None:
    """Tell of a group's first meeting, with a quorum and a paper."""
    tell.paper(f"{body}-1-paper", on)
    tell.say(
        ev.MeetingHeld(meeting=f"{body}-1", body=body, quorate="yes", ended="completed"),
        ev.AgendaItemConsidered(
            agenda_item=f"{body}-1/1", meeting=f"{body}-1", number="1", about=about, documents=[f"{body}-1-paper"],
            outcome="considered",
        ),
        on=on,
    )  # fmt: skip


def before(tell: County, meeting: str, plan: str, *, on: dt.date, about: list[str]) -> None:
    """Tell that a plan came before one of the county's own bodies, with a paper."""
    tell.paper(f"{meeting}-{plan}", on - dt.timedelta(days=7))
    item = ev.AgendaItemConsidered(
        agenda_item=f"{meeting}/{plan}", meeting=meeting, number="7", about=about, documents=[f"{meeting}-{plan}"],
        outcome="considered",
    )  # fmt: skip
    tell.say(item, on=on)
