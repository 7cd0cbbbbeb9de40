"""Hooks: where the host project's own code is called. The only place, so that it cannot fail us.

A hook may raise anything and give anything. What it gives is optional wherever the gate does not
depend on it; where it does, nobody is let in. Either is logged once, with the hook's name.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import (
    FieldDoesNotExist,
    FieldError,
    ImproperlyConfigured,
    PermissionDenied,
)
from django.http import Http404
from django.template import TemplateDoesNotExist, TemplateSyntaxError

from ..exceptions import Denied, EventNotFound, LiveError, SiteMisconfigured
from .savepoints import recoverable
from .values import UnusableValue

logger = logging.getLogger("django_jitsi_live")

T = TypeVar("T")

MAX_LOGGED = 1000

# Their texts name classes, fields, modules and tags.
SAFE_TO_LOG = (
    AttributeError,
    FieldDoesNotExist,
    FieldError,
    ImportError,
    ImproperlyConfigured,
    TemplateDoesNotExist,
    TemplateSyntaxError,
    UnusableValue,
)

_logged: set[tuple[str, str]] = set()


def optional(hook: str, call: Callable[[], T], otherwise: T) -> T:
    """What the hook gives, or ``otherwise`` where it fails."""
    try:
        with recoverable():
            return call()
    except Exception as error:  # hooks of the host project raise anything
        log_failure(hook, error, "Pages go without what it should give.")
        return otherwise


def required(hook: str, call: Callable[[], T]) -> T:
    """What the hook gives. Raises ``SiteMisconfigured`` where it fails.

    A hook may refuse by Django's ``PermissionDenied`` and ``Http404``, or by a ``LiveError``.
    """
    try:
        with recoverable():
            return call()
    except LiveError:
        raise
    except PermissionDenied:
        raise Denied from None
    except Http404:
        raise EventNotFound from None
    except Exception as error:  # hooks of the host project raise anything
        raise misconfigured(hook, error) from error


def misconfigured(hook: str, error: Exception) -> SiteMisconfigured:
    """The error for users, after the reason is logged."""
    log_failure(hook, error, "The gate depends on it: nobody is let in where it fails.")
    return SiteMisconfigured()


def log_mistake(what: str, hint: str) -> None:
    """Log a mistake in how the host project calls us, once in this process."""
    if _is_first(what, ""):
        logger.error("%s. %s", what, hint)


def _is_first(hook: str, what: str) -> bool:
    key = (hook, what)
    if key in _logged or len(_logged) >= MAX_LOGGED:
        return False
    _logged.add(key)
    return True


def log_failure(hook: str, error: Exception, consequence: str) -> None:
    """Log the failure, once in this process for each hook and type of error."""
    what = type(error).__name__
    if not _is_first(hook, what):
        return
    # Of other errors neither text nor values: they may quote a password, or a person's data.
    reason = f": {error}" if isinstance(error, SAFE_TO_LOG) else ""
    lines = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s fails with %s%s. %s\n%s", hook, what, reason, consequence, lines)
