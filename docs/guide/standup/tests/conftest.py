from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkmeeting.v1 import MeetingClient
from huaweicloudsdkmeeting.v1.meeting_credentials import MeetingCredentials
from standup import Calendar

from convener.testing import Enterprise, Server


@pytest.fixture
def connect(convener_server: Server, convener_enterprise: Enterprise) -> Callable[[], MeetingClient]:
    """Logs ann in with the vendor's SDK."""
    ann, config = convener_enterprise["ann"], HttpConfig(ssl_ca_cert=str(convener_server.certificate))

    def connect() -> MeetingClient:
        builder = MeetingClient.new_builder().with_endpoint(convener_server.url).with_http_config(config)
        return builder.with_credentials(MeetingCredentials(ann.account, ann.password)).build()

    return connect


@pytest.fixture
def pauses() -> list[float]:
    """How long the program would have waited."""
    return []


@pytest.fixture
def calendar(connect: Callable[[], MeetingClient], pauses: list[float]) -> Iterator[Calendar]:
    with closing(Calendar(connect, pause=pauses.append)) as calendar:
        yield calendar
