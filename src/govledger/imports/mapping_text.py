"""Writing a mapping: what was found and proposed, with comments that say what may be changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from govledger.events.values import Meaning
from govledger.imports.colours import name_of
from govledger.imports.fields import BY_NAME, FIELDS, plain
from govledger.imports.layout import TO_DECIDE, Layout
from govledger.imports.mapping import MARK, PlanMapping, comment, toml_text
from govledger.imports.standing import COLOURS, LETTERS

_MANY = 40
"""How many words of a status column are listed."""


def mapping_text(layout: Layout) -> str:
    """The mapping of a file as TOML, to be edited and used again.

    Args:
        layout: How the file is laid out; what is not clear is asked at the top.
    """
    return "\n".join([*_head(layout), *_settings(layout), *_columns(layout), *_words(layout), *_scheme(layout)]) + "\n"


def _head(layout: Layout) -> Iterator[str]:
    yield f"{MARK}, made from {comment(repr(layout.book.name))[2:]}: which column of the plan says what."
    yield "# Change what is wrong and give it again: govledger import LEDGER FILE --mapping THIS"
    for question in layout.questions:
        yield f"# {TO_DECIDE}: {' '.join(question.split())}"
    yield ""


def _settings(layout: Layout) -> Iterator[str]:
    mapping, table = layout.mapping, layout.tables[0].table
    sheets = mapping.sheets or [one.table.grid.name for one in layout.tables]
    yield f"{'' if mapping.sheets else '# '}sheets = [{', '.join(map(toml_text, sheets))}]"
    for name, why in layout.others.items():
        yield f"# Not read: {comment(repr(name))[2:]}, because {why}."
    rows = list(mapping.header_rows or table.rows)
    yield f"{'' if mapping.header_rows else '# '}header_rows = {rows}  # Of the headings; else they are looked for."
    yield f"plan = {toml_text(mapping.plan)}" if mapping.plan else '# plan = "iip"  # The id of the plan.'
    yield f"prefix = {toml_text(mapping.prefix)}  # Before each reference: 2018/ for a plan that has a 2.4 too."
    said = toml_text(mapping.dates) if mapping.dates else '"day-first"'
    yield f"{'' if mapping.dates else '# '}dates = {said}  # How 04/05/2017 is read: day-first or month-first."
    yield f"hidden_rows = {toml_text(mapping.hidden_rows)}  # read or skip"
    yield ""


def _columns(layout: Layout) -> Iterator[str]:
    yield '[columns]  # By heading; where two are called the same, by letter: status = "column G"'
    for field in FIELDS:
        heading = layout.mapping.columns.get(field.name)
        if heading is not None:
            yield f"{field.name} = {toml_text(heading)}  # {field.says}"
    listed = ", ".join(field.name for field in FIELDS if field.name not in layout.mapping.columns)
    if listed:
        yield f"# No column: {listed}."
    for unread in layout.unread:
        also = f", which may be the {BY_NAME[unread.field].name}" if unread.field else ""
        yield f"# Not read: {comment(repr(unread.text))[2:]}{also}."
    yield ""


def _words(layout: Layout) -> Iterator[str]:
    mapping = layout.mapping
    yield "[statuses]  # What a word of the status column is to be called, where it is not its own name."
    known = dict(mapping.statuses)
    for words, count in list(layout.words.items())[:_MANY]:
        label = LETTERS.get(words.lower()) or (words.lower() if words.lower() in COLOURS else None)
        if plain(words) in known:
            yield f"{toml_text(words)} = {toml_text(known.pop(plain(words)))}"
        else:
            yield f"# {toml_text(words)} = {toml_text(label or words)}  # {count} cells"
    yield from (f"{toml_text(words)} = {toml_text(label)}" for words, label in known.items())
    yield ""
    yield "[fills]  # What a colour alone says, where a cell has no word."
    for fill, label in mapping.fills.items():
        told = f"  # {layout.shades[fill]} cells" if fill in layout.shades else ""
        yield f"{toml_text(fill)} = {toml_text(label)}{told}"
    for fill, count in layout.shades.items():
        if fill not in mapping.fills:
            yield f"# {toml_text(fill)} = {toml_text(name_of(fill) or '')}  # {count} cells"
    yield ""
    yield "[leads]  # Which office a lead is. Never a name: an office, or person:p7 whose name stands nowhere else."
    yield from _table(mapping.leads)
    yield '# "J Example" = "office:head-of-mash"'
    yield ""


def _scheme(layout: Layout) -> Iterator[str]:
    mapping: PlanMapping = layout.mapping
    yield "[scheme]  # What each status means, as the plan's own key says; without it, nothing is read into a colour."
    yield f"id = {toml_text(mapping.scheme)}" if mapping.scheme else '# id = "rag-2017"'
    yield ""
    yield "[scheme.meanings]"
    yield f"# One of: {', '.join(Meaning)}."
    yield from _table(mapping.meanings)
    labels = dict.fromkeys([*mapping.fills.values(), *mapping.statuses.values(), *_labels(layout)])
    for label in labels:
        if label not in mapping.meanings:
            yield f'# {toml_text(label)} = ""'


def _labels(layout: Layout) -> list[str]:
    """What the words of the status column are called as they stand."""
    named = [LETTERS.get(words.lower(), words.lower() if words.lower() in COLOURS else words) for words in layout.words]
    return [label for label in named[:_MANY] if "/" not in label]


def _table(held: Mapping[str, str]) -> Iterator[str]:
    return (f"{toml_text(name)} = {toml_text(value)}" for name, value in held.items())
