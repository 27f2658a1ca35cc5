"""Reading who answers for an action: an office, never a person's name.

What an entry says of parties is in the clear and for ever. So a cell becomes an office only where its words are those
of an office; what may be somebody's name is left out and flagged, until the mapping says which office it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

import attrs

from govledger.imports.fields import plain
from govledger.imports.flags import one_line

_WORDS: Final = frozenset(
    """
    head heads director directors directorate manager managers management lead leads officer officers chair service
    services team teams board assistant chief deputy executive principal coordinator commissioner commissioning
    committee partnership council trust police health school schools headteacher headteachers social care worker
    workers business support unit group panel cabinet member members councillors leader monitoring finance legal hr
    ict it dcs ads hos sro pmo qa mash lado ceo cfo icb ccg nhs csc iro iros improvement performance quality
    assurance data analyst consultant advisor adviser specialist practitioner practitioners supervisor supervisors
    administrator secretary department division office agency forum network hub station programme project
    communications safeguarding children education housing ad dass dph dpo slt clt cmt smt yos yot edt send cin lscb hmi
    """.split()  # noqa: SIM905 - a list of two hundred quotes is harder to read
)
"""Words that the name of an office has and the name of a person has not."""

_TITLES: Final = frozenset({"mr", "mrs", "ms", "miss", "dr", "cllr", "councillor", "rev", "sir", "dame", "prof"})
_PARTS = re.compile(r"[\n;]+")
_WITHIN = re.compile(r"\s*(?:,| [-–—] |\(|\)|\[|\]|/)\s*")
_NAME_BEFORE = re.compile(
    r"(?P<before>[A-Z][\w'’.-]* [A-Z][\w'’-]+) (?:(?:Head|Director|Chair|Lead|Manager) (?:of|for) .+|[A-Z]{2,6})"
)
_JOINED = re.compile(r"\s*(?:,|/|&|\band\b)\s*", re.IGNORECASE)
_POST = re.compile(
    r"(?:(?:the|interim|acting|deputy|assistant|strategic|executive|lead|senior|service|group) )*"
    r"(?:(?:heads?|directors?|chief|chair|leader|principal|managers?) ?.*|"
    r".+ (?:managers?|officers?|leads?|directors?|coordinators?|heads?|members?))|"
    r"dcs|dass|dph|hos|ads?|sro|lado|ceo|cfo|iros?",
    re.IGNORECASE,
)
"""What holds a post by itself, so that two of them in one cell may be two offices, or one with two posts."""

_CAPITALS = re.compile(r"[A-Z]{2,6}")
_SLUG = re.compile(r"[^a-z0-9]+")
EXPECTED: Final = "an office such as Head of MASH: the mapping can say which it is, under [leads]"
EXPECTED_ONE: Final = (
    "several offices on lines of their own, or with semicolons; or one that the mapping names under [leads]"
)
PARTY = re.compile(r"(?:office|body|org|person|group):\S+")


@attrs.frozen(kw_only=True)
class Leads:
    """Who answers for something, as a cell says it.

    Attributes:
        parties: The offices, each once.
        unread: The words that may be somebody's name, or are no office.
        joined: The words that may be one office or several.
    """

    parties: tuple[str, ...]
    unread: tuple[str, ...]
    joined: tuple[str, ...] = ()


def read_leads(text: str, given: Mapping[str, str], known: Collection[str] = ()) -> Leads:
    """Who answers for something.

    Args:
        text: What the cell says; several stand on lines of their own, or with semicolons between.
        given: The party that words of the sheet mean, by `plain` words.
        known: The parties that the ledger knows as leads already.

    >>> read_leads("Head of MASH; Chair of the Board", {}).parties
    ('office:head-of-mash', 'office:chair-of-the-board')
    >>> read_leads("Jo Example", {}).unread
    ('Jo Example',)
    """
    parties: list[str] = []
    unread: list[str] = []
    joined: list[str] = []
    for part in filter(None, map(one_line, _PARTS.split(text))):
        if plain(part) not in given and _may_be_several(part, known):
            joined.append(part)
            continue
        found, left = _read(part, given, known)
        parties += found
        unread += left
    return Leads(parties=tuple(dict.fromkeys(parties)), unread=tuple(dict.fromkeys(unread)), joined=tuple(joined))


def _may_be_several(part: str, known: Collection[str]) -> bool:
    """Whether the words of one lead are all those of offices, and may be of one or of several."""
    pieces = list(filter(None, _JOINED.split(part)))
    if len(pieces) == 1 or PARTY.fullmatch(part) or f"office:{slug(part)}" in known:
        return False
    if not all(is_office(piece, known) for piece in _WITHIN.split(part) if piece.strip()):
        return False
    posts = sum(_POST.fullmatch(piece) is not None for piece in pieces)
    return posts > 1 or "/" in part or all(map(_CAPITALS.fullmatch, pieces))


def _read(part: str, given: Mapping[str, str], known: Collection[str]) -> tuple[list[str], list[str]]:
    """The parties that one lead names, and what in it is no office."""
    meant = given.get(plain(part))
    if meant is not None:
        return list(filter(None, map(one_line, meant.split(";")))), []
    if PARTY.fullmatch(part):
        return [part], []
    within = [piece for piece in map(str.strip, _WITHIN.split(part)) if piece]
    pieces = [piece for piece in within if not is_office(piece, known)]
    if not pieces:
        return [f"office:{slug(part)}"], []
    said = [given.get(plain(piece)) or f"office:{slug(piece)}" for piece in within if piece not in pieces]
    said += [meant for piece in pieces if (meant := given.get(plain(piece)))]
    offices = [one_line(party) for meant in said for party in meant.split(";")]
    return offices, [piece for piece in pieces if plain(piece) not in given]


def is_office(words: str, known: Collection[str] = ()) -> bool:
    """Whether words are those of an office and cannot be a person's name."""
    if f"office:{slug(words)}" in known:
        return True
    before = _NAME_BEFORE.fullmatch(words)
    if before is not None and not set(plain(before["before"]).split(" ")) & _WORDS:
        return False
    said = set(plain(words).split(" "))
    return bool(said & _WORDS) and not said & _TITLES


def slug(words: str) -> str:
    """Words as an id: ``head-of-mash``."""
    return _SLUG.sub("-", plain(words.replace("'", "").replace("’", ""))).strip("-")
