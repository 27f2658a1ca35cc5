from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import Alarm, CannotTell, Clear
from tests.assurance.items import RAG, audit, report
from tests.assurance.support import Story

RULE, TODAY = "SELF_ASSURED", "2017-07-01"


def line(story: Story) -> None:
    """A head of service under the director, with an audit team below; a finance office elsewhere; a peer authority."""
    story.say(
        ev.AppointmentMade(appointment="dcs", office="office:dcs", reports_to=["office:chief"]),
        ev.AppointmentMade(appointment="head", office="office:head", reports_to=["office:dcs"]),
        ev.AppointmentMade(appointment="qa", office="office:qa", reports_to=["office:head"]),
        ev.AppointmentMade(appointment="dof", office="office:dof", reports_to=["office:chief"]),
        ev.AppointmentMade(appointment="finance", office="office:finance", reports_to=["office:dof"]),
        on="2016-01-01",
    )


def led(story: Story, label: str = "done", **action: Any) -> int:
    """An action that the head of service leads, reported on 1 June 2017."""
    line(story)
    story.say(RAG, ev.ActionAdded(**{"action": "1", "leads": ["office:head"], **action}), on="2017-01-01")
    return report(story, label, "2017-06-01")


def test_done_on_nothing_but_its_own_services_audit_is_asked_about() -> None:
    with Story() as story:
        number = led(story)
        shown = audit(story, "2017-05-01", by=["office:qa"])

        answer = story.ask(RULE, "action:1", TODAY)

    assert isinstance(answer, Alarm)
    assert answer.because == (number, shown)
    assert answer.opened == number
    assert answer.severity is None
    assert "evidence:e" in answer.says


def test_a_peer_authoritys_dip_sample_beside_it_is_a_check() -> None:
    with Story() as story:
        number = led(story)
        audit(story, "2017-05-01", by=["office:qa"])
        peer = audit(story, "2017-05-02", name="peer", kind="dip_sample", by=["org:peer"])

        answer = story.ask(RULE, "action:1", TODAY)

    assert answer == Clear(because=(number, peer))


@pytest.mark.parametrize(
    ("by", "kind"),
    [
        (["office:head"], Alarm),
        (["office:dcs"], Alarm),
        (["office:finance"], Clear),
        (["org:ofsted"], Clear),
        (["office:nobody-knows"], CannotTell),
        (None, CannotTell),
    ],
)
def test_whose_evidence_counts_is_read_from_the_lines_of_management(by: Any, kind: type) -> None:
    with Story() as story:
        led(story)
        audit(story, "2017-05-01", by=by)

        assert isinstance(story.ask(RULE, "action:1", TODAY), kind)


def test_the_evidence_that_nobody_can_trace_is_named() -> None:
    with Story() as story:
        led(story)
        audit(story, "2017-05-01", name="own", by=["office:qa"])
        audit(story, "2017-05-01", name="stray")

        answer = story.ask(RULE, "action:1", TODAY)

    assert isinstance(answer, CannotTell)
    assert "evidence:stray" in answer.why
    assert "evidence:own" not in answer.why


@pytest.mark.parametrize(
    ("result", "by", "kind"),
    [
        ("verified", "org:peer", Clear),
        ("partly", "org:peer", Alarm),
        ("not_verified", "org:peer", Alarm),
        ("verified", "office:dcs", Alarm),
        ("verified", None, CannotTell),
    ],
)
def test_its_own_evidence_is_enough_once_somebody_else_verified_it(result: str, by: Any, kind: type) -> None:
    with Story() as story:
        led(story)
        audit(story, "2017-05-01", by=["office:qa"])
        story.say(ev.VerificationRecorded(subject="action:1", result=result, by=[by] if by else None), on="2017-06-05")

        assert isinstance(story.ask(RULE, "action:1", TODAY), kind)


def test_a_test_by_somebody_else_that_it_has_stuck_is_a_check() -> None:
    with Story() as story:
        led(story)
        story.say(ev.EmbeddingConfirmed(subject="action:1", by=["org:peer"]), on="2017-06-05")

        assert isinstance(story.ask(RULE, "action:1", TODAY), Clear)


def test_a_second_account_of_a_check_is_no_check() -> None:
    with Story() as story:
        led(story)
        check = ev.VerificationRecorded(subject="action:1", result="not_verified", by=["org:peer"])
        (first,) = story.say(check, on="2017-06-05")
        audit(story, "2017-05-01", by=["office:qa"])
        other = ev.VerificationRecorded(subject="action:1", result="verified", by=["org:peer"])
        story.say(other, on="2017-06-05", rival_of=f"entry:{first}")

        assert isinstance(story.ask(RULE, "action:1", TODAY), Alarm)


@pytest.mark.parametrize("doubt", ["by", "complete", "supports"])
def test_evidence_that_the_clerk_doubts_tells_nothing(doubt: str) -> None:
    with Story() as story:
        led(story)
        audit(story, "2017-05-01", by=["org:peer"], complete="yes", uncertain=[doubt])

        assert isinstance(story.ask(RULE, "action:1", TODAY), CannotTell)


@pytest.mark.parametrize("doubt", ["by", "result", "subject"])
def test_a_check_that_the_clerk_doubts_tells_nothing(doubt: str) -> None:
    with Story() as story:
        led(story)
        check = ev.VerificationRecorded(subject="action:1", result="verified", by=["org:peer"])
        story.say(check, on="2017-06-05", uncertain=[doubt])

        assert isinstance(story.ask(RULE, "action:1", TODAY), CannotTell)


@pytest.mark.parametrize(("leads", "uncertain"), [(None, None), ("none", None), (["office:head"], ["leads"])])
def test_without_a_lead_that_is_sure_nobody_can_say_who_is_independent(leads: Any, uncertain: Any) -> None:
    with Story() as story:
        line(story)
        story.say(RAG, on="2017-01-01")
        story.say(ev.ActionAdded(action="1", leads=leads), on="2017-01-01", uncertain=uncertain)
        number = report(story, "done", "2017-06-01")
        shown = audit(story, "2017-05-01", by=["office:qa"])

        answer = story.ask(RULE, "action:1", TODAY)

    assert isinstance(answer, CannotTell)
    assert answer.because == (number, shown)


def test_accounts_of_the_lead_that_differ_tell_nothing() -> None:
    with Story() as story:
        led(story)
        first = story.ledger.record(
            ev.DetailChanged(subject="action:1", field="leads", kind="reassignment", leads=["office:head"]),
            happened="2017-02-01",
            known_on="2017-02-01",
        )[0]
        other = ev.DetailChanged(subject="action:1", field="leads", kind="reassignment", leads=["office:dof"])
        story.say(other, on="2017-02-01", rival_of=f"entry:{first.number}")
        audit(story, "2017-05-01", by=["office:qa"])

        answer = story.ask(RULE, "action:1", TODAY)

    assert isinstance(answer, CannotTell)


@pytest.mark.parametrize("said", [None, {"complete": "no"}])
def test_with_no_finished_evidence_nobody_can_say_who_checked(said: Any) -> None:
    with Story() as story:
        number = led(story)
        if said is not None:
            audit(story, "2017-05-01", by=["org:peer"], **said)

        answer = story.ask(RULE, "action:1", TODAY)

    assert isinstance(answer, CannotTell)
    assert answer.because == (number,)


@pytest.mark.parametrize(
    ("reports", "is_asked"),
    [
        ([("green", "2017-06-01", None)], False),
        ([("green", "2017-05-01", None), ("green", "2017-06-01", None)], True),
        ([("green", "2017-06-01", None), ("green", "2017-06-01", None)], False),
        ([("green", "2017-05-01", "during 2017-04"), ("green", "2017-06-01", "during 2017-04")], False),
        ([("green", "2017-06-01", "during 2017-04"), ("green", "2017-06-01", "during 2017-05")], True),
        ([("green", "2017-04-01", None), ("amber", "2017-05-01", None), ("green", "2017-06-01", None)], False),
        ([("done", "2017-06-01", None)], True),
        ([("done", "2017-05-01", None), ("green", "2017-05-01", None)], False),
        ([("amber", "2017-06-01", None)], False),
    ],
)
def test_it_is_asked_of_what_is_done_or_good_for_two_periods(reports: Any, is_asked: bool) -> None:  # noqa: FBT001
    with Story() as story:
        line(story)
        story.say(RAG, ev.ActionAdded(action="1", leads=["office:head"]), on="2017-01-01")
        numbers = [report(story, label, day, period=period) for label, day, period in reports]
        audit(story, "2017-03-01", by=["office:qa"])

        answer = story.ask(RULE, "action:1", TODAY)

    assert isinstance(answer, Alarm) if is_asked else answer is None
    assert not isinstance(answer, Alarm) or answer.opened == numbers[0]


@pytest.mark.parametrize(
    ("priority", "least", "is_asked"),
    [
        ("low", None, False),
        ("medium", None, True),
        ("high", None, True),
        (None, None, True),
        ("low", 1, True),
        ("medium", 3, False),
        ("high", 3, True),
        (None, 3, True),
    ],
)
def test_low_priority_is_left_out_unless_a_setting_takes_it_in(
    priority: str | None,
    least: int | None,
    is_asked: bool,  # noqa: FBT001
) -> None:
    with Story() as story:
        led(story, priority=priority)
        audit(story, "2017-05-01", by=["office:qa"])
        if least is not None:
            story.set(RULE, "priority_min", least)

        answer = story.ask(RULE, "action:1", TODAY)

    assert isinstance(answer, Alarm) if is_asked else answer is None


def test_a_status_that_the_clerk_doubts_tells_nothing() -> None:
    with Story() as story:
        line(story)
        story.say(RAG, ev.ActionAdded(action="1", leads=["office:head"]), on="2017-01-01")
        number = report(story, "done", "2017-06-01", uncertain=["status"])
        audit(story, "2017-05-01", by=["office:qa"])

        answer = story.ask(RULE, "action:1", TODAY)

    assert answer == CannotTell(why="the clerk doubts the status", because=(number,))


def test_an_area_that_only_an_audit_speaks_for_raises_the_question_whose_audit_it_was() -> None:
    with Story() as story:
        shown = audit(story, "2017-05-01", supports=["area:practice"])

        answer = story.ask(RULE, "area:practice", TODAY)

    assert answer == CannotTell(why="nobody said who produced evidence:e", because=(shown,))


@pytest.mark.parametrize("said", [{"complete": "no"}, {"by": ["office:qa"]}])
def test_an_area_that_nobody_reported_on_is_asked_nothing_else(said: Any) -> None:
    with Story() as story:
        audit(story, "2017-05-01", supports=["area:practice"], **said)

        assert story.ask(RULE, "area:practice", TODAY) is None


def test_what_was_only_reported_on_has_no_lead_to_be_independent_of() -> None:
    with Story() as story:
        story.say(RAG, on="2017-01-01")
        story.say(ev.StatusReported(subject="area:practice", status="rag/done"), on="2017-06-01")

        answer = story.ask(RULE, "area:practice", TODAY)

    assert isinstance(answer, CannotTell)
    assert "no finished evidence" in answer.why


def test_a_check_is_independent_only_of_a_lead_that_is_sure() -> None:
    with Story() as story:
        line(story)
        action = ev.ActionAdded(action="1", leads=["office:head"])
        story.say(RAG, on="2017-01-01")
        story.say(action, on="2017-01-01", uncertain=["leads"])
        report(story, "done", "2017-06-01")
        story.say(ev.VerificationRecorded(subject="action:1", by=["org:peer"], result="verified"), on="2017-06-02")

        assert isinstance(story.ask(RULE, "action:1", TODAY), CannotTell)
