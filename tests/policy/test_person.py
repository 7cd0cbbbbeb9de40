"""What Jitsi learns about a user."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.base_user import AbstractBaseUser

from django_jitsi_live.policy import Policy, get_person


class BareUser(AbstractBaseUser):
    """Custom user models need neither a name nor an e-mail address."""

    USERNAME_FIELD = "pk"

    class Meta:
        app_label = "bare"
        managed = False


@pytest.fixture
def bare_user() -> BareUser:
    return BareUser(pk=7)


def test_user_model_without_an_email_field_shares_none(settings: Any, bare_user: BareUser) -> None:
    settings.JITSI_LIVE_SHARE_EMAIL = True
    person = get_person(Policy(), bare_user)
    assert (person.participant_id, person.name, person.email) == ("7", "7", "")


def test_user_without_a_picture_has_no_avatar(settings: Any, bare_user: BareUser) -> None:
    bare_user.picture = None  # type: ignore[attr-defined]
    settings.JITSI_LIVE_AVATAR_URL = "picture"
    assert get_person(Policy(), bare_user).avatar_url == ""


def test_email_is_shared_on_request_only(settings: Any, make_user: Any) -> None:
    user = make_user("sam", email="sam@example.org")
    assert get_person(Policy(), user).email == ""
    settings.JITSI_LIVE_SHARE_EMAIL = True
    assert get_person(Policy(), user).email == "sam@example.org"
