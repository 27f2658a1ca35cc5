"""Peers: eventsourcing's own aggregates and notification log, UmaDB, and programs for accounts kept as plain text.

Eventsourcing is what the store is made of, so it is always there. The others are run where they are found, UmaDB and
beancount in the environment that ``make bench`` makes for them; none is ever a dependency.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from benchmarks import raw
from benchmarks.contest import NotRunError, Place, Run, hashed, hashed_together, plain, timed
from benchmarks.recording import begun, lots_of
from govledger import Ledger

SCRIPTS = Path(__file__).parent
PEERS = "GOVLEDGER_BENCH_PEERS"
"""The environment variable that names the environment the peers are in."""


class Subject(Aggregate):
    """Whatever an entry is about, as eventsourcing would have it: one aggregate for each, one event for each entry."""

    @event("Begun")
    def __init__(self, number: int, written: str, content: dict[str, Any]) -> None: ...

    @event("Noted")
    def note(self, number: int, written: str, content: dict[str, Any]) -> None:
        """One entry more."""


class Subjects:
    """An application with every aggregate at hand, which is as fast as it can be."""

    def __init__(self, path: Path) -> None:
        env = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)}
        self.app: Any = Application(env=env)
        self.held: dict[str, Subject] = {}

    def pend(self, facts: list[tuple[int, str, dict[str, Any]]]) -> list[Subject]:
        """Trigger the events of some entries; the aggregates that hold them."""
        touched: dict[str, Subject] = {}
        for number, written, content in facts:
            name = about(content)
            subject = self.held.get(name)
            if subject is None:
                subject = self.held[name] = Subject(number, written, content)
            else:
                subject.note(number, written, content)
            touched[name] = subject
        return list(touched.values())

    def told(self, after: int = 0) -> Iterator[Any]:
        """Every event above a place of the notification log, through the default mapper."""
        mapper = self.app.mapper
        while True:
            found = self.app.recorder.select_notifications(start=after + 1, limit=1_000)
            for notification in found:
                yield mapper.to_domain_event(notification)
            if not found:
                return
            after = found[-1].id


def about(content: Mapping[str, Any]) -> str:
    """Which aggregate an entry belongs to."""
    body = content["body"]
    named = body.get("subject") or next(iter(body.get("about", ())), None)
    source = content.get("source") or [{"document": "register"}]
    return str(named or content.get("corrects") or content.get("retracts") or source[0]["document"])


def facts(place: Place, *, after: int, until: int) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """What entries say, their words among it, for a store that keeps no text apart."""
    with Ledger.open(place.file("ledger.db")) as ledger:
        for entry in islice(ledger.entries(after=after), until - after):
            words = {path: str(digest) for path, digest in zip(entry.committed, entry.commitments, strict=True)}
            payloads = ledger.inner.store.payloads(ledger.inner.row, entry.number)
            held = {**plain(entry.raw), "texts": [words, (payloads or b"").decode()]} if words else plain(entry.raw)
            yield entry.number, entry.type, held


def _answer(told: Iterator[Any]) -> str:
    held = sorted((one.number, one.content) for one in told)
    return hashed({name: value for name, value in content.items() if name != "texts"} for _, content in held)


def _save(place: Place, *, before: int, until: int, size: int) -> Run:
    """Save events in lots of a size; triggering them is not timed."""
    with tempfile.TemporaryDirectory(dir=place.folder) as folder:
        subjects = Subjects(Path(folder) / "peer.db")
        seconds, count = 0.0, 0
        if before:
            subjects.app.save(*subjects.pend(list(facts(place, after=0, until=before))))
        for lot in _lots(facts(place, after=before, until=until), size):
            pending = subjects.pend(lot)
            start = time.perf_counter()
            subjects.app.save(*pending)
            seconds, count = seconds + time.perf_counter() - start, count + len(lot)
        answer = _answer(subjects.told(before)) if place.answers else ""
        subjects.app.close()
    return Run(seconds=seconds, count=count, answer=lambda: answer)


def _lots(things: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while held := list(islice(things, size)):
        yield held


def one_saved(place: Place) -> Run:
    """One event of an aggregate in each transaction."""
    before = begun(place) * 1_000 + 1
    return _save(place, before=before, until=before + place.singles, size=1)


def lots_saved(place: Place) -> Run:
    """A thousand events of aggregates in each transaction."""
    return _save(place, before=1, until=lots_of(place) * 1_000 + 1, size=1_000)


def notified(place: Place) -> Run:
    """The notification log, read through the default mapper."""
    subjects = Subjects(place.file("peer.db"))
    seconds, count = timed(lambda: sum(1 for _ in subjects.told()))
    return Run(seconds=seconds, count=count, answer=lambda: hashed_together(map(_told, subjects.told())))


def _told(one: Any) -> list[Any]:
    held = one.content
    return [one.number, one.written, held["happened"], held["known_on"], held["clerk"], held["body"]]


def fill(place: Place) -> None:
    """The whole ledger in a notification log; within a lot, by aggregate."""
    subjects = Subjects(place.file("peer.db"))
    for lot in _lots(facts(place, after=0, until=place.entries), 1_000):
        subjects.app.save(*subjects.pend(lot))
    subjects.app.close()


# UmaDB ---------------------------------------------------------------------------------------------------------------


def one_to_umadb(place: Place) -> Run:
    """UmaDB takes the same bytes, one event in each append."""
    before = begun(place) * 1_000 + 1
    return _umadb(place, before=before, until=before + place.singles, size=1)


def lots_to_umadb(place: Place) -> Run:
    """UmaDB takes the same bytes, a thousand events in each append."""
    return _umadb(place, before=1, until=lots_of(place) * 1_000 + 1, size=1_000)


def _umadb(place: Place, *, before: int, until: int, size: int) -> Run:
    path = place.file("raw.db")
    held = _called("peer_umadb.py", str(path), str(before), str(until), str(size))
    rows = raw.rows(path, after=before, until=until)
    if held["digest"] != sha256(b"\n".join(row[2] for row in rows)).hexdigest():
        raise AssertionError("what it holds is not what it was given")
    return Run(seconds=held["seconds"], count=held["count"], answer=lambda: hashed(plain(row[2]) for row in rows))


# Accounts kept as plain text -----------------------------------------------------------------------------------------


def write_accounts(place: Place) -> None:
    """One transaction for every entry, between what it is about and the record, for beancount and for hledger."""
    held = (plain(row[2]) for row in raw.rows(place.file("raw.db")))
    entries = [(one["known_on"], _account(about(one))) for one in held]
    counts = Counter(account for _, account in entries)
    place.file("accounts.json").write_bytes(msgspec.json.encode(dict(sorted(counts.items()))))
    with place.file("plan.beancount").open("w") as bean, place.file("plan.journal").open("w") as journal:
        bean.write('option "operating_currency" "ENTRY"\n1900-01-01 open Equity:Record\n')
        bean.writelines(f"1900-01-01 open {account}\n" for account in sorted(counts))
        for day, account in entries:
            bean.write(f'{day} * "entry"\n  {account}  1 ENTRY\n  Equity:Record  -1 ENTRY\n')
            journal.write(f"{day} * entry\n  {account}  1 ENTRY\n  Equity:Record  -1 ENTRY\n\n")


def _account(name: str) -> str:
    """A name as an account of theirs may be called."""
    clean = "".join(char if char.isalnum() and char.isascii() else "-" for char in name)
    return f"Assets:X{clean}"


def beancount(place: Place) -> Run:
    """Beancount loads and books an equal number of transactions; the answer is the balance of every account."""
    held = _called("peer_beancount.py", str(place.file("plan.beancount")))
    return Run(seconds=held["seconds"], count=place.entries, answer=lambda: _agreed(place, held["balances"]))


def hledger(place: Place) -> Run:
    """Hledger reports the balance of every account of the same transactions."""
    program = shutil.which("hledger")
    if program is None:
        raise NotRunError("hledger is not installed")
    command = [program, "-f", str(place.file("plan.journal")), "balance", "--flat", "-O", "csv"]
    start = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    lines = [line.strip('"').split('","') for line in done.stdout.splitlines()]
    held = {account: int(amount.split()[0]) for account, amount in lines if account.startswith("Assets:")}
    return Run(seconds=seconds, count=place.entries, answer=lambda: _agreed(place, held))


def _called(script: str, *given: str) -> Any:
    """What a script says that runs in the peers' own environment."""
    python = Path(os.environ.get(PEERS, "build/peers")) / "bin" / "python"
    if not python.exists():
        raise NotRunError("there is no environment of peers; make bench makes it")
    environment = {**os.environ, "BEANCOUNT_DISABLE_LOAD_CACHE": "1", "PYTHONPATH": ""}
    command = [str(python), str(SCRIPTS / script), *given]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise NotRunError((done.stderr.strip().splitlines() or ["it stopped"])[-1])
    return msgspec.json.decode(done.stdout)


def _agreed(place: Place, balances: dict[str, int]) -> str:
    """Whether a peer counted what was written for it."""
    wanted = msgspec.json.decode(place.file("accounts.json").read_bytes())
    if wanted != balances:
        raise AssertionError("its balances are not those of the entries")
    return ""
