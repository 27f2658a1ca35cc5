"""A check that is kept up says what a check made anew would say, and judges little again."""

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from random import Random

import attrs
import msgspec
import pytest
from hypothesis import given, settings, strategies as st

from govledger import events as ev
from govledger.assurance import Alarm, Answer, Case, Opinion, Rules, Watch, check, rule
from govledger.assurance.watched import _fields
from govledger.events import CoverageDeclared, StatusReported
from govledger.ledger import Draft, Ledger
from govledger.ledger.lines import read_lines
from govledger.testing import given as given_events
from tests.counties.support import EXAMPLES
from tests.ledger.histories import DAYS, histories
from tests.ledger.support import FakeClock
from tests.projections.support import MINUTES, minute_ledger, record_coverage

LATE = (ev.StatusReported, ev.EvidenceRecorded, ev.DeadlineChanged, ev.MeasureObserved, ev.CompletionClaimed)
"""What may be held back and come late, for nothing refers to it but evidence."""


def encoded(opinion: Opinion) -> bytes:
    return msgspec.json.encode(opinion.plain())


def memory() -> Ledger:
    return Ledger.create("memory://", clerk="office:clerk", clock=FakeClock("2029-12-31T12:00:00Z"))


def northbeck() -> list[Draft]:
    """Return what is told of Northbeck, in the order it became known."""
    with (EXAMPLES / "northbeck.jsonl").open("rb") as lines:
        return list(read_lines(lines).drafts)


def assert_as_anew(watch: Watch, ledger: Ledger, today: dt.date | None = None) -> None:
    assert encoded(watch.check(today)) == encoded(check(ledger.history(), today))


def test_what_is_told_day_by_day_is_judged_as_if_it_had_all_been_there() -> None:
    drafts, random = northbeck(), Random(5)
    days = [list(of_a_day) for _, of_a_day in groupby(drafts, key=lambda one: one.known_on)]
    with memory() as ledger:
        ledger.record_drafts([one for of_a_day in days[:150] for one in of_a_day])
        watch = Watch(ledger)
        for of_a_day in days[150:]:
            ledger.record_drafts(of_a_day)
            if random.random() < 0.25:
                assert_as_anew(watch, ledger)


def test_what_comes_late_is_corrected_or_is_taken_back_is_judged_as_if_it_had_been_so() -> None:
    random = Random(11)
    drafts = northbeck()
    named = {
        name for one in drafts if isinstance(one.event, LATE) for name in ev.each(getattr(one.event, "evidence", None))
    }
    held = [
        one
        for one in drafts
        if isinstance(one.event, LATE) and getattr(one.event, "evidence", None) not in named and random.random() < 0.04
    ]
    with memory() as ledger:
        ledger.record_drafts([one for one in drafts if one not in held])
        watch = Watch(ledger)
        assert_as_anew(watch, ledger)

        for one in held[:8]:
            ledger.record_drafts([one])
            assert_as_anew(watch, ledger)
        said = [entry for entry in ledger.entries() if isinstance(entry.event, StatusReported)]
        for entry in random.sample(said, 4):
            worse = ev.StatusReported(subject=entry.event.subject, status="rag/red")
            ledger.correct(entry.number, worse, reason="mistyped")
            assert_as_anew(watch, ledger)
        for entry in random.sample(said, 3):
            ledger.retract(entry.number, reason="entered twice")
            assert_as_anew(watch, ledger)


def test_a_day_that_comes_is_judged_as_if_it_had_been_asked_about_at_once() -> None:
    with memory() as ledger:
        ledger.record_drafts(northbeck())
        watch, days = Watch(ledger), [dt.date(2025, 6, 30) + dt.timedelta(days=17 * step) for step in range(25)]

        for day in (*days, days[3]):
            assert_as_anew(watch, ledger, day)


@pytest.mark.parametrize("name", MINUTES)
def test_coverage_declared_later_is_judged_as_if_it_had_been_there(name: str) -> None:
    with minute_ledger(name, coverage=False) as ledger:
        watch = Watch(ledger)
        assert_as_anew(watch, ledger)

        record_coverage(ledger, name)

        assert_as_anew(watch, ledger)


@given(histories(), st.lists(DAYS, max_size=3), st.integers(1, 5))
@settings(max_examples=30)
def test_a_random_history_is_judged_as_if_it_had_all_been_there(
    drafts: list[Draft], days: list[dt.date], step: int
) -> None:
    with memory() as ledger:
        watch = Watch(ledger)
        for start in range(0, len(drafts), step):
            ledger.record_drafts(drafts[start : start + step])
            assert_as_anew(watch, ledger)
        for day in days:
            assert_as_anew(watch, ledger, day)


# What is judged again ------------------------------------------------------------------------------------------------


@pytest.fixture
def kept() -> Iterator[tuple[Watch, Ledger, int]]:
    """Yield a watch of Northbeck, its ledger, and how many cases there are."""
    with memory() as ledger:
        ledger.record_drafts(northbeck())
        watch = Watch(ledger)
        watch.check()
        yield watch, ledger, watch.put


def test_a_report_on_one_action_is_judged_with_what_rests_on_it(kept: tuple[Watch, Ledger, int]) -> None:
    watch, ledger, cases = kept
    today = watch.check().today
    watch.check()
    assert watch.put == 0

    ledger.record(ev.StatusReported(subject="action:1.1", status="rag/amber"), happened=today, known_on=today)
    assert_as_anew(watch, ledger)

    assert 0 < watch.put < cases / 10


def test_a_report_that_changes_no_course_asks_no_meeting_again(kept: tuple[Watch, Ledger, int]) -> None:
    watch, ledger, cases = kept
    today = watch.check().today
    meetings = sum(1 for _ in meetings_of(watch))

    ledger.record(ev.StatusReported(subject="action:1.1", status="rag/red"), happened=today, known_on=today)
    watch.check()
    ledger.record(ev.StatusReported(subject="action:1.1", status="rag/red"), happened=today, known_on=today)
    assert_as_anew(watch, ledger)

    assert 0 < watch.put < min(meetings, cases / 50)


def meetings_of(watch: Watch) -> Iterator[str]:
    """Yield the meetings of what is watched."""
    assert watch._record is not None
    yield from watch._record.subjects(("meeting",))


def test_what_comes_last_is_folded_into_what_is_held_though_the_ledger_was_opened_later(
    kept: tuple[Watch, Ledger, int],
) -> None:
    watch, ledger, _ = kept
    today, before = watch.check().today, watch._record

    ledger.record(ev.StatusReported(subject="action:1.1", status="rag/amber"), happened=today, known_on=today)
    watch.check()
    after = watch._record
    ledger.record(
        ev.StatusReported(subject="action:1.2", status="rag/amber"), happened="2024-01-01", known_on="2024-01-01"
    )
    watch.check()

    assert after is before
    assert watch._record is not before


def test_a_paper_that_nothing_rests_on_asks_nothing_again(kept: tuple[Watch, Ledger, int]) -> None:
    watch, ledger, cases = kept
    today = watch.check().today

    ledger.record(ev.DocumentLodged(document="map-of-the-offices"), happened=today, known_on=today)
    assert_as_anew(watch, ledger)

    assert watch.put < cases / 100


def test_a_late_report_asks_again_only_what_rests_on_it(kept: tuple[Watch, Ledger, int]) -> None:
    watch, ledger, cases = kept

    ledger.record(
        ev.StatusReported(subject="action:1.1", status="rag/red"), happened="2024-02-02", known_on="2024-02-02"
    )
    assert_as_anew(watch, ledger)

    assert 0 < watch.put < cases / 10


def test_an_appointment_that_ends_asks_again_about_what_its_holder_leads() -> None:
    with memory() as ledger:
        ledger.record(
            ev.CoverageDeclared(what=["appointments"], since="2020-01-01"),
            ev.AppointmentMade(appointment="a", who="person:p", office="office:x"),
            ev.ActionAdded(action="1", leads=["office:x"], due="by 2026-01-01"),
            happened="2024-01-01",
            known_on="2024-01-01",
        )
        watch, day = Watch(ledger), dt.date(2024, 6, 1)
        before = watch.check(day)

        ledger.record(ev.AppointmentEnded(appointment="a"), happened="2024-02-01", known_on="2024-02-01")
        assert_as_anew(watch, ledger, day)
        after = watch.check(day)

    assert [alarm.rule for alarm in before.alarms] == []
    assert [alarm.rule for alarm in after.alarms] == ["ORPHANED_OWNER"]


def test_no_row_stands_in_two_places_so_that_what_touches_it_is_seen(kept: tuple[Watch, Ledger, int]) -> None:
    watch, _, _ = kept
    record = watch._record
    assert record is not None
    seen: dict[int, tuple[str, str, object]] = {}
    twice = []
    for cls, view in record._views.items():
        for name, table in _fields(view.state):
            for key, row in dict.items(table) if isinstance(table, dict) else ():
                place = (cls.__name__, name, key)
                twice += [(seen[one], place) for one in set(changeable(row)) if seen.setdefault(one, place) != place]

    assert twice == []


@attrs.frozen
class Frozen:
    """What a value looks like that cannot be changed in its place."""


def changeable(held: object) -> Iterator[int]:
    """Yield the identity of everything within a row that a handler could change in its place."""
    if isinstance(held, dict):
        yield id(held)
        for one in dict.values(held):
            yield from changeable(one)
    elif isinstance(held, list | set | tuple):
        if not isinstance(held, tuple):
            yield id(held)
        for one in held:
            yield from changeable(one)
    elif attrs.has(type(held)):
        cls: type[attrs.AttrsInstance] = type(held)  # type: ignore[assignment] # It is one.
        if cls.__setattr__ is not Frozen.__setattr__:
            yield id(held)
        for field in attrs.fields(cls):
            yield from changeable(getattr(held, field.name))


def test_a_setting_asks_its_own_rule_again(kept: tuple[Watch, Ledger, int]) -> None:
    watch, ledger, cases = kept
    today = watch.check().today
    changed = ev.RuleSettingChanged(rule="STALE_ASSURANCE", parameter="evidence_days", was="180", now="10", reason="r")

    ledger.record(changed, happened=today, known_on=today)
    assert_as_anew(watch, ledger)

    assert 0 < watch.put < cases / 4


def test_a_rule_that_raised_is_put_again() -> None:
    rules = Rules()

    @rule("BROKEN", severity="low", question="?", about=("action",), reads=(ev.ActionAdded,), source="-", rules=rules)
    def broken(case: Case) -> Answer:
        if len(case.about(StatusReported)) == 1:
            raise ZeroDivisionError
        return Alarm(because=(case.about(ev.ActionAdded)[0].number,), says="-", clears="-")

    with memory() as ledger:
        watch = Watch(ledger, rules=rules)
        ledger.record(ev.ActionAdded(action="1"), happened="2020-01-01", known_on="2020-01-01")
        assert len(watch.check().alarms) == 1

        for expected in ({"BROKEN"}, set[str]()):
            ledger.record(
                ev.StatusReported(subject="action:1", status="x"), happened="2020-01-02", known_on="2020-01-02"
            )
            opinion = watch.check()
            assert set(opinion.denominator.stopped) == expected
            assert encoded(opinion) == encoded(check(ledger.history(), rules=rules))


def test_what_came_late_stands_where_it_happened() -> None:
    told = given_events(CoverageDeclared(what=["told"], since="2017-06-14"), happened="2017-06-30").later(
        CoverageDeclared(what=["measures"], since="2017-06-15"), happened="2017-06-14"
    )
    day = dt.date(2017, 7, 1)
    watch: Watch | None = None

    for ledger in told.growing():
        watch = watch or Watch(ledger)
        kept = watch.check(day)

        assert kept == check(ledger.history(), day)
