"""The verbs of those who watch a log: cosign a checkpoint that extends the last, and prove that a log forked."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from govledger.cli.files import FORK_PROOF, check_free, read_small, write_after, write_whole
from govledger.cli.keys import read_log_vkeys, read_witness_key
from govledger.cli.options import DEFAULT_NAME, json_option, open_ledger
from govledger.cli.output import concluding, give_json, say
from govledger.cli.teaching import verb

if TYPE_CHECKING:
    from govledger.cli.witness_state import WitnessState
    from govledger.exports import Evidence
    from govledger.seal.checkpoint import Checkpoint
    from govledger.seal.cosignature import CosignatureSigner
    from govledger.seal.note import Note, VerifierKey
    from govledger.seal.tree import Node
    from govledger.seal.witness import AddCheckpoint, Answer

_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_log = click.option(
    "--log",
    "vkeys",
    multiple=True,
    metavar="VKEY",
    help="A public key of the log, as keygen printed it, or a file of it.",
)


class PathOrAddress(click.Path):
    """A path at which there is something, or the address of a ledger on PostgreSQL."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; an address is taken as it is, and found out about when it is opened."""
        from govledger.ledger.store.place import is_postgres

        return Path(value) if is_postgres(str(value)) else super().convert(value, param, ctx)


checkpoint_path = PathOrAddress(exists=True, path_type=Path)
_SQLITE = b"SQLite format 3\x00"
_ADDRESS = re.compile(r"^(postgres(?:ql)?:)/(?!/)")


@attrs.frozen
class Found:
    """A checkpoint where somebody pointed to: in a file of its own, in an export, or in a ledger.

    Attributes:
        data: The bytes of its note; empty where only the tree was pointed to.
        evidence: The export or ledger, whose tiles can prove things; ``None`` for a file of its own.
    """

    data: bytes
    evidence: Evidence | None

    def note(self) -> Note:
        """The note."""
        from govledger.seal.note import Note

        return Note.parse(self.data)


def find(path: Path, stack: ExitStack, *, name: str = DEFAULT_NAME) -> Found:
    """The newest checkpoint of an export, or of the ledger of that name, or the one in a file.

    Raises:
        GovledgerError: It cannot be read, or there is none.
    """
    from govledger.errors import SealError
    from govledger.exports import LedgerEvidence, is_export, open_export

    if is_export(path):
        evidence: Evidence = stack.enter_context(open_export(path))
    elif is_ledger(path):
        evidence = stack.enter_context(LedgerEvidence(stack.enter_context(open_ledger(address(path), name=name))))
    else:
        return Found(read_small(path), None)
    if not evidence.checkpoints:
        raise SealError("no checkpoint", "at least one", where=str(path))
    return Found(max(evidence.checkpoints, key=lambda note: _checkpoint_of(note).size), evidence)


def is_ledger(path: Path) -> bool:
    """Whether there is a database at a path, which may hold a ledger, or the path is the address of one."""
    from govledger.ledger.store.place import is_postgres

    if is_postgres(address(path)):
        return True
    if path.is_dir():
        return False
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def address(path: Path) -> str:
    """A path as it was given: one that is an address has lost a stroke by being read as a path."""
    return _ADDRESS.sub(r"\1//", str(path))


def _checkpoint_of(note: bytes) -> Checkpoint:
    from govledger.seal.checkpoint import Checkpoint
    from govledger.seal.note import Note

    return Checkpoint.parse(Note.parse(note).text)


def tree_of(evidence: Evidence, checkpoint: Checkpoint) -> Node:
    """What reads the tree of a checkpoint from an export or ledger.

    Raises:
        SealError: Its tiles do not lead to that checkpoint.
    """
    from govledger.seal.tiles import TileReader

    return TileReader(evidence.fetch, size=checkpoint.size, root=checkpoint.root).node


# Cosigning -----------------------------------------------------------------------------------------------------------


@verb(
    (
        "Make a key, and cosign a checkpoint with it",
        "govledger keygen witness.example --out keys/witness.key --witness",
    ),
    (
        "What it shows first is believed; later ones must extend it",
        (
            "govledger cosign northbeck.checkpoint --key keys/witness.key --state witness.state --log "
            "keys/northbeck.vkey --out northbeck.cosigned"
        ),
    ),
)
@click.argument("checkpoint", metavar="CHECKPOINT", type=checkpoint_path)
@click.option(
    "--key", "keys", type=_file, multiple=True, required=True, metavar="FILE", help="The witness's private key."
)
@click.option(
    "--state", type=click.Path(path_type=Path), required=True, metavar="FILE", help="What this witness remembers."
)
@_log
@click.option(
    "--proof", type=checkpoint_path, metavar="FILE", help="An export or ledger, or the lines of a consistency proof."
)
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Where it goes; else it is printed.")
@json_option
def cosign(
    *,
    checkpoint: Path,
    keys: tuple[Path, ...],
    state: Path,
    vkeys: tuple[str, ...],
    proof: Path | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Cosign CHECKPOINT as a witness: only if its log kept to the one history that this witness saw before.

    CHECKPOINT is a signed checkpoint, an export, or an add-checkpoint request. What the log signed and this witness
    must refuse is kept in a folder beside the state: it may be half of a fork. The first time, give the log's key with
    --log.
    """
    from govledger.cli.witness_state import WitnessState
    from govledger.exports.witness_evidence import one_at_a_time
    from govledger.seal.witness import OK, parse_answer

    check_free("--out", out, _is_note, "cosigned checkpoint")
    signers, given = [read_witness_key(path) for path in keys], read_log_vkeys(vkeys)
    with one_at_a_time(state), ExitStack() as stack:
        remembered = WitnessState.load(state)
        request, offered = _request(checkpoint, proof, remembered, stack)
        _learn(remembered, offered.origin, given)
        head, answer, kept = _judge(signers, remembered, request, offered.origin)
    if answer.status != OK:
        _refuse(answer, offered, head, kept, as_json=as_json)
    note = request.note.with_signatures(*parse_answer(answer.body)).encode()
    if out is not None:
        write_after("it was cosigned", out, note)
    _say_cosigned(note, offered, head, out, as_json=as_json)


def _is_note(data: bytes) -> bool:
    from govledger.errors import SealError

    try:
        _checkpoint_of(data)
    except SealError:
        return False
    return True


def _judge(
    signers: list[CosignatureSigner], state: WitnessState, request: AddCheckpoint, origin: str
) -> tuple[Checkpoint | None, Answer, list[str]]:
    """The checkpoint that the witness knew, its answer, and where it keeps what it had to refuse."""
    import time

    from govledger.exports.witness_evidence import keep_evidence
    from govledger.seal.witness import Witness

    witness = Witness(signers, state.logs, state.remember, dict(state.known))
    head = witness.head(origin)
    answer = witness.add_checkpoint(request.encode(), time=int(time.time()))
    folder = state.path.with_name(f"{state.path.name}.evidence")
    kept = [keep_evidence(found, state.logs[origin], folder) for found in witness.evidence]
    return head, answer, [str(place) for place in kept if place is not None]


def _say_cosigned(
    note: bytes, offered: Checkpoint, head: Checkpoint | None, out: Path | None, *, as_json: bool
) -> None:
    if as_json:
        give_json({"status": 200, "origin": offered.origin, "size": offered.size, "note": note.decode()})
    elif out is None:
        click.echo(note, nl=False)
    else:
        seen = f", which extends the {head.size} seen before" if head else ", the first that this witness saw"
        say(f"cosigned the checkpoint of {offered.size} entries of {offered.origin}{seen}; it is in {out}")


def _request(
    checkpoint: Path, proof: Path | None, state: WitnessState, stack: ExitStack
) -> tuple[AddCheckpoint, Checkpoint]:
    """What the witness is asked: the request in the file, or one made for where the witness is."""
    from govledger.seal.checkpoint import Checkpoint
    from govledger.seal.witness import AddCheckpoint

    found = find(checkpoint, stack)
    if found.data.startswith(b"old "):
        request = AddCheckpoint.parse(found.data)
        return request, Checkpoint.parse(request.note.text)
    note = found.note()
    offered = Checkpoint.parse(note.text)
    known = state.known.get(offered.origin)
    old = 0 if known is None else Checkpoint.parse(known.text).size
    source = found if proof is None else find(proof, stack)
    hashes = _consistency(source, old, offered) if 0 < old < offered.size else ()
    return AddCheckpoint(old, hashes, note), offered


def _consistency(source: Found, old: int, offered: Checkpoint) -> tuple[bytes, ...]:
    """The proof that a checkpoint extends the tree of size ``old``; none where the tiles lead elsewhere.

    Raises:
        UsageError: There is nothing to take it from.
    """
    from govledger.errors import SealError
    from govledger.seal.strict import decode_hash
    from govledger.seal.tree import prove_consistency

    if source.evidence is not None:
        try:
            return prove_consistency(old, offered.size, tree_of(source.evidence, offered))
        except SealError:
            return ()  # The witness refuses, and keeps what it was offered.
    lines = source.data.decode(errors="replace").split()
    if source.data.count(b"\n\n"):
        told = f"this witness cosigned {old} entries and is offered {offered.size}: give --proof, such as an export"
        raise click.UsageError(told)
    return tuple(decode_hash(line, where="proof") for line in lines)


def _learn(state: WitnessState, origin: str, keys: list[VerifierKey]) -> None:
    """Take the keys given for a log to those that are known."""
    known = state.logs.get(origin, [])
    if not (known or keys):
        raise click.UsageError(f"this witness does not know the log {origin} yet: give its public key with --log")
    state.logs[origin] = list(dict.fromkeys([*known, *keys]))


def _refuse(answer: Answer, offered: Checkpoint, head: Checkpoint | None, kept: list[str], *, as_json: bool) -> None:
    """Say why nothing was cosigned, and leave."""
    why = answer.body.decode(errors="replace").strip()
    if head is not None and offered.size < head.size:
        why = f"it covers {offered.size} entries, and this witness has cosigned {head.size}"
    elif head is not None and offered.size == head.size and offered.root != head.root:
        why = f"of the same {head.size} entries this witness has cosigned another root: the log signed two histories"
    told = {"status": answer.status, "origin": offered.origin, "size": offered.size, "refused": why, "kept": kept}
    with concluding(fine=False):
        if as_json:
            give_json(told)
        else:
            say(f"refused the checkpoint of {offered.size} entries of {offered.origin}: {why}")
            say(*[f"what the log signed is kept in {place}, beside what this witness cosigned" for place in kept])


# Forks ---------------------------------------------------------------------------------------------------------------


@verb(
    (
        "Hold the checkpoint that you kept against that of an export",
        "govledger fork-proof northbeck.checkpoint northbeck-export --log keys/northbeck.vkey",
    ),
    name="fork-proof",
)
@click.argument("one", metavar="A", type=checkpoint_path)
@click.argument("other", metavar="B", type=checkpoint_path)
@_log
@click.option(
    "--tree", type=checkpoint_path, metavar="EXPORT", help="An export or ledger that has the tree of the larger."
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Where the proof goes; else it is printed."
)
@json_option
def fork_proof(
    *, one: Path, other: Path, vkeys: tuple[str, ...], tree: Path | None, out: Path | None, as_json: bool
) -> None:
    """Show that a log signed two histories: the checkpoints A and B, which cannot both be true.

    A and B are checkpoints, exports or ledgers. Where they differ in size, one is to be an export or ledger, or --tree
    given. Exit 1: it is a fork, and the proof is written; 0: the one extends the other.
    """
    from govledger.seal.checkpoint import Checkpoint
    from govledger.seal.fork import prove_fork

    check_free("--out", out, lambda data: data.startswith(FORK_PROOF), "fork proof")
    with ExitStack() as stack:
        pair = sorted((find(path, stack) for path in (one, other)), key=lambda found: _checkpoint_of(found.data).size)
        log = _signer_of([found.note() for found in pair], vkeys, pair)
        smaller, larger = (Checkpoint.parse(found.note().text) for found in pair)
        source = pair[1] if tree is None else find(tree, stack)
        node = None
        if smaller.size != larger.size:
            if source.evidence is None:
                raise click.UsageError("the checkpoints differ in size: give --tree, an export with the larger tree")
            node = tree_of(source.evidence, larger)
        if _agree(smaller, larger, node):
            _say_agreed(smaller, larger, as_json=as_json)
            return
        proof = prove_fork(pair[0].data, pair[1].data, log, node)
    fork = proof.check(log)
    if out is not None:
        write_whole(out, proof.encode())
    with concluding(fine=False):
        if as_json:
            give_json({"fork": True, "says": str(fork), "proof": proof.encode().decode()})
        elif out is None:
            click.echo(proof.encode(), nl=False)
        else:
            say(str(fork), f"what shows it is in {out}")


def _say_agreed(smaller: Checkpoint, larger: Checkpoint, *, as_json: bool) -> None:
    says = f"no fork: the history of {larger.size} entries begins with that of {smaller.size}"
    if smaller.size == larger.size:
        says = f"no fork: both say the same of {larger.size} entries"
    if as_json:
        give_json({"fork": False, "says": says})
    else:
        say(says)


def _agree(smaller: Checkpoint, larger: Checkpoint, node: Node | None) -> bool:
    """Whether the larger tree begins with the smaller."""
    from govledger.seal.tree import Frontier, perfect_subtrees

    if node is None:
        return smaller.root == larger.root
    hashes = [node(level, index) for level, index in perfect_subtrees(0, smaller.size)]
    return Frontier.of(smaller.size, hashes).root() == smaller.root


def _signer_of(notes: list[Note], vkeys: tuple[str, ...], pair: list[Found]) -> VerifierKey:
    """The key of the log that signed both.

    Raises:
        UsageError: No key is given.
        SealError: None of them signed both.
    """
    from govledger.errors import SealError

    given = [*vkeys, *(vkey for found in pair if found.evidence for vkey in found.evidence.vkeys)]
    origins = {_checkpoint_of(found.data).origin for found in pair}
    keys: list[VerifierKey] = [key for vkey in given for key in _as_log_key(vkey) if key.name in origins]
    if not keys:
        raise click.UsageError("give the public key of the log with --log")
    for key in keys:
        if all(note.known(key) for note in notes):
            return key
    raise SealError("no key that signed both", "one of the log", where="checkpoints")


def _as_log_key(vkey: str) -> list[VerifierKey]:
    """The keys of logs that something is; what an export gives may also be a witness's."""
    return read_log_vkeys([vkey])
