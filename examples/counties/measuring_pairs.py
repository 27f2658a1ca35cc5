"""Pairs of the family that adds up and measures: roll-ups, outcomes, targets, and what is no longer in the plan."""

from __future__ import annotations

import datetime as dt

from examples.counties.county import County
from examples.counties.facts import BOARD, MEETS, PLAN, REPORTS
from examples.counties.pairs import pair
from examples.counties.telling import later
from govledger import events as ev


def _observed(tell: County, measure: str, quarter: int, value: int, *, version: str = "1") -> None:
    """A figure of one quarter, reported on the day of that quarter's reports."""
    day = REPORTS[quarter]
    first, last = later(day.replace(day=1), months=-3), day.replace(day=1) - dt.timedelta(days=1)
    tell.say(
        ev.MeasureObserved(
            measure=measure, version=version, period=f"during {first}..{last}", value=f"{value} %", denominator=400,
            provisional="no", by="office:performance",
        ),
        on=day,
    )  # fmt: skip


# A red under a green -------------------------------------------------------------------------------------------------


@pair("ROLL_UP_HIDES_RED", specimen="commitment:kinship", near_miss="commitment:supported-lodgings")
def roll_up_hides_red(tell: County, ref: str, near: bool) -> None:
    """One of two actions turned red as their commitment was called green; the near miss was called amber still."""
    day, served = MEETS["cabinet"][6], "6" if ref == "supported-lodgings" else "5"
    words = "Young people find a home with a host" if near else "Children stay with people they know"
    steps = (
        ("Approve forty hosts", "Pay hosts what the neighbouring councils pay")
        if near
        else ("Ask every family who could care", "Assess every connected carer within sixteen weeks")
    )
    tell.decide(f"{ref}-agreed", "cabinet", day, f"Add to the plan: {words}", about=[f"plan:{PLAN}"])
    measure = "suitable" if served == "6" else "distance"
    tell.promise(
        ev.CommitmentMade(
            commitment=ref, plan=PLAN, text=words, about=["area:family-homes"], leads=["office:head-of-care"],
            due="by 2025-12-31", measures=[measure], priority="medium", decision=f"{ref}-agreed",
            closure_criteria=["Its measure stays at its target for two quarters"],
        ),
        on=day,
    )  # fmt: skip
    for number, (text, letters) in enumerate(zip(steps, ("aagg", "aaar"), strict=True), start=21):
        tell.action(
            f"{served}.{number}", ref, text, on=day, leads=["office:head-of-care"], measures=[measure],
            about=["area:family-homes"],
        )  # fmt: skip
        tell.course(f"{served}.{number}", letters, first=6)
    for quarter in range(6, 9):
        tell.report(f"commitment:{ref}", "a", REPORTS[quarter])
    tell.checked(f"{ref}-sample", [f"commitment:{ref}"], REPORTS[9] - dt.timedelta(days=10))
    tell.report(f"commitment:{ref}", "a" if near else "g", REPORTS[9], evidence=[f"{ref}-sample"])


# Done, and nothing better --------------------------------------------------------------------------------------------

FLAT = (29, 29, 30, 29, 30, 30, 30)
"""A measure that stays where it was."""


@pair("OUTCOMES_FLAT", specimen="commitment:neglect", near_miss="commitment:repeat-removals")
def outcomes_flat(tell: County, ref: str, near: bool) -> None:
    """Everybody was trained, and as many children come back; what the near miss counts needs two years to show."""
    day, measure, action = MEETS["cabinet"][3], f"{ref}-again", "4.21" if ref == "repeat-removals" else "3.21"
    words = "Mothers who lost a child are helped before the next" if near else "Neglect is seen early, and named"
    step = "Train every midwife to refer before twenty weeks" if near else "Train every worker in the neglect toolkit"
    counted = "Removals at birth after an earlier one" if near else "Plans for neglect that are a second or later plan"
    tell.decide(f"{ref}-agreed", "cabinet", day, f"Add to the plan: {words}", about=[f"plan:{PLAN}"])
    tell.say(
        ev.MeasureDefined(
            measure=measure, version="1", name=counted, about=[f"commitment:{ref}"], unit="%", direction="lower",
            baseline="29 %", target="20 %", band="2 %", lag="24 months" if near else "6 months",
            cadence="every 3 months", by="office:performance",
        ),
        on=day,
    )  # fmt: skip
    lead = "office:head-of-safeguarding"
    tell.promise(
        ev.CommitmentMade(
            commitment=ref, plan=PLAN, text=words, about=["area:child-protection"], leads=[lead], due="by 2025-12-31",
            measures=[measure], priority="medium", decision=f"{ref}-agreed",
            closure_criteria=["Its measure stays at its target for two quarters"],
        ),
        on=day,
    )  # fmt: skip
    tell.action(action, ref, step, on=day, leads=[lead], measures=[measure], about=["area:child-protection"])
    tell.course(action, "aagbpp", first=4)
    for quarter, value in enumerate(FLAT, start=3):
        _observed(tell, measure, quarter, value)


# A target that was moved ---------------------------------------------------------------------------------------------

CHECKS = ((4, 83), (5, 84), (6, 84), (7, 86), (8, 86), (9, 87))
"""A measure that gains a little: the number of the quarter, and the figure."""

MOVED = MEETS["cabinet"][7]
"""The day on which its target was moved: between the third of those quarters and the fourth."""


@pair("MOVED_GOALPOSTS", specimen="measure:health-checks", near_miss="measure:dental-checks")
def moved_goalposts(tell: County, ref: str, near: bool) -> None:
    """A target fell from 95 to 85 and red turned green; of the near miss Cabinet agreed it, and saw both series."""
    name = "Dental checks within the year" if near else "First health assessments within twenty working days"
    laid_down = ev.MeasureDefined(
        measure=ref, version="1", name=name, about=["area:health"], unit="%", direction="higher", baseline="82 %",
        target="95 %", band="2 %", lag="6 months", cadence="every 3 months", by="office:performance",
    )  # fmt: skip
    tell.say(laid_down, on=later(MEETS["cabinet"][4], days=1))
    if near:
        words = "Set the target at 85 % while no dentist takes on new patients, and show both targets for a quarter"
        tell.decide(f"{ref}-target", "cabinet", MOVED, words, about=[f"measure:{ref}"])
    moved = ev.MeasureDefined(
        measure=ref, version="2", unit="%", target="85 %", change="target", comparable="yes" if near else None,
        by="office:performance", decision=f"{ref}-target" if near else None,
    )  # fmt: skip
    tell.say(moved, on=MOVED)
    for quarter, value in CHECKS:
        is_after = REPORTS[quarter] > MOVED
        _observed(tell, ref, quarter, value, version="2" if is_after else "1")
        tell.report(f"measure:{ref}", "g" if is_after else "r", REPORTS[quarter], by=["office:performance"])
    if near:
        _observed(tell, ref, 7, 86, version="1")


# A red that is gone --------------------------------------------------------------------------------------------------


@pair("VANISHED_RED", specimen="plan:foster-carers", near_miss="plan:local-offer")
def vanished_red(tell: County, ref: str, near: bool) -> None:
    """A refreshed plan leaves out its two red actions; of the near miss the board moved each into the main plan."""
    made, refreshed, main = MEETS["cabinet"][2], MEETS["cabinet"][6], "6" if ref == "local-offer" else "5"
    words = "the local offer to care leavers" if near else "foster carers"
    steps = (
        ("Pay council tax for every care leaver", "Keep a flat in each town for a bad week")
        if near
        else ("Open an allowance that keeps pace with prices", "Answer every enquiry within a day")
    )
    names = [f"{main}.23", f"{main}.24"]
    promise, measure = f"commitment:{ref}-promise", "suitable" if main == "6" else "distance"
    tell.decide(f"{ref}-made", "cabinet", made, f"Approve the plan for {words}", about=[f"plan:{ref}"])
    held = [promise, *(f"action:{name}" for name in names)]
    _version(tell, ref, "1", items=held, on=made, decision=f"{ref}-made")
    tell.promise(
        ev.CommitmentMade(
            commitment=f"{ref}-promise", plan=ref, text=f"Keep what was promised of {words}", about=["area:homes"],
            leads=["office:head-of-care"], due="by 2025-12-31", measures=[measure], decision=f"{ref}-made",
        ),
        on=made,
    )  # fmt: skip
    for name, text in zip(names, steps, strict=True):
        tell.action(
            name, f"{ref}-promise", text, on=made, plan=ref, leads=["office:head-of-care"], about=["area:homes"],
            measures=[measure],
        )  # fmt: skip
        tell.course(name, "arr", first=3)
    if near:
        agreed = f"Move what is red in the plan for {words} into the improvement plan, under commitment {main}"
        tell.decide(f"{ref}-moved", BOARD, MEETS[BOARD][9], agreed, about=[f"plan:{ref}"])
        for name in names:
            retired = ev.PlanItemRetired(
                subject=f"action:{name}", how="moved", successor=[f"commitment:{main}"], decision=f"{ref}-moved",
            )  # fmt: skip
            tell.say(retired, on=MEETS[BOARD][9])
    tell.decide(
        f"{ref}-refreshed", "cabinet", refreshed, f"Approve the refreshed plan for {words}", about=[f"plan:{ref}"]
    )
    _version(tell, ref, "2", items=[promise], on=refreshed, decision=f"{ref}-refreshed")


def _version(tell: County, plan: str, version: str, *, items: list[str], on: dt.date, decision: str) -> None:
    """A version of a plan with all that it contains."""
    tell.another_plan(
        ev.PlanVersioned(
            plan=plan, version=version, standing="approved", items=items, items_complete="yes", decision=decision,
            replaces_version="1" if version == "2" else None, overseen_by=["partnership"],
        ),
        on=on,
    )  # fmt: skip
