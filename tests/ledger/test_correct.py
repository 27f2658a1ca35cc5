"""The clerk's own slips: corrections, retractions, their chains, and what stays fixed."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from govledger import events as ev
from govledger.errors import BadLinesError, BadValueError, CorrectionError, IdentityTakenError, UnknownReferenceError
from govledger.ledger import Ledger, draft
from govledger.ledger.importing import record_lines
from govledger.ledger.lines import write_line
from tests.ledger.support import CLERK, FakeClock, memory, numbers, refused, stored


def status(label: str, **fields: Any) -> ev.StatusReported:
    return ev.StatusReported(subject="action:1", status=label, **fields)


@pytest.fixture
def reported(ledger: Ledger, clock: FakeClock) -> Ledger:
    """Entry 2 adds an action, entry 3 reports it red, both in June 2017; it is then March 2018."""
    ledger.record(ev.ActionAdded(action="1"), status("red"), happened="2017-06-14", known_on="2017-06-14")
    clock.set("2018-03-01T12:00:00Z")
    return ledger


def labels(history: Any) -> list[str]:
    return [str(entry.event.status) for entry in history if isinstance(entry.event, ev.StatusReported)]


# What a correction is ------------------------------------------------------------------------------------------------


def test_a_correction_changes_what_is_known_never_what_was_known(reported: Ledger) -> None:
    reported.correct(3, status("amber"), reason="mis-typed")

    assert labels(reported.history(as_of="2017-06-14")) == ["red"]
    assert labels(reported.history(happened_by="2017-06-14")) == ["amber"]
    assert labels(reported.history()) == ["amber"]
    assert labels(reported.history(recorded_by="2018-01-31")) == ["red"]


def test_a_correction_known_by_the_day_counts_by_that_day(reported: Ledger) -> None:
    reported.correct(3, status("amber"), reason="mis-typed", known_on="2017-06-15")

    cuts = [labels(reported.history(as_of=day)) for day in ("2017-06-13", "2017-06-14", "2017-06-15")]

    assert cuts == [[], ["red"], ["amber"]]


def test_both_versions_stay_readable(reported: Ledger) -> None:
    before = reported.entry(3).raw

    corrected = reported.correct(3, status("amber"), reason="mis-typed")

    assert (reported.entry(3).raw, reported.entry(3).event.status) == (before, "red")
    assert (corrected.number, corrected.corrects, corrected.original, str(corrected.reason)) == (
        4,
        "entry:3",
        3,
        "mis-typed",
    )
    assert numbers(reported.entries(about="entry:3")) == [4]


@pytest.mark.parametrize("named", [3, 4, 5])
def test_a_chain_of_corrections_leads_to_the_original(reported: Ledger, named: int) -> None:
    reported.correct(3, status("amber"), reason="first")
    reported.correct(4, status("green"), reason="second")

    last = reported.correct(named, status("blue"), reason="third")

    assert (last.corrects, last.original, labels(reported.history())) == ("entry:3", 3, ["blue"])


def test_the_type_of_an_entry_is_fixed(reported: Ledger) -> None:
    with pytest.raises(CorrectionError) as raised:
        reported.correct(3, ev.CompletionClaimed(subject="action:1"), reason="slip")

    (fault,) = raised.value.faults
    assert (fault.field, fault.found, fault.expected) == (
        "type",
        "'completion-claimed'",
        "the type of the entry it corrects, status-reported",
    )


def test_the_ids_that_an_entry_introduced_are_fixed(reported: Ledger) -> None:
    reported.record(ev.InterventionImposed(intervention="n", requirements=["a"]))

    with pytest.raises(CorrectionError, match=r"found 'action:2', expected the ids of the entry it corrects: action:1"):
        reported.correct(2, ev.ActionAdded(action="2"), reason="slip")
    with pytest.raises(CorrectionError, match=r"requirements: found 'part:n/b'"):
        reported.correct(4, ev.InterventionImposed(intervention="n", requirements=["a", "b"]), reason="slip")


def test_what_an_entry_is_about_may_be_corrected(reported: Ledger) -> None:
    reported.record(ev.ActionAdded(action="9"))

    corrected = reported.correct(3, ev.StatusReported(subject="action:9", status="red"), reason="wrong row")

    assert corrected.event.subject == "action:9"
    refused(
        UnknownReferenceError, reported, draft(status("red"), corrects="entry:3", rival_of="entry:99"), reason="slip"
    )


@pytest.mark.parametrize("number", [0, -1, 4, 99, 10**14])
def test_an_entry_that_is_not_there_cannot_be_corrected_or_taken_back(reported: Ledger, number: int) -> None:
    with pytest.raises(CorrectionError, match=r"corrects: found"):
        reported.correct(number, status("red"), reason="slip")
    with pytest.raises(CorrectionError, match=r"retracts: found"):
        reported.retract(number, reason="slip")
    assert len(reported) == 3


def test_the_opening_of_a_ledger_cannot_be_corrected_or_taken_back(reported: Ledger) -> None:
    opened = ev.LedgerOpened(origin="other", zone="Europe/Paris", catalogue_hash="0")

    with pytest.raises(CorrectionError):
        reported.correct(1, opened, reason="moved")
    with pytest.raises(CorrectionError, match="ledger-opened cannot"):
        reported.retract(1, reason="moved")


def test_a_retraction_cannot_be_corrected_or_taken_back(reported: Ledger) -> None:
    reported.retract(3, reason="duplicate")

    with pytest.raises(CorrectionError, match="entry-retracted cannot; name entry 3, which it took back"):
        reported.correct(4, status("amber"), reason="after all")
    with pytest.raises(CorrectionError, match="entry-retracted cannot"):
        reported.retract(4, reason="after all")


def test_a_correction_and_a_retraction_need_a_reason(reported: Ledger) -> None:
    with pytest.raises(BadValueError, match="reason"):
        reported.correct(3, status("amber"), reason="")
    with pytest.raises(BadValueError, match="reason"):
        reported.retract(3, reason="")


# What it inherits ----------------------------------------------------------------------------------------------------

AROUND: dict[str, Any] = {
    "happened": "2017-06-14 | last Wednesday",
    "asserted_by": "org:ofsted",
    "mode": "reported",
    "form": "verbal",
    "uncertain": ["@happened"],
    "visibility": "exempt",
    "source": [{"document": "x", "locator": "1", "verbatim": "It is red"}, {"document": "y", "verbatim": "Red"}],
}


def around(entry: Any) -> dict[str, Any]:
    held = {name: stored(entry).get(name) for name in AROUND}
    return held | {"verbatims": [str(source.verbatim) for source in entry.source]}


def test_a_correction_inherits_everything_around_it_but_when_it_was_known(ledger: Ledger) -> None:
    ledger.record(ev.ActionAdded(action="1"), known_on="2017-01-01")
    (first,) = ledger.record(status("red"), known_on="2017-06-14", **AROUND)

    corrected = ledger.correct(3, status("amber"), reason="slip")

    assert around(corrected) == around(first)
    assert around(first)["verbatims"] == ["It is red", "Red"]
    assert (corrected.known_on.isoformat(), str(corrected.reason)) == ("2018-01-02", "slip")
    assert set(corrected.commitments).isdisjoint(first.commitments)


def test_a_correction_inherits_from_the_version_before_it(ledger: Ledger) -> None:
    ledger.record(ev.ActionAdded(action="1"), status("red"), **AROUND)
    ledger.correct(3, status("red"), reason="slip", form="written", mode="first_hand", source="z#1")

    last = ledger.correct(3, status("amber"), reason="slip")

    assert (last.form, last.mode, last.visibility, [source.document for source in last.source]) == (
        "written",
        "first_hand",
        "exempt",
        ["z"],
    )
    assert "mode" not in stored(last)


def test_a_correction_inherits_from_the_version_before_it_within_one_batch(ledger: Ledger) -> None:
    ledger.record(ev.ActionAdded(action="1"))
    batch = [
        draft(status("red"), key="s", **AROUND),
        draft(status("amber"), corrects="key:s", reason="slip", form="written"),
        draft(status("green"), corrects="entry:4", reason="slip"),
    ]

    entries = ledger.record_drafts(batch)

    assert [entry.original for entry in entries] == [3, 3, 3]
    assert around(entries[2]) == around(entries[0]) | {"form": "written"}


def test_a_correction_inherits_nothing_from_a_rival_account(ledger: Ledger) -> None:
    ledger.record(ev.ActionAdded(action="1"), status("red"), **AROUND)
    ledger.record(status("green"), rival_of="entry:3", form="written", source="z#1")

    corrected = ledger.correct(3, status("amber"), reason="slip")

    assert (corrected.form, [source.document for source in corrected.source]) == ("verbal", ["x", "y"])


def test_words_erased_since_are_not_inherited(ledger: Ledger) -> None:
    ledger.record(ev.ActionAdded(action="1"), status("red"), **AROUND)
    ledger.inner.store.query("DELETE FROM disclosure WHERE number = 3")

    corrected = ledger.correct(3, status("amber"), reason="slip")

    assert [(source.document, source.verbatim) for source in corrected.source] == [("x", None), ("y", None)]


def test_a_due_time_of_a_correction_counts_from_the_day_that_it_inherits(ledger: Ledger) -> None:
    ledger.record(ev.ActionAdded(action="1"), happened="2017-06-14")

    corrected = ledger.correct(2, ev.ActionAdded(action="1", due="1 month after happened"), reason="left out")

    assert str(corrected.event.due) == "1 month after 2017-06-14"


# Retractions ---------------------------------------------------------------------------------------------------------


def test_a_retraction_empties_an_entry_from_the_day_it_is_known(reported: Ledger) -> None:
    reported.correct(3, status("amber"), reason="slip", known_on="2017-06-20")

    taken = reported.retract(4, reason="duplicate")

    assert (taken.retracts, taken.original, str(taken.reason)) == ("entry:3", 3, "duplicate")
    assert labels(reported.history()) == []
    assert labels(reported.history(as_of="2017-06-20")) == ["amber"]
    assert labels(reported.history(as_of="2017-06-14")) == ["red"]
    assert numbers(reported.history()) == [2, 1, 5]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, "2018-03-01"),
        ({"known_on": "2017-07-03"}, "2017-07-03"),
        ({"happened": "2018-02", "known_on": "2018-03-01"}, "2018-02"),
    ],
    ids=["nothing", "when it was known", "when it was done"],
)
def test_taking_back_is_an_act_done_when_it_is_recorded_unless_said(
    reported: Ledger, said: dict[str, str], expected: str
) -> None:
    taken = reported.retract(3, reason="duplicate", **said)

    assert str(taken.happened) == expected


def test_correcting_again_revives(reported: Ledger) -> None:
    reported.retract(3, reason="duplicate")

    reported.correct(3, status("amber"), reason="it was none")

    assert labels(reported.history()) == ["amber"]
    assert labels(reported.history(recorded_by="2018-01-31")) == ["red"]


def test_ids_that_were_taken_back_stay_taken(reported: Ledger) -> None:
    reported.retract(2, reason="duplicate")

    refused(IdentityTakenError, reported, ev.ActionAdded(action="1"))

    assert reported.record(status("red"))[0].number == 5


def test_an_entry_may_be_taken_back_twice(reported: Ledger) -> None:
    reported.retract(3, reason="duplicate")

    again = reported.retract(3, reason="said again")

    assert (again.retracts, labels(reported.history())) == ("entry:3", [])


# One batch -----------------------------------------------------------------------------------------------------------


def test_an_entry_is_corrected_and_taken_back_within_its_own_batch(ledger: Ledger) -> None:
    batch = [
        draft(ev.ActionAdded(action="1"), key="a"),
        draft(status("red"), key="s"),
        draft(status("amber"), corrects="key:s", reason="slip"),
        draft(ev.EntryRetracted(), retracts="entry:4", reason="duplicate"),
        draft(status("green"), corrects="entry:3", reason="after all"),
    ]

    entries = ledger.record_drafts(batch)

    assert [entry.original for entry in entries] == [2, 3, 3, 3, 3]
    assert labels(ledger.history()) == ["green"]


def test_a_correction_stands_after_what_it_corrects(ledger: Ledger) -> None:
    batch = [
        draft(ev.ActionAdded(action="1"), corrects="key:a", reason="slip"),
        draft(ev.ActionAdded(action="1"), key="a"),
    ]

    with pytest.raises(CorrectionError, match="an entry recorded before"):
        ledger.record_drafts(batch)


def copied(ledger: Ledger, change: Callable[[dict[str, Any]], dict[str, Any]] = lambda line: line) -> Ledger:
    """Return another ledger that holds what ``log --json`` says of this one."""
    other = memory(FakeClock("2019-05-05T12:00:00Z"))
    lines = [json.dumps(change(write_line(entry))) for entry in ledger.entries()]
    record_lines(other, lines, clerk="office:other")
    return other


def test_a_ledger_survives_the_way_through_its_own_lines(reported: Ledger) -> None:
    criteria = [f"Criterion {index}" for index in range(12)]
    reported.record(ev.ActionAdded(action="2", closure_criteria=criteria, text="Twelve"), **AROUND)
    reported.correct(3, status("amber"), reason="slip", mode="inferred")
    reported.correct(5, status("green"), reason="slip", mode="first_hand")
    reported.retract(3, reason="duplicate")
    reported.correct(3, status("blue"), reason="after all")
    reported.record(status("black"), rival_of="entry:3")

    with copied(reported) as other:
        given = {"recorded_at", "leaf_hash"}
        pairs = [[write_line(entry) for entry in held.entries(after=1)] for held in (reported, other)]

    ours, theirs = ([{k: v for k, v in line.items() if k not in given} for line in lines] for lines in pairs)
    assert ours == theirs
    assert ours[2]["body"]["closure_criteria"] == criteria
    assert {line["clerk"] for line in theirs} == {CLERK}


def test_a_file_of_a_ledger_says_its_own_numbers_wherever_it_is_recorded(reported: Ledger) -> None:
    reported.correct(3, status("amber"), reason="slip")
    lines = [json.dumps(write_line(entry)) for entry in reported.entries()]
    with memory(FakeClock("2019-05-05T12:00:00Z")) as other:
        other.record(ev.RiskIdentified(risk="r"), ev.RiskIdentified(risk="s"))

        entries = record_lines(other, lines, clerk=CLERK).entries

    assert (numbers(entries), entries[2].corrects) == ([4, 5, 6], "entry:5")


def test_a_file_of_a_ledger_cites_only_its_own_lines(reported: Ledger) -> None:
    lines = [json.dumps(write_line(entry)) for entry in reported.entries(after=2)]
    cites = '{"type": "statement-made", "number": 4, "body": {"about": ["entry:2"]}}'

    with pytest.raises(BadLinesError, match="about: found 'entry:2', expected the number of a line of this file"):
        record_lines(reported, [*lines, cites], clerk=CLERK)


def test_a_correction_or_retraction_that_gives_no_reason_is_refused(reported: Ledger) -> None:
    refused(CorrectionError, reported, status("amber"), corrects="entry:3")
    refused(CorrectionError, reported, ev.EntryRetracted(), retracts="entry:3")
