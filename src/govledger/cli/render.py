"""Tables that fit the width at hand: plain text, long cells wrapped, rows as blocks where a grid would cut them."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence

import attrs

from govledger.cli.output import at_most, printable, width_of
from govledger.errors import Fault

WIDTH_PLAIN = 100
"""How wide a table is where no terminal says."""

WIDTH_MIN = 40
COLUMN_MIN = 14
COLUMN_MAX = 60
CELL_LINES_MAX = 4
"""How many lines a cell of a grid may take; rows with longer ones are shown as blocks."""

BLOCK_LINES_MAX = 60
"""How many lines a cell of a block may take; more are in the JSON."""

ROWS_ALIKE_MIN = 5
ALIKE_PERCENT_MIN = 80
"""From how many rows, and in what share of them, a value is said once above them all."""

CUT = "… (use --json for all)"
"""What stands where something was cut short."""

ROW_BREAK = ";\n"
"""What parts the rows that one cell holds; each begins a line of its own."""

WORD_MAXIMA = (30, 20, COLUMN_MIN)
"""How long a word may be before it is broken, from generous to mean; the first that fits is taken."""
GAP = "  "

_SHOWN_MAX = 20_000
"""How much of a cell is looked at: far more than is ever shown."""


@attrs.frozen
class Table:
    """Rows of cells under headings.

    Attributes:
        headings: The name of each column.
        rows: The cells of each row; empty where there is nothing to say.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]

    def filled(self) -> Table:
        """The table without the columns that are empty everywhere, its cells cleaned."""
        rows = [[_cleaned(cell) for cell in row] for row in self.rows]
        kept = [index for index in range(len(self.headings)) if any(row[index] for row in rows)]
        return Table([self.headings[index] for index in kept], [[row[index] for index in kept] for row in rows])


def _cleaned(cell: str) -> str:
    """A cell as it may be printed, the breaks between its rows kept."""
    shown = at_most(_SHOWN_MAX)
    held = cell if len(cell) <= shown else f"{cell[:shown]}{CUT}"
    return ROW_BREAK.join(printable(part) for part in held.split(ROW_BREAK))


def terminal_width() -> int:
    """How wide output may be: the terminal's own width, or a plain one where there is none."""
    if sys.stdout.isatty() or "COLUMNS" in os.environ:
        return max(WIDTH_MIN, shutil.get_terminal_size((WIDTH_PLAIN, 24)).columns)
    return WIDTH_PLAIN


def render(table: Table, *, width: int | None = None, indent: str = "") -> Iterator[str]:
    """The lines of a table; one block to a row where its columns would not fit side by side."""
    whole = table.filled()
    if not whole.rows or not whole.headings:
        return
    room = (width or terminal_width()) - len(indent)
    widths = _fitted(whole, room)
    lines = _blocks(whole, room) if widths is None else _grid(whole, widths)
    yield from (f"{indent}{line}".rstrip() for line in lines)


def _fitted(table: Table, room: int) -> list[int] | None:
    """The width of each column, the widest made narrower until all fit; ``None`` where they cannot be read so."""
    natural = [
        min(COLUMN_MAX, max(width_of(heading), *(_widest(row[index]) for row in table.rows)))
        for index, heading in enumerate(table.headings)
    ]
    spare = room - len(GAP) * (len(natural) - 1)
    words = [_longest_word(table, index) for index in range(len(natural))]
    for word_max in WORD_MAXIMA:
        least = [min(one, max(COLUMN_MIN, min(word, word_max))) for one, word in zip(natural, words, strict=True)]
        if sum(least) <= spare:
            break
    else:
        return None
    while sum(natural) > spare:
        widest = max(range(len(natural)), key=lambda index: natural[index] - least[index])
        natural[widest] -= 1
    broken = sum(word > width for word, width in zip(words, natural, strict=True))
    return natural if broken <= 1 and not _is_cut(table, natural) else None


def _is_cut(table: Table, widths: Sequence[int]) -> bool:
    """Whether a cell would take more lines than a grid gives it."""
    every = ((cell, width) for row in table.rows for cell, width in zip(row, widths, strict=True))
    return any(len(_lines_of(cell, width, CELL_LINES_MAX)) > CELL_LINES_MAX for cell, width in every)


def _widest(cell: str) -> int:
    return max(width_of(part) for part in cell.split(ROW_BREAK))


def _lines_of(cell: str, width: int, lines_max: int) -> list[str]:
    """A cell in lines, more than ``lines_max`` where they do not hold it; each of its rows begins one."""
    parts = cell.split(ROW_BREAK)
    if len(parts) == 1:
        return wrap(cell, width, lines_max=lines_max + 1)
    return [line for part in parts for line in hang(part, width, lines_max=lines_max + 1)]


def _longest_word(table: Table, index: int) -> int:
    """How wide the longest word of a column is; words are broken only where there is no other way."""
    cells = (table.headings[index], *(row[index] for row in table.rows))
    return max(width_of(word) for cell in cells for word in (cell.split() or [""]))


def _grid(table: Table, widths: Sequence[int]) -> Iterator[str]:
    yield from _row(table.headings, widths)
    yield _line(["-" * width for width in widths], widths)
    for row in table.rows:
        yield from _row(row, widths)


def _row(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    cells = [_lines_of(cell, width, CELL_LINES_MAX) for cell, width in zip(row, widths, strict=True)]
    for level in range(max(len(cell) for cell in cells)):
        yield _line([cell[level] if level < len(cell) else "" for cell in cells], widths)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return GAP.join(cell + " " * (width - width_of(cell)) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _blocks(table: Table, room: int) -> Iterator[str]:
    """Each row as a heading and its filled cells, one to a line; what nearly all rows say is said once, above them."""
    alike = _alike(table)
    if alike:
        said = "; ".join(f"{table.headings[index]} {cell}" for index, cell in alike.items())
        yield from hang(f"unless a row says otherwise: {said}", room)
    label = max(width_of(heading) for heading in table.headings)
    for row in table.rows:
        yield from wrap(row[0].replace(ROW_BREAK, "; ") or "-", room, lines_max=at_most(1))
        for index, heading in enumerate(table.headings):
            if index and row[index] and row[index] != alike.get(index):
                first, *rest = _kept(_lines_of(row[index], max(COLUMN_MIN, room - label - 4), at_most(BLOCK_LINES_MAX)))
                yield f"  {heading}{' ' * (label - width_of(heading))}  {first}"
                yield from (" " * (label + 4) + line for line in rest)


def _kept(lines: list[str]) -> list[str]:
    """What a block shows of a cell's lines."""
    shown = at_most(BLOCK_LINES_MAX)
    return lines if len(lines) <= shown else [*lines[:shown], CUT]


def _alike(table: Table) -> dict[int, str]:
    """The columns filled in every row that nearly always say the same, with what they say."""
    held: dict[int, str] = {}
    for index in range(1, len(table.headings)) if len(table.rows) >= ROWS_ALIKE_MIN else ():
        cells = Counter(row[index] for row in table.rows)
        cell, count = cells.most_common(1)[0]
        if "" not in cells and ROW_BREAK not in cell and count * 100 >= len(table.rows) * ALIKE_PERCENT_MIN:
            held[index] = cell
    return held


def hang(text: str, width: int, *, indent: str = "", lines_max: int = BLOCK_LINES_MAX) -> Iterator[str]:
    """A text in as many lines as it takes, all but the first set in by two columns more."""
    shown = at_most(lines_max)
    head, *rest = wrap(printable(text), max(COLUMN_MIN, width - len(indent)), lines_max=shown)
    yield f"{indent}{head}"
    if rest:
        held = wrap(" ".join(rest), max(COLUMN_MIN, width - len(indent) - 2), lines_max=shown)
        yield from (f"{indent}  {line}" for line in held)


def wrap(text: str, width: int, *, lines_max: int = CELL_LINES_MAX) -> list[str]:
    """A cleaned text in lines of at most ``width`` columns; the last ends in an ellipsis where more was said."""
    lines, rest = [""], deque(text.split(" "))
    while rest:
        word = rest.popleft()
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if width_of(joined) <= width:
            lines[-1] = joined
        elif len(lines) == lines_max and (lines[-1] or lines_max == 1):
            return [*lines[:-1], cut_short(joined, width)]
        elif not lines[-1] or width_of(word) > width:
            head, tail = _split(joined, width)
            lines[-1] = head
            lines += [""] if tail and len(lines) < lines_max else []
            rest.extendleft([tail] if tail else [])
        else:
            lines.append("")
            rest.appendleft(word)
    return lines


def cut_short(text: str, width: int) -> str:
    """A text in at most ``width`` columns, ending in an ellipsis where more was said."""
    if width_of(text) <= width:
        return text
    held = _split(text, width - 1)[0]
    space = held.rfind(" ")
    whole = held[:space] if space > width // 2 and text[len(held) : len(held) + 1] != " " else held
    return whole.rstrip(" ,;:-") + "…"


def _split(text: str, width: int) -> tuple[str, str]:
    """What fits into ``width`` columns, at least one character, and the rest; an id is broken at its marks."""
    taken = 0
    for index, character in enumerate(text):
        taken += width_of(character)
        if taken > width and index:
            marked = max(text.rfind(mark, index // 2, index) for mark in "-/:_.,") + 1
            return text[: marked or index], text[marked or index :]
    return text, ""


def fault_table(faults: Iterable[Fault]) -> Iterator[str]:
    """The faults of a file: line, field, what was found, what was expected, and what may have been meant."""
    rows = [(f"line {one.position}", one.field, one.found, one.expected, " or ".join(one.nearest)) for one in faults]
    return render(Table(("where", "field", "found", "expected", "did you mean"), rows))
