"""What the system knows of a process."""

from __future__ import annotations

import os
import resource
from pathlib import Path

SERVER, CLIENTS = 0, 1
"""The cores of servers and of clients; left to itself, a kernel may put both on one."""


def keep_on(core: int, pid: int = 0) -> None:
    """Keep a process, by default this one, on one core, where there are several (Linux)."""
    if len(os.sched_getaffinity(0)) > 1:
        os.sched_setaffinity(pid, {sorted(os.sched_getaffinity(0))[core]})


def memory(pid: int) -> int:
    """Bytes the process holds in memory (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def sockets_at_most() -> int:
    """How many sockets one process may hold; raises the soft limit to the hard one, also for children."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard - 200
