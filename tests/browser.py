"""A real browser without a window, driven over two pipes in its own protocol, with nothing between it and the test."""

import base64
import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self

from tests.support import not_run

AXE = Path(__file__).parents[1] / "build" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
REQUIRED = "GOVLEDGER_BROWSER"
"""A variable that is set where a browser that is missing is a failure, as in the continuous run."""

STANDARD = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
TAB, RIGHT, LEFT, ENTER = ("Tab", 9), ("ArrowRight", 39), ("ArrowLeft", 37), ("Enter", 13)
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")

# It is run by root in a container, offline, and only ever on files that we made, or pages of this machine's own.
_OPTIONS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-default-apps", "--disable-extensions", "--disable-sync", "--no-first-run",
    "--no-default-browser-check", "--mute-audio", "--hide-scrollbars", "--remote-debugging-pipe",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--allow-file-access-from-files",
)  # fmt: skip
PATIENCE_SECONDS = 60


def program() -> str | None:
    """Where a Chromium is, if there is one."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def lacking(what: str, why: str) -> NoReturn:
    """Say what could not be run; fail where it has to be."""
    assert not os.environ.get(REQUIRED), f"{what}: {why}"
    not_run(what, why)


def axe_source(what: str) -> str:
    """The source of axe-core, with which ``what`` is to be looked at."""
    if not AXE.is_file():
        lacking(f"{what} by axe-core", "the package is not installed; make page does it")
    return AXE.read_text(encoding="utf-8")


@contextlib.contextmanager
def opened(what: str) -> "Iterator[Tab]":
    """A page of a browser started for it, in which ``what`` is to be looked at."""
    found = program()
    if found is None:
        lacking(f"{what} in a real browser", "no chromium here; Debian has it in chromium")
    with Browser(found) as browser, browser.page() as tab:
        yield tab


class BrowserError(Exception):
    """The browser said that something is wrong, or said nothing."""


class Browser:
    """A Chromium of the test's own."""

    def __init__(self, chromium: str) -> None:
        self._folder = tempfile.mkdtemp(prefix="govledger-chromium-")
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        # It reads commands from 3 and answers on 4, each ended by a NUL; the shell puts our ends there.
        line = f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}'
        options = [*_OPTIONS, f"--user-data-dir={self._folder}", "about:blank"]
        self._process = subprocess.Popen(
            ["bash", "-c", line, chromium, *options],
            pass_fds=(theirs_in, theirs_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._held, self._last, self.events = b"", 0, list[dict[str, Any]]()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            os.close(self._out)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)  # The session is its own: itself and its children.
            self._process.wait()
        os.close(self._in)
        shutil.rmtree(self._folder, ignore_errors=True)

    def send(self, method: str, *, session: str | None = None, **params: Any) -> dict[str, Any]:
        """Give a command and wait for what comes of it; what else is said meanwhile is kept in ``events``."""
        self._last += 1
        given = {"id": self._last, "method": method, "params": params} | ({"sessionId": session} if session else {})
        self._write(json.dumps(given).encode() + b"\0")
        return self.wait_for(lambda said: said.get("id") == self._last, method)

    def _write(self, data: bytes) -> None:
        """A pipe takes what it has room for."""
        while data:
            data = data[os.write(self._out, data) :]

    def wait_for(self, is_it: Any, what: str) -> dict[str, Any]:
        """The first thing said that is what is waited for."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            said = self._read()
            if is_it(said):
                if "error" in said:
                    raise BrowserError(f"{what}: {said['error']}")
                result: dict[str, Any] = said.get("result", said)
                return result
            self.events.append(said)
        raise BrowserError(f"{what}: nothing in {PATIENCE_SECONDS} seconds")

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._held:
            more = os.read(self._in, 1 << 16)
            if not more:
                raise BrowserError("the browser went away")
            self._held += more
        line, _, self._held = self._held.partition(b"\0")
        said: dict[str, Any] = json.loads(line)
        return said

    @contextlib.contextmanager
    def page(self) -> Iterator["Tab"]:
        """A page of its own."""
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        tab = Tab(self, session)
        for domain in ("Page", "Runtime", "Log", "Network"):
            tab.send(f"{domain}.enable")
        tab.send("Page.setLifecycleEventsEnabled", enabled=True)
        yield tab
        self.send("Target.closeTarget", targetId=target)


class Tab:
    """One page of a browser."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser, self._session = browser, session

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Give the page a command."""
        return self._browser.send(method, session=self._session, **params)

    def look(self, *, width: int, scheme: str = "light", media: str = "", height: int = 900) -> None:
        """Choose how wide the page is, and how it is to look."""
        self.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        features = [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        self.send("Emulation.setEmulatedMedia", media=media, features=features)

    def open(self, path: Path, *, fragment: str = "") -> None:
        """Open a file, and wait until it is loaded."""
        self.go(f"{path.as_uri()}{fragment}")

    def go(self, url: str) -> None:
        """Open a page, and wait until it is loaded."""
        self._browser.events.clear()
        # What a page before this one still says is no sign that this one is loaded.
        loader = self.send("Page.navigate", url=url).get("loaderId")

        def is_loaded(said: dict[str, Any]) -> bool:
            params = said.get("params", {})
            return bool(params.get("name") == "load" and params.get("loaderId") == loader)

        if loader is not None and not any(map(is_loaded, self._browser.events)):
            self._browser.wait_for(is_loaded, "load")

    def press_and_wait(self, key: str, code: int) -> None:
        """Press a key that leads to another page, and wait until that is loaded."""
        self._browser.events.clear()
        self.press(key, code)

        def is_loaded(said: dict[str, Any]) -> bool:
            return bool(said.get("params", {}).get("name") == "load")

        if not any(map(is_loaded, self._browser.events)):
            self._browser.wait_for(is_loaded, "load")

    def type(self, text: str) -> None:
        """Type into what has the keyboard."""
        self.send("Input.insertText", text=text)

    def say(self, expression: str) -> Any:
        """What an expression comes to in the page."""
        found = self.send("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in found:
            raise BrowserError(json.dumps(found["exceptionDetails"])[:2000])
        return found["result"].get("value")

    def press(self, key: str, code: int) -> None:
        """Press a key and let it go."""
        typed = {"text": "\r"} if key == "Enter" else {}  # Without it no form is sent.
        self.send("Input.dispatchKeyEvent", type="keyDown", key=key, code=key, windowsVirtualKeyCode=code, **typed)
        self.send("Input.dispatchKeyEvent", type="keyUp", key=key, code=key, windowsVirtualKeyCode=code)

    def violations(self, axe: str) -> Any:
        """What axe-core finds wrong with the page, by its rules for accessibility."""
        return self.say(
            f"{axe}; axe.run({{runOnly: {list(STANDARD)}, resultTypes: ['violations']}})"
            ".then((all) => all.violations.map((one) => [one.id, one.nodes.map((node) => node.html.slice(0, 200))]))"
        )

    def screenshot(self, path: Path, *, whole: bool = False) -> None:
        """Keep what it looks like."""
        told = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(told["data"]))

    def print(self, path: Path) -> None:
        """Print it to a PDF."""
        told = self.send("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        path.write_bytes(base64.b64decode(told["data"]))

    @property
    def complaints(self) -> list[str]:
        """What the browser held against the page: errors, refusals of its policy, requests beyond the file itself."""
        told = list[str]()
        for event in self._browser.events:
            method, params = event.get("method"), event.get("params", {})
            if method == "Log.entryAdded":
                told.append(params["entry"]["text"])
            elif method == "Runtime.exceptionThrown":
                told.append(json.dumps(params["exceptionDetails"]))
            elif method == "Network.requestWillBeSent" and params["type"] != "Document":
                told.append(f"asked for {params['request']['url'][:200]}")
        return told
