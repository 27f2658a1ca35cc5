"""Who was there and how they voted: the two values whose written fields are called ``for``.

They are structs and not attrs classes because no Python attribute can be called that, and a struct may write a field
under another name.
"""

from collections.abc import Mapping

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
        if isinstance(value, str):
            value = _fields_of(value)
        given = read_fields(_given(value), _VOTE, "a vote")
        if not given:
            raise BadValueError({}, _VOTE_SAYS)
        counts = {name: read_whole(given[name]) if name in given else None for name in ("for", "against", "abstained")}
        return cls(
            how=read_clear(given["how"]) if "how" in given else None,
            in_favour=counts["for"],
            against=counts["against"],
            abstained=counts["abstained"],
            roll=_read_roll(given.get("roll", ())),
            roll_complete=_read_yes_no(given, "roll_complete"),
        )


_VOTE = ("how", "for", "against", "abstained", "roll", "roll_complete")
_VOTE_SAYS = "a vote: one word, or how for-against-abstained such as card 16-3-0, or an object that says something"


def _fields_of(vote: str) -> dict[str, object]:
    """The fields that a vote typed as one string says."""
    match read_clear(vote, "a vote").split():
        case [how]:
            return {"how": how}
        case [how, counts] if len(numbers := _numbers(counts)) == len(("for", "against", "abstained")):
            return {"how": how, "for": numbers[0], "against": numbers[1], "abstained": numbers[2]}
        case _:
            raise BadValueError(vote, _VOTE_SAYS)


def _numbers(counts: str) -> tuple[int, ...]:
    """The figures of ``16-3-0``; none where one of them is no figure."""
    figures = counts.split("-")
    return tuple(map(int, figures)) if all(n.isascii() and n.isdigit() for n in figures) else ()


def _given(value: object) -> object:
    """A struct as the object it would be typed as, so that one made by hand is read as closely; anything else as is."""
    if not isinstance(value, msgspec.Struct):
        return value
    held = {field.encode_name: getattr(value, field.name) for field in msgspec.structs.fields(value)}
    return {name: given for name, given in held.items() if given != ()}


def _read_roll(value: object) -> tuple[tuple[str, str], ...]:
    """The named votes, as (party, side) pairs."""
    return tuple(map(_read_pair, _items(value)))


def _read_pair(value: object) -> tuple[str, str]:
    match _items(value):
        case [party, side]:
            return str(Party.read_one(party)), read_clear(side, "a side, such as for or against")
        case _:
            raise BadValueError(value, _ROLL_SAYS)


def _items(value: object) -> list[object]:
    if not isinstance(value, (list, tuple)):
        raise BadValueError(value, _ROLL_SAYS)
    return list(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]


_ROLL_SAYS = 'a roll: pairs such as ["person:p2", "for"]'


def _read_yes_no(given: Mapping[str, object], name: str) -> str | None:
    return read_word(given[name], YES_NO, is_open=False) if name in given else None


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
        if isinstance(value, str):
            party, _, role = value.partition(" ")
            value = {"party": party, "role": role.strip() or None}
        given = read_fields(_given(value), _ATTENDANCE, "an attendance")
        return cls(
            party=str(Party.read_one(given.get("party"))),
            role=read_clear(given["role"]) if "role" in given else None,
            present=read_word(given["present"], PRESENT, is_open=False) if "present" in given else None,
            in_place_of=str(Party.read_one(given["for"])) if "for" in given else None,
            count=read_whole(given["count"]) if "count" in given else None,
            voting=_read_yes_no(given, "voting"),
            remote=_read_yes_no(given, "remote"),
        )
