"""A link is good for one file, one use and one hour; nothing made from one is."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convener.domain.recordings import Audience, FileKind, LinkInvalid, RecordedFile, Recording
from convener.server.areas.recordings.links import Links, Use
from server.conftest import NOON, ORIGIN

FILE = RecordedFile(
    file_id="f" * 32, take=1, segment=2, kind=FileKind.VIDEO, begins=NOON, ends=NOON, suffix=".mp4"
)
RECORDING = Recording(
    corp_id="123456789",
    conf_uuid="c" * 32,
    conference_id="912345678",
    user_id="u",
    subject="Sync",
    scheduler="Ann",
    audience=Audience.ANYONE,
    begins=NOON,
    ends=NOON,
)
LINKS = Links(b"k" * 32)
OURS = [
    (LINKS.to(RECORDING, FILE, Use.PLAY, origin=ORIGIN, now=NOON), None),
    (LINKS.to(RECORDING, FILE, Use.SAVE, origin=ORIGIN, now=NOON), None),
    LINKS.download(RECORDING, FILE, nonce="0" * 32, origin=ORIGIN, now=NOON),
]


def taken_apart(url: str) -> tuple[str, dict[str, str]]:
    parts = urlsplit(url)
    return parts.path, dict(parse_qsl(parts.query))


@pytest.mark.parametrize(("url", "token"), OURS)
def test_it_leads_to_its_file_for_an_hour(url: str, token: str | None) -> None:
    path, query = taken_apart(url)
    hour = timedelta(hours=1)
    for moment in (NOON, NOON + hour - timedelta(seconds=1)):
        link = LINKS.read(path, query, token, moment)
        assert (link.corp_id, link.conf_uuid, link.file_id) == ("123456789", "c" * 32, "f" * 32)
        assert link.use == query["use"]
    with pytest.raises(LinkInvalid):
        LINKS.read(path, query, token, NOON + hour)


@pytest.mark.parametrize(("url", "token"), OURS)
def test_another_server_does_not_know_it(url: str, token: str | None) -> None:
    with pytest.raises(LinkInvalid):
        Links(b"x" * 32).read(*taken_apart(url), token, NOON)


@given(st.data())
def test_nothing_about_it_can_be_changed(data: st.DataObject) -> None:
    url, token = data.draw(st.sampled_from(OURS))
    path, query = taken_apart(url)
    given = {"path": path, **query, **({"token": token} if token else {})}
    name = data.draw(st.sampled_from(sorted(given)))
    text = data.draw(
        st.one_of(st.text(), st.sampled_from([*Use, *given.values()]), st.integers().map(str)).filter(
            lambda text: text != given[name]
        )
    )
    changed = {**given, name: text}
    path, token = changed.pop("path"), changed.pop("token", token)
    with pytest.raises(LinkInvalid):
        LINKS.read(path, changed, token, NOON)


@given(st.text(), st.dictionaries(st.text(), st.text()), st.none() | st.text())
def test_anything_else_is_no_link(path: str, query: dict[str, str], token: str | None) -> None:
    with pytest.raises(LinkInvalid):
        LINKS.read(path, query, token, NOON)
