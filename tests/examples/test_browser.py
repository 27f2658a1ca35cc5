"""A clerk's afternoon in a real browser, by keyboard, and every page by rules that nobody here wrote."""

import time
from collections.abc import Iterator

import pytest

from tests.browser import ENTER, TAB, Tab, axe_source, opened
from tests.examples.journeys import new_id
from tests.examples.serving import Served

PAGES = ("/", "/?as_of=2024-06-05", "/action?id=2.11", "/add", "/questions?body=board&on=2025-06-30", "/entries/1466")
TRIES = 5
FORGETS_SECONDS = 1.2
"""After how long a list has forgotten what was typed before."""
LOOKS = [("light", 1280), ("dark", 320)]


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    """A page of a browser that is started once."""
    with opened("the apps of examples/") as found:
        yield found


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core."""
    return axe_source("the apps of examples/")


def write(tab: Tab, field: str, text: str) -> None:
    """Put the keyboard into a field, and type in place of what is there."""
    tab.say(f"document.getElementById({field!r}).focus(); document.getElementById({field!r}).select()")
    tab.type(text)


def choose(tab: Tab, field: str, letters: str) -> None:
    """Choose from a list by typing how it begins, as anybody may; who is too slow for the list begins again."""
    chosen = f"document.getElementById({field!r}).selectedOptions[0].text"
    for _ in range(TRIES):
        tab.say(f"document.getElementById({field!r}).focus()")
        for letter in letters:
            tab.send("Input.dispatchKeyEvent", type="keyDown", key=letter, text=letter)
            tab.send("Input.dispatchKeyEvent", type="keyUp", key=letter)
        if str(tab.say(chosen)).lower().startswith(letters):
            return
        time.sleep(FORGETS_SECONDS)
    pytest.fail(f"{field}: {tab.say(chosen)!r} is chosen, and not what begins with {letters!r}")


def log_in(tab: Tab, served: Served, name: str = "clerk") -> None:
    """Log in."""
    tab.send("Network.clearBrowserCookies")
    tab.go(f"{served.url}/")
    write(tab, "username", name)
    tab.press(*TAB)
    tab.type(served.passwords[name])
    tab.press_and_wait(*ENTER)


def words(tab: Tab) -> str:
    """What the page says."""
    return str(tab.say("document.body.innerText"))


@pytest.mark.parametrize("app", ["fastapi_served", "django_served"])
def test_an_action_is_added_and_reported_green_and_the_question_is_there_for_the_board(
    request: pytest.FixtureRequest, tab: Tab, app: str
) -> None:
    served, action = request.getfixturevalue(app), new_id()
    question = f"action {action} was reported"
    tab.look(width=1280)
    log_in(tab, served)
    tab.go(f"{served.url}/questions?body=board")
    before = words(tab)

    tab.go(f"{served.url}/add")
    write(tab, "add_action-action", action)
    choose(tab, "add_action-plan", "improvement")
    write(tab, "add_action-text", "Audit every threshold decision")
    write(tab, "add_action-due", "by 2030-12-31")
    tab.press_and_wait(*ENTER)
    added = words(tab)
    choose(tab, "report_status-status", "rag/green")
    write(tab, "report_status-happened", "2025-06-20")
    tab.press_and_wait(*ENTER)
    reported = words(tab)
    tab.go(f"{served.url}/questions?body=board")
    asked = words(tab)
    tab.go(f"{served.url}/?as_of=2024-06-05")
    then = words(tab)

    assert f"Action {action}" in added
    assert "Recorded as entry" in added
    assert "rag/green: on track" in reported
    assert question not in before
    assert "What shows this is really done?" in asked
    assert action in asked
    assert "The plan as it was known on 5 June 2024" in then
    assert action not in then


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_axe_finds_nothing_wrong_with_any_page(
    fastapi_served: Served, tab: Tab, axe: str, look: tuple[str, int]
) -> None:
    tab.look(scheme=look[0], width=look[1])
    tab.send("Network.clearBrowserCookies")
    tab.go(f"{fastapi_served.url}/")
    found = {"/login": tab.violations(axe)}
    log_in(tab, fastapi_served)

    for page in PAGES:
        tab.go(f"{fastapi_served.url}{page}")
        found[page] = tab.violations(axe)
    tab.go(f"{fastapi_served.url}/add")
    write(tab, "add_action-due", "31/02/2025")
    tab.press_and_wait(*ENTER)
    found["with what is wrong"] = tab.violations(axe)

    assert "Nothing was recorded" in words(tab)
    assert found == {page: [] for page in ("/login", *PAGES, "with what is wrong")}


def test_nothing_has_to_be_scrolled_sideways_at_320_pixels(fastapi_served: Served, tab: Tab) -> None:
    tab.look(width=320)
    log_in(tab, fastapi_served)
    widths = dict[str, int]()

    for page in PAGES:
        tab.go(f"{fastapi_served.url}{page}")
        widths[page] = tab.say("document.documentElement.scrollWidth")

    assert widths == dict.fromkeys(PAGES, 320)


def test_the_pages_fetch_their_own_style_and_nothing_else(fastapi_served: Served, tab: Tab) -> None:
    log_in(tab, fastapi_served)

    tab.go(f"{fastapi_served.url}/action?id=2.11")

    assert set(tab.complaints) <= {f"asked for {fastapi_served.url}/style.css"}
    assert tab.say("document.styleSheets.length") == 1
    assert tab.say("document.scripts.length") == 0


def test_the_keyboard_comes_to_the_page_first_and_every_field_is_reached_in_order(
    fastapi_served: Served, tab: Tab
) -> None:
    tab.look(width=1280)
    log_in(tab, fastapi_served)
    tab.go(f"{fastapi_served.url}/add")

    tab.press(*TAB)
    first = tab.say("document.activeElement.textContent")
    tab.press(*ENTER)
    reached = list[str]()
    while not reached or reached[-1] != "BUTTON":
        tab.press(*TAB)
        reached.append(tab.say("document.activeElement.name || document.activeElement.tagName"))

    assert first == "Skip to the page"
    fields = ["action", "plan", "text", "leads", "due", "happened", "known_on", "source"]
    assert reached == [*fields, "BUTTON"]
