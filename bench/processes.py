"""What the system knows of a process."""

from __future__ import annotations

import resource
from pathlib import Path


def memory(pid: int) -> int:
    """Bytes the process holds in memory (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def sockets_at_most() -> int:
    """How many sockets one process may hold; raises the soft limit to the hard one, also for children."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard - 200
