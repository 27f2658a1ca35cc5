"""A type checker knows what may be typed in a field, and what is held when it is read."""

import re
from pathlib import Path

from mypy import api

ROOT = Path(__file__).parents[2]
SNIPPET = """\
import datetime as dt

from govledger import events as ev
from govledger.events import fields as f

# Accepted.
ev.ActionAdded(action="2.4")
ev.ActionAdded(action="2.4", leads=["office:dcs"], text="Audit every decision", due="2017-09-30", priority="high")
ev.ActionAdded(action="2.4", leads="office:dcs", text=ev.Text("Audit"), due=dt.date(2017, 9, 30))
ev.ActionAdded(action="2.4", leads={"office:dcs"}, due=ev.by("in 3 months", anchor="2017-06-14"))
ev.StatusReported(subject="action:2.4", status="rag-2015/amber", tally={"red": 6}, percent=40, of=15)
ev.MeetingHeld(meeting="m1", attendance=["person:p3 chair", {"party": "group:officers", "count": 7}])
ev.DecisionRecorded(decision="d1", force="carried", vote="card 16-3-0", effective=dt.date(2017, 9, 30))
ev.MeetingHeld(meeting="m1", attendance=ev.Attendance(party="person:p3"))
ev.StatusSchemeDefined(scheme="rag", states=[{"label": "amber", "meaning": "complete_embedding"}])
ev.StatusSchemeDefined(scheme="rag", states={"label": "amber"}, tolerance={"low": "5", "unit": "%"})
ev.CoverageDeclared(what="decisions", since=dt.date(2017, 1, 1), until="2017-06-14")
ev.LinkNoted(links=["action:2.4 addresses finding:f1"], standing="confirmed")


@ev.event("tree-felled", catalogue=ev.Catalogue())
class TreeFelled:
    tree: str = f.clear()
    by: f.Parties = f.parties(default=None)


TreeFelled(tree="oak", by=["office:parks"])

# Read.
added = ev.ActionAdded(action="2.4")
reveal_type(added.action)
reveal_type(added.text)
reveal_type(added.leads)
reveal_type(added.due)
reveal_type(TreeFelled(tree="oak").by)

# Refused.
ev.ActionAdded()
ev.ActionAdded("2.4")
ev.ActionAdded(action="2.4", leads=3)
ev.ActionAdded(action="2.4", due=20170930)
ev.ActionAdded(action="2.4", lead="office:dcs")
ev.ActionAdded(action="2.4", text=["Audit"])
ev.StatusReported(subject="action:2.4", of="15")
ev.CoverageDeclared(what="decisions", since=None)
TreeFelled(tree="oak", by=7)
added.action = "2.5"
"""
HELD = [
    "str",
    "govledger.events.text.Text | None",
    "tuple[govledger.events.values.Party, ...] | str | None",
    "govledger.events.due.Due | None",
    "tuple[govledger.events.values.Party, ...] | str | None",
]


def test_a_type_checker_takes_what_may_be_typed_and_refuses_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "snippet.py"
    path.write_text(SNIPPET, encoding="utf-8")
    lines = SNIPPET.splitlines()
    first_refused = lines.index("# Refused.") + 2

    said, failed, _ = api.run(
        ["--config-file", str(ROOT / "pyproject.toml"), "--no-pretty", "--cache-dir", str(tmp_path), str(path)]
    )

    assert failed == ""
    errors = {int(number) for number in re.findall(r"snippet\.py:(\d+): error", said)}
    assert sorted(errors) == list(range(first_refused, len(lines) + 1)), said
    assert [held.replace('"', "") for held in re.findall(r'Revealed type is "(.+)"', said)] == HELD
