"""Requests to the site itself: within this process, and over the network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import get_script_prefix
from django.utils import timezone, translation
from django.utils.datastructures import CaseInsensitiveMapping

from .probe import Network, RequestFailure, Response

MAX_REDIRECTS = 10  # browsers give up after twenty


@dataclass(frozen=True, slots=True)
class Site:
    url: str
    """Its public address without a slash at the end, or empty."""
    network: Network | None

    def get(self, path: str) -> Iterator[tuple[str, Response | RequestFailure]]:
        """The responses in this process (prefix ``""``) and over the network (``"online_"``)."""
        for prefix, responses in self.follow(path):
            yield prefix, next(responses)

    def post(
        self, path: str, body: str, headers: Mapping[str, str], online: Mapping[str, str]
    ) -> Iterator[tuple[str, Response | RequestFailure]]:
        """The responses to a POST; over the network with headers of their own."""
        yield "", _request_in_process(Client(**self._client), self._host, path, body, headers)
        if self.url and self.network is not None:
            yield "online_", self.network.post(f"{self.url}{path}", body, online)

    def follow(self, path: str) -> Iterator[tuple[str, Iterator[Response | RequestFailure]]]:
        """The same, each with what it redirects to, until that is an answer or leaves the site."""
        yield "", self._follow_in_process(path)
        if self.url and self.network is not None:
            yield "online_", _follow_online(self.network, f"{self.url}{path}")

    def _follow_in_process(self, path: str) -> Iterator[Response]:
        client = Client(**self._client)
        for _ in range(MAX_REDIRECTS + 1):
            response = _request_in_process(client, self._host, path)
            yield response
            target = urlsplit(response.redirect)
            if target.netloc != self._host:
                return
            path = target._replace(scheme="", netloc="").geturl()

    @property
    def _client(self) -> dict[str, Any]:
        return {"headers": {"Host": self._host}, "raise_request_exception": False}

    @property
    def _host(self) -> str:
        """A host that ALLOWED_HOSTS admits, if there is any."""
        hosts = [host.replace("*", "localhost") for host in settings.ALLOWED_HOSTS]
        first = min(hosts, key=lambda host: not host.startswith("www."), default="localhost")
        return urlsplit(self.url).netloc or first.removeprefix(".")


def _follow_online(network: Network, url: str) -> Iterator[Response | RequestFailure]:
    for _ in range(MAX_REDIRECTS + 1):
        response = network.get(url)
        yield response
        if isinstance(response, RequestFailure) or not response.redirect:
            return
        url = response.redirect


def _request_in_process(
    client: Client,
    host: str,
    path: str,
    body: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The response to an anonymous visitor, through all middleware. Leaves no trace."""
    language = translation.override(translation.get_language())
    with language, timezone.override(None), transaction.atomic():
        address = "/" + path.removeprefix(get_script_prefix())
        sent = dict(headers or {})
        if body is None:
            response = client.get(address, secure=True, headers=sent)
        else:
            kind = sent.pop("Content-Type")
            response = client.post(address, body, kind, secure=True, headers=sent)
        transaction.set_rollback(True)
    received, content = CaseInsensitiveMapping(response.headers), response.getvalue()
    url = f"https://{host}{path}"
    return Response(url, response.status_code, received, content, is_in_process=True)
