"""The public reads adopted wordings and titles, never a name or a narrative; nobody is kept from a rating or a date."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from govledger import events as ev
from govledger.events import CATALOGUE
from govledger.exports import open_export, verify, write_export
from govledger.exports.commitments import as_disclosure
from govledger.exports.leaves import read_leaf
from govledger.exports.public import PUBLIC, PUBLISHED, PublicView
from govledger.ledger import Ledger
from govledger.seal.commitment import open_disclosure
from tests.exports.support import changed, entry
from tests.ledger.support import CLERK
from tests.seal.support import LOG, ORIGIN

NAME = "Josephine Bloggs"
TYPES = tuple(CATALOGUE)
NARRATIVE = {"reason", "was", "now", "only_if", "amendments"}


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """A ledger in memory."""
    with Ledger.create("memory://", origin=ORIGIN, clerk=CLERK) as made:
        yield made


def words_of(ledger: Ledger, folder: Path) -> list[str]:
    """The words that the public reads of a ledger, which is sealed first."""
    ledger.seal(LOG)
    write_export(ledger, folder, audience="public", vkeys=[LOG.verifier.vkey])
    with open_export(folder) as evidence:
        assert verify(evidence, audience="public").ok
        shown = [one for found in evidence.disclosed() for one in found.disclosures]
    return [open_disclosure(_payload(one))[1] for one in shown]


def _payload(disclosure: str) -> bytes:
    return urlsafe_b64decode(disclosure + "=" * (-len(disclosure) % 4))


@pytest.mark.parametrize(("type_", "field"), sorted(PUBLIC))
def test_what_the_public_reads_is_words_and_no_narrative(type_: str, field: str) -> None:
    declared = CATALOGUE.get(type_)

    assert declared is not None
    assert declared.fields[field].shape.holds_texts
    assert field not in NARRATIVE
    assert type_ != "person-named"


@pytest.mark.parametrize("declared", TYPES, ids=lambda declared: declared.name)
def test_a_field_is_public_only_where_the_list_has_it(declared: Any) -> None:
    for field, spec in declared.fields.items():
        path = {"Part": f"{field}/0/text"}.get(spec.shape.notation, f"{field}/0" if spec.many else field)
        body = {"published_on": "2017-06-14"}
        raw, payloads = entry(17, declared.written, body=body, words={path: "Words", "@reason": "R"})
        shown = [PublicView().shows(read_leaf(raw), at, as_disclosure(one)) for at, one in _by_path(payloads)]

        assert shown == [False, (declared.name, field) in PUBLIC]


def _by_path(payloads: list[bytes]) -> list[tuple[str, bytes]]:
    return sorted((open_disclosure(one)[0], one) for one in payloads)


@pytest.mark.parametrize("declared", TYPES, ids=lambda declared: declared.name)
def test_only_words_are_ever_withheld(declared: Any) -> None:
    kept_back = {spec.shape.notation for _, spec in declared.fields.items() if spec.shape.holds_texts}

    assert kept_back <= {"W", "Part"}


def test_a_wording_that_was_corrected_is_a_slip_that_nobody_adopted(ledger: Ledger, tmp_path: Path) -> None:
    (slip,) = ledger.record(ev.ActionAdded(action="1", text=f"{NAME} to audit"))
    ledger.correct(slip.number, ev.ActionAdded(action="1", text="The second slip"), reason="A slip.")
    ledger.correct(slip.number, ev.ActionAdded(action="1", text="The director to audit"), reason="A slip.")

    assert words_of(ledger, tmp_path / "E") == ["The director to audit"]


@pytest.mark.parametrize("visibility", ["exempt", "restricted"])
def test_a_wording_that_turned_out_not_to_be_public_stays_in(visibility: str, ledger: Ledger, tmp_path: Path) -> None:
    (slip,) = ledger.record(ev.ActionAdded(action="1", text="A matter for the closed part"))
    likewise = ev.ActionAdded(action="1", text="Likewise")
    ledger.correct(slip.number, likewise, reason="It was not public.", visibility=visibility)

    assert words_of(ledger, tmp_path / "E") == []


def test_a_wording_that_was_taken_back_stays_in(ledger: Ledger, tmp_path: Path) -> None:
    (slip,) = ledger.record(ev.ActionAdded(action="1", text="Of another council"))
    ledger.retract(slip.number, reason="It is of another council.")

    assert words_of(ledger, tmp_path / "E") == []


def test_a_title_is_public_where_its_document_was_published(ledger: Ledger, tmp_path: Path) -> None:
    ledger.record(
        ev.DocumentLodged(document="letter", title=f"A letter of {NAME}"),
        ev.DocumentLodged(document="draft", title="A draft", published_on="unknown"),
        ev.DocumentLodged(document="report", title="The report of the inspection", published_on="2017-06-14"),
    )

    assert words_of(ledger, tmp_path / "E") == ["The report of the inspection"]


def test_words_committed_to_in_another_place_are_not_public() -> None:
    raw, payloads = entry(17, "action-added/1", body={"action": "1"}, words={"text": NAME})
    elsewhere = changed(raw, _sd_for=["closure_criteria/0"])

    assert not PublicView().shows(read_leaf(elsewhere), "closure_criteria/0", as_disclosure(payloads[0]))


def test_what_has_to_be_published_first_is_of_types_that_are_on_the_list() -> None:
    assert {name for name, _ in PUBLIC} >= PUBLISHED.keys()
