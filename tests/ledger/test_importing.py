"""Recording a whole file: all or nothing, and every fault told once, whoever found it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from govledger.errors import BadLinesError, Fault, HeadMovedError
from govledger.ledger import Ledger
from govledger.ledger.importing import record_lines

CLERK = "office:clerk"


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with Ledger.open("memory://") as opened:
        yield opened


def line(type_: str, /, *, key: str | None = None, number: int | None = None, **body: Any) -> str:
    around = {"key": key, "number": number, "happened": body.pop("happened", None)}
    return json.dumps({"type": type_, "body": body, **{name: held for name, held in around.items() if held}})


def faults(ledger: Ledger, *lines: str | bytes, prefix: str | None = None) -> list[tuple[int, str]]:
    with pytest.raises(BadLinesError) as refused:
        record_lines(ledger, lines, clerk=CLERK, prefix=prefix)
    return [(fault.position, fault.field) for fault in refused.value.faults]


def test_five_different_faults_on_five_lines_are_all_told_and_nothing_is_recorded(ledger: Ledger) -> None:
    lines = [
        '{"type": "action-added", "body": {"action": "1"',
        line("acton-added", action="2"),
        line("action-added", action="3", txt="x"),
        line("status-reported", subject="action:9", status="red"),
        line("action-added", action="4", happened="2199-01-01"),
    ]

    found = faults(ledger, *lines)

    assert found == [(1, ""), (2, "type"), (3, "txt"), (4, "subject"), (5, "happened")]
    assert len(ledger) == 1


def test_an_unknown_name_and_a_day_to_come_are_told_together(ledger: Ledger) -> None:
    lines = [line("action-added", action="1", plan="none-such", happened="2199-01-01")]

    found = faults(ledger, *lines)

    assert found == [(1, "plan"), (1, "happened")]


def test_a_faulty_line_is_checked_for_the_rest_of_what_it_says(ledger: Ledger) -> None:
    found = faults(ledger, line("action-added", action="1", leads=["nobody"], plan="none-such"))

    assert found == [(1, "leads"), (1, "plan")]


@pytest.mark.parametrize(
    "broken",
    [
        '{"type": "action-added", "body": {"action": "2.4"',
        line("acton-added", action="2.4"),
        line("action-added", action="action:2.4", txt="x"),
        '{"type": "action-added", "body": {"action": "2.4"}, "corrects": "yesterday"}',
        '{"type": "action-added", "type": "action-added", "body": {"action": "2.4"}}',
        '{"type": "action-added", "body": {"action": "\\q", "x": {"action": "2.4"}',
    ],
)
def test_no_line_is_blamed_for_an_id_that_a_broken_line_would_have_brought(ledger: Ledger, broken: str) -> None:
    found = faults(ledger, broken, line("status-reported", subject="action:2.4", status="red"))

    assert {position for position, _ in found} == {1}


@pytest.mark.parametrize(
    "broken",
    [
        '{"type": "statement-made", "key": "s1", "body": {"kind": "claim"',
        '{"type": "statement-mad", "key": "s1", "body": {"kind": "claim"}}',
        '{"type": "statement-made", "key": "s1", "body": {"kind": "claim", "whispered": "yes"}}',
    ],
)
def test_no_line_is_blamed_for_citing_a_broken_line_by_its_key(ledger: Ledger, broken: str) -> None:
    found = faults(ledger, broken, line("challenge-raised", challenge="c1", about=["key:s1"]))

    assert {position for position, _ in found} == {1}


def test_no_line_is_blamed_for_citing_the_number_or_a_part_of_a_broken_line(ledger: Ledger) -> None:
    lines = [
        '{"type": "statement-made", "number": 17, "body": {"kind": ',
        line("recommendation-made", number=18, recommendation=7, parts=[{"ref": "a"}, "b"]),
        line("intervention-imposed", number=19, intervention="i1", requirements=[{"ref": "a"}, "b"], cost="dear"),
        line("challenge-raised", number=20, challenge="c1", about=["entry:17", "entry:18", "part:i1/a", "part:i1/b"]),
    ]

    found = faults(ledger, *lines)

    assert {position for position, _ in found} == {1, 2, 3}


def test_no_line_is_blamed_for_a_part_of_a_line_that_says_no_event(ledger: Ledger) -> None:
    body = {"intervention": "i2", "requirements": [{"ref": "a"}, "b", 7]}
    broken = json.dumps({"type": "intervention-imposed", "corrects": "yesterday", "body": body})

    found = faults(ledger, broken, line("challenge-raised", challenge="c1", about=["part:i2/a", "part:i2/b"]))

    assert {position for position, _ in found} == {1}


def test_a_name_that_only_a_typo_knows_is_still_missed_beside_a_broken_line(ledger: Ledger) -> None:
    lines = [line("action-added", action="2.4", txt="x"), line("status-reported", subject="action:2.5", status="red")]

    with pytest.raises(BadLinesError) as refused:
        record_lines(ledger, lines, clerk=CLERK)

    assert [fault.nearest for fault in refused.value.faults] == [("text",), ("action:2.4",)]


def test_a_key_of_a_line_recorded_before_is_not_held_against_its_damage(ledger: Ledger) -> None:
    record_lines(ledger, [line("action-added", action="1", text="Audit")], clerk=CLERK, prefix="p")

    found = faults(ledger, line("action-added", action="1", text="Audit", leads=["nobody"]), prefix="p")

    assert found == [(1, "leads")]


def test_a_correction_that_cites_a_missing_key_is_told_once(ledger: Ledger) -> None:
    lines = [
        '{"type": "action-added", "corrects": "key:none-such", "body": {"action": "9"}}',
        '{"type": "action-added", "corrects": "entry:2", "body": {"action": "9"}}',
    ]

    with pytest.raises(BadLinesError) as refused:
        record_lines(ledger, lines, clerk=CLERK)

    assert (1, "corrects") in [(fault.position, fault.field) for fault in refused.value.faults]


def test_a_second_reading_with_a_prefix_adds_nothing(ledger: Ledger) -> None:
    lines = [line("action-added", action="1"), "", line("action-added", action="2", key="second")]
    first = record_lines(ledger, lines, clerk=CLERK, prefix="p")

    again = record_lines(ledger, [*lines, line("action-added", action="3")], clerk=CLERK, prefix="p")

    assert (list(first.entries.new), first.already) == ([2, 3], 0)
    assert ([entry.number for entry in again.entries], list(again.entries.new), again.already) == ([2, 3, 4], [4], 2)


def test_a_dry_run_gives_the_numbers_and_records_nothing(ledger: Ledger) -> None:
    tried = record_lines(ledger, [line("action-added", action="1")], clerk=CLERK, dry_run=True)

    assert list(tried.entries.new) == [2]
    assert len(ledger) == 1


def test_another_head_than_expected_is_told_as_such(ledger: Ledger) -> None:
    with pytest.raises(HeadMovedError):
        record_lines(ledger, [line("action-added", action="1")], clerk=CLERK, expected=7)


def test_a_clean_check_of_drafts_finds_nothing(ledger: Ledger) -> None:
    found: tuple[Fault, ...] = ledger.check_drafts([])

    assert found == ()
