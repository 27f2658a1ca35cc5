"""Laws of what is kept: as of any day, and whatever is recorded late, it says what a replay says."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from govledger import events as ev
from govledger.ledger import Draft, Entry, Ledger
from govledger.ledger.timeline import month_end
from govledger.projections.kept import Kept
from govledger.projections.plan_state import PlanState
from govledger.projections.projection import on, projection
from govledger.projections.views import VIEWS, declared
from tests.counties.histories import counties
from tests.ledger.histories import TODAY, histories
from tests.ledger.support import FakeClock, memory
from tests.projections.support import report, say, telling_days
from tests.projections.test_growing import OURS, assert_same, reading, sittings_of

INSTANT = "2029-12-31T12:00:00Z"


@projection(version=1, keyed=True)
class Indexed:
    """Holds each open action in two tables."""

    actions: dict[str, list[str]] = attrs.field(factory=dict[str, list[str]])
    live: dict[str, list[str]] = attrs.field(factory=dict[str, list[str]])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.actions[event.action] = self.live[event.action] = []

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, entry: Entry[Any]) -> None:
        if event.subject.id in self.actions:
            self.actions[event.subject.id].append(str(event.status))


@projection(version=1)
class Uncopyable:
    """Holds what nobody can copy."""

    made: list[Any] = attrs.field(factory=list[Any])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.made.append(memoryview(event.action.encode()))


EVERY = (*OURS, Indexed, Uncopyable, *VIEWS)


def assert_kept(kept: Iterable[tuple[Kept[Any], type]], ledger: Ledger, days: Iterable[dt.date]) -> None:
    """Assert that everything kept says of each day what a replay says."""
    for day in days:
        history = ledger.history(as_of=day)
        for one, view in kept:
            assert_same(one.as_of(day), declared(view).view(history))
            assert one.as_of(day).number == declared(view).view(history).number, (view, day)


def keeping(ledger: Ledger, views: Sequence[type]) -> list[tuple[Kept[Any], type]]:
    """Return what keeps each view of a ledger."""
    return [(Kept(declared(view), ledger), view) for view in views]


@settings(max_examples=40)
@given(histories(), st.lists(st.integers(1, 14)), st.randoms(use_true_random=False))
def test_as_of_any_day_it_says_what_a_replay_says(drafts: list[Draft], ends: list[int], random: Any) -> None:
    with memory(FakeClock(f"{TODAY}T12:00:00Z")) as ledger:
        kept = keeping(ledger, EVERY)
        days = [TODAY - dt.timedelta(days=count) for count in range(10)]
        for sitting in sittings_of(drafts, ends):
            ledger.record_drafts(sitting)
            random.shuffle(days)

            assert_kept(kept, ledger, days[:4])


@settings(max_examples=6)
@given(counties(), st.randoms(use_true_random=False))
def test_a_county_is_kept_as_it_is_told_corrected_and_taken_back(drafts: list[Draft], random: Any) -> None:
    with Ledger.open("memory://", clerk="office:clerk", clock=FakeClock(INSTANT)) as ledger:
        kept = keeping(ledger, VIEWS)
        half = len(drafts) // 2
        for part in (drafts[:half], drafts[half:]):
            ledger.record_drafts(part)
            assert_kept(kept, ledger, random.sample(telling_days(ledger), 3))
            change_some(ledger, random)
            assert_kept(kept, ledger, random.sample(telling_days(ledger), 3))


def change_some(ledger: Ledger, random: Any) -> None:
    """Take back an entry, and correct another so that it happened earlier, both known long ago."""
    for taking_back in (True, False):
        number = random.randrange(2, len(ledger) + 1)
        entry = ledger.entry(number)
        if entry.corrects or entry.retracts:
            continue
        if taking_back:
            ledger.retract(number, reason="Entered in error.", known_on=entry.known_on)
        else:
            earlier = entry.earliest if entry.earliest == dt.date.min else entry.earliest - dt.timedelta(days=40)
            ledger.correct(number, entry.event, reason="Mis-dated.", happened=earlier, known_on=entry.known_on)


def test_a_county_of_many_months_is_kept_in_every_one_of_them(minute: Ledger) -> None:
    days = telling_days(minute)
    kept = keeping(minute, VIEWS)

    assert_kept(kept, minute, [*reversed(days), *days])


def test_from_month_to_month_only_what_came_since_is_read(action: Ledger) -> None:
    for month in range(1, 13):
        say(action, report("green"), f"2018-{month:02}-15")
    kept = Kept(declared(PlanState), action)
    kept.as_of("2018-12-31")
    read = reading(action)

    view = kept.as_of("2018-11-20")

    assert read == [view.number]
    assert view.state.actions["2.4"].entries[-1] == view.number


def test_what_is_recorded_late_mends_the_months_it_belongs_to(action: Ledger) -> None:
    for month in range(1, 13):
        for other in range(20):
            name = f"{month}-{other}"
            say(action, ev.ActionAdded(action=name, text="Other", due="unspecified"), f"2018-{month:02}-15")
    kept = Kept(declared(PlanState), action)
    kept.as_of("2018-12-31")
    say(action, report("red"), "2018-02-15")
    read = reading(action)

    view = kept.as_of("2018-12-31")

    assert view.state.actions["2.4"].status == "red"
    assert kept.as_of("2018-01-31").state.actions["2.4"].status is None
    assert len(read) < 60


def test_a_state_that_was_handed_out_stays_as_it_is(action: Ledger) -> None:
    kept = Kept(declared(PlanState), action)
    say(action, report("green"), "2017-02-10")
    before = kept.as_of("2017-02-28").state
    say(action, report("red"), "2017-03-10")
    say(action, report("amber"), "2017-02-11")

    after = kept.as_of("2017-03-31").state

    assert before.actions["2.4"].status == "green"
    assert after.actions["2.4"].status == "red"
    assert kept.as_of("2017-02-28").state.actions["2.4"].status == "amber"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_any_day_of_the_calendar_may_be_asked_of(action: Ledger, day: str) -> None:
    view = Kept(declared(PlanState), action).as_of(day)

    assert view.state == action.history(as_of=day).project(PlanState)


def test_a_ledger_gives_what_it_keeps_of_a_projection(action: Ledger) -> None:
    say(action, report("green"), "2017-02-10")

    kept = action.kept(PlanState)

    assert kept.as_of("2017-02-10").state.actions["2.4"].status == "green"


def test_only_a_projection_is_kept(action: Ledger) -> None:
    with pytest.raises(TypeError, match="is not a projection"):
        action.kept(dict)


def test_a_state_is_kept_between_months_where_much_became_known(action: Ledger) -> None:
    timeline = action.inner.timeline
    for day in ("2017-02-03", "2017-02-03", "2017-02-05", "2017-02-20", "2017-04-01"):
        say(action, report("green"), day)
    timeline.extend(len(action))

    days = timeline.telling_days(dt.date(2017, 4, 29), entries_max=2)
    later = timeline.telling_days(dt.date(2017, 4, 30), entries_max=100)

    assert [str(day) for day in days] == ["2017-01-05", "2017-01-31", "2017-02-03", "2017-02-20"]
    assert [str(day) for day in later] == ["2017-01-31", "2017-02-28", "2017-04-30"]


def test_what_is_dense_is_kept_from_day_to_day(monkeypatch: pytest.MonkeyPatch, minute: Ledger) -> None:
    monkeypatch.setattr("govledger.projections.reading.ENTRIES_MAX", 3)
    monkeypatch.setattr("govledger.projections.months.WHOLE_EVERY", 2)
    kept = keeping(minute, VIEWS)

    assert_kept(kept, minute, reversed(telling_days(minute)))


@pytest.mark.parametrize(("day", "end"), [("2017-02-01", "2017-02-28"), ("2016-02-29", "2016-02-29")])
def test_a_month_ends_on_its_last_day(day: str, end: str) -> None:
    assert month_end(dt.date.fromisoformat(day)) == dt.date.fromisoformat(end)


def test_december_ends_a_year_and_the_last_december_the_calendar() -> None:
    assert month_end(dt.date(2017, 12, 1)) == dt.date(2017, 12, 31)
    assert month_end(dt.date(9999, 12, 1)) == dt.date.max
