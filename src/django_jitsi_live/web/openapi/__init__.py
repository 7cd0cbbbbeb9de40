"""The REST API in the OpenAPI schema of the host project. Loaded where drf-spectacular is."""

from .extension import LiveViews

__all__ = ["LiveViews"]
