"""Why a value is what it is: the entries behind it, exactly where a projection is keyed."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from govledger import events as ev
from govledger.errors import BadValueError, NoSuchValueError, ProjectionStoppedError
from govledger.ledger import Draft, History, Ledger
from govledger.ledger.entry import AnyEntry
from govledger.projections import on, projection, why as why_module
from govledger.projections.audit_trail import AuditTrail
from govledger.projections.paths import find
from govledger.projections.plain import fields_of, is_row
from govledger.projections.plan_state import PlanState
from govledger.projections.status_history import StatusHistory
from govledger.projections.views import VIEWS, declared
from govledger.projections.why import Why, is_same
from tests.counties.histories import counties, recorded as recorded_county
from tests.ledger.histories import DAYS, histories, recorded
from tests.projections.support import report, say

KEYED = [view for view in VIEWS if declared(view).keyed]
TODAY = dt.date(2017, 10, 2)

TRIED = 15
"""How many entries a law leaves out at most on either side."""


def why(ledger: Ledger, *path: Any, view: type = PlanState, today: dt.date | None = None, **cut: Any) -> Why:
    """The answer for a path of a view, the plan if none is named."""
    found = ledger.history(**cut).why(view, *path, today=today)
    assert isinstance(found, Why)
    return found


# Exactly -------------------------------------------------------------------------------------------------------------


def test_the_last_report_is_why_a_status_stands(action: Ledger) -> None:
    say(action, report("red"), "2017-06-14")
    green = say(action, report("green"), "2017-07-12")
    say(action, ev.DeadlineChanged(subject="action:2.4", now=ev.by("2017-12-31")), "2017-07-12")

    found = why(action, "actions", "2.4", "status")

    assert (str(found.value), found.numbers, found.label, found.makes_difference) == ("green", (green,), "exact", True)
    assert found.words == "exact: without this entry the value would be another; no other makes a difference alone"


def test_everything_said_of_it_is_why_a_row_is_as_it_is(action: Ledger) -> None:
    red, green = say(action, report("red"), "2017-07-12"), say(action, report("green"), "2017-06-14")

    found = why(action, "actions", "2.4")

    assert found.numbers == (4, green, red)


def test_what_was_said_twice_was_written_by_those_who_said_it(action: Ledger) -> None:
    red = say(action, report("red"), "2017-06-14")
    say(action, report("red"), "2017-07-12")

    found = why(action, "actions", "2.4", "status")

    assert (found.numbers, found.label, found.makes_difference) == ((red,), "exact", False)
    assert found.words == "exact: this entry wrote the value; no entry makes a difference alone"


def test_nothing_is_why_a_field_was_never_said(action: Ledger) -> None:
    say(action, report("red"), "2017-06-14")

    found = why(action, "actions", "2.4", "reopened")

    assert (found.value, found.numbers) == (None, ())
    assert found.words == "no entry made it so: it is what the view begins with"


def test_a_correction_is_why_where_it_holds_and_its_original_where_it_does_not(action: Ledger) -> None:
    red = say(action, report("red"), "2017-06-14")
    corrected = action.correct(red, report("green"), reason="slip", known_on="2017-07-01").number

    assert why(action, "actions", "2.4", "status").numbers == (corrected,)
    assert why(action, "actions", "2.4", "status", as_of="2017-06-30").numbers == (red,)


def test_a_correction_that_moved_something_away_is_why_it_is_not_there(action: Ledger) -> None:
    say(action, ev.ActionAdded(action="2.5", text="Another"), "2017-01-06")
    say(action, ev.DeadlineChanged(subject="action:2.4", now=ev.by("2017-12-31")), "2017-06-13")
    red = say(action, report("red"), "2017-06-14")
    moved = action.correct(red, ev.StatusReported(subject="action:2.5", status="red"), reason="of the other").number

    found = why(action, "actions", "2.4", "status")

    assert (found.value, found.numbers) == (None, (moved,))


def test_a_retraction_is_why_something_is_no_longer_so(action: Ledger) -> None:
    say(action, ev.DeadlineChanged(subject="action:2.4", now=ev.by("2017-12-31")), "2017-06-13")
    red = say(action, report("red"), "2017-06-14")
    retracted = action.retract(red, reason="of another council").number

    found = why(action, "actions", "2.4", "status")

    assert (found.value, found.numbers) == (None, (retracted,))


def test_a_value_derived_for_a_day_has_its_reasons_too(action: Ledger) -> None:
    moved = say(action, ev.DeadlineChanged(subject="action:2.4", now=ev.by("2017-10-01")), "2017-07-12")

    found = why(action, "overdue", "action:2.4", "due", today=TODAY)

    assert (str(found.value), found.numbers, found.label) == ("by 2017-10-01", (4, moved), "exact")
    assert found.today == TODAY


def test_a_derived_value_rests_on_whatever_makes_a_difference_to_it(action: Ledger) -> None:
    claimed = say(action, ev.CompletionClaimed(subject="action:2.4"), "2017-07-12")

    found = why(action, "standing", "action:2.4", "stage", today=TODAY)

    assert (found.value, claimed in found.numbers) == ("claimed", True)


def test_the_day_of_a_cut_is_the_day_of_its_derived_values(action: Ledger) -> None:
    assert why(action, "overdue", as_of="2017-10-02").today == TODAY


def test_items_of_lists_and_whole_tables_have_their_reasons(action: Ledger) -> None:
    red = say(action, report("red"), "2017-06-14")

    assert why(action, "actions", "2.4", "entries", "1").numbers == (4, red)
    assert why(action, "plans", "p", "schemes").numbers == (3,)
    assert why(action, "actions").numbers == (4, red)


def test_only_what_a_body_had_been_told_is_why_it_believed_something(action: Ledger) -> None:
    item = ev.AgendaItemConsidered(agenda_item="m1/1", meeting="m1", put_before=["action:2.4"])
    red = say(action, report("red"), "2017-06-01")
    say(action, report("green"), "2017-07-01")
    for event in (ev.BodyEstablished(body="board"), ev.MeetingHeld(meeting="m1", body="board"), item):
        say(action, event, "2017-06-14")

    assert why(action, "actions", "2.4", "status", told="body:board").numbers == (red,)


def test_only_the_entries_that_name_an_id_are_read(action: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    say(action, ev.ActionAdded(action="2.5", text="Another"), "2017-01-06")
    red = say(action, report("red"), "2017-06-14")
    read, reader = set[int](), History.read

    def noted(history: History, numbers: Sequence[int]) -> Iterator[AnyEntry]:
        read.update(numbers)
        return reader(history, numbers)

    monkeypatch.setattr(History, "read", noted)

    why(action, "actions", "2.4", "status")

    assert read == {4, red}


@projection(version=1, keyed=True, order="recorded")
class Versions:
    """How many versions of reports each thing has."""

    versions: dict[str, int] = attrs.field(factory=dict[str, int])

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, _entry: AnyEntry) -> None:
        """Count it."""
        self.versions[event.subject] = self.versions.get(event.subject, 0) + 1


def test_in_recorded_order_every_version_is_an_entry_of_its_own(action: Ledger) -> None:
    red = say(action, report("red"), "2017-06-14")
    corrected = action.correct(red, report("green"), reason="slip").number

    found = why(action, "versions", "action:2.4", view=Versions)

    assert (found.value, found.numbers, found.label) == (2, (red, corrected), "exact")


@projection(version=1, keyed=True)
class Latest:
    """The last thing reported on, under no id."""

    last: list[ev.Ref] = attrs.field(factory=list[ev.Ref])

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, _entry: AnyEntry) -> None:
        """Keep it."""
        self.last[:] = [event.subject]


def test_what_stands_under_no_id_rests_on_whatever_makes_a_difference(action: Ledger) -> None:
    say(action, ev.ActionAdded(action="2.5", text="Another"), "2017-01-06")
    say(action, report("red"), "2017-06-14")
    other = say(action, ev.StatusReported(subject="action:2.5", status="red"), "2017-06-15")

    found = why(action, "last", "0", view=Latest)

    assert (found.value, found.numbers, found.label) == ("action:2.5", (other,), "exact")


# Writers only --------------------------------------------------------------------------------------------------------


@projection(version=1)
class Reported:
    """How many reports there were of each label, whatever of."""

    labels: dict[str, int] = attrs.field(factory=dict[str, int])
    seen: set[str] = attrs.field(factory=set[str])
    last: list[Any] = attrs.field(factory=list[Any])

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, _entry: AnyEntry) -> None:
        """Count it."""
        label = str(event.status)
        self.labels[label] = self.labels.get(label, 0) + 1
        self.seen.add(str(event.subject))
        self.last[:] = [event.subject]
        if label == "unheard of":
            raise ValueError(label)


def test_of_a_projection_that_is_not_keyed_the_writers_are_named(action: Ledger) -> None:
    one, two = say(action, report("red"), "2017-06-14"), say(action, report("red"), "2017-06-15")
    say(action, report("green"), "2017-06-16")

    found = why(action, "labels", "red", view=Reported)

    assert (found.value, found.numbers, found.label) == (2, (one, two), "writers only")
    assert found.words == "writers only: these entries wrote the value; whether others count too is not known"
    assert why(action, "seen", "action:2.4", view=Reported).numbers == (one,)
    assert why(action, "last", "action:2.4", view=Reported).numbers == (one,)


class Tally:
    """Something that is neither of ours nor an attrs object."""

    def __init__(self, count: int = 0) -> None:
        self.count = count

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tally) and other.count == self.count

    __hash__ = None  # type: ignore[assignment]


@projection(version=1)
class Tallied:
    """Keeps its count in an object of its own."""

    tally: Tally = attrs.field(factory=Tally)

    @on(ev.StatusReported)
    def reported(self, _event: ev.StatusReported, _entry: AnyEntry) -> None:
        """Count it."""
        self.tally.count += 1


def test_what_a_value_was_before_is_kept_whatever_it_is_made_of(action: Ledger) -> None:
    red = say(action, report("red"), "2017-06-14")

    assert why(action, "tally", view=Tallied).numbers == (red,)


def test_a_view_in_recorded_order_names_its_writers_in_that_order(action: Ledger) -> None:
    red = say(action, report("red"), "2017-06-14")
    corrected = action.correct(red, report("green"), reason="slip").number

    found = why(action, "entries", view=AuditTrail)

    assert found.numbers[-2:] == (red, corrected)


def test_where_too_many_would_have_to_be_left_out_the_writers_are_named(
    action: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(why_module, "TRIED_MAX", 1)
    red, green = say(action, report("red"), "2017-06-14"), say(action, report("green"), "2017-07-12")

    found = why(action, "actions", "2.4", "status")

    assert (found.numbers, found.label) == ((red, green), "writers only")


def test_why_stops_where_the_projection_stops(action: Ledger) -> None:
    say(action, report("unheard of"), "2017-06-14")

    with pytest.raises(ProjectionStoppedError, match="stopped at entry 5"):
        why(action, "labels", view=Reported)


# Where a path leads --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (("action", "2.4"), "plan-state: there is no 'action'; it holds days, schemes, plans, .*mean actions?"),
        (("actions", "2.5"), r"plan-state actions: there is no '2.5'; it holds 2.4; did you mean 2.4\?"),
        (("actions", "2.4", "status_"), "plan-state actions 2.4: there is no 'status_'; .*status or statuses"),
        (
            ("actions", "2.4", "due", "x"),
            "actions 2.4 due: there is no 'x'; there is nothing below 'by 2017",
        ),
        (("actions", "2.4", "entries", "7"), "actions 2.4 entries: there is no '7'; it holds 1 items, 0 to 0"),
        (("actions", "2.4", "rivals", "0"), "actions 2.4 rivals: there is no '0'; it holds nothing"),
        (("risks", "r"), "plan-state risks: there is no 'r'; it holds nothing"),
        (("overdue", "2.4"), r"plan-state overdue: there is no '2.4'; it holds action:2.4; did you mean action:2.4\?"),
    ],
)
def test_a_path_that_leads_nowhere_is_told_with_what_is_there(action: Ledger, path: tuple[str, ...], told: str) -> None:
    with pytest.raises(NoSuchValueError, match=told):
        why(action, *path, today=TODAY)


def test_a_member_that_is_not_in_a_set_leads_nowhere(action: Ledger) -> None:
    say(action, report("red"), "2017-06-14")

    with pytest.raises(NoSuchValueError, match=r"reported seen: there is no 'action:2.5'; it holds action:2.4"):
        why(action, "seen", "action:2.5", view=Reported)


def test_a_path_begins_somewhere_and_a_derived_value_needs_a_day(action: Ledger) -> None:
    with pytest.raises(BadValueError, match="path: found 'nothing'"):
        why(action)
    with pytest.raises(BadValueError, match="today: found 'no day', expected one, because overdue is worked out"):
        why(action, "overdue")
    with pytest.raises(TypeError, match="is not a projection"):
        why(action, "actions", view=dict)


def test_the_answer_as_json_gives_the_value_as_views_do(action: Ledger) -> None:
    found = why(action, "actions", "2.4", "due")

    assert found.as_json() == {
        "view": "plan-state", "path": ["actions", "2.4", "due"], "value": "by 2017-09-30", "today": None,
        "label": "exact", "makes_difference": True, "entries": [4],
    }  # fmt: skip


# Laws ----------------------------------------------------------------------------------------------------------------


def paths(view: type, history: History) -> list[tuple[Any, ...]]:
    """Return the path of every row of a view of a history, and of every field of these rows."""
    state: Any = history.project(view)
    tables = {field.name: getattr(state, field.name) for field in attrs.fields(view)}
    rows = [(name, key, row) for name, table in tables.items() if isinstance(table, dict) for key, row in table.items()]
    below = [(name, key, field) for name, key, row in rows if is_row(row) for field in fields_of(row)]
    return [(name, key) for name, key, _ in rows] + below


def assert_sound(view: type, history: History, path: tuple[Any, ...], *, today: dt.date | None = None) -> None:
    """Assert that leaving out an entry that is not named changes nothing, and each that is named makes a difference."""
    found: Any = history.why(view, *path, today=today)
    spec = declared(view)
    place = find(spec.name, history.project(view), path, derived=spec.derived, today=today)

    def differs(*numbers: int) -> bool:
        return not is_same(place.value_in(history.project(view, without=numbers)), found.value)

    assert not differs()
    others = [entry.number for entry in history if entry.number not in found.numbers]
    assert [number for number in others[:: 1 + len(others) // TRIED] if differs(number)] == []
    if found.makes_difference:
        assert [
            one.number for one in found.entries[:TRIED] if not differs(one.number) and not differs(one.original)
        ] == []


@given(histories(), st.sampled_from([PlanState, StatusHistory]), st.none() | DAYS, st.data())
def test_why_is_sound_in_every_cut_of_a_history_with_corrections_and_retractions(
    drafts: list[Draft], view: type, day: dt.date | None, data: st.DataObject
) -> None:
    with recorded(drafts) as ledger:
        history = ledger.history(as_of=day) if data.draw(st.booleans()) else ledger.history(happened_by=day)
        every = paths(view, history)
        if every:
            assert_sound(view, history, data.draw(st.sampled_from(every)))


@given(histories(), st.sampled_from(["overdue", "live", "standing"]))
@settings(max_examples=40)
def test_why_is_sound_for_what_is_derived(drafts: list[Draft], name: str) -> None:
    with recorded(drafts) as ledger:
        assert_sound(PlanState, ledger.history(), (name,), today=dt.date(2018, 5, 1))


@given(counties(), st.data())
@settings(max_examples=10)
def test_why_is_sound_for_every_keyed_view_of_a_county(drafts: list[Draft], data: st.DataObject) -> None:
    with recorded_county(drafts) as ledger:
        history, view = ledger.history(), data.draw(st.sampled_from(KEYED))
        every = paths(view, history)
        if every:
            assert_sound(view, history, data.draw(st.sampled_from(every)))
