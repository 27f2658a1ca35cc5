"""What tests share: saying that something could not be run here."""

from collections.abc import Iterable
from typing import NoReturn

import pytest

NOT_RUN = "NOT RUN: "


def not_run(what: str, why: str) -> NoReturn:
    """Skip because this machine lacks something; the summary lists it, so that the gap is seen.

    Args:
        what: What has not been tested, as a noun: ``"the PostgreSQL store"``.
        why: What is missing: ``"no server was named in GOVLEDGER_POSTGRES"``.
    """
    pytest.skip(f"{NOT_RUN}{what}: {why}", allow_module_level=True)


def reason_not_run(report: pytest.CollectReport | pytest.TestReport, *, said: str = NOT_RUN) -> str | None:
    """Return what a skipped test said it could not run; nothing when it was skipped for another reason."""
    if not isinstance(report.longrepr, tuple):
        return None
    _, found, reason = str(report.longrepr[2]).partition(said)
    return reason if found else None


def counted(reasons: Iterable[str]) -> list[str]:
    """Return each reason once, in order of first appearance, with how many tests gave it."""
    given = list(reasons)
    return [f"{given.count(reason)} × {reason}" for reason in dict.fromkeys(given)]
