"""What the tests of exports share: histories written by hand, and exports of them, honest or not."""

import datetime as dt
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from govledger.exports import Verified, open_export, verify
from govledger.exports.commitments import as_disclosure
from govledger.exports.evidence import Disclosed, Head, write_line
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.commitment import commit, digest
from govledger.seal.leaf import leaf_hash
from govledger.seal.note import Note, Signer
from govledger.seal.tiles import ENTRIES, TILE_WIDTH, Tile, encode_bundle, grow_tiles
from govledger.seal.tree import root_of
from tests.seal.support import AUDIT, CHAIR, LOG, NOON, ORIGIN

POLICY = (
    f"log {LOG.verifier.vkey}\nwitness chair {CHAIR.verifier.vkey}\nwitness audit {AUDIT.verifier.vkey}\n"
    "group both all chair audit\nquorum both\n"
).encode()
VKEYS = [key.verifier.vkey for key in (LOG, CHAIR, AUDIT)]
SIZES = (20, 40, 60)
MINUTE = 60
START = dt.datetime.fromtimestamp(NOON, dt.UTC)

Payloads = dict[int, list[bytes]]


def stamp(number: int) -> str:
    """When entry ``number`` is recorded: one each minute."""
    return f"{START + dt.timedelta(seconds=MINUTE * number):%Y-%m-%dT%H:%M:%S.%f}Z"


def entry(
    number: int, type_: str = "status-reported/1", /, *, words: Mapping[str, str] | None = None, **given: Any
) -> tuple[bytes, list[bytes]]:
    """The bytes of an entry and the payloads of its withheld texts; ``given`` are further fields of it."""
    payloads = commit(sorted((words or {}).items()))
    held: dict[str, Any] = {
        "v": "govledger/1",
        "type": type_,
        "number": number,
        "recorded_at": stamp(number),
        "happened": "2017-06-14",
        "known_on": "2017-06-14",
        "clerk": "office:clerk",
        "body": {"subject": f"action:{number}", "status": "green"},
        **given,
    }
    if payloads:
        held |= {"_sd": [digest(one) for one in payloads], "_sd_for": sorted(words or {}), "_sd_alg": "sha-256"}
    return msgspec.json.encode(held, order="sorted"), payloads


def opened() -> tuple[bytes, list[bytes]]:
    """Entry 1."""
    body = {"origin": ORIGIN, "zone": "Europe/London", "catalogue_hash": "0" * 64}
    return entry(1, "ledger-opened/1", body=body)


def history(size: int = 60) -> tuple[list[bytes], Payloads]:
    """An honest history: reports, each with words."""
    made = [opened(), *(entry(number, words={"text": f"The words of {number}"}) for number in range(2, size + 1))]
    return [raw for raw, _ in made], {number: held for number, (_, held) in enumerate(made, start=1) if held}


def note(entries: Sequence[bytes], size: int, *, log: Signer = LOG, late: int = 30, cosigned: bool = True) -> bytes:
    """The checkpoint of the first entries, cosigned ``late`` seconds after the last of them was recorded."""
    checkpoint = Checkpoint(ORIGIN, size, root_of(map(leaf_hash, entries[:size])))
    signed = checkpoint.sign(log)
    if cosigned:
        time = NOON + MINUTE * size + late
        signed = signed.with_signatures(*(witness.cosign(checkpoint, time=time) for witness in (CHAIR, AUDIT)))
    return signed.encode()


def files(
    entries: Sequence[bytes],
    payloads: Mapping[int, Sequence[bytes]],
    *,
    notes: Sequence[bytes] | None = None,
    audience: Any = "full",
    policy: bytes | None = POLICY,
    vkeys: Sequence[str] = VKEYS,
    answers: Mapping[int, bytes] | None = None,
) -> dict[str, bytes]:
    """The files of an export of these entries, each by its path."""
    signed = [note(entries, size) for size in SIZES if size <= len(entries)] if notes is None else notes
    held = {tile.path: data for tile, data in grow_tiles(0, map(leaf_hash, entries), _nothing)}
    for start in range(0, len(entries), TILE_WIDTH):
        bundle = entries[start : start + TILE_WIDTH]
        held[Tile(ENTRIES, start // TILE_WIDTH, len(bundle)).path] = encode_bundle(bundle)
    by_size = {Checkpoint.parse(Note.parse(data).text).size: data for data in signed}
    held |= {f"checkpoints/{size}": data for size, data in by_size.items()}
    held["checkpoint"] = by_size[max(by_size)]
    held["vkeys"] = "".join(f"{vkey}\n" for vkey in vkeys).encode()
    held |= {} if policy is None else {"policy": policy}
    held |= {f"tsa/{size}.tsr": answer for size, answer in (answers or {}).items()}
    shown = [(number, list(map(as_disclosure, found))) for number, found in sorted(payloads.items()) if found]
    beside = [path for path in held if path.startswith(("checkpoints/", "tsa/", "vkeys", "policy"))]
    digests = {path: sha256(held[path]).hexdigest() for path in beside}
    head = Head(audience=audience, files=digests, size=max(by_size))
    lines = [Disclosed(number=number, disclosures=found) for number, found in shown]
    held["disclosures.ndjson"] = b"".join(map(write_line, [head, *lines]))
    held["README"] = b"Read me.\n"
    return held


def write(folder: Path, held: Mapping[str, bytes]) -> Path:
    """A directory that holds these files."""
    for path, data in held.items():
        made = folder / path
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_bytes(data)
    return folder


def verified(folder: Path, held: Mapping[str, bytes], **asked: Any) -> Verified:
    """What verification says of an export that holds these files."""
    with open_export(write(folder, held)) as evidence:
        return verify(evidence, **asked)


def kinds(found: Verified) -> set[str]:
    """The names of what was found."""
    return {str(finding.kind) for finding in found.findings}


def numbers_of(found: Verified, kind: str) -> list[int]:
    """The entries that findings of one kind are about."""
    return [number for finding in found.findings if finding.kind == kind for number in finding.entries]


def renumbered(entries: Sequence[bytes]) -> list[bytes]:
    """The entries numbered anew, in the order they stand in."""
    return [changed(raw, number=number) for number, raw in enumerate(entries, start=1)]


def changed(raw: bytes, **fields: Any) -> bytes:
    """An entry with other fields."""
    return msgspec.json.encode({**msgspec.json.decode(raw), **fields}, order="sorted")


def _nothing(path: str) -> bytes:
    raise LookupError(path)
