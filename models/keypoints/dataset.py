"""Labelled photos in memory as training examples: an input, heatmap targets, visibility targets, and their weights."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.utils.data import Dataset

from data.poses.pose import INVISIBLE, UNKNOWN, LabelledPose
from models.keypoints.augment import View, cut, on_canvas, random_view
from models.keypoints.network import INPUT_HEIGHT, INPUT_WIDTH, STRIDE
from pipeline.heatmaps import network_input
from pipeline.photo import open_photo

# Photos are kept a little larger than the network sees them, so that cuts do not have to be enlarged much.
CACHE_SIDE = 384
# Standard deviation of a target's Gaussian in heatmap cells (Xiao et al., 3: 2 cells at this resolution).
SIGMA = 2.0

Example = dict[str, Tensor]


def load_view(pose: LabelledPose) -> View:
    """Read a photo, shrink it to CACHE_SIDE and its points with it."""
    image = Image.fromarray(open_photo(pose.image).pixels)
    scale = min(1.0, CACHE_SIDE / max(image.size))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    small = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    view = View(small, (pose.points * scale).astype(np.float32), pose.located, pose.visible)
    # Points that the teacher placed outside the photo are as good as cut off.
    return cut(view, (0.0, 0.0, float(small.width), float(small.height)))


def load_views(poses: Sequence[LabelledPose]) -> list[View]:
    """All photos, decoded once."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(load_view, poses))


def heatmap_targets(view: View) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(17, h, w) targets and (17,) weights.

    A located point gets a Gaussian, seen or not: where a hidden knee is, is worth knowing (icons stand on it). A point
    that is nowhere in the picture gets an empty map, so that a peak is a sign of presence; where neither position nor
    absence is known, the weight is 0.
    """
    rows = (np.arange(view.image.height // STRIDE, dtype=np.float32) + 0.5) * STRIDE
    columns = (np.arange(view.image.width // STRIDE, dtype=np.float32) + 0.5) * STRIDE
    width = SIGMA * STRIDE
    down = np.exp(-(((rows - view.points[:, 1:2]) / width) ** 2) / 2)
    across = np.exp(-(((columns - view.points[:, :1]) / width) ** 2) / 2)
    maps = down[:, :, None] * across[:, None, :] * view.located[:, None, None]
    return maps.astype(np.float32), (view.located | (view.visible == INVISIBLE)).astype(np.float32)


def example(view: View) -> Example:
    """Tensors of a view that lies on a canvas, whose sides are multiples of the stride."""
    maps, weights = heatmap_targets(view)
    return {
        "input": torch.from_numpy(network_input(np.asarray(view.image))[0]),
        "heatmaps": torch.from_numpy(maps),
        "heatmap_weights": torch.from_numpy(weights),
        "visible": torch.from_numpy((view.visible == 1).astype(np.float32)),
        "visible_weights": torch.from_numpy((view.visible != UNKNOWN).astype(np.float32)),
    }


class Poses(Dataset[Example]):
    """Views of photos, a new random one at each look; reproducible by seed, epoch and number.

    Args:
        views: the photos.
        seed: of the random views; None for the plain letterboxed photos.

    Attributes:
        epoch: part of the seed.
        height, width: of the canvas.
    """

    def __init__(self, views: Sequence[View], seed: int | None) -> None:
        self.views, self.seed, self.epoch = views, seed, 0
        self.height, self.width = INPUT_HEIGHT, INPUT_WIDTH

    def __len__(self) -> int:
        return len(self.views)

    def __getitem__(self, number: int) -> Example:
        view = self.views[number]
        if self.seed is None:
            return example(on_canvas(view, self.width, self.height))
        rng = np.random.default_rng((self.seed, self.epoch, number))
        return example(random_view(view, self.width, self.height, rng))
