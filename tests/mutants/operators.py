"""What can be broken in a module on purpose: every single change, found on its syntax tree and told in words.

A change never touches a docstring, an annotation, or the words that an answer is told in.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass, field as told, replace
from itertools import islice
from pathlib import Path
from types import CodeType

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
"""What each comparison becomes: its neighbour at the boundary, and its opposite."""

SEVERITIES = {"info": "low", "low": "medium", "medium": "high", "high": "medium", "critical": "high"}
"""What each severity becomes."""

ANSWERS = {"Alarm": "Clear", "Clear": "CannotTell", "CannotTell": "Clear", "NotYet": "Clear"}
"""What each answer becomes."""

WORDS = frozenset({"says", "clears", "question", "source"})
"""The arguments that are prose."""

LEAVES = (ast.Return, ast.Raise, ast.Continue, ast.Break)


@dataclass(frozen=True)
class Where:
    """Where in a module a node stands.

    Attributes:
        function: The outermost function, with its class; empty outside functions.
        statement: The innermost statement.
        reach: The node whose execution runs the change; a decorator's is the function it decorates.
        is_inside: Whether it is in a function's body, so that the change can be put into the function as it lives.
        is_severity: Whether a text here is a severity.
    """

    function: str = ""
    statement: ast.AST | None = None
    reach: ast.AST | None = None
    is_inside: bool = False
    is_severity: bool = False


@dataclass(frozen=True)
class Place:
    """A slot of the tree: a field of a node, or one of the nodes it lists."""

    parent: ast.AST
    field: str
    index: int | None

    def put(self, node: ast.AST) -> None:
        """Put another node there."""
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


@dataclass(frozen=True)
class Change:
    """One way to break a module: what is put where.

    Attributes:
        place: The slot.
        node: What is put there.
        at: The part of the old code that is broken.
        where: Where that stands.
        says: The change in words.
    """

    place: Place
    node: ast.AST
    at: ast.AST
    where: Where
    says: str


@dataclass(frozen=True)
class Mutant:
    """A module with one change.

    Attributes:
        path: The module's file.
        number: Which of its changes, from 0.
        function: The function it is in; empty outside functions.
        text: The line that is changed, without its margins.
        says: The change in words.
        line: The number of that line.
        lines: The lines of which a test must run one to notice, likeliest first.
        is_inside: Whether it is in a function's body.
        source: What the file said; it may be edited during a long run.
    """

    path: Path
    number: int
    function: str
    text: str
    says: str
    line: int
    lines: tuple[tuple[int, int], ...]
    is_inside: bool
    source: str = told(repr=False)

    @property
    def module(self) -> str:
        """The module's name."""
        return self.path.stem

    @property
    def code(self) -> CodeType:
        """The module, changed and compiled."""
        tree = ast.parse(self.source)
        change = next(islice(changes(tree), self.number, None))
        change.place.put(ast.copy_location(change.node, change.at))
        return compile(ast.fix_missing_locations(tree), str(self.path), "exec", dont_inherit=True)


def mutants_of(path: Path) -> list[Mutant]:
    """Every mutant of one module, in the order of its text."""
    source = path.read_text(encoding="utf-8")
    lines = source.splitlines()
    return [
        Mutant(
            path=path,
            number=number,
            function=change.where.function,
            text=lines[_line(change.at) - 1].strip(),
            says=change.says,
            line=_line(change.at),
            lines=_reach(change, len(lines)),
            is_inside=change.where.is_inside,
            source=source,
        )
        for number, change in enumerate(changes(ast.parse(source)))
    ]


def _reach(change: Change, length: int) -> tuple[tuple[int, int], ...]:
    """The lines of which a test must run one to notice; of what runs when the module is imported, any line."""
    if change.where.reach is not None:
        return (_span(change.where.reach),)
    if not change.where.is_inside:
        return ((1, length),)
    return tuple(_span(node) for node in (change.at, change.where.statement) if node is not None)


def _line(node: ast.AST) -> int:
    return int(getattr(node, "lineno", 1))


def _span(node: ast.AST) -> tuple[int, int]:
    """The first and last line of what runs; of a statement with a body, the line that leads into it."""
    body = getattr(node, "body", None)
    if isinstance(node, ast.FunctionDef):
        return _line(node.body[0]), node.end_lineno or _line(node)
    if isinstance(body, list):
        return _line(node), max(_line(node), _line(body[0]) - 1)
    return _line(node), int(getattr(node, "end_lineno", _line(node)))


# Finding -------------------------------------------------------------------------------------------------------------


def changes(tree: ast.AST) -> Iterator[Change]:
    """Every change to a tree, each node's own before those under it; the tree stays as it is until one is put there."""
    yield from _under(tree, Where())


def _under(node: ast.AST, where: Where) -> Iterator[Change]:
    for place, child in _children(node):
        if not _is_left_alone(place, child):
            inner = _inside(place, child, where)
            for new, at, says in _broken(child, inner):
                yield Change(place=place, node=new, at=at, where=inner, says=says)
            yield from _under(child, inner)


def _children(node: ast.AST) -> Iterator[tuple[Place, ast.AST]]:
    for field, value in ast.iter_fields(node):
        for index, child in enumerate(value) if isinstance(value, list) else ((None, value),):
            if isinstance(child, ast.AST):
                yield Place(node, field, index), child


def _is_left_alone(place: Place, node: ast.AST) -> bool:
    is_prose = isinstance(node, ast.keyword) and node.arg in WORDS
    return is_prose or place.field in {"annotation", "returns", "bases", "type_params"}


def _inside(place: Place, node: ast.AST, where: Where) -> Where:
    """Where a child stands, given where its parent does."""
    parent = place.parent
    if isinstance(parent, ast.ClassDef) and not where.is_inside:
        where = replace(where, function=parent.name if not where.function else where.function)
    if isinstance(parent, ast.FunctionDef) and not where.is_inside:
        owner = f"{where.function}." if where.function and where.function != parent.name else ""
        is_body = place.field == "body"
        reach = None if is_body else parent
        where = replace(where, function=f"{owner}{parent.name}", is_inside=is_body, reach=reach)
    if isinstance(node, ast.stmt):
        where = replace(where, statement=node)
    return replace(where, is_severity=_is_severity(node, where, parent))


def _is_severity(node: ast.AST, where: Where, parent: ast.AST) -> bool:
    if isinstance(node, ast.keyword):
        return node.arg == "severity"
    if isinstance(node, ast.AnnAssign):
        return "Severity" in ast.unparse(node.annotation)
    if isinstance(node, ast.FunctionDef):
        return node.returns is not None and "Severity" in ast.unparse(node.returns)
    is_other = isinstance(node, ast.Compare | ast.Call) or isinstance(parent, ast.ClassDef)
    return where.is_severity and not is_other


# Breaking ------------------------------------------------------------------------------------------------------------

Broken = Iterator[tuple[ast.AST, ast.AST, str]]
"""What is put in a node's place, the part of it that is broken, and the change in words."""


def _broken(node: ast.AST, where: Where) -> Broken:
    if isinstance(node, ast.Compare):
        yield from _compared_otherwise(node)
    elif isinstance(node, ast.BoolOp):
        yield from _without_an_operand(node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand, node, _turned(node, node.operand)
    elif isinstance(node, ast.comprehension):
        yield from _without_a_condition(node)
    elif isinstance(node, ast.If) and not node.orelse and isinstance(node.body[-1], LEAVES):
        yield ast.Pass(), node.test, f"the guard `if {ast.unparse(node.test)}` is dropped"
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ANSWERS:
        yield _answered(node, ANSWERS[node.func.id]), node, f"{node.func.id} becomes {ANSWERS[node.func.id]}"
    elif isinstance(node, ast.Constant) and where.is_severity and node.value in SEVERITIES:
        new = ast.Constant(SEVERITIES[str(node.value)])
        yield new, node, f"severity {_turned(node, new)}"


def _turned(old: ast.AST, new: ast.AST) -> str:
    return f"`{ast.unparse(old)}` becomes `{ast.unparse(new)}`"


def _compared_otherwise(node: ast.Compare) -> Broken:
    for index, operator in enumerate(node.ops):
        for other in COMPARISONS[type(operator)]:
            new = copy.copy(node)
            new.ops = [*node.ops[:index], other(), *node.ops[index + 1 :]]
            yield new, node, _turned(node, new)


def _without_an_operand(node: ast.BoolOp) -> Broken:
    for index, operand in enumerate(node.values):
        rest = [*node.values[:index], *node.values[index + 1 :]]
        new: ast.expr = rest[0]
        if len(rest) > 1:
            new = copy.copy(node)
            new.values = rest
        word = "and" if isinstance(node.op, ast.And) else "or"
        yield new, operand, f"`{ast.unparse(operand)}` is dropped from the `{word}` of {len(node.values)}"


def _without_a_condition(node: ast.comprehension) -> Broken:
    for index, condition in enumerate(node.ifs):
        new = copy.copy(node)
        new.ifs = [*node.ifs[:index], *node.ifs[index + 1 :]]
        yield new, condition, f"the condition `if {ast.unparse(condition)}` is dropped"


def _answered(node: ast.Call, other: str) -> ast.Call:
    """Another answer, on the same entries."""
    because = next((word.value for word in node.keywords if word.arg == "because"), ast.Tuple([], ast.Load()))
    words = [ast.keyword("because", because)]
    if other == "CannotTell":
        words.append(ast.keyword("why", ast.Constant("it was changed on purpose")))
    return ast.Call(ast.Name(other, ast.Load()), [], words)
