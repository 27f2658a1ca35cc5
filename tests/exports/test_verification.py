"""What was done to a history is found, by name; what was not done to it never is."""

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, strategies as st

from govledger.errors import SealError
from govledger.exports import Kind, open_export
from govledger.exports.regrown import Regrown
from govledger.ledger.findings import Findings
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.fork import ForkProof
from govledger.seal.leaf import leaf_hash
from govledger.seal.note import Note, Signer
from govledger.seal.proof import prove_entry
from tests.exports.support import (
    POLICY,
    START,
    VKEYS,
    changed,
    entry,
    files,
    history,
    kinds,
    note,
    numbers_of,
    opened,
    renumbered,
    stamp,
    verified,
    write,
)
from tests.seal.support import ADVISER, AUDIT, CHAIR, LOG, NOON, ORIGIN, OTHER_LOG

ENTRIES, PAYLOADS = history()
KEPT = note(ENTRIES, 40)
HONEST = files(ENTRIES, PAYLOADS)
GREEN_TO_RED = {"body": {"subject": "action:17", "status": "red"}}


def receipt(number: int, size: int = 60, *, extra: bytes = b"") -> bytes:
    tree = Regrown()
    tree.extend(leaf_hash(raw) for raw in ENTRIES)
    return prove_entry(number - 1, note(ENTRIES, size), tree.node, extra=extra).encode()


# An honest history ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 19, 20, 60])
def test_an_honest_history_holds_whatever_is_kept_of_it(size: int, tmp_path: Path) -> None:
    kept = [note(ENTRIES, size), note(ENTRIES, size, cosigned=False)]

    found = verified(tmp_path, files(ENTRIES, PAYLOADS), kept=kept, receipts=[receipt(size)], policy=POLICY)

    assert (found.findings, found.ok, found.size, found.sealed) == ((), True, 60, 60)
    assert found.commitments.disclosed == 59
    assert found.fork is None


def test_a_history_longer_than_a_tile_holds(tmp_path: Path) -> None:
    entries, payloads = history(700)
    notes = [note(entries, size) for size in (20, 256, 300, 512, 700)]

    found = verified(tmp_path, files(entries, payloads, notes=notes), kept=notes)

    assert found.findings == ()


def test_a_checkpoint_that_was_kept_may_have_been_sent_by_mail(tmp_path: Path) -> None:
    sent = KEPT.replace(b"\n", b"\r\n")

    found = verified(tmp_path, files(ENTRIES, PAYLOADS), kept=[sent, b"\r\n".join(KEPT.split(b"\n")[:3])])

    assert found.ok
    assert [bool(signed.by_log) for signed in found.kept] == [True, False]


def test_tiles_of_entries_that_are_not_here_are_told_at_once(tmp_path: Path) -> None:
    entries, _ = history(800)
    held = files(entries, {}, notes=[note(entries, 800)], audience="public")
    del held["tile/entries/001"]

    found = verified(tmp_path, held, delay=dt.timedelta(days=9))

    says = [finding.says for finding in found.findings if finding.kind is Kind.BAD_TILE]
    assert "tile/0/001 and 2 more tiles are of entries that are not here" in says
    assert len(says) == 3, "and the last tiles of each level, which are wider than what is here"


def test_a_size_and_root_typed_from_a_printed_page_are_enough_to_hold_a_history_to(tmp_path: Path) -> None:
    printed = Note.parse(KEPT).text.rstrip("\n").encode()

    found = verified(tmp_path / "honest", files(ENTRIES, PAYLOADS), kept=[printed])
    other = verified(tmp_path / "other", files(*history()), kept=[printed])

    assert found.ok
    assert "HISTORY_CHANGED" in kinds(other)


def test_what_cannot_be_checked_is_said_even_when_all_holds(tmp_path: Path) -> None:
    found = verified(tmp_path, files(ENTRIES, PAYLOADS))

    told = " ".join(found.unchecked)
    assert "never recorded" in told
    assert "acted together" in told
    assert "entries 1 to 20" in told  # before the first checkpoint
    assert "no checkpoint or receipt was kept" in told
    assert "it comes with the export" in told


def test_what_lies_above_the_largest_kept_size_is_said(tmp_path: Path) -> None:
    found = verified(tmp_path, files(ENTRIES, PAYLOADS), kept=[KEPT], policy=POLICY)

    assert any("entries 41 to 60 against anything kept" in says for says in found.unchecked)


# Entries -------------------------------------------------------------------------------------------------------------


def test_an_entry_edited_behind_the_tiles_is_named_without_anything_kept(tmp_path: Path) -> None:
    held = files(ENTRIES, PAYLOADS)
    edited = [*ENTRIES]
    edited[16] = changed(edited[16], **GREEN_TO_RED)
    bundle = "tile/entries/000.p/60"

    found = verified(tmp_path, held | {bundle: files(edited, PAYLOADS)[bundle]})

    assert numbers_of(found, Kind.ENTRY_CHANGED) == [17]
    assert {"HISTORY_CHANGED", "ENTRY_CHANGED", "BAD_TILE"} == kinds(found)


def test_an_edited_history_signed_anew_is_a_fork_of_what_was_kept(tmp_path: Path) -> None:
    edited = [*ENTRIES]
    edited[16] = changed(edited[16], **GREEN_TO_RED)

    found = verified(tmp_path, files(edited, PAYLOADS), kept=[KEPT])

    assert kinds(found) == {"HISTORY_CHANGED", "FORKED"}
    assert found.fork is not None
    fork = ForkProof.parse(found.fork.encode()).check(LOG.verifier)
    assert (fork.smaller.size, fork.larger.size) == (40, 60)


def test_with_an_older_export_the_first_entry_that_differs_is_named(tmp_path: Path) -> None:
    edited = [*ENTRIES]
    edited[16], edited[30] = (changed(edited[at], **GREEN_TO_RED) for at in (16, 30))

    with open_export(write(tmp_path / "older", files(ENTRIES[:40], {}))) as older:
        found = verified(tmp_path / "newer", files(edited, PAYLOADS), older=older)

    assert numbers_of(found, Kind.ENTRY_CHANGED) == [17]
    assert "body.status was 'green' and is 'red'" in found.findings[0].says


def test_of_an_entry_that_was_changed_the_first_fields_are_told_that_differ(tmp_path: Path) -> None:
    edited = [*ENTRIES]
    held = msgspec.json.decode(edited[16])
    held = {name: value for name, value in held.items() if name != "known_on"} | {f"a{at}": at for at in range(9)}
    edited[16] = msgspec.json.encode(held, order="sorted")

    with open_export(write(tmp_path / "older", files(ENTRIES[:40], {}))) as older:
        found = verified(tmp_path / "newer", files(edited, PAYLOADS), older=older)

    assert found.findings[0].says == (
        "entry 17 is not the one that was sealed: a0 was not there and is 0, a1 was not there and is 1, "
        "a2 was not there and is 2, a3 was not there and is 3, a4 was not there and is 4, and 5 more"
    )


def test_what_is_no_entry_is_named_as_changed_and_nothing_is_read_out_of_it(tmp_path: Path) -> None:
    with open_export(write(tmp_path / "older", files(ENTRIES[:40], {}))) as older:
        found = verified(tmp_path / "newer", files([*ENTRIES[:16], b"[]", *ENTRIES[17:]], PAYLOADS), older=older)

    assert "entry 17 is not the one that was sealed" in [finding.says for finding in found.findings]


def test_where_no_older_export_was_given_it_is_said_what_one_is_good_for(tmp_path: Path) -> None:
    edited = [*ENTRIES]
    edited[16] = changed(edited[16], **GREEN_TO_RED)

    found = verified(tmp_path, files(edited, PAYLOADS), kept=[KEPT])

    says = next(finding.says for finding in found.findings if finding.kind is Kind.HISTORY_CHANGED)
    assert says.endswith("; an earlier export, given with --older, may say which")


@pytest.mark.parametrize(
    ("kind", "entries"),
    [
        (Kind.ENTRY_MISSING, renumbered([*ENTRIES[:16], *ENTRIES[17:], entry(60)[0]])),
        (Kind.ENTRY_INSERTED, renumbered([*ENTRIES[:16], entry(17)[0], *ENTRIES[16:59]])),
    ],
)
def test_an_older_export_shows_what_was_taken_out_or_put_in_though_all_were_numbered_anew(
    kind: Kind, entries: list[bytes], tmp_path: Path
) -> None:
    with open_export(write(tmp_path / "older", files(ENTRIES[:40], {}))) as older:
        found = verified(tmp_path / "newer", files(entries, {}, audience="public"), older=older)

    assert numbers_of(found, kind) == [17]
    assert {"HISTORY_CHANGED", "FORKED", str(kind)} == kinds(found)


@pytest.mark.parametrize(
    ("kind", "numbers", "entries"),
    [
        (Kind.ENTRY_MISSING, [17], [*ENTRIES[:16], *ENTRIES[17:]]),
        (Kind.ENTRY_MISSING, [1], ENTRIES[1:]),
        (Kind.ENTRY_MISSING, [17, 18, 19], [*ENTRIES[:16], *ENTRIES[19:]]),
        (Kind.ENTRY_INSERTED, [17], [*ENTRIES[:17], changed(ENTRIES[16], **GREEN_TO_RED), *ENTRIES[17:]]),
        (
            Kind.ENTRY_MOVED,
            [17],
            [*ENTRIES[:16], ENTRIES[17], changed(ENTRIES[16], recorded_at=stamp(18)), *ENTRIES[18:]],
        ),
    ],
)
def test_numbers_show_a_gap_a_double_and_an_entry_out_of_its_place(
    kind: Kind, numbers: list[int], entries: list[bytes], tmp_path: Path
) -> None:
    notes = [note(entries, len(entries))]

    found = verified(tmp_path, files(entries, {}, notes=notes, audience="public"), delay=dt.timedelta(days=1))

    assert numbers_of(found, kind) == numbers


@given(numbers=st.lists(st.integers(2, 14), max_size=14))
def test_what_numbers_show_is_what_they_show_to_whoever_ticks_them_off_one_by_one(numbers: list[int]) -> None:
    entries = [ENTRIES[0], *(changed(ENTRIES[number - 1], recorded_at=stamp(1)) for number in numbers)]
    seen, last = {1}, 1
    moved, doubled = set[int](), set[int]()
    for number in numbers:
        if number < last:
            (doubled if number in seen else moved).add(number)
        elif number in seen:
            doubled.add(number)
        seen.add(number)
        last = max(last, number)

    with tempfile.TemporaryDirectory() as folder:
        held = files(entries, {}, notes=[note(entries, len(entries))], audience="public")
        found = verified(Path(folder), held, delay=dt.timedelta(days=1))

    assert set(numbers_of(found, Kind.ENTRY_MISSING)) == set(range(1, last)) - seen
    assert set(numbers_of(found, Kind.ENTRY_MOVED)) == moved
    assert set(numbers_of(found, Kind.ENTRY_INSERTED)) == doubled


def test_of_a_crowd_of_findings_no_more_numbers_are_kept_than_are_told() -> None:
    findings, asked = Findings(), list[int]()

    for number in range(100):
        findings.add(Kind.ENTRY_MISSING, f"entry {number} is missing", map(asked.append, [number]))  # type: ignore[arg-type]

    assert len(asked) == 20
    assert [finding.says for finding in findings.all()][-1] == "and 80 more of the same kind"


def test_a_gap_that_no_memory_could_hold_is_told_like_any_other(tmp_path: Path) -> None:
    entries = [*ENTRIES[:2], changed(ENTRIES[2], number=2**53 - 1)]

    found = verified(tmp_path, files(entries, {}, notes=[note(entries, 3)], audience="public"))

    assert "entries 3 to 9007199254740990 are missing" in next(
        finding.says for finding in found.findings if finding.kind == Kind.ENTRY_MISSING
    )


def test_the_last_three_entries_are_missed_by_whoever_kept_a_checkpoint_or_a_receipt(tmp_path: Path) -> None:
    short = files(ENTRIES[:37], {}, notes=[note(ENTRIES, 37)], audience="public")

    kept = verified(tmp_path, short, kept=[KEPT])
    received = verified(tmp_path, short, receipts=[receipt(40)])
    noted = verified(tmp_path, short, leaves={39: leaf_hash(ENTRIES[38]).hex()})

    assert [numbers_of(found, Kind.TRUNCATED) for found in (kept, noted)] == [[38, 39, 40], [39]]
    assert kinds(kept) == kinds(received) == kinds(noted) == {"TRUNCATED"}


def test_a_receipt_holds_for_its_own_entry_alone(tmp_path: Path) -> None:
    edited = [*ENTRIES]
    edited[16] = changed(edited[16], **GREEN_TO_RED)

    found = verified(tmp_path, files(edited, PAYLOADS), receipts=[receipt(17), receipt(18)])

    assert numbers_of(found, Kind.RECEIPT_BROKEN) == [17]
    assert {"RECEIPT_BROKEN", "HISTORY_CHANGED", "FORKED"} == kinds(found)


def test_the_words_that_come_with_a_receipt_are_those_that_its_entry_committed_to(tmp_path: Path) -> None:
    held, lies = (receipt(17, extra=words) for words in (PAYLOADS[17][0], PAYLOADS[17][0].replace(b"words", b"lies!")))

    found = verified(tmp_path, files(ENTRIES, PAYLOADS), receipts=[held])
    other = verified(tmp_path, files(ENTRIES, PAYLOADS), receipts=[held, lies])

    assert (found.findings, numbers_of(other, Kind.DISCLOSURE_FORGED)) == ((), [17])


def test_a_receipt_whose_checkpoint_is_none_is_broken(tmp_path: Path) -> None:
    head, _, _ = receipt(17).partition(b"\n\n")

    found = verified(tmp_path, files(ENTRIES, PAYLOADS), receipts=[head + b"\n\nno checkpoint\n"])

    assert kinds(found) == {"RECEIPT_BROKEN", "BAD_CHECKPOINT"}


def test_a_log_that_signed_a_history_and_then_another_is_shown_by_its_own_checkpoints(tmp_path: Path) -> None:
    edited = [*ENTRIES]
    edited[16] = changed(edited[16], **GREEN_TO_RED)

    found = verified(tmp_path, files(edited, PAYLOADS, notes=[note(ENTRIES, 40), note(edited, 60)]))

    assert kinds(found) == {"HISTORY_CHANGED", "FORKED"}
    assert found.fork is not None


def test_entries_that_were_moved_keep_their_words(tmp_path: Path) -> None:
    entries = [*ENTRIES[:16], ENTRIES[17], changed(ENTRIES[16], recorded_at=stamp(18)), *ENTRIES[18:]]

    found = verified(tmp_path, files(entries, PAYLOADS))

    assert kinds(found) == {"ENTRY_MOVED"}


def test_a_leaf_hash_that_was_noted_is_held_against_its_entry(tmp_path: Path) -> None:
    noted = {17: leaf_hash(ENTRIES[16]).hex().upper(), 18: "0" * 64}

    found = verified(tmp_path, files(ENTRIES, PAYLOADS), leaves=noted)

    assert numbers_of(found, Kind.ENTRY_CHANGED) == [18]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b'{"v":"govledger/1"}',
        ENTRIES[16][:-1],
        ENTRIES[16] + b" ",
        ENTRIES[16].replace(b'":', b'": ', 1),
        changed(ENTRIES[16], number=17.0),
        changed(ENTRIES[16], body={"subject": "action:17", "status": 1.5}),
        changed(ENTRIES[16], body={"subject": "action:17", "status": 2**53}),
        changed(ENTRIES[16], body={"ü": "action:17"}),
        changed(ENTRIES[16], body=[]),
        changed(ENTRIES[16], v="govledger/2"),
        changed(ENTRIES[16], recorded_at="2017-06-14"),
        changed(ENTRIES[16], colour="green"),
        changed(ENTRIES[16], _sd=[]),
        changed(ENTRIES[16], _sd_for=["text", "text"], _sd=["", ""]),
        ENTRIES[16].replace(b'"clerk":"office:clerk"', b'"clerk":"office:clerk","clerk":"office:clerk"'),
        b"[" * 60_000,
    ],
)
def test_bytes_that_are_not_how_an_entry_is_written_are_told_of(raw: bytes, tmp_path: Path) -> None:
    entries = [*ENTRIES[:16], raw, *ENTRIES[17:]]

    found = verified(tmp_path, files(entries, {}, audience="public"))

    assert numbers_of(found, Kind.NOT_CANONICAL) == [17]
    assert kinds(found) == {"NOT_CANONICAL"}


@pytest.mark.parametrize(
    "body",
    [
        {"words": "entre 3 et 4 été, “so be it” \U0001f600"},
        {"a": {"b": {"c": {"d": {"e": [[[{"f": None}]]]}}}}},
        {"control": '\x00\x1f\x7f\u2028\\"/'},
        {"whole": -(2**53) + 1, "yes": True},
    ],
)
def test_an_event_of_any_shape_is_read(body: dict[str, Any], tmp_path: Path) -> None:
    entries = [*ENTRIES[:16], entry(17, "example.thing-seen/1", body=body)[0], *ENTRIES[17:]]

    found = verified(tmp_path, files(entries, {}, audience="public"))

    assert found.findings == ()


@pytest.mark.parametrize("raw", [b"no entry", b"[]"])
def test_an_entry_that_is_none_is_named_by_an_older_export_with_entries_or_without(raw: bytes, tmp_path: Path) -> None:
    edited = files([*ENTRIES[:16], raw, *ENTRIES[17:]], {})
    bare = {path: data for path, data in files(ENTRIES[:40], {}).items() if "entries" not in path}

    with open_export(write(tmp_path / "a", bare)) as one, open_export(write(tmp_path / "b", HONEST)) as other:
        found = [verified(tmp_path / "c", edited, older=older) for older in (one, other)]

    assert [numbers_of(one, Kind.ENTRY_CHANGED) for one in found] == [[17], [17]]


def test_an_older_export_that_is_not_what_it_says_names_nothing(tmp_path: Path) -> None:
    edited = [*ENTRIES[:16], changed(ENTRIES[16], **GREEN_TO_RED), *ENTRIES[17:50]]
    newer = files(edited, {}, notes=[note(edited, 50)], audience="public")

    with open_export(write(tmp_path / "older", HONEST | {"tile/0/000.p/60": bytes(60 * 32)})) as older:
        found = verified(tmp_path / "newer", newer, older=older)

    assert kinds(found) == {"TRUNCATED"}


# Times ---------------------------------------------------------------------------------------------------------------


def test_a_stamp_below_the_one_above_it_is_backdated(tmp_path: Path) -> None:
    entries = [*ENTRIES[:16], changed(ENTRIES[16], recorded_at=stamp(12)), *ENTRIES[17:]]

    found = verified(tmp_path, files(entries, PAYLOADS))

    assert numbers_of(found, Kind.BACKDATED) == [17]


def test_only_the_entry_that_sets_the_clock_right_may_be_stamped_below_the_one_above_it(tmp_path: Path) -> None:
    corrected = entry(17, "clock-corrected/1", body={"was": stamp(16), "now": stamp(12)}, recorded_at=stamp(12))[0]
    entries = [*ENTRIES[:16], corrected, *ENTRIES[17:]]

    found = verified(tmp_path, files(entries, PAYLOADS | {17: []}))

    assert (found.findings, found.clocks) == ((), (17,))


@pytest.mark.parametrize("days", [2, 30])
def test_an_entry_may_not_say_that_it_was_recorded_before_a_checkpoint_without_it_was_cosigned(
    days: int, tmp_path: Path
) -> None:
    waited = days * 86_400
    notes = [note(ENTRIES, 40, late=waited), note(ENTRIES, 60, late=waited)]

    found = verified(tmp_path, files(ENTRIES, PAYLOADS, notes=notes))

    assert numbers_of(found, Kind.BACKDATED) == list(range(41, 61))


def test_what_is_recorded_while_a_checkpoint_waits_a_day_for_its_witness_is_not_held_against_anybody(
    tmp_path: Path,
) -> None:
    notes = [note(ENTRIES, 40, late=86_400), note(ENTRIES, 60, late=86_400)]

    found = verified(tmp_path / "a", files(ENTRIES, PAYLOADS, notes=notes))
    strict = verified(tmp_path / "b", files(ENTRIES, PAYLOADS, notes=notes), delay=dt.timedelta(0))

    assert found.findings == ()
    assert kinds(strict) == {"BACKDATED"}


def test_an_entry_may_not_say_that_it_was_recorded_after_a_witness_saw_it(tmp_path: Path) -> None:
    late = [*ENTRIES[:59], changed(ENTRIES[59], recorded_at=stamp(80))]

    found = verified(tmp_path, files(late, PAYLOADS))

    assert numbers_of(found, Kind.POSTDATED) == [60]


def test_the_first_witness_to_cosign_says_by_when_an_entry_was_there(tmp_path: Path) -> None:
    checkpoint = Checkpoint.parse(Note.parse(note(ENTRIES, 60)).text)
    heartbeat = Note.parse(note(ENTRIES, 60)).with_signatures(CHAIR.cosign(checkpoint, time=NOON + 10**6))

    found = verified(tmp_path, files(ENTRIES, PAYLOADS, notes=[note(ENTRIES, 40), heartbeat.encode()]))

    assert found.findings == ()
    assert [made.witness for made in found.checkpoints[-1].cosigned] == ["audit", "chair", "chair"]


def test_a_witness_that_is_late_says_nothing_against_what_another_had_seen(tmp_path: Path) -> None:
    late = note(ENTRIES, 40, late=30 * 86_400)

    found = verified(tmp_path / "a", files(ENTRIES, PAYLOADS), kept=[late])
    alone = verified(tmp_path / "b", files(ENTRIES, PAYLOADS, notes=[late, note(ENTRIES, 60)]))

    assert found.findings == alone.findings == ()


def test_a_cosignature_of_a_time_that_no_calendar_has_says_nothing_of_when(tmp_path: Path) -> None:
    checkpoint = Checkpoint.parse(Note.parse(note(ENTRIES, 60)).text)
    signed = checkpoint.sign(LOG).with_signatures(*(one.cosign(checkpoint, time=2**62) for one in (CHAIR, AUDIT)))

    found = verified(tmp_path, files(ENTRIES, PAYLOADS, notes=[signed.encode()]))

    assert found.findings == ()
    assert [made.time for made in found.checkpoints[0].cosigned] == [None, None]


def test_without_a_cosignature_times_are_not_checkable(tmp_path: Path) -> None:
    notes = [note(ENTRIES, 60, cosigned=False)]

    found = verified(tmp_path, files(ENTRIES, PAYLOADS, notes=notes, policy=None))

    assert found.findings == ()
    assert any(says.startswith("when anything was recorded") for says in found.unchecked)


def test_a_checkpoint_older_than_the_reader_takes_is_stale(tmp_path: Path) -> None:
    held = files(ENTRIES, PAYLOADS)
    asked: dict[str, Any] = {"max_age": dt.timedelta(days=7)}

    fresh = verified(tmp_path, held, now=START + dt.timedelta(days=7), **asked)
    stale = verified(tmp_path, held, now=START + dt.timedelta(days=8), **asked)

    assert (fresh.findings, kinds(stale)) == ((), {"STALE"})


def test_the_age_of_an_export_that_nobody_cosigned_is_not_known(tmp_path: Path) -> None:
    held = files(ENTRIES, PAYLOADS, notes=[note(ENTRIES, 60, cosigned=False)], policy=None)

    found = verified(tmp_path, held, now=START + dt.timedelta(days=900), max_age=dt.timedelta(days=7))

    assert found.findings == ()
    assert any(says.startswith("how old the newest checkpoint is") for says in found.unchecked)


# Withheld texts ------------------------------------------------------------------------------------------------------


def test_words_that_were_exchanged_are_forged(tmp_path: Path) -> None:
    held = files(ENTRIES, PAYLOADS | {17: [PAYLOADS[17][0].replace(b"words", b"lies!")]})

    found = verified(tmp_path, held)

    assert numbers_of(found, Kind.DISCLOSURE_FORGED) == [17]
    assert (found.commitments.disclosed, found.commitments.forged, found.commitments.missing) == (58, 1, 0)


@pytest.mark.parametrize("number", [1, 61, 99])
def test_words_of_an_entry_that_committed_to_none_are_forged(number: int, tmp_path: Path) -> None:
    found = verified(tmp_path, files(ENTRIES, PAYLOADS | {number: PAYLOADS[17]}))

    assert numbers_of(found, Kind.DISCLOSURE_FORGED) == [number]


def test_words_told_twice_or_under_another_name_are_forged(tmp_path: Path) -> None:
    raw, (reason, text) = entry(17, words={"text": "words", "@reason": "a reason"})
    wrong = changed(raw, _sd_for=["@reason", "what"])

    twice = verified(tmp_path / "a", files([*ENTRIES[:16], raw, *ENTRIES[17:]], PAYLOADS | {17: [reason, text, text]}))
    other = verified(tmp_path / "b", files([*ENTRIES[:16], wrong, *ENTRIES[17:]], PAYLOADS | {17: [reason, text]}))

    assert kinds(twice) == {"DISCLOSURE_FORGED"}
    assert {"DISCLOSURE_FORGED", "CLEAR_FIELD_WITHHELD"} == kinds(other)
    assert other.commitments.forged == 1


def test_words_that_are_gone_are_missing_from_a_full_view_and_withheld_from_a_public_one(tmp_path: Path) -> None:
    full = verified(tmp_path / "a", files(ENTRIES, PAYLOADS | {17: []}))
    public = verified(tmp_path / "b", files(ENTRIES, PAYLOADS | {17: []}, audience="public"))

    assert (numbers_of(full, Kind.DISCLOSURE_MISSING), full.commitments.missing) == ([17], 1)
    assert (public.findings, public.commitments.withheld) == ((), 1)
    assert any("gone or only kept back" in says for says in public.unchecked)


def erasing(number: int, entries: list[str], **fields: Any) -> Any:
    return entry(number, "disclosure-erased/1", body={"entries": entries, **fields}, words={"reason": "asked for"})


@pytest.mark.parametrize("fields", [{}, {"fields": ["text"]}])
def test_an_erasure_says_why_words_are_gone(fields: dict[str, Any], tmp_path: Path) -> None:
    raw, payloads = erasing(60, ["entry:17", "entry:18"], **fields)

    found = verified(tmp_path, files([*ENTRIES[:59], raw], PAYLOADS | {17: [], 18: [], 60: payloads}))

    assert found.findings == ()
    assert [(one.number, one.path, one.by) for one in found.commitments.erased] == [(17, "text", 60), (18, "text", 60)]


def test_an_erasure_covers_a_whole_list_and_no_other_field(tmp_path: Path) -> None:
    words = {"amendments/0": "one", "amendments/1": "two", "@reason": "three"}
    approved = entry(17, "minutes-approved/1", body={"meeting": "csib-1"}, words=words)
    raw, payloads = erasing(60, ["entry:17"], fields=["amendments"])

    found = verified(
        tmp_path, files([*ENTRIES[:16], approved[0], *ENTRIES[17:59], raw], PAYLOADS | {17: [], 60: payloads})
    )

    assert [one.path for one in found.commitments.erased] == ["amendments/0", "amendments/1"]
    assert kinds(found) == {"DISCLOSURE_MISSING"}


def test_words_that_are_there_though_an_entry_says_they_were_erased_are_told_of(tmp_path: Path) -> None:
    raw, payloads = erasing(60, ["entry:17"])

    found = verified(tmp_path, files([*ENTRIES[:59], raw], PAYLOADS | {60: payloads}))

    assert numbers_of(found, Kind.ERASURE_UNDONE) == [17, 60]


@pytest.mark.parametrize(
    "named", [None, "entry:17", 17, ["entry:x"], ["entry:" + "9" * 40], ["entry:0", "entry:-1"], {}]
)
def test_an_erasure_of_nothing_that_can_be_read_explains_nothing(named: Any, tmp_path: Path) -> None:
    raw, payloads = entry(60, "disclosure-erased/1", body={"entries": named}, words={"reason": "asked for"})

    found = verified(tmp_path, files([*ENTRIES[:59], raw], PAYLOADS | {18: [], 60: payloads}))

    assert "DISCLOSURE_MISSING" in kinds(found)


def test_a_rating_cannot_be_withheld(tmp_path: Path) -> None:
    hidden, payloads = entry(17, body={"subject": "action:17"}, words={"status": "red"})

    found = verified(tmp_path, files([*ENTRIES[:16], hidden, *ENTRIES[17:]], PAYLOADS | {17: payloads}))

    assert (kinds(found), numbers_of(found, Kind.CLEAR_FIELD_WITHHELD)) == ({"CLEAR_FIELD_WITHHELD"}, [17])


def test_the_withholding_of_types_that_are_not_known_is_said_to_be_unchecked(tmp_path: Path) -> None:
    foreign, payloads = entry(17, "example.thing-seen/1", words={"status": "red"})

    found = verified(tmp_path, files([*ENTRIES[:16], foreign, *ENTRIES[17:]], PAYLOADS | {17: payloads}))

    assert found.findings == ()
    assert "unchecked withholding for 1 foreign type: example.thing-seen/1" in found.unchecked


# Signatures ----------------------------------------------------------------------------------------------------------


def test_a_checkpoint_that_another_key_signed_is_not_the_logs(tmp_path: Path) -> None:
    thief = Signer(ORIGIN, bytes(32))

    found = verified(tmp_path, files(ENTRIES, PAYLOADS, notes=[note(ENTRIES, 60, log=thief)]), policy=POLICY)

    assert {"BAD_SIGNATURE", "UNKNOWN_SIGNATURE"} == kinds(found)


def test_the_readers_keys_beat_those_that_an_export_brings(tmp_path: Path) -> None:
    thief = Signer(ORIGIN, bytes(32))
    held = files(
        ENTRIES,
        PAYLOADS,
        notes=[note(ENTRIES, 60, log=thief, cosigned=False)],
        policy=None,
        vkeys=[thief.verifier.vkey],
    )

    believed = verified(tmp_path / "a", held)
    found = verified(tmp_path / "b", held, vkeys=VKEYS)

    assert (believed.findings, kinds(found)) == ((), {"BAD_SIGNATURE"})


def test_a_signature_of_a_known_key_that_fails_is_told_of(tmp_path: Path) -> None:
    signed = Note.parse(note(ENTRIES, 60))
    other = Note.parse(note(ENTRIES, 40))
    mixed = Note(signed.text, (signed.signatures[0], *other.signatures[1:]))

    found = verified(tmp_path, files(ENTRIES, PAYLOADS, notes=[mixed.encode()]))

    assert {"BAD_SIGNATURE", "QUORUM_MISSING"} == kinds(found)


def test_a_quorum_that_is_missing_is_told_of(tmp_path: Path) -> None:
    signed = Note.parse(note(ENTRIES, 60))
    alone = Note(signed.text, signed.signatures[:2])

    found = verified(tmp_path, files(ENTRIES, PAYLOADS, notes=[alone.encode()]))

    assert kinds(found) == {"QUORUM_MISSING"}
    assert found.quorum == "the policy asks for both behind the checkpoint of 60 entries, and only chair stands there"


def test_the_readers_policy_beats_that_of_an_export(tmp_path: Path) -> None:
    asked = f"witness adviser {ADVISER.verifier.vkey}\nquorum adviser\n".encode()

    found = verified(tmp_path, files(ENTRIES, PAYLOADS), policy=asked)

    assert kinds(found) == {"QUORUM_MISSING"}


def test_a_checkpoint_of_another_log_is_told_of(tmp_path: Path) -> None:
    kept = Checkpoint(OTHER_LOG.name, 40, Checkpoint.parse(Note.parse(KEPT).text).root).sign(OTHER_LOG)

    found = verified(tmp_path, files(ENTRIES, PAYLOADS), kept=[kept.encode()])

    assert {"OTHER_LOG", "BAD_SIGNATURE"} == kinds(found)


def test_a_log_that_signs_two_histories_of_one_size_is_forked(tmp_path: Path) -> None:
    others, payloads = history()

    found = verified(tmp_path, files(others, payloads), kept=[note(ENTRIES, 60)])

    assert {"HISTORY_CHANGED", "FORKED"} == kinds(found)


def test_a_shorter_history_is_shown_to_be_a_fork_by_an_older_export(tmp_path: Path) -> None:
    restored = [*ENTRIES[:30], *history(50)[0][30:]]
    notes = [note(restored, 50)]

    with open_export(write(tmp_path / "older", files(ENTRIES, PAYLOADS))) as older:
        found = verified(tmp_path / "newer", files(restored, {}, notes=notes, audience="public"), older=older)

    assert {"TRUNCATED", "ENTRY_CHANGED", "FORKED"} == kinds(found)
    assert numbers_of(found, Kind.ENTRY_CHANGED) == [31]
    assert found.fork is not None


@pytest.mark.parametrize("kept", [b"", b"\xff", b"no checkpoint\n", KEPT[:-1], b"a\nb\nc\n"])
def test_what_the_reader_gives_has_to_be_readable(kept: bytes, tmp_path: Path) -> None:
    with pytest.raises(SealError):
        verified(tmp_path, files(ENTRIES, PAYLOADS), kept=[kept])


def test_findings_of_one_kind_beyond_the_twentieth_are_counted(tmp_path: Path) -> None:
    found = verified(tmp_path, files(ENTRIES, {}))

    missing = [finding for finding in found.findings if finding.kind == Kind.DISCLOSURE_MISSING]
    assert len(missing) == 21
    assert missing[-1].says == "and 39 more of the same kind"
    assert found.commitments.missing == 59


def test_an_export_of_one_entry_holds(tmp_path: Path) -> None:
    entries = [opened()[0]]

    found = verified(tmp_path, files(entries, {}, notes=[note(entries, 1)]), kept=[note(entries, 1)])

    assert found.findings == ()
