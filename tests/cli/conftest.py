"""The folder that a demo leaves, made once for every test of the command line that looks into it."""

import shutil
from pathlib import Path

import attrs
import pytest

from tests.cli.support import Ran, run


@attrs.frozen
class Toured:
    """A demo that was taken: what it said, and the folder that it left."""

    folder: Path
    ran: Ran


@pytest.fixture(scope="session")
def toured(tmp_path_factory: pytest.TempPathFactory) -> Toured:
    """One demo, which nobody is to write to."""
    folder = tmp_path_factory.mktemp("toured") / "govledger-demo"
    return Toured(folder, run("demo", "--out", folder, width=120))


@pytest.fixture
def demo_folder(toured: Toured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the folder that a demo left, in which the test runs."""
    folder = tmp_path / "demo"
    shutil.copytree(toured.folder, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is drawn here goes to a terminal."""
    monkeypatch.setattr("govledger.cli.output.is_terminal", lambda: True)
