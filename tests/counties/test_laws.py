"""Laws of a check, over counties drawn at random: dense histories that could have happened, with every rule."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, reject, settings, strategies as st

from govledger.assurance import RULES, Alarm, Case, Opinion, Setting, Watch, check
from govledger.assurance.record import Record
from govledger.errors import UnknownReferenceError
from govledger.events import (
    ActionAdded,
    BodyEstablished,
    EvidenceRecorded,
    MeasureDefined,
    MeetingHeld,
    PlanVersioned,
    StatusReported,
)
from govledger.ledger import Draft, draft
from tests.counties.histories import counties, recorded
from tests.counties.support import LAST, county

FEW = settings(max_examples=12)
READ_CLOCK = {one.name for one in RULES if one.reads_clock}
ON_EVIDENCE = {"GREEN_WITHOUT_EVIDENCE", "SELF_ASSURED", "NOT_TRIANGULATED"}
KINDS = ("audit", "dip_sample", "observation", "feedback", "data", "inspection")


def alarmed(opinion: Opinion) -> set[tuple[str, str]]:
    """Return what is asked of what, answered or not."""
    return {(alarm.rule, alarm.subject) for alarm in (*opinion.alarms, *opinion.answered)}


def elsewhere(day: str) -> list[Draft]:
    """Return what another council says of its own plan, body, measure and meeting."""
    events = (
        BodyEstablished(body="zz-body", kind="scrutiny"),
        PlanVersioned(plan="zz-plan", standing="approved", overseen_by=["zz-body"]),
        ActionAdded(action="zz", plan="zz-plan", leads=["office:zz"], due="by 2030-01-01"),
        MeasureDefined(measure="zz", about=["plan:zz-plan"], direction="higher"),
        MeetingHeld(meeting="zz-1", body="zz-body"),
        StatusReported(subject="action:zz", status="rag/red"),
    )
    return [draft(event, happened=day, known_on=day, source="zz-paper") for event in events]


@FEW
@given(counties())
def test_what_another_council_says_changes_no_alarm(drafts: list[Draft]) -> None:
    with recorded(drafts) as ledger:
        before = check(ledger.history(), LAST)
        ledger.record_drafts(elsewhere("2025-06-20"))
        after = check(ledger.history(), LAST)

    assert [one for one in after.alarms if "zz" not in one.subject] == list(before.alarms)


@FEW
@given(counties(), st.data())
def test_more_independent_evidence_never_adds_a_doubt_of_the_evidence(drafts: list[Draft], data: st.DataObject) -> None:
    with recorded(drafts) as ledger:
        record = Record.of(ledger.history())
        subjects = [str(one) for one in record.subjects(("action", "commitment", "plan"))]
        watch = Watch(ledger)
        before = alarmed(watch.check(LAST))
        days = st.dates(dt.date(2023, 1, 2), LAST)
        for number in range(3):
            piece = EvidenceRecorded(
                evidence=f"zz-{number}",
                kind=data.draw(st.sampled_from(KINDS)),
                by=["org:peer-authority"],
                collected=str(day := data.draw(days)),
                complete="yes",
                supports=data.draw(st.lists(st.sampled_from(subjects), min_size=1, max_size=3, unique=True)),
            )
            ledger.record(piece, happened=day, known_on=day, source="improvement-log")
        after = alarmed(watch.check(LAST))

    assert {one for one in after - before if one[0] in ON_EVIDENCE} == set()


@FEW
@given(counties())
def test_when_it_was_recorded_changes_only_what_reads_the_clock(drafts: list[Draft]) -> None:
    with recorded(drafts, "2026-01-01T12:00:00Z") as early, recorded(drafts, "2029-12-31T12:00:00Z") as late:
        first, second = (check(ledger.history(), LAST) for ledger in (early, late))

    for concluded in ("alarms", "clear", "cannot_tell"):
        ours, theirs = (list(getattr(held, concluded)) for held in (first, second))
        assert [one for one in ours if one.rule not in READ_CLOCK] == [
            one for one in theirs if one.rule not in READ_CLOCK
        ]


@FEW
@given(counties(), st.dates(dt.date(2023, 1, 2), LAST))
def test_every_alarm_cites_entries_inside_the_cut(drafts: list[Draft], day: dt.date) -> None:
    with recorded(drafts) as ledger:
        history = ledger.history(as_of=day)
        opinion = check(history)

    held = set(history.numbers)
    assert opinion.denominator.stopped == {}
    for alarm in opinion.alarms:
        assert alarm.because
        assert held.issuperset(alarm.because)
        assert int(alarm.key.rpartition(":")[2]) in held


@FEW
@given(counties(), st.dates(dt.date(2023, 3, 1), LAST))
def test_what_was_recorded_by_then_concludes_what_the_ledger_did_then(drafts: list[Draft], day: dt.date) -> None:
    known = [one for one in drafts if one.known_on is not None and one.known_on <= day]
    with recorded(known) as then:
        concluded = check(then.history(), day)
    with recorded(drafts) as now:
        cut = check(now.history(known_by=day), day)

    assert alarmed(cut) == alarmed(concluded)
    assert [one for one in cut.clear if one.rule not in READ_CLOCK] == [
        one for one in concluded.clear if one.rule not in READ_CLOCK
    ]


@settings(max_examples=6)
@given(counties(), st.integers(1, 400))
def test_a_county_told_in_two_parts_is_judged_as_if_told_at_once(drafts: list[Draft], rest: int) -> None:
    days = sorted({one.known_on for one in drafts if one.known_on is not None})
    until = days[max(0, len(days) - rest)]
    first = [one for one in drafts if one.known_on is not None and one.known_on <= until]
    try:
        told_first = recorded(first)
    except UnknownReferenceError:
        reject()  # A meeting of the first days takes a plan that became known only after it.
    with told_first as ledger:
        watch = Watch(ledger)
        watch.check(LAST)
        ledger.record_drafts([one for one in drafts if one not in first])

        assert watch.check(LAST) == check(ledger.history(), LAST)


# Settings ------------------------------------------------------------------------------------------------------------

CHANGEABLE = [(one.name, held) for one in RULES for held in one.settings if held.looser != "either"]
NORTHBECK = Record.of(county("northbeck").history(as_of=LAST))


@pytest.mark.parametrize(("rule", "setting"), CHANGEABLE, ids=[f"{one}.{held.parameter}" for one, held in CHANGEABLE])
def test_loosening_a_setting_never_adds_an_alarm_of_its_rule(rule: str, setting: Setting) -> None:
    default = setting.default
    steps = [0, default // 2, default, default + 1, default * 2 + 1, default + 999]
    found = [raised(rule, setting.parameter, now) for now in (steps if setting.looser == "up" else reversed(steps))]

    for tighter, looser in pairwise(found):
        assert looser <= tighter


def test_what_has_no_looser_side_is_what_a_longer_look_may_find_or_explain() -> None:
    either = {f"{one.name}.{held.parameter}" for one in RULES for held in one.settings if held.looser == "either"}

    assert either == {"PRE_MEETING_POLISH.within_days", "OVERSIGHT_WITHOUT_POWER.months"}


def raised(rule: str, parameter: str, now: int) -> set[tuple[str, int]]:
    """Return what one rule asks of Northbeck, today and later, with one setting changed."""
    asked = RULES.named(rule)
    return {
        (subject, later)
        for subject in NORTHBECK.subjects(asked.about)
        for later in (0, 60, 400)
        if isinstance(
            asked.judge(
                Case(
                    subject,
                    record=NORTHBECK,
                    rule=asked,
                    today=LAST + dt.timedelta(days=later),
                    settings={f"{rule}.{parameter}": now},
                )
            ),
            Alarm,
        )
    }
