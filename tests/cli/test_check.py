import json
import re
from pathlib import Path

import msgspec
import pytest

from govledger.assurance import RULES, Alarm, Answer, Case, Clear, check
from govledger.assurance.rule import Rule
from govledger.cli.check import is_fine
from govledger.events import ActionAdded
from govledger.ledger import Ledger
from tests.cli.support import DAYS, MINUTES, ROOT, a_ledger, a_minute, line, run

WEST_BERKSHIRE = "west-berkshire-2015"
POSTPONED = "UNANSWERED_CHALLENGE|challenge:review-postponed|entry:34"
ADDED = line("action-added", action="2.4", text="Audit every threshold\x1b[31m decision") | {
    "happened": "2017-06-14",
    "known_on": "2017-06-14",
    "source": "x#A3",
}


def a_covered_minute(folder: Path, name: str = WEST_BERKSHIRE) -> Path:
    ledger = a_minute(folder, name)
    run("record", ledger, MINUTES / f"{name}.coverage.jsonl", "--clerk", "office:clerk")
    return ledger


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Rule:
    """Put one rule in the place of all, which alarms on every action but ``fine``."""

    def judge(case: Case) -> Answer:
        numbers = tuple(entry.number for entry in case.about(ActionAdded))
        if case.subject.id == "fine":
            return Clear(because=numbers)
        return Alarm(because=numbers, says=f"{case.subject} was added", clears="a reason")

    one = Rule(
        name="WHY_ADDED",
        code="",
        severity="high",
        question="Why was it added?",
        about=("action",),
        reads=(ActionAdded,),
        source="this test",
        settings=(),
        version=1,
        reads_clock=False,
        judge=judge,
    )
    monkeypatch.setattr(RULES, "_by_name", {one.name: one})
    return one


# Reading it out ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DAYS)
@pytest.mark.parametrize("width", [80, 100])
def test_an_opinion_fits_eighty_columns_but_for_keys(tmp_path: Path, name: str, width: int) -> None:
    told = run("check", a_covered_minute(tmp_path, name), "--as-of", DAYS[name], "--all", width=width, code=1)

    assert max(len(one) for one in told.lines if not one.startswith("   key ")) <= 80
    assert "\x1b" not in told.out


def test_an_alarm_says_what_is_asked_what_is_shown_where_and_what_would_clear_it(tmp_path: Path) -> None:
    told = run("check", a_covered_minute(tmp_path), "--as-of", "2015-11-30", width=80, code=1)

    start = next(place for place, one in enumerate(told.lines) if "We asked; what was the answer?" in one)
    block = told.lines[start : told.lines.index("", start)]
    said = " ".join(" ".join(block).split())
    assert "MEDIUM We asked" in said
    assert "about challenge:review-postponed" in said
    assert "entry 34, challenge-raised, either 2015-09 or 2015-11 (known 2015-11-30), osmc-2015#P8" in said
    assert "Disappointed that the review had been postponed" in said
    assert "would clear it an answer in substance" in said
    assert "entry 21, opinion-given, day not given (known 2015-11-30)" in " ".join(told.out.split())
    assert block[-1].split() == ["key", POSTPONED]


def test_what_an_alarm_rests_on_is_named_where_it_is_not_its_own_subject(tmp_path: Path) -> None:
    told = run("check", a_covered_minute(tmp_path, "herefordshire-2021"), "--as-of", "2021-12-31", code=1)

    said = " ".join(told.out.split())
    assert "entry 40, challenge-raised of challenge:third-sector, 2021-11..2021-12" in said
    assert "entry 8, intervention-imposed, 2021-05" in said
    assert "h-2021#b12 improvement notice entry 21" in said


def test_beside_what_an_alarm_is_about_stands_of_how_many_things_the_same_was_asked(tmp_path: Path, only: Rule) -> None:
    fine = ADDED | {"body": {"action": "fine"}}

    told = run("check", a_ledger(tmp_path, ADDED, fine), code=1)

    assert "about action:2.4, 1 of 2 that this rule was put to" in " ".join(told.out.split())


def test_a_declaration_of_coverage_stands_with_whose_it_is(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path, ADDED)
    run("cover", ledger, "--what", "items", "--since", "2017-01-01", "--by", "office:director", "--clerk", "office:c")
    run("cover", ledger, "--what", "told", "--since", "2017-01-01", "--clerk", "office:c")

    said = " ".join(run("check", ledger, code=None).out.split())

    assert "items from 2017-01-01 on (entry 3, by office:director)" in said
    assert "told from 2017-01-01 on (entry 4, entered by office:c)" in said


def test_what_could_not_be_told_is_grouped_by_its_reason(tmp_path: Path) -> None:
    told = run("check", a_covered_minute(tmp_path), "--as-of", "2015-11-30", width=80, code=1)

    said = " ".join(told.out.split())
    assert "3, because nobody has declared that this ledger holds all meetings of it on 2015-11-30:" in said
    assert "[BODY_NEVER_MET] body:cib, body:council, body:lscb" in said


def test_no_count_is_told_without_its_denominator(tmp_path: Path) -> None:
    told = run("check", a_ledger(tmp_path, ADDED), code=None)

    said = " ".join(told.out.split())
    assert "entries read, everything recorded, as it stands now" in said
    assert "Coverage declared: none, so no absence counts." in said
    assert f"{sum(bool(one.code) for one in RULES)} of the 40 rules of the catalogue ran." in said
    assert "Settings, rules and library: " in said


def test_the_most_serious_alarm_comes_first(tmp_path: Path) -> None:
    told = run("check", a_covered_minute(tmp_path, "worcestershire-2017"), "--as-of", "2017-05-03", code=1)
    words = [one.split()[1] for one in told.lines if re.match(r"\d+\. [A-Z]+  ", one)]

    assert len(words) > 1
    assert words == sorted(words, key=["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFO"].index)


def test_what_is_held_against_what_came_before_it_is_labelled_hindsight(tmp_path: Path) -> None:
    county = ROOT / "examples" / "northbeck.jsonl"
    path = tmp_path / "northbeck.db"
    run("init", path, "--clerk", "office:clerk")
    run("record", path, county, "--clerk", "office:clerk")

    told = run("check", path, "--as-of", "2025-06-30", code=1, width=200)

    said = " ".join(told.out.split())
    assert said.count("hindsight what was relied on came before what is held against it could be known") == 7


def test_what_became_known_later_is_labelled_hindsight(tmp_path: Path, only: Rule) -> None:
    later = ADDED | {"known_on": "2017-07-03"}

    told = run("check", a_ledger(tmp_path, later), "--happened-by", "2017-06-14", code=1)

    assert "hindsight       known only since 3 July 2017, after the day asked about" in told.out


def test_text_of_the_record_commands_no_terminal(tmp_path: Path, only: Rule) -> None:
    told = run("check", a_ledger(tmp_path, ADDED), code=1)

    assert r"Audit every threshold\x1b[31m decision" in told.out
    assert "x#A3" in told.out


def test_what_was_found_in_order_is_told_with_all(tmp_path: Path, only: Rule) -> None:
    fine = ADDED | {"body": {"action": "fine"}}
    ledger = a_ledger(tmp_path, fine)

    assert "FOUND IN ORDER" not in run("check", ledger).out
    assert "Why was it added? [WHY_ADDED] action:fine (entry 2)" in run("check", ledger, "--all").out
    assert "and 1 of the application's own" in " ".join(run("check", ledger).out.split())


def test_a_rule_that_stopped_is_told_and_is_not_fine(tmp_path: Path, only: Rule) -> None:
    def stumbles(case: Case) -> Answer:
        raise ZeroDivisionError("no such number")

    object.__setattr__(only, "judge", stumbles)

    told = run("check", a_ledger(tmp_path, ADDED), code=1)

    said = " ".join(told.out.split())
    assert "no alarm; 0 questions that the record does not answer; 0 found in order; 1 rule stopped" in said
    assert "WHY_ADDED stopped, and says nothing of anything: ZeroDivisionError on action:2.4" in said


def test_the_day_asked_about_is_given_or_the_cut_s_or_the_newest_known(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path, ADDED)

    assert run("check", ledger, "--json", code=None).json["today"] == "2017-06-14"
    assert run("check", ledger, "--as-of", "2017-07-01", "--json", code=None).json["today"] == "2017-07-01"
    assert run("check", ledger, "--today", "2018-07-01", "--json", code=None).json["today"] == "2018-07-01"
    assert "--today" in run("check", ledger, "--today", "tomorrow", code=2).err


def test_json_holds_the_whole_opinion_and_is_the_same_twice(tmp_path: Path) -> None:
    ledger = a_covered_minute(tmp_path)

    first = run("check", ledger, "--as-of", "2015-11-30", "--json", code=1)

    assert first.out == run("check", ledger, "--as-of", "2015-11-30", "--json", code=1).out
    held = first.json
    assert POSTPONED in [alarm["key"] for alarm in held["alarms"]]
    assert held["cut"] == {"happened_by": "2015-11-30", "known_by": "2015-11-30"}
    assert (held["summary"][:1].isdigit(), held["denominator"]["entries"], held["body"]) == (True, 58, None)
    with Ledger.open(ledger) as opened:
        alarms = check(opened.history(as_of="2015-11-30")).plain()["alarms"]
        assert held["alarms"] == json.loads(msgspec.json.encode(alarms))


# One body ------------------------------------------------------------------------------------------------------------


def test_one_body_is_told_what_concerns_it_and_how_much_that_leaves_out(tmp_path: Path) -> None:
    ledger = a_covered_minute(tmp_path)

    told = run("check", ledger, "--as-of", "2015-11-30", "--body", "cib", code=1)
    held = run("check", ledger, "--as-of", "2015-11-30", "--body", "body:cib", "--json", code=1).json

    assert "only what concerns body:cib: 0 of " in told.out
    assert (held["body"], held["alarms"]) == ("body:cib", [])
    assert {one["subject"] for one in held["cannot_tell"]} >= {"body:cib"}


def test_a_body_that_the_ledger_does_not_name_is_refused_with_the_nearest(tmp_path: Path) -> None:
    refused = run("check", a_covered_minute(tmp_path), "--body", "cid", code=2)

    assert "did you mean body:cib" in refused.err


# How it ends ---------------------------------------------------------------------------------------------------------


def test_it_is_fine_only_if_nothing_alarmed_and_nothing_could_not_be_told(tmp_path: Path, only: Rule) -> None:
    run("check", a_ledger(tmp_path, ADDED | {"body": {"action": "fine"}}), code=0)
    run("check", a_ledger(tmp_path, ADDED, name="M"), code=1)


def test_a_record_that_no_rule_could_ask_of_is_not_fine_and_says_so(tmp_path: Path) -> None:
    told = run("check", a_ledger(tmp_path), code=1)

    said = " ".join(told.out.split())
    assert "0 questions put" in said
    assert "No rule found anything on record to ask about, so this says nothing of how things stand." in said
    run("check", tmp_path / "L", "--fail-on", "alarm", code=0)


@pytest.mark.parametrize("level", ["alarm", "high", "critical"])
def test_a_rule_that_stopped_is_never_fine(tmp_path: Path, only: Rule, level: str) -> None:
    def judge(case: Case) -> Answer:
        raise ZeroDivisionError

    object.__setattr__(only, "judge", judge)

    run("check", a_ledger(tmp_path, ADDED), "--fail-on", level, code=1)


@pytest.mark.parametrize(
    ("severity", "fine"),
    [("info", {"high", "critical"}), ("medium", {"high", "critical"}), ("high", {"critical"}), ("critical", set())],
)
def test_fail_on_says_from_what_it_is_no_longer_fine(tmp_path: Path, only: Rule, severity: str, fine: set[str]) -> None:
    object.__setattr__(only, "severity", severity)
    ledger = a_ledger(tmp_path, ADDED)

    codes = {level: run("check", ledger, "--fail-on", level, code=None).code for level in ("alarm", "high", "critical")}

    assert codes == {level: int(level not in fine) for level in codes}


def test_what_could_not_be_told_counts_only_where_nothing_is_relaxed(tmp_path: Path) -> None:
    ledger = a_covered_minute(tmp_path, "tower-hamlets-2017-06-14")
    with Ledger.open(ledger) as opened:
        opinion = check(opened.history(as_of="2017-06-14"))

    assert opinion.cannot_tell
    assert not is_fine(opinion, None)
    assert is_fine(opinion, "alarm") == (not opinion.alarms)
