"""Policies: a checkpoint is believed once a log has signed it and a quorum has cosigned it."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, strategies as st

from govledger.errors import SealError
from govledger.seal.cosignature import CosignatureSigner, Ed25519CosignatureSigner, Ed25519CosignatureVerifier
from govledger.seal.note import Note, Verifier
from govledger.seal.policy import POLICY_BYTES_MAX, Group, ListedLog, ListedWitness, Policy
from tests.seal.support import ADVISER, AUDIT, CHAIR, LOG, NOON, OTHER_LOG, checkpoint

OUTSIDE_AND_INSIDE = f"""\
# Somebody outside the council and somebody inside it.
log {LOG.verifier.vkey} https://northbeck.example/log

witness adviser {ADVISER.verifier.vkey}
witness audit {AUDIT.verifier.vkey}
\twitness\tchair  {CHAIR.verifier.vkey}   https://chair.northbeck.example/ \t
 # The adviser is appointed from outside.
group outside any adviser audit
group both all outside chair
quorum both
"""


def cosigned(*witnesses: CosignatureSigner) -> Note:
    return checkpoint().sign(LOG).with_signatures(*(signer.cosign(checkpoint(), time=NOON) for signer in witnesses))


def test_a_policy_is_read_line_by_line() -> None:
    policy = Policy.parse(OUTSIDE_AND_INSIDE.encode())

    assert policy.logs == (ListedLog(LOG.verifier, "https://northbeck.example/log"),)
    assert policy.witnesses == (
        ListedWitness("adviser", ADVISER.verifier),
        ListedWitness("audit", AUDIT.verifier),
        ListedWitness("chair", CHAIR.verifier, "https://chair.northbeck.example/"),
    )
    assert policy.groups == (Group("outside", 1, ("adviser", "audit")), Group("both", 2, ("outside", "chair")))
    assert policy.quorum == "both"


def test_a_policy_is_written_and_read_back() -> None:
    policy = Policy.parse(OUTSIDE_AND_INSIDE.encode())

    assert Policy.parse(policy.encode()) == policy
    assert policy.encode().decode().splitlines()[-3:] == [
        "group outside any adviser audit",
        "group both all outside chair",
        "quorum both",
    ]


@pytest.mark.parametrize(
    ("witnesses", "standing"),
    [
        ((ADVISER, AUDIT, CHAIR), {"adviser", "audit", "chair", "outside", "both"}),
        ((AUDIT, CHAIR), {"audit", "chair", "outside", "both"}),
        ((CHAIR, ADVISER), {"adviser", "chair", "outside", "both"}),
    ],
)
def test_a_quorum_is_met_by_enough_of_every_group(witnesses: tuple[CosignatureSigner, ...], standing: set[str]) -> None:
    witnessed = Policy.parse(OUTSIDE_AND_INSIDE.encode()).open(cosigned(*witnesses).encode())

    assert witnessed.checkpoint == checkpoint()
    assert witnessed.standing == standing
    assert {held.time for held in witnessed.cosignatures} == {NOON}


@pytest.mark.parametrize(
    ("witnesses", "told"), [((), "nobody"), ((CHAIR,), "chair"), ((ADVISER, AUDIT), "adviser, audit, outside")]
)
def test_a_quorum_is_not_met_by_one_side_alone(witnesses: tuple[CosignatureSigner, ...], told: str) -> None:
    with pytest.raises(SealError, match=f"policy: found 'cosignatures of {told}', expected the quorum both"):
        Policy.parse(OUTSIDE_AND_INSIDE.encode()).open(cosigned(*witnesses))


def test_the_same_witness_counts_once_however_often_it_cosigns() -> None:
    policy = Policy.parse(
        f"witness a {AUDIT.verifier.vkey}\nwitness b {CHAIR.verifier.vkey}\ngroup g 2 a b\nquorum g\n".encode()
    )
    often = cosigned().with_signatures(*(AUDIT.cosign(checkpoint(), time=NOON + day) for day in range(5)))

    with pytest.raises(SealError, match="found 'cosignatures of a', expected the quorum g"):
        policy.open(often, LOG.verifier)


def test_a_quorum_of_nobody_asks_for_the_log_alone() -> None:
    policy = Policy.parse(f"log {OTHER_LOG.verifier.vkey}\nlog {LOG.verifier.vkey}\nquorum none\n".encode())

    assert policy.open(cosigned()).checkpoint == checkpoint()
    with pytest.raises(SealError, match="no signature of a known key"):
        policy.open(Note(checkpoint().encode(), cosigned(AUDIT).signatures[1:]))


def test_a_policy_without_logs_needs_the_reader_to_name_one() -> None:
    policy = Policy.parse(b"quorum none\n")

    assert policy.open(cosigned(), LOG.verifier).checkpoint == checkpoint()
    with pytest.raises(SealError, match="no signature of a known key"):
        policy.open(cosigned())


def test_a_log_speaks_only_for_the_origin_its_key_is_named_after() -> None:
    policy = Policy.parse(f"log {OTHER_LOG.verifier.vkey}\nquorum none\n".encode())

    with pytest.raises(SealError, match="origin: found"):
        policy.open(checkpoint().sign(OTHER_LOG))


def test_a_cosignature_that_fails_spoils_the_note() -> None:
    moved = cosigned().with_signatures(AUDIT.cosign(checkpoint(18), time=NOON))

    with pytest.raises(SealError, match=r"a signature of audit\.example that fails"):
        Policy.parse(f"witness a {AUDIT.verifier.vkey}\nquorum none\n".encode()).open(moved, LOG.verifier)


def test_the_words_of_the_format_may_be_names() -> None:
    text = (
        f"witness all {AUDIT.verifier.vkey}\nwitness any {CHAIR.verifier.vkey}\ngroup group 2 all any\nquorum group\n"
    )

    policy = Policy.parse(text.encode())

    assert policy.groups == (Group("group", 2, ("all", "any")),)
    assert Policy.parse(policy.encode()) == policy


def test_octets_that_are_no_utf_8_are_names_of_themselves() -> None:
    vkey = AUDIT.verifier.vkey.encode()
    kelvin, high = "\u212aelvin".encode(), b"w\x80"
    text = b"witness %s %s\nwitness %s %s\nquorum %s\n" % (kelvin, vkey, high, CHAIR.verifier.vkey.encode(), high)

    policy = Policy.parse(text)

    assert policy.quorum.encode(errors="surrogateescape") == high
    assert policy.encode() == text
    with pytest.raises(SealError, match="a witness or group defined above, or none"):
        Policy.parse(b"witness %s %s\nquorum Kelvin\n" % (kelvin, vkey))


A, B = AUDIT.verifier.vkey, CHAIR.verifier.vkey
SAME_KEY = Ed25519CosignatureVerifier("impostor.example", AUDIT.verifier.public).vkey
SAME_LOG = Verifier("impostor.example", LOG.verifier.public).vkey


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "found 'no quorum', expected exactly one quorum line"),
        ("quorum none", "expected a newline at the end"),
        ("quorum none\n\x01\n", "byte 0x01 at 12"),
        ("quorum none\r\n", "byte 0x0d at 11"),
        ("quorum none\x7f\n", "byte 0x7f at 11"),
        (f"quorum none\n{'#' * 1_048_576}\n", "expected at most 1048576 bytes"),
        ("quibble w1\nquorum none\n", "policy line 1: found 'quibble w1', expected a log, witness, group or quorum"),
        (f"witness a {A} https://audit.example/ # note\nquorum a\n", "policy line 1"),
        ("log\nquorum none\n", "policy line 1"),
        ("log garbage\nquorum none\n", "key id: found '', expected 8 hexadecimal digits"),
        ("log clerk+00000000+YwAA\nquorum none\n", "found 'algorithm 0x63', expected 0x01 or 0x04 or 0x06"),
        (f"log {LOG.verifier.vkey} a b\nquorum none\n", "policy line 1"),
        (f"log {LOG.verifier.vkey}\nlog {SAME_LOG}\nquorum none\n", "policy line 2.*a key that no other log has"),
        (f"log {LOG.verifier.vkey[:-1]}\nquorum none\n", "expected base64"),
        ("witness a\nquorum none\n", "policy line 1"),
        (f"witness a {LOG.verifier.vkey}\nquorum a\n", "found 'algorithm 0x01', expected 0x04 or 0x06"),
        (f"witness none {A}\nquorum none\n", "found 'none', expected a name that is not taken"),
        (f"witness a {A}\nwitness a {B}\nquorum a\n", "policy line 2: found 'a', expected a name that is not taken"),
        (f"witness a {A}\nwitness b {SAME_KEY}\nquorum a\n", "policy line 2.*a key that no other witness has"),
        (f"witness a {A}\nwitness b {B}\ngroup a any b\nquorum a\n", "policy line 3.*a name that is not taken"),
        (f"witness a {A}\ngroup a any a\nquorum a\n", "policy line 2.*a name that is not taken"),
        (f"witness a {A}\ngroup none any a\nquorum none\n", "policy line 2.*a name that is not taken"),
        (f"witness a {A}\ngroup g 1\nquorum a\n", "policy line 2: found 'group g 1'"),
        (f"witness a {A}\ngroup g 0 a\nquorum g\n", "policy line 2: found 0, expected from 1 to 1"),
        (f"witness a {A}\ngroup g 2 a\nquorum g\n", "policy line 2: found 2, expected from 1 to 1"),
        (f"witness a {A}\ngroup g -1 a\nquorum g\n", "policy line 2: found '-1', expected a decimal"),
        (f"witness a {A}\ngroup g 01 a\nquorum g\n", "policy line 2: found '01', expected a decimal"),
        (f"witness a {A}\ngroup g any b\nquorum g\n", "policy line 2: found 'b', expected a witness or group"),
        (f"group g any a\nwitness a {A}\nquorum g\n", "policy line 1: found 'a'"),
        (f"witness a {A}\ngroup g any g\nquorum g\n", "policy line 2: found 'g'"),
        (f"witness a {A}\ngroup g any none a\nquorum g\n", "policy line 2: found 'none'"),
        (f"witness a {A}\ngroup g all a a\nquorum g\n", "policy line 2: found 'a'.*in no group yet"),
        (f"witness a {A}\nwitness b {B}\ngroup g any a b\ngroup h any a\nquorum g\n", "policy line 4: found 'a'"),
        (f"witness a {A}\n", "no quorum"),
        (f"witness a {A}\nquorum a\nquorum a\n", "policy line 3: found 'another quorum'"),
        ("quorum unknown\n", "found 'unknown', expected a witness or group defined above, or none"),
        (f"quorum a\nwitness a {A}\n", "found 'a', expected a witness or group defined above, or none"),
        ("quorum\n", "policy line 1: found 'quorum'"),
        ("quorum none none\n", "policy line 1"),
    ],
)
def test_what_is_not_a_policy_is_refused(text: str, said: str) -> None:
    with pytest.raises(SealError, match=said):
        Policy.parse(text.encode())


def test_a_policy_may_be_as_long_as_it_may() -> None:
    assert Policy.parse(b"quorum none\n#".ljust(POLICY_BYTES_MAX - 1, b" ") + b"\n").quorum == "none"


@given(st.binary() | st.lists(st.sampled_from(OUTSIDE_AND_INSIDE.encode().split(b"\n"))).map(b"\n".join))
def test_any_bytes_are_a_policy_that_reads_back_the_same_or_are_refused(data: bytes) -> None:
    try:
        policy = Policy.parse(data)
    except SealError:
        return

    assert Policy.parse(policy.encode()) == policy


@given(st.data())
def test_a_policy_with_a_changed_byte_reads_back_the_same_or_is_refused(data: st.DataObject) -> None:
    changed = bytearray(OUTSIDE_AND_INSIDE.encode())
    changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))

    try:
        policy = Policy.parse(bytes(changed))
    except SealError:
        return

    assert Policy.parse(policy.encode()) == policy


def many() -> Iterator[Ed25519CosignatureSigner]:
    for number in range(32):
        yield Ed25519CosignatureSigner(f"witness{number}.example", bytes([number]) * 32)


def test_thirty_two_logs_witnesses_and_groups_are_read() -> None:
    lines = [f"log {Verifier(f'log{number}', bytes([number]) * 32).vkey}" for number in range(32)]
    lines += [f"witness w{number} {signer.verifier.vkey}" for number, signer in enumerate(many())]
    lines += ["group g0 all w0", *(f"group g{number} all g{number - 1} w{number}" for number in range(1, 32))]

    policy = Policy.parse("\n".join([*lines, "quorum g31", ""]).encode())

    assert policy.open(cosigned(*many()), LOG.verifier).standing >= {"g31"}
    assert (len(policy.logs), len(policy.witnesses), len(policy.groups)) == (32, 32, 32)
    with pytest.raises(SealError, match=re.escape("expected the quorum g31")):
        policy.open(cosigned(*list(many())[1:]), LOG.verifier)
