"""Shoppers and the photos that are kept, in a real browser: what the page says of it, and their reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import Opener, Watch
from tests.browser.kept_photos import PHONE, SIZES, Shop
from tests.browser.screens import nobody
from tests.browser.steps import focused, headline, said, send, sideways, violations
from tests.browser.test_app import LOOKS

pytest_plugins = ["tests.browser.kept_photos"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
THANKS = "Thank you. Our team will look at it."


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
