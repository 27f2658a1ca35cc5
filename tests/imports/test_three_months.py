"""A plan of sixty rows, imported month by month: what is recorded, and what a check finds in it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from examples.plans import make_plans as plans
from govledger import Ledger, PlanState, check, events as ev
from govledger.assurance import Opinion
from govledger.imports import Asked, PlanImported, import_plan, load_mapping
from tests.imports.support import CLERK

FOLDER = Path(plans.__file__).parent
DAYS = [dt.date.fromisoformat(day) for day in plans.MONTHS]


@attrs.frozen
class Year:
    """What became of the three versions of a plan."""

    ledger: Ledger
    done: list[PlanImported]
    opinion: Opinion

    def alarms(self, rule: str) -> set[str]:
        return {str(alarm.subject) for alarm in self.opinion.alarms if alarm.rule == rule}


def asked(day: dt.date, ending: str = "xlsx") -> Asked:
    mapping = load_mapping(FOLDER / "plan.toml")
    if ending == "docx":
        mapping = attrs.evolve(mapping, sheets=())
    return Asked(
        mapping=mapping, as_at=day.isoformat(), known_on=day, asserted_by="office:programme-office", clerk=CLERK
    )


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plans")
    plans.make_plans(folder)
    return folder


@pytest.fixture(scope="module")
def year(files: Path) -> Iterator[Year]:
    with Ledger.create("memory://", clerk=CLERK) as ledger:
        done = [import_plan(ledger, files / f"plan-{day:%Y-%m}.xlsx", asked(day)) for day in DAYS]
        for what in ("deadlines", "decisions", "evidence", "statuses"):
            ledger.record(ev.CoverageDeclared(what=[what], since="2017-09-01", by="office:clerk"), known_on=DAYS[0])
        yield Year(ledger, done, check(ledger.history(as_of=DAYS[-1]), today=DAYS[-1]))


def test_the_first_month_adds_every_action_and_the_next_ones_record_what_changed(year: Year) -> None:
    first, second, third = (dict(done.counted) for done in year.done)

    assert first == {
        "document-lodged": 1, "status-scheme-defined": 1, "plan-versioned": 1, "action-added": 60,
        "evidence-recorded": 6, "status-reported": 60,
    }  # fmt: skip
    assert second == {
        "document-lodged": 1, "plan-versioned": 1, "status-reported": 11, "evidence-recorded": 1,
        "deadline-changed": 2, "detail-changed": 2,
    }  # fmt: skip
    assert third == {
        "document-lodged": 1, "plan-versioned": 1, "status-reported": 7, "evidence-recorded": 1,
        "deadline-changed": 2, "action-added": 1,
    }  # fmt: skip
    assert [done.missing for done in year.done] == [(), (), ("4.5",)]


def test_what_could_not_be_read_is_told_by_its_cell_every_month(year: Year) -> None:
    told = [[(flag.place, flag.field, flag.found) for flag in done.unread] for done in year.done]

    assert told == [[("Plan!D31", "due", "'31/02/2017'")]] * 3
    words = [flag.place for flag in year.done[0].flags if not flag.is_unread]
    assert words == ["Plan!D9", "Plan!D18", "Plan!D36", "Plan!D37", "Plan!D60"]
    assert not [flag for flag in year.done[1].flags if not flag.is_unread]


def test_the_plan_stands_as_the_sheet_says_it(year: Year) -> None:
    state = year.ledger.history().project(PlanState)

    assert len(state.actions) == 61
    assert state.actions["3.7"].status == "rag-eip/amber"
    assert str(state.actions["1.5"].due) == "by 2017-09"
    assert str(state.actions["2.4"].due) == "by 2018-06-30"
    assert state.actions["2.12"].due is None
    assert state.actions["5.7"].leads == ("office:head-of-education",)
    assert str(state.actions["2.6"].text) == "Record the reason for most decisions to close a contact"


def test_a_check_finds_the_date_that_was_moved_without_a_word(year: Year) -> None:
    assert "action:2.4" in year.alarms("UNAPPROVED_RESCHEDULE")
    assert "action:2.4" in year.alarms("SERIAL_RESCHEDULING")


def test_a_check_finds_the_green_without_evidence_and_not_the_one_with(year: Year) -> None:
    alarms = year.alarms("GREEN_WITHOUT_EVIDENCE")

    assert "action:3.2" in alarms
    assert "action:2.1" not in alarms


def test_a_check_finds_the_red_one_that_is_no_longer_there(year: Year) -> None:
    (alarm,) = [alarm for alarm in year.opinion.alarms if alarm.rule == "VANISHED_RED"]

    assert "action:4.5" in alarm.says


def test_each_alarm_leads_to_the_cell_it_rests_on(year: Year) -> None:
    alarm = next(
        one for one in year.opinion.alarms if one.rule == "UNAPPROVED_RESCHEDULE" and str(one.subject) == "action:2.4"
    )

    (source,) = year.ledger.entry(alarm.because[0]).source
    assert (source.document, source.locator) == ("plan-2017-11.xlsx", "Plan!D23")


def test_all_three_again_add_nothing(year: Year, files: Path) -> None:
    size = len(year.ledger)

    again = [import_plan(year.ledger, files / f"plan-{day:%Y-%m}.xlsx", asked(day)) for day in DAYS]

    assert [done.recorded for done in again] == [None] * 3
    assert len(year.ledger) == size


@pytest.mark.parametrize("ending", ["docx", "csv"])
def test_the_same_plan_as_a_document_or_a_csv_file_says_the_same(year: Year, files: Path, ending: str) -> None:
    with Ledger.create("memory://", clerk=CLERK) as ledger:
        done = [import_plan(ledger, files / f"plan-{day:%Y-%m}.{ending}", asked(day, ending)) for day in DAYS]

        assert [one.counted for one in done] == [one.counted for one in year.done]
        bodies = [
            [line["body"] for line in one.lines if line["type"] == "status-reported"] for one in (*done, *year.done)
        ]
        assert bodies[:3] == bodies[3:]


def test_the_files_are_the_same_whenever_they_are_made(files: Path, tmp_path: Path) -> None:
    again = plans.make_plans(tmp_path)

    assert Counter(path.suffix for path in again) == {".xlsx": 3, ".docx": 3, ".csv": 3}
    assert [path.read_bytes() for path in again] == [(files / path.name).read_bytes() for path in again]


def test_the_plan_that_a_demo_leaves_is_the_first_of_them(files: Path) -> None:
    assert (FOLDER / "plan.csv").read_bytes() == (files / "plan-2017-09.csv").read_bytes()
