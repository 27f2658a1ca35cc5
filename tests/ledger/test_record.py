"""What is refused at the door, what is not, and that a batch is one."""

from typing import Any

import pytest

from govledger import events as ev
from govledger.errors import (
    CorrectionError,
    FutureDateError,
    HeadMovedError,
    IdentityTakenError,
    RecordRefusedError,
    UnknownReferenceError,
)
from govledger.ledger import Ledger, draft
from tests.ledger.support import FakeClock, memory, numbers, refused


def added(action: str, **fields: Any) -> ev.ActionAdded:
    return ev.ActionAdded(action=action, **fields)


def red(subject: str, **fields: Any) -> ev.StatusReported:
    return ev.StatusReported(subject=subject, status="red", **fields)


# A batch is one ------------------------------------------------------------------------------------------------------


def test_entry_1_says_that_the_ledger_was_opened(ledger: Ledger) -> None:
    opened = ledger.entry(1)

    assert (opened.type, opened.event.origin, opened.event.zone) == (
        "ledger-opened/1",
        "localhost/main",
        "Europe/London",
    )
    assert (str(opened.happened), opened.known_on.isoformat()) == ("2018-01-02", "2018-01-02")


def test_entries_are_numbered_on_without_gaps_in_the_order_given(ledger: Ledger) -> None:
    ledger.record(added("1"), added("2"))

    ledger.record(added("3"))

    assert [entry.event.action for entry in ledger.entries(after=1)] == ["1", "2", "3"]
    assert numbers(ledger.entries()) == [1, 2, 3, 4]


def test_a_batch_has_one_stamp(ledger: Ledger, clock: FakeClock) -> None:
    batch = ledger.record(added("1"), added("2"))
    clock.set("2018-01-02T12:00:01Z")
    later = ledger.record(added("3"))

    stamps = [entry.recorded_at.isoformat() for entry in [*batch, *later]]

    assert stamps == ["2018-01-02T12:00:00+00:00", "2018-01-02T12:00:00+00:00", "2018-01-02T12:00:01+00:00"]


def test_one_bad_event_keeps_the_whole_batch_out(ledger: Ledger) -> None:
    refused(UnknownReferenceError, ledger, added("1"), red("action:9"), added("2"))

    entries = ledger.record(added("1"))

    assert numbers(entries) == [2]


def test_every_fault_of_a_batch_is_told_at_once_in_the_order_of_the_batch(ledger: Ledger) -> None:
    ledger.record(added("1"))
    batch = [
        added("1"),
        red("action:9"),
        draft(added("2"), happened="2018-01-03"),
        draft(red("action:1"), rival_of="entry:99"),
        draft(added("1"), corrects="entry:1", reason="slip"),
    ]

    faults = refused(RecordRefusedError, ledger, *batch)

    assert [(fault.position, fault.field, fault.error.__name__) for fault in faults] == [
        (1, "action", "IdentityTakenError"),
        (2, "subject", "UnknownReferenceError"),
        (3, "happened", "FutureDateError"),
        (4, "rival_of", "UnknownReferenceError"),
        (5, "corrects", "CorrectionError"),
    ]


def test_a_single_fault_reads_as_one_sentence(ledger: Ledger) -> None:
    ledger.record(added("2.4"))

    with pytest.raises(UnknownReferenceError) as raised:
        ledger.record(red("action:2.44"))

    assert str(raised.value) == (
        "nothing was recorded: subject: found 'action:2.44', expected the id of a known action, in this ledger or "
        "this batch; did you mean action:2.4?"
    )


def test_an_empty_batch_records_nothing_and_waits_for_nobody(ledger: Ledger) -> None:
    with ledger.inner.store.writing():
        entries = ledger.record(expected=99)

    assert (len(entries), list(entries), len(ledger)) == (0, [], 1)


def test_entries_just_recorded_equal_those_read_back(ledger: Ledger) -> None:
    entries = ledger.record(added("1"), added("2"))

    assert entries == [ledger.entry(2), ledger.entry(3)]
    assert entries[1:] == [ledger.entry(3)]
    assert entries not in ([ledger.entry(2)], "entries 2 and 3")
    assert repr(entries) == "Entries([2, 3])"


def test_equal_bytes_are_equal_entries(ledger: Ledger) -> None:
    (entry,) = ledger.record(added("1"))

    assert {entry, ledger.entry(2)} == {entry}
    assert entry not in {ledger.entry(1), "entry 2"}


def test_another_head_than_expected_is_told_and_nothing_is_recorded(ledger: Ledger) -> None:
    ledger.record(added("1"), expected=1)

    with pytest.raises(HeadMovedError) as raised:
        ledger.record(added("2"), expected=1)

    assert (raised.value.expected, raised.value.found, len(ledger)) == (1, 2, 2)


# References ----------------------------------------------------------------------------------------------------------


def test_the_order_of_a_batch_does_not_matter_for_its_references(ledger: Ledger) -> None:
    batch = [red("action:1"), added("1", plan="p"), ev.PlanVersioned(plan="p")]

    entries = ledger.record(*batch)

    assert numbers(entries) == [2, 3, 4]


@pytest.mark.parametrize(
    ("event", "reference"),
    [
        (added("1", plan="p"), "plan:p"),
        (added("1", addresses=["recommendation:r"]), "recommendation:r"),
        (added("1", due="3 months after meeting:m"), "meeting:m"),
        (ev.StatusReported(subject="area:early-help", status="rag-2015/amber"), "scheme:rag-2015"),
        (ev.StatementMade(explains="rag/red"), "scheme:rag"),
        (ev.TermsOfReferenceSet(body="csib"), "body:csib"),
        (ev.AppointmentEnded(appointment="a", parts=["a/1"]), "part:a/1"),
        (ev.LinkNoted(links=["action:1 repeats finding:2"], standing="suggested"), "finding:2"),
    ],
)
def test_whatever_names_an_id_refers_to_it(ledger: Ledger, event: Any, reference: str) -> None:
    faults = refused(UnknownReferenceError, ledger, event)

    assert repr(reference) in {fault.found for fault in faults}


def test_a_typed_field_takes_the_bare_id_and_a_field_of_any_kind_names_the_kind(ledger: Ledger) -> None:
    ledger.record(ev.PlanVersioned(plan="p"))

    typed, any_kind = ledger.record(added("1", plan="p"), added("2", addresses=["plan:p"]))

    assert (typed.event.plan, any_kind.event.addresses) == ("p", ("plan:p",))


def test_ids_are_unique_per_kind_and_not_across_kinds(ledger: Ledger) -> None:
    ledger.record(added("2.4"), ev.RiskIdentified(risk="2.4"))

    faults = refused(UnknownReferenceError, ledger, red("finding:2.4"))

    assert faults[0].nearest == ()


def test_parties_areas_and_documents_are_never_unknown(ledger: Ledger) -> None:
    event = ev.StatementMade(by=["person:p7", "body:never-met"], about=["area:mash", "document:x", "body:elsewhere"])

    entries = ledger.record(event, source="some-report#3", asserted_by="org:ofsted")

    assert numbers(entries) == [2]


def test_a_body_named_as_a_party_is_still_to_be_introduced(ledger: Ledger) -> None:
    ledger.record(ev.StatementMade(by=["body:csib"]))
    refused(UnknownReferenceError, ledger, ev.MeetingHeld(meeting="m", body="csib"))

    entries = ledger.record(ev.BodyEstablished(body="csib"), ev.MeetingHeld(meeting="m", body="csib"))

    assert numbers(entries) == [3, 4]


def test_a_presupposed_id_is_introduced_like_any_other(ledger: Ledger) -> None:
    entries = ledger.record(draft(added("1"), mode="presupposed"), red("action:1"))

    assert (entries[0].mode, entries[1].event.subject) == ("presupposed", "action:1")
    refused(IdentityTakenError, ledger, added("1"))


def test_parts_are_ids_under_their_owner(ledger: Ledger) -> None:
    notice = ev.InterventionImposed(
        intervention="n", requirements=[{"ref": "a", "text": "Set up a board"}, {"ref": "b"}]
    )
    ledger.record(notice)

    entries = ledger.record(
        ev.CompletionClaimed(subject="part:n/a"), ev.InterventionEnded(intervention="n", parts=["n/b"])
    )

    assert numbers(entries) == [3, 4]
    assert set(refused(UnknownReferenceError, ledger, red("part:n/c"))[0].nearest) == {"part:n/a", "part:n/b"}


def test_the_same_mark_twice_within_one_event_is_an_id_used_twice(ledger: Ledger) -> None:
    notice = ev.InterventionImposed(intervention="n", requirements=["a"], functions=["a", "b"])

    faults = refused(IdentityTakenError, ledger, notice)

    assert [(fault.field, fault.found, fault.expected) for fault in faults] == [
        ("requirements", "'part:n/a'", "each part once")
    ]


@pytest.mark.parametrize("batches", [1, 2])
def test_an_id_is_introduced_once(ledger: Ledger, batches: int) -> None:
    first = [added("1")] if batches == 2 else []
    ledger.record(*first)

    faults = refused(IdentityTakenError, ledger, *([] if first else [added("1")]), added("1"))

    assert [(fault.field, fault.found) for fault in faults] == [("action", "'action:1'")]
    assert ("entry 2" if first else "event 1") in faults[0].expected


def test_an_id_that_may_be_continued_is_not_taken(ledger: Ledger) -> None:
    ledger.record(ev.PlanVersioned(plan="p", version="1"), ev.MeetingScheduled(meeting="m"))

    entries = ledger.record(ev.PlanVersioned(plan="p", version="2"), ev.MeetingHeld(meeting="m"))

    assert numbers(entries) == [4, 5]
    assert numbers(ledger.entries(about="plan:p")) == [2, 4]


def test_a_rival_account_repeats_an_id_and_introduces_nothing(ledger: Ledger) -> None:
    ledger.record(added("1", due="by 2018-03-31"))

    (rival,) = ledger.record(added("1", due="by 2018-04-30"), rival_of="entry:2")

    assert (rival.rival_of, rival.event.action) == ("entry:2", "1")
    assert ledger.inner.store.introductions(ledger.inner.row, ["action:1"]) == {2}


def test_a_second_account_of_something_else_is_refused(ledger: Ledger) -> None:
    ledger.record(added("1"), added("2"))

    refused(CorrectionError, ledger, added("2"), rival_of="entry:2")
    refused(CorrectionError, ledger, ev.CompletionClaimed(subject="action:2"), rival_of="entry:2")
    refused(CorrectionError, ledger, ev.CompletionClaimed(subject="action:2"), rival_of="entry:1")
    ledger.record(ev.CompletionClaimed(subject="action:1"), rival_of="entry:2")


def test_a_source_typed_as_a_pair_is_one_document_and_a_place_in_it(ledger: Ledger) -> None:
    (pair,) = ledger.record(added("1"), source=("bvib-2017-06-14", "A6"))
    (several,) = ledger.record(added("2"), source=["a#1", ("b", "2"), "c"])

    assert pair.source == (ev.Source("bvib-2017-06-14", "A6"),)
    assert several.source == (ev.Source("a", "1"), ev.Source("b", "2"), ev.Source("c"))


def test_a_rival_account_may_stand_before_its_rival_in_a_batch(ledger: Ledger) -> None:
    rival = draft(added("1", due="by 2018-04-30"), rival_of="key:first")

    entries = ledger.record_drafts([rival, draft(added("1"), key="first")])

    assert entries[0].rival_of == "entry:3"
    assert ledger.inner.store.introductions(ledger.inner.row, ["action:1"]) == {3}


def test_an_entry_to_come_in_the_same_batch_may_be_named_by_its_number(ledger: Ledger) -> None:
    entries = ledger.record(ev.StatementMade(about=["entry:3"]), added("1"))

    assert entries[0].event.about == ("entry:3",)
    assert refused(UnknownReferenceError, ledger, ev.StatementMade(about=["entry:5"]))[0].expected == (
        "an entry from 1 to 4"
    )


def test_looking_for_the_nearest_names_does_not_take_minutes(ledger: Ledger) -> None:
    ledger.record(*(added(f"2018/{index}") for index in range(300)))

    faults = refused(UnknownReferenceError, ledger, *(red(f"action:2018-{index}") for index in range(300)))

    assert (len(faults), bool(faults[0].nearest), bool(faults[-1].nearest)) == (300, True, False)


# Days to come --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "today", "tomorrow"),
    [
        ("2018-06-14T22:59:59Z", "2018-06-14", "2018-06-15"),
        ("2018-06-14T23:00:00Z", "2018-06-15", "2018-06-16"),
        ("2018-01-14T23:59:59Z", "2018-01-14", "2018-01-15"),
        ("2018-03-25T23:00:00Z", "2018-03-26", "2018-03-27"),
        ("2018-10-28T23:00:00Z", "2018-10-28", "2018-10-29"),
    ],
)
def test_a_day_to_come_is_one_after_the_civil_day_of_recording(now: str, today: str, tomorrow: str) -> None:
    with memory(FakeClock(now)) as ledger:
        ledger.record(added("1"), happened=today, known_on=today)

        faults = refused(FutureDateError, ledger, added("2"), happened=tomorrow, known_on=tomorrow)

    assert [(fault.field, fault.found) for fault in faults] == [
        ("happened", repr(tomorrow)),
        ("known_on", repr(tomorrow)),
    ]


def test_only_the_earliest_day_is_held_against_an_imprecise_time(ledger: Ledger) -> None:
    entries = ledger.record(draft(added("1"), happened="2018"), draft(added("2"), happened="since 2018-01-02"))

    assert [entry.latest.isoformat() for entry in entries] == ["2018-01-02", "2018-01-02"]
    refused(FutureDateError, ledger, added("3"), happened="after 2018-01-02")


@pytest.mark.parametrize("happened", ["1889-04-01", "1889", "before 1889"])
def test_the_nineteenth_century_is_recorded_like_any_other_time(ledger: Ledger, happened: str) -> None:
    (entry,) = ledger.record(ev.BodyEstablished(body="council"), happened=happened, known_on="1889-04-01")

    assert (str(ledger.entry(entry.number).happened), entry.known_on.year) == (happened, 1889)


def test_something_may_fall_due_in_2199_and_not_have_happened_then(ledger: Ledger) -> None:
    (entry,) = ledger.record(added("1", due="by 2199-12-31"))

    assert entry.event.due.latest.year == 2199
    refused(FutureDateError, ledger, added("2"), happened="2199")
