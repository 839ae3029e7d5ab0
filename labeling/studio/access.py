"""Where Label Studio is, how to get in, and the errors that are said when that fails."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel

from settings import Settings

TITLE = "Buy That Look: articles"


class StudioError(RuntimeError):
    """Label Studio can't be used; the message says what to do. What was done before stays."""


class BusyStudioError(StudioError):
    """Label Studio did not answer, or with an error of its own: trying again may help."""


class Access(BaseModel):
    """Where a server is and how to get in.

    Attributes:
        url: of the server.
        token: personal access token or legacy token.
        local: whether the server runs here and may read the pool's folder.
        title: of the project.
    """

    url: str
    token: str
    local: bool = False
    title: str = TITLE


def access_file(settings: Settings) -> Path:
    """Where `python -m labeling up` leaves the access to the server it started; readable by its owner only."""
    return settings.labeling / "studio" / "access.json"


def find_access(settings: Settings) -> Access:
    """The server of the settings, or else the one that was started here.

    Raises:
        StudioError: there is neither.
    """
    if settings.label_studio_url is not None:
        if settings.label_studio_token is None:
            raise StudioError("BTL_LABEL_STUDIO_URL is set: set BTL_LABEL_STUDIO_TOKEN too, to an access token of it")
        token = settings.label_studio_token.get_secret_value()
        return Access(url=settings.label_studio_url.rstrip("/"), token=token)
    file = access_file(settings)
    if not file.is_file():
        raise StudioError(
            "There is no Label Studio: start one with python -m labeling up, or set BTL_LABEL_STUDIO_URL and "
            "BTL_LABEL_STUDIO_TOKEN to one that you have."
        )
    return Access.model_validate_json(file.read_text("utf-8"))
