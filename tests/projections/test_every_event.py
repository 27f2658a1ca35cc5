"""Methods that read every event, whatever its type."""

from typing import Any

import attrs
import msgspec

from govledger import events as ev
from govledger.ledger import Entry, Ledger
from govledger.projections import on, projection
from govledger.projections.views import declared


@projection(version=1)
class Counts:
    """How many entries there are, and how many add an action."""

    entries: int = 0
    actions: int = 0
    seen_before_the_other: list[int] = attrs.field(factory=list[int])

    @on(ev.ActionAdded)
    def action(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.actions += 1
        self.seen_before_the_other.append(self.entries)

    @on()
    def any_entry(self, event: object, entry: Entry[Any]) -> None:
        self.entries += 1


def test_a_method_that_names_no_event_reads_them_all(ledger: Ledger) -> None:
    ledger.record(ev.ActionAdded(action="2.4"), ev.PlanVersioned(plan="iip"))

    counts = ledger.history().project(Counts)

    assert (counts.entries, counts.actions) == (len(ledger), 1)


def test_what_reads_every_event_goes_before_what_reads_one_type(ledger: Ledger) -> None:
    ledger.record(ev.ActionAdded(action="2.4"))

    counts = ledger.history().project(Counts)

    assert counts.seen_before_the_other == [1]


def test_an_event_of_an_unknown_type_is_read_and_counted_too(ledger: Ledger) -> None:
    entry = msgspec.structs.replace(ledger.entry(1), event=ev.UnknownEvent(type="tree-felled/1", body={}))

    view = declared(Counts).fold(Counts(), [entry])

    assert (view.state.entries, view.unknown) == (1, {"tree-felled/1": 1})
