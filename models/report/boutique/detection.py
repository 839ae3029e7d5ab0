"""Average precision of the detector on the boutique's pictures, pages, looks and product shots apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tqdm import tqdm

from data.boutique.gate import FEWEST
from data.boutique.shop_records import Shop
from data.boutique.truth_records import Picture, Worn
from data.taxonomy import BROAD_CATEGORIES, View
from models.detector.dataset import CLASS_OF
from models.detector.evaluate import average_precision, mean
from models.report.boutique.tables import Row, Table
from pipeline.look import Article, Look
from pipeline.photo import Photo, open_photo

GROUPS: dict[str, Callable[[Picture], bool]] = {
    "pages and looks": lambda picture: picture.kind != "packshot",
    "pages": lambda picture: picture.kind == "page",
    "pages without details": lambda picture: picture.kind == "page" and picture.view is not View.DETAIL,
    "page details": lambda picture: picture.view is View.DETAIL,
    "looks": lambda picture: picture.kind == "look",
    "product shots": lambda picture: picture.kind == "packshot",
    "all": lambda picture: True,
}


def detection(shop: Shop, articles: Callable[[Photo], Look], split: str = "test") -> Table:
    """AP50 of boxes a broad category, by pycocotools as for street photos.

    Slivers of goods (below the gate's `FEWEST` share of the picture) are neither asked for nor counted as wrong.

    Args:
        shop: the boutique.
        articles: photo -> all articles down to the detector's least score.
        split: which pictures.
    """
    pictures = [picture for picture in shop.pictures if picture.split == split and picture.goods]
    shown = tqdm(pictures, desc="articles", unit="picture", mininterval=10)
    found = [articles(open_photo(shop.path(picture))).articles for picture in shown]
    rows = {}
    for name, belongs in GROUPS.items():
        chosen = [number for number, picture in enumerate(pictures) if belongs(picture)]
        if chosen:
            rows[name] = _figures(shop, [pictures[number] for number in chosen], [found[number] for number in chosen])
    return Table(f"AP50, {split} pictures", rows)


def _figures(shop: Shop, pictures: Sequence[Picture], found: Sequence[Sequence[Article]]) -> Row:
    truth = coco_truth(shop, pictures)
    results = [coco_result(number, article) for number, articles in enumerate(found, 1) for article in articles]
    precision = average_precision(truth, results)
    asked = sum(not each["iscrowd"] for each in truth["annotations"])
    by_name = {broad.value: value for broad, value in precision.items()}
    return {"mean": mean(precision), **by_name, "articles": asked, "pictures": len(pictures)}


def coco_truth(shop: Shop, pictures: Sequence[Picture]) -> dict[str, Any]:
    """The pictures' goods by broad category, as COCO has them; slivers are crowds, which COCO leaves unjudged."""
    annotations = [_annotation(shop, number, p, worn) for number, p in enumerate(pictures, 1) for worn in p.goods]
    return {
        "images": [{"id": n, "width": p.width, "height": p.height} for n, p in enumerate(pictures, 1)],
        "annotations": [{"id": number, **each} for number, each in enumerate(annotations, 1)],
        "categories": [{"id": CLASS_OF[broad], "name": broad.value} for broad in BROAD_CATEGORIES],
    }


def is_sliver(picture: Picture, worn: Worn) -> bool:
    """Whether so little of it is seen that nobody is asked to find it."""
    return worn.area < FEWEST * picture.width * picture.height


def _annotation(shop: Shop, number: int, picture: Picture, worn: Worn) -> dict[str, Any]:
    category = CLASS_OF[shop.goods[worn.product].broad]
    crowd = int(is_sliver(picture, worn))
    return {"image_id": number, "category_id": category, "bbox": list(worn.box), "area": worn.area, "iscrowd": crowd}


def coco_result(number: int, article: Article) -> dict[str, Any]:
    """An article as COCO's results format wants it."""
    x0, y0, x1, y1 = article.box
    category = CLASS_OF[article.broad]
    return {"image_id": number, "category_id": category, "bbox": [x0, y0, x1 - x0, y1 - y0], "score": article.score}
