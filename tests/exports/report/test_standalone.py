import base64
import re
from hashlib import sha256

import pytest

from govledger import Ledger, events as ev
from govledger.errors import GovledgerError
from govledger.exports.report import INDEX, Wanted, pages, report, templating
from tests.counties.support import LAST, county
from tests.exports.report.reading import (
    Read,
    day,
    leads_nowhere,
    on,
    page_of,
    small_plan,
)


def test_the_policy_forbids_all_but_the_pages_own_style_and_its_script_by_hash(northbeck: Read) -> None:
    allowed = dict(part.partition(" ")[::2] for part in northbeck.policy.split("; "))

    assert allowed.pop("default-src") == "'none'"
    assert allowed.pop("base-uri") == allowed.pop("form-action") == "'none'"
    for name in ("style", "script"):
        digest = base64.b64encode(sha256(northbeck.blocks[name].encode()).digest()).decode()
        assert allowed.pop(f"{name}-src") == f"'sha256-{digest}'"
    assert not allowed


def test_nothing_is_fetched_and_nothing_but_the_policy_speaks_of_style_or_script(northbeck: Read) -> None:
    fetching = {"src", "srcset", "data", "action", "poster", "style", "ping"}

    for tag, held in northbeck.elements:
        assert tag not in {"img", "iframe", "object", "embed", "link", "form", "base"}
        assert not fetching & held.keys()
        assert not [name for name in held if name.startswith("on")]
    assert not re.search(r"url\(|@import|https?:", northbeck.blocks["style"] + northbeck.blocks["script"])
    assert all(href.startswith("#") for href in northbeck.hrefs)


def test_without_the_script_nothing_is_missing_but_the_slider(ledger: Ledger) -> None:
    small_plan(ledger)
    ledger.record(ev.MeetingHeld(meeting="board-1", body="board"), **on("2024-12-09"))

    with_it, without = page_of(ledger), page_of(ledger, script=False)

    assert not without.tags("script")
    assert "script-src" not in without.policy
    assert not without.tags("input")
    slider = "The plan as it had been reported by"
    assert without.words == " ".join(with_it.words.replace(slider, "").split())


def test_equal_histories_and_wishes_give_equal_bytes(ledger: Ledger) -> None:
    small_plan(ledger)
    wanted = Wanted(at=day("2024-12-31"), since=day("2024-12-31"))

    assert report(ledger.history(), wanted) == report(ledger.history(), wanted)


def test_every_link_leads_somewhere_and_no_two_places_have_one_name() -> None:
    history = county("northbeck").history(as_of=LAST)

    for is_split in (False, True):
        made = report(history, Wanted(is_split=is_split, since=day("2025-04-01"), at=day("2025-01-31")))

        assert list(leads_nowhere(made)) == []
        for page in map(Read, made.values()):
            assert len(page.ids) == len(set(page.ids))


def test_a_split_report_has_an_index_and_a_page_for_each_commitment_named_by_count() -> None:
    made = report(county("northbeck").history(as_of=LAST), Wanted(is_split=True))

    kinds = {re.sub(r"\d+", "N", name) for name in made}
    assert kinds == {
        "index.html",
        "commitment-N.html",
        "recommendations.html",
        "decisions.html",
        "record.html",
        "entries-N.html",
    }
    assert "commitment-16.html" in made
    index = Read(made[INDEX])
    assert {"commitment-1.html", "record.html"} <= set(index.hrefs)
    assert "Questions to ask" in index.words


def test_a_large_page_lists_the_entries_that_it_names_and_says_of_how_many(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_plan(ledger)
    monkeypatch.setattr(pages, "LISTED_MAX", 3)

    page = page_of(ledger)

    assert re.search(r"The \d+ entries that this page names, of 9", page.words)
    assert [href for href in page.hrefs if href.startswith("#e") and href[1:] not in page.ids] == []


def test_without_the_extra_it_says_what_to_install(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    templating.environment.cache_clear()
    for package in ("jinja2", "markupsafe"):
        monkeypatch.setitem(__import__("sys").modules, package, None)

    with pytest.raises(GovledgerError, match=r"pip install 'govledger\[report\]'"):
        report(ledger.history())
