import datetime as dt
import tomllib
from pathlib import Path

import pytest

from govledger.cli import demo, touring
from govledger.cli.standing import plan_then
from govledger.errors import GovledgerError
from tests.cli.conftest import Toured
from tests.cli.support import CLERK, DAYS, ROOT, a_ledger, digest_of, jsonl, line, run


def test_the_demo_goes_through_six_steps_and_ends_with_what_to_try_next(toured: Toured) -> None:
    steps = [row.partition(":")[0] for row in toured.ran.lines if row[:1].isdigit()]

    assert steps == ["1. RECORD", "2. REPLAY", "3. CHECK", "4. SEAL", "5. VERIFY", "6. REPORT"]
    assert str(toured.folder) in "".join(map(str.strip, toured.ran.lines[:3]))  # A long path is on a line of its own.
    assert toured.ran.lines[-1] == "  govledger check --help"


def test_the_demo_replays_every_minute_to_its_day(toured: Toured) -> None:
    start = toured.ran.lines.index(next(row for row in toured.ran.lines if row.startswith("  minutes ")))
    rows = [row.strip().partition("  ")[0] for row in toured.ran.lines[start + 2 : start + 7]]

    assert rows == ["Gloucestershire", "Herefordshire", "West Berkshire", "Worcestershire", "Tower Hamlets"]
    assert [minute.day.isoformat() for minute in touring.MINUTES] == list(DAYS.values())
    assert "  89 of its 90 entries had happened and were known by then" in toured.ran.lines
    assert "    20 July 2017 submit to org:dfe" in toured.ran.lines


def test_the_demo_asks_the_gravest_questions_of_the_worked_county(toured: Toured) -> None:
    assert "  Did you know this when you briefed us? (critical; plan:workforce)" in toured.ran.lines
    assert "48 alarms in all, of 947 questions put to 1,535 entries by 40 rules" in " ".join(toured.ran.out.split())


def test_the_demo_seals_the_county_and_catches_the_one_entry_that_was_altered(toured: Toured) -> None:
    told = " ".join(toured.ran.out.split())

    assert "the export: all held: 1,535 entries" in told
    assert "in entry 1507, action:7.16 was reported amber, and now it says green" in told
    assert "ENTRY_CHANGED: entry 1507 is not the one that was sealed" in told
    assert "it is caught: exit code 1" in told


def test_what_was_altered_is_one_word_of_one_file(toured: Toured) -> None:
    honest, altered = toured.folder / "northbeck-export", toured.folder / "altered-export"
    files = [path.relative_to(honest) for path in honest.rglob("*") if path.is_file()]

    changed = [path for path in files if (honest / path).read_bytes() != (altered / path).read_bytes()]

    assert [path.as_posix() for path in changed] == ["tile/entries/005.p/255"]
    assert (altered / changed[0]).read_bytes().count(b"rag/green") == 1 + (
        (honest / changed[0]).read_bytes().count(b"rag/green")
    )


def test_the_demo_makes_a_page_of_the_county_and_says_to_open_it(toured: Toured) -> None:
    page = toured.folder / "northbeck.html"

    assert f"open {page} in a browser" in " ".join(toured.ran.out.split())
    assert "What changed since 20 May 2025" in page.read_text(encoding="utf-8")


def test_every_line_that_a_step_shows_does_what_the_step_did(
    toured: Toured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = [row.removeprefix("  $ govledger ") for row in toured.ran.lines if row.startswith("  $ govledger ")]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d" / "keys").mkdir(parents=True)
    for name in ("minutes", "northbeck.jsonl", "altered-export"):
        (tmp_path / "d" / name).symlink_to(toured.folder / name)

    codes = {}
    for one in typed:
        words, _, public = one.replace(f"{toured.folder}", "d").partition(" > ")
        ran = run(*words.split(), code=None)
        codes[words.split()[0], words.split()[1]] = ran.code
        if public:
            Path(public).write_text(ran.out, encoding="utf-8")

    looked_at = {("check", "d/northbeck.db"), ("verify", "d/altered-export")}
    assert {which for which, code in codes.items() if code} == looked_at
    assert {codes[which] for which in looked_at} == {1}
    assert len(typed) == 13


def test_what_the_demo_suggests_works(toured: Toured, demo_folder: Path) -> None:
    suggested = toured.ran.lines[toured.ran.lines.index(f"  cd {toured.folder}") + 1 :]

    ran = [run(*row.split()[1:], code=None) for row in suggested]

    assert demo_folder.name == "demo"
    assert all(one.code < 2 and one.out for one in ran)
    assert len(ran) == 4


def test_a_second_demo_in_the_same_folder_adds_nothing_and_answers_in_json(toured: Toured, demo_folder: Path) -> None:
    before = digest_of(demo_folder / "northbeck.db")

    held = run("demo", "--out", ".", "--json").json

    assert digest_of(demo_folder / "northbeck.db") == before
    assert [minute["minute"] for minute in held["minutes"]] == list(DAYS)
    assert held["minutes"][-1]["plans"] == ["iip: draft"]
    assert held["minutes"][-1]["recorded"] == 90
    assert held["county"]["alarms"] == 48
    assert held["county"]["said"].startswith("48 alarms (10 critical")
    assert held["county"]["sealed"]["verified"]
    assert held["county"]["sealed"]["root"] in toured.ran.out
    assert held["county"]["sealed"]["altered"]["entry"] == 1507
    assert "ENTRY_CHANGED" in held["county"]["sealed"]["altered"]["findings"]
    assert held["county"]["page"] == "northbeck.html"


def test_a_demo_goes_on_where_the_county_was_recorded_in_since(demo_folder: Path) -> None:
    run("record", "northbeck.db", "-", "--clerk", CLERK, given=jsonl(line("body-established", body="new-board")))

    told = " ".join(run("demo", "--out", demo_folder).out.split())

    assert "sealed 1,536 entries" in told
    assert "the export: all held: 1,536 entries" in told
    assert "it is caught: exit code 1" in told


def test_without_what_seals_and_makes_pages_the_demo_says_what_to_install(
    demo_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(touring, "find_spec", lambda _: None)

    shown, held = run("demo", "--out", demo_folder, width=300), run("demo", "--out", demo_folder, "--json").json

    assert "it needs what signs: pip install 'govledger[seal]'" in shown.out
    assert "it needs what makes pages: pip install 'govledger[report]'" in shown.out
    assert (held["county"]["page"], held["county"]["sealed"]) == (None, None)


def test_without_a_folder_the_demo_makes_a_fresh_one_and_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    here, elsewhere = (demo._folder(None) for _ in range(2))

    assert here == Path("govledger-demo")
    assert elsewhere.parent == tmp_path
    assert elsewhere.name.startswith("govledger-demo-")


def test_minutes_that_did_not_come_along_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(touring, "__file__", str(tmp_path / "a" / "b" / "c" / "touring.py"))

    with pytest.raises(GovledgerError, match="did not come with this installation"):
        touring.examples_folder()


def test_minutes_inside_the_package_are_found_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "govledger" / "examples" / "minutes").mkdir(parents=True)
    monkeypatch.setattr(touring, "__file__", str(tmp_path / "govledger" / "cli" / "touring.py"))

    assert touring.examples_folder() == tmp_path / "govledger" / "examples"


def test_the_wheel_carries_the_minutes_to_where_the_demo_looks_for_them() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    included = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]

    brought = {
        "examples/minutes": "govledger/examples/minutes",
        "examples/northbeck.jsonl": "govledger/examples/northbeck.jsonl",
    }
    assert included.items() >= brought.items()


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


def test_the_demo_keeps_to_a_narrow_width_but_for_the_lines_to_type(demo_folder: Path) -> None:
    shown = run("demo", "--out", ".", width=40)

    typed = ("  $ ", "  govledger ", "  cd ")
    said = [row for row in shown.lines if not row.startswith(typed)]
    assert demo_folder.is_dir()
    assert max(len(row) for row in said) <= 40
    due = shown.lines.index("  due next (5):")
    assert shown.lines[due + 1 : due + 5] == [
        "    14 July 2017 deep-dives to body:bvib",
        "    20 July 2017 submit to org:dfe",
        "    31 August 2017 ofsted-2017-08",
        "    and 2 more",
    ]
