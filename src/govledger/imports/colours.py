"""Colours: what a workbook means by one, and which of them have a name that nobody would dispute."""

from __future__ import annotations

import colorsys
import re
from typing import Final

_HEX = re.compile("[0-9A-Fa-f]{6}")
_SATURATED: Final = 0.35
"""From how full a colour on it has a name; below it is a tint of white, grey or black."""

_HUES: Final = (
    ("red", 0, 14),
    ("amber", 24, 48),
    ("yellow", 52, 66),
    ("green", 80, 165),
    ("blue", 190, 250),
    ("purple", 262, 310),
    ("red", 346, 360),
)
"""The hues of a colour circle, in degrees, whose names nobody would dispute; those between have none."""

_LIGHTNESS: Final = (0.2, 0.85)
"""From how dark to how light a colour has a name."""

_THEME_SWAPS: Final = {0: 1, 1: 0, 2: 3, 3: 2}
"""A theme lists dark before light; a cell counts light before dark."""


def name_of(fill: str) -> str | None:
    """The name of a colour, such as ``green``; ``None`` where people would differ, or it is no colour at all.

    >>> name_of("00B050"), name_of("FFC000"), name_of("F2F2F2")
    ('green', 'amber', None)
    """
    hue, lightness, saturation = _parts(fill)
    if saturation < _SATURATED or not _LIGHTNESS[0] <= lightness <= _LIGHTNESS[1]:
        return None
    degrees = hue * 360
    return next((name for name, first, last in _HUES if first <= degrees <= last), None)


def is_plain(fill: str) -> bool:
    """Whether a colour is white, grey or black: a background, or the band of every other row."""
    red, green, blue = (int(fill[at : at + 2], 16) for at in (0, 2, 4))
    return max(red, green, blue) - min(red, green, blue) <= 8  # noqa: PLR2004 - of 255: no eye sees it


def _parts(fill: str) -> tuple[float, float, float]:
    """Hue, lightness and saturation, each from 0 to 1."""
    red, green, blue = (int(fill[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return colorsys.rgb_to_hls(red, green, blue)


def plain_hex(written: object) -> str | None:
    """A colour as ``RRGGBB``, from that or from ``AARRGGBB``; ``None`` where it is neither."""
    text = written[-6:] if isinstance(written, str) and len(written) in {6, 8} else ""
    return text.upper() if _HEX.fullmatch(text) else None


def theme_colour(scheme: tuple[str, ...], index: int, tint: float) -> str | None:
    """A colour of a theme, lighter or darker by a tint from -1 to 1, as ECMA-376 part 1, 18.8.19, works it out.

    Args:
        scheme: The colours of the theme, in its own order.
        index: Which of them a cell names.
        tint: How much lighter or darker.
    """
    place = _THEME_SWAPS.get(index, index)
    if not 0 <= place < len(scheme):
        return None
    return tinted(scheme[place], tint)


def tinted(fill: str, tint: float) -> str:
    """A colour made lighter (above 0) or darker (below 0).

    >>> tinted("808080", 0.5), tinted("808080", -0.5), tinted("808080", 0)
    ('C0C0C0', '404040', '808080')
    """
    if not tint:
        return fill
    hue, lightness, saturation = _parts(fill)
    lightness = lightness * (1 + tint) if tint < 0 else lightness * (1 - tint) + tint
    parts = colorsys.hls_to_rgb(hue, min(max(lightness, 0.0), 1.0), saturation)
    return "".join(f"{round(part * 255):02X}" for part in parts)
