from __future__ import annotations

from pathlib import Path

import pytest

from data.catalog.catalog import Catalog
from tests.web.staged import Stages, draw_person, fill_catalog
from web.search import Search


@pytest.fixture(scope="session")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return fill_catalog(tmp_path_factory.mktemp("shop"))


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    folder = tmp_path / "uploads"
    folder.mkdir()
    return folder


@pytest.fixture
def search(catalog: Catalog, uploads: Path, tmp_path: Path) -> Search:
    example = draw_person(tmp_path / "example.webp")
    stages = Stages(catalog)
    pages, every_colour = stages.pages(catalog), stages.every_colour
    return Search(stages.runner(), catalog, {"example": example}, uploads, 0.65, pages, every_colour)
