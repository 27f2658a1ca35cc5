"""What leaves: a ledger as an export that proves itself, and the verification of one."""

from govledger.exports.bundle import Exported, write_export
from govledger.exports.evidence import Evidence, ExportEvidence, open_export
from govledger.exports.files import is_export
from govledger.exports.live import LedgerEvidence
from govledger.exports.replaying import replay_export
from govledger.exports.verification import Verified, verify
from govledger.ledger.findings import Finding, Kind

__all__ = [
    "Evidence",
    "ExportEvidence",
    "Exported",
    "Finding",
    "Kind",
    "LedgerEvidence",
    "Verified",
    "is_export",
    "open_export",
    "replay_export",
    "verify",
    "write_export",
]
