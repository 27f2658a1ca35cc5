"""Times are read as they were said, kept as they were said, and never made more precise than they were."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, strategies as st

from govledger.errors import BadValueError, PhraseError
from govledger.events.phrases import Step, add_months, shift
from govledger.events.when import When, when
from govledger.testing.phrases import MOMENTS, PHRASES, TIMES, WHOLE

MIN, MAX = date.min, date.max
DAY = date(2017, 6, 14)

# What is said, its canonical form, its first and its last day.
READ = [
    ("2017-06-14", "2017-06-14", DAY, DAY),
    ("14 June 2017", "2017-06-14", DAY, DAY),
    ("14th June, 2017", "2017-06-14", DAY, DAY),
    ("Wednesday, 14th June, 2017", "2017-06-14", DAY, DAY),
    ("the end of June 2017", "end of June 2017", date(2017, 6, 30), date(2017, 6, 30)),
    ("June 14, 2017", "2017-06-14", DAY, DAY),
    ("14 JUN 2017", "2017-06-14", DAY, DAY),
    ("14\u00a0 June  2017", "2017-06-14", DAY, DAY),
    ("2017-06", "2017-06", date(2017, 6, 1), date(2017, 6, 30)),
    ("June 2017", "June 2017", date(2017, 6, 1), date(2017, 6, 30)),
    ("december 2015", "December 2015", date(2015, 12, 1), date(2015, 12, 31)),
    ("Sept. 2015", "September 2015", date(2015, 9, 1), date(2015, 9, 30)),
    ("February 2016", "February 2016", date(2016, 2, 1), date(2016, 2, 29)),
    ("2017", "2017", date(2017, 1, 1), date(2017, 12, 31)),
    ("spring 2017", "spring 2017", date(2017, 3, 1), date(2017, 5, 31)),
    ("summer 2017", "summer 2017", date(2017, 6, 1), date(2017, 8, 31)),
    ("Autumn 2017", "autumn 2017", date(2017, 9, 1), date(2017, 11, 30)),
    ("the autumn of 2017", "autumn 2017", date(2017, 9, 1), date(2017, 11, 30)),
    ("winter 2017", "winter 2017", date(2017, 12, 1), date(2018, 2, 28)),
    ("winter 2017/18", "winter 2017", date(2017, 12, 1), date(2018, 2, 28)),
    ("2017/18", "2017/18", date(2017, 4, 1), date(2018, 3, 31)),
    ("1999/2000", "1999/00", date(1999, 4, 1), date(2000, 3, 31)),
    ("Q1 2017/18", "Q1 2017/18", date(2017, 4, 1), date(2017, 6, 30)),
    ("quarter 4 of 2017/18", "Q4 2017/18", date(2018, 1, 1), date(2018, 3, 31)),
    ("municipal 2024/25", "municipal 2024/25", date(2024, 5, 1), date(2025, 5, 31)),
    ("early 2018", "early 2018", date(2018, 1, 1), date(2018, 4, 30)),
    ("mid-2018", "mid 2018", date(2018, 5, 1), date(2018, 8, 31)),
    ("late in 2018", "late 2018", date(2018, 9, 1), date(2018, 12, 31)),
    ("early June 2017", "early June 2017", date(2017, 6, 1), date(2017, 6, 10)),
    ("mid-June 2017", "mid June 2017", date(2017, 6, 11), date(2017, 6, 20)),
    ("late February 2016", "late February 2016", date(2016, 2, 21), date(2016, 2, 29)),
    ("early autumn 2017", "early autumn 2017", date(2017, 9, 1), date(2017, 9, 30)),
    ("late Q1 2017/18", "late Q1 2017/18", date(2017, 6, 1), date(2017, 6, 30)),
    ("early municipal 2024/25", "early municipal 2024/25", date(2024, 5, 1), date(2024, 9, 9)),
    ("end of December 2015", "end of December 2015", date(2015, 12, 31), date(2015, 12, 31)),
    ("end of 2017/18", "end of 2017/18", date(2018, 3, 31), date(2018, 3, 31)),
    ("2017-06..2017-08", "2017-06..2017-08", date(2017, 6, 1), date(2017, 8, 31)),
    ("2019-04-01 .. 31 December 2019", "2019-04-01..2019-12-31", date(2019, 4, 1), date(2019, 12, 31)),
    ("2017..", "2017..", date(2017, 1, 1), MAX),
    ("..2017", "..2017", MIN, date(2017, 12, 31)),
    ("12–14 June 2017", "2017-06-12..2017-06-14", date(2017, 6, 12), DAY),
    ("12-14 June 2017", "2017-06-12..2017-06-14", date(2017, 6, 12), DAY),
    ("from 12 to 14 June 2017", "2017-06-12..2017-06-14", date(2017, 6, 12), DAY),
    ("June – August 2017", "June 2017..August 2017", date(2017, 6, 1), date(2017, 8, 31)),
    ("June-August 2017", "June 2017..August 2017", date(2017, 6, 1), date(2017, 8, 31)),
    ("2017-06-12–2017-06-14", "2017-06-12..2017-06-14", date(2017, 6, 12), DAY),
    ("between June 2017 and 2018", "between June 2017 and 2018", date(2017, 6, 1), date(2018, 12, 31)),
    ("between 2017-06-12 and 2017-06-14", "between 2017-06-12 and 2017-06-14", date(2017, 6, 12), DAY),
    ("before June 2017", "before June 2017", MIN, date(2017, 5, 31)),
    ("before 14 June 2017", "before 2017-06-14", MIN, date(2017, 6, 13)),
    ("after June 2017", "after June 2017", date(2017, 7, 1), MAX),
    ("after 2017-06-14", "after 2017-06-14", date(2017, 6, 15), MAX),
    ("by June 2017", "by June 2017", MIN, date(2017, 6, 30)),
    ("by 20th July 2017", "by 2017-07-20", MIN, date(2017, 7, 20)),
    ("no later than 2017", "by 2017", MIN, date(2017, 12, 31)),
    ("since June 2015", "since June 2015", date(2015, 6, 1), MAX),
    ("since 2017-06-14", "since 2017-06-14", DAY, MAX),
    ("about 2017-06-14", "about 2017-06-14", date(2017, 6, 7), date(2017, 6, 21)),
    ("about June 2017", "about June 2017", date(2017, 5, 1), date(2017, 7, 31)),
    ("around February 2017", "about February 2017", date(2017, 1, 1), date(2017, 3, 31)),
    ("about 2017", "about 2017", date(2016, 1, 1), date(2018, 12, 31)),
    ("about autumn 2017", "about autumn 2017", date(2017, 6, 1), date(2018, 2, 28)),
    ("about early 2018", "about early 2018", date(2017, 9, 1), date(2018, 8, 31)),
    ("either 2015-09 or 2015-11", "either 2015-09 or 2015-11", date(2015, 9, 1), date(2015, 11, 30)),
    ("Either by 2015 or June 2016", "either by 2015 or June 2016", MIN, date(2016, 6, 30)),
    ("unknown", "unknown", MIN, MAX),
    ("Unknown | after the election", "unknown | after the election", MIN, MAX),
    ("in due course", "unknown | in due course", MIN, MAX),
    ("by 2015-08 | publicly accepted, in August", "by 2015-08 | publicly accepted, in August", MIN, date(2015, 8, 31)),
    ("1889", "1889", date(1889, 1, 1), date(1889, 12, 31)),
    ("1 April 2199", "2199-04-01", date(2199, 4, 1), date(2199, 4, 1)),
    ("0001", "0001", MIN, date(1, 12, 31)),
    ("about 0001-01-03", "about 0001-01-03", MIN, date(1, 1, 10)),
    ("9999-12-31", "9999-12-31", MAX, MAX),
    ("winter 9999", "winter 9999", date(9999, 12, 1), MAX),
    ("9999/00", "9999/00", date(9999, 4, 1), MAX),
    ("about 9999", "about 9999", date(9998, 1, 1), MAX),
]

# Every time that the five minutes tell; what needs the meeting's day is in the tests of anchors below.
IN_THE_MINUTES = [
    ("in due course", "unknown | in due course"),
    ("March 2015", "March 2015"),
    ("in May 2015", "May 2015"),
    ("since June 2015", "since June 2015"),
    ("in August 2015", "August 2015"),
    ("December 2015", "December 2015"),
    ("on 9 February 2017", "2017-02-09"),
    ("Wednesday, 14th June, 2017", "2017-06-14"),
    ("on 12 June 2017", "2017-06-12"),
    ("by 20th July 2017", "by 2017-07-20"),
]

REFUSED = [
    ("", "not an empty text"),
    ("31 June 2017", "June 2017 has 30 days"),
    ("29 February 2017", "February 2017 has 28 days"),
    ("2017-06-31", "June 2017 has 30 days"),
    ("2017-13-01", "twelve months"),
    ("0000-01-01", "0001 to 9999"),
    ("0 June 2017", "June 2017 has 30 days"),
    ("03/04/2017", "2017-04-03 if 3 April is meant, 2017-03-04 if 4 March is"),
    ("3.4.2017", "one way only"),
    ("25/12/2017", "one way only"),
    ("3/4/17", "one way only"),
    ("Thursday 14 June 2017", "2017-06-14 was a Wednesday"),
    ("Wednesday, 14th June, 2017 6.00 p.m.", "no time of day"),
    ("2017-06-14T18:00:00Z", "no time of day"),
    ("28 October", "with its year"),
    ("24 January", "with its year"),
    ("May", "with its year"),
    ("May of this year", "anchor"),
    ("in three months' time", "anchor"),
    ("2017-18", "2017/18"),
    ("2017–18", "2017/18"),
    ("2017-6-14", "2017-06-04"),
    ("2017/19", "follow each other"),
    ("autumn 2017/18", "only a winter"),
    ("Q1 2017", "Q1 2017/18"),
    ("Q5 2017/18", "a time:"),
    ("2018..2017", "ends no earlier"),
    ("between 2018 and 2017", "ends no earlier"),
    ("..", "a time:"),
    ("2017...2018", "a time:"),
    ("before 0001", "come before"),
    ("after 9999", "come after"),
    ("either 2017 or 2017", "differ"),
    ("either 2017", "a time:"),
    ("either 2017 or unknown", "a time:"),
    ("August and December 2017", "a time:"),
    ("in 3 months time – December 2015", "a time:"),
    ("early 2017-06-14", "a time:"),
    ("end of early 2017", "a time:"),
    ("after the election", "a time:"),
    ("about tea", "a time:"),
    ("tea to two", "a time:"),
    ("14 to 12 June 2017", "a time:"),
    ("32 Decmber 2015", "a time:"),
    ("\uff12\uff10\uff11\uff17-06-14", "a time:"),
    ("2017-W24-3", "a time:"),
    ("20170614", "a time:"),
    ("2017 | one | two", "one bar at most"),
    ("2017|said", "one bar at most"),
    ("| said", "both sides"),
    ("2017 | ", "both sides"),
    ("2017\n", "control characters"),
    ("2017\x00", "control characters"),
    ("2017 | left\u202eright", "control characters"),
    ("unknown | \ud800", "control characters"),
    ("2017 | " + "x" * 500, "at most 500"),
]


@pytest.mark.parametrize(("said", "canonical", "earliest", "latest"), READ)
def test_a_time_has_one_canonical_form_and_two_bounds(said: str, canonical: str, earliest: date, latest: date) -> None:
    read = When.parse(said)

    assert (str(read), read.earliest, read.latest) == (canonical, earliest, latest)
    assert str(When.parse(canonical)) == canonical


@pytest.mark.parametrize(("said", "canonical"), IN_THE_MINUTES)
def test_every_time_told_in_the_five_minutes_is_read(said: str, canonical: str) -> None:
    assert str(when(said)) == canonical


@pytest.mark.parametrize(("said", "reason"), REFUSED)
def test_what_is_no_time_is_refused_with_the_reason(said: str, reason: str) -> None:
    with pytest.raises(PhraseError) as refused:
        when(said)

    assert reason in str(refused.value)


def test_a_misspelt_time_is_told_what_it_resembles() -> None:
    with pytest.raises(PhraseError) as refused:
        when("Decmber 2015")

    assert refused.value.nearest == ("December 2015",)


def test_other_words_are_kept_only_when_asked_for() -> None:
    read = when("after the  election’s close", words=True)

    assert str(read) == "unknown | after the election’s close"
    assert read.is_unknown
    assert read.words == "after the election’s close"


def test_words_too_long_to_keep_are_refused() -> None:
    with pytest.raises(PhraseError, match="words included"):
        when("x" * 495, words=True)


def test_a_day_needs_no_reading() -> None:
    assert when(DAY) == when("2017-06-14")


def test_words_that_cannot_stand_after_a_bar_are_refused_even_when_words_are_kept() -> None:
    with pytest.raises(PhraseError):
        when("this | that | the other", words=True)


@pytest.mark.parametrize("said", ["in three months' time", "in three months’ time", "in 3 months time"])
def test_in_three_months_time_counts_from_its_anchor_and_keeps_its_words(said: str) -> None:
    read = when(said, anchor="2017-06-14")

    assert (read.phrase, read.words) == ("2017-09-14", said)


def test_counting_from_an_imprecise_anchor_stays_imprecise() -> None:
    read = when("in three months' time", anchor=When.parse("2015-09"))

    assert read.phrase == "2015-12-01..2015-12-30"


def test_counting_from_an_open_anchor_stays_open() -> None:
    assert when("in a year's time", anchor="since 2015-09-01").phrase == "2016-09-01.."
    assert when("in a year's time", anchor="by 2015-09-01").phrase == "..2016-09-01"
    assert when("in a year's time", anchor="unknown").phrase == "unknown"


def test_may_of_this_year_takes_its_year_from_the_anchor() -> None:
    assert str(when("in May of this year", anchor="2021-11..2021-12")) == "May 2021"
    assert str(when("December last year", anchor=DAY)) == "December 2016"


def test_may_of_this_year_is_refused_where_the_anchor_spans_two_years() -> None:
    with pytest.raises(PhraseError, match="within one year"):
        when("May of this year", anchor="2021-11..2022-01")


def test_both_readings_of_either_are_kept() -> None:
    read = When.parse("either 2015-09 or 2015-11")

    assert read.readings == (When.parse("2015-09"), When.parse("2015-11"))


def test_a_time_with_one_reading_is_its_own_only_reading() -> None:
    read = When.parse("2015-09 | said so")

    assert read.readings == (read,)


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        (DAY, "2017-06-14"),
        ("14 June 2017", "2017-06-14"),
        (When.parse("2017"), "2017"),
        ({"earliest": "2017-06-14", "latest": "2017-06-14"}, "2017-06-14"),
        ({"earliest": "2017-06", "latest": DAY, "words": "in June"}, "2017-06..2017-06-14 | in June"),
        ({"earliest": "2017-06-14"}, "2017-06-14.."),
        ({"latest": "June 2017", "earliest": None}, "..June 2017"),
        ({"words": "after the election"}, "unknown | after the election"),
    ],
)  # fmt: skip
def test_a_time_may_be_given_as_text_a_day_or_an_object(given: object, canonical: str) -> None:
    assert str(When.read(given)) == canonical
    assert When(given) == When.read(given)


@pytest.mark.parametrize(
    "given",
    [
        datetime(2017, 6, 14, tzinfo=UTC), 2017, 2017.5, None, b"June", True, [], {}, {"earliest": 5}, {"from": "2017"},
        {"earliest": "2018", "latest": "2017"}, {"words": 5}, {"words": ""}, {"earliest": "by 2017"},
        {"earliest": datetime(2017, 6, 14, tzinfo=UTC)}, {"earliest": "2017", "words": "a | b"},
    ],
)  # fmt: skip
def test_what_is_no_time_at_all_is_refused(given: object) -> None:
    with pytest.raises(BadValueError):
        When.read(given)


def test_only_text_is_parsed() -> None:
    with pytest.raises(BadValueError):
        When.parse(DAY)  # type: ignore[arg-type]


def test_two_times_are_equal_when_their_canonical_forms_are() -> None:
    assert When.parse("14 June 2017") == When.parse("2017-06-14") == When.read(DAY)
    assert When.parse("December 2015") != When.parse("2015-12")
    assert When.parse("2017") != "2017"
    assert len({When.parse("14 June 2017"), When.read(DAY)}) == 1


def test_a_time_does_not_change() -> None:
    read = When.parse("2017")

    with pytest.raises(AttributeError):
        read.earliest = DAY
    with pytest.raises(AttributeError):
        del read.phrase
    with pytest.raises(AttributeError):
        read.other = 1


def test_a_time_survives_copying_and_pickling() -> None:
    read = When.parse("either 2015-09 or 2015-11 | K01")

    assert copy.deepcopy(read) == pickle.loads(pickle.dumps(read)) == read
    assert repr(read) == "When('either 2015-09 or 2015-11 | K01')"


def test_a_time_already_read_is_not_read_again() -> None:
    assert When.parse("14 June 2017") is When.parse("14 June 2017")


def test_a_month_added_to_the_last_of_january_is_the_last_of_february() -> None:
    assert add_months(date(2017, 1, 31), 1) == date(2017, 2, 28)
    assert add_months(date(2016, 1, 31), 1) == date(2016, 2, 29)
    assert add_months(date(2017, 1, 31), -2) == date(2016, 11, 30)


@given(st.dates(), st.sampled_from(["day", "week", "month", "year"]), st.integers(-9999, 9999))
def test_no_step_leaves_the_years_one_to_9999(day: date, unit: str, count: int) -> None:
    moved = shift(day, Step(count, unit))

    assert moved == day if day in {MIN, MAX} else (moved >= day) == (count >= 0) or moved == day


@given(TIMES)
def test_the_canonical_form_of_any_time_is_a_fixpoint(text: str) -> None:
    read = When.parse(text)

    assert When.parse(str(read)) == read
    assert str(When.parse(str(read))) == str(read)


@given(PHRASES)
def test_every_phrase_of_the_grammar_is_its_own_canonical_form(text: str) -> None:
    assert str(When.parse(text)) == text


@given(TIMES)
def test_no_time_ends_before_it_begins(text: str) -> None:
    read = When.parse(text)

    assert read.earliest <= read.latest
    assert min(each.earliest for each in read.readings) == read.earliest
    assert max(each.latest for each in read.readings) == read.latest


@given(WHOLE)
def test_the_thirds_of_a_time_follow_each_other_and_fill_it(text: str) -> None:
    whole = When.parse(text)
    early, mid, late = (When.parse(f"{part} {text}") for part in ("early", "mid", "late"))

    assert early.earliest == whole.earliest
    assert late.latest == whole.latest
    assert (mid.earliest - early.latest).days == (late.earliest - mid.latest).days == 1


@given(MOMENTS)
def test_before_and_after_leave_out_what_by_and_since_take_in(text: str) -> None:
    assert (When.parse(f"after {text}").earliest - When.parse(f"by {text}").latest).days == 1
    assert (When.parse(f"since {text}").earliest - When.parse(f"before {text}").latest).days == 1


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_raises_nothing_else(text: str) -> None:
    try:
        read = When.parse(text)
    except PhraseError:
        return

    assert When.parse(str(read)) == read
