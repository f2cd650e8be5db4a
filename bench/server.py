"""The server under test, as operators run it."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.load import Address
from bench.processes import SERVER, keep_on

SERVE = [sys.executable, "-m", "convener", "serve"]
FIRST_ANSWER = 60.0


class Server:
    """A running ``convener serve``."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self._process = process
        self.address = Address("127.0.0.1", port)
        self.secure = Address("127.0.0.1", port, tls=True)

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait(self) -> float:
        """Wait for the first answer; when it came, in seconds of the monotonic clock."""
        until = time.monotonic() + FIRST_ANSWER
        while time.monotonic() < until and self._process.poll() is None:
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection(*self.address[:2], timeout=1)
                connection.request("GET", "/convener/v1/clock")
                connection.getresponse().read()
                return time.monotonic()
            time.sleep(0.005)
        raise RuntimeError("the server did not start")


@contextlib.contextmanager
def serving(data: Path, url: str = "") -> Iterator[Server]:
    """Run the server on a free port until the block ends; it may not answer yet."""
    port = _free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("CONVENER_")},
        "CONVENER_DATA": str(data),
        "CONVENER_DATABASE_URL": url,
        "CONVENER_PORT": str(port),
    }
    process = subprocess.Popen(SERVE, env=environment, stdout=subprocess.DEVNULL)
    keep_on(SERVER, process.pid)
    try:
        yield Server(process, port)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def certificate(data: Path) -> tuple[str, str]:
    """The certificate a server has made in its data folder, and its key."""
    return str(data / "tls" / "certificate.pem"), str(data / "tls" / "key.pem")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
