"""A witness over HTTP: every request is answered in bounded time and space, and one after the other."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from govledger.errors import SealError
from govledger.exports.witness_client import ask_witness, submit
from govledger.exports.witness_server import CONVERSATIONS_MAX, PATH, WitnessServer, serving
from govledger.seal.cosignature import cosignatures
from govledger.seal.note import NOTE_BYTES_MAX, Note
from govledger.seal.witness import REQUEST_BYTES_MAX, SIZE, TEXT, AddCheckpoint, Answer, Witness
from tests.exports.witnesses import OTHERS, WORDS, asked, head, proof, spoken
from tests.seal.support import AUDIT, CHAIR, LOG, NOON, ORIGIN, OTHER_LOG

LOOPBACK = ("127.0.0.1", 0)


class Memory:
    """A witness in memory, and what its server told."""

    def __init__(self) -> None:
        self.witness = Witness([AUDIT], {ORIGIN: [LOG.verifier]})
        self.told: list[str] = []
        self.now = NOON

    def judge(self, body: bytes) -> Answer:
        self.now += 1
        return self.witness.add_checkpoint(body, time=self.now)


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def server(memory: Memory) -> Iterator[WitnessServer]:
    with serving(WitnessServer(LOOPBACK, memory.judge, tell=memory.told.append)) as running:
        yield running


@pytest.fixture
def hasty(memory: Memory) -> Iterator[WitnessServer]:
    """A server whose conversations may take a second."""
    with serving(WitnessServer(LOOPBACK, memory.judge, tell=memory.told.append, seconds=1)) as running:
        yield running


def address(server: WitnessServer) -> tuple[str, int]:
    return "127.0.0.1", server.server_address[1]


def request(server: WitnessServer, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
    connection = HTTPConnection(*address(server), timeout=5)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(), answer.headers["Content-Type"])
    finally:
        connection.close()


def test_a_checkpoint_is_cosigned(server: WitnessServer) -> None:
    answer = submit(server.url, asked(0, 17))

    lines = Note.parse(head(WORDS[:17]).encode().encode() + b"\n" + answer.body)
    assert (answer.status, answer.content_type) == (200, TEXT)
    assert [found.time for found in cosignatures(lines, AUDIT.verifier)] == [NOON + 1]


@pytest.mark.parametrize(
    ("posted", "status", "kind"),
    [
        pytest.param(asked(10, 17), 200, TEXT, id="grown"),
        pytest.param(asked(10, 10), 200, TEXT, id="again"),
        pytest.param(b"old ten\n", 400, TEXT, id="unreadable"),
        pytest.param(asked(10, 17, log=OTHER_LOG), 404, TEXT, id="unknown log"),
        pytest.param(AddCheckpoint(10, (), head(WORDS).sign(OTHER_LOG)), 403, TEXT, id="another key"),
        pytest.param(asked(0, 17), 409, SIZE, id="elsewhere"),
        pytest.param(asked(10, 10, OTHERS), 409, TEXT, id="another root"),
        pytest.param(asked(10, 17, OTHERS), 422, TEXT, id="another history"),
    ],
)
def test_every_status_of_the_standard_is_given_as_it_says(
    server: WitnessServer, posted: AddCheckpoint | bytes, status: int, kind: str
) -> None:
    submit(server.url, asked(0, 10))

    answer = request(server, "POST", PATH, posted if isinstance(posted, bytes) else posted.encode())

    assert (answer.status, answer.content_type) == (status, kind)
    assert (answer.body == b"10\n") is (kind == SIZE)


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", PATH, {}, 405),
        ("HEAD", PATH, {}, 405),
        ("PUT", PATH, {}, 405),
        ("POST", "/", {}, 404),
        ("POST", f"/x{PATH}", {}, 404),
        ("POST", PATH, {"Content-Length": "-1"}, 411),
        ("POST", PATH, {"Content-Length": "٣"}, 411),
        ("POST", PATH, {"Content-Length": "9" * 5_000}, 411),
        ("POST", PATH, {"Transfer-Encoding": "chunked"}, 411),
    ],
)
def test_what_is_no_request_to_cosign_is_refused(
    server: WitnessServer, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    lines = "".join(f"{name}: {value}\r\n" for name, value in {"Content-Length": "0", **headers}.items())

    answer = spoken(address(server), f"{method} {path} HTTP/1.0\r\n{lines}\r\n".encode())

    assert answer.startswith(f"HTTP/1.0 {status} ".encode())
    assert b"\r\nServer: govledger-witness\r\n" in answer


def test_a_request_that_is_too_long_is_refused_and_the_refusal_can_be_read(server: WitnessServer) -> None:
    answer = request(server, "POST", PATH, bytes(REQUEST_BYTES_MAX + 1))

    assert (answer.status, answer.body) == (413, f"a request has at most {REQUEST_BYTES_MAX} bytes\n".encode())


def test_a_request_as_long_as_one_may_be_is_read(server: WitnessServer) -> None:
    assert request(server, "POST", PATH, bytes(REQUEST_BYTES_MAX)).status == 400


@pytest.mark.parametrize("said", [b"", b"POST /add", b"POST /add-checkpoint HTTP/1.0\r\nContent-Length: 9\r\n\r\nold "])
def test_who_falls_silent_is_hung_up_on(hasty: WitnessServer, memory: Memory, said: bytes) -> None:
    began = time.monotonic()

    answer = spoken(address(hasty), said)

    assert (answer, memory.witness.known) == (b"", {})
    assert time.monotonic() - began < 8


def test_who_speaks_too_slowly_is_hung_up_on(hasty: WitnessServer) -> None:
    began = time.monotonic()

    with (
        socket.create_connection(address(hasty), timeout=5) as connection,
        pytest.raises(OSError),  # noqa: PT011 - whichever way the system says that nobody is there
    ):
        drip(connection, seconds=8)

    assert time.monotonic() - began < 8
    assert submit(hasty.url, asked(0, 17)).status == 200


def drip(connection: socket.socket, *, seconds: float) -> None:
    """Send a byte now and then, for as long as somebody is there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        connection.sendall(b"a")
        time.sleep(0.1)


def test_where_there_is_no_place_the_next_is_told_to_come_again(memory: Memory) -> None:
    with serving(WitnessServer(LOOPBACK, memory.judge, seconds=5, places=1)) as server:
        with socket.create_connection(address(server)) as silent:
            silent.sendall(b"POST ")

            turned_away = spoken(address(server), b"")

        assert turned_away.startswith(b"HTTP/1.0 503 ")
        deadline = time.monotonic() + 5
        while (answer := spoken(address(server), b"GET / HTTP/1.0\r\n\r\n")).startswith(b"HTTP/1.0 503"):
            assert time.monotonic() < deadline
        assert answer.startswith(b"HTTP/1.0 405 ")


def test_a_place_is_given_back_where_no_thread_can_be_started(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    with serving(WitnessServer(LOOPBACK, memory.judge, tell=memory.told.append, places=1)) as server:
        with monkeypatch.context() as patched:
            patched.setattr("socketserver.ThreadingMixIn.process_request", refuse)
            assert spoken(address(server), b"") == b""

        assert submit(server.url, asked(0, 17)).status == 200
    assert memory.told[0] == "the conversation with 127.0.0.1 broke off"


def test_requests_at_one_time_are_judged_one_after_the_other(memory: Memory) -> None:
    within, most = [0], [0]

    def judge(body: bytes) -> Answer:
        within[0] += 1
        most[0] = max(most[0], within[0])
        time.sleep(0.02)
        within[0] -= 1
        return memory.judge(body)

    with serving(WitnessServer(LOOPBACK, judge)) as server:
        answers = at_once(server, [asked(0, 10 + step) for step in range(8)])

    assert most == [1]
    assert sorted(answer.status for answer in answers) == [200, *[409] * 7]
    (won,) = [10 + step for step, answer in enumerate(answers) if answer.status == 200]
    assert {answer.body for answer in answers if answer.status == 409} == {f"{won}\n".encode()}


def test_of_two_halves_of_a_fork_posted_at_one_time_one_is_cosigned(memory: Memory) -> None:
    with serving(WitnessServer(LOOPBACK, memory.judge)) as server:
        answers = at_once(server, [asked(0, 17, WORDS), asked(0, 17, OTHERS)])

    assert sorted(answer.status for answer in answers) == [200, 409]
    assert len(memory.witness.evidence) == 1


def at_once(server: WitnessServer, requests: list[AddCheckpoint]) -> list[Answer]:
    """Post every request at one time, and answer what came back, in their order."""
    assert len(requests) <= CONVERSATIONS_MAX
    answers: dict[int, Answer] = {}
    start = threading.Barrier(len(requests))

    def post(number: int) -> None:
        start.wait()
        answers[number] = submit(server.url, requests[number])

    threads = [threading.Thread(target=post, args=(number,)) for number in range(len(requests))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[number] for number in range(len(requests))]


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), SealError("x", "a state")])
def test_a_witness_that_cannot_remember_cosigns_nothing_and_says_so(memory: Memory, fault: Exception) -> None:
    def judge(_body: bytes) -> Answer:
        raise fault

    with serving(WitnessServer(LOOPBACK, judge, tell=memory.told.append)) as server:
        answer = submit(server.url, asked(0, 17))

    assert (answer.status, b"nothing was cosigned" in answer.body) == (500, True)
    assert memory.told == [f"cosigned nothing: {fault}", "answered 500 to 127.0.0.1"]


def test_the_answer_under_way_is_given_before_a_witness_stops(memory: Memory) -> None:
    begun = threading.Event()

    def judge(body: bytes) -> Answer:
        begun.set()
        time.sleep(0.3)
        return memory.judge(body)

    answers: list[Answer] = []
    with serving(WitnessServer(LOOPBACK, judge)) as server:
        asking = threading.Thread(target=lambda: answers.append(submit(server.url, asked(0, 17))))
        asking.start()
        begun.wait()
    asking.join()

    assert [answer.status for answer in answers] == [200]


# Asking --------------------------------------------------------------------------------------------------------------


def test_who_asks_gets_the_checkpoint_with_a_cosignature_that_holds(server: WitnessServer) -> None:
    note = asked(0, 17).note

    cosigned = ask_witness(server.url, note.encode(), lambda old, new: proof(WORDS, old, new), witness=[AUDIT.verifier])

    assert cosigned.text == note.text
    assert cosigned.signatures[0] == note.signatures[0]
    assert [found.key for found in cosignatures(cosigned, AUDIT.verifier)] == [AUDIT.verifier]


def test_who_does_not_know_where_the_witness_is_asks_once_more(server: WitnessServer, memory: Memory) -> None:
    submit(server.url, asked(0, 10))

    ask_witness(server.url, asked(0, 17).note.encode(), lambda *sizes: proof(WORDS, *sizes), witness=[AUDIT.verifier])

    assert memory.told == [f"answered {status} to 127.0.0.1" for status in (200, 409, 200)]
    assert memory.witness.head(ORIGIN) == head(WORDS[:17])


def test_a_witness_that_is_further_on_is_not_asked_again(server: WitnessServer) -> None:
    submit(server.url, asked(0, 30))

    with pytest.raises(SealError, match="found 'a witness at size 30', expected one that is not past 17"):
        ask_witness(server.url, asked(0, 17).note.encode(), lambda *sizes: proof(WORDS, *sizes), witness=[])


def test_a_refusal_is_told_in_the_words_of_the_witness(server: WitnessServer) -> None:
    submit(server.url, asked(0, 10))
    other = asked(10, 17, OTHERS).note.encode()

    with pytest.raises(SealError, match=r"found .422: consistency proof: .*expected a cosignature"):
        ask_witness(server.url, other, lambda *sizes: proof(OTHERS, *sizes), witness=[AUDIT.verifier], old=10)


def test_a_cosignature_of_somebody_else_is_not_taken(server: WitnessServer) -> None:
    with pytest.raises(SealError, match=f"found '{AUDIT.name}', expected the signature of a known witness"):
        ask_witness(server.url, asked(0, 17).note.encode(), lambda *_: (), witness=[CHAIR.verifier])


def test_a_cosignature_of_another_checkpoint_is_not_taken(memory: Memory) -> None:
    other = memory.judge(asked(0, 10).encode())

    with serving(WitnessServer(LOOPBACK, lambda _body: other)) as server, pytest.raises(SealError):
        ask_witness(server.url, asked(0, 17).note.encode(), lambda *_: (), witness=[AUDIT.verifier])


@pytest.mark.parametrize("size", [b"", b"-1\n", b"ten\n", "٣\n".encode(), b"1\n\n"])
def test_a_witness_that_does_not_say_where_it_is_is_not_asked_again(size: bytes) -> None:
    with (
        serving(WitnessServer(LOOPBACK, lambda _body: Answer(409, size, SIZE))) as server,
        pytest.raises(SealError, match="expected a decimal"),
    ):
        ask_witness(server.url, asked(0, 17).note.encode(), lambda *_: (), witness=[AUDIT.verifier])


def test_a_witness_that_hangs_up_cannot_be_reached(hasty: WitnessServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AddCheckpoint, "encode", lambda _self: b"")
    monkeypatch.setattr(hasty, "shutdown_request", lambda request: request.close())
    monkeypatch.setattr("govledger.exports.witness_server._Conversation._give", lambda *_, **__: None)

    with pytest.raises(http.client.RemoteDisconnected):
        submit(hasty.url, asked(0, 1))


def test_an_answer_without_end_is_not_read_to_its_end() -> None:
    with (
        serving(WitnessServer(LOOPBACK, lambda _body: Answer(200, bytes(NOTE_BYTES_MAX + 1)))) as server,
        pytest.raises(SealError, match="a longer answer"),
    ):
        submit(server.url, asked(0, 17))


def test_what_speaks_no_http_is_no_witness() -> None:
    with socket.create_server(LOOPBACK) as listening:
        port = listening.getsockname()[1]

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(b"SSH-2.0-x\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(SealError, match="expected an answer over HTTP"):
            submit(f"http://127.0.0.1:{port}", asked(0, 1))
        thread.join()


def test_a_witness_may_be_below_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, str]] = []

    def request(self: HTTPConnection, method: str, path: str, *_: object) -> None:
        seen.append((f"{type(self).__name__} {self.host}:{self.port}", path))
        raise http.client.BadStatusLine("-")

    monkeypatch.setattr(HTTPConnection, "request", request)
    for url in ("http://h.example/w/", "https://h.example:8443"):
        with pytest.raises(SealError):
            submit(url, asked(0, 1))

    assert seen == [
        ("HTTPConnection h.example:80", "/w/add-checkpoint"),
        ("HTTPSConnection h.example:8443", "/add-checkpoint"),
    ]


@pytest.mark.parametrize(
    "url", ["", "h.example", "ftp://h.example", "http://", "http://h:x", "http://[", "http://h/?a"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(SealError, match="expected an address such as"):
        submit(url, asked(0, 1))
