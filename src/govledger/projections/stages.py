"""How far anything tracked has come: added, reported, claimed, verified, embedded; and aside from that."""

from __future__ import annotations

import attrs

from govledger import events as ev
from govledger.projections.schemes import KnowsSchemes
from govledger.projections.tracked import PROGRESS, Mark, Report, Tracked

_PROGRESS = frozenset({PROGRESS, "delivery"})
_SILENT = frozenset({ev.Meaning.UNKNOWN, ev.Meaning.NO_UPDATE, ev.Meaning.NOT_ASSESSED})
_OPEN = frozenset({"added", "reported", "reopened", "slipped_back"})


@attrs.define(slots=False)
class KnowsStages(KnowsSchemes):
    """Part of a projection that holds tracked rows: what their statuses amount to.

    Worked out when it is asked for, because a scheme may be laid down after a status of it was reported.
    """

    def meaning(self, row: Tracked) -> ev.Meaning:
        """What its latest status of progress means; unknown without a scheme that says."""
        last = row.last_at.get(f"{PROGRESS} {row.status}")
        return self._means(last) if last is not None else ev.Meaning.UNKNOWN

    def _means(self, report: Report) -> ev.Meaning:
        return self.meaning_of(report.status, report.day)

    def claim(self, row: Tracked) -> Mark | None:
        """The latest claim that it is complete: in so many words, or by a status that means done."""
        since = row.reopened.step if row.reopened else 0
        done = [held for held in row.last_at.values() if held.step > since and self._means(held).is_done]
        return max([*done, *([row.claimed] if row.claimed else [])], key=_step, default=None)

    def slipped_back(self, row: Tracked) -> Report | None:
        """The report, later than every claim, check and test, that shows it not done after all; ``None`` if none does.

        A regression is information: nothing in the record forbids it, and it is not the same as being reopened.
        """
        settled = [mark for mark in (self.claim(row), row.verified, row.embedded) if mark is not None]
        if not settled:
            return None
        since = max(mark.step for mark in settled)
        later = [held for held in row.last_at.values() if held.step > since and held.dimension in _PROGRESS]
        undone = [held for held in later if self._means(held) not in _SILENT and not self._means(held).is_done]
        return max(undone, key=_step, default=None)

    def stage(self, row: Tracked) -> str:
        """How far it has come.

        ``added``, ``reported``, ``claimed``, ``verified`` or ``embedded``; aside, ``slipped_back``, ``reopened`` and
        ``retired``; ``unknown`` while nothing within the cut introduces it.
        """
        if row.retired is not None:
            return "retired"
        if self.slipped_back(row) is not None:
            return "slipped_back"
        reached = {"claimed": self.claim(row), "verified": row.verified, "embedded": row.embedded}
        passed = [name for name, mark in reached.items() if mark is not None]
        if passed:
            return passed[-1]
        if row.reopened is not None:
            return "reopened"
        return "reported" if row.reports else "added" if row.entry else "unknown"

    def is_live(self, row: Tracked) -> bool:
        """Whether it was introduced and is neither retired nor claimed complete."""
        return bool(row.entry) and self.stage(row) in _OPEN


def _step(mark: Mark) -> int:
    return mark.step
