"""The Python SDK: typed operations over HTTP. Installs without the server."""

from convener.client.client import AsyncClient, Client
from convener.client.credentials import Account, AppId, Credentials
from convener.client.errors import (
    ApiError,
    ClientError,
    Closed,
    Conflict,
    Forbidden,
    Invalid,
    NoAnswer,
    NotFound,
    RateLimited,
    ServerFault,
    TimedOut,
    Unauthenticated,
    Undecodable,
    Unreachable,
    Untrusted,
    Unusable,
)
from convener.client.meetings import Attendee, Daily, Detail, Meeting, Monthly, Occurrence, Weekday, Weekly
from convener.client.retry import Retries
from convener.client.trust import Trust

__all__ = [
    "Account",
    "ApiError",
    "AppId",
    "AsyncClient",
    "Attendee",
    "Client",
    "ClientError",
    "Closed",
    "Conflict",
    "Credentials",
    "Daily",
    "Detail",
    "Forbidden",
    "Invalid",
    "Meeting",
    "Monthly",
    "NoAnswer",
    "NotFound",
    "Occurrence",
    "RateLimited",
    "Retries",
    "ServerFault",
    "TimedOut",
    "Trust",
    "Unauthenticated",
    "Undecodable",
    "Unreachable",
    "Untrusted",
    "Unusable",
    "Weekday",
    "Weekly",
]
