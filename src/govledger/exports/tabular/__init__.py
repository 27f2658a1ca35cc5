"""The record as plain tables with a dictionary of their columns: what workbooks, data packages and databases hold."""

from govledger.exports.tabular.book import Book, book_of
from govledger.exports.tabular.model import Cell, Column, Kind, Link, Table

__all__ = ["Book", "Cell", "Column", "Kind", "Link", "Table", "book_of"]
