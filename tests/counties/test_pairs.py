"""A near miss differs from its specimen by at most three events; the files are what the script tells."""

import inspect
from collections import Counter
from pathlib import Path
from typing import Any

import attrs
import pytest

from examples.counties.__main__ import main
from examples.counties.county import County
from examples.counties.every_pair import PAIRS
from govledger.events import Text
from govledger.ledger.draft import Draft
from tests.counties.support import EXAMPLES

CLOSEST, FURTHEST = 1, 3


def told(rule: str, *, near: bool) -> Counter[str]:
    """Return the events of one side of a pair, both under the id of the specimen, without their withheld texts."""
    county = County("Anywhere")
    before = len(county.drafts)
    PAIRS[rule].tell(county, PAIRS[rule].specimen.partition(":")[2], near)
    return Counter(said(draft) for draft in county.drafts[before:])


def said(draft: Draft) -> str:
    """Return what a draft says, but for its texts."""
    return repr(without_texts(attrs.asdict(draft, recurse=False)) | without_texts(attrs.asdict(draft.event)))


def without_texts(held: dict[str, Any]) -> dict[str, Any]:
    """Return fields without those that hold withheld text, alone or among others."""
    return {
        name: value
        for name, value in held.items()
        if name != "event"
        and not isinstance(value, Text)
        and not (isinstance(value, tuple) and any(isinstance(one, Text) for one in value))
    }


@pytest.mark.parametrize("rule", PAIRS)
def test_a_near_miss_is_at_most_three_events_away(rule: str) -> None:
    specimen, near_miss = told(rule, near=False), told(rule, near=True)

    apart = max((specimen - near_miss).total(), (near_miss - specimen).total())

    assert CLOSEST <= apart <= FURTHEST


@pytest.mark.parametrize("rule", PAIRS)
def test_a_pair_says_what_its_story_is(rule: str) -> None:
    assert inspect.getdoc(PAIRS[rule].tell)


def test_the_files_are_what_the_script_tells(tmp_path: Path) -> None:
    main(tmp_path)

    for name in ("northbeck.jsonl", "southmere.jsonl", "northbeck.md"):
        assert (tmp_path / name).read_bytes() == (EXAMPLES / name).read_bytes(), (
            f"run python -m examples.counties: {name}"
        )
