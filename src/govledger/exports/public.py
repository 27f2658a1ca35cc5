"""What the public may read of the withheld texts: a list of what goes out, so that what is not thought of stays in."""

from __future__ import annotations

from msgspec import UNSET

from govledger.exports.commitments import disclosed_path
from govledger.exports.leaves import Leaf, read_leaf

PUBLIC = frozenset(
    {
        ("action-added", "closure_criteria"),
        ("action-added", "text"),
        ("agenda-item-considered", "title"),
        ("body-established", "name"),
        ("commitment-made", "closure_criteria"),
        ("commitment-made", "text"),
        ("decision-recorded", "text"),
        ("decision-recorded", "text_as_carried"),
        ("document-lodged", "title"),
        ("intervention-imposed", "functions"),
        ("intervention-imposed", "requirements"),
        ("measure-defined", "counted_over"),
        ("measure-defined", "excludes"),
        ("measure-defined", "name"),
        ("recommendation-made", "text"),
        ("terms-of-reference-set", "quorum"),
    }
)
"""The type and field of the words that a public export holds, where their entry is public: what bodies adopt and
publish as such, and the names of bodies and measures. No other field may be added without a reason why it can hold
neither the name of a person nor a narrative. A commitment is adopted with its plan, as an action is. A finding is not
on the list: what it says is told in a clerk's few words, which need not be those that the inspectors published."""

PUBLISHED = {"document-lodged": "published_on"}
"""Types whose words are only public where a field says that they were published: a letter has a title too."""

_ENTRY = "entry:"


class PublicView:
    """Chooses the words that the public may read, once every entry was seen.

    A wording that was corrected or taken back was a clerk's slip, and nobody adopted it; the correction may have been
    made because of a name in it. Only the last version of an entry counts, and that only if it is public itself.
    """

    def __init__(self) -> None:
        self._replaced, self._newest = set[int](), dict[int, int]()

    def see(self, number: int, raw: bytes) -> None:
        """Take notice of an entry, in their order: it may replace one before it."""
        if b'"corrects":"' not in raw and b'"retracts":"' not in raw:
            return
        leaf = read_leaf(raw)
        for named in (leaf.corrects, leaf.retracts):
            if isinstance(named, str) and named.removeprefix(_ENTRY).isdecimal():
                original = int(named.removeprefix(_ENTRY))
                self._replaced.add(self._newest.get(original, original))
                self._newest[original] = number

    def shows(self, leaf: Leaf, path: str, disclosure: str) -> bool:
        """Whether the public may read what an entry committed to at a path."""
        if leaf.visibility is not UNSET or leaf.number in self._replaced or disclosed_path(disclosure) != path:
            return False
        name = leaf.type.partition("/")[0]
        published = PUBLISHED.get(name)
        return (name, path.partition("/")[0]) in PUBLIC and (published is None or _is_day(leaf.body.get(published)))


def _is_day(value: object) -> bool:
    """Whether a body says when: neither nothing, nor that it is not known, nor that it never was."""
    return isinstance(value, str) and bool(value) and value.partition(" |")[0] not in {"unknown", "none"}
