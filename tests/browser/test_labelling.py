"""Photos that are kept, in a real browser: what the page says of it, reports, and the team's page.

`python app.py` with its weights, a small part of the demo shop, and a pool of rendered looks.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.taxonomy import Broad
from labeling.live import Collecting
from labeling.pool import Pool
from labeling.tables import PhotoRow, TruthRow
from labeling.weights import SHIPPED, Detectors
from pipeline.photo import open_photo
from settings import Settings
from tests.browser.conftest import Opener, Watch, free_ports, running
from tests.browser.screens import nobody
from tests.browser.steps import focused, headline, said, send, sideways, violations
from tests.browser.test_app import LOOKS, small_demo
from tests.labeling.conftest import fill
from tests.labeling.test_opinions import divided
from tests.labeling.test_report import reported

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "correct horse"
PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
SIZES = pytest.mark.parametrize("size", [{"width": 1280, "height": 860}, PHONE], ids=["1280", "390"])
THANKS = "Thank you. Our team will look at it."


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


@SIZES
def test_the_page_says_what_is_kept_and_how_it_is_deleted(open_page: Opener, shop: Shop, size: dict[str, int]) -> None:
    page = open_page(shop.address, **size)
    line = page.locator(".btl-privacy > p").inner_text()
    assert (
        "for this search only" in line
        and "Only if you report a mistake this shop keeps it, to learn from it: for 30 days, or longer" in line
    )
    page.get_by_text("What is kept, and how to have it deleted").click()
    more = page.locator(".btl-privacy li").all_inner_texts()
    assert any("privacy@shop.example" in each for each in more) and any(
        "After 30 days it is deleted" in each for each in more
    )
    assert violations(page) == []
    assert sideways(page) == 0
    page.goto(f"{shop.address}?shelf=")  # where a photo can be dropped too
    page.wait_for_selector(".btl-goods")
    assert page.locator(".btl-foot .btl-privacy > p").inner_text() == line
    assert violations(page) == []


def test_a_wrong_box_is_reported_by_keyboard(open_page: Opener, shop: Shop) -> None:
    page = open_page(shop.address)
    send(page, LOOKS[0])
    assert shop.kept().keys() == {"collected"}, "a search alone keeps nothing here"
    button = page.locator(".btl-wrong[data-wrong='wrong box']").first
    label = page.locator(".btl-group h2").first.inner_text()
    button.focus()
    page.keyboard.press("Shift+Tab")
    assert focused(page) == f"Wrong item: {label}"
    page.keyboard.press("Tab")
    assert focused(page) == f"Wrong box: {label}"
    frame, photo = page.locator(".btl-frame").bounding_box(), page.locator(".btl-photo img").bounding_box()
    assert frame and photo
    assert violations(page) == []
    page.keyboard.press("Enter")
    page.wait_for_function(f"document.querySelector('.btl-live').textContent === {THANKS!r}")
    assert focused(page) == f"Wrong box: {label}: reported"
    row = shop.wait_for("wrong box")
    assert (row.priority, row.source) == (1, "app")
    # The box on record is the one that was drawn.
    x0, y0, x1, _ = (float(at) for at in row.reason.split(" at ")[1].split())
    drawn = [(frame["x"] - photo["x"]) / photo["width"], (frame["y"] - photo["y"]) / photo["height"]]
    assert drawn == pytest.approx([x0 / row.width, y0 / row.height], abs=0.01)
    assert frame["width"] / photo["width"] == pytest.approx((x1 - x0) / row.width, abs=0.02)
    page.keyboard.press("Enter")  # said already
    page.locator(".btl-icon").first.click()
    assert page.locator(".btl-wrong[data-wrong='wrong box']").first.inner_text() == "Wrong box: reported"


def test_missing_items_are_reported_on_a_phone_with_a_finger(open_page: Opener, shop: Shop, tmp_path: Path) -> None:
    page = open_page(shop.address, **PHONE)
    page.locator(".btl-examples button").nth(1).tap()
    page.wait_for_selector(".btl-icon")
    button = page.get_by_role("button", name="Missing item")
    box = button.bounding_box()
    assert box and box["height"] >= 44
    assert "kept for 30 days" in page.locator(".btl-report-look").inner_text()
    button.tap()
    page.wait_for_function(f"document.querySelector('.btl-live').textContent === {THANKS!r}")
    assert shop.wait_for("missing item").state == "new"
    assert violations(page) == []
    assert sideways(page) == 0
    # Nothing found at all is the most to be missed.
    send(page, nobody(tmp_path))
    if headline(page) == "We found no clothes in this photo":
        assert page.get_by_role("button", name="Missing item").is_visible()


def test_a_report_that_does_not_arrive_says_so_and_may_be_sent_again(
    open_page: Opener, shop: Shop, watch: Watch
) -> None:
    watch.expected.append("ERR_FAILED")
    page = open_page(shop.address)
    page.locator(".btl-examples button").first.click()
    page.wait_for_selector(".btl-icon")
    page.route("**/component_server/", lambda route: route.abort())
    button = page.locator(".btl-wrong[data-wrong='wrong item']").last
    button.click()
    page.wait_for_selector(".btl-report-said")
    assert "did not reach us" in said(page) and "did not reach us" in page.locator(".btl-report-said").inner_text()
    assert button.inner_text() == "Wrong item" and button.get_attribute("aria-disabled") is None
    page.unroute("**/component_server/")
    button.click()
    page.wait_for_function(f"document.querySelector('.btl-live').textContent === {THANKS!r}")
    assert page.locator(".btl-report-said").count() == 0


def test_shelves_that_do_not_come_say_so(open_page: Opener, shop: Shop, watch: Watch) -> None:
    watch.expected.append("ERR_FAILED")
    page = open_page(shop.address)
    page.route("**/component_server/", lambda route: route.abort())
    page.get_by_role("link", name="Product pages").click()
    page.get_by_text("The shop does not answer").wait_for()
    page.unroute("**/component_server/")
    page.get_by_role("button", name="Try again").click()
    page.wait_for_selector(".btl-goods")


@SIZES
def test_shoppers_do_not_see_the_teams_page(open_page: Opener, shop: Shop, watch: Watch, size: dict[str, int]) -> None:
    watch.expected.append("401")
    page = open_page(shop.address, **size)
    assert page.locator(".btl-header a").all_inner_texts() == ["Buy That Look", "Your photo", "Product pages"]
    assert page.request.get(f"{shop.team}api/state").status == 401
    page.goto(shop.team)
    assert headline(page) == "Labelling" and page.locator(".btl-queue, img").count() == 0
    assert violations(page) == []
    sign_in(page, "guess")
    assert "not the password" in page.get_by_role("alert").inner_text()
    sign_in(page)
    page.wait_for_selector(".btl-queue")
    page.goto(shop.address)
    page.get_by_role("link", name="Labelling").click()
    page.wait_for_selector(".btl-queue")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_selector("#password")
    assert page.request.get(f"{shop.team}api/state").status == 401


@SIZES
def test_a_command_runs_on_through_a_reload_and_the_batch_follows(inside: Page, shop: Shop) -> None:
    page = inside
    shop.pool.add(open_photo(LOOKS[5]), [], "test", "wrong item", priority=1)
    score = page.get_by_role("button", name="Score")
    score.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".btl-job[data-outcome=running]")
    assert score.get_attribute("aria-disabled") == "true"
    assert page.get_by_role("progressbar").get_attribute("aria-valuetext")
    page.wait_for_selector("#btl-stop")
    page.reload()
    page.wait_for_selector(".btl-job")
    page.wait_for_selector(".btl-job[data-outcome=done]")
    page.wait_for_function("document.querySelector('[data-state=new] strong').textContent === '0'")
    photos = int(page.locator("[data-state=scored] strong").inner_text())
    assert photos >= 4
    assert page.locator(".btl-last").inner_text() == f"{photos} photos scored"
    cards = page.locator(".btl-photos > li")
    assert cards.count() == photos
    assert cards.first.locator("figcaption").inner_text().startswith("Asked for: ")
    for card in cards.all():
        card.scroll_into_view_if_needed()
    page.wait_for_function("[...document.querySelectorAll('.btl-photos img')].every((image) => image.naturalWidth > 0)")
    assert page.locator(".btl-rectangle").count() > photos
    page.evaluate("window.scrollTo(0, 0)")
    assert violations(page) == []
    assert sideways(page) == 0


@SIZES
def test_what_can_not_be_done_says_what_is_missing(inside: Page) -> None:
    push = inside.get_by_role("button", name="Push")
    assert push.get_attribute("aria-disabled") == "true"
    described = inside.locator(f"#{push.get_attribute('aria-describedby')}").inner_text()
    assert "python -m labeling up" in described
    assert "BTL_STREET_PHOTOS" in inside.locator("#btl-about-retrain").inner_text()
    push.click(force=True)
    assert inside.locator(".btl-error").count() == 0


@SIZES
def test_a_person_decides_what_taggers_could_not(inside: Page, shop: Shop, size: dict[str, int]) -> None:
    page, first = inside, size["width"]  # other photos and annotations for each size
    wrong, right = fill(shop.pool, 2, first)
    divided(shop.pool, wrong, first)
    divided(shop.pool, right, first + 2)
    page.reload()
    page.wait_for_selector(".btl-undecided-photo")
    assert page.locator(".btl-undecided-photo").count() == 2
    photo = page.get_by_role("article", name=f"Photo {right[:12]}")
    assert "divided" in photo.inner_text()
    drawn = photo.locator(".btl-said")
    assert drawn.all_inner_texts() == ["shirts", "jeans"]
    frame, box = photo.locator("img").first.bounding_box(), drawn.first.bounding_box()
    assert frame and box  # from 5 % to 30 % of the photo, as it was drawn
    assert (box["x"] - frame["x"]) / frame["width"] == pytest.approx(0.05, abs=0.02)
    assert box["width"] / frame["width"] == pytest.approx(0.25, abs=0.02)
    page.evaluate("window.scrollTo(0, 0)")
    assert violations(page) == [] and sideways(page) == 0

    photo.get_by_role("button", name=f"Accept annotation {first + 3}: jeans").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#btl-told")
    assert "accepted as annotation" in focused(page) and "accepted" in page.locator(".btl-done").inner_text()
    page.get_by_role("button", name=f"Reject photo {wrong[:12]}").click()
    page.wait_for_function("document.querySelector('#btl-told')?.textContent.includes('rejected')")
    with Session(shop.pool.engine) as session:
        assert session.get_one(TruthRow, right).articles[0][0] == "jeans"
        assert [session.get_one(PhotoRow, one).state for one in (right, wrong)] == ["accepted", "rejected"]
    assert page.locator(".btl-undecided-photo").count() == 0
    page.locator(".btl-rejected summary").click()
    back = page.get_by_role("button", name=f"Photo {wrong[:12]}: back to the taggers")
    assert back.get_attribute("aria-disabled") == "true" and "labeling up" in (back.get_attribute("title") or "")
    assert violations(page) == [] and sideways(page) == 0


@SIZES
def test_a_detector_is_promoted_and_rolled_back_once_asked_again(inside: Page, shop: Shop, watch: Watch) -> None:
    watch.expected.append("409")
    page, detectors = inside, Detectors(shop.settings.weights)
    assert page.locator("#btl-rollback").count() == 0
    held_back = page.get_by_role("button", name="Promote 0.9+v0002")
    held_back.click()
    asked = page.get_by_role("dialog", name="Promote 0.9+v0002?")
    assert "The gate held it back" in asked.inner_text() and "the detector that ships" in asked.inner_text()
    assert focused(page) == "Cancel"
    assert violations(page) == [] and sideways(page) == 0
    page.keyboard.press("Escape")
    page.wait_for_selector(".btl-ask", state="detached")
    assert focused(page) == "Promote 0.9+v0002" and detectors.live() == SHIPPED

    page.get_by_role("button", name="Promote 0.9+v0001").click()
    page.get_by_role("dialog").get_by_role("button", name="Promote").click()
    page.wait_for_selector("#btl-told")
    assert page.locator(".btl-done").inner_text() == "0.9+v0001 is live from the next photo on."
    assert detectors.live() == "0.9+v0001" and page.locator(".btl-fate").all_inner_texts() == ["held back", "live"]
    assert page.get_by_role("button", name="Promote 0.9+v0001").count() == 0

    detectors.promote("0.9+v0002")  # by somebody else, whom this page has not seen
    page.get_by_role("button", name="Roll back to the detector that ships").click()
    page.get_by_role("dialog").get_by_role("button", name="Roll back").click()
    page.wait_for_selector("#btl-told.btl-error")
    assert "0.9+v0002 went live" in page.get_by_role("alert").inner_text()
    for target in ("0.9+v0001", "the detector that ships"):
        page.get_by_role("button", name=f"Roll back to {target}").click()
        page.get_by_role("dialog").get_by_role("button", name="Roll back").click()
        page.wait_for_function(
            "text => document.querySelector('#btl-told')?.textContent.toLowerCase().startsWith(text)", arg=target
        )
    assert detectors.live() == SHIPPED and page.locator("#btl-rollback").count() == 0


@SIZES
def test_the_last_candidates_are_drawn_and_told(inside: Page) -> None:
    titles = inside.locator(".btl-candidate h3").all_inner_texts()
    assert titles == ["0.9+v0002", "0.9+v0001"]
    fates = inside.locator(".btl-fate").all_inner_texts()
    assert fates == ["held back", "passed the gate"]
    good = inside.locator(".btl-candidate").nth(1)
    assert "24.0 minutes of taggers, 8.0 a point of mean AP50 gained." in good.inner_text()
    rows = good.locator("tbody tr")
    assert rows.count() == len(Broad) + 1
    assert rows.last.locator("th").inner_text() == "Mean" and "+0.030" in rows.last.inner_text()
    before, after = (rows.first.locator(f".btl-range .btl-{side}").bounding_box() for side in ("before", "after"))
    scale = rows.first.locator(".btl-range").bounding_box()
    assert before and after and scale
    # From .5 to .7 on the scale: .03 is 15 % of its width.
    assert (after["x"] - before["x"]) / scale["width"] == pytest.approx(0.15, abs=0.02)
