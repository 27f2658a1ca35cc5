"""Figures are exact, keep the digits and the words they were given, and say what they cover."""

from __future__ import annotations

import copy
import pickle
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from govledger.errors import BadValueError, PhraseError
from govledger.events.amounts import Period, Quantity
from govledger.testing.phrases import SAID_WORDS, TIMES

LONGEST = "12345678901234567890.12345678901234567"
QUANTITIES = [
    ("200000..300000 GBP", "200000..300000 GBP", "200000", "300000", "GBP"),
    (".. % | slightly below target", ".. % | slightly below target", None, None, "%"),
    ("about 600", "about 600", "600", "600", ""),
    ("About 600 children", "about 600 children", "600", "600", "children"),
    ("around 600", "about 600", "600", "600", ""),
    ("14 recommendations", "14 recommendations", "14", "14", "recommendations"),
    ("700 children", "700 children", "700", "700", "children"),
    ("600", "600", "600", "600", ""),
    ("5%", "5 %", "5", "5", "%"),
    ("12.50 %", "12.50 %", "12.50", "12.50", "%"),
    ("-5..5 %", "-5..5 %", "-5", "5", "%"),
    ("\u22125 %", "-5 %", "-5", "-5", "%"),
    ("..5 %", "..5 %", None, "5", "%"),
    ("5.. days", "5.. days", "5", None, "days"),
    ("5..5.0 %", "5 %", "5", "5", "%"),
    ("5 m", "5 m", "5", "5", "m"),
    ("£1.5 million", "1500000 GBP", "1500000", "1500000", "GBP"),
    ("£1.5m", "1500000 GBP", "1500000", "1500000", "GBP"),
    ("1.5 million pounds", "1500000 pounds", "1500000", "1500000", "pounds"),
    ("£200,000 to £300,000", "200000..300000 GBP", "200000", "300000", "GBP"),
    ("5–7 visits", "5..7 visits", "5", "7", "visits"),
    ("between 5 and 7 visits", "5..7 visits", "5", "7", "visits"),
    ("at least 5 days", "5.. days", "5", None, "days"),
    ("up to 700 children", "..700 children", None, "700", "children"),
    ("007", "7", "7", "7", ""),
    ("-0.0", "0.0", "0", "0", ""),
    (LONGEST, LONGEST, LONGEST, LONGEST, ""),
]  # fmt: skip


@pytest.mark.parametrize(("said", "canonical", "low", "high", "unit"), QUANTITIES)
def test_a_quantity_has_one_canonical_form_and_two_bounds(
    said: str, canonical: str, low: str | None, high: str | None, unit: str
) -> None:
    read = Quantity.parse(said)

    assert (str(read), read.unit) == (canonical, unit)
    assert (read.low, read.high) == (low and Decimal(low), high and Decimal(high))
    assert str(Quantity.parse(canonical)) == canonical
    assert read.is_about == canonical.startswith("about")


@pytest.mark.parametrize(
    "said",
    [
        "", "six", "nan", "inf", "1e5", "5m", "5 5", "7..5", "..", ".. %", "£5 GBP", "1,50", "1,5000", "5..6..7",
        "1" * 41, "5 % | a | b", "5 %|a", "5\t%", "5 " + "x" * 61, "5 ½",
        "about 5..6", "about .. | x", "1.", ".5", "٣", "5 -6",
    ],
)  # fmt: skip
def test_what_is_no_quantity_is_refused(said: str) -> None:
    with pytest.raises(BadValueError):
        Quantity.parse(said)


@pytest.mark.parametrize(
    ("given_value", "canonical"),
    [
        (5, "5"),
        (0, "0"),
        (Decimal("12.50"), "12.50"),
        (Decimal("1E+5"), "100000"),
        (Quantity.parse("5 %"), "5 %"),
        ("5 %", "5 %"),
        ({"low": 5, "high": "7", "unit": "%"}, "5..7 %"),
        ({"low": Decimal(5), "high": 5, "unit": "%", "words": "a twentieth"}, "5 % | a twentieth"),
        ({"unit": "%", "words": "slightly below target"}, ".. % | slightly below target"),
        ({"high": 5}, "..5"),
        ({"low": 5, "high": None}, "5.."),
    ],
)
def test_a_quantity_may_be_given_as_text_a_number_or_an_object(given_value: object, canonical: str) -> None:
    assert str(Quantity.read(given_value)) == canonical
    assert Quantity(given_value) == Quantity.read(given_value)


@pytest.mark.parametrize(
    "given_value",
    [
        1.5, True, None, [], {}, {"unit": "%"}, {"low": 1.5}, {"low": True}, {"low": 5, "most": 6}, {"low": "five"},
        {"low": 5, "unit": 5}, {"low": 5, "unit": "5"}, {"low": 5, "words": "a|b"}, {"low": 7, "high": 5},
        Decimal("NaN"), Decimal("Infinity"), Decimal("1E+50"), Decimal("1E-50"), 10**41,
    ],
)  # fmt: skip
def test_what_is_no_exact_figure_is_refused(given_value: object) -> None:
    with pytest.raises(BadValueError):
        Quantity.read(given_value)


def test_a_float_is_refused_and_told_how_to_be_exact() -> None:
    with pytest.raises(BadValueError, match=r'the text "1\.5", an int or a Decimal'):
        Quantity.read(1.5)


@pytest.mark.parametrize(
    ("said", "canonical", "kind", "earliest", "latest"),
    [
        ("during Q1 2017/18", "during Q1 2017/18", "during", date(2017, 4, 1), date(2017, 6, 30)),
        ("to_date 2019-04..2019-12", "to_date 2019-04..2019-12", "to_date", date(2019, 4, 1), date(2019, 12, 31)),
        ("to date 2019/20", "to_date 2019/20", "to_date", date(2019, 4, 1), date(2020, 3, 31)),
        ("as at 31 December 2019", "at 2019-12-31", "at", date(2019, 12, 31), date(2019, 12, 31)),
        ("During 2017 | last year", "during 2017 | last year", "during", date(2017, 1, 1), date(2017, 12, 31)),
    ],
)  # fmt: skip
def test_a_period_is_a_kind_and_a_time(said: str, canonical: str, kind: str, earliest: date, latest: date) -> None:
    read = Period.parse(said)

    assert (str(read), read.kind, read.earliest, read.latest) == (canonical, kind, earliest, latest)
    assert read.words == read.when.words


@pytest.mark.parametrize(
    ("given_value", "canonical"),
    [
        ({"kind": "to_date", "from": "2019-04-01", "to": "2019-12-31"}, "to_date 2019-04-01..2019-12-31"),
        (
            {"kind": "at", "from": "2019-12-31", "to": "2019-12-31", "words": "at year end"},
            "at 2019-12-31 | at year end",
        ),
        ({"kind": "during", "to": "2019"}, "during ..2019"),
        (Period.parse("at 2017"), "at 2017"),
        ("at 2017", "at 2017"),
    ],
)
def test_a_period_may_be_given_as_text_or_an_object(given_value: object, canonical: str) -> None:
    assert str(Period.read(given_value)) == canonical
    assert Period(given_value) == Period.read(given_value)


@pytest.mark.parametrize(
    "given_value",
    [
        "Q1 2017/18", "during", "during tea", "", 5, None, {"kind": "at"}, {"kind": "over", "from": "2017"},
        {"from": "2017"}, {"kind": "at", "from": "2017", "until": "2018"}, {"kind": "at", "from": "2018", "to": "2017"},
    ],
)  # fmt: skip
def test_what_is_no_period_is_refused(given_value: object) -> None:
    with pytest.raises(BadValueError):
        Period.read(given_value)


@pytest.mark.parametrize("value", [Quantity.parse("5 %"), Period.parse("at 2017 | so said")])
def test_a_period_or_quantity_does_not_change_and_survives_copying(value: Quantity | Period) -> None:
    with pytest.raises(AttributeError):
        value.kind = "other"  # type: ignore[union-attr, unused-ignore]

    assert copy.deepcopy(value) == pickle.loads(pickle.dumps(value)) == value
    assert hash(copy.copy(value)) == hash(value)
    assert value != str(value)


FIGURES = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12)
UNITS = st.sampled_from(["", "%", "GBP", "children", "looked-after children", "m", "k"])


@given(FIGURES, FIGURES, UNITS, st.none() | SAID_WORDS)
def test_the_canonical_form_of_any_quantity_is_a_fixpoint(a: Decimal, b: Decimal, unit: str, words: str | None) -> None:
    read = Quantity.read({"low": min(a, b), "high": max(a, b), "unit": unit, "words": words})

    assert Quantity.parse(str(read)) == read
    assert (read.low, read.high, read.unit) == (min(a, b), max(a, b), unit)


@given(st.sampled_from(["during", "to_date", "at"]), TIMES)
def test_the_canonical_form_of_any_period_is_a_fixpoint(kind: str, time: str) -> None:
    read = Period.parse(f"{kind} {time}")

    assert Period.parse(str(read)) == read


@given(
    st.text(max_size=40) | st.from_regex(r"(about )?£?[0-9,.]{1,9}(\.\.| to )?[0-9.]{0,9} ?[a-z%]{0,8}", fullmatch=True)
)
def test_any_text_is_a_quantity_or_refused_and_raises_nothing_else(text: str) -> None:
    try:
        read = Quantity.parse(text)
    except BadValueError as refused:
        assert isinstance(refused, PhraseError | BadValueError)  # noqa: PT017
        return

    assert Quantity.parse(str(read)) == read
