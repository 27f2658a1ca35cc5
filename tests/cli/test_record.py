import json
from pathlib import Path

import pytest

from govledger.ledger import Ledger
from tests.cli.support import CLERK, DAYS, MINUTES, TOWER_HAMLETS, a_ledger, a_minute, jsonl, line, run, run_process

FIVE_FAULTS = """\
{"type": "action-added", "body": {"action": "1"
{"type": "acton-added", "body": {"action": "2"}}
{"type": "action-added", "body": {"action": "3", "txt": "Audit"}}
{"type": "status-reported", "body": {"subject": "action:9.4", "status": "red"}}
{"type": "action-added", "happened": "2199-01-01", "body": {"action": "9.5"}}
"""


@pytest.mark.parametrize("name", DAYS)
def test_each_minute_and_its_coverage_are_recorded_whole(tmp_path: Path, name: str) -> None:
    ledger = tmp_path / "L"
    size = len([one for one in (MINUTES / f"{name}.jsonl").read_text("utf-8").splitlines() if one.strip()])
    run("init", ledger)

    first = run("record", ledger, MINUTES / f"{name}.jsonl", "--clerk", CLERK)
    second = run("record", ledger, MINUTES / f"{name}.coverage.jsonl", "--clerk", CLERK)

    assert first.out == f"recorded {size} entries, numbers 2 to {size + 1}\n"
    assert second.out.startswith("recorded 1 entry, number ")


def test_a_file_on_standard_input_is_recorded_like_any_other(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)

    done = run("record", ledger, "-", "--clerk", CLERK, given=TOWER_HAMLETS.read_bytes())

    assert done.out == "recorded 88 entries, numbers 2 to 89\n"


def test_recording_the_same_file_twice_with_a_key_adds_nothing(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)
    run("record", ledger, TOWER_HAMLETS, "--clerk", CLERK, "--key", "bvib")

    again = run("record", ledger, TOWER_HAMLETS, "--clerk", CLERK, "--key", "bvib")

    assert again.out == "recorded nothing new; 88 entries were there already\n"
    assert run("log", ledger, "--json").out.count("\n") == 89


def test_a_file_with_five_different_faults_reports_all_five_and_records_nothing(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)

    refused = run("record", ledger, "-", "--clerk", CLERK, given=FIVE_FAULTS, code=2, width=160)

    assert refused.err.startswith("nothing was recorded: 5 faults\nwhere   field")
    assert [row.split()[1:3] for row in refused.err.splitlines()[3:] if row.startswith("line ")] == [
        ["1", '\'{"type":'],
        ["2", "type"],
        ["3", "txt"],
        ["4", "subject"],
        ["5", "happened"],
    ]
    assert "action-added" in refused.err
    assert "action:9.5" in refused.err
    assert refused.out == ""
    assert len(Ledger.open(ledger)) == 1


def test_faults_are_told_in_json_too(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)

    refused = run("record", ledger, "-", "--clerk", CLERK, "--json", given=FIVE_FAULTS, code=2)

    assert refused.json["recorded"] == 0
    assert [(fault["line"], fault["field"]) for fault in refused.json["faults"]] == [
        (1, ""),
        (2, "type"),
        (3, "txt"),
        (4, "subject"),
        (5, "happened"),
    ]
    assert refused.json["faults"][1]["nearest"] == ["action-added"]


def test_a_dry_run_says_what_would_be_recorded_and_writes_nothing(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)

    tried = run("record", ledger, TOWER_HAMLETS, "--clerk", CLERK, "--dry-run")

    assert tried.out == "would record 88 entries, numbers 2 to 89; nothing was written\n"
    assert len(Ledger.open(ledger)) == 1


def test_a_dry_run_finds_the_faults_too(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)

    refused = run("record", ledger, "-", "--clerk", CLERK, "--dry-run", given=FIVE_FAULTS, code=2)

    assert "5 faults" in refused.err


def test_what_was_recorded_is_told_in_json(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)

    done = run("record", ledger, "-", "--clerk", CLERK, "--json", given=jsonl(line("action-added", action="2.4")))

    assert done.json == {
        "dry_run": False,
        "recorded": 1,
        "would_record": 0,
        "first": 2,
        "last": 2,
        "already": 0,
        "ignored": {},
    }


def test_an_empty_file_records_nothing_and_is_fine(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)

    done = run("record", ledger, "-", "--clerk", CLERK, given="\n\n")

    assert done.out == "recorded nothing new\n"


def test_a_line_without_a_clerk_needs_one(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)

    refused = run("record", ledger, "-", given=jsonl(line("action-added", action="2.4")), code=2)

    assert refused.err.startswith("govledger: it does not say who enters this: give --clerk, ")


def test_a_value_that_means_nothing_is_told_with_its_option(tmp_path: Path) -> None:
    refused = run(
        "record", a_ledger(tmp_path), "-", "--clerk", " ", given=jsonl(line("action-added", action="2.4")), code=2
    )

    assert refused.err.startswith("govledger: --clerk: found ' '")


def test_a_file_recorded_twice_is_told_what_a_key_is_for(tmp_path: Path) -> None:
    ledger = a_minute(tmp_path)

    again = run("record", ledger, TOWER_HAMLETS, "--clerk", CLERK, code=2)
    new = run("record", ledger, "-", "--clerk", CLERK, given=jsonl(line("risk-identified", riks="r")), code=2)

    hint = "this looks like a file recorded before: --key PREFIX makes recording it again add nothing"
    assert again.err.splitlines()[-1] == hint
    assert hint not in new.err


def test_the_clerk_of_a_line_beats_the_clerk_of_the_command(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)
    own = line("action-added", action="2.4") | {"clerk": "office:audit"}

    run("record", ledger, "-", "--clerk", CLERK, given=jsonl(own, line("action-added", action="2.5")))

    told = [json.loads(row)["clerk"] for row in run("log", ledger, "--json").lines]
    assert told == ["system:govledger", "office:audit", CLERK]


def test_an_expected_head_that_moved_refuses_the_file(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path, line("action-added", action="2.4"))
    more = jsonl(line("action-added", action="2.5"))

    refused = run("record", ledger, "-", "--clerk", CLERK, "--expected", 1, given=more, code=2)
    taken = run("record", ledger, "-", "--clerk", CLERK, "--expected", 2, given=more)

    assert refused.err == "govledger: expected the newest entry to be 1, found 2; nothing was recorded\n"
    assert taken.out == "recorded 1 entry, number 3\n"


def test_a_line_whose_text_was_erased_is_taken_only_without_it(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)
    erased = jsonl(line("action-added", action="2.4") | {"erased": ["text"]})

    refused = run("record", ledger, "-", "--clerk", CLERK, given=erased, code=2)
    taken = run("record", ledger, "-", "--clerk", CLERK, "--without-text", given=erased)

    assert "--without-text" in refused.err
    assert taken.out == "recorded 1 entry, number 2\n"


def test_a_missing_input_file_is_told_plainly(tmp_path: Path) -> None:
    refused = run("record", a_ledger(tmp_path), tmp_path / "none.jsonl", "--clerk", CLERK, code=2)

    assert "No such file" in refused.err


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Résumé of the action 👩‍🚒🏴", "Résumé of the action 👩‍🚒🏴"),
        ("خطة تحسين", "خطة تحسين"),
        ("safe \u202eevil\u202c \x1b[31mred\x9b0m\n\tnext", r"safe \u202eevil\u202c \x1b[31mred\x9b0m next"),
        ("<b>bold</b> =1+1 [link](x)", "<b>bold</b> =1+1 [link](x)"),
    ],
)
def test_any_text_comes_back_as_it_was_and_is_printed_harmlessly(tmp_path: Path, words: str, shown: str) -> None:
    ledger = a_ledger(tmp_path, line("action-added", action="2.4", text=words))

    table, lines = run("log", ledger, width=200), run("log", ledger, "--json")

    assert shown in table.out
    assert not set(table.out) & set("\x1b\x9b\u202e\u202c\t")
    assert json.loads(lines.lines[1])["body"]["text"] == words
    assert not set(lines.out) & set("\x1b\x9b\u202e\u202c\t")


@pytest.mark.parametrize("day", ["1889-01-01", "0001-01-01", "9 November 1889"])
def test_dates_long_past_are_recorded(tmp_path: Path, day: str) -> None:
    ledger = a_ledger(tmp_path, line("action-added", action="2.4") | {"happened": day})

    shown = run("log", ledger, "--happened-by", "1900-01-01", width=200)

    assert "action:2.4" in shown.out


def test_a_due_day_far_ahead_is_recorded(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path, line("action-added", action="2.4", due="2199-12-31"))

    shown = run("show", ledger, "plan-state", "--today", "2026-01-01")

    assert "2199-12-31" in shown.out


def test_a_narrative_of_a_hundred_thousand_characters_is_kept_whole_and_shown_short(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path, line("action-added", action="2.4", text="long " * 20_000))

    table, lines = run("log", ledger), run("log", ledger, "--json")

    assert max(map(len, table.lines)) <= 100
    assert json.loads(lines.lines[1])["body"]["text"] == "long " * 20_000


def test_bytes_that_are_no_text_are_a_fault_of_their_line(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)

    refused = run("record", ledger, "-", "--clerk", CLERK, given=b'{"type": "\xff\xfe"}\n', code=2)

    assert "text in UTF-8" in refused.err


def test_an_entry_too_large_is_told_with_the_other_faults(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)
    bulky = line("agenda-item-considered", agenda_item="m/1", meeting="m", documents=[f"d{n:0190}" for n in range(400)])
    lines = [line("meeting-held", meeting="m"), bulky, line("status-reported", subject="action:x", status="red")]

    refused = run("record", ledger, "-", "--clerk", CLERK, "--json", given=jsonl(*lines), code=2)

    assert [(fault["line"], fault["error"]) for fault in refused.json["faults"]] == [
        (2, "EntryTooLargeError"),
        (3, "UnknownReferenceError"),
    ]


def test_log_of_one_ledger_records_into_another_with_equal_bodies_envelopes_and_numbers(tmp_path: Path) -> None:
    first, second = a_minute(tmp_path), a_ledger(tmp_path, name="L2")
    lines = run("log", first, "--json").out

    done = run_process("record", second, "-", "--clerk", "office:other", input=lines)

    assert done.stdout == (
        "recorded 88 entries, numbers 2 to 89\n"
        "ignored, since a ledger gives them itself: leaf_hash × 88, ledger-opened × 1, number × 88, recorded_at × 88\n"
    )
    own = {"recorded_at", "leaf_hash"}
    held = [
        [{name: value for name, value in json.loads(row).items() if name not in own} for row in text.splitlines()]
        for text in (lines, run("log", second, "--json").out)
    ]
    assert held[0][1:] == held[1][1:]


def test_corrections_and_retractions_come_back_from_a_log_as_they_were(tmp_path: Path) -> None:
    first, second = a_ledger(tmp_path), a_ledger(tmp_path, name="L2")
    reported = line("action-added", action="2.4", text="Audit", leads=["office:a"]) | {"mode": "reported"}
    plain = line("action-added", action="2.4") | {"mode": "first_hand", "corrects": "key:a", "reason": "mis-typed"}
    again = {"corrects": "entry:2", "reason": "once more"} | line("action-added", action="2.4", due="2017-09-30")
    lines = [
        reported | {"key": "a"},
        plain,
        again,
        {"type": "entry-retracted", "retracts": "entry:2", "reason": "duplicate"},
    ]
    for one in lines:
        run("record", first, "-", "--clerk", CLERK, given=jsonl(one))
    exported = run("log", first, "--json").out

    run("record", second, "-", "--clerk", CLERK, given=exported)

    with Ledger.open(first) as held, Ledger.open(second) as other:
        pairs = zip(list(held.entries())[1:], list(other.entries())[1:], strict=True)
        for was, now in pairs:
            assert (was.type, was.happened, was.mode, was.corrects, was.retracts, str(was.reason)) == (
                (now.type, now.happened, now.mode, now.corrects, now.retracts, str(now.reason))
            )
        assert [entry.mode for entry in other.entries()][1:4] == ["reported", "first_hand", "first_hand"]
