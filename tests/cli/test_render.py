import datetime as dt
import sys
from collections.abc import Sequence

import attrs
import pytest

from govledger.cli.cells import ITEMS_MAX, cell, sections
from govledger.cli.output import printable, width_of
from govledger.cli.render import (
    BLOCK_LINES_MAX,
    CUT,
    ROW_BREAK,
    WIDTH_PLAIN,
    Table,
    cut_short,
    render,
    terminal_width,
    wrap,
)


def drawn(headings: Sequence[str], *rows: Sequence[str], width: int = 60) -> list[str]:
    return list(render(Table(headings, rows), width=width))


def test_a_table_is_as_wide_as_what_it_holds() -> None:
    assert drawn(["id", "status"], ["2.4", "red"], ["10.11", "amber"]) == [
        "id     status",
        "-----  ------",
        "2.4    red",
        "10.11  amber",
    ]


def test_a_column_that_is_empty_everywhere_is_left_out() -> None:
    assert drawn(["id", "lead", "status"], ["2.4", "", "red"]) == ["id   status", "---  ------", "2.4  red"]


def test_an_empty_table_is_no_lines() -> None:
    assert drawn(["id"]) == []
    assert drawn(["id"], [""]) == []


def test_text_too_long_for_a_grid_makes_a_block_of_its_row_and_loses_nothing() -> None:
    lines = drawn(["id", "text"], ["2.4", "words " * 200], width=60)

    assert max(map(len, lines)) <= 60
    assert lines[0] == "2.4"
    assert " ".join(lines).split().count("words") == 200


@pytest.mark.usefixtures("on_a_terminal")
def test_what_is_cut_in_a_block_says_where_all_of_it_is() -> None:
    lines = drawn(["id", "text"], ["2.4", "words " * 2_000], width=60)

    assert lines[-1].strip() == CUT
    assert len(lines) == 1 + BLOCK_LINES_MAX + 1


def test_nothing_is_cut_in_a_file_or_a_pipe() -> None:
    text, headings = "words " * 2_000, [f"field {number}" for number in range(12)]

    block = drawn(["id", "text"], ["2.4", text], width=60)
    headed = drawn(headings, ["value " * 20, *["x"] * 11], ["", *["value " * 9] * 11], width=50)

    assert " ".join(block).split().count("words") == 2_000
    assert " ".join(headed[:3]).split()[:20] == ["value"] * 20
    assert cell(tuple(range(ITEMS_MAX + 3))).endswith(", 202")


def test_ids_that_a_grid_would_break_in_two_columns_make_blocks() -> None:
    one, other = "obligation:first-of-many-with-a-long-name", "recommendation:second-of-many-as-long"

    assert drawn(["id", "about", "to"], ["1", one, "x"], width=50)[0].startswith("id")
    assert drawn(["id", "about", "to"], ["1", one, other], width=50)[0] == "1"


def test_a_heading_wider_than_its_column_is_wrapped() -> None:
    lines = drawn(["id", "who has to be told", "who has been told"], ["1", "a", "b"], width=40)

    assert lines[:2] == ["id  who has to be      who has been told", "    told"]
    assert max(map(len, lines)) <= 40


def test_the_rows_of_a_cell_each_begin_a_line() -> None:
    cells = ["2.4", f"red, day 2017-06-14{ROW_BREAK}amber, day 2017-07-01"]

    assert drawn(["id", "reports"], cells) == [
        "id   reports",
        "---  ---------------------",
        "2.4  red, day 2017-06-14",
        "     amber, day 2017-07-01",
    ]


def test_what_nearly_all_blocks_say_is_said_once() -> None:
    rows = [[f"2.{number}", "first_hand", f"{number} words " * 60] for number in range(5)] + [
        ["2.5", "reported", "words"]
    ]

    lines = drawn(["id", "mode", "text"], *rows, width=60)

    assert lines[0] == "unless a row says otherwise: mode first_hand"
    assert [row for row in lines if row.startswith("  mode")] == ["  mode  reported"]


def test_rows_that_would_not_fit_side_by_side_become_blocks() -> None:
    headings = ["id", *(f"field {number}" for number in range(12))]

    lines = drawn(headings, ["2.4", *(f"value {number} of the row" for number in range(11)), ""], width=60)

    assert lines[:2] == ["2.4", "  field 0   value 0 of the row"]
    assert "  field 11" not in "\n".join(lines)


@pytest.mark.usefixtures("on_a_terminal")
def test_a_block_is_headed_by_its_first_cell_cut_to_fit() -> None:
    headings = [f"field {number}" for number in range(12)]

    lines = drawn(headings, ["value " * 20, *["x"] * 11], ["", *["value " * 9] * 11], width=50)

    assert lines[0] == "value value value value value value value value…"
    assert lines[12] == "-"
    assert max(map(len, lines)) <= 50


@pytest.mark.parametrize(
    ("text", "columns"), [("plain", 5), ("café", 4), ("cafe\u0301", 4), ("漢字", 4), ("👩‍🚒", 4), ("خطة", 3)]
)
def test_the_columns_of_any_text_are_counted(text: str, columns: int) -> None:
    assert width_of(text) == columns


def test_wide_text_keeps_its_table_straight() -> None:
    lines = drawn(["id", "text", "status"], ["1", "漢字漢字", "red"], ["2", "plain", "red"])

    assert {width_of(row) for row in lines[2:]} == {width_of(lines[2])}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one\ntwo\tthree", "one two three"),
        ("\x1b[2J\x1b]0;title\x07", r"\x1b[2J\x1b]0;title\x07"),
        ("a\u202eb\u2066c\u200fd\ufeff", r"a\u202eb\u2066c\u200fd\ufeff"),
        ("\x00\x85\u2028", r"\x00"),
        ("\udcff", r"\udcff"),
        ("👩‍🚒", "👩‍🚒"),
    ],
)
def test_recorded_text_is_printed_on_one_line_and_what_commands_a_terminal_by_its_number(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_a_text_is_shortened_at_a_word() -> None:
    assert cut_short("Elected members should explore", 16) == "Elected members…"
    assert cut_short("Elected members", 15) == "Elected members"
    assert cut_short("a-very-long-reference-indeed", 10) == "a-very…"


def test_an_id_too_long_for_its_column_is_broken_at_its_marks() -> None:
    assert wrap("agenda_item:bvib-2017-06-14/7", 16) == ["agenda_item:", "bvib-2017-06-14/", "7"]
    assert wrap("漢", 1) == ["漢"]
    assert wrap("one two", 3, lines_max=1) == ["on…"]


def test_output_is_as_wide_as_the_terminal_and_plainly_wide_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    plain = terminal_width()
    monkeypatch.setenv("COLUMNS", "132")
    wide = terminal_width()
    monkeypatch.setenv("COLUMNS", "3")
    narrow = terminal_width()
    monkeypatch.delenv("COLUMNS")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)

    assert (plain, wide, narrow) == (WIDTH_PLAIN, 132, 40)
    assert terminal_width() >= 40


@attrs.define
class Mark:
    """A row that says itself."""

    entry: int

    def __str__(self) -> str:
        return f"entry {self.entry}"


@attrs.define
class Row:
    """A row of a made-up state."""

    ref: str
    status: str | None = None
    due: dt.date | None = None
    is_late: bool = False
    mark: Mark | None = None
    parts: tuple[str, ...] = ()
    counts: dict[str, int] = attrs.Factory(dict)
    entry: int = 0
    told: str = ""


@attrs.define
class State:
    """A made-up state."""

    days: dict[str, dt.date] = attrs.Factory(dict)
    actions: dict[str, Row] = attrs.Factory(dict)
    total: int = 0


def test_a_state_is_shown_rows_first_and_rows_shown_above_are_only_named() -> None:
    row = Row(
        "action:2.4", "red", dt.date.max, is_late=True, mark=Mark(7), parts=("a", "b"), counts={"red": 2}, entry=5
    )
    state = State({"m1": dt.date(2017, 6, 14)}, {"2.4": row}, 3)

    held = list(sections(state, {"late": {"action:2.4": row}, "listed": [row], "none": []}))

    assert [section.title for section in held] == ["actions (1)", "days (1)", "total", "late (1)", "listed (1)", "none"]
    table = held[0].table
    assert table is not None
    assert list(table.filled().headings) == ["id", "status", "due", "is late", "mark", "parts", "counts", "entry"]
    assert table.filled().rows == [["2.4", "red", "open", "yes", "entry 7", "a, b", "red: 2", "5"]]
    assert [section.line for section in held[2:]] == ["3", "action:2.4", "2.4", ""]


@pytest.mark.usefixtures("on_a_terminal")
def test_a_cell_of_many_things_says_how_many_more() -> None:
    assert cell(tuple(range(1, 16))).endswith("13, 14, 15")
    assert cell(tuple(range(ITEMS_MAX + 3))).endswith(f", 3 more {CUT}")
    assert cell({"b", "a"}) == "a, b"


def test_commas_part_what_is_of_one_row_and_semicolons_the_rows() -> None:
    rows = [Row("x", "red", parts=("a", "b")), Row("y", is_late=True)]

    assert cell(rows[0]) == "ref x, status red, parts (a, b)"
    assert printable(cell(rows)) == "ref x, status red, parts (a, b); ref y, is late yes"


def test_a_day_without_a_beginning_is_not_known_and_one_without_an_end_is_open() -> None:
    assert (cell(dt.date.min), cell(dt.date.max)) == ("not known", "open")


def test_a_count_that_is_still_none_says_nothing() -> None:
    held = list(sections(State(actions={"2.4": Row("action:2.4", "red")}), {}))

    assert held[0].table is not None
    assert "entry" not in held[0].table.filled().headings


def test_rows_told_again_from_other_objects_are_only_named() -> None:
    first, again = Row("action:2.4", "red", entry=5), Row("action:2.4", "red", entry=5)

    held = list(sections(State(actions={"2.4": first}), {"late": [again]}))

    assert [section.line for section in held if section.title == "late (1)"] == ["2.4"]


def test_recorded_text_in_a_cell_holds_no_break_of_rows() -> None:
    assert cell(["one;\ntwo", "three"]) == "one; two, three"


def test_a_row_told_again_under_another_key_is_named_with_how_it_stands() -> None:
    row = Row("action:2.4", "red")

    held = list(sections(State(actions={"2.4": row}), {"on": {"action:2.4 progress": row}}))

    assert [section.line for section in held if section.title == "on (1)"] == ["action:2.4 progress red"]


@attrs.define
class Cited:
    """A row with the entry that made it, among those that named it."""

    entry: int
    entries: tuple[int, ...]


@attrs.define
class Citing:
    """A state of such rows."""

    rows: dict[str, Cited]


@pytest.mark.parametrize(("entry", "headings"), [(4, ["id", "entries"]), (3, ["id", "entry", "entries"])])
def test_the_entry_that_made_a_row_is_not_told_twice(entry: int, headings: list[str]) -> None:
    held = list(sections(Citing({"2.4": Cited(entry, (4, 7))}), {}))

    assert held[0].table is not None
    assert held[0].table.headings == headings
