"""What a witness by file remembers: of each log its keys and the checkpoint cosigned last, and what was refused.

The file is JSON. It is written anew and put in place of the old one before a cosignature is given away, so that a
witness never forgets what it cosigned; one witness works on it at a time.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import attrs

from govledger.errors import SealError
from govledger.seal.note import Note, VerifierKey
from govledger.seal.policy import parse_log
from govledger.seal.witness import AddCheckpoint, Evidence

FORMAT = "govledger-witness/1"
STATE_BYTES_MAX = 1 << 26


@attrs.define
class WitnessState:
    """What a witness remembers.

    Attributes:
        path: Where it is kept.
        logs: The keys of every log it knows, by the log's name.
        known: The note of the checkpoint cosigned last, by the log's name.
        evidence: What was refused although the log signed it.
    """

    path: Path
    logs: dict[str, list[VerifierKey]] = attrs.Factory(dict[str, list[VerifierKey]])
    known: dict[str, Note] = attrs.Factory(dict[str, Note])
    evidence: list[Evidence] = attrs.Factory(list[Evidence])

    @classmethod
    def load(cls, path: Path) -> WitnessState:
        """What is remembered at ``path``; nothing yet where there is no file.

        Raises:
            SealError: The file is not one of a witness.
        """
        state = cls(path)
        if not path.exists():
            return state
        if path.stat().st_size > STATE_BYTES_MAX:
            raise SealError("a longer file", f"at most {STATE_BYTES_MAX} bytes", where=str(path))
        try:
            held: dict[str, Any] = json.loads(path.read_bytes())
            if held["v"] != FORMAT:
                raise SealError(held["v"], FORMAT, where=str(path))
            for origin, log in held["logs"].items():
                state.logs[origin] = [parse_log(vkey) for vkey in log["vkeys"]]
                if log["note"] is not None:
                    state.known[origin] = Note.parse(log["note"].encode())
            for kept in held["evidence"]:
                refused = AddCheckpoint.parse(kept["refused"].encode())
                state.evidence.append(Evidence(Note.parse(kept["known"].encode()), refused))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as bad:
            raise SealError(str(bad), "what a witness remembers", where=str(path)) from None
        return state

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
            "evidence": [
                {"known": kept.known.encode().decode(), "refused": kept.refused.encode().decode()}
                for kept in self.evidence
            ],
        }
        beside = self.path.with_name(f"{self.path.name}.new")
        with beside.open("w", encoding="utf-8") as file:
            json.dump(held, file, indent=2, ensure_ascii=False)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)

    def remember(self, origin: str, note: Note) -> None:
        """Remember the checkpoint of a log that is about to be cosigned."""
        self.known[origin] = note
        self.save()
