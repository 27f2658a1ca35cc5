"""What the tests of the read models share: the five minutes as ledgers, and every cut that may be put to a view."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from govledger import events as ev
from govledger.events.catalogue import introduced, references
from govledger.ledger import Entry, History, Ledger
from govledger.ledger.lines import read_lines
from govledger.projections.plan_state import PlanState
from govledger.projections.views import declared
from tests.minutes.support import MINUTES as FOLDER, OWN_DOCUMENT

MINUTES = tuple(OWN_DOCUMENT)
"""The names of the five minutes, without ``.jsonl``."""


def record_minute(ledger: Ledger, name: str, *, coverage: bool = True) -> None:
    """Record one of the five minutes, by default with the coverage declared for it."""
    _record_file(ledger, name)
    if coverage:
        record_coverage(ledger, name)


def record_coverage(ledger: Ledger, name: str) -> None:
    """Record the coverage declared for one of the five minutes."""
    _record_file(ledger, f"{name}.coverage")


def _record_file(ledger: Ledger, file: str) -> None:
    lines = (FOLDER / f"{file}.jsonl").read_text(encoding="utf-8").splitlines()
    ledger.record_drafts(read_lines(lines).drafts)


def minute_ledger(name: str, *, coverage: bool = True) -> Ledger:
    """Return a ledger of its own that holds one minute; close it, or use it as a context manager."""
    ledger = Ledger.open("memory://", clerk="office:clerk")
    record_minute(ledger, name, coverage=coverage)
    return ledger


def say(ledger: Ledger, event: Any, day: str, **envelope: Any) -> int:
    """Record one event that happened and became known on a day; return its number."""
    return int(ledger.record(event, **{"happened": day, "known_on": day, **envelope})[0].number)


def plan_of(ledger: Ledger, **cut: Any) -> PlanState:
    """Return the plan as it stands within a cut."""
    return ledger.history(**cut).project(PlanState)


def report(status: str, **said: Any) -> ev.StatusReported:
    """Return a report on action 2.4, which the fixture ``action`` puts into a plan."""
    return ev.StatusReported(subject="action:2.4", status=status, **said)


def every_cut(ledger: Ledger) -> Iterator[tuple[str, History]]:
    """Yield a history for every sort of cut, on telling days and told to every body, each with its label."""
    days = telling_days(ledger)
    bodies = sorted(ref for ref in ledger.inner.store.references(ledger.inner.row, kind="body"))
    for day in days:
        yield f"as_of={day}", ledger.history(as_of=day)
        yield f"happened_by={day}", ledger.history(happened_by=day)
        yield f"known_by={day}", ledger.history(known_by=day)
    for body in bodies:
        yield f"told={body}", ledger.history(told=body)
        yield from ((f"told={body} as_of={day}", ledger.history(told=body, as_of=day)) for day in days)
    yield "recorded_by=1990-01-01", ledger.history(recorded_by="1990-01-01")
    yield "whole", ledger.history()


def telling_days(ledger: Ledger) -> Sequence[dt.date]:
    """Return the day before anything, and about eight days on which something happened or became known."""
    entries = list(ledger.entries())
    days = sorted({day for entry in entries for day in (entry.latest, entry.earliest, entry.known_on)} - {dt.date.min})
    return [dt.date(1900, 1, 1), *days[:: max(1, len(days) // 8)]]


def assert_no_cut_stops(view: type, ledger: Ledger) -> None:
    """Assert that no handler raises on any cut, and on no entry that stands alone."""
    spec = declared(view)
    for label, history in every_cut(ledger):
        assert spec.view(history).stopped is None, label
    for entry in ledger.entries():
        assert spec.fold(spec.cls(), [entry]).stopped is None, f"entry {entry.number} alone"


def assert_as_of_today_is_now(view: type[Any], ledger: Ledger) -> None:
    """Assert that the state as of today is the state now."""
    today = dt.datetime.now(ZoneInfo(ledger.zone)).date()

    as_of_today = ledger.history(as_of=today).project(view)

    assert as_of_today == ledger.history().project(view)


def assert_keyed(view: type[Any], ledger: Ledger, *, bare: Mapping[str, str] | None = None) -> None:
    """Assert that each row follows from the entries that name its id.

    Args:
        view: A projection declared with ``keyed=True``.
        ledger: What to fold.
        bare: The tables whose keys are bare ids, each with the kind of its ids; other tables hold references.
    """
    spec = declared(view)
    entries = list(ledger.history())
    whole = spec.project(ledger.history())
    tables = [field.name for field in attrs.fields(view) if isinstance(getattr(whole, field.name), dict)]
    for table in tables:
        for key, row in getattr(whole, table).items():
            reference = f"{bare[table]}:{key}" if bare and table in bare else str(key)
            naming = [entry for entry in entries if reference in names_in(entry, ledger)]
            alone = spec.fold(spec.cls(), naming).state
            assert getattr(alone, table)[key] == row, f"{table} {key}"


def names_in(entry: Entry[Any], ledger: Ledger) -> set[str]:
    """Return everything that an entry's event refers to or introduces, as ``kind:id``, and the entry itself."""
    declaration = ledger.inner.catalogue.of(entry.event)
    named = {ref for _, ref in references(declaration, entry.event)}
    brought = {found.reference for found in introduced(declaration, entry.event)}
    return named | brought | {f"entry:{entry.original}"}
