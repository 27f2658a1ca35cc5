"""The pairs of the rules about time: what turns green before a meeting, dates that move or pass, and late entries."""

from __future__ import annotations

import datetime as dt

from examples.counties.county import County
from examples.counties.facts import MEETS, REPORTS
from examples.counties.pairs import pair
from govledger import events as ev

POLISHED = {
    "board-12": (
        ("2.15", "Give every school a named social worker for thresholds"),
        ("4.15", "Text families the day before a visit"),
        ("6.15", "Give every care leaver a named housing officer"),
    ),
    "board-15": (
        ("2.16", "Give every surgery a named social worker for thresholds"),
        ("4.16", "Write to children after each visit in words they know"),
        ("6.16", "Check each flat with the young person before they sign for it"),
    ),
}
"""The actions that turned green just before two meetings of the board."""

MOVED = {"5.15": "Open an assessment home for brothers and sisters", "5.16": "Register four homes for one child each"}
"""The actions whose date was moved to September 2025."""

PUT_BACK = {
    "8.15": "Put one front page on every early help plan",
    "8.16": "Share early help plans with health visitors",
}
"""The actions whose date was put back once."""

PASSED = {
    "3.15": "Clear the assessments left by agency staff",
    "3.16": "Ask a second manager to read closed assessments",
}
"""The actions due by the end of March 2025."""

SHOWN_LATE = {"7.15": "Read a sample of supervision notes each month", "7.16": "Hold group supervision in each team"}
"""The actions that supervision notes of January 2025 bear on."""


@pair("PRE_MEETING_POLISH", specimen="meeting:board-12", near_miss="meeting:board-15")
def pre_meeting_polish(tell: County, ref: str, near: bool) -> None:
    """Three ambers turn green the day before the board meets. In the near miss an audit of that week shows why."""
    day = MEETS["board"][int(ref.removeprefix("board-")) - 1]
    greened, quarter = day - dt.timedelta(days=1), sum(report < day for report in REPORTS)
    for (action, text), later in zip(POLISHED[ref], ("gggg", "gggg", "gaag"), strict=True):
        tell.action(action, action.partition(".")[0], text)
        tell.course(action, f"n{'a' * (quarter - 1)}{later[: len(REPORTS) - quarter]}")
        tell.report(f"action:{action}", "g", greened)
    if near:
        subjects = [f"action:{action}" for action, _ in POLISHED[ref]]
        tell.checked(
            f"{ref}-audit", subjects, greened - dt.timedelta(days=5), text="All three seen in use in four teams"
        )


@pair("SERIAL_RESCHEDULING", specimen="action:5.15", near_miss="action:5.16")
def serial_rescheduling(tell: County, ref: str, near: bool) -> None:
    """June became September, and September December. The near miss was moved once, by Cabinet, when the law changed."""
    day = dt.date(2024, 11, 9)
    tell.action(ref, "5", MOVED[ref], on="2024-02-09", due="by 2025-06-30")
    tell.course(ref, "naaaaa", first=4)
    tell.decide(f"{ref}-date", "cabinet", day, "Agree the later date", about=[f"action:{ref}"])
    first = ev.DeadlineChanged(
        subject=f"action:{ref}", was="by 2025-06-30", now="by 2025-09-30", by=["office:head-of-care"],
        decision=f"{ref}-date", reason="New regulations require each home to be registered before a child lives there",
    )  # fmt: skip
    tell.say(first, on=day)
    if not near:
        again = ev.DeadlineChanged(
            subject=f"action:{ref}", was="by 2025-09-30", now="by 2025-12-31", by=["office:head-of-care"],
            approved_by="office:dcs", reason="The building is not ready",
        )  # fmt: skip
        tell.say(again, on="2025-03-05")


@pair("UNAPPROVED_RESCHEDULE", specimen="action:8.15", near_miss="action:8.16")
def unapproved_reschedule(tell: County, ref: str, near: bool) -> None:
    """A quarterly report gives a later date and no reason. In the near miss the board agrees it, for a reason."""
    day = MEETS["board"][13] if near else REPORTS[8]
    tell.action(ref, "8", PUT_BACK[ref], on="2024-02-09", due="by 2025-07-31")
    tell.course(ref, "naaaaa", first=4)
    if near:
        tell.decide(f"{ref}-date", "board", day, "Agree the end of October", about=[f"action:{ref}"])
    moved = ev.DeadlineChanged(
        subject=f"action:{ref}", was="by 2025-07-31", now="by 2025-10-31", by=["office:head-of-commissioning"],
        decision=f"{ref}-date" if near else None,
        reason="Partners change their own system in September" if near else None,
    )  # fmt: skip
    tell.say(moved, on=day)


@pair("OVERDUE_NOT_RED", specimen="action:3.15", near_miss="action:3.16")
def overdue_not_red(tell: County, ref: str, near: bool) -> None:
    """Due by the end of March, and still green in June. The near miss was done on 29 March, and reported in April."""
    tell.action(ref, "3", PASSED[ref], on="2024-02-09", due="by 2025-03-31")
    tell.course(ref, "naagg", first=4)
    tell.checked(f"{ref}-sample", [f"action:{ref}"], "2025-04-02", kind="dip_sample", sample=30)
    if near:
        claim = ev.CompletionClaimed(
            subject=f"action:{ref}", by=["office:head-of-safeguarding"], completed_on="2025-03-29",
            evidence=[f"{ref}-sample"],
        )  # fmt: skip
        tell.say(claim, on="2025-04-06")
    tell.report(f"action:{ref}", "b" if near else "g", REPORTS[9], evidence=[f"{ref}-sample"])


@pair("BACKDATED_ENTRY", specimen="action:7.15", near_miss="action:7.16")
def backdated_entry(tell: County, ref: str, near: bool) -> None:
    """Supervision notes of January first come to light in June. The near miss's file was published as January ended."""
    tell.action(ref, "7", SHOWN_LATE[ref], on="2024-02-09")
    tell.course(ref, "naaaaa", first=4)
    tell.paper(f"{ref}-file", "2025-01-31" if near else "2025-06-12", kind="other")
    notes = ev.EvidenceRecorded(
        evidence=f"{ref}-notes", kind="audit", by=["office:internal-audit"], collected="2025-01-06..2025-01-31",
        supports=[f"action:{ref}"], sample=24, complete="yes", document=f"{ref}-file",
        text="Twenty-four notes of supervision, signed and dated",
    )  # fmt: skip
    tell.say(notes, on="2025-01-31", source=f"{ref}-file")
