from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from zlib import crc32

import numpy as np
import pytest
from numpy.typing import NDArray

from data.taxonomy import VIEWS, Broad, View
from pipeline.full_shot import JudgeFullShot
from pipeline.look import Look
from pipeline.photo import Photo
from pipeline.product_page import MOST_RIVALS, ProductPage, ReadProductPage, Shot, Unreadable
from pipeline.shop_the_look import ShopTheLook, Step
from tests.looks import article, rectangle
from tests.pipeline.test_shot_choice import person

ARTICLE = article(rectangle(200, 100, (5, 5, 30, 30)))


class ViewsByName:
    """A classifier that knows the views from the file's names."""

    model = "views@test"

    def classify(self, photos: Sequence[Photo]) -> NDArray[np.float32]:
        rows = [[0.8 if photo.name.startswith(view.value) else 0.05 for view in VIEWS] for photo in photos]
        return np.asarray(rows, np.float32).reshape(-1, len(VIEWS))


class Broken:
    model = "views@test"

    def classify(self, photos: Sequence[Photo]) -> NDArray[np.float32]:
        raise RuntimeError("no such luck")


class Counted:
    """A stage that finds a person of the height that the photo's top left pixel says, and remembers the photos."""

    def __init__(self) -> None:
        self.photos: list[str] = []

    def __call__(self, photo: Photo, look: Look) -> Look:
        self.photos.append(photo.name)
        hidden = ("eye",) if photo.name.startswith("back") else ()
        return look.with_(keypoints=person(10, 10 + float(photo.pixels[0, 0, 0]), *hidden))


def find_articles(photo: Photo, look: Look) -> Look:
    return look.with_(articles=(ARTICLE,))


def picture(name: str, height: int) -> Photo:
    pixels = np.random.default_rng(crc32(name.encode())).integers(0, 256, (200, 100, 3), np.uint8)
    pixels = np.kron(pixels[::25, ::25], np.ones((25, 25, 1), np.uint8))
    pixels[0, 0] = height
    return Photo(name, pixels)


def reader(points: Counted, views: ViewsByName | Broken | None = None) -> ReadProductPage:
    steps = [
        Step("keypoints", points, "points@1"),
        Step("full_shot", JudgeFullShot()),
        Step("detection", find_articles, "boxes@1", essential=True),
    ]
    return ReadProductPage(views or ViewsByName(), ShopTheLook(steps))


def test_a_page_is_read_and_the_chosen_shot_goes_through_no_stage_twice() -> None:
    points = Counted()
    page = reader(points)([picture("back.jpg", 180), picture("front.jpg", 150), picture("front2.jpg", 170)])
    assert page.chosen == 2
    assert [shot.chosen for shot in page.shots] == [False, False, True]
    assert [shot.view for shot in page.shots] == [View.BACK, View.FRONT, View.FRONT]
    assert points.photos == ["back.jpg", "front.jpg", "front2.jpg"]
    assert page.look is not None
    assert (page.look.photo, page.look.articles) == ("front2.jpg", (ARTICLE,))
    assert page.look.keypoints == page.shots[2].keypoints
    assert page.look.full_shot == page.shots[2].full_shot
    assert page.models == {"keypoints": "points@1", "detection": "boxes@1", "views": "views@test"}
    assert page.note is None
    assert page.failed == ()
    assert set(page.timings_ms) == {"views", "keypoints", "look", "total"}
    assert sum(page.timings_ms.values()) == pytest.approx(2 * page.timings_ms["total"], abs=0.01)
    assert list(page.look.timings_ms) == ["keypoints", "full_shot", "detection", "total"]


def test_broken_pictures_keep_their_places() -> None:
    page = reader(Counted())([Unreadable("x.jpg", "It is broken."), picture("front.jpg", 150)])
    assert page.chosen == 1
    assert page.shots[0].failed == "It is broken."
    assert (page.shots[0].width, page.shots[0].view) == (0, None)


@pytest.mark.parametrize("pictures", [[], [Unreadable("x.jpg", "It is broken.")] * 3])
def test_a_page_without_pictures_is_no_error(pictures: list[Unreadable]) -> None:
    page = reader(Counted())(pictures)
    assert (page.chosen, page.look) == (None, None)
    assert len(page.shots) == len(pictures)
    assert page.note


def test_thirty_pictures_in_any_order() -> None:
    pictures = [picture(f"{view.value}-{number}.jpg", 100 + number) for number in range(6) for view in VIEWS]
    pictures = [pictures[number] for number in np.random.default_rng(0).permutation(30)]
    page = reader(Counted())(pictures)
    assert page.chosen is not None
    assert page.shots[page.chosen].photo == "front-5.jpg"


def test_the_same_picture_twice_is_said_so() -> None:
    again = picture("front.jpg", 150)
    page = reader(Counted())([again, picture("back.jpg", 150), Photo("front-again.jpg", again.pixels)])
    assert page.chosen == 2
    assert page.shots[0].reason == "The same picture as front-again.jpg."


def test_without_views_the_page_is_still_read(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        page = reader(Counted(), Broken())([picture("back.jpg", 180), picture("front.jpg", 150)])
    assert page.chosen == 1
    assert page.failed == ("views",)
    assert [shot.view for shot in page.shots] == [None, None]
    assert "no such luck" in caplog.text


def test_progress_is_told_and_can_end_the_run() -> None:
    told: list[tuple[str, int, int]] = []
    reader(Counted())([picture("front.jpg", 150)], lambda name, done, count: told.append((name, done, count)))
    assert told == [("views", 0, 1), ("keypoints", 0, 1), ("detection", 0, 1)]

    def leave(name: str, done: int, count: int) -> None:
        raise KeyError("gone")

    with pytest.raises(KeyError, match="gone"):
        reader(Counted())([picture("front.jpg", 150)], leave)


class Bags:
    """A detector that finds a bag in the photos named, and breaks on others."""

    def __init__(self, *names: str, breaks: tuple[str, ...] = ()) -> None:
        self.names, self.breaks = names, breaks
        self.photos: list[str] = []

    def __call__(self, photo: Photo, look: Look) -> Look:
        self.photos.append(photo.name)
        if photo.name in self.breaks:
            raise RuntimeError("no such luck")
        bag = article(rectangle(200, 100, (5, 5, 30, 30)), Broad.BAGS)
        return look.with_(articles=(bag,) if photo.name in self.names else (ARTICLE,))


def sides(bags: Bags) -> ReadProductPage:
    steps = [
        Step("keypoints", Counted()),
        Step("full_shot", JudgeFullShot()),
        Step("detection", bags, "boxes@1", essential=True),
    ]
    return ReadProductPage(ViewsByName(), ShopTheLook(steps))


SIDES = [picture("back.jpg", 180), picture("left.jpg", 170), picture("right.jpg", 170)]


@pytest.mark.parametrize("name", ["left.jpg", "right.jpg"])
def test_without_a_front_the_side_with_the_bag_is_chosen_and_searched_once(name: str) -> None:
    bags = Bags(name)
    page = sides(bags)(SIDES)
    assert page.chosen is not None and page.shots[page.chosen].photo == name
    assert sorted(bags.photos) == ["left.jpg", "right.jpg"]
    assert page.look is not None and page.look.articles[0].broad is Broad.BAGS
    assert page.models["detection"] == "boxes@1"
    assert page.note is not None


def test_a_side_that_cannot_be_searched_is_not_the_end_of_the_page() -> None:
    page = sides(Bags("right.jpg", breaks=("left.jpg",)))(SIDES)
    assert page.chosen == 2
    with pytest.raises(RuntimeError, match="no such luck"):
        sides(Bags(breaks=("left.jpg", "right.jpg")))(SIDES)


def test_who_leaves_while_bags_are_looked_for_ends_the_run() -> None:
    def leave(name: str, done: int, count: int) -> None:
        if (name, done, count) == ("detection", 1, 2):
            raise KeyError("gone")

    bags = Bags()
    with pytest.raises(KeyError, match="gone"):
        sides(bags)(SIDES, leave)
    assert len(bags.photos) == 1


def test_only_a_few_pictures_are_searched_for_a_bag() -> None:
    bags = Bags()
    sides(bags)([picture(f"left-{number}.jpg", 150 + number) for number in range(30)])
    assert len(bags.photos) == MOST_RIVALS


def test_json_is_the_contract() -> None:
    page = reader(Counted())([Unreadable("x.jpg", "It is broken."), picture("front.jpg", 150)])
    fields = json.loads(json.dumps(page.to_json()))
    assert set(fields) == {"shots", "chosen", "note", "timings_ms", "models", "failed"}
    bad, good = fields["shots"]
    assert bad["failed"] == "It is broken."
    assert (good["view"], good["chosen"], good["full_shot"]["is_full_shot"]) == ("front", True, True)
    assert good["keypoints"]["left_eye"] == [60.0, 10.0, 0.9]


def test_only_one_shot_can_be_chosen() -> None:
    with pytest.raises(ValueError, match="marked so"):
        ProductPage(shots=(Shot(photo="a", chosen=True),), chosen=None)
    with pytest.raises(ValueError, match="without a chosen shot"):
        ProductPage(look=Look(photo="a", width=1, height=1))
