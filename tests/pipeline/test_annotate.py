import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageColor

from data.taxonomy import Broad
from pipeline.annotate import TINT, annotate
from pipeline.colours import COLOURS
from pipeline.look import Look
from pipeline.photo import Photo
from tests.looks import article, keypoints, rectangle

GREY = 128
PHOTO = Photo("a.jpg", np.full((400, 300, 3), GREY, dtype=np.uint8))


def drawn(look: Look) -> NDArray[np.int16]:
    return np.asarray(annotate(PHOTO, look)).astype(np.int16)


def look_of(**fields: object) -> Look:
    return Look(photo="a.jpg", width=300, height=400).with_(**fields)


def colour(broad: Broad) -> NDArray[np.int16]:
    return np.array(ImageColor.getrgb(COLOURS[broad]), dtype=np.int16)


def test_nothing_found_is_the_photo_itself() -> None:
    before = PHOTO.pixels.copy()
    assert (drawn(look_of()) == PHOTO.pixels).all()
    assert (PHOTO.pixels == before).all()


@pytest.mark.parametrize("broad", Broad)
def test_cloth_is_tinted_in_its_categorys_colour_and_nothing_else_is(broad: Broad) -> None:
    found = article(rectangle(400, 300, (100, 100, 200, 300)), broad)
    pixels = drawn(look_of(articles=(found,)))
    np.testing.assert_allclose(pixels[250, 150], GREY * (1 - TINT) + colour(broad) * TINT, atol=1)
    assert (pixels[350:, :] == GREY).all()
    assert (pixels[:, 220:] == GREY).all()


def test_the_frame_has_the_colour_too() -> None:
    found = article(rectangle(400, 300, (100, 100, 200, 300)), Broad.FOOTWEAR)
    assert (drawn(look_of(articles=(found,)))[200, 100] == colour(Broad.FOOTWEAR)).all()


def test_the_icon_is_a_ring_with_a_white_core_where_it_was_placed() -> None:
    found = article(rectangle(400, 300, (100, 100, 200, 300)), Broad.BAGS)
    without = drawn(look_of(articles=(found,)))
    pixels = drawn(look_of(articles=(found.model_copy(update={"icon": (150.5, 220.5)}),)))
    assert (pixels[220, 150] == 255).all()
    assert (pixels[220, 156] == colour(Broad.BAGS)).all()
    rows, columns = np.nonzero((pixels != without).any(axis=2))
    assert (rows.mean(), columns.mean()) == pytest.approx((220, 150), abs=0.5)
    assert rows.max() - rows.min() <= 20


def test_only_seen_keypoints_are_drawn() -> None:
    pixels = drawn(look_of(keypoints=keypoints(left_hip=(50.5, 60.5), left_knee=(50.5, 160.5))))
    assert (pixels[60, 50] == 255).all()
    assert (pixels[110, 50] == 255).all()  # the thigh between them
    assert (pixels[:20, :20] == GREY).all()  # where the unseen ones lie


def test_the_more_certain_article_lies_on_top() -> None:
    mask = rectangle(400, 300, (100, 100, 200, 300))
    sure, unsure = article(mask, Broad.DRESSES, "a1", 0.9), article(mask, Broad.SKIRTS, "a2", 0.3)
    expected = GREY * (1 - TINT) + colour(Broad.DRESSES) * TINT
    np.testing.assert_allclose(drawn(look_of(articles=(sure, unsure)))[250, 150], expected, atol=1)


def test_labels_of_one_corner_do_not_cover_each_other() -> None:
    mask = rectangle(400, 300, (100, 100, 200, 300))
    one = drawn(look_of(articles=(article(mask, Broad.DRESSES),)))
    two = drawn(look_of(articles=(article(mask, Broad.DRESSES), article(mask, Broad.DRESSES, "a2", 0.3))))
    label = np.s_[82:100, 100:160]
    assert (one[label] == two[label]).all()
    assert (one[100:120, 102:160] != two[100:120, 102:160]).any()


@pytest.mark.parametrize("corner", [(0, 0), (290, 0), (0, 390), (290, 390)])
def test_articles_at_the_edges_keep_their_labels_inside(corner: tuple[int, int]) -> None:
    x, y = corner
    found = article(rectangle(400, 300, (x, y, x + 10, y + 10)))
    pixels = drawn(look_of(articles=(found.model_copy(update={"icon": (x + 0.5, y + 0.5)}),)))
    dark = (pixels < 60).all(axis=2)
    assert dark.sum() > 500


def test_a_tiny_and_a_large_photo() -> None:
    for height, width in ((32, 32), (1600, 1200)):
        photo = Photo("a.jpg", np.full((height, width, 3), GREY, dtype=np.uint8))
        found = article(rectangle(height, width, (4, 4, 24, 24))).model_copy(update={"icon": (9.5, 9.5)})
        picture = annotate(photo, Look(photo="a.jpg", width=width, height=height, articles=(found,)))
        assert picture.size == (width, height)
        assert picture.mode == "RGB"
        assert isinstance(picture, Image.Image)


def test_a_look_of_another_photo_is_refused() -> None:
    with pytest.raises(ValueError, match="200 x 400"):
        annotate(PHOTO, Look(photo="b.jpg", width=200, height=400))
