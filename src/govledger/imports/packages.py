"""What is checked of a zipped file before anything in it is believed: its size, its ratio, its XML.

Workbooks and documents are zip files of XML. A few kilobytes of one can unpack to gigabytes, an XML file can ask for
others, and one cell at the far corner of a sheet can make a reader fill all that lies between. So everything is looked
through once, by a parser that keeps nothing, before a library is given it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final
from xml.parsers import expat

import attrs

from govledger.errors import NotAPlanError, shorten
from govledger.imports.grid import Merge, column_number

FILE_BYTES_MAX: Final = 32 * 1024 * 1024
"""The largest file that is read, in bytes."""

UNPACKED_BYTES_MAX: Final = 128 * 1024 * 1024
"""How much a file may unpack to, in bytes."""

PARTS_MAX: Final = 2_000
"""How many files a workbook may be made of."""

RATIO_MAX: Final = 250
"""How many bytes one packed byte may unpack to, in a part of more than `RATIO_FROM_BYTES`."""

RATIO_FROM_BYTES: Final = 1024 * 1024
CELLS_MAX: Final = 400_000
"""How many cells of one sheet are read, those that are merged or repeated counted one by one."""

ROWS_MAX: Final = 100_000
COLUMNS_MAX: Final = 1_000

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?")
_DAMAGED: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, LookupError, NotImplementedError, RuntimeError, OSError, ValueError,
)  # fmt: skip
"""What going through a damaged zip file, or an alphabet that there is not, raises."""

_CHUNK: Final = 1 << 16
_XML = (".xml", ".rels", ".vml")


@attrs.define(kw_only=True)
class Survey:
    """What one sheet of a workbook says besides its values.

    Attributes:
        formulas: The cells with a formula, and whether a value was kept with it.
        merges: What was merged.
        painted: What a conditional format may colour.
        hidden_rows: The rows that are hidden.
        hidden_columns: The columns that are hidden.
        cells: How many cells it has.
    """

    formulas: dict[tuple[int, int], bool] = attrs.field(factory=dict[tuple[int, int], bool])
    merges: list[Merge] = attrs.field(factory=list[Merge])
    painted: list[Merge] = attrs.field(factory=list[Merge])
    hidden_rows: set[int] = attrs.field(factory=set[int])
    hidden_columns: set[int] = attrs.field(factory=set[int])
    cells: int = 0

    def is_painted(self, row: int, column: int) -> bool:
        """Whether a conditional format may colour a cell."""
        return any(area.top <= row <= area.bottom and area.left <= column <= area.right for area in self.painted)


@attrs.frozen(kw_only=True)
class Package:
    """A zipped file that was looked through.

    Attributes:
        parts: The names of its parts.
        sheets: What each sheet says besides its values, by the name of its part.
    """

    parts: frozenset[str]
    sheets: dict[str, Survey]

    def has(self, ending: str) -> bool:
        """Whether one of its parts ends like this."""
        return any(name.endswith(ending) for name in self.parts)


def survey(data: bytes, name: str) -> Package:
    """Look through a zipped file.

    Args:
        data: Its bytes.
        name: What it is called, for saying what is wrong with it.

    Raises:
        NotAPlanError: It is cut short or damaged, would unpack to too much, or its XML is none that may be read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _weigh(archive.infolist(), name)
            sheets: dict[str, Survey] = {}
            for part in archive.infolist():
                if part.filename.lower().endswith(_XML):
                    found = _read_part(archive, part, name)
                    if found is not None:
                        sheets[part.filename] = found
            return Package(parts=frozenset(archive.namelist()), sheets=sheets)
    except _DAMAGED as fault:
        if isinstance(fault, NotAPlanError):
            raise
        raise NotAPlanError(
            name, f"a file that is cut short or damaged ({fault})", "a whole one", "copy or download it again"
        ) from None


def _weigh(parts: list[zipfile.ZipInfo], name: str) -> None:
    """Refuse what would unpack to too much; what each part says of its size is held to when it is read."""
    total = sum(part.file_size for part in parts)
    for part in parts:
        if part.flag_bits & 1:
            raise NotAPlanError(name, "a file with a password", "one without", "save a copy of it without its password")
        if part.file_size > RATIO_FROM_BYTES and part.file_size > RATIO_MAX * max(part.compress_size, 1):
            raise NotAPlanError(
                name,
                f"a part that unpacks to {part.file_size // max(part.compress_size, 1)} times its size",
                f"at most {RATIO_MAX} times",
                "save only the plan to a new file",
            )
    if total > UNPACKED_BYTES_MAX or len(parts) > PARTS_MAX:
        raise NotAPlanError(
            name,
            f"{len(parts)} parts that unpack to {total // 1_000_000:,} MB",
            f"at most {PARTS_MAX:,} and {UNPACKED_BYTES_MAX // 1_000_000} MB",
            "save only the plan to a new file",
        )


def _read_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> Survey | None:
    """Look through one part; what it says of a sheet, where it is one."""
    looking = _Looking(name, part.filename)
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            looking.feed(chunk)
    looking.close()
    return looking.found


SHEET_ROWS: Final = 1_048_576
"""How many rows a sheet of a workbook has; those without a cell cost nothing but to be gone past."""

_COUNT = re.compile(r"[0-9]{1,18}")


class _Looking:
    """Goes through one XML file and keeps what it says of a sheet."""

    def __init__(self, name: str, part: str) -> None:
        self._name, self._part = name, part
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._start
        self._parser.buffer_text = True
        self._survey = Survey()
        self._is_sheet = False
        self._row = self._column = self._across = self._down = self._repeated = 0
        self._has_formula = self._is_kept = False

    @property
    def found(self) -> Survey | None:
        """What it says of a sheet; ``None`` where it is none."""
        self._end_cell()
        return self._survey if self._is_sheet else None

    def feed(self, chunk: bytes) -> None:
        try:
            self._parser.Parse(chunk, False)  # noqa: FBT003 - expat's own signature
        except expat.ExpatError as fault:
            self._refuse_xml(fault)

    def close(self) -> None:
        try:
            self._parser.Parse(b"", True)  # noqa: FBT003 - expat's own signature
        except expat.ExpatError as fault:
            self._refuse_xml(fault)

    def _refuse_xml(self, fault: expat.ExpatError) -> None:
        found = f"a part {self._part} that is no XML ({fault})"
        raise NotAPlanError(self._name, found, "XML", "open it in its own program and save it again")

    def _refuse_doctype(self, *_: object) -> None:
        """No workbook or document declares entities; a file that does means to reach for others, or to swell."""
        found = f"a part {self._part} that declares entities of its own"
        raise NotAPlanError(self._name, found, "plain XML", "do not trust it; ask whoever sent it for another copy")

    def _start(self, tag: str, given: dict[str, str]) -> None:
        read = _READERS.get(tag.rpartition(":")[2])
        if read is not None:
            read(self, given)

    # Workbooks -------------------------------------------------------------------------------------------------------

    def worksheet(self, _given: dict[str, str]) -> None:
        self._is_sheet = True

    def row(self, given: dict[str, str]) -> None:
        self._end_cell()
        self._row = self._whole(given, "r", self._row + 1, SHEET_ROWS)
        self._column = 0
        if given.get("hidden") in {"1", "true"}:
            self._survey.hidden_rows.add(self._row)

    def col(self, given: dict[str, str]) -> None:
        if given.get("hidden") in {"1", "true"}:
            first, last = self._whole(given, "min", 1), self._whole(given, "max", 1)
            self._survey.hidden_columns.update(range(first, min(last, COLUMNS_MAX) + 1))

    def cell(self, given: dict[str, str]) -> None:
        if not self._is_sheet:
            return
        self._end_cell()
        place = _REFERENCE.fullmatch(given.get("r", ""))
        self._column = column_number(place[1]) if place else self._column + 1
        self._row = int(place[2]) if place else self._row
        self._count(1)

    def _whole(self, given: dict[str, str], name: str, otherwise: int, most: int = 10**12) -> int:
        """A count from 1 that an element gives, which a reader after us goes up to, however high it is.

        Raises:
            NotAPlanError: It is none.
        """
        written = given.get(name, str(otherwise))
        if _COUNT.fullmatch(written) and 1 <= int(written) <= most:
            return int(written)
        found = f"a part {self._part} with a {name} of {shorten(written, length_max=30)}"
        raise NotAPlanError(self._name, found, f"a number from 1 to {most:,}", "open it in its own program and save it")

    def formula(self, _given: dict[str, str]) -> None:
        self._has_formula = self._is_sheet

    def value(self, _given: dict[str, str]) -> None:
        self._is_kept = True

    def _end_cell(self) -> None:
        if self._has_formula:
            self._survey.formulas[self._row, self._column] = self._is_kept
        self._has_formula = self._is_kept = False

    def merged(self, given: dict[str, str]) -> None:
        for merge in _areas(given.get("ref", "")):
            self._survey.merges.append(merge)
            self._count(merge.area, merge.bottom, merge.right)

    def painted(self, given: dict[str, str]) -> None:
        self._survey.painted += _areas(given.get("sqref", ""))

    # OpenDocument ----------------------------------------------------------------------------------------------------

    def table_row(self, given: dict[str, str]) -> None:
        self._down = _repeats(given, "table:number-rows-repeated")

    def table_cell(self, given: dict[str, str]) -> None:
        self._across = _repeats(given, "table:number-columns-repeated")
        if "office:value-type" in given or "table:formula" in given:  # Others say nothing, however often.
            self._count(self._across * max(self._down, 1), self._down, self._across)

    def _count(self, cells: int, row: int = 0, column: int = 0) -> None:
        self._survey.cells += cells
        row, column = max(row, self._row), max(column, self._column)
        if self._survey.cells <= CELLS_MAX and row <= ROWS_MAX and column <= COLUMNS_MAX:
            return
        found = f"a sheet of {self._survey.cells:,} cells or more, down to row {row:,} and across to column {column:,}"
        expected = f"at most {CELLS_MAX:,} cells, {ROWS_MAX:,} rows and {COLUMNS_MAX:,} columns"
        raise NotAPlanError(self._name, found, expected, "save only the plan to a new file")


_READERS = {
    "worksheet": _Looking.worksheet,
    "row": _Looking.row,
    "col": _Looking.col,
    "c": _Looking.cell,
    "f": _Looking.formula,
    "v": _Looking.value,
    "mergeCell": _Looking.merged,
    "conditionalFormatting": _Looking.painted,
    "table-row": _Looking.table_row,
    "table-cell": _Looking.table_cell,
}


def _repeats(given: dict[str, str], name: str) -> int:
    written = given.get(name, "1")
    return int(written) if written.isdigit() and len(written) < len("1000000000") else CELLS_MAX + 1


def _areas(references: str) -> list[Merge]:
    """The areas that references such as ``A1:C1 E5`` name."""
    found: list[Merge] = []
    for match in map(_REFERENCE.fullmatch, references.split()):
        if match is not None:
            left, top = column_number(match[1]), int(match[2])
            right, bottom = (column_number(match[3]), int(match[4])) if match[3] else (left, top)
            found.append(Merge(min(top, bottom), min(left, right), max(top, bottom), max(left, right)))
    return found
