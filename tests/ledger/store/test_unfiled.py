"""What the newest entries name is found whether or not it was filed by name."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from govledger import errors, events as ev
from govledger.events import CATALOGUE, Catalogue
from govledger.ledger import Draft, Ledger
from govledger.ledger.findings import Kind
from govledger.ledger.store import unfiled
from govledger.ledger.store.schema import UNFILED
from tests.ledger.sealed import behind
from tests.ledger.store.support import (
    action,
    ask,
    make_ledger,
    open_folder,
    run_python,
    sqlite_path,
    start_python,
    unprivileged,
)
from tests.ledger.support import file_names, refused


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_ledger(tmp_path / "csib.db")


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with Ledger.open(path, clerk="office:clerk") as opened:
        yield opened


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """After how many batches a lot is full."""
    monkeypatch.setattr(unfiled, "ROWS_MAX", 3)
    return 3


def status(of: str) -> ev.StatusReported:
    return ev.StatusReported(subject=f"action:{of}", status="amber")


def count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        found: tuple[int] = connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()
    return found[0]


def about(ledger: Ledger, reference: str) -> list[int]:
    return ledger.inner.store.numbers_about(ledger.inner.row, reference)


def known(ledger: Ledger) -> list[object]:
    """Everything that the index is asked for."""
    store, row = ledger.inner.store, ledger.inner.row
    names = store.references(row)
    with store.snapshot() as snapshot:
        held = [sorted(snapshot.mentions(row)), sorted(snapshot.introductions(row))]
    each = [(about(ledger, name), store.introductions(row, [name])) for name in names]
    return [names, store.references(row, kind="action"), each, held]


def put_row(path: Path, number: int, says: str) -> None:
    """Put a row among what is not filed, as whoever owns the file can."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"INSERT INTO {UNFILED} VALUES (1, ?, ?)", (number, says.encode()))


def as_first_laid_out(path: Path) -> None:
    """Make of a file one of the first layout, in which everything is filed."""
    with Ledger.open(path) as ledger:
        file_names(ledger)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"DROP TABLE {UNFILED}")
        connection.execute("PRAGMA user_version = 1")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def test_filing_changes_nothing_that_is_found(ledger: Ledger) -> None:
    ledger.record(status("2"), ev.StatementMade(by="office:dcs", about=["body:osmc", "action:2"], text="said"))
    ledger.record(ev.BodyEstablished(body="osmc", kind="scrutiny", relation="own", name="Scrutiny"))
    before = known(ledger)

    file_names(ledger)

    assert known(ledger) == before
    assert about(ledger, "action:2") == [3, 5, 6]
    assert ledger.reconcile().ok


def test_a_batch_goes_into_one_row_and_nothing_into_the_index(ledger: Ledger, path: Path) -> None:
    before = count(path, "mention"), count(path, UNFILED)

    ledger.record(status("1"), status("2"), action("9"))

    assert (count(path, "mention"), count(path, UNFILED)) == (before[0], before[1] + 1)


def test_a_lot_that_is_full_is_filed_with_the_batch_that_fills_it(ledger: Ledger, path: Path, few: int) -> None:
    rows = list[int]()

    for number in range(10, 10 + 3 * few):
        ledger.record(action(str(number)), status(str(number)))
        rows.append(count(path, UNFILED))

    assert (max(rows), min(rows)) == (few, 0)
    assert about(ledger, "action:11") == [7, 8]
    assert ledger.reconcile().ok


def test_a_batch_that_is_more_than_a_lot_is_filed_at_once(
    ledger: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unfiled, "MENTIONS_MAX", 20)

    ledger.record(*(action(str(number)) for number in range(10, 40)))

    assert count(path, UNFILED) == 0
    assert about(ledger, "action:39") == [34]


def test_an_id_that_was_not_filed_yet_is_taken_for_every_process(path: Path, ledger: Ledger) -> None:
    ledger.record(action("9"))

    with Ledger.open(path, clerk="office:clerk") as other:
        refused(errors.IdentityTakenError, other, action("9"))
        other.record(status("9"))

    assert about(ledger, "action:9") == [5, 6]


def test_an_id_introduced_long_ago_stays_known_when_it_is_named_again(path: Path, ledger: Ledger) -> None:
    file_names(ledger)
    ledger.record(status("1"))

    with Ledger.open(path, clerk="office:clerk") as other:
        other.record(status("1"))
        refused(errors.IdentityTakenError, other, action("1"))

    assert ledger.inner.store.introductions(ledger.inner.row, ["action:1"]) == {2}
    assert ledger.reconcile().ok


def test_what_is_undone_is_neither_kept_nor_filed(
    ledger: Ledger, path: Path, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(10, 9 + few):
        ledger.record(action(str(number)))
    before = known(ledger), count(path, UNFILED)
    with ledger.inner.store.writing(ledger.inner.row) as writer:
        kind, many = type(writer), type(writer).many

    def broken(self: object, sql: str, rows: object) -> None:
        many(self, sql, rows)  # type: ignore[arg-type]
        raise MemoryError

    monkeypatch.setattr(kind, "many", broken)
    with pytest.raises(MemoryError):
        ledger.record(action("98"), action("99"))
    monkeypatch.undo()

    assert (known(ledger), count(path, UNFILED)) == before
    ledger.record(action("98"))
    assert ledger.reconcile().ok


def test_a_reader_beside_a_writer_that_files_misses_nothing(path: Path, ledger: Ledger, few: int) -> None:
    with Ledger.open(path) as reader:
        for number in range(5, 5 + 4 * few):
            ledger.record(status("1"))

            assert about(reader, "action:1") == [2, *range(5, number + 1)]


def test_two_processes_that_record_in_turn_each_know_what_the_other_named(path: Path, ledger: Ledger, few: int) -> None:
    with Ledger.open(path, clerk="office:clerk") as other:
        for number in range(10, 10 + 4 * few):
            writer, reader = (ledger, other) if number % 2 else (other, ledger)
            writer.record(action(str(number)))
            refused(errors.IdentityTakenError, reader, action(str(number)))
            refused(errors.UnknownReferenceError, reader, status(str(number + 1)))

        assert about(other, "office:head-of-mash") == [2, 3, 4, *range(5, 5 + 4 * few)]
    assert ledger.reconcile().ok


@pytest.mark.parametrize("is_filed", [False, True])
def test_what_somebody_took_back_is_not_known_any_more(path: Path, ledger: Ledger, *, is_filed: bool) -> None:
    numbers = {"stored_events": "originator_version", "mention": "number", "disclosure": "number", UNFILED: "number"}
    with Ledger.open(path, clerk="office:clerk") as other:
        other.record(action("8"))
        ledger.record(action("9"))
        if is_filed:
            file_names(other)
        with behind(path) as connection:
            for table, column in numbers.items():
                connection.execute(f"DELETE FROM {table} WHERE {column} > 4")
            connection.execute("DELETE FROM name WHERE introduced > 4")
        other.record(action("9"), action("7"))

        refused(errors.UnknownReferenceError, ledger, status("8"))
        ledger.record(status("7"))

    assert about(ledger, "action:9") == [5]
    assert ledger.reconcile().ok


def test_a_file_of_the_first_layout_is_read_as_it_is_and_brought_up_to_date_by_recording(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "old.db")
    as_first_laid_out(path)
    before = path.read_bytes()

    with Ledger.open(path, clerk="office:clerk") as ledger:
        assert about(ledger, "action:2") == [3]
        assert ledger.reconcile().ok
        assert path.read_bytes() == before
        ledger.record(status("2"))
        assert about(ledger, "action:2") == [3, 5]
        assert ledger.reconcile().ok

    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    assert count(path, UNFILED) == 1


def test_what_an_older_govledger_files_meanwhile_hides_nothing(ledger: Ledger, path: Path) -> None:
    file_names(ledger)
    ledger.record(status("1"))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO mention SELECT id, 6 FROM name WHERE reference = 'action:1'")

    found = about(ledger, "action:1")

    assert found == [2, 5, 6]


@pytest.mark.parametrize("damage", ["'text'", "x'00'", "NULL + 17", "x'5b7b7d2c7b7d5d'"])
@pytest.mark.parametrize("is_filed", [False, True])
def test_a_row_that_is_damaged_is_named_and_made_anew(
    ledger: Ledger, path: Path, damage: str, *, is_filed: bool
) -> None:
    ledger.record(action("9"))
    if is_filed:
        file_names(ledger)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"INSERT OR REPLACE INTO {UNFILED} VALUES (1, 5, COALESCE({damage}, 17))")
    found = {finding.kind for finding in ledger.reconcile().findings}

    ledger.mend()

    assert found == {Kind.BAD_INDEX}
    assert ledger.reconcile().ok
    assert about(ledger, "action:9") == [5]
    ledger.record(status("9"))
    assert about(ledger, "action:9") == [5, 6]


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (0, '[{"action:1":[5]},{}]'),
        (6, "[{},{}]"),
        (6, '[{},{"action:77":5}]'),
        (6, '[{"action:1":[]},{}]'),
        (6, '[{"action:1":[9223372036854775808]},{}]'),
        (6, '[{"action:1":[6,6]},{}]'),
        (6, '[{"action:1":[6]},{"action:1":7}]'),
        (6, '[{"action:9":[5]},{"action:9":5}]'),
        (1_000_000, '[{"office:head-of-mash":[5]},{}]'),
    ],
)
def test_a_row_that_no_writer_wrote_is_named_and_made_anew(
    ledger: Ledger, path: Path, few: int, number: int, says: str
) -> None:
    ledger.record(action("9"))
    put_row(path, number, says)
    found = {finding.kind for finding in ledger.reconcile().findings}

    ledger.mend()

    assert found == {Kind.BAD_INDEX}
    assert ledger.reconcile().ok
    for _ in range(few + 1):
        ledger.record(status("9"))
    assert about(ledger, "action:9") == [5, *range(6, 7 + few)]
    assert count(path, UNFILED) < few


def test_of_a_long_row_that_is_damaged_only_the_beginning_is_told(ledger: Ledger, path: Path) -> None:
    put_row(path, 6, "[" + "x" * 100_000)

    (found,) = ledger.reconcile().findings
    with pytest.raises(errors.LedgerCorruptError) as told:
        about(ledger, "action:1")

    assert len(found.says) < 200
    assert len(str(told.value)) < 200


def test_a_row_that_was_filed_and_is_put_back_is_named_and_made_anew(ledger: Ledger, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        [(says,)] = connection.execute(f"SELECT names FROM {UNFILED}").fetchall()
    file_names(ledger)
    put_row(path, 4, says.decode())
    found = {finding.kind for finding in ledger.reconcile().findings}

    ledger.mend()

    assert found == {Kind.BAD_INDEX}
    assert ledger.reconcile().ok
    ledger.record(status("1"))
    file_names(ledger)
    assert about(ledger, "action:1") == [2, 5]


def test_who_says_that_another_entry_introduced_an_id_is_found_out(ledger: Ledger, path: Path) -> None:
    file_names(ledger)
    ledger.record(status("1"))
    with closing(sqlite3.connect(path)) as connection, connection:
        forged = """CAST(replace(CAST(names AS TEXT), ',{}]', ',{"action:1":5}]') AS BLOB)"""
        connection.execute(f"UPDATE {UNFILED} SET names = {forged}")

    (found,) = ledger.reconcile().findings

    assert found.says == "the index says that entry 5 introduced 'action:1', and entry 2 did"


def test_who_asks_a_damaged_index_is_told_how_to_mend_it(ledger: Ledger, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"UPDATE {UNFILED} SET names = 'text'")

    with pytest.raises(errors.LedgerCorruptError, match=r"make it anew: govledger reconcile LEDGER --mend"):
        about(ledger, "action:1")
    with pytest.raises(errors.LedgerCorruptError, match=r"make it anew: govledger reconcile LEDGER --mend"):
        ledger.record(status("1"))


def test_what_an_entry_of_an_unknown_type_names_is_filed_all_the_same(path: Path, ledger: Ledger, few: int) -> None:
    ledger.record(action("9"))
    less = Catalogue()
    for declared in CATALOGUE:
        if declared.name != "action-added":
            less.register(declared)

    with Ledger.open(path, clerk="office:clerk", catalogue=less) as stranger:
        for _ in range(few):
            stranger.record(status("9"))

    assert about(ledger, "action:9") == [5, *range(6, 6 + few)]
    assert ledger.reconcile().ok


def test_two_ledgers_of_one_file_keep_apart_what_they_name(path: Path, ledger: Ledger) -> None:
    with Ledger.create(path, name="second", clerk="office:clerk") as second:
        second.record(action("1"), action("77"))
        file_names(ledger)

        assert about(second, "action:77") == [3]
        assert about(ledger, "action:77") == []


def test_who_may_only_read_finds_what_is_not_filed(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db")

    found = run_python(
        "import os, sys\n"
        "os.access = lambda *given: False\n"
        "from govledger import Ledger\n"
        "with Ledger.open(sys.argv[1]) as ledger:\n"
        "    print([entry.number for entry in ledger.entries(about='action:2')])",
        path,
    )

    assert found.strip() == "[3]"


def test_who_may_only_read_beside_a_writer_finds_what_is_added_meanwhile() -> None:
    code = (
        "import sys\nfrom govledger import Ledger\n"
        "with Ledger.open(sys.argv[1]) as ledger:\n"
        "    for line in sys.stdin:\n"
        "        print([entry.number for entry in ledger.entries(about='office:head-of-mash')], flush=True)"
    )
    with open_folder() as folder:
        path = folder / "csib.db"
        with Ledger.create(path, clerk="office:clerk") as ledger:
            ledger.record(action("1"))
            path.chmod(0o444)
            reader = start_python(code, path, user=unprivileged())

            found = [ask(reader)]
            for number in (2, 3):
                ledger.record(action(str(number)))
                found.append(ask(reader))

            reader.communicate()

    assert found == ["[2]", "[2, 3]", "[2, 3, 4]"]


def test_who_may_only_read_sees_a_commit_that_is_only_in_the_log(
    path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.record(status("1"))
    with monkeypatch.context() as patched:
        patched.setattr("os.access", lambda *_: False)
        reader = Ledger.open(path)
    with reader:
        store, seen = reader.inner.store, reader.inner.store.changes()
        before = sqlite_path(ledger).stat().st_mtime_ns
        ledger.record(*(action(str(number)) for number in range(20, 60)))

        assert not store.is_writable
        assert sqlite_path(ledger).stat().st_mtime_ns == before
        assert store.changes() != seen


def test_a_meeting_that_is_not_filed_says_when_its_items_were_known(ledger: Ledger) -> None:
    ledger.record(ev.BodyEstablished(body="csib", kind="board", relation="own", name="Board"))
    ledger.record(Draft(event=ev.MeetingHeld(meeting="m1", body="csib"), happened=ev.When.parse("2017-06-14")))
    kept = [entry.known_on for entry in ledger.record(ev.AgendaItemConsidered(agenda_item="m1/1", meeting="m1"))]

    file_names(ledger)
    filed = [entry.known_on for entry in ledger.record(ev.AgendaItemConsidered(agenda_item="m1/2", meeting="m1"))]

    assert kept == filed
    assert [day.isoformat() for day in kept] == ["2017-06-14"]
