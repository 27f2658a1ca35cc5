"""What a check says besides what its rules say: days, settings, answers, what stopped and what was not known."""

import datetime as dt
import re
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest

from govledger.assurance import (
    RULES,
    Alarm,
    Answer,
    CannotTell,
    Case,
    Clear,
    NotYet,
    Opinion,
    Rules,
    Setting,
    check,
    rule,
)
from govledger.assurance.concerning import concerning
from govledger.errors import RuleError
from govledger.events import (
    CATALOGUE,
    ActionAdded,
    AgendaItemConsidered,
    AlarmAnswered,
    BodyEstablished,
    MeetingHeld,
    ObligationCreated,
    RuleSettingChanged,
    StatementMade,
    event,
    fields as f,
)
from govledger.ledger import Ledger
from tests.assurance.support import Story

DAY = dt.date(2017, 6, 14)


def a_rule(judge: object = None, *, name: str = "OWN_RULE", about: tuple[str, ...] = ("action",)) -> Rules:
    """A set that holds one rule, which alarms on everything unless told otherwise."""
    own = Rules()

    def alarms(case: Case) -> Answer:
        numbers = tuple(entry.number for entry in case.about(ActionAdded))
        return Alarm(because=numbers, says=f"{case.subject} was added", clears="nothing at all")

    rule(
        name,
        severity="medium",
        question="Why was it added?",
        about=about,
        reads=(ActionAdded,),
        source="this test",
        settings=(Setting(parameter="within_days", default=10, says="How many.", looser="up"),),
        rules=own,
    )(judge or alarms)  # type: ignore[arg-type]
    return own


def asked(story: Story, own: Rules, today: str = "2017-06-14") -> Opinion:
    return check(story.ledger.history(), dt.date.fromisoformat(today), rules=own)


# The day asked about -------------------------------------------------------------------------------------------------


def test_the_day_asked_about_is_the_cut_s_own() -> None:
    with Story() as story:
        story.say(ActionAdded(action="1"), on="2017-06-01")

        assert check(story.ledger.history(as_of="2017-06-14")).today == DAY
        assert check(story.ledger.history(known_by="2017-06-15")).today == dt.date(2017, 6, 15)


def test_without_a_cut_the_day_is_the_newest_on_which_something_of_the_world_became_known() -> None:
    with Story() as story:
        story.say(ActionAdded(action="1"), on="2017-06-01", known="2017-06-14")
        story.say(ActionAdded(action="2"), on="2017-05-01")
        story.say(RuleSettingChanged(rule="X", parameter="y", now="1", reason="agreed"), on="2018-01-01")

        assert check(story.ledger.history()).today == DAY


def test_a_ledger_that_holds_nothing_is_asked_on_the_day_it_was_opened() -> None:
    with Story(recorded="2017-06-14") as story:
        opinion = check(story.ledger.history())

        assert (opinion.today, opinion.alarms, opinion.denominator.entries) == (DAY, (), 1)


# What is counted -----------------------------------------------------------------------------------------------------


def test_what_is_not_yet_due_is_counted_apart_and_is_no_item() -> None:
    with Story() as story:
        story.say(ActionAdded(action="1"), on="2017-06-01")

        opinion = asked(story, a_rule(lambda case: NotYet(recheck_on=case.today)))

        assert opinion.denominator.not_yet == {"OWN_RULE": 1}
        assert opinion.denominator.items == {"OWN_RULE": 0}
        assert "Not yet due: 1." in opinion.summary


def test_a_rule_that_asks_nothing_has_no_item() -> None:
    with Story() as story:
        story.say(ActionAdded(action="1"), on="2017-06-01")

        opinion = asked(story, a_rule(lambda case: None))

        assert (opinion.denominator.items, opinion.denominator.not_yet) == ({"OWN_RULE": 0}, {})


def test_clear_and_untold_are_items_with_the_entries_they_rest_on() -> None:
    with Story() as story:
        [first, second] = story.say(ActionAdded(action="1"), ActionAdded(action="2"), on="2017-06-01")

        opinion = asked(
            story,
            a_rule(
                lambda case: (
                    Clear(because=(second, first, second))
                    if case.subject.id == "1"
                    else CannotTell(why="it is dark", because=(second,))
                )
            ),
        )

        assert [(one.subject, one.because) for one in opinion.clear] == [("action:1", (first, second))]
        assert [(one.subject, one.why, one.because) for one in opinion.cannot_tell] == [
            ("action:2", "it is dark", (second,))
        ]
        assert opinion.denominator.items == {"OWN_RULE": 2}


def test_a_rule_that_raises_is_listed_as_stopped_and_says_nothing_of_anything() -> None:
    def stumbles(case: Case) -> Answer:
        if case.subject.id == "2":
            raise ZeroDivisionError("no such number")
        return Alarm(because=tuple(entry.number for entry in case.about(ActionAdded)), says="x", clears="y")

    with Story() as story:
        story.say(ActionAdded(action="1"), ActionAdded(action="2"), ActionAdded(action="3"), on="2017-06-01")

        opinion = asked(story, a_rule(stumbles))

        assert opinion.denominator.stopped == {"OWN_RULE": "ZeroDivisionError on action:2: no such number"}
        assert (opinion.alarms, opinion.denominator.rules, opinion.denominator.items) == ((), 0, {"OWN_RULE": 0})
        assert opinion.summary.startswith("No alarms from 0 rules, 0 questions put and 4 entries read")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Alarm(because=(), says="x", clears="y"), "Alarm has to cite an entry that shows it"),
        (Clear(because=()), "Clear has to cite an entry that shows it"),
        (Clear(because=(99,)), "entry 99 is not in the record that was asked"),
        (CannotTell(why="z", because=(99,)), "entry 99 is not in the record that was asked"),
        (
            Alarm(because=(2,), says="x", clears="y", severity=cast(Any, "severe")),
            "'severe' is no severity: it is one of",
        ),
        ("yes", "a rule answers Alarm, Clear, CannotTell, NotYet or None, not str"),
    ],
)
def test_a_rule_whose_answer_rests_on_nothing_is_stopped_and_the_others_are_heard(answer: Any, told: str) -> None:
    with Story() as story:
        story.say(ActionAdded(action="1"), on="2017-06-01")

        opinion = asked(story, a_rule(lambda _: answer))

        assert opinion.denominator.stopped["OWN_RULE"].startswith(f"RuleError on action:1: {told}")
        assert (opinion.alarms, opinion.clear, opinion.cannot_tell) == ((), (), ())


def declare(**given: Any) -> None:
    meant: dict[str, Any] = {"severity": "low", "question": "Is it?", "about": ("action",), "source": "x"}
    rule("OWN_RULE", rules=Rules(), **(meant | {"reads": (ActionAdded,)} | given))(lambda _: None)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"severity": "hihg"}, "OWN_RULE: there is no severity 'hihg'; did you mean high?"),
        ({"about": ("actoin",)}, "OWN_RULE: there is no kind of subject 'actoin'; did you mean action?"),
        ({"about": ()}, 'OWN_RULE: about is a tuple with at least one in it, such as ("action",)'),
        ({"about": "action"}, 'OWN_RULE: about is a tuple with at least one in it, such as ("action",)'),
        ({"reads": ()}, "OWN_RULE: reads is a tuple with at least one in it, such as (ActionAdded,)"),
        ({"reads": ActionAdded}, "OWN_RULE: reads is a tuple with at least one in it, such as (ActionAdded,)"),
        ({"reads": (Story,)}, "OWN_RULE: reads names event types, and Story is none"),
        ({"reads": ("action-added",)}, "OWN_RULE: reads names event types, and action-added is none"),
        ({"question": " "}, "OWN_RULE: its question is left empty"),
        ({"source": ""}, "OWN_RULE: its source is left empty"),
    ],
)
def test_a_rule_that_would_never_be_heard_is_refused_where_it_is_declared(given: dict[str, Any], told: str) -> None:
    with pytest.raises(RuleError, match=re.escape(told)):
        declare(**given)


@pytest.mark.parametrize("name", ["OWN RULE", "own_rule", "OWN|RULE", "", "_OWN", "OWN__RULE", "9_LIVES", "OWN\n"])
def test_a_name_that_could_not_stand_in_a_key_is_refused_where_it_is_declared(name: str) -> None:
    told = f"a rule is named in capitals joined by underscores, such as NO_LEAD, not {name!r}"

    with pytest.raises(RuleError, match=re.escape(told)):
        a_rule(name=name)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"looser": "upp"}, "OWN_RULE.within_days: looser is up, down or either, not 'upp'"),
        ({"parameter": "within days"}, "such as grace_days, not 'within days'"),
        ({"default": -1}, "OWN_RULE.within_days: its default is a whole number, 0 or more, not -1"),
        ({"default": 2, "least": 3}, "OWN_RULE.within_days: its default is a whole number, 3 or more, not 2"),
        ({"default": True}, "OWN_RULE.within_days: its default is a whole number, 0 or more, not True"),
        ({"default": 1.5}, "OWN_RULE.within_days: its default is a whole number, 0 or more, not 1.5"),
    ],
)
def test_a_setting_that_means_nothing_is_refused_where_it_is_declared(given: dict[str, Any], told: str) -> None:
    meant: dict[str, Any] = {"parameter": "within_days", "default": 10, "says": "How many.", "looser": "up"}
    setting = Setting(**(meant | given))

    with pytest.raises(RuleError, match=re.escape(told)):
        declare(settings=(setting,))


def test_a_rule_has_one_setting_of_a_name() -> None:
    setting = Setting(parameter="within_days", default=10, says="How many.", looser="up")

    with pytest.raises(RuleError, match="OWN_RULE: there are two settings 'within_days'"):
        declare(settings=(setting, setting))


def test_a_rule_that_is_none_cannot_be_taken_out() -> None:
    with pytest.raises(RuleError, match="there is no rule 'OWN_RULEE'; did you mean OWN_RULE"):
        a_rule().remove("OWN_RULEE")


def test_events_of_unknown_types_are_counted(tmp_path: Path) -> None:
    @event("example.counted")
    class Counted:
        cases: int = f.whole()

    with Ledger.create(tmp_path / "L", clerk="office:clerk") as ledger:
        ledger.record(Counted(cases=1), Counted(cases=2), happened="2017-06-01")
    CATALOGUE.unregister(Counted)

    with Ledger.open(tmp_path / "L") as ledger:
        opinion = check(ledger.history())

    assert opinion.denominator.unknown_types == {"example.counted/1": 2}


def test_words_that_an_open_list_does_not_list_are_counted() -> None:
    with Story() as story:
        story.say(
            ObligationCreated(obligation="1", kind="improvised"),
            ObligationCreated(obligation="2", kind="improvised"),
            ObligationCreated(obligation="3"),
            on="2017-06-01",
        )

        assert story.check("2017-06-14").denominator.unknown_words == {"obligation-created.kind: improvised": 2}


# Settings ------------------------------------------------------------------------------------------------------------


def test_the_settings_hash_changes_when_a_setting_changes_and_only_then() -> None:
    own = a_rule()
    with Story() as story:
        story.say(ActionAdded(action="1"), on="2017-06-01")
        before = asked(story, own).denominator.settings_hash
        story.say(ActionAdded(action="2"), on="2017-06-01")
        same = asked(story, own).denominator.settings_hash
        story.set("OWN_RULE", "within_days", 11)
        changed = asked(story, own).denominator.settings_hash
        story.set("OWN_RULE", "within_days", 10)
        back = asked(story, own).denominator.settings_hash

    assert before == same == back != changed


def test_a_setting_reaches_its_rule_whatever_the_cut_but_the_recorded_one() -> None:
    seen: list[int] = []

    def looks(case: Case) -> Answer:
        seen.append(case.setting("within_days"))
        return None

    own = a_rule(looks)
    with Story(recorded="2017-06-14") as story:
        story.say(ActionAdded(action="1"), on="2017-06-01")
        story.now = dt.datetime(2018, 1, 1, 12, tzinfo=dt.UTC)
        story.ledger.record(
            RuleSettingChanged(rule="OWN_RULE", parameter="within_days", now="30", reason="agreed"),
            happened="2018-01-01",
        )

        check(story.ledger.history(as_of=DAY), rules=own)
        check(story.ledger.history(recorded_by="2017-12-31"), DAY, rules=own)

    assert seen == [30, 10]


@pytest.mark.parametrize(("rule_", "parameter", "now"), [("NONE", "within_days", "1"), ("OWN_RULE", "no", "1"),
                                                        ("OWN_RULE", "within_days", "many"),
                                                        ("OWN_RULE", "within_days", "²")])  # fmt: skip
def test_a_setting_of_no_rule_or_no_number_changes_nothing(rule_: str, parameter: str, now: str) -> None:
    own = a_rule()
    with Story() as story:
        story.say(ActionAdded(action="1"), on="2017-06-01")
        before = asked(story, own)
        story.say(RuleSettingChanged(rule=rule_, parameter=parameter, now=now, reason="x"), on="2017-06-01")

        assert asked(story, own).denominator.settings_hash == before.denominator.settings_hash


# Answers -------------------------------------------------------------------------------------------------------------


def answer(key: str, until: str) -> AlarmAnswered:
    return AlarmAnswered(
        rule="OWN_RULE", alarm=key, answer="explained", reason="agreed", by=["office:chair"], until=until
    )


def test_an_answer_lasts_to_the_end_of_its_last_day_and_the_alarm_is_back_the_day_after() -> None:
    own = a_rule()
    with Story() as story:
        [added] = story.say(ActionAdded(action="1"), on="2017-06-01")
        key = f"OWN_RULE|action:1|entry:{added}"
        [answered] = story.say(answer(key, "2017-06-14"), on="2017-06-02")

        on_the_day, after = asked(story, own, "2017-06-14"), asked(story, own, "2017-06-15")

    assert (on_the_day.alarms, [one.answered for one in on_the_day.answered]) == ((), [answered])
    assert ([one.key for one in after.alarms], after.answered) == ([key], ())
    assert "Alarms answered for now: 1." in on_the_day.summary


def test_the_last_answer_that_lasts_is_the_one_shown_and_another_key_answers_nothing() -> None:
    own = a_rule()
    with Story() as story:
        [added] = story.say(ActionAdded(action="1"), on="2017-06-01")
        key = f"OWN_RULE|action:1|entry:{added}"
        story.say(answer(f"{key}7", "2018-06-14"), on="2017-06-02")
        assert [one.key for one in asked(story, own).alarms] == [key]
        [_, second, _] = story.say(
            answer(key, "2017-12-31"), answer(key, "2017-12-30"), answer(key, "2017-06-01"), on="2017-06-02"
        )

        assert [one.answered for one in asked(story, own).answered] == [second]


def test_an_answer_outside_the_recorded_cut_does_not_count_and_outside_the_known_cut_does() -> None:
    own = a_rule()
    with Story(recorded="2017-06-14") as story:
        [added] = story.say(ActionAdded(action="1"), on="2017-06-01")
        story.now = dt.datetime(2017, 7, 1, 12, tzinfo=dt.UTC)
        story.say(answer(f"OWN_RULE|action:1|entry:{added}", "2018-01-01"), on="2017-07-01")

        assert len(check(story.ledger.history(as_of=DAY), rules=own).answered) == 1
        assert len(check(story.ledger.history(recorded_by="2017-06-20"), DAY, rules=own).alarms) == 1


# Hindsight -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("known", "hindsight"), [("2017-06-13", False), ("2017-06-14", False), ("2017-06-15", True)])
def test_an_alarm_says_when_it_rests_on_what_became_known_after_the_day(known: str, hindsight: bool) -> None:  # noqa: FBT001
    with Story() as story:
        [added] = story.say(ActionAdded(action="1"), on="2017-06-01", known=known)

        [alarm] = asked(story, a_rule()).alarms

    assert (alarm.hindsight, alarm.first_known.isoformat()) == (hindsight, known)
    assert (alarm.first_entry, alarm.because) == (added, (added,))


# One body ------------------------------------------------------------------------------------------------------------


def test_what_concerns_a_body_names_it_its_meetings_or_their_items_or_is_its_word() -> None:
    with Story() as story:
        story.say(
            BodyEstablished(body="a", kind="scrutiny"), BodyEstablished(body="b", kind="scrutiny"), on="2017-01-01"
        )
        story.say(MeetingHeld(meeting="a-1", body="a"), MeetingHeld(meeting="b-1", body="b"), on="2017-06-01")
        story.say(AgendaItemConsidered(agenda_item="a-1/1", meeting="a-1", title="Plan"), on="2017-06-01")
        story.say(ActionAdded(action="alone"), on="2017-06-01")
        story.say(ActionAdded(action="asserted"), on="2017-06-01", asserted_by="body:a")
        story.say(ActionAdded(action="its"), on="2017-06-01")
        story.say(StatementMade(agenda_item="a-1/1", about=["action:its"], text="x"), on="2017-06-01")
        own = a_rule(
            lambda case: Alarm(
                because=tuple(one.number for one in (*case.about(ActionAdded), *case.about(StatementMade))),
                says="x",
                clears="y",
            )
        )
        history = story.ledger.history()
        whole = asked(story, own)

        theirs, others = concerning(whole, history, "body:a"), concerning(whole, history, "body:b")

    assert [one.subject for one in theirs.alarms] == ["action:asserted", "action:its"]
    assert (others.alarms, theirs.denominator) == ((), whole.denominator)


# Rules ---------------------------------------------------------------------------------------------------------------


def test_a_rule_is_declared_once_and_found_by_its_name_or_code() -> None:
    own = a_rule()

    assert own.named("OWN_RULE").setting("within_days").default == 10
    with pytest.raises(RuleError, match="there is a rule OWN_RULE already"):
        own.add(own.named("OWN_RULE"))
    with pytest.raises(RuleError, match="did you mean OWN_RULE"):
        own.named("OWN_RULES")
    with pytest.raises(RuleError, match="there is no rule ''"):
        own.named("")
    with pytest.raises(RuleError, match="it has within_days"):
        own.named("OWN_RULE").setting("days")
    own.remove("OWN_RULE")
    assert len(own) == 0


@pytest.mark.parametrize(
    ("parameter", "unit"),
    [("grace_days", "days"), ("grace_working_days", "working days"), ("within_months", "months"),
     ("slip_percent", "per cent"), ("moves_min", "a count"), ("months", "months")],
)  # fmt: skip
def test_what_a_setting_counts_is_the_end_of_its_name(parameter: str, unit: str) -> None:
    assert Setting(parameter=parameter, default=1, says="x", looser="up").unit == unit


def test_every_rule_says_who_asks_and_where_it_comes_from() -> None:
    for one in RULES:
        assert one.question.endswith("?"), one.name
        assert one.name == one.name.upper(), one.name
        assert one.about, one.name
        assert one.reads, one.name
        assert one.source, one.name
        assert one.reads_clock <= (one.code in {"FA19", "FA28"}), one.name
    codes = [one.code for one in RULES if one.code]
    assert codes == sorted(set(codes))


def test_an_opinion_is_plain_json() -> None:
    with Story() as story:
        story.say(ActionAdded(action="1"), on="2017-06-01")

        held = msgspec.json.decode(msgspec.json.encode(asked(story, a_rule()).plain()))

    assert held["today"] == "2017-06-14"
    assert held["alarms"][0]["key"].startswith("OWN_RULE|action:1|entry:")


def test_a_setting_below_the_least_that_means_anything_counts_as_that() -> None:
    rules, seen = Rules(), list[int]()
    times = Setting(parameter="times", default=3, says="How often.", looser="up", least=1)

    @rule(
        "COUNTING",
        severity="low",
        question="?",
        about=("ledger",),
        reads=(ActionAdded,),
        source="-",
        settings=(times,),
        rules=rules,
    )
    def counting(case: Case) -> Answer:
        seen.append(case.setting("times"))
        return None

    with Ledger.open("memory://", clerk="office:clerk") as ledger:
        for now in ("0", "1", "2"):
            ledger.record(RuleSettingChanged(rule="COUNTING", parameter="times", now=now, reason="agreed"))
            check(ledger.history(), rules=rules)

    assert seen == [1, 1, 2]
