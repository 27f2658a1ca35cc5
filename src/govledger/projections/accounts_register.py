"""The accounts register: where the record disagrees with itself, and what was done about it since."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs

from govledger import events as ev
from govledger.ledger.entry import AnyEntry
from govledger.projections.decision_rows import UNSETTLED
from govledger.projections.projection import derived, on, projection
from govledger.projections.tracked import Parties


@attrs.define(kw_only=True)
class Difference:
    """Two or more accounts that do not agree.

    Attributes:
        entry: The entry that notes it, or that is the second account.
        kind: ``accounts_differ`` where someone noted it, ``rival`` where an entry is a second account of a fact.
        between: The sides: entries or ids.
        about: What they disagree about.
        standing: ``confirmed``, or ``suggested`` until a person confirms it; a rival account needs nobody's word.
        by: Who noted it, or whose word the second account is.
        text: What was said of it.
        noticed: The latest day on which it can have been noticed.
    """

    entry: int
    kind: str
    between: tuple[str, ...]
    about: tuple[str, ...]
    standing: str
    by: Parties
    text: ev.Text | None
    noticed: dt.date

    @property
    def names(self) -> frozenset[str]:
        """Everything it names, and itself."""
        return frozenset({*self.between, *self.about, f"entry:{self.entry}"})


@attrs.frozen(kw_only=True)
class Act:
    """Something done that may follow one side: a decision, a plan, an appointment.

    Attributes:
        ref: What was done, such as ``decision:d1``.
        names: Everything it names.
        decision: The decision it rests on, itself if it is one; ``None`` where none is cited.
        day: The latest day of it.
        entry: The entry that says so.
    """

    ref: str
    names: frozenset[str]
    decision: str | None
    day: dt.date
    entry: int


@attrs.frozen(kw_only=True)
class ActedOn:
    """A difference, and one thing done since that touches it.

    Attributes:
        difference: The entry of the difference.
        standing: Whether the difference is confirmed or only suggested.
        act: What was done.
        sides: The sides that the act itself names; empty where it names only the matter.
        shared: Everything that act and difference both name.
        decision: The decision behind the act; ``None`` where a side was followed and nobody decided.
        entry: The entry of the act.
    """

    difference: int
    standing: str
    act: str
    sides: tuple[str, ...]
    shared: tuple[str, ...]
    decision: str | None
    entry: int


@projection(version=1, keyed=True)
class AccountsRegister:
    """Where accounts differ; both sides are kept, and only a later decision makes one of them operative.

    Attributes:
        differences: Every difference, by the entry that notes it: ``entry:17``.
        acts: Every decision, plan and appointment that may follow a side, by its entry.
    """

    differences: dict[str, Difference] = attrs.field(factory=dict[str, Difference])
    acts: dict[str, Act] = attrs.field(factory=dict[str, Act])

    @on(ev.AccountsDiffer)
    def noted(self, event: ev.AccountsDiffer, entry: AnyEntry) -> None:
        """Someone noted that accounts differ."""
        self.differences[f"entry:{entry.original}"] = Difference(
            entry=entry.original,
            kind="accounts_differ",
            between=tuple(ev.each(event.between)),
            about=tuple(ev.each(event.about)),
            standing=event.standing,
            by=event.by,
            text=event.text,
            noticed=entry.latest,
        )

    @on()
    def rival(self, event: Any, entry: AnyEntry) -> None:
        """An entry is a second account of a fact."""
        if entry.rival_of is None:
            return
        subject = _subject(event)
        self.differences[f"entry:{entry.original}"] = Difference(
            entry=entry.original,
            kind="rival",
            between=(str(entry.rival_of), f"entry:{entry.original}"),
            about=(subject,) if subject else (),
            standing="confirmed",
            by=(entry.asserted_by,) if entry.asserted_by else None,
            text=None,
            noticed=entry.latest,
        )

    @on(ev.DecisionRecorded)
    def decided(self, event: ev.DecisionRecorded, entry: AnyEntry) -> None:
        """A body settled something; a matter that it expressly left open is not acted on."""
        if event.force not in UNSETTLED:
            self._act(f"decision:{event.decision}", event.decision, entry, *ev.each(event.about))

    @on(ev.PlanVersioned)
    def planned(self, event: ev.PlanVersioned, entry: AnyEntry) -> None:
        """A plan reached a version or a standing."""
        self._act(f"plan:{event.plan}", event.decision, entry, *ev.each(event.addresses))

    @on(ev.AppointmentMade)
    def appointed(self, event: ev.AppointmentMade, entry: AnyEntry) -> None:
        """Someone was appointed."""
        body = (f"body:{event.body}",) if event.body else ()
        named = (*body, *ev.each(event.about), *ev.each(event.addresses))
        self._act(f"appointment:{event.appointment}", event.decision, entry, *named)

    def _act(self, ref: str, decision: str | None, entry: AnyEntry, *named: str) -> None:
        if entry.rival_of is not None or entry.mode == "presupposed":
            return
        self.acts[f"entry:{entry.original}"] = Act(
            ref=ref,
            names=frozenset({ref, *named, *((f"decision:{decision}",) if decision else ())}),
            decision=decision,
            day=entry.latest,
            entry=entry.original,
        )

    # What it adds up to ----------------------------------------------------------------------------------------------

    def since(self, difference: Difference) -> list[ActedOn]:
        """What was done on a later day that names a side of a difference or what it is about.

        What was done the same day belongs to the account that differs; what is itself a side never settles it.
        """
        sides = set(difference.between)
        later = [
            act for act in self.acts.values() if act.day > difference.noticed and f"entry:{act.entry}" not in sides
        ]
        return [
            ActedOn(
                difference=difference.entry,
                standing=difference.standing,
                act=act.ref,
                sides=tuple(sorted(act.names & sides)),
                shared=tuple(sorted(act.names & difference.names)),
                decision=act.decision,
                entry=act.entry,
            )
            for act in later
            if act.names & difference.names
        ]

    def open(self) -> list[Difference]:
        """The differences about which nothing was done since."""
        return [each for each in self.differences.values() if not self.since(each)]

    def acted_on(self) -> list[ActedOn]:
        """What was done since about each difference; look at ``decision`` for whether anybody decided."""
        return [act for each in self.differences.values() for act in self.since(each)]

    @derived
    def followed(self, today: dt.date) -> list[ActedOn]:
        """What was done by ``today`` about each difference."""
        return [each for each in self.acted_on() if self.acts[f"entry:{each.entry}"].day <= today]


def _subject(event: Any) -> str | None:
    """What a second account is about: the id it repeats, or the subject it names."""
    if isinstance(event, ev.UnknownEvent):
        return None
    declared = ev.CATALOGUE.of(event)
    if declared.identity is not None:
        return f"{declared.fields[declared.identity].introduces}:{getattr(event, declared.identity)}"
    for name, spec in declared.fields.items():
        if spec.refers and not spec.many and (found := getattr(event, name)) is not None:
            return str(found) if spec.refers == "any" else f"{spec.refers}:{found}"
    return None
