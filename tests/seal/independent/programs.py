"""The verifiers that nobody here wrote, as far as this machine has what they are made of."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import attrs

from tests.support import not_run

HERE = Path(__file__).parent
PACKAGES = HERE.parents[2] / "build" / "independent" / "node_modules"
REQUIRED = "GOVLEDGER_INDEPENDENT"
"""A variable that is set where a verifier that is missing is a failure, as in the continuous run."""

DEBIAN_GOPATH = "/usr/share/gocode"
"""Where Debian puts the sources of Go packages such as golang-golang-x-mod-dev."""


@attrs.frozen
class Said:
    """What a verifier said.

    Attributes:
        text: Its last line.
    """

    text: str

    @property
    def held(self) -> bool:
        """Whether it found everything as it should be."""
        return self.text.startswith("HELD: ")


def lacking(what: str, why: str) -> None:
    """Say what could not be run; fail where it has to be."""
    assert not os.environ.get(REQUIRED), f"{what}: {why}"
    not_run(what, why)


def go_verifier(folder: Path) -> Path:
    """Build the verifier in Go into a folder, from Debian's package of golang.org/x/mod."""
    what, go = "verifying with golang.org/x/mod/sumdb", shutil.which("go")
    gopath = Path(os.environ.get("GOVLEDGER_GOPATH", DEBIAN_GOPATH))
    if go is None:
        lacking(what, "no go here")
    if not (gopath / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        lacking(what, f"no golang.org/x/mod below {gopath}; Debian has it in golang-golang-x-mod-dev")
    built = folder / "verify"
    subprocess.run(
        ["go", "build", "-o", str(built), str(HERE / "verify.go")],
        env=os.environ | {"GO111MODULE": "off", "GOPATH": str(gopath), "GOFLAGS": "", "GOCACHE": str(folder / "go")},
        check=True,
        cwd=folder,
    )
    return built


def canonicaliser() -> list[str]:
    """The command that checks canonical bytes with npm's `canonicalize`."""
    what = "canonical bytes by npm's canonicalize"
    if shutil.which("node") is None:
        lacking(what, "no node here")
    if not (PACKAGES / "canonicalize").is_dir():
        lacking(what, "the package is not installed; make independent does it")
    return ["node", str(HERE / "canonical.cjs")]


def ask(*command: object) -> Said:
    """Run a verifier."""
    ran = subprocess.run(
        [str(part) for part in command],
        env=os.environ | {"NODE_PATH": str(PACKAGES)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode in {0, 1}, ran.stderr
    said = Said(ran.stdout.strip().splitlines()[-1])
    assert said.held == (ran.returncode == 0)
    return said
