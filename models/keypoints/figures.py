"""The figures by which the keypoint network is judged."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from data.poses.pose import ANKLES, EYES, INDEX, KNEES, UNKNOWN, VISIBLE, LabelledPose
from pipeline.full_shot import judge
from pipeline.look import KEYPOINT_NAMES, Keypoints
from pipeline.photo import Photo

# PCK: a point is right within this share of the person's height.
PCK_SHARE = 0.05


@dataclass
class Tally:
    """Sums over photos; `figures` makes shares of them.

    Attributes:
        right, located: (17,) points within PCK_SHARE, and visible points of known place.
        probabilities, truths, names: of each point of known visibility: what was said, what is so, which point.
        accepted: kind of photo -> whether each was taken for a full shot.
        weakest: kind of photo -> the lower visibility of each one's eyes, and of its ankles.
    """

    right: NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(KEYPOINT_NAMES), np.int64))
    located: NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(KEYPOINT_NAMES), np.int64))
    probabilities: list[float] = field(default_factory=list)
    truths: list[bool] = field(default_factory=list)
    names: list[int] = field(default_factory=list)
    accepted: dict[str, list[bool]] = field(default_factory=dict)
    weakest: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def places(self, pose: LabelledPose, found: NDArray[np.float32]) -> None:
        """Count the places of the visible points."""
        known = pose.located & (pose.visible == VISIBLE)
        error = np.linalg.norm(found[:, :2] - pose.points, axis=1)
        self.right += known & (error <= PCK_SHARE * pose.height)
        self.located += known

    def visibility(self, visible: NDArray[np.int8], found: NDArray[np.float32]) -> None:
        """Count the points of known visibility."""
        for number in np.flatnonzero(visible != UNKNOWN):
            self.probabilities.append(float(found[number, 2]))
            self.truths.append(bool(visible[number] == VISIBLE))
            self.names.append(int(number))

    def verdict(self, kind: str, keypoints: Keypoints, photo: Photo) -> None:
        """Count whether the photo is taken for a full shot."""
        self.accepted.setdefault(kind, []).append(judge(keypoints, photo.width, photo.height).is_full_shot)
        eyes, ankles = (min(keypoints[KEYPOINT_NAMES[number]][2] for number in pair) for pair in (EYES, ANKLES))
        self.weakest.setdefault(kind, []).append((eyes, ankles))

    def figures(self) -> dict[str, float]:
        """All measures by name, 0..1."""
        figures = {f"pck@{PCK_SHARE}": _share(self.right.sum(), self.located.sum())}
        for name, pair in (("eyes", EYES), ("ankles", ANKLES), ("knees", KNEES)):
            figures[f"pck@{PCK_SHARE} {name}"] = _share(self.right[list(pair)].sum(), self.located[list(pair)].sum())
        said, so = np.asarray(self.probabilities), np.asarray(self.truths, bool)
        groups: dict[str, tuple[int, ...]] = {"eyes": EYES, "ankles": ANKLES, "all points": tuple(INDEX.values())}
        for name, group in groups.items():
            chosen = np.isin(self.names, group)
            correct = (said[chosen] >= 0.5) == so[chosen]
            figures[f"visibility accuracy {name}"] = _share(correct.sum(), chosen.sum())
            figures[f"visibility calibration error {name}"] = calibration_error(said[chosen], so[chosen])
        for kind, verdicts in self.accepted.items():
            figures[f"full shot: {kind}"] = _share(sum(verdicts), len(verdicts))
            figures[f"full shot: {kind}, photos"] = float(len(verdicts))
        return {name: round(value, 4) for name, value in figures.items()}


def calibration_error(said: NDArray[np.floating], so: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error (Guo et al., 2017, equation 3), over bins of equal width."""
    if not len(said):
        return 0.0
    number = np.minimum((said * bins).astype(int), bins - 1)
    gaps = [abs(said[number == b].sum() - so[number == b].sum()) for b in range(bins)]
    return float(sum(gaps) / len(said))


def print_figures(figures: dict[str, float], console: Console | None = None) -> None:
    """A table of all figures."""
    table = Table("figure", "value")
    for name, value in figures.items():
        table.add_row(name, f"{value:.0f}" if name.endswith("photos") else f"{value:.3f}")
    (console or Console()).print(table)


def _share(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole else 0.0
