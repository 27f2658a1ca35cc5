"""What stands around an event: who enters it, what is in doubt, and what could mean nothing there."""

from typing import Any

import pytest

from govledger import events as ev
from govledger.errors import BadValueError, CatalogueError, CorrectionError
from govledger.ledger import Ledger, draft
from tests.ledger.support import CLERK, FakeClock, bodies, refused


def added(action: str, **fields: Any) -> ev.ActionAdded:
    return ev.ActionAdded(action=action, **fields)


def test_nothing_is_recorded_without_a_clerk() -> None:
    with Ledger.open("memory://", clock=FakeClock()) as ledger:
        with pytest.raises(BadValueError, match=r"clerk: .*who enters it"):
            ledger.record(added("1"))

        (entry,) = ledger.record(added("1"), clerk="system:import")

    assert entry.clerk == "system:import"


@pytest.mark.parametrize("clerk", ["", "  ", "two\nlines"])
def test_a_clerk_is_short_text(clerk: str) -> None:
    with pytest.raises(BadValueError, match="clerk"):
        Ledger.open("memory://", clerk=clerk)


def test_what_a_draft_says_of_itself_beats_what_the_call_says(ledger: Ledger) -> None:
    own = draft(added("1"), happened="2017-06-14", clerk="office:other", form="verbal")

    entries = ledger.record(own, added("2"), happened="2017", form="written", known_on="2017-12-31")

    assert [(str(entry.happened), entry.form, entry.clerk) for entry in entries] == [
        ("2017-06-14", "verbal", "office:other"),
        ("2017", "written", CLERK),
    ]


def test_what_is_in_doubt_is_a_field_of_the_event_or_of_the_envelope(ledger: Ledger) -> None:
    (entry,) = ledger.record(added("1", leads=["office:dcs"]), uncertain=["leads", "@happened"])

    assert entry.uncertain == ("leads", "@happened")
    with pytest.raises(BadValueError, match=r"uncertain: .*did you mean leads"):
        ledger.record(added("2"), uncertain=["lead"])


@pytest.mark.parametrize(
    ("envelope", "field"),
    [
        ({"mode": "guessed"}, "mode"),
        ({"form": "sung"}, "form"),
        ({"visibility": "secret"}, "visibility"),
        ({"asserted_by": "the director"}, "asserted_by"),
        ({"known_on": "2017"}, "known_on"),
        ({"source": []}, "source"),
        ({"source": "none"}, "source"),
        ({"hapened_on": "2017"}, "hapened_on"),
    ],
)
def test_an_envelope_that_could_mean_nothing_is_refused_with_its_field(
    ledger: Ledger, envelope: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadValueError) as raised:
        ledger.record(added("1"), **envelope)

    assert (raised.value.where, len(ledger)) == (field, 1)


def test_only_declared_events_are_recorded(ledger: Ledger) -> None:
    with pytest.raises(CatalogueError, match="dict is not an event type"):
        ledger.record({"type": "action-added"})


def test_what_is_merely_improper_is_recorded(ledger: Ledger) -> None:
    ledger.record(added("1"))

    entries = ledger.record(
        ev.StatusReported(subject="action:1", status="green"),
        ev.CompletionClaimed(subject="action:1"),
        ev.StatusReported(subject="action:1", status="red"),
        ev.DeadlineChanged(subject="action:1", now="by 2030-01-01"),
    )

    assert len(bodies(entries)) == 4


@pytest.mark.parametrize(
    ("event", "envelope", "field"),
    [
        (ev.LedgerOpened(origin="a", zone="Europe/London", catalogue_hash="0"), {}, "type"),
        (ev.EntryRetracted(), {}, "retracts"),
        (ev.EntryRetracted(), {"corrects": "entry:2", "reason": "slip"}, "retracts"),
        (ev.ActionAdded(action="2"), {"retracts": "entry:2", "reason": "slip"}, "retracts"),
        (ev.DeadlineChanged(subject="action:1", now="none"), {"reason": "no funds"}, "reason"),
    ],
)
def test_an_envelope_that_means_nothing_around_its_event_is_refused(
    ledger: Ledger, event: Any, envelope: dict[str, Any], field: str
) -> None:
    ledger.record(added("1"))

    faults = refused(CorrectionError, ledger, event, **envelope)

    assert [fault.field for fault in faults] == [field]
