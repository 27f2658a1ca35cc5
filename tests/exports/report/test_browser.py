"""The page in a real browser, light and dark, wide and narrow, by rules of accessibility that nobody here wrote."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from govledger import Ledger, events as ev
from govledger.exports.report import INDEX, Wanted, report
from tests.browser import ENTER, LEFT, TAB, Tab, axe_source, opened
from tests.counties.support import county
from tests.exports.report.reading import HOSTILE, covered, day, on, small_plan

OPEN_ALL = "document.querySelectorAll('details:not(.entries)').forEach((one) => { one.open = true; });"


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    """A page of a browser that is started once."""
    with opened("the report") as found:
        yield found


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core."""
    return axe_source("the report")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first nine months of Northbeck, with every section there is."""
    wanted = Wanted(at=day("2023-06-30"), since=day("2023-06-30"))
    path = tmp_path_factory.mktemp("page") / "northbeck.html"
    path.write_bytes(report(county("northbeck").history(as_of="2023-09-30"), wanted)[INDEX])
    return path


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page whose every text is hostile, long or withheld, and whose things stand in every state."""
    path = tmp_path_factory.mktemp("page") / "hostile.html"
    with Ledger.open("memory://", clerk="office:clerk") as ledger:
        small_plan(ledger, text=f"{HOSTILE} {'long ' * 2_000}{'x' * 900}")
        covered(ledger)
        meanings = [one for one in ev.Meaning if one is not ev.Meaning.UNKNOWN]
        ledger.record(
            ev.StatusSchemeDefined(scheme="all", states=[ev.State(label=f"L{one}", meaning=one) for one in meanings]),
            *(ev.ActionAdded(action=f"3.{number}", text=HOSTILE) for number in range(len(meanings))),
            *(
                ev.StatusReported(subject=f"action:3.{number}", status=f"all/L{meaning}", text=HOSTILE)
                for number, meaning in enumerate(meanings)
            ),
            ev.RecommendationMade(recommendation="r1", by=["org:ofsted"], text=HOSTILE),
            ev.DecisionRecorded(decision="d1", body="board", force="noted", text=HOSTILE),
            **on("2024-12-02", HOSTILE.replace("\u202e", "")),
        )
        path.write_bytes(report(ledger.history(), Wanted(audience="full"))[INDEX])
    return path


@pytest.mark.parametrize("look", [("light", 1280), ("dark", 1280), ("light", 320), ("dark", 320)])
@pytest.mark.parametrize("which", ["page", "hostile"])
def test_axe_finds_nothing_wrong(
    request: pytest.FixtureRequest, tab: Tab, axe: str, which: str, look: tuple[str, int]
) -> None:
    tab.look(scheme=look[0], width=look[1])
    tab.open(request.getfixturevalue(which))
    tab.say(f"{OPEN_ALL} 0")

    found = tab.violations(axe)

    assert found == []


@pytest.mark.parametrize("which", ["page", "hostile"])
def test_the_browser_fetches_nothing_refuses_nothing_and_runs_nothing_that_is_not_ours(
    request: pytest.FixtureRequest, tab: Tab, which: str
) -> None:
    tab.look(width=1280)

    tab.open(request.getfixturevalue(which))

    assert tab.say("document.scripts.length") == 1
    assert tab.say("document.images.length") == 0
    assert tab.complaints == []


@pytest.mark.parametrize("which", ["page", "hostile"])
def test_nothing_has_to_be_scrolled_sideways_at_320_pixels(
    request: pytest.FixtureRequest, tab: Tab, which: str
) -> None:
    tab.look(width=320)

    tab.open(request.getfixturevalue(which))
    tab.say(f"{OPEN_ALL} 0")

    assert tab.say("document.documentElement.scrollWidth") == 320


def test_the_keyboard_goes_to_the_report_first_and_shows_where_it_is(tab: Tab, page: Path) -> None:
    tab.look(width=1280)
    tab.open(page)

    tab.press(*TAB)

    assert tab.say("document.activeElement.textContent") == "Skip to the report"
    assert tab.say("document.activeElement.getBoundingClientRect().left") > 0
    assert tab.say("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_the_slider_goes_over_the_days_of_meetings_by_keyboard_and_says_how_the_plan_had_been_reported(
    tab: Tab, page: Path
) -> None:
    tab.look(width=1280)
    tab.open(page)
    before = tab.say("document.getElementById('day-counts').textContent")

    tab.say("document.getElementById('day').focus()")
    for _ in range(3):
        tab.press(*LEFT)

    assert re.match(r"Of \d+ actions: \d+ ", before)
    assert tab.say("document.getElementById('day-counts').textContent") != before
    assert tab.say("document.getElementById('day').getAttribute('aria-valuetext')").startswith(
        tab.say("document.getElementById('day-said').textContent").partition(" (")[0]
    )
    assert tab.say("[...document.querySelectorAll('.actions .then')].every((one) => !one.hidden)")


def test_an_entry_that_is_cited_is_shown_when_its_link_is_followed_though_the_list_is_closed(
    tab: Tab, page: Path
) -> None:
    tab.look(width=1280)
    tab.open(page)

    tab.say("document.querySelector('.cited a').focus()")
    tab.press(*ENTER)
    tab.say("new Promise((done) => setTimeout(done, 300))")

    assert tab.say("document.querySelector('details.entries').open")
    assert tab.say("document.querySelector(':target').textContent").startswith(
        tab.say("document.querySelector('.cited a').textContent").removeprefix("Entry ")
    )


def test_it_can_be_printed_with_what_is_folded_away_and_without_the_slider(
    tab: Tab, page: Path, tmp_path: Path
) -> None:
    tab.look(width=1280, media="print")
    tab.open(page)

    shown = tab.say("getComputedStyle(document.querySelector('.slider')).display")
    folded = tab.say("getComputedStyle(document.querySelector('.key'), '::details-content').contentVisibility")
    tab.print(tmp_path / "page.pdf")

    assert shown == "none"
    assert folded == "visible"
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF-")
