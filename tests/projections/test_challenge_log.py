"""The challenge log."""

import datetime as dt
from typing import Any

import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.challenge_log import Challenge, ChallengeLog
from tests.projections.saying import AUGUST, JULY, JUNE, MAY, leaving_out
from tests.projections.support import assert_as_of_today_is_now, assert_keyed, assert_no_cut_stops, say

TODAY = dt.date(2017, 8, 31)
MEMBER, DIRECTOR = "office:councillor-a", "office:dcs"


def log(ledger: Ledger, **cut: Any) -> ChallengeLog:
    return ledger.history(**cut).project(ChallengeLog)


def row(ledger: Ledger) -> Challenge:
    return log(ledger).challenges["c1"]


def unanswered(ledger: Ledger) -> list[str]:
    return [found.challenge for found in log(ledger).unanswered(TODAY)]


def reply(disposition: str, **said: Any) -> ev.ChallengeAnswered:
    return ev.ChallengeAnswered(challenge="c1", disposition=disposition, **said)


@pytest.fixture
def challenge(ledger: Ledger) -> Ledger:
    """A ledger in which a councillor asked a question in May."""
    asked = ev.ChallengeRaised(challenge="c1", kind="question", by=[MEMBER], to=[DIRECTOR], text="Who checks?")
    say(ledger, asked, MAY)
    return ledger


def test_no_cut_stops_it(minute: Ledger) -> None:
    assert_no_cut_stops(ChallengeLog, minute)


def test_as_of_today_is_now(minute: Ledger) -> None:
    assert_as_of_today_is_now(ChallengeLog, minute)


def test_a_row_follows_from_the_entries_that_name_it(minute: Ledger) -> None:
    assert_keyed(ChallengeLog, minute, bare={"challenges": "challenge"})


def test_a_challenge_is_open_until_it_is_answered(challenge: Ledger) -> None:
    before = row(challenge).state

    say(challenge, reply("answered", by=[DIRECTOR], created=["office:auditor"]), JUNE)

    assert before == "open"
    assert row(challenge).state == "answered"
    assert row(challenge).created == ["office:auditor"]
    assert unanswered(challenge) == []
    assert [found.challenge for found in log(challenge).by_state("answered")] == ["c1"]


def test_what_is_unanswered_says_who_asked_whom_and_for_how_long(challenge: Ledger) -> None:
    (found,) = log(challenge).unanswered(TODAY)

    assert (found.by, found.to, found.kind) == ((MEMBER,), (DIRECTOR,), "question")
    assert found.days == (TODAY - dt.date.fromisoformat(MAY)).days
    assert not found.late


@pytest.mark.parametrize("disposition", ["deferred", "undertaken"])
def test_an_answer_put_off_or_promised_is_no_answer(challenge: Ledger, disposition: str) -> None:
    say(challenge, reply(disposition, by=[DIRECTOR], due="by 2017-07-01"), JUNE)

    (found,) = log(challenge).unanswered(TODAY)

    assert found.dispositions == (disposition,)
    assert found.late


def test_only_the_asker_can_say_that_an_answer_satisfies(challenge: Ledger) -> None:
    say(challenge, reply("answered", by=[DIRECTOR]), JUNE)
    say(challenge, reply("satisfied", by=[DIRECTOR]), JULY)
    by_another = row(challenge).state

    say(challenge, reply("satisfied"), AUGUST, asserted_by=MEMBER)

    assert by_another == "answered"
    assert row(challenge).state == "satisfied"
    assert row(challenge).dispositions == ["answered", "satisfied", "satisfied"]


def test_satisfaction_known_before_the_question_counts_once_it_is_known_who_asked(ledger: Ledger) -> None:
    say(ledger, ev.ChallengeRaised(challenge="c1", by=[MEMBER]), JUNE)
    say(ledger, reply("satisfied", by=[MEMBER]), MAY)

    assert row(ledger).state == "satisfied"


def test_confidence_alone_is_told_apart_from_an_answer(challenge: Ledger) -> None:
    say(challenge, reply("confidence_only", by=[DIRECTOR]), JUNE)
    alone = [found.challenge for found in log(challenge).confidence_only()]

    say(challenge, reply("answered", by=[DIRECTOR]), JULY)

    assert alone == ["c1"]
    assert log(challenge).confidence_only() == []


def test_an_answer_to_a_repeat_answers_the_question(challenge: Ledger) -> None:
    say(challenge, ev.ChallengeRaised(challenge="c2", repeats="c1", by=[MEMBER]), JUNE)
    say(challenge, ev.ChallengeRaised(challenge="c3", repeats="c2", by=[MEMBER]), JULY)
    before = log(challenge)

    say(challenge, ev.ChallengeAnswered(challenge="c3", disposition="answered"), AUGUST)

    assert before.chain("c2") == ("c1", "c2", "c3")
    assert [found.times for found in before.unanswered(TODAY)] == [3, 3, 3]
    assert unanswered(challenge) == []


def test_a_challenge_that_no_entry_in_the_cut_puts_is_not_called_unanswered(challenge: Ledger) -> None:
    asked = row(challenge).entries[0]
    say(challenge, ev.ChallengeRaised(challenge="c2", repeats="c1"), JUNE)

    known = leaving_out(ChallengeLog, challenge, asked)

    assert [found.challenge for found in known.unanswered(TODAY)] == ["c2"]
    assert known.challenges["c1"].asked is None


def test_a_rival_account_of_an_answer_is_kept_and_is_no_second_answer(challenge: Ledger) -> None:
    first = say(challenge, reply("confidence_only"), JUNE)

    say(challenge, reply("answered"), JUNE, rival_of=f"entry:{first}")

    found = row(challenge)
    assert (found.dispositions, found.disputed) == (["confidence_only"], True)
    assert [each.value for each in found.rivals] == ["answered"]
    assert [each.challenge for each in log(challenge).confidence_only()] == ["c1"]


def test_a_rival_account_of_a_question_does_not_overwrite_it(challenge: Ledger) -> None:
    first = row(challenge).entries[0]

    say(challenge, ev.ChallengeRaised(challenge="c1", kind="concern"), MAY, rival_of=f"entry:{first}")

    assert (row(challenge).kind, row(challenge).disputed) == ("question", True)


def test_a_correction_and_a_retraction_change_what_is_known(challenge: Ledger) -> None:
    answer = say(challenge, reply("answered"), JUNE)
    challenge.correct(answer, reply("confidence_only"), reason="mistyped")
    corrected = row(challenge).dispositions

    challenge.retract(answer, reason="another question's")

    assert corrected == ["confidence_only"]
    assert log(challenge, as_of=JUNE).challenges["c1"].dispositions == ["answered"]
    assert unanswered(challenge) == ["c1"]


def test_a_doubted_disposition_says_so(minutes: Any) -> None:
    answers = log(minutes["west-berkshire-2015"]).challenges["overall-deadline"].answers

    assert [answer.uncertain for answer in answers] == [True]
    assert str(answers[0]).startswith("suggestion by office:councillor-b (entry ")
