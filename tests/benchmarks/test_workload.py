"""The workload of the benchmarks: the same for the same seed, and uneven as a county's record is."""

from collections import Counter
from itertools import islice

import pytest

from benchmarks.workload import Evening, batches, filings
from govledger import Draft, Ledger, events as ev

ENTRIES = 6_000


@pytest.fixture(scope="module")
def drafts() -> list[Draft]:
    return [held for filing in filings(ENTRIES) for held in filing.drafts]


def test_a_seed_tells_the_same_record_again(drafts: list[Draft]) -> None:
    again = [held for filing in filings(ENTRIES) for held in filing.drafts]

    assert again == drafts


def test_another_seed_tells_another_record(drafts: list[Draft]) -> None:
    other = [held for filing in filings(ENTRIES, seed=2) for held in filing.drafts]

    assert other != drafts


def test_a_ledger_of_it_has_the_entries_asked_for(drafts: list[Draft]) -> None:
    assert len(drafts) == ENTRIES - 1


def test_lots_hold_the_same_drafts_in_the_same_order(drafts: list[Draft]) -> None:
    lots = list(batches(ENTRIES, size=700))

    assert [held for lot in lots for held in lot.drafts] == drafts
    assert {len(lot.drafts) for lot in lots[:-1]} == {700}


def test_a_ledger_takes_all_of_it() -> None:
    clock = Evening()
    with Ledger.create("memory://", clock=clock) as ledger:
        for day, held in batches(ENTRIES):
            clock.day = day
            ledger.record_drafts(held)

        assert len(ledger) == ENTRIES


def test_what_comes_late_is_about_one_in_a_hundred(drafts: list[Draft]) -> None:
    newest, late = drafts[0].known_on, 0
    for held in drafts:
        assert held.known_on is not None
        assert newest is not None
        late += held.known_on < newest
        newest = max(newest, held.known_on)

    assert 0.005 < late / len(drafts) < 0.015


def test_statuses_are_corrected_and_now_and_then_taken_back() -> None:
    drafts = [held for filing in filings(40_000) for held in filing.drafts]

    corrected = sum(held.corrects is not None for held in drafts) / len(drafts)
    retracted = sum(held.retracts is not None for held in drafts) / len(drafts)

    assert 0.003 < corrected < 0.007
    assert 0.0001 < retracted < 0.001


def test_what_is_spoken_of_most_is_spoken_of_much_more_than_most() -> None:
    drafts = [held for filing in filings(40_000) for held in filing.drafts]

    spoken = Counter(held.event.subject for held in drafts if isinstance(held.event, ev.StatusReported))

    counts = sorted(spoken.values(), reverse=True)
    assert sum(counts[: len(counts) // 10]) > 0.2 * sum(counts)


def test_several_bodies_meet_and_each_meeting_has_an_agenda(drafts: list[Draft]) -> None:
    held = [one.event for one in drafts]

    meetings = {one.meeting for one in held if isinstance(one, ev.MeetingHeld)}
    bodies = {one.body for one in held if isinstance(one, ev.MeetingHeld)}
    considered = {one.meeting for one in held if isinstance(one, ev.AgendaItemConsidered)}

    assert len(bodies) > 3
    assert considered == meetings


def test_ten_million_entries_are_told_as_they_are_asked_for() -> None:
    first = list(islice(batches(10_000_000), 3))

    assert [len(lot.drafts) for lot in first] == [1_000] * 3
