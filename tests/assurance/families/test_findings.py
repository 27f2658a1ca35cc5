from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import Alarm, Answer, CannotTell, Clear, NotYet
from tests.assurance.support import Story

CONTRADICTS = "FINDING_CONTRADICTS_STATUS"
REPEAT = "REPEAT_FINDING"
ACTION = "action:1"

RAG = ev.StatusSchemeDefined(
    scheme="rag",
    states=[
        ev.State(label="green", meaning="on_track"),
        ev.State(label="red", meaning="off_track"),
        ev.State(label="grey", meaning="no_update"),
    ],
)


def plan(story: Story, *, on: str = "2017-01-01", **said: Any) -> None:
    """An action about the front door, led by an office in a line."""
    action = {"action": "1", "plan": "p", "about": ["area:front-door"], "leads": ["office:lead"], **said}
    story.say(
        RAG,
        ev.PlanVersioned(plan="p"),
        ev.BodyEstablished(body="audit", relation="internal_audit"),
        ev.AppointmentMade(appointment="lead", office="office:lead", reports_to=["office:dcs"]),
        ev.AppointmentMade(appointment="mate", office="office:mate", reports_to=["office:dcs"]),
        ev.ActionAdded(**action),
        on=on,
    )


def report(story: Story, label: str, on: str, subject: str = ACTION, **envelope: Any) -> int:
    """A status; its number."""
    (number,) = story.say(ev.StatusReported(subject=subject, status=f"rag/{label}"), on=on, **envelope)
    return number


def find(story: Story, on: str = "2017-06-01", **said: Any) -> int:
    """A weakness that the inspectorate found in the action; its number."""
    envelope = said.pop("envelope", {})
    event = ev.FindingMade(**{"finding": "f", "by": ["org:ofsted"], "polarity": "weakness", "about": [ACTION], **said})
    (number,) = story.say(event, on=on, **envelope)
    return number


def ask(story: Story, today: str = "2017-08-01", subject: str = ACTION) -> Answer:
    return story.ask(CONTRADICTS, subject, today)


# Contradiction -------------------------------------------------------------------------------------------------------


def test_a_weakness_found_by_an_inspector_in_what_stood_as_good_is_asked_about_at_once() -> None:
    with Story() as story:
        plan(story)
        green = report(story, "green", "2017-05-01")
        found = find(story)

        answer = ask(story, "2017-06-01")

    assert isinstance(answer, Alarm)
    assert (set(answer.because), answer.opened, answer.severity) == ({green, found}, found, None)
    assert "it was reported to go well by then" in answer.says
    assert "still" not in answer.says


def test_a_status_that_turned_red_within_a_week_of_the_letter_is_clear() -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        found = find(story)
        red = report(story, "red", "2017-06-07")

        answer = ask(story)

    assert answer == Clear(because=(found, red))


@pytest.mark.parametrize(("today", "is_still"), [("2017-07-01", False), ("2017-07-02", True)])
def test_what_still_stands_as_good_after_thirty_days_with_no_new_evidence_is_said_to(
    today: str, *, is_still: bool
) -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        find(story)
        story.cover("evidence")

        answer = ask(story, today)

    assert isinstance(answer, Alarm)
    assert ("no evidence collected since is on record" in answer.says) is is_still
    assert answer.is_hindsight is not is_still


@pytest.mark.parametrize(
    ("day", "said"), [("2017-06-01", "has not been reported on since"), ("2017-06-02", "is so reported still")]
)
def test_a_report_of_the_day_of_the_finding_is_none_made_since(day: str, said: str) -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        find(story)
        report(story, "green", day)

        answer = ask(story, "2017-06-20")

    assert isinstance(answer, Alarm)
    assert said in answer.says


def test_without_coverage_nothing_is_said_of_evidence_collected_since() -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        find(story)

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert "no evidence collected since" not in answer.says


@pytest.mark.parametrize(("today", "expected"), [("2017-07-01", NotYet), ("2017-07-02", Alarm)])
def test_what_is_called_good_only_after_the_finding_has_thirty_days_to_show_why(today: str, expected: type) -> None:
    with Story() as story:
        plan(story)
        found = find(story)
        green = report(story, "green", "2017-06-20")
        story.cover("evidence")

        answer = ask(story, today)

    assert isinstance(answer, expected)
    assert isinstance(answer, NotYet | Alarm)
    assert set(answer.because) == {found, green}
    if isinstance(answer, NotYet):
        assert answer.recheck_on.isoformat() == "2017-07-02"
    else:
        assert "it is reported to go well now; no evidence collected since is on record" in answer.says
        assert answer.opened == found


@pytest.mark.parametrize(("days", "today", "expected"), [(29, "2017-07-01", Alarm), (31, "2017-07-02", NotYet)])
def test_the_days_in_which_a_status_is_to_turn_are_a_setting(days: int, today: str, expected: type) -> None:
    with Story() as story:
        plan(story)
        find(story)
        report(story, "green", "2017-06-20")
        story.cover("evidence")
        story.set(CONTRADICTS, "within_days", days)

        answer = ask(story, today)

    assert isinstance(answer, expected)


def test_what_is_called_good_after_the_finding_is_not_asked_about_without_coverage_of_evidence() -> None:
    with Story() as story:
        plan(story)
        found = find(story)
        green = report(story, "green", "2017-06-20")
        story.cover("evidence", since="2017-06-02")

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert "evidence" in answer.why
    assert set(answer.because) == {found, green}


@pytest.mark.parametrize(("turned", "expected"), [("2017-07-01", Clear), ("2017-07-02", Alarm)])
def test_a_status_that_turned_in_time_and_came_back_is_clear_and_one_that_turned_late_is_not(
    turned: str, expected: type
) -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        find(story)
        report(story, "red", turned)
        report(story, "green", "2017-07-20")

        answer = ask(story)

    assert isinstance(answer, expected)


def test_a_status_that_was_red_before_the_finding_does_not_turn_by_it() -> None:
    with Story() as story:
        plan(story)
        report(story, "red", "2017-05-31")
        find(story)
        report(story, "green", "2017-06-02")
        story.cover("evidence")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert "it is reported to go well now" in answer.says


def test_a_status_that_is_red_today_is_clear_however_late_it_turned() -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        found = find(story)
        red = report(story, "red", "2017-07-30")
        report(story, "grey", "2017-07-31")

        answer = ask(story)

    assert answer == Clear(because=(found, red))


@pytest.mark.parametrize(
    ("collected", "complete", "expected"),
    [("2017-06-02", None, Clear), ("2017-06-01", None, Alarm), ("2017-06-02", "no", Alarm), ("unknown", None, Alarm)],
)
def test_evidence_collected_after_the_finding_answers_it(collected: str, complete: str | None, expected: type) -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        find(story)
        event = ev.EvidenceRecorded(evidence="e", supports=[ACTION], collected=collected, complete=complete)
        story.say(event, on="2017-06-20")

        answer = ask(story)

    assert isinstance(answer, expected)


@pytest.mark.parametrize(
    ("on", "result", "expected"),
    [("2017-06-02", "verified", Clear), ("2017-06-01", "verified", Alarm), ("2017-06-02", "partly", Alarm)],
)
def test_a_check_after_the_finding_answers_it(on: str, result: str, expected: type) -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        find(story)
        story.say(ev.VerificationRecorded(subject=ACTION, result=result), on=on)

        answer = ask(story)

    assert isinstance(answer, expected)


def test_a_second_account_of_a_check_answers_nothing() -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        find(story)
        check = ev.VerificationRecorded(subject=ACTION, result="verified")
        (first,) = story.say(check, on="2017-05-20")
        story.say(check, on="2017-06-02", rival_of=f"entry:{first}")

        answer = ask(story)

    assert isinstance(answer, Alarm)


def test_a_finding_about_an_area_that_the_action_shares_is_asked_about_less_gravely() -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        find(story, about=["area:front-door"])

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.severity == "high"
    assert "the same area" in answer.says


def test_a_finding_about_the_area_itself_names_it() -> None:
    with Story() as story:
        plan(story)
        story.say(ev.CompletionClaimed(subject="area:front-door"), on="2017-05-01")
        find(story, about=["area:front-door"])

        answer = ask(story, subject="area:front-door")

    assert isinstance(answer, Alarm)
    assert answer.severity is None


@pytest.mark.parametrize(("added", "expected"), [("2017-06-01", Alarm), ("2017-06-02", None)])
def test_an_action_added_after_the_finding_shares_its_area_as_an_answer(added: str, expected: type | None) -> None:
    with Story() as story:
        plan(story, on=added)
        find(story, about=["area:front-door"])
        report(story, "green", "2017-06-10")
        story.cover("evidence")

        answer = ask(story)

    assert answer is None if expected is None else isinstance(answer, expected)


def test_the_gravest_of_several_findings_is_asked_about_once() -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        find(story, on="2017-05-10", about=["area:front-door"])
        named = find(story, on="2017-05-20", finding="g", about=[ACTION, "area:front-door"])
        find(story, on="2017-05-30", finding="h")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert (answer.severity, answer.opened) == (None, named)


def test_a_finding_that_cannot_be_told_outweighs_one_that_is_answered_and_one_not_yet_due() -> None:
    with Story() as story:
        plan(story)
        report(story, "red", "2017-05-01")
        find(story, on="2017-05-02")
        unknown = find(story, on="2017-05-03", finding="g", by=None)

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert unknown in answer.because


@pytest.mark.parametrize(("standing", "relation", "expected"), [
    ("confirmed", "about", Alarm), ("suggested", "about", None), ("confirmed", "addresses", None),
])  # fmt: skip
def test_a_confirmed_link_names_the_action_and_a_suggested_one_or_an_answer_does_not(
    standing: str, relation: str, expected: type | None
) -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        find(story, about=None)
        find(story, finding="s", polarity="strength", about=None)
        link, other = f"action:1 {relation} finding:f", "finding:s about action:1"
        story.say(ev.LinkNoted(links=[link, other], standing=standing), on="2017-06-02")

        answer = ask(story)

    assert answer is None if expected is None else isinstance(answer, expected)


@pytest.mark.parametrize(
    "event",
    [
        ev.EvidenceRecorded(evidence="e", by=["org:peer"], undermines=[ACTION]),
        ev.VerificationRecorded(subject=ACTION, by=["body:audit"], result="not_verified"),
    ],
)
def test_an_outsiders_evidence_or_check_against_it_is_a_finding_too(event: Any) -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        (number,) = story.say(event, on="2017-06-01")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert (answer.opened, answer.severity) == (number, None)


def test_evidence_for_it_that_undermines_something_else_is_no_finding() -> None:
    with Story() as story:
        plan(story)
        story.say(ev.ActionAdded(action="2", plan="p"), on="2017-01-01")
        report(story, "green", "2017-05-01")
        event = ev.EvidenceRecorded(evidence="e", by=["org:peer"], supports=[ACTION], undermines=["action:2"])
        story.say(event, on="2017-06-01")

        answer = ask(story)

    assert answer is None


def test_evidence_against_it_that_is_not_finished_is_no_finding() -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        event = ev.EvidenceRecorded(evidence="e", by=["org:peer"], undermines=[ACTION], complete="no")
        story.say(event, on="2017-06-01")

        answer = ask(story)

    assert answer is None


@pytest.mark.parametrize(
    ("by", "expected"), [("body:audit", Alarm), ("office:mate", None), ("office:stranger", CannotTell)]
)
def test_only_an_outsiders_finding_contradicts_and_an_unknown_line_cannot_tell(by: str, expected: type | None) -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        find(story, by=[by])

        answer = ask(story)

    assert answer is None if expected is None else isinstance(answer, expected)


def test_an_outsider_is_one_even_where_nobody_leads() -> None:
    with Story() as story:
        plan(story, leads=None)
        report(story, "green", "2017-05-01")
        find(story, by=["body:audit"])

        answer = ask(story)

    assert isinstance(answer, Alarm)


def test_a_finding_of_nobody_named_is_that_of_the_visit() -> None:
    with Story() as story:
        plan(story)
        story.say(ev.VisitConducted(visit="v", by=["org:ofsted"]), on="2017-05-30")
        report(story, "green", "2017-05-01")
        find(story, by=None, visit="v")

        answer = ask(story)

    assert isinstance(answer, Alarm)


def test_a_second_account_of_a_visit_names_no_finder() -> None:
    with Story() as story:
        plan(story)
        (visit,) = story.say(ev.VisitConducted(visit="v"), on="2017-05-30")
        story.say(ev.VisitConducted(visit="v", by=["org:ofsted"]), on="2017-05-30", rival_of=f"entry:{visit}")
        report(story, "green", "2017-05-01")
        find(story, by=None, visit="v")

        answer = ask(story)

    assert isinstance(answer, CannotTell)


def test_a_mixed_finding_asks_rather_than_alarms() -> None:
    with Story() as story:
        plan(story)
        green = report(story, "green", "2017-05-01")
        found = find(story, polarity="mixed")

        asked = ask(story)
        report(story, "red", "2017-06-02")
        turned = ask(story)

    assert isinstance(asked, CannotTell)
    assert "mixed" in asked.why
    assert set(asked.because) == {green, found}
    assert isinstance(turned, Clear)


@pytest.mark.parametrize(
    ("polarity", "envelope"), [("strength", {}), ("neutral", {}), ("weakness", {"mode": "presupposed"})]
)
def test_a_strength_a_neutral_finding_or_one_taken_for_granted_contradicts_nothing(
    polarity: str, envelope: dict[str, Any]
) -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        find(story, polarity=polarity, envelope=envelope)

        answer = ask(story)

    assert answer is None


def test_a_second_account_of_a_finding_contradicts_nothing() -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        first = find(story, polarity="strength")
        find(story, on="2017-06-02", envelope={"rival_of": f"entry:{first}"})

        answer = ask(story)

    assert answer is None


@pytest.mark.parametrize("field", ["about", "by", "polarity"])
def test_a_doubted_finding_does_not_let_the_rule_tell(field: str) -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        find(story, envelope={"uncertain": [field]})

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert "doubts" in answer.why


@pytest.mark.parametrize(
    ("event", "field"),
    [
        (ev.EvidenceRecorded(evidence="e", by=["org:peer"], undermines=[ACTION]), "undermines"),
        (ev.VerificationRecorded(subject=ACTION, by=["body:audit"], result="not_verified"), "result"),
    ],
)
def test_doubted_evidence_against_it_does_not_let_the_rule_tell(event: Any, field: str) -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        story.say(event, on="2017-06-01", uncertain=[field])

        answer = ask(story)

    assert isinstance(answer, CannotTell)


@pytest.mark.parametrize(("first", "last"), [(["status"], []), ([], ["status"])])
def test_a_doubted_status_that_day_or_now_does_not_let_the_rule_tell(first: list[str], last: list[str]) -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-06-01", uncertain=first)
        find(story)
        report(story, "green", "2017-06-20", uncertain=last)

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert "doubts" in answer.why


def test_with_no_status_that_tells_anything_it_depends_on_coverage() -> None:
    with Story() as story:
        plan(story)
        report(story, "grey", "2017-05-01")
        report(story, "green", "2017-05-01", mode="presupposed")
        found = find(story)

        uncovered = ask(story)
        story.cover("statuses", since="2017-06-01", until="2017-06-01")
        covered = ask(story)

    assert isinstance(uncovered, CannotTell)
    assert "statuses" in uncovered.why
    assert uncovered.because == (found,)
    assert covered is None


def test_what_was_retired_or_what_nobody_found_anything_about_is_not_asked_about() -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        nothing = ask(story)
        find(story)
        story.say(ev.PlanItemRetired(subject=ACTION, how="withdrawn"), on="2017-06-02")

        retired = ask(story)

    assert nothing is None
    assert retired is None


# Repetition ----------------------------------------------------------------------------------------------------------


def settle(story: Story, on: str = "2016-03-01", **said: Any) -> int:
    """A recommendation about supervision, closed as implemented; the number of the closing."""
    envelope = said.pop("envelope", {})
    how = said.pop("how", "implemented")
    event = ev.RecommendationMade(**{"recommendation": "r", "about": ["area:supervision"], **said})
    story.say(event, on="2014-06-01")
    (number,) = story.say(ev.RecommendationClosed(recommendation=event.recommendation, how=how), on=on, **envelope)
    return number


def again(story: Story, on: str = "2018-06-01", **said: Any) -> int:
    """A weakness found in supervision; its number."""
    return find(story, on, **{"finding": "new", "about": ["area:supervision"], **said})


def asked(story: Story) -> Answer:
    return story.ask(REPEAT, "finding:new", "2018-07-01")


def test_a_weakness_that_follows_a_recommendation_closed_as_implemented_is_asked_about() -> None:
    with Story() as story:
        closed = settle(story)
        found = again(story, follows=["recommendation:r"])

        answer = asked(story)

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened, answer.severity) == ((found, closed), found, None)
    assert "2016-03-01" in answer.says


def test_a_weakness_in_another_service_with_no_link_is_clear_where_recommendations_are_held() -> None:
    with Story() as story:
        settle(story)
        found = again(story, about=["area:fostering"])

        uncovered = asked(story)
        story.cover("recommendations", since="2015-06-01", until="2018-06-01")
        covered = asked(story)

    assert isinstance(uncovered, CannotTell)
    assert "recommendations" in uncovered.why
    assert uncovered.because == (found,)
    assert covered == Clear(because=(found,))


@pytest.mark.parametrize("since", ["2015-06-01", "2015-06-02"])
def test_coverage_reaches_back_as_far_as_a_repetition_would(since: str) -> None:
    with Story() as story:
        again(story)
        story.cover("recommendations", since=since)

        answer = asked(story)

    assert isinstance(answer, Clear if since == "2015-06-01" else CannotTell)


def test_coverage_about_the_area_is_enough() -> None:
    with Story() as story:
        again(story)
        story.cover("recommendations", about="area:supervision")

        answer = asked(story)

    assert isinstance(answer, Clear)


@pytest.mark.parametrize(
    ("closed", "expected"),
    [("2015-05-31", Clear), ("2015-06-01", Alarm), ("2018-05-31", Alarm), ("2018-06-01", Clear)],
)
def test_a_repetition_comes_after_the_closing_and_within_thirty_six_months(closed: str, expected: type) -> None:
    with Story() as story:
        settle(story, on=closed)
        again(story, follows=["recommendation:r"])
        story.cover("recommendations")

        answer = asked(story)

    assert isinstance(answer, expected)


@pytest.mark.parametrize(("months", "closed", "expected"), [(35, "2015-06-01", Clear), (37, "2015-05-31", Alarm)])
def test_for_how_long_a_weakness_is_a_repetition_is_a_setting(months: int, closed: str, expected: type) -> None:
    with Story() as story:
        settle(story, on=closed)
        again(story, follows=["recommendation:r"])
        story.cover("recommendations")
        story.set(REPEAT, "within_months", months)

        answer = asked(story)

    assert isinstance(answer, expected)


def test_a_weakness_in_the_same_area_is_only_a_suggestion() -> None:
    with Story() as story:
        closed = settle(story)
        found = again(story)
        story.cover("recommendations")

        answer = asked(story)

    assert isinstance(answer, CannotTell)
    assert "suggested" in answer.why
    assert answer.because == (found, closed)


@pytest.mark.parametrize(("standing", "expected"), [("confirmed", Alarm), ("suggested", CannotTell)])
def test_a_link_makes_it_a_repetition_once_a_person_confirms_it(standing: str, expected: type) -> None:
    with Story() as story:
        settle(story, about=None)
        again(story)
        link = ev.LinkNoted(links=["finding:new repeats recommendation:r"], standing=standing)
        story.say(link, on="2018-06-02")
        story.cover("recommendations")

        answer = asked(story)

    assert isinstance(answer, expected)


def test_a_link_from_the_other_end_counts_and_a_link_of_an_answer_does_not() -> None:
    with Story() as story:
        settle(story, about=None)
        again(story, about=None)
        answer_link = ev.LinkNoted(links=["recommendation:r addresses finding:new"], standing="confirmed")
        story.say(answer_link, on="2018-06-02")
        story.cover("recommendations")

        as_answer = asked(story)
        link = ev.LinkNoted(links=["recommendation:r repeated_by finding:new"], standing="confirmed")
        story.say(link, on="2018-06-03")
        as_repetition = asked(story)

    assert isinstance(as_answer, Clear)
    assert isinstance(as_repetition, Alarm)


def test_a_second_account_of_a_link_confirms_nothing() -> None:
    with Story() as story:
        settle(story, about=None)
        again(story, about=None)
        (first,) = story.say(
            ev.LinkNoted(links=["finding:new addresses recommendation:r"], standing="suggested"), on="2018-06-02"
        )
        story.say(
            ev.LinkNoted(links=["finding:new repeats recommendation:r"], standing="confirmed"),
            on="2018-06-03",
            rival_of=f"entry:{first}",
        )
        story.cover("recommendations")

        answer = asked(story)

    assert isinstance(answer, Clear)


def test_a_finding_that_repeats_an_earlier_one_repeats_what_rested_on_that() -> None:
    with Story() as story:
        find(story, on="2014-05-01", finding="old", about=None)
        closed = settle(story, about=None, basis=["finding:old"])
        found = again(story, follows=["finding:old"])

        answer = asked(story)

    assert isinstance(answer, Alarm)
    assert answer.because == (found, closed)


@pytest.mark.parametrize(
    ("event", "reference"),
    [
        (ev.ActionAdded(action="1", addresses=["finding:old"]), "action:1"),
        (ev.CommitmentMade(commitment="c", addresses=["finding:old"]), "commitment:c"),
        (ev.ActionAdded(action="1", addresses=["recommendation:r"]), "action:1"),
    ],
)
def test_what_was_found_embedded_counts_as_settled(event: Any, reference: str) -> None:
    with Story() as story:
        find(story, on="2014-05-01", finding="old", about=None)
        story.say(ev.RecommendationMade(recommendation="r", basis=["finding:old"]), event, on="2014-06-01")
        (embedded,) = story.say(ev.EmbeddingConfirmed(subject=reference), on="2016-03-01")
        found = again(story, follows=["finding:old"])

        answer = asked(story)

    assert isinstance(answer, Alarm)
    assert answer.because == (found, embedded)


@pytest.mark.parametrize(
    ("event", "reference"),
    [
        (ev.ActionAdded(action="1", about=["area:supervision"]), "action:1"),
        (ev.CommitmentMade(commitment="c", about=["area:supervision"]), "commitment:c"),
    ],
)
def test_what_was_embedded_in_the_same_area_is_a_suggestion(event: Any, reference: str) -> None:
    with Story() as story:
        story.say(event, on="2014-06-01")
        story.say(ev.EmbeddingConfirmed(subject=reference), on="2016-03-01")
        again(story)
        story.cover("recommendations")

        answer = asked(story)

    assert isinstance(answer, CannotTell)


@pytest.mark.parametrize("said", [{"how": "rejected"}, {"envelope": {"mode": "presupposed"}}])
def test_what_was_closed_otherwise_or_taken_for_granted_was_not_settled(said: dict[str, Any]) -> None:
    with Story() as story:
        settle(story, **said)
        again(story, follows=["recommendation:r"])
        story.cover("recommendations")

        answer = asked(story)

    assert isinstance(answer, Clear)


def test_a_second_account_of_a_closing_settles_nothing() -> None:
    with Story() as story:
        closed = settle(story, how="rejected")
        event = ev.RecommendationClosed(recommendation="r", how="implemented")
        story.say(event, on="2016-03-02", rival_of=f"entry:{closed}")
        again(story, follows=["recommendation:r"])
        story.cover("recommendations")

        answer = asked(story)

    assert isinstance(answer, Clear)


def test_a_doubted_closing_is_only_a_suggestion() -> None:
    with Story() as story:
        settle(story, envelope={"uncertain": ["how"]})
        again(story, follows=["recommendation:r"])
        story.cover("recommendations")

        answer = asked(story)

    assert isinstance(answer, CannotTell)


@pytest.mark.parametrize("field", ["polarity", "follows"])
def test_a_doubted_repetition_does_not_let_the_rule_tell(field: str) -> None:
    with Story() as story:
        settle(story)
        found = again(story, follows=["recommendation:r"], envelope={"uncertain": [field]})

        answer = asked(story)

    assert isinstance(answer, CannotTell)
    assert "doubts" in answer.why
    assert answer.because == (found,)


@pytest.mark.parametrize(
    "said", [{"polarity": "strength"}, {"polarity": "mixed"}, {"envelope": {"mode": "presupposed"}}]
)
def test_what_is_no_weakness_or_taken_for_granted_repeats_nothing(said: dict[str, Any]) -> None:
    with Story() as story:
        settle(story)
        again(story, follows=["recommendation:r"], **said)

        answer = asked(story)

    assert answer is None


def test_the_last_of_several_closings_is_named() -> None:
    with Story() as story:
        first = settle(story)
        last = settle(story, on="2017-03-01", recommendation="s")
        found = again(story, follows=["recommendation:s", "recommendation:r"])

        answer = asked(story)

    assert isinstance(answer, Alarm)
    assert set(answer.because) == {found, first, last}
    assert "2017-03-01" in answer.says


# What is easily taken for something else -----------------------------------------------------------------------------


@pytest.mark.parametrize("is_rival", [True, False])
def test_what_makes_a_finding_is_the_first_account_of_its_own(*, is_rival: bool) -> None:
    with Story() as story:
        closed = settle(story)
        found = again(story, follows=["recommendation:r"])
        if is_rival:
            find(
                story,
                "2018-05-01",
                finding="new",
                polarity="strength",
                about=None,
                envelope={"rival_of": f"entry:{found}"},
            )
        else:
            find(story, "2018-05-01", finding="else", polarity="strength", about=["area:x"], follows=["finding:new"])

        answer = asked(story)

    assert isinstance(answer, Alarm)
    assert set(answer.because) == {found, closed}


def test_a_finding_that_the_cut_leaves_out_repeats_and_contradicts_nothing() -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        find(story, finding="new", about=None)
        story.say(ev.LinkNoted(links=["action:1 about finding:new"], standing="confirmed"), on="2017-05-02")

        repeated = story.ask(REPEAT, "finding:new", "2017-05-15", happened_by="2017-05-15")
        contradicted = story.ask(CONTRADICTS, ACTION, "2017-05-15", happened_by="2017-05-15")

    assert repeated is None
    assert contradicted is None


def test_what_is_about_the_same_thing_that_is_no_area_shares_nothing() -> None:
    with Story() as story:
        plan(story, about=["office:front"])
        report(story, "green", "2017-05-01")
        find(story, about=["office:front"])
        settle(story, about=["office:front"])
        again(story, about=["office:front"])
        story.cover("recommendations")

        contradicted = ask(story)
        repeated = asked(story)

    assert contradicted is None
    assert isinstance(repeated, Clear)


def _first_of(story: Story, event: Any) -> int:
    """A first account, of the same kind, that speaks against nothing."""
    harmless = {
        ev.EvidenceRecorded: ev.EvidenceRecorded(evidence="e"),
        ev.VerificationRecorded: ev.VerificationRecorded(subject=ACTION, result="partly"),
        ev.FindingMade: ev.FindingMade(finding="g", polarity="neutral"),
    }
    (number,) = story.say(harmless[type(event)], on="2017-06-01")
    return number


@pytest.mark.parametrize("envelope", [{"mode": "presupposed"}, {"rival_of": "its first account"}])
@pytest.mark.parametrize(
    "event",
    [
        ev.EvidenceRecorded(evidence="e", by=["org:peer"], undermines=[ACTION]),
        ev.VerificationRecorded(subject=ACTION, by=["body:audit"], result="not_verified"),
        ev.FindingMade(finding="g", by=["org:ofsted"], polarity="weakness", about=["area:front-door"]),
    ],
)
def test_what_is_taken_for_granted_or_a_second_account_speaks_against_nothing(
    event: Any, envelope: dict[str, str]
) -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        given = {"rival_of": f"entry:{_first_of(story, event)}"} if "rival_of" in envelope else envelope
        story.say(event, on="2017-06-01", **given)

        assert ask(story) is None


def test_a_finding_that_only_follows_from_a_thing_does_not_speak_against_it() -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        find(story, about=["area:else"], follows=[ACTION])

        assert ask(story) is None


def test_a_status_that_turned_on_the_day_of_the_finding_turned_in_time() -> None:
    with Story() as story:
        plan(story)
        found = find(story)
        red = report(story, "red", "2017-06-01")
        report(story, "green", "2017-06-20")

        assert ask(story) == Clear(because=(found, red))


def test_what_was_called_good_on_the_day_of_the_finding_stood_as_good_that_day() -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-06-01")
        find(story)

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert "it was reported to go well by then" in answer.says


def test_what_stood_as_good_and_is_neither_good_nor_bad_now_is_not_asked_about() -> None:
    with Story() as story:
        plan(story)
        states = [ev.State(label="paused", meaning="paused")]
        story.say(ev.StatusSchemeDefined(scheme="own", states=states), on="2017-01-01")
        report(story, "green", "2017-05-01")
        find(story)
        story.say(ev.StatusReported(subject=ACTION, status="own/paused"), on="2017-07-20")

        assert ask(story) is None


def test_the_closing_of_what_it_is_merged_into_does_not_settle_it() -> None:
    with Story() as story:
        story.say(ev.RecommendationMade(recommendation="r"), on="2014-06-01")
        story.say(ev.RecommendationMade(recommendation="other"), on="2014-06-01")
        merged = ev.RecommendationClosed(recommendation="other", how="implemented", successor=["r"])
        story.say(merged, on="2016-03-01")
        again(story, follows=["recommendation:r"])
        story.cover("recommendations")

        assert isinstance(asked(story), Clear)


def test_a_link_noted_beside_others_joins_only_what_it_names() -> None:
    with Story() as story:
        plan(story)
        story.say(ev.ActionAdded(action="2", plan="p"), on="2017-01-01")
        report(story, "green", "2017-05-01")
        find(story, about=None)
        links = ["action:1 about area:x", "finding:f about action:2"]
        story.say(ev.LinkNoted(links=links, standing="confirmed"), on="2017-06-02")

        assert ask(story) is None


def test_what_was_settled_just_so_long_before_in_the_same_area_is_still_a_suggestion() -> None:
    with Story() as story:
        settle(story, on="2015-06-01")
        again(story, on="2018-06-01")
        story.cover("recommendations")

        answer = asked(story)

    assert isinstance(answer, CannotTell)
    assert "only suggested" in answer.why
