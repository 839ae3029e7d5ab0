"""Outfits: what goes with a product, drawn so that a new product in the table hardly changes anybody's outfit.

Every choice is a highest-random-weight hash (Thaler and Ravishankar 1998, "rendezvous hashing"): of the candidates the
one whose hash with the picture's name is smallest. A product added later only changes the outfits in which it wins.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Sequence

from data.boutique.cuts import Library, ShoeCut
from data.boutique.products import Product
from data.boutique.tailor.bottoms import SkirtCut, TrouserCut
from data.boutique.tailor.tops import TopCut

QUIET_PATTERNS = ("plain", "melange", "denim")
"""Cloth that goes with any pattern."""
DRESSY, SPORTY = ("office", "party"), ("sport", "beach", "outdoor")
"""Occasions that don't go together."""
LAYERS = ("bottom", "dress", "top", "outer", "shoes", "bag")
"""Slots from the skin outwards."""
FULL_LENGTH = -0.75
"""Trousers whose hem lies below this level reach over boots."""
SHORTS_HEM = -0.15
"""Level of the hem of the library's shorts; its other pieces for the legs reach to the ankles."""
PEEPS = 0.08
"""What a coat or a long shirt must leave to be seen of shorts or a skirt below it, in levels (1 = hips to ankles)."""


def share(*words: str) -> float:
    """A number in 0..1 that depends on the words alone."""
    digest = hashlib.sha256("\x1f".join(words).encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def chosen(key: str, candidates: Iterable[Product]) -> Product | None:
    """The candidate that this picture draws, or None where there is none."""
    return min(candidates, key=lambda product: share(key, product.id), default=None)


def sex_of(lead: Product, key: str) -> str:
    """`women` or `men`: who can wear the lead product; unisex goods are worn by either."""
    if lead.made.sex != "unisex":
        return lead.made.sex
    return "women" if share(key, "sex") < 0.5 else "men"


def outfit(
    lead: Product, table: Sequence[Product], key: str, bag_share: float = 0.4, wanting: Container[str] = ()
) -> tuple[Product, ...]:
    """A whole outfit round a product, innermost first.

    Args:
        lead: must be worn.
        table: what may be worn with it; products are taken from the lead's split as long as that has any.
        key: the picture's name.
        bag_share: how often a bag is carried.
        wanting: ids of products that should be worn rather than others.

    Raises:
        LookupError: nothing in the table goes with the product.
    """
    sex = sex_of(lead, key)
    worn: dict[str, Product] = {lead.made.slot: lead}
    for slot in _slots(lead, key, sex, bag_share):
        rack = [product for product in table if product.made.slot == slot and product.made.sex in (sex, "unisex")]
        fitting = _preferred([p for p in rack if _goes(p, list(worn.values()))], lead)
        fitting = [p for p in fitting if not any(_clash(p, other) for other in worn.values())] or fitting
        found = chosen(f"{key}/{slot}", [p for p in fitting if p.id in wanting] or fitting)
        if found is None:
            raise LookupError(f"nothing to wear as {slot} with {lead.id} ({sex})")
        worn[slot] = found
    return tuple(sorted(worn.values(), key=lambda product: LAYERS.index(product.made.slot)))


def _preferred(candidates: list[Product], lead: Product) -> list[Product]:
    """Of the lead's split; of the training split where that has none, so that no test product is seen in training."""
    own = [product for product in candidates if product.split == lead.split]
    return own or [product for product in candidates if product.split == "train"]


def _slots(lead: Product, key: str, sex: str, bag_share: float) -> list[str]:
    """The slots to be filled, in the order in which they are chosen."""
    slot = lead.made.slot
    dressed = slot == "dress" or (slot in ("shoes", "bag") and sex == "women" and share(key, "dress") < 0.3)
    wanted = [] if not dressed or slot == "dress" else ["dress"]
    if not dressed:
        wanted += [name for name in ("bottom", "top") if name != slot]
    if slot == "outer" and hides_all(lead):
        wanted.remove("top")
    elif slot in ("bottom", "shoes", "bag") and not dressed and share(key, "knit") < 0.35:
        wanted[wanted.index("top")] = "outer"
    if slot != "shoes":
        wanted.append("shoes")
    if slot != "bag" and share(key, "bag") < bag_share:
        wanted.append("bag")
    return wanted


def hides_all(product: Product) -> bool:
    """Whether nothing can be seen of a top below: closed knitwear, jackets and coats."""
    making = product.made.making
    return product.made.slot == "outer" and isinstance(making, TopCut) and not _open(making)


def _open(making: TopCut) -> bool:
    return making.open_front is not None or making.collar_band > 0 or making.sleeve == 0


def out_of_sight(worn: Sequence[Product]) -> bool:
    """Whether next to nothing is seen of a skirt or shorts below a coat or a long shirt."""
    hems = [
        product.made.making.fall.hem
        for product in worn
        if product.made.slot in ("top", "outer")
        and isinstance(product.made.making, TopCut)
        and product.made.making.fall
    ]
    legs = [_hem(product) for product in worn if product.made.slot == "bottom"]
    return any(hem < leg + PEEPS for hem in hems for leg in legs)


def _hem(bottom: Product) -> float:
    """Level of the hem of what is worn on the legs (0 = hips, -1 = ankles)."""
    making = bottom.made.making
    if isinstance(making, SkirtCut):
        return making.fall.hem
    if isinstance(making, TrouserCut):
        return making.hem
    return SHORTS_HEM if isinstance(making, Library) and "shorts" in making.piece else -1.0


def _goes(product: Product, worn: Sequence[Product]) -> bool:
    """One pattern an outfit; boots not below trousers; as the only upper garment, knitwear or a closed jacket."""
    slots = {other.made.slot for other in worn}
    if not _quiet(product) and not all(_quiet(other) for other in worn):
        return False
    if product.made.slot == "outer" and not hides_all(product):
        return "top" in slots or "dress" in slots
    if product.made.slot == "top" and "outer" in slots:
        return not _flows(product) and not _bare_arms(product)
    return not any(_boots_below_trousers(product, other) or _boots_below_trousers(other, product) for other in worn)


def _clash(product: Product, other: Product) -> bool:
    """What a shopper would smile at: running shoes with a gown, shorts with a dress coat."""
    dressy = {product.made.occasion in DRESSY, other.made.occasion in DRESSY}
    sporty = {product.made.occasion in SPORTY, other.made.occasion in SPORTY}
    bare = {product.category, other.category} & {"shorts"}
    warm = {product.category, other.category} & {"jackets", "blazers", "nehru jackets"}
    return (True in dressy and True in sporty) or bool(bare and warm)


def _quiet(product: Product) -> bool:
    return product.fabric.pattern in QUIET_PATTERNS or product.made.slot in ("shoes", "bag")


def _flows(product: Product) -> bool:
    making = product.made.making
    return isinstance(making, TopCut) and making.fall is not None


def _bare_arms(product: Product) -> bool:
    making = product.made.making
    return isinstance(making, TopCut) and making.sleeve == 0


def _boots_below_trousers(boots: Product, trousers: Product) -> bool:
    making, legs = boots.made.making, trousers.made.making
    if not isinstance(making, ShoeCut) or not making.shaft or trousers.made.slot != "bottom":
        return False
    return (isinstance(legs, TrouserCut) and legs.hem < FULL_LENGTH) or (
        isinstance(legs, Library) and "shorts" not in legs.piece and "skirt" not in legs.piece
    )
