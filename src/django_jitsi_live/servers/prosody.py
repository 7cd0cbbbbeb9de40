"""What a site may ask of Prosody over HTTP: to end a conference, and to throw a person out.

The calls are those of jitsi-meet's modules muc_end_meeting and muc_kick_participant.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote, urlencode

from ..secret import SecretStr
from .calls import Answer, CallFailed, call

KEY_HINT = (
    "Let Prosody's prosody_password_public_key_repo_url be the address of this server's system "
    "keys, as `manage.py jitsi_live_newkey --system` prints it, and set the clocks of both right."
)

# Hosts of Docker may have an underscore. No user, password, query or fragment.
HTTP_URL = re.compile(
    r"(?i)https?://([a-z0-9]([a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:(?P<port>\d{1,5}))?(/[\w./~-]*)?"
)
MAX_PORT = 65535

REFUSED = ("refuses the key of this site", KEY_HINT)
WORDS: Mapping[int, tuple[str, str]] = {
    400: ("does not understand the call", "Use the releases of Jitsi that the guide names."),
    401: REFUSED,
    403: REFUSED,
    404: (
        "knows no such call",
        "Load Prosody's module {module} on its main VirtualHost, or correct XMPP_DOMAIN.",
    ),
}
OTHERWISE = ("answers with status {status}", "Read the log of Prosody, or of the proxy before it.")


class Prosody(NamedTuple):
    subject: str
    """Where its address is written, for messages."""
    url: str
    host: str
    """The main VirtualHost."""

    def end_meeting(self, room_jid: str, token: str) -> None:
        """End the conference, if there is one. Raises ``CallFailed``."""
        query = urlencode({"conference": room_jid})
        answer = self._call("POST", f"end-meeting?{query}", token)
        self._raise_failure(answer, "muc_end_meeting")

    def kick(self, room_claim: str, tenant: str, endpoint: str, token: str) -> None:
        """Throw out who has that endpoint id, if anybody. Raises ``CallFailed``.

        Some releases answer 200 even if they refuse the key: that nothing is raised proves
        nothing.
        """
        # Prosody encodes the room again.
        room = {"room": unquote(room_claim)} | ({"prefix": tenant} if tenant else {})
        body = json.dumps({"participantId": endpoint})
        answer = self._call("PUT", f"kick-participant?{urlencode(room)}", token, body)
        self._raise_failure(answer, "muc_kick_participant")

    def _call(self, method: str, path: str, token: str, body: str = "") -> Answer:
        headers = {"Host": self.host, "Authorization": SecretStr(f"Bearer {token}")}
        if body:
            headers["Content-Type"] = "application/json"  # exactly: a charset is refused
        return call(method, f"{self.url.rstrip('/')}/{path}", self.subject, headers, body)

    def _raise_failure(self, answer: Answer, module: str) -> None:
        """Prosody's own 404 is a page; that of the module, for what is not there, is empty."""
        if answer.status == 200 or (answer.status == 404 and answer.is_empty):
            return
        text = ". ".join(WORDS.get(answer.status, OTHERWISE))
        words = text.format(module=module, status=answer.status)
        raise CallFailed(f"{self.subject} {words}", is_down=answer.is_down)


def is_http_url(text: str) -> bool:
    """Whether this is an address of a server, without user, password, query or fragment."""
    match = HTTP_URL.fullmatch(text)
    return match is not None and int(match["port"] or 0) <= MAX_PORT
