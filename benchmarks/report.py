"""Writes docs/reference/benchmarks.md from what was measured last: ``python -m benchmarks.report``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.rows import Measured
from benchmarks.table import HEADINGS, tell

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "results.json"
PAGE = ROOT / "docs" / "reference" / "benchmarks.md"

OPENING = """\
<!-- Written by `python -m benchmarks.report` from benchmarks/results.json. -->

# Benchmarks

Speed is shown by ratio, in one run on one machine: ours against the shortest honest Python, and against peers.
`make bench` measures all of it again; `make bench-quick` does the same on a few entries, for its answers rather than
its times.
"""

PROFILED = """\
The functions that take most time by themselves, by Python's own profiler. It makes many small calls look dearer than
they are.
"""

RULES = """\
## How it is measured

- **The workload** is one county's record, drawn by a seed: bodies with meetings and agendas, papers, statuses with
  their words, challenges, decisions, moved dates, evidence, figures and claims. What is spoken of most is drawn by
  Zipf's law. One entry in a hundred is recorded long after it was known; one in two hundred corrects another.
- **Raw** is `sqlite3` with one table (ledger, number, type, bytes), the same bytes, the same durability and the same
  lots; or a `SELECT` over it and `msgspec` into the same classes. It checks nothing, commits to nothing and keeps no
  index.
- **Peers**: eventsourcing's own aggregates, all of them at hand in memory, and its notification log through its default
  mapper, holding the same facts; UmaDB, given the same bytes without a tag, and whose durability was
  not looked into; beancount and hledger with one transaction for every entry. A peer that is not there is NOT RUN.
- **PostgreSQL** is a server of its own on loopback, with every commit on the disk; raw is psycopg with one table. The
  design asks nothing of it by a figure, so that the ratios wanted on SQLite are shown.
- **By turns**: ours, raw, peer, ours, raw, peer, each in a process of its own, and the median is shown. Where there are
  fewer than three runs, that is said beside the time: a row is repeated only as far as its budget of seconds goes, and
  programs of others that take long run once. What a contender is given is made before its clock starts.
- **Answers first**: contenders of a row must give the same answer, a hash, or no time is shown. A projection is held
  against a fold that shares nothing with it, a check that is kept up against a cold one, an export's root against the
  root of its bytes.
- **Memory** is the most that a contender's process ever held, before its answer is worked out. Where there are fewer
  than a million entries, what is above an idle process is taken in proportion. A replay is wanted to stream: to grow by
  nothing but the calendar of what happened when, which has sixteen bytes for every entry.
"""


def page(told: dict[str, Any]) -> str:
    """The page, from what was kept."""
    results = {
        key: {name: Measured(**{**one, "times": tuple(one["times"])}) for name, one in row.items()}
        for key, row in told["rows"].items()
    }
    lines = list(tell(results, told["settings"]["entries"]))
    rows = [HEADINGS, ("---",) * len(HEADINGS), *(line.cells for line in lines)]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
    passed = sum(line.result == "pass" for line in lines)
    said = f"\n{told['said']}\n" if told["said"] else ""
    return "\n".join(
        (
            OPENING,
            f"## {told['settings']['entries']:,} entries: {passed} of {len(lines)} lines pass\n{said}",
            table,
            f"\n{_figures(results)}",
            *_profiles(told),
            RULES,
            "## What it was measured on\n",
            *_listed(told["machine"]),
            *_listed(told["versions"]),
            *_listed({name: f"{value:,}" for name, value in told["settings"].items()}),
            *_elsewhere(told),
            "",
        )
    )


def _listed(facts: dict[str, str]) -> list[str]:
    return [f"- {name}: {value}" for name, value in facts.items() if value]


def _elsewhere(told: dict[str, Any]) -> list[str]:
    """The rows that were measured at another commit than the last."""
    others = sorted({held for held in told["at"].values() if held != told["versions"]["govledger"]})
    rows = {other: ", ".join(key for key, held in told["at"].items() if held == other) for other in others}
    return [f"- measured with govledger {other}: {keys}" for other, keys in rows.items()]


def _profiles(told: dict[str, Any]) -> list[str]:
    """Where the time goes of what is short."""
    held = {name: found for name, found in told.get("profiles", {}).items() if found["most"]}
    if not held:
        return []
    lines = ["## Where the time goes, of what is short\n", PROFILED]
    for name, found in held.items():
        lines += [f"`{name}`, on {found['entries']:,} entries:\n", "| of the time | calls | function |"]
        lines += ["| --- | --- | --- |"]
        lines += [f"| {percent:.1f} % | {calls:,} | `{where}` |" for percent, calls, where in found["most"]]
        lines += [""]
    return lines


def _figures(results: dict[str, dict[str, Measured]]) -> str:
    """What was noted beside the times, and the most memory of each of ours."""
    lines = ["## Beside the times\n"]
    for name, one in ((name, held) for row in results.values() for name, held in row.items()):
        if one.missing or not (name.endswith("/ours") or one.notes):
            continue
        noted = "".join(f", {what} {value:,.4g}" for what, value in one.notes.items())
        lines.append(f"- `{name}`: at most {one.peak_mb:,.0f} MB{noted}")
    return "\n".join((*lines, ""))


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(json.loads(RESULTS.read_text(encoding="utf-8"))), encoding="utf-8")
    print("wrote", PAGE.relative_to(ROOT))


if __name__ == "__main__":
    main()
