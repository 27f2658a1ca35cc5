"""A stamp is another whenever what a state rests on besides the entries is."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from govledger.events import CATALOGUE, Catalogue
from govledger.projections.plan_state import PlanState
from govledger.projections.stamps import classes_of, stamp_of
from govledger.projections.tracked import Tracked
from govledger.projections.views import VIEWS, declared

_ROWS = """
import attrs

@attrs.define
class Row:
    name: str = ""
"""

_VIEW = """
import attrs
from govledger import events as ev, on, projection
from council.rows import Row

@projection(version={version}, name="noticed")
class Noticed:
    rows: dict[str, Row] = attrs.field(factory=dict[str, Row])

    @on(ev.ActionAdded)
    def added(self, event, entry):
        self.rows[event.action] = Row(name=event.action{more})
"""


def load(folder: Path, name: str, source: str) -> ModuleType:
    """Write a module of a package and import it."""
    path = folder / f"{name}.py"
    path.write_text(source)
    spec = importlib.util.spec_from_file_location(f"council.{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[f"council.{name}"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def stamped(folder: Path, *, version: int = 1, more: str = "", rows: str = _ROWS) -> str:
    """The stamp of a projection of an application, as its source is now."""
    folder.mkdir()
    load(folder, "rows", rows)
    view = load(folder, "views", _VIEW.format(version=version, more=more))
    return stamp_of(declared(view.Noticed), CATALOGUE)


@pytest.fixture(autouse=True)
def _council(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package of an application, of which nothing is left afterwards."""
    for name in ("council", "council.rows", "council.views"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))


def test_equal_code_has_equal_stamps(tmp_path: Path) -> None:
    assert stamped(tmp_path / "one") == stamped(tmp_path / "two")


def test_another_version_or_source_or_row_is_another_stamp(tmp_path: Path) -> None:
    stamps = [
        stamped(tmp_path / "first"),
        stamped(tmp_path / "version", version=2),
        stamped(tmp_path / "source", more=" + '!'"),
        stamped(tmp_path / "row", rows=_ROWS + "    more: int = 0\n"),
    ]

    assert len(set(stamps)) == 4


def test_another_catalogue_is_another_stamp() -> None:
    view = declared(PlanState)

    assert stamp_of(view, CATALOGUE) != stamp_of(view, Catalogue())


def test_the_built_in_views_have_stamps_of_their_own() -> None:
    assert len({stamp_of(declared(view), CATALOGUE) for view in VIEWS}) == len(VIEWS)


def test_a_projection_rests_on_the_classes_of_its_rows_and_of_theirs() -> None:
    assert Tracked in classes_of(PlanState)


def test_a_class_made_at_a_prompt_has_a_stamp_by_its_name(tmp_path: Path) -> None:
    names: dict[str, type] = {}
    exec(_VIEW.replace("from council.rows import Row", _ROWS).format(version=1, more=""), names)

    assert stamp_of(declared(names["Noticed"]), CATALOGUE)
