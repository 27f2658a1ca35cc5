import json
from pathlib import Path

import pytest

from tests.cli.support import CLERK, a_ledger, a_minute, jsonl, line, run


def numbers(out: str) -> list[int]:
    return [json.loads(row)["number"] for row in out.splitlines()]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """An action added, reported on, and corrected."""
    path = a_ledger(
        tmp_path,
        line("action-added", action="2.4", text="Audit") | {"happened": "2017-06-14", "known_on": "2017-06-14"},
        line("status-reported", subject="action:2.4", status="red")
        | {"happened": "2017-07-01", "known_on": "2017-07-05"},
        line("body-established", body="csib") | {"happened": "2017"} | {"known_on": "2018-01-01"},
    )
    correction = line("action-added", action="2.4", text="Audit all") | {"corrects": "entry:2", "reason": "mis-typed"}
    run("record", path, "-", "--clerk", CLERK, given=jsonl(correction))
    return path


def test_without_cuts_every_version_is_listed_in_the_order_of_recording(ledger: Path) -> None:
    shown = run("log", ledger)

    assert [row.split()[0] for row in shown.lines if row[:1].isdigit()] == ["1", "2", "3", "4", "5", "5"]
    assert "(corrects 2)" in " ".join(shown.out.split())
    assert shown.lines[-2:] == [
        "5 entries of 5; everything recorded, as it stands now",
        "entered by office:clerk, but where a line says otherwise",
    ]


def test_an_entry_takes_a_line_that_says_where_it_is_read_and_one_of_its_words(tmp_path: Path) -> None:
    ledger = a_ledger(
        tmp_path,
        line("document-lodged", document="d1") | {"happened": "2017-06-14", "known_on": "2017-06-14"},
        line("action-added", action="2.4", text="Audit")
        | {"happened": "2017-06-14", "known_on": "2017-06-14", "source": ["d1#7", "d1#8"]},
        line("status-reported", subject="action:2.4", status="red", text="Nothing is done")
        | {"happened": "2017-07-01", "known_on": "2017-07-05", "clerk": "office:deputy"},
    )

    shown = run("log", ledger, width=80)

    assert shown.lines[2:6] == [
        "3  2017-06-14  action-added  action:2.4  [d1#7 and 1 more]",
        "    Audit",
        "4  2017-07-01 (known 2017-07-05)  status-reported  action:2.4  by office:deputy",
        "    red: Nothing is done",
    ]


def test_an_entry_without_words_says_when_it_is_due(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path, line("obligation-created", obligation="submit", due="by 2017-07-20"))

    assert "    due by 2017-07-20" in run("log", ledger).lines


@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_entries_of_a_minute_keep_to_the_width(tmp_path: Path, width: int) -> None:
    shown = run("log", a_minute(tmp_path), width=width)

    assert max(map(len, shown.lines)) <= width
    assert "[bvib-2017-06-14#hdr]" in shown.out
    assert all(row == row.rstrip() for row in shown.lines)


def test_what_was_changed_says_why_and_what_was_taken_back_says_of_what(ledger: Path) -> None:
    retraction = {"type": "entry-retracted", "retracts": "entry:3", "reason": "another council's"}
    run("record", ledger, "-", "--clerk", CLERK, given=jsonl(retraction))

    shown = run("log", ledger)

    assert "    reason: mis-typed" in shown.lines
    taken_back = next(index for index, row in enumerate(shown.lines) if "(retracts 3)" in row)
    assert "action:2.4" in shown.lines[taken_back]
    assert shown.lines[taken_back + 1] == "    reason: another council's"


def test_within_a_cut_the_entries_that_hold_are_listed_in_the_order_they_happened(ledger: Path) -> None:
    assert numbers(run("log", ledger, "--happened-by", "2017-12-31", "--json").out) == [5, 3, 4]
    assert numbers(run("log", ledger, "--as-of", "2017-07-05", "--json").out) == [2, 3]
    assert numbers(run("log", ledger, "--as-of", "2017-07-04", "--json").out) == [2]
    assert numbers(run("log", ledger, "--known-by", "2017-06-14", "--json").out) == [2]


def test_entries_that_straddle_the_day_are_named_not_dropped_in_silence(ledger: Path) -> None:
    shown = run("log", ledger, "--happened-by", "2017-08-01")

    assert shown.lines[-3:] == [
        "2 entries of 5; what had happened by 1 August 2017",
        "entered by office:clerk",
        "1 entry may or may not have happened by then: 4",
    ]


def test_entries_are_chosen_by_type_however_it_is_written(ledger: Path) -> None:
    for written in ("status-reported", "status-reported/1", "StatusReported"):
        assert numbers(run("log", ledger, "--type", written, "--json").out) == [3]


def test_a_type_that_nobody_knows_is_answered_with_the_nearest(ledger: Path) -> None:
    refused = run("log", ledger, "--type", "status-report", code=2)

    assert "did you mean status-reported?" in refused.err


def test_entries_are_chosen_by_what_they_name(ledger: Path) -> None:
    assert numbers(run("log", ledger, "--about", "action:2.4", "--json").out) == [2, 3, 5]
    assert numbers(run("log", ledger, "--about", "2.4", "--as-of", "2017-07-05", "--json").out) == [2, 3]


def test_a_bare_id_that_means_several_things_is_answered_with_them(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path, line("action-added", action="2.4"), line("risk-identified", risk="2.4"))

    refused = run("log", ledger, "--about", "2.4", code=2)

    assert "action:2.4 or risk:2.4" in refused.err


def test_an_id_that_nothing_names_is_answered_with_the_nearest(ledger: Path) -> None:
    refused = run("log", ledger, "--about", "action:2.5", code=2)

    assert "did you mean action:2.4" in refused.err


@pytest.mark.parametrize(
    ("cut", "said"),
    [
        (("--as-of", "14 June"), "govledger: --as-of: found '14 June'"),
        (
            ("--as-of", "03/04/2017"),
            "--as-of: found '03/04/2017', expected a day written so that it can be read one way",
        ),
        (("--as-of", "14/06/2017"), "--as-of: found '14/06/2017', expected a day written"),
        (("--recorded-by", "2017-06-14T18:00"), "without a zone"),
        (("--told", "csip"), "did you mean body:csib?"),
        (("--as-of", "2017-06-14", "--known-by", "2017-06-14"), "--as-of is --happened-by and --known-by at once"),
    ],
)
def test_a_cut_that_cannot_be_made_is_told(ledger: Path, cut: tuple[str, ...], said: str) -> None:
    assert said in run("log", ledger, *cut, code=2).err


def test_what_a_body_was_told_is_a_cut_like_any_other(tmp_path: Path) -> None:
    shown = run("log", a_minute(tmp_path), "--told", "body:bvib", "--as-of", "2017-06-14", width=200)

    assert any(
        row.endswith("what had happened by 14 June 2017 and what body:bvib had been told") for row in shown.lines
    )


def test_the_recorded_cut_says_its_instant(ledger: Path) -> None:
    shown = run("log", ledger, "--recorded-by", "2017-06-14T18:00:00Z")

    assert shown.lines[0] == "0 entries of 5; what the ledger had recorded by 2017-06-14T18:00:00Z"
    assert shown.lines[1].startswith("no entry had been recorded by then; the first was on ")


def test_a_retraction_says_what_it_takes_back(ledger: Path) -> None:
    run(
        "record",
        ledger,
        "-",
        "--clerk",
        CLERK,
        given=jsonl({"type": "entry-retracted", "retracts": "entry:3", "reason": "x"}),
    )

    assert "(retracts 3)" in " ".join(run("log", ledger, width=160).out.split())


@pytest.mark.usefixtures("on_a_terminal")
def test_the_words_of_an_entry_are_cut_on_a_terminal(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path, line("action-added", action="2.4", text="audit " * 100))

    shown = run("log", ledger, width=60)

    assert [row for row in shown.lines if row.endswith("audit…")]
    assert max(len(row) for row in shown.lines) <= 60


def test_the_words_of_an_entry_are_whole_in_a_file_or_a_pipe(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path, line("action-added", action="2.4", text="audit " * 100))

    shown = run("log", ledger, width=60)

    assert shown.out.split().count("audit") == 100
    assert max(len(row) for row in shown.lines) <= 60
