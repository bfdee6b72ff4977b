"""A fake platform on a real socket: a small ASGI server in a thread, strict as the real one.

A fake answers `answer(request)` on a worker thread and keeps what happened under one condition,
so that a long poll may block and a test may wait for an event instead of sleeping.
"""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qs, unquote

import httpx
import uvicorn

TRIES = 50  # how often an update is brought to a webhook
PATIENCE = 20.0  # seconds a test waits for an event before it fails

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Call:
    """One request a client made; `gone` is set once the client has hung up."""

    method: str
    params: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    gone: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the fake sends back; `cut` closes the connection without an answer."""

    status: int
    body: Any
    cut: bool = False


class FakePlatform:
    """What both fakes share: the socket's app, the record of calls, waiting and trouble."""

    SECRET_HEADER = ""

    def __init__(self, token: str) -> None:
        self.token = token
        self.calls: list[Call] = []
        self.changed = threading.Condition()
        self.closing = False
        self.at_work = 0  # requests that have not been answered yet
        self._trouble: list[tuple[str, Answer]] = []
        self._broken: dict[str, Answer] = {}
        self.webhook: tuple[str, str] | None = None  # address and secret
        self.brought: list[int] = []  # the statuses that our server gave
        self.under_way = 0  # updates that our server has not taken yet
        self.tries = TRIES
        self._courier = ThreadPoolExecutor(1)

    def answer(self, call: Call, token: str) -> Answer:
        raise AssertionError("each platform answers for itself")

    def addressed(self, path: str, headers: dict[str, str]) -> tuple[str, str]:
        """The token and the method that a request names."""
        token, _, method = path.partition("/bot")[2].partition("/")
        return token, method

    def proof(self, body: bytes, secret: str) -> dict[str, str]:
        """The headers by which our server sees that it is the platform that brings a body."""
        return {self.SECRET_HEADER: secret}

    def update_saying(self, number: int, text: str) -> dict[str, Any]:
        """The update that a person's message, the number-th, makes."""
        raise AssertionError("each platform has its own")

    def fail_next(self, method: str, answer: Answer) -> None:
        """The next call of `method` gets this answer instead of its own."""
        with self.changed:
            self._trouble.append((method, answer))

    def breaks(self, method: str, answer: Answer) -> None:
        """Every call of `method` gets this answer until it is mended."""
        with self.changed:
            self._broken[method] = answer
            self.changed.notify_all()

    def mends(self, method: str) -> None:
        with self.changed:
            del self._broken[method]

    def count(self, method: str) -> int:
        with self.changed:
            return sum(call.method == method for call in self.calls)

    async def until(self, happened: Callable[[], Any]) -> None:
        """Wait until `happened()` is true."""

        def wait() -> bool:
            deadline = time.monotonic() + PATIENCE
            with self.changed:
                while not happened():
                    # not everything a test waits for happens here, so look again without a call
                    self.changed.wait(0.02)
                    if time.monotonic() > deadline:
                        return False
            return True

        assert await asyncio.to_thread(wait), "the awaited event did not happen"

    def bring(self, update: Any) -> None:
        """POST an update to the webhook, again until it is taken, as the platforms do."""
        assert self.webhook is not None
        url, secret = self.webhook

        def post() -> None:
            body = json.dumps(update, ensure_ascii=False).encode()
            headers = {"content-type": "application/json", **self.proof(body, secret)}
            for _ in range(self.tries):
                try:
                    sent = httpx.post(url, content=body, headers=headers, timeout=PATIENCE)
                    status = sent.status_code
                except httpx.TransportError:  # nobody is there, or they went away
                    status = 0
                with self.changed:
                    self.brought.append(status)
                    self.changed.notify_all()
                    if 200 <= status < 300 or self.closing:
                        break
                    self.changed.wait(0.02)
            with self.changed:
                self.under_way -= 1
                self.changed.notify_all()

        with self.changed:
            self.under_way += 1
        self._courier.submit(post)

    def close(self) -> None:
        with self.changed:
            self.closing = True
            self.changed.notify_all()
        self._courier.shutdown(wait=False, cancel_futures=True)

    def handle(self, call: Call, token: str) -> Answer:
        """Answer one request; every call is recorded, refused ones too."""
        method = call.method
        with self.changed:
            self.calls.append(call)
            self.at_work += 1
            trouble = next((each for each in self._trouble if each[0] == method), None)
            if trouble is not None:
                self._trouble.remove(trouble)
            broken = self._broken.get(method)
            self.changed.notify_all()
        answer = trouble[1] if trouble else broken or self.answer(call, token)
        with self.changed:
            self.at_work -= 1
            self.changed.notify_all()
        return answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http"
        body = b""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return  # half a request: the client has died
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        params = _parameters(headers.get("content-type", ""), body, scope["query_string"])
        token, method = self.addressed(unquote(scope["path"]), headers)
        call = Call(method, params, headers)
        hanging_up = asyncio.ensure_future(self._note_hanging_up(call, receive))
        answer = await asyncio.to_thread(self.handle, call, token)
        hanging_up.cancel()
        if answer.cut:
            # headers that promise more than comes: the client sees the connection break
            await send(_start(answer.status, [(b"content-length", b"1000")]))
            return
        if isinstance(answer.body, bytes):
            payload = answer.body
        else:
            payload = json.dumps(answer.body, ensure_ascii=False).encode()
        await send(_start(answer.status, [(b"content-type", b"application/json")]))
        await send({"type": "http.response.body", "body": payload})

    async def _note_hanging_up(self, call: Call, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        call.gone.set()
        with self.changed:
            self.changed.notify_all()


def bad_update() -> list[Any]:
    """JSON that is no update of any platform."""
    return [{}, [], None, 5, "x", {"update_id": "x", "message": 5}, {"message": {"from": []}}]


def _start(status: int, headers: list[tuple[bytes, bytes]]) -> dict[str, Any]:
    return {"type": "http.response.start", "status": status, "headers": headers}


def _parameters(content_type: str, body: bytes, query: bytes) -> dict[str, Any]:
    params: dict[str, Any] = {k: v[0] for k, v in parse_qs(query.decode()).items()}
    if content_type.startswith("application/json"):
        params |= json.loads(body or b"{}")
    elif content_type.startswith("application/x-www-form-urlencoded"):
        params |= {k: v[0] for k, v in parse_qs(body.decode(), keep_blank_values=True).items()}
    elif content_type.startswith("multipart/form-data"):
        message = BytesParser(policy=HTTP).parsebytes(
            b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body
        )
        for part in message.iter_parts():
            name = part.get_param("name", header="content-disposition")
            content: Any = part.get_payload(decode=True)
            filename = part.get_filename()
            params[str(name)] = (filename, content) if filename else content.decode()
    return params


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Serve an ASGI app on a free loopback port; yields "http://127.0.0.1:port"."""
    config = uvicorn.Config(
        app, port=0, log_config=None, lifespan="off", ws="none", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    socket = config.bind_socket()
    started = threading.Event()

    async def serve() -> None:
        task = asyncio.ensure_future(server._serve(sockets=[socket]))
        while not server.started and not task.done():
            await asyncio.sleep(0)
        started.set()
        await task

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert started.wait(PATIENCE), "the server did not start"
    try:
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    finally:
        if isinstance(app, FakePlatform):
            app.close()
        server.should_exit = True
        thread.join(PATIENCE)
        socket.close()


@asynccontextmanager
async def served_here(app: Any) -> AsyncIterator[str]:
    """Serve an ASGI app in this very event loop, as the product serves its page and webhooks."""
    config = uvicorn.Config(
        app, port=0, log_config=None, lifespan="off", ws="none", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    socket = config.bind_socket()
    task = asyncio.ensure_future(server._serve(sockets=[socket]))
    try:
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        socket.close()
