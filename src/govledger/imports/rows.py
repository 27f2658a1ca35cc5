"""Reading the rows of a plan: each cell to what it says, and a flag for each that does not say it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import Any, Final, TypeVar

import attrs

from govledger import events as ev
from govledger.errors import BadValueError, shorten
from govledger.events.words import read_id
from govledger.imports.dates import read_due, read_when
from govledger.imports.fields import PRIORITIES, plain
from govledger.imports.flags import Flag, UnreadError, is_blank, one_line
from govledger.imports.grid import Cell, Grid, column_letters
from govledger.imports.headings import is_repeated, is_section
from govledger.imports.layout import Laid, Layout
from govledger.imports.offices import EXPECTED as EXPECTED_OFFICE, EXPECTED_ONE, read_leads
from govledger.imports.standing import Status, read_status

_TEXTS: Final = ("comment", "evidence", "measure", "reason", "commitment", "area", "recommendation")
_UNTOLD: Final = frozenset(
    {"yes", "y", "tbc", "tba", "tbd", "pending", "to follow", "awaited", "attached", "available"}
)
"""What some sheets say in a column for evidence that tells nothing of it."""

_TOTALS: Final = frozenset(
    {"total", "totals", "grand total", "sub total", "subtotal", "overall", "summary", "key", "rag"}
)
"""What stands in the column of references where a row is no action."""

_GOES_ROUND = re.compile(r"(?P<major>\d+)\.(?P<minor>\d*9)")
_DAY_MADE = re.compile(
    r"\d{1,2}[- ](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:[- ]\d{2,4})?|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-\d{2}|\d{1,2}/\d{1,2}/\d{4}",
    re.IGNORECASE,
)
"""How a spreadsheet writes into a CSV file what it took for a day."""

_TEXT_MAX: Final = 32_767
"""The longest text that a cell of a workbook holds."""

Said = TypeVar("Said")


@attrs.frozen(kw_only=True)
class Row:
    """One action as the plan has it; what is not said, or could not be read, is ``None`` or empty.

    Attributes:
        place: Where it stands: ``Plan!A7:H7``.
        cells: Where each of its cells stands, by field.
        action: Its id.
        text: What is to be done.
        leads: The offices that answer for it.
        lead_words: What the cell says of them.
        due: When it falls due now.
        first_due: When it first fell due, where the plan says both.
        reason: Why its date was moved.
        status: How it stands.
        comment: What is said of its progress.
        evidence: What is given as evidence.
        measure: What will show that it worked.
        completed: When it was completed.
        commitment: The commitment it serves.
        area: The theme it belongs to.
        recommendation: The recommendations it answers.
        priority: How pressing it is.
    """

    place: str
    cells: dict[str, str]
    action: str
    text: str | None = None
    leads: tuple[str, ...] = ()
    lead_words: str = ""
    due: ev.Due | None = None
    first_due: ev.Due | None = None
    reason: str | None = None
    status: Status | None = None
    comment: str | None = None
    evidence: str | None = None
    measure: str | None = None
    completed: ev.When | None = None
    commitment: str | None = None
    area: str | None = None
    recommendation: str | None = None
    priority: str | None = None


@attrs.frozen(kw_only=True)
class Reading:
    """The rows of a plan.

    Attributes:
        rows: Its actions, in the order of the sheets and rows.
        flags: The cells and rows that could not be read or should be looked at.
        left_out: The ids of rows that were left out, because two rows have the same.
        is_whole: Whether every row with something in it was read.
        formulas: How many cells were read by what their formula last came to.
        valueless: How many cells hold a formula of which no value was kept.
    """

    rows: tuple[Row, ...]
    flags: tuple[Flag, ...]
    left_out: frozenset[str]
    is_whole: bool
    formulas: int
    valueless: int


def read_rows(layout: Layout, known: Collection[str] = ()) -> Reading:
    """Every row of a plan whose layout is known.

    Args:
        layout: How it is laid out.
        known: The parties that the ledger knows as leads already.
    """
    reader = _Reader(layout, known)
    rows = [row for laid in layout.tables for row in reader.read(laid)]
    counted = Counter(row.action for row in rows)
    for row in rows:
        if counted[row.action] > 1:
            where = " and ".join(other.place for other in rows if other.action == row.action and other is not row)
            expected = f"each reference once; {where} has it too, so neither was read"
            reader.flag(row.cells["reference"], "reference", row.action, expected)
    twice = frozenset(action for action, count in counted.items() if count > 1)
    return Reading(
        rows=tuple(row for row in rows if row.action not in twice),
        flags=tuple(reader.flags),
        left_out=twice,
        is_whole=reader.is_whole and not twice,
        formulas=reader.formulas,
        valueless=reader.valueless,
    )


class _Reader:
    """Reads rows one by one, keeping what is wrong with them apart."""

    def __init__(self, layout: Layout, known: Collection[str]) -> None:
        self._is_typed = layout.book.kind != "csv"
        self._mapping, self._known, self._epoch = layout.mapping, known, layout.book.epoch
        self.flags: list[Flag] = []
        self.is_whole = True
        self.formulas = self.valueless = 0
        self._above = ""

    def flag(self, place: str, field: str, found: str, expected: str, *, is_unread: bool = True) -> None:
        """Keep one flag."""
        shown = shorten(found, length_max=60)
        self.flags.append(Flag(place=place, field=field, found=shown, expected=expected, is_unread=is_unread))

    # Which rows ------------------------------------------------------------------------------------------------------

    def read(self, laid: Laid) -> Iterator[Row]:
        """The actions of one table."""
        grid = laid.table.grid
        for number in laid.table.body():
            if number in grid.hidden_rows and self._mapping.hidden_rows == "skip":
                self.is_whole = False
                continue
            if is_repeated(laid.table, number) or self._is_section(laid, number):
                continue
            if self._is_total(laid, number):
                continue
            row = self._row(laid, number)
            if row is not None:
                yield row

    def _is_section(self, laid: Laid, number: int) -> bool:
        """Whether a row is a heading or a note within the table: words alone in it, or merged across, and no action."""
        grid = laid.table.grid
        text, reference = (grid.at(number, laid.columns[name]) for name in ("text", "reference"))
        is_across = any(merge.top == number and merge.right > merge.left for merge in grid.merges)
        is_action = not text.is_blank and not text.is_merged and not is_across
        is_reference = not reference.is_blank and not is_across and " " not in one_line(reference.text)
        return is_section(laid.table, number) and not is_action and not is_reference

    def _is_total(self, laid: Laid, number: int) -> bool:
        """Whether a row is one of totals, which is no action and no gap in the plan; it is said."""
        cell = laid.table.grid.at(number, laid.columns["reference"])
        is_total = plain(cell.text) in _TOTALS
        if is_total:
            expected = "look at it: a row of totals, which was not read"
            self.flag(laid.table.grid.place(cell.address), "row", cell.text, expected, is_unread=False)
        return is_total

    def _row(self, laid: Laid, number: int) -> Row | None:
        grid = laid.table.grid
        cells = {field: grid.at(number, column) for field, column in laid.columns.items()}
        columns = laid.columns.values()
        span = f"{column_letters(min(columns))}{number}:{column_letters(max(columns))}{number}"
        if all(_is_silent(cell) for cell in cells.values()):
            others = [cell for cell in grid.row(number) if not cell.is_merged]
            if others:
                expected = "look at it: no action; none of the columns that are read says anything here"
                self.flag(grid.place(span), "row", others[0].text, expected, is_unread=False)
            return None
        action = self._reference(grid, cells, span)
        if action is None:
            self.is_whole = False
            return None
        places = {field: grid.place(cell.address) for field, cell in cells.items()}
        row = Row(place=grid.place(span), cells=places, action=action, **self._fields(places, cells))
        if cells["text"].is_struck:
            expected = "look at it: it is struck through, and was read as it stands"
            self.flag(places["text"], "text", cells["text"].text, expected, is_unread=False)
        return row

    def _reference(self, grid: Grid, cells: dict[str, Cell], span: str) -> str | None:
        """The id of a row; ``None``, and a flag, where it has none."""
        cell = cells["reference"]
        text = one_line(cell.text).rstrip(".:")
        if cell.is_merged:
            self.flag(grid.place(span), "row", text, "one row for each reference; this one goes on from the row above")
            return None
        if is_blank(text) or cell.fault:
            self.valueless += cell.is_formula and cell.fault is not None
            found = cell.fault or one_line(cells["text"].text) or "nothing"
            self.flag(grid.place(cell.address), "reference", found, "the reference of the action in this row")
            return None
        above, self._above = self._above, text
        expected = _lost(cell, text, above, is_number=cell.number is not None or not self._is_typed)
        if expected is not None:
            self.flag(grid.place(cell.address), "reference", cell.text, expected)
            return None
        try:
            return read_id(f"{self._mapping.prefix}{text.replace(' ', '-')}", "action")
        except BadValueError as fault:
            self.flag(grid.place(cell.address), "reference", text, fault.expected)
            return None

    # What a row says -------------------------------------------------------------------------------------------------

    def _fields(self, places: dict[str, str], cells: dict[str, Cell]) -> dict[str, Any]:
        """What each cell of a row says, by the name of its field."""
        held: dict[str, Any] = {"text": self._text(places, cells, "text")}
        held |= {name: self._text(places, cells, name) for name in _TEXTS}
        if plain(held["evidence"] or "") in _UNTOLD:
            self.flag(places["evidence"], "evidence", str(held["evidence"]), "what the evidence is, in a few words")
            held["evidence"] = None
        held |= self._lead(places, cells)
        held |= self._dues(places, cells)
        mapping = self._mapping
        status = self._read(
            places, cells, "status", lambda cell: read_status(cell, mapping.statuses, mapping.fills), is_coloured=True
        )
        if status is not None and status.doubt:
            self.flag(places["status"], "status", cells["status"].text, f"look at it: {status.doubt}", is_unread=False)
        if status is not None and status.rest:
            held["comment"] = "\n".join(filter(None, (status.rest, held["comment"])))
        held["status"] = status
        held["completed"] = self._read(
            places, cells, "completed", lambda cell: read_when(cell, order=mapping.dates, epoch=self._epoch)
        )
        held["priority"] = self._read(places, cells, "priority", _priority)
        return held

    def _dues(self, places: dict[str, str], cells: dict[str, Cell]) -> dict[str, Any]:
        """When it falls due: by the revised date where there is one, the first then standing beside it."""
        first, revised = (self._due(places, cells, name) for name in ("due", "revised_due"))
        is_revised = revised is not None and first is not None and str(revised) != str(first)
        return {"due": revised if revised is not None else first, "first_due": first if is_revised else None}

    def _due(self, places: dict[str, str], cells: dict[str, Cell], name: str) -> ev.Due | None:
        def read(cell: Cell) -> ev.Due:
            return read_due(cell, order=self._mapping.dates, epoch=self._epoch)

        due = self._read(places, cells, name, read)
        if due is not None and cells[name].number is not None:
            expected = f"look at it: a number, read as {due}"
            self.flag(places[name], name, cells[name].text, expected, is_unread=False)
        return due

    def _lead(self, places: dict[str, str], cells: dict[str, Cell]) -> dict[str, Any]:
        text = self._text(places, cells, "lead")
        if text is None:
            return {}
        leads = read_leads(text, self._mapping.leads, self._known)
        for words in leads.unread:
            self.flag(places["lead"], "lead", words, EXPECTED_OFFICE)
        for words in leads.joined:
            self.flag(places["lead"], "lead", words, EXPECTED_ONE)
        return {"leads": leads.parties, "lead_words": one_line(text)}

    def _text(self, places: dict[str, str], cells: dict[str, Cell], name: str) -> str | None:
        def read(cell: Cell) -> str:
            if len(cell.text) > _TEXT_MAX:
                raise UnreadError(cell.text, f"at most {_TEXT_MAX:,} characters")
            try:
                return str(ev.Text(cell.text))
            except BadValueError as fault:
                raise UnreadError(cell.text, fault.expected) from None

        return self._read(places, cells, name, read)

    def _read(
        self,
        places: dict[str, str],
        cells: dict[str, Cell],
        name: str,
        read: Callable[[Cell], Said],
        *,
        is_coloured: bool = False,
    ) -> Said | None:
        """What one cell says; ``None`` where it says nothing, and where it cannot be read, which is flagged."""
        cell = cells.get(name)
        if cell is None:
            return None
        if cell.fault is not None:
            self.valueless += cell.is_formula
            self.flag(places[name], name, cell.text or cell.fault, f"a value; it holds {cell.fault}")
            return None
        if is_blank(cell.text) and not is_coloured:
            return None
        self.formulas += cell.is_formula
        try:
            return read(cell)
        except UnreadError as fault:
            self.flag(places[name], name, cell.text or fault.found, fault.expected)
            return None


def _lost(cell: Cell, text: str, above: str, *, is_number: bool) -> str | None:
    """What a reference should be, where a spreadsheet made another thing of it or it is none; else ``None``.

    Args:
        cell: Its cell.
        text: What it says.
        above: The reference of the row above.
        is_number: Whether a spreadsheet holds it, or may have held it, as a number.
    """
    if cell.day is not None or (is_number and _DAY_MADE.fullmatch(text)):
        return "a reference as text; this is a day, which a spreadsheet may have made of one such as 2.1"
    nine = _GOES_ROUND.fullmatch(above)
    if not is_number or nine is None:
        return None
    ten = f"{nine['major']}.{int(nine['minor']) + 1}"
    if text == ten.rstrip("0"):
        return f"{ten} as text, if that is what follows {above}; a spreadsheet that takes it for a number shows {text}"
    return None


def _priority(cell: Cell) -> str:
    found = PRIORITIES.get(plain(cell.text))
    if found is None:
        raise UnreadError(cell.text, "low, medium or high")
    return found


def _is_silent(cell: Cell) -> bool:
    return cell.is_blank or cell.is_merged
