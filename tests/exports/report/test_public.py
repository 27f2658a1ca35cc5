import pytest

from govledger import Ledger, events as ev
from tests.exports.report.reading import (
    DAY,
    HOSTILE,
    covered,
    on,
    page_of,
    small_plan,
)

# Whom it is for ------------------------------------------------------------------------------------------------------


def test_the_public_reads_only_words_that_a_body_adopted_and_published(ledger: Ledger) -> None:
    small_plan(ledger)
    covered(ledger)

    public, full = page_of(ledger), page_of(ledger, audience="full")

    assert "Visit every child in ten days" in public.words
    assert "Children are seen" in public.words
    assert "All well" not in public.words
    assert "WITHHELD" in public.words
    assert "Not for publication" not in public.words
    assert "All well" in full.words
    assert "Not for publication" in full.words


def test_what_withheld_means_is_said_before_the_first_of_it(ledger: Ledger) -> None:
    small_plan(ledger)
    covered(ledger)

    public, full = page_of(ledger), page_of(ledger, audience="full")

    assert "; all others stand as WITHHELD." in public.words[: public.words.index("WITHHELD") + len("WITHHELD.")]
    assert "WITHHELD" not in full.words


def test_words_of_a_restricted_entry_or_a_replaced_version_are_not_for_the_public(ledger: Ledger) -> None:
    ledger.record(ev.ActionAdded(action="1", text="Kept among members"), visibility="exempt", **on())
    (made,) = ledger.record(ev.ActionAdded(action="2", text="A name slipped in"), **on())
    ledger.correct(made.number, ev.ActionAdded(action="2", text="As adopted"), reason="A name was in it")

    page, then = page_of(ledger), page_of(ledger.history(as_of=DAY))

    for read in (page, then):
        assert "Kept among members" not in read.words
        assert "A name slipped in" not in read.words
        assert "A name was in it" not in read.words
    assert "As adopted" in page.words
    assert "A name slipped in" in page_of(ledger.history(as_of=DAY), audience="full").words


def test_words_that_were_erased_stand_as_erased_for_everybody(ledger: Ledger) -> None:
    (made,) = ledger.record(ev.ActionAdded(action="1", text="Somebody's story"), **on())
    ledger.erase([made.number], reason="a request", by=["office:data-protection"])

    page = page_of(ledger, audience="full")

    assert "Somebody's story" not in page.words
    assert "ERASED" in page.words


@pytest.mark.parametrize("audience", ["public", "full"])
def test_a_person_is_never_named_nor_called_by_an_id(ledger: Ledger, audience: str) -> None:
    small_plan(ledger)
    covered(ledger)
    ledger.record(
        ev.PersonNamed(person="person:p7", name="Robin Sample"),
        ev.AppointmentMade(appointment="chair", who="person:p7", body="board", role="chair"),
        ev.ActionAdded(action="9", text="Something", leads=["person:p7", "person:q9"]),
        **on(),
    )

    page = page_of(ledger, audience=audience)

    assert "Robin Sample" not in page.words
    assert "person p7" not in page.words
    assert "person:" not in page.words
    assert "q9" not in page.words
    assert "Led by the chair of the Improvement Board and a person" in page.words


# Text is text --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", ["public", "full"])
def test_text_from_minutes_is_text_whatever_it_says(ledger: Ledger, audience: str) -> None:
    plain = page_of(ledger, audience=audience)
    small_plan(ledger, text=HOSTILE)
    small = Ledger.open("memory://", clerk="office:clerk")
    small_plan(small)

    page, like = page_of(ledger, audience=audience), page_of(small, audience=audience)

    assert [name for name, _ in page.elements] == [name for name, _ in like.elements]
    assert HOSTILE.replace("\u202e", r"\u202e") in page.words
    assert "\u202e" not in page.words
    assert page.blocks == plain.blocks


def test_hostile_words_where_words_are_ids_labels_sources_and_origins_stay_text_too() -> None:
    with Ledger.create("memory://", origin="example.gov.uk/a&b", clerk="office:clerk") as ledger:
        ledger.record(
            ev.ActionAdded(action="1", text="Something"),
            ev.StatusReported(subject="action:1", status="<b>'green\""),
            happened=DAY,
            known_on=DAY,
            source=ev.Source("minutes", "<script>alert(1)</script>"),
        )

        page = page_of(ledger)

    assert len(page.tags("script")) == 1
    assert "example.gov.uk/a&b" in page.words
    assert "<b>'green\"" in page.words
    assert "<script>alert(1)</script>" in page.words


def test_a_long_text_is_folded_away_and_whole(ledger: Ledger) -> None:
    words = " ".join(f"word{number}" for number in range(1_300))
    small_plan(ledger, text=words)

    page = page_of(ledger)

    assert len(words) > 10_000
    assert f"All of it, {len(words):,} characters “{words}”" in page.words
