"""The plan of the shoot: which products get a page, who wears what in which look, and in which split it belongs.

The plan is made by hashing names (see `outfits`), so it hardly changes when products are added. Pictures of a split
lead with products of that split; others are taken from the training split at most, so that no test or validation
product is ever seen in a training picture.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass

from data.boutique.outfits import out_of_sight, outfit, sex_of, share
from data.boutique.products import Product
from data.taxonomy import View

PAGE_SHARE = {"train": 0.28, "validation": 0.4, "test": 0.5}
"""How many of a split's products have a page of their own."""
BAGS = 0.4
"""How often a bag is carried."""
LOOKS_EACH = 3
"""In how many looks a product is seen at least; half of its looks are outdoors."""
ROUNDS, LAST_ROUND = 4, 9
"""Below the first number looks are drawn for all; from there on to the second, outdoors, for products still in want."""
SPLIT_ORDER = ("test", "validation", "train")
OUTDOORS = ("bricks", "plaster", "park", "concrete", "street", "avenue")
INDOORS = ("studio", "grey studio", "gallery")
PAGE_GROUNDS = ("studio", "grey studio", "warm studio")
OUTDOOR_SHARE = 0.6

VIEW_YAWS: dict[View, float] = {View.FRONT: 0.0, View.BACK: 180.0, View.LEFT: -90.0, View.RIGHT: 90.0, View.DETAIL: 0.0}
"""Degrees a person is turned for a view; at -90 the wearer's left side faces the camera."""


@dataclass(frozen=True)
class PagePlan:
    """A product page.

    Attributes:
        id: `page-<product>`.
        outfit: what the model wears, innermost first; the primary product is among it.
        primary: the product the page sells.
        sex: `women` or `men`.
        ground: name of a studio, see `blender.scenes`.
    """

    id: str
    primary: Product
    outfit: tuple[Product, ...]
    sex: str
    ground: str


@dataclass(frozen=True)
class LookPlan:
    """A street photo whose answers are known.

    Attributes:
        id: `look-<lead product>-<round>`.
        lead: the product it was made for.
        outfit: everything worn, innermost first.
        sex: `women` or `men`.
        scene: name of a backdrop, see `blender.scenes`.
    """

    id: str
    lead: Product
    outfit: tuple[Product, ...]
    sex: str
    scene: str


def plan_pages(table: Sequence[Product]) -> list[PagePlan]:
    """Pages in the order in which they should be rendered: test products first."""
    primaries = [product for product in table if share("page", product.id) < PAGE_SHARE[product.split]]
    plans = []
    for product in _by_split(primaries):
        key = f"page-{product.id}"
        ground = PAGE_GROUNDS[int(share(key, "ground") * len(PAGE_GROUNDS))]
        plans.append(PagePlan(key, product, outfit(product, table, key, BAGS), sex_of(product, key), ground))
    return plans


def plan_looks(table: Sequence[Product]) -> list[LookPlan]:
    """Looks in the order in which they should be rendered.

    Every product is worn in at least `LOOKS_EACH`, at least half of them outdoors. Each product leads one look;
    products that were not worn often enough by then lead further ones.
    """
    # Dropped after all are drawn, so that the looks that were rendered before this was asked stay as they are.
    plans = [plan for plan in _first_looks(table) if not out_of_sight(plan.outfit)]
    plans += _wanted_looks(table, plans)
    return sorted(plans, key=lambda plan: SPLIT_ORDER.index(plan.lead.split))


class _Tally:
    """How often each product is worn.

    Attributes:
        worn: product id -> looks.
        outdoors: product id -> looks outdoors.
    """

    def __init__(self, plans: Sequence[LookPlan] = ()) -> None:
        self.worn: Counter[str] = Counter()
        self.outdoors: Counter[str] = Counter()
        for plan in plans:
            self.add(plan)

    def add(self, plan: LookPlan) -> None:
        worn = [product.id for product in plan.outfit]
        self.worn.update(worn)
        self.outdoors.update(worn if plan.scene in OUTDOORS else ())

    def wants_air(self, product: Product) -> bool:
        return self.outdoors[product.id] * 2 < self.worn[product.id]

    def lacks(self, product: Product) -> bool:
        return self.worn[product.id] < LOOKS_EACH or self.wants_air(product)


def _first_looks(table: Sequence[Product]) -> list[LookPlan]:
    """One look for each product, then more for those that are worn too rarely."""
    tally = _Tally()
    plans: list[LookPlan] = []
    for number in range(1, ROUNDS):
        for product in table:
            if number > 1 and tally.worn[product.id] >= LOOKS_EACH:
                continue
            wanting = {each.id for each in table if tally.worn[each.id] < LOOKS_EACH} if number > 1 else set()
            outdoors = tally.outdoors[product.id] * 2 <= tally.worn[product.id]
            plans.append(_look(product, table, number, outdoors, wanting))
            tally.add(plans[-1])
    return plans


def _wanted_looks(table: Sequence[Product], plans: Sequence[LookPlan]) -> list[LookPlan]:
    """Looks outdoors for products that are worn too rarely, or too rarely outdoors."""
    tally = _Tally(plans)
    further: list[LookPlan] = []
    for number in range(ROUNDS, LAST_ROUND):
        for product in table:
            if not tally.lacks(product):
                continue
            plan = _look(product, table, number, True, {each.id for each in table if tally.lacks(each)})
            if not out_of_sight(plan.outfit):
                further.append(plan)
                tally.add(plan)
    return further


def _look(
    lead: Product, table: Sequence[Product], number: int, wants_air: bool, wanting: Container[str]
) -> LookPlan:  # fmt: skip
    key = f"look-{lead.id}-{number}"
    outside = wants_air if number > 1 else share(key, "outdoors") < OUTDOOR_SHARE
    scenes = OUTDOORS if outside else INDOORS
    scene = scenes[int(share(key, "scene") * len(scenes))]
    return LookPlan(key, lead, outfit(lead, table, key, BAGS, wanting), sex_of(lead, key), scene)


def _by_split(table: Sequence[Product]) -> list[Product]:
    return sorted(table, key=lambda product: SPLIT_ORDER.index(product.split))


def yaw_of(view: View, dice: random.Random) -> float:
    """Degrees a person is turned in a shot of a view: as a photographer asks for it, give or take a little."""
    reach = {View.FRONT: 12.0, View.BACK: 12.0, View.LEFT: 14.0, View.RIGHT: 14.0, View.DETAIL: 28.0}[view]
    return VIEW_YAWS[view] + dice.uniform(-reach, reach)
