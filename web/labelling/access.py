"""Who may see the labelling page: it shows photos of people, so a password opens it, or being at this machine."""

from __future__ import annotations

import ipaddress
import secrets
import threading
import time

from starlette.requests import HTTPConnection

COOKIE = "btl_team"
HOURS = 12
# Headers of a proxy in between: who asks is then somewhere else, whatever the address says.
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


class TeamAccess:
    """Lets the team in.

    Args:
        password: opens the page; None shows it to browsers on this machine only.
    """

    def __init__(self, password: str | None) -> None:
        self._password = password
        self._sessions: dict[str, float] = {}
        self._lock = threading.Lock()

    @property
    def has_password(self) -> bool:
        """Whether there is something to sign in with."""
        return self._password is not None

    def allows(self, request: HTTPConnection) -> bool:
        """Whether a request comes from the team."""
        if self._password is None:
            return _is_here(request)
        token = request.cookies.get(COOKIE, "")
        with self._lock:
            return self._sessions.get(token, 0.0) > time.monotonic()

    def sign_in(self, password: str) -> str | None:
        """A token for the cookie, good for some hours; None for a wrong password."""
        known = (self._password or "").encode()
        if not secrets.compare_digest(password.encode("utf-8", "replace"), known) or self._password is None:
            return None
        token, now = secrets.token_urlsafe(32), time.monotonic()
        with self._lock:
            self._sessions = {one: end for one, end in self._sessions.items() if end > now}
            self._sessions[token] = now + HOURS * 3600
        return token

    def sign_out(self, request: HTTPConnection) -> None:
        """Forget the request's token."""
        with self._lock:
            self._sessions.pop(request.cookies.get(COOKIE, ""), None)


def _is_here(request: HTTPConnection) -> bool:
    """Whether a request comes from this machine and asks for it by a name that only this machine has.

    The name matters as well: another site's name may be made to lead here, and its scripts would then count as ours.
    """
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    return _is_loopback(request.client.host) and _is_loopback(request.url.hostname or "")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
