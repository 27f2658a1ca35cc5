"""The tests that are about SQLite's own file, and say nothing of a ledger on PostgreSQL; each with its reason.

With `--postgres` these are set aside, and counted at the end. What they hold of the file is held of the server's tables
by the tests in this folder, as far as there is anything like it: guards, damage, erasures, readers, processes.
"""

from __future__ import annotations

SET_ASIDE = "SET ASIDE: "

ABOUT_THE_FILE = {
    "the file of a database: where it lies, who may write it, what is beside it": (
        "tests/ledger/store/test_places.py",
        "tests/ledger/store/test_read_only.py",
        "tests/ledger/store/test_creating.py",
        "tests/ledger/store/test_full_disk.py",
        "tests/ledger/store/test_waiting.py",
        "tests/ledger/store/test_descriptors.py",
    ),
    "rows changed through SQLite behind the ledger's back": (
        "tests/ledger/store/test_append_only.py",
        "tests/ledger/store/test_damage.py",
        "tests/ledger/store/test_strangers.py",
    ),
    "SQLite's own connections": ("tests/ledger/store/test_failing.py",),
    "a backup of the file": (),
    "tables of projections in the ledger's own file": (),
    "another process, which opens the file by itself": (),
}
"""Beginnings of the names of tests, by the reason for which they are set aside."""


def reason_of(name: str) -> str | None:
    """Why a test is set aside; ``None`` where it is not."""
    return next((why for why, begins in ABOUT_THE_FILE.items() if name.startswith(begins)), None)
