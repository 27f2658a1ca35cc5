"""An app of examples/ as a process of its own on this machine, and somebody who visits it with a real HTTP client."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Self

import attrs
import httpx

from govledger import Ledger
from tests.postgres.server import free_port

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
START_SECONDS = 60.0

Submissions = Callable[[], list[tuple[str, int | None]]]


@attrs.frozen(kw_only=True)
class Served:
    """An app that answers.

    Attributes:
        url: Where it answers.
        passwords: The users that its seed command printed, each with the password.
        ledger_url: Where its ledger is.
        folder: Where its files are.
        submissions: What its own database holds of who sent what: the verb and the entry.
    """

    url: str
    passwords: Mapping[str, str]
    ledger_url: str
    folder: Path
    submissions: Submissions
    _known: dict[str, "Visitor"] = attrs.field(init=False, factory=dict)
    _ledgers: list[Ledger] = attrs.field(init=False, factory=list)
    _held: ExitStack = attrs.field(init=False, factory=ExitStack)

    def __enter__(self) -> Self:
        """The app."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Nobody visits it any more."""
        self._held.close()

    def stranger(self) -> "Visitor":
        """Somebody who has not logged in."""
        client = httpx.Client(base_url=self.url, follow_redirects=True, timeout=30)
        return Visitor(self, self._held.enter_context(client))

    def visitor(self, name: str) -> "Visitor":
        """Somebody who has logged in, once: hashing a password takes its time."""
        if name not in self._known:
            self._known[name] = self.stranger()
            self._known[name].log_in(name)
        return self._known[name]

    def fail(self, where: str, action: str) -> httpx.Response:
        """Send a request that fails; the server closes the connection after it."""
        return httpx.get(f"{self.url}/fail/{where}/{action}", timeout=30)

    @property
    def ledger(self) -> Ledger:
        """Its ledger, as another process sees it."""
        if not self._ledgers:
            self._ledgers.append(self._held.enter_context(Ledger.open(self.ledger_url, clerk="office:internal-audit")))
        return self._ledgers[0]

    def size(self) -> int:
        """How many entries its ledger has."""
        return len(self.ledger)


@contextmanager
def fastapi_app(folder: Path, *, database: str = "") -> Iterator[Served]:
    """The FastAPI app, with two routes more that fail."""
    env = _environment(folder, database)
    told = _run([sys.executable, "-m", "fastapi_app.seed"], cwd=EXAMPLES, env=env)
    port = free_port()
    command = ["-m", "uvicorn", "--factory", "tests.examples.failing_fastapi:make_app", "--port", str(port)]

    def submissions() -> list[tuple[str, int | None]]:
        with closing(sqlite3.connect(folder / "users.db")) as rows:
            return rows.execute("SELECT verb, entry FROM submission").fetchall()

    with (
        _serving([sys.executable, *command], cwd=EXAMPLES, env=env, port=port, log=folder / "log"),
        _served(port, told, folder, database, submissions) as served,
    ):
        yield served


@contextmanager
def django_app(folder: Path, *, database: str = "") -> Iterator[Served]:
    """The Django app, with two routes more that fail."""
    env, where = _environment(folder, database), EXAMPLES / "django_app"
    told = _run([sys.executable, "manage.py", "seed"], cwd=where, env=env)
    port = free_port()
    command = ["-m", "tests.examples.failing_django", "runserver", "--noreload", f"127.0.0.1:{port}"]

    def submissions() -> list[tuple[str, int | None]]:
        asked = "SELECT verb, entry FROM plan_submission"
        if not database:
            with closing(sqlite3.connect(folder / "django.db")) as rows:
                return rows.execute(asked).fetchall()
        import psycopg

        with psycopg.connect(database) as connection:
            return connection.execute(asked.encode()).fetchall()

    with (
        _serving([sys.executable, *command], cwd=where, env=env, port=port, log=folder / "log"),
        _served(port, told, folder, database, submissions) as served,
    ):
        yield served


def _environment(folder: Path, database: str) -> dict[str, str]:
    """What the app is told; of this process's own settings only where programs are."""
    own = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": os.pathsep.join([str(ROOT), str(EXAMPLES)])}
    return {**own, "PLAN_FOLDER": str(folder)} | ({"PLAN_DATABASE": database} if database else {})


def _run(command: list[str], *, cwd: Path, env: Mapping[str, str]) -> str:
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=START_SECONDS)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _served(port: int, told: str, folder: Path, database: str, submissions: Submissions) -> Served:
    lines = [line.split() for line in told.splitlines() if line.startswith("  ")]
    return Served(
        url=f"http://127.0.0.1:{port}",
        passwords={words[0]: words[1] for words in lines},
        ledger_url=database or str(folder / "plan.db"),
        folder=folder,
        submissions=submissions,
    )


@contextmanager
def _serving(command: list[str], *, cwd: Path, env: Mapping[str, str], port: int, log: Path) -> Iterator[None]:
    """A server of its own, until the block ends; then it is interrupted, as by its user, and has to end by itself."""
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=cwd, env=dict(env), stdout=said, stderr=said, start_new_session=True)
    try:
        _await(process, port, log)
        yield
        process.send_signal(signal.SIGINT)
        assert process.wait(20) in {0, -signal.SIGINT}, log.read_text()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(f"http://127.0.0.1:{port}/style.css", timeout=START_SECONDS)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(log.read_text())


# Somebody who visits -------------------------------------------------------------------------------------------------


class Forms(HTMLParser):
    """The forms of a page, by where they are sent: what each field holds before anybody types."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms, self.said = dict[str, dict[str, str]](), list[str]()
        self._form = dict[str, str]()
        self._area = self._select = ""
        self.feed(text)
        self.text = " ".join(" ".join(self.said).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a form, or a field of it."""
        held = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = self.forms.setdefault(held.get("action", ""), {})
        elif tag == "input":
            self._form[held.get("name", "")] = held.get("value", "")
        elif tag in {"textarea", "select"}:
            self._form[held["name"]] = ""
            self._area, self._select = (held["name"], "") if tag == "textarea" else ("", held["name"])
        elif tag == "option" and "selected" in held:
            self._form[self._select] = held["value"]

    def handle_endtag(self, tag: str) -> None:
        """A text of several lines begins after the line of its tag."""
        if tag == "textarea":
            self._form[self._area] = self._form[self._area].removeprefix("\n")
            self._area = ""

    def handle_data(self, data: str) -> None:
        """Words of the page, or of a field."""
        if self._area:
            self._form[self._area] += data
        else:
            self.said.append(data)


@attrs.frozen
class Page:
    """What came back.

    Attributes:
        status: Its status.
        url: Where it is.
        source: The page.
        headers: What came with it.
    """

    status: int
    url: str
    source: str
    headers: httpx.Headers

    @property
    def text(self) -> str:
        """Its words, as a reader sees them."""
        return Forms(self.source).text

    def form(self, action: str) -> dict[str, str]:
        """What one of its forms holds."""
        return Forms(self.source).forms[action]

    @property
    def recorded(self) -> int:
        """The entry of which it says that it was recorded."""
        return int(self.url.partition("recorded=")[2])


class Visitor:
    """One browser's worth of cookies."""

    def __init__(self, served: Served, client: httpx.Client) -> None:
        self.served, self.client = served, client

    def get(self, path: str) -> Page:
        """Open a page."""
        return _page(self.client.get(path))

    def send(self, path: str, action: str, /, **typed: str) -> Page:
        """Open the page at ``path``, fill in its form that is sent to ``action``, and send it."""
        return self.post(action, self.get(path).form(action) | typed)

    def post(self, action: str, held: Mapping[str, str]) -> Page:
        """Send what a form holds."""
        return _page(self.client.post(action, data=dict(held)))

    def log_in(self, name: str, password: str | None = None) -> Page:
        """Log in, with the right password unless another is given."""
        return self.send("/login", "/login", username=name, password=password or self.served.passwords[name])


def _page(answer: httpx.Response) -> Page:
    return Page(answer.status_code, answer.url.raw_path.decode(), answer.text, answer.headers)
