"""A data package: accepted by Frictionless, read by a plain reader of CSV, and guarded against spreadsheets."""

import csv
import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from frictionless import Package, system

from govledger import Ledger
from govledger.exports.datapackage import DESCRIPTOR, GUARD, package_of, zipped
from govledger.exports.tabular import Book, book_of
from govledger.exports.tabular.model import RISKY
from tests.exports.hostile import HOSTILE


def laid_out(files: dict[str, bytes], folder: Path) -> Path:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder / DESCRIPTOR


def found_by_frictionless(descriptor: Path) -> list[Any]:
    """What Frictionless finds amiss in a package: its files, their types, keys and links."""
    with system.use_context(trusted=True):
        report = Package(str(descriptor)).validate()
    held: list[Any] = report.flatten(["type", "title", "note"])
    return held


def texts(data: bytes, column: str) -> list[str]:
    return [row[column] for row in csv.DictReader(StringIO(data.decode(), newline=""))]


def test_frictionless_accepts_the_whole_package(book: Book, tmp_path: Path) -> None:
    descriptor = laid_out(package_of(book), tmp_path)

    assert found_by_frictionless(descriptor) == []


def test_frictionless_would_find_a_key_twice_and_a_link_to_nothing(book: Book, tmp_path: Path) -> None:
    files = package_of(book)
    head, first, *rest = files["actions.csv"].split(b"\r\n")
    files["actions.csv"] = b"\r\n".join([head, first, first.replace(b'"commitment:1"', b'"commitment:no"'), *rest])
    descriptor = laid_out(files, tmp_path)

    kinds = {held[0] for held in found_by_frictionless(descriptor)}

    assert {"primary-key", "foreign-key"} <= kinds


def test_a_plain_reader_finds_every_row_and_no_value_where_nothing_was_said(book: Book) -> None:
    files = package_of(book)

    for table in book.tables:
        read = list(csv.reader(StringIO(files[f"{table.name}.csv"].decode(), newline="")))
        assert read[0] == [column.name for column in table.columns]
        assert len(read) == len(table.rows) + 1
        for row, held in zip(read[1:], table.rows, strict=True):
            assert [not value for value in row] == [value is None for value in held]


def test_every_line_ends_as_rfc_4180_has_it_and_every_value_is_in_quotation_marks(book: Book) -> None:
    data = package_of(book)["actions.csv"]

    assert data.endswith(b'"\r\n')
    assert data.count(b"\r\n") == data.count(b"\n") == len(book.table("actions").rows) + 1
    assert all(line.startswith(b'"') and line.endswith(b'"') for line in data.split(b"\r\n") if line)


def test_no_text_begins_as_a_formula_does_and_taking_the_guard_away_gives_back_what_was_recorded(
    hostile: Ledger, tmp_path: Path
) -> None:
    book = book_of(hostile.history(), audience="full")
    guarded, plain = package_of(book), package_of(book, guarded=False)

    for name, data in guarded.items():
        if name != DESCRIPTOR:
            cells = [cell for row in csv.reader(StringIO(data.decode(), newline="")) for cell in row]
            assert not [cell for cell in cells if cell.startswith(tuple(set(RISKY) - {GUARD}))]
    back = [text.removeprefix(GUARD) for text in texts(guarded["actions.csv"], "words")]
    assert back == texts(plain["actions.csv"], "words") == book.table("actions").column("words")
    assert len(back) == len(HOSTILE)
    assert found_by_frictionless(laid_out(guarded, tmp_path)) == []


@pytest.mark.parametrize(("guarded", "said"), [(True, "'"), (False, "")])
def test_the_package_says_whether_texts_are_guarded_and_what_it_is_of(book: Book, guarded: Any, said: str) -> None:
    held = json.loads(package_of(book, guarded=guarded)[DESCRIPTOR])

    assert held["govledger:guard"] == said
    assert (held["govledger:audience"], held["govledger:today"]) == ("public", "2025-06-30")
    assert "48 of 947 checks" in held["description"]
    actions = next(one for one in held["resources"] if one["name"] == "actions")
    moved = next(one for one in actions["schema"]["fields"] if one["name"] == "times_moved")
    assert moved["govledger:unit"] == "moves"
    assert moved["govledger:events"] == ["deadline-changed"]


def test_equal_tables_give_equal_bytes_as_files_and_as_a_zip(book: Book) -> None:
    first, second = package_of(book), package_of(book)

    assert first == second
    assert zipped(first) == zipped(second)
    with ZipFile(BytesIO(zipped(first))) as held:
        assert held.namelist() == list(first)
        assert held.testzip() is None
