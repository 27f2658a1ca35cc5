"""What links noted later join to a thing, for every family of rules that follows them."""

from __future__ import annotations

from collections.abc import Iterator

from govledger.assurance.case import Case
from govledger.events import LinkNoted, Ref, each

ANSWERING = frozenset({"addresses", "addressed_by"})
"""The relations of a link that make one thing the answer to another, not what the other is about."""


def linked(case: Case, reference: str, *, standing: str, ignoring: frozenset[str] = frozenset()) -> Iterator[Ref]:
    """What links of a standing join to something, at either end; second accounts left out.

    Args:
        case: The case.
        reference: The thing.
        standing: ``confirmed``, or ``suggested``, which never counts as a link.
        ignoring: Relations that are passed over.
    """
    for entry in case.about(LinkNoted, reference):
        if entry.rival_of is not None or entry.event.standing != standing:
            continue
        for link in each(entry.event.links):
            if reference in {link.subject, link.target} and link.relation not in ignoring:
                yield link.target if link.subject == reference else link.subject
