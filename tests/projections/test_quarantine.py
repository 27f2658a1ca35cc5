"""What a projection stops at is passed over only in somebody's name, and whoever asks is told."""

import datetime as dt
from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest

from govledger import Ledger, errors, events as ev
from govledger.projections.projection import projection
from govledger.projections.quarantine import Quarantine, lift, quarantine, quarantines
from tests.projections.poisoned import POISON, Statuses, Strict, begun, opinion_on, told

BY, UNTIL, REASON = "office:head-of-digital", "2018-06-30", "Its subject is not tracked yet"


@projection(version=1, order="recorded", name="as-recorded")
class AsRecorded(Statuses):
    """The same, in the order of recording."""


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """A ledger at whose entry 5 the statuses stop."""
    with begun("memory://") as opened:
        told(opened, POISON, "green")
        yield opened


def following(ledger: Ledger, view: type[Any] = Statuses) -> Any:
    """What a follower who begins now sees first."""
    return next(ledger.follow(view, stop=Event()))


def leave_out(ledger: Ledger, number: int = 5, view: type = Statuses) -> int:
    """Quarantine an entry; the number of the entry that says so."""
    said = {"reason": REASON, "by": BY, "until": UNTIL, "clerk": "office:clerk"}
    return int(quarantine(ledger, view, number, **said).number)


def test_what_is_quarantined_is_left_out_and_everything_else_is_seen(ledger: Ledger) -> None:
    leave_out(ledger)
    told(ledger, "action:2.4", "red")

    view = following(ledger)

    assert view.stopped is None
    assert view.number == 7
    assert list(view.state.held) == ["action:2.4"]


def test_a_view_says_what_it_leaves_out_in_the_words_in_which_it_stopped(ledger: Ledger) -> None:
    stopped = str(following(ledger).stopped)
    answer = leave_out(ledger)

    (said,) = following(ledger).quarantined

    assert isinstance(said, Quarantine)
    assert str(said) == (
        f"{stopped}; quarantined by office:head-of-digital until 30 June 2018 (entry {answer}), "
        "so what is said leaves entry 5 out"
    )
    assert str(said.reason) == REASON


def test_a_follower_that_waits_goes_on_once_it_is_quarantined(ledger: Ledger) -> None:
    view = ledger.follow(Statuses, stop=Event())
    assert next(view).stopped is not None

    leave_out(ledger)
    on_again: Any = next(view)

    assert on_again.stopped is None
    assert [held.number for held in on_again.quarantined] == [5]


def test_it_is_an_entry_with_who_why_and_until_when(ledger: Ledger) -> None:
    event = ledger.entry(leave_out(ledger)).event

    assert isinstance(event, ev.AlarmAnswered)
    assert (event.rule, event.alarm) == ("PROJECTION_STOPPED", "PROJECTION_STOPPED|view:statuses|entry:5")
    assert (event.by, event.until, str(event.reason)) == ((BY,), dt.date(2018, 6, 30), REASON)


def test_whoever_asks_for_a_bare_state_gets_none(ledger: Ledger) -> None:
    before = following(ledger).stopped
    leave_out(ledger)

    with pytest.raises(errors.ProjectionStoppedError) as stopped:
        ledger.history().project(Statuses)

    assert str(stopped.value) == str(before)


def test_lifted_it_stops_again_in_the_same_words(ledger: Ledger) -> None:
    before = following(ledger).stopped
    leave_out(ledger)
    view = ledger.follow(Statuses, stop=Event())
    next(view)

    lift(ledger, Statuses, 5, reason="The projection was mended", clerk="office:clerk")
    again: Any = next(view)

    assert str(again.stopped) == str(before)
    assert again.quarantined == ()
    assert quarantines(ledger, "statuses") == {}


def test_a_corrected_entry_is_not_left_out(ledger: Ledger) -> None:
    leave_out(ledger)
    view = ledger.follow(Statuses, stop=Event())
    next(view)

    ledger.correct(5, ev.StatusReported(subject="action:2.5", status="green"), reason="Meant 2.5")
    after: Any = next(view)

    assert (after.stopped, after.quarantined) == (None, ())
    assert after.state == ledger.history().project(Statuses)


def test_every_version_is_left_out_by_itself_where_every_version_is_read(ledger: Ledger) -> None:
    leave_out(ledger, view=AsRecorded)
    ledger.correct(5, ev.StatusReported(subject=POISON, status="red"), reason="Meant red")

    stopped = following(ledger, AsRecorded)
    leave_out(ledger, 7, view=AsRecorded)
    after = following(ledger, AsRecorded)

    assert stopped.stopped.entry.number == 7
    assert [held.number for held in after.quarantined] == [5, 7]


def test_what_is_quarantined_and_does_no_harm_is_read(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_out(ledger)
    monkeypatch.setattr("tests.projections.poisoned.POISON", "none")

    view = following(ledger)

    assert (list(view.state.held), view.quarantined) == ([POISON], ())


@pytest.mark.parametrize(("number", "told_of"), [(4, "it stops at entry 5"), (99, "it stops at entry 5")])
def test_only_the_entry_at_which_it_stops_is_quarantined(ledger: Ledger, number: int, told_of: str) -> None:
    with pytest.raises(errors.BadValueError, match=told_of):
        leave_out(ledger, number)

    assert quarantines(ledger, "statuses") == {}


def test_nothing_is_quarantined_for_a_projection_that_does_not_stop() -> None:
    with begun("memory://") as ledger, pytest.raises(errors.BadValueError, match="it does not stop"):
        leave_out(ledger, 2)


def test_what_is_not_quarantined_is_not_lifted(ledger: Ledger) -> None:
    with pytest.raises(errors.BadValueError, match="of which there are: none"):
        lift(ledger, Statuses, 5, reason="It was")


def test_a_check_cannot_tell_what_rests_on_it_in_the_same_words(ledger: Ledger) -> None:
    told(ledger, "action:2.4", "green")
    stopped = str(following(ledger).stopped)

    before, number, after = opinion_on(ledger), leave_out(ledger), opinion_on(ledger)

    assert number
    for opinion in (before, after):
        assert opinion.clear == ()
        assert {one.why for one in opinion.cannot_tell} == {stopped}
        assert len(opinion.cannot_tell) == 3


def test_what_does_no_harm_any_more_is_read_whoever_has_followed_all_along() -> None:
    with begun("memory://") as ledger:
        number = told(ledger, "action:2.4", "green", "2017-01-01")
        leave_out(ledger, number, Strict)
        view = ledger.follow(Strict, stop=Event())
        before: Any = next(view)
        assert [held.number for held in before.quarantined] == [number]

        ledger.correct(2, ledger.entry(2).event, happened="2016-12-01", reason="It was added before")
        after: Any = next(view)

        assert (after.stopped, after.quarantined) == (None, ())
        assert after.state == following(ledger, Strict).state == ledger.history().project(Strict)
