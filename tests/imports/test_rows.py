import datetime as dt
from typing import Any

import pytest
from openpyxl.styles import Font, PatternFill

from govledger.imports import PlanMapping
from govledger.imports.rows import Reading
from tests.imports.support import FIRST, HEADINGS, SECOND, read, repacked, separated, workbook


def unread(reading: Reading) -> dict[str, str]:
    """What could not be read, by cell."""
    return {flag.place: flag.expected for flag in reading.flags if flag.is_unread}


def noted(reading: Reading) -> dict[str, str]:
    """What was read and is to be looked at, by cell."""
    return {flag.place: flag.expected for flag in reading.flags if not flag.is_unread}


def test_a_row_is_read_to_what_it_says_and_where() -> None:
    reading = read(workbook([HEADINGS, FIRST]))

    (row,) = reading.rows
    assert (row.place, row.action, row.text) == ("Plan!A2:F2", "1.1", FIRST[1])
    assert (row.leads, str(row.due)) == (("office:head-of-mash",), "by 2017-09-30")
    assert row.status is not None
    assert (row.status.label, row.comment) == ("green", "On course.")
    assert reading.is_whole
    assert not reading.flags


def test_a_cell_that_cannot_be_read_is_flagged_by_its_address_and_left_as_not_said() -> None:
    reading = read(workbook([HEADINGS, ("1.1", "Do it", "Jo Example", "31/02/2017", "●", "")]))

    (row,) = reading.rows
    assert (row.leads, row.due, row.status) == ((), None, None)
    assert set(unread(reading)) == {"Plan!C2", "Plan!D2", "Plan!E2"}


def test_headings_said_again_sections_and_notes_are_no_actions() -> None:
    def change(_book: Any, sheet: Any) -> None:
        sheet.merge_cells("A2:F2")

    rows = [HEADINGS, ("Priority 1: Leadership",), FIRST, HEADINGS, ("Key: red is late",), SECOND]
    reading = read(workbook(rows, change))

    assert [row.action for row in reading.rows] == ["1.1", "1.2"]
    assert not reading.flags
    assert reading.is_whole


def test_an_action_without_a_reference_is_flagged_even_when_it_is_alone_in_its_row() -> None:
    reading = read(workbook([HEADINGS, FIRST, (None, "Do this too"), (None, "And this", "Head of MASH")]))

    assert set(unread(reading)) == {"Plan!A3", "Plan!A4"}
    assert not reading.is_whole


def test_two_rows_of_one_reference_are_both_left_out() -> None:
    reading = read(workbook([HEADINGS, FIRST, SECOND, ("1.1", "Another", "", "", "", "")]))

    assert [row.action for row in reading.rows] == ["1.2"]
    assert reading.left_out == {"1.1"}
    assert unread(reading)["Plan!A2"] == "each reference once; Plan!A4:F4 has it too, so neither was read"


@pytest.mark.parametrize("word", ["Total", "TOTALS", "Overall"])
def test_a_row_of_totals_is_no_action_and_is_said(word: str) -> None:
    reading = read(workbook([HEADINGS, FIRST, (word, "1 action", "", "", "1 Green", "")]))

    assert [row.action for row in reading.rows] == ["1.1"]
    assert "totals" in noted(reading)["Plan!A3"]
    assert reading.is_whole


def test_a_reference_that_a_spreadsheet_made_a_day_of_is_never_taken_for_one() -> None:
    made = read(workbook([HEADINGS, FIRST, (dt.datetime(2017, 2, 1), *SECOND[1:])]))  # noqa: DTZ001 - as a cell has it
    saved = read(separated(HEADINGS, FIRST, ("01-Feb", *SECOND[1:])), name="plan.csv")
    typed = read(workbook([HEADINGS, FIRST, ("01-Feb", *SECOND[1:])]))

    assert "a day" in unread(made)["Plan!A3"]
    assert "a day" in unread(saved)["plan!A3"]
    assert not made.is_whole
    assert [row.action for row in typed.rows] == ["1.1", "01-Feb"]


def test_a_number_that_stands_where_two_ten_should_is_not_taken_for_two_one() -> None:
    rows = [(2.9, *FIRST[1:]), (2.1, *SECOND[1:]), (2.11, "Another")]
    held = read(workbook([HEADINGS, *rows]))
    saved = read(separated(HEADINGS, *([str(value) for value in row] for row in rows[:2])), name="plan.csv")
    typed = read(workbook([HEADINGS, ("2.9", *FIRST[1:]), ("2.1", *SECOND[1:])]))

    assert [row.action for row in held.rows] == ["2.9", "2.11"]
    assert unread(held)["Plan!A3"].startswith("2.10 as text")
    assert unread(saved)["plan!A3"].startswith("2.10 as text")
    assert [row.action for row in typed.rows] == ["2.9", "2.1"]


def test_two_posts_in_one_cell_are_not_made_one_office() -> None:
    reading = read(workbook([HEADINGS, ("1.1", "Do it", "Head of HR, Head of Legal", "", "", "")]))

    assert reading.rows[0].leads == ()
    assert unread(reading)["Plan!C2"].startswith("several offices on lines of their own")


def test_how_a_workbook_writes_a_carriage_return_is_no_part_of_a_text() -> None:
    reading = read(workbook([HEADINGS, (*FIRST[:5], "One._x000D_\nTwo.")]))

    assert reading.rows[0].comment == "One.\nTwo."


def test_a_reference_keeps_its_zero_and_gets_the_prefix() -> None:
    def change(_book: Any, sheet: Any) -> None:
        sheet["A2"].number_format = "0.00"

    reading = read(workbook([HEADINGS, (2.1, "Do it"), ("3 b.", "Do it")], change), PlanMapping(prefix="2018/"))

    assert [row.action for row in reading.rows] == ["2018/2.10", "2018/3-b"]


def test_a_reference_that_is_no_id_is_flagged() -> None:
    assert set(unread(read(workbook([HEADINGS, ("a:b", "Do it"), ("none", "Do it")])))) == {"Plan!A2", "Plan!A3"}


def test_a_row_that_goes_on_from_the_one_above_is_flagged() -> None:
    def change(_book: Any, sheet: Any) -> None:
        sheet.merge_cells("A2:A3")

    reading = read(workbook([HEADINGS, FIRST, (None, "More of it")], change))

    assert [row.action for row in reading.rows] == ["1.1"]
    assert unread(reading) == {"Plan!A3:F3": "one row for each reference; this one goes on from the row above"}


def test_a_lead_merged_over_rows_is_the_lead_of_each() -> None:
    def change(_book: Any, sheet: Any) -> None:
        sheet.merge_cells("C2:C3")

    reading = read(workbook([HEADINGS, FIRST, SECOND], change))

    assert [row.leads for row in reading.rows] == [("office:head-of-mash",)] * 2


def test_hidden_rows_are_read_or_skipped_as_the_mapping_says() -> None:
    def change(_book: Any, sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True

    data = workbook([HEADINGS, FIRST, SECOND], change)

    assert len(read(data).rows) == 2
    skipped = read(data, PlanMapping(hidden_rows="skip"))
    assert [row.action for row in skipped.rows] == ["1.1"]
    assert not skipped.is_whole


def test_a_revised_date_is_the_one_in_force_and_the_first_stands_beside_it() -> None:
    headings = (*HEADINGS, "Revised date", "Reason for change")
    rows = [(*FIRST, "31 March 2018", "No room"), (*SECOND, "", ""), ("1.3", "x", "", "2018", "", "", "2018", "")]

    moved, kept, same = read(workbook([headings, *rows])).rows

    assert (str(moved.due), str(moved.first_due), moved.reason) == ("by 2018-03-31", "by 2017-09-30", "No room")
    assert (str(kept.due), kept.first_due) == ("by 2017-10-31", None)
    assert same.first_due is None


def test_all_the_other_columns_are_read() -> None:
    headings = (*HEADINGS, "Evidence", "Success measure", "Date completed", "Outcome", "Theme", "Rec no", "Priority")
    row = (*FIRST, "Audit", "90%", "29/09/2017", "P1", "Front door", "R4", "H")

    (held,) = read(workbook([headings, row])).rows

    assert (held.evidence, held.measure, str(held.completed)) == ("Audit", "90%", "2017-09-29")
    assert (held.commitment, held.area, held.recommendation, held.priority) == ("P1", "Front door", "R4", "high")


def test_a_priority_that_is_none_is_flagged() -> None:
    reading = read(workbook([(*HEADINGS, "Priority"), (*FIRST, "soon"), (*SECOND, "H")]))

    assert unread(reading) == {"Plan!G2": "low, medium or high"}


def test_evidence_that_tells_nothing_of_what_it_is_is_flagged() -> None:
    reading = read(workbook([(*HEADINGS, "Evidence"), (*FIRST, "Yes"), (*SECOND, "Audit")]))

    assert [row.evidence for row in reading.rows] == [None, "Audit"]
    assert unread(reading) == {"Plan!G2": "what the evidence is, in a few words"}


def test_words_after_a_status_go_before_the_comment() -> None:
    (row,) = read(workbook([HEADINGS, (*FIRST[:4], "Amber - late", "On course.")])).rows

    assert row.comment == "late\nOn course."


def test_what_is_doubtful_is_read_and_noted() -> None:
    def change(_book: Any, sheet: Any) -> None:
        sheet["E2"].fill = PatternFill("solid", start_color="FF0000")
        sheet["B3"].font = Font(strike=True)
        sheet["D3"] = 43008

    rows = [HEADINGS, FIRST, SECOND, ("", "", "", "", "", "", "a note", "and more")]
    reading = read(workbook(rows, change))

    assert len(reading.rows) == 2
    assert noted(reading) == {
        "Plan!E2": "look at it: the word says green, the colour behind it red",
        "Plan!B3": "look at it: it is struck through, and was read as it stands",
        "Plan!D3": "look at it: a number, read as by 2017-09-30",
        "Plan!A4:F4": "look at it: no action; none of the columns that are read says anything here",
    }


def test_formulas_are_counted_and_one_without_a_value_is_flagged() -> None:
    def formulas(name: str, data: bytes) -> bytes:
        if "sheet1" not in name:
            return data
        cells = "".join(
            f'<c r="{column}2" t="str"><f>"{value}"</f>{kept}</c>'
            for column, value, kept in (
                ("A", "1.1", "<v>1.1</v>"),
                ("B", "Do it", "<v>Do it</v>"),
                ("C", "Head of MASH", "<v>Head of MASH</v>"),
                ("D", "2018", "<v>2018</v>"),
                ("E", "Green", ""),
                ("F", "Fine", "<v>Fine</v>"),
            )
        )
        before, _, after = data.partition(b'<row r="2"')
        return before + f'<row r="2">{cells}</row>'.encode() + after.partition(b"</row>")[2]

    reading = read(repacked(workbook([HEADINGS, FIRST]), formulas))

    (row,) = reading.rows
    assert (row.text, row.comment, row.status) == ("Do it", "Fine", None)
    assert reading.formulas >= 4
    assert unread(reading) == {"Plan!E2": "a value; it holds a formula whose value was not kept"}


def test_what_looks_like_a_command_or_markup_stays_text() -> None:
    command, script = "=cmd|' /C calc'!A0", "<script>alert(1)</script>"

    def change(_book: Any, sheet: Any) -> None:
        sheet["B2"].data_type = "s"

    (row,) = read(workbook([HEADINGS, ("1.1", command, "", "", "", script)], change)).rows

    assert (row.text, row.comment) == (command, script)


def test_a_text_longer_than_a_cell_of_a_workbook_holds_is_flagged() -> None:
    reading = read(separated(HEADINGS, (*FIRST[:5], "x" * 40_000)), name="plan.csv")

    assert unread(reading) == {"plan!F2": "at most 32,767 characters"}
