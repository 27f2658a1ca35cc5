"""What could not be run is said aloud."""

import pytest

from tests.support import counted, not_run, reason_not_run


def skipped_saying(reason: str) -> pytest.TestReport:
    where = ("tests/test_x.py", 1, f"Skipped: {reason}")
    return pytest.TestReport(
        nodeid="test_x",
        location=("tests/test_x.py", 1, "test_x"),
        keywords={},
        outcome="skipped",
        longrepr=where,
        when="call",
    )


def test_what_cannot_run_here_is_skipped_with_its_reason() -> None:
    with pytest.raises(pytest.skip.Exception) as skipped:
        not_run("the PostgreSQL store", "no server")

    assert skipped.value.msg == "NOT RUN: the PostgreSQL store: no server"


def test_the_summary_reads_what_was_not_run_and_passes_over_other_skips() -> None:
    missing = skipped_saying("NOT RUN: the PostgreSQL store: no server")
    other = skipped_saying("only on Windows")

    reasons = [reason_not_run(missing), reason_not_run(other)]

    assert reasons == ["the PostgreSQL store: no server", None]


def test_a_reason_given_twice_is_listed_once_with_its_count() -> None:
    lines = counted(["no server", "no xmllint", "no server"])

    assert lines == ["2 × no server", "1 × no xmllint"]
