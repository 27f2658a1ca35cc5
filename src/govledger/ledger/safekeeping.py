"""Keeping a ledger safe: lawful erasure, backups, copies, and holding the database against its sealed bytes."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

from govledger.events import DisclosureErased
from govledger.events.words import read_clear
from govledger.ledger.appending import Appending
from govledger.ledger.copying import Copied, copy_ledger
from govledger.ledger.draft import Draft
from govledger.ledger.erasing import Erasure, Target, destroy, find_targets, read_numbers, withdraw
from govledger.ledger.findings import Kind
from govledger.ledger.mending import mend
from govledger.ledger.reconciling import Reconciled, reconcile
from govledger.ledger.store import Writer

COPY_TIMEOUT_SECONDS = 60.0
"""How long a copy waits for another writer of the database that it goes to."""


class Safekeeping(Appending):
    """What a ledger does to keep what it holds, and no more than it may."""

    def erase(
        self,
        entries: int | str | Iterable[int | str],
        fields: Collection[str] | None = None,
        *,
        reason: str,
        by: Any = None,
        decision: str | None = None,
        clerk: str | None = None,
    ) -> Erasure:
        """Erase withheld text lawfully, down to the raw bytes of the database's files.

        A `DisclosureErased` says who had it done and why, in the same transaction; then the files are written anew
        and searched. On PostgreSQL the tables are, and what the server keeps besides is told as `Erasure.beyond`.
        Every proof stays as it was. Erasing again what was erased before records nothing and sweeps again, for when
        somebody was reading the first time, or there was no room to write the files anew.

        Args:
            entries: The entries, by number or as ``entry:17``.
            fields: The paths of the texts, such as ``text`` or ``@reason``, or the list they are in; ``None`` for all.
            reason: On what ground; it is itself a text, so name nobody in it.
            by: Who has it erased: a party, or several.
            decision: The decision it rests on.
            clerk: Who enters it.

        Raises:
            NoSuchEntryError: There is no such entry.
            BadValueError: The entries have no such texts, or words of them are gone though nobody said so; or a value
                means nothing.
            RecordRefusedError: The decision is not known.
        """
        inner, numbers, paths = self.inner, read_numbers(entries), None if fields is None else tuple(fields)
        named = [f"entry:{one}" for one in numbers]
        with inner.store.writing(inner.row) as writer:
            found = find_targets(writer, inner, numbers, paths)
        if any(target.gone for target in found):
            event = DisclosureErased(entries=named, fields=paths, reason=reason, by=by, decision=decision)
            held = self._draft(event, {"clerk": clerk, "happened": self._today()})
            number, found, keys = self._record_erasure(held, numbers, paths)
            return destroy(inner, found, number=number, keys=keys)
        return destroy(inner, found, number=None)

    def _record_erasure(
        self, held: Draft, numbers: Sequence[int], paths: Collection[str] | None
    ) -> tuple[int, list[Target], list[int]]:
        """Record an erasure and take the words away, in one transaction: its number, what was taken, whose keys too."""
        targets, keys = list[Target](), list[int]()

        def take(writer: Writer) -> None:
            # Looked for again under the lock that records it: another erasure may have come first.
            targets.extend(find_targets(writer, self.inner, numbers, paths))
            keys.extend(withdraw(writer, self.inner, targets))

        return self._append([held], also=take)[0].number, targets, keys

    def backup(self, path: str | os.PathLike[str]) -> None:
        """Copy the whole database, as it is at this moment, to a new file, while others read and write.

        A copy keeps what is erased afterwards; let copies expire.

        Raises:
            LedgerExistsError: Something is there already; it was not touched.
            LedgerError: It cannot be written there.
        """
        self.inner.store.copy_whole(Path(path))

    def copy_to(
        self,
        url: str | os.PathLike[str],
        *,
        name: str | None = None,
        resume: bool = False,
        timeout: float = COPY_TIMEOUT_SECONDS,
    ) -> Copied:
        """Copy this ledger to another store, as it is at this moment: the same bytes, numbers and root.

        Others may go on recording here meanwhile; what they add is in no copy until it is brought up to date. All of
        it is written in one transaction, and what was written is read anew and held against what was copied. What is
        made from the record, such as kept states and tables, is not copied.

        A copy is the same log: record and seal in one of the two only. An erasure here reaches a copy when it is
        brought up to date.

        Args:
            url: Where to, as for `Ledger.create`; the database there may hold other ledgers.
            name: What it is to be called there; as it is called here if left out.
            resume: Whether to bring a copy up to date that was made before, where one is there.
            timeout: How many seconds to wait for another writer there.

        Raises:
            LedgerExistsError: A ledger of that name, or this one, is there already.
            NotACopyError: What is there is not how this ledger begins; it was not touched.
            OriginTakenError: Another ledger there was sealed under the same origin.
            LedgerCorruptError: This ledger is damaged or is not what was sealed, so that nothing was copied; or what
                was written could not be read again as it was.
            LedgerError: It cannot be written there.
        """
        called = self.inner.row.name if name is None else read_clear(name, "a name")
        return copy_ledger(self.inner, os.fspath(url), name=called, resume=resume, timeout=timeout)

    def reconcile(self) -> Reconciled:
        """Hold the database as it is now against the bytes of its entries, and these against its checkpoints.

        The rows' numbers and types, the disclosures, the index, the keys and the tiles: whatever is not what the
        bytes say is a finding. It says nothing of a database whose owner made all of it agree; verify an export
        against a checkpoint kept elsewhere for that.
        """
        return reconcile(self.inner)

    def mend(self, found: Reconciled | None = None) -> None:
        """Make anew what the database keeps beside its entries and can be made from them.

        The tiles of the tree, the triggers that guard the record, and the index of ids where it is damaged: only where
        the entries lead to every checkpoint that is kept. Nobody can mend an entry.

        Args:
            found: What `reconcile` found, if it was asked; it is asked where nothing is given.

        Raises:
            LedgerCorruptError: The entries, or the checkpoints, are not what was sealed; nothing was mended.
            LedgerReadOnlyError: This user may not write here.
        """
        held = self.reconcile() if found is None else found
        mend(self.inner, index=any(finding.kind is Kind.BAD_INDEX for finding in held.findings))
