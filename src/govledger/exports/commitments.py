"""What became of each commitment: disclosed, withheld, erased by an entry that says so, missing or forged."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import a2b_base64, b2a_base64
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from itertools import chain
from operator import itemgetter, lt
from typing import Any

import attrs
import msgspec
from msgspec import UNSET

from govledger.errors import SealError
from govledger.events import Catalogue, EventType
from govledger.exports.evidence import Disclosed
from govledger.exports.leaves import Leaf, read_leaf
from govledger.ledger.findings import Findings, Kind, said_entries

ERASURE = "disclosure-erased"
_ERASED = f"{ERASURE}/"

STRAYS_MAX = 1_000
"""How many entries that are not there one finding lists."""

_NOT_SAID: tuple[Any, ...] = (None, "", [], {})
"""What an entry may hold in the place of a value, and says nothing."""

_VERBATIM = re.compile(r"@source/[0-9]+/verbatim")
_PATHS = {
    ("W", False): re.compile("[^/]+"),
    ("W", True): re.compile("[^/]+/[0-9]+"),
    ("Part", True): re.compile("[^/]+/[0-9]+/text"),
}
"""Where words may stand: a field, an item of one, or the text of a part, whose reference has to be said in clear."""

_VERSION = re.compile("[1-9][0-9]{0,8}")

_COMMITMENT_LENGTH = 43
_FILLING = (b"CgoK", b"=", b"oK", b"K")
"""What fills up base64 without padding to whole newlines, by how many characters are left after the last four; where
that is one, it is no base64. What the last character leaves open is zero, or it becomes no newline."""

_TO_URL, _FROM_URL = bytes.maketrans(b"+/", b"-_"), bytes.maketrans(b"-_", b"+/")


@attrs.frozen(kw_only=True)
class Erased:
    """A text that was erased.

    Attributes:
        number: Its entry.
        path: Its path.
        by: The entry that says so.
    """

    number: int
    path: str
    by: int


@attrs.frozen(kw_only=True)
class Commitments:
    """How many commitments there are, by what became of them.

    Attributes:
        disclosed: Their words are there, and are those committed to.
        withheld: Their words are kept out of this view.
        erased: Those erased, each with the entry that says so.
        missing: Their words are gone from a full view, and no entry says why.
        forged: Other words stand in their place.
        foreign: The types that are not in the catalogue, whose withholding could not be judged.
    """

    disclosed: int
    withheld: int
    erased: tuple[Erased, ...]
    missing: int
    forged: int
    foreign: tuple[str, ...]


class CommitmentCheck:
    """Goes through entries and disclosures side by side; an erasure may come long after what it erases."""

    def __init__(self, lots: Iterator[Sequence[Disclosed]], *, catalogue: Catalogue, findings: Findings) -> None:
        self._lots, self._catalogue, self._findings = lots, catalogue, findings
        self._lot: Sequence[Disclosed] = ()
        self._numbers, self._at = list[int](), 0
        self._waiting = dict[int, Disclosed]()
        self._shown, self._forged = 0, set[tuple[int, str]]()
        self._open: dict[int, tuple[str, ...]] = {}
        self._committed: dict[int, tuple[str, ...]] = {}
        self._same: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._erasures: list[tuple[int, set[int], set[str] | None]] = []
        self._foreign: dict[str, None] = {}
        self._required, self._misplaced = cache(self._find_required), cache(self._find_misplaced)

    def read_all(self, leaves: Sequence[Leaf]) -> None:
        """Take the next entries, of which each has the number that follows; together, as far as nothing is odd."""
        if self._waiting:
            for leaf in leaves:
                self.read(leaf)
            return
        same = self._same
        committing = {
            leaf.number: same.setdefault(paths, paths) for leaf in leaves if (paths := leaf.committed) is not UNSET
        }
        bodies = dict[str, list[dict[str, Any]]]()
        for leaf in leaves:
            bodies.setdefault(leaf.type, []).append(leaf.body)
        if not self._are_clear(bodies, leaves):
            for leaf in leaves:
                self._check_clear(leaf)
        given = {found.number: found.disclosures for found in self._given(leaves[0].number, leaves[-1].number)}
        if not self._hold_all(leaves, committing, given):
            for leaf in leaves:
                self._hold(leaf, given.get(leaf.number))
        for leaf in leaves if any(written.startswith(_ERASED) for written in bodies) else ():
            if leaf.type.startswith(_ERASED):
                self._read_erasure(leaf)

    def read(self, leaf: Leaf) -> None:
        """Take the next entry."""
        self._check_clear(leaf)
        given = self._given(leaf.number, leaf.number)
        found = given[0] if given else self._waiting.pop(leaf.number, None)
        self._hold(leaf, None if found is None else found.disclosures)
        if leaf.type.startswith(_ERASED):
            self._read_erasure(leaf)

    def _given(self, first: int, last: int) -> list[Disclosed]:
        """What is disclosed of the entries from one number to another."""
        found = list[Disclosed]()
        while (self._at < len(self._lot) or self._next_lot()) and self._numbers[self._at] <= last:
            start = self._at
            if self._numbers[start] < first:
                self._waiting[self._numbers[start]] = self._lot[start]  # Its entry may yet come, if entries were moved.
                self._at += 1
                continue
            self._at = bisect_right(self._numbers, last, start)
            found += self._lot[start : self._at]
            first = self._numbers[self._at - 1] + 1
        return found

    def _next_lot(self) -> bool:
        """Take the next disclosures, at least one, in rising order of their entries; whether there are any."""
        while (lot := next(self._lots, None)) is not None:
            numbers = [found.number for found in lot]
            if not all(map(lt, numbers, numbers[1:])):
                self._lots = chain(([found] for found in lot), self._lots)
            elif lot:
                self._lot, self._numbers, self._at = lot, numbers, 0
                return True
        return False

    def _hold_all(
        self, leaves: Sequence[Leaf], committing: Mapping[int, tuple[str, ...]], given: Mapping[int, Sequence[str]]
    ) -> bool:
        """Hold what is disclosed of entries against them, if each shows all of its words, or none."""
        shown = [leaf for leaf in leaves if leaf.number in given]
        if not given.keys() <= committing.keys() or not _show_all(shown, given.values()):
            return False
        self._committed |= committing
        self._shown += sum([len(committing[number]) for number in given])
        self._open |= {number: paths for number, paths in committing.items() if number not in given}
        return True

    def _hold(self, leaf: Leaf, given: Sequence[str] | None) -> None:
        """Hold what is disclosed of one entry against it."""
        if leaf.committed is UNSET or leaf.commitments is UNSET:
            if given is not None:
                self._strange(leaf.number)
            return
        paths = self._paths(leaf)
        self._committed.setdefault(leaf.number, paths)
        if not given:
            self._open[leaf.number] = paths
        else:
            self._compare_each(leaf.number, dict(zip(leaf.commitments, paths, strict=True)), given)

    def _paths(self, leaf: Leaf) -> tuple[str, ...]:
        """The paths of an entry's commitments, the same object for the same paths, since there are few."""
        paths = () if leaf.committed is UNSET else leaf.committed
        return self._same.setdefault(paths, paths)

    def _compare_each(self, number: int, committed: Mapping[str, str], given: Sequence[str]) -> None:
        """Find out which words an entry shows, and which of those given are none of it."""
        shown, strange = set[str](), list[str | None]()
        for disclosure in given:
            path, name = committed.get(commitment(disclosure)), disclosed_path(disclosure)
            if path is not None and path == name and path not in shown:
                shown.add(path)
            else:
                strange.append(path or name)
        paths = tuple(committed.values())
        for name in strange:
            said = f"its {name!r}" if name in paths else "a text that it does not have"
            says = f"what is disclosed of entry {number} as {said} is not what it committed to"
            self._findings.add(Kind.DISCLOSURE_FORGED, says, [number])
        forged = {name for name in strange if name in paths and name not in shown}
        self._shown += len(shown)
        self._forged.update((number, name) for name in forged)
        still = tuple(path for path in paths if path not in shown and path not in forged)
        if still:
            self._open[number] = still

    def _strange(self, number: int) -> None:
        says = f"words of entry {number} are disclosed, and no entry that is here committed to them"
        self._findings.add(Kind.DISCLOSURE_FORGED, says, [number])

    def _may_withhold(self, written: str, path: str) -> bool:
        """Whether a type may keep words at a path out of its bytes; a type that is not known may."""
        if path == "@reason" or _VERBATIM.fullmatch(path):
            return True
        declared = self._declared(written)
        if declared is None:
            self._foreign[written] = None
            return True
        spec = declared.fields.get(path.partition("/")[0])
        written_so = _PATHS.get((spec.shape.notation, spec.many)) if spec is not None else None
        return written_so is not None and written_so.fullmatch(path) is not None

    def _declared(self, written: str) -> EventType | None:
        """What is declared of a type; None where it is not known, or is of a later version.

        What no version can be, such as 01, is held to the newest, so that nothing is kept back under such a name.
        """
        name, _, version = written.partition("/")
        declared = self._catalogue.get(name)
        is_later = declared is not None and _VERSION.fullmatch(version) and int(version) > declared.version
        return None if is_later else declared

    def _find_required(self, written: str) -> frozenset[str]:
        """The fields that an entry of a type has to say in clear."""
        declared, version = self._declared(written), written.partition("/")[2]
        if declared is None or not _VERSION.fullmatch(version):
            self._foreign[written] = None  # What it leaves out can be judged no more than what it withholds.
        if declared is None or (_VERSION.fullmatch(version) and int(version) < declared.version):
            return frozenset()
        return frozenset(name for name, spec in declared.fields.items() if spec.required and not spec.shape.holds_texts)

    def _find_misplaced(self, written: str, paths: tuple[str, ...]) -> tuple[str, ...]:
        """The paths, of those that an entry of a type withholds, at which it may not withhold anything."""
        return tuple(path for path in paths if not self._may_withhold(written, path))

    def _are_clear(self, bodies: Mapping[str, Sequence[dict[str, Any]]], leaves: Sequence[Leaf]) -> bool:
        """Whether every entry says in clear what its type has to say so; their bodies are given by their types."""
        try:
            are_said = [
                all(map(itemgetter(name), held)) for written, held in bodies.items() for name in self._required(written)
            ]
        except KeyError:
            return False
        withholding = {(leaf.type, leaf.committed) for leaf in leaves}
        return all(are_said) and not any(self._misplaced(written, paths or ()) for written, paths in withholding)

    def _check_clear(self, leaf: Leaf) -> None:
        """Check that an entry says all that its type has to say in clear: to leave it out would withhold it too."""
        said = {name for name, value in leaf.body.items() if value not in _NOT_SAID}
        if not (required := self._required(leaf.type)) <= said:
            lacking = ", ".join(map(repr, sorted(required - said)))
            says = f"entry {leaf.number} does not say {lacking}, which {leaf.type} has to say in clear"
            self._findings.add(Kind.CLEAR_FIELD_WITHHELD, says, [leaf.number])
        for path in () if leaf.committed is UNSET else self._misplaced(leaf.type, leaf.committed):
            says = f"entry {leaf.number} withholds {path!r}, which {leaf.type} has to say in clear"
            self._findings.add(Kind.CLEAR_FIELD_WITHHELD, says, [leaf.number])

    def _read_erasure(self, leaf: Leaf) -> None:
        body: Mapping[str, Any] = leaf.body
        named, fields = body.get("entries"), body.get("fields")
        listed: list[Any] = named if isinstance(named, list) else [named]  # pyright: ignore[reportUnknownVariableType]
        numbers = {int(ref[6:]) for ref in listed if isinstance(ref, str) and _is_entry(ref)}
        paths = {path for path in fields if isinstance(path, str)} if isinstance(fields, list) else None  # pyright: ignore[reportUnknownVariableType]
        # Nothing can be erased before it is there: such an entry would excuse in advance whatever is taken later.
        self._erasures.append((leaf.number, {number for number in numbers if number < leaf.number}, paths))

    def close(self, *, is_full: bool) -> Commitments:
        """What became of every commitment, once all entries are read.

        Args:
            is_full: Whether this view keeps nothing back, so that what is not there is gone.
        """
        rest = chain(self._lot[self._at :], chain.from_iterable(self._lots))
        strays = sorted(chain(self._waiting, (given.number for given in rest)))
        if strays:
            says = f"words of {said_entries(strays)} are disclosed, and there is no such entry here"
            self._findings.add(Kind.DISCLOSURE_FORGED, says, strays[:STRAYS_MAX])
        erased = list(self._close_erasures())
        gone = {(found.number, found.path) for found in erased}
        count = sum(map(len, self._open.values())) - len(gone)
        if is_full and count:
            self._find_missing(gone)
        return Commitments(
            disclosed=self._shown,
            withheld=0 if is_full else count,
            erased=tuple(erased),
            missing=count if is_full else 0,
            forged=len(self._forged),
            foreign=tuple(self._foreign),
        )

    def _close_erasures(self) -> Iterator[Erased]:
        """What every erasure took away, each text once; one that is still there is found."""
        done = set[tuple[int, str]]()
        for by, numbers, fields in self._erasures:
            for number in sorted(numbers & self._committed.keys()):
                for path in self._committed[number]:
                    covered = fields is None or path in fields or path.partition("/")[0] in fields
                    if not covered or (number, path) in done or (number, path) in self._forged:
                        continue
                    done.add((number, path))
                    if path in self._open.get(number, ()):
                        yield Erased(number=number, path=path, by=by)
                    else:
                        says = f"entry {by} says that {path!r} of entry {number} was erased, but its words are there"
                        self._findings.add(Kind.ERASURE_UNDONE, says, [number, by])

    def _find_missing(self, gone: set[tuple[int, str]]) -> None:
        for number, paths in self._open.items():
            for path in paths:
                if (number, path) not in gone:
                    says = f"the words of {path!r} of entry {number} are gone, and no entry says that they were erased"
                    self._findings.add(Kind.DISCLOSURE_MISSING, says, [number])


def as_disclosure(payload: bytes) -> str:
    """The disclosure of a payload: base64url without padding."""
    return urlsafe_b64encode(payload).rstrip(b"=").decode("ascii")


def payload_of(disclosure: str) -> bytes:
    """The payload of a disclosure that is one."""
    return urlsafe_b64decode(disclosure + "=" * (-len(disclosure) % 4))


def commitment(disclosure: str) -> str:
    """The commitment to a disclosure, which is to its very characters."""
    digest = sha256(disclosure.encode(errors="replace")).digest()
    return b2a_base64(digest, newline=False).translate(_TO_URL)[:-1].decode("ascii")


def disclosed_path(disclosure: str) -> str | None:
    """The path that a disclosure says it is of; None where it is no disclosure."""
    try:
        padded = disclosure.encode("ascii").translate(_FROM_URL) + b"=" * (-len(disclosure) % 4)
        return _decode(a2b_base64(padded, strict_mode=True))[1]
    except (ValueError, msgspec.DecodeError, RecursionError):
        return None


def _show_all(leaves: Sequence[Leaf], given: Iterable[Sequence[str]]) -> bool:
    """Whether what is disclosed of each of these entries is all that it committed to, and nothing else."""
    digests = [leaf.commitments or () for leaf in leaves]
    shown = list(given)
    if list(map(len, digests)) != list(map(len, shown)):
        return False
    words = [word.encode(errors="replace") for word in chain.from_iterable(shown)]
    paths = list(chain.from_iterable([leaf.committed or () for leaf in leaves]))
    return _are_commitments(list(chain.from_iterable(digests)), words) and _disclosed_paths(words) == paths


def _are_commitments(digests: Sequence[str], words: Sequence[bytes]) -> bool:
    """Whether these are the commitments to as many disclosures."""
    hashed = b"\0".join([*[sha256(word).digest() for word in words], b""])
    # A digest and a zero are 44 characters: the 43 that the digest is without its padding, and an A.
    written = b2a_base64(hashed, newline=False).translate(_TO_URL).decode("ascii")
    return set(map(len, digests)) <= {_COMMITMENT_LENGTH} and written == "A".join([*digests, ""])


def _disclosed_paths(words: Sequence[bytes]) -> list[str] | None:
    """The path that each disclosure says it is of; None where one is none, or has to be looked at by itself.

    All are decoded at once, each as a line: what fills up its base64 adds newlines. JSON has none within a text, so
    that where there are no more of them, each disclosure begins with ``["``, and there are as many values, every one of
    them is one value by itself.
    """
    lengths = list(map(len, words))
    filled = b"".join([word + _FILLING[length & 3] for word, length in zip(words, lengths, strict=True)])
    # A whole one gets three newlines with four characters; others get as many as characters.
    newlines = len(filled) - sum(lengths) - [length & 3 for length in lengths].count(0)
    try:
        lines = b"\n" + a2b_base64(filled.translate(_FROM_URL), strict_mode=True)
        if lines.count(b"\n") != newlines + 1 or lines.count(b'\n["') != len(words):
            return None
        paths = [path for _, path, _ in _decode_lines(lines)]
    except (ValueError, RecursionError):
        return None
    return paths if len(paths) == len(words) else None


def commitments_of(raw: bytes) -> frozenset[str]:
    """What an entry committed to; nothing where it is none."""
    try:
        leaf = read_leaf(raw)
    except SealError:
        return frozenset()
    return frozenset() if leaf.commitments is UNSET else frozenset(leaf.commitments)


def _is_entry(reference: str) -> bool:
    number = reference[6:]
    return reference.startswith("entry:") and number.isascii() and number.isdecimal() and len(number) < 17  # noqa: PLR2004 - as long as a number gets


_decoder = msgspec.json.Decoder(tuple[str, str, str])
_decode, _decode_lines = _decoder.decode, _decoder.decode_lines
