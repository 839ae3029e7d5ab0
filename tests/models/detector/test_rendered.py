from __future__ import annotations

from pathlib import Path

from data.boutique.read import read_shop
from data.taxonomy import Broad, View
from models.detector.dataset import CLASS_OF
from models.detector.rendered import boutique_examples
from tests.data.boutique.tiny import one, page, worn_picture, write_shop


def test_pictures_of_the_split_with_their_masks(tmp_path: Path) -> None:
    top, trousers = one("t-shirts", "train"), one("jeans", "train")
    worn = {"top": (top, (20, 20, 60, 50)), "trousers": (trousers, (20, 50, 60, 110))}
    look = worn_picture("looks/look-1.webp", "look", "look-1", top, worn)
    held_out = one("t-shirts", "test")
    shop = read_shop(write_shop(tmp_path, [top, trousers, held_out], [look, *page(held_out)]))

    (item,) = boutique_examples(shop, "train")
    assert item.id == "looks/look-1.webp" and item.rendered
    numbers = {item.instances[30, 30].item(): Broad.TOPWEAR, item.instances[80, 30].item(): Broad.BOTTOMWEAR}
    assert {number: item.classes[number - 1] for number in numbers} == {n: CLASS_OF[b] for n, b in numbers.items()}
    assert int((item.instances > 0).sum()) == 40 * 90
    assert {example.id for example in boutique_examples(shop, "test")} == {
        f"pages/page-{held_out.id}/{view.value}.webp" for view in View
    }
