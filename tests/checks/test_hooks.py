"""Settings that name fields of the wrong kind, and code that fails."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import models

from django_jitsi_live.policy import Policy
from tests.checks.messages import found, ids
from tests.projects.webinar.webinars.models import Event


class Unknown(models.Field):  # type: ignore[type-arg]  # not generic at run time
    """A field of somebody else's."""


@pytest.mark.parametrize("name", ["STARTS_AT", "ENDS_AT"])
@pytest.mark.parametrize(
    ("field", "kind"),
    [("title", "a CharField"), ("organizer", "a ForeignKey"), ("speakers", "a ManyToManyField"),
     ("registrations", "a relation to other rows"), ("id", "a BigAutoField")],
)  # fmt: skip
def test_a_field_that_has_no_time_is_named(settings: Any, name: str, field: str, kind: str) -> None:
    setattr(settings, f"JITSI_LIVE_{name}", field)
    [problem] = found()
    assert problem.id == "jitsi_live.E012"
    assert f"JITSI_LIVE_{name} names webinars.Event.{field}, which is {kind}." in problem.msg
    assert "a date and time" in str(problem.hint)


@pytest.mark.parametrize(
    ("field", "is_usable"),
    [
        (models.DateTimeField(), True),
        (models.DateField(), True),
        (models.TimeField(), False),
        (models.DurationField(), False),
        (models.JSONField(), False),
        (models.GeneratedField(expression=models.F("starts_at"), output_field=models.DateField(),
                               db_persist=True), True),
        (models.GeneratedField(expression=models.F("title"), output_field=models.TextField(),
                               db_persist=True), False),
        (Unknown(), True),
    ],
)  # fmt: skip
def test_fields_with_times_are_dates(
    settings: Any, monkeypatch: Any, field: Any, is_usable: bool
) -> None:
    monkeypatch.setattr(Event._meta, "get_field", lambda name: field)
    settings.JITSI_LIVE_STARTS_AT = "starts_at"
    assert ("jitsi_live.E012" in ids()) is not is_usable


@pytest.mark.parametrize("name", ["DISPLAY_NAME", "AVATAR_URL"])
@pytest.mark.parametrize("field", ["date_joined", "is_staff", "groups"])
def test_a_field_of_users_that_is_no_text_is_named(settings: Any, name: str, field: str) -> None:
    setattr(settings, f"JITSI_LIVE_{name}", field)
    assert ids() == ["jitsi_live.E012"]


@pytest.mark.parametrize("value", ["username", "email", "get_short_name"])
def test_texts_of_users_are_names(settings: Any, value: str) -> None:
    assert hasattr(get_user_model(), value)
    settings.JITSI_LIVE_DISPLAY_NAME = value
    assert ids() == []


class Unscoped(Policy):
    def events(self) -> Any:
        raise RuntimeError("no tenant is active")


class Unmade(Policy):
    def __init__(self) -> None:
        raise KeyError("tenant")


def test_events_that_need_a_request_are_warned_of(settings: Any) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Unscoped"
    [problem] = found()
    assert problem.id == "jitsi_live.W004"
    assert "RuntimeError: no tenant is active" in problem.msg
    assert "events()" in str(problem.hint)


@pytest.mark.parametrize("path", ["Unmade", "broken_module.Policy"])
def test_policy_that_cannot_be_made_is_named(
    settings: Any, tmp_path: Any, monkeypatch: Any, path: str
) -> None:
    (tmp_path / "broken_module.py").write_text("1 / 0", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    settings.JITSI_LIVE_POLICY = path if "." in path else f"{__name__}.{path}"
    assert ids() == ["jitsi_live.E009"]
    if "." in path:
        settings.JITSI_LIVE_STARTS_AT = "broken_module.begins"
        assert ids() == ["jitsi_live.E009", "jitsi_live.E007"]
