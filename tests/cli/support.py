"""What the tests of the command line share: running a verb, and ledgers to run it on."""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import attrs
from click.testing import CliRunner

from govledger.cli import main

ROOT = Path(__file__).parents[2]
MINUTES = ROOT / "examples" / "minutes"
DAYS = {
    "gloucestershire-2022-05-26": "2022-05-26",
    "herefordshire-2021": "2021-12-31",
    "west-berkshire-2015": "2015-11-30",
    "worcestershire-2017": "2017-05-03",
    "tower-hamlets-2017-06-14": "2017-06-14",
}
TOWER_HAMLETS = MINUTES / "tower-hamlets-2017-06-14.jsonl"
CLERK = "office:clerk"


@attrs.frozen
class Ran:
    """What one run printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def run(*arguments: object, given: str | bytes | None = None, width: int = 100, code: int | None = 0) -> Ran:
    """Run ``govledger`` inside this process, expecting an exit code; ``None`` takes any."""
    result = CliRunner().invoke(
        main, [str(argument) for argument in arguments], input=given, env={"COLUMNS": str(width)}
    )
    ran = Ran(result.exit_code, result.stdout, result.stderr)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert code is None or ran.code == code, (ran.code, ran.out, ran.err)
    return ran


def run_process(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run ``govledger`` in a process of its own."""
    command = [sys.executable, "-m", "govledger.cli", *(str(argument) for argument in arguments)]
    how = {"encoding": "utf-8", **options}
    return subprocess.run(command, capture_output=True, text=True, check=False, **how)


def a_ledger(folder: Path, *lines: dict[str, Any], name: str = "L") -> Path:
    """A new ledger that holds these lines."""
    path = folder / name
    run("init", path)
    if lines:
        run("record", path, "-", "--clerk", CLERK, given=jsonl(*lines))
    return path


def a_minute(folder: Path, name: str = "tower-hamlets-2017-06-14") -> Path:
    """A new ledger that holds one of the five minutes."""
    path = folder / name
    run("init", path)
    run("record", path, MINUTES / f"{name}.jsonl", "--clerk", CLERK)
    return path


def jsonl(*lines: dict[str, Any]) -> str:
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)


def line(type_: str, /, **body: Any) -> dict[str, Any]:
    return {"type": type_, "body": body}


def digest_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
