"""What if: a history without some of its entries, or with others that nobody recorded."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from govledger import events as ev
from govledger.errors import (
    BadValueError,
    FutureDateError,
    IdentityTakenError,
    LedgerReadOnlyError,
    NoSuchEntryError,
    UnknownReferenceError,
)
from govledger.ledger import Draft, Entry, History, Ledger, draft
from tests.ledger.histories import histories, recorded
from tests.ledger.support import FakeClock, memory, numbers, stored


def said(history: History) -> list[str]:
    """Return the statements of a history, by their position."""
    return [str(entry.event.position) for entry in history if isinstance(entry.event, ev.StatementMade)]


def clear(entry: Entry[Any]) -> dict[str, Any]:
    """Return what an entry says, without what is made afresh each time."""
    return {name: value for name, value in stored(entry).items() if name != "_sd"}


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


# Plus ----------------------------------------------------------------------------------------------------------------


def test_an_event_supposed_stands_in_its_place_and_is_recorded_nowhere(ledger: Ledger) -> None:
    put(ledger, "one", "two")

    plus = ledger.history().plus(ev.StatementMade(position="between", text="Words"), happened="2017-03-01..2017-03-02")

    assert said(plus) == ["one", "between", "two"]
    assert (said(ledger.history()), len(ledger)) == (["one", "two"], 3)


def test_what_is_supposed_follows_the_last_entry_in_number_and_is_stamped_now(ledger: Ledger, clock: FakeClock) -> None:
    put(ledger, "one", "two")
    clock.set("2018-05-01T12:00:00Z")

    plus = ledger.history().plus(ev.StatementMade(position="three", text="Words"), ev.StatementMade(position="four"))

    three, four = plus.entry(4), plus.entry(5)
    assert (three.number, four.number, plus.cut.size) == (4, 5, 5)
    assert (three.recorded_at.isoformat(), str(three.event.text)) == ("2018-05-01T12:00:00+00:00", "Words")


def test_a_history_supposes_after_its_own_last_entry_whatever_came_since(ledger: Ledger) -> None:
    put(ledger, "one")
    history = ledger.history()
    ledger.record(ev.ActionAdded(action="2.4", text="Since"), ev.StatementMade(position="since"))

    plus = history.plus(ev.ActionAdded(action="2.4", text="Instead"))

    assert numbers(plus.recorded()) == [1, 2, 3]
    assert str(plus.entry(3).event.text) == "Instead"


def test_a_supposed_correction_takes_nothing_from_one_that_was_made_since(ledger: Ledger) -> None:
    put(ledger, "one")
    history = ledger.history()
    ledger.correct(2, ev.StatementMade(position="since"), happened="1999", reason="slip")

    plus = history.plus(draft(ev.StatementMade(position="otherwise"), corrects="entry:2", reason="slip"))

    assert str(plus.entry(3).happened) == "2017-03-01"


def test_what_is_supposed_passes_the_cut_or_not_like_any(ledger: Ledger) -> None:
    then = ledger.history(as_of="2017-06-14")
    early = draft(ev.StatementMade(position="known"), happened="2017-06-01", known_on="2017-06-14")
    late = draft(ev.StatementMade(position="known only now"), happened="2017-06-01")

    assert said(then.plus(early, late)) == ["known"]
    assert said(ledger.history(happened_by="2017-06-14").plus(early, late)) == ["known", "known only now"]
    assert said(ledger.history(recorded_by="2017-06-14").plus(early, late)) == []


def test_a_body_was_told_what_is_supposed_to_have_been_said_at_its_meeting(meeting: Ledger) -> None:
    more = draft(ev.StatementMade(agenda_item="m1/1", position="more"), happened="2017-03-02")

    assert said(meeting.history(told="body:board").plus(more)) == ["said", "more"]
    assert said(meeting.history().plus(ev.BodyEstablished(body="other"), more)) == ["said", "more"]


def test_a_supposition_may_correct_or_take_back_what_was_recorded(ledger: Ledger) -> None:
    put(ledger, "one", "two")
    history = ledger.history()

    other = draft(ev.StatementMade(position="one, rightly"), corrects="entry:2", reason="slip")
    gone = draft(ev.EntryRetracted(), retracts="entry:3", reason="slip")

    assert said(history.plus(other, gone)) == ["one, rightly"]
    assert said(history.plus(other).plus(gone)) == ["one, rightly"]
    assert said(history.plus(other).plus(gone).without({4})) == ["one"]
    assert said(history.without({2}).plus(other)) == ["two"]


def test_what_is_supposed_is_checked_at_the_door(ledger: Ledger) -> None:
    ledger.record(ev.ActionAdded(action="2.4", text="Audit"))
    history = ledger.history()

    with pytest.raises(UnknownReferenceError, match=r"found 'action:9\.9'"):
        history.plus(ev.StatusReported(subject="action:9.9", status="red"))
    with pytest.raises(IdentityTakenError):
        history.plus(ev.ActionAdded(action="2.4", text="Audit again"))
    with pytest.raises(FutureDateError):
        history.plus(ev.StatementMade(position="to come"), happened="2018-01-03")
    with pytest.raises(BadValueError, match="mode"):
        history.plus(ev.StatementMade(position="said"), mode="guessed")


def test_an_id_that_only_an_entry_left_out_introduced_may_be_introduced_otherwise(ledger: Ledger) -> None:
    ledger.record(ev.ActionAdded(action="2.4", text="Audit"), ev.StatusReported(subject="action:2.4", status="red"))
    without = ledger.history().without({2})

    plus = without.plus(ev.ActionAdded(action="2.4", text="Audit sooner"), known_on="2017-01-01")

    assert [str(entry.event.text) for entry in plus if isinstance(entry.event, ev.ActionAdded)] == ["Audit sooner"]
    with pytest.raises(UnknownReferenceError):
        without.plus(ev.CompletionClaimed(subject="action:2.4"))


def test_an_id_that_another_entry_continues_stays_known_without_the_first(ledger: Ledger) -> None:
    ledger.record(ev.MeetingScheduled(meeting="m1"), ev.MeetingHeld(meeting="m1"))

    plus = ledger.history().without({2}).plus(ev.AgendaItemConsidered(agenda_item="m1/1", meeting="m1"))

    assert numbers(plus.recorded()) == [1, 3, 4]


def test_a_supposed_ledger_knows_the_names_that_are_supposed(ledger: Ledger) -> None:
    history = ledger.history()
    body = ev.BodyEstablished(body="board")

    supposed = history.plus(body).ledger

    assert numbers(supposed.history(told="body:board")) == []
    assert [entry.number for entry in supposed.entries(about="body:board")] == [2]
    assert history.plus() is history


def test_leaving_out_a_correction_frees_no_id(ledger: Ledger) -> None:
    ledger.record(ev.ActionAdded(action="2.4", text="Audit"))
    ledger.correct(2, ev.ActionAdded(action="2.4", text="Audit all"), reason="slip")

    with pytest.raises(IdentityTakenError):
        ledger.history().without({3}).plus(ev.ActionAdded(action="2.4", text="Otherwise"))


def test_a_cut_says_what_is_supposed(ledger: Ledger) -> None:
    put(ledger, "one")

    plus = ledger.history().plus(ev.StatementMade(position="two"), ev.StatementMade(position="three"))

    now = "everything recorded, as it stands now; as if "
    assert plus.cut.words == f"{now}entries 3 and 4 had been recorded"
    assert plus.without({2}).cut.words == f"{now}entries 3 and 4 had been recorded and entry 2 had never been recorded"
    assert plus.plus(ev.StatementMade(position="four")).cut.words == f"{now}entries 3, 4 and 5 had been recorded"


def test_nothing_can_be_recorded_in_what_is_supposed_and_closing_it_closes_nothing(ledger: Ledger) -> None:
    supposed = ledger.history().plus(ev.StatementMade(position="one")).ledger

    with pytest.raises(LedgerReadOnlyError, match="only supposed"):
        supposed.record(ev.StatementMade(position="two"), clerk="office:clerk")
    supposed.close()

    assert len(ledger) == 1


def test_supposing_waits_for_nobody_who_is_writing(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "council.db", clerk="office:clerk") as ledger:
        put(ledger, "one")

    with Ledger.open(tmp_path / "council.db", timeout=0) as reader:
        with Ledger.open(tmp_path / "council.db") as writer, writer.inner.store.writing():
            supposed = said(reader.history().plus(ev.StatementMade(position="two"), happened="2017-03-02"))

        assert supposed == ["one", "two"]


def test_what_introduced_an_id_only_since_was_not_told_by_then(meeting: Ledger) -> None:
    told = meeting.history(told="body:board")
    later = ev.StatementMade(agenda_item="m1/1", position="more", about=["area:thresholds"])
    meeting.record(ev.BodyClosed(body="board"), ev.MeetingHeld(meeting="m2", body="board"), known_on="2017-03-02")

    plus = told.plus(later, happened="2017-03-02")

    assert numbers(plus) == [*numbers(told), 6]


@given(histories(), st.data())
def test_supposing_is_as_recording_would_be_whatever_was_recorded_since(
    drafts: list[Draft], data: st.DataObject
) -> None:
    kept = data.draw(st.integers(0, len(drafts) - 1))
    cut = data.draw(st.sampled_from([{}, {"as_of": "2017-12-29"}, {"happened_by": "2017-12-29"}]))
    with recorded(drafts) as whole, recorded(drafts[:kept]) if kept else memory() as ledger:
        really, before = whole.history(**cut), ledger.history(**cut)
        for entry in list(ledger.entries(after=1)) if data.draw(st.booleans()) else []:
            if not entry.retracts:
                ledger.correct(entry.number, entry.event, happened="1999", reason="since", key=f"since {entry.number}")

        supposed = before.plus(*drafts[kept:])

        assert numbers(supposed) == numbers(really)
        assert list(map(clear, supposed.recorded())) == list(map(clear, really.recorded()))
        for reference in whole.inner.store.references(whole.inner.row):
            about = [numbers(held.entries(about=reference)) for held in (supposed.ledger, whole)]
            assert about[0] == about[1], reference
