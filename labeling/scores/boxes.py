"""How unsure a detector is of each box: least confidence, margin and entropy (Settles 2009, 2.3.1).

All three need a probability for every class, and a detector hands out only the boxes that survived: a class and a
score each. But Mask R-CNN scores every class of a region with one softmax and keeps each class above 0.05 as a box of
its own, so the classes that compete for one region are the boxes that lie on it. The distribution is put together
again from them: for each box the highest score of every class among the boxes with an IoU of at least 0.5 to it. What
is missing to a sum of 1 is the background (and classes below 0.05); where boxes of different regions come together and
the sum is above 1, it is scaled down to 1.

So a lone box of score .9 is 90 % a shirt and 10 % nothing; a lone one of score .06 is almost surely nothing, and not
the most uncertain box of all, as "1 - score" would have it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labeling.found import CLASSES, Found, iou_matrix

SAME_REGION_IOU = 0.5


def distributions(found: Found) -> NDArray[np.float64]:
    """(N, 8) probabilities of the seven broad categories and of the background, a row for each detection."""
    near = iou_matrix(found.boxes, found.boxes) >= SAME_REGION_IOU
    np.fill_diagonal(near, True)
    scores = np.where(near, found.scores[None], 0.0)
    columns = [scores[:, found.classes == number].max(axis=1, initial=0.0) for number in range(CLASSES)]
    classes = np.stack(columns, axis=1) if len(found) else np.zeros((0, CLASSES))
    total = classes.sum(axis=1, keepdims=True)
    background = np.clip(1.0 - total, 0.0, 1.0)
    table: NDArray[np.float64] = np.concatenate([classes / np.maximum(total, 1.0), background], axis=1)
    return table


class LeastConfidence:
    """1 - p of the likeliest class, scaled so that an even distribution is 1."""

    name = "least confidence"

    def __call__(self, found: Found) -> NDArray[np.float64]:
        """See `BoxUncertainty`."""
        p = distributions(found)
        doubt: NDArray[np.float64] = (1.0 - p.max(axis=1, initial=0.0)) * (p.shape[1] / (p.shape[1] - 1))
        return doubt


class Margin:
    """1 - the lead of the likeliest class over the second."""

    name = "margin"

    def __call__(self, found: Found) -> NDArray[np.float64]:
        """See `BoxUncertainty`."""
        p = np.sort(distributions(found), axis=1)
        doubt: NDArray[np.float64] = 1.0 - (p[:, -1] - p[:, -2])
        return np.clip(doubt, 0.0, 1.0)


class Entropy:
    """Shannon's entropy against its maximum."""

    name = "entropy"

    def __call__(self, found: Found) -> NDArray[np.float64]:
        """See `BoxUncertainty`."""
        p = distributions(found)
        logs = np.log(p, out=np.zeros_like(p), where=p > 0)
        share: NDArray[np.float64] = -(p * logs).sum(axis=1) / np.log(p.shape[1])
        return np.clip(share, 0.0, 1.0)
