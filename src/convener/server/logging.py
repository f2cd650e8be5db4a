"""The log, on standard error: lines of JSON for programs, of text for people."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

from convener.server.ids import SITE

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

_SECRETS = re.compile(
    rf"""(?x)
    (?P<kept>
        \b{SITE}(?=[0-9a-f]{{32}})
      | \bBasic\ (?=[A-Za-z0-9+/]{{8}})
      | \b(?i:signature|password|pwd|tmpToken|confToken)=
      | ://[^:/@\s]*:(?=[^/\s]*@)
    )
    [^\s"'&,@]+
    """
)
"""Tokens, credentials in headers and parameters, passwords in URLs; ``kept`` says what was there."""


def configure(*, as_json: bool) -> None:
    """Log convener's own lines from INFO on, those of its libraries from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if as_json else Text())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("convener").setLevel(logging.INFO)


class JsonLines(logging.Formatter):
    """One JSON object a line, with every ``extra`` as a member of its own."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_extra(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return _hidden(json.dumps(line, ensure_ascii=False, default=str))


class Text(logging.Formatter):
    """Time, level and message on one line, then what is extra; a traceback on lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        extra = "".join(f" {name}={value}" for name, value in _extra(record).items())
        line = f"{_time(record)} {record.levelname:<7} {record.getMessage()}{extra}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return _hidden(line)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _extra(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}


def _hidden(text: str) -> str:
    """Nothing of ours logs secrets; this is for what a library or an exception may quote."""
    return _SECRETS.sub(r"\g<kept>…", text)
