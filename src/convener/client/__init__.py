"""The Python SDK: typed operations over HTTP. Installs without the server."""

from convener.client.client import AsyncClient
from convener.client.errors import ApiError

__all__ = ["ApiError", "AsyncClient"]
