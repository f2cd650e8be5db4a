"""One enterprise as a file, and on another server with another key and another kind of database."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from convener.client.credentials import basic
from convener.server.areas.moving.file import Unacceptable, checked
from convener.server.storage import migrations, moving
from convener.server.storage.database import Reading, Writing
from convener.server.storage.moving import LEFT, LINES, left_behind
from convener.server.storage.tables.facts import facts
from convener.wire.changes import UpdateMeeting
from convener.wire.deliveries import ListDeliveries, ShowDelivery
from convener.wire.history import SearchHisMeetings
from convener.wire.identity import AccountLogin, CreateToken
from convener.wire.lists import SearchMeetings
from convener.wire.meetings import ConferenceState, ScheduleBody
from server.areas.meetings.conftest import millis
from server.areas.moving.conftest import PASSWORD, Moved, Server
from server.conftest import NOON, Person
from support.changing import cancel
from support.tables import contents


async def fill(rows: list[dict[str, Any]], unit: Writing) -> None:
    unit.put_all(facts, rows)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "acme.jsonl"


def test_no_table_is_forgotten() -> None:
    """A new one goes along, or says why not."""
    assert set(left_behind()) == LEFT.keys()


class TestRoundTrip:
    @pytest.mark.parametrize("secrets", [True, False])
    async def test_there_and_back_is_the_same(
        self, source: Server, target: Server, acme: Moved, file: Path, tmp_path: Path, secrets: bool
    ) -> None:
        """Byte for byte but for the header; databases may differ in the order they give texts."""
        first = await source.export(file, acme.corp_id, secrets=secrets)
        await target.load(file)
        second = await target.export(tmp_path / "second", acme.corp_id, secrets=secrets)
        assert sorted(second[1:]) == sorted(first[1:])
        assert await source.load(tmp_path / "second", replace=True)
        assert (await source.export(tmp_path / "third", acme.corp_id, secrets=secrets))[1:] == first[1:]

    async def test_by_pages_of_few_rows(
        self, source: Server, target: Server, acme: Moved, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(moving, "PAGE", 2)
        first = await source.export(file, acme.corp_id)
        await target.load(file)
        assert sorted((await target.export(file, acme.corp_id))[1:]) == sorted(first[1:])

    async def test_memory_does_not_grow_with_the_enterprise(
        self, source: Server, target: Server, acme: Moved, file: Path
    ) -> None:
        app, size, count = source.application, 1000, 12_000
        for start in range(0, count, 1000):
            rows = [
                {
                    "corp_id": acme.corp_id,
                    "stream": "s",
                    "number": n,
                    "kind": "k",
                    "at": 0,
                    "body": f'"{"x" * size}"',
                }
                for n in range(start, start + 1000)
            ]
            await app.database.write(partial(fill, rows))
        schema = await migrations.current(app.database)

        async def export(unit: Reading) -> None:
            with file.open("wb") as out:
                async for line in app.moving.export(
                    unit, acme.corp_id, secrets=True, schema=schema, now=NOON
                ):
                    out.write(line)

        tracemalloc.start()
        try:
            await app.database.read(export, isolated=True)
            await target.load(file)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < count * size / 2

    async def test_every_table_has_a_line(self, source: Server, acme: Moved, file: Path) -> None:
        lines = await source.export(file, acme.corp_id)
        found = {json.loads(line)["table"] for line in lines[1:-1]}
        assert found == LINES.keys() - {"resources"}

    async def test_a_second_time_nothing_changes(
        self, source: Server, target: Server, acme: Moved, file: Path
    ) -> None:
        await source.export(file, acme.corp_id, secrets=False)
        done = await target.load(file)
        assert done.rows > 50
        assert done.keys.keys() == {"an-app"}
        before = await contents(target.application.database)
        assert (await target.load(file)).rows == 0
        assert await contents(target.application.database) == before


async def starts(who: Person, conference_id: str) -> list[str]:
    """When what is left of a series begins."""
    found = (await who.detail(conference_id)).conference_data.sub_confs
    assert found
    return [one.start_time for one in found]


class TestLifeAfterwards:
    async def test_people_log_in_and_see_the_same(
        self, source: Server, target: Server, acme: Moved, file: Path
    ) -> None:
        await source.export(file, acme.corp_id)
        target.clock.set(source.clock.now())
        await target.load(file)
        login = CreateToken(
            authorization=basic("ann", PASSWORD), body=AccountLogin(account="ann", client_type=72)
        )
        assert (await target.client().send(login)).access_token
        ann, other = await source.person("ann"), await target.person("ann")
        for info in (acme.series, acme.running, acme.calling, acme.roomy):
            assert await other.detail(info.conference_id) == await ann.detail(info.conference_id)
        asked = (
            SearchMeetings(query_all=True),
            SearchHisMeetings(start_date=0, end_date=millis(NOON + timedelta(days=9))),
        )
        for request in asked:
            found: Any = await ann.send(request)
            assert found.count > 0
            assert await other.send(request) == found

    async def test_meetings_live_on_as_they_would_have(
        self, source: Server, target: Server, acme: Moved, file: Path
    ) -> None:
        await source.export(file, acme.corp_id)
        target.clock.set(source.clock.now())
        await target.load(file)
        for server in (source, target):
            await server.passes(timedelta(days=5))
        tables = ("meetings", "reservations", "attendances")
        before = await contents(source.application.database, *tables)
        after = await contents(target.application.database, *tables)
        for name in tables:
            assert len(after[name]) == len(before[name])
        number = acme.series.conference_id
        dates = [await starts(await each.person("ann"), number) for each in (source, target)]
        assert dates[0] == dates[1]
        facts = [await contents(each.application.database, "facts") for each in (source, target)]
        kinds = [sorted((row[3], row[4]) for row in found["facts"]) for found in facts]
        assert kinds[0] == kinds[1]
        assert ("MeetingStarted", 1630659600000000) in kinds[1], "it called somebody at its time"

    async def test_people_are_reminded_and_nobody_is_invited_again(
        self, source: Server, target: Server, acme: Moved, file: Path
    ) -> None:
        """Until something changes: then everybody is told of it, under a number that calendars take."""
        await source.export(file, acme.corp_id)
        target.clock.set(source.clock.now())
        await target.load(file)
        ann, number = await target.person("ann"), acme.calling.conference_id
        await target.passes(timedelta(hours=1))
        assert not (await ann.send(ListDeliveries())).data
        body = ScheduleBody(media_types="HDVideo", subject="Newer", start_time="2021-09-03 10:00")
        await ann.send(UpdateMeeting(conference_id=number, body=body))
        await target.application.worker.run_due()
        [told] = (await ann.send(ListDeliveries(conference_id=number))).data
        assert (told.recipient, told.kind) == ("ann@acme.example", "changed")
        words = await ann.send(ShowDelivery(delivery_id=told.id))
        assert "SEQUENCE:1\r\n" in (words.calendar or "")
        await target.passes(timedelta(days=4))
        await ann.log_in()
        reminded = [one for one in (await ann.send(ListDeliveries())).data if one.kind == "reminder"]
        assert {one.subject for one in reminded} >= {"Newer", "Roomy"}

    async def test_whoever_was_invited_before_hears_that_it_is_called_off(
        self, source: Server, target: Server, acme: Moved, file: Path
    ) -> None:
        await source.export(file, acme.corp_id)
        target.clock.set(source.clock.now())
        await target.load(file)
        await target.application.worker.run_due()
        ann = await target.person("ann")
        await cancel(ann, acme.calling)
        await target.application.worker.run_due()
        [told] = (await ann.send(ListDeliveries())).data
        assert (told.recipient, told.kind) == ("ann@acme.example", "cancelled")
        words = await ann.send(ShowDelivery(delivery_id=told.id))
        assert {"METHOD:CANCEL", "SEQUENCE:1"} <= set((words.calendar or "").splitlines())

    async def test_what_fell_due_on_the_way_is_made_good(
        self, source: Server, target: Server, acme: Moved, file: Path
    ) -> None:
        await source.export(file, acme.corp_id)
        target.clock.set(source.clock.now() + timedelta(days=4))
        await target.load(file)
        await target.application.worker.run_due()
        found = await (await target.person("ann")).send(SearchMeetings(query_all=True))
        states = {one.subject: one.conference_state for one in found.data}
        assert "Runs" not in states
        assert ConferenceState.SCHEDULE in states.values()

    async def test_without_secrets_there_are_new_ones(
        self, source: Server, target: Server, acme: Moved, file: Path
    ) -> None:
        lines = await source.export(file, acme.corp_id, secrets=False)
        old = [one.password for one in acme.running.password_entry or []]
        assert acme.running.chair_join_uri
        assert acme.running.chair_join_uri.rpartition("/")[2].encode() not in b"".join(lines)
        assert b"its-key" not in b"".join(lines)
        done = await target.load(file)
        assert len(done.keys["an-app"]) == 64
        ann = await target.person("ann")
        running = (await ann.detail(acme.running.conference_id)).conference_data
        chair, guest = [one.password for one in running.password_entry or []]
        assert (chair != old[0], guest) == (True, ""), "who needed none needs none"
        roomy = (await ann.detail(acme.roomy.conference_id)).conference_data
        rooms = await target.application.database.read(
            lambda unit: target.application.rooms.of_user(unit, ann.corp_id, ann.user_id)
        )
        [cloud] = [one for one in rooms if one.room_id == acme.roomy.vmr_id]
        assert [one.password for one in roomy.password_entry or []] == [cloud.chair, cloud.general]


class TestRefusals:
    async def test_what_has_lived_on_is_left_alone_unless_replaced(
        self, source: Server, target: Server, acme: Moved, file: Path
    ) -> None:
        first = await source.export(file, acme.corp_id)
        await target.load(file)
        ann = await target.person("ann")
        body = ScheduleBody(media_types="Voice", subject="Newer", start_time="2021-09-03 09:00")
        await ann.send(UpdateMeeting(conference_id=acme.calling.conference_id, body=body))
        before = await contents(target.application.database)
        with pytest.raises(Unacceptable, match=r"Acme .* already, and it is not as in the file"):
            await target.load(file)
        assert await contents(target.application.database) == before
        await target.load(file, replace=True)
        assert sorted((await target.export(file, acme.corp_id))[1:]) == sorted(first[1:])
        assert not (await contents(target.application.database))["tokens"], "everybody logs in again"

    async def test_names_that_others_have(
        self, source: Server, target: Server, acme: Moved, file: Path
    ) -> None:
        await source.export(file, acme.corp_id)
        app = target.application

        async def occupy(unit: Any) -> None:
            other = await app.corps.add(unit, name="Other", now=NOON)
            await app.users.add(unit, other, account="bob", name="Bob", now=NOON)
            await app.apps.add(unit, other, name="App", app_id="an-app", now=NOON)

        await app.database.write(occupy)
        before = await contents(app.database)
        with pytest.raises(Unacceptable, match="other enterprises here have app_id an-app, name bob"):
            await target.load(file)
        assert await contents(app.database) == before

    async def test_an_enterprise_of_a_provider_needs_it(
        self, source: Server, target: Server, file: Path
    ) -> None:
        app = source.application

        async def below(unit: Any) -> str:
            above = await app.corps.add(unit, name="Provider", now=NOON)
            return await app.corps.add(unit, name="Below", now=NOON, provider_id=above)

        await source.export(file, await app.database.write(below))
        with pytest.raises(Unacceptable, match="import that first"):
            await target.load(file)

    @pytest.mark.parametrize(
        ("harm", "why"),
        [
            (lambda lines: lines[:-1], "cut off"),
            (lambda lines: lines[:-2] + lines[-1:], "missing, or were changed"),
            (lambda lines: [*lines[:5], lines[5].replace(b":", b": ", 1), *lines[6:]], "were changed"),
            (lambda lines: [*lines[:4], lines[4][:20] + b"\n", *lines[5:]], "line 5: "),
            (lambda lines: [*lines, lines[3]], "more after the end"),
            (lambda lines: lines[1:], "no export"),
            (lambda lines: [lines[0], *lines], "a second header"),
            (lambda lines: [], "no export"),
            (lambda lines: [b"\xff\xfe\n", *lines], "no export"),
            (lambda lines: [lines[0].replace(b'"schema":', b'"schema":1'), *lines[1:]], "schema version"),
            (
                lambda lines: [lines[0], lines[1].replace(b'"kind":', b'"kind":"x","old":'), *lines[2:]],
                "line 2: ",
            ),
        ],
    )
    async def test_a_file_that_is_not_whole(
        self,
        source: Server,
        target: Server,
        acme: Moved,
        file: Path,
        harm: Callable[[list[bytes]], list[bytes]],
        why: str,
    ) -> None:
        lines = await source.export(file, acme.corp_id)
        with file.open("wb") as harmed:
            harmed.writelines(harm(lines))
        with pytest.raises(Unacceptable, match=why):
            await target.load(file)
        assert not any((await contents(target.application.database)).values())

    async def test_an_enterprise_that_is_not_there(self, source: Server, file: Path) -> None:
        with pytest.raises(Unacceptable, match="no enterprise 1"):
            await source.export(file, "1")


async def test_another_enterprise_stays_out_of_it(
    source: Server, target: Server, acme: Moved, file: Path
) -> None:
    app = source.application
    other = await app.database.write(lambda unit: app.corps.add(unit, name="Other", now=NOON))
    lines = await source.export(file, acme.corp_id)
    assert other.encode() not in b"".join(lines)
    before = await contents(app.database, "corps")
    await source.load(file, replace=True)
    assert await contents(app.database, "corps") == before
    assert checked(file, schema=json.loads(lines[0])["schema"])[1].lines == len(lines) - 2
