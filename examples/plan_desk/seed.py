"""Beginning: a ledger with the invented county in it, and somebody of each kind who may log in."""

import os
import secrets
from importlib.resources import files
from pathlib import Path

import attrs

from govledger import Ledger, record_lines
from govledger.errors import LedgerExistsError

_PLACES = (Path(__file__).parents[1], Path(str(files("govledger") / "examples")))  # Here, or where the wheel brings it.
NORTHBECK = next((place / "northbeck.jsonl" for place in _PLACES if (place / "northbeck.jsonl").is_file()), _PLACES[0])
ORIGIN = "example.gov.uk/northbeck"
VERBS = ("add_action", "report_status", "move_date")


@attrs.frozen
class Somebody:
    """Who may log in.

    Attributes:
        name: What they log in with.
        office: The office that the ledger names as the clerk of what they record.
        may: What they may do besides reading.
        password: Made now, shown once, and stored only as a hash.
    """

    name: str
    office: str
    may: tuple[str, ...]
    password: str = attrs.field(factory=lambda: secrets.token_urlsafe(12), repr=False)


def somebody() -> list[Somebody]:
    """One user of each kind, with passwords made now."""
    return [
        Somebody("clerk", "office:democratic-services", VERBS),
        Somebody("lead", "office:head-of-front-door", ("report_status",)),
        Somebody("member", "office:councillor-a", ()),
    ]


def seed_ledger(url: str, lines: Path = NORTHBECK) -> str:
    """Make the ledger and record the county in it; what to say of it. A ledger that is there is left as it is."""
    try:
        with Ledger.create(url, origin=ORIGIN, clerk="office:democratic-services") as ledger:
            record_lines(ledger, lines.read_bytes().splitlines())
            return f"made the ledger, with {len(ledger):,} entries"
    except LedgerExistsError:
        return "the ledger is there already and was left as it is"


def said(users: list[Somebody]) -> str:
    """Who may log in, and how."""
    lines = [f"  {one.name:<8} {one.password:<18} {', '.join(one.may) or 'reads only'}" for one in users]
    return "\n".join(["log in as:", *lines])


def secret_key(folder: Path) -> str:
    """What a framework signs its cookies with: made once, and kept in a file that only this user may read."""
    path = folder / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


def data_folder() -> Path:
    """Where the app keeps its files: ``PLAN_FOLDER``, or ``plan-data`` beside where it was started."""
    folder = Path(os.environ.get("PLAN_FOLDER", "plan-data"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
