"""How a file is laid out: which sheets hold the plan, which column says what, and what nobody can tell from it.

A mapping decides; what it leaves unsaid is proposed from the sheet. Where a sheet can be read in two ways, that is a
question, and nothing is recorded before the mapping answers it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import attrs

from govledger.errors import MappingError, NotAPlanError, did_you_mean, shorten
from govledger.events.words import nearest
from govledger.imports.colours import is_plain, name_of
from govledger.imports.dates import is_slashed, order_of
from govledger.imports.fields import BY_NAME, PRIORITIES, plain
from govledger.imports.flags import is_blank
from govledger.imports.grid import Book, Cell, Grid, column_letters
from govledger.imports.headings import LOOKED_AT, Heading, Table, find_table, is_repeated
from govledger.imports.mapping import PlanMapping, column_named

TO_DECIDE = "TO DECIDE"
"""What stands in a mapping where somebody must decide; a mapping that still says it is refused."""

NEEDED = ("reference", "text")
"""Without a column for each of these nothing can be recorded."""


@attrs.frozen(kw_only=True)
class Laid:
    """One table whose columns are known.

    Attributes:
        table: The table.
        columns: The column of each field.
        undecided: The columns that may each be a field, of which somebody must say one.
    """

    table: Table
    columns: Mapping[str, int]
    undecided: Mapping[str, tuple[int, ...]] = attrs.Factory(dict[str, tuple[int, ...]])

    def cells(self, field: str) -> list[Cell]:
        """The cells of one field, from the top."""
        column = self.columns.get(field)
        grid = self.table.grid
        rows = sorted({row for row, at in grid.cells if at == column and row > self.table.rows[-1]})
        return [grid.at(row, column) for row in rows] if column is not None else []


@attrs.frozen(kw_only=True)
class Layout:
    """How a file is laid out.

    Attributes:
        book: The file.
        mapping: How it is read: what was given, and what was proposed beside it.
        tables: The tables that hold the plan.
        others: The sheets that are not read, each with why.
        unread: The headings that are not read.
        shades: The colours that alone say a status, and on how many cells each.
        words: The words in its status column, and in how many cells each.
        questions: What the mapping must say before anything can be recorded.
        said: What is to be known about how it is read.
    """

    book: Book
    mapping: PlanMapping
    tables: tuple[Laid, ...]
    others: Mapping[str, str]
    unread: tuple[Heading, ...]
    shades: Mapping[str, int]
    words: Mapping[str, int]
    questions: tuple[str, ...]
    said: tuple[str, ...]


def lay_out(book: Book, mapping: PlanMapping | None = None) -> Layout:
    """How a file is laid out.

    Args:
        book: The file.
        mapping: How it is to be read; what it leaves unsaid is proposed.

    Raises:
        NotAPlanError: No sheet of it holds a plan.
        MappingError: The mapping names a sheet or column that is not there.
    """
    given = mapping or PlanMapping()
    tables, others, questions = _tables(book, given)
    laid = [_lay(table, given, questions) for table in tables]
    _ask_what_is_needed(laid[0], questions)
    shades = _shades(laid)
    _ask_about_shades(shades, given, questions)
    filled = attrs.evolve(
        given,
        # A CSV file has one sheet, called as the file is, which is another next month.
        sheets=given.sheets or ((laid[0].table.grid.name,) if len(laid) == 1 < len(book.grids) else ()),
        columns=given.columns or _proposed(laid[0]),
        dates=given.dates or order_of(cell.text for one in laid for name in DATED for cell in one.cells(name)),
        fills={**{fill: name for fill in shades if (name := name_of(fill)) and not questions}, **given.fills},
    )
    is_read = set(laid[0].columns.values())
    return Layout(
        book=book,
        mapping=filled,
        tables=tuple(laid),
        others=others,
        unread=tuple(heading for heading in laid[0].table.headings if heading.column not in is_read),
        shades=shades,
        words=_words(laid),
        questions=tuple(questions),
        said=(*book.said, *_hidden(laid, filled), *_slashed(laid, filled)),
    )


DATED = ("due", "revised_due", "completed")
"""The fields that hold a day."""


# Which sheets --------------------------------------------------------------------------------------------------------


def _tables(book: Book, given: PlanMapping) -> tuple[list[Table], dict[str, str], list[str]]:
    """The tables to read, the sheets that are not read, and what is not clear."""
    found = {grid.name: find_table(grid, given.header_rows) for grid in book.grids}
    held = {name: table for name, table in found.items() if table is not None and table.headings}
    if given.sheets and book.kind != "csv":
        return _named(book, held, given.sheets), {}, []
    shown = [name for name, table in held.items() if not table.grid.is_hidden]
    if not shown:
        raise _no_table(book)
    others = {grid.name: "it is hidden" if grid.is_hidden else "it holds no plan" for grid in book.grids}
    most = max(held[name].known for name in shown)
    likely = [name for name in shown if held[name].known >= min(most, len(NEEDED) + 1)]
    questions = [] if len(likely) == 1 else [_which_sheets(likely)]
    for name in likely:
        others.pop(name, None)
    return [held[name] for name in likely], others, questions


def _which_sheets(likely: Sequence[str]) -> str:
    listed = ", ".join(f'"{name}"' for name in likely)
    return (
        f"{len(likely)} sheets hold a table that may be the plan: name those to read, sheets = [{listed}], or --sheet"
    )


def _named(book: Book, held: Mapping[str, Table], names: Iterable[str]) -> list[Table]:
    known = [grid.name for grid in book.grids]
    tables: list[Table] = []
    for name in names:
        if name not in known:
            near = did_you_mean(nearest(name, known)) or f"; it holds {', '.join(known)}"
            raise MappingError(f"there is no sheet {shorten(name)} in {book.name}{near}")
        if name not in held:
            raise MappingError(f"sheet {shorten(name)} of {book.name} holds no row of headings that is known")
        tables.append(held[name])
    return tables


def _no_table(book: Book) -> NotAPlanError:
    """What is said of a file in which no plan was found, with the headings that it does seem to have."""
    seen: list[list[Cell]] = [grid.row(row) for grid in book.grids for row in grid.rows[:LOOKED_AT]]
    widest = max(seen, key=lambda cells: len({cell.text for cell in cells})) if seen else []
    listed = ", ".join(dict.fromkeys(shorten(cell.text, length_max=30) for cell in widest[:8]))
    found = f"no row of headings of a plan; the fullest row is {listed}" if listed else "sheets with nothing in them"
    expected = "a column for the action and one for its reference, under headings such as Ref and Action"
    instead = 'name the row and the columns in a mapping: header_rows = [4], [columns] reference = "…", text = "…"'
    return NotAPlanError(book.name, found, expected, instead)


# Which columns -------------------------------------------------------------------------------------------------------


def _lay(table: Table, given: PlanMapping, questions: list[str]) -> Laid:
    if given.columns:
        return Laid(table=table, columns={name: _column(table, name, said) for name, said in given.columns.items()})
    by_field: dict[str, list[Heading]] = {}
    for heading in table.headings:
        if heading.field is not None:
            by_field.setdefault(heading.field, []).append(heading)
    columns: dict[str, int] = {}
    undecided: dict[str, tuple[int, ...]] = {}
    for field, given_to in by_field.items():
        headings = [one for one in given_to if _is_likely(table, field, one.column)]
        if not headings:
            continue
        columns[field] = headings[0].column
        if len(headings) > 1:
            questions.append(_which_column(table.grid, field, headings))
            undecided[field] = tuple(one.column for one in headings)
    return Laid(table=table, columns=columns, undecided=undecided)


def _is_likely(table: Table, field: str, column: int) -> bool:
    """Whether a column holds what its heading promises, of the headings that councils use for other things too."""
    looks = _LOOKS.get(field)
    cells = [table.grid.at(row, column) for row in table.body()]
    said = [cell for cell in cells if not is_blank(cell.text) and not cell.is_merged]
    return looks is None or not said or any(map(looks, said))


_LOOKS: Mapping[str, Callable[[Cell], bool]] = {
    "priority": lambda cell: plain(cell.text) in PRIORITIES,
    "completed": lambda cell: any(map(str.isdigit, cell.text)),
}
"""What some cell of a column looks like; a Priority may be a theme, and Completed a yes or no."""


def _which_column(grid: Grid, field: str, headings: Sequence[Heading]) -> str:
    listed = " and ".join(
        f"{shorten(one.text, length_max=40)} ({grid.place(column_letters(one.column))})" for one in headings
    )
    last = headings[-1]
    is_twice = len({plain(one.text) for one in headings}) < len(headings)
    said = f"column {column_letters(last.column)}" if is_twice else last.text
    return (
        f'{len(headings)} columns may be the {field} ({BY_NAME[field].says}): {listed}; say which, {field} = "{said}"'
    )


def _column(table: Table, field: str, said: str) -> int:
    """The column that a mapping names.

    Raises:
        MappingError: There is none, two are called so, or nobody has decided.
    """
    if said.startswith(TO_DECIDE):
        raise MappingError(f"columns.{field}: somebody must still decide{said.removeprefix(TO_DECIDE)}")
    letters = column_named(said)
    by_letter = [one for one in table.grid.columns if letters == column_letters(one)]
    found = by_letter or [heading.column for heading in table.headings if _is_called(heading, said)]
    place = f"sheet {shorten(table.grid.name)}"
    if not found:
        near = did_you_mean(nearest(said, [heading.text for heading in table.headings]))
        raise MappingError(f"columns.{field}: {place} has no heading {shorten(said)}{near}")
    if len(found) > 1:
        listed = " or ".join(f'"column {column_letters(column)}"' for column in found)
        raise MappingError(f"columns.{field}: {place} has {len(found)} columns called {shorten(said)}; write {listed}")
    return found[0]


def _is_called(heading: Heading, said: str) -> bool:
    return plain(said) in {plain(heading.text), plain(heading.text.rpartition(" / ")[2])}


def _heading(table: Table, column: int) -> str:
    """What a column is called in a mapping: by its heading, or by its letters where two have the same."""
    text = next(one.text for one in table.headings if one.column == column)
    is_alone = [plain(one.text) for one in table.headings].count(plain(text)) == 1
    return text if is_alone else f"column {column_letters(column)}"


def _proposed(laid: Laid) -> dict[str, str]:
    """The columns as a mapping names them; what somebody must decide is written so that it cannot be overlooked."""
    held = {field: _heading(laid.table, column) for field, column in laid.columns.items()}
    for field, columns in laid.undecided.items():
        held[field] = f"{TO_DECIDE}: {' or '.join(f'column {column_letters(column)}' for column in columns)}"
    return {field: f"{TO_DECIDE}: its heading" for field in NEEDED if field not in held} | held


def _ask_what_is_needed(laid: Laid, questions: list[str]) -> None:
    for field in NEEDED:
        if field not in laid.columns and not (field == "text" and "reference" not in laid.columns):
            listed = ", ".join(shorten(one.text, length_max=30) for one in laid.table.headings)
            questions.append(
                f"no column is known to be the {field} ({BY_NAME[field].says}); the headings are {listed}; "
                f'say which, {field} = "…", under [columns]'
            )


# Colours and days ----------------------------------------------------------------------------------------------------


def _shades(laid: Iterable[Laid]) -> dict[str, int]:
    """The colours of status cells that say nothing in words, and on how many each; the most used first."""
    counted = Counter(
        cell.fill
        for one in laid
        for cell in one.cells("status")
        if cell.fill
        and not cell.is_painted
        and is_blank(cell.text)
        and not is_plain(cell.fill)
        and _is_of_row(one, cell)
    )
    return dict(counted.most_common())


def _is_of_row(laid: Laid, cell: Cell) -> bool:
    """Whether a cell stands in a row that says something, and is no heading within the table."""
    return bool(laid.table.grid.row(cell.row)) and not is_repeated(laid.table, cell.row) and not cell.is_merged


def _ask_about_shades(shades: Mapping[str, int], given: PlanMapping, questions: list[str]) -> None:
    """Two shades of one colour may be one status by two hands, or two statuses."""
    named: dict[str, list[str]] = {}
    for fill in shades:
        name = name_of(fill)
        if name is not None and fill not in given.fills:
            named.setdefault(name, []).append(fill)
    for name, fills in named.items():
        if len(fills) > 1:
            listed = " and ".join(f"{fill} ({_cells(shades[fill])})" for fill in fills)
            questions.append(
                f"{len(fills)} shades of {name} stand alone as a status: {listed}; "
                f'say what each is, "{fills[-1]}" = "{name}", under [fills]'
            )


def _cells(count: int) -> str:
    return f"{count} cell{'' if count == 1 else 's'}"


def _words(laid: Iterable[Laid]) -> dict[str, int]:
    counted = Counter(
        " ".join(cell.text.split())
        for one in laid
        for cell in one.cells("status")
        if not is_blank(cell.text) and _is_of_row(one, cell)
    )
    return dict(counted.most_common())


def _slashed(laid: Iterable[Laid], mapping: PlanMapping) -> list[str]:
    """How days that could be read in two ways are read, where there are any."""
    cells = [cell for one in laid for field in DATED for cell in one.cells(field) if is_slashed(cell.text)]
    found = [cell for cell in cells if order_of([cell.text]) is None]
    if not found or mapping.dates is None:
        return []
    return [f"days such as {found[0].text} are read {mapping.dates.replace('-', ' ')}"]


def _hidden(laid: Iterable[Laid], mapping: PlanMapping) -> list[str]:
    """What is hidden and read all the same, or skipped."""
    said: list[str] = []
    for one in laid:
        grid = one.table.grid
        rows = [row for row in one.table.body() if row in grid.hidden_rows]
        if rows:
            rows_are = "row {} is" if len(rows) == 1 else "rows {} are"
            what = f"{rows_are.format(', '.join(map(str, rows)))} hidden, and "
            skipped = "skipped" if mapping.hidden_rows == "skip" else "read all the same"
            said.append(f"{grid.name}: {what}{skipped}")
        hidden = [column_letters(at) for at in one.columns.values() if at in grid.hidden_columns]
        said += [f"{grid.name}: column {', '.join(hidden)} is hidden, and read all the same"] if hidden else []
    return said
