"""Several projections folded in one reading come to what each comes to alone."""

from typing import Any

import pytest

from govledger.assurance.check import VIEWS
from govledger.assurance.folding import Folding
from govledger.events import ActionAdded, PlanItemRetired, StatusReported
from govledger.projections import on, projection
from govledger.projections.views import declared
from tests.assurance.support import Story
from tests.cli.support import DAYS
from tests.projections.support import minute_ledger


@projection(version=1)
class Counts:
    """Counts actions and statuses."""

    count: int = 0

    @on(ActionAdded, StatusReported)
    def counted(self, event: Any, entry: Any) -> None:
        self.count += 1


@projection(version=1)
class StopsAtTheSecond(Counts):
    """Stops at the second status, with a method before that and one after."""

    said: int = 0

    @on(StatusReported)
    def reported(self, event: Any, entry: Any) -> None:
        self.said += 1
        if self.said > 1:
            raise ZeroDivisionError

    @on(StatusReported)
    def reported_too(self, event: Any, entry: Any) -> None:
        self.said += 10


@pytest.mark.parametrize("name", DAYS)
def test_the_views_of_a_record_are_those_of_its_history(name: str) -> None:
    with minute_ledger(name) as ledger:
        entries = list(ledger.history())
        folding = Folding({cls: cls() for cls in VIEWS})
        for entry in entries:
            folding.take(entry)

        assert folding.views() == {cls: declared(cls).fold(cls(), entries) for cls in VIEWS}


def test_one_that_stops_is_given_no_more_and_the_others_go_on() -> None:
    with Story() as story:
        story.say(ActionAdded(action="1"), on="2017-01-01")
        for day in ("2017-01-02", "2017-01-03", "2017-01-04"):
            story.say(StatusReported(subject="action:1", status="red"), on=day)
        story.say(PlanItemRetired(subject="action:1", how="withdrawn"), on="2017-01-05")
        entries = list(story.ledger.history())
    folding = Folding({StopsAtTheSecond: StopsAtTheSecond(), Counts: Counts()})

    for entry in entries:
        folding.take(entry)

    stopped, whole = folding.views()[StopsAtTheSecond], folding.views()[Counts]
    alone = declared(StopsAtTheSecond).fold(StopsAtTheSecond(), entries)
    assert stopped.stopped is not None
    assert (stopped.state, stopped.number) == (alone.state, alone.number)
    assert (whole.state.count, whole.stopped) == (4, None)
