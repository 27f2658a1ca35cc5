"""Lines of JSON, one event each: reading a file into drafts, and writing entries as the same lines.

A file is read whole before anything is recorded, and every fault in it is reported at once with its line, field, what
was found, what was expected and the nearest known name. What a ledger gives (`number`, `recorded_at`, `leaf_hash`, any
``ledger-opened`` line) is ignored on the way in and counted.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs
import msgspec

from govledger.errors import BadLinesError, BadValueError, Fault
from govledger.events import CATALOGUE, Catalogue, Text, UnknownEvent
from govledger.events.catalogue import EventType
from govledger.events.words import nearest
from govledger.ledger.codec import stamp
from govledger.ledger.draft import ENVELOPE, Draft, read_envelope
from govledger.ledger.entry import AnyEntry
from govledger.ledger.salvage import presume_object, presume_text, salvage

GIVEN_BY_LEDGER = ("number", "recorded_at", "leaf_hash")
"""What a ledger gives an entry; on a line it is ignored and counted."""

LINE_FIELDS = ("type", "body", *ENVELOPE, *GIVEN_BY_LEDGER, "erased")

LINE_BYTES_MAX = 16 * 1024 * 1024
"""The longest line that is read, in bytes."""


@attrs.frozen(kw_only=True)
class Lines:
    """What a file held.

    Attributes:
        drafts: Its events, ready for `Ledger.record_drafts`.
        ignored: How many times each thing was passed over: fields a ledger gives, ``ledger-opened`` lines.
        faults: What is wrong in it, in the order of its lines.
        presumed: References that its unreadable lines would have brought in.
    """

    drafts: tuple[Draft, ...]
    ignored: Mapping[str, int]
    faults: tuple[Fault, ...] = ()
    presumed: frozenset[str] = frozenset()


def read_lines(
    lines: Iterable[str | bytes],
    *,
    clerk: str | None = None,
    prefix: str | None = None,
    without_text: bool = False,
    catalogue: Catalogue = CATALOGUE,
) -> Lines:
    """Read every line of a file, whose events are then ready to be recorded.

    Args:
        lines: Its lines; blank ones are passed over.
        clerk: Who enters them, where a line does not say.
        prefix: As for `survey_lines`.
        without_text: Take lines whose text was erased, without it.
        catalogue: The event types known.

    Raises:
        BadLinesError: Some lines could mean nothing; every fault is given.
    """
    held = survey_lines(lines, clerk=clerk, prefix=prefix, without_text=without_text, catalogue=catalogue)
    if held.faults:
        raise BadLinesError(held.faults)
    return held


def survey_lines(
    lines: Iterable[str | bytes],
    *,
    clerk: str | None = None,
    prefix: str | None = None,
    without_text: bool = False,
    catalogue: Catalogue = CATALOGUE,
) -> Lines:
    """Read every line of a file and keep its faults as values, so that a ledger can add what it finds wrong.

    What is right in a faulty line is among the drafts as far as it makes an event, marked as damaged.

    Args:
        lines: Its lines; blank ones are passed over.
        clerk: Who enters them, where a line does not say.
        prefix: Makes a later reading of the same file add nothing: each line is stored under ``prefix:key``, or
            ``prefix:line number`` where it has no key.
        without_text: Take lines whose text was erased, without it.
        catalogue: The event types known.
    """
    reader = _Reader(clerk=clerk, prefix=prefix, without_text=without_text, catalogue=catalogue)
    for number, line in enumerate(lines, start=1):
        reader.read(number, line)
    return reader.finish()


class _LineFaultError(Exception):
    """One fault of one line, before its line is known."""

    def __init__(self, faults: list[BadValueError]) -> None:
        super().__init__()
        self.faults = faults


class _Reader:
    """Reads lines one by one, keeping drafts and faults apart."""

    def __init__(self, *, clerk: str | None, prefix: str | None, without_text: bool, catalogue: Catalogue) -> None:
        self._clerk, self._prefix, self._without_text = clerk, prefix, without_text
        self._catalogue = catalogue
        self._drafts: list[Draft] = []
        self._faults: list[Fault] = []
        self._ignored: Counter[str] = Counter()
        self._presumed: set[str] = set()

    def read(self, number: int, line: str | bytes) -> None:
        """Read one line."""
        text = ""
        try:
            text = _decoded(line).strip("\ufeff \t\r\n")
            given = _parsed(text) if text else None
        except _LineFaultError as found:
            self._presumed.update(presume_text(text))
            self._faults += [_fault(number, fault) for fault in found.faults]
        else:
            if given is not None:
                self._read_object(number, given)

    def _read_object(self, number: int, given: dict[str, Any]) -> None:
        faults = _unknown_fields(given)
        declared = self._type(given, faults)
        if declared is not None and declared.name == "ledger-opened":
            self._ignored["ledger-opened"] += 1
            return
        self._ignored.update(name for name in GIVEN_BY_LEDGER if given.get(name) is not None)
        body = self._body(given, faults)
        event = None
        envelope: dict[str, Any] = {}
        around = {name: given[name] for name in ENVELOPE if name in given}
        if declared is not None:
            if body is not None:
                event, body_faults = self._catalogue.build(declared, body)
                faults += body_faults
            envelope, envelope_faults = read_envelope(around, declared)
            faults += envelope_faults
        if not faults:
            self._drafts.append(self._draft(number, event, envelope, given))
            return
        self._faults += [_fault(number, fault) for fault in faults]
        saved = salvage(declared, body, around, self._catalogue) if declared is not None and body is not None else None
        if saved is None:
            self._presumed.update(presume_object(given, declared))
        else:
            self._drafts.append(attrs.evolve(self._draft(number, *saved, given), damaged=True))

    def _type(self, given: dict[str, Any], faults: list[BadValueError]) -> EventType | None:
        try:
            return self._catalogue.read_type(given.get("type"))
        except BadValueError as fault:
            faults.append(fault)
            return None

    def _body(self, given: dict[str, Any], faults: list[BadValueError]) -> dict[str, Any] | None:
        body = given.get("body")
        if given.get("erased") and not self._without_text:
            expected = "a line whose text is still there; --without-text takes it without"
            faults.append(BadValueError(given["erased"], expected, where="erased"))
        if body is None or isinstance(body, dict):
            held: dict[str, Any] = body or {}  # pyright: ignore[reportUnknownVariableType]
            return held
        faults.append(BadValueError(body, "an object with the event's own fields", where="body"))
        return None

    def _draft(self, number: int, event: Any, envelope: dict[str, Any], given: dict[str, Any]) -> Draft:
        own_key: str | None = envelope.pop("key", None)
        key = f"{self._prefix}:{own_key or number}" if self._prefix else own_key
        clerk = envelope.pop("clerk", None) or self._clerk
        bore = given.get("number")
        gone = tuple(str(path) for path in given.get("erased") or ())
        keys: dict[str, Any] = {"key": key, "own_key": own_key, "prefix": self._prefix, "erased": gone}
        return Draft(
            event=event, clerk=clerk, line=number, number=bore if isinstance(bore, int) else None, **keys, **envelope
        )

    def finish(self) -> Lines:
        """What was read."""
        return Lines(
            drafts=tuple(self._drafts),
            ignored=dict(self._ignored),
            faults=tuple(self._faults),
            presumed=frozenset(self._presumed),
        )


def _decoded(line: str | bytes) -> str:
    if len(line) > LINE_BYTES_MAX:
        raise _LineFaultError([BadValueError(f"{len(line)} bytes", f"a line of at most {LINE_BYTES_MAX} bytes")])
    if isinstance(line, str):
        return line
    try:
        return line.decode()
    except UnicodeDecodeError as fault:
        raise _LineFaultError([BadValueError(line[fault.start : fault.end], "text in UTF-8")]) from None


def _object(given: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(given)
    if len(held) < len(given):
        twice = next(name for name, count in Counter(name for name, _ in given).items() if count > 1)
        raise _LineFaultError([BadValueError(twice, "each field once", where=twice)])
    return held


_decoder = json.JSONDecoder(object_pairs_hook=_object)


def _parsed(text: str) -> dict[str, Any]:
    """The object on a line; a field given twice is refused, because JSON readers disagree about which one counts."""
    try:
        given = _decoder.decode(text)
    except (json.JSONDecodeError, RecursionError, ValueError) as fault:
        reason = fault.msg if isinstance(fault, json.JSONDecodeError) else str(fault)
        raise _LineFaultError([BadValueError(text, f"one JSON object ({reason})")]) from None
    if not isinstance(given, dict):
        raise _LineFaultError([BadValueError(text, "one JSON object")])
    held: dict[str, Any] = given  # pyright: ignore[reportUnknownVariableType]
    return held


def _unknown_fields(given: Mapping[str, Any]) -> list[BadValueError]:
    expected = f"a field of a line: {', '.join(LINE_FIELDS)}"
    return [
        BadValueError(name, expected, where=name, nearest=nearest(name, LINE_FIELDS))
        for name in given
        if name not in LINE_FIELDS
    ]


def _fault(line: int, fault: BadValueError) -> Fault:
    return Fault(
        position=line,
        field=fault.where,
        found=fault.found,
        expected=fault.expected,
        nearest=fault.nearest,
        error=BadLinesError,
    )


# Writing -------------------------------------------------------------------------------------------------------------


def write_line(
    entry: AnyEntry, catalogue: Catalogue = CATALOGUE, *, shows: Callable[[Text], bool] | None = None
) -> dict[str, Any]:
    """An entry as the object of one line; a text that is gone is named under ``erased``.

    Args:
        entry: The entry.
        catalogue: The event types known.
        shows: Whether the words of a text may be said; those that may not are named under ``withheld``. All of them may
            where it is not given, and only such a line can be recorded again.
    """
    held: dict[str, Any] = msgspec.json.decode(entry.raw)
    body: dict[str, Any] = dict(held["body"])
    line: dict[str, Any] = {"type": entry.type}
    envelope = {name: held[name] for name in ENVELOPE if name in held}
    texts = dict(_texts(entry, catalogue))
    gone = [path for path in entry.committed if path not in texts or texts[path].words is None]
    kept = [path for path, text in texts.items() if shows and text.words is not None and not shows(text)]
    for path in sorted(texts, key=lambda path: (len(path), path)):  # So that item 10 of a list comes after item 9.
        words = texts[path].words
        if words is not None and path not in kept:
            put_text(envelope if path.startswith("@") else body, path.removeprefix("@").split("/"), words)
    given = {"number": entry.number, "recorded_at": stamp(entry.recorded_at), "leaf_hash": entry.leaf_hash}
    if entry.corrects:  # What a correction leaves unsaid it inherits, so a default it says is said on the line.
        envelope = {"mode": entry.mode, "visibility": entry.visibility} | envelope
    unsaid = {name: paths for name, paths in (("erased", gone), ("withheld", sorted(kept))) if paths}
    line |= {**envelope, "body": body, **unsaid, **given}
    return line


def _texts(entry: AnyEntry, catalogue: Catalogue) -> Iterable[tuple[str, Text]]:
    """An entry's texts by path."""
    if isinstance(entry.event, UnknownEvent):
        return entry.event.texts.items()
    held = Draft(event=entry.event, source=entry.source, reason=entry.reason)
    return held.texts(catalogue.of(entry.event))


def put_text(held: dict[str, Any], path: list[str], words: str) -> None:
    """Set a text at its path; the lists it passes through are there already, but for lists of texts."""
    name, *below = path
    if not below:
        held[name] = words
    elif len(below) == 1:
        held.setdefault(name, []).append(words)
    else:
        held[name][int(below[0])][below[1]] = words
