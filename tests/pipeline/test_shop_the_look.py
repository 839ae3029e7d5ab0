import logging
import time

import numpy as np
import pytest

from models.zoo import load_model
from pipeline.look import Look
from pipeline.photo import Photo
from pipeline.shop_the_look import OnlyShown, ShopTheLook, Stage, Step
from tests.looks import article, keypoints, rectangle

PHOTO = Photo("street.jpg", np.zeros((40, 60, 3), dtype=np.uint8))
ARTICLE = article(rectangle(40, 60, (5, 5, 30, 30)))


def find_keypoints(photo: Photo, look: Look) -> Look:
    return look.with_(keypoints=keypoints(nose=(1.0, 2.0)))


def find_articles(photo: Photo, look: Look) -> Look:
    return look.with_(articles=(ARTICLE,))


def fail(photo: Photo, look: Look) -> Look:
    raise RuntimeError("no such luck")


def test_stages_run_in_order_and_add_up() -> None:
    look = ShopTheLook([Step("keypoints", find_keypoints, "points@1.0.0"), Step("detection", find_articles)]).run(PHOTO)
    assert (look.photo, look.width, look.height) == ("street.jpg", 60, 40)
    assert look.keypoints == keypoints(nose=(1.0, 2.0))
    assert look.articles == (ARTICLE,)
    assert look.models == {"keypoints": "points@1.0.0"}
    assert look.failed == ()


def test_times_are_those_of_the_stages() -> None:
    def sleep(milliseconds: int) -> Stage:
        def stage(photo: Photo, look: Look) -> Look:
            time.sleep(milliseconds / 1000)
            return look

        return stage

    times = ShopTheLook([Step("slow", sleep(60)), Step("fast", sleep(5))]).run(PHOTO).timings_ms
    assert list(times) == ["slow", "fast", "total"]
    assert times["slow"] >= 60
    assert 5 <= times["fast"] < times["slow"]
    assert times["total"] >= times["slow"] + times["fast"]


def test_a_stage_sees_the_models_before_it() -> None:
    """Retrieval compares the embedder with the index's."""
    seen: list[dict[str, str]] = []

    def look_back(photo: Photo, look: Look) -> Look:
        seen.append(look.models)
        return look

    ShopTheLook([Step("embedding", find_articles, "eye@2.0.0"), Step("retrieval", look_back)]).run(PHOTO)
    assert seen == [{"embedding": "eye@2.0.0"}]


def test_a_failure_costs_its_own_part_only(caplog: pytest.LogCaptureFixture) -> None:
    steps = [
        Step("keypoints", fail, "points@1.0.0"),
        Step("detection", find_articles, "boxes@1.0.0", essential=True),
        Step("retrieval", fail),
    ]
    with caplog.at_level(logging.ERROR):
        look = ShopTheLook(steps).run(PHOTO)
    assert look.articles == (ARTICLE,)
    assert look.keypoints is None
    assert look.failed == ("keypoints", "retrieval")
    assert look.models == {"detection": "boxes@1.0.0"}
    assert set(look.timings_ms) == {"detection", "total"}
    assert "no such luck" in caplog.text
    assert "street.jpg" in caplog.text


def test_without_an_essential_stage_there_is_no_look() -> None:
    with pytest.raises(RuntimeError, match="no such luck"):
        ShopTheLook([Step("detection", fail, essential=True)]).run(PHOTO)


def test_progress_is_told_before_each_stage() -> None:
    told: list[tuple[str, int, int]] = []
    runner = ShopTheLook([Step("keypoints", fail), Step("detection", find_articles)])
    runner.run(PHOTO, lambda name, done, count: told.append((name, done, count)))
    assert told == [("keypoints", 0, 2), ("detection", 1, 2)]


def test_whoever_listens_can_end_the_run() -> None:
    def leave(name: str, done: int, count: int) -> None:
        raise KeyError("gone")

    with pytest.raises(KeyError, match="gone"):
        ShopTheLook([Step("keypoints", find_keypoints)]).run(PHOTO, leave)


@pytest.mark.parametrize("names", [("a", "a"), ("total",)])
def test_names_must_tell_the_stages_apart(names: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="unique"):
        ShopTheLook([Step(name, find_articles) for name in names])


def test_uncertain_articles_are_dropped_before_they_cost_time() -> None:
    sure, unsure = ARTICLE, ARTICLE.model_copy(update={"id": "a2", "score": 0.49})

    def find_two(photo: Photo, look: Look) -> Look:
        return look.with_(articles=(sure, unsure))

    look = Look(photo="a.jpg", width=60, height=40)
    assert OnlyShown(find_two, 0.5)(PHOTO, look).articles == (sure,)
    sure_again = sure.model_copy(update={"id": "a2"})
    twice = OnlyShown(lambda photo, look: look.with_(articles=(sure, sure_again)), 0.5)
    assert twice(PHOTO, look).articles == (sure,)


def test_the_pipeline_that_ships() -> None:
    """With the real weights: every stage runs on a photo of nothing, and every model is on record."""
    photo = Photo("grey.png", np.full((480, 320, 3), 128, dtype=np.uint8))
    look = ShopTheLook.load(lambda: None).run(photo)
    assert list(look.timings_ms) == ["keypoints", "full_shot", "detection", "embedding", "icons", "retrieval", "total"]
    assert look.failed == ()
    assert look.models == {
        "keypoints": load_model("keypoints").card.label,
        "detection": load_model("detector").card.label,
        "embedding": load_model("embedding").card.label,
    }
    assert look.full_shot is not None
    assert not look.full_shot.is_full_shot


def test_a_look_that_was_begun_is_finished_without_doing_anything_twice() -> None:
    """A product page judges all its pictures, and reads the look of one."""
    runner = ShopTheLook([Step("keypoints", find_keypoints, "points@1"), Step("detection", find_articles, "boxes@1")])
    begun = runner.run(PHOTO, only=("keypoints",))
    assert begun.articles == ()
    assert list(begun.timings_ms) == ["keypoints", "total"]
    told: list[str] = []
    look = runner.run(PHOTO, lambda name, done, count: told.append(f"{name} {done}/{count}"), begun)
    assert told == ["detection 0/1"]
    assert look.articles == (ARTICLE,)
    assert look.models == {"keypoints": "points@1", "detection": "boxes@1"}
    assert list(look.timings_ms) == ["keypoints", "detection", "total"]
    assert look.timings_ms["keypoints"] == begun.timings_ms["keypoints"]
    assert look.timings_ms["total"] >= begun.timings_ms["total"] + look.timings_ms["detection"]


def test_a_step_that_failed_in_the_first_half_is_not_tried_again() -> None:
    runner = ShopTheLook([Step("keypoints", fail), Step("detection", find_articles)])
    look = runner.run(PHOTO, begun=runner.run(PHOTO, only=("keypoints",)))
    assert look.failed == ("keypoints",)
    assert look.articles == (ARTICLE,)
