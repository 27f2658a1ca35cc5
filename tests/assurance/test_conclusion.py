"""What a timeline comes to: each alarm counted once, and no lead claimed where a day is not known."""

import datetime as dt

import pytest

from govledger.assurance.conclusion import Conclusion, conclude, order_of
from govledger.assurance.opinion import Raised
from govledger.assurance.outside import Seen
from govledger.assurance.timeline import Moment, timeline
from tests.cli.support import DAYS
from tests.projections.support import minute_ledger

FIRST = dt.date(2017, 6, 1)
DAY = dt.timedelta(days=1)
ALARM = Raised(
    key="GREEN|action:1|entry:7", rule="GREEN", subject="action:1", severity="high", question="Is it so?", says="so",
    because=(7,), clears="a word", first_entry=7, first_known=FIRST, hindsight=False, recheck_on=None, answered=None,
)  # fmt: skip


def seen(earliest: int, latest: int | None = None) -> Seen:
    """That somebody saw it, so many days after the first, or between two days."""
    day = FIRST + (earliest if latest is None else latest) * DAY
    return Seen(day=day, earliest=FIRST + earliest * DAY, by=("org:ofsted",), entry=9)


def moment(
    *, first: dt.date | None = FIRST, told: int | None = None, challenged: Seen | None = None, found: Seen | None = None
) -> Moment:
    day = None if told is None else FIRST + told * DAY
    return Moment(alarm=ALARM, first=first, told={"body:board": day}, challenged=challenged, found=found)


@pytest.mark.parametrize(
    ("found", "order", "days"),
    [
        (None, "not_found", None),
        (seen(183), "earlier", 183),
        (seen(1), "earlier", 1),
        (seen(0), "same_day", 0),
        (seen(-1), "later", -1),
        (seen(10, 40), "earlier", 10),
        (seen(0, 40), "unordered", 0),
        (seen(-10, 40), "unordered", None),
        (seen(-10, 0), "unordered", None),
        (seen(-40, -10), "later", -10),
    ],
)
def test_which_came_first_is_said_only_where_the_days_say_so(found: Seen | None, order: str, days: int | None) -> None:
    assert order_of(moment(found=found)) == order
    assert moment(found=found).days_to_finding == days
    assert moment(challenged=found).days_to_challenge == days


def test_a_finding_without_any_day_claims_no_lead() -> None:
    undated = Seen(day=FIRST + 90 * DAY, earliest=dt.date.min, by=("org:ofsted",), entry=9)

    assert order_of(moment(found=undated)) == "unordered"


@pytest.mark.parametrize("found", [None, seen(10)])
def test_an_alarm_that_could_not_be_raised_by_then_has_no_lead_whoever_found_it(found: Seen | None) -> None:
    assert order_of(moment(first=None, found=found)) == "undated"
    assert moment(first=None, found=found).days_to_finding is None


def test_the_sentence_counts_every_alarm_once_and_says_what_was_never_seen() -> None:
    every = [
        *(moment(told=5, challenged=seen(9), found=seen(days)) for days in (100, 143, 200)),
        moment(told=0, found=seen(0)),
        moment(found=seen(-3)),
        moment(found=seen(-3, 3)),
        *(moment(challenged=seen(1)) for _ in range(2)),
        moment(first=None),
    ]

    whole = conclude(every)

    assert whole.sentence == (
        "Of 9 alarms, 3 could have been raised from the record before anybody outside found it, the median 143 days "
        "earlier; 1 on the same day; 1 only after; in 1 it cannot be told which came first; in 2 nobody outside is on "
        "record as having found it; 1 only from what became known after the day asked about; as far as the record "
        "shows, 5 never told to a body and 4 never challenged."
    )
    assert whole.days_earlier == (100, 143, 200)


def test_between_two_in_the_middle_the_median_is_said_as_it_is() -> None:
    whole = conclude([moment(found=seen(2)), moment(found=seen(5))])

    assert "the median 3.5 days earlier" in whole.sentence


@pytest.mark.parametrize(("days", "said"), [(1, "found it, 1 day earlier;"), (183, "found it, 183 days earlier;")])
def test_of_one_alarm_there_is_no_median(days: int, said: str) -> None:
    sentence = conclude([moment(told=1, challenged=seen(1), found=seen(days))]).sentence

    assert sentence.startswith("Of 1 alarm, 1 could have been raised")
    assert said in sentence
    assert sentence.endswith("; each had been told to a body and challenged.")


def test_only_what_was_never_seen_is_said_to_be() -> None:
    assert conclude([moment(told=1)]).sentence.endswith("; as far as the record shows, 1 never challenged.")
    assert conclude([moment(challenged=seen(1))]).sentence.endswith("shows, 1 never told to a body.")


def test_where_nothing_was_found_earlier_no_days_are_claimed() -> None:
    sentence = conclude([moment(found=seen(0)), moment()]).sentence

    assert sentence.startswith(
        "Of 2 alarms, none could have been raised from the record before anybody outside found it; 1 on the same day; "
        "in 1 nobody outside is on record as having found it;"
    )
    assert "earlier" not in sentence


def test_where_nobody_outside_found_any_that_is_what_it_says() -> None:
    sentence = conclude([moment(), moment(first=None)]).sentence

    assert sentence == (
        "Of 2 alarms, nobody outside is on record as having found any, so that no lead is claimed; 1 only from what "
        "became known after the day asked about; as far as the record shows, 2 never told to a body and 2 never "
        "challenged."
    )


def test_without_an_alarm_there_is_nothing_to_conclude() -> None:
    assert conclude([]).sentence == "There is no alarm, so there is nothing to have known earlier."
    assert conclude([]).median_days_earlier is None


@pytest.mark.parametrize("name", DAYS)
def test_the_counts_add_up(name: str) -> None:
    with minute_ledger(name) as ledger:
        whole = conclude(timeline(ledger.history(as_of=DAYS[name])))

    assert whole.of == sum(getattr(whole, order) for order in ORDERS)
    assert len(whole.days_earlier) == whole.earlier
    assert isinstance(whole, Conclusion)


ORDERS = ("earlier", "same_day", "later", "unordered", "not_found", "undated")
