"""What an entry names, and which rows of a keyed state are named by it.

A keyed projection's state is tables: every field is a dict or a set whose keys are ids, and what stands under a key
follows from the entries that name it and from nothing else. So when entries come or go only the rows they name can have
changed, and to work one of those out again it is enough to fold the entries that name it.

A key that is text is a reference, such as ``action:2.4``, or the bare id of anything, such as ``2.4``. A whole number
``n`` is ``entry:n``. A key of several parts, a tuple or an attrs object, is named when any part is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any, cast

import attrs

from govledger.events import Catalogue, UnknownEvent
from govledger.events.catalogue import named
from govledger.events.values import KINDS, OPEN_KINDS, PARTY_KINDS
from govledger.ledger.entry import AnyEntry
from govledger.ledger.store import LedgerRow, Store

ENTRY = "entry"

_KINDS = (ENTRY, *KINDS, *PARTY_KINDS, *OPEN_KINDS)


def names_of(entry: AnyEntry, catalogue: Catalogue) -> frozenset[str]:
    """Every reference that an entry names, ``kind:id``.

    What its event introduces or refers to, whose word it is, the documents it is read in, the entry it is a second
    account of, and itself: under the number of its original, and under its own. Of an event whose type is not known
    only the envelope says anything.
    """
    event: object = entry.event
    found = set[str]() if isinstance(event, UnknownEvent) else set(named(catalogue.of(event), event))
    found.update((f"{ENTRY}:{entry.number}", f"{ENTRY}:{entry.original}"))
    found.update(f"document:{source.document}" for source in entry.source)
    found.update(str(said) for said in (entry.asserted_by, entry.rival_of) if said is not None and ":" in said)
    return frozenset(found)


@attrs.frozen
class Named:
    """Some names, and which keys of a table are among them: ``key in named``.

    Attributes:
        names: The references, ``kind:id``.
        ids: The same without their kinds.
    """

    names: frozenset[str]
    ids: frozenset[str]

    @classmethod
    def of(cls, names: Iterable[str]) -> Named:
        """What these references name."""
        held = frozenset(names)
        return cls(held, frozenset(name.partition(":")[2] for name in held))

    def __contains__(self, key: object) -> bool:
        """Whether a key, or any part of it, is named."""
        if isinstance(key, str):
            return key in self.names or key in self.ids
        if type(key) is int:
            return f"{ENTRY}:{key}" in self.names
        return any(part in self for part in _parts(key))


def names_in_key(key: object) -> Iterator[str]:
    """Every reference that a key may stand for: a bare id may be of any kind, and a key of several parts is each."""
    if isinstance(key, str):
        if key.partition(":")[0] in _KINDS:
            yield key
        yield from (f"{kind}:{key}" for kind in _KINDS)
    elif type(key) is int:
        yield f"{ENTRY}:{key}"
    else:
        for part in _parts(key):
            yield from names_in_key(part)


def _parts(key: object) -> Collection[object]:
    """The parts of a key that has any."""
    if isinstance(key, tuple):
        return cast("tuple[object, ...]", key)
    if attrs.has(type(key)):
        held: Any = key
        return [getattr(held, field.name) for field in attrs.fields(type(held))]  # pyright: ignore[reportUnknownArgumentType]
    return ()


def is_nameable(key: object) -> bool:
    """Whether a key is an id, or holds one, so that entries can name it."""
    return isinstance(key, str) or type(key) is int or any(is_nameable(part) for part in _parts(key))


def widened(names: Iterable[str]) -> frozenset[str]:
    """``names``, and whatever of any other kind bears the same bare id.

    A table may be keyed by bare ids, and ``1`` may be ``action:1`` or ``risk:1``: a row that is dropped because one of
    them is named rests on the entries about both.
    """
    ids = {name.partition(":")[2] for name in names}
    return frozenset(f"{kind}:{bare}" for kind in _KINDS for bare in ids).union(names)


def numbers_naming(names: Iterable[str], *, store: Store, ledger: LedgerRow) -> list[int]:
    """The numbers of a ledger's entries that name any of ``names``, as `names_of` has it, in order; every version.

    One version of an entry may name what another does not: look from these to their originals before asking which
    versions hold within a cut.
    """
    found = set[int]()
    for name in names:
        kind, _, bare = name.partition(":")
        if kind == ENTRY and bare.isdecimal() and int(bare):
            found.add(int(bare))
        found.update(store.numbers_about(ledger, name))
    return sorted(found)
