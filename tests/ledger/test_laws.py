"""Laws of recording and history, quantified over histories."""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from hypothesis import given, strategies as st

from govledger.ledger import Draft, Entry, Ledger
from govledger.ledger.importing import record_lines
from govledger.ledger.lines import write_line
from tests.ledger.histories import DAYS, TODAY, histories, recorded
from tests.ledger.support import FakeClock, memory, numbers, stored


def said(entries: Sequence[Entry[Any]]) -> list[dict[str, Any]]:
    """Return what entries say, without what is made afresh each time."""
    return [{name: value for name, value in stored(entry).items() if name != "_sd"} for entry in entries]


def texts(ledger: Ledger) -> list[dict[str, Any]]:
    """Return every line of a ledger, words included, without what is made afresh each time."""
    lines = [write_line(entry) for entry in ledger.entries(after=1)]
    return [{name: value for name, value in line.items() if name not in {"leaf_hash", "recorded_at"}} for line in lines]


# Recording -----------------------------------------------------------------------------------------------------------


@given(histories(), st.lists(st.integers(1, 13), max_size=4))
def test_one_batch_or_many_record_the_same(drafts: list[Draft], cuts: list[int]) -> None:
    with recorded(drafts) as one, recorded(drafts, cuts=cuts) as many:
        assert said(list(one.entries(after=1))) == said(list(many.entries(after=1)))
        assert texts(one) == texts(many)


@given(histories(), st.lists(st.integers(1, 13), max_size=4))
def test_recording_again_under_the_same_keys_adds_nothing(drafts: list[Draft], cuts: list[int]) -> None:
    with recorded(drafts, cuts=cuts) as ledger:
        before = list(ledger.entries())

        again = ledger.record_drafts(drafts)

        assert (again == before[1:], list(ledger.entries()) == before) == (True, True)


@given(histories(versions=False), st.randoms(use_true_random=False))
def test_the_order_of_a_batch_is_neutral_for_its_references(drafts: list[Draft], random: Any) -> None:
    shuffled = random.sample(drafts, len(drafts))

    with recorded(drafts) as ledger, recorded(shuffled) as other:
        ours = {held.key: stored(ledger.entry(number)) for number, held in enumerate(drafts, start=2)}
        theirs = {held.key: stored(other.entry(number)) for number, held in enumerate(shuffled, start=2)}

    for key, entry in ours.items():
        assert (entry["body"], entry["known_on"]) == (theirs[key]["body"], theirs[key]["known_on"])


@given(histories())
def test_a_ledger_is_rebuilt_from_its_own_lines(drafts: list[Draft]) -> None:
    with recorded(drafts) as ledger, memory(FakeClock("2019-01-01T12:00:00Z")) as other:
        lines = [json.dumps(write_line(entry)) for entry in ledger.entries()]

        record_lines(other, lines, clerk="office:other")

        assert texts(other) == texts(ledger)
        for day in (dt.date(2017, 12, 27), dt.date(2017, 12, 31)):
            assert numbers(other.history(as_of=day)) == numbers(ledger.history(as_of=day))


# History -------------------------------------------------------------------------------------------------------------


def holding(ledger: Ledger, known_by: dt.date | None) -> dict[int, Entry[Any]]:
    """Return by its original the version that holds of each entry, by the rule as it is written."""
    held: dict[int, Entry[Any]] = {}
    for entry in ledger.entries():
        if known_by is None or entry.known_on <= known_by:
            held[entry.original] = entry
            if entry.retracts:
                held[entry.number] = entry
    return {original: entry for original, entry in held.items() if not entry.retracts or original == entry.number}


@given(histories(), st.none() | DAYS, st.none() | DAYS)
def test_a_history_is_what_the_rule_says(
    drafts: list[Draft], happened_by: dt.date | None, known_by: dt.date | None
) -> None:
    with recorded(drafts) as ledger:
        history = ledger.history(happened_by=happened_by, known_by=known_by)

        versions = sorted(
            holding(ledger, known_by).items(), key=lambda held: (held[1].latest, held[1].earliest, held[0])
        )
        by = happened_by or dt.date.max
        assert numbers(history) == [entry.number for _, entry in versions if entry.latest <= by]
        assert numbers(history.uncertain) == [
            entry.number for _, entry in versions if entry.earliest <= by < entry.latest
        ]


@given(histories())
def test_as_of_today_equals_now(drafts: list[Draft]) -> None:
    with recorded(drafts) as ledger:
        assert (
            numbers(ledger.history(as_of=TODAY))
            == numbers(ledger.history())
            == numbers(ledger.history(recorded_by=TODAY))
        )


@given(histories(), DAYS)
def test_a_happened_cut_is_a_prefix_of_the_happened_order(drafts: list[Draft], day: dt.date) -> None:
    with recorded(drafts) as ledger:
        cut, whole = numbers(ledger.history(happened_by=day)), numbers(ledger.history())

        assert whole[: len(cut)] == cut


@given(histories(), DAYS, DAYS)
def test_what_was_known_stays_known(drafts: list[Draft], one: dt.date, other: dt.date) -> None:
    with recorded(drafts) as ledger:
        earlier, later = (numbers(ledger.history(known_by=day).recorded()) for day in sorted([one, other]))

        assert [number for number in later if number in set(earlier)] == earlier


@given(histories(), DAYS)
def test_as_of_leaves_nothing_uncertain_and_shows_nothing_later(drafts: list[Draft], day: dt.date) -> None:
    with recorded(drafts) as ledger:
        history = ledger.history(as_of=day)

        assert [entry.number for entry in history if entry.latest > day or entry.known_on > day] == []
        assert numbers(history.uncertain) == []


@given(histories(), st.data())
def test_later_corrections_and_retractions_change_nothing_of_what_was_known(
    drafts: list[Draft], data: st.DataObject
) -> None:
    with recorded(drafts) as ledger:
        day = data.draw(st.dates(dt.date(2017, 12, 24), TODAY - dt.timedelta(days=1)))
        before = numbers(ledger.history(as_of=day))
        for number in [entry.number for entry in ledger.entries(after=1) if not entry.retracts]:
            entry = ledger.entry(number)
            if data.draw(st.booleans()):
                ledger.correct(number, entry.event, reason="slip")
            else:
                ledger.retract(number, reason="slip")

        assert numbers(ledger.history(as_of=day)) == before


@given(histories())
def test_taking_back_and_correcting_with_the_same_again_restores_the_history(drafts: list[Draft]) -> None:
    with recorded(drafts) as ledger:
        before = [entry for entry in ledger.history() if not entry.retracts and entry.number > 1]
        for entry in before:
            ledger.retract(entry.number, reason="slip")
            ledger.correct(entry.number, entry.event, happened=entry.happened, reason="it was none")

        after = {entry.original: entry for entry in ledger.history() if not entry.retracts and entry.number > 1}

    assert set(after) == {entry.original for entry in before}
    assert [stored(after[entry.original])["body"] for entry in before] == [stored(entry)["body"] for entry in before]
