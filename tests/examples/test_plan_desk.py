"""What both apps share, where no browser comes to it: a database that is away, and a form that is kept meanwhile."""

import sys
from collections.abc import Iterator
from importlib import import_module
from threading import Event
from typing import Any

import pytest

from govledger import Ledger, PlanState, events as ev
from govledger.errors import LedgerBusyError, LedgerUnreachableError
from govledger.ledger.following import Seen
from tests.examples.serving import EXAMPLES

TRIES = 1_000
"""How often the plan is asked for, at most, until the follower has gone on."""


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The modules of plan_desk, found as an app finds them."""
    monkeypatch.syspath_prepend(str(EXAMPLES))
    yield lambda name: import_module(f"plan_desk.{name}")
    for name in [name for name in sys.modules if name.partition(".")[0] == "plan_desk"]:
        del sys.modules[name]


class Away:
    """A ledger whose server is away until it is let back."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self.is_away = ledger, False

    def follow(self, projection: type[PlanState], *, stop: Event, poll: float) -> Iterator[Seen[PlanState]]:
        """Follow it as long as it is there."""
        for view in self._ledger.follow(projection, stop=stop, poll=poll):
            yield view
            if self.is_away:
                raise LedgerUnreachableError("the server is away")


def test_a_follower_says_that_it_is_behind_and_goes_on_when_the_database_is_back(
    desk: Any, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    following = desk("follower")
    following.AGAIN_SECONDS = 0.001
    away = Away(ledger)
    follower = following.Follower(away)
    ledger.record(ev.ActionAdded(action="2.4"))
    follower.start()
    before = follower.latest(number=2)

    away.is_away = True
    ledger.record(ev.ActionAdded(action="2.5"))
    troubled = follower.latest(number=99)
    trouble = follower.trouble
    away.is_away = False
    ledger.record(ev.ActionAdded(action="2.6"))
    pause = Event()
    tries = (follower.latest(number=4) for _ in range(TRIES) if not pause.wait(0.01))
    after = next(plan for plan in tries if plan.number == 4)
    follower.stop()

    assert list(before.rows) == ["2.4"]
    assert trouble == "the server is away"
    assert caplog.messages[0] == "the plan is not kept up to date: LedgerUnreachableError"
    assert set(troubled.rows) >= {"2.4"}
    assert list(after.rows) == ["2.4", "2.5", "2.6"]
    assert follower.trouble == ""


def test_a_follower_ends_with_its_ledger(desk: Any, ledger: Ledger) -> None:
    follower = desk("follower").Follower(ledger)
    follower.start()
    follower.latest()

    ledger.close()

    follower._thread.join(10)
    assert not follower._thread.is_alive()


def test_what_a_follower_published_is_not_changed_by_what_comes_after(desk: Any, ledger: Ledger) -> None:
    follower = desk("follower").Follower(ledger)
    follower.start()
    ledger.record(ev.ActionAdded(action="2.4"))
    before = follower.latest(number=2)

    ledger.record(ev.StatusReported(subject="action:2.4", status="green"))
    after = follower.latest(number=3)
    follower.stop()

    assert (before.rows["2.4"].status, after.rows["2.4"].status) == ("", "green")


def test_a_form_that_meets_a_busy_ledger_keeps_what_was_typed_and_its_key(desk: Any) -> None:
    forms = desk("forms")
    filled = forms.Filled.sent(forms.ADD_ACTION, {"action": "2.4", "text": "Long words", "token": "t"})

    again = filled.refused(LedgerBusyError("somebody else is writing"))

    assert (again.status, again.values, again.key) == (503, filled.values, "form-t")
    assert again.message.startswith("Somebody else is writing. Send the form again in a moment")


def test_an_action_that_was_erased_says_so_on_every_page(desk: Any, ledger: Ledger) -> None:
    plan = desk("plan")
    ledger.record(ev.ActionAdded(action="2.4", text="A name that should not be here"))
    shown = plan.plan_of(ledger.history().project(plan.PlanState), len(ledger))
    before = str(shown.rows["2.4"].text)

    ledger.erase(2, reason="A name")

    assert before == "A name that should not be here"
    assert str(shown.rows["2.4"].text) == "ERASED"
