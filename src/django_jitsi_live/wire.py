"""JSON as it leaves the site: the only place where times become text, always with an offset."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder

from .moments import as_moment


class WireEncoder(JSONEncoder):
    def default(self, obj: Any) -> Any:
        if isinstance(obj, dt.datetime):
            return f"{as_moment(obj).isoformat().removesuffix('+00:00')}Z"
        return super().default(obj)


class WireRenderer(JSONRenderer):
    encoder_class = WireEncoder


def to_plain(value: Any) -> Any:
    """The value as its reader has it: of texts, numbers, lists and dictionaries alone.

    Raises ``TypeError`` or ``ValueError`` for what JSON cannot carry.
    """
    return json.loads(json.dumps(value, cls=WireEncoder, allow_nan=False))
