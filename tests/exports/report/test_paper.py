"""A report on paper, read by a reader of PDF that is not ours."""

import io
import re
from importlib import import_module
from typing import Any

import pypdf
import pytest

from govledger import Ledger, events as ev
from govledger.errors import CutError, GovledgerError
from govledger.exports.report import Wanted, pdf
from tests.counties.support import LAST, county
from tests.exports.hostile import HOSTILE
from tests.exports.report.reading import covered, day, on, small_plan

WANTED = Wanted(at=day("2025-01-31"), since=day("2025-04-01"))


@pytest.fixture(scope="module")
def northbeck() -> bytes:
    return pdf(county("northbeck").history(as_of=LAST), WANTED)


def words(data: bytes) -> str:
    """All words of a paper, one space between two."""
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages).split())


def as_read(text: str) -> str:
    """Words as they can be told in a PDF, which may break them anywhere and join its letters."""
    return re.sub(r"[\s\u2010\u00ad-]", "", text.replace("ﬁ", "fi").replace("ﬂ", "fl").replace("ﬀ", "ff"))


def test_the_paper_says_what_the_page_says(northbeck: bytes) -> None:
    told = words(northbeck)

    for part in (
        "What to ask about the improvement plan",
        "48 matters are relied on that the record does not support, of 947 checks made",
        "What changed since 1 April 2025",
        "31 January 2025: as known then, and as known now",
        "Put a manager on every front-door shift",
        "Not sealed",
        "Made by Ofsted; accepted on 9 February 2023; stands as acted on.",
        "Still owed (6, 2 of them late)",
        "Offices are named, never persons.",
    ):
        assert as_read(part) in as_read(told), part


def test_it_is_tagged_for_screen_readers_with_headings_a_title_and_a_language(northbeck: bytes) -> None:
    read = pypdf.PdfReader(io.BytesIO(northbeck))
    root: Any = read.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en-GB"
    assert "pdfuaid:part" in str(root["/Metadata"].get_object().get_data()[:4_000])
    assert read.metadata is not None
    assert read.metadata.title == "What to ask about the improvement plan"
    outline = [str(held["/Title"]) for held in read.outline if not isinstance(held, list)]
    assert outline[0] == "Questions to ask"
    assert "The record itself" in outline


def test_every_page_has_a_number_and_says_what_it_is_of(northbeck: bytes) -> None:
    pages = pypdf.PdfReader(io.BytesIO(northbeck)).pages

    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert f"{number} of {len(pages)}" in text
        assert "localhost/main, as of 30 June 2025" in text


def test_equal_histories_give_equal_bytes_dated_on_the_day_asked_about(northbeck: bytes) -> None:
    again = pdf(county("northbeck").history(as_of=LAST), WANTED)

    assert again == northbeck
    about: Any = pypdf.PdfReader(io.BytesIO(northbeck)).trailer["/Info"]
    assert about["/CreationDate"] == "D:20250630000000Z"


def test_nothing_in_it_runs_opens_or_fetches_anything(northbeck: bytes) -> None:
    read = pypdf.PdfReader(io.BytesIO(northbeck))
    root: Any = read.trailer["/Root"]

    assert not {"/OpenAction", "/AA", "/AcroForm", "/Names"} & set(root)
    assert not [note for page in read.pages for note in page.get("/Annots", [])]


def test_text_from_minutes_is_text_whatever_it_says(hostile: Ledger) -> None:
    told = as_read(words(pdf(hostile.history(), Wanted(audience="full"))))

    assert len(pypdf.PdfReader(io.BytesIO(pdf(hostile.history()))).pages) > 1
    for text in (
        '#import"x":*=Aheading*bold*_x_$x^2$@here<label>//gone/*gone*/#panic("run")',
        "<script>alert(1)</script>",
    ):
        assert text in told
    assert "[U+1F600]" in told
    assert "[U+0639]" in told
    assert HOSTILE[0] in told


def test_the_public_reads_adopted_words_only(ledger: Ledger) -> None:
    small_plan(ledger)
    covered(ledger)

    public, full = words(pdf(ledger.history())), words(pdf(ledger.history(), Wanted(audience="full")))

    assert "Visit every child in ten days" in public
    assert "All well" not in public
    assert "Not for publication" not in public
    assert "All well" in full
    assert "Not for publication" in full


def test_a_ledger_without_anything_gives_a_paper_that_says_so(ledger: Ledger) -> None:
    told = as_read(words(pdf(ledger.history())))

    assert as_read("No question arose from 40 rules and 0 checks") in told
    assert as_read("says nothing of how things stand") in told
    assert as_read("No decision is on record.") in told


def test_a_day_to_compare_with_that_is_too_late_is_refused(ledger: Ledger) -> None:
    ledger.record(ev.ActionAdded(action="1", text="A"), **on())

    with pytest.raises(CutError):
        pdf(ledger.history(as_of="2025-03-03"), Wanted(since=day("2030-01-01")))


def test_without_the_extra_it_says_which_to_install(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        if name == "typst":
            raise ImportError(name)
        return import_module(name)

    monkeypatch.setattr("govledger.exports.missing.import_module", missing)

    with pytest.raises(GovledgerError, match=r"a PDF needs the extra `pdf`: pip install 'govledger\[pdf\]'"):
        pdf(ledger.history())


def test_what_typst_cannot_set_is_told_in_a_sentence(hostile: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govledger.exports.report.paper._printed", str)

    with pytest.raises(GovledgerError, match="typst could not set the report: PDF/UA-1 error"):
        pdf(hostile.history())
