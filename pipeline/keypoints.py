"""Where the person's points are and which of them are seen (*Buy Me That Look*, 3.1)."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.zoo import Model, ModelError
from pipeline.heatmaps import Letterbox, letterbox, network_input, peaks
from pipeline.look import KEYPOINT_NAMES, Keypoints, Look
from pipeline.photo import Photo
from pipeline.runtime import open_session

# Heatmap cells are coarse: a foot at the very edge may be found this many input pixels beyond it.
EDGE = 4.0


class KeypointEstimator(Protocol):
    """Whatever finds the points of the person in a photo."""

    def estimate(self, photo: Photo) -> Keypoints:
        """The points of the most prominent person; all of low visibility where there is nobody."""
        ...


class OnnxKeypoints:
    """The house's own network (`models.keypoints`) in ONNX Runtime.

    It sees the whole photo at once and answers with one person: in a crowd the one who fills the photo most, as in the
    photos that it learnt from. Safe to call from several threads.

    Args:
        model: "keypoints" of `models.zoo`; its card's settings hold the input's size, the stride of the heatmaps and
            the calibration of the visibility.
        threads: see `pipeline.runtime.open_session`.

    Raises:
        ModelError: the card lacks a setting, or the weights can't be opened.
    """

    def __init__(self, model: Model, threads: int | None = None) -> None:
        settings = model.card.settings
        try:
            self._height, self._width = int(settings["height"]), int(settings["width"])
            self._stride = int(settings["stride"])
            self._calibration = Calibration(settings["visibility_scale"], settings["visibility_shift"])
        except KeyError as error:
            raise ModelError(f"the card of {model.card.label} lacks the setting {error}: export it again") from None
        self._session = open_session(model, threads)

    def estimate(self, photo: Photo) -> Keypoints:
        """The points of the most prominent person."""
        canvas, box = letterbox(photo.pixels, self._height, self._width)
        heatmaps, logits = self._session.run(["heatmaps", "visibility"], {"photo": network_input(canvas)})
        return decode(heatmaps[0], self._calibration(logits[0]), box, self._stride, photo)


class FindKeypoints:
    """Stage: adds the keypoints to the look."""

    def __init__(self, estimator: KeypointEstimator) -> None:
        self._estimator = estimator

    def __call__(self, photo: Photo, look: Look) -> Look:
        """The look with `keypoints`."""
        return look.with_(keypoints=self._estimator.estimate(photo))


class Calibration:
    """Platt's scaling: logits of visibility to probabilities that hold (Guo et al., 2017, section 4).

    Args:
        scale, shift: a number for each of the 17 points: probability = sigmoid(scale * logit + shift).
    """

    def __init__(self, scale: list[float], shift: list[float]) -> None:
        if len(scale) != len(KEYPOINT_NAMES) or len(shift) != len(KEYPOINT_NAMES):
            raise ModelError(f"the calibration needs {len(KEYPOINT_NAMES)} scales and shifts")
        self.scale, self.shift = np.asarray(scale, np.float32), np.asarray(shift, np.float32)

    def __call__(self, logits: NDArray[np.float32]) -> NDArray[np.float32]:
        """(…, 17) logits -> probabilities."""
        return np.asarray(1.0 / (1.0 + np.exp(-(self.scale * logits + self.shift).clip(-30, 30))), np.float32)


def decode(
    heatmaps: NDArray[np.float32], seen: NDArray[np.float32], box: Letterbox, stride: int, photo: Photo
) -> Keypoints:
    """Heatmaps (17, h, w) and probabilities (17,) -> keypoints in pixels of the photo.

    A point in the bars around the photo is not in the photo, so it is not seen either.
    """
    points = box.to_photo(peaks(heatmaps, stride))
    size = np.asarray((photo.width, photo.height), np.float32)
    beyond = np.maximum(-points, points - size).max(axis=1) * box.scale
    # The last position inside: x = width is the first one outside.
    points = np.where((beyond <= EDGE)[:, None], points.clip(0, size - 0.5), points)
    seen = np.where(beyond > EDGE, np.float32(0), seen)
    return Keypoints.from_array(np.concatenate([points, seen[:, None]], axis=1))
