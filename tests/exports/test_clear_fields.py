"""What an entry has to say in clear is said: it can be neither kept back nor left out."""

from pathlib import Path
from typing import Any

import pytest

from govledger.events import CATALOGUE
from govledger.exports.commitments import CommitmentCheck
from govledger.exports.leaves import read_leaf
from govledger.ledger.findings import Findings, Kind
from tests.exports.support import entry
from tests.minutes.support import DATA

SPECIMENS = sorted((DATA / "specimens").glob("*.json"))


def found(raw: bytes) -> list[tuple[Kind, str]]:
    """What is found of one entry."""
    findings = Findings()
    CommitmentCheck(iter(()), catalogue=CATALOGUE, findings=findings).read(read_leaf(raw))
    return [(finding.kind, finding.says) for finding in findings.all()]


@pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: path.stem)
def test_an_entry_as_it_is_recorded_says_what_it_has_to(path: Path) -> None:
    assert found(path.read_bytes()) == []


def test_what_is_left_out_is_withheld() -> None:
    raw, _ = entry(17, body={"status": "green"})

    says = "entry 17 does not say 'subject', which status-reported/1 has to say in clear"
    assert found(raw) == [(Kind.CLEAR_FIELD_WITHHELD, says)]


@pytest.mark.parametrize("body", [{"subject": None}, {"subject": ""}, {"subject": []}, {"subject": {}}])
def test_what_is_there_and_says_nothing_is_withheld(body: dict[str, Any]) -> None:
    raw, _ = entry(17, body={"status": "green", **body})

    assert [kind for kind, _ in found(raw)] == [Kind.CLEAR_FIELD_WITHHELD]


@pytest.mark.parametrize("version", ["0", "01", "00001", "\u0660\u0661", "1.0", "x", ""])
def test_what_no_version_can_be_is_held_to_the_newest(version: str) -> None:
    left_out, _ = entry(17, f"status-reported/{version}", body={"status": "green"})
    kept_back, _ = entry(17, f"status-reported/{version}", body={"subject": "action:1"}, words={"status": "red"})

    assert [kind for kind, _ in found(left_out)] == [Kind.CLEAR_FIELD_WITHHELD]
    assert [kind for kind, _ in found(kept_back)] == [Kind.CLEAR_FIELD_WITHHELD]


@pytest.mark.parametrize("type_", ["council-app/1", "status-reported/2"])
def test_what_a_type_that_is_not_known_has_to_say_is_not_judged(type_: str) -> None:
    raw, _ = entry(17, type_, body={})

    assert found(raw) == []


@pytest.mark.parametrize(
    ("type_", "path", "is_words"),
    [
        ("action-added/1", "text", True),
        ("action-added/1", "text/0", False),
        ("action-added/1", "text/0/text", False),
        ("action-added/1", "closure_criteria/0", True),
        ("action-added/1", "closure_criteria", False),
        ("action-added/1", "due", False),
        ("decision-recorded/1", "force", False),
    ],
)
def test_words_are_kept_back_one_by_one_and_nothing_else_is(type_: str, path: str, is_words: bool) -> None:  # noqa: FBT001
    body = {"action": "1", "decision": "1", "force": "agreed"}
    raw, _ = entry(17, type_, body=body, words={path: "Words"})

    assert bool([says for _, says in found(raw) if "withholds" in says]) != is_words


@pytest.mark.parametrize(
    ("path", "is_words"),
    [
        ("requirements/0/text", True),
        ("requirements/0/ref", False),
        ("requirements/0", False),
        ("requirements", False),
        ("requirements/text", False),
        ("requirements/0/text/0", False),
        ("@source/0/verbatim", True),
        ("@source/0/document", False),
        ("@source/0/document/verbatim", False),
        ("@clerk", False),
    ],
)
def test_only_the_words_of_a_part_or_a_source_may_be_kept_back(path: str, is_words: bool) -> None:  # noqa: FBT001
    body: dict[str, Any] = {"intervention": "i1", "imposed_by": "office:secretary-of-state", "subject": "body:council"}
    raw, _ = entry(17, "intervention-imposed/1", body=body, words={path: "Words"})

    kept_back = [says for _, says in found(raw) if "withholds" in says]

    assert bool(kept_back) != is_words
