from __future__ import annotations

import datetime as dt
import json
import re
import struct
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Engine, Template
from django.template.backends.django import get_installed_libraries
from django.test import Client, RequestFactory
from django.utils import timezone

from django_jitsi_live import services
from django_jitsi_live.models import LiveSession
from django_jitsi_live.sessions import room_key
from django_jitsi_live.web.replay_texts import REPLAY_TEXTS
from django_jitsi_live.web.texts import ROOM_TEXTS
from tests.projects.webinar.webinars.models import Event


def room(event_id: object) -> str:
    return f"/api/live/room/{event_id}/"


def login(user: Any) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def post(client: Client, event: Event, action: str, sure: bool = False, **headers: str) -> Any:
    page = client.get(room(event.pk))
    token = str(page.context["csrf_token"])
    data = {"action": action, "csrfmiddlewaretoken": token} | ({"sure": "yes"} if sure else {})
    return client.post(room(event.pk), data, headers=headers)


def visible_buttons(html: str) -> list[str]:
    return [
        line.split(">")[-2].split("<")[0]
        for line in html.splitlines()
        if "<button" in line and "hidden" not in line
    ]


# The room page


def test_anonymous_visitor_is_sent_to_the_login(event: Any) -> None:
    response = Client().get(room(event.pk))
    assert response.status_code == 302
    assert response["Location"] == f"/login/?next={room(event.pk)}"


def test_host_can_go_live(event: Any, host: Any) -> None:
    html = login(host).get(room(event.pk)).content.decode()
    assert visible_buttons(html) == ["Go live", "Open the backstage"]


def test_host_can_join_and_end_what_is_live(live: Any, host: Any) -> None:
    html = login(host).get(room(live.pk)).content.decode()
    assert visible_buttons(html) == [
        "Join live session",
        "End for everyone",
        "Let only the team speak",
    ]


def test_attendee_waits_for_the_host(event: Any, student: Any) -> None:
    html = login(student).get(room(event.pk)).content.decode()
    assert visible_buttons(html) == []
    assert "The host has not started yet" in html
    assert "Go live" not in html


def test_speaker_waits_for_the_host_and_is_told_of_speaking(event: Any, speaker: Any) -> None:
    html = login(speaker).get(room(event.pk)).content.decode()
    assert visible_buttons(html) == []
    assert "You speak at this event. The host has not started yet." in html
    assert "You host" not in html


def test_speaker_can_join_what_is_live_and_not_end_it(live: Any, speaker: Any) -> None:
    html = login(speaker).get(room(live.pk)).content.decode()
    assert visible_buttons(html) == ["Join live session"]


def test_attendee_can_join_what_is_live(live: Any, student: Any) -> None:
    html = login(student).get(room(live.pk)).content.decode()
    assert visible_buttons(html) == ["Join live session"]
    assert "End for everyone" not in html


def test_page_after_the_end_lets_the_host_start_again(live: Any, host: Any, student: Any) -> None:
    services.end(host, live.pk)
    of_host = login(host).get(room(live.pk)).content.decode()
    of_student = login(student).get(room(live.pk)).content.decode()
    assert visible_buttons(of_host) == [
        "Take the end back: the session goes on",
        "Go live",
        "Open the backstage",
    ]
    assert visible_buttons(of_student) == []
    assert "<p>The live session has ended.</p>" in of_student


def test_stranger_sees_how_to_register(live: Any, stranger: Any) -> None:
    html = login(stranger).get(room(live.pk)).content.decode()
    assert "Registration is needed" in html
    assert "<form" not in html


@pytest.mark.parametrize("person", ["host", "speaker", "student", "stranger"])
def test_no_page_shows_the_room_name_before_joining(live: Any, person: str, request: Any) -> None:
    html = login(request.getfixturevalue(person)).get(room(live.pk)).content.decode()
    assert LiveSession.objects.get().room_name not in html


@pytest.mark.parametrize("event_id", ["0", "abc", "%00", "9" * 30])
@pytest.mark.parametrize("method", ["get", "post"])
def test_room_of_an_unknown_event_is_not_found(
    as_user: Any, host: Any, event_id: str, method: str
) -> None:
    response = getattr(as_user(host), method)(room(event_id))
    assert response.status_code == 404
    assert "There is no such event" in response.content.decode()


def test_pages_have_no_inline_script_or_style(live: Any, host: Any) -> None:
    html = login(host).get(room(live.pk)).content.decode()
    modules = html.count('<script type="module" src="')
    data = html.count('<script type="application/json">')
    assert (modules, data, html.count("<script")) == (1, 1, 2)
    assert "<style" not in html
    assert " style=" not in html
    assert " onclick=" not in html


def test_titles_are_escaped(live: Any, host: Any) -> None:
    Event.objects.filter(pk=live.pk).update(title='<script>"x"</script>')
    assert "<script>&quot;" not in login(host).get(room(live.pk)).content.decode()


# Forms without JavaScript


def test_host_goes_live_by_form_and_gets_a_link(event: Any, host: Any) -> None:
    client = login(host)
    html = client.get(post(client, event, "start")["Location"]).content.decode()
    session = LiveSession.objects.get()
    assert session.is_active
    assert f'href="https://meet.jit.si/{session.room_name}"' in html


def test_attendee_joins_by_form_and_gets_a_link(live: Any, student: Any) -> None:
    html = post(login(student), live, "join").content.decode()
    assert f'href="https://meet.jit.si/{LiveSession.objects.get().room_name}"' in html


def test_forms_lead_through_an_evening_without_a_script(
    settings: Any, event: Event, host: Any
) -> None:
    """Each page has the buttons for what comes next."""
    settings.JITSI_LIVE_ENDS_AT = "ends_at"
    event.ends_at = timezone.now() + dt.timedelta(hours=1)
    event.save()
    client = login(host)

    def press(action: str, sure: bool = False) -> list[str]:
        response = post(client, event, action, sure=sure)
        assert (response.status_code, response["Location"][: len(room(event.pk))]) == (
            302,
            room(event.pk),
        )
        return visible_buttons(client.get(room(event.pk)).content.decode())

    start = ["Go live", "Open the backstage"]
    assert press("backstage") == ["Go live", "Enter the backstage", "Close the backstage"]
    assert press("end") == start
    assert press("backstage")[0] == "Go live"
    longer = "Let it go on for half an hour longer"
    live = ["Join live session", longer, "End for everyone", "Let only the team speak"]
    assert press("start") == live
    assert press("extend") == live
    assert press("end", sure=True) == ["Take the end back: the session goes on", *start]
    assert press("reopen") == live


def test_scripts_extend_by_the_page(live: Any, host: Any) -> None:
    answer = post(login(host), live, "extend", Accept="application/json").json()
    assert set(answer) == {"closes_at", "can_extend"}


def test_page_offers_no_start_before_it_is_allowed(settings: Any, event: Event, host: Any) -> None:
    settings.JITSI_LIVE_STARTS_AT, settings.JITSI_LIVE_OPENS_BEFORE = "starts_at", 3600
    event.starts_at = timezone.now() + dt.timedelta(hours=2)
    event.save()
    html = login(host).get(room(event.pk)).content.decode()
    assert visible_buttons(html) == ["Open the backstage"]


def test_host_ends_by_form_and_is_back_on_the_page(live: Any, host: Any) -> None:
    client = login(host)
    question = post(client, live, "end").content.decode()
    assert "End the live session for everyone? 0 people are inside." in question
    assert LiveSession.objects.get().is_active
    response = post(client, live, "end", sure=True)
    assert (response.status_code, response["Location"]) == (302, room(live.pk))
    assert not LiveSession.objects.get().is_active


def test_attendee_who_tries_to_start_sees_why_not(event: Any, student: Any) -> None:
    response = post(login(student), event, "start")
    assert response.status_code == 403
    assert "Only a host of this event may do this." in response.content.decode()


def test_an_unknown_action_shows_the_page(event: Any, host: Any) -> None:
    response = post(login(host), event, "dance")
    assert response.status_code == 200
    assert not LiveSession.objects.exists()


def test_a_form_without_csrf_token_is_refused(event: Any, host: Any) -> None:
    response = login(host).post(room(event.pk), {"action": "start"})
    assert response.status_code == 403
    assert not LiveSession.objects.exists()


# The room page for scripts


def test_script_gets_what_the_api_answers(event: Any, host: Any) -> None:
    answer = post(login(host), event, "start", accept="application/json")
    grant = services.join(host, event.pk).as_dict()
    of_page = {"participant": str(host.pk), "room_key": room_key(grant["room_name"])}
    assert answer.json() == grant | of_page
    assert "no-store" in answer["Cache-Control"]


def test_script_learns_why_it_was_refused(event: Any, student: Any) -> None:
    answer = post(login(student), event, "join", accept="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_live")


def test_script_ends(live: Any, host: Any) -> None:
    answer = post(login(host), live, "end", accept="application/json")
    assert answer.json()["is_active"] is False


def test_script_gets_the_room_data(live: Any, student: Any) -> None:
    info = login(student).get(room(live.pk), headers={"accept": "application/json"}).json()
    assert (info["is_open"], info["is_authenticated"], info["role"]) == (True, True, "attendee")
    assert (info["is_active"], info["has_ended"]) == (True, False)
    assert info["started_at"]  # by which a page knows the same run again
    assert (info["login_url"], info["roles_url"]) == ("/login/", "/api/live/help/roles/")
    assert LiveSession.objects.get().room_name not in str(info)


def test_host_gets_the_people_and_attendee_the_count(live: Any, host: Any, student: Any) -> None:
    headers = {"accept": "application/json"}
    post(login(student), live, "joined", accept="application/json")
    of_host = login(host).get(room(live.pk), headers=headers).json()
    assert of_host["present"] == 1
    assert of_host["people"] == [{"display_name": "Sam Student", "role": "attendee"}]
    of_student = login(student).get(room(live.pk), headers=headers).json()
    assert (of_student["present"], of_student["people"]) == (1, [])
    assert Client().get(room(live.pk), headers=headers).json()["present"] is None


def test_script_of_an_anonymous_visitor_is_not_authenticated(live: Any) -> None:
    headers = {"accept": "application/json"}
    info = Client().get(room(live.pk), headers=headers).json()
    assert (info["is_authenticated"], info["role"]) == (False, None)
    answer = Client().post(room(live.pk), {"action": "join"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_authenticated")


def test_script_gets_not_found_for_an_unknown_event(host: Any) -> None:
    answer = login(host).get(room(0), headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_script_reports_that_jitsi_gave_another_role(live: Any, host: Any) -> None:
    client = login(host)
    token = client.get(room(live.pk), headers={"accept": "application/json"}).json()["csrf_token"]
    data = {"action": "role", "role": "participant", "csrfmiddlewaretoken": token}
    answer = client.post(room(live.pk), data, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (200, {"is_active": True})
    assert LiveSession.objects.get().role_mismatch == "host"


def test_help_about_roles_names_the_options(client: Client) -> None:
    html = client.get("/api/live/help/roles/").content.decode()
    assert "JICOFO_ENABLE_AUTH=0" in html
    assert "token_affiliation" in html


# Texts

SOURCES = Path(__file__).parents[2] / "src/js"
TEXT = re.compile(r'^  (\w+):\s+("(?:[^"\\]|\\.)*"),$', re.MULTILINE)


def words_of(*names: str) -> dict[str, str]:
    """The words in these files of the script's sources, of which what is shipped is built."""
    found = [pair for name in names for pair in TEXT.findall((SOURCES / name).read_text())]
    return {key: json.loads(text) for key, text in found}


def test_words_are_the_same_in_script_and_python() -> None:
    sources = ("replay/texts.js", "room/stage_texts.js", "room/texts.js")
    assert words_of(*sources) == ROOM_TEXTS


def test_words_of_the_player_are_the_same_in_script_and_python() -> None:
    assert words_of("replay/texts.js") == REPLAY_TEXTS


def write_catalogue(path: Path, messages: dict[str, str]) -> None:
    """A compiled catalogue (GNU gettext manual, "The Format of GNU MO Files")."""
    pairs = sorted({"": "Content-Type: text/plain; charset=UTF-8\n", **messages}.items())
    texts = [each.encode() for column in zip(*pairs, strict=True) for each in column]
    tables, offset = b"", 28 + 8 * len(texts)
    for text in texts:
        tables += struct.pack("<II", len(text), offset)
        offset += len(text) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, offset)
    path.parent.mkdir(parents=True)
    path.write_bytes(head + tables + b"".join(text + b"\0" for text in texts))


def test_words_come_in_the_language_of_the_visitor(
    live: Any, student: Any, tmp_path: Path, settings: Any
) -> None:
    write_catalogue(tmp_path / "de/LC_MESSAGES/django.mo", {"Leave": "Verlassen"})
    settings.LOCALE_PATHS = [str(tmp_path)]
    headers = {"accept": "application/json", "accept-language": "de"}
    texts = login(student).get(room(live.pk), headers=headers).json()["texts"]
    assert texts == {"leave": "Verlassen", "remove": "Entfernen"}  # which Django has


# Template tags


def render(source: str, user: Any = None, **context: Any) -> str:
    request = RequestFactory().get("/webinars/1/?a=1&b=2")
    request.user = user
    return Template("{% load jitsi_live %}" + source).render(
        Context({"request": request, **context})
    )


@pytest.mark.parametrize(
    ("option", "attribute"),
    [("", None), (" enters_muted=False", "false"), (" enters_muted=True", "true")],
)
def test_tag_says_whether_people_come_in_muted(
    event: Any, student: Any, option: str, attribute: str | None
) -> None:
    html = render(f"{{% jitsi_room event{option} %}}", student, event=event)
    given = re.search(r'enters-muted="(\w+)"', html)
    assert (given and given[1]) == attribute


def test_tag_leads_hosts_to_the_report(event: Any, host: Any, student: Any) -> None:
    attribute = f'report-url="/api/live/report/{event.pk}/"'
    assert attribute in render("{% jitsi_room event %}", host, event=event)
    assert attribute not in render("{% jitsi_room event %}", student, event=event)


def test_tag_offers_the_login_and_comes_back(event: Any) -> None:
    html = render("{% jitsi_room event %}", event=event)
    assert 'href="/login/?next=/webinars/1/%3Fa%3D1%26b%3D2"' in html


def test_tag_makes_one_query(django_assert_num_queries: Any, live: Any, student: Any) -> None:
    with django_assert_num_queries(1):
        assert "Join live session" in render("{% jitsi_room event %}", student, event=live)


def test_tag_names_the_missing_request(event: Any) -> None:
    template = Template("{% load jitsi_live %}{% jitsi_room event %}")
    with pytest.raises(ImproperlyConfigured, match=r"context_processors\.request"):
        template.render(Context({"event": event}))


def test_tag_for_an_event_that_the_policy_hides_says_so(
    settings: Any, event: Any, host: Any
) -> None:
    settings.JITSI_LIVE_POLICY = "tests.policy.test_policy.PublishedOnly"
    Event.objects.filter(pk=event.pk).update(title="Draft")
    html = render("{% jitsi_room event %}", host, event=event)
    assert "This event is not open." in html
    assert "<form" not in html


def closed_room(html: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(
        html.partition('type="application/json">')[2].partition("<")[0]
    )
    assert (data["is_open"], "<form" in html) == (False, False)
    assert ('event-id="None"' in html, "/None/" in html) == (False, False)
    return data


UNSAVED = "This Event is not saved. An event has a live session only once it is saved"


def test_tag_shows_visitors_a_closed_room_for_an_event_that_is_not_saved(
    host: Any, caplog: Any
) -> None:
    html = render("{% jitsi_room event %}", host, event=Event(title="Next week", organizer=host))
    assert "This event is not open." in html
    assert "not saved" not in html
    assert "error" not in closed_room(html)
    assert [record.getMessage().startswith(UNSAVED) for record in caplog.records] == [True]


def test_tag_tells_developers_to_save_the_event(settings: Any, host: Any) -> None:
    settings.DEBUG = True
    html = render("{% jitsi_room event %}", host, event=Event(title="Next week", organizer=host))
    assert f"<p>{UNSAVED}" in html
    assert closed_room(html)["texts"]["closedText"].startswith(UNSAVED)


def test_tag_for_an_event_with_an_id_that_is_not_saved_yet_says_so(
    settings: Any, host: Any
) -> None:
    settings.DEBUG = True
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = "slug"
    assert UNSAVED in render("{% jitsi_room event %}", host, event=Event(slug="next-week"))


def test_tag_takes_an_object_that_only_has_the_id_of_an_event(live: Any, student: Any) -> None:
    assert "Join live session" in render("{% jitsi_room event %}", student, event=Event(pk=live.pk))


@pytest.mark.parametrize("event", [None, "", "Django in depth"])
def test_tag_without_an_event_shows_a_closed_room_and_the_log_says_why(
    host: Any, caplog: Any, event: Any
) -> None:
    closed_room(render("{% jitsi_room event %}", host, event=event))
    [record] = caplog.records
    expected = "A page shows the room of no event. Give {% jitsi_room %} an event."
    assert record.getMessage() == expected


def test_badge_of_an_event_that_is_not_saved_shows_nothing(host: Any, caplog: Any) -> None:
    for event in (Event(title="Next week", organizer=host), None):
        assert render("{% jitsi_badge event %}", event=event).strip() == ""
    assert caplog.records == []


def test_tag_renders_a_template_beside_the_video(event: Any, host: Any) -> None:
    chat = ("django.template.loaders.locmem.Loader", {"chat.html": "<p>{{ event.title }} &</p>"})
    ours = "django.template.loaders.app_directories.Loader"
    engine = Engine(loaders=[chat, ours], libraries=get_installed_libraries())
    template = engine.from_string(
        '{% load jitsi_live %}{% jitsi_room event beside="chat.html" %}{{ after }}'
    )
    request = RequestFactory().get("/")
    request.user = host
    html = template.render(Context({"request": request, "event": event, "after": "<after>"}))
    assert '<div slot="beside"><p>Django in depth &</p></div>' in html
    assert html.endswith("&lt;after&gt;")


def test_tag_honours_a_nonce(event: Any, host: Any) -> None:
    nonced = ' nonce="abc"></script>'
    assert nonced in render("{% jitsi_room event %}", host, event=event, csp_nonce="abc")
    assert "nonce" not in render("{% jitsi_room event %}", host, event=event)


def test_badge_shows_what_is_live(live: Any, host: Any) -> None:
    assert "Live" in render("{% jitsi_badge event %}", event=Event.objects.get(pk=live.pk))
    services.end(host, live.pk)
    assert "Live" not in render("{% jitsi_badge event %}", event=Event.objects.get(pk=live.pk))


def test_badge_of_an_event_without_session_is_empty(event: Any) -> None:
    assert render("{% jitsi_badge event %}", event=event).strip() == ""


def test_badges_of_a_list_need_no_further_query(django_assert_num_queries: Any, live: Any) -> None:
    events = list(Event.objects.select_related("jitsi_live_session"))
    with django_assert_num_queries(0):
        assert "Live" in render("{% jitsi_badge event %}", event=events[0])
