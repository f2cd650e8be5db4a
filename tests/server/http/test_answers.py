"""What becomes of an answer on its way out."""

from __future__ import annotations

from convener.server.http import answers
from convener.wire import errors


def detail_of(text):
    return dict(answers.refusal(errors.PATH_UNKNOWN, "id", text).headers)[b"x-error-detail"]


def test_a_detail_fits_into_a_header_whatever_it_quotes():
    assert detail_of("nothing is served at /v1/\x01\x7f\r\nSet-Cookie: a") == (
        b"nothing is served at /v1/??? Set-Cookie: a"
    )
    assert detail_of("Küche") == b"K?che"


async def test_an_empty_answer_has_no_type():
    sent = []

    async def send(message):
        sent.append(message)

    await answers.send(send, answers.success(None), "id")
    assert dict(sent[0]["headers"]) == {b"content-length": b"0", b"x-request-id": b"id"}
