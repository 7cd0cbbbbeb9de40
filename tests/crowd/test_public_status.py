from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db.models.functions import Now
from django.test import RequestFactory
from django.utils.module_loading import import_string
from rest_framework.authentication import BaseAuthentication
from rest_framework.test import APIClient, APIRequestFactory

from django_jitsi_live import moments, services
from django_jitsi_live.attendance import stays
from django_jitsi_live.crowd import polling, public_status, shared_cache, status
from django_jitsi_live.crowd.public_status import PublicStatus
from django_jitsi_live.exceptions import EventNotFound
from django_jitsi_live.models import LiveSession, State, Stay
from django_jitsi_live.sessions import settle
from django_jitsi_live.web import status as status_view
from tests.projects.webinar.webinars.models import Event
from tests.runs import rewrite


def is_live(event: Any) -> bool:
    return services.status(event.pk).is_active


# The cached status


@pytest.mark.django_db(transaction=True)
def test_anonymous_status_is_queried_once(django_assert_num_queries: Any, live: Any) -> None:
    shared_cache.delete_on_commit(public_status._status_key(live.pk))
    with django_assert_num_queries(1):
        assert is_live(live)
    with django_assert_num_queries(0):
        assert is_live(live)


def test_anonymous_status_is_queried_once_within_a_transaction(
    django_assert_num_queries: Any, event: Any
) -> None:
    with django_assert_num_queries(1):
        is_live(event)
        is_live(event)


@pytest.mark.django_db(transaction=True)
def test_start_is_visible_at_once_without_a_query(
    django_assert_num_queries: Any, event: Any, host: Any
) -> None:
    assert not is_live(event)
    services.start(host, event.pk)
    with django_assert_num_queries(0):
        assert is_live(event)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lookup", ["pk", "slug", "id"])
def test_end_is_visible_at_once(settings: Any, live: Any, host: Any, lookup: str) -> None:
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = lookup
    event_id = getattr(live, lookup)
    assert services.status(event_id).is_active
    services.end(host, event_id)
    assert not services.status(event_id).is_active


@pytest.mark.parametrize("lookup", ["pk", "slug"])
def test_end_in_the_admin_is_visible_at_once(
    settings: Any, live: Any, host: Any, lookup: str
) -> None:
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = lookup
    assert services.status(getattr(live, lookup)).is_active
    services.end_sessions(LiveSession.objects.all(), host)
    assert not services.status(getattr(live, lookup)).is_active


@pytest.mark.django_db(transaction=True)
def test_stale_read_does_not_overwrite_the_start(event: Any, host: Any) -> None:
    """A start that is committed between the reading and the remembering of another process."""
    read_before = public_status.load_public_status(event.pk, settle)
    services.start(host, event.pk)
    shared_cache.add(
        public_status._status_key(event.pk), tuple(read_before), public_status.STATUS_TTL
    )
    assert is_live(event)


def test_row_saved_by_the_host_project_is_visible_at_once(event: Any) -> None:
    assert not is_live(event)
    session = LiveSession(event=event, room_name="room", started_at=moments.now(), is_active=True)
    session.save()
    assert is_live(event)
    session.delete()
    assert not is_live(event)


@pytest.mark.parametrize("started_at", ["2026-01-01T00:00Z", Now()])
def test_row_saved_with_a_text_or_an_expression_is_visible_at_once(
    event: Any, started_at: Any
) -> None:
    assert not is_live(event)
    LiveSession(event=event, room_name="room", started_at=started_at, is_active=True).save()
    assert is_live(event)


@pytest.mark.parametrize("lookup", ["pk", "slug"])
def test_deleted_event_is_removed_from_the_cache(settings: Any, live: Any, lookup: str) -> None:
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = lookup
    event_id = getattr(live, lookup)
    Event.objects.get(pk=live.pk).delete()
    with pytest.raises(EventNotFound):
        services.status(event_id)


def test_a_fixture_is_loaded_before_its_event(event: Any) -> None:
    assert not is_live(event)
    session = LiveSession(event=event, room_name="room", started_at=moments.now(), is_active=True)
    session.save_base(raw=True)
    assert not is_live(event)  # for two seconds
    assert services.status(event.pk, fresh=True).is_active


def test_unknown_event_is_not_cached(db: None) -> None:
    for _ in range(2):
        with pytest.raises(EventNotFound):
            services.status("404")
    assert status.cached_status("404") is None


def test_members_get_the_status_from_the_database(live: Any, student: Any, host: Any) -> None:
    assert services.status(live.pk, student).room_name
    rewrite(is_active=False)
    assert services.status(live.pk, student).room_name is None


# The present count


@pytest.fixture
def crowd(live: Any) -> None:
    session = LiveSession.objects.get()
    Stay.objects.bulk_create(stay_of(session, n) for n in range(public_status.LARGE_ROOM))


def stay_of(session: LiveSession, number: int) -> Stay:
    now = moments.now()
    return Stay(
        run=session.run,
        participant=f"person-{number}",
        joined_at=now,
        last_seen_at=now,
        source="event_sync",
        key=f"key-{number}",
    )


@pytest.mark.usefixtures("crowd")
def test_large_room_is_not_counted_for_each_request(
    django_assert_num_queries: Any, live: Any, student: Any, host: Any
) -> None:
    assert services.status(live.pk, student).present == public_status.LARGE_ROOM
    Stay.objects.all().delete()
    assert services.status(live.pk, host).present == public_status.LARGE_ROOM
    assert services.describe(student, live.pk).present == public_status.LARGE_ROOM


@pytest.mark.django_db(transaction=True)
def test_small_room_is_counted_once_in_three_seconds(live: Any, student: Any, host: Any) -> None:
    assert services.status(live.pk, student).present == 0
    Stay.objects.bulk_create([stay_of(LiveSession.objects.get(), 1)])
    assert services.status(live.pk, host).present == 0
    with time_machine.travel(moments.now() + dt.timedelta(seconds=4)):
        assert services.status(live.pk, host).present == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("field", ["pk", "slug"])
def test_whoever_comes_or_goes_is_counted_at_once(
    settings: Any, live: Any, student: Any, host: Any, field: str
) -> None:
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = field
    event_id = getattr(live, field)
    assert services.status(event_id, host).present == 0
    stay = stays.begin(student, event_id)["stay"]
    assert services.status(event_id, host).present == 1
    stays.leave(student, event_id, stay)
    # Where addresses carry another field, it would cost a query to tell which event that was.
    assert services.status(event_id, host).present == (0 if field == "pk" else 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("crowd")
def test_large_room_is_not_counted_anew_for_each_who_comes(
    live: Any, student: Any, host: Any
) -> None:
    before = services.status(live.pk, host).present
    stays.begin(student, live.pk)
    assert services.status(live.pk, host).present == before


@pytest.mark.usefixtures("crowd")
def test_stranger_does_not_get_the_cached_present_count(
    live: Any, student: Any, stranger: Any
) -> None:
    services.status(live.pk, student)
    assert services.status(live.pk, stranger).present is None
    assert services.status(live.pk).present is None


@pytest.mark.usefixtures("crowd")
def test_new_run_starts_with_nobody_present(live: Any, student: Any, host: Any) -> None:
    services.status(live.pk, student)
    services.end(host, live.pk)
    services.start(host, live.pk)
    assert services.status(live.pk, student).present == 0


# Poll intervals

HOUR = dt.timedelta(hours=1)


def pace(**facts: Any) -> int:
    now = moments.now()
    known = {
        name: now + facts[name] if name in facts else None for name in ("ended_at", "starts_at")
    }
    state = State.ENDED if "ended_at" in facts else State.SCHEDULED
    state = State.LIVE if facts.get("is_active") else state
    return polling.poll_interval(PublicStatus(state, now, **known))


@pytest.mark.parametrize(
    ("facts", "seconds"),
    [
        ({}, 5),
        ({"starts_at": 48 * HOUR}, 60),
        ({"starts_at": 3 * HOUR}, 30),
        ({"starts_at": HOUR / 2}, 10),
        ({"starts_at": HOUR / 10}, 5),
        ({"starts_at": -HOUR / 2}, 5),
        ({"starts_at": -2 * HOUR}, 30),
        ({"is_active": True, "starts_at": 48 * HOUR}, 30),
        ({"ended_at": -HOUR / 60}, 5),
        ({"ended_at": -HOUR}, 30),
    ],
)
def test_poll_interval_shortens_towards_the_start(facts: dict[str, Any], seconds: int) -> None:
    assert pace(**facts) == seconds


def test_jitter_is_at_most_a_quarter() -> None:
    waits = {polling.with_jitter(60) for _ in range(2000)}
    assert (min(waits), max(waits)) == (60, 75)


def test_poll_after_has_jitter(settings: Any, event: Any) -> None:
    settings.JITSI_LIVE_STARTS_AT = f"{__name__}.tomorrow"
    waits = {services.status(event.pk).poll_after for _ in range(200)}
    assert len(waits) > 5
    assert 60 <= min(waits) <= max(waits) <= 75


def tomorrow(event: Any) -> dt.datetime:
    return moments.now() + 30 * HOUR


@pytest.mark.parametrize(("questions", "factor"), [(10, 1), (1000, 2), (100_000, 6)])
def test_poll_interval_grows_with_the_load(monkeypatch: Any, questions: int, factor: int) -> None:
    now = [0.0]
    monkeypatch.setattr(polling, "monotonic", lambda: now[0])
    monkeypatch.setattr(polling, "request_rate", polling.RequestRate())
    for _ in range(questions):
        polling.request_rate.record()
    assert pace() == 5
    now[0] += 5
    assert pace() == 5 * factor
    now[0] += 5
    assert pace() == 5


# Join spread


def test_join_spread_shrinks_with_time(settings: Any, live: Any) -> None:
    settings.JITSI_LIVE_JOIN_SPREAD = 20
    assert services.status(live.pk).join_spread == 20
    rewrite(started_at=moments.now() - dt.timedelta(seconds=15))
    assert services.status(live.pk, fresh=True).join_spread == 5
    rewrite(started_at=moments.now() - dt.timedelta(seconds=50))
    assert services.status(live.pk, fresh=True).join_spread == 0


def test_join_spread_is_zero_before_the_start(settings: Any, event: Any, student: Any) -> None:
    settings.JITSI_LIVE_JOIN_SPREAD = 20
    assert services.status(event.pk).join_spread == 0
    assert services.describe(student, event.pk).join_spread == 0


# Over HTTP


def ask(event: Any, client: Any = None, **headers: Any) -> Any:
    return (client or APIClient()).get(f"/api/live/status/{event.pk}/", **headers)


def test_public_status_may_be_cached(event: Any) -> None:
    response = ask(event)
    assert response["Cache-Control"] == "public, max-age=2, stale-while-revalidate=10"
    assert "cookie" not in response.get("Vary", "").lower()
    assert not response.cookies


def test_public_status_may_be_cached_despite_other_cookies(event: Any) -> None:
    client = APIClient()
    client.cookies["theme"] = "dark"
    response = ask(event, client)
    assert response["Cache-Control"].startswith("public")
    assert "cookie" not in response.get("Vary", "").lower()


@pytest.mark.parametrize("person", ["host", "student", "stranger"])
@pytest.mark.parametrize("state", ["event", "live"])
def test_private_status_is_never_cached(
    as_user: Any, request: Any, person: str, state: str
) -> None:
    event, user = (request.getfixturevalue(name) for name in (state, person))
    response = ask(event, as_user(user))
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert "ETag" not in response


def test_status_for_a_visitor_with_a_session_is_never_cached(settings: Any, event: Any) -> None:
    """Django may send the cookie along, which a shared cache would hand to everybody."""
    settings.SESSION_SAVE_EVERY_REQUEST = True
    client = APIClient()
    session = client.session
    session["cart"] = 1
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    response = ask(event, client)
    assert response.cookies
    assert "no-store" in response["Cache-Control"]
    assert "Cookie" in response["Vary"]


def test_forced_authentication_is_honoured(live: Any, student: Any) -> None:
    client = APIClient()
    client.force_authenticate(student)
    assert ask(live, client).json()["room_name"]


def test_user_is_authenticated_once(
    django_assert_num_queries: Any, as_user: Any, live: Any, student: Any
) -> None:
    client = as_user(student)
    with django_assert_num_queries(3):  # session, user, event
        ask(live, client)


def test_matching_etag_is_answered_with_304(event: Any) -> None:
    first = ask(event)
    again = ask(event, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert (again["ETag"], again["Cache-Control"]) == (first["ETag"], first["Cache-Control"])


def test_old_etag_is_answered_with_the_new_status(event: Any, host: Any) -> None:
    first = ask(event)
    services.start(host, event.pk)
    live = ask(event, HTTP_IF_NONE_MATCH=first["ETag"])
    assert live.json()["is_active"] is True
    services.end(host, event.pk)
    services.start(host, event.pk)
    assert ask(event, HTTP_IF_NONE_MATCH=live["ETag"]).status_code == 200


def test_changed_poll_interval_changes_the_etag(event: Any, monkeypatch: Any) -> None:
    etag = ask(event)["ETag"]
    monkeypatch.setattr(polling, "POLL_WAITING", 60)
    assert ask(event, HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_not_found_is_never_cached(db: None) -> None:
    response = APIClient().get("/api/live/status/404/")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert "no-store" in response["Cache-Control"]


def test_head_is_answered_like_get(event: Any) -> None:
    response = APIClient().head(f"/api/live/status/{event.pk}/")
    assert (response.status_code, response.content) == (200, b"")
    assert response["ETag"]


def test_status_cannot_be_posted(event: Any) -> None:
    response = APIClient().post(f"/api/live/status/{event.pk}/")
    assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")
    assert "no-store" in response["Cache-Control"]


def test_anonymous_status_opens_no_transaction(
    django_assert_num_queries: Any, event: Any, monkeypatch: Any
) -> None:
    from django.db import connection

    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    ask(event)
    with django_assert_num_queries(0):
        ask(event)


# The fast path


@pytest.mark.parametrize(
    ("classes", "jwt", "known"),
    [
        (["rest_framework.authentication.SessionAuthentication"], {}, True),
        (["rest_framework_simplejwt.authentication.JWTAuthentication"], {}, True),
        (
            ["rest_framework_simplejwt.authentication.JWTAuthentication"],
            {"AUTH_HEADER_NAME": "HTTP_X_TOKEN"},
            False,
        ),
        (
            ["rest_framework_simplejwt.authentication.JWTAuthentication"],
            {"AUTH_HEADER_NAME": "HTTP_AUTHORIZATION"},
            True,
        ),
        (["tests.crowd.test_public_status.ByKey"], {}, False),
    ],
)
def test_fast_path_needs_known_authentication(
    settings: Any, classes: list[str], jwt: dict[str, str], known: bool
) -> None:
    settings.SIMPLE_JWT = jwt
    assert status_view._use_cookie_or_header([import_string(each) for each in classes]) is known


class ByKey(BaseAuthentication):
    """A host project's own way, which we cannot know."""

    def authenticate(self, request: Any) -> Any:
        users = get_user_model().objects.filter(username=request.headers.get("X-Api-Key"))
        return (users[0], None) if users else None


def test_custom_authentication_of_the_host_project_is_used(
    live: Any, student: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(status_view.StatusView, "authentication_classes", [ByKey])
    view = status_view.StatusView.as_view()
    requests = [APIRequestFactory().get("/", headers={"X-Api-Key": k}) for k in ("sam", "nobody")]
    shown = [json.loads(view(each, event_id=str(live.pk)).content) for each in requests[1:]]
    assert [each["room_name"] for each in shown] == [None]
    assert view(requests[0], event_id=str(live.pk)).data["room_name"]


def test_user_set_by_a_middleware_is_honoured(live: Any, student: Any) -> None:
    ask(live)
    request = RequestFactory().get("/")
    request.user = student
    response = status_view.StatusView.as_view()(request, event_id=str(live.pk))
    assert response.data["room_name"]
