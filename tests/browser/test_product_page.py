"""A shopper walks product pages: by deep link, shelves, links and keys, whatever state their pictures are in."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Opener, StagedApps, Watch
from tests.browser.steps import focused, headline, said, send, settled, sideways, violations
from tests.web.staged import COLOURS_OF, HOSTILE, LOST, draw_person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}


def product(open_page: Opener, apps: StagedApps, id_: str, **options: object) -> Page:
    """Follow a deep link to a product."""
    page = open_page(f"{apps.full}?product={quote(id_, safe='')}", **options)
    settled(page)
    return page


def opened(page: Page, title: str) -> None:
    """Wait for the page of a product."""
    page.locator(".btl-product h1", has_text=title).wait_for()


def test_a_walk(open_page: Opener, apps: StagedApps) -> None:
    page = product(open_page, apps, "bottomwear-8")
    # The product, its place in the shop, its pictures and which of them was chosen, and why.
    assert headline(page) == "Page 8"
    assert said(page) == "Page 8. 13 of 14 in Trousers and shorts."
    assert page.title() == "Page 8 – Buy That Look"
    thumbs = page.locator(".btl-thumb")
    assert thumbs.count() == 5
    assert thumbs.nth(1).get_attribute("aria-label") == "Picture 2 of 5, back, chosen"
    assert page.locator(".btl-thumb.btl-chosen").count() == 1
    assert page.locator(".btl-verdict").inner_text() == "Picture 2 of 5, back, chosen. It shows most of the outfit."
    # The look of the chosen one: an icon an article, this item first.
    assert page.locator(".btl-icon").count() == 5
    first = page.locator(".btl-group").first
    assert first.locator("h2").inner_text() == "Jeans"
    assert first.locator("li").first.locator(".btl-badge").inner_text() == "This item"
    assert page.locator(".btl-badge", has_text="This item").count() == 1
    assert violations(page) == []
    # Another picture says why it was not chosen, and has no icons.
    thumbs.nth(0).focus()
    page.keyboard.press("Enter")
    assert "not chosen. Another picture shows more" in page.locator(".btl-verdict").inner_text()
    assert page.locator(".btl-icon").count() == 0
    assert focused(page) == "Picture 1 of 5, front"
    # A secondary article is shoppable; its icon brings the chosen picture back.
    page.locator(".btl-chip", has_text="Sweater").click()
    assert page.locator(".btl-icon[aria-pressed=true]").get_attribute("aria-label") == "Sweater: 12 similar items"
    assert page.locator(".btl-heading").inner_text() == "Similar items: Sweater"
    assert page.locator(".btl-card").count() == 12
    assert page.locator(".btl-badge", has_text="This item").count() == 0
    assert headline(page) == "Page 8"
    # From a find to its own product page, and back.
    page.locator(".btl-card").nth(7).click()
    page.get_by_role("dialog").get_by_role("link", name="Product page").click()
    opened(page, "Outerwear no. 7")
    assert page.url.endswith("?product=outerwear-7")
    page.go_back()
    opened(page, "Page 8")


def test_next_and_previous_by_keyboard(open_page: Opener, apps: StagedApps) -> None:
    page = product(open_page, apps, "bottomwear-7")
    page.keyboard.press("ArrowRight")
    opened(page, "Page 8")
    assert page.url.endswith("?product=bottomwear-8")
    assert focused(page) == "Page 8"
    page.keyboard.press("ArrowRight")
    opened(page, "Bottomwear no. 9")
    # The last of its category: nothing follows.
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert headline(page) == "Bottomwear no. 9"
    page.keyboard.press("ArrowLeft")
    opened(page, "Page 8")
    # Not while something else has the keys.
    page.locator(".btl-card[data-id]").first.click()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert page.get_by_role("dialog").count() == 1
    assert headline(page) == "Page 8"
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Next product").click()
    opened(page, "Bottomwear no. 9")


def test_whoever_is_in_a_hurry_gets_the_last_product(open_page: Opener, apps: StagedApps) -> None:
    page = product(open_page, apps, "topwear-0")
    for number in (5, 3, 4):
        page.evaluate(
            "(id) => { history.pushState(null, '', `?product=${id}`); dispatchEvent(new PopStateEvent('popstate')); }",
            f"topwear-{number}",
        )
    opened(page, HOSTILE[4])
    page.wait_for_timeout(1500)
    assert headline(page) == HOSTILE[4]


def test_the_switch_for_other_colours(open_page: Opener, apps: StagedApps) -> None:
    page = product(open_page, apps, "bottomwear-8")
    page.locator(".btl-chip", has_text="Jeans").click()
    switch = page.get_by_role("switch", name="Other colours")
    assert switch.get_attribute("aria-checked") == "false"
    assert page.locator(".btl-card[data-id]").count() == 11
    switch.focus()
    page.keyboard.press("Space")
    assert switch.get_attribute("aria-checked") == "true"
    assert page.locator(".btl-card[data-id]").count() == 13
    assert focused(page) == "Other colours"
    assert violations(page) == []
    # It stays as it was set, on the next product and for a photo of one's own.
    page.keyboard.press("ArrowLeft")
    opened(page, "Bottomwear no. 7")
    assert switch.get_attribute("aria-checked") == "true"


def test_other_colours_of_this_item(open_page: Opener, apps: StagedApps) -> None:
    page = product(open_page, apps, COLOURS_OF)
    links = page.locator(".btl-siblings a")
    assert [link.get_attribute("aria-label") for link in links.all()] == ["Chino in ochre", "Chino in teal"]
    links.nth(1).click()
    opened(page, "Chino in teal")


def test_from_the_tab_over_the_shelves(open_page: Opener, apps: StagedApps, watch: Watch) -> None:
    watch.expected.append("404")  # the picture of a product that lost it
    page = open_page(apps.full)
    page.get_by_role("link", name="Product pages").click()
    page.locator(".btl-shelves").wait_for()
    assert headline(page) == "Product pages"
    assert page.locator("#btl-header [aria-current]").inner_text() == "Product pages"
    assert page.locator(".btl-goods li").count() == 24
    assert violations(page) == []
    page.get_by_role("link", name="Next products").click()
    page.locator("text=Page 2 of 2").wait_for()
    page.get_by_role("link", name="Tops").click()
    page.locator(".btl-chip[aria-current]", has_text="Tops").wait_for()
    titles = page.locator(".btl-goods .btl-title").evaluate_all("nodes => nodes.map((node) => node.textContent)")
    assert titles == list(HOSTILE)
    page.locator(".btl-goods a").nth(2).click()
    opened(page, HOSTILE[2])
    page.go_back()
    page.locator(".btl-chip[aria-current]", has_text="Tops").wait_for()
    page.get_by_role("link", name="Your photo").click()
    page.locator(".btl-welcome").wait_for()
    assert page.url == apps.full


def test_a_photo_is_there_again_after_a_visit_to_a_product(
    open_page: Opener, apps: StagedApps, tmp_path_factory: pytest.TempPathFactory
) -> None:
    page = open_page(apps.full)
    send(page, draw_person(tmp_path_factory.mktemp("photo") / "street.png"))
    page.locator(".btl-card").first.click()
    page.get_by_role("dialog").get_by_role("link", name="Product page").click()
    page.locator(".btl-product").wait_for()
    page.go_back()
    page.locator("h1", has_text="Shop the whole look").wait_for()


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_titles_are_text(open_page: Opener, apps: StagedApps, title: str) -> None:
    page = product(open_page, apps, f"topwear-{HOSTILE.index(title)}")
    assert page.locator("h1").text_content() == title
    assert page.evaluate("document.title").endswith("Buy That Look")
    assert page.locator(".btl-root script, .btl-root [onerror]").count() == 0


@pytest.mark.parametrize("id_", ["nobody", "", *HOSTILE, "a&shelf=b#c", "%00", "x" * 3000])
def test_an_unknown_product_says_so(open_page: Opener, apps: StagedApps, id_: str) -> None:
    page = product(open_page, apps, id_)
    assert headline(page) == "This product is not in the shop"
    assert page.title() == "Buy That Look"
    page.get_by_role("link", name="Product pages").last.click()
    page.locator(".btl-shelves").wait_for()


def test_no_picture_and_one(open_page: Opener, apps: StagedApps, watch: Watch) -> None:
    watch.expected.append("404")
    page = product(open_page, apps, "skirts-none")
    assert page.locator(".btl-thumb").count() == 0
    assert "has no pictures" in page.locator(".btl-notice").inner_text()
    assert page.locator(".btl-badge", has_text="This item").count() == 1
    assert violations(page) == []
    page = product(open_page, apps, "skirts-one")
    assert page.locator(".btl-thumb").count() == 1
    assert page.locator(".btl-icon").count() == 5
    # None of the articles is the skirt: it stands first all the same.
    assert page.locator(".btl-group").first.locator("h2").inner_text() == "Skirt"
    assert "from the front" in page.locator(".btl-notice").inner_text()
    page.locator(".btl-group").first.locator(".btl-card[data-id]").first.click()
    assert page.get_by_role("dialog").locator("figcaption").first.inner_text() == "This item"
    assert violations(page) == []


def test_thirty_pictures(open_page: Opener, apps: StagedApps, watch: Watch) -> None:
    watch.expected.append("404")
    page = product(open_page, apps, "skirts-thirty")
    thumbs = page.locator(".btl-thumb")
    assert thumbs.count() == 30
    assert sideways(page) == 0
    thumbs.nth(LOST).click()
    assert "can’t be shown" in page.locator(".btl-verdict").inner_text()
    assert page.locator(".btl-lost").is_visible()
    thumbs.nth(29).click()
    assert page.locator(".btl-plain img").is_visible()
    assert violations(page) == []


def test_only_broken_pictures(open_page: Opener, apps: StagedApps, watch: Watch) -> None:
    # The main picture is gone: the card's frame stays empty.
    watch.expected.append("404")
    page = product(open_page, apps, "skirts-broken")
    assert "None of this product’s pictures can be shown" in page.locator(".btl-notice").inner_text()
    assert page.locator(".btl-thumb.btl-failed").count() == 3
    assert page.locator(".btl-group").count() == 1
    assert page.locator(".btl-card[data-id]").count() >= 2
    assert violations(page) == []


def test_on_a_phone(open_page: Opener, apps: StagedApps) -> None:
    page = product(open_page, apps, "bottomwear-8", **PHONE)
    assert sideways(page) == 0
    for target in page.locator(".btl-thumb, .btl-step:not(.btl-off), .btl-switch, .btl-icon, #btl-header nav a").all():
        box = target.bounding_box()
        assert box
        assert box["height"] >= 44
    page.locator(".btl-chip", has_text="Top").tap()
    assert page.locator(".btl-heading").inner_text() == "Similar items: Top"
    assert sideways(page) == 0
    assert violations(page) == []
    page.goto(f"{apps.full}?shelf=bottomwear")
    page.locator(".btl-shelves").wait_for()
    assert sideways(page) == 0
    assert violations(page) == []
