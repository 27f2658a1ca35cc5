from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import Alarm, CannotTell, Clear, NotYet
from tests.assurance.support import Story

VOICE, STAGE = "MISSING_VOICE", "STAGE_SKIPPED"
GROUP = "group:third-sector"


# Whose voice is missing? ---------------------------------------------------------------------------------------------


def left_out(story: Story, on: str = "2021-11-10", name: str = "c", **said: Any) -> int:
    """A challenge that the third sector was left out."""
    envelope = {key: said.pop(key) for key in ("mode", "uncertain", "rival_of") if key in said}
    challenge = {"challenge": name, "kind": "omission", "about": [GROUP], **said}
    return story.say(ev.ChallengeRaised(**challenge), on=on, **envelope)[0]


def hear(story: Story, on: str, voice: str = GROUP, **said: Any) -> int:
    """Feedback that carries a voice."""
    envelope = {key: said.pop(key) for key in ("rival_of",) if key in said}
    feedback = {
        "evidence": f"{voice.partition(':')[2]}-{on}",
        "kind": "feedback",
        "voice": [voice],
        "collected": on,
        **said,
    }
    return story.say(ev.EvidenceRecorded(**feedback), on=on, **envelope)[0]


def test_a_group_said_to_be_left_out_and_not_heard_since_is_asked_about_at_once() -> None:
    with Story() as story:
        number = left_out(story)

        answer = story.ask(VOICE, GROUP, "2021-11-10")

    assert isinstance(answer, Alarm)
    assert answer.because == (number,)
    assert answer.opened == number
    assert answer.severity is None
    assert GROUP in answer.says


def test_a_note_of_its_reference_group_lodged_since_settles_it() -> None:
    with Story() as story:
        number = left_out(story)
        heard = hear(story, "2021-12-01")

        answer = story.ask(VOICE, GROUP, "2022-01-01")

    assert answer == Clear(because=(number, heard))


@pytest.mark.parametrize(("on", "kind"), [("2021-11-09", Alarm), ("2021-11-10", Clear), ("2021-11-11", Clear)])
def test_only_what_was_heard_since_counts(on: str, kind: type) -> None:
    with Story() as story:
        left_out(story)
        hear(story, on)

        assert isinstance(story.ask(VOICE, GROUP, "2022-01-01"), kind)


@pytest.mark.parametrize("said", [{"kind": "audit"}, {"voice": "group:parents"}])
def test_other_evidence_or_other_voices_do_not_count(said: Any) -> None:
    with Story() as story:
        left_out(story)
        hear(story, "2021-12-01", **said)

        assert isinstance(story.ask(VOICE, GROUP, "2022-01-01"), Alarm)


@pytest.mark.parametrize(("disposition", "kind"), [("satisfied", Clear), ("answered", Alarm), ("accepted", Alarm)])
def test_an_answer_is_not_a_hearing_but_the_askers_satisfaction_is_enough(disposition: str, kind: type) -> None:
    with Story() as story:
        left_out(story)
        story.say(ev.ChallengeAnswered(challenge="c", disposition=disposition), on="2021-12-01")

        assert isinstance(story.ask(VOICE, GROUP, "2022-01-01"), kind)


@pytest.mark.parametrize("said", [{"kind": "concern"}, {"mode": "presupposed"}])
def test_another_kind_of_challenge_or_one_only_taken_for_granted_is_not_asked_about(said: Any) -> None:
    with Story() as story:
        left_out(story, **said)

        assert story.ask(VOICE, GROUP, "2022-01-01") is None


@pytest.mark.parametrize("field", ["about", "kind"])
def test_a_challenge_that_the_clerk_doubts_tells_nothing_until_it_is_met(field: str) -> None:
    with Story() as story:
        number = left_out(story, uncertain=[field])
        before = story.ask(VOICE, GROUP, "2022-01-01")
        hear(story, "2021-12-01")

        after = story.ask(VOICE, GROUP, "2022-01-01")

    assert before == CannotTell(why="the clerk doubts who was left out", because=(number,))
    assert isinstance(after, Clear)


def test_what_was_said_before_and_met_is_not_what_an_alarm_rests_on() -> None:
    with Story() as story:
        left_out(story, on="2021-01-10")
        hear(story, "2021-02-10")
        second = left_out(story, name="d")

        answer = story.ask(VOICE, GROUP, "2022-01-01")

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened) == ((second,), second)


def test_a_second_account_of_a_challenge_names_nobody() -> None:
    with Story() as story:
        first = left_out(story, about=["group:parents"])
        left_out(story, rival_of=f"entry:{first}")

        named = story.ask(VOICE, "group:parents", "2022-01-01")

    assert isinstance(named, Alarm)
    assert first in named.because


@pytest.mark.parametrize("party", [GROUP, "org:cvs", "body:cvs", "office:advocate", "person:p1"])
def test_anybody_may_be_left_out(party: str) -> None:
    with Story() as story:
        story.say(ev.BodyEstablished(body="cvs"), on="2021-01-01")
        left_out(story, about=[party])

        assert isinstance(story.ask(VOICE, party, "2022-01-01"), Alarm)


def test_a_voice_that_nobody_missed_is_not_asked_about() -> None:
    with Story() as story:
        hear(story, "2015-01-01")

        assert story.ask(VOICE, GROUP, "2022-01-01") is None


def require(story: Story, *parties: str, rule: str = VOICE, parameter: str = "required") -> int:
    """Say which voices must be heard."""
    change = ev.RuleSettingChanged(rule=rule, parameter=parameter, now=" ".join(parties) or "none", reason="agreed")
    return story.say(change, on="2020-01-01")[0]


def test_a_voice_that_must_be_heard_and_was_not_for_six_months_is_asked_about() -> None:
    with Story() as story:
        story.cover("evidence")
        number = require(story, GROUP, "group:parents")
        hear(story, "2021-12-01", "group:parents")
        last = hear(story, "2021-01-01")

        answer = story.ask(VOICE, "ledger:main", "2022-01-01")

    assert isinstance(answer, Alarm)
    assert answer.because == (number, last)
    assert answer.opened == number
    assert GROUP in answer.says
    assert "group:parents" not in answer.says
    assert "2021-07-01" in answer.says


def test_a_voice_that_must_be_heard_and_never_was_is_asked_about() -> None:
    with Story() as story:
        story.cover("evidence")
        number = require(story, GROUP)

        answer = story.ask(VOICE, "ledger:main", "2022-01-01")

    assert isinstance(answer, Alarm)
    assert answer.because == (number,)


@pytest.mark.parametrize(("on", "kind"), [("2021-06-30", Alarm), ("2021-07-01", Clear), ("2021-07-02", Clear)])
def test_six_months_to_the_day_is_within_the_time(on: str, kind: type) -> None:
    with Story() as story:
        story.cover("evidence")
        number = require(story, GROUP)
        heard = hear(story, on)

        answer = story.ask(VOICE, "ledger:main", "2022-01-01")

    assert isinstance(answer, kind)
    assert not isinstance(answer, Clear) or answer.because == (number, heard)


def test_a_voice_heard_in_time_is_to_be_looked_at_again_when_the_first_time_runs_out() -> None:
    with Story() as story:
        require(story, GROUP, "group:parents")
        hear(story, "2021-08-01")
        hear(story, "2021-10-01", "group:parents")

        answer = story.ask(VOICE, "ledger:main", "2022-01-01")

    assert isinstance(answer, Clear)
    assert str(answer.recheck_on) == "2022-02-02"


@pytest.mark.parametrize(("months", "kind"), [(3, Alarm), (12, Clear)])
def test_how_long_a_voice_may_be_silent_is_a_setting(months: int, kind: type) -> None:
    with Story() as story:
        story.cover("evidence")
        require(story, GROUP)
        hear(story, "2021-08-01" if months == 3 else "2021-03-01")
        story.set(VOICE, "within_months", months)

        assert isinstance(story.ask(VOICE, "ledger:main", "2022-01-01"), kind)


@pytest.mark.parametrize(
    ("scope", "kind"),
    [
        ({"since": "2021-07-01"}, Alarm),
        ({"since": "2021-07-02"}, CannotTell),
        ({"until": "2022-01-01"}, Alarm),
        ({"until": "2021-12-31"}, CannotTell),
        (None, CannotTell),
    ],
)
def test_silence_counts_only_where_all_evidence_of_those_months_is_held(scope: Any, kind: type) -> None:
    with Story() as story:
        number = require(story, GROUP)
        if scope is not None:
            story.cover("evidence", **scope)

        answer = story.ask(VOICE, "ledger:main", "2022-01-01")

    assert isinstance(answer, kind)
    assert not isinstance(answer, CannotTell) or answer.because == (number,)


def test_the_list_recorded_last_is_the_one_that_counts() -> None:
    with Story() as story:
        story.cover("evidence")
        require(story, GROUP)
        require(story, "group:parents")
        hear(story, "2021-12-01", "group:parents")

        assert isinstance(story.ask(VOICE, "ledger:main", "2022-01-01"), Clear)


@pytest.mark.parametrize(("rule", "parameter"), [("NOT_SMART", "required"), (VOICE, "within_months")])
def test_another_setting_requires_nobody(rule: str, parameter: str) -> None:
    with Story() as story:
        story.cover("evidence")
        require(story, "6", rule=rule, parameter=parameter)

        assert story.ask(VOICE, "ledger:main", "2022-01-01") is None


@pytest.mark.parametrize("parties", [None, ()])
def test_where_no_voice_is_required_nothing_is_asked(parties: Any) -> None:
    with Story() as story:
        story.cover("evidence")
        if parties is not None:
            require(story, *parties)

        assert story.ask(VOICE, "ledger:main", "2022-01-01") is None


# Which stage was passed over? ----------------------------------------------------------------------------------------

TODAY = "2017-09-01"


def staged(story: Story, **test: Any) -> int:
    """A plan to be sent by 20 July, a board's stress test to come first; the number of the entry that says so."""
    story.say(ev.BodyEstablished(body="csib"), ev.PlanVersioned(plan="p"), on="2017-01-01")
    story.say(submission(), on="2017-06-14")
    envelope = {key: test.pop(key) for key in ("mode", "uncertain") if key in test}
    stage = {"obligation": "test", "kind": "stage", "leads": ["body:csib"], "before": ["obligation:submit"], **test}
    return story.say(ev.ObligationCreated(**stage), on="2017-06-14", **envelope)[0]


def submission(**said: Any) -> ev.ObligationCreated:
    held = {"obligation": "submit", "kind": "submission", "due": "by 2017-07-20", "about": ["plan:p"], **said}
    return ev.ObligationCreated(**held)


def meet(story: Story, name: str, on: str, **envelope: Any) -> int:
    """An obligation met on a day."""
    return story.say(ev.ObligationDischarged(obligation=name), on=on, **envelope)[0]


def test_a_plan_sent_before_its_stress_test_is_asked_about() -> None:
    with Story() as story:
        stage = staged(story)
        story.cover("obligations", body="csib")
        sent = meet(story, "submit", "2017-07-20")

        answer = story.ask(STAGE, "obligation:submit", TODAY)

    assert isinstance(answer, Alarm)
    assert set(answer.because) == {stage, sent}
    assert answer.opened == sent
    assert answer.severity is None
    assert "reached on 2017-07-20; it was due by 2017-07-20" in answer.says
    assert "obligation:test" in answer.says


def test_a_plan_sent_after_its_stress_test_was_minuted_is_clear() -> None:
    with Story() as story:
        stage = staged(story)
        story.cover("obligations", body="csib")
        tested = meet(story, "test", "2017-07-12")
        sent = meet(story, "submit", "2017-07-20")

        answer = story.ask(STAGE, "obligation:submit", TODAY)

    assert isinstance(answer, Clear)
    assert set(answer.because) == {stage, tested, sent}


@pytest.mark.parametrize(("on", "kind"), [("2017-07-19", Clear), ("2017-07-20", Clear), ("2017-07-21", Alarm)])
def test_a_stage_met_on_the_day_was_met_in_time_and_one_met_after_was_not(on: str, kind: type) -> None:
    with Story() as story:
        staged(story)
        meet(story, "submit", "2017-07-20")
        met = meet(story, "test", on)

        answer = story.ask(STAGE, "obligation:submit", TODAY)

    assert isinstance(answer, Clear | Alarm)
    assert isinstance(answer, kind)
    assert met in answer.because


@pytest.mark.parametrize(
    ("scope", "kind"),
    [
        (None, CannotTell),
        ({"body": "csib", "since": "2017-06-14", "until": "2017-07-20"}, Alarm),
        ({"body": "csib", "since": "2017-06-15"}, CannotTell),
        ({"body": "csib", "until": "2017-07-19"}, CannotTell),
        ({"body": "other"}, CannotTell),
        ({"body": "asked"}, Alarm),
        ({"about": ["plan:p"]}, Alarm),
        ({"about": ["obligation:test"]}, Alarm),
        ({"about": ["area:else"]}, CannotTell),
    ],
)
def test_a_stage_is_passed_over_only_where_the_boards_obligations_are_held_to_that_day(scope: Any, kind: type) -> None:
    with Story() as story:
        story.say(ev.BodyEstablished(body="other"), ev.BodyEstablished(body="asked"), on="2017-01-01")
        staged(story, about=["plan:p"], to=["body:asked"])
        meet(story, "submit", "2017-07-20")
        if scope is not None:
            story.cover("obligations", **scope)

        assert isinstance(story.ask(STAGE, "obligation:submit", TODAY), kind)


@pytest.mark.parametrize(("standing", "kind"), [("submitted", Alarm), ("approved", NotYet), ("draft", NotYet)])
def test_a_plan_that_is_said_to_be_submitted_has_been_sent(standing: str, kind: type) -> None:
    with Story() as story:
        staged(story)
        story.cover("obligations")
        story.say(ev.PlanVersioned(plan="p", standing=standing), on="2017-07-20")

        assert isinstance(story.ask(STAGE, "obligation:submit", "2017-07-20"), kind)


def test_only_a_submission_is_met_by_the_plans_standing() -> None:
    with Story() as story:
        story.say(ev.PlanVersioned(plan="p"), submission(kind="review"), on="2017-06-14")
        stage = ev.ObligationCreated(obligation="test", kind="stage", before=["obligation:submit"])
        story.say(stage, on="2017-06-14")
        story.cover("obligations")
        story.say(ev.PlanVersioned(plan="p", standing="submitted"), on="2017-07-01")

        assert isinstance(story.ask(STAGE, "obligation:submit", "2017-07-10"), NotYet)


@pytest.mark.parametrize(
    ("event", "envelope", "kind"),
    [
        (ev.PlanVersioned(plan="p", standing="submitted"), {}, Alarm),
        (ev.PlanVersioned(plan="p", standing="approved"), {}, Alarm),
        (ev.PlanItemRetired(subject="plan:p", how="superseded"), {}, Alarm),
        (ev.ObligationDischarged(obligation="submit"), {}, Alarm),
        (ev.PlanVersioned(plan="p", standing="endorsed"), {}, None),
        (ev.PlanVersioned(plan="p", standing="submitted"), {"uncertain": ["standing"]}, None),
        (ev.PlanVersioned(plan="p", standing="submitted"), {"mode": "presupposed"}, None),
        (ev.ObligationDischarged(obligation="other"), {}, None),
    ],
)
def test_a_stage_may_be_to_come_before_the_plan_itself_goes_on(event: Any, envelope: Any, kind: Any) -> None:
    with Story() as story:
        staged(story, before=["plan:p"])
        other = ev.ObligationCreated(obligation="other", kind="review", about=["plan:p"])
        story.say(other, on="2017-06-14")
        story.cover("obligations")
        story.say(event, on="2017-07-20", **envelope)

        answer = story.ask(STAGE, "plan:p", TODAY)

    assert answer is None if kind is None else isinstance(answer, kind)
    assert not isinstance(answer, Alarm) or "due" not in answer.says


def test_a_second_account_of_a_plans_standing_is_no_step() -> None:
    with Story() as story:
        staged(story, before=["plan:p"])
        story.cover("obligations")
        (first,) = story.say(ev.PlanVersioned(plan="p", standing="draft"), on="2017-07-20")
        story.say(ev.PlanVersioned(plan="p", standing="submitted"), on="2017-07-20", rival_of=f"entry:{first}")

        assert story.ask(STAGE, "plan:p", TODAY) is None


def test_the_first_step_since_the_stage_was_laid_down_is_the_one_that_passed_it_over() -> None:
    with Story() as story:
        story.say(ev.PlanVersioned(plan="p", standing="approved"), on="2016-01-01")
        staged(story, before=["plan:p"])
        story.cover("obligations")
        later = story.say(ev.PlanVersioned(plan="p", standing="submitted"), on="2017-08-20")
        first = story.say(ev.PlanVersioned(plan="p", standing="approved"), on="2017-07-20")

        answer = story.ask(STAGE, "plan:p", TODAY)

    assert isinstance(answer, Alarm)
    assert (answer.opened,) == tuple(first)
    assert not set(later) & set(answer.because)


def test_a_stage_laid_down_on_the_day_of_the_step_was_to_come_before_it() -> None:
    with Story() as story:
        staged(story)
        story.cover("obligations")
        meet(story, "submit", "2017-06-14")

        assert isinstance(story.ask(STAGE, "obligation:submit", TODAY), Alarm)


@pytest.mark.parametrize(("due", "today", "kind"), [
    ("by 2017-07-20", "2017-07-19", NotYet),
    ("by 2017-07-20", "2017-07-20", NotYet),
    ("by 2017-07-20", "2017-07-21", CannotTell),
    ("unspecified", "2017-07-21", None),
    (None, "2017-07-21", None),
])  # fmt: skip
def test_before_it_is_sent_it_is_not_yet_asked_and_after_its_day_nobody_can_tell(
    due: Any, today: str, kind: Any
) -> None:
    with Story() as story:
        story.say(submission(about=None, due=due), on="2017-06-14")
        stage = ev.ObligationCreated(obligation="test", kind="stage", before=["obligation:submit"])
        (number,) = story.say(stage, on="2017-06-14")

        answer = story.ask(STAGE, "obligation:submit", today)

    assert answer is None if kind is None else isinstance(answer, kind)
    assert not isinstance(answer, NotYet) or (str(answer.recheck_on), answer.because) == ("2017-07-21", (number,))


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"kind": "opinion"}, Alarm),
        ({"kind": "review"}, None),
        ({"before": None}, None),
        ({"mode": "presupposed"}, None),
        ({"mode": "reported"}, Alarm),
        ({"uncertain": ["before"]}, CannotTell),
        ({"uncertain": ["kind"]}, CannotTell),
        ({"uncertain": ["leads"]}, Alarm),
    ],
)
def test_only_a_stage_or_an_opinion_that_is_to_come_first_is_asked_about(said: Any, kind: Any) -> None:
    with Story() as story:
        staged(story, **said)
        story.cover("obligations")
        meet(story, "submit", "2017-07-20")

        answer = story.ask(STAGE, "obligation:submit", TODAY)

    assert answer is None if kind is None else isinstance(answer, kind)


def test_an_opinion_given_discharges_the_one_that_was_owed() -> None:
    with Story() as story:
        staged(story, kind="opinion")
        story.cover("obligations")
        story.say(ev.OpinionGiven(by=["org:partner"], discharges="test"), on="2017-07-10")
        meet(story, "submit", "2017-07-20")

        assert isinstance(story.ask(STAGE, "obligation:submit", TODAY), Clear)


def test_a_stage_that_was_withdrawn_is_not_passed_over() -> None:
    with Story() as story:
        staged(story)
        story.cover("obligations")
        story.say(ev.PlanItemRetired(subject="obligation:test", how="withdrawn"), on="2017-07-10")
        meet(story, "submit", "2017-07-20")

        assert story.ask(STAGE, "obligation:submit", TODAY) is None


def test_a_stage_met_out_of_order_is_asked_about() -> None:
    with Story() as story:
        staged(story)
        after = ev.ObligationCreated(obligation="after", kind="stage", depends_on=["obligation:test"])
        story.say(after, on="2017-06-14")
        first = meet(story, "after", "2017-07-01")
        second = meet(story, "test", "2017-07-10")

        answer = story.ask(STAGE, "obligation:after", TODAY)

    assert isinstance(answer, Alarm)
    assert answer.opened == first
    assert second in answer.because


def test_a_dependence_that_the_clerk_doubts_tells_nothing() -> None:
    with Story() as story:
        story.say(ev.ObligationCreated(obligation="a", kind="stage"), on="2017-06-14")
        after = ev.ObligationCreated(obligation="b", kind="stage", depends_on=["obligation:a", "area:x"])
        story.say(after, on="2017-06-14", uncertain=["depends_on"])
        meet(story, "b", "2017-07-01")

        assert isinstance(story.ask(STAGE, "obligation:b", TODAY), CannotTell)


@pytest.mark.parametrize(
    ("tested", "sent", "kind"),
    [
        ("unknown", "2017-07-20", CannotTell),
        ("2017-07-01..2017-07-31", "2017-07-20", CannotTell),
        ("2017-07", "2017-08-10", Clear),
        ("2017-07-10", "by 2017-07-20", CannotTell),
        ("since 2017-07-21", "2017-07-20", Alarm),
        ("2017-07-20..2017-07-31", "2017-07-20", CannotTell),
    ],
)
def test_days_that_overlap_do_not_say_which_came_first(tested: str, sent: str, kind: type) -> None:
    with Story() as story:
        staged(story)
        meet(story, "test", tested, known="2017-08-15")
        meet(story, "submit", sent, known="2017-08-15")

        assert isinstance(story.ask(STAGE, "obligation:submit", TODAY), kind)


def test_one_stage_met_does_not_hide_one_passed_over() -> None:
    with Story() as story:
        staged(story)
        other = ev.ObligationCreated(obligation="assess", kind="stage", before=["obligation:submit"])
        assess = story.say(other, on="2017-06-14")
        story.cover("obligations")
        meet(story, "assess", "2017-06-20")
        meet(story, "submit", "2017-07-20")

        answer = story.ask(STAGE, "obligation:submit", TODAY)

    assert isinstance(answer, Alarm)
    assert "obligation:assess" not in answer.says
    assert not set(assess) & set(answer.because)


def test_an_obligation_that_nothing_was_to_come_before_is_not_asked_about() -> None:
    with Story() as story:
        staged(story)
        meet(story, "test", "2017-07-20")

        assert story.ask(STAGE, "obligation:test", TODAY) is None


# What is easily taken for something else -----------------------------------------------------------------------------


def test_a_second_account_alone_says_that_nobody_was_left_out() -> None:
    with Story() as story:
        first = left_out(story, on="2022-03-01")
        left_out(story, rival_of=f"entry:{first}")

        assert story.ask(VOICE, GROUP, "2022-01-01", happened_by="2022-01-01") is None


def test_only_feedback_that_carries_the_voice_by_its_first_account_is_cited() -> None:
    with Story() as story:
        number = left_out(story)
        heard = hear(story, "2021-12-01")
        hear(story, "2021-12-01", rival_of=f"entry:{heard}")
        hear(story, "2021-12-02", kind="audit")
        hear(story, "2021-12-03", "group:parents", by=[GROUP])

        assert story.ask(VOICE, GROUP, "2022-01-01") == Clear(because=(number, heard))


def test_a_voice_that_another_rule_is_told_of_need_not_be_heard() -> None:
    with Story() as story:
        story.cover("evidence")
        require(story, GROUP, rule="NOT_SMART")

        assert story.ask(VOICE, "ledger:main", "2022-01-01") is None


def test_a_plan_that_bears_a_stages_name_is_not_that_stage() -> None:
    with Story() as story:
        staged(story, before=None)
        story.say(ev.PlanVersioned(plan="test"), on="2017-01-01")
        story.say(submission(obligation="sent", depends_on=["plan:test"]), on="2017-06-14")
        meet(story, "sent", "2017-07-20")
        story.cover("obligations")

        assert story.ask(STAGE, "obligation:sent", TODAY) is None


def test_a_stage_that_the_cut_leaves_out_was_not_passed_over() -> None:
    with Story() as story:
        story.say(ev.PlanVersioned(plan="p"), on="2017-01-01")
        story.say(ev.ObligationCreated(obligation="late", kind="stage"), on="2018-01-01")
        story.say(submission(depends_on=["obligation:late"]), on="2017-06-14")
        meet(story, "submit", "2017-07-20")

        assert story.ask(STAGE, "obligation:submit", TODAY, happened_by=TODAY) is None


def test_what_the_cut_leaves_out_was_not_reached() -> None:
    with Story() as story:
        story.say(submission(about=None), on="2018-01-01")
        story.say(ev.ObligationCreated(obligation="test", kind="stage", before=["obligation:submit"]), on="2017-06-14")

        answer = story.ask(STAGE, "obligation:submit", TODAY, happened_by=TODAY)

    assert not isinstance(answer, Alarm | Clear)


def test_another_plan_for_the_same_matter_is_not_the_one_that_was_sent() -> None:
    with Story() as story:
        staged(story)
        story.say(submission(obligation="sent", about=["area:x", "plan:p"]), on="2017-06-14")
        story.say(
            ev.ObligationCreated(obligation="first", kind="stage", before=["obligation:sent", "plan:p"]),
            on="2017-06-14",
        )
        story.say(ev.PlanVersioned(plan="q", addresses=["area:x"], standing="submitted"), on="2017-07-01")
        story.say(submission(obligation="other", about=["plan:q"]), on="2017-06-14")
        meet(story, "other", "2017-07-01")
        story.cover("obligations")

        sent = story.ask(STAGE, "obligation:sent", "2017-07-10")
        plan = story.ask(STAGE, "plan:p", "2017-07-10")

    assert not isinstance(sent, Alarm)
    assert not isinstance(plan, Alarm)


def test_a_stage_met_late_is_named_once() -> None:
    with Story() as story:
        staged(story)
        meet(story, "submit", "2017-07-20")
        meet(story, "test", "2017-07-25")
        story.cover("obligations")

        answer = story.ask(STAGE, "obligation:submit", TODAY)

    assert isinstance(answer, Alarm)
    assert answer.says.count("obligation:test") == 1


def test_why_it_cannot_be_told_is_said() -> None:
    with Story() as story:
        staged(story)
        meet(story, "submit", "2017-07-20")
        uncovered = story.ask(STAGE, "obligation:submit", TODAY)
        meet(story, "test", "unknown", known="2017-08-15")
        unsure = story.ask(STAGE, "obligation:submit", TODAY)

    assert isinstance(uncovered, CannotTell)
    assert "all obligations" in uncovered.why
    assert isinstance(unsure, CannotTell)
    assert unsure.why == "which came first, obligation:test or obligation:submit, is not sure"


def test_the_record_of_a_body_that_bears_an_offices_name_is_not_that_offices() -> None:
    with Story() as story:
        staged(story, leads=["office:csib"])
        meet(story, "submit", "2017-07-20")
        story.cover("obligations", body="csib")

        assert isinstance(story.ask(STAGE, "obligation:submit", TODAY), CannotTell)
