"""Responses with their headers and content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from ...exceptions import Full
from .builders import Schema, ref
from .errors import ERROR_DESCRIPTIONS, ErrorClass, error_code

JSON = "application/json"


def _header(description: str, type_: str = "string") -> Schema:
    return {"schema": {"type": type_}, "description": description}


# Response headers by status; those of None are sent with every status.
HEADERS: dict[int | None, dict[str, Schema]] = {
    None: {"Cache-Control": _header("Whether, and for how long, it may be kept.")},
    401: {"WWW-Authenticate": _header("How to log in.")},
    405: {"Allow": _header("The methods that there are.")},
    429: {"Retry-After": _header("Seconds to wait.", "integer")},
}
ETAG = {"ETag": _header("Of answers that may be kept.")}


@dataclass(frozen=True)
class Response:
    """One response of an operation; its content is by media type."""

    description: str
    content: Mapping[str, Schema] = field(default_factory=dict)
    headers: Mapping[str, Schema] = field(default_factory=dict)

    def as_dict(self, status: int) -> Schema:
        headers = {**HEADERS[None], **HEADERS.get(status, {}), **self.headers}
        content = {name: {"schema": schema} for name, schema in self.content.items()}
        return {
            "description": self.description,
            "headers": headers,
            **({"content": content} if content else {}),
        }


def json_response(description: str, schema: Schema) -> Response:
    return Response(description, {JSON: schema})


def error_responses(
    errors: Iterable[ErrorClass], get_status: Callable[[ErrorClass], int]
) -> dict[int, Response]:
    """Return one response for each status, with the error codes that it may carry."""
    by_status = defaultdict(list)
    for error in errors:
        by_status[get_status(error)].append(error)
    return {status: _error_response(errors) for status, errors in by_status.items()}


def _error_response(errors: list[ErrorClass]) -> Response:
    description = "\n\n".join(
        f"`{error_code(each)}`: {ERROR_DESCRIPTIONS[each]}" for each in errors
    )
    codes = {"properties": {"code": {"type": "string", "enum": sorted(map(error_code, errors))}}}
    said = ref("LiveError")
    if Full in errors:
        said = {"anyOf": [said, ref("LiveFullError")]}
    return json_response(description, {"allOf": [said, {"type": "object", **codes}]})
