"""Where people find this site, also where no request says so."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from django.apps import apps
from django.core.signing import Signer
from django.http import HttpRequest

from ..conf import conf
from ..policy import optional


def site_url(request: HttpRequest | None = None) -> str:
    """The address of this site without a slash at the end, such as ``https://example.org``.

    By ``JITSI_LIVE_SITE_URL``, else by the request, else by the current site of
    ``django.contrib.sites``; empty where nothing says it.
    """
    if conf.SITE_URL:
        return conf.SITE_URL.rstrip("/")
    if request is not None:
        return request.build_absolute_uri("/").rstrip("/")
    return optional("The current site of django.contrib.sites", _of_sites_app, "")


def _of_sites_app() -> str:
    if not apps.is_installed("django.contrib.sites"):
        return ""
    from django.contrib.sites.models import Site

    return f"https://{Site.objects.get_current().domain}"


def absolute_url(address: str, request: HttpRequest | None = None) -> str:
    """The address with the site before it, where it is a path; as it is where it is whole, and
    where nothing says what the site's address is."""
    if urlsplit(address).scheme or not address:
        return address
    return urljoin(f"{site_url(request)}/", address) if site_url(request) else address


def address_signer(salt: str) -> Signer:
    """Signs a part of an address, so that nobody guesses one; tokens of another salt are none."""
    return Signer(sep=".", salt=salt)
