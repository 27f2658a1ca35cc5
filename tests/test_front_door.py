"""The front door: every public name is there, and importing it stays cheap."""

import ast
import re
import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from inspect import getsource

import pytest

import govledger

HEAVY = ("click", "eventsourcing", "holidays", "hypothesis", "sqlite3", "sqlite_utils")


def loaded_after(statement: str) -> set[str]:
    """Return the top-level modules that a fresh interpreter has loaded after a statement."""
    script = f"{statement}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    ran = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


def test_importing_the_front_door_loads_none_of_what_is_heavy() -> None:
    loaded = loaded_after("import govledger")

    assert "govledger" in loaded
    assert not loaded & set(HEAVY)


def test_importing_the_front_door_loads_no_room() -> None:
    script = "import sys, govledger; print(*[name for name in sys.modules if name.startswith('govledger.')])"

    ran = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True)

    assert ran.stdout.split() == []


def test_what_may_be_said_needs_no_store_no_holidays_and_no_tests() -> None:
    assert not loaded_after("from govledger import events as ev; ev.ActionAdded(action='2.4')") & set(HEAVY)


@pytest.mark.parametrize("name", govledger.__all__)
def test_every_public_name_is_there(name: str) -> None:
    found = getattr(govledger, name)

    assert found is getattr(govledger, name)
    assert name == "__version__" or found is not None


@pytest.mark.parametrize(
    "name", [name for name in govledger.__all__ if name not in {"__version__", "errors", "events"}]
)
def test_a_public_name_is_the_thing_itself_and_not_a_module_called_so(name: str) -> None:
    found = getattr(govledger, name)

    assert found.__name__ == name
    assert getattr(import_module(found.__module__), name) is found


def test_the_front_door_lists_its_names_in_order_and_nothing_else() -> None:
    assert dir(govledger) == sorted(govledger.__all__)
    assert len(set(govledger.__all__)) == len(govledger.__all__)


def test_a_type_checker_is_shown_the_names_that_are_fetched_from_the_rooms_they_are_fetched_from() -> None:
    tree = ast.parse(getsource(govledger))
    shown = {
        alias.name: f"{node.module}.{alias.name}" if alias.name in {"errors", "events"} else node.module
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }

    assert shown == govledger._FROM
    assert set(shown) == set(govledger.__all__) - {"__version__"}


def test_a_name_that_is_not_there_is_told_as_python_tells_it() -> None:
    with pytest.raises(AttributeError, match="module 'govledger' has no attribute 'Legder'"):
        _ = govledger.Legder


def test_the_version_is_that_of_the_installed_package() -> None:
    assert govledger.__version__ == version("govledger")
    assert re.fullmatch(r"\d+\.\d+\.\d+", govledger.__version__)
