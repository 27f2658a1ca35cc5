"""How every test runs: the hypothesis profile, the ledgers most are given, and a summary of what was not run."""

import os
import signal
from collections.abc import Generator, Iterator, Mapping
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from govledger.ledger import Ledger
from tests.postgres.given import add_option, read_option, server_url
from tests.postgres.server import forget_template
from tests.postgres.set_aside import SET_ASIDE, reason_of, refusal_in
from tests.projections.support import MINUTES, minute_ledger
from tests.support import counted, reason_not_run

if TYPE_CHECKING:
    from tests.postgres.standing_in import StandingIn

# A slow machine is not a wrong answer, so no example has a deadline.
settings.register_profile("local", deadline=None, max_examples=50)
_SAME_EACH_TIME = settings(
    deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", _SAME_EACH_TIME, max_examples=1_000)
settings.register_profile("ci", _SAME_EACH_TIME, max_examples=100)
settings.register_profile("few", _SAME_EACH_TIME, max_examples=50)  # Where what is drawn was drawn before.
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "local"))

# Each of these puts whole histories, thousands of them, through what narrower tests run already. To measure which lines
# they run would double the time that they take, and tells nothing new.
UNMEASURED = (
    "tests/assurance/test_laws.py",
    "tests/assurance/test_rule_laws.py",
    "tests/assurance/test_watch.py",
    "tests/attacker/",
    "tests/benchmarks/",
    "tests/counties/",
    "tests/flips/",
    "tests/ledger/test_laws.py",
    "tests/postgres/test_failover.py",
    "tests/projections/test_kept.py",
    "tests/projections/test_laws.py",
    "tests/seal/independent/",
    "tests/seal/test_tiles.py",
    "tests/simulation/",
    "tests/testing/",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    add_option(parser)


def pytest_configure(config: pytest.Config) -> None:
    read_option(config)
    # What a shell starts in the background ignores interruptions, and so would every process that a test interrupts.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_unconfigure() -> None:
    forget_template()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    is_on_postgres = read_option(config) is not None
    for item in items:
        if item.nodeid.startswith(UNMEASURED):
            item.add_marker(pytest.mark.no_cover)
        if is_on_postgres and (why := reason_of(item.nodeid)):
            item.add_marker(pytest.mark.skip(reason=f"{SET_ASIDE}{why}"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    says = "" if call.excinfo is None or read_option(item.config) is None else str(call.excinfo.value)
    if report.failed and (why := refusal_in(says)):
        report.outcome, report.longrepr = "skipped", (str(item.path), 0, f"Skipped: {SET_ASIDE}{why}")
    return report


@pytest.fixture(scope="session")
def postgres_url(pytestconfig: pytest.Config) -> Iterator[str]:
    """The address of a PostgreSQL database: the one that `--postgres` names, or one of this process's own."""
    with server_url(read_option(pytestconfig)) as url:
        yield url


@pytest.fixture(scope="session", autouse=True)
def standing_in(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> Iterator["StandingIn | None"]:
    """Where `--postgres` was said, what keeps every ledger in PostgreSQL."""
    if read_option(pytestconfig) is None:
        yield None
        return
    from tests.postgres.standing_in import keep_at

    with keep_at(request.getfixturevalue("postgres_url")) as instead:
        yield instead


@pytest.fixture(autouse=True)
def given_back(request: pytest.FixtureRequest, standing_in: "StandingIn | None") -> Iterator[None]:
    """Whatever of PostgreSQL stood for the files of one test serves the next."""
    folder = request.getfixturevalue("tmp_path") if "tmp_path" in request.fixturenames else None
    yield
    if standing_in is not None and folder is not None:
        standing_in.give_below(folder)


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """An empty ledger in memory."""
    with Ledger.open("memory://", clerk="office:clerk") as opened:
        yield opened


@pytest.fixture(scope="session")
def minutes() -> Iterator[Mapping[str, Ledger]]:
    """The five minutes, each a ledger with its coverage declared; shared, so record nothing in them."""
    ledgers = {name: minute_ledger(name) for name in MINUTES}
    yield ledgers
    for opened in ledgers.values():
        opened.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    not_run = [reason for report in skipped if (reason := reason_not_run(report)) is not None]
    aside = [reason for report in skipped if (reason := reason_not_run(report, said=SET_ASIDE)) is not None]
    expected_to_fail = [report.wasxfail or "no reason" for report in terminalreporter.stats.get("xfailed", [])]
    for title, reasons in (("NOT RUN", not_run), ("SET ASIDE", aside), ("EXPECTED TO FAIL", expected_to_fail)):
        if reasons:
            terminalreporter.section(title)
            for line in counted(reasons):
                terminalreporter.line(line)
