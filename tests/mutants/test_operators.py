"""What each operator makes of a few lines."""

import ast
from pathlib import Path
from textwrap import dedent

import pytest

from tests.mutants.__main__ import drawn
from tests.mutants.operators import Mutant, changes, mutants_of


def broken(source: str) -> list[str]:
    """Every mutant of a piece of source, as source."""
    made = []
    for number in range(len(list(changes(ast.parse(dedent(source)))))):
        tree = ast.parse(dedent(source))
        change = list(changes(tree))[number]
        change.place.put(change.node)
        made.append(ast.unparse(ast.fix_missing_locations(tree)))
    return made


def mutants(folder: Path, source: str) -> list[Mutant]:
    path = folder / "toy.py"
    path.write_text(dedent(source), encoding="utf-8")
    return mutants_of(path)


@pytest.mark.parametrize(
    ("as_it_is", "otherwise"),
    [
        ("a < b", {"a <= b", "a >= b"}),
        ("a <= b", {"a < b", "a > b"}),
        ("a > b", {"a >= b", "a <= b"}),
        ("a >= b", {"a > b", "a < b"}),
        ("a == b", {"a != b"}),
        ("a != b", {"a == b"}),
        ("a in b", {"a not in b"}),
        ("a not in b", {"a in b"}),
        ("a is b", {"a is not b"}),
        ("a is not b", {"a is b"}),
        ("a <= b < c", {"a < b < c", "a > b < c", "a <= b <= c", "a <= b >= c"}),
        ("a and b", {"a", "b"}),
        ("a or b or c", {"b or c", "a or c", "a or b"}),
        ("not a", {"a"}),
        ("[a for a in b if c if d]", {"[a for a in b if d]", "[a for a in b if c]"}),
        ("{a: b for a in c if d}", {"{a: b for a in c}"}),
        ("Alarm(because=a, says=b)", {"Clear(because=a)"}),
        ("Clear(because=a)", {"CannotTell(because=a, why='it was changed on purpose')"}),
        ("CannotTell(why=a)", {"Clear(because=())"}),
        ("NotYet(because=a)", {"Clear(because=a)"}),
        ("isinstance(a, Alarm)", set[str]()),
        ("f(severity='high')", {"f(severity='medium')"}),
        ("f(severity=None if g(a, 'high') else 'low')", {"f(severity=None if g(a, 'high') else 'medium')"}),
        ("f(priority='high')", set[str]()),
        ("f(says=a < b, clears=a and b, question=not a, source=a == b)", set[str]()),
    ],
)
def test_each_expression_is_broken_in_every_way_that_is_listed(as_it_is: str, otherwise: set[str]) -> None:
    assert set(broken(as_it_is)) == otherwise


def test_a_guard_is_dropped_and_another_branch_is_not() -> None:
    [without] = broken("def f(a):\n    if a:\n        return 1\n    return 2")

    assert without == "def f(a):\n    pass\n    return 2"
    assert not broken("def f(a):\n    if a:\n        return 1\n    else:\n        return 2")
    assert not broken("def f(a):\n    if a:\n        a.append(1)")


def test_docstrings_and_annotations_are_left_alone() -> None:
    source = '''
        """Whether a < b."""
        def f(a: "b < c" = None) -> "not d":
            """Return a and b."""
            held: "a in b" = a
            return held
    '''

    assert not broken(source)


def test_a_severity_is_found_by_what_its_name_or_its_function_is_said_to_be() -> None:
    assert broken("RUN: tuple[Severity, ...] = ('low',)") == ["RUN: tuple[Severity, ...] = ('medium',)"]
    assert broken("def f() -> Severity:\n    return 'info'") == ["def f() -> Severity:\n    return 'low'"]
    assert not broken("RUN = ('low',)")


def test_a_mutant_says_where_it_is_and_what_was_changed(tmp_path: Path) -> None:
    [first, _] = mutants(tmp_path, "class A:\n    def f(self, a):\n        return a < 1\n")

    assert (first.module, first.function, first.line, first.text) == ("toy", "A.f", 3, "return a < 1")
    assert first.says == "`a < 1` becomes `a <= 1`"
    assert first.is_inside


def test_what_runs_on_import_is_noticed_through_what_it_is_for(tmp_path: Path) -> None:
    source = """
        A = 1 < 2

        @rule(severity="high")
        def f():
            return 1
    """

    [first, _, severity] = mutants(tmp_path, source)

    assert (first.is_inside, first.lines) == (False, ((1, 6),))
    assert (severity.is_inside, severity.lines) == (False, ((6, 6),))


def test_equal_seeds_draw_the_same_sample_and_other_seeds_another(tmp_path: Path) -> None:
    every = mutants(tmp_path, "\n".join(f"a{number} < b" for number in range(50)))

    sample = drawn(every, sample=10, seed=7)

    assert len(sample) == 10
    assert sample == drawn(every, sample=10, seed=7)
    assert sample != drawn(every, sample=10, seed=8)
    assert drawn(every, sample=1000, seed=7) == every
