"""Every exception govledger raises on purpose, each named for the fact it reports.

Exceptions are for the caller's mistake or a broken record; doubt about what is recorded is data, never an exception.

    GovledgerError
    ├── BadValueError                 a value that could mean nothing
    │   └── PhraseError               words that no date, duty, period or amount grammar reads
    ├── RecordRefusedError            nothing was recorded; `.faults` lists every reason, each a Fault
    │   ├── UnknownReferenceError
    │   ├── IdentityTakenError
    │   ├── FutureDateError
    │   ├── EntryTooLargeError
    │   ├── KeyReusedError
    │   ├── CorrectionError           a correction that is none: another type, another identity, no such entry
    │   └── BadLinesError             an input file with faults, all of them
    ├── HeadMovedError                `expected=` named another head than the ledger's
    ├── LedgerError                   the store cannot be used as asked
    │   ├── LedgerNotFoundError
    │   ├── LedgerExistsError
    │   ├── NotALedgerError
    │   ├── LedgerTooNewError
    │   ├── LedgerBusyError
    │   ├── LedgerReadOnlyError
    │   ├── LedgerFullError
    │   ├── LedgerUnreachableError    the database's server is gone, or does not let us in
    │   ├── LedgerBehindError         the database has fewer entries than were read from it before
    │   ├── LedgerCorruptError
    │   ├── LedgerClosedError
    │   ├── OriginTakenError          two ledgers of one database would be sealed as one log
    │   ├── NotACopyError             what is to be brought up to date is not how the ledger begins
    │   └── ClockBehindError          the machine's clock is behind the ledger's last stamp
    ├── CatalogueError                an event type declared wrongly, or twice
    ├── NoSuchEntryError
    ├── NoSuchValueError              a path into a state that leads nowhere
    ├── NotSealedError                no checkpoint covers the entry yet
    ├── MistimedError                 a cosignature or timestamp that would make honest entries look ill-dated
    ├── NotAnExportError              there is no export, or one cannot be made of this ledger as asked
    ├── NotAPlanError                 a file that no plan can be read from: not what it is called, damaged, too large
    ├── MappingError                  a mapping of a plan's columns that cannot be used
    ├── PlanUnclearError              a plan that can be read in two ways; `.questions` lists what must be said first
    ├── CutError                      a cut that cannot be made (an instant without a zone, an unknown body)
    ├── TablesError                   tables that are not there, not ours, or not to be made as declared
    ├── RuleError                     a rule declared twice, or asked for by a name or setting that is none
    ├── CryptographyMissingError      what signing and verifying need is not installed
    ├── SealError                     bytes of the seal that are not what they must be: a proof, a tile, a note
    └── ProjectionStoppedError        a handler raised; carries the entry and the state so far
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs


class GovledgerError(Exception):
    """The root of every exception that govledger raises on purpose."""


class BadValueError(GovledgerError, ValueError):
    """A value was given that could mean nothing where it stands.

    Attributes:
        found: What was given, shortened for reading out.
        expected: What would have been understood.
        where: The field it was given for; empty when not yet known.
        nearest: Known words that resemble what was found.
    """

    def __init__(self, found: object, expected: str, *, where: str = "", nearest: Sequence[str] = ()) -> None:
        self.found, self.expected, self.where, self.nearest = shorten(found), expected, where, tuple(nearest)
        place = f"{where}: " if where else ""
        super().__init__(f"{place}found {self.found}, expected {expected}{did_you_mean(self.nearest)}")

    def at(self, where: str) -> BadValueError:
        """The same fault, told with the field it stands in."""
        return type(self)(_Shown(self.found), self.expected, where=where, nearest=self.nearest)


class PhraseError(BadValueError):
    """Words were given that no grammar of dates, duties, periods or amounts reads."""


class _Shown(str):
    """Text that already went through `shorten`."""

    __slots__ = ()


def shorten(found: object, *, length_max: int = 80) -> str:
    """``found`` as it can be read out: quoted, on one line, at most ``length_max`` characters."""
    if isinstance(found, _Shown):
        return str(found)
    if isinstance(found, str | bytes):  # Whatever its length is, no more of it is read than is shown.
        found = found[: length_max + 1]
    try:
        shown = repr(str(found) if isinstance(found, str) else found)
    except ValueError:  # Python does not write out an integer of thousands of digits.
        shown = f"a {type(found).__name__} too long to show"
    return shown if len(shown) <= length_max else f"{shown[: length_max - 1]}…"


def did_you_mean(nearest: Sequence[str]) -> str:
    """A closing hint naming known words, or nothing."""
    return f"; did you mean {' or '.join(nearest)}?" if nearest else ""


class CatalogueError(GovledgerError):
    """An event type was declared wrongly, twice, or not at all."""


class LedgerError(GovledgerError):
    """A ledger cannot be used as asked; nothing in it was touched."""


class LedgerNotFoundError(LedgerError):
    """There is no ledger at that place, or none of that name in the database there."""


class LedgerExistsError(LedgerError):
    """A ledger of that name is there already."""


class NotALedgerError(LedgerError):
    """The file or address holds something, but no govledger ledger."""


class LedgerTooNewError(LedgerError):
    """The database was written by a later govledger than this one."""


class LedgerBusyError(LedgerError):
    """Somebody else held the write lock for longer than we were asked to wait."""


class LedgerReadOnlyError(LedgerError):
    """The ledger may be read but not written."""


class LedgerFullError(LedgerError):
    """There is no room left to write; nothing of the batch was recorded."""


class LedgerUnreachableError(LedgerError):
    """The server of a database cannot be reached, does not let us in, or was lost in the middle of something.

    Attributes:
        outcome_unknown: Whether it was lost while something was being committed, so that it may have been recorded;
            otherwise nothing was.
    """

    def __init__(self, says: str, *, outcome_unknown: bool = False) -> None:
        self.outcome_unknown = outcome_unknown
        super().__init__(says)


class LedgerBehindError(LedgerError):
    """A ledger has fewer entries than were read of it before: a server answers that lags, or that lost them.

    Attributes:
        read: How many were read.
        found: How many there are now.
    """

    def __init__(self, where: str, *, read: int, found: int) -> None:
        self.read, self.found = read, found
        super().__init__(
            f"{where} has {found:,} entries, and {read:,} were read before: this server is behind the one they were "
            "read from, or they were lost in a failover; wait for it, or open the ledger again"
        )


class LedgerCorruptError(LedgerError):
    """The database, or an entry in it, is damaged."""


class LedgerClosedError(LedgerError):
    """The ledger was closed."""


class OriginTakenError(LedgerError):
    """Another ledger of the same database was sealed under the same origin: the two would pass for one log."""


class NotACopyError(LedgerError):
    """What is to be brought up to date is not how the ledger begins: one of the two went on by itself."""


class ClockBehindError(LedgerError):
    """The machine's clock is more than a minute behind the ledger's last stamp."""


class HeadMovedError(GovledgerError):
    """The ledger's newest entry is not the one that ``expected`` named; nothing was recorded.

    Attributes:
        expected: The number the caller named.
        found: The number of the newest entry.
    """

    def __init__(self, *, expected: int, found: int) -> None:
        self.expected, self.found = expected, found
        super().__init__(f"expected the newest entry to be {expected}, found {found}; nothing was recorded")


class NoSuchEntryError(GovledgerError):
    """The ledger has no entry of that number.

    Attributes:
        number: The number asked for.
        size: How many entries the ledger has.
    """

    def __init__(self, number: int, *, size: int) -> None:
        self.number, self.size = number, size
        super().__init__(f"there is no entry {number}; this ledger has {size}")


class NoSuchValueError(GovledgerError, LookupError):
    """A path leads nowhere in what a projection comes to.

    Attributes:
        where: The part of the path that leads somewhere, after the name of the projection.
        part: The part that does not, shortened for reading out.
        nearest: What is there and resembles it.
    """

    def __init__(self, where: str, part: object, there: str, *, nearest: Sequence[str] = ()) -> None:
        self.where, self.part, self.nearest = where, shorten(part), tuple(nearest)
        super().__init__(f"{where}: there is no {self.part}; {there}{did_you_mean(self.nearest)}")


class NotSealedError(GovledgerError):
    """No checkpoint covers an entry yet, so nothing can be proved of it.

    Attributes:
        number: The number asked for.
        size: How many entries the newest checkpoint covers; 0 where there is none.
    """

    def __init__(self, number: int, *, size: int) -> None:
        self.number, self.size = number, size
        sealed = f"the newest checkpoint covers {size}" if size else "this ledger was never sealed"
        super().__init__(
            f"no checkpoint covers entry {number}: {sealed}; seal it with: govledger seal LEDGER --key FILE"
        )


class MistimedError(GovledgerError):
    """A cosignature or timestamp was not taken in: its time would make honest entries look as if dated ill.

    Attributes:
        by: Who gave it.
        size: How many entries the checkpoint covers that it is of.
    """

    def __init__(self, says: str, *, by: str, size: int) -> None:
        self.by, self.size = by, size
        super().__init__(says)


class NotAnExportError(GovledgerError):
    """There is no export at that place, or none can be made there as asked."""


class NotAPlanError(GovledgerError):
    """No plan can be read from a file.

    Attributes:
        name: The file.
        found: What was found.
        expected: What would have been read.
        instead: What to do next.
    """

    def __init__(self, name: str, found: str, expected: str, instead: str) -> None:
        self.name, self.found, self.expected, self.instead = name, found, expected, instead
        super().__init__(f"{name}: found {found}, expected {expected}; {instead}")


class MappingError(GovledgerError, ValueError):
    """A mapping of a plan's columns cannot be used."""


class PlanUnclearError(GovledgerError):
    """A plan can be read in two ways, and nobody said in which; nothing was recorded.

    Attributes:
        questions: What somebody must say first, each a sentence.
    """

    def __init__(
        self, name: str, questions: Sequence[str], *, why: str = "somebody must say first how it is meant"
    ) -> None:
        self.name, self.questions = name, tuple(questions)
        super().__init__("\n".join([f"{name}: nothing was recorded; {why}", *(f"  {one}" for one in self.questions)]))


class CutError(GovledgerError, ValueError):
    """A cut was asked for that cannot be made."""


@attrs.frozen(kw_only=True)
class Fault:
    """One reason why a batch was refused.

    Attributes:
        position: Which event of the batch, from 1; the line number, where a file was read.
        field: The field it stands in; empty for the event as a whole.
        found: What was found, shortened for reading out.
        expected: What would have been understood.
        nearest: Known words that resemble what was found.
        error: The error this fault is on its own.
    """

    position: int
    field: str
    found: str
    expected: str
    nearest: tuple[str, ...] = ()
    error: type[RecordRefusedError]

    def __str__(self) -> str:
        """The fault as it can be read out."""
        place = f"{self.field}: " if self.field else ""
        return f"{place}found {self.found}, expected {self.expected}{did_you_mean(self.nearest)}"


class RecordRefusedError(GovledgerError):
    """Nothing was recorded, and these are all the reasons.

    Attributes:
        faults: Every reason, in the order of the batch.
    """

    unit = "event"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        many = len(self.faults) > 1 or self.unit == "line"
        told = [f"{self.unit} {fault.position}: {fault}" if many else str(fault) for fault in self.faults]
        super().__init__("\n".join(["nothing was recorded:", *told]) if many else f"nothing was recorded: {told[0]}")


class UnknownReferenceError(RecordRefusedError):
    """An event names something that the ledger has never heard of."""


class IdentityTakenError(RecordRefusedError):
    """An event introduces an id that is taken already."""


class FutureDateError(RecordRefusedError):
    """Something is said to have happened, or to have been known, on a day that has not come."""


class EntryTooLargeError(RecordRefusedError):
    """An entry's clear fields are longer than an entry may be."""


class KeyReusedError(RecordRefusedError):
    """An idempotency key was used again for other content."""


class CorrectionError(RecordRefusedError):
    """A correction or retraction that is none: no such entry, another type, or another identity."""


class BadLinesError(RecordRefusedError):
    """An input file has faults; each fault's position is its line."""

    unit = "line"


def refuse(faults: Sequence[Fault]) -> RecordRefusedError:
    """The error that says these faults: their own where they are all of one kind."""
    kinds = {fault.error for fault in faults}
    return (kinds.pop() if len(kinds) == 1 else RecordRefusedError)(faults)


class ProjectionStoppedError(GovledgerError):
    """A projection's handler raised, so what it would have said is not known.

    Attributes:
        projection: The name of the projection.
        entry: The entry it stopped at.
        state: The state before that entry, as far as the handler left it.
    """

    def __init__(self, projection: str, *, entry: Any, state: Any, cause: BaseException) -> None:
        self.projection, self.entry, self.state, self.__cause__ = projection, entry, state, cause
        told = f"{projection} stopped at entry {entry.number} ({entry.type}); what follows is not known"
        super().__init__(f"{told}: {type(cause).__name__}: {cause}")


class TablesError(GovledgerError):
    """Tables cannot be made or kept as asked: they are not there, not ours, or not declared so that they could be."""


class RuleError(GovledgerError):
    """A rule was declared twice, or asked for by a name or a setting that is none."""


class SealError(GovledgerError, ValueError):
    """Bytes of the seal are not what they must be: malformed, or a proof or signature that does not hold.

    Whatever bytes a parser or a check of `govledger.seal` is given, it raises nothing else.

    Attributes:
        found: What was found, shortened for reading out.
        expected: What would have been accepted.
        where: The part it was found in; empty for the whole.
    """

    def __init__(self, found: object, expected: str, *, where: str = "") -> None:
        self.found, self.expected, self.where = shorten(found), expected, where
        place = f"{where}: " if where else ""
        super().__init__(f"{place}found {self.found}, expected {expected}")


class CryptographyMissingError(GovledgerError):
    """Something is to be signed or verified, and what that needs is not installed."""
