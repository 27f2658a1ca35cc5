"""Words of the record as they are said in a meeting: ids without their marks, days by their names."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from govledger.events.values import KINDS, OPEN_KINDS, PARTY_KINDS
from govledger.events.when import When

_KINDS = "|".join(sorted({*KINDS, *PARTY_KINDS, *OPEN_KINDS, "entry"}))
_REFERENCE = re.compile(rf"\b({_KINDS}):((?:[\w/-]|\.(?=\w))+)")
_DAY = re.compile(r"\b(\d{4}-\d\d)(-\d\d)?\b")
_UNDERSCORED = re.compile(r"(?<![\w/#.-])[a-z]+(?:_[a-z]+)+(?![\w/#.-])")
_ARTICLE = re.compile(r"\b(?:Board|Commission|Committee|Group|Panel|Partnership)$")
_ABBREVIATION_MAX = 4
"""Of how many letters an id is at most that is spelt out: dfe, dcs, osmc."""

_SPACE = re.compile(r"[\s\x1c-\x1f\u2028\u2029]+")
_COMMANDING = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""What commands a terminal, or turns the direction of writing around, or stands for a byte that is no text."""

_OFFICES = frozenset({"office"})
_CALLED = frozenset({"body", "group", "org"})
_MANY = ("services", "affairs", "audit")
"""How the names of offices end that no article goes before: democratic services, internal audit."""


def printable(text: str) -> str:
    r"""Text as it may be shown: on one line, and what could command a terminal or turn its direction around by number.

    It is shown rather than left out, so that whoever reads sees that somebody wrote it.

    >>> print(printable("red\x1b[31m\n  \u202eneerg"))
    red\x1b[31m \u202eneerg
    """
    return _COMMANDING.sub(_by_number, _SPACE.sub(" ", text)).strip()


def _by_number(found: re.Match[str]) -> str:
    number = ord(found[0])
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"  # noqa: PLR2004 - two hexadecimal digits


def said_day(day: dt.date) -> str:
    """A day as it is said: 14 June 2017."""
    return f"{day.day} {day:%B} {day.year}"


def aloud(text: str, names: Mapping[str, str] | None = None) -> str:
    """A text as it may be read out.

    Args:
        text: What the record or a rule says.
        names: What a body is called, by reference.

    >>> aloud("action:2.4 was put before body:csib by office:head-of-mash on 2017-06-14.", {"body:csib": "the Board"})
    'action 2.4 was put before the Board by the head of mash on 14 June 2017.'
    >>> aloud("office:councillor-a asked group:third-sector in 2017-08 of agenda_item:csib-1/7")
    'councillor A asked the third sector in August 2017 of agenda item csib-1/7'
    >>> aloud("form 2017-13-45 of the register")
    'form 2017-13-45 of the register'
    >>> aloud("office:dcs told org:dfe that action:2.4 was off_track, and body:osmc heard of it")
    'the DCS told the DFE that action 2.4 was off track, and the OSMC heard of it'
    >>> aloud("org:ofsted wrote to office:democratic-services and to org:regional-alliance")
    'Ofsted wrote to democratic services and to the regional alliance'
    """
    called = names or {}
    told = _REFERENCE.sub(lambda found: called.get(found[0]) or _named(found[1], found[2]), printable(text))
    return _DAY.sub(_day, _UNDERSCORED.sub(lambda found: found[0].replace("_", " "), told))


def with_article(name: str) -> str:
    """The name of a body as it stands in a sentence.

    >>> with_article("Health and Wellbeing Board"), with_article("the Board"), with_article("Cabinet")
    ('the Health and Wellbeing Board', 'the Board', 'Cabinet')
    """
    return name if name.lower().startswith("the ") or not _ARTICLE.search(name) else f"the {name}"


def _named(kind: str, name: str) -> str:
    said = name.upper() if name.isalpha() and len(name) <= _ABBREVIATION_MAX else name.replace("-", " ")
    if kind in _OFFICES:
        words, _, letter = said.rpartition(" ")
        if said.endswith(_MANY):
            return said
        return f"{words} {letter.upper()}" if words and len(letter) == 1 else f"the {said}"
    if kind == "org" and said.isalpha() and said.islower():
        return said.capitalize()
    return f"the {said}" if kind in _CALLED else f"{kind.replace('_', ' ')} {name}"


def _day(found: re.Match[str]) -> str:
    try:
        day = dt.date.fromisoformat(found[0] if found[2] else f"{found[0]}-01")
    except ValueError:
        return found[0]
    return said_day(day) if found[2] else f"{day:%B %Y}"


def said_when(happened: When) -> str:
    """When something happened, as it is said.

    >>> said_when(When("2017-02-10..2017-05-03")), said_when(When("either 2015-09 or 2015-11")), said_when(When("2017"))
    ('10 February 2017 to 3 May 2017', 'either September 2015 or November 2015', '2017')
    >>> said_when(When("unknown"))
    'day not known'
    """
    said = printable(str(happened)).partition(" | ")[0].replace("..", " to ")
    return _DAY.sub(_day, said) if said != "unknown" else "day not known"


def as_it(text: str, subject: str) -> str:
    """A text about one thing with the thing called "it", so that what is said of several alike is said once.

    >>> as_it("action:2.1 was due; action:2.11, unlike action:2.1, is not", "action:2.1")
    'it was due; action:2.11, unlike it, is not'
    """
    return re.sub(rf"(?<![\w:]){re.escape(subject)}(?![\w/-]|\.\w)", "it", text)


def sentence(text: str) -> str:
    """A clause as a sentence: a capital first, a full stop last.

    >>> sentence("nothing was put before the body")
    'Nothing was put before the body.'
    """
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"
