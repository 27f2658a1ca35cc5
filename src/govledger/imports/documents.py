"""Reading a document, ``.docx``: every table in it, its merged cells and its shading.

python-docx opens it; what a cell says is gathered here, because a tracked insertion, a content control or a table in a
table is part of what a reader sees, and a tracked deletion is not.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

import attrs

from govledger.errors import GovledgerError, NotAPlanError
from govledger.imports.colours import plain_hex
from govledger.imports.grid import Book, Cell, Grid, Merge, spread
from govledger.imports.packages import CELLS_MAX, COLUMNS_MAX
from govledger.imports.workbooks import NO_EXTRA

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS: Final = frozenset({f"{_W}br", f"{_W}cr"})
_GONE: Final = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}tbl"})


def read_document(data: bytes, name: str, sha256: str) -> Book:
    """Every table of a document, as a sheet.

    Raises:
        GovledgerError: The extra ``sheets`` is not installed.
        NotAPlanError: It cannot be read, or holds no table.
    """
    try:
        from docx import Document  # noqa: PLC0415 - an extra
    except ImportError as fault:
        raise GovledgerError(NO_EXTRA) from fault
    try:
        document: Any = Document(io.BytesIO(data))
        body: Any = document.element.body
    except Exception as fault:  # What a damaged document makes a reader raise is of every kind
        found = f"a document that cannot be read ({type(fault).__name__})"
        raise NotAPlanError(name, found, "a .docx", "open it, save it again and import that") from fault
    tables: list[Any] = list(body.iter(f"{_W}tbl"))
    if not tables:
        raise NotAPlanError(
            name, "a document without a table", "a plan in a table", "import the file that holds the plan"
        )
    grids = tuple(_grid(table, f"Table {number}", name) for number, table in enumerate(tables, start=1))
    is_tracked = next(body.iter(f"{_W}ins", f"{_W}del"), None) is not None
    said = ("it has tracked changes: it was read as if they were accepted",) if is_tracked else ()
    return Book(name=name, kind="docx", sha256=sha256, grids=grids, said=said)


@attrs.define
class _Span:
    """A cell that goes on downwards, from its first row to the last so far."""

    top: int
    left: int
    right: int
    bottom: int


def _grid(table: Any, called: str, name: str) -> Grid:
    cells: dict[tuple[int, int], Cell] = {}
    spans: list[_Span] = []
    open_spans: dict[int, _Span] = {}
    hidden: set[int] = set()
    for row, line in enumerate(_own(table, "tr"), start=1):
        column = 1 + _value(line, "trPr/gridBefore")
        if line.find(f"{_W}trPr/{_W}hidden") is not None:
            hidden.add(row)
        for held in _own(line, "tc"):
            width = min(max(_value(held, "tcPr/gridSpan"), 1), COLUMNS_MAX)
            span = _follow(held, open_spans, row, column, width)
            if span.top == row:
                spans.append(span)
                cells[row, column] = _cell(held, row, column)
            open_spans[column] = span
            column += width
            if len(cells) > CELLS_MAX or column > COLUMNS_MAX:
                raise NotAPlanError(
                    name, "a table too large to be a plan", f"at most {COLUMNS_MAX} columns", "save it alone"
                )
    merges = tuple(
        Merge(one.top, one.left, one.bottom, one.right) for one in spans if one.bottom > one.top or one.right > one.left
    )
    return Grid(name=called, cells=spread(cells, merges), merges=merges, hidden_rows=frozenset(hidden))


def _follow(held: Any, open_spans: dict[int, _Span], row: int, column: int, width: int) -> _Span:
    """The span a cell belongs to: the one above, where it goes on with that, else its own."""
    mark = held.find(f"{_W}tcPr/{_W}vMerge")
    above = open_spans.get(column)
    if mark is not None and mark.get(f"{_W}val", "continue") == "continue" and above is not None:
        above.bottom = row
        return above
    return _Span(row, column, column + width - 1, row)


def _own(parent: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, those in content controls too, and none of a table inside."""
    for child in parent:
        if child.tag == f"{_W}{tag}":
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"}:
            yield from _own(child, tag)


def _value(element: Any, path: str) -> int:
    found = element.find("/".join(f"{_W}{part}" for part in path.split("/")))
    written = found.get(f"{_W}val", "") if found is not None else ""
    return min(int(written), COLUMNS_MAX) if written.isdigit() and len(written) <= len("000000000") else 0


def _cell(held: Any, row: int, column: int) -> Cell:
    shade = held.find(f"{_W}tcPr/{_W}shd")
    fill = plain_hex(shade.get(f"{_W}fill")) if shade is not None else None
    lines = ["".join(_words(paragraph)).strip() for paragraph in held.iter(f"{_W}p")]
    return Cell(row=row, column=column, text="\n".join(line for line in lines if line), fill=fill)


def _words(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield "\n"
        elif child.tag == f"{_W}tab":
            yield " "
        elif child.tag not in _GONE:
            yield from _words(child)
