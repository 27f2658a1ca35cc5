"""The verbs that let a ledger out and hold it to proof: export, and verify."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govledger.cli.completing import complete_file
from govledger.cli.files import FORK_PROOF, check_free, write_whole
from govledger.cli.keys import as_vkey
from govledger.cli.options import delay_option, json_option, ledger_argument, name_option, open_ledger, skew_option
from govledger.cli.output import concluding, counted, give_json, put, say, warn
from govledger.cli.progress import working
from govledger.cli.teaching import verb

if TYPE_CHECKING:
    from govledger.exports import Evidence, Exported, Verified
    from govledger.exports.evidence import Audience

EXPORT_BYTES_MAX = 1 << 20
"""How long a file may be that somebody kept: a checkpoint, a receipt, a policy or a key."""

DAYS_STALE = 7
"""After how many days without a checkpoint a ledger is looked at."""

_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_vkeys = click.option(
    "--vkey", "vkeys", multiple=True, metavar="KEY", help="A key of the log or of a witness, or a file of them."
)
_policy = click.option("--policy", type=_file, metavar="FILE", help="Whose cosignatures to ask for, C2SP tlog-policy.")


@verb(
    ("Write all of it for an auditor", "govledger export northbeck.db audit --vkey keys/northbeck.vkey"),
    (
        "Write it for the public, without names and narratives, as one file",
        "govledger export northbeck.db public.zip --audience public --vkey keys/northbeck.vkey",
    ),
)
@ledger_argument
@click.argument("target", metavar="DIR|FILE.zip", type=click.Path(path_type=Path))
@click.option(
    "--audience",
    type=click.Choice(["full", "public"]),
    default="full",
    show_default=True,
    help="Whom it is for; a public one withholds names and narratives.",
)
@_policy
@_vkeys
@name_option
@json_option
def export(
    *, ledger: str, target: Path, audience: str, policy: Path | None, vkeys: Sequence[str], name: str, as_json: bool
) -> None:
    """Write LEDGER, up to its newest checkpoint, as files that prove themselves.

    The directory or zip is a C2SP tlog-tiles log. Give the log's key with --vkey, or in the policy.
    """
    from govledger.exports import write_export

    if policy is None and not vkeys:
        raise click.UsageError("give the public key of the log with --vkey, or a policy that lists it")
    asked = None if policy is None else _read(policy)
    view: Audience = "public" if audience == "public" else "full"
    with open_ledger(ledger, name=name) as opened, working(f"exporting {counted(len(opened), 'entry', 'entries')}"):
        made = write_export(opened, target, audience=view, policy=asked, vkeys=_keys(vkeys))
    if as_json:
        give_json(_exported_json(made))
    else:
        _say_exported(made)


def _say_exported(made: Exported) -> None:
    whom = "the public" if made.audience == "public" else "those who may see all of it"
    say(f"exported entries 1 to {made.size:,} of {made.origin} to {made.path}, for {whom}")
    texts = f"{counted(made.disclosed, 'text')} with words, {made.withheld:,} without"
    stamps = f", {counted(made.timestamps, 'timestamp')}" if made.timestamps else ""
    say(f"{counted(made.checkpoints, 'checkpoint')}{stamps}; {texts}")
    if made.above:
        more = counted(made.above, "entry", "entries")
        say(f"{more} above its newest checkpoint {'is' if made.above == 1 else 'are'} not in it: seal the ledger first")
    for signer in made.left_out:
        warn(f"left out signatures of {signer}: its key was not given, see --vkey, or they fail")


def _exported_json(made: Exported) -> dict[str, object]:
    return {
        "path": str(made.path),
        "audience": made.audience,
        "origin": made.origin,
        "size": made.size,
        "above": made.above,
        "checkpoints": made.checkpoints,
        "timestamps": made.timestamps,
        "disclosed": made.disclosed,
        "withheld": made.withheld,
        "left_out": list(made.left_out),
    }


@verb(
    (
        "Hold an export against the checkpoint that you kept",
        "govledger verify northbeck-export --kept northbeck.checkpoint --vkey keys/northbeck.vkey",
    ),
    (
        "See what is found in a copy where one word was altered",
        (
            "govledger verify altered-export --kept northbeck.checkpoint --vkey keys/northbeck.vkey --older "
            "northbeck-export"
        ),
    ),
    (
        "Verify the ledger itself",
        "govledger verify northbeck.db --kept northbeck.checkpoint --vkey keys/northbeck.vkey",
    ),
)
@click.argument("source", metavar="LEDGER|DIR|ZIP", shell_complete=complete_file)
@click.option("--kept", multiple=True, type=_file, metavar="FILE", help="A checkpoint that you kept from earlier.")
@click.option("--receipt", "receipts", multiple=True, type=_file, metavar="FILE", help="A receipt for an entry.")
@click.option("--leaf", "leaves", multiple=True, metavar="N:HASH", help="The leaf hash of entry N, as you noted it.")
@_policy
@_vkeys
@click.option(
    "--older",
    type=click.Path(exists=True, path_type=Path),
    metavar="EXPORT",
    help="An earlier export, to say what changed.",
)
@click.option(
    "--audience",
    type=click.Choice(["full", "public"]),
    help="Which view you were promised: nothing signs which one it says it is.",
)
@click.option(
    "--tsa-certificates",
    "authorities",
    type=_file,
    metavar="FILE.pem",
    help="Whose timestamps you trust: the root of the authority, and what leads to it.",
)
@skew_option
@delay_option
@click.option(
    "--max-age",
    type=click.IntRange(min=0),
    metavar="DAYS",
    help=f"How old the newest checkpoint may be.  [default: {DAYS_STALE} for a ledger, any for an export]",
)
@click.option(
    "--fork-proof", type=click.Path(path_type=Path), metavar="FILE", help="Where to write a fork, if there is one."
)
@name_option
@json_option
def verify(
    *,
    source: str,
    kept: Sequence[Path],
    receipts: Sequence[Path],
    leaves: Sequence[str],
    policy: Path | None,
    vkeys: Sequence[str],
    older: Path | None,
    audience: str | None,
    authorities: Path | None,
    skew: int,
    delay: int,
    max_age: int | None,
    fork_proof: Path | None,
    name: str,
    as_json: bool,
) -> None:
    """Check that a ledger or an export is what was sealed, from the bytes of its entries alone.

    Exit 0: all held. 1: there is something to look at. No network is used, and an export is not unpacked.
    """
    check_free("--fork-proof", fork_proof, lambda data: data.startswith(FORK_PROOF), "fork proof")
    from govledger.exports import open_export, verify as verify_evidence

    with ExitStack() as stack:
        evidence = _evidence(source, name, stack)
        allowed = max_age if max_age is not None or evidence.is_export else DAYS_STALE
        stack.enter_context(working(f"verifying {source}"))
        found = verify_evidence(
            evidence,
            kept=[_read(path) for path in kept],
            receipts=[_read(path) for path in receipts],
            leaves=_leaves(leaves),
            policy=None if policy is None else _read(policy),
            vkeys=_keys(vkeys),
            older=None if older is None else stack.enter_context(open_export(older)),
            audience=None if audience is None else "public" if audience == "public" else "full",
            tsa_certificates=None if authorities is None else _read(authorities),
            skew=dt.timedelta(minutes=skew),
            delay=dt.timedelta(hours=delay),
            now=dt.datetime.now(dt.UTC),
            max_age=None if allowed is None else dt.timedelta(days=allowed),
        )
    _tell(found, fork_proof, as_json=as_json)


def _tell(found: Verified, fork_proof: Path | None, *, as_json: bool) -> None:
    """Say what was found, and leave with the verdict."""
    from govledger.cli.verified import lines_of, verified_json

    if found.fork is not None and fork_proof is not None:
        write_whole(fork_proof, found.fork.encode())
    with concluding(fine=found.ok):
        if as_json:
            give_json(verified_json(found))
        else:
            for line in lines_of(found):
                put(line)
            if found.fork is not None and fork_proof is not None:
                say(f"wrote the two checkpoints and what shows that both cannot be true to {fork_proof}")


def _evidence(source: str, name: str, stack: ExitStack) -> Evidence:
    """What there is to verify: an export where there is a directory or a zip, else a ledger."""
    from govledger.exports import LedgerEvidence, is_export, open_export

    if is_export(Path(source)):
        return stack.enter_context(open_export(Path(source)))
    return stack.enter_context(LedgerEvidence(stack.enter_context(open_ledger(source, name=name))))


def _read(path: Path) -> bytes:
    """A small file.

    Raises:
        SealError: It is too long to be what it should be.
    """
    from govledger.errors import SealError

    with path.open("rb") as opened:
        data = opened.read(EXPORT_BYTES_MAX + 1)
    if len(data) > EXPORT_BYTES_MAX:
        raise SealError("a longer file", f"at most {EXPORT_BYTES_MAX} bytes", where=str(path))
    return data


def _keys(given: Sequence[str]) -> list[str]:
    """The keys that were given, each as it is or a file of them."""
    keys = list[str]()
    for vkey in given:
        path = Path(vkey)
        lines = _read(path).decode(errors="replace").splitlines() if _is_file(path) else [as_vkey(vkey)]
        keys.extend(line.strip() for line in lines if line.strip())
    return keys


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # A key may be longer than a path can be.
        return False


def _leaves(given: Sequence[str]) -> dict[int, str]:
    """The leaf hashes that were noted, by number.

    Raises:
        UsageError: One of them is none.
    """
    leaves = dict[int, str]()
    for noted in given:
        number, _, digest = noted.partition(":")
        if not (number.isascii() and number.isdecimal() and int(number) and len(digest) == 64):  # noqa: PLR2004 - hexadecimal digits
            raise click.UsageError(f"--leaf: found {noted!r}, expected an entry's number, a colon and its leaf hash")
        leaves[int(number)] = digest
    return leaves
