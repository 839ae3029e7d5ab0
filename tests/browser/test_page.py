"""The page in a real browser, state by state, over stages that find what the photo's name says."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Opener, StagedApps, Watch
from tests.browser.steps import focused, headline, said, send, settled, sideways, violations
from tests.web.staged import HOSTILE, draw_person
from web.privacy import NOT_KEPT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WHOLE = "Shop the whole look"
PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return draw_person(tmp_path / "street.png")


@pytest.fixture
def look(open_page: Opener, apps: StagedApps, photo: Path) -> Page:
    page = open_page(apps.full)
    send(page, photo)
    return page


def test_first_visit(open_page: Opener, apps: StagedApps) -> None:
    page = open_page(apps.full)
    # This shop keeps nothing: so it says, and there is nothing to report to, nor a team that would look at it.
    assert page.locator(".btl-privacy").inner_text() == NOT_KEPT
    assert page.locator(".btl-header").get_by_text("Labelling").count() == 0
    assert page.request.get(f"{apps.full}labelling/").status == 404
    assert page.locator(".btl-examples button").count() == 2
    assert violations(page) == []


def test_before_a_click_every_article_shows_its_best(look: Page) -> None:
    assert headline(look) == WHOLE
    assert said(look) == "5 articles in your photo, 31 similar items in the shop"
    assert look.locator(".btl-group h2").all_inner_texts() == ["Top", "Sweater", "Bag", "Jeans", "Sports shoes"]
    assert [group.locator(".btl-card").count() for group in look.locator(".btl-group").all()] == [4, 4, 0, 4, 1]
    assert "nothing like it" in look.locator(".btl-none").inner_text()
    assert focused(look) == WHOLE
    assert look.locator(".btl-wrong, .btl-foot").count() == 0
    assert violations(look) == []


def test_icons_are_buttons_that_say_what_they_have(look: Page) -> None:
    names = [icon.get_attribute("aria-label") for icon in look.locator("button.btl-icon").all()]
    assert names == [
        "Top: 6 similar items",
        "Sweater: 12 similar items",
        "Bag: no similar items",
        "Jeans: 12 similar items",
        "Sports shoes: 1 similar item",
    ]


def test_icons_stand_where_the_articles_are(look: Page) -> None:
    frame = look.locator(".btl-photo img").bounding_box()
    icon = look.locator(".btl-icon").nth(3).bounding_box()
    assert frame and icon
    x = (icon["x"] + icon["width"] / 2 - frame["x"]) / frame["width"]
    y = (icon["y"] + icon["height"] / 2 - frame["y"]) / frame["height"]
    assert (x, y) == pytest.approx((0.5, 0.69), abs=0.01)
    assert min(icon["width"], icon["height"]) >= 24


def test_a_click_narrows_and_another_one_returns(look: Page) -> None:
    look.locator(".btl-icon").nth(1).click()
    assert headline(look) == "Similar items: Sweater"
    assert look.locator(".btl-card").count() == 12
    assert said(look) == "Sweater: 12 similar items"
    assert look.locator(".btl-icon").nth(1).get_attribute("aria-pressed") == "true"
    assert look.locator(".btl-chip[aria-pressed=true]").inner_text().startswith("Sweater")
    assert look.locator(".btl-photo img").is_visible()
    assert violations(look) == []
    look.locator(".btl-icon").nth(1).click()
    assert headline(look) == WHOLE


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_keyboard_does_what_the_mouse_does(look: Page, key: str) -> None:
    look.keyboard.press("Shift+Tab")
    look.locator("h1").focus()
    for _ in range(2):
        look.keyboard.press("Shift+Tab")
    assert focused(look).startswith("Sports shoes") or "photo" in focused(look).lower()
    look.locator(".btl-icon").first.focus()
    look.keyboard.press("Tab")
    assert focused(look) == "Sweater: 12 similar items"
    look.keyboard.press(key)
    assert headline(look) == "Similar items: Sweater"
    assert focused(look) == "Sweater: 12 similar items"
    look.keyboard.press("Escape")
    assert headline(look) == WHOLE
    assert focused(look) == "Sweater: 12 similar items"


def test_tab_goes_through_icons_chips_and_cards_in_reading_order(look: Page) -> None:
    look.locator(".btl-icon").first.focus()
    kinds = []
    for _ in range(17):
        kinds.append(look.evaluate("document.activeElement.className.split(' ')[0]"))
        look.keyboard.press("Tab")
    assert kinds[:5] == ["btl-icon"] * 5
    assert kinds[6:12] == ["btl-chip"] * 6
    # The other colours, the filters by colour and by sleeve, then the finds.
    assert kinds[12:17] == ["btl-switch", "btl-select", "btl-select", "btl-link", "btl-card"]


def test_focus_is_seen(look: Page) -> None:
    for kind in (".btl-icon", ".btl-chip", ".btl-select", ".btl-card"):
        look.locator(kind).first.focus()
        look.keyboard.press("Shift+Tab")
        look.keyboard.press("Tab")
        outline = look.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert look.evaluate("document.activeElement.matches(':focus-visible')")
        assert outline == "3px"


def test_a_card_opens_a_closer_view_and_escape_leaves_only_it(look: Page) -> None:
    look.locator(".btl-icon").nth(3).click()
    card = look.locator(".btl-card").nth(7)
    card.focus()
    look.keyboard.press("Enter")
    dialog = look.get_by_role("dialog")
    assert dialog.locator("h2").inner_text() == "Bottomwear no. 7"
    assert "to the jeans in your photo" in dialog.inner_text()
    assert violations(look) == []
    look.keyboard.press("Escape")
    assert dialog.count() == 0
    assert headline(look) == "Similar items: Jeans"
    assert look.evaluate("document.activeElement.dataset.id") == "bottomwear-7"


def test_hostile_titles_are_text(look: Page) -> None:
    look.locator(".btl-icon").nth(1).click()
    titles = look.locator(".btl-card .btl-title").evaluate_all("nodes => nodes.map((node) => node.textContent)")
    assert titles[: len(HOSTILE)] == list(HOSTILE)
    assert look.locator(".btl-root script, .btl-root [onerror]").count() == 0
    look.locator(".btl-card").nth(2).click()
    assert look.get_by_role("dialog").locator("h2").text_content() == HOSTILE[2]
    assert look.title() == "Buy That Look"


def test_prices_have_their_currency(look: Page) -> None:
    prices = look.locator(".btl-group").nth(1).locator(".btl-price").all_inner_texts()
    # XQZ is no currency, so it stands as the shop wrote it.
    assert prices[1] == "€10.50"
    assert "XQZ" in prices[0] and "9.50" in prices[0]


def test_the_photo_stays_in_sight(look: Page) -> None:
    look.evaluate("window.scrollTo(0, 900)")
    look.wait_for_timeout(300)
    box = look.locator(".btl-photo").bounding_box()
    assert box and box["y"] >= 0
    assert look.evaluate("window.scrollY") > 300


def test_half_a_person(open_page: Opener, apps: StagedApps, photo: Path) -> None:
    page = open_page(apps.full)
    send(page, photo.rename(photo.with_name("half.png")))
    assert headline(page) == WHOLE
    notice = "The feet are not in the photo. We searched for everything that can be seen."
    assert page.locator(".btl-notice").inner_text() == notice
    assert violations(page) == []


def test_nobody(open_page: Opener, apps: StagedApps, photo: Path) -> None:
    page = open_page(apps.full)
    send(page, photo.rename(photo.with_name("nobody.png")))
    assert headline(page) == "We found no clothes in this photo"
    assert "We see no person in this photo." in page.locator(".btl-sub").inner_text()
    assert violations(page) == []


def test_broken_files_get_a_sentence_and_the_next_photo_works(
    open_page: Opener, apps: StagedApps, tmp_path: Path, photo: Path
) -> None:
    page = open_page(apps.full)
    files = {"broken.jpg": b"\xff\xd8\xff\xe0 cut off", "empty.png": b"", "note.txt.jpg": b"not a picture"}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        send(page, tmp_path / name)
        assert headline(page) == "We can’t use this file"
        assert "photo" in page.locator(".btl-sub").inner_text()
    assert violations(page) == []
    # The same answer to the same file twice ends the second search too.
    send(page, tmp_path / "broken.jpg")
    send(page, tmp_path / "broken.jpg")
    send(page, photo)
    assert headline(page) == WHOLE


def test_a_fault_of_ours_shows_no_inside(open_page: Opener, apps: StagedApps, photo: Path) -> None:
    page = open_page(apps.full)
    send(page, photo.rename(photo.with_name("crash.png")))
    assert headline(page) == "That did not work"
    assert "secret" not in page.content() and "Traceback" not in page.content()
    assert page.locator(".toast-wrap").is_hidden() or page.locator(".toast-wrap").count() == 0
    page.get_by_role("button", name="Try again").click()
    settled(page)
    assert headline(page) == "That did not work"


def test_an_example_is_searched_like_a_photo(open_page: Opener, apps: StagedApps) -> None:
    page = open_page(apps.full)
    page.locator(".btl-examples button").first.click()
    page.wait_for_selector(".btl-icon")
    assert headline(page) == WHOLE


def test_stages_are_named_while_a_search_runs(open_page: Opener, apps: StagedApps, photo: Path) -> None:
    page = open_page(apps.full)
    page.set_input_files("input[data-photo]", photo.rename(photo.with_name("slow.png")))
    page.wait_for_selector(".btl-stage-text:has-text('Finding the clothes')")
    assert said(page) == "Searching. This takes a moment."
    assert violations(page) == []
    settled(page)


def test_an_empty_shop_says_how_to_fill_it(open_page: Opener, apps: StagedApps) -> None:
    page = open_page(apps.empty)
    assert headline(page) == "This shop is still empty"
    assert "python -m data.catalog import" in page.locator("pre").inner_text()
    assert violations(page) == []


def test_a_busy_shop_asks_to_come_back(open_page: Opener, apps: StagedApps, photo: Path, watch: Watch) -> None:
    # The browser logs that the queue answered "full".
    watch.expected.append("503")
    slow = photo.rename(photo.with_name("slow.png"))
    pages = [open_page(apps.busy) for _ in range(3)]
    for page in pages:
        page.set_input_files("input[data-photo]", slow)
        page.wait_for_timeout(700)
    for page in pages:
        settled(page)
    assert sorted(headline(page) for page in pages) == [WHOLE, WHOLE, "That did not work"]
    refused = next(page for page in pages if headline(page) != WHOLE)
    assert "Many people" in refused.locator(".btl-sub").inner_text()
    assert violations(refused) == []
    refused.get_by_role("button", name="Try again").click()
    refused.wait_for_selector(".btl-icon")


def test_on_a_phone(open_page: Opener, apps: StagedApps, photo: Path) -> None:
    page = open_page(apps.full, **PHONE)
    assert sideways(page) == 0
    send(page, photo)
    assert sideways(page) == 0
    for target in page.locator(".btl-icon, .btl-chip, .btl-link").all():
        box = target.bounding_box()
        assert box and box["height"] >= 44
    page.locator(".btl-chip").nth(4).tap()
    assert headline(page) == "Similar items: Jeans"
    cards = [card.bounding_box() for card in page.locator(".btl-card").all()[:3]]
    assert cards[0] and cards[1] and cards[2]
    assert cards[0]["y"] == cards[1]["y"] < cards[2]["y"]
    assert sideways(page) == 0
    page.locator(".btl-card").nth(11).scroll_into_view_if_needed()
    assert page.locator(".btl-back").bounding_box()["y"] >= 0  # type: ignore[index]
    assert violations(page) == []


def test_at_twice_the_size(open_page: Opener, apps: StagedApps, photo: Path) -> None:
    """200 % zoom of a 1280 px window is a window of 640 px at twice the density."""
    page = open_page(apps.full, 640, 430, device_scale_factor=2)
    send(page, photo)
    assert sideways(page) == 0
    page.locator(".btl-icon").nth(1).click()
    assert headline(page) == "Similar items: Sweater"


def test_motion_is_off_where_the_system_says_so(open_page: Opener, apps: StagedApps, photo: Path) -> None:
    page = open_page(apps.full, reduced_motion="reduce")
    send(page, photo)
    moving = (
        "[...document.querySelectorAll('.btl *')].filter((node) => getComputedStyle(node).transitionDuration !== '0s')"
    )
    assert page.evaluate(f"{moving}.length") == 0
