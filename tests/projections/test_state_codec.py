import datetime as dt
import json
from collections import Counter, OrderedDict, defaultdict, deque
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import attrs
import msgspec
import pytest
from hypothesis import given, strategies as st

from govledger import events as ev
from govledger.events.attendance import Attendance
from govledger.ledger import Ledger
from govledger.projections.plain import plain
from govledger.projections.projection import on, projection
from govledger.projections.state_codec import StateCodec, StateNotKeptError
from govledger.projections.views import VIEWS
from tests.projections.support import say


class Colour(Enum):
    """How something stands."""

    RED = "red"
    GREEN = "green"


class Pair(NamedTuple):
    """Two values with names."""

    first: Any
    second: Any


@attrs.define
class Row:
    """A row that changes."""

    ref: str
    held: Any = None


@attrs.frozen(cache_hash=True)
class Hashed:
    """A row that remembers its hash."""

    ref: str


@attrs.define(slots=False)
class Open:
    """A row beside whose fields anything may stand."""

    ref: str = ""


class Name(str):
    """Text of its own class."""

    __slots__ = ()


@attrs.define
class Stray:
    """A row that no annotation names."""


@projection(version=1)
class Everything:
    """Holds one of every sort."""

    rows: dict[str, Row] = attrs.field(factory=dict[str, Row])
    pairs: list[Pair] = attrs.field(factory=list[Pair])
    colour: Colour | None = None
    hashed: Hashed | None = None
    open: Open | None = None
    name: Name | None = None
    held: Any = None

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Any) -> None:
        self.rows[event.action] = Row(event.action)


CODEC = StateCodec(Everything)
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4) | st.binary(max_size=4)
    | st.dates() | st.datetimes() | st.times() | st.timedeltas() | st.decimals(allow_nan=False) | st.fractions()
    | st.uuids() | st.sampled_from(Colour) | st.sampled_from([ev.Meaning.COMPLETE, Name("x"), ev.Party("office:dcs")])
    | st.sampled_from([ev.When("December 2015"), ev.Due("3 months after meeting:m1"), ev.Quantity("about 600")])
    | st.datetimes(timezones=st.just(dt.UTC)) | st.datetimes(timezones=st.just(ZoneInfo("Europe/London")))
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda below: (
        st.lists(below, max_size=3)
        | st.lists(below, max_size=3).map(tuple)
        | st.dictionaries(st.integers(0, 5) | st.tuples(st.text(max_size=1)), below, max_size=3)
        | st.builds(Row, st.text(max_size=2), below)
        | st.builds(Pair, below, below)
        | st.lists(below, max_size=2).map(deque)
        | st.sets(st.integers(), max_size=3)
        | st.frozensets(st.text(max_size=1), max_size=3)
    ),
    max_leaves=10,
)


@given(VALUES)
def test_what_is_made_from_the_bytes_of_a_value_is_that_value(held: Any) -> None:
    made = CODEC.decode(CODEC.encode(held))

    assert made == held
    assert type(made) is type(held)


@pytest.mark.parametrize(
    "held",
    [
        1 << 200, -(1 << 63), (1 << 63), Decimal("12.50"), Fraction(1, 3), UUID(int=7),
        dt.datetime(2017, 6, 14, fold=1, tzinfo=ZoneInfo("Europe/London")),
        dt.datetime(2017, 6, 14, tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=30))), Hashed("a"), Colour.GREEN,
        Counter("aab"), OrderedDict(b=1, a=2), deque([1, 2], maxlen=2), ev.Period("during Q1 2017/18"),
        ev.Source(document="x", locator="A1"), Attendance.read("office:dcs"), ev.StatusValue("rag:green"),
        ev.ActionAdded(action="1", text=ev.Text.recorded(3, "text", "x" * 43, None), due="unspecified"),
    ],
)  # fmt: skip
def test_every_sort_of_value_comes_back_as_it_was(held: Any) -> None:
    made = CODEC.decode(CODEC.encode(held))

    assert made == held
    assert type(made) is type(held)
    assert str(made) == str(held)


def test_a_row_that_remembers_its_hash_makes_it_anew() -> None:
    held = Hashed("a")
    hash(held)

    assert hash(CODEC.decode(CODEC.encode(held))) == hash(held)


@pytest.mark.parametrize("made", [list, dict[str, int], Row, None])
def test_what_a_dict_makes_by_itself_it_makes_again(made: Any) -> None:
    held = CODEC.decode(CODEC.encode(defaultdict(made, {"a": 1})))

    assert held == {"a": 1}
    assert (held.default_factory is None) == (made is None)


def test_what_stands_beside_the_fields_of_a_row_comes_back_with_it() -> None:
    row: Any = Open("a")
    row.beside = [1]

    made = CODEC.decode(CODEC.encode(row))

    assert (made.ref, made.beside) == ("a", [1])


def test_what_stands_in_two_places_stands_in_both_again() -> None:
    shared, row = [1], Row("a")
    held = {"a": shared, "b": (shared,), "c": row, "d": Row("b", row), "e": deque([shared]), "f": {1}}
    held["g"] = held["f"]

    made = CODEC.decode(CODEC.encode(held))

    assert made == held
    assert made["a"] is made["b"][0] is made["e"][0]
    assert made["c"] is made["d"].held
    assert made["f"] is made["g"]


def test_what_holds_itself_is_refused_and_the_path_told() -> None:
    row = Row("a")
    row.held = [row]

    with pytest.raises(StateNotKeptError, match=r"rows → x → held → 0: a .*Row cannot be stored: it holds itself"):
        CODEC.encode({"rows": {"x": row}})


@pytest.mark.parametrize(
    ("held", "says"),
    [
        (Stray(), r"held: a .*Stray cannot be stored: annotate the field that holds it with this class"),
        (Row("a", Stray()), r"held → held: a .*Stray"),
        (memoryview(b"x"), r"held: a builtins.memoryview"),
        (ev.Text("words"), r"held: a .*Text cannot be stored: it is not recorded"),
        (defaultdict(lambda: 1), r"held: a collections.defaultdict cannot be stored: what it makes"),
    ],
)
def test_what_cannot_be_stored_is_named_with_its_place_and_what_to_do(held: Any, says: str) -> None:
    with pytest.raises(StateNotKeptError, match=says):
        CODEC.encode({"held": held})


def test_what_is_nested_too_deeply_is_refused() -> None:
    held: list[Any] = []
    for _ in range(100_000):
        held = [held]

    with pytest.raises(StateNotKeptError, match="nested too deeply"):
        CODEC.encode(held)


def test_nothing_is_made_that_the_annotations_do_not_name() -> None:
    stored = msgspec.msgpack.decode(CODEC.encode(Row("a")))
    stored[1][0][0] = "subprocess.Popen"

    with pytest.raises(ValueError, match="damaged"):
        CODEC.decode(msgspec.msgpack.encode(stored))


def test_no_class_of_an_application_is_called_with_what_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    monkeypatch.setattr(Row, "parse", called.append, raising=False)
    version, classes, _ = msgspec.msgpack.decode(CODEC.encode(Row("a")))
    written = [16, 0, "a path, or worse"]

    with pytest.raises(ValueError, match="damaged"):
        CODEC.decode(msgspec.msgpack.encode([version, classes, written]))

    assert called == []


def test_nothing_of_the_languages_own_is_set_by_what_is_stored() -> None:
    stored = msgspec.msgpack.decode(CODEC.encode(Row("a")))
    stored[2][3] = {"__class__": 1}

    with pytest.raises(ValueError, match="Row holds nothing called __class__"):
        CODEC.decode(msgspec.msgpack.encode(stored))


def test_what_was_stored_with_other_fields_is_not_read() -> None:
    stored = msgspec.msgpack.decode(CODEC.encode(Row("a")))
    stored[1][0][1].append("other")

    with pytest.raises(ValueError, match="other fields"):
        CODEC.decode(msgspec.msgpack.encode(stored))


@given(st.binary(max_size=40))
def test_bytes_that_are_no_state_raise_nothing_but_a_value_error(stored: bytes) -> None:
    for each in (stored, CODEC.encode([Row("a", 1)])[: len(stored)]):
        with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
            CODEC.decode(each)


@pytest.mark.parametrize("view", VIEWS)
def test_the_state_of_every_view_comes_back_as_it_was(view: type, minute: Ledger) -> None:
    state: Any = minute.history().project(view)

    made = StateCodec(view, shelf=minute.inner.shelf).decode(StateCodec(view).encode(state))

    assert made == state
    assert json.dumps(plain(made)) == json.dumps(plain(state))


def test_the_bytes_hold_no_word_of_a_text(action: Ledger) -> None:
    say(action, ev.StatementMade(text="Quite unheard of", about=["action:2.4"], position="against"), "2017-02-01")

    stored = b"".join(StateCodec(view).encode(action.history().project(view)) for view in VIEWS)

    assert b"Audit every" not in stored
    assert b"unheard" not in stored
