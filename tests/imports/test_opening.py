import os
import random
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl.comments import Comment

from govledger.errors import NotAPlanError
from govledger.imports import apart, open_plan
from govledger.imports.packages import CELLS_MAX, FILE_BYTES_MAX, UNPACKED_BYTES_MAX
from tests.imports.support import (
    FIRST,
    HEADINGS,
    SECOND,
    compound,
    laid,
    older_workbook,
    opendocument,
    opened,
    read,
    repacked,
    separated,
    workbook,
    zipped,
)

PLAN = workbook([HEADINGS, FIRST, SECOND])


def refused(data: bytes, name: str = "plan.xlsx") -> str:
    with pytest.raises(NotAPlanError) as fault:
        laid(data, name=name)
    told = fault.value
    assert str(told) == f"{name}: found {told.found}, expected {told.expected}; {told.instead}"
    assert told.instead
    return str(told)


def with_sheet(part: str) -> bytes:
    """The plan with this put before the end of its sheet."""

    def change(name: str, data: bytes) -> bytes:
        return data.replace(b"</worksheet>", part.encode() + b"</worksheet>") if "sheet1" in name else data

    return repacked(PLAN, change)


def with_cells(cells: str) -> bytes:
    """The plan with these rows in its sheet, and no others."""

    def change(name: str, data: bytes) -> bytes:
        if "sheet1" not in name:
            return data
        before, _, after = data.partition(b"<sheetData>")
        return before + b"<sheetData>" + cells.encode() + b"</sheetData>" + after.partition(b"</sheetData>")[2]

    return repacked(PLAN, change)


# What it is, by its bytes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (PLAN, "plan.xlsx", "xlsx"),
        (PLAN, "plan.xls", "xlsx"),
        (separated(HEADINGS, FIRST), "plan.csv", "csv"),
        (opendocument(HEADINGS, FIRST), "plan.ods", "ods"),
        (older_workbook(HEADINGS, FIRST), "plan.xls", "xls"),
    ],
)
def test_a_file_is_what_its_bytes_say_whatever_it_is_called(data: bytes, name: str, kind: str) -> None:
    layout = laid(data, name=name)

    assert layout.book.kind == kind
    assert layout.mapping.columns["reference"] == "Ref"
    assert layout.tables[0].table.grid.at(2, 2).text == FIRST[1]


def test_an_older_workbook_is_said_to_tell_no_colours() -> None:
    for data, name in ((opendocument(HEADINGS, FIRST), "plan.ods"), (older_workbook(HEADINGS, FIRST), "plan.xls")):
        assert any("colours" in sentence for sentence in opened(data, name).said)


def test_a_workbook_that_is_csv_is_read_as_csv_and_said_to_be() -> None:
    layout = laid(separated(HEADINGS, FIRST))

    assert "by its bytes it is a CSV file, and it was read as one" in layout.said


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "an empty file"),
        (b" \r\n\t", "an empty file"),
        (b"<html><table><tr><td>Ref</td></tr></table></html>", "a web page"),
        (b'<?xml version="1.0"?><Workbook/>', "a web page"),
        (b"%PDF-1.7 \x80\x81", "a PDF"),
        (b"{\\rtf1 plan}", "an RTF document"),
        (b"\x00\x01\x02\x03 \x00", "bytes that are no text"),
        (b"just a sentence\r\nand another", "text without columns"),
        (zipped(notes_txt=b"a note"), "a zip file that is no workbook or document"),
        (zipped(xl__workbook_bin=b"\x00"), "a binary workbook (.xlsb)"),
        (compound("WordDocument", b"words"), "an older document (.doc)"),
        (compound("Pictures", b"words"), "a file of an older kind that is no workbook"),
    ],
)
def test_a_file_that_is_no_plan_is_told_by_what_it_is_and_what_to_do(data: bytes, told: str) -> None:
    assert f"found {told}" in refused(data)


def test_a_workbook_with_a_password_is_told_to_be_saved_without_it() -> None:
    for data in (compound("EncryptedPackage", b"x" * 5000), compound("Workbook", b"not records")):
        assert "save" in refused(data)

    assert "a workbook with a password" in refused(compound("EncryptedPackage", b"x" * 5000))


def test_a_zip_with_a_password_is_refused() -> None:
    held = bytearray(PLAN)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        where = held.index(mark)
        held[where + at] |= 1

    assert "a file with a password" in refused(bytes(held))


def test_macros_are_not_run_and_are_said_to_be_there() -> None:
    held = BytesIO()
    with zipfile.ZipFile(BytesIO(PLAN)) as was, zipfile.ZipFile(held, "w") as now:
        for name in was.namelist():
            now.writestr(name, was.read(name))
        now.writestr("xl/vbaProject.bin", b"Sub AutoOpen()")

    layout = laid(held.getvalue(), name="plan.xlsm")

    assert "it has macros; they were not run" in layout.said
    assert layout.tables


def test_comments_beside_cells_are_not_read_and_are_said_to_be_there() -> None:
    def change(_book: Any, sheet: Any) -> None:
        sheet["D2"].comment = Comment("agreed with the board", "x")

    layout = laid(workbook([HEADINGS, FIRST], change))

    assert "some of its cells have comments beside them, which were not read" in layout.said


def test_a_day_of_an_older_workbook_that_may_be_a_month_is_not_read() -> None:
    def rows(day: str) -> bytes:
        dated = f'<table:table-cell office:value-type="date" office:date-value="{day}"><text:p>x</text:p>'
        plain = '<table:table-cell office:value-type="string"><text:p>30 September 2017</text:p>'
        return repacked(
            opendocument(HEADINGS, FIRST),
            lambda name, data: data.replace(plain.encode(), dated.encode()) if name == "content.xml" else data,
        )

    first, last = (read(rows(day), name="plan.ods") for day in ("2017-09-01", "2017-09-30"))

    assert [(flag.place, flag.field) for flag in first.flags] == [("Plan!D2", "due")]
    assert str(last.rows[0].due) == "by 2017-09-30"


# What is too large ---------------------------------------------------------------------------------------------------


def test_a_file_of_200_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)

    with pytest.raises(NotAPlanError, match="a file of 209 MB, expected at most 33 MB"):
        open_plan(path)
    assert FILE_BYTES_MAX < 200 * 1024 * 1024


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    one = refused(zipped(xl__workbook_xml=b"<w/>", xl__sheet_xml=b"\0" * 2_000_000))
    many = b"".join(random.Random(1).randbytes(1000) for _ in range(100)) * 250

    assert "times its size" in one
    assert len(many) * 6 > UNPACKED_BYTES_MAX
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(6):
            archive.writestr(f"xl/{number}.bin", many)
    assert "parts that unpack to" in refused(held.getvalue())


def test_a_part_that_lies_about_its_size_is_damaged_and_not_unpacked() -> None:
    held = bytearray(PLAN)
    where = held.index(b"PK\x01\x02")
    held[where + 24 : where + 28] = (10).to_bytes(4, "little")

    assert "cut short or damaged" in refused(bytes(held))


@pytest.mark.parametrize(
    "data",
    [
        with_sheet('<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        with_cells('<row r="1"><c r="XFD1" t="inlineStr"><is><t>far</t></is></c></row>'),
        with_cells('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
        with_cells('<row r="1">' + "<c><v>1</v></c>" * 1001 + "</row>"),
        opendocument(HEADINGS, FIRST, repeated=1_000_000),
    ],
    ids=["merged over all", "a cell far right", "a cell far down", "many columns", "a row repeated"],
)
def test_a_sheet_that_would_swell_is_refused(data: bytes) -> None:
    assert f"expected at most {CELLS_MAX:,} cells" in refused(data)


def test_an_older_workbook_that_takes_its_reader_down_is_refused_and_takes_nobody_else() -> None:
    """Its table of sectors leads in a circle that its reader once followed to fifty gigabytes."""
    held = bytearray(older_workbook(HEADINGS, FIRST, SECOND))
    for place, value in (
        (554, 0), (880, 5), (1027, 204), (1230, 0), (1534, 255), (1620, 106), (1770, 229), (1874, 255), (1888, 255),
        (2072, 4), (2147, 255), (2273, 250),
    ):  # fmt: skip
        held[place] = value

    assert "a workbook that cannot be read" in refused(bytes(held), "plan.xls")


def test_an_older_workbook_that_reaches_too_far_is_refused() -> None:
    wide = older_workbook(HEADINGS, ["x"] * 120)

    assert opened(wide, "plan.xls").grids[0].at(2, 120).text == "x"
    assert apart.read(wide, CELLS_MAX, 100, 100)["large"].startswith("a sheet Plan of ")


# What is damaged or means harm ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", [4, 100, -2_500, -10])
def test_a_truncated_file_is_told_to_be_cut_short(end: int) -> None:
    assert "cut short or damaged" in refused(PLAN[:end])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_part_that_declares_entities_is_refused_in_whatever_alphabet(encoding: str) -> None:
    hostile = (
        f'<?xml version="1.0" encoding="{encoding}"?>'
        '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row></sheetData></worksheet>'
    ).encode(encoding)

    told = refused(repacked(PLAN, lambda name, data: hostile if "sheet1" in name else data))

    assert "declares entities of its own" in told
    assert "do not trust it" in told


def test_a_part_that_is_no_xml_is_named() -> None:
    told = refused(repacked(PLAN, lambda name, data: b"<worksheet><" if "sheet1" in name else data))

    assert "xl/worksheets/sheet1.xml that is no XML" in told


@pytest.mark.parametrize("part", ["xl/workbook.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"])
def test_a_workbook_whose_parts_do_not_fit_together_is_refused_in_a_sentence(part: str) -> None:
    data = repacked(PLAN, lambda name, data: b"<nothing/>" if name == part else data)

    told = refused(data)

    assert "a workbook that cannot be read" in told or "sheets with nothing in them" in told


def test_a_part_in_an_alphabet_that_there_is_not_is_damaged() -> None:
    hostile = b'<?xml version="1.0" encoding="UTF08"?><worksheet/>'

    assert "damaged" in refused(repacked(PLAN, lambda name, data: hostile if "sheet1" in name else data))


def test_whatever_is_changed_within_its_parts_a_plan_is_read_or_refused_and_nothing_else_is_raised() -> None:
    chance = random.Random(11)
    ended = set()

    def change(_name: str, data: bytes) -> bytes:
        held = bytearray(data)
        if held and chance.random() < 0.3:
            held[chance.randrange(len(held))] = chance.choice(b'09aZ<>"=/ ')
        return bytes(held)

    for _ in range(60):
        try:
            laid(repacked(PLAN, change))
        except NotAPlanError:
            ended.add("refused")
        else:
            ended.add("read")

    assert ended == {"refused", "read"}


def test_whatever_byte_is_changed_a_plan_is_read_or_refused_and_nothing_else_is_raised() -> None:
    chance = random.Random(7)
    ended = set()

    for _ in range(60):
        held = bytearray(PLAN)
        for _ in range(3):
            held[chance.randrange(len(held))] = chance.randrange(256)
        try:
            laid(bytes(held))
        except NotAPlanError:
            ended.add("refused")
        else:
            ended.add("read")

    assert "refused" in ended


@pytest.mark.parametrize("row", ["99999999999999999999999", "2000000", "-2", "0", "\u00b2", "9" * 5000])
def test_a_row_that_no_sheet_has_is_refused_before_a_reader_goes_up_to_it(row: str) -> None:
    def change(name: str, data: bytes) -> bytes:
        return data.replace(b'<row r="2"', f'<row r="{row}"'.encode()) if name.endswith("sheet1.xml") else data

    with pytest.raises(NotAPlanError, match="a number from 1 to 1,048,576"):
        opened(repacked(workbook([HEADINGS, FIRST]), change))


@pytest.mark.parametrize("column", ["x", "-1", "9" * 5000])
def test_a_hidden_column_that_no_sheet_has_is_refused(column: str) -> None:
    def change(name: str, data: bytes) -> bytes:
        hidden = f'<cols><col min="{column}" max="2" hidden="1"/></cols><sheetData>'.encode()
        return data.replace(b"<sheetData>", hidden) if name.endswith("sheet1.xml") else data

    with pytest.raises(NotAPlanError, match="with a min of"):
        opened(repacked(workbook([HEADINGS, FIRST]), change))


def test_a_pipe_or_a_device_is_refused_before_it_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "plan.csv"
    os.mkfifo(pipe)

    for path in (pipe, Path("/dev/zero")):
        with pytest.raises(NotAPlanError, match="a pipe or a device"):
            open_plan(path)
