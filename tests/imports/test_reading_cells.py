import datetime as dt

import pytest

from govledger.imports.colours import is_plain, name_of, plain_hex
from govledger.imports.dates import DAY_FIRST, MONTH_FIRST, order_of, read_due, read_when
from govledger.imports.fields import BY_NAME, FIELDS, field_of, plain
from govledger.imports.flags import UnreadError
from govledger.imports.grid import Cell
from govledger.imports.offices import read_leads, slug
from govledger.imports.standing import read_status

EPOCH = dt.date(1899, 12, 30)


def cell(text: str = "", **said: object) -> Cell:
    return Cell(row=1, column=1, text=text, **said)  # type: ignore[arg-type]


# When ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("30/09/2017", "by 2017-09-30"),
        ("30.9.17", "by 2017-09-30"),
        ("09/09/2017", "by 2017-09-09"),
        ("30 September 2017", "by 2017-09-30"),
        ("30th Sept 2017", "by 2017-09-30"),
        ("End of Sept 2017", "by end of September 2017"),
        ("End Sept 2017", "by end of September 2017"),
        ("September\n2017", "by September 2017"),
        ("Autumn 2017", "by autumn 2017"),
        ("Q2 2017/18", "by Q2 2017/18"),
        ("monthly", "every month"),
        ("ongoing", "unspecified | ongoing"),
        ("On-going.", "unspecified | On-going."),
        ("TBC", "unspecified | TBC"),
    ],
)
def test_a_date_as_councils_write_it_is_read(text: str, due: str) -> None:
    assert str(read_due(cell(text))) == due


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2017",
        "04/05/2017",
        "13/13/2017",
        "soon",
        "Complete",
        "Sep-17",
        "2017-09-30 | moved",
        "after meeting:board-1",
    ],
)
def test_a_date_that_is_none_or_could_be_two_is_not_read(text: str) -> None:
    with pytest.raises(UnreadError):
        read_due(cell(text))


def test_a_day_that_does_not_exist_says_how_many_there_are() -> None:
    with pytest.raises(UnreadError, match="February 2017 has 28 days"):
        read_due(cell("31/02/2017"))


def test_the_order_of_day_and_month_is_that_of_the_column_or_of_the_mapping() -> None:
    assert order_of(["04/05/2017", "30/09/2017"]) == DAY_FIRST
    assert order_of(["04/05/2017", "09/30/2017"]) == MONTH_FIRST
    assert order_of(["30/09/2017", "09/30/2017"]) is None
    assert order_of(["04/05/2017"]) is None

    assert str(read_due(cell("04/05/2017"), order=DAY_FIRST)) == "by 2017-05-04"
    assert str(read_due(cell("04/05/2017"), order=MONTH_FIRST)) == "by 2017-04-05"


def test_a_day_shown_as_a_month_is_due_by_its_end() -> None:
    due = read_due(cell("2017-09", day=dt.date(2017, 9, 1), precision="month"))

    assert due.latest == dt.date(2017, 9, 30)


@pytest.mark.parametrize(
    ("number", "epoch", "due"),
    [
        (43008.0, EPOCH, "by 2017-09-30"),
        (41546.0, dt.date(1904, 1, 1), "by 2017-09-30"),
        (2017.0, EPOCH, "by 2017"),
        (2017.0, None, "by 2017"),
    ],
)
def test_a_number_is_a_day_where_the_workbook_says_what_it_counts_from(
    number: float, epoch: dt.date | None, due: str
) -> None:
    assert str(read_due(cell(f"{number:g}", number=number), epoch=epoch)) == due


@pytest.mark.parametrize(("number", "epoch"), [(43008.0, None), (43008.5, EPOCH), (12.0, EPOCH), (99999.0, EPOCH)])
def test_a_number_that_is_no_day_is_not_read(number: float, epoch: dt.date | None) -> None:
    with pytest.raises(UnreadError):
        read_due(cell(f"{number:g}", number=number), epoch=epoch)


def test_a_day_in_1900_is_a_mistake() -> None:
    with pytest.raises(UnreadError, match="from 1990 to 2100"):
        read_due(cell("1900-01-01", day=dt.date(1900, 1, 1)))


def test_when_something_was_done_is_read_alike() -> None:
    assert str(read_when(cell("30/09/2017"))) == "2017-09-30"
    assert str(read_when(cell("2017-09-30", day=dt.date(2017, 9, 30)))) == "2017-09-30"
    with pytest.raises(UnreadError):
        read_when(cell("yes"))


# How it stands -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        ("Green", "green", ""),
        ("R", "red", ""),
        ("b", "blue", ""),
        ("Amber - waits for the board", "amber", "waits for the board"),
        ("Red: nothing done\nyet", "red", "nothing done\nyet"),
        ("On track", "On track", ""),
        ("Amber/Red", "Amber-Red", ""),
    ],
)
def test_a_status_is_a_word_a_letter_or_a_colour_with_words_after_it(text: str, label: str, rest: str) -> None:
    status = read_status(cell(text), {}, {})

    assert status is not None
    assert (status.label, status.rest) == (label, rest)


@pytest.mark.parametrize("text", ["", "-", "n/a"])
def test_a_status_may_say_nothing(text: str) -> None:
    assert read_status(cell(text), {}, {}) is None
    assert read_status(cell(text, fill="F2F2F2"), {}, {}) is None


@pytest.mark.parametrize("text", ["With Jo Example", "Jo Example off sick", "J. Example to update"])
def test_a_status_that_may_hold_a_name_is_left_out_until_the_mapping_says_what_it_is(text: str) -> None:
    with pytest.raises(UnreadError, match="somebody's name"):
        read_status(cell(text), {}, {})

    told = read_status(cell(text), {plain(text): "paused"}, {})
    assert told is not None
    assert told.label == "paused"


@pytest.mark.parametrize("text", ["Not Started", "On Track", "At Risk", "Complete - BAU", "No Concerns", "Off Target"])
def test_a_status_with_capitals_is_a_status(text: str) -> None:
    status = read_status(cell(text), {}, {})

    assert status is not None
    assert status.label == text


@pytest.mark.parametrize("held", [cell("50%", number=0.5), cell("●"), cell("x y " * 20), cell(fill="FFCCCC")])
def test_what_is_no_status_is_not_read(held: Cell) -> None:
    with pytest.raises(UnreadError):
        read_status(held, {}, {})


def test_a_colour_that_a_rule_sets_cannot_be_known() -> None:
    with pytest.raises(UnreadError, match="set by hand"):
        read_status(cell(fill="00B050", is_painted=True), {}, {})


def test_a_colour_alone_is_read_by_its_name_or_as_the_mapping_says() -> None:
    plain, mapped = (read_status(cell(fill="00B050"), {}, fills) for fills in ({}, {"00B050": "on time"}))

    assert plain is not None
    assert (plain.label, plain.by_colour) == ("green", "00B050")
    assert mapped is not None
    assert mapped.label == "on time"


def test_a_word_on_another_colour_is_doubted() -> None:
    doubted, fine = (read_status(cell("Green", fill=fill), {}, {}) for fill in ("FF0000", "00B050"))

    assert doubted is not None
    assert doubted.doubt == "the word says green, the colour behind it red"
    assert fine is not None
    assert fine.doubt is None


def test_the_mapping_says_what_a_word_is_called() -> None:
    status = read_status(cell("Done!"), {"done": "complete"}, {})

    assert status is not None
    assert status.label == "complete"


@pytest.mark.parametrize(
    ("fill", "name"),
    [
        ("FF0000", "red"),
        ("C00000", "red"),
        ("FFC000", "amber"),
        ("FFFF00", "yellow"),
        ("00B050", "green"),
        ("92D050", "green"),
        ("0070C0", "blue"),
        ("7030A0", "purple"),
        ("00FFFF", None),
        ("FFCCCC", None),
        ("A08080", None),
        ("D9D9D9", None),
        ("000000", None),
    ],
)
def test_a_colour_has_a_name_where_nobody_would_dispute_it(fill: str, name: str | None) -> None:
    assert name_of(fill) == name


def test_white_grey_and_black_say_nothing() -> None:
    assert all(map(is_plain, ("FFFFFF", "D9D9D9", "000000")))
    assert not is_plain("FFF2CC")
    assert plain_hex("FF00b050") == "00B050"
    assert plain_hex("auto") is None


# Who leads -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parties", "unread"),
    [
        ("Head of MASH", ("office:head-of-mash",), ()),
        ("Director, Children's Services", ("office:director-childrens-services",), ()),
        (
            "Head of Assessment\nPrincipal Social Worker",
            ("office:head-of-assessment", "office:principal-social-worker"),
            (),
        ),
        ("DCS; HR", ("office:dcs", "office:hr"), ()),
        ("Jo Example", (), ("Jo Example",)),
        ("Jo Example (Head of MASH)", ("office:head-of-mash",), ("Jo Example",)),
        ("Head of MASH - Jo Example", ("office:head-of-mash",), ("Jo Example",)),
        ("Jo Example Head of MASH", (), ("Jo Example Head of MASH",)),
        ("Cllr Example", (), ("Cllr Example",)),
        ("EXAMPLE", (), ("EXAMPLE",)),
        ("KHAN", (), ("KHAN",)),
        ("Jo Example HR", (), ("Jo Example HR",)),
        ("Director of Housing and Education", ("office:director-of-housing-and-education",), ()),
        ("Head of QA & HR", ("office:head-of-qa-hr",), ()),
        ("JE", (), ("JE",)),
        ("office:dcs", ("office:dcs",), ()),
    ],
)
def test_a_lead_is_an_office_and_never_a_name(text: str, parties: tuple[str, ...], unread: tuple[str, ...]) -> None:
    leads = read_leads(text, {})

    assert (leads.parties, leads.unread) == (parties, unread)


@pytest.mark.parametrize(
    "text", ["Chief Executive / Director of HR", "Head of HR and Head of Legal", "DCS, HR", "Head of HR & DCS"]
)
def test_words_of_one_office_or_of_several_are_neither_until_the_mapping_says(text: str) -> None:
    told = {plain(text): "office:a; office:b"}

    assert read_leads(text, {}).joined == (text,)
    assert read_leads(text, {}).parties == ()
    assert read_leads(text, told).parties == ("office:a", "office:b")
    assert not read_leads(text, told).joined


@pytest.mark.parametrize("text", ["30/09/2107", "30/09/0017", "30 September 2107", "September 1017"])
def test_a_year_that_no_plan_means_is_not_read(text: str) -> None:
    with pytest.raises(UnreadError, match="1990 to 2100"):
        read_due(cell(text))
    with pytest.raises(UnreadError, match="1990 to 2100"):
        read_when(cell(text))


def test_a_day_as_a_spreadsheet_saves_it_is_read() -> None:
    assert str(read_due(cell("31-Oct-17"))) == "by 2017-10-31"
    with pytest.raises(UnreadError, match="has 28 days"):
        read_due(cell("30-Feb-17"))


def test_the_mapping_says_which_office_a_name_is_or_to_leave_it_out() -> None:
    given = {"jo example": "office:head-of-mash", "everyone": ""}

    leads = read_leads("Jo Example; Everyone", given)

    assert leads.parties == ("office:head-of-mash",)
    assert leads.unread == ()


def test_an_office_that_the_ledger_knows_is_known() -> None:
    assert read_leads("Example Place", {}, {"office:example-place"}).parties == ("office:example-place",)
    assert slug("Director of Children’s Services") == "director-of-childrens-services"


# Headings ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Ref.", "reference"),
        ("Action / task", "text"),
        ("Lead Officer(s)", "lead"),
        ("By when?", "due"),
        ("RAG Sept 2017", "status"),
        ("BRAG rating (October)", "status"),
        ("Progress update - Sept 2017", "comment"),
        ("Revised deadline", "revised_due"),
        ("How will we know?", "measure"),
        ("Notes for the board", None),
        ("", None),
    ],
)
def test_a_heading_is_known_by_what_councils_call_it(heading: str, field: str | None) -> None:
    assert field_of(heading) == field


def test_no_heading_means_two_fields() -> None:
    headings = [heading for field in FIELDS for heading in field.headings]

    assert len(headings) == len(set(headings))
    assert all(field_of(heading) == name for name, field in BY_NAME.items() for heading in field.headings)
