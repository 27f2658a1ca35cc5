"""A witness over HTTP: C2SP tlog-witness, by the standard library's server.

It answers ``POST /add-checkpoint`` as `govledger.seal.witness` says, and besides::

    405    another method than POST
    404    another path
    411    no length was given, or one that is none
    413    more than a request can hold
    500    what is remembered cannot be read or written; nothing was cosigned
    503    too many are being answered already

A conversation is one request, of bounded size and time. There is no TLS: beyond this machine, put a proxy in front.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any

from govledger.errors import SealError
from govledger.seal.witness import NOT_FOUND, REQUEST_BYTES_MAX, TEXT, Answer

PATH = "/add-checkpoint"
CONVERSATION_SECONDS_MAX = 10.0
CONVERSATIONS_MAX = 32

NO_METHOD, NO_LENGTH, TOO_LONG, FAILED, BUSY = 405, 411, 413, 500, 503

_LENGTH = re.compile("[0-9]{1,18}")
_DRAINED_MAX = 2 * REQUEST_BYTES_MAX
_NO_PLACE = b"HTTP/1.0 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"


class WitnessServer(ThreadingHTTPServer):
    """The server of one witness; it judges one request at a time, however many are being read.

    Args:
        address: The host and the port to listen on; port 0 takes one that is free.
        judge: Answers a request. What came of it must be on the disk before it returns; it raises OSError where that
            cannot be, and SealError where what is remembered is damaged.
        tell: Called with a sentence for every answer.
        seconds: How long a conversation may take.
        places: How many may be going on.
    """

    request_queue_size = 4 * CONVERSATIONS_MAX  # So that those beyond the last place are told so, and do not wait.
    daemon_threads = False  # So that closing waits for the answers that are being given, which end in bounded time.

    def __init__(
        self,
        address: tuple[str, int],
        judge: Callable[[bytes], Answer],
        *,
        tell: Callable[[str], object] = lambda _sentence: None,
        seconds: float = CONVERSATION_SECONDS_MAX,
        places: int = CONVERSATIONS_MAX,
    ) -> None:
        self.tell, self.seconds = tell, seconds
        self._judge, self._judging = judge, threading.Lock()
        self._places = threading.BoundedSemaphore(places)
        super().__init__(address, _Conversation)

    @property
    def url(self) -> str:
        """Where it is asked, without the path."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"

    def answer(self, body: bytes) -> Answer:
        """Answer a request, once those before it were answered.

        Raises:
            OSError: It could not be written; nothing was cosigned.
            SealError: What is remembered is damaged; nothing was cosigned.
        """
        with self._judging:
            return self._judge(body)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread, as long as there is a place."""
        if not self._places.acquire(blocking=False):
            with suppress(OSError):
                request.settimeout(0)
                request.sendall(_NO_PLACE)
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:  # No thread could be started, so that none will give the place back.
            self._places.release()
            raise

    def server_bind(self) -> None:
        """Listen, without asking the network what this machine is called."""
        TCPServer.server_bind(self)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer, and leave the place to the next."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - the server's own signature
        """Say that a conversation broke off; the next is not troubled."""
        self.tell(f"the conversation with {_said(client_address)} broke off")


@contextmanager
def serving(server: WitnessServer) -> Generator[WitnessServer]:
    """Serve in a thread, until the block ends and the last answer was given."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Conversation(BaseHTTPRequestHandler):
    """One request and its answer."""

    server: WitnessServer  # pyright: ignore[reportIncompatibleVariableOverride] - it is made by no other

    def version_string(self) -> str:
        """Whose server it is, without the version of anything."""
        return "govledger-witness"

    def setup(self) -> None:
        """Begin, and set the time by which it ends, however slowly the other side speaks."""
        self.request.settimeout(self.server.seconds)
        super().setup()
        self._end = threading.Timer(self.server.seconds, self._hang_up)
        self._end.daemon = True
        self._end.start()

    def finish(self) -> None:
        """End."""
        self._end.cancel()
        with suppress(OSError):
            super().finish()

    def do_POST(self) -> None:
        """Answer a request to cosign."""
        length = self._length()
        if length is None:
            self._give(_refusal(NO_LENGTH, "a Content-Length is needed"))
        elif length > REQUEST_BYTES_MAX:
            self._give(_refusal(TOO_LONG, f"a request has at most {REQUEST_BYTES_MAX} bytes"))
            # Whoever is still sending would otherwise be cut off before the answer is read.
            self.rfile.read(min(length, _DRAINED_MAX))
        else:
            body = self.rfile.read(length)
            if len(body) == length:
                self._give(self._answer(body))

    def do_GET(self) -> None:
        """Say how a witness is asked."""
        self._give(_refusal(NO_METHOD, f"a witness is asked by POST {PATH}"), Allow="POST")

    do_HEAD = do_PUT = do_DELETE = do_GET  # noqa: N815 - likewise

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the server's own signature
        """Say nothing: every answer is told once, with its status."""

    def _length(self) -> int | None:
        """How long the request's body is said to be; None where that is not said in the one way that is taken here."""
        told = self.headers.get("Content-Length", "")
        if "Transfer-Encoding" in self.headers or not _LENGTH.fullmatch(told):
            return None
        return int(told)

    def _answer(self, body: bytes) -> Answer:
        if self.path != PATH:
            return _refusal(NOT_FOUND, f"a witness is asked by POST {PATH}")
        try:
            return self.server.answer(body)
        except (OSError, SealError) as bad:
            self.server.tell(f"cosigned nothing: {bad}")
            return _refusal(FAILED, "the witness cannot read or write what it remembers; nothing was cosigned")

    def _give(self, answer: Answer, **headers: str) -> None:
        self.server.tell(f"answered {answer.status} to {_said(self.client_address)}")
        self.send_response(answer.status)
        for name, value in {"Content-Type": answer.content_type, **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _hang_up(self) -> None:
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


def _refusal(status: int, reason: str) -> Answer:
    return Answer(status, f"{reason}\n".encode(), TEXT)


def _said(address: tuple[Any, ...]) -> str:
    return str(address[0])
