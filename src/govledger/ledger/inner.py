"""What the parts of the record share: the store of a ledger, and what reads it."""

from __future__ import annotations

import attrs

from govledger.events import Catalogue
from govledger.ledger.clock import Clock
from govledger.ledger.codec import Codec
from govledger.ledger.known import KeptFinds
from govledger.ledger.shelf import DisclosureShelf
from govledger.ledger.store import LedgerRow, Store
from govledger.ledger.timeline import Timeline


@attrs.frozen(kw_only=True)
class Inner:
    """What the parts of the record share; not for the users of a ledger."""

    store: Store
    row: LedgerRow
    clock: Clock
    catalogue: Catalogue
    codec: Codec
    shelf: DisclosureShelf
    timeline: Timeline
    finds: KeptFinds
