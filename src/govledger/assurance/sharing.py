"""Lists and words that many events say alike, held once: a record of a million entries keeps hundreds of thousands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from govledger.events import UnknownEvent
from govledger.events.catalogue import Catalogue
from govledger.events.shapes import FieldSpec

SHARED_MAX: Final = 4_096
"""How many different values of one field are kept at hand to be shared."""

_Field = tuple[Callable[[object], Any], Callable[[object, Any], None], dict[Any, Any]]


class Sharing:
    """Puts in place of an event's lists of references, and of its words, equal ones that came before.

    An event is read from its bytes with lists and words of its own, and the rows of views go on holding them. Values
    are shared within one field only, where equal ones are of one type.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        """Nothing has come before; the ``catalogue`` says which fields hold what can be shared."""
        self._catalogue = catalogue
        self._fields: dict[type, tuple[_Field, ...]] = {}

    def share(self, event: object) -> None:
        """Let an event hold what an earlier one of its type held, wherever both say the same."""
        cls = event.__class__
        fields = self._fields.get(cls)
        for get, put, seen in self._fields_of(cls) if fields is None else fields:
            value = get(event)
            if value is None:
                continue
            held = seen.get(value)
            if held is not None:
                put(event, held)
            elif len(seen) < SHARED_MAX:
                seen[value] = value

    def _fields_of(self, cls: Any) -> tuple[_Field, ...]:
        specs = self._catalogue.of(cls).fields.items() if cls is not UnknownEvent else ()
        slots = [getattr(cls, name) for name, spec in specs if _is_shared(spec)]
        self._fields[cls] = tuple((slot.__get__, slot.__set__, {}) for slot in slots)
        return self._fields[cls]


def _is_shared(spec: FieldSpec) -> bool:
    """Whether a field holds a list of parties or references, or a word from a list."""
    is_listed = spec.many and issubclass(spec.shape.holds, str)
    return is_listed or spec.shape.notation.startswith("{")
