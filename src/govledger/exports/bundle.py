"""Writing an export: a directory or a zip that is a tlog-tiles log, with what goes with it; see `exports.evidence`.

The same ledger, checkpoint, audience and keys give the same bytes. What the public may read is for `exports.public`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import attrs
from msgspec import UNSET

from govledger.errors import LedgerCorruptError, NotAnExportError, NotSealedError, SealError
from govledger.exports.commitments import ERASURE, commitment
from govledger.exports.evidence import (
    AUDIENCES,
    CHECKPOINT,
    DISCLOSURES,
    POLICY,
    README,
    VKEYS,
    Audience,
    Disclosed,
    Head,
    write_line,
)
from govledger.exports.leaves import Leaf, read_leaf
from govledger.exports.live import LedgerEvidence
from govledger.exports.public import PublicView
from govledger.exports.readme import readme
from govledger.exports.regrown import Regrown
from govledger.exports.sink import Sink, open_sink
from govledger.ledger import Ledger
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.leaf import leaf_hash
from govledger.seal.note import Note, Signature, VerifierKey
from govledger.seal.policy import Policy, parse_log
from govledger.seal.tiles import ENTRIES, TILE_WIDTH, Tile, encode_bundle, tiles_for


@attrs.frozen(kw_only=True)
class Exported:
    """What was written.

    Attributes:
        path: Where.
        audience: For whom.
        origin: The name of the log.
        size: How many entries: those that the newest checkpoint covers.
        above: How many entries the ledger has above that, which are not in it.
        checkpoints: How many checkpoints.
        timestamps: Of how many of them it holds what an authority answered.
        disclosed: How many withheld texts it holds.
        withheld: How many it does not.
        left_out: Whose signatures were left out because their key was not given, or they fail.
    """

    path: Path
    audience: str
    origin: str
    size: int
    above: int
    checkpoints: int
    timestamps: int
    disclosed: int
    withheld: int
    left_out: tuple[str, ...]


def write_export(
    ledger: Ledger,
    target: str | os.PathLike[str],
    *,
    audience: Audience = "full",
    policy: bytes | None = None,
    vkeys: Sequence[str] = (),
) -> Exported:
    """Write an export of a ledger, up to its newest checkpoint.

    Args:
        ledger: The ledger; seal it first, so that the export covers all of it.
        target: A directory that is not there or is empty; a zip where the name ends in ``.zip``.
        audience: ``full``, or ``public``: then the words of names and narratives stay out, and so do all words of
            entries that are not public.
        policy: Whose cosignatures a reader should ask for, C2SP tlog-policy.
        vkeys: The key of the log, and of the witnesses that signed; those that the policy lists need not be repeated.

    Raises:
        NotSealedError: There is no checkpoint.
        NotAnExportError: Something else is at ``target``, or the export would not be whole.
        SealError: A key or the policy cannot be read, or none of the keys signed the newest checkpoint.
        LedgerCorruptError: The entries are not those that were sealed.
    """
    if audience not in AUDIENCES:
        raise NotAnExportError(f"an export is for one of {' and '.join(AUDIENCES)}; found {audience!r}")
    if ledger.inner.store.withholds and audience != "public":
        where = ledger.inner.store.place.url
        raise NotAnExportError(f"{where} withholds words, so that only a public export can be made of it")
    asked = None if policy is None else Policy.parse(policy)
    with LedgerEvidence(ledger) as evidence:
        export = _Export(evidence, audience=audience, keys=_keys(vkeys, asked))
        with open_sink(Path(target)) as sink:
            export.write(sink, policy)
    return export.told(Path(target))


def _keys(vkeys: Sequence[str], policy: Policy | None) -> list[VerifierKey]:
    """Every key given, each once."""
    listed: list[VerifierKey] = [parse_log(vkey.strip()) for vkey in vkeys]
    if policy is not None:
        listed += [*(log.key for log in policy.logs), *(witness.key for witness in policy.witnesses)]
    return list(dict.fromkeys(listed))


class _Export:
    """One export as it is written."""

    def __init__(self, evidence: LedgerEvidence, *, audience: Audience, keys: Sequence[VerifierKey]) -> None:
        self._evidence, self._keys = evidence, keys
        self._audience: Audience = audience
        self._left_out: dict[str, None] = {}
        notes = [Note.parse(data) for data in evidence.checkpoints]
        if not notes:
            raise NotSealedError(1, size=0)
        self._checkpoints = {Checkpoint.parse(note.text): self._known(note) for note in notes}
        self._timestamps = evidence.timestamps
        self._newest = max(self._checkpoints, key=lambda checkpoint: checkpoint.size)
        self._public = PublicView()
        self._size, self._above, self._disclosed, self._withheld = self._newest.size, 0, 0, 0

    def _known(self, note: Note) -> Note:
        """A note with the signatures that hold by the keys that go with it: nobody could tell the worth of the others.

        One that fails may have been damaged on its way from a witness, and must not keep the ledger in for ever.

        Raises:
            SealError: None of a known key of the log is there that holds.
        """
        held = tuple(line for line in dict.fromkeys(note.signatures) if self._holds(note, line))
        self._left_out.update((line.name, None) for line in note.signatures if line not in held)
        good = Note(note.text, held)
        try:
            Checkpoint.open(good, *self._keys)
        except SealError as bad:
            found = f"no good signature of a known key under the checkpoint of size {Checkpoint.parse(note.text).size}"
            raise SealError(found, "one by the log: give its key, and its earlier ones", where="vkeys") from bad
        return good

    def _holds(self, note: Note, line: Signature) -> bool:
        try:
            return bool(Note(note.text, (line,)).known(*self._keys))
        except SealError:
            return False

    def write(self, sink: Sink, policy: bytes | None) -> None:
        """Write every file."""
        tree = self._write_entries(sink)
        for tile in tiles_for(0, self._size):
            sink.put(tile.path, tree.tile(tile))
        held = {f"checkpoints/{checkpoint.size}": note.encode() for checkpoint, note in self._checkpoints.items()}
        held |= {f"tsa/{size}.tsr": answer for size, answer in self._timestamps.items()}
        held[VKEYS] = "".join(f"{key.vkey}\n" for key in self._keys).encode()
        if policy is not None:
            held[POLICY] = policy
        self._write_disclosures(sink, {path: sha256(data).hexdigest() for path, data in held.items()})
        for path, data in held.items():
            sink.put(path, data)
        sink.put(CHECKPOINT, self._checkpoints[self._newest].encode())
        sizes, stamped = [found.size for found in self._checkpoints], list(self._timestamps)
        told = readme(self._newest, audience=self._audience, sizes=sizes, stamped=stamped)
        sink.put(README, told.encode())

    def _entries(self) -> Iterator[bytes]:
        return (raw for entries in self._evidence.bundles() for raw in entries)

    def _write_entries(self, sink: Sink) -> Regrown:
        """Write the entry bundles, and see that they are what was sealed."""
        tree, held, index = Regrown(), list[bytes](), 0
        for number, raw in enumerate(self._entries(), start=1):
            self._public.see(number, raw)
            if number > self._size:
                self._above += 1
                self._check_above(number, raw)
                continue
            held.append(raw)
            if len(held) == TILE_WIDTH or number == self._size:
                sink.put(Tile(ENTRIES, index, len(held)).path, encode_bundle(held))
                tree.extend([leaf_hash(entry) for entry in held])
                held, index = [], index + 1
        for checkpoint in self._checkpoints:
            if checkpoint.size > tree.size or tree.root(checkpoint.size) != checkpoint.root:
                what = f"the entries do not lead to the checkpoint of size {checkpoint.size}"
                raise LedgerCorruptError(f"{what}, so that nothing was exported; find out where with: govledger verify")
        return tree

    def _check_above(self, number: int, raw: bytes) -> None:
        """Refuse a full view in which words would be gone, and the entry that says why not be there."""
        if self._audience == AUDIENCES[0] and read_leaf(raw).type.startswith(f"{ERASURE}/"):
            why = f"entry {number} erased words, and no checkpoint covers it, so that the export could not say why"
            raise NotAnExportError(f"{why} they are gone; seal the ledger first")

    def _write_disclosures(self, sink: Sink, files: dict[str, str]) -> None:
        """Write the words that this view holds."""
        with sink.open(DISCLOSURES) as opened:
            opened.write(write_line(Head(audience=self._audience, files=files, size=self._size)))
            rows = self._evidence.disclosed()
            row = next(rows, None)
            for number, raw in enumerate(self._entries(), start=1):
                if number > self._size:
                    break
                while row is not None and row.number < number:
                    row = next(rows, None)
                leaf = read_leaf(raw)
                if leaf.committed is UNSET or leaf.commitments is UNSET:
                    continue
                given = row.disclosures if row is not None and row.number == number else []
                shown = self._shown(leaf, dict(zip(leaf.commitments, leaf.committed, strict=True)), given)
                self._disclosed += len(shown)
                self._withheld += len(leaf.commitments) - len(shown)
                if shown:
                    opened.write(write_line(Disclosed(number=number, disclosures=shown)))

    def _shown(self, leaf: Leaf, committed: Mapping[str, str], given: Sequence[str]) -> list[str]:
        """The disclosures of an entry that this view holds, in the order of its commitments, each with its path."""
        held = {commitment(disclosure): disclosure for disclosure in given}
        is_full = self._audience == AUDIENCES[0]
        ordered = [(path, held[digest]) for digest, path in committed.items() if digest in held]
        return [words for path, words in ordered if is_full or self._public.shows(leaf, path, words)]

    def told(self, path: Path) -> Exported:
        """What was written."""
        return Exported(
            path=path,
            audience=self._audience,
            origin=self._newest.origin,
            size=self._size,
            above=self._above,
            checkpoints=len(self._checkpoints),
            timestamps=len(self._timestamps),
            disclosed=self._disclosed,
            withheld=self._withheld,
            left_out=tuple(self._left_out),
        )
