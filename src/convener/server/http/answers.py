"""Answers as they leave: successes, and every refusal in the catalogue's shape."""

from __future__ import annotations

import random
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from msgspec import Struct

from convener.wire import codec
from convener.wire.common import Csv, ErrorBody
from convener.wire.errors import Fault

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

JSON = b"application/json;charset=UTF-8"
CSV = b"text/csv;charset=UTF-8"
_LONGEST_DETAIL = 300


_UNPRINTABLE = re.compile(r"[^ -~]")
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_numbers = random.Random()  # noqa: S311 (they name requests and guard nothing; no system call for each)


class Answer(Struct):
    """A response ready to be sent."""

    status: int
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()
    content_type: bytes = JSON


class Refused(Exception):
    """Ends a call with an error of the catalogue; ``detail`` helps the developer of the client."""

    def __init__(self, fault: Fault, detail: str = "", headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
        super().__init__(f"{fault.code} {fault.constant} {detail}".rstrip())
        self.fault = fault
        self.detail = detail
        self.headers = headers


def request_id(headers: Mapping[bytes, bytes]) -> str:
    """The client's own name for its request when it is harmless, else a new one."""
    given = headers.get(b"x-request-id")
    if given is not None and _REQUEST_ID.fullmatch(given):
        return given.decode()
    return f"{_numbers.getrandbits(128):032x}"


def success(reply: Any) -> Answer:
    """``None`` is an empty body: how ``/v1/usg`` answers operations without a result."""
    if isinstance(reply, Csv):
        return Answer(200, reply.encode("utf-8-sig"), content_type=CSV)
    return Answer(200, b"" if reply is None else codec.write(reply))


def refusal(
    fault: Fault, request_id: str, detail: str = "", headers: tuple[tuple[bytes, bytes], ...] = ()
) -> Answer:
    """The error body; what was wrong in detail is in ``X-Error-Detail``, since clients compare the body."""
    identity = fault.code.startswith("USG.")
    body = ErrorBody(
        error_code=fault.code, error_msg=fault.constant, request_id=request_id if identity else None
    )
    if detail:
        text = _UNPRINTABLE.sub("?", detail[:_LONGEST_DETAIL].replace("\n", " "))
        headers = (*headers, (b"x-error-detail", text.encode("ascii")))
    return Answer(fault.status, codec.write(body), headers)


async def send(send: Send, answer: Answer, request_id: str) -> None:
    """The answer as ASGI messages; an empty one is of no type."""
    headers = [
        (b"content-length", str(len(answer.body)).encode()),
        (b"x-request-id", request_id.encode()),
        *answer.headers,
    ]
    if answer.body:
        headers.append((b"content-type", answer.content_type))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
