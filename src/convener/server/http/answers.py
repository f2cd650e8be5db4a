"""Answers as they leave: successes, and every refusal in the catalogue's shape."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from convener.wire import codec
from convener.wire.common import ErrorBody
from convener.wire.errors import Fault

JSON = b"application/json;charset=UTF-8"
_LONGEST_DETAIL = 300


_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_numbers = random.Random()  # noqa: S311 (they name requests and guard nothing; no system call for each)


class Answer(NamedTuple):
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
        text = detail[:_LONGEST_DETAIL].encode("ascii", "replace").replace(b"\r", b" ").replace(b"\n", b" ")
        headers = (*headers, (b"x-error-detail", text))
    return Answer(fault.status, codec.write(body), headers)
