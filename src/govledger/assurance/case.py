"""One subject's case: what a rule may read, and the few questions that every family of rules asks of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from govledger.assurance.index import Remark
from govledger.assurance.record import Record
from govledger.assurance.rule import Rule
from govledger.events import Ref
from govledger.ledger import Entry
from govledger.projections.coverage_map import CoverageMap
from govledger.projections.plan_state import PlanState
from govledger.projections.tracked import Tracked

Event = TypeVar("Event")
State = TypeVar("State")
Made = TypeVar("Made")


class Case:
    """What is on record about one subject, on one day.

    Attributes:
        subject: What the rule is put to, as ``kind:id``.
        today: The day the question is asked.
    """

    __slots__ = ("_record", "_rule", "_settings", "subject", "today")

    def __init__(
        self, subject: str, *, record: Record, rule: Rule, today: dt.date, settings: Mapping[str, int]
    ) -> None:
        """The case of ``subject`` for one ``rule``."""
        self.subject = subject if type(subject) is Ref else Ref(subject)
        self.today = today
        self._record, self._rule, self._settings = record, rule, settings

    def setting(self, parameter: str) -> int:
        """The value in force of one of the rule's settings."""
        held = self._rule.setting(parameter)
        return max(held.least, self._settings.get(f"{self._rule.name}.{parameter}", held.default))

    def days(self, parameter: str) -> dt.timedelta:
        """A setting counted in days."""
        return dt.timedelta(days=self.setting(parameter))

    # Reading ---------------------------------------------------------------------------------------------------------

    def view(self, cls: type[State]) -> State:
        """A projection of the whole record.

        Raises:
            ProjectionStoppedError: A handler raised; the rule then cannot tell.
        """
        return self._record.state(cls)

    def once(self, make: Callable[..., Made], *args: Any) -> Made:
        """What a function of the record and of ``args`` comes to; it is worked out once for all cases.

        Args:
            make: The function; it takes the record and then ``args``, and reads nothing else.
            args: What it is asked of; hashable.
        """
        return self._record.once(make, *args)

    @property
    def plan(self) -> PlanState:
        """The plan as it stands."""
        return self.view(PlanState)

    @property
    def row(self) -> Tracked | None:
        """The subject's row of the plan; ``None`` where nothing was said of it."""
        return self.plan.find(self.subject)

    def about(self, cls: type[Event], reference: str | None = None) -> tuple[Entry[Event], ...]:
        """The entries of one type that name a reference, the subject's unless given, in the order things happened."""
        return tuple(self._record.about(cls, str(self.subject) if reference is None else reference))

    def all(self, cls: type[Event]) -> tuple[Entry[Event], ...]:
        """Every entry of one type, in the order things happened."""
        return tuple(self._record.all(cls))

    def entry(self, number: int) -> Entry[Any] | None:
        """One entry of the record; ``None`` where the cut leaves it out."""
        return self._record.entry(number)

    def entries(self, numbers: Sequence[int]) -> list[Entry[Any]]:
        """Some entries by their numbers, in that order; those that the cut leaves out are passed over."""
        return self._record.some(numbers)

    def numbers_about(self, cls: type, reference: str | None = None) -> Sequence[int]:
        """The numbers of the entries that `about` gives, without reading them."""
        return self._record.numbers_about(cls, str(self.subject) if reference is None else reference)

    def ahead(self, references: Sequence[str], *types: type) -> Iterator[str]:
        """Some references in turn; what entries of some types say about the next ones is read at once."""
        return self._record.in_turn(references, types)

    def between(self, numbers: Iterable[int], after: dt.date, before: dt.date) -> list[int]:
        """Those of some entries of the record whose latest day lies between two, without reading them."""
        return self._record.between(numbers, after, before)

    def latest(self, number: int) -> dt.date:
        """The latest day on which what an entry of the record tells can have happened, without reading it."""
        return self._record.latest(number)

    def known_on(self, number: int) -> dt.date:
        """The day on which an entry of the record became known, without reading it."""
        return self._record.known_on(number)

    def type_of(self, number: int) -> type:
        """The type of the event of an entry of the record, without reading it."""
        return self._record.type_of(number)

    def original(self, number: int) -> int:
        """The number of the entry that one of the record is a version of, without reading it."""
        return self._record.original(number)

    def names(self, number: int) -> list[str]:
        """What an entry of the record brings in or refers to, each once, without reading it."""
        return self._record.names(number)

    def papers(self, number: int) -> tuple[str, ...]:
        """The documents in which an entry of the record is read, without reading it."""
        return self._record.papers(number)

    def remark(self, number: int) -> Remark:
        """What is out of the ordinary about the way an entry of the record is told, without reading it."""
        return self._record.remark(number)

    def is_doubted(self, numbers: Iterable[int], *fields: str) -> bool:
        """Whether the clerk doubts any of some fields of some entries of the record, without reading them."""
        return self._record.is_doubted(numbers, fields)

    def lacking(self, numbers: Iterable[object]) -> list[object]:
        """Those of some numbers that are of no entry in the record."""
        return self._record.lacking(numbers)

    def holds(self, number: int) -> bool:
        """Whether an entry is in the record."""
        return number in self._record.numbered

    # Absence ---------------------------------------------------------------------------------------------------------

    def gap(
        self,
        what: str,
        *,
        on: dt.date,
        since: dt.date | None = None,
        bodies: Iterable[str | None] = (None,),
        about: Iterable[str | None] = (),
    ) -> str | None:
        """What coverage is missing for an absence to count, as a sentence; ``None`` where it is all declared.

        Args:
            what: The kind of thing that is absent.
            on: The day.
            since: Asks about every day from this one to ``on``.
            bodies: The bodies whose record would hold it; a declaration for any one of them will do.
            about: What it concerns besides the subject, such as its plan; a declaration about any of them will do.
        """
        covered = self.view(CoverageMap)
        first: tuple[str | None, str | None] | None = None
        for body in bodies:
            for concerned in (str(self.subject), *about, None):
                if covered.covers(what, body, concerned, on=on, since=since):
                    return None
                first = first or (body, concerned)
        return None if first is None else covered.gaps(what, *first, on=on, since=since)[0]


def doubted(entry: Entry[Any], *fields: str) -> bool:
    """Whether the clerk doubts a field that a rule needs."""
    return any(field in entry.uncertain for field in fields)


class Numbered(Protocol):
    """An entry, or what is said in one."""

    @property
    def number(self) -> int:
        """The number of the entry."""
        ...


def numbers(*groups: Iterable[Numbered]) -> tuple[int, ...]:
    """The numbers of entries, each once, in order."""
    return tuple(sorted({entry.number for group in groups for entry in group}))
