"""Laws of what is kept: as of any day, and whatever is recorded late, it says what a replay says."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from govledger import events as ev
from govledger.ledger import Draft, Entry, Ledger, draft
from govledger.ledger.store import kept_states
from govledger.ledger.timeline import month_end
from govledger.projections.kept import Kept
from govledger.projections.plan_state import PlanState
from govledger.projections.projection import on, projection
from govledger.projections.views import VIEWS, declared
from tests.counties.histories import counties
from tests.ledger.histories import TODAY, histories
from tests.ledger.support import FakeClock, memory
from tests.projections.support import report, say, telling_days
from tests.projections.test_growing import OURS, Counted, Latest, assert_same, reading, sittings_of

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


@projection(version=1, keyed=True)
class Declared:
    """What was declared to be covered, which is seen as of any day."""

    coverage: dict[int, str] = attrs.field(factory=dict[int, str])

    @on(ev.CoverageDeclared)
    def declared(self, event: ev.CoverageDeclared, entry: Entry[Any]) -> None:
        self.coverage[entry.original] = str(entry.latest)


EVERY = (*OURS, Indexed, Uncopyable, Declared, *VIEWS)


def assert_kept(kept: Iterable[tuple[Kept[Any], type]], ledger: Ledger, days: Iterable[dt.date]) -> None:
    """Assert that everything kept says of each day what a replay says."""
    for day in days:
        history = ledger.history(as_of=day)
        for one, view in kept:
            kept_view, whole = one.as_of(day), declared(view).view(history)
            assert_same(kept_view, whole)
            assert kept_view.number == whole.number, (view, day)


def keeping(ledger: Ledger, views: Sequence[type]) -> list[tuple[Kept[Any], type]]:
    """Return what keeps each view of a ledger."""
    return [(Kept(declared(view), ledger), view) for view in views]


@settings(max_examples=25)
@given(histories(), st.lists(st.integers(1, 14)), st.integers(0, 1 << 16).map(Random), st.sampled_from([1, 1_000]))
def test_as_of_any_day_it_says_what_a_replay_says(
    drafts: list[Draft],
    ends: list[int],
    random: Random,
    dense: int,
) -> None:
    with memory(FakeClock(f"{TODAY}T12:00:00Z")) as ledger, pytest.MonkeyPatch.context() as patched:
        patched.setattr("govledger.projections.reading.ENTRIES_MAX", dense)
        patched.setattr("govledger.projections.months.WHOLE_EVERY", 3)
        kept = keeping(ledger, EVERY)
        days = [TODAY - dt.timedelta(days=count) for count in range(10)]
        for sitting in sittings_of(drafts, ends):
            ledger.record_drafts(sitting)
            random.shuffle(days)

            assert_kept(kept, ledger, days[:4])


@settings(max_examples=6)
@given(counties(), st.integers(0, 1 << 16).map(Random))
def test_a_county_is_kept_as_it_is_told_corrected_and_taken_back(drafts: list[Draft], random: Random) -> None:
    with Ledger.open("memory://", clerk="office:clerk", clock=FakeClock(INSTANT)) as ledger:
        kept = keeping(ledger, VIEWS)
        half = len(drafts) // 2
        for part in (drafts[:half], drafts[half:]):
            ledger.record_drafts(part)
            assert_kept(kept, ledger, random.sample(telling_days(ledger), 3))
            change_some(ledger, random)
            assert_kept(kept, ledger, random.sample(telling_days(ledger), 3))


def change_some(ledger: Ledger, random: Random) -> None:
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


def test_what_comes_late_and_was_taken_back_in_a_later_month_is_in_none_after_it(action: Ledger) -> None:
    for month in range(1, 7):
        say(action, ev.ActionAdded(action=f"3.{month}", due="unspecified"), f"2018-{month:02}-15")
    kept = Kept(declared(PlanState), action)
    kept.as_of("2018-06-30")
    late = draft(ev.ActionAdded(action="4", due="unspecified"), happened="2018-01-20", known_on="2018-01-20")
    back = draft(ev.EntryRetracted(), reason="a slip", known_on="2018-03-20", retracts=f"entry:{len(action) + 1}")
    action.record_drafts([late, back])

    assert_kept([(kept, PlanState)], action, telling_days(action))


def test_a_key_that_was_put_in_again_in_a_later_month_stands_last(action: Ledger) -> None:
    for day, subject in (("2018-01-02", "action:2.4"), ("2018-01-03", "plan:p"), ("2018-02-02", "action:2.4")):
        say(action, ev.StatusReported(subject=subject, status="green"), day)
    say(action, ev.StatusReported(subject="plan:p", status="green"), "2018-04-02")

    view = Kept(declared(Latest), action).as_of("2018-03-31")

    assert list(view.state.status) == ["plan:p", "action:2.4"]


def test_what_stands_whatever_the_day_is_seen_as_of_every_day(action: Ledger) -> None:
    kept = [(Kept(declared(Declared), action), Declared)]
    days = [dt.date(2017, 1, 31), dt.date(2017, 5, 1), dt.date(2018, 12, 31)]
    say(action, ev.CoverageDeclared(what=["meetings"], since="2017-01-01"), "2017-04-15")
    assert_kept(kept, action, days)
    number = say(action, ev.CoverageDeclared(what=["statuses"], since="2017-01-01"), "2018-06-01")
    assert_kept(kept, action, days)
    action.retract(number, reason="Entered in error.")

    assert_kept(kept, action, days)


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


# What is stored ------------------------------------------------------------------------------------------------------


KEYED = [view for view in VIEWS if declared(view).keyed]


@pytest.mark.parametrize("view", KEYED)
def test_what_is_stored_and_resumed_goes_on_as_a_replay_does(view: type, minute: Ledger, tmp_path: Path) -> None:
    days = telling_days(minute)
    minute.backup(tmp_path / "copy.ledger")
    with Ledger.open(tmp_path / "copy.ledger", clerk="office:clerk") as ledger:
        saved = Kept(declared(view), ledger).save()
        change_some(ledger, Random(1))

        resumed = [(Kept(declared(view), ledger), view)]

        assert saved.because == ""
        assert saved.days > 0
        assert_kept(resumed, ledger, days)


def test_what_was_stored_is_not_read_from_the_entries_again(action: Ledger) -> None:
    for month in range(1, 13):
        say(action, report("green"), f"2018-{month:02}-15")
    action.kept(PlanState).save()
    say(action, report("red"), "2019-01-20")
    kept, read = Kept(declared(PlanState), action), reading(action)

    view = kept.as_of("2019-01-31")

    assert view.state.actions["2.4"].status == "red"
    assert len(read) < 8


def test_a_second_sitting_stores_what_came_since(action: Ledger) -> None:
    kept = action.kept(PlanState)
    first = kept.save()
    say(action, report("green"), "2018-03-15")
    say(action, report("red"), "2017-01-20")

    second, again = kept.save(), Kept(declared(PlanState), action)

    assert second.days > first.days
    assert_kept([(again, PlanState)], action, telling_days(action))
    assert again.save() == second


@pytest.mark.parametrize("column", ["stamp", "head", "chain", "size", "state"])
def test_what_was_stored_otherwise_is_made_anew(action: Ledger, column: str) -> None:
    say(action, report("green"), "2018-03-15")
    action.kept(PlanState).save()
    with action.inner.store.alone(is_writer=True) as connection:
        day = connection.execute("SELECT MIN(day) FROM kept_state").fetchone()[0]
        where = f"WHERE day = '{day}'" if column == "chain" else ""
        other = "999" if column == "size" else "x'9300'" if column == "state" else "'other'"
        connection.execute(f"UPDATE kept_state SET {column} = {other} {where}")

    kept = Kept(declared(PlanState), action)

    assert_kept([(kept, PlanState)], action, telling_days(action))
    assert kept.save().days > 0
    assert_kept([(Kept(declared(PlanState), action), PlanState)], action, telling_days(action))


ALTERED = {
    "two states changed places": "UPDATE kept_state SET state = (SELECT state FROM kept_state ORDER BY day LIMIT 1)",
    "a day is none": "UPDATE kept_state SET day = 'never' WHERE day = (SELECT MIN(day) FROM kept_state)",
    "a day is another": "UPDATE kept_state SET day = '2017-01-31+' WHERE day = (SELECT MIN(day) FROM kept_state)",
    "none stands for itself": "UPDATE kept_state SET day = REPLACE(day, '+', '')",
    "the first is gone": "DELETE FROM kept_state WHERE day = (SELECT MIN(day) FROM kept_state)",
    "the last is gone": "DELETE FROM kept_state WHERE day = (SELECT MAX(day) FROM kept_state)",
    "the size is no number": "UPDATE kept_state SET size = 'many'",
    "the size is bytes": "UPDATE kept_state SET size = x'00'",
}


@pytest.mark.parametrize("sql", ALTERED.values(), ids=ALTERED.keys())
def test_what_somebody_altered_is_not_believed(action: Ledger, sql: str) -> None:
    for month in range(1, 7):
        say(action, report("green" if month % 2 else "red"), f"2018-{month:02}-15")
    action.kept(PlanState).save()
    with action.inner.store.alone(is_writer=True) as connection:
        connection.execute(sql)

    kept = Kept(declared(PlanState), action)

    assert_kept([(kept, PlanState)], action, telling_days(action))


def test_what_cannot_be_stored_is_said_and_nothing_stored(action: Ledger) -> None:
    whole, stray = Kept(declared(Uncopyable), action).save(), Kept(declared(Straying), action).save()

    assert whole.because == "only the states of a keyed projection are stored"
    assert "held: a tests.projections.test_kept.Unnamed cannot be stored: annotate" in stray.because
    assert whole.days == stray.days == 0


def test_a_projection_that_breaks_its_promise_is_not_stored(action: Ledger) -> None:
    assert Kept(declared(Counted), action).save().because == "a row of it follows from entries that do not name it"


def test_no_word_of_a_text_is_stored_even_by_a_projection_that_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "words.ledger"
    with Ledger.create(path, clerk="office:clerk") as ledger:
        number = say(ledger, ev.ActionAdded(action="1", text="Quite unheard of", due="unspecified"), "2017-02-01")
        for view in (*KEYED, Eavesdropping):
            ledger.kept(view).save()

        ledger.erase(number, reason="It names a family.")

    assert b"unheard" not in path.read_bytes()


@attrs.define
class Unnamed:
    """A row that no annotation names."""

    ref: str


@projection(version=1, keyed=True)
class Straying:
    """Holds rows that its annotations do not name."""

    rows: dict[str, Any] = attrs.field(factory=dict[str, Any])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.rows[event.action] = {"held": Unnamed(event.action)}


@projection(version=1, keyed=True)
class Eavesdropping:
    """Reads a text, which it should not."""

    rows: dict[str, str] = attrs.field(factory=dict[str, str])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.rows[event.action] = str(event.text)


def test_what_was_kept_in_memory_before_an_erasure_is_not_stored_after_it(action: Ledger) -> None:
    number = say(action, ev.ActionAdded(action="1", text="Quite unheard of", due="unspecified"), "2017-02-01")
    kept = action.kept(Eavesdropping)
    kept.as_of("2018-01-01")
    action.erase(number, reason="It names a family.")

    kept.save()

    assert b"unheard" not in stored_in(action)
    assert Kept(declared(Eavesdropping), action).as_of("2018-01-01").state.rows["1"] == "ERASED"


def test_an_erasure_while_it_is_being_stored_is_seen(action: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    number = say(action, ev.ActionAdded(action="1", text="Quite unheard of", due="unspecified"), "2017-02-01")
    kept = Kept(declared(Eavesdropping), action)
    put = kept_states.put_kept

    def late(*given: Any, **named: Any) -> bool:
        if action.entry(len(action)).type != "disclosure-erased/1":
            action.erase(number, reason="It names a family.")
        return put(*given, **named)

    monkeypatch.setattr("govledger.projections.kept.put_kept", late)
    kept.save()

    assert b"unheard" not in stored_in(action)
    assert b"ERASED" in stored_in(action)


def test_two_who_store_what_they_keep_do_not_mix_it(action: Ledger) -> None:
    say(action, report("green"), "2018-03-15")
    one, other = Kept(declared(PlanState), action), Kept(declared(PlanState), action)
    one.save()
    say(action, report("red"), "2017-02-20")
    other.save()
    say(action, report("amber"), "2018-05-20")
    one.save()
    say(action, report("blue"), "2018-06-20")
    with action.inner.store.writing() as writer:
        writer.withdraw_kept()

    one.save()

    assert_kept([(Kept(declared(PlanState), action), PlanState)], action, telling_days(action))
    assert_kept([(one, PlanState), (other, PlanState)], action, telling_days(action))


def stored_in(ledger: Ledger) -> bytes:
    """Return the bytes of every state that is stored."""
    with ledger.inner.store.alone(is_writer=False) as connection:
        return b"".join(state for (state,) in connection.execute("SELECT state FROM kept_state"))
