"""The audit trail: every entry in every version, when and by whom it was entered, and what was done to the record."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import attrs

from govledger import events as ev
from govledger.ledger.entry import AnyEntry
from govledger.projections.audit_rows import AlarmAnswer, ClockSetRight, Erasure, Recorded, Setting
from govledger.projections.projection import on, projection

_UTC = "UTC"


@projection(version=1, order="recorded")
class AuditTrail:
    """Every version of every entry, in the order of recording.

    Attributes:
        zone: The civil zone in which the ledger's days end; UTC while its first entry is outside the cut.
        entries: Every version, by number.
        corrections: The numbers of the entries that correct another.
        retractions: The numbers of the entries that take one back.
        erasures: Where text was erased.
        settings: Where a rule's setting was changed.
        answers: Where an alarm was answered.
        clocks: Where the clock was set right.
        types: How many entries there are of each type, as stored.
        unknown: How many of those types this program does not know.
    """

    zone: str = _UTC
    entries: dict[int, Recorded] = attrs.field(factory=dict[int, Recorded])
    corrections: list[int] = attrs.field(factory=list[int])
    retractions: list[int] = attrs.field(factory=list[int])
    erasures: list[Erasure] = attrs.field(factory=list[Erasure])
    settings: list[Setting] = attrs.field(factory=list[Setting])
    answers: list[AlarmAnswer] = attrs.field(factory=list[AlarmAnswer])
    clocks: list[ClockSetRight] = attrs.field(factory=list[ClockSetRight])
    types: dict[str, int] = attrs.field(factory=dict[str, int])
    unknown: dict[str, int] = attrs.field(factory=dict[str, int])
    _standing: dict[int, int] = attrs.field(factory=dict[int, int])

    @on()
    def entry_recorded(self, event: object, entry: AnyEntry) -> None:
        """A row for every entry, whatever it says, and its mark on the version it replaces or takes back."""
        if isinstance(event, ev.LedgerOpened):
            self.zone = event.zone
        self.types[entry.type] = self.types.get(entry.type, 0) + 1
        if isinstance(event, ev.UnknownEvent):
            self.unknown[entry.type] = self.unknown.get(entry.type, 0) + 1
        self.entries[entry.number] = self._row(entry)
        self._replace(entry)

    def _row(self, entry: AnyEntry) -> Recorded:
        return Recorded(
            number=entry.number,
            type=entry.type,
            happened=entry.happened,
            known_on=entry.known_on,
            recorded_at=entry.recorded_at,
            clerk=entry.clerk,
            source=tuple(_place(source) for source in entry.source),
            asserted_by=entry.asserted_by,
            mode=entry.mode,
            visibility=entry.visibility,
            corrects=_number(entry.corrects),
            retracts=_number(entry.retracts),
            rival_of=_number(entry.rival_of),
            reason=entry.reason,
            days_late=self._days_late(entry),
        )

    def _days_late(self, entry: AnyEntry) -> int:
        """Days from the later of happening and becoming known, to recording; an effective latest day is never later."""
        day = entry.recorded_at.astimezone(ZoneInfo(self.zone)).date()
        return (day - max(entry.latest, entry.known_on)).days

    def _replace(self, entry: AnyEntry) -> None:
        """Mark the version that stood until now, if this entry is another of it."""
        if entry.corrects is None and entry.retracts is None:
            return
        stood = self.entries.get(self._standing.get(entry.original, entry.original))
        self._standing[entry.original] = entry.number
        if entry.corrects is not None:
            self.corrections.append(entry.number)
            if stood is not None:
                stood.superseded_by = entry.number
        else:
            self.retractions.append(entry.number)
            if stood is not None:
                stood.retracted_by = entry.number

    @on(ev.DisclosureErased)
    def disclosure_erased(self, event: ev.DisclosureErased, entry: AnyEntry) -> None:
        """Text was lawfully erased."""
        numbers = tuple(int(ref.id) for ref in ev.each(event.entries))
        for number in numbers:
            if number in self.entries:
                self.entries[number].erased_by = entry.number
        self.erasures.append(
            Erasure(
                number=entry.number,
                entries=numbers,
                fields=event.fields,
                by=event.by,
                reason=event.reason,
                decision=event.decision,
                clerk=entry.clerk,
                recorded_at=entry.recorded_at,
            )
        )

    @on(ev.RuleSettingChanged)
    def setting_changed(self, event: ev.RuleSettingChanged, entry: AnyEntry) -> None:
        """A rule's setting was changed."""
        self.settings.append(
            Setting(
                number=entry.number,
                rule=event.rule,
                parameter=event.parameter,
                was=event.was,
                now=event.now,
                by=event.by,
                reason=event.reason,
                decision=event.decision,
                clerk=entry.clerk,
                recorded_at=entry.recorded_at,
            )
        )

    @on(ev.AlarmAnswered)
    def alarm_answered(self, event: ev.AlarmAnswered, entry: AnyEntry) -> None:
        """Somebody answered an alarm."""
        self.answers.append(
            AlarmAnswer(
                number=entry.number,
                rule=event.rule,
                alarm=event.alarm,
                answer=event.answer,
                by=event.by,
                reason=event.reason,
                until=event.until,
                clerk=entry.clerk,
                recorded_at=entry.recorded_at,
            )
        )

    @on(ev.ClockCorrected)
    def clock_corrected(self, event: ev.ClockCorrected, entry: AnyEntry) -> None:
        """The ledger's clock was set right."""
        self.clocks.append(
            ClockSetRight(
                number=entry.number,
                was=event.was,
                now=event.now,
                reason=event.reason,
                clerk=entry.clerk,
                recorded_at=entry.recorded_at,
            )
        )

    def late(self, days: int = 0) -> list[Recorded]:
        """The entries recorded more than ``days`` days after they could be known, in the order of recording."""
        return [row for row in self.entries.values() if row.days_late > days]

    def by_clerk(self, clerk: str) -> list[Recorded]:
        """What one clerk entered, in the order of recording."""
        return [row for row in self.entries.values() if row.clerk == clerk]

    def versions(self, number: int) -> list[Recorded]:
        """Every version of the entry that ``number`` is a version of, in the order of recording."""
        row = self.entries.get(number)
        original = (row.corrects or row.retracts or number) if row is not None else number
        return [row for row in self.entries.values() if original in {row.number, row.corrects, row.retracts}]


def _number(ref: ev.Ref | None) -> int | None:
    return int(ref.id) if ref is not None else None


def _place(source: ev.Source) -> str:
    return f"{source.document}#{source.locator}" if source.locator else source.document
