"""Makes drf-spectacular use our operations instead of its introspection of the views."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy

from drf_spectacular.extensions import OpenApiViewExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent
from rest_framework.views import APIView

from ...exceptions import LiveError, NotAuthenticated
from .asking_operations import ASKING_OPERATIONS
from .builders import Schema
from .calendar_operations import CALENDAR_OPERATIONS
from .errors import ERROR_DESCRIPTIONS, ErrorClass
from .link_operations import LINK_COMPONENTS, LINK_OPERATIONS
from .management_operations import MANAGEMENT_OPERATIONS
from .operations import EVENT_ID, OPERATIONS, Operation
from .recording_operations import RECORDING_OPERATIONS
from .report_schemas import REPORT_SECTIONS
from .responses import JSON, error_responses
from .schemas import COMPONENTS
from .stage_operations import STAGE_COMPONENTS, STAGE_OPERATIONS

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

TAG = "live"

ALL_OPERATIONS = {
    **OPERATIONS,
    **ASKING_OPERATIONS,
    **CALENDAR_OPERATIONS,
    **RECORDING_OPERATIONS,
    **MANAGEMENT_OPERATIONS,
    **LINK_OPERATIONS,
    **STAGE_OPERATIONS,
}
ALL_COMPONENTS = {**COMPONENTS, **LINK_COMPONENTS, **STAGE_COMPONENTS}


def add_operations(
    operations: Mapping[str, Operation],
    components: Mapping[str, Callable[[], Schema]],
    errors: Mapping[ErrorClass, str],
    report_sections: Mapping[str, Callable[[], Schema]],
) -> None:
    """Describe the API of another app that is built on this one: its operations by the name of the
    view, as ours are; their components; what its errors mean; and its sections of the report."""
    REPORT_SECTIONS.update(report_sections)
    ALL_OPERATIONS.update(operations)
    ALL_COMPONENTS.update(components)
    ERROR_DESCRIPTIONS.update(errors)


class LiveSchema(AutoSchema):
    """Describes an operation as in our table; only authentication is the host project's."""

    name: str
    """Of the view, in the table."""

    @property
    def operation(self) -> Operation:
        """That of the method, where the view has several."""
        of_method = ALL_OPERATIONS.get(f"{self.name}.{self.method.lower()}")
        return of_method or ALL_OPERATIONS[self.name]

    def get_operation(
        self,
        path: str,
        path_regex: str,
        path_prefix: str,
        method: str,
        registry: ComponentRegistry,
    ) -> Schema:
        self.path, self.path_regex, self.path_prefix = path, path_regex, path_prefix
        self.method, self.registry = method.upper(), registry
        for name, component in ALL_COMPONENTS.items():
            registry.register_on_missing(_component(name, component()))
        operation, security = self.operation, self.get_auth()
        described = {
            "operationId": operation.id,
            "summary": operation.summary,
            "description": operation.description,
            "tags": [TAG],
            "parameters": [*([EVENT_ID] if operation.has_event else []), *operation.parameters],
            **_request_body(operation),
            **({"security": security} if security else {}),
            "responses": self._responses(),
        }
        # Hooks of the host project modify it.
        return deepcopy(described)

    def _responses(self) -> Schema:
        responses = {
            **error_responses(self.operation.errors, self._get_status),
            **self.operation.responses,
        }
        return {str(status): responses[status].as_dict(status) for status in sorted(responses)}

    def _get_status(self, error: ErrorClass) -> int:
        if error is NotAuthenticated:
            # As in DRF, the first authentication class of the host project decides.
            return 401 if self.view.get_authenticate_header(self.view.request) else 403
        return error.status if issubclass(error, LiveError) else error.status_code

    def get_auth(self) -> list[Schema]:
        schemes: list[Schema] = super().get_auth()
        # Our permission classes admit everybody, because the services check access. So
        # drf-spectacular adds the empty scheme, for no login, to every operation.
        return schemes if self.operation.is_open else [each for each in schemes if each]


def _component(name: str, schema: Schema) -> ResolvedComponent:
    schemas = ResolvedComponent.SCHEMA
    return ResolvedComponent(name, schemas, schema, LiveSchema)  # type: ignore[no-untyped-call]  # untyped there


def _request_body(operation: Operation) -> Schema:
    by_type = operation.content or {}
    if operation.body:
        by_type = dict.fromkeys((JSON, *FORMS), operation.body)
    content = {media_type: {"schema": schema} for media_type, schema in by_type.items()}
    return {"requestBody": {"required": True, "content": content}} if content else {}


class LiveViews(OpenApiViewExtension):  # type: ignore[no-untyped-call]  # untyped there
    """Applies to our views and to their subclasses in the host project."""

    target_class = "django_jitsi_live.web.api_view.LiveView"
    match_subclasses = True

    def view_replacement(self) -> type[APIView]:
        view: type[APIView] = self.target
        names = [each.__name__ for each in view.__mro__ if each.__name__ in ALL_OPERATIONS]
        if not names:
            return view
        schema = type("Schema", (LiveSchema,), {"name": names[0]})
        # Overrides DEFAULT_SCHEMA_CLASS of the host project, and leaves the view itself unchanged.
        return type(view.__name__, (view,), {"schema": schema()})
