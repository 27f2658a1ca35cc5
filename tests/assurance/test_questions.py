import datetime as dt
from collections.abc import Iterator
from typing import Any

import attrs
import pytest

from govledger import events as ev
from govledger.assurance.opinion import Raised
from govledger.assurance.questions import Question, Questions, questions
from govledger.assurance.reach import concerns_of, overseers_of, plans_of
from govledger.assurance.rule import RULES, Alarm, Answer, Rules, Severity, rule
from govledger.errors import ProjectionStoppedError
from govledger.projections.challenge_log import ChallengeLog
from govledger.projections.plan_state import PlanState
from tests.assurance.support import Story
from tests.projections.support import minute_ledger

TODAY = "2017-07-01"
RAG = ev.StatusSchemeDefined(scheme="rag", states=[ev.State(label="green", meaning="on_track")])


def doubting(*kinds: str) -> Rules:
    """One rule that alarms on every action, challenge or ledger that was introduced, resting on its first entries."""
    rules = Rules()

    @rule(
        "ALWAYS",
        severity="high",
        question="Is it so?",
        about=kinds,
        reads=(ev.ActionAdded,),
        source="here",
        rules=rules,
    )
    def always(case: Any) -> Answer:
        if case.subject.kind == "ledger":
            return Alarm(because=(1,), says="it was opened", clears="nothing")
        entries = [one.number for cls in (ev.StatusReported, ev.ActionAdded) for one in case.about(cls)]
        row = case.row
        numbers = tuple(entries) or (tuple(row.entries) if row is not None else ())
        severity: Severity | None = "low" if case.subject.id == "2" else None
        return Alarm(because=numbers, says="it is so", clears="a word", severity=severity) if numbers else None

    return rules


ACTIONS = doubting("action")


@pytest.fixture
def story() -> Iterator[Story]:
    """Two boards: one oversees the plan with action 1; the other met, and heard of action 2."""
    with Story() as told:
        told.say(RAG, ev.BodyEstablished(body="board"), ev.BodyEstablished(body="panel"), on="2017-01-01")
        told.say(ev.PlanVersioned(plan="p", overseen_by=["board"]), on="2017-01-01")
        told.say(ev.ActionAdded(action="1", plan="p"), ev.ActionAdded(action="2"), on="2017-01-02")
        told.say(ev.StatusReported(subject="action:1", status="rag/green"), on="2017-06-01", source="paper#3")
        yield told


def meet(story: Story, body: str, on: str, **item: Any) -> None:
    meeting = f"{body}-{on}"
    story.say(
        ev.MeetingHeld(meeting=meeting, body=body),
        ev.AgendaItemConsidered(agenda_item=f"{meeting}/1", meeting=meeting, **item),
        on=on,
    )


def ask(story: Story, body: str, rules: Rules = ACTIONS, today: str = TODAY, **cut: Any) -> Questions:
    return questions(story.ledger.history(**cut), body, dt.date.fromisoformat(today), rules=rules)


def subjects(found: Questions) -> list[str]:
    return [question.alarm.subject for question in found.questions]


def only(found: Questions, subject: str) -> Question:
    (question,) = (one for one in found.questions if one.alarm.subject == subject)
    return question


# Whose question it is ------------------------------------------------------------------------------------------------


def test_a_body_is_asked_about_the_plan_it_oversees_and_the_rest_is_counted(story: Story) -> None:
    found = ask(story, "board")

    assert subjects(found) == ["action:1"]
    assert found.others == 1
    assert found.body == "body:board"
    assert len(found.opinion.alarms) == 2


def test_a_body_that_oversees_nothing_and_was_told_nothing_has_no_question(story: Story) -> None:
    found = ask(story, "body:panel")

    assert found.questions == ()
    assert found.others == 2


def test_the_most_serious_question_comes_first(story: Story) -> None:
    meet(story, "board", "2017-06-10", put_before=["action:2"])

    found = ask(story, "board")

    assert subjects(found) == ["action:1", "action:2"]
    assert [one.alarm.severity for one in found.questions] == ["high", "low"]


def asking(name: str, severity: Severity, rules: Rules, *, hindsight: bool = False, of: tuple[str, ...] = ()) -> None:
    """A rule that alarms on some actions, or on all, resting on the entry that added each."""

    @rule(
        name,
        severity=severity,
        question="Is it?",
        about=("action",),
        reads=(ev.ActionAdded,),
        source="here",
        rules=rules,
    )
    def asks(case: Any) -> Answer:
        if of and case.subject.id not in of:
            return None
        because = tuple(entry.number for entry in case.about(ev.ActionAdded))
        return Alarm(because=because, says=f"{case.subject} is so", clears="a word", is_hindsight=hindsight)


def test_questions_stand_by_what_matters_to_the_meeting_and_those_that_ask_the_same_together(story: Story) -> None:
    meet(story, "board", "2017-06-10", documents=["paper"])
    story.say(ev.ActionAdded(action="3", plan="p"), on="2017-06-02", source="paper")
    story.say(ev.ActionAdded(action="4", plan="p"), on="2017-06-12")
    rules = Rules()
    asking("A_LOW", "low", rules)
    asking("B_IN_HINDSIGHT", "high", rules, hindsight=True)
    asking("C_NOT_TOLD_AND_OLD", "high", rules, of=("1",))
    asking("D_NOT_TOLD_AND_NEW", "high", rules, of=("1", "4"))
    asking("E_TOLD", "high", rules, of=("1", "3"))
    asking("F_CRITICAL", "critical", rules, of=("1",))

    found = ask(story, "board", rules)

    names = ["F_CRITICAL", "E_TOLD", "D_NOT_TOLD_AND_NEW", "C_NOT_TOLD_AND_OLD", "B_IN_HINDSIGHT", "A_LOW"]
    assert [group.rule for group in found.groups] == names
    assert [len(group.questions) for group in found.groups] == [1, 2, 2, 1, 3, 3]
    assert [question for group in found.groups for question in group.questions] == list(found.questions)
    assert [group.hindsight for group in found.groups] == [False, False, False, False, True, False]


def test_a_group_tells_what_its_questions_rest_on_each_entry_once(story: Story) -> None:
    meet(story, "board", "2017-06-10", documents=["paper"])
    story.say(ev.ActionAdded(action="3", plan="p"), on="2017-06-02", source="paper")
    rules = Rules()
    asking("ALL_OF_THEM", "high", rules)

    (group,) = ask(story, "board", rules).groups

    assert [one.entry for one in group.cited] == sorted({n for one in group.questions for n in one.alarm.because})
    assert group.told == (dt.date(2017, 6, 10),)


def test_one_rule_may_ask_of_some_more_seriously_than_of_others(story: Story) -> None:
    meet(story, "board", "2017-06-10", put_before=["action:2"])

    assert [group.severity for group in ask(story, "board").groups] == ["high", "low"]


def test_as_json_every_question_stands_in_full_and_the_groups_name_their_alarms(story: Story) -> None:
    story.say(ev.ActionAdded(action="3", plan="p"), on="2017-06-02")

    held = ask(story, "board").plain()

    assert [one["alarm"]["key"] for one in held["questions"]] == held["groups"][0]["alarms"]
    assert len(held["questions"]) == 2
    assert held["groups"][0] | {"alarms": []} == {
        "rule": "ALWAYS", "question": "Is it so?", "severity": "high", "hindsight": False, "alarms": [],
    }  # fmt: skip


def test_what_a_body_was_told_concerns_it_even_where_it_does_not_oversee_it(story: Story) -> None:
    meet(story, "panel", "2017-06-10", put_before=["action:2"])

    assert subjects(ask(story, "panel")) == ["action:2"]


@pytest.mark.parametrize(("today", "heard"), [("2017-06-09", []), ("2017-06-10", ["action:2"])])
def test_what_a_body_is_yet_to_be_told_does_not_concern_it(story: Story, today: str, heard: list[str]) -> None:
    meet(story, "panel", "2017-06-10", put_before=["action:2"])

    assert subjects(ask(story, "panel", today=today)) == heard


@pytest.mark.parametrize(
    "naming",
    [
        ev.ActionAdded(action="3", leads=["body:panel"]),
        ev.ActionAdded(action="3", decision="d"),
        ev.ActionAdded(action="3", about=["agenda_item:panel-2017-06-10/1"]),
    ],
    ids=["the body", "its decision", "its item"],
)
def test_an_entry_that_names_the_body_or_what_is_the_bodys_concerns_it(story: Story, naming: Any) -> None:
    meet(story, "panel", "2017-06-10")
    story.say(ev.DecisionRecorded(decision="d", meeting="panel-2017-06-10", force="agreed"), on="2017-06-10")
    story.say(naming, on="2017-06-20")

    assert "action:3" in subjects(ask(story, "panel"))
    assert "action:3" not in subjects(ask(story, "board"))


def test_an_alarm_on_the_whole_record_concerns_every_body(story: Story) -> None:
    rules = doubting("ledger")

    assert subjects(ask(story, "board", rules)) == subjects(ask(story, "panel", rules)) == ["ledger:main"]


def test_an_answered_alarm_is_no_question(story: Story) -> None:
    (alarm,) = (one.alarm for one in ask(story, "board").questions)
    story.say(
        ev.AlarmAnswered(
            rule="ALWAYS",
            alarm=alarm.key,
            answer="accepted",
            by=["office:dcs"],
            reason="known",
            until="2018-01-01",
        ),
        on="2017-06-30",
    )

    found = ask(story, "board")

    assert found.questions == ()
    assert found.others == 1


# What it had been told -----------------------------------------------------------------------------------------------


def test_each_entry_says_where_it_is_read_and_when_the_body_was_told_it(story: Story) -> None:
    meet(story, "board", "2017-06-10", documents=["paper"])

    report, added = sorted(only(ask(story, "board"), "action:1").cited, key=lambda one: -one.entry)

    assert (report.type, report.sources, report.told) == ("status-reported", ("paper#3",), dt.date(2017, 6, 10))
    assert (added.type, added.sources, added.told) == ("action-added", (), None)
    assert report.known_on == dt.date(2017, 6, 1)
    assert str(report.happened) == "2017-06-01"


def test_the_days_on_which_it_was_told_are_those_of_the_entries_it_was_told(story: Story) -> None:
    meet(story, "board", "2017-06-10", documents=["paper"])

    assert only(ask(story, "board"), "action:1").told == (dt.date(2017, 6, 10),)


def test_that_it_was_not_told_counts_only_where_all_it_was_told_is_held(story: Story) -> None:
    before = only(ask(story, "board"), "action:1")
    story.cover("told", body="board")
    after = only(ask(story, "board"), "action:1")

    assert before.told == after.told == ()
    assert (before.is_told_held, after.is_told_held) == (False, True)


def test_what_came_late_was_not_put_before_a_body_by_the_name_of_what_it_is_about(story: Story) -> None:
    story.say(
        ev.DocumentLodged(document="file", published_on="2017-06-20"),
        ev.EvidenceRecorded(evidence="notes", supports=["action:1"]),
        on="2017-03-31",
        source="file",
    )
    meet(story, "board", "2017-05-10", about=["action:1"], put_before=["action:1"])

    (question,) = (one for one in ask(story, "board", RULES).questions if one.alarm.rule == "BACKDATED_ENTRY")
    told = {one.type: one.told for one in question.cited}

    assert told["evidence-recorded"] is None
    assert told["agenda-item-considered"] == dt.date(2017, 5, 10)


# What it asked before ------------------------------------------------------------------------------------------------


def challenge(story: Story, name: str, on: str, **said: Any) -> None:
    story.say(ev.ChallengeRaised(challenge=name, **said), on=on)


def test_a_body_asked_what_it_put_and_what_was_put_at_its_items(story: Story) -> None:
    meet(story, "board", "2017-06-10")
    challenge(story, "own", "2017-05-01", by=["body:board"], kind="question", about=["plan:p"])
    challenge(story, "at-item", "2017-06-10", agenda_item="board-2017-06-10/1", by=["office:member-a"])
    challenge(story, "elsewhere", "2017-06-11", by=["office:member-a"])

    asked = ask(story, "board").asked

    assert [one.challenge for one in asked] == ["at-item", "own"]
    assert (asked[1].kind, asked[1].by, asked[1].about) == ("question", ("body:board",), ("plan:p",))
    assert asked[0].days_open == 21


@pytest.mark.parametrize(("today", "names"), [("2017-04-30", []), ("2017-05-01", ["own"])])
def test_what_is_yet_to_be_asked_was_not_asked_before(story: Story, today: str, names: list[str]) -> None:
    challenge(story, "own", "2017-05-01", by=["body:board"])

    assert [one.challenge for one in ask(story, "board", today=today).asked] == names


@pytest.mark.parametrize(
    ("disposition", "days"), [("answered", None), ("confidence_only", None), ("deferred", 61), ("undertaken", 61)]
)
def test_a_reply_that_puts_it_off_leaves_it_open(story: Story, disposition: str, days: int | None) -> None:
    challenge(story, "own", "2017-05-01", by=["body:board"])
    story.say(ev.ChallengeAnswered(challenge="own", disposition=disposition, by=["office:dcs"]), on="2017-05-02")

    (asked,) = ask(story, "board").asked

    assert asked.days_open == days
    assert [answer.disposition for answer in asked.answers] == [disposition]


def test_an_answer_to_a_repeat_answers_the_question(story: Story) -> None:
    challenge(story, "own", "2017-05-01", by=["body:board"])
    challenge(story, "again", "2017-05-20", by=["body:board"], repeats="own")
    story.say(ev.ChallengeAnswered(challenge="again", disposition="accepted"), on="2017-05-21")

    again, own = ask(story, "board").asked

    assert (own.days_open, again.days_open) == (None, None)
    assert len(own.answers) == len(again.answers) == 1


def test_a_question_names_the_bodys_own_challenges_about_the_same_subject(story: Story) -> None:
    challenge(story, "same", "2017-05-01", by=["body:board"], about=["action:1"])
    challenge(story, "other", "2017-05-01", by=["body:board"], about=["action:2"])

    assert only(ask(story, "board"), "action:1").asked_before == ("same",)


# As a whole ----------------------------------------------------------------------------------------------------------


def test_a_view_that_stopped_is_not_passed_over(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object) -> None:
        raise RuntimeError("there is no such thing")

    challenge(story, "own", "2017-05-01", by=["body:board"])
    monkeypatch.setitem(ChallengeLog.__projection__.handlers, ev.ChallengeRaised, (stumble,))  # type: ignore[attr-defined]

    with pytest.raises(ProjectionStoppedError):
        ask(story, "board")


def test_as_json_it_says_what_the_whole_check_rests_on(story: Story) -> None:
    held = ask(story, "board").plain()

    assert held["body"] == "body:board"
    assert held["questions"][0]["alarm"]["subject"] == "action:1"
    assert held["others"] == 1
    assert held["opinion"]["denominator"]["rules"] == 1
    assert "2 alarms" in held["opinion"]["summary"]
    assert "alarms" not in held["opinion"]


@pytest.mark.parametrize(
    ("name", "day", "body", "rules", "asked"),
    [
        ("west-berkshire-2015", "2015-11-30", "osmc", {"UNANSWERED_CHALLENGE", "HEARSAY_ASSURANCE"}, 4),
        ("worcestershire-2017", "2017-05-03", "hwb", {"UNANSWERED_CHALLENGE", "BODY_NEVER_MET"}, 6),
    ],
)
def test_the_body_that_met_should_ask_what_its_own_minutes_leave_open(
    name: str, day: str, body: str, rules: set[str], asked: int
) -> None:
    with minute_ledger(name) as ledger:
        found = questions(ledger.history(as_of=day), body)

    assert rules <= {one.alarm.rule for one in found.questions}
    assert len(found.asked) == asked
    assert found.others == 0
    assert all(one.told for one in found.questions)


# Reach ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def state(story: Story) -> PlanState:
    story.say(
        ev.CommitmentMade(commitment="c", plan="p", about=["area:front-door"]),
        ev.RecommendationMade(recommendation="r"),
        ev.RecommendationMade(recommendation="s"),
        ev.ActionAdded(action="3", commitment="c", addresses=["recommendation:r"], about=["area:mash"]),
        ev.MeasureDefined(measure="m", about=["action:3", "measure:m"]),
        ev.PlanVersioned(plan="register", kind="register"),
        ev.RiskIdentified(risk="k", register="register"),
        on="2017-02-01",
    )
    story.say(ev.PlanVersioned(plan="p", addresses=["recommendation:s"]), on="2017-02-02")
    return story.ledger.history().project(PlanState)


@pytest.mark.parametrize(
    ("subject", "plans"),
    [
        ("plan:p", ("p",)),
        ("action:1", ("p",)),
        ("action:2", ()),
        ("action:3", ("p",)),
        ("commitment:c", ("p",)),
        ("risk:k", ("register",)),
        ("measure:m", ("p",)),
        ("recommendation:r", ("p",)),
        ("recommendation:s", ("p",)),
        ("body:board", ()),
    ],
)
def test_what_plans_a_subject_belongs_to(state: PlanState, subject: str, plans: tuple[str, ...]) -> None:
    assert plans_of(subject, state) == plans


@pytest.mark.parametrize(
    ("subject", "bodies"),
    [
        ("action:3", ("body:board",)),
        ("risk:k", ()),
        ("action:2", ()),
        ("body:panel", ("body:panel",)),
        ("plan:absent", ()),
    ],
)
def test_who_oversees_a_subject(state: PlanState, subject: str, bodies: tuple[str, ...]) -> None:
    assert overseers_of(subject, state) == bodies


@pytest.mark.parametrize(
    ("subject", "concerns"),
    [
        ("action:3", {"action:3", "area:mash", "area:front-door"}),
        ("commitment:c", {"commitment:c", "area:front-door"}),
        ("measure:m", {"measure:m", "action:3"}),
        ("recommendation:r", {"recommendation:r"}),
    ],
)
def test_what_a_subject_concerns(state: PlanState, subject: str, concerns: set[str]) -> None:
    assert concerns_of(subject, state) - {"measure:m"} == concerns - {"measure:m"}


def test_the_alarm_of_a_question_is_that_of_the_check(story: Story) -> None:
    found = ask(story, "board")

    assert isinstance(found.questions[0].alarm, Raised)
    assert found.questions[0].alarm in found.opinion.alarms
    assert attrs.asdict(found)["today"] == dt.date(2017, 7, 1)
