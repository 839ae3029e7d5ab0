from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from data.boutique.read import read_shop
from data.boutique.shop_records import Shop
from data.boutique.truth_records import Picture
from data.taxonomy import VIEWS, Broad, View
from models.report.boutique.choice import COPY_SIDE, Listed, cases, choice, is_right
from models.report.boutique.whole import is_full_shot
from pipeline.full_shot import JudgeFullShot
from pipeline.keypoints import FindKeypoints
from pipeline.look import Keypoints, Look
from pipeline.photo import Photo, open_photo
from pipeline.product_page import ProductPage, ReadProductPage
from pipeline.same_picture import thumbnail
from pipeline.shop_the_look import ShopTheLook, Step
from pipeline.shots import Shot
from tests.data.boutique.tiny import one, page, seen, write_shop
from tests.looks import article

TEST, TRAIN = one("t-shirts", "test"), one("t-shirts", "train")


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return read_shop(write_shop(tmp_path, [TEST, TRAIN], [*page(TEST), *page(TRAIN)]))


class Omniscient:
    """Both networks; they know every picture of the shop, also smaller and saved anew, and may lie about views."""

    model = "views@test"

    def __init__(self, shop: Shop, lies: dict[View, View] | None = None) -> None:
        self.known = [(each, thumbnail(open_photo(shop.path(each)))) for each in shop.of_kind("page")]
        self.lies = lies or {}

    def picture(self, photo: Photo) -> Picture:
        asked = thumbnail(photo)
        return min(self.known, key=lambda pair: float(np.abs(pair[1] - asked).mean()))[0]

    def classify(self, photos: Sequence[Photo]) -> NDArray[np.float32]:
        views = [self.picture(photo).view or View.FRONT for photo in photos]
        rows = [[float(each is self.lies.get(view, view)) for each in VIEWS] for view in views]
        return np.array(rows, np.float32)

    def estimate(self, photo: Photo) -> Keypoints:
        picture = self.picture(photo)
        points = np.array(picture.keypoints, float)
        # A view that is lied about shows a face too.
        seen = (points[:, 2] > 0) if picture.view in self.lies else (points[:, 2] == 2)
        scale = photo.width / picture.width
        return Keypoints.from_array(np.column_stack([points[:, :2] * scale, seen]))

    def find(self, photo: Photo, look: Look) -> Look:
        """The bags of the truth as articles."""
        bags = [worn for worn in self.picture(photo).goods if worn.category == "hand bags"]
        mask = np.ones((photo.height, photo.width), np.bool_)
        return look.with_(articles=tuple(article(mask, Broad.BAGS, f"a{number}") for number, _ in enumerate(bags)))

    @property
    def read(self) -> ReadProductPage:
        return ReadProductPage(
            self,
            ShopTheLook(
                [
                    Step("keypoints", FindKeypoints(self)),
                    Step("full_shot", JudgeFullShot()),
                    Step("detection", self.find),
                ]
            ),
        )


def listed(shop: Shop, product: str) -> dict[str, list[Listed]]:
    its = shop.pages[f"page-{product}"]
    return cases(its, [Listed(open_photo(shop.path(each)), each) for each in its.shots])


def test_who_knows_all_chooses_right(shop: Shop) -> None:
    rows = choice(shop, Omniscient(shop).read).rows
    assert set(rows) == {"all", "test", "train"}
    assert rows["all"] == {
        "as it is": 1.0, "shuffled": 1.0, "with copies": 1.0, "no front": 1.0, "no front, with copies": 1.0, "pages": 2
    }  # fmt: skip


@pytest.mark.parametrize("side", [View.LEFT, View.RIGHT])
def test_the_side_that_shows_the_bag_is_the_right_one(tmp_path: Path, side: View) -> None:
    bag, records = one("hand bags", "test"), page(TEST)
    for record in records:
        record.outfit.append(bag.id)
        if record.view in (side.value, "front", "back"):
            record.seen.append(seen(bag, (10, 50, 30, 70)))
    write_shop(tmp_path, [TEST, bag], records)
    its = read_shop(tmp_path)
    shots = listed(its, TEST.id)["no front"]
    for number, each in enumerate(shots):
        assert is_right(answer(shots, number, "there is none"), shots) is (each.truth.view is side)
    rows = choice(its, Omniscient(its).read).rows
    assert rows["all"]["no front"] == rows["all"]["no front, with copies"] == 1.0


def test_who_takes_the_back_for_a_front_is_told_so(shop: Shop) -> None:
    # Back and front are both "whole fronts" then, the persons of equal height: the note is missing where it should be.
    rows = choice(shop, Omniscient(shop, {View.BACK: View.FRONT}).read).rows
    assert rows["all"]["no front"] == 0.0


def test_the_cases(shop: Shop) -> None:
    made = listed(shop, TEST.id)
    fronts = {name: sum(each.truth.view is View.FRONT for each in shots) for name, shots in made.items()}
    assert fronts == {"as it is": 1, "shuffled": 1, "with copies": 2, "no front": 0, "no front, with copies": 0}
    assert [each.truth.view for each in made["as it is"]] == list(VIEWS)
    assert [each.truth.view for each in made["shuffled"]] != list(VIEWS)
    assert len({each.photo.name for each in made["with copies"]}) == 10
    copies = [each for each in made["with copies"] if each.copy]
    assert {each.truth.view for each in copies} == set(VIEWS)
    assert all(each.photo.width == round(each.truth.width * COPY_SIDE) for each in copies)
    again = listed(shop, TEST.id)
    assert [each.photo.name for each in again["with copies"]] == [each.photo.name for each in made["with copies"]]


def answer(shots: Sequence[Listed], chosen: int | None, note: str | None) -> ProductPage:
    return ProductPage(
        shots=tuple(Shot(photo=each.photo.name, chosen=n == chosen) for n, each in enumerate(shots)),
        chosen=chosen,
        note=note,
    )


def test_what_is_right_on_a_page_with_a_front(shop: Shop) -> None:
    shots = listed(shop, TEST.id)["with copies"]
    for number, each in enumerate(shots):
        expected = each.truth.view is View.FRONT and not each.copy
        assert is_right(answer(shots, number, None), shots) is expected
        assert not is_right(answer(shots, number, "there is none"), shots)
    assert not is_right(answer(shots, None, None), shots)


def test_what_is_right_on_a_page_without_a_front(shop: Shop) -> None:
    shots = listed(shop, TEST.id)["no front, with copies"]
    assert not any(is_full_shot(each.truth) for each in shots)
    for number, each in enumerate(shots):
        # The sides show a person from face to foot, the back no face, the detail the hips.
        expected = each.truth.view in (View.LEFT, View.RIGHT) and not each.copy
        assert is_right(answer(shots, number, "there is none"), shots) is expected
        assert not is_right(answer(shots, number, None), shots)
