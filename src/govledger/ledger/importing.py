"""Recording a whole file: all of its lines or none, with every fault told at once whoever found it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from govledger.errors import BadLinesError, Fault, RecordRefusedError
from govledger.ledger.entries import Entries
from govledger.ledger.ledger import Ledger
from govledger.ledger.lines import Lines, survey_lines


@attrs.frozen(kw_only=True)
class Imported:
    """What became of a file.

    Attributes:
        entries: Its entries in the order of its lines, those recorded earlier among them; `Entries.new` says which.
        ignored: How many times each thing was passed over: fields a ledger gives, ``ledger-opened`` lines.
    """

    entries: Entries
    ignored: Mapping[str, int]

    @property
    def already(self) -> int:
        """How many were there already under the same keys."""
        return len(self.entries) - len(self.entries.new)


def record_lines(
    ledger: Ledger,
    lines: Iterable[str | bytes],
    *,
    clerk: str | None = None,
    prefix: str | None = None,
    without_text: bool = False,
    expected: int | None = None,
    dry_run: bool = False,
) -> Imported:
    """Record every line of a file in one transaction.

    Args:
        ledger: Where to record them.
        lines: Lines of JSON, one event each.
        clerk: Who enters them, where a line does not say.
        prefix: Makes a later reading of the same file add nothing; see `survey_lines`.
        without_text: Take lines whose text was erased, without it.
        expected: The number the newest entry must have; ``None`` for any.
        dry_run: Check everything and record nothing.

    Raises:
        BadLinesError: Some lines could mean nothing, alone or in this ledger; every fault is given.
    """
    catalogue = ledger.inner.catalogue
    held = survey_lines(lines, clerk=clerk, prefix=prefix, without_text=without_text, catalogue=catalogue)
    if held.faults:
        raise BadLinesError(all_faults(ledger, held))
    try:
        entries = ledger.record_drafts(held.drafts, expected=expected, dry_run=dry_run)
    except RecordRefusedError as refused:
        raise BadLinesError(refused.faults) from refused
    return Imported(entries=entries, ignored=held.ignored)


def all_faults(ledger: Ledger, held: Lines) -> list[Fault]:
    """What is wrong in a file's lines, and what the ledger finds wrong with what can be read of them."""
    found = [*held.faults, *ledger.check_drafts(held.drafts, presumed=held.presumed)]
    return sorted(found, key=lambda fault: fault.position)
