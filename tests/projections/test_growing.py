"""Laws of growing: after every sitting, and whatever comes late, the view is what a fold of all of it gives."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from govledger import events as ev
from govledger.events import Catalogue
from govledger.ledger import Draft, Entry, History, Ledger
from govledger.ledger.cuts import Cut
from govledger.projections.growing import Growing
from govledger.projections.plan_state import PlanState
from govledger.projections.projection import View, on, projection
from govledger.projections.views import VIEWS, declared
from tests.counties.histories import counties
from tests.ledger.histories import TODAY, histories
from tests.ledger.support import FakeClock, memory
from tests.projections.support import MINUTES, minute_ledger, report, say

Event = Any


@projection(version=1, keyed=True)
class Latest:
    """What each thing was last said to be, the last spoken of last; pairs of things that were spoken of together."""

    status: dict[str, str] = attrs.field(factory=dict[str, str])
    pairs: dict[tuple[str, str], list[int]] = attrs.field(factory=dict[tuple[str, str], list[int]])
    said: dict[int, str] = attrs.field(factory=dict[int, str])

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, entry: Entry[Any]) -> None:
        self.status.pop(event.subject, None)
        self.status[event.subject] = str(event.status)

    @on(ev.StatementMade)
    def stated(self, event: ev.StatementMade, entry: Entry[Any]) -> None:
        self.said[entry.original] = str(event.position)
        for about in ev.each(event.about):
            self.pairs.setdefault((about, "said"), []).append(entry.number)
            for row in (self.pairs[pair] for pair in [(about, "said")] if pair in self.pairs):
                row.append(0)

    @on(ev.EntryRetracted)
    def retracted(self, event: ev.EntryRetracted, entry: Entry[Any]) -> None:
        self.said[entry.original] = "taken back"


@projection(version=1, keyed=True)
class Counted:
    """Breaks its promise: each row says how many there were before it."""

    actions: dict[str, int] = attrs.field(factory=dict[str, int])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.actions[event.action] = len(self.actions)


@projection(version=1, keyed=True)
class Elsewhere:
    """Breaks its promise: writes under a key that no entry names."""

    totals: dict[str, int] = attrs.field(factory=dict[str, int])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.totals["all"] = self.totals.get("all", 0) * 2 + entry.number


@projection(version=1, keyed=True)
class Replaced:
    """Puts another dict in the place of its own."""

    actions: dict[str, int] = attrs.field(factory=dict[str, int])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.actions = {**self.actions, event.action: entry.number}


@projection(version=1, keyed=True)
class Refusing:
    """Raises at every report of red."""

    statuses: dict[str, str] = attrs.field(factory=dict[str, str])

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, entry: Entry[Any]) -> None:
        if event.status == "red":
            raise ValueError("red")
        self.statuses[event.subject] = str(event.status)


@projection(version=1)
class Counting:
    """Not keyed: how many statuses of each kind."""

    counts: dict[str, int] = attrs.field(factory=dict[str, int])

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, entry: Entry[Any]) -> None:
        if event.status == "red":
            raise ValueError("red")
        self.counts[str(event.status)] = self.counts.get(str(event.status), 0) + 1


@projection(version=1, keyed=True)
class Mentioned:
    """What was mentioned and has not been retired since, in the order in which it was."""

    named: dict[str, int] = attrs.field(factory=dict[str, int])

    @on(ev.StatementMade)
    def stated(self, event: ev.StatementMade, entry: Entry[Any]) -> None:
        for ref in ev.each(event.about):
            self.named.setdefault(ref, entry.number)

    @on(ev.PlanItemRetired)
    def retired(self, event: ev.PlanItemRetired, entry: Entry[Any]) -> None:
        self.named.pop(event.subject, None)


@projection(version=1, keyed=True)
class Together:
    """What was mentioned together, two by two."""

    together: dict[tuple[str, str], list[int]] = attrs.field(factory=dict[tuple[str, str], list[int]])

    @on(ev.StatementMade)
    def stated(self, event: ev.StatementMade, entry: Entry[Any]) -> None:
        for one, other in pairwise(ev.each(event.about)):
            self.together.setdefault((one, other), []).append(entry.number)


OURS = (Latest, Mentioned, Together, Counted, Elsewhere, Replaced, Refusing, Counting)


def assert_same(grown: View[Any], whole: View[Any]) -> None:
    """Assert that two views say the same, in the same order."""
    assert str(grown.stopped) == str(whole.stopped)
    assert dict(grown.unknown) == dict(whole.unknown)
    assert grown.state == whole.state
    for field in attrs.fields(type(whole.state)):
        here, there = getattr(grown.state, field.name), getattr(whole.state, field.name)
        assert not isinstance(there, dict) or list(here.items()) == list(there.items()), field.name
    if whole.stopped is not None:
        assert grown.number == whole.number


def assert_grows(views: Sequence[type], ledger: Ledger, sittings: Iterator[Sequence[Draft]], cut: Cut) -> None:
    """Assert that after each sitting every view is what a fold of all of it gives."""
    growing = [Growing(declared(view), ledger, cut) for view in views]
    for drafts in sittings:
        ledger.record_drafts(drafts)
        history = History(ledger, attrs.evolve(cut, size=len(ledger)))
        for one, view in zip(growing, views, strict=True):
            assert_same(one.catch_up(), declared(view).view(history))


def sittings_of(drafts: Sequence[Draft], ends: Sequence[int]) -> Iterator[Sequence[Draft]]:
    """Yield drafts in the parts that end where ``ends`` say."""
    places = sorted({*(end for end in ends if 0 < end < len(drafts)), len(drafts)})
    for start, end in zip([0, *places], places, strict=False):
        yield drafts[start:end]


CUTS = st.sampled_from([Cut(), Cut(happened_by=TODAY), Cut(known_by=TODAY.replace(day=1))])


@settings(max_examples=40)
@given(histories(), st.lists(st.integers(1, 14)), CUTS)
def test_a_growing_view_is_what_a_fold_of_the_whole_gives(drafts: list[Draft], ends: list[int], cut: Cut) -> None:
    with memory(FakeClock(f"{TODAY}T12:00:00Z")) as ledger:
        assert_grows((*OURS, *VIEWS), ledger, sittings_of(drafts, ends), cut)


@settings(max_examples=10)
@given(counties(), st.integers(0, 1 << 16).map(Random))
def test_a_county_told_in_sittings_grows_into_the_same_views(drafts: list[Draft], random: Random) -> None:
    with Ledger.open("memory://", clerk="office:clerk", clock=FakeClock("2029-12-31T12:00:00Z")) as ledger:
        growing = [Growing(declared(view), ledger) for view in VIEWS]
        for part in (drafts[: len(drafts) // 2], drafts[len(drafts) // 2 :]):
            ledger.record_drafts(part)
            for _ in range(3):
                number = random.randrange(2, len(ledger) + 1)
                if ledger.entry(number).original == number and not ledger.entry(number).retracts:
                    ledger.retract(number, reason="Entered in error.")
            for one, view in zip(growing, VIEWS, strict=True):
                assert_same(one.catch_up(), declared(view).view(ledger.history()))


@pytest.mark.parametrize("name", MINUTES)
def test_a_minute_recorded_after_another_grows_into_the_same_views(name: str) -> None:
    with minute_ledger(name) as ledger:
        growing = [Growing(declared(view), ledger) for view in VIEWS]
        for one in growing:
            one.catch_up()
        for entry in list(ledger.entries())[1::4]:
            ledger.retract(entry.number, reason="Entered in error.")

            for one, view in zip(growing, VIEWS, strict=True):
                assert_same(one.catch_up(), declared(view).view(ledger.history()))


def test_a_late_arrival_makes_a_keyed_view_read_what_it_names_and_no_more(action: Ledger) -> None:
    for other in range(50):
        say(action, ev.ActionAdded(action=f"o{other}", text="Other", due="unspecified"), "2017-02-01")
    growing = Growing(declared(PlanState), action)
    growing.catch_up()
    read = reading(action)
    say(action, report("green"), "2017-01-20")

    view = growing.catch_up()

    assert view.state.actions["2.4"].status == "green"
    assert len(read) < 8


def mention(*refs: str) -> ev.StatementMade:
    """Return a statement about some things."""
    return ev.StatementMade(text="Said.", about=list(refs), position="for")


def test_keys_that_one_entry_puts_in_come_in_its_order_whenever_each_came_to_stand_there(ledger: Ledger) -> None:
    growing = Growing(declared(Mentioned), ledger)
    say(ledger, mention("area:x"), "2017-01-01")
    say(ledger, mention("area:x", "area:k", "area:z"), "2017-01-02")
    number = say(ledger, ev.PlanItemRetired(subject="area:k", how="withdrawn"), "2017-01-03")
    growing.catch_up()
    ledger.retract(number, reason="Entered in error.")

    view = growing.catch_up()

    assert list(view.state.named) == ["area:x", "area:k", "area:z"]
    assert_same(view, declared(Mentioned).view(ledger.history()))


def test_a_key_of_several_parts_rests_on_the_entries_that_name_any(ledger: Ledger) -> None:
    growing = Growing(declared(Together), ledger)
    for day, refs in enumerate(
        (("area:x", "area:y"), ("area:y", "area:z"), ("area:x", "area:y"), ("area:z", "area:x"))
    ):
        say(ledger, mention(*refs), f"2017-01-0{day + 2}")
    growing.catch_up()
    say(ledger, mention("area:z", "area:y"), "2017-01-01")

    assert_same(growing.catch_up(), declared(Together).view(ledger.history()))


def test_nothing_is_read_where_nothing_was_recorded(action: Ledger) -> None:
    growing = Growing(declared(PlanState), action)
    first = growing.catch_up()
    read = reading(action)

    assert growing.catch_up() is first
    assert read == []


def test_a_view_that_stopped_goes_on_when_its_entry_is_corrected(action: Ledger) -> None:
    growing = Growing(declared(Refusing), action)
    say(action, report("amber"), "2017-02-01")
    number = say(action, report("red"), "2017-02-02")
    say(action, report("green"), "2017-02-03")
    stopped = growing.catch_up()
    say(action, report("blue"), "2017-02-04")
    still = growing.catch_up()
    action.correct(number, report("amber"), reason="mis-typed")

    mended = growing.catch_up()

    assert stopped.stopped is still.stopped is not None
    assert still.stopped.entry.number == number
    assert mended.stopped is None
    assert mended.state.statuses == {"action:2.4": "blue"}


def test_the_number_says_how_many_entries_were_read(action: Ledger) -> None:
    growing = Growing(declared(PlanState), action)
    say(action, report("green"), "2017-01-01")

    assert growing.catch_up().number == len(action)


def test_what_is_of_an_unknown_type_is_counted_wherever_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "own.ledger"
    with Ledger.create(path, clerk="office:clerk", catalogue=with_trees()) as theirs, Ledger.open(path) as ours:
        growing = [Growing(declared(view), ours) for view in (PlanState, Counting)]
        for day in ("2017-06-01", "2017-05-01"):
            say(theirs, Felled(tree="oak"), day)
            for one in growing:
                one.catch_up()
        theirs.retract(2, reason="Entered in error.")

        unknown = [one.catch_up().unknown for one in growing]

    assert unknown == [{"tree-felled/1": 1}, {"tree-felled/1": 1}]


@ev.event("tree-felled", catalogue=(TREES := Catalogue()))
class Felled:
    """A tree was felled, says a later program."""

    tree: str = ev.fields.clear()


def with_trees() -> Catalogue:
    """Return the catalogue of a program that knows one type more."""
    catalogue = Catalogue()
    for declaration in (*ev.CATALOGUE, *TREES):
        catalogue.register(declaration)
    return catalogue


def reading(ledger: Ledger) -> list[int]:
    """Return a list that takes the number of every entry decoded from now on."""
    read: list[int] = []
    codec = ledger.inner.codec
    decode_each = codec.decode_each

    def noted(rows: Iterable[Any]) -> Iterator[Any]:
        for row in rows:
            read.append(row[0])
            yield from decode_each([row])

    codec.decode_each = noted  # type: ignore[method-assign]
    return read
