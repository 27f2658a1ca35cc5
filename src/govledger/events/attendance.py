"""Who was there and how they voted: the two values whose written fields are called ``for``.

They are structs and not attrs classes because no Python attribute can be called that, and a struct may write a field
under another name.
"""

import msgspec

from govledger.errors import BadValueError
from govledger.events.values import YES_NO, Party
from govledger.events.words import read_clear, read_fields, read_whole, read_word


class Vote(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a matter was voted on.

    Attributes:
        how: ``unanimous``, ``card``, ``show_of_hands`` or another short word; absent when not said.
        in_favour: Votes for, written ``for``.
        against: Votes against.
        abstained: Abstentions.
        roll: Who voted how, as (party, side) pairs; may be shorter than the counts.
        roll_complete: Whether the roll names everybody.
    """

    how: str | None = None
    in_favour: int | None = msgspec.field(default=None, name="for")
    against: int | None = None
    abstained: int | None = None
    roll: tuple[tuple[str, str], ...] = ()
    roll_complete: str | None = None

    @classmethod
    def read(cls, value: object) -> "Vote":
        """A vote from ``unanimous``, ``show_of_hands 12-4-1`` or an object.

        Raises:
            BadValueError: ``value`` is neither.
        """
        if isinstance(value, Vote):
            return value
        if isinstance(value, str):
            how, _, counts = read_clear(value, "a vote").partition(" ")
            numbers = counts.split("-") if counts else []
            if numbers and (len(numbers) != 3 or not all(n.isascii() and n.isdigit() for n in numbers)):
                raise BadValueError(value, "a vote: one word, or how for-against-abstained such as card 16-3-0")
            value = {"how": how, **dict(zip(("for", "against", "abstained"), map(int, numbers), strict=False))}
        return cls._from_fields(
            read_fields(value, ("how", "for", "against", "abstained", "roll", "roll_complete"), "a vote")
        )

    @classmethod
    def _from_fields(cls, given: dict[str, object]) -> "Vote":
        counts = {name: read_whole(given[name]) if name in given else None for name in ("for", "against", "abstained")}
        return cls(
            how=read_clear(given["how"]) if "how" in given else None,
            in_favour=counts["for"],
            against=counts["against"],
            abstained=counts["abstained"],
            roll=_read_roll(given.get("roll", ())),
            roll_complete=read_word(given["roll_complete"], YES_NO, is_open=False)
            if "roll_complete" in given
            else None,
        )


def _read_roll(value: object) -> tuple[tuple[str, str], ...]:
    """The named votes, as (party, side) pairs."""
    expected = 'a roll: pairs such as ["person:p2", "for"]'
    if not isinstance(value, (list, tuple)):
        raise BadValueError(value, expected)
    pairs: list[tuple[str, str]] = []
    for pair in value:  # pyright: ignore[reportUnknownVariableType]
        if not isinstance(pair, (list, tuple)) or len(pair) != 2:  # pyright: ignore[reportUnknownArgumentType]
            raise BadValueError(pair, expected)  # pyright: ignore[reportUnknownArgumentType]
        pairs.append((str(Party.read(pair[0])), read_clear(pair[1])))  # pyright: ignore[reportUnknownArgumentType]
    return tuple(pairs)


PRESENT = ("yes", "part", "apologies", "absent")
_ATTENDANCE = ("party", "role", "present", "for", "count", "voting", "remote")


class Attendance(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One party's presence at a meeting.

    Attributes:
        party: Who; a ``group:`` for people who were only counted.
        role: As what: chair, member, officer and so on.
        present: ``yes``, ``part``, ``apologies`` or ``absent``; absent when only listed.
        in_place_of: For whom they stood in, written ``for``.
        count: How many, where a group was counted.
        voting: ``yes``, ``no`` or ``unknown``.
        remote: ``yes``, ``no`` or ``unknown``.
    """

    party: str
    role: str | None = None
    present: str | None = None
    in_place_of: str | None = msgspec.field(default=None, name="for")
    count: int | None = None
    voting: str | None = None
    remote: str | None = None

    @classmethod
    def read(cls, value: object) -> "Attendance":
        """An attendance from ``person:p3 chair`` or an object.

        Raises:
            BadValueError: ``value`` is neither.
        """
        if isinstance(value, Attendance):
            return value
        if isinstance(value, str):
            party, _, role = value.partition(" ")
            value = {"party": party, "role": role or None}
        given = read_fields(value, _ATTENDANCE, "an attendance")
        return cls(
            party=str(Party.read(given.get("party"))),
            role=read_clear(given["role"]) if "role" in given else None,
            present=read_word(given["present"], PRESENT, is_open=False) if "present" in given else None,
            in_place_of=str(Party.read(given["for"])) if "for" in given else None,
            count=read_whole(given["count"]) if "count" in given else None,
            voting=read_word(given["voting"], YES_NO, is_open=False) if "voting" in given else None,
            remote=read_word(given["remote"], YES_NO, is_open=False) if "remote" in given else None,
        )
