"""The work that ``govledger demo`` does, step by step, in a folder where everything then is to be tried.

A folder that holds a tour already is left as it is: what is there is used, and nothing is recorded twice.
"""

from __future__ import annotations

import datetime as dt
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from govledger.errors import GovledgerError

if TYPE_CHECKING:
    from govledger.assurance import Opinion
    from govledger.exports import Verified
    from govledger.ledger import Ledger
    from govledger.ledger.sealing import Sealed

CLERK = "office:clerk"


@attrs.frozen
class Minute:
    """One of the minutes that come with govledger.

    Attributes:
        name: The name of its files.
        title: What it is, in words.
        day: The day to which it is replayed: its meeting, or the last day it speaks of.
    """

    name: str
    title: str
    day: dt.date

    @property
    def council(self) -> str:
        """Whose minutes they are."""
        return self.title.partition(",")[0]


MINUTES = (
    Minute("gloucestershire-2022-05-26", "Gloucestershire, scrutiny committee", dt.date(2022, 5, 26)),
    Minute("herefordshire-2021", "Herefordshire, council", dt.date(2021, 12, 31)),
    Minute("west-berkshire-2015", "West Berkshire, scrutiny commission", dt.date(2015, 11, 30)),
    Minute("worcestershire-2017", "Worcestershire, health and wellbeing board", dt.date(2017, 5, 3)),
    Minute("tower-hamlets-2017-06-14", "Tower Hamlets, best value improvement board", dt.date(2017, 6, 14)),
)

COUNTY, COUNTY_DAY = "northbeck", dt.date(2025, 6, 30)
"""The worked county, and the last day of its record."""

COUNTY_LAST_MET = dt.date(2025, 5, 20)
"""The last day on which its improvement board met."""

WAS, BECOMES = "rag/amber", "rag/green"
"""The status that is altered in the copy, and what it is made to say; as long, so that nothing else moves."""


@attrs.frozen(kw_only=True)
class Proved:
    """What came of sealing the county, and of altering a copy of its export.

    Attributes:
        sealed: The checkpoint over every entry.
        honest: What verification says of the export.
        entry: The number of the entry that was altered in the copy.
        subject: What that entry reports on, such as ``action:2.4``.
        altered: What verification says of the copy.
    """

    sealed: Sealed
    honest: Verified
    entry: int
    subject: str
    altered: Verified


@attrs.frozen
class Tour:
    """A folder and what is where in it.

    Attributes:
        folder: Where everything is kept.
    """

    folder: Path

    @property
    def county(self) -> Path:
        """The ledger of the worked county."""
        return self.folder / f"{COUNTY}.db"

    @property
    def lines(self) -> Path:
        """The lines that were recorded in it."""
        return self.folder / f"{COUNTY}.jsonl"

    @property
    def key(self) -> Path:
        """The private key of its log: in a folder of its own, since a key is not kept beside what it signs."""
        return self.folder / "keys" / f"{COUNTY}.key"

    @property
    def vkey(self) -> Path:
        """The public key of its log."""
        return self.folder / "keys" / f"{COUNTY}.vkey"

    @property
    def checkpoint(self) -> Path:
        """The checkpoint as an auditor would keep it."""
        return self.folder / f"{COUNTY}.checkpoint"

    @property
    def export(self) -> Path:
        """Its export."""
        return self.folder / f"{COUNTY}-export"

    @property
    def altered(self) -> Path:
        """The copy of its export in which one entry was altered."""
        return self.folder / "altered-export"

    @property
    def page(self) -> Path:
        """The page for councillors."""
        return self.folder / f"{COUNTY}.html"

    def ledger(self, minute: Minute) -> Path:
        """The ledger of one of the minutes."""
        return self.folder / f"{minute.name}.db"

    # The steps ---------------------------------------------------------------------------------------------------

    def record(self, minute: Minute) -> int:
        """Record a minute and then what it covers. Returns how many entries its ledger now has."""
        files = [self._brought("minutes", f"{minute.name}.{kind}") for kind in ("jsonl", "coverage.jsonl")]
        return _recorded(self.ledger(minute), minute.name, files)

    def record_county(self) -> int:
        """Record the worked county, and leave a plan to import. Returns how many entries its ledger now has."""
        self._brought("plans", "plan.csv")
        return _recorded(self.county, COUNTY, [self._brought("", f"{COUNTY}.jsonl")])

    def _brought(self, within: str, name: str) -> Path:
        """One of the example files, copied to the folder."""
        target = self.folder / within / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            shutil.copyfile(examples_folder() / within / name, target)
        return target

    def doubt(self) -> Opinion:
        """Put every rule to the worked county."""
        from govledger.assurance import check

        with opened(self.county) as ledger:
            return check(ledger.history(as_of=COUNTY_DAY))

    def prove(self) -> Proved | None:
        """Seal the county, export it, alter a copy, and verify both; ``None`` where what signs is not installed."""
        if find_spec("cryptography") is None:
            return None
        sealed = self._sealed()
        self._exported(sealed)
        entry, subject = self._altered()
        honest, altered = (self._verified(path) for path in (self.export, self.altered))
        return Proved(sealed=sealed, honest=honest, entry=entry, subject=subject, altered=altered)

    def _sealed(self) -> Sealed:
        """Its newest checkpoint, which is signed now where it does not cover every entry yet."""
        from govledger.cli.files import write_whole
        from govledger.cli.keys import read_log_key, write_pair

        if not self.key.exists():
            self.key.parent.mkdir(exist_ok=True)
            write_pair(f"example.gov.uk/{COUNTY}", self.key, self.vkey)
        with opened(self.county) as ledger:
            kept = ledger.sealed()
            sealed = kept[-1] if kept and kept[-1].size == len(ledger) else ledger.seal(read_log_key(self.key))
        write_whole(self.checkpoint, sealed.note)
        return sealed

    def _exported(self, sealed: Sealed) -> None:
        """Its export; one of an earlier checkpoint, and the altered copy of that, make room for it."""
        from govledger.exports import is_export, write_export

        for path in (self.altered, self.export):
            if is_export(path) and (path / "checkpoint").read_bytes() != sealed.note:
                shutil.rmtree(path)
        if not is_export(self.export):
            with opened(self.county) as ledger:
                write_export(ledger, self.export, vkeys=[self.vkey.read_text("utf-8").strip()])

    def _altered(self) -> tuple[int, str]:
        """Alter one entry in a copy of the export: amber becomes green. Returns its number and its subject."""
        from govledger.events import StatusReported
        from govledger.exports import is_export
        from govledger.ledger.aside import aside, put_in_place

        with opened(self.county) as ledger:
            found = [
                (entry.number, entry.event)
                for entry in ledger.history(as_of=COUNTY_DAY)
                if isinstance(entry.event, StatusReported) and str(entry.event.status) == WAS
            ]
        number, event = found[-1]
        if not is_export(self.altered):
            with aside(self.altered) as made:
                shutil.copytree(self.export, made / "copy")
                _alter(made / "copy", number)
                put_in_place(made / "copy", self.altered)
        return number, str(event.subject)

    def _verified(self, path: Path) -> Verified:
        from govledger.exports import open_export, verify

        with open_export(path) as evidence:
            return verify(evidence, kept=[self.checkpoint.read_bytes()], vkeys=[self.vkey.read_text("utf-8").strip()])

    def report(self) -> int | None:
        """Make the page of the county. Returns its bytes; ``None`` where what makes pages is not installed."""
        if find_spec("jinja2") is None:
            return None
        from govledger.cli.files import check_free, write_whole
        from govledger.cli.report import MARK
        from govledger.exports.report import INDEX, Wanted, report

        check_free("--out", self.page, lambda data: MARK in data, "report")
        with opened(self.county) as ledger:
            page = report(ledger.history(as_of=COUNTY_DAY), Wanted(since=COUNTY_LAST_MET))[INDEX]
        write_whole(self.page, page)
        return len(page)


def _recorded(path: Path, name: str, files: list[Path]) -> int:
    """Record files in a ledger, which is made where there is none; a second time adds nothing."""
    from govledger.ledger.importing import record_lines

    with opened(path, name) as ledger:
        for file in files:
            with file.open("rb") as lines:
                record_lines(ledger, lines, clerk=CLERK, prefix=file.name.removesuffix(".jsonl"))
        return len(ledger)


def opened(path: Path, name: str | None = None) -> Ledger:
    """The ledger in that file; a new one where there is none and it is said what it is to be called."""
    from govledger.ledger import Ledger

    if name is None or path.exists():
        return Ledger.open(path)
    return Ledger.create(path, origin=f"example.gov.uk/{name}", clerk=CLERK)


ENTRIES_TO_A_FILE = 256
"""How many entries one file of an export holds (C2SP tlog-tiles, entry bundles)."""


def _alter(export: Path, number: int) -> None:
    """Make one entry of an export say what it did not say, by changing bytes of one file."""
    name = f"{(number - 1) // ENTRIES_TO_A_FILE:03}"
    entries = export / "tile" / "entries"
    file = next(held for held in (entries / name, *entries.glob(f"{name}.p/*")) if held.is_file())
    data = file.read_bytes()
    ends = data.index(f'"number":{number},'.encode())
    at = data.rindex(WAS.encode(), 0, ends)
    file.write_bytes(data[:at] + BECOMES.encode() + data[at + len(WAS) :])


def examples_folder() -> Path:
    """Where the examples are: inside the installed package, or in the checkout it runs from.

    Raises:
        GovledgerError: They are in neither place.
    """
    package = Path(__file__).parents[1]
    for folder in (package / "examples", package.parents[1] / "examples"):
        if (folder / "minutes").is_dir():
            return folder
    raise GovledgerError("the example minutes did not come with this installation; install govledger from its wheel")


def as_json(proved: Proved | None) -> dict[str, Any] | None:
    """What was proved, for a program."""
    if proved is None:
        return None
    from govledger.seal.strict import encode_base64

    return {
        "size": proved.sealed.size,
        "root": encode_base64(proved.sealed.checkpoint.root),
        "verified": proved.honest.ok,
        "altered": {
            "entry": proved.entry,
            "about": proved.subject,
            "verified": proved.altered.ok,
            "findings": [one.kind.value for one in proved.altered.findings],
        },
    }
