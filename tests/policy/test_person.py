"""What Jitsi learns about a user."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from django.contrib.auth.base_user import AbstractBaseUser

from django_jitsi_live.policy import Policy, get_display_name, get_person
from django_jitsi_live.xmpp_text import clean_name


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


# Names that cannot be seen

UNSEEN = {
    "zero width space": "\u200b",
    "hangul filler": "\u3164",
    "halfwidth hangul filler": "\uffa0",
    "combining marks": "\u0301\u0308",
    "enclosing mark": "\u20dd",
    "braille blank": "\u2800",
    "bidi controls": "\u202e\u2066",
    "bidi marks": "\u200e\u061c",
    "joiners": "\u200d\u200c\u2060",
    "soft hyphen": "\xad",
    "variation selectors": "\ufe0f\U000e0100",
    "tags": "\U000e0041\U000e007f",
    "vowel separator": "\u180e",
    "spaces": "\xa0\u2003\u3000",
    "invisible operators": "\u2062\u2064",
    "khmer inherent vowels": "\u17b4\u17b5",
    "grapheme joiner": "\u034f",
    "not assigned": "\ufff0\U000e0fff",
    "private": "\ue000",
    "null notehead": "\U0001d159",
    "after a long row": "\u200b" * 150,
}


class GivenName(Policy):
    name: Any = ""

    def display_name(self, user: Any) -> str:
        return self.name


@pytest.mark.parametrize("name", UNSEEN.values(), ids=UNSEEN)
def test_a_name_that_cannot_be_seen_gives_way_to_the_login_name(make_user: Any, name: str) -> None:
    assert clean_name(name) == ""
    user = make_user("sam", first_name=name)
    policy = GivenName()
    policy.name = name
    assert get_display_name(Policy(), user) == get_display_name(policy, user) == "sam"


@pytest.mark.parametrize("name", UNSEEN.values(), ids=UNSEEN)
def test_a_login_name_that_cannot_be_seen_gives_way(make_user: Any, name: str) -> None:
    user = make_user(name[:100], first_name=name)
    assert get_display_name(Policy(), user) == "Participant"


@pytest.mark.parametrize("name", [None, ""])
def test_a_policy_that_gives_no_name_gives_the_login_name(make_user: Any, name: Any) -> None:
    policy = GivenName()
    policy.name = name
    assert get_display_name(policy, make_user("sam")) == "sam"


SEEN = [
    *("Sam", "Ørjan", "李", "-", "42", "ก้", "e\u0301"),
    *("ژ\u200cژ", "क\u094d\u200dष", "❤\ufe0f", "👩\u200d🚒", "🏴\U000e0067\U000e007f"),
]


@pytest.mark.parametrize("name", SEEN)
def test_a_name_that_can_be_seen_is_kept_whole(name: str) -> None:
    assert clean_name(name) == name


def test_what_cannot_be_seen_does_not_push_the_name_out() -> None:
    assert clean_name("\u200b" * 150 + "Sam") == "Sam"


def test_letters_of_every_script_can_be_seen() -> None:
    """All but the fillers, which stand for letters that are not written."""
    letters = [chr(code) for code in range(0x30000) if unicodedata.category(chr(code)) == "Lo"]
    unseen = {unicodedata.name(each) for each in letters if not clean_name(each)}
    assert len(unseen) <= 6
    assert all(name.endswith(("FILLER", "BLANK")) for name in unseen)
