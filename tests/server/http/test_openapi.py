"""The document says of every operation what its declaration says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from schemathesis.specs.openapi.definitions import OPENAPI_31

from convener.server.http.openapi import document
from convener.wire import (  # noqa: F401 (they declare operations)
    audit,
    changes,
    codec,
    control,
    convener,
    history,
    identity,
    lists,
    meetings,
)
from convener.wire.base import OPERATIONS, Operation
from convener.wire.identity import LoginToken, TokenType
from convener.wire.unserved import UNSERVED

EXAMPLES = Path(__file__).parents[2] / "wire" / "examples"
DOCUMENT = document(OPERATIONS.values(), title="convener", version="1.2.3")
SCHEMAS = DOCUMENT["components"]["schemas"]


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in the document."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(each)


def described(operation: Operation) -> dict[str, Any]:
    found: dict[str, Any] = DOCUMENT["paths"][operation.path][operation.method.lower()]
    return found


def errors_in(value: object, schema: dict[str, Any]) -> list[str]:
    """What the schema, which may refer to components, finds wrong with the value."""
    whole = {**schema, "components": DOCUMENT["components"]}
    validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
    return [error.message for error in validator.iter_errors(value)]


def test_it_is_an_openapi_document():
    assert jsonschema_rs.Draft202012Validator(OPENAPI_31).is_valid(DOCUMENT)
    assert all(jsonschema_rs.meta.is_valid(schema) for schema in SCHEMAS.values())


def test_it_can_be_sent_as_json():
    assert json.loads(codec.write(DOCUMENT)) == DOCUMENT


def test_every_reference_resolves():
    for reference in {node["$ref"] for node in nodes(DOCUMENT) if "$ref" in node}:
        target: Any = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]


def test_every_schema_is_used():
    used = {node["$ref"] for node in nodes(DOCUMENT) if "$ref" in node}
    assert {f"#/components/schemas/{name}" for name in SCHEMAS} <= used


def test_every_route_of_every_operation_is_there_and_no_other():
    declared = {
        (method.lower(), path)
        for each in OPERATIONS.values()
        for method, path in ((each.method, each.path), *each.aliases)
    }
    assert {(method, path) for path, item in DOCUMENT["paths"].items() for method in item} == declared


def test_every_operation_has_a_name_of_its_own():
    names = [each["operationId"] for item in DOCUMENT["paths"].values() for each in item.values()]
    assert len(names) == len(set(names))
    assert set(OPERATIONS) <= set(names)


def test_operations_that_are_not_served_are_only_counted():
    assert f"{len(UNSERVED)} further operations" in DOCUMENT["info"]["description"]


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda each: each.name)
class TestOperation:
    def test_has_its_name_and_area(self, operation):
        found = described(operation)
        assert found["operationId"] == operation.name
        assert found["summary"] == operation.summary
        assert found["tags"] == [operation.request.__module__.rpartition(".")[2]]
        assert found["tags"][0] in [tag["name"] for tag in DOCUMENT["tags"]]

    def test_has_its_parameters(self, operation):
        parameters = described(operation).get("parameters", [])
        assert [(each["in"], each["name"], each["required"]) for each in parameters] == [
            (each.place, each.name, each.required) for each in operation.parameters
        ]
        for each in parameters:
            if "default" in each["schema"]:
                assert errors_in(each["schema"]["default"], each["schema"]) == []

    def test_has_its_body(self, operation):
        body = described(operation).get("requestBody")
        assert (body is None) == (operation.body is None)
        assert body is None or body["required"] == operation.body_required

    def test_answers_with_content_unless_it_has_no_result(self, operation):
        assert ("content" in described(operation)["responses"]["200"]) == (operation.reply is not None)

    def test_sends_a_request_id_whatever_it_answers(self, operation):
        for reply in described(operation)["responses"].values():
            shared = reply.get("$ref", "").rpartition("/")[2]
            headers = (DOCUMENT["components"]["responses"][shared] if shared else reply)["headers"]
            assert "X-Request-Id" in headers

    def test_may_be_refused(self, operation):
        statuses = {int(status) for status in described(operation)["responses"]}
        assert statuses >= {400, 429, 500}
        assert (413 in statuses) == (operation.body is not None)


def test_an_alias_names_the_operation_it_is():
    alias = DOCUMENT["paths"]["/v1/mmc/control/conferences/token"]["post"]
    assert alias["x-alias-of"] == "CreateConfToken"
    assert alias["deprecated"]


def test_each_kind_of_token_is_a_security_scheme():
    schemes = DOCUMENT["components"]["securitySchemes"]
    headers = {
        name: schemes[scheme]["name"]
        for name in ("CreateMeeting", "InviteParticipant", "CreateToken")
        for scheme in described(OPERATIONS[name])["security"][0]
    }
    assert headers == {
        "CreateMeeting": "X-Access-Token",
        "InviteParticipant": "X-Conference-Authorization",
        "CreateToken": "Authorization",
    }
    assert "security" not in described(OPERATIONS["ShowClock"])


def test_a_field_tells_its_limits_and_how_it_is_refused():
    assert SCHEMAS["ScheduleBody"]["properties"]["length"] == {
        "description": "Minutes. Default: 30.",
        "type": "integer",
        "minimum": 15,
        "maximum": 1440,
        "x-fault": {"error_code": "MMC.111071021", "error_msg": "CONF_LENGTH_OVER_RANGE"},
    }


def test_so_do_a_choice_and_the_items_of_a_list():
    properties = SCHEMAS["CycleParams"]["properties"]
    assert properties["cycle"]["$ref"] == "#/components/schemas/Cycle"
    assert properties["cycle"]["x-fault"]["error_msg"] == "CONF_CYCLE_PARAMS_CYCLE_ILLEGAL"
    assert properties["point"]["items"]["x-fault"]["error_msg"] == "CONF_CYCLE_PARAMS_POINT_NOT_IN_RANGE"
    assert "x-fault" not in properties["point"]


def test_numbers_of_a_choice_have_names():
    assert SCHEMAS["AttendeeRole"] == {
        "title": "AttendeeRole",
        "type": "integer",
        "enum": [0, 1],
        "x-enum-varnames": ["ORDINARY", "HOST"],
    }


@pytest.mark.parametrize(
    ("example", "operation"),
    [
        ("create_recurring_meeting.reply", "CreateRecurringMeeting"),
        ("show_meeting_detail.ordinary.reply", "ShowMeetingDetail"),
        ("show_meeting_detail.recurring.reply", "ShowMeetingDetail"),
    ],
)
def test_what_we_write_fits_what_is_documented(example, operation):
    reply = codec.read((EXAMPLES / f"{example}.json").read_bytes(), OPERATIONS[operation].reply)
    schema = described(OPERATIONS[operation])["responses"]["200"]["content"]["application/json"]["schema"]
    assert errors_in(json.loads(codec.write(reply)), schema) == []


def test_null_is_documented_only_where_it_is_written():
    token = LoginToken(
        access_token="t",
        valid_period=1,
        expire_time=1,
        create_time=1,
        client_type=72,
        token_type=TokenType.ACCESS,
    )
    written = json.loads(codec.write(token))
    assert written["user"] is None
    assert errors_in(written, SCHEMAS["LoginToken"]) == []
    assert errors_in({"mediaTypes": "Voice", "subject": None}, SCHEMAS["ScheduleBody"]) != []
