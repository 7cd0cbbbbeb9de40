"""Messages of JaaS about files, as its documentation shows them."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.test import Client

from django_jitsi_live import moments
from django_jitsi_live.attendance.inbox import jaas as signature
from tests.keys import APP_ID

SECRET = "whsec_0123456789abcdef0123456789abcdef"
LINK = "https://objects.example.org/p/t0p-s3cret/n/jaas/b/files/o/film.mp4?sig=s3cret-too"
SESSION_ID = "c3348153-1027-4382-afad-5ae91b433c26"
RECORDING_ID = "recorder-1e8a9e5c"


def file_message(type_: str, room_name: str, link: str = LINK, **data: Any) -> dict[str, Any]:
    """About a file of the room, which this site calls by that name."""
    now = round(moments.now().timestamp() * 1000)
    return {
        "idempotencyKey": str(uuid.uuid4()),
        "customerId": APP_ID.removeprefix("vpaas-magic-cookie-"),
        "appId": APP_ID,
        "eventType": type_,
        "sessionId": SESSION_ID,
        "timestamp": now,
        "fqn": f"{APP_ID}/{room_name}",
        "data": {"preAuthenticatedLink": link, **data},
    }


def recording_uploaded(room_name: str, link: str = LINK, **data: Any) -> dict[str, Any]:
    now = round(moments.now().timestamp() * 1000)
    fields = {
        "participants": [{"name": "Helen Host", "avatar": "https://x.org/a.png", "id": "1"}],
        "share": True,
        "initiatorId": "",
        "durationSec": 90,
        "startTimestamp": now - 100_000,
        "endTimestamp": now - 10_000,
        "recordingSessionId": RECORDING_ID,
    }
    return file_message("RECORDING_UPLOADED", room_name, link, **{**fields, **data})


def post(message: Any, secret: str = SECRET) -> Any:
    body = json.dumps(message).encode()
    headers = {"X-Jaas-Signature": signature.sign(body, secret, moments.now())}
    client = Client(raise_request_exception=False)
    kind = "application/json"
    return client.post("/api/live/jitsi/default/jaas", body, content_type=kind, headers=headers)


def send(*messages: Any) -> None:
    for each in messages:
        response = post(each)
        assert response.status_code == 200, response.content
