"""What a check concludes, and on what: alarms, clears, what could not be told, and the denominator."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

import attrs
import msgspec

from govledger.assurance.rule import SEVERITIES, Severity

NOTHING_ASKED = "No rule found anything on record to ask about, so this says nothing of how things stand."
"""What is said of a check that put no question."""


@attrs.frozen(kw_only=True)
class Raised:
    """An alarm, as it stands in an opinion.

    Attributes:
        key: ``RULE|subject|entry:n``: the rule, the subject, and the entry that opened the episode.
        rule: The rule's name.
        subject: What it was put to.
        severity: How serious it is.
        question: The councillor's question.
        says: What the record shows.
        because: The entries it rests on.
        clears: What would clear it.
        first_entry: The last of them to be recorded: before it, nothing could rest on them all.
        first_known: The day by which all it rests on was known. Other entries or the passing of time may have raised it
            only later, and fewer entries sooner; `timeline` finds the day.
        hindsight: Whether it depends on what became known after the day asked about, or after what it doubts was said.
        recheck_on: The day on which it may change with no new entry.
        answered: The entry that answered it, while that answer lasts.
    """

    key: str
    rule: str
    subject: str
    severity: Severity
    question: str
    says: str
    because: tuple[int, ...]
    clears: str
    first_entry: int
    first_known: dt.date
    hindsight: bool
    recheck_on: dt.date | None
    answered: int | None


@attrs.frozen(kw_only=True)
class Settled:
    """A rule that found a subject in order.

    Attributes:
        rule: The rule's name.
        subject: What it was put to.
        because: The entries that show it.
    """

    rule: str
    subject: str
    because: tuple[int, ...]


@attrs.frozen(kw_only=True)
class Untold:
    """A rule that could not tell.

    Attributes:
        rule: The rule's name.
        subject: What it was put to.
        why: What is missing.
        because: The entries that raise the question.
    """

    rule: str
    subject: str
    why: str
    because: tuple[int, ...]


@attrs.frozen(kw_only=True)
class Denominator:
    """What was looked at, so that "no alarms" cannot be read as more than it is.

    Attributes:
        rules: How many rules ran.
        items: How many subjects each rule could fire on.
        not_yet: How many subjects of each rule are not yet due to be asked about.
        entries: How many entries were read.
        cut: What the history left out, in words.
        coverage: The declarations of coverage it relied on: entry, what, body, about, since, until.
        unknown_types: How many events of each unknown type were passed over.
        unknown_words: How many words stood in open lists that no rule reacts to.
        stopped: The rules that raised an error and so say nothing, with the error.
        settings_hash: SHA-256 of the settings in force, the rules' versions and the library's.
    """

    rules: int
    items: Mapping[str, int]
    not_yet: Mapping[str, int]
    entries: int
    cut: str
    coverage: tuple[str, ...]
    unknown_types: Mapping[str, int]
    unknown_words: Mapping[str, int]
    stopped: Mapping[str, str]
    settings_hash: str


@attrs.frozen(kw_only=True)
class Opinion:
    """The conclusions of one check.

    Attributes:
        today: The day asked about.
        alarms: The open alarms, most serious first.
        answered: The alarms that somebody answered, while the answers last.
        clear: What was found in order.
        cannot_tell: What the record does not let a rule say.
        denominator: What was looked at.
    """

    today: dt.date
    alarms: tuple[Raised, ...]
    answered: tuple[Raised, ...]
    clear: tuple[Settled, ...]
    cannot_tell: tuple[Untold, ...]
    denominator: Denominator

    @property
    def summary(self) -> str:
        """One paragraph that can be read out; never "no alarms" without its denominator."""
        by_severity = Counter(alarm.severity for alarm in self.alarms)
        counted = ", ".join(f"{by_severity[name]} {name}" for name in reversed(SEVERITIES) if by_severity[name])
        raised = f"{_many(len(self.alarms), 'alarm')} ({counted})" if self.alarms else "No alarms"
        items = sum(self.denominator.items.values())
        told = (
            f"{raised} from {_many(self.denominator.rules, 'rule')}, {_many(items, 'question')} put and "
            f"{self.denominator.entries} entries read, {self.denominator.cut}. Found in order: {len(self.clear)}. Not "
            f"answered by the record: {len(self.cannot_tell)}. Not yet due: {sum(self.denominator.not_yet.values())}."
        )
        none = "" if items else f" {NOTHING_ASKED}"
        cover = f" Coverage declared: {'; '.join(self.denominator.coverage) or 'none, so no absence counts'}."
        answered = f" Alarms answered for now: {len(self.answered)}." if self.answered else ""
        return told + none + cover + answered

    def plain(self) -> dict[str, Any]:
        """The opinion as plain JSON; the same inputs give the same bytes."""
        held: dict[str, Any] = msgspec.to_builtins(attrs.asdict(self, recurse=True))
        return held


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
