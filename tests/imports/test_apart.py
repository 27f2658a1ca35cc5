import pytest
import python_calamine as calamine

from govledger.errors import NotAPlanError
from govledger.imports import apart, older
from govledger.imports.packages import CELLS_MAX, COLUMNS_MAX, ROWS_MAX
from tests.imports.support import FIRST, HEADINGS, older_workbook, opendocument, opened, repacked

BOUNDS = (CELLS_MAX, ROWS_MAX, COLUMNS_MAX)


def test_an_older_workbook_is_told_as_plain_json() -> None:
    dated = repacked(
        opendocument(HEADINGS, FIRST),
        lambda name, data: data.replace(
            b'office:value-type="string"><text:p>Green',
            b'office:value-type="date" office:date-value="2017-09-30"><text:p>x',
        ),
    )

    (sheet,) = apart.read(dated, *BOUNDS)["sheets"]

    assert (sheet["name"], sheet["hidden"], sheet["merges"]) == ("Plan", False, [])
    assert sheet["rows"][1][:2] == list(FIRST[:2])
    assert sheet["rows"][1][4] == ["2017-09-30"]


def test_what_is_wrong_with_an_older_workbook_is_told_as_plain_json(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "fault" in apart.read(b"no workbook", *BOUNDS)

    def locked(*_: object) -> None:
        raise calamine.PasswordError("locked")

    monkeypatch.setattr(apart, "_plain", locked)
    assert apart.read(older_workbook(HEADINGS), *BOUNDS) == {"password": True}


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"password": True}, "a workbook with a password"),
        ({"large": "a sheet Plan of 9 rows and 9 columns"}, "a sheet Plan of 9 rows"),
        ({"fault": "its reader gave up on it"}, "a workbook that cannot be read (its reader gave up on it)"),
    ],
)
def test_what_the_reader_tells_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, object], found: str
) -> None:
    monkeypatch.setattr(older, "_read_apart", lambda _data: told)

    with pytest.raises(NotAPlanError) as fault:
        opened(older_workbook(HEADINGS), "plan.xls")

    assert found in str(fault.value)


def test_a_reader_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(older, "SECONDS_MAX", 0)

    with pytest.raises(NotAPlanError, match="its reader took longer than 0 seconds"):
        opened(older_workbook(HEADINGS), "plan.xls")
