"""The table: every line of every row, from what the contenders gave; times only where all answers were the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from benchmarks.rows import MEMORY, ROWS, TIME, Line, Measured, Results, Row, differing

HEADINGS = ("work", "ours", "raw", "peer", "ratio", "wanted", "result")
DIFFER = "ANSWERS DIFFER"
IDLE = "import/ours"
"""The one contender that another row asks about too: a process that does next to nothing."""


@attrs.frozen
class Told:
    """One line of the table in words, a cell each."""

    work: str
    ours: str
    raw: str
    peer: str
    ratio: str
    wanted: str
    result: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells in the order of `HEADINGS`."""
        return self.work, self.ours, self.raw, self.peer, self.ratio, self.wanted, self.result


def tell(results: Mapping[str, Results], entries: int) -> Iterator[Told]:
    """Every line; a row of which there is no result is NOT RUN."""
    idle = {IDLE: results["import"][IDLE]} if "import" in results else {}
    for row in ROWS:
        own = results.get(row.key, {})
        for line in row.lines:
            yield _tell(row, line, own, {**idle, **own}, entries)


def _tell(row: Row, line: Line, own: Results, held: Results, entries: int) -> Told:
    wanted = "to be told" if line.limit is None else f"{'≥' if line.at_least else '≤'} {line.limit:,g} {line.unit}"
    if wrong := differing(row, own):
        return Told(line.work, "", "", "", "", wanted, f"{DIFFER}: {', '.join(wrong)}")
    shown = _memory if line.shows == MEMORY else _shown
    ours, raw = shown(held, line.ours), shown(held, line.raw)
    if line.shows not in {TIME, MEMORY} and line.ours in held and not held[line.ours].missing:
        ours = f"{held[line.ours].notes[line.shows]:,.2f} ms"
    peers = "; ".join(_peer(held, name) for name in line.peers)
    absent = [name for name in line.needs if name not in held or held[name].missing]
    if absent:
        why = held[absent[0]].missing if absent[0] in held else "not asked for"
        return Told(line.work, ours, raw, peers, "", wanted, f"short: {why}" if _gave_up(why) else f"NOT RUN: {why}")
    value = line.value(held, entries)
    ratio = f"{value:.3g}" if value < 1_000 else f"{value:,.0f}"
    return Told(line.work, ours, raw, peers, ratio, wanted, _result(line, value))


def _result(line: Line, value: float) -> str:
    """Whether it passes; what is only told shows what it is counted in."""
    if line.limit is None:
        return line.unit
    return "pass" if (value >= line.limit if line.at_least else value <= line.limit) else "short"


def _gave_up(why: str) -> bool:
    """Whether somebody was there, and did not end in the time allowed."""
    return why.startswith("more than")


def _peer(held: Results, name: str) -> str:
    return f"{name.partition('/')[2]} {_shown(held, name)}"


def _shown(held: Results, name: str) -> str:
    """A time, and how many a second where there were many; why there is none."""
    if not name:
        return "–"
    one = held.get(name)
    if one is None:
        return "NOT RUN"
    if one.missing:
        return one.missing if _gave_up(one.missing) else f"NOT RUN: {one.missing}"
    rate = f" ({one.count / one.seconds:,.0f}/s)" if one.count > 200 else ""
    runs = "" if len(one.times) >= 3 else f", {len(one.times)} run{'s' if len(one.times) > 1 else ''}"
    return f"{_time(one)}{rate}{runs}"


def _memory(held: Results, name: str) -> str:
    """The most that it held; why there is nothing to show."""
    one = held.get(name)
    return f"{one.peak_mb:,.0f} MB" if one is not None and not one.missing else _shown(held, name)


def _time(one: Measured) -> str:
    return f"{one.seconds:,.2f} s" if one.seconds >= 1 else f"{one.seconds * 1_000:,.2f} ms"


def plain_table(told: list[Told]) -> str:
    """The table for a terminal."""
    cells = [HEADINGS, *(line.cells for line in told)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEADINGS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells)
