"""The laws of every rule, put to all that come with the library; and rules that break one."""

import datetime as dt
from functools import cache

import pytest

from govledger import events as ev
from govledger.assurance import RULES, Alarm, Answer, CannotTell, Case, Clear, Rule, Rules, rule
from govledger.errors import RuleError
from govledger.testing import Law, given, rule_laws
from govledger.testing.pool import Pool
from govledger.testing.rule_laws import RULE_LAWS, RuleTrial, rule_pool

EXAMPLES = 6
PAIRS = [(one, law) for one in RULES for law in RULE_LAWS]


@cache
def pool(name: str) -> Pool:
    """The histories of one rule, drawn for the first of its laws."""
    return rule_pool(RULES.named(name), examples=EXAMPLES)


@pytest.mark.parametrize(("asked", "law"), PAIRS, ids=[f"{one.name}-{law.name}" for one, law in PAIRS])
def test_no_rule_breaks_a_law(asked: Rule, law: Law) -> None:
    fault = pool(asked.name).verdict(law).fault

    assert fault is None, str(fault)


def test_coverage_that_was_corrected_is_left_out_with_its_correction() -> None:
    told = (
        given(ev.PlanVersioned(plan="1"), ev.ActionAdded(action="3", plan="1"))
        .given(ev.CoverageDeclared(what=["deadlines"], since="2017-07-14"))
        .correct(4, ev.CoverageDeclared(what=["told"], since="2017-05-31"))
    )
    [law] = [law for law in RULE_LAWS if law.name == "nothing_is_clear_for_want_of_coverage"]

    with told.history() as history:
        trial = RuleTrial(RULES.named("SERIAL_RESCHEDULING"), history, told)

        assert [one.subject for one in trial.opinion(trial.days[-1]).cannot_tell] == ["plan:1"]
        law.put(trial)


def numbers(case: Case) -> tuple[int, ...]:
    return tuple(entry.number for entry in case.about(ev.StatusReported))


def reads_the_clock(case: Case) -> Answer:
    today = dt.datetime.now(dt.UTC)
    return Alarm(because=numbers(case), says=f"It is {today}.", clears="Time.") if numbers(case) else None


def raises(case: Case) -> Answer:
    return Clear(because=(case.about(ev.StatusReported)[3].number,))


def clears_for_want_of_coverage(case: Case) -> Answer:
    if not numbers(case):
        return None
    covered = case.all(ev.CoverageDeclared)
    return CannotTell(why="It is not known.", because=numbers(case)) if covered else Clear(because=numbers(case))


BAD = {
    reads_the_clock: "nothing_but_the_record_counts",
    raises: "no_history_stops_it",
    clears_for_want_of_coverage: "nothing_is_clear_for_want_of_coverage",
}


@pytest.mark.parametrize("judge", BAD, ids=lambda judge: judge.__name__)
def test_a_rule_that_breaks_a_law_is_caught_by_it(judge: object) -> None:
    held = Rules()
    declare = rule(
        "ONE_OF_THE_TESTS",
        severity="low",
        question="Is it so?",
        about=("action",),
        reads=(ev.StatusReported,),
        source="a test",
        rules=held,
    )
    declare(judge)  # type: ignore[arg-type]
    [broken] = [law for law in RULE_LAWS if law.name == BAD[judge]]  # type: ignore[index]

    verdict = rule_pool(held.named("ONE_OF_THE_TESTS"), examples=60, seeded=True).verdict(broken)

    assert verdict.fault is not None
    assert verdict.told is not None
    assert len(verdict.told) <= 5, verdict.told


def test_the_laws_of_a_rule_are_collected_as_tests() -> None:
    made = rule_laws("GREEN_WITHOUT_EVIDENCE", examples=3)

    tests = [name for name in vars(made) if name.startswith("test_")]

    assert tests == [f"test_{law.name}" for law in RULE_LAWS]
    getattr(made(), tests[0])()


def test_a_function_that_is_no_rule_has_no_laws() -> None:
    with pytest.raises(RuleError, match="is no rule"):
        rule_laws(reads_the_clock)
