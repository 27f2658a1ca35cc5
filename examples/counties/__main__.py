"""Write both counties, and what is to be looked for in them: python -m examples.counties."""

from __future__ import annotations

import inspect
from pathlib import Path

from examples.counties.every_pair import PAIRS
from examples.counties.northbeck import northbeck
from examples.counties.southmere import southmere
from govledger.assurance import RULES

EXAMPLES = Path(__file__).parents[1]

HEAD = """# Northbeck and Southmere

Two counties that nobody lives in, over thirty months to 30 June 2025, told by the script in `counties/`. Northbeck
holds, for each of the forty rules, a specimen that the rule asks about and a near miss, at most three events away,
that it does not ask about. Southmere holds the near miss both times.

| rule | asks about | not about | the story |
|---|---|---|---|
"""


def table() -> str:
    """The page that says what is to be looked for in Northbeck, rule by rule."""
    rows = []
    for rule in RULES:
        if rule.name in PAIRS:
            told = PAIRS[rule.name]
            story = " ".join((inspect.getdoc(told.tell) or "").split())
            rows.append(f"| {rule.code} `{rule.name}` | `{told.specimen}` | `{told.near_miss}` | {story} |\n")
    return HEAD + "".join(rows)


def main(folder: Path = EXAMPLES) -> None:
    """Write `northbeck.jsonl`, `southmere.jsonl` and `northbeck.md` into a folder."""
    for county in (northbeck(), southmere()):
        path = folder / f"{county.name.lower()}.jsonl"
        print(f"{path.name}: {county.write(path)} lines")
    (folder / "northbeck.md").write_text(table(), encoding="utf-8")


if __name__ == "__main__":
    main()
