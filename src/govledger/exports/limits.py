"""What no verification can tell, and what this one could not: always said, so that no silence is taken for proof."""

from __future__ import annotations

from collections.abc import Sequence

from govledger.exports.evidence import Audience, Evidence
from govledger.exports.signatures import Keys, Signed
from govledger.exports.timestamped import Timestamps
from govledger.exports.walk import Walked
from govledger.ledger.findings import said_entries
from govledger.ledger.sightings import Sighting

NEVER_RECORDED = "what was never recorded: no log shows that, and only receipts and an expected cadence can"
_NOTHING_HELD = "any entry against anything from outside: whoever holds the log's key can have made all of it"
COLLUSION = "whether the log and all of its witnesses acted together: then they may have signed another history too"


def uncheckable(
    walked: Walked,
    *,
    own: Sequence[Signed],
    kept: Sequence[Signed],
    stamped: Timestamps,
    seen: Sequence[Sighting],
    held: int,
    keys: Keys,
    evidence: Evidence,
    promised: Audience | None,
) -> tuple[str, ...]:
    """What could not be checked, each as what comes after "not checkable:"."""
    size, sealed = walked.tree.size, max((found.checkpoint.size for found in own), default=0)
    return (
        *_above(size, sealed, kept),
        *(() if held else (_NOTHING_HELD,)),
        *_signatures(own, kept, keys, evidence),
        *stamped.unchecked,
        *_times(seen, size, has_checkpoint=bool(own)),
        *_withholding(walked, evidence, promised),
        NEVER_RECORDED,
        COLLUSION,
    )


def _above(size: int, sealed: int, kept: Sequence[Signed]) -> list[str]:
    """What lies above the largest checkpoint, the ledger's own and the reader's."""
    told, held = list[str](), max((found.checkpoint.size for found in kept), default=0)
    if size > sealed:
        told.append(
            f"{said_entries(range(sealed + 1, size + 1))}: no checkpoint goes so far"
            if sealed
            else "any entry: no checkpoint was made"
        )
    if held == 0:
        told.append("whether the log signed another history before: no checkpoint or receipt was kept from earlier")
    elif size > held:
        above = said_entries(range(held + 1, size + 1))
        told.append(f"{above} against anything kept: whoever holds the log's key can still change what is there")
    return told


def _signatures(own: Sequence[Signed], kept: Sequence[Signed], keys: Keys, evidence: Evidence) -> list[str]:
    """Whose signatures could not be checked, or were checked with keys that nobody vouched for."""
    told = list[str]()
    if not keys.log and (own or kept):
        told.append("who signed the checkpoints: no key of the log is at hand")
    if keys.are_own:
        used = dict.fromkeys(key.vkey for signed in (*own, *kept) for key in signed.by_log)
        told += [f"whether the log's key is the council's: it comes with the export, so compare {key}" for key in used]
    if keys.is_policy_own and keys.policy is not None:
        told.append("whether the policy is one to trust: it comes with the export, and the reader gave none")
    if keys.are_witnesses_own and any(signed.cosigned for signed in (*own, *kept)):
        told.append("whether the witnesses are any, and their times: their keys come with the export")
    everyone = (*kept, *(() if evidence.is_export else own))
    for name in dict.fromkeys(name for signed in everyone for name in signed.strange):
        told.append(f"the signatures of {name}: its key is not at hand")
    for name in dict.fromkeys(name for signed in (*own, *kept) for name in signed.unread):
        told.append(f"the signatures of {name}: no ML-DSA-44 can be checked on this machine")
    return told


def _times(seen: Sequence[Sighting], size: int, *, has_checkpoint: bool) -> list[str]:
    """Which entries nobody's time confines."""
    if not seen:
        told = ["when anything was recorded: there is no cosignature or timestamp with a time that can be checked"]
        return [*told, "how old the newest checkpoint is: nobody outside says"] if has_checkpoint else told
    first, last = (select(sighting.size for sighting in seen) for select in (min, max))
    below = range(1, first + 1)
    told = [f"how long before the first checkpoint that was seen {said_entries(below)} came"] if first else []
    if last < size:
        told.append(f"by when {said_entries(range(last + 1, size + 1))} came: nobody outside saw a checkpoint so large")
    return told


def _withholding(walked: Walked, evidence: Evidence, promised: Audience | None) -> list[str]:
    """What of the withheld texts could not be judged."""
    told = list[str]()
    if walked.commitments.foreign:
        count = len(walked.commitments.foreign)
        types = ", ".join(sorted(walked.commitments.foreign)[:5])
        told.append(f"unchecked withholding for {count} foreign type{'s' * (count != 1)}: {types}")
    if evidence.audience != "full":
        told.append(
            "whether words are gone or only kept back: this view withholds some, so that only a full one shows it"
        )
        if promised is None:
            told.append(
                f"whether a {evidence.audience} view is what was to be given: it says so itself, signed by nobody"
            )
    return told
