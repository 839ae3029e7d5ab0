"""Narrowing the finds by the shop's words, and the product's own brand first: on the page, without the server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import Opener, StagedApps
from tests.browser.steps import focused, said, send, settled, sideways, violations
from tests.web.staged import BRAND, draw_person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_finds_are_narrowed_to_what_the_shop_says_of_them(open_page: Opener, apps: StagedApps, tmp_path: Path) -> None:
    page = open_page(apps.full, 390, 844, has_touch=True, is_mobile=True)
    send(page, draw_person(tmp_path / "street.png"))
    assert page.locator(".btl-filter").all_inner_texts()[0].startswith("Colour")
    assert page.locator("[data-filter=pattern]").count() == 0, "the shop says nothing of patterns"
    colour = page.locator("[data-filter=colour]")
    assert colour.locator("option").all_inner_texts() == ["Any", "navy", "red"]
    every = page.locator(".btl-summary").inner_text()
    colour.select_option("navy")
    # Of the twelve sweaters every third is navy; of six tops two; of shoes the only pair.
    counts = [text.split()[0] for text in page.locator(".btl-chip .btl-count").all_inner_texts()]
    assert counts == ["2", "4", "0", "3", "1"]
    assert page.locator(".btl-summary").inner_text() == "10 similar items with what you chose" == said(page)
    assert focused(page).startswith("Any")
    assert sideways(page) == 0
    assert violations(page) == []
    # A second choice narrows further, within one article too.
    page.locator(".btl-chip", has_text="Sweater").tap()
    assert page.locator(".btl-card").count() == 4
    page.locator("[data-filter=sleeve]").select_option("short")
    assert page.locator(".btl-heading").inner_text() == "Similar items: Sweater"
    assert page.locator(".btl-card").count() == 1
    page.locator(".btl-chip", has_text="Jeans").tap()
    page.locator("[data-filter=colour]").select_option("red")
    page.locator("[data-filter=sleeve]").select_option("short")
    assert page.locator(".btl-none").inner_text() == "No similar item here has what you chose."
    for name in ("colour", "sleeve"):
        page.locator(f"[data-filter={name}]").select_option("any")
    page.locator(".btl-chip", has_text="Whole look").tap()
    assert page.locator(".btl-summary").inner_text() == every


def test_same_brand_first_on_a_product_page(open_page: Opener, apps: StagedApps) -> None:
    page = open_page(f"{apps.full}?product=outerwear-3")
    settled(page)
    page.locator(".btl-chip").nth(1).click()
    switch = page.get_by_role("switch", name="Same brand first")
    before = page.locator(".btl-card .btl-brand").all_inner_texts()
    own = page.locator(".btl-product-head .btl-brand").inner_text()
    assert own in before[1:]
    assert switch.get_attribute("aria-checked") == "false"
    switch.click()
    after = page.locator("button.btl-card .btl-brand").all_inner_texts()
    count = after.count(own)
    assert 0 < count < len(after)
    assert after[:count] == [own] * count
    assert own not in after[count:]
    assert "same brand" in said(page)
    assert page.get_by_role("switch", name="Same brand first").get_attribute("aria-checked") == "true"
    assert violations(page) == []
    page.get_by_role("switch", name="Same brand first").click()
    assert page.locator(".btl-card .btl-brand").all_inner_texts() == before


def test_same_brand_first_where_a_photo_shows_a_logo(open_page: Opener, apps: StagedApps, tmp_path: Path) -> None:
    page = open_page(apps.full)
    send(page, draw_person(tmp_path / "branded.png"))
    switch = page.get_by_role("switch", name="Same brand first")
    assert switch.get_attribute("aria-checked") == "false"
    assert switch.inner_text().endswith(f": {BRAND}"), "whose logo it is, as text"
    page.locator(".btl-chip", has_text="Sweater").click()
    before = page.locator("button.btl-card .btl-brand").all_inner_texts()
    own = before.count(BRAND)
    assert 0 < own < len(before)
    assert before[:own] != [BRAND] * own
    switch.click()
    after = page.locator("button.btl-card .btl-brand").all_inner_texts()
    assert after == [BRAND] * own + [each for each in before if each != BRAND]
    # The goods of an article whose logo nobody could read stay as they are.
    page.locator(".btl-chip", has_text="Jeans").click()
    unread = page.locator("button.btl-card").all_inner_texts()
    page.get_by_role("switch", name="Same brand first").click()
    assert page.locator("button.btl-card").all_inner_texts() == unread
    assert violations(page) == []


def test_a_photo_without_a_logo_has_no_brand_to_put_first(open_page: Opener, apps: StagedApps, tmp_path: Path) -> None:
    page = open_page(apps.full)
    send(page, draw_person(tmp_path / "street.png"))
    assert page.locator("[data-action=brand]").count() == 0
