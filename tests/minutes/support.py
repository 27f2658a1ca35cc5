"""What the tests of the five minutes share: reading the lines as plain JSON, and asking what a row asks of them."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
MINUTES = ROOT / "examples" / "minutes"

# The name under which the lines of each minute cite the minute itself.
OWN_DOCUMENT = {
    "gloucestershire-2022-05-26": "g-2022",
    "herefordshire-2021": "h-2021",
    "west-berkshire-2015": "osmc-2015",
    "worcestershire-2017": "hwb-2017",
    "tower-hamlets-2017-06-14": "bvib-2017-06-14",
}

# A row, a requirement, a condition or a side, as tests/data/README.md draws it.
Shape = Mapping[str, Any]


@dataclass(frozen=True)
class Citation:
    """One place where a line says that it was read."""

    document: str
    locator: str = ""
    verbatim: str | None = None


@dataclass(frozen=True, eq=False)
class Line:
    """One line of a minute: the envelope as written, the body as written."""

    number: int
    envelope: Shape

    @cached_property
    def type(self) -> str:
        return camel_case(self.envelope["type"])

    @cached_property
    def body(self) -> Shape:
        body: Shape = self.envelope.get("body", {})
        return body

    @cached_property
    def citations(self) -> list[Citation]:
        return [citation(source) for source in listed(self.envelope.get("source"))]

    @property
    def introduces(self) -> list[tuple[str, str]]:
        """The kinds and ids that this line brings into its ledger, or continues."""
        fields = introducing_fields().get(self.type, [])
        return [(kind, self.body[name]) for name, kind in fields if name in self.body]

    def value(self, name: str) -> Any:
        """Return a field of the body, or with ``@`` of the envelope; ``@verbatim`` is what the sources quote."""
        if name == "@verbatim":
            return [cited.verbatim for cited in self.citations if cited.verbatim]
        return self.envelope.get(name[1:]) if name.startswith("@") else self.body.get(name)

    def mentions(self, names: set[str]) -> bool:
        """Whether any field of the body holds one of ``names``, alone or in a list."""
        return any(item in names for found in self.body.values() for item in listed(found) if isinstance(item, str))


@dataclass(frozen=True)
class Minute:
    """The lines of one minute, and the document that they were read from."""

    document: str
    lines: Sequence[Line]

    def citing(self, locators: Sequence[str]) -> list[Line]:
        places = {Citation(self.document, locator) for locator in locators}
        return [
            line
            for line in self.lines
            if any(Citation(cited.document, cited.locator) in places for cited in line.citations)
        ]

    def resolve(self, reference: str) -> list[Line]:
        """Return the lines that ``key:x`` or ``kind:id`` stands for: none when it stands for nothing here."""
        kind, _, name = reference.partition(":")
        if kind == "key":
            return [line for line in self.lines if line.envelope.get("key") == name]
        if kind == "part":
            owner, _, part = name.rpartition("/")
            return [line for line in self.owners(owner) if part in part_references(line)]
        return [line for line in self.lines if (kind, name) in line.introduces]

    def owners(self, owner: str) -> list[Line]:
        """Return the lines that introduce the owner of a part, named by its id or by its kind and id."""
        return [line for line in self.lines if any(owner in {name, f"{kind}:{name}"} for kind, name in line.introduces)]

    def never(self, types: Sequence[str], names: set[str]) -> bool:
        return not any(line.type in types and line.mentions(names) for line in self.lines)


def load(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@cache
def minute(name: str) -> Minute:
    text = (MINUTES / f"{name}.jsonl").read_text(encoding="utf-8")
    return minute_of(OWN_DOCUMENT[name], [json.loads(line) for line in text.splitlines() if line.strip()])


def minute_of(document: str, envelopes: Sequence[Shape]) -> Minute:
    return Minute(document, [Line(number, envelope) for number, envelope in enumerate(envelopes, start=1)])


@cache
def introducing_fields() -> dict[str, list[tuple[str, str]]]:
    """Return for each type the fields that introduce an id, each with the kind it introduces."""
    return {
        declared["type"]: [
            (field["name"], found[1])
            for field in declared["fields"]
            if (found := re.match(r"I\*?\((\w+)\)", field["notation"]))
        ]
        for declared in load("catalogue")
    }


def camel_case(written: str) -> str:
    """``action-added/1`` as ``ActionAdded``."""
    return "".join(word.capitalize() for word in written.partition("/")[0].split("-"))


def kebab_case(name: str) -> str:
    """``ActionAdded`` as ``action-added``."""
    return re.sub(r"(?<=.)(?=[A-Z])", "-", name).lower()


def citation(source: str | Shape) -> Citation:
    if isinstance(source, str):
        document, _, locator = source.partition("#")
        return Citation(document, locator)
    return Citation(source["document"], source.get("locator", ""), source.get("verbatim"))


def listed(found: Any) -> list[Any]:
    """A lone value is read as a list of one, and what is absent as an empty list."""
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def part_references(line: Line) -> set[str]:
    parts = [item for found in line.body.values() for item in listed(found) if isinstance(item, dict)]
    return {part["ref"] for part in parts if "ref" in part}


def holds(found: Any, expected: Any) -> bool:
    """Whether a value is what a condition of a row asks for."""
    if expected is None:
        return not listed(found)
    if isinstance(expected, dict):
        return all(matches(found, word, operand) for word, operand in expected.items())
    return any(plain(item, expected) == expected for item in listed(found))


def matches(found: Any, word: str, operand: Any) -> bool:
    """Whether a value stands to ``operand`` as the condition's one ``word`` says."""
    items = listed(found)
    if word == "present":
        return bool(items) is operand
    if word == "one_of":
        return any(holds(found, choice) for choice in operand)
    if word == "count":
        return bool(len(items) == operand)
    if word == "contains":
        return any(isinstance(item, dict) and operand.items() <= item.items() for item in items)
    if word == "matches":
        return any(re.search(operand, plain(item)) for item in items)
    raise KeyError(word)


def plain(item: Any, expected: str = "|") -> str:
    """A value as one string: a vote as how it went, and without its words unless those are expected too."""
    text = str(item.get("how", item)) if isinstance(item, dict) else str(item)
    return text if "|" in expected else text.partition(" | ")[0]


def conditions(asked: Shape, type_name: str) -> dict[str, Any]:
    """Return what a requirement or a side asks of an event of one type."""
    return {**asked.get("with", {}), **asked.get("with_for", {}).get(type_name, {})}


def meets(line: Line, conditions: Shape) -> bool:
    return all(holds(line.value(name), expected) for name, expected in conditions.items())


def candidates(requirement: Shape, cited: Sequence[Line], within: Minute) -> list[Line]:
    """Return the lines that would satisfy a requirement, its ``never`` included."""
    return [
        line
        for line in cited
        if line.type in requirement["any_of"]
        and meets(line, conditions(requirement, line.type))
        and within.never(requirement.get("never", []), names_of(line))
    ]


def names_of(line: Line) -> set[str]:
    """Return the ids that a line introduces, as a field of one kind and as a field of any kind would name them."""
    return {written for kind, name in line.introduces for written in (name, f"{kind}:{name}")}


def row_faults(row: Shape, within: Minute) -> list[str]:
    """Return what the lines of a minute lack of what one row of its table asks, in sentences."""
    cited = within.citing(row["locators"])
    choices = [(requirement, candidates(requirement, cited, within)) for requirement in row["requires"]]
    faults = [short(requirement, found) for requirement, found in choices if len(found) < requirement["at_least"]]
    places = [found for requirement, found in choices for _ in range(requirement["at_least"])]
    if not faults and not distinct(places):
        faults.append("one event would have to answer for two")
    faults += [f"line {line.number} is a {line.type}" for line in cited if line.type in row["forbids"]]
    return faults + list(where_faults(row["where"], within))


def short(requirement: Shape, found: Sequence[Line]) -> str:
    asked = {name: requirement[name] for name in ("with", "with_for", "never") if requirement.get(name)}
    types = " or ".join(requirement["any_of"])
    return f"asks for {requirement['at_least']} {types} {asked or ''}, finds {len(found)}".replace(" ,", ",")


def distinct(places: Sequence[Sequence[Line]]) -> bool:
    """Whether every place can be given a line of its own, by augmenting paths."""
    held: dict[int, int] = {}

    def seat(place: int, tried: set[int]) -> bool:
        for line in places[place]:
            if line.number in tried:
                continue
            tried.add(line.number)
            if line.number not in held or seat(held[line.number], tried):
                held[line.number] = place
                return True
        return False

    return all(seat(place, set()) for place in range(len(places)))


def where_faults(where: Sequence[Shape], within: Minute) -> Iterator[str]:
    """Yield what is broken of the conditions that reach beyond a row's own locators."""
    for condition in where:
        if "never" in condition:
            _, _, name = condition["of"].partition(":")
            if not within.never([condition["never"]], {name, condition["of"]}):
                yield f"{condition['of']} is named by a {condition['never']}"
        else:
            for line in within.lines:
                if line.type == condition["every"] and not meets(line, condition["with"]):
                    yield f"line {line.number} is a {line.type} without {condition['with']}"
