"""Both sides of every contradiction are kept, and linked where both lie in one ledger."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from tests.minutes.support import OWN_DOCUMENT, Line, Minute, Shape, conditions, listed, load, meets, minute, minute_of

CONTRADICTIONS: list[Shape] = load("contradictions")
ABOUT_THE_RECORD = {"AccountsDiffer", "LinkNoted"}

every_minute = pytest.mark.parametrize("name", list(OWN_DOCUMENT))


def side_lines(side: Shape, within: Minute) -> list[Line]:
    """Return the lines that speak for one side; a line that notes the contradiction speaks for none."""
    return [
        line
        for line in within.citing(side["locators"])
        if line.type not in ABOUT_THE_RECORD
        and line.type in side.get("types", [line.type])
        and meets(line, conditions(side, line.type))
    ]


def links(within: Minute) -> Iterator[tuple[Line, list[Line]]]:
    """Yield each line that links accounts, with the accounts it links."""
    for line in within.lines:
        if line.type == "AccountsDiffer":
            yield line, [found for name in listed(line.body.get("between")) for found in within.resolve(name)]
        elif rival := line.envelope.get("rival_of"):
            yield line, [line, *within.resolve(rival)]


def joins(accounts: Sequence[Line], sides: Sequence[Sequence[Line]]) -> bool:
    """Whether two different lines among ``accounts`` speak for two different sides."""
    present = [[line.number for line in side if line in accounts] for side in sides]
    return any(
        len({*first, *second}) > 1 and first and second
        for place, first in enumerate(present)
        for second in present[place + 1 :]
    )


def faults(contradiction: Shape, ledgers: Mapping[str, Minute]) -> list[str]:
    """Return what the ledgers lack of what one contradiction asks, in sentences."""
    sides = [side_lines(side, ledgers[side["minute"]]) for side in contradiction["sides"]]
    found = [
        f"nothing kept at {s['locators']}" for s, kept in zip(contradiction["sides"], sides, strict=True) if not kept
    ]
    found += forbidden(contradiction, ledgers)
    if contradiction["linked"]:
        found += unlinked(contradiction, sides, ledgers[contradiction["minute"][0]])
    if "differ" in contradiction:
        found += agreeing(contradiction["differ"], sides)
    if "only_if_lodged" in contradiction:
        found += linked_to_nothing(sides[0], ledgers[contradiction["minute"][0]])
    return found


def forbidden(contradiction: Shape, ledgers: Mapping[str, Minute]) -> list[str]:
    return [
        f"line {line.number} is a {line.type}"
        for side in contradiction["sides"]
        for line in ledgers[side["minute"]].citing(side["locators"])
        if line.type in side.get("forbids", [])
    ]


def unlinked(contradiction: Shape, sides: Sequence[Sequence[Line]], within: Minute) -> list[str]:
    standing = contradiction.get("standing")
    linking = [note for note, accounts in links(within) if joins(accounts, sides)]
    if standing is not None:
        linking = [note for note in linking if note.body.get("standing") == standing]
    return [] if linking else [f"no link names two sides{f' as {standing}' if standing else ''}"]


def agreeing(field: str, sides: Sequence[Sequence[Line]]) -> list[str]:
    first, second = ({line.body[field] for line in side if field in line.body} for side in sides)
    return [] if first and second and not first & second else [f"the sides do not differ in {field}"]


def linked_to_nothing(side: Sequence[Line], within: Minute) -> list[str]:
    """A link from this side is sound only where the ledger lodged a document other than the minute itself."""
    lodged = {line.body["document"] for line in within.lines if line.type == "DocumentLodged"} - {within.document}
    linking = [note.number for note, accounts in links(within) if set(side) & set(accounts)]
    return [] if lodged else [f"line {number} links to what is not lodged" for number in linking]


# The minutes.


@pytest.mark.parametrize("contradiction", CONTRADICTIONS, ids=[found["id"] for found in CONTRADICTIONS])
def test_both_sides_of_a_contradiction_are_kept_and_linked_where_one_ledger_holds_them(contradiction: Shape) -> None:
    ledgers = {name: minute(name) for name in contradiction["minute"]}

    lacking = faults(contradiction, ledgers)

    assert lacking == []


@every_minute
def test_every_account_that_is_said_to_differ_stands_for_a_line(name: str) -> None:
    read = minute(name)
    between = [(line.number, reference) for line in read.lines for reference in listed(line.body.get("between"))]

    dangling = [(number, reference) for number, reference in between if not read.resolve(reference)]

    assert dangling == []


@every_minute
def test_every_rival_repeats_a_line(name: str) -> None:
    read = minute(name)
    rivals = [(line.number, line.envelope["rival_of"]) for line in read.lines if "rival_of" in line.envelope]

    dangling = [(number, reference) for number, reference in rivals if not read.resolve(reference)]

    assert dangling == []


# The table itself.


def test_there_are_23_contradictions_and_four_of_them_need_no_link() -> None:
    unlinked_ids = {found["id"] for found in CONTRADICTIONS if not found["linked"]}

    assert [found["id"] for found in CONTRADICTIONS] == [f"K{number:02}" for number in range(1, 24)]
    assert unlinked_ids == {"K08", "K10", "K11", "K13"}


def test_a_link_is_asked_for_only_between_sides_in_one_ledger() -> None:
    across = [found["id"] for found in CONTRADICTIONS if found["linked"] and len(found["minute"]) > 1]
    one_sided = [found["id"] for found in CONTRADICTIONS if found["linked"] and len(found["sides"]) < 2]

    assert across == []
    assert one_sided == []


# The checker, held against a minute of four lines, so that it is known to fail where it should.


def said(locator: str, key: str, /, **body: Any) -> dict[str, Any]:
    return {"type": "statement-made", "source": f"m#{locator}", "key": key, "body": body}


def differ(*between: str, standing: str = "suggested") -> dict[str, Any]:
    return {
        "type": "accounts-differ",
        "source": ["m#1", "m#2"],
        "body": {"between": list(between), "standing": standing},
    }


PLAN = {"type": "plan-versioned", "source": "m#2", "body": {"plan": "p"}}
KEPT = [said("1", "one", position="A"), said("1", "again", position="A"), said("2", "two", position="B"), PLAN]
TWO_SIDES: dict[str, Any] = {
    "id": "K00",
    "minute": ["m"],
    "linked": True,
    "sides": [{"minute": "m", "locators": ["1"]}, {"minute": "m", "locators": ["2"]}],
}


def asked(kept: Sequence[Shape], **rest: Any) -> list[str]:
    return faults({**TWO_SIDES, **rest}, {"m": minute_of("m", kept)})


@pytest.mark.parametrize(
    "between", [("key:one", "key:two"), ("key:one", "plan:p"), ("key:again", "key:one", "key:two")]
)
def test_the_checker_passes_two_sides_that_are_kept_and_linked(between: Sequence[str]) -> None:
    assert asked([*KEPT, differ(*between)], differ="position") == []


def test_the_checker_passes_two_sides_of_which_one_is_the_rival_of_the_other() -> None:
    rival = {**said("2", "three"), "rival_of": "key:one"}

    assert asked([*KEPT, rival]) == []


@pytest.mark.parametrize(
    "between", [("key:one",), ("key:one", "key:again"), ("key:one", "key:gone"), ("plan:p", "key:two")]
)
def test_the_checker_fails_a_link_that_does_not_reach_from_side_to_side(between: Sequence[str]) -> None:
    assert asked([*KEPT, differ(*between)]) == ["no link names two sides"]


def test_the_checker_fails_a_line_that_is_linked_to_itself() -> None:
    both = {**said("1", "both"), "source": ["m#1", "m#2"]}

    assert asked([both, differ("key:both")]) == ["no link names two sides"]


def test_the_checker_does_not_take_the_link_for_a_side() -> None:
    assert asked([KEPT[0], differ("key:one")]) == ["nothing kept at ['2']", "no link names two sides"]


def test_the_checker_asks_for_the_standing_of_a_link() -> None:
    linked = [*KEPT, differ("key:one", "key:two", standing="confirmed")]

    assert asked(linked, standing="confirmed") == []
    assert asked(linked, standing="suggested") == ["no link names two sides as suggested"]


def test_the_checker_fails_sides_that_say_the_same() -> None:
    same = [said("1", "one", position="A"), said("2", "two", position="A"), differ("key:one", "key:two")]

    assert asked(same, differ="position") == ["the sides do not differ in position"]


def test_the_checker_fails_a_side_that_holds_what_it_must_not() -> None:
    sides = [TWO_SIDES["sides"][0], {**TWO_SIDES["sides"][1], "forbids": ["PlanVersioned"]}]

    assert asked([*KEPT, differ("key:one", "key:two")], sides=sides) == ["line 4 is a PlanVersioned"]


def test_the_checker_lets_an_outside_account_be_linked_only_when_it_is_lodged() -> None:
    linked = [*KEPT, differ("key:one", "key:two")]
    lodged = {"type": "document-lodged", "source": "m#2", "body": {"document": "letter"}}

    assert asked(linked, only_if_lodged=True) == ["line 5 links to what is not lodged"]
    assert asked([*linked, lodged], only_if_lodged=True) == []
    assert asked(KEPT, linked=False, only_if_lodged=True) == []


def test_a_part_stands_for_the_line_that_introduces_its_owner() -> None:
    notice = {
        "type": "intervention-imposed",
        "source": "m#1",
        "body": {"intervention": "notice", "requirements": [{"ref": "a"}]},
    }
    read = minute_of("m", [notice])

    assert [line.number for line in read.resolve("part:notice/a")] == [1]
    assert [line.number for line in read.resolve("part:intervention:notice/a")] == [1]
    assert read.resolve("part:notice/b") == []
