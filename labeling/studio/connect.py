"""The connection to a Label Studio project: its own client, patience where that helps, errors that say what to do."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from labeling.photos import MissingLibraryError
from labeling.studio.access import Access, BusyStudioError, StudioError, find_access
from labeling.studio.config import labelling_config
from settings import Settings

SAMPLING = "Uncertainty sampling"
TIMEOUT_SECONDS = 60
PATIENCE_SECONDS = 90.0
PAGE = 500

T = TypeVar("T")


@dataclass(frozen=True)
class TaskSeen:
    """A task as a listing shows it.

    Attributes:
        id: its number.
        updated_at: Label Studio's time of its last change, also that of an annotation's; ISO 8601, in UTC.
    """

    id: int
    updated_at: str


class Studio:
    """A project on a Label Studio server.

    Args:
        access: of the server.
    """

    def __init__(self, access: Access) -> None:
        """Imports the client, which takes seconds: only where it is needed.

        Raises:
            MissingLibraryError: the client is not installed.
            StudioError: the server can't be used.
        """
        try:
            client = importlib.import_module("label_studio_sdk.client").LabelStudio
        except ImportError as error:
            raise MissingLibraryError(f"{error.name} is missing: pip install -r requirements-labeling.txt") from None
        self.access = access
        # The client would by itself send a POST again whose answer was lost, and so make tasks twice.
        patience = {"timeout": TIMEOUT_SECONDS, "max_retries": 0}
        self.client: Any = self.call(lambda: client(base_url=access.url, api_key=access.token, **patience))
        self.project: int = self._find_project()

    @property
    def key(self) -> str:
        """ "URL#number", as the queue records it."""
        return f"{self.access.url}#{self.project}"

    def call(self, ask: Callable[[], T], *, patient: bool = True) -> T:
        """Ask the server, again and again if it is busy.

        Args:
            ask: must do no harm when it is repeated, if `patient`.
            patient: whether to repeat it, for up to a minute and a half.

        Raises:
            BusyStudioError: no answer, or an error of the server's.
            StudioError: the server refuses.
        """
        from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_exponential

        if not patient:
            return self._once(ask)
        again = Retrying(
            retry=retry_if_exception_type(BusyStudioError),
            wait=wait_exponential(multiplier=0.5, max=15),
            stop=stop_after_delay(PATIENCE_SECONDS),
            reraise=True,
        )
        answer: T = again(self._once, ask)
        return answer

    def _once(self, ask: Callable[[], T]) -> T:
        import httpx

        refused = importlib.import_module("label_studio_sdk.core.api_error").ApiError
        try:
            return ask()
        except refused as error:
            raise self._explained(error) from error
        except (httpx.TransportError, json.JSONDecodeError) as error:
            raise BusyStudioError(f"Label Studio at {self.access.url} does not answer: {error}") from error

    def _explained(self, error: Any) -> StudioError:
        status, where = error.status_code, f"Label Studio at {self.access.url}"
        if status in (401, 403):
            return StudioError(f"{where} refuses the token: set BTL_LABEL_STUDIO_TOKEN to a valid one ({status})")
        if status is None or status == 429 or status >= 500:
            return BusyStudioError(f"{where} is in trouble (status {status}): try again later")
        return StudioError(f"{where} refuses: status {status}, {str(error.body)[:300]}")

    def _find_project(self) -> int:
        """The project of our title; made where there is none, so that a start that was cut off makes no second one."""
        title = self.access.title
        found = self.call(lambda: [one for one in self.client.projects.list(title=title) if one.title == title])
        if found:
            return int(min(one.id for one in found))
        config = labelling_config()
        made = self.call(lambda: self.client.projects.create(title=title, label_config=config), patient=False)
        self.call(lambda: self.client.projects.update(id=made.id, sampling=SAMPLING, show_collab_predictions=True))
        return int(made.id)

    def listing(self) -> Iterator[list[TaskSeen]]:
        """All tasks of the project, the last changed first, page by page."""
        query = json.dumps({"ordering": ["-tasks:updated_at"]})
        number = 1
        while page := self.call(lambda: self._page(number, query)):  # noqa: B023  called at once
            yield page
            if len(page) < PAGE:
                return
            number += 1

    def _page(self, number: int, query: str) -> list[TaskSeen]:
        pager = self.client.tasks.list(
            project=self.project, page=number, page_size=PAGE, include="id,updated_at", query=query
        )
        return [TaskSeen(int(task.id), _iso(task.updated_at)) for task in pager.items or []]

    def tasks_of(self, sha256: str) -> list[int]:
        """Numbers of the tasks that show a photo, the oldest first."""
        wanted = {"filter": "filter:tasks:data.photo", "operator": "equal", "value": sha256, "type": "String"}
        query = json.dumps({"filters": {"conjunction": "and", "items": [wanted]}})
        found = self.call(
            lambda: list(self.client.tasks.list(project=self.project, page_size=PAGE, include="id", query=query))
        )
        return sorted(int(task.id) for task in found)

    def task(self, number: int) -> Mapping[str, Any] | None:
        """A task with its data and annotations; None if it is gone."""
        try:
            found = self.call(lambda: self.client.tasks.get(id=str(number)))
        except StudioError as error:
            if getattr(error.__cause__, "status_code", None) == 404:
                return None
            raise
        fields: Mapping[str, Any] = json.loads(found.json()) if hasattr(found, "json") else dict(found)
        return fields

    def clear(self, number: int) -> None:
        """Delete a task's annotations, skips too, so that it waits for a tagger again."""
        for annotation in (self.task(number) or {}).get("annotations") or []:
            self._gone(lambda: self.client.annotations.delete(id=int(annotation["id"])))  # noqa: B023  called at once

    def delete(self, number: int) -> None:
        """Delete a task with all that hangs on it; no error if it is gone already."""
        self._gone(lambda: self.client.tasks.delete(id=str(number)))

    def _gone(self, remove: Callable[[], object]) -> None:
        try:
            self.call(remove)
        except StudioError as error:
            if getattr(error.__cause__, "status_code", None) != 404:
                raise


def connect(settings: Settings) -> Studio:
    """The project on the server of the settings.

    Raises:
        StudioError: there is no server, it does not answer, or it refuses the token.
        MissingLibraryError: the client is not installed.
    """
    return Studio(find_access(settings))


def _iso(moment: Any) -> str:
    """Label Studio gives times as datetimes or as text, of two kinds: here always the same text."""
    return str(moment.isoformat() if hasattr(moment, "isoformat") else moment).replace(" ", "T").replace("+00:00", "Z")
