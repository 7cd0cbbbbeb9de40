from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .forms import ChatMessageForm
from .models import ChatMessage, Event, Registration

PAST_EVENTS_SHOWN = 12
CHAT_MESSAGES_SHOWN = 100
REACT_BUNDLE = "webinars/react/page.js"


class LoginView(auth_views.LoginView):
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(show_demo_accounts=settings.DEBUG, **kwargs)


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    by_status: dict[str, list[Event]] = {status: [] for status in Event.Status}
    for event in Event.objects.seen_by(request.user):
        by_status[event.status].append(event)
    past = by_status[Event.Status.COMPLETED][::-1]
    context = {
        "live": by_status[Event.Status.LIVE],
        "upcoming": by_status[Event.Status.UPCOMING],
        "past": past[:PAST_EVENTS_SHOWN],
    }
    return render(request, "webinars/event_list.html", context)


@require_safe
def event_detail(request: HttpRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(Event.objects.seen_by(request.user), pk=pk)
    is_host = event.is_hosted_by(request.user)
    context: dict[str, Any] = {"event": event, "is_host": is_host}
    if is_host or event.is_speaker or event.is_registered:
        context |= {"takes_part": True, "chat_form": ChatMessageForm()}
        context["chat_messages"] = latest_messages(event)
    return render(request, "webinars/event_detail.html", context)


@login_required
@require_safe
def event_react(request: HttpRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(Event, pk=pk)
    context = {
        "event": event,
        "is_host": event.is_hosted_by(request.user),
        "bundle": REACT_BUNDLE if finders.find(REACT_BUNDLE) else None,
    }
    return render(request, "webinars/event_react.html", context)


# Register and cancel answer a GET with the event's page: it is where somebody lands who was
# sent to the login by the button and comes back.


@login_required
def register(request: HttpRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(Event.objects.select_related("jitsi_live_session"), pk=pk)
    if request.method == "POST":
        add_registration(request, event)
    return redirect(event)


def add_registration(request: HttpRequest, event: Event) -> None:
    if event.is_hosted_by(request.user):
        messages.info(request, "You host this event: no need to register.")
    elif event.has_speaker(request.user):
        messages.info(request, "You speak at this event: no need to register.")
    elif event.is_cancelled:
        messages.error(request, "This event is cancelled.")
    elif not event.is_open_for_registration:
        messages.error(request, "This event is over.")
    elif Registration.objects.get_or_create(event=event, user=request.user)[1]:
        messages.success(
            request, "You are registered. The room opens on this page, and a mail is on its way."
        )
    else:
        messages.info(request, "You were registered already.")


@login_required
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(Event.objects.select_related("jitsi_live_session"), pk=pk)
    if request.method == "POST":
        remove_registration(request, event)
    return redirect(event)


def remove_registration(request: HttpRequest, event: Event) -> None:
    if not event.is_open_for_registration:
        messages.error(request, "This event is over: who was registered stays on record.")
    elif event.registrations.filter(user=request.user).delete()[0]:
        messages.success(request, "Your registration is cancelled.")
    else:
        messages.info(request, "You were not registered.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def chat(request: HttpRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(Event, pk=pk)
    if not event.includes(request.user):
        raise PermissionDenied
    if request.method == "POST":
        return post_message(request, event)
    return messages_after(request, event)


def messages_after(request: HttpRequest, event: Event) -> JsonResponse:
    try:
        after = int(request.GET.get("after", 0))
    except ValueError:
        return JsonResponse({"detail": "'after' is the id of a message."}, status=400)
    newer = event.chat_messages.filter(pk__gt=after).select_related("author")
    return JsonResponse(
        {"messages": [as_json(message, event) for message in newer[:CHAT_MESSAGES_SHOWN]]}
    )


def post_message(request: HttpRequest, event: Event) -> HttpResponse:
    message = ChatMessage(event=event, author=request.user)
    form = ChatMessageForm(request.POST, instance=message)
    wants_json = request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    if form.is_valid():
        form.save()
        if wants_json:
            return JsonResponse(as_json(message, event), status=201)
    else:
        problem = " ".join(form.errors["text"])
        if wants_json:
            return JsonResponse({"detail": problem}, status=400)
        messages.error(request, f"Your message was not sent. {problem}")
    return redirect(f"{event.get_absolute_url()}#chat")


def latest_messages(event: Event) -> list[ChatMessage]:
    newest_first = event.chat_messages.select_related("author").order_by("-pk")
    return list(newest_first[:CHAT_MESSAGES_SHOWN])[::-1]


def as_json(message: ChatMessage, event: Event) -> dict[str, Any]:
    return {
        "id": message.pk,
        "author": message.author.get_full_name() or message.author.get_username(),
        "is_host": message.author_id == event.organizer_id,
        "text": message.text,
        "created_at": message.created_at.isoformat(),
    }
