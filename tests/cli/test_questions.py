from pathlib import Path

import pytest

from tests.cli.support import DAYS, a_ledger, a_minute, jsonl, line, run

WORCESTERSHIRE, WEST_BERKSHIRE = "worcestershire-2017", "west-berkshire-2015"


def on(day: str, type_: str, /, **body: object) -> dict[str, object]:
    return line(type_, **body) | {"happened": day, "known_on": day}


def ask(ledger: Path, body: str, day: str, *options: str, width: int = 80) -> str:
    return run("questions", ledger, "--body", body, "--as-of", day, *options, width=width).out


@pytest.mark.parametrize(("name", "body"), [(WORCESTERSHIRE, "hwb"), (WEST_BERKSHIRE, "osmc")])
@pytest.mark.parametrize("width", [60, 80, 200])
def test_nothing_is_wider_than_eighty_columns(tmp_path: Path, name: str, body: str, width: int) -> None:
    told = ask(a_minute(tmp_path, name), body, DAYS[name], width=width)

    assert max(map(len, told.splitlines())) <= min(width, 80)


def test_a_question_is_put_with_what_the_record_shows_where_and_what_would_clear_it(tmp_path: Path) -> None:
    told = " ".join(ask(a_minute(tmp_path, WORCESTERSHIRE), "hwb", DAYS[WORCESTERSHIRE]).split())

    assert "We asked; what was the answer? (medium; UNANSWERED_CHALLENGE, challenge:board-actions)" in told
    assert "Challenge board-actions, put by 3 May 2017, was answered with confidence alone." in told
    assert "hwb-2017#b5, 10 February 2017 to 3 May 2017 (known 3 May 2017): challenge raised, “Should the Board" in told
    assert "On record as put before you: all of this, on 3 May 2017." in told
    assert "What would clear it: an answer in substance" in told


def test_what_the_body_asked_before_stands_with_its_answers(tmp_path: Path) -> None:
    told = ask(a_minute(tmp_path, WEST_BERKSHIRE), "osmc", DAYS[WEST_BERKSHIRE])
    asked = " ".join(told.partition("WHAT YOU ASKED BEFORE (4)")[2].split())

    assert "concern (review-postponed) by councillor A: “Disappointed that the review had been postponed”" in asked
    assert "put off by councillor B: “Postponed to consider" in asked
    assert "as the clerk reads it" in asked
    assert "No answer in substance is on record." in asked


def test_a_challenge_without_a_word_of_answer_says_for_how_long(tmp_path: Path) -> None:
    ledger = a_ledger(
        tmp_path,
        on("2017-01-01", "body-established", body="b", name="The Board"),
        on("2017-01-01", "challenge-raised", challenge="c", by=["body:b"], about=["body:b"]),
    )

    told = ask(ledger, "b", "2017-01-31")

    assert told.startswith("Questions for The Board on 31 January 2017\n")
    assert "- 1 January 2017, challenge by The Board about The Board\n" in told
    assert "No answer is on record, 30 days later." in told


def test_without_questions_it_says_what_that_rests_on(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path, on("2017-01-01", "body-established", body="b"))

    told = ask(ledger, "body:b", "2017-01-31")

    assert "No question; 0 more are for other bodies." in told
    assert "WHAT YOU ASKED BEFORE" not in told
    assert "No alarms from" in told.partition("WHAT THIS RESTS ON")[2]


def test_what_was_not_told_is_said_as_far_as_the_record_goes(tmp_path: Path) -> None:
    scheme = {"scheme": "rag", "states": [{"label": "green", "meaning": "on_track"}]}
    lines = [
        on("2017-01-01", "body-established", body="b"),
        on("2017-01-01", "plan-versioned", plan="p", overseen_by=["b"]),
        on("2017-01-01", "status-scheme-defined", **scheme),
        on("2017-01-01", "action-added", action="1", plan="p", text="Audit"),
        on("2017-01-02", "status-reported", subject="action:1", status="rag/green", evidence="none"),
    ]
    cover = on("2017-01-01", "coverage-declared", what=["told"], since="2017-01-01")

    silent = ask(a_ledger(tmp_path, *lines, name="silent"), "b", "2017-01-31")
    covered = ask(a_ledger(tmp_path, *lines, cover, name="covered"), "b", "2017-01-31")

    unshown = "Nothing on record shows that this was put before you; "
    assert f"{unshown}what you were told may be kept elsewhere." in " ".join(silent.split())
    assert f"{unshown}the record is declared to hold all that you are told." in " ".join(covered.split())


def test_what_was_told_in_part_says_which_and_when(tmp_path: Path) -> None:
    challenged = on("2017-01-01", "challenge-raised", challenge="c", by=["office:member-a"], about=["body:b"])
    answered = on("2017-01-10", "challenge-answered", challenge="c", disposition="confidence_only", by=["office:dcs"])
    lines = [
        on("2017-01-01", "body-established", body="b"),
        challenged | {"key": "asked"},
        on("2017-01-02", "meeting-held", meeting="m", body="b"),
        on("2017-01-02", "agenda-item-considered", agenda_item="m/1", meeting="m", put_before=["key:asked"]),
        answered,
    ]

    told = " ".join(ask(a_ledger(tmp_path, *lines), "b", "2017-01-31").split())

    assert "challenge raised; put before you on 2 January 2017" in told
    assert "challenge answered; not shown to have been put before you" in told
    assert "On record as put before you: 1 of these 2 entries, on 2 January 2017; what you were told may" in told


MEASURED = (
    on("2017-01-01", "body-established", body="b", name="Improvement Board"),
    on("2017-01-01", "plan-versioned", plan="p", overseen_by=["b"]),
    on("2017-01-01", "commitment-made", commitment="c", plan="p", text="Fewer delays"),
    on("2017-01-01", "measure-defined", measure="m", direction="higher", target="95 %"),
    on("2017-01-01", "action-added", action="1", commitment="c", measures=["m"], text="Audit"),
    on("2017-01-02", "measure-observed", measure="m", value="90 %", said="met", by=["office:dcs"]),
    on("2017-01-02", "challenge-raised", challenge="x", kind="trust", by=["body:b"], about=["commitment:c"]),
)


def test_an_entry_without_words_is_told_by_what_it_is_about_and_what_it_holds(tmp_path: Path) -> None:
    told = " ".join(ask(a_ledger(tmp_path, *MEASURED), "b", "2017-01-31").split())

    assert "Questions for the Improvement Board on 31 January 2017" in told
    assert "2 January 2017: measure observed, m, 90 %, met" in told


def test_a_challenge_that_a_question_names_stands_below_under_that_name(tmp_path: Path) -> None:
    told = " ".join(ask(a_ledger(tmp_path, *MEASURED), "b", "2017-01-31").split())

    assert "You asked about commitment c before: x, below." in told
    assert "- 2 January 2017, concern about trust (x) by the Improvement Board about commitment c" in told


# The same, asked of several ------------------------------------------------------------------------------------------

SCHEME = on("2017-01-01", "status-scheme-defined", scheme="rag", states=[{"label": "green", "meaning": "on_track"}])
OVERSEEN = (
    on("2017-01-01", "body-established", body="b"),
    on("2017-01-01", "plan-versioned", plan="p", overseen_by=["b"]),
    SCHEME,
)


def green(action: str, day: str) -> tuple[dict[str, object], ...]:
    return (
        on("2017-01-01", "action-added", action=action, plan="p", leads=["office:dcs"], due="2018-01-01"),
        on(day, "status-reported", subject=f"action:{action}", status="rag/green", evidence="none"),
    )


def question(told: str, rule: str) -> str:
    """What is said under one question, without its line ends."""
    [part] = [one for one in told.split("\n\n") if rule in one.replace("\n", " ")][:1]
    rest = told[told.index(part) :]
    ends = [rest.find(f"\n{number}. ") for number in range(2, 9) if f"\n{number}. " in rest]
    return " ".join(rest[: min([*ends, rest.index("WHAT THIS")])].split())


def test_what_the_record_shows_alike_of_several_is_said_once_and_each_entry_cited(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path, *OVERSEEN, *green("1.1", "2017-01-10"), *green("1.10", "2017-01-10"))

    said = question(ask(ledger, "b", "2017-01-31"), "GREEN_WITHOUT_EVIDENCE")

    assert said.startswith("1. What shows this is really done? (high; GREEN_WITHOUT_EVIDENCE, asked of 2)")
    assert "Of action 1.1 and action 1.10, each: it has been said to go well since 10 January 2017; " in said
    assert "Action 1.1: - entry 6" in said
    assert "Action 1.10: - entry 8" in said
    assert said.count("What would clear it: ") == said.count("Nothing on record shows that any of this was put") == 1


def test_what_it_shows_of_each_otherwise_is_said_of_each_under_one_question(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path, *OVERSEEN, *green("1", "2017-01-10"), *green("2", "2017-01-11"))

    told = ask(ledger, "b", "2017-01-31")
    said = question(told, "GREEN_WITHOUT_EVIDENCE")

    assert "\n1 question about 2 things; 0 more are for other bodies.\n" in told
    assert "Action 1 has been said to go well since 10 January 2017; " in said
    assert "Action 2 has been said to go well since 11 January 2017; " in said
    assert said.count("What would clear it: ") == 1


def test_a_question_asked_in_hindsight_says_so_and_why(tmp_path: Path) -> None:
    found = on("2017-01-20", "finding-made", finding="f", about=["action:1"], polarity="weakness", by=["org:ofsted"])
    ledger = a_ledger(tmp_path, *OVERSEEN, *green("1", "2017-01-10"), found)

    said = question(ask(ledger, "b", "2017-01-31"), "FINDING_CONTRADICTS_STATUS")

    assert "(critical, in hindsight; FINDING_CONTRADICTS_STATUS, action:1)" in said
    assert "In hindsight: what was relied on came before what is held against it could be known." in said


def test_the_same_question_put_again_and_again_is_said_once_with_its_first_and_its_last_day(tmp_path: Path) -> None:
    days = ("2017-01-01", "2017-02-01", "2017-03-01", "2017-04-01", "2017-05-01")
    asked = [
        entry
        for number, day in enumerate(days)
        for entry in (
            on(day, "challenge-raised", challenge=f"c{number}", kind="question", by=["body:b"], text="Is it better?"),
            on(
                day, "challenge-answered", challenge=f"c{number}", disposition="answered", by=["office:dcs"], text="Yes"
            ),
        )
    ]
    other = on("2017-05-01", "challenge-raised", challenge="d", kind="question", by=["body:b"], text="How much?")
    unanswered = [*asked[:-1], on("2017-05-02", "challenge-raised", challenge="e", kind="concern", by=["body:b"])]

    told = ask(a_ledger(tmp_path, *OVERSEEN, *asked, other), "b", "2017-05-31")
    fewer = ask(a_ledger(tmp_path, *OVERSEEN, *unanswered, name="fewer"), "b", "2017-05-31")
    said, less = " ".join(told.split()), " ".join(fewer.split())

    assert "WHAT YOU ASKED BEFORE (6) - 1 May 2017, question by the B: “How much?” No answer is on record, 30" in said
    assert "- first 1 January 2017, last 1 May 2017, question put 5 times by the B: “Is it better?” first 1" in said
    assert "first 1 January 2017, last 1 May 2017, 5 times answered by the DCS: “Yes”" in said
    assert "first 1 January 2017, last 1 April 2017, 4 times answered by the DCS: “Yes”" in less
    assert "No answer to that of 1 May 2017 is on record, 30 days later." in less


def test_what_was_asked_twice_on_a_day_is_said_with_that_day(tmp_path: Path) -> None:
    asked = [
        on("2017-01-01", "challenge-raised", challenge=name, kind="question", by=["body:b"], text="Is it better?")
        for name in ("c", "d")
    ]

    told = ask(a_ledger(tmp_path, *OVERSEEN, *asked), "b", "2017-01-31")

    assert "- 1 January 2017, question put twice by the B: “Is it better?”" in told
    assert told.count("No answer to that of 1 January 2017 is on record, 30 days later.") == 2


def test_what_waits_for_an_answer_stands_before_what_was_answered(tmp_path: Path) -> None:
    asked = [
        on("2017-01-01", "challenge-raised", challenge="old", kind="question", by=["body:b"], text="How much?"),
        on("2017-01-02", "challenge-raised", challenge="new", kind="question", by=["body:b"], text="How many?"),
        on("2017-01-02", "challenge-answered", challenge="new", disposition="answered", by=["office:dcs"]),
    ]

    told = ask(a_ledger(tmp_path, *OVERSEEN, *asked), "b", "2017-01-31").partition("WHAT YOU ASKED BEFORE")[2]

    assert told.index("How much?") < told.index("How many?")


def test_questions_that_nobody_may_read_are_not_taken_for_the_same(tmp_path: Path) -> None:
    asked = [
        on(f"2017-01-0{day}", "challenge-raised", challenge=f"c{day}", kind="question", by=["body:b"], about=["plan:p"])
        for day in (1, 2)
    ]

    told = ask(a_ledger(tmp_path, *OVERSEEN, *asked), "b", "2017-01-31")

    assert told.count("question by the B about plan p") == 2


def test_without_a_body_it_says_which_there_are(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path, *OVERSEEN)

    missing = run("questions", ledger, code=2).err
    strange = run("questions", ledger, "--body", "zzzzzzzzzzzzzz", code=2).err

    assert "which body is to meet? give --body; it names b\n" in missing
    assert "--body: found 'zzzzzzzzzzzzzz', expected a body that this ledger names; it names b\n" in strange


def test_an_origin_is_said_as_it_is_written(tmp_path: Path) -> None:
    origin = "example.gov.uk/plan-2017-06-14"
    run("init", tmp_path / "L", "--origin", origin)
    run("record", tmp_path / "L", "-", "--clerk", "office:clerk", given=jsonl(*OVERSEEN))

    assert f"{origin}, as it stood on 31 January 2017" in ask(tmp_path / "L", "b", "2017-01-31")


def test_of_more_than_three_days_the_first_and_the_last_are_named(tmp_path: Path) -> None:
    scheme = {"scheme": "rag", "states": [{"label": "green", "meaning": "on_track"}]}
    lines = [
        on("2017-01-01", "body-established", body="b"),
        on("2017-01-01", "status-scheme-defined", **scheme),
        on("2017-01-01", "action-added", action="1", text="Audit"),
        *(
            entry
            for number, day in enumerate(("2017-01-10", "2017-01-20", "2017-01-30", "2017-02-10"))
            for entry in (
                on(day, "status-reported", subject="action:1", status="rag/green", evidence="none"),
                on(day, "meeting-held", meeting=f"m{number}", body="b"),
                on(day, "agenda-item-considered", agenda_item=f"m{number}/1", meeting=f"m{number}", about=["action:1"]),
            )
        ),
    ]

    told = " ".join(ask(a_ledger(tmp_path, *lines), "b", "2017-02-28").split())

    assert "between 10 January 2017 and 10 February 2017" in told


def test_as_json_it_holds_the_questions_the_cut_and_the_ledger(tmp_path: Path) -> None:
    held = run("questions", a_minute(tmp_path, WORCESTERSHIRE), "--body", "hwb", "--as-of", "2017-05-03", "--json").json

    assert held["ledger"]["name"] == "main"
    assert held["cut"] == {"happened_by": "2017-05-03", "known_by": "2017-05-03"}
    assert held["body"] == "body:hwb"
    assert {"board-actions"} <= {one["challenge"] for one in held["asked"]}
    assert all(question["cited"] for question in held["questions"])


def test_a_body_that_the_ledger_does_not_name_is_refused_with_the_nearest(tmp_path: Path) -> None:
    ran = run("questions", a_minute(tmp_path, WORCESTERSHIRE), "--body", "hbw", code=2)

    assert "hwb" in ran.err
