import time
from collections.abc import Iterator
from threading import Event

import pytest

from govledger.cli import progress
from govledger.cli.progress import watched, working

ERASED = "\r\x1b[K"


@pytest.fixture
def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody watches, and everything takes long."""
    monkeypatch.setattr(progress, "SECONDS_BEFORE", 0.0)
    monkeypatch.setattr(progress, "SECONDS_BETWEEN", 0.0)
    monkeypatch.setattr(progress, "is_watched", lambda: True)


@pytest.mark.usefixtures("on_a_terminal")
def test_progress_counts_what_went_by_and_is_erased_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    passed = list(watched("abc", "reading lines", total=3))
    quietly = list(watched("", "reading lines"))

    said = capsys.readouterr().err
    assert (passed, quietly) == (["a", "b", "c"], [])
    assert said.count(f"{ERASED}reading lines: 3 of 3") == 1
    assert said.endswith(f"3 of 3{ERASED}")


@pytest.mark.usefixtures("on_a_terminal")
def test_progress_is_erased_where_what_is_watched_ends_early(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyboardInterrupt):
        list(watched(_interrupted(), "reading lines"))

    assert capsys.readouterr().err.endswith(ERASED)


@pytest.mark.usefixtures("on_a_terminal")
def test_work_without_counts_tells_how_far_it_is_and_for_how_long(capsys: pytest.CaptureFixture[str]) -> None:
    begun = Event()

    def so_far() -> str:
        begun.set()
        return "12 entries"

    with working("checking", so_far):
        assert begun.wait(timeout=10)

    said = capsys.readouterr().err
    assert "checking: 12 entries, 0 s" in said
    assert said.endswith(ERASED)


@pytest.mark.usefixtures("on_a_terminal")
def test_work_that_fails_leaves_no_progress_behind(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyboardInterrupt), working("sealing"):
        list(_interrupted(after=0.05))

    assert capsys.readouterr().err.endswith(ERASED)


def _interrupted(*, after: float = 0.0) -> Iterator[str]:
    yield "a"
    time.sleep(after)
    raise KeyboardInterrupt


def test_progress_is_silent_for_what_takes_no_time(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")

    with working("checking"):
        passed = list(watched("abc", "reading lines"))

    assert passed == ["a", "b", "c"]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("is_terminal", "term"), [(False, "xterm"), (True, "dumb")])
def test_progress_is_silent_where_nobody_watches(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, is_terminal: bool, term: str
) -> None:
    monkeypatch.setattr(progress, "SECONDS_BEFORE", 0.0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: is_terminal)
    monkeypatch.setenv("TERM", term)

    with working("checking"):
        passed = list(watched("abc", "reading lines"))
        time.sleep(0.01)

    assert passed == ["a", "b", "c"]
    assert capsys.readouterr().err == ""
