"""Every row of the five tables of mechanisms is recorded, and recorded as the row says."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from tests.minutes.support import (
    OWN_DOCUMENT,
    Minute,
    Shape,
    camel_case,
    candidates,
    citation,
    conditions,
    holds,
    kebab_case,
    listed,
    load,
    minute,
    minute_of,
    row_faults,
)

ROWS: list[Shape] = load("rows")
CATALOGUE: list[Shape] = load("catalogue")
PROVENANCE = {"happened", "known_on", "source", "asserted_by", "mode", "form", "uncertain", "visibility", "rival_of"}
ENVELOPE = {"type", "body", "key"} | PROVENANCE
LEFT_TO_THE_LEDGER = {"clerk", "number", "recorded_at", "leaf_hash"}

every_row = pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
every_minute = pytest.mark.parametrize("name", list(OWN_DOCUMENT))


# The minutes.


@every_row
def test_a_row_of_the_tables_is_recorded_as_it_says(row: Shape) -> None:
    faults = row_faults(row, minute(row["minute"]))

    assert faults == []


@every_minute
def test_no_row_lacks_events_but_those_that_say_nothing_was_recorded(name: str) -> None:
    asking = [row for row in ROWS if row["minute"] == name and row["requires"]]

    silent = [row["id"] for row in asking if not minute(name).citing(row["locators"])]

    assert silent == []


@every_minute
def test_every_line_states_when_it_could_first_be_known(name: str) -> None:
    stated = [line.envelope["known_on"] for line in minute(name).lines]

    assert [day for day in stated if dt.date.fromisoformat(day).isoformat() != day] == []
    assert stated


@every_minute
def test_no_line_says_who_enters_it_or_what_the_ledger_will_give_it(name: str) -> None:
    said = [(line.number, LEFT_TO_THE_LEDGER & line.envelope.keys()) for line in minute(name).lines]

    assert [(number, fields) for number, fields in said if fields] == []


@every_minute
def test_every_line_was_read_in_the_minute_or_in_a_document_that_the_minute_names(name: str) -> None:
    read = minute(name)
    named = {read.document, *documents_named(read)}

    astray = [line.number for line in read.lines if {cited.document for cited in line.citations} - named]
    unread = [line.number for line in read.lines if not line.citations or not all(c.locator for c in line.citations)]

    assert astray == []
    assert unread == []


@every_minute
def test_every_line_uses_only_types_and_fields_of_the_catalogue(name: str) -> None:
    known = {declared["type"]: {field["name"] for field in declared["fields"]} for declared in CATALOGUE}

    foreign = {
        line.number: sorted((line.body.keys() - known.get(line.type, set())) | (line.envelope.keys() - ENVELOPE))
        for line in minute(name).lines
        if line.type not in known or line.body.keys() - known[line.type] or line.envelope.keys() - ENVELOPE
    }

    assert foreign == {}


def documents_named(read: Minute) -> list[str]:
    return [name for line in read.lines for field in ("document", "documents") for name in listed(line.body.get(field))]


# The table itself.


def test_the_tables_have_112_rows() -> None:
    per_code = {code: sum(row["code"] == code for row in ROWS) for code in "GHWRT"}

    assert per_code == {"G": 19, "H": 26, "W": 17, "R": 14, "T": 36}
    assert len({row["id"] for row in ROWS}) == 112


def test_a_row_asks_for_events_or_forbids_them() -> None:
    idle = [row["id"] for row in ROWS if not row["requires"] and not row["forbids"]]

    assert idle == []


def test_a_row_asks_only_for_fields_that_the_catalogue_gives_the_type() -> None:
    known = {declared["type"]: {field["name"] for field in declared["fields"]} for declared in CATALOGUE}
    asked = [
        (type_name, name)
        for row in ROWS
        for requirement in row["requires"]
        for type_name in requirement["any_of"]
        for name in conditions(requirement, type_name)
    ]

    unknown = [(type_name, name) for type_name, name in asked if name not in known[type_name] and name[0] != "@"]

    assert unknown == []


def test_every_type_of_the_catalogue_has_one_written_name() -> None:
    names = [declared["type"] for declared in CATALOGUE]

    assert [camel_case(f"{kebab_case(name)}/1") for name in names] == names


# The checker, held against a minute of three lines, so that it is known to fail where it should.


def line(written: str, locator: str, /, key: str | None = None, **body: Any) -> dict[str, Any]:
    return {"type": written, "known_on": "2020-01-01", "source": f"m#{locator}", "key": key, "body": body}


def asking(*requires: Shape, forbids: Sequence[str] = (), where: Sequence[Shape] = ()) -> Shape:
    return {"locators": ["1"], "requires": requires, "forbids": forbids, "where": where}


def needs(*types: str, at_least: int = 1, having: Shape | None = None, **rest: Any) -> Shape:
    return {"any_of": types, "at_least": at_least, "with": having or {}, **rest}


SMALL = minute_of(
    "m",
    [
        line("challenge-raised/1", "1", challenge="c1", kind="trust", about=["area:it", "area:money"]),
        line("challenge-raised", "1", challenge="c2", kind="risk"),
        line("challenge-answered", "2", challenge="c2", disposition="declined", due="unspecified | in due course"),
    ],
)


@pytest.mark.parametrize(
    "row",
    [
        asking(needs("ChallengeRaised", at_least=2)),
        asking(needs("FindingMade", "ChallengeRaised", with_for={"FindingMade": {"polarity": "weakness"}})),
        asking(needs("ChallengeRaised", having={"kind": "trust", "about": "area:it"})),
        asking(needs("ChallengeRaised", having={"kind": "trust"}), needs("ChallengeRaised")),
        asking(needs("ChallengeRaised", never=["ChallengeAnswered"])),
        asking(forbids=["ChallengeAnswered"]),
        asking(where=[{"never": "ChallengeAnswered", "of": "challenge:c1"}]),
        asking(where=[{"every": "ChallengeAnswered", "with": {"disposition": "declined"}}]),
    ],
)
def test_the_checker_passes_a_row_that_is_recorded(row: Shape) -> None:
    assert row_faults(row, SMALL) == []


@pytest.mark.parametrize(
    "row",
    [
        asking(needs("FindingMade")),
        asking(needs("ChallengeAnswered")),
        asking(needs("ChallengeRaised", at_least=3)),
        asking(needs("ChallengeRaised", having={"kind": "omission"})),
        asking(needs("ChallengeRaised", having={"kind": "trust", "about": None})),
        asking(*[needs("ChallengeRaised", having={"kind": "trust"})] * 2),
        asking(needs("ChallengeRaised", having={"kind": "risk"}, never=["ChallengeAnswered"])),
        asking(forbids=["ChallengeRaised"]),
        asking(where=[{"never": "ChallengeAnswered", "of": "challenge:c2"}]),
        asking(where=[{"every": "ChallengeAnswered", "with": {"disposition": "accepted"}}]),
        asking(where=[{"every": "ChallengeRaised", "with": {"@mode": "reported"}}]),
    ],
)
def test_the_checker_fails_a_row_that_is_not(row: Shape) -> None:
    assert row_faults(row, SMALL) != []


def test_the_checker_reads_a_locator_only_of_the_minute_itself() -> None:
    elsewhere = Minute("another", SMALL.lines)

    assert len(row_faults(asking(needs("ChallengeRaised")), elsewhere)) == 1


def test_events_are_shared_between_requirements_so_that_every_one_has_its_own() -> None:
    """The wide requirement comes first and must leave the only trust to the narrow one."""
    wide, narrow = needs("ChallengeRaised"), needs("ChallengeRaised", having={"kind": "trust"})

    assert [seen.number for seen in candidates(wide, SMALL.lines, SMALL)] == [1, 2]
    assert row_faults(asking(wide, narrow), SMALL) == []


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (None, None),
        ([], None),
        ("yes", "yes"),
        (["a", "b"], "b"),
        ("unspecified | in due course", "unspecified"),
        ("within 2 years | two-year time frame", "within 2 years | two-year time frame"),
        ({"how": "unanimous", "for": 9}, "unanimous"),
        ("rag/amber", {"matches": "(^|/)amber$"}),
        (["a", "b", "c"], {"count": 3}),
        (None, {"one_of": [None, "none"]}),
        ("none", {"one_of": [None, "none"]}),
        (["x"], {"present": True}),
        ([{"label": "amber", "meaning": "complete_embedding", "rank": 2}], {"contains": {"label": "amber"}}),
    ],
)
def test_a_value_is_what_a_condition_asks_for(found: object, expected: object) -> None:
    assert holds(found, expected)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ("none", None),
        (None, "yes"),
        ("no", "yes"),
        ("within 2 years", "within 2 years | two-year time frame"),
        ("rag/amberish", {"matches": "(^|/)amber$"}),
        (["a", "b"], {"count": 3}),
        ("org:x", {"one_of": [None, "none"]}),
        (None, {"present": True}),
        ([], {"present": True}),
        ([{"label": "amber"}], {"contains": {"label": "amber", "meaning": "complete_embedding"}}),
        (None, {"matches": ""}),
    ],
)
def test_a_value_is_not_what_a_condition_asks_for(found: object, expected: object) -> None:
    assert not holds(found, expected)


def test_a_condition_in_a_word_nobody_knows_is_a_mistake_and_not_a_pass() -> None:
    with pytest.raises(KeyError, match="resembles"):
        holds("x", {"resembles": "y"})


def test_a_source_is_read_in_both_its_forms() -> None:
    short, long = citation("m#rec a"), citation({"document": "m", "locator": "rec a", "verbatim": "her agreed"})

    assert (short.document, short.locator, short.verbatim) == ("m", "rec a", None)
    assert (long.document, long.locator, long.verbatim) == ("m", "rec a", "her agreed")
