"""What was believed on a day against what is now known of it, and the entries that changed the picture."""

import datetime as dt
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st

from govledger import events as ev
from govledger.errors import CutError, ProjectionStoppedError
from govledger.ledger import Draft, Ledger
from govledger.ledger.entry import AnyEntry
from govledger.projections import on, projection
from govledger.projections.audit_trail import AuditTrail
from govledger.projections.compare import ABSENT, compare
from govledger.projections.hindsight import Hindsight, Learned
from govledger.projections.plan_state import PlanState
from tests.ledger.histories import DAYS, histories, recorded
from tests.projections.support import report, say

JUNE = "2017-06-14"


def looked_back(ledger: Ledger, view: type = PlanState, *, at: Any = JUNE) -> Hindsight:
    """Hindsight of a day."""
    found = ledger.hindsight(view, at=at)
    assert isinstance(found, Hindsight)
    return found


def fields(found: Hindsight) -> dict[str, tuple[Any, Any, tuple[int, ...]]]:
    """What was believed, what is known and the entries between, by the last part of the path."""
    return {one.path[-1]: (one.believed, one.known, one.entries) for one in found.learned}


def test_what_came_late_is_what_was_not_known_on_the_day(action: Ledger) -> None:
    say(action, report("green"), "2017-06-01")
    late = say(action, report("red"), "2017-06-10", known_on="2017-09-01")
    say(action, report("blue"), "2017-07-12")

    found = looked_back(action)

    assert fields(found)["status"] == ("green", "red", (late,))
    assert found.entries == (late,)
    assert {one.label for one in found.learned} == {"exact"}


def test_nothing_was_learned_of_a_day_of_which_everything_was_known(action: Ledger) -> None:
    say(action, report("green"), "2017-06-01")

    assert looked_back(action).learned == ()


def test_a_row_nobody_had_heard_of_is_one_field_that_was_absent(action: Ledger) -> None:
    late = say(action, ev.RiskIdentified(risk="r", text="Staff leave"), "2017-06-01", known_on="2017-09-01")

    (learned,) = looked_back(action).learned

    assert (learned.path, learned.believed, learned.entries) == (("risks", "r"), ABSENT, (late,))
    assert isinstance(learned, Learned)
    assert learned.as_json()["known"]["text"] == "Staff leave"
    assert "believed" not in learned.as_json()


def test_a_correction_made_later_is_named_with_what_it_corrected(action: Ledger) -> None:
    wrong = say(action, report("green"), "2017-06-01")
    right = action.correct(wrong, report("red"), reason="slip", known_on="2017-09-01").number

    found = looked_back(action)

    assert fields(found)["status"] == ("green", "red", (wrong, right))
    assert (found.learned[0].entered, found.learned[0].left) == ((right,), (wrong,))


def test_a_retraction_made_later_is_named_with_what_it_took_back(action: Ledger) -> None:
    wrong = say(action, report("green"), "2017-06-01")
    gone = action.retract(wrong, reason="of another council", known_on="2017-09-01").number

    assert fields(looked_back(action))["status"] == ("green", None, (wrong, gone))


def test_a_correction_that_says_it_was_of_another_names_itself_on_both(action: Ledger) -> None:
    say(action, ev.ActionAdded(action="2.5", text="Another"), "2017-01-06")
    wrong = say(action, report("green"), "2017-06-01")
    other = ev.StatusReported(subject="action:2.5", status="green")
    right = action.correct(wrong, other, reason="of the other", known_on="2017-09-01").number

    found = looked_back(action)

    status = {one.path[1]: one.entries for one in found.learned if one.path[-1] == "status"}
    assert status == {"2.4": (wrong, right), "2.5": (right,)}


def test_each_field_names_its_own_entries(action: Ledger) -> None:
    red = say(action, report("red"), "2017-06-10", known_on="2017-09-01")
    moved = ev.DeadlineChanged(subject="action:2.4", now=ev.by("2017-12-31"))
    date = say(action, moved, "2017-06-11", known_on="2017-09-02")

    found = fields(looked_back(action))

    assert (found["status"][2], found["due"][2]) == ((red,), (date,))
    assert found["entries"][2] == (red, date)


def test_where_two_say_the_same_both_are_named(action: Ledger) -> None:
    one = say(action, report("red"), "2017-06-10", known_on="2017-09-01")
    two = say(action, report("red"), "2017-06-11", known_on="2017-09-02")

    assert fields(looked_back(action))["status"] == (None, "red", (one, two))


def test_several_days_make_a_series(action: Ledger) -> None:
    late = say(action, report("red"), "2017-06-10", known_on="2017-09-01")

    series = action.hindsight(PlanState, at=["2017-05-01", JUNE, dt.date(2017, 10, 1)])

    assert [(one.day.isoformat(), one.entries) for one in series] == [
        ("2017-05-01", ()), (JUNE, (late,)), ("2017-10-01", ()),
    ]  # fmt: skip


def test_the_answer_as_json_says_which_entries_came_and_which_left(action: Ledger) -> None:
    wrong = say(action, report("green"), "2017-06-01")
    right = action.correct(wrong, report("red"), reason="slip", known_on="2017-09-01").number

    told = looked_back(action).as_json()

    assert (told["view"], told["day"], told["entered"], told["left"]) == ("plan-state", JUNE, [right], [wrong])
    assert told["learned"][0] == {
        "path": ["actions", "2.4", "status"], "believed": "green", "known": "red", "entered": [right], "left": [wrong],
        "label": "exact",
    }  # fmt: skip


@projection(version=1)
class Counted:
    """How many reports there were; the last of them unheard of."""

    reports: int = 0
    labels: list[str] = attrs.field(factory=list[str])

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, _entry: AnyEntry) -> None:
        """Count it."""
        if str(event.status) == "unheard of":
            raise ValueError(event.status)
        self.reports += 1
        self.labels.append(str(event.status))


def test_of_a_projection_that_is_not_keyed_the_writers_are_named(action: Ledger) -> None:
    wrong = say(action, report("green"), "2017-06-01")
    late = say(action, report("red"), "2017-06-10", known_on="2017-09-01")
    right = action.correct(wrong, report("amber"), reason="slip", known_on="2017-09-01").number

    found = looked_back(action, Counted)

    assert fields(found) == {
        "reports": (1, 2, (wrong, late, right)),
        "labels": (["green"], ["amber", "red"], (5, 6, 7)),
    }
    assert {one.label for one in found.learned} == {"writers only"}


def test_a_view_in_recorded_order_has_hindsight_too(action: Ledger) -> None:
    late = say(action, report("red"), "2017-06-10", known_on="2017-09-01")

    found = looked_back(action, AuditTrail)

    assert (late in found.entries, {one.label for one in found.learned}) == (True, {"writers only"})


def test_hindsight_is_of_a_day_and_a_projection_that_does_not_stop(action: Ledger) -> None:
    say(action, report("unheard of"), "2017-06-10")

    with pytest.raises(ProjectionStoppedError, match="counted stopped at entry 5"):
        action.hindsight(Counted, at=JUNE)
    with pytest.raises(CutError, match="as_of"):
        action.hindsight(PlanState, at="soon")
    with pytest.raises(TypeError, match="is not a projection"):
        action.hindsight(dict, at=JUNE)


# Laws ----------------------------------------------------------------------------------------------------------------


@given(histories(), DAYS)
def test_hindsight_names_what_makes_the_difference_between_the_two_histories(drafts: list[Draft], day: dt.date) -> None:
    with recorded(drafts) as ledger:
        then, now = ledger.history(as_of=day), ledger.history(happened_by=day)
        found = looked_back(ledger, at=day)

        assert [one.change for one in found.learned] == compare(then.project(PlanState), now.project(PlanState))
        between = {ledger.entry(number).original for number in (*found.between.entered, *found.between.left)}
        for one in found.learned:
            assert one.entries
            assert {ledger.entry(number).original for number in one.entries} <= between


@given(histories(), DAYS, st.data())
def test_without_all_that_hindsight_names_a_field_is_known_as_it_was_believed(
    drafts: list[Draft], day: dt.date, data: st.DataObject
) -> None:
    with recorded(drafts) as ledger:
        learned = looked_back(ledger, at=day).learned
        if not learned:
            return
        one = data.draw(st.sampled_from(learned))
        # What became known later is left out, in every version; what was corrected or taken back holds again as it did.
        behind = {ledger.entry(number).original for number in one.entered}
        versions = [entry for entry in ledger.entries() if entry.original in behind]
        # With an original goes every version of it, so it stays where a version of it was known on the day.
        heard = {entry.original for entry in versions if entry.known_on <= day}
        since = [entry.number for entry in versions if entry.known_on > day and entry.number not in heard]

        known = ledger.history(happened_by=day).without(since).project(PlanState)

        believed = ledger.history(as_of=day).project(PlanState)
        assert one.change not in compare(believed, known)
