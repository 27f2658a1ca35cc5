"""A history told in a test, what is asked of it, and how a wrong expectation is answered."""

import datetime as dt

import pytest

from govledger import draft, events as ev
from govledger.errors import ProjectionStoppedError, RuleError, UnknownReferenceError
from govledger.testing import Given, given
from tests.testing.open_actions import OpenActions, Wordings

AUDIT = ev.ActionAdded(action="2.4", text="Audit every threshold decision", due=ev.by("2017-09-30"))
TRAIN = ev.ActionAdded(action="2.5", text="Train every manager", due=ev.by("2017-12-31"))
RAG = ev.StatusSchemeDefined(scheme="rag", states=[ev.State(label="green", meaning="complete")])
GREEN = ev.StatusReported(subject="action:2.4", status="rag/green")


# Fields and derived values -------------------------------------------------------------------------------------------


def test_fields_are_asserted_as_they_are_or_as_they_are_written() -> None:
    told = given(AUDIT).project(OpenActions)

    told.then(due={"2.4": ev.by("2017-09-30")}).then(due={"2.4": "by 2017-09-30"})


def test_derived_values_are_asserted_for_a_day() -> None:
    told = given(AUDIT, TRAIN).project(OpenActions)

    told.then(overdue=["2.4"], today="2017-10-02").then(overdue=[], today=dt.date(2017, 9, 30))


def test_derived_values_are_asked_for_the_last_day_told_of_unless_said() -> None:
    told = given(AUDIT).given(ev.StatementMade(), happened="2018-01-01").project(OpenActions)

    told.then(overdue=["2.4"])


def test_whatever_the_state_has_can_be_asked() -> None:
    told = given(AUDIT).project(OpenActions)

    assert (told.overdue(today=dt.date(2017, 10, 2)), list(told.due)) == (["2.4"], ["2.4"])
    with pytest.raises(AttributeError, match="overdoo"):
        _ = told.overdoo


def test_texts_are_asserted_by_their_words() -> None:
    given(AUDIT).project(Wordings).then(texts={"2.4": "Audit every threshold decision"})


def test_erased_texts_say_so() -> None:
    given(AUDIT).erase(2).project(Wordings).then(texts={"2.4": "ERASED"})


def test_a_wrong_expectation_says_what_differs_and_nothing_else() -> None:
    told = given(AUDIT, TRAIN).project(OpenActions)

    with pytest.raises(AssertionError) as raised:
        told.then(due={"2.4": "2017-09-29", "2.5": "by 2017-12-31", "2.6": "none"})

    assert str(raised.value).splitlines() == [
        "due.2.4: expected '2017-09-29', found 'by 2017-09-30'",
        "due.2.6: expected 'none', found nothing",
    ]


# What raises ---------------------------------------------------------------------------------------------------------


def test_a_handler_that_raises_is_asserted_with_its_entry() -> None:
    told = given(AUDIT, ev.DetailChanged(subject="action:2.4", field="text")).project(Wordings)

    told.then_raises(ValueError).then_raises(ValueError, entry=3)


@pytest.mark.parametrize(("error", "entry"), [(KeyError, None), (ValueError, 2)])
def test_another_error_or_another_entry_is_not_what_was_expected(error: type[Exception], entry: int | None) -> None:
    told = given(AUDIT, ev.DetailChanged(subject="action:2.4", field="text")).project(Wordings)

    with pytest.raises(AssertionError, match="entry 3"):
        told.then_raises(error, entry=entry)


def test_no_handler_raising_is_not_what_was_expected() -> None:
    with pytest.raises(AssertionError, match="no handler raised; expected ValueError"):
        given(AUDIT).project(Wordings).then_raises(ValueError)


def test_nothing_is_asserted_of_a_state_that_stopped() -> None:
    told = given(AUDIT, ev.DetailChanged(subject="action:2.4", field="text")).project(Wordings)

    with pytest.raises(ProjectionStoppedError, match="entry 3"):
        told.then(changes=[])


# What is told --------------------------------------------------------------------------------------------------------


def test_what_happened_was_known_the_same_day_unless_said() -> None:
    told = given(AUDIT, happened="2017-06-14").given(TRAIN, happened="2017-06-14", known_on="2017-07-01")

    told.as_of("2017-06-13").project(OpenActions).then(due={})
    told.as_of("2017-06-14").project(OpenActions).then(due={"2.4": "by 2017-09-30"})
    told.project(OpenActions).then(due={"2.4": "by 2017-09-30", "2.5": "by 2017-12-31"})


def test_what_happened_in_the_end_of_a_month_was_known_by_its_last_day() -> None:
    told = given(draft(AUDIT, happened="June 2017"))

    assert (told.today, told.drafts[0].known_on) == (dt.date(2017, 6, 30), dt.date(2017, 6, 30))


def test_what_has_no_day_is_known_on_the_first_day() -> None:
    given(AUDIT, happened="unknown").as_of("2017-06-14").project(OpenActions).then(due={"2.4": "by 2017-09-30"})


def test_a_correction_comes_later_and_is_known_from_then_on() -> None:
    told = given(AUDIT).given(ev.StatementMade(), happened="2017-07-01").correct(2, ev.ActionAdded(action="2.4"))

    told.project(OpenActions).then(due={"2.4": None})
    told.as_of("2017-06-30").project(OpenActions).then(due={"2.4": "by 2017-09-30"})


def test_a_retraction_takes_back() -> None:
    given(AUDIT).retract(2).project(OpenActions).then(due={})


def test_what_is_recorded_later_may_have_happened_before() -> None:
    told = given(ev.ActionAdded(action="1"), happened="2017-07-01").later(ev.ActionAdded(action="2"))

    assert list(told.project(OpenActions).due) == ["2", "1"]


def test_a_reference_that_nobody_brought_in_is_refused_at_the_door() -> None:
    with pytest.raises(UnknownReferenceError, match=r"action:2\.4"):
        given(ev.CompletionClaimed(subject="action:2.4")).project(OpenActions)


def test_a_history_shows_the_code_that_tells_it() -> None:
    told = (
        given(AUDIT, source={"document": "minutes", "verbatim": 'said "now"'}, asserted_by="body:csib")
        .later(ev.StatementMade(by="none", about=["action:2.4"]), uncertain="by")
        .correct(2, TRAIN)
        .erase(2)
        .within(as_of="2017-07-01", told="body:csib")
    )

    assert repr(told) == (
        """\
given(
    draft(ev.ActionAdded(action="2.4", text="Audit every threshold decision", due="by 2017-09-30"), \
happened="2017-06-14", known_on="2017-06-14", source=[{"document": "minutes", "verbatim": "said \\"now\\""}], \
asserted_by="body:csib"),
).later(
    draft(ev.StatementMade(by="none", about=["action:2.4"]), happened="2017-06-14", known_on="2017-06-14", \
uncertain=["by"]),
).later(
    draft(ev.ActionAdded(action="2.5", text="Train every manager", due="by 2017-12-31"), known_on="2017-06-14", \
corrects="entry:2", reason="a slip"),
).erase(2).within(as_of="2017-07-01", told="body:csib")"""
    )


def test_nothing_told_is_a_history_too() -> None:
    assert (repr(given()), repr(Given()), len(given())) == ("given()", "given()", 0)
    given().project(OpenActions).then(due={}, overdue=[])


# Rules ---------------------------------------------------------------------------------------------------------------


def test_an_alarm_is_asserted_with_what_it_rests_on() -> None:
    judged = given(RAG, AUDIT, GREEN, ev.CoverageDeclared(what=["evidence"], since="2017-01-01")).check("2017-06-14")

    judged.then_alarm("GREEN_WITHOUT_EVIDENCE", about="action:2.4").then_alarm(
        "GREEN_WITHOUT_EVIDENCE", about="action:2.4", because=judged.opinion.alarms[0].because
    )
    with pytest.raises(AssertionError, match=r"rests on \(.*expected \(2,\)"):
        judged.then_alarm("GREEN_WITHOUT_EVIDENCE", about="action:2.4", because=[2])


def test_what_a_rule_says_is_read_out_where_something_else_was_expected() -> None:
    judged = given(RAG, AUDIT, GREEN).check("2017-06-14")

    judged.then_cannot_tell("GREEN_WITHOUT_EVIDENCE", about="action:2.4")
    with pytest.raises(AssertionError, match="expected clear, found cannot tell"):
        judged.then_clear("GREEN_WITHOUT_EVIDENCE", about="action:2.4")
    with pytest.raises(AssertionError, match="expected nothing, found cannot tell"):
        judged.then_nothing("GREEN_WITHOUT_EVIDENCE", about="action:2.4")
    with pytest.raises(AssertionError, match=r"found nothing; of it, GREEN_WITHOUT_EVIDENCE speaks of action:2\.4"):
        judged.then_alarm("GREEN_WITHOUT_EVIDENCE", about="action:2.5")


def test_a_rule_that_has_nothing_to_ask_says_nothing() -> None:
    given(AUDIT).check("2017-06-14").then_nothing("GREEN_WITHOUT_EVIDENCE", about="action:2.4")


def test_a_near_neighbour_is_clear() -> None:
    shown = ev.EvidenceRecorded(
        evidence="e1", kind="audit", by=["org:peer"], supports=["action:2.4"], complete="yes", collected="2017-06-14"
    )

    judged = given(RAG, AUDIT, shown, GREEN, source="paper-1").check("2017-06-14")

    judged.then_clear("GREEN_WITHOUT_EVIDENCE", about="action:2.4")


def test_a_rule_that_is_none_is_refused() -> None:
    with pytest.raises(RuleError, match="did you mean GREEN_WITHOUT_EVIDENCE"):
        given(AUDIT).check().then_clear("GREEN_WITH_EVIDENCE", about="action:2.4")
