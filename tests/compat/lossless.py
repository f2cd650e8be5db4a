"""Whether the vendor's SDK has understood a reply whole."""

from __future__ import annotations

import json
from typing import Any

BEYOND_THE_SDK = {
    "cycleCount",  # seed 002's example reply
    "isHardTerminalAutoMute",
    "isSoftTerminalAutoMute",
    "inviteMode",
    "audienceCallInRestriction",  # tabled for subConfs; seed 002's example has it in confConfigInfo too
    "joinBeforeHostTime",  # seed 003's example reply
}
"""What the seeds send and the SDK has no attribute for."""


def losses(reply: Any) -> list[str]:
    """Where the SDK's model and the reply as it travelled differ; empty when nothing was lost."""
    return list(_differences(reply, json.loads(reply.raw_content), ""))


def _differences(model: Any, sent: Any, at: str) -> Any:
    if hasattr(model, "attribute_map"):
        yield from _of_model(model, {"body": sent} if "body" in model.attribute_map else sent, at)
    elif isinstance(sent, list):
        if len(model) != len(sent):
            yield f"{at}: {len(model)} of {len(sent)}"
        for index, pair in enumerate(zip(model, sent, strict=False)):
            yield from _differences(*pair, f"{at}[{index}]")
    elif type(model) is not type(sent) or model != sent:
        yield f"{at}: {model!r} where {sent!r} was sent"


def _of_model(model: Any, sent: dict[str, Any], at: str) -> Any:
    for attribute, name in model.attribute_map.items():
        yield from _differences(getattr(model, attribute), sent.get(name), f"{at}.{name}")
    for name in sent.keys() - set(model.attribute_map.values()) - BEYOND_THE_SDK:
        yield f"{at}.{name}: no attribute of {type(model).__name__}"
