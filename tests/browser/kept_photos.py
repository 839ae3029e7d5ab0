"""A running shop that keeps photos, for tests in a real browser: a test file names it in `pytest_plugins`.

`python app.py` with its weights, a small part of the demo shop, and a pool of rendered looks.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from labeling.live import Collecting
from labeling.pool import Pool
from labeling.tables import PhotoRow
from labeling.weights import Detectors
from pipeline.photo import open_photo
from settings import Settings
from tests.browser.conftest import Opener, free_ports, running
from tests.browser.test_app import LOOKS, small_demo
from tests.labeling.test_report import reported

PASSWORD = "correct horse"
PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
SIZES = pytest.mark.parametrize("size", [{"width": 1280, "height": 860}, PHONE], ids=["1280", "390"])


class Shop(NamedTuple):
    """A running shop that keeps the photos that shoppers report, and no others."""

    address: str
    settings: Settings
    pool: Pool

    @property
    def team(self) -> str:
        return f"{self.address}labelling/"

    def kept(self) -> dict[str, PhotoRow]:
        """All photos of the pool by reason."""
        with Session(self.pool.engine, expire_on_commit=False) as session:
            return {row.reason: row for row in session.scalars(select(PhotoRow))}

    def wait_for(self, reason: str) -> PhotoRow:
        end = time.monotonic() + 300
        while not (found := [row for said, row in self.kept().items() if reason in said]):
            assert time.monotonic() < end, list(self.kept())
            time.sleep(0.2)
        return found[0]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    if len(LOOKS) < 5:
        pytest.skip("data/demo has no rendered looks")
    folder = tmp_path_factory.mktemp("labelling")
    settings = Settings(state=folder / "state")
    collecting = Collecting.open(settings)
    for look in LOOKS[2:5]:
        collecting(open_photo(look), "collected")
    detectors = Detectors(settings.weights)
    reported(detectors, "0.9+v0001", 0.03, 24.0, made_at="2026-11-20T10:00:00+00:00")
    reported(detectors, "0.9+v0002", -0.03, 40.0, made_at="2026-11-21T10:00:00+00:00")
    (folder / "demo").mkdir()
    small_demo(folder / "demo")
    ports = free_ports(1)
    environment = {
        "BTL_STATE": str(settings.state), "BTL_DEMO": str(folder / "demo"), "BTL_PORT": str(ports[0]),
        "BTL_POOL": "sampled", "BTL_POOL_SHARE": "0", "BTL_POOL_DAYS": "30", "BTL_CONTACT": "privacy@shop.example",
        "BTL_TEAM_PASSWORD": PASSWORD, "BTL_STREET_PHOTOS": "", "BTL_LABEL_STUDIO_URL": "",
    }  # fmt: skip
    log = folder / "log.txt"
    with running(["app.py"], ports, log, **environment) as (address,):
        end = time.monotonic() + 300
        while "the demo catalogue is imported" not in log.read_text("utf-8"):
            assert time.monotonic() < end, log.read_text("utf-8")
            time.sleep(0.5)
        yield Shop(address, settings, collecting.pool)
        assert "Traceback" not in log.read_text("utf-8")


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.fill("#password", password)
    page.get_by_role("button", name="Sign in").click()


@pytest.fixture
def inside(open_page: Opener, shop: Shop, size: dict[str, int]) -> Page:
    """The team's page, signed in."""
    page = open_page(shop.address, **size)
    page.goto(shop.team)
    sign_in(page)
    page.wait_for_selector(".btl-queue")
    return page
