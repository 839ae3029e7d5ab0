"""A tagger opens Label Studio and finds a picture with boxes and labels."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

import pytest

from labeling.live import Collecting
from labeling.scores import make_score
from labeling.scoring import score_pool
from labeling.studio.access import find_access
from labeling.studio.remembered import sign_in
from labeling.studio.server import let_read_photos
from pipeline.photo import open_photo
from settings import ROOT, Settings
from tests.labeling.studio.conftest import write_access
from tests.labeling.studio.test_loop import Desk

playwright = pytest.importorskip("playwright.sync_api")

pytestmark = [pytest.mark.labelstudio, pytest.mark.browser, pytest.mark.slow]

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PATIENCE = 180_000


def test_the_first_task_has_its_picture_its_boxes_and_its_labels(server: Settings, tmp_path: Path) -> None:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    # The photos lie where this server may read them; the project is the test's own.
    access = find_access(server)
    settings = server.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'pool.db'}"})
    write_access(settings, access.model_copy(update={"title": f"test {uuid.uuid4().hex}"}))
    try:
        desk = Desk(settings)
    finally:
        write_access(server, access)
    let_read_photos(settings, desk.studio)
    collecting = Collecting.open(settings)
    for look in sorted((ROOT / "data" / "demo" / "looks").glob("*.webp"))[:2]:
        collecting(open_photo(look), "test")
    score_pool(desk.pool.engine, make_score("committee"), lambda *_: None)
    assert desk.push(2).sent == 2
    url, user, password = sign_in(server)
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(PATIENCE)
        page.goto(f"{url}/user/login")
        page.fill("input[name=email]", user)
        page.fill("input[name=password]", password)
        page.click("button[type=submit]")
        page.wait_for_url("**/projects**")
        page.goto(f"{url}/projects/{desk.studio.project}/data?labeling=1")
        page.wait_for_selector("text=women tops")
        page.wait_for_function(
            "[...document.images].some(i => i.src.includes('local-files') && i.complete && i.naturalWidth > 100)"
        )
        page.wait_for_selector(".konvajs-content canvas")
        regions = page.locator(".lsf-outliner, .lsf-tree, [class*=outliner]").first
        regions.wait_for()
        page.wait_for_timeout(3000)
        if shot := os.environ.get("BTL_SCREENSHOT"):
            page.screenshot(path=shot)
        labels = page.locator(".lsf-label, [class*=label__text], [class*=label_]")
        assert labels.count() >= 20
        browser.close()
