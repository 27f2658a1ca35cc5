"""The record: numbered entries, their bytes, their store, and their history."""

from govledger.ledger.draft import Draft, draft
from govledger.ledger.entry import Entry
from govledger.ledger.history import History
from govledger.ledger.ledger import Ledger

__all__ = ["Draft", "Entry", "History", "Ledger", "draft"]
