"""What people said that a status word means: explanations given in talk, by the word explained."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from govledger.events import StatementMade, StatusValue, each
from govledger.ledger import Entry
from govledger.projections import on, projection


@projection(version=1)
class Explanations:
    """Every statement that explains a status word; second accounts, and what was only taken for granted, left out.

    Attributes:
        by_label: The statements, by the word without its scheme.
    """

    by_label: dict[str, list[Entry[StatementMade]]] = attrs.field(factory=dict[str, list[Entry[StatementMade]]])

    @on(StatementMade)
    def said(self, event: StatementMade, entry: Entry[StatementMade]) -> None:
        """Somebody explained a status word."""
        if event.explains is not None and entry.rival_of is None and entry.mode != "presupposed":
            self.by_label.setdefault(event.explains.label, []).append(entry)

    def of(self, status: StatusValue, concerned: frozenset[str]) -> Iterator[Entry[StatementMade]]:
        """The explanations of a status, given of no thing in particular or of one that is concerned."""
        for entry in self.by_label.get(status.label, ()):
            explained, about = entry.event.explains, each(entry.event.about)
            is_ours = explained is not None and explained.scheme in {None, status.scheme}
            if is_ours and (not about or not concerned.isdisjoint(about)):
                yield entry
