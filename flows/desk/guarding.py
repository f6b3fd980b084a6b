"""Who may speak to the desk: this machine, by its own pages, with uploads of bounded size."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.responses import PlainTextResponse

from flows.ingest.files.limits import FILE_BYTES
from flows.texts.screen import desk as texts
from schemas.text import Text

# What a form adds to the file it carries.
UPLOAD_BYTES = FILE_BYTES + 1_000_000

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

# No script, nothing from anywhere else, in nobody's frame; styles stand in the pages themselves.
_HEADERS = [
    (b"content-security-policy", b"default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
     b" form-action 'self'; frame-ancestors 'none'; base-uri 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
]  # fmt: skip


class TooLarge(Exception):
    """An upload goes on past its limit."""


class Guard:
    """ASGI middleware: refuses other hosts and origins with 403, and uploads past the limit with 413."""

    def __init__(self, app: Any, hosts: frozenset[str]) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        refused = self._refusal(scope["method"], headers)
        if refused is not None:
            await _refuse(403, refused, scope, receive, send)
            return
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > UPLOAD_BYTES:
            await _refuse(413, texts.TOO_LARGE.fill(most=UPLOAD_BYTES // 10**6), scope, receive, send)
            return
        try:
            await self._app(scope, _counted(receive), _with_headers(send))
        except TooLarge:
            await _refuse(413, texts.TOO_LARGE.fill(most=UPLOAD_BYTES // 10**6), scope, receive, send)

    def _refusal(self, method: str, headers: dict[str, str]) -> Text | None:
        if headers.get("host", "") not in self._hosts:
            return texts.OTHER_HOST
        origin = headers.get("origin")
        if origin is not None and origin not in {f"http://{host}" for host in self._hosts}:
            return texts.OTHER_ORIGIN
        if method != "GET" and headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return texts.OTHER_ORIGIN
        return None


async def _refuse(code: int, text: Text, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    await PlainTextResponse("\n".join(text), code)(scope, receive, send)


def _counted(receive: Receive) -> Receive:
    """The same, ending where more comes than may: a length that was announced may be a lie."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > UPLOAD_BYTES:
            raise TooLarge
        return message

    return counted


def _with_headers(send: Send) -> Send:
    async def headed(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *_HEADERS]
        await send(message)

    return headed
