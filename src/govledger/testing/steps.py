"""One step of a drawn history: something said, and what the clerk did with it afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from govledger.events import Catalogue, EventType
from govledger.events.values import PARTY_KINDS
from govledger.testing.everyday import PARTIES, days, everyday, times
from govledger.testing.unheard import UnheardOf, wider
from govledger.testing.values import Said, Vocabulary, events_of

OWN = frozenset({"ledger-opened", "entry-retracted", "disclosure-erased", "clock-corrected"})
"""Types that only the ledger itself records."""


ASIDES = ("later", "again", "rival", "erased")
"""Another sitting of the clerk begins with it; it is recorded twice; it is a second account, where something like it
was said before; its words are erased in the end."""

_NOTHING: SearchStrategy[dict[str, Any]] = st.just(dict[str, Any]())


@attrs.frozen(kw_only=True)
class Version:
    """A later version of an entry.

    Attributes:
        event: What it says; ``None`` where it takes the entry back.
        envelope: What stands around it.
        after: How many steps later it is recorded.
    """

    event: Any
    envelope: Mapping[str, Any]
    after: int


@attrs.frozen(kw_only=True)
class Step:
    """Something said, and what became of it.

    Attributes:
        event: What was said.
        envelope: What stands around it.
        versions: Its corrections and retractions.
        aside: What is odd about it, one of `ASIDES`; mostly nothing.
    """

    event: Any
    envelope: Mapping[str, Any]
    versions: tuple[Version, ...] = ()
    aside: str | None = None


def kinds_of(types: Iterable[EventType]) -> list[str]:
    """The kinds of thing that events of these types bring in; it is to these that a history mostly refers."""
    specs = [spec for declared in types for spec in declared.fields.values()]
    brought = {str(spec.introduces) for spec in specs if spec.introduces not in {None, "part"}}
    return sorted(brought - set(PARTY_KINDS)) or ["action"]


def steps(
    types: Iterable[EventType], catalogue: Catalogue, *, versions: bool = True, unheard: bool = True
) -> SearchStrategy[Step | None]:
    """Steps that say something of these types, or nothing.

    Nothing comes first, and is the plainest: a step that does not matter becomes nothing in one move of the shrinker,
    and is then dropped, where to drop a whole step at once is beyond it.

    Args:
        types: What may be said.
        catalogue: Where they are declared.
        versions: Whether the clerk corrects, retracts and erases.
        unheard: Whether a type that the program does not know may stand among them.
    """
    listed = [declared for declared in types if declared.name not in OWN]
    words = everyday(kinds_of(listed))
    made = [
        _steps_of(events_of(one, catalogue=catalogue, vocabulary=words), words, versions=versions) for one in listed
    ]
    if unheard:
        strange = events_of(UnheardOf, catalogue=wider(catalogue), vocabulary=words)
        made.append(_steps_of(strange, words, versions=False))
    return st.one_of([st.none(), *made])


def _steps_of(events: Said, words: Vocabulary, *, versions: bool) -> SearchStrategy[Step]:
    later = st.lists(_versions(events, words), min_size=1, max_size=2).map(tuple) if versions else st.just(())
    return st.builds(
        Step,
        event=events,
        envelope=_envelopes(words),
        versions=st.just(()) | st.just(()) | later,
        aside=st.sampled_from([None, None, None, *(ASIDES if versions else ASIDES[:-1])]),
    )


def _envelopes(words: Vocabulary) -> SearchStrategy[dict[str, Any]]:
    dated = st.fixed_dictionaries({"happened": times, "known_on": days})
    return st.builds(_joined, dated, _provenance(words))


def _provenance(words: Vocabulary) -> SearchStrategy[dict[str, Any]]:
    """What is said of whose word it is, most often nothing."""
    around = {
        "source": words.words["Source"],
        "asserted_by": st.sampled_from(PARTIES),
        "mode": st.sampled_from(["reported", "inferred", "presupposed"]),
        "form": st.sampled_from(["written", "verbal"]),
    }
    said = st.one_of([st.tuples(st.just(name), value) for name, value in around.items()])
    return _NOTHING | st.lists(said, max_size=2).map(dict)


def _versions(events: Said, words: Vocabulary) -> SearchStrategy[Version]:
    known, happened = st.fixed_dictionaries({"known_on": days}), st.fixed_dictionaries({"happened": times})
    envelope = st.builds(_joined, known, _NOTHING | happened | _provenance(words))
    return st.builds(Version, event=st.none() | events, envelope=envelope, after=st.integers(0, 2))


def _joined(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {**one, **other}
