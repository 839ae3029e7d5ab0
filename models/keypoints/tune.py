"""Makes the network's visibility mean what it says, and finds the thresholds of a full shot: on training photos."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from data.poses.pose import ANKLES, EYES, INDEX, UNKNOWN, VISIBLE
from models.keypoints.figures import Tally

# A class of points shares one scale and one shift: seventeen pairs would fit noise.
GROUPS: tuple[tuple[int, ...], ...] = (EYES, ANKLES, tuple(sorted(set(INDEX.values()) - set(EYES + ANKLES))))
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)

Logits = NDArray[np.floating]


def platt(logits: Logits, truths: NDArray[np.bool_]) -> tuple[float, float]:
    """The scale and shift that make sigmoid(scale * logit + shift) most likely (Platt, 1999)."""
    signs = np.where(truths, 1.0, -1.0)

    def cost(parameters: NDArray[np.float64]) -> float:
        return float(np.logaddexp(0.0, -signs * (parameters[0] * logits + parameters[1])).mean())

    scale, shift = minimize(cost, np.array((1.0, 0.0)), method="Nelder-Mead").x
    return float(scale), float(shift)


def calibrate(logits: Logits, visible: NDArray[np.int8]) -> tuple[list[float], list[float]]:
    """Scale and shift of each of the 17 points.

    Args:
        logits: (N, 17) of photos.
        visible: (N, 17) what is so; UNKNOWN is left out.
    """
    scale, shift = [1.0] * len(INDEX), [0.0] * len(INDEX)
    for group in GROUPS:
        chosen = visible[:, list(group)]
        known = chosen != UNKNOWN
        fitted = platt(logits[:, list(group)][known], chosen[known] == VISIBLE)
        for point in group:
            scale[point], shift[point] = fitted
    return scale, shift


def threshold_table(tally: Tally) -> list[tuple[float, float, dict[str, float]]]:
    """For each pair of thresholds, of eyes and of ankles: the share of each kind of photo that would be accepted."""
    rows = []
    for eye in THRESHOLDS:
        for ankle in THRESHOLDS:
            rates = {
                kind: float(np.mean([e >= eye and a >= ankle for e, a in weakest]))
                for kind, weakest in tally.weakest.items()
            }
            rows.append((eye, ankle, rates))
    return rows
