"""The team's page on the photos that are kept, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from data.taxonomy import Broad
from labeling.tables import PhotoRow, TruthRow
from labeling.weights import SHIPPED, Detectors
from pipeline.photo import open_photo
from tests.browser.conftest import Opener, Watch
from tests.browser.kept_photos import SIZES, Shop, sign_in
from tests.browser.steps import focused, headline, sideways, violations
from tests.browser.test_app import LOOKS
from tests.labeling.conftest import fill
from tests.labeling.test_opinions import divided

pytest_plugins = ["tests.browser.kept_photos"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


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
