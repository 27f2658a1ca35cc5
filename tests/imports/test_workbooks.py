import datetime as dt
from typing import Any

import pytest
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from govledger.imports.grid import Cell, Grid, column_letters, column_number
from govledger.imports.workbooks import precision_of
from tests.imports.support import FIRST, HEADINGS, opened, repacked, workbook


def the_sheet(*rows: Any, change: Any = None) -> Grid:
    return opened(workbook(rows, change)).grids[0]


def the_cell(value: Any, number_format: str | None = None, change: Any = None) -> Cell:
    def set_up(book: Any, sheet: Any) -> None:
        sheet["A1"] = value
        if number_format is not None:
            sheet["A1"].number_format = number_format
        if change is not None:
            change(book, sheet)

    return the_sheet(change=set_up).at(1, 1)


def filled(colour: Color | str, pattern: Any = "solid") -> Cell:
    def change(_book: Any, sheet: Any) -> None:
        sheet["A1"].fill = PatternFill(pattern, start_color=colour)

    return the_cell("", change=change)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (2.1, "0.00", "2.10"),
        (2.1, None, "2.1"),
        (3, None, "3"),
        (0.5, "0%", "50%"),
        (True, None, "TRUE"),
        ("  spaced  ", None, "spaced"),
        (dt.date(2017, 9, 30), "dd/mm/yyyy", "2017-09-30"),
        (dt.date(2017, 9, 30), "[$-809]d mmmm yyyy;@", "2017-09-30"),
        (dt.date(2017, 9, 1), "mmm-yy", "2017-09"),
        (dt.date(2017, 1, 1), "yyyy", "2017"),
    ],
)
def test_a_cell_says_what_it_shows_and_no_more(value: Any, number_format: str | None, text: str) -> None:
    assert the_cell(value, number_format).text == text


@pytest.mark.parametrize(
    ("number_format", "precision"),
    [("dd/mm/yyyy", "day"), ("mmm-yy", "month"), ("yyyy", "year"), ('"due" mmmm yyyy', "month"), ("General", "day")],
)
def test_a_number_format_says_how_precise_a_day_is(number_format: str, precision: str) -> None:
    assert precision_of(number_format) == precision


def test_a_workbook_of_the_1904_system_counts_its_days_from_there() -> None:
    def change(book: Any, sheet: Any) -> None:
        book.epoch = CALENDAR_MAC_1904
        sheet["A1"] = dt.date(2017, 9, 30)

    book = opened(workbook([], change))

    assert book.epoch == dt.date(1904, 1, 1)
    assert book.grids[0].at(1, 1).day == dt.date(2017, 9, 30)


@pytest.mark.parametrize(
    ("colour", "fill"),
    [
        ("00B050", "00B050"),
        ("FF00B050", "00B050"),
        (Color(indexed=10), "FF0000"),
        (Color(theme=5), "C0504D"),
        (Color(theme=5, tint=0.4), "DA9694"),
        (Color(theme=0), "FFFFFF"),
        (Color(theme=99), None),
        (Color(indexed=64), None),
    ],
)
def test_the_colour_behind_a_cell_is_told_however_it_is_written(colour: Color | str, fill: str | None) -> None:
    held = filled(colour).fill

    assert held is None if fill is None else held is not None and near(held, fill)


def near(one: str, other: str) -> bool:
    """Two colours no eye tells apart: what a tint comes to differs by a step of rounding."""
    return all(abs(int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) <= 2 for at in (0, 2, 4))


def test_a_pattern_is_no_colour() -> None:
    assert filled("00B050", "gray125").fill is None


def test_what_a_rule_of_the_workbook_may_colour_is_told() -> None:
    def change(_book: Any, sheet: Any) -> None:
        sheet["A1"].font = Font(bold=True)
        rule: Any = CellIsRule
        sheet.conditional_formatting.add("A1:B2", rule("greaterThan", ["1"], fill=PatternFill("solid")))

    grid = the_sheet(("", "x", "y"), change=change)

    assert [grid.at(1, column).is_painted for column in (2, 3)] == [True, False]


def test_a_formula_is_read_by_what_it_last_came_to_and_nothing_is_worked_out() -> None:
    kept = b'<c r="A1" t="str"><f>UPPER("done")</f><v>DONE</v></c>'
    data = workbook([("x",)])

    def change(name: str, data: bytes) -> bytes:
        if "sheet1" not in name:
            return data
        before, _, after = data.partition(b"<row")
        others = b'<c r="B1"><f>1+1</f></c><c r="C1"><f>1+1</f><v></v></c><c r="D1" t="str"><f>""</f><v></v></c></row>'
        return before + b'<row r="1">' + kept + others + after.partition(b"</row>")[2]

    grid = opened(repacked(data, change)).grids[0]

    assert (grid.at(1, 1).text, grid.at(1, 1).is_formula, grid.at(1, 1).fault) == ("DONE", True, None)
    assert grid.at(1, 2).fault == grid.at(1, 3).fault == "a formula whose value was not kept"
    assert grid.at(1, 4).is_blank


def test_an_error_of_the_workbook_is_no_value() -> None:
    assert the_cell("#REF!").fault == "an error of the workbook"


def test_what_is_hidden_merged_and_struck_through_is_told() -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True
        sheet["C3"].font = Font(strike=True)
        sheet.merge_cells("A3:B3")
        book.create_sheet("Old").sheet_state = "hidden"

    book = opened(workbook([HEADINGS, FIRST, FIRST], change))
    grid = book.grids[0]

    assert grid.hidden_rows == {2}
    assert grid.hidden_columns == {2}
    assert (grid.at(3, 2).text, grid.at(3, 2).is_merged) == (FIRST[0], True)
    assert grid.at(3, 3).is_struck
    assert [held.is_hidden for held in book.grids] == [False, True]


@pytest.mark.parametrize(("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_columns_are_counted_in_letters_and_back(column: int, letters: str) -> None:
    assert column_letters(column) == letters
    assert column_number(letters.lower()) == column


def test_a_place_is_cited_as_a_spreadsheet_writes_it() -> None:
    grids = [Grid(name=name, cells={}) for name in ("Plan", "Action plan", "Head's plan")]

    assert [grid.place("A7") for grid in grids] == ["Plan!A7", "'Action plan'!A7", "'Head''s plan'!A7"]
