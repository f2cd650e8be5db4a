"""The statements of a call as a pgbench script."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bench.work import Sent
from convener.server.storage.together import together

_PARAMETER = re.compile(r"\$(\d+)")


class Script(NamedTuple):
    """A pgbench script and the values of its constants."""

    text: str
    constants: dict[str, str]


def writing(sent: Sequence[Sent], fresh: Mapping[Any, str]) -> Script:
    """All statements as the one text the server sends; ``fresh`` are values that differ each time.

    Such a value is replaced by the pgbench variable named there: ``id`` grows, ``random`` does not.
    """
    [batch] = together(tuple(one.statement for one in sent))
    values = [value for one in sent for value in one.statement.on_postgres.values(one.args)]
    script = Script(
        "\\set n :n + 1\n"
        "\\set id :n * 1000 + :client_id\n"
        "\\set random random(1000000000000000, 9000000000000000)\n",
        {"n": str(time.time_ns() // 100_000)},  # so that a second run makes other values
    )
    return _with(script, batch.sql, values, fresh)


def reading(sent: Sequence[Sent], choice: int, chosen: Mapping[Any, str]) -> Script:
    """The statements one by one, for one of ``choice`` things, whose number is the variable ``n``.

    ``chosen`` replaces values by SQL made of ``:n``.
    """
    script = Script(f"\\set n random(0, {choice - 1})\n", {})
    for one in sent:
        plan = one.statement.on_postgres
        script = _with(script, plan.sql, plan.values(one.args), chosen)
    return script


def _with(script: Script, sql: str, values: Sequence[Any], varying: Mapping[Any, str]) -> Script:
    constants = dict(script.constants)

    def filled(parameter: re.Match[str]) -> str:
        value = values[int(parameter[1]) - 1]
        if value is None:
            return "NULL"
        if value in varying:
            return varying[value]
        name = f"c{len(constants)}"
        constants[name] = str(value)
        return f":{name}"

    line = _PARAMETER.sub(filled, sql).replace("\n", " ")
    return Script(f"{script.text}{line};\n", constants)
