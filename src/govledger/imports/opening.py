"""Opening a file: what it is by its bytes, whatever it is called, and the reader for that."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Final

import attrs

from govledger.errors import NotAPlanError
from govledger.imports.documents import read_document
from govledger.imports.grid import Book
from govledger.imports.older import read_older
from govledger.imports.packages import FILE_BYTES_MAX, survey
from govledger.imports.separated import read_separated
from govledger.imports.workbooks import read_workbook

KINDS: Final = ".xlsx, .xlsm, .xls, .ods, .docx or .csv"
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_WORD: Final = "WordDocument".encode("utf-16-le")
_WORKBOOK: Final = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_MARKUP: Final = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<meta", b"<style", b"<script", b"<div")
_TEXT: Final = (".csv", ".tsv", ".txt")


def open_plan(path: Path) -> Book:
    """A file with a plan, as sheets of cells.

    What it is is told by its bytes: a file that is called ``.xlsx`` and holds CSV is read as CSV, and that is said.

    Args:
        path: Where it is.

    Raises:
        NotAPlanError: It is something else, damaged, protected by a password, or too large.
        GovledgerError: The extra ``sheets`` is not installed, and it is more than a CSV file.
        OSError: It is not there, or may not be read.
    """
    about = path.stat()
    if not S_ISREG(about.st_mode) and not S_ISDIR(about.st_mode):  # Of a pipe or device nobody knows where it ends.
        raise NotAPlanError(path.name, "a pipe or a device", KINDS, "save the plan to a file")
    size = about.st_size
    if size > FILE_BYTES_MAX:
        found, expected = f"a file of {size // 1_000_000:,} MB", f"at most {FILE_BYTES_MAX // 1_000_000} MB"
        raise NotAPlanError(path.name, found, expected, "save only the plan to a new file")
    return read_plan_bytes(path.read_bytes(), path.name)


def read_plan_bytes(data: bytes, name: str) -> Book:
    """The same, of bytes in memory.

    Raises:
        NotAPlanError: They are no plan.
        GovledgerError: The extra ``sheets`` is not installed, and it is needed.
    """
    digest = sha256(data).hexdigest()
    if not data.strip():
        raise NotAPlanError(name, "an empty file", f"a plan in {KINDS}", "was it saved, or is it still being copied?")
    if data.startswith(_ZIP):
        return _zipped(data, name, digest)
    if data.startswith(_OLE):
        return _ole(data, name, digest)
    _refuse_others(data, name)
    book = read_separated(data, name, digest)
    if Path(name).suffix.lower() in _TEXT:
        return book
    return attrs.evolve(book, said=(*book.said, "by its bytes it is a CSV file, and it was read as one"))


def _zipped(data: bytes, name: str, digest: str) -> Book:
    package = survey(data, name)
    if package.has("xl/workbook.xml"):
        return read_workbook(data, package, name, digest)
    if package.has("word/document.xml"):
        return read_document(data, name, digest)
    if package.has("content.xml"):
        return read_older(data, "ods", name, digest)
    found = "a binary workbook (.xlsb)" if package.has("workbook.bin") else "a zip file that is no workbook or document"
    raise NotAPlanError(name, found, KINDS, "open it in its own program and save it as .xlsx")


def _ole(data: bytes, name: str, digest: str) -> Book:
    """A file of the older kind; a workbook of today that has a password is wrapped in one."""
    if _ENCRYPTED in data:
        raise NotAPlanError(name, "a workbook with a password", "one without", "save a copy of it without its password")
    if _WORD in data:
        raise NotAPlanError(name, "an older document (.doc)", KINDS, "open it and save it as .docx")
    if not any(mark in data for mark in _WORKBOOK):
        raise NotAPlanError(name, "a file of an older kind that is no workbook", KINDS, "save the plan as .xlsx")
    return read_older(data, "xls", name, digest)


def _refuse_others(data: bytes, name: str) -> None:
    """Refuse what some systems call a workbook and is a page, and what is no text at all.

    Raises:
        NotAPlanError: It is such a file.
    """
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    if start.startswith(_MARKUP):
        raise NotAPlanError(name, "a web page", KINDS, "open it in a spreadsheet and save it as .xlsx")
    if start.startswith(b"%pdf"):
        raise NotAPlanError(name, "a PDF", KINDS, "ask for the workbook or document that it was made from")
    if start.startswith(b"{\\rtf"):
        raise NotAPlanError(name, "an RTF document", KINDS, "open it and save it as .docx")
