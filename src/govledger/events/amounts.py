"""Periods that figures cover, and quantities with their units; figures are decimals, never floats.

    >>> Period.parse("during Q1 2017/18").latest.isoformat()
    '2017-06-30'
    >>> Quantity.read("£200,000 to £300,000")
    Quantity('200000..300000 GBP')
    >>> str(Quantity.read({"unit": "%", "words": "slightly below target"}))
    '.. % | slightly below target'

The digits of a figure stay as they were given, so ``12.50`` is not ``12.5``; `Quantity.low` and `Quantity.high` compare
as numbers.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Final, final

from govledger.errors import BadValueError, PhraseError
from govledger.events.phrases import Canonical, build, join_words, read_words, split_words
from govledger.events.when import When

PERIOD_KINDS: Final = ("during", "to_date", "at")
"""How a figure relates to its time: over it, from its start until its end so far, or on the day."""

PERIOD_UNDERSTOOD: Final = (
    "a period: during|to_date|at and a time, such as during Q1 2017/18, to_date 2017-04..2017-08, at 2017-06-30"
)
"""What `PhraseError` says of a period."""

QUANTITY_UNDERSTOOD: Final = (
    "a quantity: 600 children, 12.5 %, 200000..300000 GBP, 5.. days, ..5 %, about 600, or words after a bar: "
    ".. % | slightly below target"
)
"""What `PhraseError` says of a quantity."""

_FIGURE_LENGTH_MAX: Final = 40
_UNIT_LENGTH_MAX: Final = 60


@final
class Period(Canonical):
    """The time that a figure or a plan covers.

    Attributes:
        kind: ``during``, ``to_date`` or ``at``.
        when: The time.
    """

    __slots__ = ("kind", "when")

    kind: str
    when: When

    def __new__(cls, value: object) -> Period:
        """The same as `Period.read`."""
        return cls.read(value)

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period that ``during|to_date|at`` and a time say.

        Raises:
            PhraseError: ``text`` is no such phrase.
        """
        return _parse_period(text)

    @classmethod
    def read(cls, value: object) -> Period:
        """A period given as text, as a `Period`, or as an object with ``kind``, ``from``, ``to`` and ``words``.

        Raises:
            PhraseError: The text is no phrase that is understood.
            BadValueError: ``value`` is something else.
        """
        if isinstance(value, Period):
            return value
        if isinstance(value, str):
            return _parse_period(value)
        if isinstance(value, dict):
            return _period_from_fields(value)  # pyright: ignore[reportUnknownArgumentType]
        raise BadValueError(value, PERIOD_UNDERSTOOD)

    @property
    def earliest(self) -> dt.date:
        """The first day it can cover; `date.min` when open."""
        return self.when.earliest

    @property
    def latest(self) -> dt.date:
        """The last day it can cover; `date.max` when open."""
        return self.when.latest

    @property
    def words(self) -> str | None:
        """The words that were said, where they were kept."""
        return self.when.words


@final
class Quantity(Canonical):
    """A figure, or a range of figures, with its unit.

    Attributes:
        low: The least it can be; ``None`` when open.
        high: The most it can be; ``None`` when open.
        unit: What is counted, such as ``GBP``, ``%`` or ``children``; empty when not said.
        words: The words that were said, where they were kept.
        is_about: Whether it was said to be about the figure.
    """

    __slots__ = ("high", "is_about", "low", "unit", "words")

    low: Decimal | None
    high: Decimal | None
    unit: str
    words: str | None
    is_about: bool

    def __new__(cls, value: object) -> Quantity:
        """The same as `Quantity.read`."""
        return cls.read(value)

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """The quantity that ``text`` says.

        Raises:
            PhraseError: ``text`` is no quantity that is understood.
        """
        return _parse_quantity(text)

    @classmethod
    def read(cls, value: object) -> Quantity:
        """A quantity given as text, a whole number, a `Decimal`, a `Quantity`, or an object.

        The object has ``low``, ``high``, ``unit`` and ``words``.

        Raises:
            PhraseError: The text is no quantity that is understood.
            BadValueError: ``value`` is something else; a float is refused, because it does not hold decimals exactly.
        """
        if isinstance(value, Quantity):
            return value
        if isinstance(value, str):
            return _parse_quantity(value)
        if isinstance(value, dict):
            return _quantity_from_fields(value)  # pyright: ignore[reportUnknownArgumentType]
        figure = _figure(value)
        return _quantity(figure, figure, "", None)


@lru_cache(maxsize=4096)
def _parse_period(text: str) -> Period:
    phrase, words = split_words(text)
    match = _PERIOD.fullmatch(phrase)
    if match is None:
        raise PhraseError(text, PERIOD_UNDERSTOOD)
    kind = match["kind"].lower().replace(" ", "_").removeprefix("as_")
    return _period(kind, When.parse(join_words(match["when"], words)))


def _period(kind: str, when: When) -> Period:
    return build(Period, join_words(f"{kind} {when.phrase}", when.words), kind=kind, when=when)


def _period_from_fields(fields: dict[object, object]) -> Period:
    given = {name: value for name, value in fields.items() if value is not None}
    kind = given.pop("kind", None)
    if kind not in PERIOD_KINDS or given.keys() - {"from", "to", "words"}:
        raise BadValueError(fields, f"an object with kind ({', '.join(PERIOD_KINDS)}), from, to and words")
    names = {"from": "earliest", "to": "latest", "words": "words"}
    return _period(str(kind), When.read({names[str(name)]: value for name, value in given.items()}))


@lru_cache(maxsize=4096)
def _parse_quantity(text: str) -> Quantity:
    phrase, words = split_words(text)
    for said, form in _SAID:
        phrase = said.sub(form, phrase)
    match = _SINGLE.fullmatch(phrase) or _RANGE.fullmatch(phrase)
    if match is None:
        raise PhraseError(text, QUANTITY_UNDERSTOOD)
    parts = match.groupdict()
    unit, scale = _read_unit(match, text), (parts["scale"] or "").lower()
    low, high = _scaled(parts["low"], scale), _scaled(parts["high"] if "high" in parts else parts["low"], scale)
    return _quantity(low, high, unit, words, is_about=bool(parts.get("about")))


def _read_unit(match: re.Match[str], text: str) -> str:
    unit, scale = match["unit"] or "", match["scale"]
    if scale and "£" not in match[0] and scale.lower() in _ONLY_MONEY:
        unit = " ".join(filter(None, (scale, unit)))
        raise PhraseError(text, f"a figure and its unit with a space between, such as {match['low']} {unit}")
    if "£" in match[0]:
        if unit:
            raise PhraseError(text, "an amount in pounds, without another unit")
        return "GBP"
    if len(unit) > _UNIT_LENGTH_MAX or unit[:1].isnumeric():
        raise PhraseError(text, f"a unit such as GBP, % or children, of at most {_UNIT_LENGTH_MAX} characters")
    return unit


def _scaled(digits: str | None, scale: str) -> Decimal | None:
    if not digits:
        return None
    figure = _figure(digits.replace(",", ""))
    with localcontext(prec=100):
        return _figure((figure * _SCALES[scale]).normalize()) if scale else figure


def _quantity(
    low: Decimal | None, high: Decimal | None, unit: str, words: str | None, *, is_about: bool = False
) -> Quantity:
    if low is not None and high is not None and low > high:
        raise PhraseError(f"{low:f}..{high:f}", "a range whose first figure is the lesser")
    if low is None and high is None and words is None:
        raise PhraseError(f".. {unit}", "a figure, or the words that were said: .. % | slightly below target")
    high = low if low == high else high
    figures = _written(low) if low is high is not None else f"{_written(low)}..{_written(high)}"
    phrase = " ".join(filter(None, ("about" if is_about else "", figures, unit)))
    return build(Quantity, join_words(phrase, words), low=low, high=high, unit=unit, words=words, is_about=is_about)


def _written(figure: Decimal | None) -> str:
    return "" if figure is None else f"{figure:f}"


def _figure(value: object) -> Decimal:
    """An exact, finite figure of at most 40 digits, without a sign on nought."""
    if isinstance(value, float):
        raise BadValueError(
            value, f'an exact figure, such as the text "{value!r}", an int or a Decimal; a float is not exact'
        )
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = Decimal(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise BadValueError(value, QUANTITY_UNDERSTOOD)
    figure = Decimal(value)
    if not figure.is_finite() or abs(figure.adjusted()) > _FIGURE_LENGTH_MAX or len(f"{figure:f}") > _FIGURE_LENGTH_MAX:
        raise BadValueError(value, f"a finite figure of at most {_FIGURE_LENGTH_MAX} digits")
    return Decimal(f"{figure or figure.copy_abs():f}")


def _quantity_from_fields(fields: dict[object, object]) -> Quantity:
    given = {name: value for name, value in fields.items() if value is not None}
    if given.keys() - {"low", "high", "unit", "words"}:
        raise BadValueError(fields, "an object with low, high, unit and words, and no others")
    unit, words = given.get("unit", ""), read_words(given.get("words"))
    if not isinstance(unit, str) or (unit and not _UNIT.fullmatch(unit)):
        raise BadValueError(unit, "a unit such as GBP, % or children")
    low, high = (_figure(given[name]) if name in given else None for name in ("low", "high"))
    return _parse_quantity(str(_quantity(low, high, unit, words)))


def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE | re.ASCII)


_ONLY_MONEY: Final = ("m", "k", "bn")
_SCALES: Final = {
    "m": Decimal(10**6), "million": Decimal(10**6), "k": Decimal(1000), "thousand": Decimal(1000),
    "bn": Decimal(10**9), "billion": Decimal(10**9),
}  # fmt: skip
_NUMBER = r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,39})(?:\.[0-9]{1,38})?(?![0-9])"
_MONEY = rf"£?{_NUMBER}"
_UNIT_WORDS = r"[^\s0-9.,+£|\u2013-][^|£]*"
# "5m" may be metres or millions; only an amount in pounds may be shortened so.
_TAIL = rf"(?: ?(?P<scale>million|thousand|billion|(?<! )(?:bn|m|k))(?![a-z/]))?(?:(?: |(?=%))(?P<unit>{_UNIT_WORDS}))?"
_DIGITS = re.compile(r"-?[0-9]{1,39}(?:\.[0-9]{1,38})?", re.ASCII)
_UNIT = re.compile(_UNIT_WORDS)
_PERIOD = _pattern(r"(?P<kind>during|to[_ ]date|(?:as )?at) (?P<when>.+)")
_SINGLE = _pattern(rf"(?:(?P<about>about) )?£?(?P<low>{_NUMBER}){_TAIL}")
_RANGE = _pattern(rf"£?(?P<low>{_NUMBER})?\.\.£?(?P<high>{_NUMBER})?{_TAIL}")
_SAID: Final = (
    (_pattern(rf"^between ({_MONEY}) and ({_MONEY})"), r"\1..\2"),
    (_pattern(rf"^({_MONEY})(?: ?[\u2013\u2014] ?| to )({_MONEY})"), r"\1..\2"),
    (_pattern(rf"^(?:at least|a minimum of|no less than) ({_MONEY})"), r"\1.."),
    (_pattern(rf"^(?:at most|a maximum of|no more than|up to) ({_MONEY})"), r"..\1"),
    (_pattern(r"^(?:around|approximately|circa) "), "about "),
)
"""What is said in minutes, and how it is written here."""
