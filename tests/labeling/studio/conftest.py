"""A real Label Studio server for all tests here, and a project of its own for each test."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from labeling.pool import Pool
from labeling.scores import make_score
from labeling.scoring import score_pool
from labeling.studio.access import Access, access_file, find_access
from labeling.studio.connect import Studio
from labeling.studio.server import down, is_up, up
from settings import Settings
from tests.labeling.conftest import fill


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The settings whose Label Studio runs; BTL_LABEL_STUDIO_HOME keeps its data between runs, and it running."""
    environment = os.environ.get("BTL_LABEL_STUDIO_ENV")
    if not environment:
        pytest.skip("BTL_LABEL_STUDIO_ENV names no environment with label-studio==1.23.2 in it")
    home = os.environ.get("BTL_LABEL_STUDIO_HOME")
    settings = Settings(state=Path(home) if home else tmp_path_factory.mktemp("studio"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    running, _ = up(settings, port, print, Path(environment))
    assert is_up(running)
    yield settings
    if not home:
        assert down(settings)


@pytest.fixture
def connected(settings: Settings, server: Settings) -> Settings:
    """Settings of an empty state folder, connected to a new project on the server."""
    access = find_access(server).model_copy(update={"title": f"test {uuid.uuid4().hex}"})
    write_access(settings, access)
    return settings


@pytest.fixture
def studio(connected: Settings) -> Studio:
    return Studio(find_access(connected))


@pytest.fixture
def scored(connected: Settings) -> list[str]:
    """Twelve photos that wait for taggers, in the pool of `connected`."""
    pool = Pool.open(connected)
    photos = fill(pool, 12)
    score_pool(pool.engine, make_score("entropy"), lambda *_: None)
    return photos


def write_access(settings: Settings, access: Access) -> None:
    file = access_file(settings)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(access.model_dump_json())


def tasks_on(studio: Studio) -> list[dict[str, Any]]:
    """All tasks of the project, whole."""
    numbers = [task.id for page in studio.listing() for task in page]
    return [dict(studio.task(number) or {}) for number in sorted(numbers)]


def silent(*_: int) -> None:
    """A progress for those who don't care."""
