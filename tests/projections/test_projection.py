"""The kit: what a class must be to be a projection, and how histories are folded into it."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable
from typing import Any, ClassVar

import attrs
import msgspec
import pytest

from govledger import events as ev
from govledger.errors import ProjectionStoppedError
from govledger.ledger import Entry, Ledger
from govledger.projections import Projection, View, derived, on, projection
from govledger.projections.views import declared

AnyEntry = Entry[Any]


@projection(version=1, keyed=True)
class Actions:
    """What became of each action, one word for each event, in the order read."""

    words: dict[str, list[str]] = attrs.Factory(dict[str, list[str]])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: AnyEntry) -> None:
        self.words[event.action] = ["added"]

    @on(ev.CompletionClaimed, ev.PlanItemReopened)
    def turned(self, event: ev.CompletionClaimed | ev.PlanItemReopened, entry: AnyEntry) -> None:
        self.words.setdefault(event.subject.id, []).append(entry.type)

    @on(ev.CompletionClaimed)
    def claimed(self, event: ev.CompletionClaimed, entry: AnyEntry) -> None:
        self.words[event.subject.id].append("claimed")

    @derived
    def open(self, today: object) -> list[str]:
        return [action for action, words in self.words.items() if words[-1] != "claimed"]


@projection(version=2, order="recorded", name="as-typed")
@attrs.define
class Typed:
    """The numbers of every version, in the order it is given them."""

    numbers: list[int] = attrs.field(factory=list[int])

    @on(ev.ActionAdded, ev.DetailChanged)
    def typed(self, event: object, entry: AnyEntry) -> None:
        self.numbers.append(entry.number)


@projection(version=1)
class Happened:
    """The numbers of the actions added, in the order it is given them."""

    numbers: list[int] = attrs.Factory(list[int])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: AnyEntry) -> None:
        self.numbers.append(entry.number)


@projection(version=1)
class Stops:
    """Counts actions and cannot count past the second."""

    count: int = 0

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: AnyEntry) -> None:
        self.count += 1
        if self.count == 2:
            raise KeyError(event.action)


def add(ledger: Ledger, *actions: str, **envelope: Any) -> None:
    """Record that actions were added, each an entry."""
    for action in actions:
        ledger.record(ev.ActionAdded(action=action), **envelope)


# Declaring -----------------------------------------------------------------------------------------------------------


def test_a_plain_class_becomes_an_attrs_class_with_what_the_decorator_knows() -> None:
    spec = declared(Actions)

    assert attrs.has(Actions)
    assert isinstance(spec, Projection)
    assert (spec.cls, spec.name, spec.version, spec.keyed, spec.order) == (Actions, "actions", 1, True, "happened")
    assert set(spec.handlers) == {ev.ActionAdded, ev.CompletionClaimed, ev.PlanItemReopened}
    assert spec.derived == ("open",)
    assert spec.every == ()


def test_an_attrs_class_stays_the_class_it_is() -> None:
    @attrs.define(eq=False)
    class Plain:
        count: int = 0

        @on(ev.ActionAdded)
        def added(self, event: object, entry: object) -> None: ...

    assert projection(version=1)(Plain) is Plain


def test_a_projection_may_have_a_name_a_version_and_an_order_of_its_own() -> None:
    spec = declared(Typed)

    assert (spec.name, spec.version, spec.keyed, spec.order) == ("as-typed", 2, False, "recorded")


@pytest.mark.parametrize(
    ("called", "name"),
    [("PlanState", "plan-state"), ("RAGHistory", "rag-history"), ("Fa01Cases", "fa01-cases"), ("Plan", "plan")],
)
def test_a_projection_is_called_by_its_class_in_kebab_case(called: str, name: str) -> None:
    plain = type(called, (), {"added": on(ev.ActionAdded)(lambda state, event, entry: None)})

    assert declared(projection(version=1)(plain)).name == name


def test_a_field_without_a_default_is_refused() -> None:
    class Due:
        day: int

        @on(ev.ActionAdded)
        def added(self, event: object, entry: object) -> None: ...

    with pytest.raises(TypeError, match=r"Due\.day has no default; a projection starts from nothing"):
        projection(version=1)(Due)


def test_a_class_that_reads_no_event_is_refused() -> None:
    class Idle:
        count: int = 0

        def added(self, event: object, entry: object) -> None: ...

    with pytest.raises(TypeError, match=r"Idle reads no event; mark a method with @on"):
        projection(version=1)(Idle)


MUTABLE: list[Any] = [{}, [], set(), {"a": 1}, Counter(), defaultdict(list), deque(), bytearray()]


@pytest.mark.parametrize("shared", MUTABLE, ids=repr)
@pytest.mark.parametrize("is_field", [True, False], ids=["a field", "an attribute without annotation"])
def test_a_default_that_every_state_would_share_is_refused(shared: object, is_field: bool) -> None:  # noqa: FBT001
    body = {"due": shared, "added": on(ev.ActionAdded)(lambda state, event, entry: None)}
    if is_field:
        body["__annotations__"] = {"due": object}

    with pytest.raises(TypeError, match=r"Due\.due: every state would share one \w+; give a factory: attrs\.field"):
        projection(version=1)(type("Due", (), body))


def test_a_shared_default_of_an_attrs_class_or_of_a_base_is_refused_too() -> None:
    @attrs.define
    class Base:
        due: dict[str, int] = attrs.field(default={})

        @on(ev.ActionAdded)
        def added(self, event: object, entry: object) -> None: ...

    class Below(Base):
        pass

    for made in (Base, Below):
        with pytest.raises(TypeError, match=r"due: every state would share one dict"):
            projection(version=1)(made)


def test_a_table_that_is_said_to_be_the_class_s_own_is_let_be() -> None:
    @projection(version=1)
    class Ranked:
        RANKS: ClassVar[dict[str, int]] = {"red": 3}
        worst: int = 0

        @on(ev.StatusReported)
        def reported(self, event: ev.StatusReported, entry: object) -> None: ...

    assert declared(Ranked).cls().RANKS == {"red": 3}


@pytest.mark.parametrize("stranger", [ev.Due, "action-added", ev.ActionAdded(action="2.4"), dict, None], ids=repr)
def test_what_is_no_event_class_is_refused_where_it_is_named(stranger: Any) -> None:
    with pytest.raises(TypeError, match="is no event class; give @on classes that @event declared"):
        on(ev.ActionAdded, stranger)


@pytest.mark.parametrize(
    "handler",
    [lambda: None, lambda state, event: None, lambda state, event, entry, today: None],
    ids=["nothing", "no entry", "too much"],
)
def test_a_method_that_could_not_be_called_is_refused(handler: Callable[..., None]) -> None:
    with pytest.raises(TypeError, match=r"Due\.added must take \(self, event, entry\)"):
        projection(version=1)(type("Due", (), {"added": on(ev.ActionAdded)(handler)}))


def test_a_projection_without_its_version_is_told_what_to_write() -> None:
    bare: Any = projection

    with pytest.raises(TypeError, match=r"write @projection\(version=1\)"):
        bare(Louder)
    with pytest.raises(ValueError, match="a version from 1"):
        bare()


@pytest.mark.parametrize("wrong", [{"version": 0}, {"version": -1}, {"version": 1, "order": "known"}], ids=repr)
def test_a_version_or_an_order_that_is_none_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="a version from 1 and an order among happened, recorded"):
        projection(**wrong)


# Inheriting ----------------------------------------------------------------------------------------------------------


@projection(version=1)
class Louder(Actions):
    """Reads one event more, and one in another way."""

    shouted: int = 0

    def claimed(self, event: ev.CompletionClaimed, entry: AnyEntry) -> None:
        self.words[event.subject.id].append("CLAIMED")

    @on(ev.PlanItemRetired)
    def retired(self, event: ev.PlanItemRetired, entry: AnyEntry) -> None:
        self.shouted += 1


def test_a_decorated_subclass_reads_what_its_base_reads_and_more(ledger: Ledger) -> None:
    add(ledger, "2.4")
    ledger.record(ev.CompletionClaimed(subject="action:2.4"), ev.PlanItemRetired(subject="action:2.4", how="lapsed"))

    louder = ledger.history().project(Louder)

    assert louder.words["2.4"] == ["added", "completion-claimed/1", "CLAIMED"]
    assert louder.shouted == 1
    assert declared(Louder).derived == ("open",)
    assert ledger.history().project(Actions).words["2.4"][-1] == "claimed"


def test_an_override_may_read_another_event_or_be_no_method_at_all() -> None:
    @projection(version=1)
    class Other(Actions):
        turned: None = None  # type: ignore[assignment]

        @on(ev.ActionAdded)
        def claimed(self, event: Any, entry: AnyEntry) -> None: ...

    handlers = declared(Other).handlers

    assert set(handlers) == {ev.ActionAdded}
    assert [method.__name__ for method in handlers[ev.ActionAdded]] == ["added", "claimed"]


def test_a_subclass_that_nobody_decorated_is_no_projection(ledger: Ledger) -> None:
    class Quiet(Actions):
        pass

    with pytest.raises(TypeError, match=r"Quiet'> is not a projection; put @projection\(version=1\) on the class"):
        ledger.history().project(Quiet)
    with pytest.raises(TypeError, match="is not a projection"):
        declared(Quiet)


# Folding -------------------------------------------------------------------------------------------------------------


def test_methods_that_read_one_event_go_in_the_order_they_are_written(ledger: Ledger) -> None:
    add(ledger, "2.4")
    ledger.record(ev.CompletionClaimed(subject="action:2.4"))
    ledger.record(ev.PlanItemReopened(subject="action:2.4"))

    state = ledger.history().project(Actions)

    assert state.words == {"2.4": ["added", "completion-claimed/1", "claimed", "plan-item-reopened/1"]}
    assert state.open(None) == ["2.4"]


def test_entries_are_folded_in_the_order_things_happened(ledger: Ledger) -> None:
    add(ledger, "late", happened="2017-06-14")
    add(ledger, "early", happened="2015-05")

    assert ledger.history().project(Happened).numbers == [3, 2]


def test_a_correction_is_folded_in_the_place_of_its_original(ledger: Ledger) -> None:
    add(ledger, "2.4", happened="2015-05")
    add(ledger, "2.5", happened="2017-06-14")
    ledger.correct(2, ev.ActionAdded(action="2.4", priority="high"), reason="left out")

    assert ledger.history().project(Happened).numbers == [4, 3]


def test_recorded_order_gives_every_version_as_it_was_typed(ledger: Ledger) -> None:
    add(ledger, "late", happened="2017-06-14")
    add(ledger, "early", happened="2015-05")
    ledger.correct(2, ev.ActionAdded(action="late", priority="high"), reason="left out")
    ledger.retract(3, reason="duplicate")

    assert ledger.history().project(Typed).numbers == [2, 3, 4]


def test_a_cut_is_all_that_a_projection_sees(ledger: Ledger) -> None:
    add(ledger, "late", happened="2017-06-14", known_on="2017-06-14")
    add(ledger, "early", happened="2015-05-01", known_on="2015-05-01")

    assert ledger.history(as_of="2016-01-01").project(Happened).numbers == [3]


def test_events_that_nothing_reads_are_passed_over(ledger: Ledger) -> None:
    ledger.record(ev.PlanVersioned(plan="iip"))

    *_, last = ledger.history()

    view = declared(Happened).view(ledger.history())

    assert view == View(state=Happened(), number=last.number, stopped=None, unknown={})


def test_events_of_unknown_types_are_skipped_and_counted(ledger: Ledger) -> None:
    add(ledger, "2.4", "2.5")
    entries = list(ledger.history())
    felled = [
        msgspec.structs.replace(entry, event=ev.UnknownEvent(type=f"{what}-felled/1", body={}))
        for what, entry in zip(("tree", "tree", "hedge"), entries, strict=True)
    ]

    view = declared(Happened).fold(Happened(), [*felled, *entries])

    assert view.unknown == {"tree-felled/1": 2, "hedge-felled/1": 1}
    assert view.state.numbers == [2, 3]
    assert view.stopped is None


def test_a_history_of_nothing_is_the_state_before_anything(ledger: Ledger) -> None:
    view = declared(Happened).view(ledger.history(recorded_by="1990-01-01"))

    assert (view.state, view.number) == (Happened(), 0)


def test_the_same_history_is_the_same_state(ledger: Ledger) -> None:
    add(ledger, "2.4", "2.5")
    ledger.record(ev.CompletionClaimed(subject="action:2.4"))

    assert ledger.history().project(Actions) == ledger.history().project(Actions)


def test_states_share_nothing(ledger: Ledger) -> None:
    add(ledger, "2.4")
    one, other = (ledger.history().project(Actions) for _ in range(2))

    one.words["2.4"].append("scribbled on")
    one.words["2.5"] = []

    assert other.words == {"2.4": ["added"]}
    assert Actions().words == {}


# Stopping ------------------------------------------------------------------------------------------------------------


def test_a_method_that_raises_stops_there_and_says_where_and_how_far_it_came(ledger: Ledger) -> None:
    add(ledger, "2.4", "2.5", "2.6")

    with pytest.raises(ProjectionStoppedError) as stopped:
        ledger.history().project(Stops)

    assert stopped.value.entry.event == ev.ActionAdded(action="2.5")
    assert stopped.value.state.count == 2
    assert stopped.value.projection == "stops"
    assert isinstance(stopped.value.__cause__, KeyError)
    assert str(stopped.value) == "stops stopped at entry 3 (action-added/1); what follows is not known: KeyError: '2.5'"


def test_a_view_of_what_stopped_holds_the_state_and_the_reason(ledger: Ledger) -> None:
    add(ledger, "2.4", "2.5", "2.6")

    view = declared(Stops).view(ledger.history())

    assert (view.number, view.state.count) == (2, 2)
    assert view.stopped
    assert view.stopped.entry.number == 3


def test_a_person_who_interrupts_is_not_a_method_that_raises(ledger: Ledger) -> None:
    @projection(version=1)
    class Interrupted:
        @on(ev.ActionAdded)
        def added(self, event: object, entry: object) -> None:
            raise KeyboardInterrupt

    add(ledger, "2.4")

    with pytest.raises(KeyboardInterrupt):
        ledger.history().project(Interrupted)


@pytest.mark.parametrize("stranger", [int, Actions(), "plan-state", None, ev.ActionAdded], ids=repr)
def test_what_is_no_projection_cannot_be_projected(ledger: Ledger, stranger: Any) -> None:
    with pytest.raises(TypeError, match=r"is not a projection; put @projection\(version=1\) on the class"):
        ledger.history().project(stranger)
