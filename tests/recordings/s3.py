"""An S3-compatible server of one's own, which looks at signatures as buckets do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlencode

import time_machine
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.backends import get_backend
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

ACCESS_KEY, SECRET_KEY, REGION = "access", "s3cret-key", "eu-central-1"


class Bouncer:
    """Before moto, which believes every signature and never looks at the clock."""

    def __init__(self) -> None:
        self._app = DomainDispatcherApplication(create_backend_app)

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        query = dict(parse_qsl(environ.get("QUERY_STRING", "")))
        if "X-Amz-Signature" in query and not is_valid(environ, query):
            start_response("403 Forbidden", [("Content-Type", "application/xml")])
            return [b"<Error><Code>AccessDenied</Code></Error>"]
        response: Iterable[bytes] = self._app(environ, start_response)
        return response


def is_valid(environ: Any, query: dict[str, str]) -> bool:
    signature, seconds = query.pop("X-Amz-Signature"), int(query["X-Amz-Expires"])
    signed = dt.datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)
    if dt.datetime.now(dt.UTC) > signed + dt.timedelta(seconds=seconds):
        return False
    host = environ["HTTP_HOST"]
    url = f"http://{host}{environ['PATH_INFO']}?{urlencode(query)}"
    request = AWSRequest(environ["REQUEST_METHOD"], url, headers={"host": host})
    request.context["timestamp"] = query["X-Amz-Date"]
    auth = S3SigV4QueryAuth(Credentials(ACCESS_KEY, SECRET_KEY), "s3", REGION, expires=seconds)
    text = auth.string_to_sign(request, auth.canonical_request(request))
    return bool(auth.signature(text, request) == signature)


@contextmanager
def s3_server() -> Iterator[str]:
    """Its address; it has no buckets yet."""
    get_backend("s3").reset()
    server = make_server("127.0.0.1", 0, Bouncer(), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def later(seconds: int) -> Any:
    return time_machine.travel(dt.timedelta(seconds=seconds))
