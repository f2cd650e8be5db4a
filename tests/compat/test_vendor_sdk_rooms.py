"""Rooms, randoms and figures through the vendor's SDK: understood whole, refused as documented."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import huaweicloudsdkmeeting.v1 as vendor
import pytest
from huaweicloudsdkcore.exceptions.exceptions import ServiceResponseException
from huaweicloudsdkmeeting.v1 import MeetingClient
from huaweicloudsdkmeeting.v1.meeting_credentials import MeetingCredentials, TenantSceneEnum

from compat.conftest import (
    NOON,
    Background,
    Tenant,
    _app,
    by_account,
    by_app_as_administrator,
    sdk,
)
from compat.lossless import losses
from compat.test_vendor_sdk import assert_is, book
from convener.domain.accounts import AppKind
from convener.wire import errors
from convener.wire.errors import Fault


@contextmanager
def refused_with(fault: Fault) -> Iterator[None]:
    with pytest.raises(ServiceResponseException) as caught:
        yield
    assert_is(caught.value, fault)


def by_app_of_the_provider(tenant: Tenant) -> MeetingCredentials:
    return _app(*tenant.apps[AppKind.PROVIDER], TenantSceneEnum.MULTI_TENANT)


@pytest.fixture(scope="module")
def boss(server: Background, tenant: Tenant) -> Iterator[MeetingClient]:
    """The enterprise's administrator."""
    with sdk(server, by_app_as_administrator(tenant)) as client:
        yield client


@pytest.fixture(scope="module")
def user(server: Background, tenant: Tenant) -> Iterator[MeetingClient]:
    with sdk(server, by_account(tenant)) as client:
        yield client


@pytest.fixture(scope="module")
def root(server: Background, tenant: Tenant) -> Iterator[MeetingClient]:
    """The service provider's administrator."""
    with sdk(server, by_app_of_the_provider(tenant)) as client:
        yield client


@pytest.fixture
def room_id(server: Background, tenant: Tenant) -> str:
    """A cloud room that nobody has."""
    application = server.application

    async def add(unit):
        return application.rooms.add_cloud(
            unit, tenant.corp_id, None, parties=50, now=NOON, expires=NOON + timedelta(days=400)
        ).room_id

    return server.write(add)


def own(client: MeetingClient, **options: Any) -> list[Any]:
    reply = client.search_member_vmr(vendor.SearchMemberVmrRequest(limit=500, **options))
    assert losses(reply) == []
    assert reply.count == len(reply.data)
    return list(reply.data)


def of_corp(client: MeetingClient, **options: Any) -> list[Any]:
    reply = client.search_corp_vmr(vendor.SearchCorpVmrRequest(**options))
    assert losses(reply) == []
    return list(reply.data)


def assign(client: MeetingClient, account: str, *room_ids: str) -> None:
    request = vendor.AssociateVmrRequest(account=account, account_type=0, body=list(room_ids))
    client.associate_vmr(request)


class TestRooms:
    def test_a_room_s_life(
        self, boss: MeetingClient, user: MeetingClient, tenant: Tenant, room_id: str
    ) -> None:
        [free] = of_corp(boss, search_key=room_id, vmr_mode=1, status=2)
        assert (free.member, free.vmr_pkg_parties, free.expire_date is not None) == (None, 50, True)
        assign(boss, tenant.account, room_id)
        [given] = of_corp(boss, search_key=free.vmr_id)
        assert (given.member.id, given.status) == (tenant.account, 0)
        [mine] = [one for one in own(user, special_vmr=True) if one.id == room_id]
        assert (mine.vmr_id, mine.vmr_mode) == (free.vmr_id, 1)
        boss.disassociate_vmr(
            vendor.DisassociateVmrRequest(account=tenant.account, account_type=0, body=[room_id])
        )
        assert room_id not in {one.id for one in own(user)}
        boss.delete_corp_vmr(vendor.DeleteCorpVmrRequest(body=[room_id]))
        assert of_corp(boss, search_key=room_id) == []

    def test_the_owner_changes_it_and_books_in_it(
        self, boss: MeetingClient, user: MeetingClient, tenant: Tenant, room_id: str
    ) -> None:
        assign(boss, tenant.account, room_id)
        change = vendor.ModVmrDTO(
            vmr_name="Salle d'été",
            gust_pwd="2468",
            chair_pwd="13579",
            allow_gust_first=True,
            gust_first_notice=True,
        )
        user.update_member_vmr(vendor.UpdateMemberVmrRequest(id=room_id, body=change))
        [room] = own(user, search_key="ÉTÉ")
        assert (room.id, room.gust_pwd, room.chair_pwd, room.allow_gust_first) == (
            room_id,
            "2468",
            "13579",
            True,
        )
        info = book(user, vmr_flag=1, vmr_id=room_id, conf_config_info={"vmr_id_type": 0})
        assert (info.vmr_id, info.vmr_conference_id) == (room_id, room.vmr_id)
        assert [entry.password for entry in info.password_entry] == ["13579", "2468"]
        with refused_with(errors.VMR_CONF_CONFLICT):
            book(user, vmr_flag=1, vmr_id=room_id, conf_config_info={"vmr_id_type": 1})
        with refused_with(errors.ROOM_NOT_AVAILABLE):
            boss.delete_corp_vmr(vendor.DeleteCorpVmrRequest(body=[room_id]))

    def test_refusals(self, boss: MeetingClient, user: MeetingClient, tenant: Tenant, room_id: str) -> None:
        with refused_with(errors.NO_PERMISSION):
            of_corp(user)
        with refused_with(errors.USER_NOT_FOUND):
            assign(boss, "nobody", room_id)
        with refused_with(errors.ROOM_NOT_AVAILABLE):
            assign(boss, tenant.account, "0" * 32)
        personal = own(user, special_vmr=False)[0]
        equal = vendor.ModVmrDTO(gust_pwd="1234", chair_pwd="1234")
        with refused_with(errors.ROOM_PASSWORDS_EQUAL):
            user.update_member_vmr(vendor.UpdateMemberVmrRequest(id=personal.id, body=equal))
        with refused_with(errors.NO_PERMISSION):
            boss.update_member_vmr(vendor.UpdateMemberVmrRequest(id=personal.id, body=vendor.ModVmrDTO()))


class TestJoining:
    def test_passwords_are_proved(self, user: MeetingClient) -> None:
        info = book(user, start_time=None, conf_config_info={"call_in_restriction": 0})
        password = info.password_entry[1].password
        anonymous = user.create_anonymous_auth_random(
            vendor.CreateAnonymousAuthRandomRequest(conference_id=info.conference_id, x_password=password)
        )
        assert losses(anonymous) == []
        assert (len(anonymous.random), anonymous.site_url.startswith("https://")) == (15, True)
        random = user.create_auth_random(
            vendor.CreateAuthRandomRequest(conf_id=info.conference_id, guest_waiting=0, x_password=password)
        )
        assert losses(random) == []
        assert (random.subject, random.conf_mode, random.need_password) == (info.subject, "RTC", True)
        with refused_with(errors.CONF_PWD_AUTH_FAILED):
            user.create_auth_random(
                vendor.CreateAuthRandomRequest(conf_id=info.conference_id, x_password="nonsense")
            )

    def test_the_region_is_the_address_that_was_used(self, user: MeetingClient, server: Background) -> None:
        info = book(user)
        reply = user.show_region_info_of_meeting(
            vendor.ShowRegionInfoOfMeetingRequest(conference_id=info.conference_id)
        )
        assert losses(reply) == []
        assert (reply.region_ip, reply.region_url) == (server.address, server.address)

    def test_nobody_is_in_a_meeting(self, user: MeetingClient) -> None:
        reply = user.check_call_number_in_conf(vendor.CheckCallNumberInConfRequest(call_number="+861"))
        assert losses(reply) == []
        assert reply.in_conf is False


class TestStatistics:
    def test_an_administrator_sees_the_enterprise_s(self, boss: MeetingClient, user: MeetingClient) -> None:
        book(user, start_time=None)
        reply = boss.show_org_res(vendor.ShowOrgResRequest())
        assert losses(reply) == []
        assert reply.conf_count >= 1
        with refused_with(errors.CONF_INSUFFICIENT_PERMISSIONS):
            user.show_org_res(vendor.ShowOrgResRequest())

    def test_a_provider_sees_those_below(
        self, root: MeetingClient, user: MeetingClient, tenant: Tenant
    ) -> None:
        info = book(user)
        org = root.show_conf_org(vendor.ShowConfOrgRequest(conference_id=info.conference_id))
        assert (losses(org), org.org_id) == ([], tenant.corp_id)
        assert losses(root.show_sp_res(vendor.ShowSpResRequest())) == []
        with refused_with(errors.CONF_INSUFFICIENT_PERMISSIONS):
            user.show_sp_res(vendor.ShowSpResRequest())


def test_a_provider_grants_rooms(root: MeetingClient, boss: MeetingClient, tenant: Tenant) -> None:
    grant = vendor.ResourceDTO(
        id="order-1",
        type="VMR",
        type_id="ff808081699b56cb0169c411a0980152",
        count=2,
        expire_date=int((NOON + timedelta(days=30)).timestamp() * 1000),
    )
    before = {one.id for one in of_corp(boss, limit=500)}
    root.add_resource(vendor.AddResourceRequest(corp_id=tenant.corp_id, body=[grant]))
    made = [one for one in of_corp(boss, limit=500, status=2) if one.id not in before]
    assert [one.expire_date for one in made] == [grant.expire_date] * 2
