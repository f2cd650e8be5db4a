"""The OpenAPI 3.1 document of the operations, made from their declarations."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from convener.server.http.schemas import Schemas
from convener.wire.base import Auth, Operation, Parameter
from convener.wire.common import Csv, ErrorBody
from convener.wire.errors import OPERATION_NOT_SERVED_YET
from convener.wire.families import IDENTITY, family_of
from convener.wire.unserved import UNSERVED

JSON = "application/json"
CSV = "text/csv"

DESCRIPTION = f"""\
The public Huawei Cloud Meeting interfaces as served by convener, which is independent of the vendor and \
not endorsed by it.

Requests are read more leniently than this document says: numbers and booleans may come as text, 0/1 \
switches as booleans, `null` counts as absent, and what is unknown is ignored. So a request that violates \
a schema may be accepted.

Every reply carries `X-Request-Id`. Every refusal has the body `ErrorBody` and often an `X-Error-Detail` \
header, which names the field and what is wrong with it. Where a field has `x-fault`, that is the body \
that answers a bad value.

{len(UNSERVED)} further operations of the reference are not served yet; they answer \
{OPERATION_NOT_SERVED_YET.status} with `{OPERATION_NOT_SERVED_YET.code}`.\
"""

REFUSALS = {
    400: "The request is not valid, or the state of things does not allow it.",
    401: "The token or the credentials are missing, wrong or expired.",
    403: "The caller may not do this.",
    404: "Nothing is served at this path.",
    405: "The path takes other methods: those of the Allow header.",
    412: "The account is disabled or not activated.",
    413: "The body is too large.",
    423: "The account is locked for a while, after too many failures.",
    429: "Too many requests: try again later.",
    500: "Something failed in the server.",
    501: "Not served yet.",
}
"""What a refusal's status means."""

SECURITY = {Auth.USER: "AccessToken", Auth.CONFERENCE: "ConferenceToken"}

SECURITY_SCHEMES = {
    "AccessToken": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Access-Token",
        "description": "The `accessToken` of a login. `X-Auth-Token` is read where it is missing.",
    },
    "ConferenceToken": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Conference-Authorization",
        "description": "The control token of one running meeting, from CreateConfToken.",
    },
    "Credentials": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "What a login is proved with; each describes its own.",
    },
}

HEADERS = {
    "X-Request-Id": {
        "description": "The request's own, or one made for it.",
        "required": True,
        "schema": {"type": "string"},
    },
    "X-Error-Detail": {"description": "What was wrong, for developers.", "schema": {"type": "string"}},
    "Allow": {"description": "The methods the path takes.", "schema": {"type": "string"}},
}

_REQUEST_ID = {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}}


def document(operations: Iterable[Operation], *, title: str, version: str) -> dict[str, Any]:
    """The document of the given operations, ready to be encoded as JSON.

    An alias of an operation is a deprecated operation of its own whose ``x-alias-of`` names the real one.
    """
    operations = list(operations)
    schemas = Schemas([ErrorBody, *(kind for each in operations for kind in _kinds(each))])
    paths: dict[str, dict[str, Any]] = {}
    for each in operations:
        described = _operation(each, schemas)
        paths.setdefault(each.path, {})[each.method.lower()] = described
        for number, (method, path) in enumerate(each.aliases, 1):
            alias = {"operationId": f"{each.name}.{number}", "deprecated": True, "x-alias-of": each.name}
            paths.setdefault(path, {})[method.lower()] = described | alias
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version, "description": DESCRIPTION},
        "servers": [{"url": "/"}],
        "tags": _tags(operations),
        "paths": paths,
        "components": {
            "schemas": schemas.components,
            "responses": {str(status): _refusal(status) for status in REFUSALS},
            "headers": HEADERS,
            "securitySchemes": SECURITY_SCHEMES,
        },
    }


def _kinds(operation: Operation) -> Iterator[Any]:
    """The types that the operation reads and writes."""
    yield from (parameter.type for parameter in operation.parameters)
    if operation.body is not None:
        yield operation.body
    if operation.reply not in (None, Csv):
        yield operation.reply


def _tags(operations: Iterable[Operation]) -> list[dict[str, str]]:
    modules = dict.fromkeys(each.request.__module__ for each in operations)
    return [{"name": _area(module), "description": _first_line(sys.modules[module])} for module in modules]


def _area(module: str) -> str:
    return module.rpartition(".")[2]


def _first_line(documented: object) -> str:
    return (inspect.getdoc(documented) or "").partition("\n")[0]


def _operation(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [_area(operation.request.__module__)],
        "summary": operation.summary,
    }
    if more := inspect.cleandoc(operation.request.__doc__ or "").partition("\n")[2].strip():
        described["description"] = more
    if scheme := _scheme(operation):
        described["security"] = [{scheme: []}]
    if operation.parameters:
        described["parameters"] = [_parameter(each, schemas) for each in operation.parameters]
    if operation.body is not None:
        described["requestBody"] = {
            "required": operation.body_required,
            "content": {JSON: {"schema": schemas.of(operation.body)}},
        }
    refusals = {str(each): {"$ref": f"#/components/responses/{each}"} for each in _statuses(operation)}
    described["responses"] = {"200": _success(operation, schemas), **refusals}
    return described


def _scheme(operation: Operation) -> str | None:
    """The security scheme. OpenAPI ignores a parameter named Authorization, so that is told here too."""
    if any(parameter.name == "Authorization" for parameter in operation.parameters):
        return "Credentials"
    return SECURITY.get(operation.auth)


def _parameter(parameter: Parameter, schemas: Schemas) -> dict[str, Any]:
    schema = {key: value for key, value in schemas.of(parameter.type).items() if key != "description"}
    if not parameter.required and parameter.default is not None:
        schema["default"] = msgspec.to_builtins(parameter.default)
    return {
        "name": parameter.name,
        "in": str(parameter.place),
        "required": parameter.required,
        "description": parameter.description,
        "schema": schema,
    }


def _success(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    if operation.reply is None:
        return {"description": "Done. The body is empty.", "headers": _REQUEST_ID}
    if operation.reply is Csv:
        content = {CSV: {"schema": {"type": "string"}}}
    else:
        content = {JSON: {"schema": schemas.of(operation.reply)}}
    return {"description": "Done.", "headers": _REQUEST_ID, "content": content}


def _refusal(status: int) -> dict[str, Any]:
    extra = ("X-Error-Detail", "Allow") if status == 405 else ("X-Error-Detail",)
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in extra}
    schema = {"$ref": "#/components/schemas/ErrorBody"}
    return {
        "description": REFUSALS[status],
        "headers": _REQUEST_ID | headers,
        "content": {JSON: {"schema": schema}},
    }


def _statuses(operation: Operation) -> list[int]:
    """The statuses with which the operation may be refused."""
    statuses = {400, 429, 500}
    if operation.auth is not Auth.NONE or not operation.path.startswith("/convener/"):
        statuses |= {401, 403}
    if operation.auth is Auth.NONE and family_of(operation.path) is IDENTITY:
        statuses |= {412, 423}
    if operation.body is not None:
        statuses.add(413)
    if "{" in operation.path:
        # Some values of the parameter make the path of another operation.
        statuses |= {404, 405, 501}
    return sorted(statuses)
