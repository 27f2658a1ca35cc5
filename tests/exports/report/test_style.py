"""The colours of the page by the arithmetic of WCAG 2.2: axe-core cannot tell what lies below the text of a drawing."""

import re
from importlib.resources import files

import pytest

STYLE = (files("govledger.exports.report") / "templates" / "style.css").read_text(encoding="utf-8")
LOOKS = ("good", "risk", "bad", "done", "stuck", "held", "none")


def palette(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):(#[0-9a-f]{3,6})\b", block))


LIGHT = palette(STYLE.partition("@media")[0])
DARK = LIGHT | palette(STYLE.partition("prefers-color-scheme:dark){")[2].partition("}}")[0])
PRINT = LIGHT | palette(STYLE.partition("@media print{")[2].partition("}")[0])


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast ratio, WCAG 2.2."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_arithmetic_is_that_of_the_standard() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colours", [LIGHT, DARK, PRINT], ids=["light", "dark", "print"])
def test_every_text_stands_out_from_what_lies_below_it(colours: dict[str, str]) -> None:
    on_page = [(text, ground) for text in ("ink", "dim", "link", "worst", "late", "focus") for ground in ("bg", "soft")]
    on_strip = [("ink", f"{look}-bg") for look in LOOKS]

    weak = {pair: contrast(*(colours[name] for name in pair)) for pair in (*on_page, *on_strip)}

    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("colours", [LIGHT, DARK, PRINT], ids=["light", "dark", "print"])
def test_every_shape_stands_out_from_its_strip_and_from_the_page(colours: dict[str, str]) -> None:
    pairs = [(look, ground) for look in LOOKS for ground in ("bg", f"{look}-bg")]
    pairs += [("strong", "bg"), ("strong", "soft"), ("focus", "bg")]

    weak = {pair: contrast(*(colours[name] for name in pair)) for pair in pairs}

    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}


def test_every_look_has_a_shape_of_its_own() -> None:
    macros = (files("govledger.exports.report") / "templates" / "macros.html").read_text(encoding="utf-8")

    shapes = dict(re.findall(r'<symbol id="s-(\w+)"[^>]*>(.*?)</symbol>', macros))

    assert set(shapes) == set(LOOKS)
    assert len(set(shapes.values())) == len(LOOKS)
