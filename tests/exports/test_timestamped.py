"""Timestamps stay with the ledger, leave with its exports, and confine stamps for whoever trusts the authority."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from govledger import events as ev
from govledger.errors import MistimedError, SealError
from govledger.exports import LedgerEvidence, Verified, open_export, verify, write_export
from govledger.exports.timestamps import RESPONSE_BYTES_MAX
from govledger.ledger import Ledger
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.note import Note
from tests.exports.support import (
    MINUTE,
    START,
    VKEYS,
    changed,
    files,
    history,
    kinds,
    note,
    numbers_of,
    verified,
    write,
)
from tests.ledger.sealed import behind
from tests.ledger.support import CLERK, FakeClock
from tests.seal.support import LOG, ORIGIN
from tests.support import not_run

try:
    import rfc3161_client as _  # noqa: F401 - whether it is installed is what is asked
except ModuleNotFoundError:
    not_run("timestamps of ledgers and exports", "the extra `timestamps` is not installed")

from govledger.exports import timestamps
from govledger.exports.timestamped import keep_timestamp
from tests.exports.authority import Authority

ENTRIES, PAYLOADS = history()
AUTHORITY, OTHER = Authority(), Authority("another clock")
SECOND = dt.timedelta(seconds=1)


def answer(size: int, *, late: int = 30, accuracy: int | None = None, by: Authority = AUTHORITY) -> bytes:
    """What an authority says of the checkpoint of the first entries, so many seconds after the last was recorded."""
    checkpoint = Checkpoint.parse(Note.parse(note(ENTRIES, size)).text)
    return by.stamp(checkpoint, START + (MINUTE * size + late) * SECOND, accuracy=accuracy)


def unsigned(answers: dict[int, bytes], entries: list[bytes] = ENTRIES) -> dict[str, bytes]:
    """An export that no witness cosigned."""
    notes = [note(entries, size, cosigned=False) for size in (20, 40, 60)]
    return files(entries, PAYLOADS, notes=notes, policy=None, answers=answers)


def trusting(folder: Path, held: dict[str, bytes], by: Authority = AUTHORITY) -> Verified:
    return verified(folder, held, tsa_certificates=by.certificates)


# Verifying -----------------------------------------------------------------------------------------------------------


def test_timestamps_that_hold_are_told_and_confine_the_stamps(tmp_path: Path) -> None:
    found = trusting(tmp_path, unsigned({20: answer(20), 60: answer(60, accuracy=2)}))

    assert found.findings == ()
    assert [held.signed.checkpoint.size for held in found.timestamps] == [20, 60]
    assert found.timestamps[1].timestamp.latest == START + (MINUTE * 60 + 32) * SECOND
    assert any(
        says == "how long before the first checkpoint that was seen entries 1 to 20 came" for says in found.unchecked
    )


@pytest.mark.parametrize(("accuracy", "allowed"), [(None, 600), (7_200, 7_800)])
def test_a_stamp_may_not_be_later_than_an_authority_had_seen_it_at_the_latest(
    accuracy: int | None, allowed: int, tmp_path: Path
) -> None:
    def shown(late: int, name: str) -> Verified:
        at = START + (MINUTE * 60 + 30 + late) * SECOND
        entries = [*ENTRIES[:59], changed(ENTRIES[59], recorded_at=f"{at:%Y-%m-%dT%H:%M:%S.%f}Z")]
        checkpoint = Checkpoint.parse(Note.parse(note(entries, 60)).text)
        stamped = AUTHORITY.stamp(checkpoint, START + (MINUTE * 60 + 30) * SECOND, accuracy=accuracy)
        return trusting(tmp_path / name, unsigned({60: stamped}, entries))

    assert shown(allowed, "a").findings == ()
    assert numbers_of(shown(allowed + 1, "b"), "POSTDATED") == [60]


@pytest.mark.parametrize(("accuracy", "late"), [(None, 86_400), (86_400, 2 * 86_400)])
def test_a_stamp_may_not_be_earlier_than_an_authority_saw_the_record_without_it_at_the_earliest(
    accuracy: int | None, late: int, tmp_path: Path
) -> None:
    # Entry 41 is recorded a minute after entry 40, and ten minutes are allowed for the clocks.
    fine = trusting(tmp_path / "a", unsigned({40: answer(40, late=late + 660, accuracy=accuracy)}))
    late_by_a_second = trusting(tmp_path / "b", unsigned({40: answer(40, late=late + 661, accuracy=accuracy)}))

    assert fine.findings == ()
    assert numbers_of(late_by_a_second, "BACKDATED") == [41]
    assert "but CN=clock saw the checkpoint of 40 entries, which is without it" in late_by_a_second.findings[0].says


def test_the_timestamp_of_an_older_export_confines_what_came_since(tmp_path: Path) -> None:
    # Two days later than entry 41 says that it was recorded, the authority saw the record without it.
    notes = [note(ENTRIES, size, cosigned=False) for size in (20, 40)]
    answers = {40: answer(40, late=2 * 86_400)}
    older = write(tmp_path / "older", files(ENTRIES[:40], {}, notes=notes, policy=None, answers=answers))
    held = unsigned({})

    with open_export(older) as before:
        trusted = verified(tmp_path / "a", held, older=before, tsa_certificates=AUTHORITY.certificates)
        others = verified(tmp_path / "b", held, older=before, tsa_certificates=OTHER.certificates)
        nobody = verified(tmp_path / "c", held, older=before)

    assert numbers_of(trusted, "BACKDATED") == list(range(41, 61))
    assert "CN=clock saw the kept checkpoint of 40 entries, which is without it" in trusted.findings[0].says
    assert [stamped.signed.whose for stamped in trusted.timestamps] == ["kept "]
    assert kinds(others) == {"BAD_TIMESTAMP"}
    assert "the timestamp of the kept checkpoint of 40 entries does not hold" in others.findings[0].says
    assert nobody.ok


def test_an_answer_that_does_not_hold_is_found(tmp_path: Path) -> None:
    others = trusting(tmp_path / "a", unsigned({20: answer(20), 40: answer(40, by=OTHER)}))
    misplaced = trusting(tmp_path / "b", unsigned({20: answer(40)}))

    assert kinds(others) == kinds(misplaced) == {"BAD_TIMESTAMP"}
    assert others.findings[0].says.startswith(
        "the timestamp of the checkpoint of 40 entries does not hold: timestamp: "
    )
    assert "Mismatch between messages" in misplaced.findings[0].says
    assert [held.signed.checkpoint.size for held in others.timestamps] == [20]


def test_an_answer_that_holds_proves_nothing_of_a_history_that_does_not_lead_to_its_checkpoint(tmp_path: Path) -> None:
    edited = [*ENTRIES[:16], changed(ENTRIES[16], clerk="office:other"), *ENTRIES[17:]]
    notes = [note(ENTRIES, 40, cosigned=False), note(edited, 60, cosigned=False)]

    found = trusting(tmp_path, files(edited, PAYLOADS, notes=notes, policy=None, answers={40: answer(40)}))

    assert kinds(found) == {"HISTORY_CHANGED", "FORKED"}


def test_without_certificates_it_is_said_that_no_timestamp_was_checked(tmp_path: Path) -> None:
    found = verified(tmp_path, unsigned({20: answer(20), 40: b"no answer at all"}))

    assert (found.findings, found.timestamps) == ((), ())
    assert (
        "the timestamps of the checkpoints of 20 and 40 entries: no certificates of an authority were given"
        in found.unchecked
    )


def test_without_the_extra_it_is_said_that_no_timestamp_was_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timestamps, "find_spec", lambda name: None)

    found = trusting(tmp_path, unsigned({20: answer(20)}))

    assert (found.findings, found.timestamps) == ((), ())
    assert f"the timestamp of the checkpoint of 20 entries: {timestamps.NO_EXTRA}" in found.unchecked


def test_where_no_timestamp_came_with_it_that_is_said(tmp_path: Path) -> None:
    found = trusting(tmp_path, unsigned({}))

    assert "what an authority had seen: no timestamp is here" in found.unchecked


def test_certificates_that_cannot_be_read_are_the_readers_mistake(tmp_path: Path) -> None:
    with pytest.raises(SealError, match="expected certificates in PEM"):
        verified(tmp_path, unsigned({20: answer(20)}), tsa_certificates=b"no certificates")


def test_a_checkpoint_is_as_old_as_who_saw_it_last_says(tmp_path: Path) -> None:
    asked = {"now": START + dt.timedelta(days=8), "max_age": dt.timedelta(days=7)}

    cosigned = verified(tmp_path / "a", files(ENTRIES, PAYLOADS), **asked)
    later = files(ENTRIES, PAYLOADS, answers={60: answer(60, late=2 * 86_400)})
    stamped_later = verified(tmp_path / "b", later, tsa_certificates=AUTHORITY.certificates, **asked)

    assert (kinds(cosigned), stamped_later.findings) == ({"STALE"}, ())


# In an export --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "data", "says"),
    [
        ("tsa/40.tsr", None, "tsa/40.tsr is missing"),
        ("tsa/40.tsr", b"", "tsa/40.tsr is not the file that the export was written with"),
        ("tsa/40.tsr", bytes(RESPONSE_BYTES_MAX + 1), "tsa/40.tsr: found 'more', expected at most 65536 bytes"),
        ("tsa/20.tsr", b"added", "tsa/20.tsr is not the file that the export was written with"),
        ("tsa/39.tsr", b"added", "tsa/39.tsr stands beside no checkpoint of its size"),
        ("tsa/040.tsr", b"added", "tsa/040.tsr is no part of an export"),
        ("tsa/40", b"added", "tsa/40 is no part of an export"),
    ],
)
def test_the_timestamps_of_an_export_are_those_it_was_written_with(
    path: str, data: bytes | None, says: str, tmp_path: Path
) -> None:
    held = unsigned({40: answer(40)}) | ({} if data is None else {path: data})
    if data is None:
        del held[path]

    found = verified(tmp_path, held)

    assert kinds(found) == {"BAD_FILE"}
    assert any(says in finding.says for finding in found.findings)


# With a ledger -------------------------------------------------------------------------------------------------------


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock("2026-05-28T20:00:00Z")


@pytest.fixture
def ledger(tmp_path: Path, clock: FakeClock) -> Iterator[Ledger]:
    """A ledger that was sealed at 2 and at 3 entries."""
    with Ledger.create(tmp_path / "L.db", origin=ORIGIN, clerk=CLERK, clock=clock) as made:
        for text in ("Audit every threshold decision", "Appoint a permanent director"):
            made.record(ev.StatementMade(text=text))
            made.seal(LOG)
        yield made


def stamped(ledger: Ledger, at: int, *, by: Authority = AUTHORITY, minutes: int = 0) -> bytes:
    """An answer of the checkpoint at a place, so many minutes from when it was signed."""
    sealed = ledger.sealed()[at]
    return by.stamp(sealed.checkpoint, sealed.at + dt.timedelta(minutes=minutes))


@pytest.mark.parametrize("target", ["E", "E.zip"])
@pytest.mark.parametrize("audience", ["full", "public"])
def test_what_an_authority_answered_is_kept_and_goes_with_every_export(
    target: str, audience: str, ledger: Ledger, tmp_path: Path
) -> None:
    older, newer = (keep_timestamp(ledger, stamped(ledger, at), certificates=AUTHORITY.certificates) for at in (0, 1))

    made = write_export(ledger, tmp_path / target, audience="public" if audience == "public" else "full", vkeys=VKEYS)

    assert [(kept.checkpoint.size, kept.is_new) for kept in (older, newer)] == [(2, True), (3, True)]
    assert made.timestamps == 2
    with open_export(tmp_path / target) as export, LedgerEvidence(ledger) as live:
        for evidence in (export, live):
            found = verify(evidence, tsa_certificates=AUTHORITY.certificates)
            assert evidence.timestamps == ledger.timestamps()
            assert [held.signed.checkpoint.size for held in found.timestamps] == [2, 3]
            assert found.findings == ()


def test_the_readme_of_an_export_says_what_a_timestamp_covers(ledger: Ledger, tmp_path: Path) -> None:
    write_export(ledger, tmp_path / "without", vkeys=VKEYS)
    keep_timestamp(ledger, stamped(ledger, 0), certificates=AUTHORITY.certificates)
    write_export(ledger, tmp_path / "with", vkeys=VKEYS)

    without, told = ((tmp_path / name / "README").read_text() for name in ("without", "with"))

    assert "tsa" not in without
    assert "tsa/                          the timestamps (RFC 3161) of the checkpoints of 2\n" in told
    assert "says that the three lines of the checkpoint of n were there" in told


def test_of_two_answers_that_hold_the_earlier_is_kept(ledger: Ledger) -> None:
    first, later, earlier = (stamped(ledger, 1, minutes=minutes) for minutes in (5, 6, 4))

    kept = [
        keep_timestamp(ledger, data, certificates=AUTHORITY.certificates).is_new for data in (first, later, earlier)
    ]

    assert kept == [True, False, True]
    assert ledger.timestamps() == {3: earlier}


def test_an_answer_gives_way_to_one_of_an_authority_that_is_trusted_still(ledger: Ledger) -> None:
    keep_timestamp(ledger, stamped(ledger, 1), certificates=AUTHORITY.certificates)

    later = stamped(ledger, 1, by=OTHER, minutes=5)

    assert keep_timestamp(ledger, later, certificates=OTHER.certificates).is_new
    assert ledger.timestamps() == {3: later}


def test_nothing_is_kept_of_an_answer_that_does_not_hold(ledger: Ledger) -> None:
    with pytest.raises(SealError):
        keep_timestamp(ledger, stamped(ledger, 1, by=OTHER), certificates=AUTHORITY.certificates)
    with pytest.raises(SealError, match="Mismatch between messages"):
        keep_timestamp(ledger, answer(20), certificates=AUTHORITY.certificates)

    assert ledger.timestamps() == {}


def test_a_ledger_that_was_never_sealed_has_nothing_to_keep_it_beside() -> None:
    with Ledger.create("memory://", origin=ORIGIN) as made, pytest.raises(SealError, match="found 'no checkpoint'"):
        keep_timestamp(made, answer(20), certificates=AUTHORITY.certificates)


def test_an_authority_that_was_asked_too_late_is_asked_again(ledger: Ledger, clock: FakeClock) -> None:
    clock.set("2026-06-02T20:00:00Z")

    with pytest.raises(MistimedError, match="CN=clock says that it saw the checkpoint of 2 entries") as refused:
        keep_timestamp(ledger, stamped(ledger, 0, minutes=3 * 1_440), certificates=AUTHORITY.certificates)

    assert "seal the ledger now, and ask again" in str(refused.value)
    keep_timestamp(ledger, stamped(ledger, 1, minutes=3 * 1_440), certificates=AUTHORITY.certificates)


@pytest.mark.parametrize("change", ["answer = 'no bytes'", "answer = zeroblob(65537)", "size = 1", "size = 'three'"])
def test_a_row_that_is_none_is_told_of(change: str, ledger: Ledger, tmp_path: Path) -> None:
    keep_timestamp(ledger, stamped(ledger, 1), certificates=AUTHORITY.certificates)
    with behind(tmp_path / "L.db") as connection:
        connection.execute(f"UPDATE timestamp SET {change}")

    with LedgerEvidence(ledger) as evidence:
        found = verify(evidence)

    assert kinds(found) == {"BAD_FILE"}
