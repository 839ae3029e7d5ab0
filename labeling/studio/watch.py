"""Polling Label Studio, and a bell for it: a webhook that does nothing but wake the poller.

Label Studio waits at most a second for a webhook's answer, does not try again and signs nothing. So nothing depends on
it: the receiver checks a secret, answers at once, and the next poll finds what there is. A bell that nobody heard costs
waiting for the next poll.
"""

from __future__ import annotations

import hmac
import logging
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from labeling.database import WorkerBusyError
from labeling.studio.access import StudioError
from labeling.studio.connect import Studio

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Buy-That-Look"  # noqa: S105  its name, not the secret
# No project actions: our own change of a project would ring the bell.
ACTIONS = ("ANNOTATION_CREATED", "ANNOTATIONS_CREATED", "ANNOTATION_UPDATED", "ANNOTATIONS_DELETED")
WHOLE_EVERY = 10


class Bell:
    """A web server on 127.0.0.1 whose only answer is to ring; use as a context.

    Args:
        secret: that a caller must send in `SECRET_HEADER`.
        port: 0 takes a free one.
    """

    def __init__(self, secret: str, port: int = 0) -> None:
        self.rang = threading.Event()
        rang = self.rang

        class Handler(BaseHTTPRequestHandler):
            timeout = 5

            def do_POST(self) -> None:
                good = hmac.compare_digest(self.headers.get(SECRET_HEADER, "").encode(), secret.encode())
                self.send_response(200 if good else 403)
                self.send_header("Content-Length", "0")
                self.end_headers()
                if good:
                    rang.set()

            def log_message(self, format: str, *args: object) -> None:
                log.debug(format, *args)

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        """Where to ring."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, name="bell", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def hang_up_bell(studio: Studio, bell: Bell, secret: str) -> None:
    """Have the project ring this bell, and none of earlier runs."""
    for hook in studio.call(lambda: list(studio.client.webhooks.list(project=str(studio.project)))):
        if SECRET_HEADER in (hook.headers or {}):
            studio.call(lambda hook=hook: studio.client.webhooks.delete(id=hook.id))  # type: ignore[misc]
    studio.call(
        lambda: studio.client.webhooks.create(
            project=studio.project,
            url=bell.url,
            headers={SECRET_HEADER: secret},
            actions=list(ACTIONS),
            send_payload=False,
            send_for_all_actions=False,
            is_active=True,
        ),
        patient=False,
    )


def watch(pull: Callable[[bool], None], bell: threading.Event, seconds: float, stop: Callable[[], bool]) -> None:
    """Pull when the bell rings and every so often, until told to stop; a server in trouble is tried again later.

    Args:
        pull: takes in changes; its argument says whether to look for deleted tasks too.
        bell: rung by the webhook.
        seconds: between two polls without a bell.
        stop: asked after every pull.
    """
    turn = 0
    while True:
        bell.clear()
        try:
            pull(turn % WHOLE_EVERY == 0)
        except (StudioError, WorkerBusyError) as error:
            log.warning("%s", error)
        if stop():
            return
        turn += 1
        bell.wait(seconds)
