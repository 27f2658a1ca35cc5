import io
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from govledger.errors import NotAPlanError
from govledger.imports.grid import Book
from tests.imports.support import FIRST, HEADINGS, SECOND, opened, zipped


def document(change: Any = None, rows: int = 3) -> Book:
    made: Any = Document()
    table = made.add_table(rows=rows, cols=len(HEADINGS))
    for line, values in zip(table.rows, (HEADINGS, FIRST, SECOND), strict=False):
        for cell, value in zip(line.cells, values, strict=True):
            cell.text = value
    if change is not None:
        change(table)
    held = io.BytesIO()
    made.save(held)
    return opened(held.getvalue(), "plan.docx")


def test_a_table_of_a_document_is_read_as_a_sheet() -> None:
    book = document()

    grid = book.grids[0]
    assert (book.kind, grid.name) == ("docx", "Table 1")
    assert [cell.text for cell in grid.row(2)] == list(FIRST)
    assert grid.place("A2") == "'Table 1'!A2"


def test_cells_merged_across_and_down_show_what_the_first_holds() -> None:
    def change(table: Any) -> None:
        table.cell(1, 2).merge(table.cell(2, 2)).text = "Head of MASH"
        table.cell(1, 3).merge(table.cell(1, 4)).text = "Autumn 2017"

    grid = document(change).grids[0]

    assert (grid.at(3, 3).text, grid.at(3, 3).is_merged) == ("Head of MASH", True)
    assert (grid.at(2, 5).text, grid.at(2, 5).is_merged) == ("Autumn 2017", True)
    assert grid.at(2, 6).text == FIRST[5]


def test_the_shading_of_a_cell_is_its_colour() -> None:
    def change(table: Any) -> None:
        properties = table.cell(1, 4)._tc.get_or_add_tcPr()
        properties.append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="FF0000"/>'))

    assert document(change).grids[0].at(2, 5).fill == "FF0000"


def test_tracked_changes_are_read_as_if_accepted_and_said_to_be_there() -> None:
    def change(table: Any) -> None:
        paragraph = table.cell(1, 3).paragraphs[0]
        paragraph.clear()
        deleted = "<w:del {0} w:id='1' w:author='x'><w:r><w:delText>30 September 2017</w:delText></w:r></w:del>"
        inserted = "<w:ins {0} w:id='2' w:author='x'><w:r><w:t>31 March 2018</w:t></w:r></w:ins>"
        for part in (deleted, inserted):
            paragraph._p.append(parse_xml(part.format(nsdecls("w"))))

    book = document(change)

    assert book.grids[0].at(2, 4).text == "31 March 2018"
    assert book.said == ("it has tracked changes: it was read as if they were accepted",)


def test_a_cell_in_a_content_control_does_not_shift_the_columns() -> None:
    def change(table: Any) -> None:
        cell = table.cell(1, 4)._tc
        control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
        cell.addprevious(control)
        control[0].append(cell)

    assert [cell.text for cell in document(change).grids[0].row(2)] == list(FIRST)


def test_a_hidden_row_a_line_break_and_a_table_in_a_table_are_read_as_seen() -> None:
    def change(table: Any) -> None:
        table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f"<w:hidden {nsdecls('w')}/>"))
        table.cell(1, 5).paragraphs[0].add_run().add_break()
        table.cell(1, 5).paragraphs[0].add_run("More.")
        table.cell(2, 5).add_table(1, 1).cell(0, 0).text = "Inside."

    book = document(change)

    assert book.grids[0].hidden_rows == {2}
    assert book.grids[0].at(2, 6).text == "On course.\nMore."
    assert book.grids[0].at(3, 6).text == "Draft.\nInside."
    assert len(book.grids) == 2


def test_a_document_whose_parts_do_not_fit_together_is_refused_and_a_tab_is_a_space() -> None:
    def change(table: Any) -> None:
        table.cell(1, 5).paragraphs[0].add_run("\tMore.")

    assert document(change).grids[0].at(2, 6).text == "On course. More."
    with pytest.raises(NotAPlanError, match="a document that cannot be read"):
        opened(zipped(word__document_xml=b"<w/>"), "plan.docx")


def test_a_document_without_a_table_and_one_that_is_too_wide_are_refused() -> None:
    made: Any = Document()
    held = io.BytesIO()
    made.save(held)

    with pytest.raises(NotAPlanError, match="a document without a table"):
        opened(held.getvalue(), "plan.docx")

    def change(table: Any) -> None:
        for cell in table.rows[1].cells[:2]:
            cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:gridSpan {nsdecls("w")} w:val="99999999"/>'))

    with pytest.raises(NotAPlanError, match="a table too large to be a plan"):
        document(change)
