"""Opening a database by its URL."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import make_url

from convener.server.storage.database import Committed, Database, unheard


async def open_database(
    url: str, *, committed: Committed = unheard, connections: int | None = None
) -> Database:
    """Open ``sqlite:///relative/path.db``, ``sqlite:////absolute/path.db`` or ``postgresql://...``.

    ``committed`` is called with the (enterprise, stream) pairs of every commit that stored facts;
    ``connections`` limits those to PostgreSQL. The schema is left as it is: see ``migrations``.
    """
    match make_url(url).get_backend_name():
        case "sqlite":
            from convener.server.storage.sqlite import SqliteDatabase

            path = make_url(url).database
            if not path or path == ":memory:":
                raise ValueError(f"name a file: {url}")
            return await SqliteDatabase.open(Path(path), committed=committed)
        case "postgresql":
            from convener.server.storage.postgres import PostgresDatabase

            return await PostgresDatabase.open(url, committed=committed, connections=connections)
        case backend:
            raise ValueError(f"no such database: {backend}")
