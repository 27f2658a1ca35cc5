import datetime as dt
from collections import Counter, OrderedDict, defaultdict, deque
from typing import Any, NamedTuple

import attrs
import pytest
from hypothesis import given, strategies as st

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.copying import UncopyableError, changeable_in, copy_of
from govledger.projections.views import VIEWS


@attrs.define
class Row:
    """A row that changes."""

    ref: str
    lists: list[Any] = attrs.field(factory=list[Any])


@attrs.frozen
class Fixed:
    """A row that never changes, and holds nothing that does."""

    ref: str
    days: tuple[dt.date, ...] = ()
    below: "Fixed | None" = None


@attrs.frozen
class Box:
    """A row that never changes, and may hold what does."""

    held: Any


@attrs.define(slots=False)
class Open:
    """A row beside whose fields anything may stand."""

    ref: str = ""


class Pair(NamedTuple):
    """Two values with names."""

    first: Any
    second: Any


HELD = st.recursive(
    st.integers() | st.text(max_size=3) | st.dates() | st.none(),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(st.integers(0, 3), below, max_size=3)
        | st.lists(below, max_size=3).map(tuple)
        | st.builds(Row, st.text(max_size=2), st.lists(below, max_size=2))
        | st.builds(Box, below)
        | st.builds(Pair, below, below)
    ),
    max_leaves=12,
)


@given(HELD)
def test_a_copy_is_equal_and_shares_nothing_that_changes(held: Any) -> None:
    made = copy_of(held)

    assert made == held
    assert repr(made) == repr(held)
    assert changeable_in(held).isdisjoint(changeable_in(made))


@pytest.mark.parametrize(
    "held",
    [
        defaultdict(list, {"a": [1]}), Counter("aab"), OrderedDict(b=[1], a=[2]), deque([[1], [2]], maxlen=2),
        {1, 2}, [frozenset({1})], ([1], "a"),
    ],
)  # fmt: skip
def test_every_sort_of_container_is_copied_as_it_is(held: Any) -> None:
    made = copy_of(held)

    assert made == held
    assert type(made) is type(held)
    assert list(made) == list(held)
    assert changeable_in(held).isdisjoint(changeable_in(made))


def test_what_a_dict_makes_by_itself_its_copy_makes_too() -> None:
    made = copy_of(defaultdict(list, {"a": [1]}))

    assert made["b"] == []


def test_what_stands_in_two_places_stands_in_both_places_of_the_copy() -> None:
    shared = [1]
    held = {"a": Row("a", shared), "b": [shared], "c": defaultdict(list, {"d": shared}), "e": deque([shared])}
    held["f"] = {1}
    held["g"] = held["f"]

    made = copy_of(held)

    assert made["a"].lists is made["b"][0] is made["c"]["d"] is made["e"][0]
    assert made["a"].lists is not shared
    assert made["f"] is made["g"] is not held["f"]


def test_what_cannot_change_is_shared() -> None:
    fixed = Fixed("a", (dt.date(2017, 6, 14),), Fixed("b"))
    held = [fixed, ev.When("2017-06-14"), ev.Text("words"), ev.ActionAdded(action="1", text="Do it", due="none")]

    made = copy_of(held)

    assert all(one is other for one, other in zip(made, held, strict=True))
    assert copy_of(Box("a")) == Box("a")


def test_what_stands_beside_the_fields_of_a_row_is_copied_with_it() -> None:
    row: Any = Open("a")
    row.beside = [1]

    made = copy_of(row)

    assert made.beside == [1]
    assert made.beside is not row.beside


def test_what_nobody_could_say_how_to_copy_is_refused() -> None:
    with pytest.raises(UncopyableError, match=r"nobody can say how to copy an object of .*generator"):
        copy_of([[1], (each for each in "")])


@pytest.mark.parametrize("view", VIEWS)
def test_the_state_of_every_view_is_copied(view: type, minute: Ledger) -> None:
    state: Any = minute.history().project(view)

    made = copy_of(state)

    assert made == state
    assert repr(made) == repr(state)
    assert changeable_in(made).isdisjoint(changeable_in(state))
