"""A sample for verifiers that nobody here wrote: 1,000 entries, three checkpoints, and two witnesses under each.

python -m tests.seal.independent.sample FOLDER
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from govledger import events as ev
from govledger.exports import write_export
from govledger.ledger import Draft, Ledger, draft
from govledger.seal.cosignature import Ed25519CosignatureSigner
from govledger.seal.note import Note
from govledger.seal.witness import OK, AddCheckpoint, Witness, parse_answer
from tests.seal.logs import Log
from tests.seal.support import AUDIT, CHAIR, LOG, ORIGIN

VKEYS = [key.verifier.vkey for key in (LOG, CHAIR, AUDIT)]
SIZES = (300, 700, 1_000)
OPENED = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
WORDS = (
    "The waiting list was read out.",
    'He said "it will be done" \\ and it was not.',
    "Gwasanaethau plant – adolygiad £12 000",
    "子どもの計画 \U0001f9fe",
    "A tab\tand a line\nthat goes on.",
)
STATUSES = ("amber", "green", "blue – embedded", "größer", "\U0001f7e2 on track")


class Clock:
    """A clock that is put on by hand."""

    def __init__(self) -> None:
        self.now = OPENED

    def __call__(self) -> dt.datetime:
        """The time it shows."""
        return self.now

    def pass_time(self, **delta: float) -> None:
        """Put it on."""
        self.now += dt.timedelta(**delta)


def said(number: int) -> Draft:
    """The draft of an entry, which is of one of three kinds."""
    word = WORDS[number % len(WORDS)]
    envelope: dict[str, Any] = {"known_on": "2026-01-05", "happened": "2026-01-05"}
    if number % 10 == 2:
        return draft(ev.ActionAdded(action=str(number), text=word), **envelope)
    subject = f"action:{number - (number - 2) % 10}"
    if number % 3:
        status = STATUSES[number % len(STATUSES)]
        return draft(ev.StatusReported(subject=subject, status=status), **envelope, source={"document": "board-1"})
    source = {"document": "board-1", "verbatim": word}
    return draft(ev.StatementMade(text=word, about=[subject]), **envelope, source=source)


def numbered(start: int, end: int) -> list[Draft]:
    """The drafts of the entries from ``start`` to ``end``."""
    return [said(number) for number in range(start, end + 1)]


def cosign(ledger: Ledger, witnesses: Sequence[Witness], note: bytes, *, time: dt.datetime) -> bytes:
    """Have witnesses cosign the newest checkpoint, as they do if it continues the one they know; return the note."""
    size = ledger.sealed()[-1].size
    for witness in witnesses:
        head = witness.head(ledger.origin)
        old = head.size if head else 0
        proof = ledger.consistency(old, size) if old else ()
        answer = witness.add_checkpoint(
            AddCheckpoint(old, proof, Note.parse(note)).encode(), time=int(time.timestamp())
        )
        assert answer.status == OK, answer.body
        note = ledger.cosigned(Note.parse(note).with_signatures(*parse_answer(answer.body)).encode()).note
    return note


def witness_of(signer: Ed25519CosignatureSigner) -> Witness:
    """A witness that knows the log."""
    return Witness(signers=[signer], logs={ORIGIN: [LOG.verifier]})


def sample_ledger(url: str, *, sizes: Sequence[int] = SIZES) -> Ledger:
    """A ledger sealed and cosigned at every one of these sizes; close it."""
    clock, witnesses = Clock(), [witness_of(CHAIR), witness_of(AUDIT)]
    ledger = Ledger.create(url, origin=ORIGIN, clerk="office:clerk", clock=clock)
    for size in sizes:
        clock.pass_time(days=1)
        ledger.record_drafts(numbered(len(ledger) + 1, size))
        clock.pass_time(minutes=5)
        note = ledger.seal(LOG).note
        clock.pass_time(minutes=5)
        cosign(ledger, witnesses, note, time=clock.now)
    return ledger


def sample_log(ledger: Ledger) -> Log:
    """What an export of the sample holds, without its words."""
    return Log(
        entries=[entry.raw for entry in ledger.entries()],
        notes={kept.size: kept.note for kept in ledger.sealed()},
        vkeys=VKEYS,
    )


def main() -> None:
    """Write the sample where it was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    with sample_ledger("memory://") as ledger:
        write_export(ledger, folder, vkeys=VKEYS)


if __name__ == "__main__":
    main()
