import pytest

from govledger.errors import NotAPlanError
from tests.imports.support import FIRST, HEADINGS, opened, separated


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ()),
        ("utf-16", ("it was read as utf-16, because it is not UTF-8",)),
        ("cp1252", ("it was read as cp1252, because it is not UTF-8",)),
    ],
)
def test_text_is_read_in_whatever_alphabet_councils_save_it(encoding: str, said: tuple[str, ...]) -> None:
    book = opened(separated(HEADINGS, ("1.1", "Café – “soft” £5", "", "", "", ""), encoding=encoding), "plan.csv")

    assert book.grids[0].at(2, 2).text == "Café – “soft” £5"
    assert book.said == said


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_what_stands_between_the_columns_is_found(delimiter: str) -> None:
    rows = [
        ("A plan, with commas; and more",),
        HEADINGS,
        FIRST,
        ("1.2", "Do this; do that, then the rest", "", "", "", ""),
    ]

    grid = opened(separated(*rows, delimiter=delimiter), "plan.csv").grids[0]

    assert grid.name == "plan"
    assert [cell.text for cell in grid.row(2)] == list(HEADINGS)
    assert grid.at(4, 2).text == "Do this; do that, then the rest"


def test_a_value_may_hold_line_breaks_and_quotes() -> None:
    grid = opened(separated(HEADINGS, ("1.1", 'Say "no"\r\nand mean it', "", "", "", "")), "plan.csv").grids[0]

    assert grid.at(2, 2).text == 'Say "no"\r\nand mean it'


def test_a_row_of_too_many_columns_and_a_value_too_long_are_refused() -> None:
    with pytest.raises(NotAPlanError, match="a row of 1,001 columns"):
        opened(separated(["x"] * 1001), "plan.csv")

    with pytest.raises(NotAPlanError, match=r"damaged|without columns"):
        opened(separated(HEADINGS, ("1.1", "x" * 2_000_000)), "plan.csv")


def test_bytes_that_no_alphabet_has_are_no_text() -> None:
    with pytest.raises(NotAPlanError, match="bytes that are no text"):
        opened(b"Ref,Action\n1,\x81\x8d\x8f", "plan.csv")
