"""The rows of `PlanState`: plans and their versions, items, measures and what was observed of them."""

from __future__ import annotations

import datetime as dt

import attrs

from govledger import events as ev
from govledger.ledger.entry import AnyEntry
from govledger.projections.tracked import Parties, Refs, Tracked

Words = tuple[str, ...] | str | None
Texts = tuple[ev.Text, ...] | str | None


@attrs.define(kw_only=True)
class Item(Tracked):
    """An action, a commitment or a risk.

    Attributes:
        plan: The plan it stands in.
        register: The register it stands on.
        commitment: The commitment it serves.
        addresses: What it answers: recommendations, findings, causes.
        about: What it concerns.
        partners: The partners who are to take part.
        accepted_by: Those who accepted their part.
        depends_on: What it waits for.
        measures: The measures that will show it.
        closure_criteria: What must be true before it is closed.
        self_evidencing: Whether the doing is its own proof.
        as_decided: Whether its wording is that of the decision.
        embedding: Whether it needs to be shown to have stuck.
        priority: How pressing it is.
        aim: The status or grade aimed for.
        decision: The decision it rests on.
    """

    plan: str | None = None
    register: str | None = None
    commitment: str | None = None
    addresses: Refs = None
    about: Refs = None
    partners: Parties = None
    accepted_by: Parties = None
    depends_on: Refs = None
    measures: Words = None
    closure_criteria: Texts = None
    self_evidencing: str | None = None
    as_decided: str | None = None
    embedding: str | None = None
    priority: str | None = None
    aim: ev.StatusValue | None = None
    decision: str | None = None

    def change(self, event: ev.DetailChanged, entry: AnyEntry) -> None:
        """Take new words, new leads, and who accepted them; those who accepted before have not withdrawn."""
        super().change(event, entry)
        if entry.rival_of is None and event.accepted_by is not None:
            both = dict.fromkeys((*ev.each(self.accepted_by), *ev.each(event.accepted_by)))
            self.accepted_by = tuple(both) or event.accepted_by


@attrs.frozen(kw_only=True)
class PlanVersion:
    """One version or standing of a plan.

    Attributes:
        version: Which version.
        standing: What standing it reached.
        day: The latest day on which it did.
        by: Who made, endorsed or sent it.
        to: To whom it was sent.
        covers: The period it covers.
        items: What it contains.
        items_complete: Whether ``items`` names them all.
        replaces_version: The version it replaces.
        contributors: Who helped to write it.
        document: The document that holds it.
        decision: The decision it rests on.
        mode: How it is known.
        is_rival: Whether it is a second account of another version.
        entry: The entry that says so.
    """

    version: str | None
    standing: str | None
    day: dt.date
    by: Parties
    to: Parties
    covers: ev.Period | None
    items: Refs
    items_complete: str | None
    replaces_version: str | None
    contributors: Parties
    document: str | None
    decision: str | None
    mode: str
    is_rival: bool
    entry: int


@attrs.define(kw_only=True)
class Plan(Tracked):
    """A plan, register or framework.

    Attributes:
        kind: What kind it is.
        version: Its latest version.
        standing: Its latest standing.
        overseen_by: The bodies last said to oversee it.
        addresses: What any version of it was said to answer.
        schemes: The status schemes said to apply to it.
        versions: Every version and standing, in the order they happened.
    """

    kind: str | None = None
    version: str | None = None
    standing: str | None = None
    overseen_by: Words = None
    addresses: tuple[ev.Ref, ...] = ()
    schemes: tuple[str, ...] = ()
    versions: list[PlanVersion] = attrs.field(factory=list[PlanVersion])

    def reach(self, event: ev.PlanVersioned, entry: AnyEntry) -> None:
        """Take a version or standing; what it does not say of the plan stays as it was."""
        is_rival = entry.rival_of is not None
        self.versions.append(_version(event, entry, is_rival=is_rival))
        if is_rival or self.entry:
            self.entries.append(entry.number)
        else:
            self.introduce(entry, {})
        if is_rival:
            self.dispute(entry, {"standing": event.standing, "version": event.version})
            return
        self.kind = event.kind or self.kind
        self.version = event.version or self.version
        self.standing = event.standing or self.standing
        self.text = event.text or self.text
        self.overseen_by = self.overseen_by if event.overseen_by is None else event.overseen_by
        self.addresses = tuple(dict.fromkeys((*self.addresses, *ev.each(event.addresses))))


def _version(event: ev.PlanVersioned, entry: AnyEntry, *, is_rival: bool) -> PlanVersion:
    return PlanVersion(
        version=event.version,
        standing=event.standing,
        day=entry.latest,
        by=event.by,
        to=event.to,
        covers=event.covers,
        items=event.items,
        items_complete=event.items_complete,
        replaces_version=event.replaces_version,
        contributors=event.contributors,
        document=event.document,
        decision=event.decision,
        mode=entry.mode,
        is_rival=is_rival,
        entry=entry.number,
    )


@attrs.frozen(kw_only=True)
class Observation:
    """A figure reported for a measure.

    Attributes:
        day: The latest day on which it was reported.
        version: Which version of the measure.
        period: The period it speaks of.
        value: The figure.
        numerator: The number above the line.
        denominator: The number below the line.
        sample: How many were looked at.
        target: The target printed beside it.
        forecast: What was forecast.
        comparator: What it is compared with.
        breakdown: Which part of the whole it is.
        provisional: Whether it may still change.
        said: What the source says of it in words.
        text: What was said or written, in a few words.
        by: Who reported it.
        is_rival: Whether it is a second account of another figure.
        entry: The entry that says so.
    """

    day: dt.date
    version: str | None
    period: ev.Period | None
    value: ev.Quantity | None
    numerator: int | None
    denominator: int | None
    sample: int | None
    target: ev.Quantity | None
    forecast: ev.Quantity | None
    comparator: str | None
    breakdown: str | None
    provisional: str | None
    said: str | None
    text: ev.Text | None
    by: Parties
    is_rival: bool
    entry: int


_DEFINED = (
    "version", "about", "method", "unit", "direction", "baseline", "target", "band", "lag", "cadence", "counted_over",
    "excludes", "change", "comparable", "decision",
)  # fmt: skip


@attrs.define(kw_only=True)
class Measure(Tracked):
    """A measure as last defined, and every figure reported for it; ``text`` is its name.

    Attributes:
        version: Which version.
        about: What it concerns.
        method: How it is known.
        unit: The unit.
        direction: Which way is better.
        baseline: Where it started.
        target: Where it should be.
        band: How much change is more than chance.
        lag: How long effects take to show.
        cadence: How often.
        counted_over: What is counted.
        excludes: What is left out.
        changed: What kind of change its latest version is.
        comparable: Whether before and after that change may be compared.
        decision: The decision it rests on.
        definitions: The entries that defined it.
        observations: Every figure, in the order they were reported.
    """

    version: str | None = None
    about: Refs = None
    method: str | None = None
    unit: str | None = None
    direction: str | None = None
    baseline: ev.Quantity | None = None
    target: ev.Quantity | None = None
    band: ev.Quantity | None = None
    lag: ev.Quantity | None = None
    cadence: ev.Due | None = None
    counted_over: ev.Text | None = None
    excludes: ev.Text | None = None
    changed: str | None = None
    comparable: str | None = None
    decision: str | None = None
    definitions: list[int] = attrs.field(factory=list[int])
    observations: list[Observation] = attrs.field(factory=list[Observation])

    def define(self, event: ev.MeasureDefined, entry: AnyEntry) -> None:
        """Take a definition; what a later version does not say stays as it was."""
        said = {name: value for name in _DEFINED if (value := getattr(event, name)) is not None}
        if entry.rival_of is not None:
            self.entries.append(entry.number)
            self.dispute(entry, said)
            return
        if self.entry:
            self.entries.append(entry.number)
        else:
            self.introduce(entry, {})
        self.definitions.append(entry.number)
        self.text = event.name or self.text
        self.changed = said.pop("change", None)
        self.comparable = said.pop("comparable", None)
        for name, value in said.items():
            setattr(self, name, value)

    def observe(self, event: ev.MeasureObserved, entry: AnyEntry) -> None:
        """Keep one more figure; two for one period are both kept."""
        self.entries.append(entry.number)
        if entry.rival_of is not None:
            self.dispute(entry, {"value": event.value})
        self.observations.append(
            Observation(
                day=entry.latest,
                version=event.version,
                period=event.period,
                value=event.value,
                numerator=event.numerator,
                denominator=event.denominator,
                sample=event.sample,
                target=event.target,
                forecast=event.forecast,
                comparator=event.comparator,
                breakdown=event.breakdown,
                provisional=event.provisional,
                said=event.said,
                text=event.text,
                by=event.by,
                is_rival=entry.rival_of is not None,
                entry=entry.number,
            )
        )
