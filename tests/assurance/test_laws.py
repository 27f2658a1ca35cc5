"""Laws of a check, over the five minutes and over random histories, with every rule there is."""

import datetime as dt
from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given, settings, strategies as st

from govledger.assurance import RULES, Opinion, Raised, Rules, Setting, check
from govledger.events import (
    CATALOGUE,
    ActionAdded,
    BodyEstablished,
    CoverageDeclared,
    MeetingHeld,
    PlanVersioned,
    RuleSettingChanged,
    StatusReported,
)
from govledger.ledger import Draft, Entry, Ledger, draft
from govledger.ledger.lines import read_lines, write_line
from govledger.projections.coverage_map import WHAT
from tests.events.support import TYPES, smallest_body
from tests.ledger.histories import DAYS as DAYS_DRAWN, TODAY, histories, recorded
from tests.ledger.support import FakeClock
from tests.minutes.support import MINUTES as FOLDER
from tests.projections.support import MINUTES, record_minute, telling_days

DAYS = dict(zip(MINUTES, ("2022-05-26", "2021-12-31", "2015-11-30", "2017-05-03", "2017-06-14"), strict=True))
EACH = pytest.mark.parametrize("name", DAYS)
READ_CLOCK = {one.name for one in RULES if one.reads_clock}


def memory(instant: str = "2029-12-31T12:00:00Z") -> Ledger:
    return Ledger.open("memory://", clerk="office:clerk", clock=FakeClock(instant))


def minute(name: str, *, coverage: bool = True, instant: str = "2029-12-31T12:00:00Z") -> Ledger:
    """Return a ledger of its own, recorded at an instant, that holds one minute."""
    ledger = memory(instant)
    record_minute(ledger, name, coverage=coverage)
    return ledger


def encoded(opinion: Opinion) -> bytes:
    return msgspec.json.encode(opinion.plain())


def alarms(opinion: Opinion, *, without: Iterable[str] = ()) -> list[Raised]:
    """Return the alarms, but for those of some rules."""
    return [one for one in (*opinion.alarms, *opinion.answered) if one.rule not in set(without)]


def copied(entries: Iterable[Entry[Any]]) -> list[Draft]:
    """Return drafts that say what entries say, their references to entries by key."""
    return list(read_lines([msgspec.json.encode(write_line(entry)) for entry in entries]).drafts)


# The same inputs -----------------------------------------------------------------------------------------------------


@EACH
def test_the_same_history_and_day_give_the_same_bytes(name: str) -> None:
    with minute(name) as ledger:
        first, second = check(ledger.history(as_of=DAYS[name])), check(ledger.history(as_of=DAYS[name]))

    assert encoded(first) == encoded(second)


@EACH
def test_no_rule_stops_on_a_minute_whatever_the_day_and_the_cut(name: str) -> None:
    with minute(name) as ledger:
        for day in telling_days(ledger):
            for history in (ledger.history(as_of=day), ledger.history(happened_by=day), ledger.history(known_by=day)):
                for later in (0, 400, 4000):
                    opinion = check(history, day + dt.timedelta(days=later))
                    assert opinion.denominator.stopped == {}, (history.cut.words, later)


@EACH
def test_the_same_entries_recorded_in_other_batches_give_the_same_bytes(name: str) -> None:
    with minute(name) as ledger:
        entries = list(ledger.entries(after=1))
        whole = encoded(check(ledger.history(as_of=DAYS[name])))
        drafts = copied(entries)

    with memory() as one_batch:
        one_batch.record_drafts(drafts)
        assert encoded(check(one_batch.history(as_of=DAYS[name]))) == whole


@given(histories(), st.lists(st.integers(1, 13), max_size=4), DAYS_DRAWN)
def test_one_batch_or_many_conclude_the_same(drafts: list[Draft], cuts: list[int], day: dt.date) -> None:
    with recorded(drafts) as one, recorded(drafts, cuts=cuts) as many:
        assert encoded(check(one.history(), day)) == encoded(check(many.history(), day))


# What an alarm rests on ----------------------------------------------------------------------------------------------


def assert_rests_on_the_cut(opinion: Opinion, numbers: Sequence[int]) -> None:
    for alarm in alarms(opinion):
        assert alarm.because, alarm.key
        assert set(alarm.because) <= set(numbers), alarm.key
        assert alarm.key.startswith(f"{alarm.rule}|{alarm.subject}|entry:"), alarm.key
        assert int(alarm.key.rpartition(":")[2]) in numbers, alarm.key
        assert alarm.says, alarm.key
        assert alarm.clears, alarm.key
    keys = [alarm.key for alarm in alarms(opinion)]
    assert len(keys) == len(set(keys))
    for one in opinion.clear:
        assert one.because, (one.rule, one.subject)
        assert set(one.because) <= set(numbers), (one.rule, one.subject)


@EACH
@pytest.mark.parametrize("coverage", [True, False])
def test_every_alarm_cites_entries_inside_the_cut(name: str, coverage: bool) -> None:  # noqa: FBT001
    with minute(name, coverage=coverage) as ledger:
        for day in telling_days(ledger):
            history = ledger.history(as_of=day)
            for later in (0, 400, 4000):
                opinion = check(history, day + dt.timedelta(days=later))
                assert_rests_on_the_cut(opinion, history.numbers)


@given(histories(), DAYS_DRAWN)
def test_every_alarm_of_a_random_history_cites_entries_inside_the_cut(drafts: list[Draft], day: dt.date) -> None:
    with recorded(drafts) as ledger:
        history = ledger.history(as_of=day)
        opinion = check(history)

        assert_rests_on_the_cut(opinion, history.numbers)
        assert opinion.denominator.stopped == {}


THE_LEDGERS_OWN = {"ledger-opened", "entry-retracted", "disclosure-erased", "clock-corrected"}


def smallest(**envelope: Any) -> list[Draft]:
    """Return one event of every type, with no more than it has to say."""
    said = [one for one in TYPES if one.name not in THE_LEDGERS_OWN]
    return [
        draft(one.cls(**smallest_body(one)), happened="2017-06-14", known_on="2017-06-14", **envelope) for one in said
    ]


@pytest.mark.parametrize("later", [0, 30, 400, 4000])
def test_no_rule_stops_on_events_that_say_no_more_than_they_must(later: int) -> None:
    with memory() as ledger:
        record_what_is_taken(ledger, smallest())
        opinion = check(ledger.history(), dt.date(2017, 6, 14) + dt.timedelta(days=later))

        assert opinion.denominator.stopped == {}
        assert_rests_on_the_cut(opinion, ledger.history().numbers)


def record_what_is_taken(ledger: Ledger, drafts: Sequence[Draft]) -> None:
    """Record those of the drafts that the ledger does not refuse."""
    bad = {fault.position for fault in ledger.check_drafts(drafts)}
    kept = [one for position, one in enumerate(drafts, start=1) if position not in bad]
    assert len(kept) > len(drafts) * 3 // 4
    ledger.record_drafts(kept)


@given(st.sampled_from(MINUTES), st.randoms(use_true_random=False), st.integers(0, 2000))
def test_no_rule_stops_on_a_minute_that_says_less(name: str, random: Random, later: int) -> None:
    day = dt.date.fromisoformat(DAYS[name])
    lines = (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()
    drafts = list(read_lines([with_less(line, random) for line in lines]).drafts)
    with memory() as ledger:
        assume(not ledger.check_drafts(drafts))
        ledger.record_drafts(drafts)
        opinion = check(ledger.history(), day + dt.timedelta(days=later))

        assert opinion.denominator.stopped == {}
        assert_rests_on_the_cut(opinion, ledger.history().numbers)


def with_less(line: str, random: Random) -> bytes:
    """Return a line without some of the fields that it may leave out."""
    held = msgspec.json.decode(line)
    declared = CATALOGUE.read_type(held["type"])
    for field in list(held["body"]):
        if not declared.fields[field].required and random.random() < 0.1:
            del held["body"][field]
    if random.random() < 0.1:
        held["happened"] = "unknown"
    return msgspec.json.encode(held)


# What an alarm does not rest on --------------------------------------------------------------------------------------


def unrelated(day: str) -> list[Draft]:
    """Return a plan, a body and a status of another council."""
    events = (
        BodyEstablished(body="zz-elsewhere", kind="scrutiny"),
        PlanVersioned(plan="zz-other-plan", kind="plan", standing="made"),
        ActionAdded(action="zz-action", plan="zz-other-plan", text="Elsewhere", due="unspecified"),
        MeetingHeld(meeting="zz-1", body="zz-elsewhere"),
        StatusReported(subject="action:zz-action", status="under way"),
    )
    return [draft(event, happened=day, known_on=day) for event in events]


@EACH
def test_what_is_said_of_another_plan_and_another_body_changes_no_alarm(name: str) -> None:
    with minute(name) as ledger:
        day = DAYS[name]
        before = check(ledger.history(as_of=day))
        ledger.record_drafts(unrelated(day))
        after = check(ledger.history(as_of=day))

    ours = [alarm for alarm in alarms(after) if "zz-" not in alarm.subject]
    assert ours == alarms(before)
    assert [one for one in after.clear if "zz-" not in one.subject] == list(before.clear)
    assert asked_of(after) == asked_of(before)


def asked_of(opinion: Opinion) -> list[tuple[str, str]]:
    """Return what could not be told of what; a reason may list what else might be meant."""
    return [(one.rule, one.subject) for one in opinion.cannot_tell if "zz-" not in one.subject]


@given(histories())
def test_what_is_said_elsewhere_changes_no_alarm_of_a_random_history(drafts: list[Draft]) -> None:
    with recorded(drafts) as ledger:
        before = check(ledger.history(), TODAY)
        ledger.record_drafts(unrelated(str(TODAY)))
        after = check(ledger.history(), TODAY)

    assert [alarm for alarm in alarms(after) if "zz-" not in alarm.subject] == alarms(before)


@EACH
def test_when_entries_were_recorded_changes_only_what_reads_the_clock(name: str) -> None:
    with minute(name, instant="2024-01-02T12:00:00Z") as early, minute(name, instant="2029-12-31T12:00:00Z") as late:
        first, second = (check(ledger.history(as_of=DAYS[name])) for ledger in (early, late))

    assert alarms(first, without=READ_CLOCK) == alarms(second, without=READ_CLOCK)
    assert [one for one in first.clear if one.rule not in READ_CLOCK] == [
        one for one in second.clear if one.rule not in READ_CLOCK
    ]
    assert [one for one in first.cannot_tell if one.rule not in READ_CLOCK] == [
        one for one in second.cannot_tell if one.rule not in READ_CLOCK
    ]


@pytest.mark.parametrize("later", [0, 400, 4000])
def test_what_is_only_presupposed_adds_no_alarm_by_what_it_lacks(later: int) -> None:
    introducing = [one for one in TYPES if any(spec.introduces for spec in one.fields.values())]
    drafts = [one for one in smallest(mode="presupposed") if CATALOGUE.of(one.event) in introducing]
    with memory() as ledger:
        record_what_is_taken(ledger, drafts)
        ledger.record(CoverageDeclared(what=WHAT, since="2000-01-01"), happened="2017-06-14")
        opinion = check(ledger.history(), dt.date(2017, 6, 14) + dt.timedelta(days=later))

    assert [(alarm.rule, alarm.subject, alarm.says) for alarm in alarms(opinion)] == []


# Cuts ----------------------------------------------------------------------------------------------------------------


@EACH
def test_a_recorded_cut_concludes_what_the_shorter_ledger_does(name: str) -> None:
    clock = FakeClock("2029-01-01T12:00:00Z")
    with Ledger.open("memory://", clerk="office:clerk", clock=clock) as ledger:
        record_minute(ledger, name)
        day = dt.date.fromisoformat(DAYS[name])
        short = check(ledger.history(), day)
        clock.set("2029-06-01T12:00:00Z")
        ledger.record_drafts(unrelated(DAYS[name]))
        cut = check(ledger.history(recorded_by="2029-03-01"), day)

    assert as_concluded(cut) == as_concluded(short)


@EACH
def test_a_cut_concludes_what_a_ledger_of_nothing_else_does(name: str) -> None:
    with minute(name) as ledger:
        ledger.record_drafts(unrelated("2024-01-01"))
        history = ledger.history(as_of=DAYS[name])
        held = sorted(set(history.numbers) - {1})
        whole = check(history)
        with memory() as truncated:
            truncated.record_drafts(copied(ledger.entry(number) for number in held))
            alone = check(truncated.history(), dt.date.fromisoformat(DAYS[name]))

    assert len(held) < history.cut.size
    assert as_concluded(alone) == as_concluded(whole, held)


def as_concluded(opinion: Opinion, numbers: Sequence[int] = ()) -> Any:
    """Return what an opinion concludes, without the words of its cut; entries as they come in ``numbers``."""
    places = {number: place for place, number in enumerate(numbers, start=2)} if numbers else None

    def placed(number: int) -> int:
        return number if places is None else places[number]

    return (
        [(one.rule, one.subject, one.severity, [placed(n) for n in one.because]) for one in alarms(opinion)],
        [(one.rule, one.subject, [placed(n) for n in one.because]) for one in opinion.clear],
        [(one.rule, one.subject, [placed(n) for n in one.because]) for one in opinion.cannot_tell],
        opinion.denominator.items,
        opinion.denominator.settings_hash,
    )


@given(histories(versions=False), DAYS_DRAWN)
@settings(max_examples=25)
def test_a_cut_of_a_random_history_concludes_what_the_shorter_ledger_does(drafts: list[Draft], day: dt.date) -> None:
    with recorded(drafts) as ledger:
        history = ledger.history(known_by=day)
        held = sorted(set(history.numbers) - {1})
        kept = [drafts[number - 2] for number in held]
        introduced = {one.event.action for one in kept if isinstance(one.event, ActionAdded)}
        assume(kept and all(names(one) <= introduced for one in kept))
        with recorded(kept) as truncated:
            assert as_concluded(check(truncated.history(), day)) == as_concluded(check(history, day), held)


def names(one: Draft) -> set[str]:
    """Return the actions that a draft of a random history names."""
    event = one.event
    if isinstance(event, ActionAdded):
        return set()
    found = [event.subject] if isinstance(event, StatusReported) else event.about
    return {str(reference).partition(":")[2] for reference in found}


# Settings ------------------------------------------------------------------------------------------------------------

CHANGEABLE = [(one.name, held) for one in RULES for held in one.settings if held.looser != "either"]


@pytest.mark.parametrize(("rule", "setting"), CHANGEABLE, ids=[f"{one}.{held.parameter}" for one, held in CHANGEABLE])
def test_loosening_a_setting_never_adds_an_alarm_of_its_rule(rule: str, setting: Setting) -> None:
    looser = [setting.default * 2 + 1, setting.default + 1000] if setting.looser == "up" else [setting.default // 2, 0]
    for name in MINUTES:
        with minute(name) as ledger:
            day = dt.date.fromisoformat(DAYS[name])
            found = [raised(rule, ledger, day)]
            for now in looser:
                event = RuleSettingChanged(rule=rule, parameter=setting.parameter, now=str(now), reason="agreed")
                ledger.record(event, happened="2029-01-01")
                found.append(raised(rule, ledger, day))

        assert found[1] <= found[0]
        assert found[2] <= found[1]


def raised(rule: str, ledger: Ledger, day: dt.date) -> set[tuple[str, int]]:
    """Return what one rule alarms on, today and later."""
    one = Rules()
    one.add(RULES.named(rule))
    return {
        (alarm.subject, later)
        for later in (0, 100, 400)
        for alarm in check(ledger.history(as_of=day), day + dt.timedelta(days=later), rules=one).alarms
    }


# Clear ---------------------------------------------------------------------------------------------------------------

ALONE = ("action", "commitment", "obligation", "recommendation", "measure", "challenge", "decision", "plan", "body")


@pytest.mark.parametrize("later", [0, 400, 4000])
@pytest.mark.parametrize("kind", ALONE)
def test_a_ledger_of_one_thing_and_nothing_else_is_clear_of_nothing(kind: str, later: int) -> None:
    [declared, *_] = [
        one for one in TYPES if any(spec.introduces == kind and name == kind for name, spec in one.fields.items())
    ]
    with memory() as ledger:
        ledger.record(declared.cls(**smallest_body(declared)), happened="2017-06-14", known_on="2017-06-14")
        opinion = check(ledger.history(), dt.date(2017, 6, 14) + dt.timedelta(days=later))

    assert [(one.rule, one.subject) for one in opinion.clear] == []
