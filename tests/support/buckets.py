"""An S3-compatible server on this machine."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest

BUCKET = "recordings"
REGION = "eu-central-1"


class Bucket(NamedTuple):
    """A bucket of such a server."""

    endpoint: str
    client: Any
    """Of boto3, which judges what is really there."""

    @property
    def url(self) -> str:
        return f"s3://{BUCKET}/below/here"

    def names(self) -> list[str]:
        found = self.client.list_objects_v2(Bucket=BUCKET)
        return [each["Key"] for each in found.get("Contents", ())]


@contextmanager
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """A server with an empty bucket; access to it is in the environment."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own libraries
        import boto3
        from moto.server import ThreadedMotoServer

        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        client = boto3.client("s3", endpoint_url=endpoint, region_name=REGION)
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        yield Bucket(endpoint, client)
        for name in Bucket(endpoint, client).names():
            client.delete_object(Bucket=BUCKET, Key=name)
        client.delete_bucket(Bucket=BUCKET)
        client.close()
        server.stop()
