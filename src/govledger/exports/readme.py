"""The README of an export: what it is, what each signature covers, and what none does."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import dedent

from govledger.seal.checkpoint import Checkpoint
from govledger.seal.strict import encode_base64

_TEXT = """\
The record of {origin}: entries 1 to {size}
{rule}

This is an export of a govledger ledger, for {whom}. It is a C2SP tlog-tiles log, so that it
can be checked with programs that the makers of govledger did not write. With govledger:

    govledger verify {here} --kept CHECKPOINT

where CHECKPOINT is one that you kept from earlier: from a board paper, or from a witness. Nothing
is unpacked, no network is used, and no hash that stands in here is believed.

Its newest checkpoint says:

    {origin}
    {size}
    {root}

What is in here
---------------

checkpoint, checkpoints/      the checkpoints of {sizes}, as they were signed
tile/entries/                 the entries, in the bytes in which they were recorded
tile/0/ and up                the tree over them, RFC 6962
vkeys                         the key of the log, and of the witnesses that cosigned
policy                        whose cosignatures are asked for, where a policy was given
disclosures.ndjson            {words}
{stamped}README                        this page, which nobody signed

What each signature covers
--------------------------

The log's signature under a checkpoint of n covers the bytes of entries 1 to n and their order: what
was said, by whom, when it is said to have happened, when it was recorded, and a salted digest of
every text that is kept outside them. It covers no entry above n.
A witness's cosignature says that at its time this checkpoint was the newest it knew of this log, and
that it went on from every one it cosigned before. It says nothing of what the entries mean.
{timestamp}The words in disclosures.ndjson are covered through their digests: another word does not pass.
Nobody signed this page, the keys in vkeys or the policy: compare the log's key with one in print.

What no signature shows
-----------------------

Omission: what was never recorded leaves no trace in any log.
Collusion: the log and all of its witnesses together can sign two histories.
First contact: whoever has kept no checkpoint from earlier cannot tell whether another history was
shown to others before. Keep the checkpoint above: size and root on a printed page are enough.
What lies above the largest checkpoint or receipt that anybody kept can still be changed by whoever
holds the log's key.
A time of recording is the ledger's own; those of witnesses and authorities confine it, where there
are any.
"""

_STAMPED = "tsa/                          the timestamps (RFC 3161) of the checkpoints of {}\n"
_TIMESTAMP = """\
An authority's answer in tsa/n.tsr (RFC 3161) says that the three lines of the checkpoint of n were there
at its time, and so were entries 1 to n. It says nothing of who signed them or what they mean. It holds
for whoever trusts that authority: govledger verify EXPORT --tsa-certificates FILE.pem.
"""

_WORDS = {
    "full": "the words of the texts that are kept outside the entries, all that were not erased",
    "public": "words kept outside the entries that are public: no names of persons, no narratives",
}


def readme(newest: Checkpoint, *, audience: str, sizes: Sequence[int], stamped: Sequence[int] = ()) -> str:
    """The page, for an export that ends with a checkpoint.

    Args:
        newest: The checkpoint.
        audience: Whom the export is for.
        sizes: What the checkpoints in it cover.
        stamped: Of which of them it holds an authority's answer.
    """
    head = f"The record of {newest.origin}: entries 1 to {newest.size}"
    return dedent(_TEXT).format(
        origin=newest.origin,
        size=newest.size,
        rule="=" * len(head),
        whom="the public" if audience == "public" else "those who may see all of it",
        here="EXPORT",
        root=encode_base64(newest.root),
        sizes=_said(sorted(sizes)),
        words=_WORDS[audience],
        stamped=_STAMPED.format(_said(sorted(stamped))) if stamped else "",
        timestamp=_TIMESTAMP if stamped else "",
    )


def _said(sizes: Sequence[int]) -> str:
    """Sizes for reading out, the newest always among them."""
    if len(sizes) == 1:
        return f"{sizes[0]}"
    shown = [*map(str, sizes[:3]), "…"] if len(sizes) > 4 else list(map(str, sizes[:-1]))  # noqa: PLR2004 - a line's worth
    return f"{', '.join(shown)} and {sizes[-1]} entries"
