from pathlib import Path

import pytest

from govledger.assurance import RULES
from tests.cli.support import a_ledger, line, run


def test_every_rule_is_listed_with_its_question() -> None:
    told = run("rules")
    held = run("rules", "--json").json

    assert [one["name"] for one in held] == [one.name for one in RULES]
    assert told.lines[-1] == f"{len(RULES)} rules"
    assert "What shows this is really done?" in told.out


@pytest.mark.parametrize("rule", ["FA01", "GREEN_WITHOUT_EVIDENCE"])
def test_one_rule_is_told_in_full(rule: str) -> None:
    told = " ".join(run("rules", rule).out.split())
    [held] = run("rules", rule, "--json").json

    assert "grace_days: 0 days unless changed; larger is looser." in told
    assert held["settings"][0]["unit"] == "days"
    assert "status-reported" in held["reads"]


def test_a_rule_that_is_none_is_refused_with_the_nearest() -> None:
    assert "did you mean GREEN_WITHOUT_EVIDENCE" in run("rules", "GREEN_WITHOUT_EVIDENC", code=2).err


@pytest.mark.parametrize("rule", [one.name for one in RULES])
def test_every_rule_is_told_within_the_width(rule: str) -> None:
    assert max(map(len, run("rules", rule, width=80).lines)) <= 80


# Settings ------------------------------------------------------------------------------------------------------------

WHO = ("--clerk", "office:clerk", "--reason", "agreed")


def setting(ledger: Path, parameter: str = "grace_days") -> dict[str, object]:
    rows = run("settings", ledger, "FA01", parameter, "--json").json
    assert len(rows) == 1
    return dict(rows[0])


def test_a_setting_is_shown_with_the_entry_that_changed_it(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)
    assert (setting(ledger)["now"], setting(ledger)["entry"]) == (0, None)

    said = run("settings", ledger, "FA01", "grace_days", "14", *WHO, "--by", "office:chair")
    again = run("settings", ledger, "GREEN_WITHOUT_EVIDENCE", "grace_days", "7", *WHO, "--json").json

    assert said.lines == ["entry 2: GREEN_WITHOUT_EVIDENCE.grace_days was 0 and is 14 from now on"]
    assert (again["was"], again["now"], again["recorded"]) == ("14", "7", 3)
    assert (setting(ledger)["now"], setting(ledger)["entry"], setting(ledger)["was"]) == (7, 3, "14")
    assert (
        "grace_days 7 (days; entry 3 changed it from 14: agreed; unless changed it is 0)" in run("settings", ledger).out
    )
    assert run("settings", ledger, "FA01").lines[-1] == "1 setting, 1 changed by this ledger"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("FA99", "grace_days", "1"), "there is no rule 'FA99'"),
        (("FA01", "grace_day", "1"), "did you mean grace_days"),
        (("FA01", "zzz", "1"), "it has grace_days"),
        (("FA03", "zzz", "1"), "it has none"),
        (("FA01", "grace_days", "two"), "expected a whole number"),
        (("FA01", "grace_days", "1.5"), "expected a whole number"),
        (("FA01", "grace_days", "²"), "expected a whole number"),
        (("FA01", "grace_days", "-3"), "VALUE: found '-3', expected a whole number of days, 0 or more: how many days"),
        (("FA01", "grace_days", "-0.5"), "VALUE: found '-0.5', expected a whole number of days, 0 or more"),
        (("FA02", "priority_min", "-3"), "VALUE: found '-3', expected a whole number, 0 or more: "),
        (("FA10", "sample_percent", "-3"), "expected a whole number for how much in a hundred, 0 or more: "),
        (("FA27", "considerations", "0"), "VALUE: found '0', expected a whole number, 1 or more: "),
    ],
)
def test_a_change_that_means_nothing_is_refused_and_nothing_recorded(
    tmp_path: Path, given: tuple[str, ...], told: str
) -> None:
    ledger = a_ledger(tmp_path)

    refused = run("settings", ledger, *given, *WHO, code=2)

    assert told in refused.err
    assert len(run("log", ledger, "--json").lines) == 1


@pytest.mark.parametrize("given", [("-3", *WHO), (*WHO, "-3"), (*WHO, "--", "-3"), ("--json", *WHO, "-3")])
def test_a_negative_number_is_a_value_wherever_it_stands(tmp_path: Path, given: tuple[str, ...]) -> None:
    refused = run("settings", a_ledger(tmp_path), "FA01", "grace_days", *given, code=2)

    assert "VALUE: found '-3'" in refused.err


def test_an_option_keeps_a_value_that_begins_as_a_number_does(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)

    run("settings", ledger, "FA01", "grace_days", "3", "--reason", "-3 was meant", "--clerk", "office:clerk")

    assert setting(ledger)["reason"] == "-3 was meant"


def test_an_option_that_is_none_is_still_refused_as_one(tmp_path: Path) -> None:
    refused = run("settings", a_ledger(tmp_path), "FA01", "grace_days", "3", "--raeson", "x", code=2)

    assert "--reason" in refused.err


def test_the_settings_of_one_rule_say_what_they_are_and_which_way_they_loosen(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)

    every, one = run("settings", ledger), " ".join(run("settings", ledger, "FA15").out.split())

    assert every.lines[-1].endswith("0 changed by this ledger; name a rule as well to read what its settings mean")
    assert "upgrades_min 3 How many upgrades without new evidence are asked about. Larger is looser." in one
    assert "within_days 7 (days) How many days before a meeting or visit are looked at. Any change may be" in one


def test_a_value_in_force_that_means_nothing_is_shown_with_what_it_counts_as(tmp_path: Path) -> None:
    changed = {"rule": "NOTED_NOT_TESTED", "parameter": "considerations", "was": "3", "now": "0", "reason": "agreed"}
    ledger = a_ledger(tmp_path, line("rule-setting-changed", **changed))

    told = " ".join(run("settings", ledger, "FA27", "considerations").out.split())

    assert "agreed; unless changed it is 3; counts as 1, the least there is)" in told


def test_a_change_needs_its_reason_and_its_clerk(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)

    assert "--reason" in run("settings", ledger, "FA01", "grace_days", "1", "--clerk", "office:x", code=2).err
    assert "--clerk" in run("settings", ledger, "FA01", "grace_days", "1", "--reason", "x", code=2).err


@pytest.mark.parametrize("typed", ["FA01", "fa01", "green_without_evidence", "green-without-evidence"])
def test_a_rule_may_be_typed_as_it_comes(typed: str) -> None:
    assert run("rules", typed).out.startswith("FA01 GREEN_WITHOUT_EVIDENCE")


def test_a_part_of_a_name_is_answered_with_the_names_that_hold_it() -> None:
    assert (
        "there is no rule 'closed'; did you mean CLOSED_UNVERIFIED or CLOSED_UNSEEN?"
        in run("rules", "closed", code=2).err
    )
    assert "there is no rule 'FA99'" in run("rules", "FA99", code=2).err
