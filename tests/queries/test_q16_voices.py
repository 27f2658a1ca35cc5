"""Query 16: whose voice has been heard, when last, and who is missing?"""

import datetime as dt
from collections.abc import Mapping

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.coverage_map import CoverageMap
from govledger.projections.voice_coverage import VoiceCoverage
from tests.projections.saying import AS_OF
from tests.projections.support import MINUTES, minute_ledger, say

HEREFORDSHIRE, GLOUCESTERSHIRE = "herefordshire-2021", "gloucestershire-2022-05-26"


def voices(ledger: Ledger) -> VoiceCoverage:
    return ledger.history().project(VoiceCoverage)


def missing(ledger: Ledger, today: dt.date) -> set[str]:
    return {found.voice for found in voices(ledger).missing(today)}


def test_one_consultation_was_heard_in_five_minutes(minutes: Mapping[str, Ledger]) -> None:
    heard = {
        (name, row.voice): row.last_heard
        for name in MINUTES
        for row in voices(minutes[name]).voices.values()
        if row.heard
    }

    assert heard == {(GLOUCESTERSHIRE, "group:board-members"): AS_OF[GLOUCESTERSHIRE]}


def test_one_group_was_said_to_be_left_out_and_is_missing(minutes: Mapping[str, Ledger]) -> None:
    found = {(name, voice) for name in MINUTES for voice in missing(minutes[name], AS_OF[name])}

    assert found == {(HEREFORDSHIRE, "group:third-sector")}


def test_that_nobody_else_was_heard_is_not_known_because_no_minute_holds_evidence_in_full(
    minutes: Mapping[str, Ledger],
) -> None:
    for name in MINUTES:
        (gap,) = minutes[name].history().project(CoverageMap).gaps("evidence", on=AS_OF[name])
        assert gap == f"nobody has declared that this ledger holds all evidence on {AS_OF[name].isoformat()}"


def test_feedback_that_was_only_called_for_is_nobody_s_voice(minutes: Mapping[str, Ledger]) -> None:
    ledger = minutes["tower-hamlets-2017-06-14"]
    wanted = [entry for entry in ledger.history() if getattr(entry.event, "kind", None) == "feedback"]

    assert [type(entry.event) for entry in wanted] == [ev.ObligationCreated]
    assert voices(ledger).voices == {}


def test_one_note_from_the_group_left_out_ends_the_silence_until_it_is_half_a_year_old() -> None:
    with minute_ledger(HEREFORDSHIRE) as ledger:
        note = ev.EvidenceRecorded(
            evidence="forum-note", kind="feedback", voice=["group:third-sector"], collected="2022-01-20"
        )
        say(ledger, note, "2022-02-01")

        assert missing(ledger, dt.date(2022, 7, 20)) == set()
        assert missing(ledger, dt.date(2022, 7, 21)) == {"group:third-sector"}
