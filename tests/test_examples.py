"""Each example script runs, and says what its user came for."""

import importlib.util
from pathlib import Path
from types import ModuleType

EXAMPLES = Path(__file__).parents[1] / "examples"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_council_app_records_a_form_once_and_shows_every_fault(tmp_path: Path) -> None:
    first, again, refused = load("council_app").main(tmp_path)

    assert first == again == "recorded as entry 3"
    assert "did you mean action:2.4?" in refused


def test_the_auditor_sees_what_the_board_had_been_told() -> None:
    said = load("replay_a_date").main()

    assert said[0].startswith("the day before, 0 entries were known")
    assert "action TH-A3: led by nobody named" in said


def test_the_projection_finds_the_move_that_nobody_approved() -> None:
    assert load("quiet_moves").main() == {"action:1": [4]}


def test_every_script_is_listed_and_tested() -> None:
    listed = (EXAMPLES / "README.md").read_text(encoding="utf-8")

    for script in EXAMPLES.glob("*.py"):
        assert f"`{script.name}`" in listed
        assert script.stem in Path(__file__).read_text(encoding="utf-8")
