"""Examples of the fine types that neither street photos nor people's own wardrobes show: from shops' goods.

The boutique (rendered) has nehru jackets, palazzos, capris and track pants among all other types, Luma (real photos)
track pants and capris.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.boutique.read import Goods, Picture, Shop, read_shop
from data.luma import read_luma
from data.luma.pants import read_luma_pants
from data.taxonomy import Broad
from models.embedding.dataset import Example
from models.similarity.items import fold_split
from models.zoo import load_model
from pipeline.colour_vectors import not_white
from pipeline.crops import article_crop, article_share, product_crop
from pipeline.detection import ArticleDetector, OnnxMaskRcnn
from pipeline.photo import open_photo

MIN_SHARE = 0.002
"""Goods of which less of the picture is seen are left out: nobody could say what they are."""
SURE = 0.5
"""Score from which on a detection is taken for the trousers that the shop says are in the picture."""


def boutique_examples(folder: Path, limit: int | None = None) -> Iterator[Example]:
    """Goods on white, cut as catalogue shots, and worn, cut by their exact masks; the first `limit` of them.

    Training are the goods of the boutique's training split, whoever wears them; all others are held out.
    """
    shop = read_shop(folder)
    crops = (each for picture in shop.pictures for each in goods_in(shop, picture))
    return (
        Example(f"{picture.file}#{goods.id}", _split(goods.split), frozenset({goods.category}), crop)
        for picture, goods, crop, _ in islice(crops, limit)
    )


def goods_in(shop: Shop, picture: Picture) -> Iterator[tuple[Picture, Goods, NDArray[np.uint8], NDArray[np.uint8]]]:
    """The goods that enough can be seen of in a picture of the boutique, each with its crop and its share of it."""
    pixels = open_photo(shop.path(picture)).pixels
    if picture.kind == "packshot":
        crop = product_crop(pixels)
        yield picture, shop.goods[picture.lead], crop, not_white(crop)
        return
    for worn in picture.goods:
        if worn.area >= MIN_SHARE * picture.width * picture.height:
            x, y, width, height = worn.box
            box, mask = (x, y, x + width, y + height), worn.mask()
            yield picture, shop.goods[worn.product], article_crop(pixels, box, mask), article_share(box, mask)


def _split(split: str) -> str:
    return "train" if split == "train" else "validation"


def luma_examples(folder: Path, limit: int | None = None, detector: ArticleDetector | None = None) -> Iterator[Example]:
    """The trousers in the fronts of Luma's, cut by detection as serving cuts them; the first `limit` of them.

    Held out are the products that the first fold of `models.similarity` holds out, too: half of them, or there would be
    no figure for so few products.

    Args:
        folder: Luma: images/, tables/.
        limit: crops, at most.
        detector: the one that ships, by default.
    """
    kinds = read_luma_pants(folder)
    detector = detector or OnnxMaskRcnn(load_model("detector"))
    fronts = [shot for shot in read_luma(folder) if shot.view == "main" and shot.product in kinds]
    for shot in fronts[:limit]:
        photo = open_photo(shot.image)
        found = [each for each in detector.detect(photo) if each.broad is Broad.BOTTOMWEAR and each.score >= SURE]
        if found:
            best = max(found, key=lambda each: each.score)
            crop = article_crop(photo.pixels, best.box, best.mask)
            # The colours of a product are one shot, recoloured.
            yield Example(shot.image.stem, _split(fold_split(shot.product, 0)), kinds[shot.product], crop)
