from __future__ import annotations

import time

import pytest
from starlette.requests import HTTPConnection

from web.labelling.access import COOKIE, TeamAccess


def asks(client: str = "127.0.0.1", host: str = "127.0.0.1:7860", **headers: str) -> HTTPConnection:
    fields = {"host": host, **{name.replace("_", "-"): text for name, text in headers.items()}}
    return HTTPConnection(
        {
            "type": "http", "scheme": "http", "path": "/", "query_string": b"", "server": ("127.0.0.1", 7860),
            "client": (client, 5000), "headers": [(name.encode(), text.encode()) for name, text in fields.items()],
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("request_", "allowed"),
    [
        (asks(), True),
        (asks("::1", "[::1]:7860"), True),
        (asks("127.0.0.1", "localhost:7860"), True),
        (asks("192.168.1.7", "192.168.1.2:7860"), False),
        (asks("192.168.1.7", "localhost"), False),
        # Another site's name that leads here, so that its scripts may read what we answer.
        (asks("127.0.0.1", "evil.example:7860"), False),
        # A proxy on this machine, for somebody elsewhere.
        (asks(x_forwarded_for="203.0.113.9"), False),
        (asks(forwarded="for=203.0.113.9"), False),
        (asks(via="1.1 proxy"), False),
    ],
)
def test_without_a_password_only_this_machine_may(request_: HTTPConnection, allowed: bool) -> None:
    assert TeamAccess(None).allows(request_) is allowed


def test_with_a_password_only_who_knows_it_may_wherever_they_are() -> None:
    access = TeamAccess("correct horse")
    assert access.has_password and not access.allows(asks())
    assert access.sign_in("wrong") is None and access.sign_in("") is None and access.sign_in("\ud800") is None
    token = access.sign_in("correct horse")
    assert token
    inside = asks("203.0.113.9", "shop.example", cookie=f"{COOKIE}={token}")
    assert access.allows(inside)
    assert not access.allows(asks(cookie=f"{COOKIE}={token}x")) and not TeamAccess("correct horse").allows(inside)
    access.sign_out(inside)
    assert not access.allows(inside)


def test_a_session_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    access = TeamAccess("correct horse")
    request_ = asks(cookie=f"{COOKIE}={access.sign_in('correct horse')}")
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 11.9 * 3600)
    assert access.allows(request_)
    monkeypatch.setattr(time, "monotonic", lambda: now + 12.1 * 3600)
    assert not access.allows(request_)


def test_no_password_is_no_empty_password() -> None:
    assert TeamAccess(None).sign_in("") is None
