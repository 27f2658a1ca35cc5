"""Tiny histories for the rules: record a few events, ask one rule, and read what it says of one subject."""

import datetime as dt
from types import TracebackType
from typing import Any, Self

from govledger.assurance import RULES, Answer, Case, Opinion, check
from govledger.assurance.check import effective_settings
from govledger.assurance.record import Record
from govledger.events import CoverageDeclared, RuleSettingChanged
from govledger.ledger import Entry, Ledger, draft


class Story:
    """A ledger in memory whose clock stands where the test puts it."""

    def __init__(self, *, recorded: str = "2029-12-31") -> None:
        self.now = dt.datetime.fromisoformat(recorded).replace(hour=12, tzinfo=dt.UTC)
        self.ledger = Ledger.create("memory://", clerk="office:clerk", clock=lambda: self.now)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ledger.close()

    def say(self, *events: Any, on: str, known: str | None = None, **envelope: Any) -> list[int]:
        """Record events that happened, and became known, on a day; their numbers."""
        entries = self.ledger.record(*events, happened=on, known_on=known or on, **envelope)
        return [entry.number for entry in entries]

    def together(self, *said: tuple[str, Any]) -> None:
        """Record events of several days at once, so that one may name what another brings in later."""
        self.ledger.record_drafts([draft(event, happened=day, known_on=day) for day, event in said])

    def cover(self, *what: str, since: str = "2000-01-01", until: str | None = None, **scope: Any) -> None:
        """Declare that the ledger holds all there is of some kinds of thing."""
        self.say(CoverageDeclared(what=what, since=since, until=until, **scope), on=since, known=since)

    def set(self, rule: str, parameter: str, now: int) -> None:
        """Change a rule's setting."""
        self.say(RuleSettingChanged(rule=rule, parameter=parameter, now=str(now), reason="agreed"), on="2010-01-01")

    def ask(self, rule: str, subject: str, today: str, **cut: Any) -> Answer:
        """What one rule says of one subject on a day."""
        record = Record(self.ledger.history(**cut))
        asked = RULES.named(rule)
        assert subject in set(record.subjects(asked.about)), f"{rule} is not put to {subject}"
        settings = effective_settings(record)
        day = dt.date.fromisoformat(today)
        return asked.judge(Case(subject, record=record, rule=asked, today=day, settings=settings))

    def check(self, today: str, **cut: Any) -> Opinion:
        """What all the rules say on a day."""
        return check(self.ledger.history(**cut), dt.date.fromisoformat(today))

    def entry(self, number: int) -> Entry[Any]:
        """One entry."""
        return self.ledger.entry(number)
