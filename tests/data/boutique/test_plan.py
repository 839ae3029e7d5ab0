"""The plan of the shoot: every product is worn often enough, splits stay apart, and additions hardly change it."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from data.boutique.cuts.cut import ShoeCut
from data.boutique.outfits import QUIET_PATTERNS, hides_all, out_of_sight, outfit, share
from data.boutique.plan import LOOKS_EACH, OUTDOORS, plan_looks, plan_pages, yaw_of
from data.boutique.products import Product, products
from data.taxonomy import VIEWS, View

TABLE = products()
PAGES, LOOKS = plan_pages(TABLE), plan_looks(TABLE)


def test_there_are_at_least_sixty_pages_and_each_wears_its_primary_product() -> None:
    assert len(PAGES) >= 60
    assert len({page.id for page in PAGES}) == len(PAGES)
    assert all(page.primary in page.outfit for page in PAGES)
    assert {page.primary.split for page in PAGES} == {"train", "validation", "test"}


def test_every_product_is_worn_in_at_least_three_looks_half_of_them_outdoors() -> None:
    worn = Counter(product.id for look in LOOKS for product in look.outfit)
    assert min(worn[product.id] for product in TABLE) >= LOOKS_EACH == 3
    assert len({look.id for look in LOOKS}) == len(LOOKS)
    outside = Counter(product.id for look in LOOKS if look.scene in OUTDOORS for product in look.outfit)
    assert all(outside[product.id] * 2 >= worn[product.id] for product in TABLE)


def test_no_look_hides_what_it_is_made_for() -> None:
    def named(category: str, noun: str) -> Product:
        return next(p for p in TABLE if p.category == category and p.made.noun == noun)

    coat, shorts, skirt = named("jackets", "Coat"), named("shorts", "Denim shorts"), named("skirts", "A-line skirt")
    shirt, jeans = named("shirts", "Long shirt"), next(p for p in TABLE if p.category == "jeans")
    assert out_of_sight((shorts, shirt)) and out_of_sight((shorts, coat)) and out_of_sight((skirt, coat))
    assert not out_of_sight((skirt, shirt)) and not out_of_sight((jeans, coat)) and not out_of_sight((jeans, shirt))
    assert not any(out_of_sight(look.outfit) for look in LOOKS)


def test_pictures_are_between_a_thousand_and_fifteen_hundred() -> None:
    assert 1000 <= len(TABLE) + len(VIEWS) * len(PAGES) + len(LOOKS) <= 1500


def test_no_test_or_validation_product_is_seen_in_training() -> None:
    for lead, worn in [(p.primary, p.outfit) for p in PAGES] + [(look.lead, look.outfit) for look in LOOKS]:
        assert {product.split for product in worn} <= {lead.split, "train"}


def test_the_plan_is_the_same_every_time() -> None:
    assert plan_pages(TABLE) == PAGES
    assert plan_looks(TABLE) == LOOKS


def test_new_products_leave_most_of_the_plan_alone() -> None:
    """Without the last tenth of the table, pages are the same ones and most outfits are too."""
    fewer = random.Random(4).sample(TABLE, int(len(TABLE) * 0.9))
    known = {product.id for product in fewer}
    before = {page.id: page.outfit for page in plan_pages(fewer)}
    after = {page.id: page.outfit for page in PAGES if page.primary.id in known}
    assert set(before) == set(after)
    same = sum(before[name] == after[name] for name in before) / len(before)
    assert same > 0.55  # each of some three companions was drawn from the tenth with a chance of a tenth


@pytest.mark.parametrize("number", range(0, len(LOOKS), 7))
def test_outfits_are_whole_and_wearable(number: int) -> None:
    look = LOOKS[number]
    slots = [product.made.slot for product in look.outfit]
    assert len(slots) == len(set(slots))
    assert "shoes" in slots
    assert "dress" in slots or ("bottom" in slots and ("top" in slots or _closed(look.outfit)))
    wrong = "men" if look.sex == "women" else "women"
    assert all(product.made.sex != wrong for product in look.outfit)
    loud = [p for p in look.outfit if p.fabric.pattern not in QUIET_PATTERNS and p.made.slot not in ("shoes", "bag")]
    assert len(loud) <= 1


def _closed(worn: tuple[Product, ...]) -> bool:
    return any(hides_all(product) for product in worn)


def test_boots_are_not_worn_below_long_trousers() -> None:
    boots = next(p for p in TABLE if isinstance(p.made.making, ShoeCut) and p.made.making.shaft)
    for number in range(20):
        below = [p for p in outfit(boots, TABLE, f"try-{number}") if p.made.slot == "bottom"]
        assert all(p.category in ("skirts", "shorts", "capris") for p in below)


def test_nothing_to_wear_is_an_error_that_says_what() -> None:
    with pytest.raises(LookupError, match="bottom"):
        outfit(next(p for p in TABLE if p.made.slot == "top"), [], "alone")


def test_shares_are_even() -> None:
    drawn = [share("x", str(number)) for number in range(2000)]
    assert 0.47 < sum(drawn) / len(drawn) < 0.53
    assert all(0 <= value < 1 for value in drawn)


def test_left_means_that_the_wearers_left_side_faces_the_camera() -> None:
    """The camera looks along +y, the wearer's left is +x before turning: after it must point to the camera, -y."""
    import numpy as np

    for view, towards in ((View.LEFT, 1.0), (View.RIGHT, -1.0)):
        yaw = np.radians(yaw_of(view, random.Random(1)))
        left = np.array([[np.cos(yaw), -np.sin(yaw)], [np.sin(yaw), np.cos(yaw)]]) @ [1.0, 0.0]
        assert left[1] * towards < -0.9
