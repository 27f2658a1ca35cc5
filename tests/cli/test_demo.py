import datetime as dt
import tomllib
from pathlib import Path

import pytest

from govledger.cli import demo
from govledger.cli.standing import plan_then
from govledger.errors import GovledgerError
from tests.cli.support import DAYS, ROOT, a_ledger, line, run


def test_the_demo_ends_with_the_plan_of_each_minute_as_of_its_meeting(tmp_path: Path) -> None:
    shown = run("demo", "--out", tmp_path / "out", width=300)

    told = [row for row in shown.lines if ": the plan as of " in row]
    assert [row.partition(",")[0] for row in told] == [
        "Gloucestershire",
        "Herefordshire",
        "West Berkshire",
        "Worcestershire",
        "Tower Hamlets",
    ]
    assert [minute.day.isoformat() for minute in demo.MINUTES] == list(DAYS.values())
    assert "20 July 2017 submit to org:dfe" in shown.out
    assert "improvement-plan" in shown.out
    assert "one ledger each, and replayed each to its day" in " ".join(shown.out.split())
    assert str(tmp_path / "out") in shown.out
    assert "try next:" in shown.lines


def test_the_demo_answers_in_json(tmp_path: Path) -> None:
    held = run("demo", "--out", tmp_path, "--json").json

    assert [minute["minute"] for minute in held["minutes"]] == list(DAYS)
    assert held["minutes"][-1]["plans"] == ["iip: draft"]
    assert held["minutes"][-1]["recorded"] == 90


def test_the_demo_asks_the_gravest_questions_of_the_worked_county(tmp_path: Path) -> None:
    shown = run("demo", "--out", tmp_path / "out", width=300)
    held = run("demo", "--out", tmp_path / "out", "--json").json["county"]

    start = shown.lines.index("Northbeck, an invented county: what to ask on 30 June 2025")
    assert "Did you know this when you briefed us? (critical; plan:workforce)" in shown.lines[start + 3]
    assert held["alarms"] == 48
    assert held["recorded"] == 1535
    assert held["said"].startswith("48 alarms (10 critical")
    assert "Finding missing-2025 found a weakness" in " ".join(shown.out.split())


def test_the_demo_makes_a_page_of_the_county_and_says_to_open_it(tmp_path: Path) -> None:
    shown = run("demo", "--out", tmp_path / "out", width=300)

    page = tmp_path / "out" / "northbeck.html"
    assert f"open {page} in a browser" in shown.out
    assert "What changed since 20 May 2025" in page.read_text(encoding="utf-8")


def test_without_what_makes_pages_the_demo_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "find_spec", lambda _: None)

    shown, held = run("demo", "--out", tmp_path, width=300), run("demo", "--out", tmp_path, "--json").json

    assert "it needs: pip install 'govledger[report]'" in shown.out
    assert held["county"]["page"] is None


def test_a_second_demo_in_the_same_folder_adds_nothing(tmp_path: Path) -> None:
    first, again = (run("demo", "--out", tmp_path, "--json").json for _ in range(2))

    assert first == again


def test_without_a_folder_the_demo_makes_a_fresh_one_and_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    here, elsewhere = (Path(run("demo", "--json").json["folder"]) for _ in range(2))

    assert here == Path("govledger-demo")
    assert elsewhere.parent == tmp_path
    assert elsewhere.name.startswith("govledger-demo-")


def test_what_the_demo_suggests_works(tmp_path: Path) -> None:
    shown = run("demo", "--out", tmp_path / "out")

    for row in shown.lines[shown.lines.index("try next:") + 1 :]:
        assert run(*row.split()[1:], code=None).out


def test_minutes_that_did_not_come_along_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(demo, "__file__", str(tmp_path / "a" / "b" / "c" / "demo.py"))

    with pytest.raises(GovledgerError, match="did not come with this installation"):
        demo.minutes_folder()


def test_minutes_inside_the_package_are_found_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "govledger" / "examples" / "minutes").mkdir(parents=True)
    monkeypatch.setattr(demo, "__file__", str(tmp_path / "govledger" / "cli" / "demo.py"))

    assert demo.minutes_folder() == tmp_path / "govledger" / "examples" / "minutes"


def test_the_wheel_carries_the_minutes_to_where_the_demo_looks_for_them() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    included = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]

    assert included == {
        "examples/minutes": "govledger/examples/minutes",
        "examples/northbeck.jsonl": "govledger/examples/northbeck.jsonl",
    }


def test_a_plan_of_nothing_says_none(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path, line("action-added", action="2.4") | {"happened": "2017", "known_on": "2018-01-01"})

    told = list(plan_then(ledger, dt.date(2017, 6, 1)).lines())

    assert told[0] == "plan: no plan is named"
    assert told[1] == "actions and commitments: none"
    assert told[-1] == "accounts differ: none"


def test_a_second_account_is_told_against_the_first(tmp_path: Path) -> None:
    said = {"happened": "2017-05-01", "known_on": "2017-05-01"}
    added = line("action-added", action="2.4") | said | {"key": "first"}
    rival = line("action-added", action="2.4", text="Audit all") | said | {"rival_of": "key:first"}
    ledger = a_ledger(tmp_path, added, rival)

    told = list(plan_then(ledger, dt.date(2017, 6, 1)).lines())

    assert "accounts differ: entry 3 against entry 2" in told


@pytest.mark.parametrize("width", [80, 120])
def test_the_demo_keeps_to_the_width_one_thing_to_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.chdir(tmp_path)

    shown = run("demo", "--out", "d", width=width)

    said = shown.lines[: shown.lines.index("try next:")]
    assert max(len(row) for row in said) <= width
    due = shown.lines.index("  due next (5):")
    assert shown.lines[due + 1 : due + 5] == [
        "    14 July 2017 deep-dives to body:bvib",
        "    20 July 2017 submit to org:dfe",
        "    31 August 2017 ofsted-2017-08",
        "    and 2 more",
    ]
