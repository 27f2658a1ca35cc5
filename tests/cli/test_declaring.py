from pathlib import Path

import pytest

from tests.cli.support import MINUTES, a_ledger, a_minute, run

KEY = "UNANSWERED_CHALLENGE|challenge:review-postponed|entry:34"
DAY = "2015-11-30"
ANSWER = ("--answer", "explained", "--reason", "Taken at the next meeting", "--by", "office:chair")
CLERK = ("--clerk", "office:clerk")


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """West Berkshire's minute with its coverage."""
    made = a_minute(tmp_path, "west-berkshire-2015")
    run("record", made, MINUTES / "west-berkshire-2015.coverage.jsonl", *CLERK)
    return made


def open_keys(ledger: Path, today: str = DAY) -> list[str]:
    held = run("check", ledger, "--as-of", DAY, "--today", today, "--json", code=1).json
    return [alarm["key"] for alarm in held["alarms"]]


def test_an_answered_alarm_leaves_the_open_list_and_is_back_the_day_after_its_expiry(ledger: Path) -> None:
    assert KEY in open_keys(ledger)

    said = run("answer", ledger, KEY, *ANSWER, "--until", "2016-01-31", *CLERK)

    assert said.lines == [f"entry 60 answers {KEY} until the end of 31 January 2016"]
    assert KEY not in open_keys(ledger)
    assert KEY not in open_keys(ledger, "2016-01-31")
    assert KEY in open_keys(ledger, "2016-02-01")
    told = " ".join(run("check", ledger, "--as-of", DAY, "--all", code=1).out.split())
    assert "ANSWERED FOR NOW (1) - MEDIUM We asked; what was the answer?" in told
    assert "entry 60: explained by office:chair until 31 January 2016: Taken at the next meeting" in told
    assert "Alarms answered for now: 1." in told


def test_an_answer_may_be_answered_again(ledger: Path) -> None:
    run("answer", ledger, KEY, *ANSWER, "--until", "2016-01-31", *CLERK)

    held = run("answer", ledger, KEY, *ANSWER, "--until", "2016-02-29", *CLERK, "--json").json

    assert held == {"recorded": 61, "alarm": KEY, "until": "2016-02-29"}
    assert KEY not in open_keys(ledger, "2016-02-29")


@pytest.mark.parametrize(
    ("key", "told"),
    [
        (KEY.replace("postponed", "postpone"), f"did you mean {KEY}"),
        ("NO_SUCH_RULE|action:2.4|entry:17", "there is no rule 'NO_SUCH_RULE'"),
        ("FA20|action:2.4|entry:17", "expected a key as check prints it"),
        ("UNANSWERED_CHALLENGE", "expected a key as check prints it"),
    ],
)
def test_a_key_that_no_alarm_has_is_refused(ledger: Path, key: str, told: str) -> None:
    refused = run("answer", ledger, key, *ANSWER, "--until", "2016-01-31", *CLERK, code=2)

    assert told in refused.err
    assert run("log", ledger, "--type", "alarm-answered", "--json").out == ""


def test_a_key_that_no_alarm_has_is_taken_with_any(ledger: Path) -> None:
    key = KEY.replace("34", "35")

    run("answer", ledger, key, *ANSWER, "--until", "2016-01-31", *CLERK, "--any")

    assert KEY in open_keys(ledger)


def test_the_alarm_is_looked_for_on_the_day_asked_about(ledger: Path) -> None:
    refused = run("answer", ledger, KEY, *ANSWER, "--until", "2016-01-31", *CLERK, "--as-of", "2015-01-01", code=2)

    assert "expected the key of an alarm on 2015-01-01" in refused.err


def test_an_answer_that_would_have_ended_before_the_day_asked_about_is_refused(ledger: Path) -> None:
    refused = run("answer", ledger, KEY, *ANSWER, "--until", "2015-11-29", *CLERK, "--as-of", DAY, code=2)

    assert "--until: found '2015-11-29', expected a day no earlier than 2015-11-30, the day asked about" in refused.err
    run("answer", ledger, KEY, *ANSWER, "--until", "2015-11-30", *CLERK, "--as-of", DAY)


@pytest.mark.parametrize("missing", ["--answer", "--reason", "--by", "--until"])
def test_an_answer_needs_its_sort_its_reason_its_person_and_its_expiry(ledger: Path, missing: str) -> None:
    given = [*ANSWER, "--until", "2016-01-31", *CLERK]
    place = given.index(missing)
    del given[place : place + 2]

    assert missing in run("answer", ledger, KEY, *given, code=2).err


# Coverage ------------------------------------------------------------------------------------------------------------


def test_coverage_is_declared_and_an_absence_counts_there(ledger: Path) -> None:
    before = run("check", ledger, "--as-of", DAY, "--body", "cib", "--json", code=1).json["cannot_tell"]

    said = run(
        "cover", ledger, "--what", "meetings", "--what", "appointments", "--body", "cib", "--since", "2014-01-01",
        "--until", "2015-12-31", "--by", "office:clerk", "--text", "Both are complete", *CLERK,
    )  # fmt: skip

    assert said.lines == [
        "declared in full: meetings, appointments of body:cib from 2014-01-01 to 2015-12-31 (entry 60, by office:clerk)"
    ]
    held = run("check", ledger, "--as-of", DAY, "--body", "cib", "--json", code=None).json
    assert (
        "meetings, appointments of body:cib from 2014-01-01 to 2015-12-31 (entry 60, by office:clerk)"
        in held["summary"]
    )
    assert [one["why"] for one in held["cannot_tell"]] != [one["why"] for one in before]


def test_coverage_may_be_limited_to_what_it_is_about(ledger: Path) -> None:
    held = run(
        "cover", ledger, "--what", "evidence", "--about", "plan:improvement-plan", "--since", "2014-01-01", *CLERK,
        "--json",
    ).json  # fmt: skip

    assert held == {
        "recorded": 60,
        "coverage": "evidence about plan:improvement-plan from 2014-01-01 on (entry 60, entered by office:clerk)",
    }


def test_coverage_of_nothing_known_is_refused_with_the_nearest(tmp_path: Path) -> None:
    made = a_ledger(tmp_path)

    assert (
        "did you mean meetings" in run("cover", made, "--what", "meeting", "--since", "2014-01-01", *CLERK, code=2).err
    )
    assert (
        "body:nobody"
        in run("cover", made, "--what", "meetings", "--body", "nobody", "--since", "2014-01-01", *CLERK, code=2).err
    )
