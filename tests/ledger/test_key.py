"""Idempotency: the same key and content is the first entry, the same key and other content is an error."""

from typing import Any

import pytest

from govledger import events as ev
from govledger.errors import BadValueError, HeadMovedError, KeyReusedError, UnknownReferenceError
from govledger.ledger import Ledger, draft
from govledger.ledger.importing import record_lines
from tests.ledger.support import CLERK, FakeClock, numbers, refused


def audit(**fields: Any) -> ev.ActionAdded:
    return ev.ActionAdded(action="1", text="Audit every decision", **fields)


def erase(ledger: Ledger, number: int) -> None:
    """Take the disclosures of one entry away, as an erasure does."""
    ledger.inner.store.query("DELETE FROM disclosure WHERE number = ?", (number,))
    ledger.inner.shelf.forget()


# The same again ------------------------------------------------------------------------------------------------------


def test_the_same_key_and_content_returns_the_first_entry(ledger: Ledger) -> None:
    first = ledger.record(audit(), key="a1", source="x#1", known_on="2017-01-01")

    again = ledger.record(audit(), key="a1", source="x#1", known_on="2017-01-01")

    assert (again == first, list(first.new), list(again.new), len(ledger)) == (True, [2], [], 2)


def test_a_day_later_and_under_another_head_it_is_still_the_first_entry(ledger: Ledger, clock: FakeClock) -> None:
    first = ledger.record(audit(due="3 months after happened"), key="a1", expected=1)
    ledger.record(ev.ActionAdded(action="2"))
    clock.set("2018-01-05T12:00:00Z")

    again = ledger.record(audit(due="3 months after happened"), key="a1", expected=1)

    assert (again == first, len(ledger)) == (True, 3)


def test_an_erased_text_is_not_held_against_a_repetition(ledger: Ledger) -> None:
    first = ledger.record(audit(), key="a1")
    erase(ledger, 2)

    with_words = ledger.record(audit(), key="a1")
    without = ledger.record(ev.ActionAdded(action="1"), key="a1")

    assert with_words == without == first


def test_a_default_that_is_said_is_no_other_content(ledger: Ledger) -> None:
    first = ledger.record(audit(), key="a1", mode="first_hand", visibility="public", happened="unknown")

    again = ledger.record(audit(), key="a1")

    assert again == first


def test_a_repeated_batch_whose_references_were_keys_is_the_first_batch(ledger: Ledger) -> None:
    batch = [draft(audit(), key="a"), draft(ev.StatementMade(about=["key:a"]), key="b")]
    first = ledger.record_drafts(batch)

    again = ledger.record_drafts(batch)

    assert again == first


def test_a_repeated_correction_and_retraction_are_known_by_their_chain(ledger: Ledger) -> None:
    ledger.record(audit(), source={"document": "x", "verbatim": "as said"}, happened="2017-06-14")
    later = audit(due="3 months after happened")
    first = [
        ledger.correct(2, audit(due="by 2018-03-01"), reason="typo", key="c1"),
        ledger.correct(3, later, reason="typo", key="c2"),
        ledger.retract(4, reason="duplicate", key="r1"),
    ]

    again = [
        ledger.correct(2, audit(due="by 2018-03-01"), reason="typo", key="c1"),
        ledger.correct(3, later, reason="typo", key="c2"),
        ledger.retract(4, reason="duplicate", key="r1"),
    ]

    assert (again == first, len(ledger)) == (True, 5)


# Other content -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "envelope"),
    [
        (ev.ActionAdded(action="1", text="Audit some decisions"), {}),
        (ev.ActionAdded(action="1"), {}),
        (ev.ActionAdded(action="2", text="Audit every decision"), {}),
        (ev.RiskIdentified(risk="1", text="Audit every decision"), {}),
        (ev.ActionAdded(action="1", text="Audit every decision", leads=["office:dcs"]), {}),
        (ev.ActionAdded(action="1", text="Audit every decision", closure_criteria=["More"]), {}),
        (ev.ActionAdded(action="1", text="Audit every decision"), {"happened": "2017"}),
        (ev.ActionAdded(action="1", text="Audit every decision"), {"known_on": "2017-01-01"}),
        (ev.ActionAdded(action="1", text="Audit every decision"), {"source": "x#1"}),
        (ev.ActionAdded(action="1", text="Audit every decision"), {"mode": "reported"}),
        (ev.ActionAdded(action="1", text="Audit every decision"), {"clerk": "office:other"}),
    ],
)
def test_the_same_key_with_other_content_is_an_error(ledger: Ledger, event: Any, envelope: dict[str, Any]) -> None:
    ledger.record(audit(), key="a1")

    faults = refused(KeyReusedError, ledger, event, key="a1", **envelope)

    assert [(fault.field, fault.found) for fault in faults] == [("key", "'a1'")]


def test_content_said_before_and_not_repeated_is_other_content(ledger: Ledger) -> None:
    ledger.record(audit(), key="a1", source="x#1", form="verbal")

    assert refused(KeyReusedError, ledger, audit(), key="a1", form="verbal")
    assert refused(KeyReusedError, ledger, audit(), key="a1", source="x#1")


def test_a_correction_with_another_reason_is_other_content(ledger: Ledger) -> None:
    ledger.record(audit())
    ledger.correct(2, audit(due="none"), reason="typo", key="c1")

    with pytest.raises(KeyReusedError):
        ledger.correct(2, audit(due="none"), reason="a change of mind", key="c1")
    with pytest.raises(KeyReusedError):
        ledger.correct(2, audit(due="by 2018-03-01"), reason="typo", key="c1")


def test_one_key_twice_in_a_batch_is_an_error(ledger: Ledger) -> None:
    batch = [draft(audit(), key="a"), draft(ev.RiskIdentified(risk="1"), key="a")]

    with pytest.raises(KeyReusedError, match="a key used once in the batch"):
        ledger.record_drafts(batch)


# Several events ------------------------------------------------------------------------------------------------------


def test_several_events_are_stored_under_numbered_keys(ledger: Ledger) -> None:
    first = ledger.record(audit(), ev.RiskIdentified(risk="1"), key="k")

    again = ledger.record(audit(), ev.RiskIdentified(risk="1"), key="k")
    cited = ledger.record(ev.StatementMade(about=["key:k:1"]))

    assert (again == first, cited[0].event.about) == (True, ("entry:3",))


@pytest.mark.parametrize("first", [1, 2, 3])
@pytest.mark.parametrize("second", [1, 2, 3])
def test_the_same_key_for_more_or_fewer_events_is_other_content(ledger: Ledger, first: int, second: int) -> None:
    risks = [ev.StatementMade(kind="claim", position=str(index)) for index in range(3)]
    ledger.record(*risks[:first], key="k")

    if first == second:
        assert numbers(ledger.record(*risks[:second], key="k")) == list(range(2, 2 + first))
    else:
        assert refused(KeyReusedError, ledger, *risks[:second], key="k")


def test_a_file_read_again_with_more_lines_adds_only_those(ledger: Ledger) -> None:
    lines = ['{"type": "action-added", "body": {"action": "1"}}', '{"type": "action-added", "body": {"action": "2"}}']
    record_lines(ledger, lines[:1], clerk=CLERK, prefix="file")

    imported = record_lines(ledger, lines, clerk=CLERK, prefix="file")

    assert (list(imported.entries.new), imported.already, len(ledger)) == ([3], 1, 3)
    assert numbers(ledger.record(ev.StatementMade(about=["key:file:2"]))) == [4]


def test_a_line_is_cited_by_its_own_key_within_its_file_and_later_with_the_prefix(ledger: Ledger) -> None:
    lines = ['{"type": "action-added", "key": "a", "body": {"action": "1"}}']
    record_lines(ledger, lines, clerk=CLERK, prefix="one")
    other = '{"type": "statement-made", "body": {"about": ["key:a"]}}'

    (entry,) = record_lines(ledger, [other], clerk=CLERK, prefix="one").entries

    assert entry.event.about == ("entry:2",)
    refused(UnknownReferenceError, ledger, ev.StatementMade(about=["key:a"]))
    assert ledger.record(ev.StatementMade(about=["key:one:a"]))[0].event.about == ("entry:2",)


# Where keys are ------------------------------------------------------------------------------------------------------


def test_no_key_is_ever_in_the_bytes(ledger: Ledger) -> None:
    batch = [
        draft(audit(), key="zebra"),
        draft(ev.StatementMade(about=["key:zebra"]), key="zebra-2"),
        draft(ev.LinkNoted(links=["key:zebra repeats key:zebra-2"], standing="suggested")),
        draft(audit(), rival_of="key:zebra"),
        draft(audit(), corrects="key:zebra", reason="slip"),
        draft(ev.EntryRetracted(), retracts="key:zebra-2", reason="slip"),
        draft(ev.DisclosureErased(entries=["key:zebra"], reason="a court order")),
    ]

    entries = ledger.record_drafts(batch)

    assert not [entry.number for entry in entries if b"zebra" in entry.raw]
    assert entries[2].event.links == ("entry:2 repeats entry:3",)
    assert [str(entry.rival_of or entry.corrects or entry.retracts) for entry in entries[3:6]] == [
        "entry:2",
        "entry:2",
        "entry:3",
    ]


def test_keys_may_be_deleted_and_only_repetition_is_forgotten(ledger: Ledger) -> None:
    first = ledger.record(audit(), key="a1")
    ledger.inner.store.query("DELETE FROM key")

    assert ledger.entry(2) == first[0]
    refused(UnknownReferenceError, ledger, ev.StatementMade(about=["key:a1"]))


def test_a_key_is_short_text_and_a_key_that_begins_with_a_colon_is_no_other(ledger: Ledger) -> None:
    with pytest.raises(BadValueError):
        ledger.record(audit(), key="")
    ledger.record(audit(), key=":x")

    refused(UnknownReferenceError, ledger, ev.StatementMade(about=["key:x"]))


def test_another_head_than_expected_is_told_where_something_is_new(ledger: Ledger) -> None:
    ledger.record(audit(), key="a1")

    with pytest.raises(HeadMovedError):
        ledger.record_drafts([draft(audit(), key="a1"), draft(ev.RiskIdentified(risk="1"), key="b")], expected=1)
