"""The sample lines of the event catalogue build, and record together."""

import json
from typing import Any

import pytest

from govledger import events as ev
from govledger.events import CATALOGUE
from govledger.ledger import Ledger
from govledger.ledger.draft import ENVELOPE, read_envelope
from govledger.ledger.lines import read_lines
from tests.events.support import DATA, written

SAMPLES = (DATA / "samples.jsonl").read_text(encoding="utf-8").splitlines()
COUNCIL = '{"type":"body-established","mode":"presupposed","body":{"body":"council","kind":"council"}}'


@pytest.mark.parametrize("line", SAMPLES)
def test_a_sample_line_builds(line: str) -> None:
    given: dict[str, Any] = json.loads(line)
    declared = CATALOGUE.read_type(given["type"])

    event, faults = CATALOGUE.build(declared, given["body"])
    _, envelope_faults = read_envelope({name: given.get(name) for name in ENVELOPE}, declared)

    lone = {name for name, held in given["body"].items() if declared.fields[name].many and not isinstance(held, list)}
    assert [*faults, *envelope_faults] == []
    assert written(declared, event) == {**given["body"], **{name: [given["body"][name]] for name in lone}}


def test_the_sample_lines_record_together_once_the_council_is_known() -> None:
    with Ledger.open("memory://", clerk="office:clerk") as ledger:
        recorded = ledger.record_drafts(read_lines([COUNCIL, *SAMPLES]).drafts)

        assert len(recorded) == len(SAMPLES) + 1
        submission = next(entry.event for entry in recorded if type(entry.event) is ev.ObligationCreated)
        assert submission.due
        assert submission.due.latest.isoformat() == "2017-07-20"
