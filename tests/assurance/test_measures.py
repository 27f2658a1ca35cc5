"""The measures as rows: the numbers are those of the metrics, and each says what it is of and what it means."""

import datetime as dt

import attrs
import pytest

from govledger.assurance.measures import DAYS, PER_CENT, Measure, measures
from govledger.assurance.metrics import Calibration, Metrics, Share, Spread, metrics
from tests.cli.support import DAYS as MINUTES
from tests.projections.support import minute_ledger

DAY = dt.date(2017, 12, 31)


def calibrated(visit: str, share: Share) -> Calibration:
    return Calibration(visit=visit, day=DAY, by=("org:ofsted",), rated=(), contradicted=(), share=share)


FOUND = Metrics(
    today=DAY,
    calibration=(
        calibrated("v", Share(count=1, of=4, entries=(3, 9))),
        calibrated("w", Share(count=2, of=4, entries=(9, 12))),
    ),
    uncalibrated=("x",),
    evidence_age=Spread(days=(10, 20, 400), unknown=2, entries=(4,)),
    verified=Share(count=0, of=5, unknown=1, entries=(5,)),
    slips=Spread(days=(0, 30), entries=(6,)),
    answer_time=Spread(days=(), unknown=3),
    only_noted=Share(count=2, of=3, entries=(7,)),
    told_lag={"body:board": Spread(days=(1,), unknown=8, entries=(8,)), "body:panel": Spread(days=())},
)


def row(name: str, about: str = "") -> Measure:
    (found,) = (one for one in measures(FOUND) if (one.name, one.about) == (name, about))
    return found


def test_the_seven_stand_in_their_order_with_a_row_for_each_visit_and_each_body() -> None:
    assert [(one.name, one.about) for one in measures(FOUND)] == [
        ("calibration", ""),
        ("calibration", "visit:v"),
        ("calibration", "visit:w"),
        ("evidence_age", ""),
        ("verified", ""),
        ("slips", ""),
        ("answer_time", ""),
        ("only_noted", ""),
        ("told_lag", "body:board"),
        ("told_lag", "body:panel"),
    ]


def test_a_share_is_told_in_per_cent_with_how_many_of_how_many() -> None:
    noted = row("only_noted")

    assert (noted.number, noted.unit, noted.count, noted.of, noted.unknown) == (67, PER_CENT, 2, 3, 0)
    assert (noted.longest, noted.entries) == (None, (7,))


def test_times_are_told_by_their_median_with_the_longest() -> None:
    age = row("evidence_age")

    assert (age.number, age.unit, age.longest, age.of, age.unknown) == (20, DAYS, 400, 3, 2)
    assert (age.count, age.entries) == (None, (4,))


def test_what_is_of_nothing_has_no_number_and_still_says_what_cannot_be_told() -> None:
    waiting = row("answer_time")

    assert (waiting.number, waiting.longest, waiting.of, waiting.unknown) == (None, None, 0, 3)


def test_the_visits_are_added_up_before_each_is_told() -> None:
    whole, first = row("calibration"), row("calibration", "visit:v")

    assert (whole.number, whole.count, whole.of, whole.unknown) == (38, 3, 8, 1)
    assert whole.entries == (3, 9, 12)
    assert (first.number, first.count, first.of, first.unknown) == (25, 1, 4, 0)


def test_where_no_body_met_that_measure_is_of_nothing() -> None:
    last = measures(attrs.evolve(FOUND, told_lag={}))[-1]

    assert (last.name, last.about, last.number, last.of) == ("told_lag", "", None, 0)


def test_every_measure_says_in_words_what_it_means_and_what_cannot_be_told_of_it() -> None:
    held = {field.name for field in attrs.fields(Metrics)} - {"today", "uncalibrated"}

    assert {one.name for one in measures(FOUND)} == held
    for one in measures(FOUND):
        assert one.title[0].isupper()
        assert one.means.endswith(".")
        assert one.untold


@pytest.mark.parametrize("name", MINUTES)
def test_no_number_of_a_minute_stands_without_entries(name: str) -> None:
    with minute_ledger(name) as ledger:
        rows = measures(metrics(ledger.history(as_of=MINUTES[name])))

    assert all(one.entries for one in rows if one.number is not None)
    assert all((one.number is None) == (one.of == 0) for one in rows)
