"""Logging in and out, and what is set before."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from typing import Any

import pytest

from client.conftest import NOON, Site
from client.hwm.answers import ANN, PARAM, Told, code_of, logged_in, service, signed
from client.hwm.conftest import MakeService
from client.scripted import CUT, Scripted, refuses, says
from convener.client import Client, Unauthenticated, Unreachable
from convener.client.hwm import (
    SDKERR,
    AccountAuthInfo,
    InitInfo,
    LoginResult,
    LoginState,
    LogoutResult,
    UISDKService,
)
from convener.client.hwm.failures import failure
from convener.wire.identity import DeleteToken

OUT, IN = LoginState.LOGIN_STATUS_UN_LOGIN, LoginState.LOGIN_STATUS_LOGINED


def state(sdk: UISDKService) -> LoginState:
    return sdk.getLoginApi().getLoginState().result().loginState


# With an account.


def test_a_login_says_who_has_logged_in(make_sdk: MakeService, site: Site) -> None:
    sdk, told = make_sdk(), Told()
    login = AccountAuthInfo(account=site.admin.account, password=site.admin.password)
    result = sdk.getLoginApi().loginByAccount(login, told).result()
    assert (result.account, result.thirdAccount, len(result.userUuid)) == (site.admin.account, "", 32)
    assert told.calls == [(SDKERR.SDKERR_SUCCESS, "", result)]
    assert state(sdk) is IN


def test_a_wrong_password_leaves_everybody_out(make_sdk: MakeService, site: Site) -> None:
    sdk, told = make_sdk(), Told()
    login = {"account": site.admin.account, "password": "wrong"}
    assert code_of(sdk.getLoginApi().loginByAccount(login, told)) == 206010000
    assert told.calls == [(SDKERR.USG_ERR_PASSWORD, "The account or the password is wrong.", LoginResult())]
    assert state(sdk) is OUT


@pytest.mark.parametrize("missing", ["account", "password"])
def test_empty_credentials_are_not_sent(script: Scripted, missing: str) -> None:
    with service(script) as sdk:
        assert code_of(sdk.getLoginApi().loginByAccount({**ANN, missing: ""})) == 430200005
    assert script.received == []


async def test_a_login_may_be_awaited(make_sdk: MakeService, site: Site) -> None:
    login = make_sdk().get_login_api()
    result = await login.login_by_account({"account": site.admin.account, "password": site.admin.password})
    assert (await login.get_login_state()).loginState is IN
    assert await login.log_out() == LogoutResult.from_dict(result.to_dict())


def test_a_dead_token_is_replaced_without_a_word(
    agent: UISDKService, site: Site, make_sdk: MakeService
) -> None:
    sdk = make_sdk()
    login = AccountAuthInfo(account=site.admin.account, password=site.admin.password)
    sdk.getLoginApi().loginByAccount(login).result()
    token = sdk.getLoginApi().getLoginToken().result().loginToken
    forget(site, token)
    assert sdk.getConfMgrApi().bookConf(PARAM).result().confListInfo.confId
    assert sdk.getLoginApi().getLoginToken().result().loginToken != token


def forget(site: Site, token: str) -> None:
    """Have the server forget a token."""
    with Client(site.url, trust=site.trust) as client:
        client.send(DeleteToken(token=token))


# With an App ID.


def test_an_app_id_logs_in_a_user_it_has_signed_for(make_sdk: MakeService, site: Site) -> None:
    sdk = make_sdk()
    result = sdk.getLoginApi().loginByAppId(signed(site.app, "third-ann")).result()
    assert result.thirdAccount == "third-ann"
    detail = sdk.getConfMgrApi().bookConf(PARAM).result()
    [host] = detail.attendees
    assert (host.thirdUserId, host.accountId, host.role) == ("third-ann", None, 1)


def test_an_app_id_without_a_user_is_the_administrator(make_sdk: MakeService, site: Site) -> None:
    assert make_sdk().getLoginApi().loginByAppId(signed(site.app)).result().account == site.admin.account


def test_an_app_of_several_enterprises_names_one(make_sdk: MakeService, site: Site) -> None:
    sdk = make_sdk()
    sdk.init(InitInfo(appId=site.provider_app.app_id))
    result = sdk.getLoginApi().loginByAppId(signed(site.provider_app, "t1", corp=site.customer)).result()
    assert result.thirdAccount == "t1"


def test_third_party_users_are_invited_as_such(make_sdk: MakeService, site: Site) -> None:
    sdk = make_sdk()
    sdk.getLoginApi().loginByAppId(signed(site.app, "third-ann")).result()
    param = PARAM.to_dict()
    param["confCommonParam"]["attendees"] = [{"nickName": "Bob", "thirdUserId": "third-bob"}]
    [bob, host] = sdk.getConfMgrApi().bookConf(param).result().attendees
    assert (bob.thirdUserId, bob.accountId, bob.number) == ("third-bob", None, None)
    assert host.thirdUserId == "third-ann"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"signature": "00"}, 206010025),
        ({"signature": ""}, 430100011),
        ({"nonce": "short"}, 430100011),
        ({"expireTime": 1}, 206010057),
        ({"thirdUserId": None}, 430100002),
    ],
    ids=repr,
)
def test_a_bad_signature_is_refused(
    make_sdk: MakeService, site: Site, changes: dict[str, Any], code: int
) -> None:
    expires = changes.get("expireTime", 0)
    members = {**signed(site.app, "third-ann", expires=expires).to_dict(), **changes}
    assert code_of(make_sdk().getLoginApi().loginByAppId(members)) == code


def test_a_signature_counts_once(make_sdk: MakeService, site: Site) -> None:
    once = signed(site.app, "third-ann", expires=int(time.time()) + 600)
    make_sdk().getLoginApi().loginByAppId(once).result()
    assert code_of(make_sdk().getLoginApi().loginByAppId(once)) == 206010025


def test_without_an_app_id_nobody_logs_in_with_one(make_sdk: MakeService, site: Site) -> None:
    sdk = make_sdk()
    sdk.init({})
    assert code_of(sdk.getLoginApi().loginByAppId(signed(site.app))) == 430100011


def test_when_the_login_of_a_signature_ends_calls_say_so(make_sdk: MakeService, site: Site) -> None:
    sdk = make_sdk()
    sdk.getLoginApi().loginByAppId(signed(site.app, "third-ann")).result()
    forget(site, sdk.getLoginApi().getLoginToken().result().loginToken)
    assert code_of(sdk.getConfMgrApi().bookConf(PARAM)) == 118000001
    sdk.getLoginApi().logout().result()
    assert sdk.getLoginApi().loginByAppId(signed(site.app, "third-ann")).result()


# Out again.


def test_a_logout_ends_the_login_on_the_server_too(sdk: UISDKService, site: Site) -> None:
    token = sdk.getLoginApi().getLoginToken().result().loginToken
    told = Told()
    result = sdk.getLoginApi().logout(told).result()
    assert (result.account, told.codes, state(sdk)) == (site.admin.account, [0], OUT)
    assert code_of(sdk.getLoginApi().getLoginToken()) == 430200001
    with pytest.raises(Unauthenticated, match="206020000"):
        forget(site, token)


def test_who_is_out_cannot_log_out(make_sdk: MakeService) -> None:
    assert code_of(make_sdk().getLoginApi().logout()) == 430200001


def test_after_a_logout_somebody_may_log_in(sdk: UISDKService, site: Site) -> None:
    sdk.getLoginApi().logout().result()
    login = {"account": site.admin.account, "password": site.admin.password}
    assert sdk.getLoginApi().loginByAccount(login).result().account == site.admin.account
    assert sdk.getConfMgrApi().bookConf(PARAM).result().confListInfo.confId


def test_a_logout_counts_here_even_if_the_server_cannot_be_told(script: Scripted) -> None:
    with logged_in(script, CUT) as sdk:
        assert code_of(sdk.getLoginApi().logout()) == 430500003
        assert state(sdk) is OUT


# The network, as logins number it.


def test_nobody_at_the_address(script: Scripted) -> None:
    with service(script) as sdk:
        script.stop()
        assert code_of(sdk.getLoginApi().loginByAccount(ANN)) == 412100013


@pytest.mark.parametrize(("login", "number"), [(True, 412100006), (False, 430500003)])
def test_a_name_that_means_nothing_to_the_network(login: bool, number: int) -> None:
    error = Unreachable("no connection")
    error.__cause__ = OSError("all attempts failed")
    error.__cause__.__context__ = socket.gaierror("unknown name")
    assert failure(error, login=login).code == number


def test_a_server_nobody_vouches_for(site: Site) -> None:
    with UISDKService(site.url) as sdk:
        assert code_of(sdk.getLoginApi().loginByAccount(ANN)) == 412100012


@pytest.mark.parametrize(
    ("status", "code", "number"),
    [(423, "USG.206030015", 206030015), (412, "USG.206010007", 206010007), (401, "", 206020000)],
)
def test_a_refused_login_has_the_number_of_the_server(
    script: Scripted, status: int, code: str, number: int
) -> None:
    script.respond = lambda request: refuses(status, code)
    with service(script) as sdk:
        assert code_of(sdk.getLoginApi().loginByAccount(ANN)) == number


def test_a_server_that_does_not_say_who_logged_in_is_believed(script: Scripted) -> None:
    script.respond = lambda request: says({"accessToken": "token", "clientType": 72, "tokenType": 0})
    with service(script) as sdk:
        result = sdk.getLoginApi().loginByAccount(ANN).result()
        assert result == LoginResult(account="ann")


# Settings.


def test_the_server_may_be_chosen_before_logging_in(site: Site) -> None:
    with UISDKService("https://server.invalid", clock=lambda: NOON) as sdk:
        login, told = sdk.getLoginApi(), Told()
        host, _, port = site.url.removeprefix("https://").partition(":")
        login.setServerAddress({"serverAddr": host, "serverPort": int(port)}, told).result()
        login.setCAVerifyInfo({"verifyMode": 1, "certPath": str(site.server.certificate.certificate)}, told)
        login.loginByAccount({"account": site.admin.account, "password": site.admin.password}).result()
        assert told.calls == [(SDKERR.SDKERR_SUCCESS, "", None)] * 2
        assert sdk.getConfMgrApi().bookConf(PARAM).result().confListInfo.confId


def test_certificates_may_go_unchecked(site: Site) -> None:
    with UISDKService(site.url) as sdk:
        sdk.getLoginApi().setCAVerifyInfo({"verifyMode": 0}).result()
        login = {"account": site.admin.account, "password": site.admin.password}
        assert sdk.getLoginApi().loginByAccount(login).result().account


async def test_settings_may_be_awaited(script: Scripted) -> None:
    with UISDKService("https://server.invalid") as sdk:
        await sdk.getLoginApi().set_server_address({"serverAddr": script.url})
        await sdk.getLoginApi().set_ca_verify_info({})
        assert code_of(sdk.getLoginApi().loginByAccount(ANN)) == 414100026


def test_settings_are_those_of_the_next_login(sdk: UISDKService) -> None:
    assert code_of(sdk.getLoginApi().setServerAddress({"serverAddr": "elsewhere"})) == 430200002
    assert code_of(sdk.getLoginApi().setCAVerifyInfo({"verifyMode": 0})) == 430200002


@pytest.mark.parametrize(
    "info",
    [{}, {"serverAddr": ""}, {"serverAddr": "x", "serverPort": 0}, {"serverAddr": "ftp://x"}],
    ids=repr,
)
def test_a_bad_address_is_refused(script: Scripted, info: dict[str, Any]) -> None:
    with service(script) as sdk:
        assert code_of(sdk.getLoginApi().setServerAddress(info)) == 430100002


def test_a_certificate_that_is_not_there_is_refused(script: Scripted, tmp_path: Path) -> None:
    with service(script) as sdk:
        wrong = {"certPath": str(tmp_path / "none.pem")}
        assert code_of(sdk.getLoginApi().setCAVerifyInfo(wrong)) == 430100002


# Texts.


async def test_every_number_has_a_text() -> None:
    with UISDKService("https://server.invalid") as sdk:
        told = Told()
        config = sdk.get_config_api()
        config.getErrorMessage(430200001, told).result()
        assert told.calls[0][2].errorMessage == "Not logged in."
        assert (await config.get_error_message(12345)).errorMessage == "Error 12345."
        assert code_of(config.getErrorMessage("430200001")) == 430100002  # type: ignore[arg-type]


def test_texts_may_be_asked_for_in_a_burst() -> None:
    with UISDKService("https://server.invalid") as sdk:
        asked = [sdk.getConfigApi().getErrorMessage(code) for code in SDKERR]
        assert all(one.result().errorMessage for one in asked)
