"""Whose voice has been heard, and who is missing."""

import datetime as dt
from typing import Any

import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.voice_coverage import VoiceCoverage
from tests.projections.support import (
    assert_as_of_today_is_now,
    assert_keyed,
    assert_no_cut_stops,
    minute_ledger,
    say,
)

FAMILIES = "group:families"
DECEMBER = dt.date(2017, 12, 31)


def voices(ledger: Ledger, **cut: Any) -> VoiceCoverage:
    return ledger.history(**cut).project(VoiceCoverage)


def hear(ledger: Ledger, name: str = "survey", *, day: str = "2017-06-14", **said: Any) -> int:
    envelope = {key: said.pop(key) for key in ("rival_of", "happened") if key in said}
    event = ev.EvidenceRecorded(**{"evidence": name, "kind": "feedback", "voice": [FAMILIES], **said})
    return say(ledger, event, day, **envelope)


def omit(ledger: Ledger, name: str = "families", *, day: str = "2017-07-14", **said: Any) -> int:
    envelope = {key: said.pop(key) for key in ("rival_of", "happened") if key in said}
    event = ev.ChallengeRaised(
        **{"challenge": name, "kind": "omission", "about": [FAMILIES, "area:front-door"], **said}
    )
    return say(ledger, event, day, **envelope)


def missing(ledger: Ledger, today: dt.date = DECEMBER, **said: Any) -> list[str]:
    return [row.voice for row in voices(ledger).missing(today, **said)]


# Heard ----------------------------------------------------------------------------------------------------------------


def test_a_voice_was_last_heard_when_its_feedback_was_collected(ledger: Ledger) -> None:
    number = hear(ledger, collected="2017-05")

    row = voices(ledger).voices[FAMILIES]

    assert (row.last_heard, row.heard, row.entries) == (dt.date(2017, 5, 31), 1, [number])


def test_feedback_whose_collection_is_not_dated_was_collected_by_the_day_it_was_known(ledger: Ledger) -> None:
    hear(ledger, collected="unknown | over the summer")

    assert voices(ledger).voices[FAMILIES].last_heard == dt.date(2017, 6, 14)


def test_later_feedback_makes_a_voice_heard_later_and_earlier_feedback_does_not_undo_that(ledger: Ledger) -> None:
    hear(ledger, "b", day="2017-06-14")
    hear(ledger, "c", day="2017-09-14", collected="2017-01")

    row = voices(ledger).voices[FAMILIES]

    assert (row.last_heard, row.heard, row.feedback) == (dt.date(2017, 6, 14), 2, ["b", "c"])


def test_feedback_nobody_is_named_for_is_kept_apart(ledger: Ledger) -> None:
    number = hear(ledger, voice=None)

    assert voices(ledger).unattributed == {"evidence:survey": number}
    assert voices(ledger).voices == {}


def test_other_evidence_is_nobody_s_voice(ledger: Ledger) -> None:
    hear(ledger, kind="audit")

    assert voices(ledger).voices == {}


def test_other_challenges_say_nothing_of_a_voice(ledger: Ledger) -> None:
    omit(ledger, kind="concern")

    assert voices(ledger).voices == {}
    assert voices(ledger).omissions == {}


# Missing --------------------------------------------------------------------------------------------------------------


def test_a_voice_said_to_be_left_out_is_missing_at_once(ledger: Ledger) -> None:
    number = omit(ledger)

    (row,) = voices(ledger).missing(dt.date(2017, 7, 14))

    assert (row.voice, row.last_heard, row.omissions) == (FAMILIES, None, ("families",))
    assert (row.because, row.entries) == ("said to be left out, and not heard since", (number,))


def test_an_area_has_no_voice(ledger: Ledger) -> None:
    omit(ledger)

    assert list(voices(ledger).voices) == [FAMILIES]


def test_feedback_since_the_challenge_meets_it(ledger: Ledger) -> None:
    omit(ledger)
    hear(ledger, day="2017-09-14")

    assert missing(ledger) == []


def test_feedback_from_before_the_challenge_does_not_meet_it(ledger: Ledger) -> None:
    hear(ledger)
    omit(ledger)

    assert missing(ledger, dt.date(2017, 7, 14)) == [FAMILIES]


def test_feedback_collected_before_and_entered_after_does_not_meet_it(ledger: Ledger) -> None:
    omit(ledger)
    hear(ledger, day="2017-09-14", collected="2017-05")

    assert missing(ledger, dt.date(2017, 9, 14)) == [FAMILIES]


def test_only_the_asker_settles_an_omission(ledger: Ledger) -> None:
    omit(ledger)
    say(ledger, ev.ChallengeAnswered(challenge="families", disposition="accepted"), "2017-07-14")
    answered = missing(ledger)
    say(ledger, ev.ChallengeAnswered(challenge="families", disposition="satisfied"), "2017-09-14")

    assert (answered, missing(ledger)) == ([FAMILIES], [])


def test_satisfaction_dated_more_closely_than_the_question_counts(ledger: Ledger) -> None:
    omit(ledger, day="2017-07-31", happened="2017-07")
    say(ledger, ev.ChallengeAnswered(challenge="families", disposition="satisfied"), "2017-07-20")

    assert missing(ledger) == []


def test_a_voice_not_heard_for_six_months_is_missing(ledger: Ledger) -> None:
    hear(ledger)

    assert missing(ledger, dt.date(2017, 12, 14)) == []
    assert missing(ledger, dt.date(2017, 12, 15)) == [FAMILIES]


def test_how_long_is_too_long_may_be_said(ledger: Ledger) -> None:
    hear(ledger)

    (row,) = voices(ledger).missing(dt.date(2017, 10, 14), months=3)

    assert (row.because, row.omissions) == ("not heard for 3 months", ())


def test_a_voice_nobody_named_is_not_known_to_be_missing(ledger: Ledger) -> None:
    assert missing(ledger) == []


# Rivals, corrections --------------------------------------------------------------------------------------------------


def test_a_second_account_of_the_same_feedback_is_not_a_second_hearing(ledger: Ledger) -> None:
    first = hear(ledger)
    hear(ledger, day="2017-09-14", voice=[FAMILIES, "group:schools"], rival_of=f"entry:{first}")

    heard = voices(ledger).voices

    assert (heard[FAMILIES].heard, heard[FAMILIES].last_heard) == (1, dt.date(2017, 6, 14))
    assert [row.disputed for row in heard.values()] == [True, True]
    assert heard["group:schools"].last_heard is None


def test_a_second_account_of_an_omission_or_its_answer_dates_and_settles_nothing(ledger: Ledger) -> None:
    first = omit(ledger)
    omit(ledger, day="2017-10-14", about=[FAMILIES, "group:schools"], rival_of=f"entry:{first}")
    answered = say(ledger, ev.ChallengeAnswered(challenge="families", disposition="deferred"), "2017-11-01")
    satisfied = ev.ChallengeAnswered(challenge="families", disposition="satisfied")
    say(ledger, satisfied, "2017-11-01", rival_of=f"entry:{answered}")

    held = voices(ledger)

    assert held.omissions["challenge:families"].raised_on == dt.date(2017, 7, 14)
    assert held.voices[FAMILIES].disputed
    assert missing(ledger) == [FAMILIES, "group:schools"]


def test_an_omission_known_only_from_a_rival_account_is_met_by_anything_heard(ledger: Ledger) -> None:
    first = omit(ledger)
    omit(ledger, rival_of=f"entry:{first}")
    ledger.retract(first, reason="not said there")
    silent = missing(ledger)
    hear(ledger)

    assert (silent, missing(ledger, dt.date(2017, 7, 14))) == ([FAMILIES], [])


def test_corrected_feedback_is_heard_as_corrected_and_retracted_feedback_not_at_all(ledger: Ledger) -> None:
    number = hear(ledger)
    schools = ev.EvidenceRecorded(evidence="survey", kind="feedback", voice=["group:schools"])

    ledger.correct(number, schools, reason="another group")
    corrected = list(voices(ledger).voices)
    ledger.retract(number, reason="never held")

    assert (corrected, voices(ledger).voices) == (["group:schools"], {})


# The minutes ----------------------------------------------------------------------------------------------------------


def test_the_third_sector_was_left_out_and_asked_for() -> None:
    with minute_ledger("herefordshire-2021") as ledger:
        rows = voices(ledger).missing(dt.date(2021, 12, 31))

    assert [(row.voice, row.omissions) for row in rows] == [("group:third-sector", ("third-sector",))]


def test_a_consultation_not_yet_collated_was_heard_all_the_same() -> None:
    with minute_ledger("gloucestershire-2022-05-26") as ledger:
        heard = voices(ledger).voices

    assert [(row.voice, row.last_heard) for row in heard.values()] == [
        ("group:board-members", dt.date(2022, 5, 26)),
    ]


@pytest.mark.parametrize("name", ["west-berkshire-2015", "worcestershire-2017", "tower-hamlets-2017-06-14"])
def test_the_other_minutes_record_no_feedback(name: str) -> None:
    with minute_ledger(name) as ledger:
        assert voices(ledger).voices == {}


def test_as_of_today_equals_now(minute: Ledger) -> None:
    assert_as_of_today_is_now(VoiceCoverage, minute)


def test_no_cut_stops_it(minute: Ledger) -> None:
    assert_no_cut_stops(VoiceCoverage, minute)


def test_a_row_follows_from_the_entries_that_name_it(minute: Ledger) -> None:
    assert_keyed(VoiceCoverage, minute)
