"""Examines an address that a Jitsi server posts to: nothing may stand before our own answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .findings import Finding, Level, failure_finding, status_hint
from .own_site import Site
from .probe import RequestFailure, Response

WRONG = "Bearer of-the-doctor-which-is-wrong"


@dataclass(frozen=True)
class Inlet:
    """An address, and what answers there when all is well."""

    check: str
    path: str
    what: str
    """What it is for, as the beginning of a sentence."""
    content_type: str
    token: str
    body: str
    status: int
    """Of the answer to the right token. A wrong one gets 401."""

    @property
    def right(self) -> Mapping[str, str]:
        return {"Content-Type": self.content_type, "Authorization": f"Bearer {self.token}"}

    @property
    def wrong(self) -> Mapping[str, str]:
        return {"Content-Type": self.content_type, "Authorization": WRONG}


def examine_inlet(site: Site, inlet: Inlet) -> Iterator[Finding]:
    """Within this process with the right token; over the network with a wrong one, so that no
    secret leaves the machine."""
    for prefix, response in site.post(inlet.path, inlet.body, inlet.right, inlet.wrong):
        expected = 401 if prefix else inlet.status
        yield _inlet_finding(f"{prefix}{inlet.check}", inlet, response, expected)


def _inlet_finding(
    check: str, inlet: Inlet, response: Response | RequestFailure, expected: int
) -> Finding:
    if isinstance(response, RequestFailure):
        return failure_finding(check, response)
    what = f"{inlet.what} ({response.asked})"
    if response.status == expected:
        return Finding(check, f"{what} are taken there.")
    if response.redirect:
        message = f"{what} are redirected to {response.redirect}, which servers do not follow."
        hint = "Exempt this address from the login, and from redirects to other addresses."
        return Finding(check, message, hint, Level.BROKEN)
    message = f"{what} get the HTTP status {response.status} instead of {expected}."
    return Finding(check, message, status_hint(response), Level.BROKEN)
