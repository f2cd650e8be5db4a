"""The log of requests as text for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from convener.wire.lab import RequestSeen, TokenSeen, TokenState

_DULL = frozenset(
    {"host", "user-agent", "accept", "accept-encoding", "connection", "content-length", "content-type"}
)
"""Headers that never explain anything."""


def explained(requests: Iterable[RequestSeen]) -> str:
    """A paragraph for each request, the oldest first."""
    return "\n\n".join("\n".join(_lines(each)) for each in requests) or "No requests."


def _lines(seen: RequestSeen) -> Iterator[str]:
    yield f"#{seen.number} {seen.at:%Y-%m-%d %H:%M:%S}  {seen.method} {seen.path}{_query(seen)}"
    if seen.operation:
        yield f"    operation  {seen.operation}"
    for name, value in seen.headers.items():
        if name not in _DULL:
            yield f"    header     {name}: {value}"
    if seen.body:
        yield f"    body       {seen.body}"
    if seen.token:
        yield f"    token      {_token(seen.token)}"
    yield f"    answer     {_answer(seen)}"
    if seen.detail:
        yield f"    detail     {seen.detail}"
    yield f"    meaning    {seen.meaning}"
    if seen.advice:
        yield f"    → {seen.advice}"


def _query(seen: RequestSeen) -> str:
    return "?" + "&".join(f"{name}={value}" for name, value in seen.query.items()) if seen.query else ""


def _answer(seen: RequestSeen) -> str:
    parts = [str(seen.status or "none"), seen.code, seen.constant]
    took = f"({seen.milliseconds:.1f} ms)" if seen.milliseconds is not None else None
    fault = f"[{seen.fault}]" if seen.fault else None
    return " ".join(part for part in (*parts, fault, took) if part)


def _token(token: TokenSeen) -> str:
    whose = f"of {token.account}" if token.account else ""
    meeting = f"of meeting {token.conference_id}" if token.conference_id else ""
    word = {TokenState.VALID: "until", TokenState.EXPIRED: "since"}.get(token.state)
    until = f"{word} {token.until:%Y-%m-%d %H:%M:%S}" if word and token.until else ""
    parts = (f"{token.kind} token", whose, meeting, "–", token.state, until)
    return " ".join(part for part in parts if part)
