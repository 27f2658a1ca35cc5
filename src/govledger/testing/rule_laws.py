"""``TestMyRule = rule_laws("MY_RULE")``: what every rule is held to, over histories drawn for what it reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, Final

from hypothesis.strategies import SearchStrategy

from govledger.assurance import RULES, Case, Opinion, Rule, Rules, Watch, check
from govledger.assurance.record import Record
from govledger.errors import RuleError
from govledger.events import CATALOGUE, CoverageDeclared
from govledger.ledger import History
from govledger.testing.differing import differences
from govledger.testing.histories import scripts
from govledger.testing.law import Law
from govledger.testing.laws import SIZE_MAX, SIZE_MIN, test_of
from govledger.testing.pool import EXAMPLES, Pool
from govledger.testing.quiet import listening
from govledger.testing.scenario import Given
from govledger.testing.shrinking import Script
from govledger.testing.steps import OWN
from govledger.testing.trial import LawBrokenError
from govledger.testing.unheard import UnheardOf

LATER: Final = (0, 30, 400)
"""How many days after the last one told of a rule is asked."""


class RuleTrial:
    """A rule and a history.

    Attributes:
        rules: The rule, alone in a set.
        history: The history.
        told: How it was told.
    """

    def __init__(self, rule: Rule, history: History, told: Given) -> None:
        """The trial of ``rule`` by ``history``."""
        self.rules, self.history, self.told = Rules(), history, told
        self.rules.add(rule)

    @cached_property
    def days(self) -> list[dt.date]:
        """The days on which it is asked."""
        return [self.told.today + dt.timedelta(days=later) for later in LATER]

    def opinion(self, today: dt.date, history: History | None = None) -> Opinion:
        """What the rule says on a day."""
        return check(history or self.history, today, rules=self.rules)

    def expect_same(self, one: Any, other: Any, says: str) -> None:
        """Two answers must be the same.

        Raises:
            LawBrokenError: They differ.
        """
        if one != other:
            raise LawBrokenError(says, differences(one, other))


def the_same_history_gives_the_same_answers(trial: RuleTrial) -> None:
    """An alarm that comes and goes with who asks is worth nothing."""
    for day in trial.days:
        says = f"asked twice on {day}, it answers otherwise"
        trial.expect_same(trial.opinion(day).plain(), trial.opinion(day).plain(), says)


def no_history_stops_it(trial: RuleTrial) -> None:
    """A rule that raises, or cites what is not in the cut, says nothing at all of anything."""
    for day in trial.days:
        for history in (trial.history, trial.history.ledger.history(as_of=day - dt.timedelta(days=40))):
            stopped = trial.opinion(day, history).denominator.stopped
            if stopped:
                raise LawBrokenError(f"asked on {day}: {'; '.join(stopped.values())}")


def nothing_but_the_record_counts(trial: RuleTrial) -> None:
    """A rule that looks at a clock or a file answers otherwise tomorrow, of the same record."""
    trial.opinion(trial.days[0])  # What is imported, or read once by a library, is so before anyone listens.
    heard_calls: list[str] = []
    for rule in trial.rules:
        cases = list(_cases(rule, trial))
        with listening() as heard:
            for case in cases:
                rule.judge(case)
        heard_calls += [call for call in heard.calls if "sqlite" not in call]
    if heard_calls:
        raise LawBrokenError(f"it asks for something else: {', '.join(heard_calls)}")


def _cases(rule: Rule, trial: RuleTrial) -> Iterator[Case]:
    record = Record.of(trial.history)
    for subject in record.subjects(rule.about):
        case = Case(subject, record=record, rule=rule, today=trial.days[0], settings={})
        rule.judge(case)  # What it reads of the record is read from the database when it is first asked for.
        yield case


def kept_up_it_answers_as_when_asked_anew(trial: RuleTrial) -> None:
    """A check that is kept up as entries come must never drift from one that begins again."""
    watch: Watch | None = None
    for ledger in trial.told.growing():
        watch = watch or Watch(ledger, rules=trial.rules)
        day = trial.days[0]
        kept, anew = watch.check(day), trial.opinion(day, ledger.history())
        trial.expect_same(anew.plain(), kept.plain(), f"kept up to {len(ledger)} entries, it answers otherwise")


def an_unknown_event_is_harmless(trial: RuleTrial) -> None:
    """A ledger written by a later version holds types that this program cannot read."""
    more = trial.told.later(UnheardOf(about=["document:x"]), happened="2017-06-01", known_on="2017-06-01")
    with more.history() as history:
        for day in trial.days:
            before, after = trial.opinion(day), trial.opinion(day, history)
            for name in ("alarms", "answered", "clear", "cannot_tell"):
                says = f"with an event of an unknown type, what it says on {day} differs: {name}"
                trial.expect_same(getattr(before, name), getattr(after, name), says)


def nothing_is_clear_for_want_of_coverage(trial: RuleTrial) -> None:
    """Where less is declared to be whole, less can be clear: an absence counts only inside declared coverage."""
    # With a correction alone left out, what it corrected would be there again.
    covered = {entry.number for entry in trial.history.recorded() if isinstance(entry.event, CoverageDeclared)}
    if not covered:
        return
    for day in trial.days:
        before, after = trial.opinion(day), trial.opinion(day, trial.history.without(covered))
        told = {one.subject for one in before.cannot_tell}
        became = {one.subject for one in after.clear} & told
        if became:
            raise LawBrokenError(f"asked on {day}, without coverage it clears what it could not tell of: {became}")


RULE_LAWS: Final[tuple[Law, ...]] = tuple(
    Law(name=holds.__name__, holds=holds, why=str(holds.__doc__).partition("\n")[0])
    for holds in (
        the_same_history_gives_the_same_answers,
        no_history_stops_it,
        nothing_but_the_record_counts,
        kept_up_it_answers_as_when_asked_anew,
        an_unknown_event_is_harmless,
        nothing_is_clear_for_want_of_coverage,
    )
)
"""The laws of every rule, in the order in which they are told."""


def rule_laws(rule: str | Rule | Callable[..., Any], *, examples: int = EXAMPLES, rules: Rules = RULES) -> type:
    """A class that pytest collects, with one test for each law of rules.

    Args:
        rule: The rule: its name, or the function that `rule` made one.
        examples: To how many histories each is put.
        rules: The set that it is in.

    Raises:
        RuleError: It is none of the set.
    """
    found = _rule(rule, rules)
    pool = rule_pool(found, examples=examples)
    tests = {f"test_{one.name}": test_of(one, pool) for one in RULE_LAWS}
    return type(f"Laws of {found.name}", (), {**tests, "__doc__": f"The laws of {found.name}."})


def rule_pool(rule: Rule, *, examples: int = EXAMPLES, seeded: bool | None = None) -> Pool:
    """The histories to which the laws of a rule are put.

    Args:
        rule: The rule.
        examples: How many.
        seeded: Draw the same ones each time; by default as hypothesis is set.
    """

    def trial(history: History, told: Given) -> RuleTrial:
        return RuleTrial(rule, history, told)

    return Pool(rule.name, trial, _histories_for(rule), examples=examples, seeded=seeded)


def _histories_for(rule: Rule) -> SearchStrategy[Script]:
    known = {one.cls for one in CATALOGUE if one.name not in OWN}
    read = [event for event in rule.reads if event in known]
    return scripts(*read, CoverageDeclared, size_min=SIZE_MIN, size_max=SIZE_MAX)


def _rule(rule: str | Rule | Callable[..., Any], rules: Rules) -> Rule:
    if isinstance(rule, Rule):
        return rule
    if isinstance(rule, str):
        return rules.named(rule)
    found = next((one for one in rules if one.judge is rule), None)
    if found is None:
        raise RuleError(f"{rule!r} is no rule; put @rule(...) on the function")
    return found
