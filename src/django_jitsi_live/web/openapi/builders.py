"""Functions that build JSON schemas as OpenAPI writes them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.plumbing import append_meta

Schema = dict[str, Any]


def closed_object(**properties: Schema) -> Schema:
    """Return the schema of an object with all of these keys and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def string(description: str, **more: Any) -> Schema:
    return {"type": "string", "description": description, **more}


def date_time(description: str) -> Schema:
    return string(description, format="date-time")


def integer(description: str, minimum: int = 0) -> Schema:
    return {"type": "integer", "minimum": minimum, "description": description}


def number(description: str, **more: Any) -> Schema:
    return {"type": "number", "minimum": 0, "description": description, **more}


def boolean(description: str) -> Schema:
    return {"type": "boolean", "description": description}


def constant(value: bool, description: str) -> Schema:
    # From a plain enum drf-spectacular would make a component, and warn if the host project has
    # another one of that name.
    return {"allOf": [{"type": "boolean", "enum": [value]}], "description": description}


def nullable(schema: Schema) -> Schema:
    # OpenAPI 3.0 and 3.1 write it differently; drf-spectacular handles that.
    return append_meta(schema, {"nullable": True})


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def described_ref(name: str, description: str) -> Schema:
    return {"allOf": [ref(name)], "description": description}


def active_object(schema: Schema) -> Schema:
    return closed_object(is_active=schema)
