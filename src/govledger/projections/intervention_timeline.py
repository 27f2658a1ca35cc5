"""Interventions: what is in force, what it requires, what is said to be done, and what must be true for it to end."""

from __future__ import annotations

import datetime as dt

import attrs

from govledger import events as ev
from govledger.ledger.entry import AnyEntry
from govledger.projections.days import KnowsDays
from govledger.projections.follows import FollowsProgress
from govledger.projections.intervention_rows import Ending, InForce, Intervention, Requirement
from govledger.projections.projection import derived, on, projection
from govledger.projections.tracked import Tracked

IN_FORCE, ENDED, UNKNOWN = "in force", "ended", "unknown"

_SAID = ("kind", "official_label", "by", "on", "about", "in_force", "basis", "decision")


@projection(version=1, keyed=True)
class InterventionTimeline(FollowsProgress, KnowsDays):
    """Every intervention and every part of one.

    Attributes:
        interventions: Interventions, by id.
        requirements: What they require and the functions they take on, by reference, ``part:notice/a``.
    """

    interventions: dict[str, Intervention] = attrs.field(factory=dict[str, Intervention])
    requirements: dict[str, Requirement] = attrs.field(factory=dict[str, Requirement])

    # Imposed and ended -----------------------------------------------------------------------------------------------

    @on(ev.InterventionImposed)
    def intervention_imposed(self, event: ev.InterventionImposed, entry: AnyEntry) -> None:
        """An authority imposed it, with what it requires."""
        row = self._intervention(event.intervention)
        said = {name: getattr(event, name) for name in _SAID}
        said |= {"due": event.ends, "imposed": entry.happened, "ends_said_by": entry.asserted_by}
        said["requirements"] = self._parts(event.intervention, event.requirements, entry, is_function=False)
        said["functions"] = self._parts(event.intervention, event.functions, entry, is_function=True)
        row.introduce(entry, said)
        self._date(row.ref, entry)

    def _parts(
        self, owner: str, parts: tuple[ev.Part, ...] | str | None, entry: AnyEntry, *, is_function: bool
    ) -> tuple[str, ...] | str | None:
        """Introduce the parts an event lists; a rival account introduces none."""
        if not isinstance(parts, tuple):
            return parts
        for part in parts if entry.rival_of is None else ():
            row = self._requirement(f"part:{owner}/{part.ref}")
            row.introduce(entry, {"text": part.text})
            row.is_function = is_function
        return tuple(f"part:{owner}/{part.ref}" for part in parts)

    @on(ev.InterventionEnded)
    def intervention_ended(self, event: ev.InterventionEnded, entry: AnyEntry) -> None:
        """It came to an end, or parts of it did."""
        row = self._intervention(event.intervention)
        row.end(event, entry)
        for name in ev.each(event.parts) if entry.rival_of is None else ():
            self._requirement(f"part:{name}").ended = row.mark_of(entry, event.by)

    # What was said of it ---------------------------------------------------------------------------------------------

    @on(ev.OpinionGiven)
    def opinion_given(self, event: ev.OpinionGiven, entry: AnyEntry) -> None:
        """Somebody gave a view of it."""
        for ref in ev.each(event.about):
            if ref.kind == "intervention":
                self._intervention(ref.id).opine(event, entry)

    @on(ev.AccountsDiffer)
    def accounts_differ(self, event: ev.AccountsDiffer, entry: AnyEntry) -> None:
        """Accounts of it are said to differ."""
        for ref in dict.fromkeys((*ev.each(event.about), *ev.each(event.between))):
            if ref.kind == "intervention":
                self._intervention(ref.id).differ(event, entry)

    @on(ev.CorrectionRecorded)
    def correction_recorded(self, event: ev.CorrectionRecorded, entry: AnyEntry) -> None:
        """Somebody corrected what had been said of it."""
        for ref in ev.each(event.about):
            if ref.kind == "intervention":
                self._intervention(ref.id).relabel(event, entry)

    # Rows ------------------------------------------------------------------------------------------------------------

    def _followed(self, ref: ev.Ref) -> Tracked | None:
        if ref.kind == "intervention":
            return self._intervention(ref.id)
        return self._requirement(ref) if ref.kind == "part" else None

    def _intervention(self, key: str) -> Intervention:
        row = self.interventions.get(key)
        if row is None:
            row = self.interventions[key] = Intervention(ref=f"intervention:{key}")
        return row

    def _requirement(self, ref: str) -> Requirement:
        row = self.requirements.get(ref)
        if row is None:
            owner, _, mark = ref.removeprefix("part:").rpartition("/")
            row = self.requirements[ref] = Requirement(ref=ref, intervention=owner, mark=mark)
        return row

    # What follows ----------------------------------------------------------------------------------------------------

    @derived
    def status(self, today: dt.date) -> list[InForce]:
        """How every intervention stands on ``today``: in force, ended or unknown, and why.

        One that cannot have been imposed by then is left out. An empty list says that none is on the record, not that
        there is none: that needs coverage of interventions.
        """
        return [
            self._status(key, row, today)
            for key, row in self.interventions.items()
            if row.imposed is None or row.imposed.earliest <= today
        ]

    def _status(self, key: str, row: Intervention, today: dt.date) -> InForce:
        state, because = self._state(row, today)
        return InForce(
            intervention=key,
            state=state,
            because=because,
            kind=row.kind,
            official_label=row.official_label,
            by=ev.each(row.by),
            on=ev.each(row.on),
            ends=row.due,
            disputed=row.disputed,
            entries=tuple(row.entries),
        )

    def _state(self, row: Intervention, today: dt.date) -> tuple[str, str]:
        ended = row.ended
        if ended is not None and ended.day <= today:
            return ENDED, f"ended {ended}"
        if ended is not None and (ended.said_of is None or ended.said_of.earliest <= today):
            return UNKNOWN, f"ended at a time not known well enough, by {ended}"
        if not row.entry:
            return UNKNOWN, "nothing on the record says when it was imposed"
        if row.in_force is not None and row.in_force.earliest > today:
            return UNKNOWN, f"said to be in force only {row.in_force}"
        last = min(self._last_day(row), row.in_force.latest if row.in_force else dt.date.max)
        if last < today:
            return UNKNOWN, f"was to end by {last.isoformat()}, and no end is recorded"
        return IN_FORCE, "imposed, and no end of it is recorded"

    def _last_day(self, row: Intervention) -> dt.date:
        return self.last_day(row.due) if row.due is not None else dt.date.max

    def parts_of(self, intervention: str) -> tuple[Requirement, ...]:
        """What an intervention requires, in the order it was listed; functions taken on are not among them."""
        row = self.interventions.get(intervention.removeprefix("intervention:"))
        listed = ev.each(row.requirements) if row is not None else ()
        return tuple(self.requirements[ref] for ref in listed if ref in self.requirements)

    def all_claimed(self, intervention: str) -> bool:
        """Whether all of an intervention is claimed or found complete: the whole of it, or every requirement."""
        row = self.interventions.get(intervention.removeprefix("intervention:"))
        if row is None:
            return False
        parts = self.parts_of(intervention)
        return self._is_claimed(row) or bool(parts and all(self._is_claimed(part) for part in parts))

    def _is_claimed(self, row: Tracked) -> bool:
        ended = isinstance(row, Requirement) and row.ended is not None
        return ended or row.verified is not None or self.claim(row) is not None

    def what_must_be_true(self, intervention: str) -> Ending:
        """What must be true for an intervention to end: the requirements still open, and the conditions recorded.

        Raises:
            KeyError: Nothing within the cut speaks of that intervention.
        """
        key = intervention.removeprefix("intervention:")
        row, parts = self.interventions[key], self.parts_of(key)
        live = [part for part in parts if part.ended is None]
        resolved = row.due.resolve(self.days.get).earliest if row.due is not None else dt.date.min
        return Ending(
            intervention=key,
            open=tuple(part for part in live if not self._is_claimed(part)),
            claimed=tuple(part for part in live if self._is_claimed(part) and part.verified is None),
            verified=tuple(part for part in live if part.verified is not None),
            all_claimed=self.all_claimed(key),
            requirements_said=row.requirements is not None,
            conditions=_conditions(row.due),
            not_before=resolved if resolved > dt.date.min else None,
            said_by=row.ends_said_by if row.due is not None else None,
            in_own_word=row.ends_in_own_word,
        )

    @derived
    def claimed_yet_in_force(self, today: dt.date) -> list[InForce]:
        """The interventions of which all is claimed complete and which are in force all the same."""
        return [row for row in self.status(today) if row.state == IN_FORCE and self.all_claimed(row.intervention)]


def _conditions(ends: ev.Due | None) -> tuple[str, ...]:
    """The conditions of an ending, one at a time, and the words that were said."""
    if ends is None:
        return ()
    return (*ends.phrase.split("; "), *([ends.words] if ends.words else []))
