"""What if: a history without some of its entries, or with others that nobody recorded."""

from typing import Any

import pytest
from hypothesis import given, strategies as st

from govledger import events as ev
from govledger.errors import NoSuchEntryError
from govledger.ledger import Draft, History, Ledger
from tests.ledger.histories import histories, recorded
from tests.ledger.support import numbers


def said(history: History) -> list[str]:
    """Return the statements of a history, by their position."""
    return [str(entry.event.position) for entry in history if isinstance(entry.event, ev.StatementMade)]


def put(ledger: Ledger, *positions: str) -> None:
    """Record statements that happened one day after another."""
    for day, position in enumerate(positions, start=1):
        ledger.record(ev.StatementMade(position=position), happened=f"2017-03-{day:02}", known_on="2017-06-01")


# Without -------------------------------------------------------------------------------------------------------------


def test_an_entry_left_out_is_as_if_it_had_never_been_recorded(ledger: Ledger) -> None:
    put(ledger, "one", "two", "three")

    without = ledger.history().without({3})

    assert said(without) == ["one", "three"]
    assert said(ledger.history()) == ["one", "two", "three"]


def test_leaving_out_an_entry_leaves_out_what_corrects_or_retracts_it(ledger: Ledger) -> None:
    put(ledger, "one", "two")
    ledger.correct(2, ev.StatementMade(position="one, rightly"), reason="slip")
    ledger.retract(3, reason="duplicate")

    without = ledger.history().without({2, 3})

    assert numbers(without) == numbers(without.recorded()) == [1]


def test_leaving_out_a_correction_brings_back_the_version_before_it(ledger: Ledger) -> None:
    put(ledger, "one")
    for words in ("second", "third"):
        ledger.correct(2, ev.StatementMade(position=words), reason="slip")

    history = ledger.history()

    assert said(history.without({4})) == ["second"]
    assert said(history.without({3})) == ["third"]
    assert said(history.without({3, 4})) == said(history.without({3}).without({4})) == ["one"]


def test_leaving_out_a_retraction_revives_what_it_took_back(ledger: Ledger) -> None:
    put(ledger, "one")
    ledger.retract(2, reason="duplicate")

    assert said(ledger.history()) == []
    assert said(ledger.history().without({3})) == ["one"]


@pytest.fixture
def meeting(ledger: Ledger) -> Ledger:
    """A board that met on 2 March, where something was said: entry 5."""
    ledger.record(
        ev.BodyEstablished(body="board"), ev.MeetingHeld(meeting="m1", body="board"),
        ev.AgendaItemConsidered(agenda_item="m1/1", meeting="m1"),
        ev.StatementMade(agenda_item="m1/1", position="said"),
        happened="2017-03-02", known_on="2017-03-02",
    )  # fmt: skip
    return ledger


@pytest.mark.parametrize(
    "cut",
    [
        {"as_of": "2017-03-02"},
        {"happened_by": "2017-03-02"},
        {"known_by": "2017-03-02"},
        {"recorded_by": "2018-01-02"},
        {"told": "body:board"},
    ],
)
def test_what_is_left_out_is_left_out_of_every_cut(meeting: Ledger, cut: dict[str, Any]) -> None:
    history = meeting.history(**cut)

    assert (said(history), said(history.without({5}))) == (["said"], [])


def test_a_body_was_told_nothing_at_a_meeting_that_is_left_out(meeting: Ledger) -> None:
    told = meeting.history(told="body:board")

    assert said(told.without({3})) == []


def test_a_cut_says_what_it_leaves_out(ledger: Ledger) -> None:
    put(ledger, "one", "two")

    history = ledger.history(as_of="2017-06-01")

    assert history.without({2}).cut.words == f"{history.cut.words}; as if entry 2 had never been recorded"
    assert history.without({3, 2}).cut.words.endswith("as if entries 2 and 3 had never been recorded")
    assert history.without(()).cut == history.cut


def test_only_entries_of_the_ledger_can_be_left_out(ledger: Ledger) -> None:
    put(ledger, "one")

    for number in (0, 3):
        with pytest.raises(NoSuchEntryError, match=f"there is no entry {number}; this ledger has 2"):
            ledger.history().without({number})


@given(histories(), st.data())
def test_leaving_out_the_newest_entries_gives_the_history_before_they_were_recorded(
    drafts: list[Draft], data: st.DataObject
) -> None:
    kept = data.draw(st.integers(1, len(drafts)))
    with recorded(drafts[:kept]) as before, recorded(drafts) as ledger:
        left_out = set(range(kept + 2, len(ledger) + 1))
        for cut in ({}, {"as_of": "2017-12-29"}, {"happened_by": "2017-12-29"}):
            then, now = before.history(**cut), ledger.history(**cut).without(left_out)

            assert numbers(now) == numbers(then)
            assert numbers(now.recorded()) == numbers(then.recorded())
            assert numbers(now.uncertain) == numbers(then.uncertain)
