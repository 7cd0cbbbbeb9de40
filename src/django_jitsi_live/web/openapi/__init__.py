"""The REST API in the OpenAPI schema of the host project. Loaded where drf-spectacular is."""

from .builders import (
    Schema,
    boolean,
    closed_object,
    date_time,
    described_ref,
    integer,
    nullable,
    ref,
    string,
)
from .errors import ErrorClass
from .extension import LiveViews, add_operations
from .operations import BODY_ERRORS, HOST_ERRORS, LOGIN_ERRORS, PERSON_ERRORS, Operation
from .responses import ETAG, JSON, Response, json_response

__all__ = [
    "BODY_ERRORS",
    "ETAG",
    "HOST_ERRORS",
    "JSON",
    "LOGIN_ERRORS",
    "PERSON_ERRORS",
    "ErrorClass",
    "LiveViews",
    "Operation",
    "Response",
    "Schema",
    "add_operations",
    "boolean",
    "closed_object",
    "date_time",
    "described_ref",
    "integer",
    "json_response",
    "nullable",
    "ref",
    "string",
]
