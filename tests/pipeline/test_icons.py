import math
import os
import time
from itertools import combinations, count
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from data.taxonomy import Broad
from pipeline.distance import capped_distance
from pipeline.icons import FINGER, MARGIN, THIN, PlaceIcons, page_scale, place_icons
from pipeline.look import Article, Keypoints, Look, Point
from pipeline.photo import Photo
from tests.looks import article, keypoints, rectangle

Pixels = NDArray[np.bool_]
# Up to this width of a photo every pixel is a place for an icon, so plain loops over pixels say what is best.
EXACT = 300


def spot(placed: Article) -> Point:
    assert placed.icon is not None
    return placed.icon


def is_inside(mask: Pixels, icon: Point) -> bool:
    return bool(mask[int(icon[1]), int(icon[0])])


def loop_distance(inside: Pixels) -> NDArray[np.float64]:
    """To the nearest pixel outside, the photo's surroundings included, by looking at all of them."""
    padded = np.pad(inside, 1)
    outside = [(int(y), int(x)) for y, x in zip(*np.nonzero(~padded), strict=True)]
    depth = np.zeros(inside.shape)
    for y, x in zip(*np.nonzero(inside), strict=True):
        depth[y, x] = min(math.hypot(y + 1 - v, x + 1 - u) for v, u in outside)
    return depth


def loop_place(inside: Pixels, wish: Point, placed: list[Point], scale: float) -> tuple[int, float]:
    """The rule of `place_icons`, pixel by pixel."""
    cap = math.ceil(MARGIN * scale / THIN)
    depth = np.minimum(loop_distance(inside), cap)
    enough = min(MARGIN * scale, THIN * depth.max())
    ranked = []
    for y, x in zip(*np.nonzero(inside), strict=True):
        point = (x + 0.5, y + 0.5)
        apart = min((math.dist(point, other) for other in placed), default=math.inf)
        free = apart >= FINGER * scale
        rank = 0 if free and depth[y, x] >= enough else 1 if free else 2
        ranked.append((rank, -apart if rank == 2 else math.dist(point, wish), y, x))
    rank, cost, _, _ = min(ranked)
    return rank, cost


masks = st.tuples(st.integers(1, 24), st.integers(1, 24)).flatmap(lambda shape: arrays(np.bool_, shape))
boxes = st.tuples(st.integers(0, 80), st.integers(0, 60), st.integers(1, 50), st.integers(1, 50))


@st.composite
def articles_in(draw: st.DrawFn, height: int = 80, width: int = 100, most: int = 5) -> list[Article]:
    found = []
    for number in range(draw(st.integers(1, most))):
        corners = [(x, y, x + w, y + h) for x, y, w, h in draw(st.lists(boxes, min_size=1, max_size=2))]
        mask = rectangle(height, width, *corners)
        holes = draw(st.lists(boxes, max_size=1))
        mask &= ~rectangle(height, width, *[(x, y, x + w, y + h) for x, y, w, h in holes])
        if mask.any():
            found.append(article(mask, Broad.OUTERWEAR, f"a{number + 1}", 1 - number / 10))
    assume(found)
    return found


@settings(deadline=None)
@given(masks, st.integers(1, 9))
@example(np.ones((7, 9), dtype=np.bool_), 9)
@example(np.ones((2, 150), dtype=np.bool_), 140)
def test_distance_is_that_of_plain_loops(inside: Pixels, cap: int) -> None:
    np.testing.assert_allclose(capped_distance(inside, cap), np.minimum(loop_distance(inside), cap))


@settings(max_examples=30, deadline=None)
@given(articles_in(height=30, width=36, most=3))
def test_each_icon_is_the_one_plain_loops_choose(articles: list[Article]) -> None:
    icons = [spot(placed) for placed in place_icons(articles, None, 36, 30)]
    for number, found in enumerate(articles):
        inside = found.mask.decode()
        wish = np.argwhere(inside).mean(axis=0)[::-1] + 0.5
        rank, cost = loop_place(inside, wish, icons[:number], page_scale(36, 30))
        apart = min((math.dist(icons[number], other) for other in icons[:number]), default=math.inf)
        assert (-apart if rank == 2 else math.dist(icons[number], wish)) == pytest.approx(cost)


@settings(max_examples=60, deadline=None)
@given(articles_in(), st.sampled_from([1, 2, 6, 12]))
def test_icons_lie_on_their_cloth_and_a_finger_apart_where_there_is_room(articles: list[Article], zoom: int) -> None:
    """At every size of the photo; beyond `EXACT` the grid is coarser than the pixels."""
    articles = [
        article(found.mask.decode().repeat(zoom, 0).repeat(zoom, 1), found.broad, found.id, found.score)
        for found in articles
    ]
    width, scale = 100 * zoom, page_scale(100 * zoom, 80 * zoom)
    finger = FINGER * scale
    placed = place_icons(articles, None, width, 80 * zoom)
    for number, found in enumerate(placed):
        inside = found.mask.decode()
        assert is_inside(inside, spot(found))
        for other in placed[:number]:
            if math.dist(spot(found), spot(other)) < finger:
                places = np.argwhere(inside)[:, ::-1] + 0.5
                earlier = np.array([spot(one) for one in placed[:number]])
                room = np.linalg.norm(places[:, None] - earlier[None], axis=2).min(axis=1).max()
                slack = 0 if width <= EXACT else 2 * 2 * scale
                assert room < finger + slack


@settings(max_examples=30, deadline=None)
@given(articles_in())
def test_hiding_uncertain_articles_moves_no_icon(articles: list[Article]) -> None:
    together = place_icons(articles, None, 100, 80)
    for shown in range(1, len(articles)):
        assert place_icons(articles[:shown], None, 100, 80) == together[:shown]


def test_a_pair_of_shoes_has_its_icon_on_a_shoe() -> None:
    mask = rectangle(120, 100, (20, 90, 40, 110), (60, 90, 80, 110))
    (placed,) = place_icons([article(mask, Broad.FOOTWEAR)], None, 100, 120)
    assert not is_inside(mask, (50, 100))
    assert is_inside(mask, spot(placed))


def test_a_closed_pair_has_its_icon_on_the_larger_shoe_not_between() -> None:
    """A detector often closes the gap between the feet; the photo there is floor."""
    closed = rectangle(120, 120, (10, 60, 50, 100), (50, 60, 70, 100), (70, 60, 100, 100))
    (placed,) = place_icons([article(closed, Broad.FOOTWEAR)], None, 120, 120)
    x, y = spot(placed)
    assert 10 < x < 50 and 80 < y < 100


def test_a_thin_line_keeps_its_icon() -> None:
    """A strap that the grid of a large photo steps over."""
    mask = np.zeros((1600, 1200), dtype=np.bool_)
    mask[300:1200, 601] = True
    (placed,) = place_icons([article(mask, Broad.BAGS)], None, 1200, 1600)
    assert spot(placed)[0] == 601.5
    assert spot(placed)[1] == pytest.approx(750, abs=1)


def test_one_pixel_and_none() -> None:
    single = np.zeros((200, 900), dtype=np.bool_)
    single[7, 11] = True
    nothing = np.zeros((200, 900), dtype=np.bool_)
    placed = place_icons([article(single), article(nothing, id_="a2")], None, 900, 200)
    assert spot(placed[0]) == (11.5, 7.5)
    assert spot(placed[1]) == (450, 100)


class TestBottomwear:
    trousers = rectangle(200, 100, (20, 60, 80, 180))
    right_leg: ClassVar = {"right_hip": (35.0, 70.0), "right_knee": (35.0, 130.0)}

    def icon(self, points: Keypoints | None, mask: Pixels = trousers) -> Point:
        return spot(place_icons([article(mask, Broad.BOTTOMWEAR)], points, 100, 200)[0])

    def test_a_quarter_from_the_knee_to_the_hip(self) -> None:
        assert self.icon(keypoints(**self.right_leg)) == pytest.approx((35, 115), abs=1)

    def test_the_other_leg_where_only_that_is_seen(self) -> None:
        points = keypoints(left_hip=(65.0, 70.0), left_knee=(65.0, 130.0))
        assert self.icon(points) == pytest.approx((65, 115), abs=1)

    def test_the_leg_that_has_cloth(self) -> None:
        """The right leg's point lies beside the cloth, so the left one is taken."""
        only_left = rectangle(200, 100, (25, 60, 80, 75), (50, 75, 80, 180))
        points = keypoints(left_hip=(65.0, 70.0), left_knee=(65.0, 130.0), **self.right_leg)
        assert self.icon(points, only_left) == pytest.approx((65, 115), abs=1)

    def test_shorts_end_above_the_quarter_but_keep_their_icon(self) -> None:
        shorts = rectangle(200, 100, (20, 60, 80, 95))
        x, y = self.icon(keypoints(**self.right_leg), shorts)
        margin = MARGIN * page_scale(100, 200)
        assert x == pytest.approx(35, abs=1)
        assert 95 - 2 * margin - 1 <= y <= 95 - margin + 1

    @pytest.mark.parametrize(
        "points",
        [
            pytest.param(None, id="no keypoints"),
            pytest.param(keypoints(), id="none is seen"),
            pytest.param(keypoints(right_hip=(35.0, 70.0)), id="the knee is cut off"),
            pytest.param(keypoints(right_hip=(5.0, 70.0), right_knee=(5.0, 130.0)), id="somebody else's leg"),
        ],
    )
    def test_the_centroid_where_no_leg_helps(self, points: Keypoints | None) -> None:
        assert self.icon(points) == pytest.approx((50, 120), abs=0.6)

    def test_skirts_have_no_legs(self) -> None:
        placed = place_icons([article(self.trousers, Broad.SKIRTS)], keypoints(**self.right_leg), 100, 200)
        assert spot(placed[0]) == pytest.approx((50, 120), abs=0.6)


def test_two_articles_of_one_mask_are_parted() -> None:
    mask = rectangle(200, 358, (100, 50, 260, 150))
    first, second = place_icons([article(mask), article(mask, Broad.OUTERWEAR, "a2", 0.8)], None, 358, 200)
    assert FINGER <= math.dist(spot(first), spot(second)) <= FINGER + 2


def test_a_tall_photo_is_shown_smaller_so_its_icons_stand_further_apart() -> None:
    assert page_scale(358, 200) == 1.0
    assert page_scale(358, 720) == 2.0


def test_as_far_apart_as_can_be_where_there_is_no_room() -> None:
    mask = rectangle(200, 300, (100, 50, 110, 60))
    first, second = place_icons([article(mask), article(mask, Broad.OUTERWEAR, "a2", 0.8)], None, 300, 200)
    corners = [(100.5, 50.5), (100.5, 59.5), (109.5, 50.5), (109.5, 59.5)]
    assert spot(second) in corners
    assert math.dist(spot(first), spot(second)) == max(math.dist(spot(first), corner) for corner in corners)


def test_the_stage_adds_icons_and_nothing_else() -> None:
    found = article(rectangle(80, 100, (10, 10, 60, 60)))
    photo = Photo("a.jpg", np.zeros((80, 100, 3), dtype=np.uint8))
    look = Look(photo="a.jpg", width=100, height=80, articles=(found,))
    after = PlaceIcons()(photo, look)
    assert spot(after.articles[0]) == pytest.approx((35, 35), abs=0.6)
    assert after.with_(articles=look.articles) == look


def test_six_articles_of_a_large_photo_take_a_few_milliseconds() -> None:
    """Measured 4 ms beside other work; the bound only catches a wrong order of growth."""
    height, width = 1600, 1060
    grid = [(x, y, x + 400, y + 450) for x in (50, 500) for y in (50, 550, 1050)]
    found = [article(rectangle(height, width, box), id_=f"a{n + 1}") for n, box in enumerate(grid)]
    best = math.inf
    for _ in range(5):
        start = time.thread_time()
        place_icons(found, None, width, height)
        best = min(best, time.thread_time() - start)
    assert best < 0.05


@pytest.mark.photos
@pytest.mark.skipif("BTL_STREET_PHOTOS" not in os.environ, reason="BTL_STREET_PHOTOS names no folder of street photos")
def test_on_labelled_street_photos_nearly_all_icons_are_on_the_cloth() -> None:
    """The product's figure: >= 98 %; the centre of the box, which others use, is off the cloth a third of the time."""
    from data.street import read_street

    total = ours = boxes = tight = 0
    for photo in list(read_street(Path(os.environ["BTL_STREET_PHOTOS"]), "validation"))[::4]:
        height, width = photo.labels.shape
        truth = photo.articles()
        found = [article(one.mask, one.broad, f"a{n}") for n, one in zip(count(1), truth, strict=False)]
        placed = place_icons(found, None, width, height)
        for one, now in zip(truth, placed, strict=True):
            x0, y0, x1, y1 = one.box
            total += 1
            ours += is_inside(one.mask, spot(now))
            boxes += is_inside(one.mask, ((x0 + x1) / 2, (y0 + y1) / 2))
        pairs = combinations(placed, 2)
        tight += sum(math.dist(spot(a), spot(b)) < FINGER * page_scale(width, height) for a, b in pairs)
    assert total > 50
    assert ours / total >= 0.98
    assert boxes / total < 0.8
    assert tight == 0
