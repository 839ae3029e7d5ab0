"""What is remembered of the Label Studio that was started here: port, password, token, process."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from pydantic import BaseModel

from labeling.studio.access import StudioError
from settings import Settings

USER = "team@buy-that-look.example"


class Server(BaseModel):
    """What is remembered of the server; the file is readable by its owner only.

    Attributes:
        port: on 127.0.0.1.
        user: to sign in with in the browser.
        password: likewise.
        token: legacy token.
        process: its process number; 0 if it was never started.
    """

    port: int
    user: str = USER
    password: str
    token: str
    process: int = 0

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"


def server_file(settings: Settings) -> Path:
    """Where it is remembered."""
    return settings.labeling / "studio" / "server.json"


def remembered(settings: Settings, port: int) -> Server:
    """The server as it was started first, or a new one on this port, with a password and a token of its own."""
    file = server_file(settings)
    if file.is_file():
        return Server.model_validate_json(file.read_text("utf-8"))
    server = Server(port=port, password=secrets.token_urlsafe(12), token=secrets.token_hex(20))
    remember(settings, server)
    return server


def remember(settings: Settings, server: Server) -> None:
    """Write it down."""
    write_private(server_file(settings), server.model_dump_json(indent=2))


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    part.replace(path)


def sign_in(settings: Settings) -> tuple[str, str, str]:
    """URL, user and password for the browser.

    Raises:
        StudioError: no server was started here.
    """
    file = server_file(settings)
    if not file.is_file():
        raise StudioError("There is no Label Studio here: start one with python -m labeling up")
    server = Server.model_validate_json(file.read_text("utf-8"))
    return server.url, server.user, server.password
