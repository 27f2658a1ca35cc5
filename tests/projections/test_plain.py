import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

import attrs
import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.plain import HELPER, own_fields_of, plain, plain_key, told_by
from govledger.projections.views import VIEWS


class Colour(StrEnum):
    """Some words."""

    RED = "red"


@attrs.define
class Row:
    """A row with a field of its own business."""

    name: str = "x"
    _seen: int = 3


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (7, 7),
        ("text", "text"),
        (Colour.RED, "red"),
        (dt.date(2017, 6, 14), "2017-06-14"),
        (dt.datetime(2017, 6, 14, 18, tzinfo=dt.UTC), "2017-06-14T18:00:00Z"),
        (dt.datetime(2017, 6, 14, 19, tzinfo=dt.timezone(dt.timedelta(hours=1))), "2017-06-14T18:00:00Z"),
        (ev.when("December 2015"), "December 2015"),
        (ev.by("2017-07-20"), "by 2017-07-20"),
        (ev.Party.read("office:dcs"), "office:dcs"),
        (ev.Text("words"), "words"),
        (Decimal("0.50"), "0.50"),
        (("a", ["b"]), ["a", ["b"]]),
        (frozenset({"b", "a"}), ["a", "b"]),
        (Counter("aab"), {"a": 2, "b": 1}),
        ({("plan", 2): 1, 3: 2}, {"plan 2": 1, "3": 2}),
        (Row(), {"name": "x"}),
    ],
)
def test_every_sort_of_value_has_one_plain_form(value: object, expected: object) -> None:
    assert plain(value) == expected
    assert json.loads(json.dumps(plain(value))) == expected


def test_an_object_of_the_minutes_is_an_object() -> None:
    attendance = ev.MeetingHeld(meeting="m", attendance=["person:p3 chair"]).attendance

    held = plain(attendance)

    assert held[0]["party"] == "person:p3"
    assert held[0]["role"] == "chair"


def test_a_withheld_text_says_only_that_it_is_withheld() -> None:
    assert plain(ev.Text.recorded(1, "text", "digest", None)) == "WITHHELD"


def test_a_key_of_several_parts_is_joined_by_spaces() -> None:
    assert plain_key((dt.date(2017, 6, 14), "action:2.4")) == "2017-06-14 action:2.4"


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_every_view_of_every_minute_is_plain_json_and_the_same_each_time(
    minutes: Mapping[str, Ledger], view: type[Any]
) -> None:
    for ledger in minutes.values():
        once, again = (json.dumps(plain(ledger.history().project(view))) for _ in range(2))

        assert once == again


@attrs.define
class Working:
    """A state that keeps something to work with, and something that a derived value tells too."""

    actions: tuple[str, ...] = ()
    days: tuple[str, ...] = attrs.field(default=(), metadata=HELPER)
    reports: tuple[str, ...] = attrs.field(default=(), metadata=told_by("reported"))


def test_what_a_projection_keeps_to_work_with_is_in_the_json_and_not_its_own() -> None:
    state = Working(("2.4",), ("m1",))

    assert plain(state) == {"actions": ["2.4"], "days": ["m1"], "reports": []}
    assert own_fields_of(state) == {"actions": ("2.4",), "reports": ()}


def test_what_a_derived_value_tells_in_full_is_left_to_it_where_it_is_shown() -> None:
    assert list(own_fields_of(Working(), shown=("reported",))) == ["actions"]
