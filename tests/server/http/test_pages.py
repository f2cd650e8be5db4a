"""The pages beside the operations, asked for without a socket."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from convener.server.http.pages import pages

DOCUMENT = {"openapi": "3.1.0", "paths": {}}
EVERY_PAGE = list(pages(lambda: DOCUMENT, ready=lambda: answered(True)))


async def answered(value: bool) -> bool:
    return value


class Pages:
    """The pages of a server whose readiness and document the test decides on."""

    def __init__(self) -> None:
        self.ready = True
        self.rendered = 0
        self._apps = pages(self._document, ready=lambda: answered(self.ready))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self._apps[scope["path"]](scope, receive, send)

    def _document(self) -> dict[str, Any]:
        self.rendered += 1
        return DOCUMENT


@pytest.fixture
def served() -> Pages:
    return Pages()


@pytest.fixture
async def browser(served: Pages) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=served)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.mark.parametrize("path", EVERY_PAGE)
async def test_every_page_answers_and_keeps_strangers_out(browser, path):
    reply = await browser.get(path)
    assert reply.status_code == 200
    assert reply.headers["x-content-type-options"] == "nosniff"
    policy = reply.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("path", EVERY_PAGE)
async def test_head_tells_the_same_without_the_body(browser, path):
    get, head = await browser.get(path), await browser.head(path)
    assert head.content == b""
    assert head.headers == get.headers
    assert head.headers["content-length"] == str(len(get.content))


@pytest.mark.parametrize("path", EVERY_PAGE)
async def test_other_methods_are_refused_as_operations_refuse(browser, path):
    reply = await browser.post(path)
    assert reply.status_code == 405
    assert reply.json() == {"error_code": "MMC.111070001", "error_msg": "CONF_BAD_REQUEST"}
    assert reply.headers["allow"] == "GET, HEAD"
    assert reply.headers["x-request-id"]


@pytest.mark.parametrize("path", ["/", "/docs", "/docs/script.js", "/openapi.json"])
async def test_who_has_a_page_is_not_sent_it_again(browser, path):
    first = await browser.get(path)
    again = await browser.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


async def test_the_document_is_made_when_asked_for_and_only_once(browser, served):
    assert served.rendered == 0
    replies = [await browser.get("/openapi.json") for _ in range(2)]
    assert [json.loads(each.content) for each in replies] == [DOCUMENT, DOCUMENT]
    assert served.rendered == 1


@pytest.mark.parametrize(("ready", "status"), [(True, 200), (False, 503)])
async def test_readiness_is_the_database_s_and_health_is_not(browser, served, ready, status):
    served.ready = ready
    assert (await browser.get("/readyz")).status_code == status
    health = await browser.get("/healthz")
    assert (health.status_code, health.json()) == (200, {"status": "ok"})
    assert health.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/docs"])
async def test_what_a_page_loads_is_served_and_nothing_is_inline(browser, path):
    page = (await browser.get(path)).text
    for link in re.findall(r'(?:src|href)="(/[^"]*)"', page):
        assert link in EVERY_PAGE
    assert not re.search(r"<style|style=|<script(?! type=\"module\" src=)|\son\w+=|https?://", page)


async def test_what_the_script_imports_is_served(browser):
    script = (await browser.get("/docs/script.js")).text
    assert {f"/docs/{name}" for name in re.findall(r'from "\./([^"]+)"', script)} <= set(EVERY_PAGE)
    assert 'fetch("/openapi.json")' in script


async def test_the_landing_page_says_whose_it_is(browser):
    assert "not endorsed" in (await browser.get("/")).text
