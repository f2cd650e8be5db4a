"""ShowCalendarFeed, RotateCalendarFeed, RevokeCalendarFeed, and the page that calendar programs read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import icalendar
import pytest

from convener.domain.person import Status
from convener.server.app import Application, compose
from convener.server.clock import VirtualClock
from convener.server.settings import Settings
from convener.wire.calendar import RevokeCalendarFeed, RotateCalendarFeed, ShowCalendarFeed
from convener.wire.common import DONE
from convener.wire.meetings import Attendee, ConfConfigInfo
from server.conftest import ORIGIN, MakeCorp, MakePerson, Person
from support.changing import cancel, cancel_dates, dates, repeat, update
from support.tables import contents

SEPTEMBER = "2021-09-01 09:00"


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe", email="ann@acme.test")


@pytest.fixture
async def http(application: Application) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(application.api)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as http:
        yield http


async def address(who: Person) -> str:
    """A new one."""
    feed = await who.send(RotateCalendarFeed())
    assert feed.active
    return feed.url


async def subjects(http: httpx.AsyncClient, url: str) -> list[str]:
    answer = await http.get(url)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    return sorted(str(event["SUMMARY"]) for event in events)


async def test_own_meetings_and_those_one_is_invited_to(
    ann: Person, make_person: MakePerson, http: httpx.AsyncClient
) -> None:
    eve = await make_person("Eve Poe")
    url = await address(ann)
    assert url.startswith(f"{ORIGIN}/calendar/")
    assert await subjects(http, url) == []
    await ann.book(subject="Mine", start_time=SEPTEMBER)
    await eve.book(subject="Hers", start_time=SEPTEMBER, attendees=[Attendee(account_id=ann.account)])
    await eve.book(subject="Not mine", start_time=SEPTEMBER)
    assert await subjects(http, url) == ["Hers", "Mine"]


async def test_hosts_have_their_link_and_guests_theirs(
    ann: Person, make_person: MakePerson, http: httpx.AsyncClient
) -> None:
    eve = await make_person("Eve Poe")
    info = await ann.book(start_time=SEPTEMBER, attendees=[Attendee(account_id=eve.account)])
    mine, hers = [unfolded((await http.get(await address(each))).text) for each in (ann, eve)]
    assert info.chair_join_uri in mine
    assert info.guest_join_uri in hers
    assert info.chair_join_uri not in hers


def unfolded(calendar: str) -> str:
    return calendar.replace("\r\n ", "")


async def test_who_has_the_newest_is_told_so(ann: Person, http: httpx.AsyncClient) -> None:
    url = await address(ann)
    info = await ann.book(subject="Tea", start_time=SEPTEMBER)
    first = await http.get(url)
    assert first.headers["cache-control"] == "private, no-cache"
    known = {"If-None-Match": first.headers["etag"]}
    again = await http.get(url, headers=known)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    await update(ann, info, subject="Coffee")
    changed = await http.get(url, headers=known)
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]
    assert await subjects(http, url) == ["Coffee"]


async def test_a_change_counts_where_nobody_is_written_to_either(
    ann: Person, http: httpx.AsyncClient, clock: VirtualClock
) -> None:
    """Calendar programs may go by the number, or by the moment, whether they have to look closer."""
    url = await address(ann)
    silent = ConfConfigInfo(is_send_notify=False, is_send_calendar=False, is_send_sms=False)
    info = await ann.book(start_time=SEPTEMBER, conf_config_info=silent)
    before = await only_event(http, url)
    clock.set(clock.now() + timedelta(minutes=5))
    await update(ann, info, start_time="2021-09-01 11:00")
    after = await only_event(http, url)
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt == after["DTSTAMP"].dt == clock.now()
    assert before["DTSTAMP"].dt == clock.now() - timedelta(minutes=5)


async def only_event(http: httpx.AsyncClient, url: str) -> Any:
    [event] = icalendar.Calendar.from_ical((await http.get(url)).content).walk("VEVENT")
    return event


async def test_the_organizer_is_an_address(
    ann: Person, database_url: str, clock: VirtualClock, tmp_path: Path
) -> None:
    """Of the server, where it sends mails with a name in front of its own."""
    settings = Settings(
        data=tmp_path,
        database_url=database_url,
        smtp_url="smtp://mail.test",
        smtp_from="Meetings <meetings@meet.test>",
        public_url=ORIGIN,
    )
    application = await compose(settings, clock=clock)
    url = await address(ann)
    await ann.book(start_time=SEPTEMBER)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application.api), base_url=ORIGIN) as http:
        assert (await only_event(http, url))["ORGANIZER"] == "mailto:meetings@meet.test"
    await application.close()


async def test_the_same_meetings_give_the_same_bytes(ann: Person, http: httpx.AsyncClient) -> None:
    url = await address(ann)
    await ann.book(start_time=SEPTEMBER)
    first, again = await http.get(url), await http.get(url)
    assert first.content == again.content
    assert (await http.head(url)).headers["content-length"] == str(len(first.content))


async def test_it_follows_changes_of_single_dates_and_the_end(
    ann: Person, http: httpx.AsyncClient, clock: VirtualClock
) -> None:
    url = await address(ann)
    info = await repeat(ann, subject="Stand-up")
    [_, second, _] = await dates(ann, info)
    await cancel_dates(ann, second)
    assert "EXDATE" in (await http.get(url)).text
    single = await ann.book(subject="Tea", start_time=SEPTEMBER)
    assert await subjects(http, url) == ["Stand-up", "Tea"]
    await cancel(ann, single)
    assert await subjects(http, url) == ["Stand-up"]
    clock.set(clock.now() + timedelta(days=10))
    assert await subjects(http, url) == []


async def test_an_address_ends_with_the_next_and_when_it_is_revoked(
    ann: Person, http: httpx.AsyncClient
) -> None:
    assert not (await ann.send(ShowCalendarFeed())).active
    old, new = await address(ann), await address(ann)
    shown = await ann.send(ShowCalendarFeed())
    assert (shown.active, shown.created, shown.url) == (True, ann.now, None)
    assert [(await http.get(url)).status_code for url in (old, new)] == [404, 200]
    for _ in range(2):
        assert await ann.send(RevokeCalendarFeed()) == DONE
    assert (await http.get(new)).status_code == 404
    assert not (await ann.send(ShowCalendarFeed())).active


async def test_the_address_is_stored_as_a_digest_only(ann: Person, application: Application) -> None:
    secret = (await address(ann)).rpartition("/")[2].removesuffix(".ics")
    assert secret not in str((await contents(application.database))["calendar_feeds"])


async def test_an_account_that_is_switched_off_has_none(
    ann: Person, application: Application, http: httpx.AsyncClient
) -> None:
    url = await address(ann)
    await application.database.write(
        lambda unit: application.users.set_status(unit, ann.corp_id, ann.user_id, Status.DISABLED)
    )
    assert (await http.get(url)).status_code == 404


@pytest.mark.parametrize(
    "spoil",
    [
        lambda url: url.removesuffix(".ics"),
        lambda url: url.replace(".ics", "/more.ics"),
        lambda url: f"{ORIGIN}/calendar/{'0' * 48}.ics",
        lambda url: f"{ORIGIN}/calendar/.ics",
        lambda url: f"{ORIGIN}/calendar/%00.ics",
    ],
)
async def test_any_other_address_is_unknown(
    ann: Person, http: httpx.AsyncClient, spoil: Callable[[str], str]
) -> None:
    answer = await http.get(spoil(await address(ann)))
    assert (answer.status_code, answer.content) == (404, b"")


async def test_it_is_only_read(ann: Person, http: httpx.AsyncClient) -> None:
    assert (await http.post(await address(ann))).status_code == 405


async def test_enterprises_stay_apart(
    ann: Person, make_person: MakePerson, make_corp: MakeCorp, http: httpx.AsyncClient
) -> None:
    zoe = await make_person("Zoe Lee", corp=await make_corp("Other"))
    await zoe.book(subject="Theirs", start_time=SEPTEMBER, attendees=[Attendee(account_id=ann.account)])
    assert await subjects(http, await address(ann)) == []
