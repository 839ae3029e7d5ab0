"""A tagger signs in to Label Studio, and finds the most doubtful photo with its boxes and labels."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="playwright comes with requirements-dev.txt")

from playwright.sync_api import Browser, Page

from data.taxonomy import FINE_TYPES
from labeling.live import Collecting
from labeling.scores import make_score
from labeling.scoring import score_pool
from labeling.studio.access import find_access
from labeling.studio.remembered import sign_in
from labeling.studio.server import let_read_photos
from pipeline.photo import open_photo
from settings import ROOT, Settings
from tests.browser.conftest import PATIENCE_S
from tests.labeling.studio.conftest import tasks_on, write_access
from tests.labeling.studio.test_loop import Desk

pytestmark = [pytest.mark.labelstudio, pytest.mark.browser, pytest.mark.slow]

LOOKS = ROOT / "data" / "demo" / "looks"
PALETTE = 256
# How many of Label Studio's layers, besides that of the picture, have drawn at a place in percent of the picture.
DRAWN = """([x, y]) => {
  const photo = document.querySelector('img[alt="image"]').getBoundingClientRect();
  const left = photo.left + photo.width * x / 100, top = photo.top + photo.height * y / 100;
  return [...document.querySelectorAll('.konvajs-content canvas')].filter(layer => {
    const at = layer.getBoundingClientRect(), scale = layer.width / at.width;
    return layer.getContext('2d').getImageData((left - at.left) * scale, (top - at.top) * scale, 1, 1).data[3] > 0;
  }).length - 1;
}"""


@pytest.fixture
def desk(server: Settings, tmp_path: Path) -> Iterator[Desk]:
    """A pool and a project of the test's own; the photos lie where this server may read them."""
    access = find_access(server)
    settings = server.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'pool.db'}"})
    write_access(settings, access.model_copy(update={"title": f"Articles {uuid.uuid4().hex[:8]}"}))
    try:
        made = Desk(settings)
    finally:
        write_access(server, access)
    let_read_photos(settings, made.studio)
    yield made


def test_the_first_task_has_its_picture_its_boxes_and_its_labels(desk: Desk, browser: Browser, tmp_path: Path) -> None:
    collecting = Collecting.open(desk.settings, committee=False)
    looks = sorted(LOOKS.glob("*.webp"))[:3]
    for look in looks:
        collecting(open_photo(look), "test")
    score_pool(desk.pool.engine, make_score("entropy"), lambda *_: None)
    assert desk.push(len(looks)).sent == len(looks)
    first = min(tasks_on(desk.studio), key=lambda task: float(task["predictions"][0]["score"]))

    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(PATIENCE_S * 1000)
    foreign: list[str] = []
    photos: list[str] = []
    page.on("response", lambda answer: photos.append(answer.url) if answer.ok and "local-files" in answer.url else None)
    page.on("request", lambda request: foreign.append(request.url) if is_foreign(request.url) else None)
    url, user, password = sign_in(desk.settings)
    page.goto(f"{url}/user/login/")
    page.fill("input[name=email]", user)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    # Label Studio's own start page, not its list of projects.
    page.wait_for_function("document.title.startsWith('Home')")
    page.goto(f"{url}/projects/{desk.studio.project}/data")
    # Only this button serves the most doubtful task first; the address `?labeling=1` takes the order of the table.
    page.get_by_role("button", name="Label All Tasks").click()
    assert_shown(page, first)
    assert any(first["data"]["photo"] in address for address in photos)
    store_screen(page, tmp_path)
    page.close()
    assert foreign == []


def is_foreign(address: str) -> bool:
    return not address.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))


def assert_shown(page: Page, task: dict[str, Any]) -> None:
    """The task's own picture, every label of the taxonomy with a key, and each predicted box with its label."""
    page.wait_for_selector(".lsf-outliner-item__title")
    assert page.locator(".lsf-current-task__task-id").inner_text().split()[0].lstrip("#") == str(task["id"])
    size = task["predictions"][0]["result"][0]["original_width"]
    page.wait_for_function(f"document.querySelector('img[alt=\"image\"]')?.naturalWidth === {size}")
    assert set(page.locator(".lsf-labels .lsf-label__text").all_inner_texts()) >= {fine.name for fine in FINE_TYPES}
    assert page.locator(".lsf-labels .lsf-label__hotkey").count() == len(FINE_TYPES)
    regions = task["predictions"][0]["result"]
    assert regions
    predicted = sorted(region["value"]["rectanglelabels"][0] for region in regions)
    assert sorted(page.locator(".lsf-outliner-item__title").all_inner_texts()) == predicted
    for region in regions:
        box = region["value"]
        middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
        page.wait_for_function(f"place => ({DRAWN})(place) > 0", arg=middle)
    assert page.evaluate(DRAWN, [1, 1]) == 0  # nothing is drawn where no box is


def store_screen(page: Page, folder: Path) -> None:
    """The picture for the documentation, where BTL_SCREENS names its folder."""
    from PIL import Image

    taken = Path(os.environ.get("BTL_SCREENS", folder)) / "label-studio.png"
    page.screenshot(path=taken)
    with Image.open(taken) as image:
        image.convert("RGB").quantize(PALETTE).save(taken, optimize=True)
    assert taken.stat().st_size > 20_000
