"""What a rule is: a named doubt, put to one subject's case, with its settings and its source.

A rule is a pure function of a case. It answers `Alarm`, `Clear`, `CannotTell` or `NotYet`, each citing entries, or
`None` where it has nothing to ask of the subject. It accuses nobody: an alarm is a question, what the record shows,
and what would clear it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal

import attrs

from govledger.errors import RuleError, did_you_mean
from govledger.events import UnknownEvent
from govledger.events.catalogue import is_event_class
from govledger.events.values import KINDS, OPEN_KINDS, PARTY_KINDS
from govledger.events.words import nearest

if TYPE_CHECKING:
    from govledger.assurance.case import Case

Severity = Literal["info", "low", "medium", "high", "critical"]
SEVERITIES: tuple[Severity, ...] = ("info", "low", "medium", "high", "critical")
"""From a question worth asking, to independent evidence against what was relied on."""


@attrs.frozen(kw_only=True)
class Setting:
    """One number that a rule reads and a council may change, by an event.

    Attributes:
        parameter: Its name, units last; never renamed.
        default: Its value where nobody changed it.
        says: What it is, in one sentence.
        looser: Whether a larger (``up``) or a smaller (``down``) value makes the rule ask less; ``either`` where any
            change may make it ask more of one thing and less of another, and so counts as loosening it.
        least: The smallest value that means anything; a smaller one counts as this.
    """

    parameter: str
    default: int
    says: str
    looser: Literal["up", "down", "either"]
    least: int = 0

    @property
    def unit(self) -> str:
        """What it counts, which its name ends in: days, working days, months, per cent, or a count."""
        named = (unit for ending, unit in _UNITS.items() if self.parameter.endswith(ending))
        return next(named, "a count")


_UNITS = {"working_days": "working days", "days": "days", "weeks": "weeks", "months": "months", "percent": "per cent"}
"""What a setting counts, by what its name ends in."""


@attrs.frozen(kw_only=True)
class Alarm:
    """The record does not support what was relied on.

    Attributes:
        because: The entries it rests on; at least one.
        says: What they show, in one sentence that can be read out.
        clears: What would clear it.
        severity: Where it differs from the rule's own.
        opened: The entry that opened the episode; the first of ``because`` unless given.
        recheck_on: The day on which the answer may change with no new entry.
        is_hindsight: Whether it holds what was relied on against what could only be known later.
    """

    because: tuple[int, ...]
    says: str
    clears: str
    severity: Severity | None = None
    opened: int | None = None
    recheck_on: dt.date | None = None
    is_hindsight: bool = False


@attrs.frozen(kw_only=True)
class Clear:
    """The record supports what was relied on.

    Attributes:
        because: The entries that show it; at least one.
        recheck_on: The day on which the answer may change with no new entry.
    """

    because: tuple[int, ...]
    recheck_on: dt.date | None = None


@attrs.frozen(kw_only=True)
class CannotTell:
    """The record does not let the rule say.

    Attributes:
        why: What is missing, in one sentence.
        because: The entries that raise the question.
        recheck_on: The day on which the answer may change with no new entry.
    """

    why: str
    because: tuple[int, ...] = ()
    recheck_on: dt.date | None = None


@attrs.frozen(kw_only=True)
class NotYet:
    """The rule has nothing to ask before a day that has not come; left out of the denominator, and counted.

    Attributes:
        recheck_on: That day.
        because: The entries that raise the question.
    """

    recheck_on: dt.date
    because: tuple[int, ...] = ()


Answer = Alarm | Clear | CannotTell | NotYet | None
Judge = Callable[["Case"], Answer]


@attrs.frozen(kw_only=True, eq=False)
class Rule:
    """A named doubt.

    Attributes:
        name: Its word name; this is what is stored.
        code: Its number in the catalogue of rules, such as ``FA01``; empty for an application's own.
        severity: How serious it is unless an alarm says otherwise.
        question: The councillor's question.
        about: The kinds of subject it is put to.
        reads: The event types it reads.
        source: The guidance or case it comes from.
        settings: The numbers it reads.
        version: Raised when its conclusions change.
        reads_clock: Whether it reads when entries were recorded.
        judge: The function.
    """

    name: str
    code: str
    severity: Severity
    question: str
    about: tuple[str, ...]
    reads: tuple[type, ...]
    source: str
    settings: tuple[Setting, ...]
    version: int
    reads_clock: bool
    judge: Judge

    def setting(self, parameter: str) -> Setting:
        """One of its settings.

        Raises:
            RuleError: It has none of that name.
        """
        for setting in self.settings:
            if setting.parameter == parameter:
                return setting
        raise RuleError(f"{self.name} has no setting {parameter!r}; it has {', '.join(self.parameters) or 'none'}")

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of its settings."""
        return tuple(setting.parameter for setting in self.settings)


_LOOSER = ("up", "down", "either")
_NAME = re.compile("[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
_PARAMETER = re.compile("[a-z][a-z0-9]*(?:_[a-z0-9]+)*")

_SUBJECTS = tuple(dict.fromkeys((*KINDS, *PARTY_KINDS, *OPEN_KINDS, "ledger")))
"""The kinds of subject that a rule may be put to; ``ledger`` is the whole record."""


def _refuse_unknown(name: str, what: str, given: Iterable[str], known: Sequence[str]) -> None:
    for word in given:
        if word not in known:
            raise RuleError(f"{name}: there is no {what} {word!r}{did_you_mean(nearest(word, known))}")


def _refuse_useless(rule: Rule) -> None:
    """Refuse a rule that could not be stored by its name, or would never be heard.

    Raises:
        RuleError: It is one, with what would have been understood.
    """
    name = rule.name
    if not _NAME.fullmatch(name):
        raise RuleError(f"a rule is named in capitals joined by underscores, such as NO_LEAD, not {name!r}")
    _refuse_unknown(name, "severity", (rule.severity,), SEVERITIES)
    for field, one in (("question", rule.question), ("source", rule.source)):
        if not one.strip():
            raise RuleError(f"{name}: its {field} is left empty")
    for field, such in (("about", '("action",)'), ("reads", "(ActionAdded,)")):
        if not isinstance(getattr(rule, field), tuple) or not getattr(rule, field):
            raise RuleError(f"{name}: {field} is a tuple with at least one in it, such as {such}")
    _refuse_unknown(name, "kind of subject", rule.about, _SUBJECTS)
    for cls in rule.reads:
        if not is_event_class(cls) and cls is not UnknownEvent:
            raise RuleError(f"{name}: reads names event types, and {getattr(cls, '__name__', cls)} is none")
    for setting in rule.settings:
        _refuse_useless_setting(name, setting)
    twice = {one for one in rule.parameters if rule.parameters.count(one) > 1}
    if twice:
        raise RuleError(f"{name}: there are two settings {min(twice)!r}")


def _refuse_useless_setting(rule: str, setting: Setting) -> None:
    """Refuse a setting that no event could change, or of which nobody could say which way it loosens.

    Raises:
        RuleError: It is one, with what would have been understood.
    """
    if not _PARAMETER.fullmatch(setting.parameter):
        raise RuleError(
            f"{rule}: a setting is named in small letters joined by underscores, units last, such as grace_days, "
            f"not {setting.parameter!r}"
        )
    name = f"{rule}.{setting.parameter}"
    if setting.looser not in _LOOSER:
        raise RuleError(f"{name}: looser is up, down or either, not {setting.looser!r}")
    if type(setting.default) is not int or setting.default < setting.least or setting.least < 0:
        raise RuleError(f"{name}: its default is a whole number, {setting.least} or more, not {setting.default!r}")


class Rules:
    """A set of rules, by name."""

    def __init__(self) -> None:
        """No rules yet."""
        self._by_name: dict[str, Rule] = {}

    def __iter__(self) -> Iterator[Rule]:
        """Every rule, by code and then by name."""
        return iter(sorted(self._by_name.values(), key=lambda rule: (rule.code or "~", rule.name)))

    def __len__(self) -> int:
        """How many there are."""
        return len(self._by_name)

    def add(self, rule: Rule) -> None:
        """Add one.

        Raises:
            RuleError: Its name is taken or could not be stored; it has a severity, a kind of subject, an event type or
                a setting that there is not; or it asks of nothing, reads nothing, or says nothing.
        """
        if rule.name in self._by_name:
            raise RuleError(f"there is a rule {rule.name} already")
        _refuse_useless(rule)
        self._by_name[rule.name] = rule

    def remove(self, name: str) -> None:
        """Take one out.

        Raises:
            RuleError: There is none of that name.
        """
        del self._by_name[self.named(name).name]

    def named(self, name: str) -> Rule:
        """The rule of that name, or of that code.

        Raises:
            RuleError: There is none.
        """
        for rule in self:
            if name in {rule.name, rule.code} and name:
                return rule
        near = " or ".join(nearest(name, self._by_name))
        raise RuleError(f"there is no rule {name!r}{f'; did you mean {near}?' if near else ''}")


RULES = Rules()
"""Every rule of govledger and of the application that imported it."""


def rule(
    name: str,
    *,
    severity: Severity,
    question: str,
    about: tuple[str, ...],
    reads: tuple[type, ...],
    source: str,
    settings: tuple[Setting, ...] = (),
    code: str = "",
    version: int = 1,
    reads_clock: bool = False,
    rules: Rules = RULES,
) -> Callable[[Judge], Judge]:
    """Make a function over a `Case` a rule.

    Args:
        name: Its word name, in capitals joined by underscores; this is what is stored.
        severity: How serious an alarm is unless it says otherwise.
        question: The councillor's question.
        about: The kinds of subject it is put to, such as ``("action", "commitment")``; ``ledger`` for the whole record.
        reads: The event types it reads.
        source: The guidance or case it comes from.
        settings: The numbers it reads.
        code: Its number in the catalogue of rules.
        version: Raised when its conclusions change.
        reads_clock: Whether it reads when entries were recorded.
        rules: The set it joins.

    Raises:
        RuleError: The name is taken, or something in the declaration means nothing; see `Rules.add`.
    """

    def declare(judge: Judge) -> Judge:
        rules.add(
            Rule(
                name=name,
                code=code,
                severity=severity,
                question=question,
                about=about,
                reads=reads,
                source=source,
                settings=settings,
                version=version,
                reads_clock=reads_clock,
                judge=judge,
            )
        )
        return judge

    return declare
