"""The boutique's rendered pictures as training examples: their masks are exact; goods that streets lack are there."""

from __future__ import annotations

from data.boutique.read import Shop
from data.boutique.truth_records import Picture
from models.detector.dataset import Example, Origin, example


def boutique_examples(shop: Shop, split: str = "train") -> list[Example]:
    """Pages, looks and product shots of a split; a picture of which the truth holds no masks is left out."""
    return [picture_example(shop, picture) for picture in shop.pictures if picture.split == split and picture.goods]


def picture_example(shop: Shop, picture: Picture) -> Example:
    """One picture and what is seen of each product in it."""
    # What is seen of each product is known pixel by pixel, so that none lies on another and their order is free.
    articles = [(shop.goods[worn.product].broad, worn.mask()) for worn in picture.goods]
    return example(picture.file, shop.path(picture), articles, Origin.RENDERED)
