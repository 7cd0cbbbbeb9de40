"""Requests to the site as a server makes them: Django's WSGI handler, without a socket.

Django's test client costs about as much as an empty view, and would so hide half of each ratio.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.wsgi import get_wsgi_application
from django.test import Client as Login
from rest_framework_simplejwt.tokens import AccessToken

FORM = "application/x-www-form-urlencoded"
CSRF = "c" * 32

CREDENTIALS = ("session", "bearer")

ANSWERS = (200, 201, 403)
"""What may be asked about: errors of the server and of rates are no answers."""

Act = Callable[[], object]
Prepare = Callable[[], Act]
Check = Callable[[Any], bool]


class Client:
    """Somebody with a browser or an app, or nobody."""

    site = staticmethod(get_wsgi_application())

    def __init__(self, user: Any = None, credential: str = "") -> None:
        self.user = user
        self._headers = HEADERS[credential](user)

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, Any, bytes]:
        """Status, headers and body of the answer."""
        started: list[Any] = []
        answer = self.site(
            {
                "REQUEST_METHOD": method,
                "PATH_INFO": path,
                "QUERY_STRING": "",
                "SERVER_NAME": "localhost",
                "SERVER_PORT": "80",
                "SERVER_PROTOCOL": "HTTP/1.1",
                "REMOTE_ADDR": "127.0.0.1",
                "HTTP_HOST": "localhost",
                "wsgi.url_scheme": "http",
                "wsgi.input": io.BytesIO(body.encode()),
                "wsgi.errors": io.StringIO(),
                "CONTENT_TYPE": FORM if method == "POST" else "",
                "CONTENT_LENGTH": str(len(body)),
                **self._headers,
                **headers,
            },
            lambda *head: started.extend(head),
        )
        content = b"".join(answer)
        answer.close()
        status, sent = started
        return int(status.split()[0]), dict(sent), content

    def asks(
        self,
        method: str,
        path: str,
        check: Check,
        body: dict[str, str] | None = None,
        **headers: str,
    ) -> Prepare:
        """A case of a benchmark. It ends where the answer is another than what is measured."""
        text = urlencode(body or {})

        def act() -> None:
            status, _headers, content = self.ask(method, path, text, **headers)
            if status not in ANSWERS or not check(self.parse(content)):
                raise SystemExit(f"{method} {path} answers {status}: {content[:500]!r}")

        return lambda: act

    parse = staticmethod(json.loads)


def _with_session(user: Any) -> dict[str, str]:
    login = Login()
    login.force_login(user)
    key = login.cookies[settings.SESSION_COOKIE_NAME].value
    return {"HTTP_COOKIE": f"sessionid={key}; csrftoken={CSRF}", "HTTP_X_CSRFTOKEN": CSRF}


HEADERS: dict[str, Callable[[Any], dict[str, str]]] = {
    "": lambda user: {},
    "session": _with_session,
    "bearer": lambda user: {"HTTP_AUTHORIZATION": f"Bearer {AccessToken.for_user(user)}"},
}


def create_user(name: str) -> Any:
    return get_user_model().objects.create_user(name)
