"""Clear text, ids, days, whole numbers and words from a list: what is read, and how the rest is refused."""

import datetime as dt
from decimal import Decimal
from enum import IntEnum
from typing import Any

import pytest
from hypothesis import given, strategies as st

from govledger.errors import BadValueError, shorten
from govledger.events.words import (
    CLEAR_LENGTH_MAX,
    ID_LENGTH_MAX,
    WHOLE_NUMBER_MAX,
    nearest,
    read_clear,
    read_day,
    read_fields,
    read_id,
    read_long,
    read_whole,
    read_word,
)
from govledger.testing.values import CLEAR, IDS, TEXTS

NEVER_CLEAR = [
    "\x00", "a\x00b", "two\nlines", "a\ttab", "\x1b[31mred", "a\x7fb", "a\x85b", "a\u2028b", "a\ud800b", "\udfff",
    "safe\u202egnp.exe", "\u2066x\u2069", "", " ", "\n", "\u00a0",
]  # fmt: skip
FLOATS = [0.0, 1.5, -1.0, 1e300, float("inf"), float("nan")]


class Level(IntEnum):
    """An integer of somebody else's."""

    TWO = 2


@given(text=CLEAR)
def test_clear_text_is_kept_as_it_is(text: str) -> None:
    assert read_clear(text) == text


def test_spaces_around_clear_text_are_dropped() -> None:
    assert read_clear("  23.1 \u00a0") == "23.1"


@pytest.mark.parametrize("text", NEVER_CLEAR, ids=ascii)
def test_what_is_no_whole_line_of_text_is_not_clear(text: str) -> None:
    with pytest.raises(BadValueError, match="short text on one line"):
        read_clear(text)


@pytest.mark.parametrize("given", [None, 1, True, b"text", ["text"], Decimal(1), *FLOATS], ids=ascii)
def test_clear_text_is_text(given: object) -> None:
    with pytest.raises(BadValueError, match="short text"):
        read_clear(given)


def test_clear_text_has_at_most_500_characters() -> None:
    longest = "🙂" * CLEAR_LENGTH_MAX

    assert read_clear(longest) == longest
    with pytest.raises(BadValueError, match="1 to 500 characters") as refused:
        read_clear(f"{longest}x")
    assert len(str(refused.value)) < 250


@given(text=TEXTS)
def test_withheld_text_is_kept_as_it_is(text: str) -> None:
    assert read_long(text) == text


@pytest.mark.parametrize("given", ["", "a\x00b", "a\ud800", None, 1, 1.5, b"text", ["text"]], ids=ascii)
def test_withheld_text_is_text_that_can_be_stored(given: object) -> None:
    with pytest.raises(BadValueError, match="no NUL and no lone surrogate"):
        read_long(given)


@given(name=IDS)
def test_an_id_is_read_with_and_without_its_kind(name: str) -> None:
    assert read_id(name, "action") == read_id(f"action:{name}", "action") == name


@pytest.mark.parametrize(
    "name",
    [
        "", " ", "2 4", "2.4 ", " 2.4", "2\t4", "2\n4", "2.4\n", "a:b", "plan:2.4", "action:", "action:action:2.4",
        "a|b", "a;b", "a#b", "a,b", 'a"b', "none", "unknown", "action:none", "action:unknown", "a\x00", "a\u200b",
        "\ufeff2.4", "2.4\u200f", "a\u202eb", "a\ud800", "x" * (ID_LENGTH_MAX + 1),
    ],
    ids=ascii,
)  # fmt: skip
def test_what_could_be_mistaken_is_no_id(name: str) -> None:
    with pytest.raises(BadValueError, match="the id of one action"):
        read_id(name, "action")


@pytest.mark.parametrize("given", [None, 2, True, 2.4, ["2.4"], {"id": "2.4"}, b"2.4"], ids=ascii)
def test_an_id_is_text(given: object) -> None:
    with pytest.raises(BadValueError, match="the id of one plan"):
        read_id(given, "plan")


@given(number=st.integers(0, WHOLE_NUMBER_MAX))
def test_a_whole_number_is_kept(number: int) -> None:
    assert read_whole(number) == number


def test_a_whole_number_is_plain() -> None:
    assert type(read_whole(Level.TWO)) is int


@pytest.mark.parametrize("given", [-1, 2**53, True, False, "3", None, Decimal(3), 10**5000, *FLOATS], ids=shorten)
def test_what_json_readers_disagree_about_is_no_whole_number(given: object) -> None:
    with pytest.raises(BadValueError, match="a whole number from 0 to 9007199254740991"):
        read_whole(given)


@given(day=st.dates())
def test_a_day_is_read_from_a_date_and_from_its_text(day: dt.date) -> None:
    assert read_day(day) == read_day(day.isoformat()) == day


@pytest.mark.parametrize(
    "given",
    ["2017-02-29", "2017-6-14", "20170614", "2017-06", "14 June 2017", "0000-01-01", "2017-06-14T00:00:00", "",
     "\uff12\uff10\uff11\uff17-06-14", dt.datetime(2017, 6, 14, tzinfo=dt.UTC), 20170614, None, 1.5],
    ids=ascii,
)  # fmt: skip
def test_what_is_not_one_day_is_refused(given: object) -> None:
    with pytest.raises(BadValueError, match="one day that exists"):
        read_day(given)


def test_a_word_from_a_closed_list_is_that_word_or_refused_with_the_nearest() -> None:
    assert read_word("chair", ("chair", "member"), is_open=False) == "chair"
    with pytest.raises(BadValueError, match="found 'chiar', expected one of chair, member; did you mean chair\\?"):
        read_word("chiar", ("chair", "member"), is_open=False)


@pytest.mark.parametrize("given", ["Chair", "", "unknown", None, 1, 1.5, True, 10**5000, ["chair"]], ids=shorten)
def test_a_closed_list_takes_nothing_else(given: object) -> None:
    with pytest.raises(BadValueError, match="one of chair, member"):
        read_word(given, ("chair", "member"), is_open=False)


def test_an_open_list_takes_another_short_word_too() -> None:
    assert read_word(" co-opted member ", ("chair", "member"), is_open=True) == "co-opted member"
    with pytest.raises(BadValueError, match="or another short word"):
        read_word(1.5, ("chair", "member"), is_open=True)


@pytest.mark.parametrize("given", [None, "text", 1, ["a"], 1.5], ids=ascii)
def test_an_object_is_a_mapping(given: object) -> None:
    with pytest.raises(BadValueError, match="a part: an object with ref, text"):
        read_fields(given, ("ref", "text"), "a part")


def test_an_object_has_no_field_that_is_not_its_own() -> None:
    with pytest.raises(BadValueError, match="found 'txt', expected a part: a field among ref, text; did you mean text"):
        read_fields({"ref": "a", "txt": "b"}, ("ref", "text"), "a part")


def test_null_in_an_object_is_the_same_as_absent() -> None:
    assert read_fields({"ref": "a", "text": None}, ("ref", "text"), "a part") == {"ref": "a"}


def test_what_is_no_text_resembles_no_word() -> None:
    given: Any = 1.5

    assert nearest(given, ("chair",)) == ()
