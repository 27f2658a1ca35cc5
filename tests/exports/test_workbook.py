"""A workbook as officers open it, read by two readers that are not ours."""

import datetime as dt
import re
from importlib import import_module
from io import BytesIO
from zipfile import ZipFile

import attrs
import openpyxl
import pytest
import python_calamine

from govledger import Ledger, events as ev
from govledger.errors import GovledgerError
from govledger.exports import workbook
from govledger.exports.tabular import Book, book_of
from govledger.exports.tabular.model import RISKY, shown
from govledger.exports.workbook import CELL_MAX, workbook_of
from tests.exports.hostile import FORMULAS, HOSTILE
from tests.exports.report.reading import on


@pytest.fixture(scope="module")
def northbeck(book: Book) -> bytes:
    return workbook_of(book)


@pytest.fixture(scope="module")
def full(hostile: Ledger) -> bytes:
    return workbook_of(book_of(hostile.history(), audience="full"))


def rows(data: bytes, sheet: str) -> list[dict[str, object]]:
    """The rows of a sheet by its headings."""
    held = openpyxl.load_workbook(BytesIO(data))[sheet]
    head, *rest = held.iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rest]


def test_every_table_is_a_sheet_that_both_readers_read_alike(northbeck: bytes, book: Book) -> None:
    read = openpyxl.load_workbook(BytesIO(northbeck))
    other = python_calamine.CalamineWorkbook.from_filelike(BytesIO(northbeck))

    assert read.sheetnames == ["Cover", *(table.title for table in book.tables), "Dictionary"]
    assert other.sheet_names == read.sheetnames
    for table in book.tables:
        sheet = read[table.title]
        assert sheet.max_row == len(table.rows) + 1
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.endswith(str(len(table.rows) + 1))
        assert len(other.get_sheet_by_name(table.title).to_python()) == len(table.rows) + 1


def test_the_cover_says_the_cut_and_of_how_many_each_count_is(northbeck: bytes) -> None:
    cover = openpyxl.load_workbook(BytesIO(northbeck))["Cover"]

    said = {str(row[0]): str(row[1]) for row in cover.iter_rows(min_row=3, max_col=2, values_only=True)}

    assert said["Ledger"] == "localhost/main"
    assert "as it stood on 30 June 2025" in said["What was read"]
    assert re.fullmatch(r"\d+ of \d+ checks: .+", said["Questions"])
    assert re.fullmatch(r"\d+ of \d+ checks", said["Could not be told"])
    assert said["For"].startswith("The public")
    assert said["Sealed"] == "no; no checkpoint holds any of it"


def test_a_day_is_a_real_date_beside_the_words_that_were_said(northbeck: bytes, book: Book) -> None:
    first = rows(northbeck, "Actions")[0]

    assert first["Due"] == "by 2025-12-31"
    assert first["Due: latest"] == dt.datetime(2025, 12, 31)  # noqa: DTZ001 - a workbook has no zones
    assert first["Status"] == book.table("actions").column("status")[0]
    sheet = openpyxl.load_workbook(BytesIO(northbeck))["Actions"]
    latest = next(cell for cell in sheet[2] if cell.value == first["Due: latest"])
    assert latest.number_format == "yyyy-mm-dd"


def test_colour_stands_behind_a_label_and_never_alone(northbeck: bytes) -> None:
    sheet = openpyxl.load_workbook(BytesIO(northbeck))["Statuses over time"]

    coloured = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.fill.patternType == "solid"]

    assert len({cell.fill.fgColor.rgb for cell in coloured}) > 3
    assert all(isinstance(cell.value, str) and cell.value for cell in coloured)


def test_the_dictionary_tells_of_every_column(northbeck: bytes, book: Book) -> None:
    told = rows(northbeck, "Dictionary")

    assert len(told) == sum(len(table.columns) for table in book.tables)
    assert all(row["Meaning"] for row in told)
    due = next(row for row in told if row["Name for machines"] == "actions.times_moved")
    assert (due["Unit"], due["Said by events of type"]) == ("moves", "deadline-changed")


def test_no_text_of_the_record_is_ever_a_formula_an_error_or_a_link(full: bytes) -> None:
    read = openpyxl.load_workbook(BytesIO(full))

    cells = [cell for sheet in read for row in sheet.iter_rows() for cell in row if cell.value is not None]

    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not any(cell.hyperlink for cell in cells)
    told = {str(cell.value) for cell in cells}
    assert {shown(text).replace("_x", "_x005F_x") if "_x00" in text else shown(text) for text in HOSTILE} <= told
    guarded = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(RISKY)]
    assert len(guarded) >= len(FORMULAS) / 2
    assert all(cell.quotePrefix for cell in guarded)


def test_what_is_in_the_file_itself_has_no_formula_no_link_and_no_macro(full: bytes) -> None:
    with ZipFile(BytesIO(full)) as held:
        sheets = [held.read(name).decode() for name in held.namelist() if "worksheets/" in name]
        names = held.namelist()

    assert not any("<f>" in sheet or "<f " in sheet or "<hyperlink" in sheet for sheet in sheets)
    assert not [name for name in names if "vba" in name or "external" in name]


def test_equal_histories_give_equal_bytes_whenever_they_are_written(
    northbeck: bytes, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)

    assert workbook_of(book) == northbeck
    assert openpyxl.load_workbook(BytesIO(northbeck)).properties.modified == book.recorded_at.replace(
        tzinfo=None, microsecond=0
    )


def test_words_that_no_cell_holds_are_cut_off_and_say_so(ledger: Ledger) -> None:
    ledger.record(ev.ActionAdded(action="1", text="word " * 10_000), **on())

    (made,) = rows(workbook_of(book_of(ledger.history())), "Actions")

    words = str(made["Words"])
    assert len(words) == CELL_MAX
    assert words.endswith("… (cut off here: all 50,000 characters are in the ledger)")


def test_a_day_of_long_ago_stands_as_text(ledger: Ledger) -> None:
    ledger.record(ev.MeetingHeld(meeting="first"), happened="1897-06-22", known_on="1897-06-22")

    (made,) = rows(workbook_of(book_of(ledger.history())), "Meetings")

    assert made["Held: latest"] == "1897-06-22"


def test_a_table_that_is_longer_than_a_sheet_is_refused_with_what_to_do(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "ROWS_MAX", 100)

    with pytest.raises(GovledgerError, match=r"a sheet holds 100 rows.+save a \.csv\.zip or a \.sqlite"):
        workbook_of(attrs.evolve(book))


def test_without_the_extra_it_says_which_to_install(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        if name == "openpyxl":
            raise ImportError(name)
        return import_module(name)

    monkeypatch.setattr("govledger.exports.missing.import_module", missing)

    with pytest.raises(GovledgerError, match=r"a workbook needs the extra `sheets`: pip install 'govledger\[sheets\]'"):
        workbook_of(book)
