"""A damaged database says so when it is read; nothing is left out in silence."""

import random
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from govledger import Ledger, errors, events as ev
from govledger.exports import LedgerEvidence, verify
from govledger.ledger.findings import Finding
from govledger.seal.note import Signer
from tests.ledger.store.support import action, contents, make_ledger
from tests.ledger.support import file_names

PAGE = 4_096


@contextmanager
def unguarded(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a database whose triggers somebody has removed."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        yield connection


def read_everything(path: Path) -> int:
    with Ledger.open(path) as ledger:
        list(ledger.history())
        return sum(len(str(entry.event)) > 0 for entry in ledger.entries())


def test_a_truncated_database_is_damaged_and_left_as_it_was(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db", actions=200)
    path.write_bytes(path.read_bytes()[: 5 * PAGE + 17])
    before = contents(tmp_path)

    with pytest.raises(errors.LedgerCorruptError, match="damaged; restore a backup"):
        read_everything(path)

    assert contents(tmp_path) == before


def test_a_truncated_database_is_not_written_to(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db", actions=200)
    path.write_bytes(path.read_bytes()[: 5 * PAGE])

    with pytest.raises(errors.LedgerCorruptError):
        Ledger.create(path, name="another")


@pytest.mark.parametrize("column", ["uuid", "name", "origin", "zone"])
@pytest.mark.parametrize("value", ["CAST('main' AS BLOB)", "NULL"])
def test_a_ledger_whose_own_row_is_damaged_is_not_opened(tmp_path: Path, column: str, value: str) -> None:
    path = make_ledger(tmp_path / "csib.db")
    with unguarded(path) as connection:
        connection.execute("CREATE TABLE other AS SELECT * FROM ledger")
        connection.execute("DROP TABLE ledger")
        connection.execute("ALTER TABLE other RENAME TO ledger")
        connection.execute(f"UPDATE ledger SET {column} = {value}")

    for look in (Ledger.open, Ledger.names):
        with pytest.raises(errors.LedgerCorruptError, match=r"the row of the ledger .* is damaged"):
            look(path)


def test_a_page_of_nought_in_the_middle_is_damage(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db", actions=400)
    whole = path.read_bytes()
    damaged = 0
    for page in range(1, len(whole) // PAGE):
        path.write_bytes(whole[: page * PAGE] + bytes(PAGE) + whole[(page + 1) * PAGE :])

        try:
            read = read_everything(path)
        except errors.LedgerCorruptError:
            damaged += 1
        else:
            assert read == 401, "what was not needed may be damaged; what was read is whole"

    assert damaged > 10


def test_pages_that_were_changed_about_are_damage(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db", actions=400)
    whole = path.read_bytes()
    said = set[str]()
    for page in range(PAGE, len(whole) - PAGE, PAGE):
        one, other = whole[page : page + PAGE], whole[page + PAGE : page + 2 * PAGE]
        path.write_bytes(whole[:page] + other + one + whole[page + 2 * PAGE :])

        try:
            read = read_everything(path)
        except errors.LedgerError as fault:
            said.add(str(fault))
        else:
            # The last page may stand where another did, so that the ledger looks like a smaller one.
            assert read == 401 or found(path, reconcile), "what is beside the entries tells"

    assert said


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("seed", [*range(20), 33, 171, 313, 396, 576])
def test_noise_anywhere_is_damage_or_does_not_matter(tmp_path: Path, seed: int, *, sealed: bool) -> None:
    chance = random.Random(seed)
    path = make_ledger(tmp_path / "csib.db", actions=60)
    if sealed:
        with Ledger.open(path) as ledger:
            ledger.seal(Signer.generate(ledger.origin))
    whole = bytearray(path.read_bytes())
    start = chance.randrange(100, len(whole) - 64)
    whole[start : start + 64] = chance.randbytes(64)
    path.write_bytes(whole)

    try:
        read = read_everything(path)
    except errors.LedgerError:
        read = 0
    reconciled, verified = found(path, reconcile), found(path, held_to_proof)

    # Noise can cut the last page short, so that it looks like a smaller ledger that can be read: what is beside the
    # entries tells, and a checkpoint says how many there were.
    assert read in {0, 61} or (reconciled and verified)
    assert read in {0, 61} or not sealed or "ENTRY_MISSING" in reconciled or "DAMAGED" in reconciled
    assert read in {0, 61} or not sealed or "TRUNCATED" in verified or "DAMAGED" in verified


def found(path: Path, judge: Callable[[Ledger], Iterable[Finding]]) -> set[str]:
    """The kinds of what is found, where the database can be read at all."""
    try:
        with Ledger.open(path) as ledger:
            return {str(finding.kind) for finding in judge(ledger)}
    except errors.LedgerError:
        return {"DAMAGED"}


def reconcile(ledger: Ledger) -> Iterable[Finding]:
    return ledger.reconcile().findings


def held_to_proof(ledger: Ledger) -> Iterable[Finding]:
    with LedgerEvidence(ledger) as evidence:
        return verify(evidence).findings


@pytest.mark.parametrize(
    ("numbers", "says"), [([1, 2, 4, 5], "entry 3 is missing"), ([2, 1, 3, 4], "do not follow each other")]
)
def test_entries_that_do_not_follow_each_other_are_damage(
    numbers: list[int], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Ledger.open(make_ledger(tmp_path / "csib.db")) as ledger:
        store = ledger.inner.store
        held = {row.number: tuple(row) for row in store.rows(ledger.inner.row)}
        monkeypatch.setattr(store, "query", lambda *given: [held.get(number, (number, "", b"")) for number in numbers])

        with pytest.raises(errors.LedgerCorruptError, match=says):
            list(store.rows(ledger.inner.row, until=4))


@pytest.mark.parametrize(
    ("sql", "ask"),
    [
        ("UPDATE mention SET number = 'x' || number", lambda ledger: list(ledger.entries(about="action:1"))),
        ("UPDATE key SET number = 'x'", lambda ledger: ledger.record(action("9"), key="k")),
        ("UPDATE name SET introduced = 'x'", lambda ledger: ledger.record(action("9"))),
    ],
    ids=["what an entry names", "a key", "what is known"],
)
def test_an_index_of_the_wrong_kind_is_damage_and_says_how_to_mend_it(
    sql: str, ask: Callable[[Ledger], object], tmp_path: Path
) -> None:
    path = make_ledger(tmp_path / "csib.db")
    with Ledger.open(path, clerk="office:clerk") as ledger:
        ledger.record(ev.BodyEstablished(body="csib"), key="k")
        file_names(ledger)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(sql)

    with Ledger.open(path, clerk="office:clerk") as ledger, pytest.raises(errors.LedgerCorruptError, match="the index"):
        ask(ledger)


def test_a_missing_entry_is_damage_wherever_it_is_looked_for(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db", actions=5)
    with unguarded(path) as connection:
        connection.execute("DELETE FROM stored_events WHERE originator_version = 3")

    with Ledger.open(path) as ledger:
        for ask in (
            lambda: list(ledger.entries()),
            lambda: list(ledger.entries(after=2)),
            lambda: ledger.entry(3),
            lambda: list(ledger.history()),
            lambda: list(ledger.entries(about="action:2")),
        ):
            with pytest.raises(errors.LedgerCorruptError, match="entry 3 is missing"):
                ask()


def test_a_missing_last_entry_of_a_history_is_damage(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db", actions=5)
    with Ledger.open(path) as ledger:
        history = ledger.history()
        with unguarded(path) as connection:
            connection.execute("DELETE FROM stored_events WHERE originator_version = 6")

        with pytest.raises(errors.LedgerCorruptError, match="entry 6 is missing"):
            list(history)


@pytest.mark.parametrize(
    "change",
    [
        "state = 'text'",
        "state = NULL",
        "state = 17",
        "state = x'00'",
        "state = x'7b7d'",
        "topic = NULL",
        "topic = x'ff'",
        "topic = CAST(x'ff' AS TEXT)",
        "originator_version = 2.5",
    ],
)
def test_a_row_of_the_wrong_kind_is_damage(tmp_path: Path, change: str) -> None:
    path = make_ledger(tmp_path / "csib.db", actions=3)
    with unguarded(path) as connection:
        connection.execute(f"UPDATE stored_events SET {change} WHERE originator_version = 3")

    with pytest.raises(errors.LedgerCorruptError):
        read_everything(path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            "topic = 'status-reported/1'",
            r"the row of entry 3 \(status-reported/1\) holds the bytes of entry 3 \(action-",
        ),
        ("topic = 'never-heard-of/1'", r"the row of entry 3 \(never-heard-of/1\) holds the bytes of entry 3 \(action-"),
        ("state = (SELECT state FROM stored_events WHERE originator_version = 2)", "the row of entry 3 .* of entry 2 "),
    ],
)
def test_bytes_in_a_row_of_another_number_or_type_are_damage(tmp_path: Path, change: str, words: str) -> None:
    path = make_ledger(tmp_path / "csib.db", actions=3)
    with unguarded(path) as connection:
        connection.execute(f"UPDATE stored_events SET {change} WHERE originator_version = 3")

    with Ledger.open(path, clerk="office:clerk") as ledger:
        for ask in (lambda: ledger.entry(3), lambda: list(ledger.entries())):
            with pytest.raises(errors.LedgerCorruptError, match=words):
                ask()
        with pytest.raises(errors.LedgerCorruptError, match="the row of entry 3"):
            list(ledger.history())


@pytest.mark.parametrize("reference", ["entry:x", "entry:0", "action:3", "entry:99999999999999999999"])
def test_a_correction_of_what_is_no_entry_is_damage(tmp_path: Path, reference: str) -> None:
    path = make_ledger(tmp_path / "csib.db", actions=3)
    with unguarded(path) as connection:
        change = "UPDATE stored_events SET state = CAST(REPLACE(state, '\"happened\"', ?) AS BLOB)"
        values = (f'"corrects":"{reference}","happened"',)
        connection.execute(f"{change} WHERE originator_version = 4", values)

    with Ledger.open(path) as ledger, pytest.raises(errors.LedgerCorruptError, match="the bytes of entry 4"):
        list(ledger.history())


def test_a_last_number_that_is_no_number_is_damage(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db", actions=3)
    with unguarded(path) as connection:
        connection.execute("UPDATE stored_events SET originator_version = 'four' WHERE originator_version = 4")

    with Ledger.open(path, clerk="office:clerk") as ledger:
        with pytest.raises(errors.LedgerCorruptError, match="found 'four'"):
            len(ledger)
        with pytest.raises(errors.LedgerCorruptError, match="the row of entry 'four' is damaged"):
            ledger.retract(2, reason="mistyped")


def test_an_entry_number_that_no_ledger_has_is_said_to_be_none(tmp_path: Path) -> None:
    with Ledger.open(make_ledger(tmp_path / "csib.db")) as ledger:
        for number in (-1, 0, 5, 2**70):
            with pytest.raises(errors.NoSuchEntryError, match=f"no entry {number}; this ledger has 4"):
                ledger.entry(number)
        assert [entry.number for entry in ledger.entries(after=-7)] == [1, 2, 3, 4]
        assert list(ledger.entries(after=2**70)) == []


@pytest.mark.parametrize("name", [b"CREATE TABLE ledger", b"CREATE TRIGGER entry_misnumbered", b"originator_version"])
def test_tables_of_another_shape_or_with_no_readable_name_are_damage(tmp_path: Path, name: bytes) -> None:
    path = make_ledger(tmp_path / "csib.db")
    whole = path.read_bytes()
    for noise in (name[:-1] + b"?", name[:-2] + b"\xb3\x8b", name[:-2] + b"zz"):
        path.write_bytes(whole.replace(name, noise, 1))

        with pytest.raises((errors.LedgerCorruptError, errors.NotALedgerError)):
            record(path)


def record(path: Path) -> None:
    with Ledger.open(path, clerk="office:clerk") as ledger:
        ledger.record(action("another"))


def test_side_tables_out_of_step_are_damage(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db")
    with unguarded(path) as connection:
        connection.execute("INSERT INTO disclosure VALUES (1, 5, x'00')")

    with pytest.raises(errors.LedgerCorruptError, match=r"UNIQUE constraint failed|duplicate key"):
        record(path)


def test_a_table_that_is_gone_is_told_when_the_ledger_is_opened(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db")
    with unguarded(path) as connection:
        connection.execute("DROP TABLE mention")

    with pytest.raises(errors.NotALedgerError, match="has not the tables"):
        Ledger.open(path)


def damaged_json(path: Path, number: int) -> None:
    """Put a byte in an entry that no text holds, behind all that its outline says."""
    with unguarded(path) as connection:
        [(raw,)] = connection.execute(
            "SELECT state FROM stored_events WHERE originator_version = ?", (number,)
        ).fetchall()
        at = raw.index(b'"body":{"') + len(b'"body":{"')
        connection.execute(
            "UPDATE stored_events SET state = ? WHERE originator_version = ?",
            (raw[:at] + b"\x9e" + raw[at + 1 :], number),
        )


def test_a_damaged_erasure_is_damage_to_whoever_asks_why_words_are_gone(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db")
    with Ledger.open(path, clerk="office:clerk") as ledger:
        ledger.erase(2, reason="Asked for", by="office:records")
    damaged_json(path, 5)

    with Ledger.open(path, clerk="office:clerk") as ledger:
        words = ledger.entry(2).event.text

        with pytest.raises(errors.LedgerCorruptError, match="entry 5 cannot be read"):
            str(words)
        with pytest.raises(errors.LedgerCorruptError, match="entry 5 cannot be read"):
            ledger.erase(2, reason="Asked for", by="office:records")


def test_a_damaged_entry_is_damage_to_whoever_records_under_its_key_erases_it_or_seals(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db")
    with Ledger.open(path, clerk="office:clerk") as ledger:
        ledger.record(action("9"), key="k")
    damaged_json(path, 5)
    damaged_json(path, 1)

    with Ledger.open(path, clerk="office:clerk") as ledger:
        asked: list[Callable[[], object]] = [
            lambda: ledger.record(action("9"), key="k"),
            lambda: ledger.erase(5, reason="Asked for", by="office:records"),
            lambda: ledger.seal(Signer.generate(ledger.origin)),
        ]
        for ask in asked:
            with pytest.raises(errors.LedgerCorruptError, match="cannot be read"):
                ask()
