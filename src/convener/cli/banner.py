"""What a starting server tells its operator."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

from convener import __version__
from convener.cli.output import aligned
from convener.server.bootstrap import FirstRun
from convener.server.clock import VirtualClock
from convener.server.http import certificate
from convener.server.http.certificate import CertificatePaths

_INTRODUCTION = """
This is the first start. What follows is not shown again: keep it.

{created}

Log in with curl:

{curl}

Or with the vendor's Python SDK:

{python}
"""

_CURL = """\
curl{trust} --user {credentials} {address} \\
    --header 'Content-Type: application/json' --data {body}"""

_PYTHON = """\
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkmeeting.v1 import MeetingClient
from huaweicloudsdkmeeting.v1.meeting_credentials import AuthTypeEnum, MeetingCredentials, TenantSceneEnum

by_account = MeetingCredentials({account!r}, {password!r})
by_app = MeetingCredentials().with_auth_type_enum(AuthTypeEnum.APP_ID)
by_app.with_tenant_scene_enum(TenantSceneEnum.SINGLE_TENANT)
by_app.with_app_id({app_id!r}).with_app_key({app_key!r})

builder = MeetingClient.new_builder().with_endpoint({url!r})
builder.with_http_config(HttpConfig({trust}))
client = builder.with_credentials(by_account).build()"""


def started(url: str, clock: VirtualClock | None) -> str:
    """One line that says where it serves, and one more when its clock is virtual."""
    line = f"convener {__version__} serves on {url}"
    if clock is None:
        return line
    return (
        f"{line}\nIts clock is virtual, stands at {clock.now():%Y-%m-%d %H:%M:%S} UTC, "
        "and may be moved by everyone: POST /convener/v1/clock/advance"
    )


def introduction(first_run: FirstRun, url: str, pair: CertificatePaths, *, own: bool) -> str:
    """What the first start created, and how to use it; ``own`` is a certificate that clients know."""
    created = {
        "Enterprise": first_run.corp_id,
        "Administrator": first_run.account,
        "Password": first_run.password,
        "App ID": first_run.app_id,
        "App key": first_run.app_key,
        "Personal room": f"{first_run.room_number} (vmrID {first_run.room_id})",
        "Certificate": str(pair.certificate),
        "SHA-256": certificate.inspect(pair.certificate).fingerprint,
    }
    trusted = None if own else pair.certificate.absolute()
    return _INTRODUCTION.format(
        created=aligned(created),
        curl=_curl(first_run, url, trusted),
        python=_python(first_run, url, trusted),
    )


def _curl(first_run: FirstRun, url: str, trusted: Path | None) -> str:
    return _CURL.format(
        trust=f" --cacert {shlex.quote(str(trusted))}" if trusted else "",
        credentials=shlex.quote(f"{first_run.account}:{first_run.password}"),
        address=f"{url}/v1/usg/acs/auth/account",
        body=shlex.quote(json.dumps({"account": first_run.account, "clientType": 72})),
    )


def _python(first_run: FirstRun, url: str, trusted: Path | None) -> str:
    return _PYTHON.format(
        account=first_run.account,
        password=first_run.password,
        app_id=first_run.app_id,
        app_key=first_run.app_key,
        url=url,
        trust=f"ssl_ca_cert={str(trusted)!r}" if trusted else "",
    )
