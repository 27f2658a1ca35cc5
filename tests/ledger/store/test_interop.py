"""A ledger feeds eventsourcing's own projections, run by that library's own runner."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.persistence import NotSupportedError, Tracking
from eventsourcing.popo import POPOTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner

from govledger import Ledger, events as ev
from govledger.ledger.store.interop import LedgerEvent, application_of, entry_of


class Titles(POPOTrackingRecorder):
    """What a projection of that library keeps: here, the actions and how many entries of other types passed by."""

    def __init__(self) -> None:
        super().__init__()
        self.actions, self.others = list[str](), 0

    def add(self, action: str, tracking: Tracking) -> None:
        with self._database_lock:
            self._assert_tracking_uniqueness(tracking)
            self._insert_tracking(tracking)
            self.actions.append(action)

    def pass_by(self, tracking: Tracking) -> None:
        with self._database_lock:
            self._assert_tracking_uniqueness(tracking)
            self._insert_tracking(tracking)
            self.others += 1


class Actions(Projection[Titles]):
    """A projection as that library's users write it."""

    @singledispatchmethod
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        assert isinstance(domain_event, LedgerEvent)
        self.view.pass_by(tracking)

    @process_event.register
    def action_added(self, domain_event: entry_of(ev.ActionAdded), tracking: Tracking) -> None:  # type: ignore[valid-type]
        self.view.add(domain_event.event.action, tracking)


class OnlyActions(Actions):
    """The same, told of no other type."""

    topics = ("action-added/1",)


@pytest.fixture
def filed(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in a file with two actions in it."""
    with Ledger.create(tmp_path / "csib.db", clerk="office:clerk") as ledger:
        ledger.record(ev.ActionAdded(action="2.4"), ev.ActionAdded(action="2.5"))
        yield ledger


def run(ledger: Ledger, projection: type[Actions]) -> ProjectionRunner[Any, Titles]:
    """Start that library's runner on a ledger."""
    return ProjectionRunner(application_class=application_of(ledger), projection_class=projection, view_class=Titles)


def test_the_runner_sees_what_was_recorded_and_what_is_recorded_later(filed: Ledger) -> None:
    with run(filed, Actions) as runner:
        runner.wait(3)
        added = filed.record(ev.ActionAdded(action="2.6"))

        runner.wait(added[0].number, timeout=10)

        assert (runner.view.actions, runner.view.others) == (["2.4", "2.5", "2.6"], 1)


def test_the_runner_sees_what_another_connection_commits(filed: Ledger) -> None:
    with run(filed, Actions) as runner, Ledger.open(filed.inner.store.place.url, clerk="office:clerk") as other:
        other.record(ev.ActionAdded(action="9.1"))

        runner.wait(4, timeout=10)

        assert runner.view.actions[-1] == "9.1"


def test_a_projection_that_asks_for_one_type_is_told_of_no_other(filed: Ledger) -> None:
    with run(filed, OnlyActions) as runner:
        filed.record(ev.ActionAdded(action="2.6"))
        runner.wait(4, timeout=10)

        assert (runner.view.actions, runner.view.others) == (["2.4", "2.5", "2.6"], 0)


def test_what_the_ledger_holds_is_there_in_the_librarys_own_notification_log(filed: Ledger) -> None:
    log = application_of(filed)().notification_log

    found = log.select(2, 10)

    assert [(told.id, told.topic, told.state) for told in found] == [
        (entry.number, entry.type, entry.raw) for entry in filed.entries(after=1)
    ]


def test_an_entry_reaches_a_projection_as_the_ledger_reads_it(filed: Ledger) -> None:
    filed.record(ev.ActionAdded(action="2.6", text="Audit every decision"))
    application = application_of(filed)()
    (told,) = application.notification_log.select(4, 1)

    event = application.mapper.to_domain_event(told)

    assert isinstance(event, entry_of(ev.ActionAdded))
    assert (event.entry, str(event.event.text)) == (filed.entry(4), "Audit every decision")


def test_the_position_is_kept_under_the_ledgers_own_id(filed: Ledger) -> None:
    with run(filed, Actions) as runner:
        runner.wait(3)

        assert runner.view.max_tracking_id(filed.inner.row.uuid) == 3


def test_more_than_one_pull_of_entries_arrives_whole_and_in_order(filed: Ledger) -> None:
    many = [f"3.{number}" for number in range(1, 1_201)]
    filed.record(*(ev.ActionAdded(action=action) for action in many))

    with run(filed, Actions) as runner:
        runner.wait(len(filed), timeout=30)

        assert runner.view.actions == ["2.4", "2.5", *many]


def test_nothing_is_written_through_the_runners_application(filed: Ledger) -> None:
    application = application_of(filed)()

    with pytest.raises(NotSupportedError, match="recorded through the ledger"):
        application.events.put([LedgerEvent(filed.entry(2), "another")])

    assert len(filed) == 3


def test_the_runner_ends_when_it_is_told_to(filed: Ledger) -> None:
    with run(filed, Actions) as runner:
        runner.wait(3)
    before = threading.active_count()

    filed.record(ev.ActionAdded(action="2.6"))

    assert runner.view.actions == ["2.4", "2.5"]
    assert threading.active_count() == before
