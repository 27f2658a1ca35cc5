"""An attacker who also plays with whose signature counts, whose view it is and who has kept nothing.

The laws, besides those of `tests.attacker.machine`:

- where an export's own policy lists the log's key, no other key passes for it, not even to whoever kept nothing;
- neither a namesake of a witness nor the log's own key stands behind a checkpoint in a witness's stead;
- a log's key signs for no other log, whoever cosigned that one;
- words taken away under the name of a public view are found by whoever was promised a full one;
- whoever has nothing to hold a history against is told so, whatever the history is.
"""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from govledger.exports import ExportEvidence, Kind, Verified, verify
from govledger.seal.cosignature import CosignatureSigner, Ed25519CosignatureSigner
from govledger.seal.note import Note
from tests.attacker.forging import FORGES, Forge, signed
from tests.attacker.honest import POLICY, VKEYS, HeldFiles, log_of
from tests.attacker.machine import CHANCES, COUNTS, OTHER_KEY, Attacker
from tests.seal.logs import Log
from tests.seal.support import AUDIT, CHAIR, LOG, ORIGIN

SHADOW = "northbeck.example/shadow"
STAND_INS: list[CosignatureSigner] = [
    Ed25519CosignatureSigner("chair", bytes(range(50, 82))),
    Ed25519CosignatureSigner("both", bytes(range(51, 83))),
    Ed25519CosignatureSigner(CHAIR.name, LOG.seed),
    Ed25519CosignatureSigner(ORIGIN, LOG.seed),
]
FORGED = st.lists(st.sampled_from(FORGES), max_size=2)


class Impostor(Attacker):
    """The attacker, with further ways to pass for somebody else."""

    @precondition(lambda self: bool(self.honest.sizes))
    @rule(forges=FORGED, chance=CHANCES)
    def hide_behind_the_real_key(self, forges: list[Forge], chance: Random) -> None:
        """Sign with another key, and have the export's own policy list the real one."""
        log = self._forged(forges, chance)
        log.vkeys, log.policy = [OTHER_KEY.verifier.vkey, *VKEYS], POLICY.replace(b"quorum both", b"quorum none")
        for size in list(log.notes):
            log.sign(OTHER_KEY, size)

        found = shown(log)

        COUNTS["shown: behind the real key"] += 1
        assert Kind.BAD_SIGNATURE in kinds(found)

    @precondition(lambda self: bool(self.honest.sizes))
    @rule(forges=FORGED, chance=CHANCES, stand_in=st.sampled_from(STAND_INS))
    def stand_in_for_the_witnesses(self, forges: list[Forge], chance: Random, stand_in: CosignatureSigner) -> None:
        """Cosign with a key that has a witness's name, or with the log's own."""
        log = self._forged(forges, chance)
        size = max(log.notes)
        line = stand_in.cosign(log.checkpoint(ORIGIN, size), time=self._now())
        log.notes[size] = Note.parse(log.sign(LOG, size)).with_signatures(line).encode()
        log.vkeys = [*VKEYS, stand_in.verifier.vkey]

        found = shown(log, policy=POLICY, vkeys=[stand_in.verifier.vkey])

        COUNTS["shown: a stand-in for a witness"] += 1
        assert Kind.QUORUM_MISSING in kinds(found)
        assert found.held == 0

    @precondition(lambda self: bool(self.honest.sizes))
    @rule(chance=CHANCES)
    def sign_as_another_log(self, chance: Random) -> None:
        """Keep a second history under another name, which the witnesses cosign, and sign it with this log's key."""
        log = self._forged([], chance)
        opened = log.entries[0].replace(ORIGIN.encode(), SHADOW.encode())
        log.entries[0] = opened if chance.random() < 0.5 else opened.replace(b"ledger-opened/1", b"ledger-opened/2")
        for size in list(log.notes):
            checkpoint = log.checkpoint(SHADOW, size)
            lines = [witness.cosign(checkpoint, time=self._now()) for witness in (CHAIR, AUDIT)]
            log.notes[size] = Note(checkpoint.encode(), (LOG.sign(checkpoint.encode()), *lines)).encode()

        found = shown(log, policy=POLICY)

        COUNTS["shown: as another log"] += 1
        assert Kind.OTHER_LOG in kinds(found)

    @precondition(lambda self: bool(self.honest.sizes))
    @rule()
    def call_it_a_public_view(self) -> None:
        """Lose all words, and say that the view is the public's."""
        log = log_of([(raw, ()) for raw, _ in self.honest.items()], self.honest.notes())
        log.audience = "public"

        found = shown(log, audience="full")

        COUNTS["shown: as public, to one who was promised all"] += 1
        assert Kind.OTHER_VIEW in kinds(found)

    @precondition(lambda self: bool(self.honest.sizes))
    @rule(forges=FORGED, chance=CHANCES)
    def find_a_reader_who_kept_nothing(self, forges: list[Forge], chance: Random) -> None:
        """Show a history to somebody with nothing to hold it against."""
        found = shown(self._forged(forges, chance), vkeys=VKEYS)

        COUNTS["shown: to one who kept nothing"] += 1
        assert found.held == 0
        assert any("any entry against anything from outside" in says for says in found.unchecked)

    def _forged(self, forges: list[Forge], chance: Random) -> Log:
        """An export of what the attacker made of the honest history."""
        items = self.honest.items()
        for forge in forges:
            forge(items, chance, self.honest)
        return signed(items, self.honest, sizes=self.honest.sizes)


def shown(log: Log, **asked: Any) -> Verified:
    """What a reader is told of an export who kept nothing."""
    return verify(ExportEvidence(HeldFiles(log.files())), **asked)


def kinds(found: Verified) -> set[Kind]:
    """The names of what was found."""
    return {finding.kind for finding in found.findings}
