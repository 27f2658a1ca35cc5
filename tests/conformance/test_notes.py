"""Signed notes and checkpoints, held against the examples of C2SP, the tests of x/mod, and a real log."""

from collections.abc import Iterator

import pytest

from govledger.errors import SealError
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.leaf import leaf_hash
from govledger.seal.note import Note, Signature, Signer, Verifier

# C2SP signed-note: the example of a verifier key.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)

# C2SP signed-note: the example at its head, whose key is not given.
POEM = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)

# golang.org/x/mod/sumdb/note: its documentation and its tests.
SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SECOND_VKEY = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
SECOND_LINE = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)

FIRST, SECOND = Verifier.parse(VKEY), Verifier.parse(SECOND_VKEY)

# golang.org/x/mod/sumdb/tlog: the text of a tree, whose hash is that of one record.
TREE = "go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n"

# The checksum database of Go: its key, and one of its heads.
SUMDB_KEY = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
SUMDB_HEAD = (
    "go.sum database tree\n35225469\nvt5T6GaLCXvyHFl9VUvvItR43XZxfLgftEcTyO3eJCQ=\n\n"
    "— sum.golang.org Az3grpukl5AXaVfYkLiDGORx/DN2nlcS5kZHR5uYOBV2KA2HgXpD+gu9HHONebHLAyaKbbTM75QTtPydhKCExixSfwQ=\n"
)


def opened(text: str, *keys: Verifier) -> tuple[Signature, ...]:
    return Note.parse(text.encode()).verify(*keys)


def substrings(text: str) -> Iterator[str]:
    """Every substring but the whole."""
    for start in range(len(text) + 1):
        for end in range(start, len(text) + 1):
            if (start, end) != (0, len(text)):
                yield text[start:end]


def increments(text: str) -> Iterator[str]:
    """The text with each of its bytes one higher."""
    for at, character in enumerate(text):
        yield f"{text[:at]}{chr(ord(character) + 1)}{text[at + 1 :]}"


def test_the_example_of_the_standard_verifies() -> None:
    assert len(opened(EXAMPLE, Verifier.parse(EXAMPLE_KEY))) == 1


def test_the_poem_of_the_standard_is_read_to_its_last_empty_line() -> None:
    note = Note.parse(POEM.encode())

    assert note.text.endswith("sole:\n\ned è subito sera.\n")
    assert [line.name for line in note.signatures] == ["quasimodo.example/salvatore"]
    assert note.encode() == POEM.encode()


def test_a_text_is_signed_to_exactly_the_published_line() -> None:
    signer = Signer.parse(SKEY)

    assert Note.sign(TEXT, signer).encode().decode() == f"{TEXT}\n{LINE}"
    assert (signer.skey, signer.verifier.vkey, FIRST.vkey, SECOND.vkey) == (SKEY, VKEY, VKEY, SECOND_VKEY)


def test_a_note_of_two_keys_opens_with_either_and_with_both() -> None:
    both = f"{TEXT}\n{LINE}{SECOND_LINE}"

    assert [line.name for line in opened(both, FIRST)] == ["PeterNeumann"]
    assert [line.name for line in opened(both, FIRST, SECOND)] == ["PeterNeumann", "EnochRoot"]
    with pytest.raises(SealError, match="no signature of a known key"):
        opened(both)


def test_repeated_lines_count_once() -> None:
    assert len(opened(f"{TEXT}\n{LINE}{LINE}{SECOND_LINE}{SECOND_LINE}", FIRST, SECOND)) == 2


def test_a_key_listed_twice_is_no_matter_as_it_is_the_same() -> None:
    assert len(opened(f"{TEXT}\n{LINE}", SECOND, FIRST, SECOND)) == 1


def test_more_than_a_hundred_signatures_are_refused() -> None:
    with pytest.raises(SealError, match="101 signature lines"):
        opened(f"{TEXT}\n{LINE * 101}", FIRST)


def test_a_known_key_that_signed_something_else_is_refused() -> None:
    with pytest.raises(SealError, match="a signature of PeterNeumann that fails"):
        opened(f"{TEXT}\n{LINE[:60]}ABCD{LINE[60:]}", FIRST)


@pytest.mark.parametrize("name", ["CarmenSandiego", "PeterNeuman"])
def test_a_line_under_another_name_is_of_another_key(name: str) -> None:
    with pytest.raises(SealError, match="no signature of a known key"):
        opened(f"{TEXT}\n{LINE.replace('PeterNeumann', name)}", FIRST)


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        f"{TEXT}\n".encode(),
        f"{TEXT}\n{LINE[:-1]}".encode(),
        b"\x01" + f"{TEXT}\n{LINE}".encode(),
        b"\xff" + f"{TEXT}\n{LINE}".encode(),
        f"{TEXT}\n{LINE.replace('PeterNeumann', 'Bad Name')}".encode(),
        f"{TEXT}\n{LINE}Unexpected line.\n".encode(),
    ],
    ids=["no signature", "no line", "no newline", "0x01", "0xff", "a name with a space", "an extra line"],
)
def test_what_x_mod_calls_malformed_is_refused(data: bytes) -> None:
    with pytest.raises(SealError):
        Note.parse(data)


@pytest.mark.parametrize("text", ["abc", "", "abc\x07\n"])
def test_what_x_mod_does_not_sign_is_not_signed(text: str) -> None:
    with pytest.raises(SealError):
        Note.sign(text, Signer.parse(SKEY))


def test_no_substring_of_a_key_is_a_key() -> None:
    for read, key in ((Verifier.parse, VKEY), (Signer.parse, SKEY), (Verifier.parse, EXAMPLE_KEY)):
        for damaged in substrings(key):
            with pytest.raises(SealError):
                read(damaged)


def test_no_key_with_a_byte_one_higher_is_a_key() -> None:
    for read, key in ((Verifier.parse, VKEY), (Signer.parse, SKEY), (Verifier.parse, EXAMPLE_KEY)):
        for damaged in increments(key):
            with pytest.raises(SealError):
                read(damaged)


@pytest.mark.parametrize(
    ("vkey", "said"),
    [
        ("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==", "key"),
        ("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "found 'algorithm 0x65', expected 0x01"),
    ],
    ids=["a bad key", "an unknown algorithm"],
)
def test_a_key_of_another_length_or_algorithm_is_refused_though_its_id_is_its_own(vkey: str, said: str) -> None:
    with pytest.raises(SealError, match=said):
        Verifier.parse(vkey)


def test_the_tree_of_x_mod_is_a_checkpoint() -> None:
    checkpoint = Checkpoint.parse(TREE)

    assert checkpoint == Checkpoint("go.sum database tree", 123_456_789_012, leaf_hash(b"hello world"))
    assert checkpoint.encode() == TREE


def test_a_head_of_a_real_log_opens() -> None:
    head = Checkpoint.open(SUMDB_HEAD.encode(), Verifier.parse(SUMDB_KEY), origin="go.sum database tree")

    assert (head.origin, head.size) == ("go.sum database tree", 35_225_469)
    with pytest.raises(SealError, match="a signature of sum"):
        Checkpoint.open(
            SUMDB_HEAD.replace("35225469", "35225470").encode(),
            Verifier.parse(SUMDB_KEY),
            origin="go.sum database tree",
        )


def test_a_real_log_whose_key_has_another_name_opens_only_by_its_origin() -> None:
    with pytest.raises(SealError, match=r"origin: found 'go\.sum database tree', expected sum\.golang\.org"):
        Checkpoint.open(SUMDB_HEAD.encode(), Verifier.parse(SUMDB_KEY))
