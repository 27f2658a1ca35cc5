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


@pytest.mark.parametrize("type_", ["council-app/1", "status-reported/2", "status-reported/x"])
def test_what_a_type_that_is_not_known_has_to_say_is_not_judged(type_: str) -> None:
    raw, _ = entry(17, type_, body={})

    assert found(raw) == []


@pytest.mark.parametrize(
    ("path", "is_words"),
    [
        ("requirements/0/text", True),
        ("requirements/0/ref", False),
        ("requirements/0", True),
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
