import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from pydantic import ValidationError

from data.taxonomy import Broad
from pipeline.look import KEYPOINT_NAMES, Article, FullShot, Keypoints, Look, Mask, Match
from tests.looks import article, keypoints, rectangle

MASK = rectangle(40, 60, (5, 5, 30, 30))


def whole_look() -> Look:
    found = article(MASK).model_copy(
        update={
            "icon": (17.5, 17.5),
            "matches": (Match(product_id="p-1", similarity=0.81, image="p-1/front.webp"),),
            "embedding": np.ones(4, dtype=np.float32) / 2,
        }
    )
    return Look(
        photo="0001.jpg",
        width=60,
        height=40,
        full_shot=FullShot(is_full_shot=False, reason="The feet are not in the photo.", missing=("left_ankle",)),
        keypoints=keypoints(nose=(30.0, 4.5)),
        articles=(found, article(MASK, Broad.BAGS, "a2", 0.2)),
        timings_ms={"keypoints": 12.5, "total": 13.0},
        models={"keypoints": "keypoints@1.0.0"},
    )


@given(st.tuples(st.integers(1, 20), st.integers(1, 20)).flatmap(lambda shape: arrays(np.bool_, shape)))
def test_a_mask_comes_back_as_it_was(pixels: NDArray[np.bool_]) -> None:
    mask = Mask.encode(pixels)
    np.testing.assert_array_equal(mask.decode(), pixels)
    assert mask.decode().dtype == np.bool_
    assert mask.area == pixels.sum()


def test_json_is_the_contract() -> None:
    """Issue 2, "Command line": the names and shapes that other programs rely on."""
    fields = json.loads(json.dumps(whole_look().to_json()))
    assert {"photo", "width", "height", "full_shot", "keypoints", "articles", "timings_ms", "models"} <= set(fields)
    assert (fields["photo"], fields["width"], fields["height"]) == ("0001.jpg", 60, 40)
    assert fields["full_shot"]["is_full_shot"] is False
    assert fields["full_shot"]["reason"]
    assert set(fields["keypoints"]) == set(KEYPOINT_NAMES)
    assert fields["keypoints"]["nose"] == [30.0, 4.5, 0.9]
    first = fields["articles"][0]
    assert set(first) == {"id", "broad", "fine", "score", "box", "mask", "icon", "matches"}
    assert (first["broad"], first["fine"], first["box"]) == ("topwear", "women tops", [5.0, 5.0, 30.0, 30.0])
    assert first["mask"]["size"] == [40, 60]
    assert isinstance(first["mask"]["counts"], str)
    assert first["icon"] == [17.5, 17.5]
    assert first["matches"] == [{"product_id": "p-1", "similarity": 0.81, "image": "p-1/front.webp"}]
    assert fields["timings_ms"]["total"] == 13.0
    assert fields["models"] == {"keypoints": "keypoints@1.0.0"}


def test_json_comes_back_as_the_look_without_its_embeddings() -> None:
    look = whole_look()
    back = Look.from_json(json.loads(json.dumps(look.to_json())))
    bare = look.with_(articles=[one.model_copy(update={"embedding": None}) for one in look.articles])
    assert back == bare


def test_an_empty_look_is_json_too() -> None:
    look = Look(photo="a.jpg", width=1, height=1)
    assert Look.from_json(look.to_json()) == look


def test_above_keeps_what_is_certain_enough() -> None:
    assert [one.id for one in whole_look().above(0.9).articles] == ["a1"]
    assert [one.id for one in whole_look().above(0.2).articles] == ["a1", "a2"]


@pytest.mark.parametrize("text", ["a9", "", "__class__", "${x}"])
def test_unknown_ids_are_nobody(text: str) -> None:
    assert whole_look().article("a2") is not None
    assert whole_look().article(text) is None


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"fine": "jeans"}, id="a fine type of another category"),
        pytest.param({"fine": "spacesuits"}, id="an unknown fine type"),
        pytest.param({"box": (30, 5, 30, 20)}, id="an empty box"),
        pytest.param({"box": (30, 5, float("nan"), 20)}, id="a box that is no number"),
        pytest.param({"score": 1.01}, id="a score above one"),
        pytest.param({"colour": "red"}, id="an unknown field"),
    ],
)
def test_bad_articles_are_refused(changes: dict[str, Any]) -> None:
    fields = {name: getattr(article(MASK), name) for name in Article.model_fields}
    with pytest.raises(ValidationError):
        Article(**{**fields, **changes})


def test_records_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        whole_look().width = 5  # type: ignore[misc]


def test_keypoints_are_all_seventeen() -> None:
    with pytest.raises(ValidationError, match="17 COCO"):
        Keypoints(points={"nose": (0.0, 0.0, 1.0)})
    with pytest.raises(ValueError, match="shorter"):
        Keypoints.from_array(np.zeros((16, 3)))


def test_keypoints_come_from_rows_in_cocos_order() -> None:
    points = Keypoints.from_array(np.arange(51).reshape(17, 3) / 51)
    assert points["left_eye"] == pytest.approx((3 / 51, 4 / 51, 5 / 51))
    assert KEYPOINT_NAMES[-1] == "right_ankle"


def test_a_match_names_its_model_where_it_has_one() -> None:
    match = Match(product_id="p", similarity=0.5, image="p.webp", model="oxford")
    assert match.model_dump(mode="json") == {"product_id": "p", "similarity": 0.5, "image": "p.webp", "model": "oxford"}
    assert Match.model_validate(match.model_dump()) == match
    assert "model" not in Match(product_id="p", similarity=0.5, image="p.webp").model_dump()
