"""A projection in a dozen lines: dates that moved with nobody's approval on record."""

from typing import Any

import attrs

from govledger import Entry, Ledger, events as ev, on, projection


@projection(version=1, keyed=True)
class QuietMoves:
    """Deadlines moved later without an approver or a decision, by subject, each with its entry."""

    moves: dict[str, list[int]] = attrs.field(factory=dict[str, list[int]])

    @on(ev.DeadlineChanged)
    def moved(self, event: ev.DeadlineChanged, entry: Entry[Any]) -> None:
        """Note a move that nobody is recorded to have approved."""
        granted = event.outcome in {None, "granted"}
        later = event.was is None or event.now is None or event.now.latest > event.was.latest
        if granted and later and event.approved_by is None and event.decision is None:
            self.moves.setdefault(event.subject, []).append(entry.number)


def main() -> dict[str, list[int]]:
    """Two moves, one of them approved."""
    with Ledger.open("memory://", clerk="office:clerk") as ledger:
        ledger.record(
            ev.ActionAdded(action="1", due="by 2017-06-30"),
            ev.ActionAdded(action="2", due="by 2017-06-30"),
            ev.DeadlineChanged(subject="action:1", was="by 2017-06-30", now="by 2017-12-31"),
            ev.DeadlineChanged(subject="action:2", was="by 2017-06-30", now="by 2017-09-30", approved_by="body:csib"),
            happened="2017-06-14",
        )
        return ledger.history().project(QuietMoves).moves


if __name__ == "__main__":
    print(main())
