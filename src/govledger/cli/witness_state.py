"""What a witness remembers: of each log its keys, and the checkpoint cosigned last.

The file is JSON. It is written anew and put in place of the old one before a cosignature is given away, so that a
witness never forgets what it cosigned. Who works on it holds `one_at_a_time` on it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs

from govledger.errors import SealError
from govledger.exports.witness_evidence import write_durably
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.note import Note, VerifierKey
from govledger.seal.policy import parse_log

FORMAT = "govledger-witness/1"
STATE_BYTES_MAX = 1 << 26


@attrs.define
class WitnessState:
    """What a witness remembers.

    Attributes:
        path: Where it is kept.
        logs: The keys of every log it knows, by the log's name.
        known: The note of the checkpoint cosigned last, by the log's name.
    """

    path: Path
    logs: dict[str, list[VerifierKey]] = attrs.Factory(dict[str, list[VerifierKey]])
    known: dict[str, Note] = attrs.Factory(dict[str, Note])

    @classmethod
    def load(cls, path: Path) -> WitnessState:
        """What is remembered at ``path``; nothing yet where there is no file.

        Raises:
            SealError: The file is not one of a witness, or a log did not sign what is remembered of it.
        """
        state = cls(path)
        if not path.exists():
            return state
        if path.stat().st_size > STATE_BYTES_MAX:
            raise SealError("a longer file", f"at most {STATE_BYTES_MAX} bytes", where=str(path))
        try:
            state._take(json.loads(path.read_bytes()))
        except (SealError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as bad:
            raise SealError(str(bad), "what a witness remembers", where=str(path)) from None
        return state

    def _take(self, held: dict[str, Any]) -> None:
        if held["v"] != FORMAT:
            raise SealError(held["v"], FORMAT)
        for origin, log in held["logs"].items():
            self.logs[origin] = [parse_log(vkey) for vkey in log["vkeys"]]
            if log["note"] is not None:
                self.known[origin] = Note.parse(log["note"].encode())
                Checkpoint.open(self.known[origin], *self.logs[origin], origin=origin)

    def save(self) -> None:
        """Write it in place of what was remembered before, and have it on the disk."""
        held = {
            "v": FORMAT,
            "logs": {
                origin: {
                    "vkeys": [key.vkey for key in keys],
                    "note": self.known[origin].encode().decode() if origin in self.known else None,
                }
                for origin, keys in self.logs.items()
            },
        }
        write_durably(self.path, f"{json.dumps(held, indent=2, ensure_ascii=False)}\n".encode())

    def remember(self, origin: str, note: Note) -> None:
        """Remember the checkpoint of a log that is about to be cosigned."""
        self.known[origin] = note
        self.save()
