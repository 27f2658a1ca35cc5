"""The page of the record's own classes: the ledger, its histories and its entries."""

from _reference.prose import attributes_of, code, first_of, members, prose_of, signature_of, table
from govledger import Draft, Entry, Hindsight, History, Ledger, Tables, View, Why
from govledger.events import Catalogue
from govledger.ledger import draft
from govledger.ledger.copying import Copied
from govledger.ledger.entries import Entries
from govledger.ledger.erasing import Erasure
from govledger.ledger.lines import read_lines, write_line
from govledger.ledger.reconciling import Reconciled
from govledger.ledger.sealing import Sealed
from govledger.ledger.telemetry import instrument, uninstrument
from govledger.projections import derived, on, projection
from govledger.projections.filling import Difference
from govledger.projections.hindsight import Learned
from govledger.projections.quarantine import Quarantine, lift, quarantine
from govledger.projections.tables import TablesStatus
from govledger.projections.tabling import table as table_mark

HEAD = """# The ledger in Python

What a program calls. `Ledger`, `History`, `Entry`, `Draft`, `draft`, `projection`, `on`, `derived`, `table`, `View`,
`Why`, `Hindsight`, `Tables` and `events` are imported from `govledger`; the rest from where it is said. What is raised
is in [errors](errors.md).
"""

CLASSES = (
    Ledger,
    History,
    Entry,
    Entries,
    Draft,
    Sealed,
    Erasure,
    Reconciled,
    Copied,
    View,
    Why,
    Hindsight,
    Learned,
    Tables,
    TablesStatus,
    Difference,
    Quarantine,
    Catalogue,
)
FUNCTIONS = (
    draft,
    read_lines,
    write_line,
    projection,
    on,
    derived,
    table_mark,
    quarantine,
    lift,
    instrument,
    uninstrument,
)


def ledger_page() -> str:
    """The classes and functions of the record."""
    parts = [HEAD]
    for cls in CLASSES:
        parts += [f"## {cls.__name__}\n", f"{prose_of(cls)}\n", *table(("attribute", ""), _held(cls))]
        parts += table(("asked with", ""), [row for one in _parts(cls) for row in members(one)])
    rows = [(code(f"{one.__module__}.{one.__name__}{signature_of(one)}"), first_of(one)) for one in FUNCTIONS]
    return "\n".join([*parts, "## Functions\n", *table(("called with", ""), rows)])


def _parts(cls: type) -> list[type]:
    """A class and those parts of the record that it is put together from."""
    return [one for one in cls.__mro__ if one.__module__.startswith("govledger.ledger.")] or [cls]


def _held(cls: type) -> list[tuple[str, str]]:
    return [(code(name), says) for name, says in attributes_of(cls).items()]
