"""How the labels of Clothing Co-Parsing become articles of the taxonomy.

Clothing Co-Parsing (Yang, Luo, Lin 2014; Apache-2.0) names 59 labels a pixel. One label in one photo is one article;
all footwear labels together are one (a pair); a suit is jacket and trousers in one label, so it can be neither: it is
a region in which detections are not judged.
"""

from __future__ import annotations

import hashlib
from typing import Literal

from data.taxonomy import Broad

Split = Literal["train", "validation"]

SPLIT_SEED = 0
VALIDATION_SHARE = 0.2
MIN_AREA_SHARE = 0.001

FINE_OF_LABEL: dict[str, str] = {
    "blouse": "women tops",
    "top": "women tops",
    "bodysuit": "women tops",
    "shirt": "shirts",
    "t-shirt": "t-shirts",
    "sweater": "sweaters",
    "jumper": "sweaters",
    "sweatshirt": "sweatshirts",
    "hoodie": "sweatshirts",
    "jacket": "jackets",
    "coat": "jackets",
    "cape": "jackets",
    "vest": "jackets",
    "blazer": "blazers",
    "cardigan": "shrugs",
    "pants": "trousers",
    "leggings": "trousers",
    "jeans": "jeans",
    "shorts": "shorts",
    "skirt": "skirts",
    "dress": "dresses",
    "romper": "dresses",
    "bag": "hand bags",
    "purse": "hand bags",
    "wallet": "hand bags",
}

SPORTS_SHOE_LABELS = frozenset({"sneakers"})
CASUAL_SHOE_LABELS = frozenset({"shoes", "boots", "heels", "pumps", "sandals", "flats", "loafers", "wedges", "clogs"})
SHOE_LABELS = SPORTS_SHOE_LABELS | CASUAL_SHOE_LABELS

IGNORED_LABELS: dict[str, tuple[Broad, ...]] = {"suit": (Broad.TOPWEAR, Broad.OUTERWEAR, Broad.BOTTOMWEAR)}
"""Labels whose region is not judged, and for which broad categories."""


def split_of(photo_id: str) -> Split:
    """The split of a photo, by a hash of its id: the same for every network and for every subset of the photos.

    Args:
        photo_id: the file name without suffix, such as "0001".
    """
    digest = hashlib.sha256(f"{SPLIT_SEED}:{photo_id}".encode()).digest()
    return "validation" if int.from_bytes(digest[:8]) / 2**64 < VALIDATION_SHARE else "train"
