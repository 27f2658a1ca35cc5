"""The rows of `AuditTrail`: each entry as it was recorded, and what was done to the record itself."""

from __future__ import annotations

import datetime as dt

import attrs

from govledger import events as ev
from govledger.projections.tracked import Parties

Words = tuple[str, ...] | str | None


@attrs.define(kw_only=True)
class Recorded:
    """One entry as it was recorded: any version, corrected or taken back.

    Attributes:
        number: Its number.
        type: Its type, as stored.
        happened: When it is said to have happened.
        known_on: The first day anyone outside the author's office could know it.
        recorded_at: The ledger's own clock.
        clerk: Who entered it.
        source: Where it is read, each as ``document#locator``.
        asserted_by: Whose word it is.
        mode: How it is known.
        visibility: Who may see it.
        corrects: The number of the entry it is another version of.
        retracts: The number of the entry it takes back.
        rival_of: The number of the entry it is a second account of.
        reason: Why it corrects or takes back another; ``None`` where it does neither.
        days_late: How many days after it could be known it was recorded.
        superseded_by: The number of the version that replaced it.
        retracted_by: The number of the entry that took it back.
        erased_by: The number of the entry that says its text was erased.
    """

    number: int
    type: str
    happened: ev.When
    known_on: dt.date
    recorded_at: dt.datetime
    clerk: str
    source: tuple[str, ...]
    asserted_by: ev.Party | None
    mode: str
    visibility: str
    corrects: int | None
    retracts: int | None
    rival_of: int | None
    reason: ev.Text | None
    days_late: int
    superseded_by: int | None = None
    retracted_by: int | None = None
    erased_by: int | None = None


@attrs.frozen(kw_only=True)
class Erasure:
    """That withheld text was erased.

    Attributes:
        number: The entry that says so.
        entries: The entries whose text it was.
        fields: Which texts; ``None`` for all of them.
        by: Who erased it.
        reason: Why.
        decision: The decision it rests on.
        clerk: Who entered it.
        recorded_at: The ledger's own clock.
    """

    number: int
    entries: tuple[int, ...]
    fields: Words
    by: Parties
    reason: ev.Text
    decision: str | None
    clerk: str
    recorded_at: dt.datetime


@attrs.frozen(kw_only=True)
class Setting:
    """That a rule's setting was changed; whether that loosened the rule is for the rule to say.

    Attributes:
        number: The entry that says so.
        rule: The written name of the rule.
        parameter: Which of its settings.
        was: The value before.
        now: The value after.
        by: Who changed it.
        reason: Why.
        decision: The decision it rests on.
        clerk: Who entered it.
        recorded_at: The ledger's own clock.
    """

    number: int
    rule: str
    parameter: str
    was: str | None
    now: str
    by: Parties
    reason: ev.Text
    decision: str | None
    clerk: str
    recorded_at: dt.datetime


@attrs.frozen(kw_only=True)
class AlarmAnswer:
    """That somebody answered an alarm.

    Attributes:
        number: The entry that says so.
        rule: The written name of the rule.
        alarm: The key of the alarm.
        answer: What the answer is.
        by: Who answered.
        reason: Why.
        until: When the answer expires.
        clerk: Who entered it.
        recorded_at: The ledger's own clock.
    """

    number: int
    rule: str
    alarm: str
    answer: str
    by: Parties
    reason: ev.Text
    until: dt.date
    clerk: str
    recorded_at: dt.datetime


@attrs.frozen(kw_only=True)
class ClockSetRight:
    """That the ledger's clock was found wrong and set right.

    Attributes:
        number: The entry that says so.
        was: The last stamp before.
        now: The clock as set right.
        reason: Why.
        clerk: Who entered it.
        recorded_at: The ledger's own clock.
    """

    number: int
    was: str
    now: str
    reason: ev.Text
    clerk: str
    recorded_at: dt.datetime
