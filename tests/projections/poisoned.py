"""A projection that cannot bear to hear of one thing, and the ledgers in which it is told of it."""

from pathlib import Path
from typing import Any

import attrs

from govledger import Ledger, events as ev
from govledger.assurance import Alarm, Answer, Case, Clear, Opinion, Rules, check, rule
from govledger.ledger.entry import AnyEntry
from govledger.projections.projection import on, projection
from tests.projections.support import say

POISON = "action:poison"


@attrs.define
class Subject:
    """What was said of one thing.

    Attributes:
        status: Its last status.
        remark: The last remark on it.
        entries: The entries that gave its statuses.
    """

    status: str = ""
    remark: ev.Text | None = None
    entries: list[int] = attrs.field(factory=list[int])


@projection(version=1, keyed=True)
class Statuses:
    """The last status of each thing; it cannot bear to hear of one of them."""

    held: dict[str, Subject] = attrs.field(factory=dict[str, Subject])

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, entry: AnyEntry) -> None:
        row = self.held.setdefault(event.subject, Subject())
        row.entries.append(entry.number)
        if event.subject == POISON:
            raise KeyError(event.subject)
        row.status, row.remark = str(event.status), event.text


def begun(url: str | Path) -> Ledger:
    """A ledger with two actions, of which one is poison to the statuses."""
    ledger = Ledger.create(url, clerk="office:clerk")
    ledger.record(*(ev.ActionAdded(action=name) for name in ("2.4", "2.5", "poison")), happened="2017-01-05")
    return ledger


def told(ledger: Ledger, subject: str, status: str, day: str = "2017-02-01", **said: Any) -> int:
    """Record a status; the number of its entry."""
    return say(ledger, ev.StatusReported(subject=subject, status=status, **said), day)


@projection(version=1, keyed=True)
class Strict:
    """The status of each action; it cannot bear to hear of one that was not added before."""

    held: dict[str, str] = attrs.field(factory=dict[str, str])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: AnyEntry) -> None:
        self.held[event.action] = "added"

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, entry: AnyEntry) -> None:
        if event.subject.id not in self.held:
            raise LookupError(event.subject)
        self.held[event.subject.id] = str(event.status)


def opinion_on(ledger: Ledger) -> Opinion:
    """What one rule that rests on the statuses comes to."""
    rules = Rules()

    @rule(
        "NO_STATUS",
        severity="low",
        question="How does it stand?",
        about=("action",),
        reads=(ev.StatusReported,),
        source="this test",
        rules=rules,
    )
    def no_status(case: Case) -> Answer:
        """Every action has a status."""
        row = case.view(Statuses).held.get(str(case.subject))
        numbers = tuple(entry.number for entry in case.about(ev.ActionAdded))
        return Clear(because=numbers) if row else Alarm(because=numbers, says="none", clears="one")

    return check(ledger.history(), rules=rules)
