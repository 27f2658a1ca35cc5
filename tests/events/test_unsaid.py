"""A value read from its bytes holds None where nothing was said, as one that is typed does."""

from __future__ import annotations

import attrs
import msgspec

from govledger import events as ev
from govledger.events.unsaid import begins_unsaid


def test_a_source_read_from_its_bytes_is_the_one_that_was_typed() -> None:
    assert msgspec.json.decode(b'{"document":"minutes-1"}', type=ev.Source) == ev.Source("minutes-1")


def test_a_value_begun_anew_holds_nothing_of_the_one_before() -> None:
    decoder = msgspec.json.Decoder(Leaf)

    first, second = decoder.decode(b'{"colour":"red","size":3}'), decoder.decode(b'{"colour":"red"}')

    assert (first, second) == (Leaf(colour="red", size=3), Leaf(colour="red"))


def test_a_class_that_fills_itself_is_left_to_do_so() -> None:
    begins_unsaid(Filled)

    assert msgspec.json.decode(b"{}", type=Filled).size == 7


def test_a_class_made_from_another_begins_with_the_fields_of_both() -> None:
    made = begins_unsaid(Bough)

    assert msgspec.json.decode(b'{"colour":"green"}', type=made) == Bough(colour="green")


@begins_unsaid
@attrs.frozen(kw_only=True)
class Leaf:
    """A value with one field that must be said."""

    colour: str
    size: int | None = None


@attrs.frozen(kw_only=True)
class Bough(Leaf):
    """One with a field more."""

    leaves: int | None = None


@attrs.define(kw_only=True)
class Filled:
    """One that fills itself."""

    size: int | None = None

    def __attrs_pre_init__(self) -> None:
        """Seven, until something else is said."""
        self.size = 7
