"""Exporting and verifying on the command line: one page, an exit code, and nothing left unsaid."""

import datetime as dt
import json
from pathlib import Path

import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.fork import ForkProof
from govledger.seal.leaf import leaf_hash
from govledger.seal.note import Note
from tests.cli.support import CLERK, run
from tests.exports.support import POLICY, VKEYS
from tests.seal.support import AUDIT, CHAIR, LOG, ORIGIN, OTHER_LOG


def cosign(ledger: Ledger) -> bytes:
    """Seal a ledger and have it cosigned by both witnesses, now."""
    sealed, now = ledger.seal(LOG), int(dt.datetime.now(dt.UTC).timestamp())
    lines = [witness.cosign(sealed.checkpoint, time=now) for witness in (CHAIR, AUDIT)]
    return ledger.cosigned(Note.parse(sealed.note).with_signatures(*lines).encode()).note


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a sealed ledger, a checkpoint kept, a receipt, a policy and keys."""
    with Ledger.create(tmp_path / "L", origin=ORIGIN, clerk=CLERK) as ledger:
        ledger.record(ev.ActionAdded(action="2.4", text="Audit every decision"))
        (tmp_path / "kept").write_bytes(cosign(ledger))
        ledger.record(ev.StatusReported(subject="action:2.4", status="green", text="All is well"))
        cosign(ledger)
        (tmp_path / "receipt").write_bytes(ledger.receipt(2))
    (tmp_path / "policy").write_bytes(POLICY)
    (tmp_path / "vkeys").write_text("\n".join(VKEYS))
    return tmp_path


def test_a_ledger_is_exported_and_the_export_verified(place: Path) -> None:
    made = run("export", place / "L", place / "E.zip", "--policy", place / "policy")

    asked = ["--kept", place / "kept", "--receipt", place / "receipt", "--policy", place / "policy"]
    held = run("verify", place / "E.zip", *asked)

    assert made.lines == [
        f"exported entries 1 to 3 of {ORIGIN} to {place / 'E.zip'}, for those who may see all of it",
        "2 checkpoints; 2 texts with words, 0 without",
    ]
    told = " ".join(held.out.split())
    assert "NOTHING TO LOOK AT. All that could be checked held; read below what could not." in told
    assert "against 1 checkpoint kept from earlier, of 2 entries" in told
    assert "against 1 receipt" in told
    assert f"the bytes and the order of entries 1 to 3; signed by {ORIGIN}, cosigned by audit at" in told
    assert "NOT CHECKABLE - how long before the first checkpoint that was seen entries 1 and 2 came" in told
    assert max(len(line) for line in held.lines if " " in line.strip()) <= 80, "but for a path that is longer"


def test_a_key_to_be_compared_stands_on_a_line_in_one_piece(place: Path) -> None:
    run("export", place / "L", place / "E", "--policy", place / "policy")
    log = next(line for line in (place / "policy").read_text().splitlines() if line.startswith("log ")).split()[1]
    assert len(f"     {log}") > 80, "so that it would be broken"

    told = run("verify", place / "E")

    assert log in [line.strip() for line in told.lines]


def test_a_ledger_is_verified_as_it_is(place: Path) -> None:
    found = run("verify", place / "L", "--vkey", place / "vkeys", "--json").json

    assert (found["ok"], found["kind"], found["size"], found["sealed"]) == (True, "ledger", 3, 3)
    assert [one["size"] for one in found["checkpoints"]] == [2, 3]
    assert found["checkpoints"][0]["signed_by"] == [ORIGIN]
    assert {one["witness"] for one in found["checkpoints"][0]["cosigned"]} == {CHAIR.name, AUDIT.name}


def test_a_public_export_says_what_it_withholds(place: Path) -> None:
    made = run("export", place / "L", place / "E", "--audience", "public", "--vkey", place / "vkeys", "--json").json

    found = run("verify", place / "E", "--json").json

    assert (made["disclosed"], made["withheld"], made["size"]) == (1, 1, 3)
    assert found["audience"] == "public"
    assert found["commitments"] == {"disclosed": 1, "withheld": 1, "erased": [], "missing": 0, "forged": 0}


def test_an_export_hidden_at_the_end_of_a_ledger_is_not_what_is_verified(place: Path) -> None:
    run("export", place / "L", place / "E.zip", "--vkey", place / "vkeys")
    with (place / "L").open("ab") as opened:
        opened.write((place / "E.zip").read_bytes())

    found = run("verify", place / "L", "--json", code=None)

    assert found.code == 2 or found.json["kind"] == "ledger"


def test_what_is_left_out_of_an_export_is_said(place: Path) -> None:
    with Ledger.open(place / "L", clerk=CLERK) as ledger:
        ledger.record(ev.ActionAdded(action="2.5"))

    made = run("export", place / "L", place / "E", "--vkey", VKEYS[0], "--vkey", VKEYS[1])

    assert made.lines[-1] == "1 entry above its newest checkpoint is not in it: seal the ledger first"
    assert AUDIT.name in made.err


def test_a_kept_checkpoint_of_another_history_ends_with_1_and_the_fork_is_written(place: Path) -> None:
    other = Checkpoint(ORIGIN, 3, bytes(32)).sign(LOG)
    (place / "other").write_bytes(other.encode())

    found = run(
        "verify", place / "L", "--vkey", VKEYS[0], "--kept", place / "other", "--fork-proof", place / "F", code=1
    )

    assert "TO LOOK AT (2)" in found.out
    assert "   HISTORY_CHANGED" in found.lines
    assert "   FORKED" in found.lines
    assert ForkProof.parse((place / "F").read_bytes()).check(LOG.verifier).larger.size == 3


def test_findings_are_in_the_json_with_their_entries(place: Path) -> None:
    with Ledger.open(place / "L", clerk=CLERK) as ledger:
        good = leaf_hash(ledger.entry(2).raw).hex()

    held = run("verify", place / "L", "--leaf", f"2:{good}", "--json")
    found = run("verify", place / "L", "--leaf", f"2:{'0' * 64}", "--json", code=1).json

    assert held.json["findings"] == []
    says = "entry 2 has not the hash that was noted"
    assert found["findings"] == [{"kind": "ENTRY_CHANGED", "says": says, "entries": [2]}]


def test_an_older_export_names_what_changed(place: Path) -> None:
    run("export", place / "L", place / "E", "--vkey", place / "vkeys")

    held = run("verify", place / "L", "--older", place / "E", "--vkey", place / "vkeys")

    assert "NOTHING TO LOOK AT" in held.out


def test_a_stale_checkpoint_ends_with_1(place: Path) -> None:
    old = dt.datetime.now(dt.UTC) - dt.timedelta(days=8)
    with Ledger.create(place / "M", origin=OTHER_LOG.name, clerk=CLERK, clock=lambda: old) as ledger:
        ledger.seal(OTHER_LOG)
    run("export", place / "M", place / "E", "--vkey", OTHER_LOG.verifier.vkey)

    stale = run("verify", place / "M", code=1)
    run("verify", place / "M", "--max-age", 9)
    run("verify", place / "E")

    assert "STALE" in stale.out
    assert "more than 7 days ago" in " ".join(stale.out.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "nowhere"],
        ["verify", "policy"],
        ["verify", "L", "--kept", "policy"],
        ["verify", "L", "--receipt", "kept"],
        ["verify", "L", "--policy", "kept"],
        ["verify", "L", "--vkey", "no-key"],
        ["verify", "L", "--vkey", "x" * 5_000],
        ["verify", "L", "--leaf", "2"],
        ["verify", "L", "--leaf", f"0:{'0' * 64}"],
        ["verify", "L", "--older", "policy"],
        ["verify", "L", "--kept", "large"],
        ["verify", "empty"],
        ["export", "L", "E"],
        ["export", "L", "kept", "--vkey", VKEYS[0]],
        ["export", "L", "nowhere/E", "--vkey", VKEYS[0]],
        ["export", "nowhere", "E"],
    ],
)
def test_what_cannot_be_run_ends_with_2(arguments: list[str], place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    (place / "large").write_bytes(bytes(2_000_000))
    (place / "empty").mkdir()

    ran = run(*arguments, code=2)

    assert ran.err
    assert not ran.out


def test_the_json_can_be_read_by_another_program(place: Path) -> None:
    found = json.loads(run("verify", place / "L", "--json").out)

    assert {"ok", "findings", "not_checkable", "checkpoints", "commitments", "quorum"} <= set(found)


def test_an_erased_text_is_told_with_the_entry_that_says_so(place: Path) -> None:
    with Ledger.open(place / "L", clerk=CLERK) as ledger:
        ledger.erase([3], reason="article 17", by="office:data-protection")

    found = run("verify", place / "L")

    assert "'text' of entry 3 was erased, as entry 4 says" in found.out


def test_a_long_history_of_checkpoints_and_erasures_is_cut_short_on_the_page(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "L", origin=ORIGIN, clerk=CLERK) as ledger:
        for number in range(12):
            ledger.record(ev.ActionAdded(action=f"a{number}", text=f"The words of {number}"))
            ledger.seal(LOG)
        ledger.erase(list(range(2, 14)), reason="article 17", by="office:data-protection")
        ledger.accept_clock(reason="the machine was replaced")
        ledger.seal(LOG)

    found = run("verify", tmp_path / "L", "--vkey", VKEYS[0])

    told = " ".join(found.out.split())
    assert "8 earlier checkpoints, likewise" in told
    assert "and 2 more erased texts, each with the entry that says so" in told
    assert "entry 15 set the ledger's clock right" in told


def test_a_ledger_that_was_never_sealed_says_that_nobody_signed_anything(tmp_path: Path) -> None:
    Ledger.create(tmp_path / "L", origin=ORIGIN, clerk=CLERK).close()

    found = run("verify", tmp_path / "L")

    assert "there is no checkpoint, so that nobody has signed anything" in found.out


def test_names_that_are_no_text_are_told_without_harm(place: Path) -> None:
    run("export", place / "L", place / "E", "--vkey", place / "vkeys")
    with open(bytes(place / "E") + b"/\xff\x1b[31m\xe2\x80\xae", "wb"):  # noqa: PTH123 - such a name is no text
        pass

    told, page = run("verify", place / "E", "--json", code=1), run("verify", place / "E", code=1)

    assert [found["kind"] for found in told.json["findings"]] == ["BAD_FILE"]
    assert "\\udcff" in told.out
    assert "\x1b" not in told.out + page.out


def test_a_reader_says_which_view_was_promised(place: Path) -> None:
    run("export", place / "L", place / "E", "--vkey", place / "vkeys", "--audience", "public")

    held = run("verify", place / "E", "--audience", "public")
    other = run("verify", place / "E", "--audience", "full", code=1)

    assert "NOTHING TO HOLD IT AGAINST" in held.out
    assert "OTHER_VIEW" in other.out
    assert "and a full one was promised" in " ".join(other.out.split())


def test_an_export_needs_the_key_of_the_log(tmp_path: Path) -> None:
    run("init", tmp_path / "L")

    assert "give the public key of the log with --vkey" in run("export", tmp_path / "L", tmp_path / "E", code=2).err
