"""The learner of the real study: street photos, a frozen trunk, light heads; training only."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from data.street import read_street, split_of, to_coco
from labeling.scores import Evidence
from labeling.study.evaluate import detect, measure
from labeling.study.features import FeatureRecipe, FeatureStore, PhotoFeatures
from labeling.study.network import MapDetector
from labeling.study.rounds import Learned
from labeling.study.train import LearningRecipe, train
from models.detector.evaluate import broad_truth


class StreetLearner:
    """Trains on photos of the training split, measures on all of the validation split.

    Args:
        train_photos: those that may be labelled.
        validation: those that detectors are measured on.
        truth: of the validation photos: COCO instances of broad categories.
        size: height and width of the views.
        recipe: of each training.

    Raises:
        ValueError: a validation photo is among those to be labelled.
    """

    def __init__(
        self,
        train_photos: Sequence[PhotoFeatures],
        validation: Sequence[PhotoFeatures],
        truth: Mapping[str, Any],
        size: tuple[int, int],
        recipe: LearningRecipe,
    ) -> None:
        if leaked := [photo.id for photo in train_photos if split_of(photo.id) != "train"]:
            raise ValueError(f"of the validation split, and must not be labelled: {', '.join(leaked[:5])}")
        self._train = {photo.id: photo for photo in train_photos}
        self._validation, self._truth, self._size, self._recipe = validation, truth, size, recipe
        self._vectors = {name: photo.vector for name, photo in self._train.items()}

    @classmethod
    def open(cls, street: Path, features: Path, seen: FeatureRecipe, recipe: LearningRecipe) -> Self:
        """Read the photos, and compute the features that are missing.

        Args:
            street: folder of Clothing Co-Parsing.
            features: folder of the features.
            seen: how the photos are looked at.
            recipe: of each training.

        Raises:
            StreetDataError: the folder is not Clothing Co-Parsing.
            ValueError: the features were made with another recipe.
        """
        photos = read_street(street)
        validation = [photo for photo in photos if photo.split == "validation"]
        found = FeatureStore(features, seen).compute(photos)
        parts = {split: [one for one in found if split_of(one.id) == split] for split in ("train", "validation")}
        truth = broad_truth(to_coco(validation))
        return cls(parts["train"], parts["validation"], truth, (seen.height, seen.width), recipe)

    @property
    def photos(self) -> Sequence[str]:
        """See `Learner`."""
        return list(self._train)

    @property
    def vectors(self) -> Mapping[str, NDArray[np.float32]]:
        """See `Learner`."""
        return self._vectors

    def learn(self, labelled: Sequence[str], waiting: Sequence[str], seed: int) -> Learned:
        """See `Learner`."""
        begun = time.process_time()
        photos = [self._train[name] for name in labelled]
        with tqdm(total=self._recipe.steps, desc=f"{len(labelled)} labels", unit="step", mininterval=10) as bar:
            network, *snapshots = train(photos, self._size, self._recipe, seed, bar.update)
        figures = measure(network, self._validation, self._truth)
        evidence = self._look(network, snapshots, [self._train[name] for name in waiting])
        articles = sum(len(photo.views[0].labels) for photo in photos)
        return Learned(articles, figures, evidence, time.process_time() - begun)

    @staticmethod
    def _look(
        network: MapDetector, snapshots: Sequence[MapDetector], waiting: Sequence[PhotoFeatures]
    ) -> list[Evidence]:
        """What detector and committee see: the mirror image, and what the detector was halfway."""
        live, mirrored = list(detect(network, waiting)), list(detect(network, waiting, mirrored=True))
        earlier = [list(detect(snapshot, waiting)) for snapshot in snapshots]
        return [
            Evidence(
                photo.id,
                live[place],
                {"mirrored": mirrored[place], **{f"snapshot {n}": seen[place] for n, seen in enumerate(earlier, 1)}},
            )
            for place, photo in enumerate(waiting)
        ]
