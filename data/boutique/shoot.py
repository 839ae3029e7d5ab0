"""From the plan to the camera: who models a page or a look, in which pose and light, and what each shot must show."""

from __future__ import annotations

import random
from dataclasses import dataclass

from data.boutique.casting import Casting, Frame, Looks, person
from data.boutique.figure.body import Shape
from data.boutique.gate import FIRST_PRODUCT, Expected
from data.boutique.outfits import share
from data.boutique.plan import LookPlan, PagePlan, yaw_of
from data.boutique.posing import model_pose
from data.boutique.products import Product
from data.boutique.tailor.bottoms import SkirtCut
from data.boutique.tailor.tops import TopCut
from data.boutique.wardrobe import over_shoulder
from data.taxonomy import VIEWS, View

HOUSE_MODELS = 6
"""Models of each sex who work for the product pages."""
LOOK_YAW = 42.0
"""Degrees a person in a street photo is turned at most."""


@dataclass(frozen=True)
class Job:
    """A page or a look, ready to be photographed.

    Attributes:
        id: of the page or look.
        kind: `page` or `look`.
        lead: the product it is made for.
        casting: who, in what, where.
        shots: file below the shop's folder, view (None for looks) and frame of every shot.
        attempt: how often it had been tried before.
    """

    id: str
    kind: str
    lead: Product
    casting: Casting
    shots: tuple[tuple[str, View | None, Frame], ...]
    attempt: int = 0

    def expected(self, view: View | None, frame: Frame) -> Expected:
        """What a shot must show: everything from the front, the lead product from everywhere but a bag from behind."""
        worn = {product.id: FIRST_PRODUCT + number for number, product in enumerate(self.casting.outfit)}
        hidden: set[str] = set()
        if view not in (None, View.FRONT):
            hidden = {name for name in worn if name != self.lead.id}
            if self.lead.made.slot == "bag" and view is not View.DETAIL:
                hidden.add(self.lead.id)
        pose = self.casting.pose
        return Expected(worn, self.lead.id, frozenset(hidden), view, frame.yaw + pose.torso_turn + pose.head_turn)


def page_job(plan: PagePlan, attempt: int = 0) -> Job:
    """A product page: one of the house models, five shots."""
    dice = random.Random(f"{plan.id}/{attempt}")
    number = int(share(plan.id, "model") * HOUSE_MODELS) + attempt  # not everything suits everybody
    shape, looks = house_model(plan.sex, number % HOUSE_MODELS)
    casting = _casting(dice, shape, looks, plan.outfit, plan.ground)
    shots = []
    for view in VIEWS:
        close_up = plan.primary if view is View.DETAIL else None
        frame = Frame(yaw_of(view, dice), dice.uniform(0.84, 0.92), dice.uniform(-0.02, 0.02), close_up)
        shots.append((f"pages/{plan.id}/{view}.webp", view, frame))
    return Job(plan.id, "page", plan.primary, casting, tuple(shots), attempt)


def look_job(plan: LookPlan, attempt: int = 0) -> Job:
    """A street photo: somebody of their own in some pose and light."""
    dice = random.Random(f"{plan.id}/{attempt}")
    shape, looks = person(dice, plan.sex == "men")
    casting = _casting(dice, shape, looks, plan.outfit, plan.scene)
    yaw = max(-LOOK_YAW, min(LOOK_YAW, dice.gauss(0, 20)))
    frame = Frame(yaw, dice.uniform(0.74, 0.92), dice.uniform(-0.08, 0.08))
    return Job(plan.id, "look", plan.lead, casting, ((f"looks/{plan.id}.webp", None, frame),), attempt)


def house_model(sex: str, number: int) -> tuple[Shape, Looks]:
    """One of the models of the product pages: always the same body and face for a number."""
    return person(random.Random(f"house/{sex}/{number}"), sex == "men")


def _casting(dice: random.Random, shape: Shape, looks: Looks, outfit: tuple[Product, ...], scene: str) -> Casting:
    side = dice.choice("lr")
    bags = [product for product in outfit if product.made.slot == "bag"]
    bag = (side, over_shoulder(bags[0].cut)) if bags else None
    pose = model_pose(dice, bag, max(room(product) for product in outfit))
    return Casting(shape, looks, pose, outfit, 0.0, scene, bag_side=side, light=dice.random())


def room(product: Product) -> float:
    """Degrees by which arms must be held further out for a garment: thick jackets, wide skirts."""
    making = product.made.making
    if isinstance(making, SkirtCut):
        return min(8.0, 6.0 * max(making.fall.flare, 0.0))
    if isinstance(making, TopCut):
        flare = making.fall.flare if making.fall else 0.0
        return min(8.0, 25.0 * max(making.ease - 0.12, 0.0) + 6.0 * max(flare, 0.0))
    return 0.0
