"""A product page: of its pictures the one that shows the outfit best, and the look in it."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from data.taxonomy import VIEWS, View
from models.zoo import load_model
from pipeline.look import Look
from pipeline.photo import Photo
from pipeline.same_picture import copies
from pipeline.shop_the_look import OnStage, ShopTheLook
from pipeline.shot_choice import choose, note_on, rivals
from pipeline.shot_extent import bag_in_sight, person_height
from pipeline.shots import ProductPage, Shot, Unreadable
from pipeline.views import OnnxViews, ViewClassifier

__all__ = ["ProductPage", "ReadProductPage", "Shot", "Unreadable"]

log = logging.getLogger(__name__)

FRONT = VIEWS.index(View.FRONT)
# Steps of the look that every picture goes through; the chosen one's are not done again.
JUDGED_BY = ("keypoints", "full_shot")
# What is asked besides of pictures that show as much of a person as each other, and of how many of them at most.
ARTICLES, MOST_RIVALS = "detection", 4


class ReadProductPage:
    """Pictures of one page in, the page's record out; safe to call from several threads.

    A stage that breaks costs its part only (`ProductPage.failed`), as in `ShopTheLook`; only where the articles of
    the chosen shot can't be found the error is the caller's.

    Args:
        views: tells from where a picture shows the wearer; None where no such network is installed: the picture is then
            chosen by how much of a person it shows.
        find: the stages of a look; those named in `JUDGED_BY` run on every picture, the others on the chosen one.
            Articles are looked for in all pictures between which a bag in sight decides.
    """

    def __init__(self, views: ViewClassifier | None, find: ShopTheLook) -> None:
        self._views, self._find = views, find

    @classmethod
    def load(cls, find: ShopTheLook) -> Self:
        """With the view network that ships.

        Raises:
            ModelError: its weights are missing or damaged.
        """
        return cls(OnnxViews(load_model("views")), find)

    def __call__(self, pictures: Sequence[Photo | Unreadable], on_stage: OnStage | None = None) -> ProductPage:
        """Read a page.

        Args:
            pictures: in the page's order; any number of them, also none, also only broken ones.
            on_stage: called with "views", then with "keypoints" for every picture, then with the stages of the look:
                name, how many are done, how many there are; an exception from it ends the run.
        """
        start = time.perf_counter()
        photos = {number: each for number, each in enumerate(pictures) if isinstance(each, Photo)}
        if on_stage is not None:
            on_stage("views", 0, 1)
        views = self._classify(list(photos.values()))
        classified = time.perf_counter()
        looks = self._judge(photos, on_stage)
        judged = time.perf_counter()
        shots = self._choose(_shots(pictures, looks, views), photos, looks, on_stage)
        chosen = next((number for number, shot in enumerate(shots) if shot.chosen), None)
        look = None if chosen is None else self._find.run(photos[chosen], on_stage, looks[chosen])
        return ProductPage(
            shots=shots,
            chosen=chosen,
            look=look,
            note=note_on(shots),
            timings_ms=_spans(start, classified, judged, time.perf_counter()),
            models={
                **({} if look is None else look.models),
                **({} if self._views is None else {"views": self._views.model}),
            },
            failed=_failed(looks, views_broke=views is None and self._views is not None),
        )

    def _classify(self, photos: Sequence[Photo]) -> NDArray[np.float32] | None:
        """(N, 5), or None if there is no network or it broke."""
        if self._views is None:
            return None
        try:
            return self._views.classify(photos)
        except Exception as error:  # the eyes still tell front from back
            log.exception("views failed: %s", error)
            return None

    def _judge(self, photos: Mapping[int, Photo], on_stage: OnStage | None) -> dict[int, Look]:
        """What every picture shows of a person, by its number."""
        looks = {}
        for done, (number, photo) in enumerate(photos.items()):
            if on_stage is not None:
                on_stage("keypoints", done, len(photos))
            looks[number] = self._find.run(photo, only=JUDGED_BY)
        return looks

    def _choose(
        self,
        judged: Sequence[tuple[Shot, float]],
        photos: Mapping[int, Photo],
        looks: dict[int, Look],
        on_stage: OnStage | None,
    ) -> tuple[Shot, ...]:
        """The shots, the best one marked; `looks` gets the articles of the pictures in which a bag is looked for."""
        shots, front = [shot for shot, _ in judged], [probability for _, probability in judged]
        numbers = list(photos)
        again = {numbers[copy]: numbers[original] for copy, original in copies(list(photos.values())).items()}
        equal = sorted(rivals(shots, again), key=lambda n: (-front[n], -shots[n].person, shots[n].photo))[:MOST_RIVALS]
        for done, number in enumerate(equal):
            if on_stage is not None:
                on_stage(ARTICLES, done, len(equal))
            try:
                looks[number] = self._find.run(photos[number], begun=looks[number], only=(*JUDGED_BY, ARTICLES))
            except Exception as error:  # the picture may not be the one that is chosen
                log.exception("%s failed on %s: %s", ARTICLES, photos[number].name, error)
        return choose(shots, front, again, [number for number in equal if bag_in_sight(looks[number])])


def _shots(
    pictures: Sequence[Photo | Unreadable], looks: Mapping[int, Look], views: NDArray[np.float32] | None
) -> list[tuple[Shot, float]]:
    """A shot for every picture, with the probability of a front; rows of `views` are those of `looks`."""
    rows = {number: None if views is None else views[row] for row, number in enumerate(looks)}
    return [
        (_shot(looks[number], row), 0.0 if row is None else float(row[FRONT]))
        if isinstance(each, Photo)
        else (Shot(photo=each.name, failed=each.message, reason=""), 0.0)
        for number, each in enumerate(pictures)
        for row in (rows.get(number),)
    ]


def _shot(look: Look, probabilities: NDArray[np.float32] | None) -> Shot:
    """What was found out about one picture, not yet chosen or not."""
    best = None if probabilities is None else int(probabilities.argmax())
    points = look.keypoints
    return Shot(
        photo=look.photo,
        width=look.width,
        height=look.height,
        view=None if best is None else VIEWS[best],
        view_score=0.0 if probabilities is None else min(1.0, float(probabilities.max())),
        full_shot=look.full_shot,
        keypoints=points,
        person=0.0 if points is None else person_height(points, look.width, look.height),
    )


def _failed(looks: Mapping[int, Look], *, views_broke: bool) -> tuple[str, ...]:
    """Names of what broke on any picture while it was judged."""
    broken = [name for look in looks.values() for name in look.failed]
    return tuple(dict.fromkeys((["views"] if views_broke else []) + broken))


def _spans(start: float, classified: float, judged: float, end: float) -> dict[str, float]:
    """Milliseconds between the moments, in seconds, at which the parts of the work were done."""
    spans = {"views": classified - start, "keypoints": judged - classified, "look": end - judged, "total": end - start}
    return {name: round(seconds * 1000.0, 3) for name, seconds in spans.items()}
