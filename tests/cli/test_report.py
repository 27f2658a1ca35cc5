from pathlib import Path

import pytest

from tests.cli.support import CLERK, TOWER_HAMLETS, run


@pytest.fixture
def minute(tmp_path: Path) -> Path:
    """A ledger of one real minute."""
    ledger = tmp_path / "minute.db"
    run("init", ledger, "--origin", "example.gov.uk/csib")
    run("record", ledger, TOWER_HAMLETS, "--clerk", CLERK)
    return ledger


def test_a_report_is_one_page_that_says_where_it_is_and_for_whom(minute: Path, tmp_path: Path) -> None:
    ran = run("report", minute, tmp_path / "out.html", "--as-of", "2017-06-14")

    assert ran.out.startswith("made 1 page, ")
    assert "for the public, with only the words that bodies adopted and published" in ran.out
    assert ran.out.rstrip().endswith(f"open {tmp_path / 'out.html'}")
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>\n")
    assert "14 June 2017" in page


def test_a_report_for_a_folder_is_an_index_and_its_pages_and_takes_away_those_of_an_earlier_one(
    minute: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    run("report", minute, f"{folder}/")
    first = {held.name for held in folder.iterdir()}
    (folder / "commitment-99.html").write_bytes((folder / "commitment-1.html").read_bytes())

    ran = run("report", minute, folder, "--json")

    assert ran.json["pages"] == sorted(first)
    assert {held.name for held in folder.iterdir()} == first
    assert ran.json["open"] == str(folder / "index.html")
    assert ran.json["bytes"] == sum(held.stat().st_size for held in folder.iterdir())


def test_a_report_replaces_a_report_and_nothing_else(minute: Path, tmp_path: Path) -> None:
    page, folder = tmp_path / "notes.html", tmp_path / "site"
    page.write_text("<p>by hand</p>")
    folder.mkdir()
    (folder / "about.html").write_text("<p>by hand</p>")

    for out in (page, folder):
        ran = run("report", minute, out, code=2)

        assert "holds something that is no report; it was not touched" in ran.err
    assert page.read_text() == (folder / "about.html").read_text() == "<p>by hand</p>"
    assert len(list(folder.iterdir())) == 1
    run("report", minute, tmp_path / "out.html")
    run("report", minute, tmp_path / "out.html")


def test_a_file_that_is_no_page_and_a_folder_that_is_a_file_are_refused_in_words(minute: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")

    named = run("report", minute, tmp_path / "out.docx", code=2)
    taken = run("report", minute, f"{tmp_path}/taken/", code=2)

    assert "expected a page such as report.html, a report.pdf, or a folder such as report/" in named.err
    assert "is no folder; it was not touched" in taken.err


def test_a_report_takes_days_and_meetings_to_compare_with(minute: Path, tmp_path: Path) -> None:
    run("report", minute, tmp_path / "out.html", "--since", "2017-04-07", "--at", "meeting:csib-1")

    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "What changed since 7 April 2017" in page
    assert "12 June 2017: as known then, and as known now" in page


def test_a_day_to_compare_with_that_is_too_late_writes_nothing(minute: Path, tmp_path: Path) -> None:
    ran = run("report", minute, tmp_path / "out.html", "--as-of", "2017-06-14", "--since", "2020-01-01", code=2)

    assert "--since 2020-01-01 is after the day asked about, 2017-06-14" in ran.err
    assert not (tmp_path / "out.html").exists()


def test_a_report_for_officers_says_that_it_is_not_for_publication(minute: Path, tmp_path: Path) -> None:
    ran = run("report", minute, tmp_path / "out.html", "--audience", "full", "--no-script", "--json")

    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert ran.json["audience"] == "full"
    assert "Not for publication" in page
    assert "<script" not in page


def test_a_page_that_opens_slowly_is_said_to_be_better_as_a_folder(
    minute: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("govledger.cli.report.LARGE_BYTES", 1_000)

    ran = run("report", minute, tmp_path / "out.html")

    assert "opens slowly: a folder has one for each commitment, out/" in ran.err


def test_a_report_on_paper_is_a_pdf_that_replaces_one_of_ours_and_nothing_else(minute: Path, tmp_path: Path) -> None:
    paper, taken = tmp_path / "paper.pdf", tmp_path / "taken.pdf"
    taken.write_bytes(b"%PDF-1.7 by hand")

    first, second = run("report", minute, paper), run("report", minute, paper, "--audience", "full", "--json")
    refused = run("report", minute, taken, code=2)

    assert first.out.startswith("made a PDF, ")
    assert second.json["pages"] == ["paper.pdf"]
    assert second.json["bytes"] == paper.stat().st_size
    assert paper.read_bytes().startswith(b"%PDF")
    assert "taken.pdf holds something that is no report; it was not touched" in refused.err
    assert taken.read_bytes() == b"%PDF-1.7 by hand"
