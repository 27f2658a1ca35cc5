import tomllib
from pathlib import Path
from typing import Any

import pytest
from openpyxl.styles import PatternFill

from govledger.errors import MappingError, NotAPlanError
from govledger.imports import PlanMapping, load_mapping, mapping_text, read_mapping
from govledger.imports.mapping import toml_text
from tests.imports.support import FIRST, HEADINGS, SECOND, laid, separated, workbook

TITLES = (("Children's Services Improvement Plan",), ("As at September",), ())


def coloured(*fills: str) -> bytes:
    """A plan whose statuses are only colours, one row for each."""

    def change(_book: Any, sheet: Any) -> None:
        for row, fill in enumerate(fills, start=2):
            sheet.cell(row, 5).fill = PatternFill("solid", start_color=fill)

    rows = [(f"1.{number}", "Do it", "Head of MASH", "2018", None, "") for number, _ in enumerate(fills, start=1)]
    return workbook([HEADINGS, *rows], change)


# Where the table is --------------------------------------------------------------------------------------------------


def test_the_headings_are_found_among_titles() -> None:
    table = laid(workbook([*TITLES, HEADINGS, FIRST, SECOND])).tables[0]

    assert table.table.rows == (4,)
    assert table.columns == {"reference": 1, "text": 2, "lead": 3, "due": 4, "status": 5, "comment": 6}


def test_headings_in_two_rows_are_read_together() -> None:
    def change(_book: Any, sheet: Any) -> None:
        for column in "ABCF":
            sheet.merge_cells(f"{column}1:{column}2")
        sheet.merge_cells("D1:E1")

    upper = ("Ref", "Action", "Lead", "Timescale", None, "RAG")
    lower = (None, None, None, "Start date", "End date", None)
    layout = laid(workbook([upper, lower, ("1.1", "Do it", "Head of MASH", "2017", "2018", "G")], change))

    assert layout.tables[0].table.rows == (1, 2)
    assert layout.mapping.columns["due"] == "Timescale / End date"
    assert [heading.text for heading in layout.unread] == ["Timescale / Start date"]


def test_a_sheet_that_holds_no_plan_and_one_that_is_hidden_are_not_read_and_said_not_to_be() -> None:
    def change(book: Any, _sheet: Any) -> None:
        book.create_sheet("Key").append(("Colour", "Meaning"))
        old = book.create_sheet("Old")
        old.append(HEADINGS)
        old.sheet_state = "hidden"

    layout = laid(workbook([HEADINGS, FIRST], change))

    assert layout.mapping.sheets == ("Plan",)
    assert layout.others == {"Key": "it holds no plan", "Old": "it is hidden"}
    assert not layout.questions


def test_of_two_sheets_that_may_be_the_plan_somebody_must_say_which() -> None:
    def change(book: Any, _sheet: Any) -> None:
        other = book.create_sheet("Partners")
        other.append(HEADINGS)
        other.append(SECOND)

    data = workbook([HEADINGS, FIRST], change)

    layout, both = laid(data), laid(data, PlanMapping(sheets=("Plan", "Partners")))

    assert layout.questions == (
        '2 sheets hold a table that may be the plan: name those to read, sheets = ["Plan", "Partners"], or --sheet',
    )
    assert not both.questions
    assert [one.table.grid.name for one in both.tables] == ["Plan", "Partners"]


def test_a_sheet_of_the_wrong_shape_is_told_by_the_fullest_row_in_it() -> None:
    with pytest.raises(NotAPlanError) as fault:
        laid(workbook([("Budget",), ("Cost centre", "Forecast", "Actual"), ("A12", 100, 90)]))

    assert "no row of headings of a plan; the fullest row is 'Cost centre', 'Forecast', 'Actual'" in str(fault.value)
    assert "header_rows = [4]" in fault.value.instead


# Which column is what ------------------------------------------------------------------------------------------------


def test_of_two_columns_both_called_status_somebody_must_say_which() -> None:
    data = separated((*HEADINGS, "Status"), (*FIRST, "Red"))

    layout = laid(data, name="plan.csv")
    said = laid(
        data, PlanMapping(columns={"reference": "Ref", "text": "Action", "status": "column G"}), name="plan.csv"
    )

    assert layout.questions == (
        (
            "2 columns may be the status (how it stands, in a word, a letter or a colour): 'Status' (plan!E) and "
            "'Status' "
            '(plan!G); say which, status = "column G"'
        ),
    )
    assert said.tables[0].columns["status"] == 7
    with pytest.raises(MappingError, match=r'2 columns called .Status.; write "column E" or "column G"'):
        laid(data, PlanMapping(columns={"reference": "Ref", "text": "Action", "status": "Status"}), name="plan.csv")


def test_without_a_column_for_the_reference_somebody_must_say_which() -> None:
    layout = laid(separated(HEADINGS[1:], FIRST[1:]), name="plan.csv")

    (question,) = layout.questions
    assert question.startswith("no column is known to be the reference (the plan's own number of the action)")
    assert "'Action', 'Lead', 'Due date'" in question


def test_a_mapping_that_names_what_is_not_there_says_what_is_near() -> None:
    data = workbook([HEADINGS, FIRST])

    with pytest.raises(MappingError, match="no heading 'Sttatus'; did you mean Status"):
        laid(data, PlanMapping(columns={"reference": "Ref", "text": "Action", "status": "Sttatus"}))
    with pytest.raises(MappingError, match=r"there is no sheet 'Plann' in plan\.xlsx; did you mean Plan"):
        laid(data, PlanMapping(sheets=("Plann",)))


def test_a_mapping_may_name_the_row_and_columns_that_have_no_known_heading() -> None:
    data = workbook([("x", "y"), ("Nummer", "Aufgabe", "Wer"), ("1", "Prüfen", "Head of MASH")])

    layout = laid(data, PlanMapping(header_rows=(2,), columns={"reference": "Nummer", "text": "column B"}))

    assert layout.tables[0].columns == {"reference": 1, "text": 2}


def test_a_heading_whose_cells_are_something_else_is_not_read() -> None:
    headings = (*HEADINGS, "Priority", "Completed")

    themes, levels = (
        laid(workbook([headings, (*FIRST, first, second), (*SECOND, "", "")]))
        for first, second in (("1: Leadership", "Yes"), ("High", "30/09/2017"))
    )

    assert [heading.text for heading in themes.unread] == ["Priority", "Completed"]
    assert {"priority", "completed"} <= set(levels.mapping.columns)


# Colours -------------------------------------------------------------------------------------------------------------


def test_the_colours_that_alone_say_a_status_are_counted_and_named() -> None:
    layout = laid(coloured("00B050", "FF0000", "00B050"))

    assert layout.shades == {"00B050": 2, "FF0000": 1}
    assert layout.mapping.fills == {"00B050": "green", "FF0000": "red"}


def test_of_two_shades_of_one_colour_somebody_must_say_what_each_is() -> None:
    data = coloured("00B050", "92D050", "00B050")

    layout, said = laid(data), laid(data, PlanMapping(fills={"92D050": "nearly there"}))

    assert layout.questions == (
        (
            "2 shades of green stand alone as a status: 00B050 (2 cells) and 92D050 (1 cell); say what each is, "
            '"92D050" = "green", under [fills]'
        ),
    )
    assert not said.questions


# As a file -----------------------------------------------------------------------------------------------------------


def test_a_mapping_that_is_written_reads_as_it_was_proposed() -> None:
    layout = laid(coloured("00B050", "FF0000"))

    again = read_mapping(mapping_text(layout))

    assert again.columns == layout.mapping.columns
    assert again.fills == layout.mapping.fills
    assert again.sheets == ()
    assert laid(coloured("00B050", "FF0000"), again).mapping.columns == layout.mapping.columns


def test_a_mapping_says_at_its_top_what_is_to_be_decided() -> None:
    text = mapping_text(laid(coloured("00B050", "92D050")))

    assert "# TO DECIDE: 2 shades of green stand alone as a status" in text
    assert read_mapping(text).columns["reference"] == "Ref"


def test_a_mapping_that_nobody_decided_in_decides_nothing() -> None:
    def change(book: Any, _sheet: Any) -> None:
        other = book.create_sheet("Partners")
        other.append(HEADINGS)
        other.append(SECOND)

    sheets = workbook([HEADINGS, FIRST], change)
    shades = coloured("00B050", "92D050")
    nothing = separated(HEADINGS[1:], FIRST[1:])

    for data in (sheets, shades):
        layout = laid(data)
        assert laid(data, read_mapping(mapping_text(layout))).questions == layout.questions
    with pytest.raises(MappingError, match=r"columns\.reference: somebody must still decide: its heading"):
        laid(nothing, read_mapping(mapping_text(laid(nothing, name="plan.csv"))), name="plan.csv")


def test_headings_that_would_break_out_of_a_mapping_are_only_text_in_it() -> None:
    headings = ('Ref"\n[leads]\n"x" = "office:y"', 'Action """', "Notes\x7f")
    layout = laid(
        workbook([headings, ("1.1", "Do it", "x")]),
        PlanMapping(header_rows=(1,), columns={"reference": "column A", "text": "column B"}),
    )

    again = read_mapping(mapping_text(layout))

    assert again.leads == {}
    assert again.columns == {"reference": "column A", "text": "column B"}


def test_a_mapping_that_is_saved_anew_keeps_what_was_decided_in_it() -> None:
    decided = PlanMapping(
        statuses={"done at last": "complete"}, fills={"FF0000": "late"}, leads={"jo example": "office:x"}, plan="iip",
        header_rows=(1,), scheme="rag", meanings={"late": "off_track"},
    )  # fmt: skip
    data = workbook([HEADINGS, (*FIRST[:4], "Done at last", ""), (*SECOND[:4], "Late", "")])

    again = read_mapping(mapping_text(laid(data, decided)))

    assert (again.statuses, again.leads, again.meanings) == (decided.statuses, decided.leads, decided.meanings)
    assert (again.plan, again.header_rows, again.scheme) == ("iip", (1,), "rag")
    assert again.fills == decided.fills


def test_a_mapping_file_says_its_name_when_it_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    for data, told in (
        (b"\xff\xfe", "plan.toml: found bytes that are no UTF-8"),
        (b"x = 1", "plan.toml: there is no setting 'x'"),
        (b"#" * (1 << 21), "plan.toml: found a file of more than a megabyte"),
    ):
        path.write_bytes(data)

        with pytest.raises(MappingError) as fault:
            load_mapping(path)

        assert str(fault.value).startswith(told)


def test_a_sheet_without_known_headings_cannot_be_named() -> None:
    def change(book: Any, _sheet: Any) -> None:
        book.create_sheet("Key").append(("Colour", "Meaning"))

    with pytest.raises(MappingError, match=r"sheet 'Key' of plan\.xlsx holds no row of headings that is known"):
        laid(workbook([HEADINGS, FIRST], change), PlanMapping(sheets=("Key",)))


def test_days_that_could_be_two_are_said_to_be_read_as_the_others_show() -> None:
    layout = laid(workbook([HEADINGS, (*FIRST[:3], "04/05/2017", "", ""), (*SECOND[:3], "30/09/2017", "", "")]))

    assert "days such as 04/05/2017 are read day first" in layout.said


@pytest.mark.parametrize("text", ["plain", 'a "b" \\ c', "line\nbreak\t", "\x00\x1f\x7f", "é – 😀 \u2028"])
def test_any_text_stands_between_quotes_as_it_is(text: str) -> None:
    assert tomllib.loads(f"x = {toml_text(text)}") == {"x": text}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sheets = [", "it is no TOML"),
        ('statuss = "x"', "there is no setting 'statuss' in a mapping; did you mean statuses"),
        ('[columns]\nreferenc = "Ref"', "columns: found 'referenc', expected a field: reference, "),
        ('[fills]\n"green" = "x"', "fills: found 'green', expected a colour as six digits"),
        ('[leads]\n"Jo" = "Head of MASH"', "leads: found 'Head of MASH', expected a party"),
        ('[statuses]\n"x" = "a/b"', "statuses: found 'a/b', expected a word for the status, without a slash"),
        ('[scheme]\nid = "rag"\nmeaning = 1', "there is no setting 'scheme.meaning'"),
        ('scheme = "rag"', "scheme: expected a table"),
        ('[scheme.meanings]\ngreen = "good"', "meanings: found 'good', expected"),
        ("header_rows = [1, 2, 3]", "header_rows: found [1, 2, 3], expected one row of headings, or two"),
        ("header_rows = [true]", "header_rows: found [True]"),
        ('dates = "british"', "dates: found 'british', expected"),
        ("columns = 1", "columns: found 1, expected a table of words"),
        ("[columns]\nreference = 1", "reference: found 1, expected words between quotes"),
        ('plan = "a plan"', "plan: found 'a plan'"),
    ],
)
def test_a_mapping_that_means_nothing_says_where(text: str, told: str) -> None:
    with pytest.raises(MappingError) as fault:
        read_mapping(text)

    assert told in str(fault.value)
