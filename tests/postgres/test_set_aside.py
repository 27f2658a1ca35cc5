"""Whatever is set aside with `--postgres` is there, so that no name outlives its test."""

from pathlib import Path

import pytest

from tests.postgres.set_aside import ABOUT_THE_FILE, reason_of

ROOT = Path(__file__).parents[2]
NAMES = [name for names in ABOUT_THE_FILE.values() for name in names]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_set_aside_is_there(name: str) -> None:
    file, _, test = name.partition("::")

    assert (ROOT / file).exists()
    assert not test or f"def {test.partition('[')[0]}" in (ROOT / file).read_text()


def test_nothing_else_is_set_aside() -> None:
    assert reason_of("tests/ledger/test_record.py::test_x") is None
    assert "another process" in str(
        reason_of("tests/cli/test_app.py::test_a_reader_that_has_had_enough_is_no_error[x]")
    )
