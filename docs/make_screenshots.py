"""Takes the pictures of the report page that the docs show: ``make screenshots``.

The page is that of Northbeck, the worked county, as the demo makes it; a real Chromium draws it. A picture has at most
64 colours, so that it stays small.
"""

import base64
import datetime as dt
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from govledger import Ledger, record_lines  # noqa: E402 - what is drawn is the checkout's
from govledger.exports.report import INDEX, Wanted, report  # noqa: E402
from tests.browser import Browser, Tab, program  # noqa: E402 - the browser of the tests is not installed with us

IMAGES = ROOT / "docs" / "images"
DAY, LAST_MET = dt.date(2025, 6, 30), dt.date(2025, 5, 20)
ACTION = "action 1.11"
WIDTHS = {320: 640, 1280: 900}
"""The widths drawn, and how high each picture is, in pixels."""

PAPER = (794, 1123)
"""A sheet of A4 at 96 pixels to the inch."""

PALETTE = """
(async (source) => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const key = (at) => (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
  const counts = new Map();
  for (let at = 0; at < data.length; at += 4) counts.set(key(at), (counts.get(key(at)) || 0) + 1);
  const colours = [...counts].sort((one, other) => other[1] - one[1]).slice(0, 64).map(([colour]) => colour);
  const part = (colour, by) => (colour >> by) & 255;
  const far = (one, other) => [16, 8, 0].reduce((sum, by) => sum + (part(one, by) - part(other, by)) ** 2, 0);
  const nearer = (to) => (best, one, at) => (far(one, to) < far(colours[best], to) ? at : best);
  const nearest = new Map([...counts.keys()].map((colour) => [colour, colours.reduce(nearer(colour), 0)]));
  let indices = "";
  for (let at = 0; at < data.length; at += 4) indices += String.fromCharCode(nearest.get(key(at)));
  return { width: image.width, height: image.height, colours, indices: btoa(indices) };
})
"""


def main() -> None:
    """Draw every picture and say how large it came out."""
    chromium = program()
    if chromium is None:
        sys.exit("no chromium here; Debian has it in the package chromium")
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Browser(chromium) as browser:
        page = northbeck(Path(folder))
        with browser.page() as tab, browser.page() as desk:
            draw(tab, desk, page)


def northbeck(folder: Path) -> Path:
    """The page of the worked county, as the demo makes it."""
    page, lines = folder / "northbeck.html", ROOT / "examples" / "northbeck.jsonl"
    with Ledger.create(folder / "northbeck.db", origin="example.gov.uk/northbeck", clerk="office:clerk") as ledger:
        with lines.open("rb") as file:
            record_lines(ledger, file, clerk="office:clerk")
        page.write_bytes(report(ledger.history(as_of=DAY), Wanted(since=LAST_MET))[INDEX])
    return page


def draw(tab: Tab, desk: Tab, page: Path) -> None:
    """Every picture, one after the other."""
    for width, height in WIDTHS.items():
        tab.look(width=width, height=height)
        tab.open(page)
        take(tab, desk, f"top-{width}")
        show(tab, ACTION)
        take(tab, desk, f"action-{width}")
    tab.look(width=1280, height=WIDTHS[1280], scheme="dark")
    tab.open(page)
    take(tab, desk, "top-dark-1280")
    tab.look(width=1280, height=WIDTHS[1280])
    printed(tab, desk, page)


def show(tab: Tab, name: str) -> None:
    """Go to the card of one thing."""
    found = f"[...document.querySelectorAll('.card .ref')].find((one) => one.textContent === {name!r})"
    if not tab.say(f"{found} !== undefined"):
        sys.exit(f"the page has no card of {name}")
    tab.say(f"{found}.closest('.card').scrollIntoView()")


def take(tab: Tab, desk: Tab, name: str) -> None:
    """Take a picture of what is to be seen; it is worked on at a desk of its own, as the page allows no pictures."""
    keep(desk, name, base64.b64decode(tab.send("Page.captureScreenshot", format="png")["data"]))


def printed(tab: Tab, desk: Tab, page: Path) -> None:
    """Print the page to a PDF, and take a picture of its first sheet."""
    pdftoppm = shutil.which("pdftoppm") or sys.exit("no pdftoppm here; Debian has it in the package poppler-utils")
    pdf, sheet = page.with_suffix(".pdf"), page.with_suffix("")
    tab.open(page)
    tab.print(pdf)
    width, height = map(str, PAPER)
    size = ["-scale-to-x", width, "-scale-to-y", height]
    asked = [pdftoppm, "-png", "-singlefile", "-f", "1", *size, str(pdf), str(sheet)]
    subprocess.run(asked, check=True)  # noqa: S603 - every word of it is ours
    keep(desk, "print", sheet.with_suffix(".png").read_bytes())


def keep(desk: Tab, name: str, png: bytes) -> None:
    """Keep a picture with as few colours as it needs; the browser finds them."""
    told = desk.say(f"{PALETTE}('data:image/png;base64,{base64.b64encode(png).decode()}')")
    path = IMAGES / f"{name}.png"
    path.write_bytes(paletted(told["width"], told["height"], told["colours"], base64.b64decode(told["indices"])))
    print(path.relative_to(ROOT), f"{path.stat().st_size:,} bytes")


def paletted(width: int, height: int, colours: list[int], indices: bytes) -> bytes:
    """A PNG whose pixels are indices into a palette; PNG specification, third edition, sections 5 and 11."""
    rows = b"".join(b"\0" + indices[at : at + width] for at in range(0, width * height, width))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            chunk(b"PLTE", b"".join(colour.to_bytes(3, "big") for colour in colours)),
            chunk(b"IDAT", zlib.compress(rows, 9)),
            chunk(b"IEND", b""),
        )
    )


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


if __name__ == "__main__":
    main()
