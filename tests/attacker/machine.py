"""A state machine in which an attacker owns the database and the log's key, and readers own what they kept.

The laws:

- an honest history is never reported, as a ledger or as an export, whatever was kept of it, however late its witnesses
  and the authority for timestamps come and however wrong a clock is, the ledger's own among them;
- entries that differ from the honest ones at or below the largest kept size or receipt are always reported, and one act
  alone is reported by its name, and by the number of the first entry that differs where an older export was kept;
- what differs only above that is not held against what was kept;
- two witnesses who are asked for cosign no history but one that goes on from what they know.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import Counter
from copy import copy
from importlib.util import find_spec
from pathlib import Path
from random import Random

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from govledger.errors import GovledgerError
from govledger.exports import Finding, Kind, Verified, open_export, verify, write_export
from govledger.seal.note import Note, Signer
from govledger.seal.tree import prove_consistency
from govledger.seal.witness import OK, AddCheckpoint, Witness, parse_answer
from tests.attacker.forging import FORGES, Act, Forge, into_database, signed
from tests.attacker.honest import AUTHORITY, POLICY, VKEYS, Honest, Item, Keeper, log_of
from tests.exports.authority import Authority
from tests.seal.logs import Log
from tests.seal.support import LOG, ORIGIN

COUNTS: Counter[str] = Counter()
"""How often each thing was tried, and how often each name was found; for the closing note of a long run."""

HISTORY = frozenset({Kind.HISTORY_CHANGED, Kind.TRUNCATED})
RECEIPT = frozenset({Kind.RECEIPT_BROKEN, Kind.TRUNCATED})

OTHER_KEY, OTHER_AUTHORITY = Signer(ORIGIN, bytes(32)), Authority("another clock")

CHANCES = st.integers(0, 1 << 32).map(Random)
WITNESSES = st.sampled_from([(0, 1), (0,), (1,)])
OFFS = st.sampled_from([0, 0, 0, -5, 5, -30, 30, -600, 600, -10_000, 10_000]).map(lambda off: dt.timedelta(minutes=off))
HAS_EXTRA = find_spec("rfc3161_client") is not None


class Attacker(RuleBasedStateMachine):
    """An honest ledger, and somebody who may do with it what they like, but not with what others kept."""

    @initialize(count=st.sampled_from([3, 3, 3, 3, 252]))
    def open_ledger(self, count: int) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.honest = Honest(Path(self._folder.name))
        self._databases = 0
        self.honest.record(count)

    def teardown(self) -> None:
        if hasattr(self, "honest"):
            try:
                self.look()
            finally:
                self.honest.close()
                self._folder.cleanup()

    # The council -----------------------------------------------------------------------------------------------------

    @rule(count=st.integers(1, 7), minutes=st.integers(0, 300))
    def record(self, count: int, minutes: int) -> None:
        self.honest.clock.pass_time(minutes=minutes)
        self.honest.record(count)

    @rule(minutes=st.integers(0, 300))
    def seal(self, minutes: int) -> None:
        self.honest.clock.pass_time(minutes=minutes)
        self.honest.seal()

    @rule(days=st.integers(1, 4))
    def wait(self, days: int) -> None:
        self.honest.clock.pass_time(days=days)

    @precondition(lambda self: bool(self.honest.sizes))
    @rule(witnesses=WITNESSES, wrong_by=OFFS)
    def cosign(self, witnesses: tuple[int, ...], wrong_by: dt.timedelta) -> None:
        self.honest.cosign(witnesses, wrong_by=wrong_by)
        COUNTS["honest: refused a time"] += self.honest.refused
        self.honest.refused = 0

    @precondition(lambda self: HAS_EXTRA and bool(self.honest.sizes))
    @rule(wrong_by=OFFS)
    def have_it_stamped(self, wrong_by: dt.timedelta) -> None:
        self.honest.have_stamped(wrong_by=wrong_by)
        COUNTS["honest: timestamps"] += 1

    @rule(hours=st.integers(1, 90))
    def run_ahead(self, hours: int) -> None:
        """Let the ledger's own clock be ahead, until somebody sets it right."""
        self.honest.ahead += dt.timedelta(hours=hours)

    @rule()
    def set_the_clock_right(self) -> None:
        self.honest.set_right()

    @rule(minutes=st.integers(0, 300))
    def hold_a_meeting(self, minutes: int) -> None:
        """Record what was said, seal it, have both witnesses cosign, and print the checkpoint."""
        self.record(2, minutes)
        self.seal(minutes)
        self.honest.cosign((0, 1))
        self.keep()

    @precondition(lambda self: len(self.honest.ledger) > 2)
    @rule(chance=CHANCES)
    def erase(self, chance: Random) -> None:
        held = [number for number, (_, words) in enumerate(self.honest.items(), start=1) if words]
        if held:
            self.honest.erase(chance.choice(held))

    # The readers -----------------------------------------------------------------------------------------------------

    @precondition(lambda self: bool(self.honest.sizes))
    @rule()
    def keep(self) -> None:
        self.honest.keeper.notes.append(self.honest.newest)

    @precondition(lambda self: bool(self.honest.sizes))
    @rule()
    def read_the_board_paper(self) -> None:
        """Keep what is printed of the newest checkpoint: origin, size and root."""
        self.honest.keeper.printed.append(Note.parse(self.honest.newest).text.encode())

    @precondition(lambda self: bool(self.honest.sizes))
    @rule(chance=CHANCES)
    def take_a_receipt(self, chance: Random) -> None:
        number = chance.randrange(1, self.honest.sizes[-1] + 1)
        self.honest.keeper.receipts.append(self.honest.ledger.receipt(number))

    @precondition(lambda self: bool(self.honest.sizes))
    @rule()
    def keep_an_export(self) -> None:
        log = self.honest.log()
        self.honest.keeper.older = Log(**{**vars(log), "entries": log.entries[: max(log.notes)]})

    @rule()
    def look(self) -> None:
        """Everything that is honest holds, as a ledger and as an export."""
        honest = self.honest
        expected = honest.cosigned == (honest.sizes or [0])[-1]
        self._held(honest.keeper.verify_live(honest.ledger), "a ledger")
        if honest.sizes and not _erased_above(honest):
            policy = POLICY if expected and honest.sizes else None
            target = honest.path.with_name(f"export-{COUNTS['honest: an export']}.zip")
            write_export(honest.ledger, target, vkeys=VKEYS)
            evidence = open_export(target)
            self._held(
                verify(
                    evidence,
                    kept=[*honest.keeper.notes, *honest.keeper.printed],
                    receipts=honest.keeper.receipts,
                    policy=policy,
                    tsa_certificates=AUTHORITY.certificates,
                ),
                "an export",
            )
            evidence.close()
            target.unlink()

    @staticmethod
    def _held(verified: Verified, what: str) -> None:
        COUNTS[f"honest: {what}"] += 1
        assert verified.ok, verified.findings

    # The attacker ----------------------------------------------------------------------------------------------------

    @rule(forge=st.sampled_from(FORGES), chance=CHANCES, is_live=st.booleans())
    def attack_once(self, forge: Forge, chance: Random, is_live: bool) -> None:  # noqa: FBT001 - drawn
        self._attack([forge], chance, is_live=is_live)

    @rule(forges=st.lists(st.sampled_from(FORGES), min_size=2, max_size=4), chance=CHANCES, is_live=st.booleans())
    def attack_in_many_ways(self, forges: list[Forge], chance: Random, is_live: bool) -> None:  # noqa: FBT001 - drawn
        self._attack(forges, chance, is_live=is_live)

    @precondition(lambda self: bool(self.honest.sizes))
    @rule(forges=st.lists(st.sampled_from(FORGES), min_size=1, max_size=2), chance=CHANCES)
    def ask_the_witnesses(self, forges: list[Forge], chance: Random) -> None:
        """Show both witnesses a forged history: they cosign nothing but what goes on from what they know."""
        items = self.honest.items()
        for forge in forges:
            forge(items, chance, self.honest)
        log = signed(items, self.honest, sizes=self.honest.sizes)
        agreed = [self._asked(copy(witness), log) for witness in self.honest.witnesses]
        verified = Keeper().verify(log, policy=POLICY)
        truth, size = [raw for raw, _ in self.honest.items()], max(log.notes)
        is_cosigned = size in self.honest.sizes and log.notes[size] == self.honest.notes().get(size)
        COUNTS["witnesses: asked"] += 1
        if not (all(agreed) or is_cosigned):
            assert not verified.ok
            COUNTS["witnesses: refused"] += 1
        if verified.ok:
            limit = min(size, self.honest.cosigned)
            assert log.entries[:limit] == truth[:limit]

    @precondition(lambda self: bool(self.honest.keeper.notes))
    @rule(forges=st.lists(st.sampled_from(FORGES), max_size=1), chance=CHANCES)
    def exchange_the_key(self, forges: list[Forge], chance: Random) -> None:
        """Sign everything with another key of the same name, and give that one in the export."""
        items = self.honest.items()
        for forge in forges:
            forge(items, chance, self.honest)
        log = log_of(items, {})
        for size in {min(size, len(items)) for size in self.honest.sizes}:
            log.sign(OTHER_KEY, size)
        log.vkeys, log.policy = [OTHER_KEY.verifier.vkey], None
        verified = self.honest.keeper.verify(log, vkeys=())
        COUNTS["shown: another key"] += 1
        assert Kind.BAD_SIGNATURE in {finding.kind for finding in verified.findings}

    @precondition(lambda self: HAS_EXTRA and bool(self.honest.ledger.timestamps()))
    @rule(chance=CHANCES, is_others=st.booleans())
    def show_another_timestamp(self, chance: Random, is_others: bool) -> None:  # noqa: FBT001 - drawn
        """Give a checkpoint a timestamp of another one, or of an authority of the attacker's own."""
        log, size = self.honest.log(), chance.choice(self.honest.sizes)
        of = log.checkpoint(ORIGIN, size if is_others else size - 1)
        stamper = OTHER_AUTHORITY if is_others else AUTHORITY
        log.timestamps = {**log.timestamps, size: stamper.stamp(of, self.honest.clock.now)}
        verified = self.honest.keeper.verify(log)
        COUNTS["shown: another timestamp"] += 1
        assert Kind.BAD_TIMESTAMP in {finding.kind for finding in verified.findings}

    @precondition(lambda self: bool(self.honest.sizes))
    @rule()
    def say_it_is_public(self) -> None:
        """Lose all words, and say that the view is the public's: it is told as such, and no word counts as there."""
        log = log_of([(raw, ()) for raw, _ in self.honest.items()], self.honest.notes())
        log.audience = "public"
        verified = self.honest.keeper.verify(log)
        COUNTS["shown: as public"] += 1
        assert verified.audience == "public"
        assert verified.commitments.disclosed == 0

    def _asked(self, witness: Witness, log: Log) -> bool:
        """Whether a witness cosigned; what it cosigned is put under the checkpoint."""
        witness.known, witness.evidence = dict(witness.known), []
        size, head = max(log.notes), witness.head(ORIGIN)
        old = head.size if head else 0
        proof: tuple[bytes, ...] = ()
        if 0 < old <= size:
            proof = prove_consistency(old, size, log.tree().node)
        offered = Note.parse(log.notes[size])
        answer = witness.add_checkpoint(AddCheckpoint(old, proof, offered).encode(), time=self._now())
        if answer.status != OK:
            return False
        log.notes[size] = offered.with_signatures(*parse_answer(answer.body)).encode()
        return True

    def _now(self) -> int:
        return int(self.honest.clock.now.timestamp())

    def _attack(self, forges: list[Forge], chance: Random, *, is_live: bool) -> None:
        items = self.honest.items()
        acts = [done for forge in forges if (done := forge(items, chance, self.honest))]
        log = signed(items, self.honest, sizes=self.honest.sizes)
        verified = self._seen_live(log) if is_live else self.honest.keeper.verify(log)
        COUNTS[f"shown: {'a ledger' if is_live else 'an export'}"] += 1
        if verified is None:
            return
        for kind in {finding.kind for finding in verified.findings}:
            COUNTS[f"found: {kind}"] += 1
        self._judge(acts, items, verified)
        self._judge_forks(log, verified)

    def _seen_live(self, log: Log) -> Verified | None:
        """What is told of the same as a ledger; nothing where it does not even open."""
        self._databases += 1
        path = self.honest.path.with_name(f"forged-{self._databases}.db")
        try:
            ledger = into_database(log, self.honest, path)
        except GovledgerError:
            COUNTS["a forged ledger did not open"] += 1
            return None
        with ledger:
            return self.honest.keeper.verify_live(ledger)

    def _judge(self, acts: list[Act], items: list[Item], verified: Verified) -> None:
        """The laws, for what was shown."""
        truth, shown = [raw for raw, _ in self.honest.items()], [raw for raw, _ in items]
        limit = self.honest.keeper.size
        kinds = {finding.kind for finding in verified.findings}
        is_changed = shown[:limit] != truth[:limit]
        assert is_changed == bool(kinds & HISTORY), (kinds, limit)
        broken = {
            number for number in self.honest.keeper.received if truth[number - 1 : number] != shown[number - 1 : number]
        }
        told = {number for found in verified.findings if found.kind in RECEIPT for number in found.entries}
        assert broken <= told, (broken, verified.findings)
        one = acts[0] if len(acts) == 1 else None
        COUNTS[f"act: {one.name}" if one else "acts: several"] += 1
        if one is None:
            return
        if one.is_alone:
            assert kinds & one.kinds, (one, verified.findings)
        elif is_changed and one.name == "truncate":
            assert Kind.TRUNCATED in kinds
        elif is_changed and self.honest.keeper.older is not None:
            first = first_difference(truth, shown)
            if first <= max(self.honest.keeper.older.notes):
                _check_named(one, first, verified.findings)
        if is_changed:
            COUNTS[f"named: {one.name}"] += 1

    def _judge_forks(self, log: Log, verified: Verified) -> None:
        """Where the log signed what is shown and, of no greater size, what was kept, the fork is found and proved."""
        truth = [raw for raw, _ in self.honest.items()]
        sizes = [size for size in self.honest.keeper.sizes if size <= max(log.notes)]
        if any(log.entries[:size] != truth[:size] for size in sizes):
            assert Kind.FORKED in {finding.kind for finding in verified.findings}, verified.findings
            assert verified.fork is not None
        if verified.fork is not None:
            verified.fork.check(LOG.verifier)
            COUNTS["fork proofs"] += 1


def _check_named(one: Act, first: int, findings: tuple[Finding, ...]) -> None:
    """Check that what was done is found by its name, and the first entry that differs by its number."""
    assert any(found.kind in one.kinds for found in findings), (one, findings)
    assert any(first in found.entries for found in findings), (first, findings)


def first_difference(truth: list[bytes], shown: list[bytes]) -> int:
    """The number of the first entry that is not as it was."""
    pairs = zip(truth, shown, strict=False)
    return next((number for number, (was, now) in enumerate(pairs, start=1) if was != now), len(shown) + 1)


def _erased_above(honest: Honest) -> bool:
    """Whether an erasure is not yet sealed: then no full export can be made."""
    return any(b"disclosure-erased" in raw for raw, _ in honest.items()[honest.sizes[-1] :])
