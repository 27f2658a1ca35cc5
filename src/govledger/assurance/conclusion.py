"""What a timeline comes to: how many alarms could have been raised before anybody outside found the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from statistics import median
from typing import Literal

import attrs

from govledger.assurance.timeline import Moment

Order = Literal["earlier", "same_day", "later", "unordered", "not_found", "undated"]


@attrs.frozen(kw_only=True)
class Conclusion:
    """How early it could have been known, over every alarm of a timeline.

    The first six counts add up to ``of``.

    Attributes:
        of: How many alarms there are.
        earlier: How many of them could have been raised before somebody outside found the same.
        same_day: How many could have been raised on the very day, and not before.
        later: How many could have been raised only after it.
        unordered: How many were found on a day so inexact that which came first cannot be told.
        not_found: How many nobody outside is on record as having found.
        undated: How many rest on what became known only after the day asked about.
        days_earlier: How many days earlier each of ``earlier`` could have been raised, the fewest first; at the least,
            where the day of the finding is not exact.
        not_told: How many there are of which no body is shown to have been told anything that the alarm rests on.
        not_challenged: How many there are whose subject nobody is shown to have challenged.
    """

    of: int
    earlier: int
    same_day: int
    later: int
    unordered: int
    not_found: int
    undated: int
    days_earlier: tuple[int, ...]
    not_told: int
    not_challenged: int

    @property
    def median_days_earlier(self) -> float | None:
        """The one in the middle of ``days_earlier``; ``None`` of nothing."""
        return median(self.days_earlier) if self.days_earlier else None

    @property
    def sentence(self) -> str:
        """The whole in one sentence that can be read out; no number without what it is of."""
        if not self.of:
            return "There is no alarm, so there is nothing to have known earlier."
        is_found = self.of > self.not_found + self.undated
        missed = f"in {self.not_found} nobody outside is on record as having found it"
        parts = [
            f"{self.same_day} on the same day" if self.same_day else "",
            f"{self.later} only after" if self.later else "",
            f"in {self.unordered} it cannot be told which came first" if self.unordered else "",
            missed if self.not_found and is_found else "",
            f"{self.undated} only from what became known after the day asked about" if self.undated else "",
            self._unseen,
        ]
        many = "1 alarm" if self.of == 1 else f"{self.of:,} alarms"
        return f"Of {many}, {self._lead}; {'; '.join(filter(None, parts))}."

    @property
    def _lead(self) -> str:
        """How many could have been raised before somebody outside found the same, and how much earlier."""
        middle = self.median_days_earlier
        if self.of == self.not_found + self.undated:
            return "nobody outside is on record as having found any, so that no lead is claimed"
        lead = f"{self.earlier or 'none'} could have been raised from the record before anybody outside found it"
        if middle is None:
            return lead
        days = f"{middle:,g} {'day' if middle == 1 else 'days'} earlier"
        return f"{lead}, {days}" if self.earlier == 1 else f"{lead}, the median {days}"

    @property
    def _unseen(self) -> str:
        told = f"{self.not_told} never told to a body" if self.not_told else ""
        asked = f"{self.not_challenged} never challenged" if self.not_challenged else ""
        never = " and ".join(filter(None, (told, asked)))
        return f"as far as the record shows, {never}" if never else "each had been told to a body and challenged"


def conclude(moments: Collection[Moment]) -> Conclusion:
    """What the moments of a timeline come to."""
    orders = Counter(order_of(moment) for moment in moments)
    ahead = (moment.days_to_finding for moment in moments if order_of(moment) == "earlier")
    return Conclusion(
        of=len(moments),
        earlier=orders["earlier"],
        same_day=orders["same_day"],
        later=orders["later"],
        unordered=orders["unordered"],
        not_found=orders["not_found"],
        undated=orders["undated"],
        days_earlier=tuple(sorted(days for days in ahead if days is not None)),
        not_told=sum(moment.first_told is None for moment in moments),
        not_challenged=sum(moment.challenged is None for moment in moments),
    )


def order_of(moment: Moment) -> Order:
    """Which came first, that an alarm could be raised or that somebody outside found the same; or why not to say."""
    if moment.first is None:
        return "undated"
    if moment.found is None:
        return "not_found"
    days = moment.days_to_finding
    if days is None or (days == 0 and moment.found.earliest != moment.found.day):
        return "unordered"
    return "earlier" if days > 0 else "later" if days < 0 else "same_day"
