"""Near-duplicates of a detection are not thrown away: they vote on its box, and speak for it.

Plain non-maximum suppression keeps the surest box of an article and forgets the rest. But where a box ends is another
question than what is in it. So the kept box becomes the mean of all that overlap it (box voting: Gidaris & Komodakis
2015, 4). A label's box is tight around *all* pixels of an article, and a network in doubt ends its boxes too early
rather than too late; so each side then goes outwards by a share of the spread of the votes: far where they differ, not
at all where they agree. And what nobody else sees loses in score.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torchvision.models.detection.roi_heads import RoIHeads
from torchvision.ops import batched_nms, box_iou, clip_boxes_to_image, remove_small_boxes

VOTES_FROM = 0.5
"""Overlap (IoU) from which a box of the same class has a vote."""
SUPPORTS_FROM = 0.7
"""Overlap from which it also says that the article is there."""
OUTWARDS = 0.4
"""How many standard deviations of the votes a side moves outwards."""
SMALLEST_SIDE = 1e-2

_OUTWARDS = torch.tensor([-1.0, -1.0, 1.0, 1.0])


class VotingHeads(RoIHeads):  # type: ignore[misc]  # torchvision has no types
    """torchvision's heads, but for how the final boxes and scores come about.

    Attributes:
        voting: whether they vote; if not, they are torchvision's own.
    """

    voting = True

    def postprocess_detections(
        self, class_logits: Tensor, box_regression: Tensor, proposals: list[Tensor], image_shapes: list[tuple[int, int]]
    ) -> tuple[list[Tensor], list[Tensor], list[Tensor]]:
        """See `RoIHeads`: boxes (K, 4), scores (K,) and labels (K,) of each photo, surest first."""
        if not self.voting:
            plain: tuple[list[Tensor], list[Tensor], list[Tensor]] = super().postprocess_detections(
                class_logits, box_regression, proposals, image_shapes
            )
            return plain
        counts = [len(each) for each in proposals]
        boxes = torch.split(self.box_coder.decode(box_regression, proposals), counts)
        scores = torch.split(torch.softmax(class_logits, -1), counts)
        found = [self._of_photo(*each) for each in zip(boxes, scores, image_shapes, strict=True)]
        return [each[0] for each in found], [each[1] for each in found], [each[2] for each in found]

    def _of_photo(self, boxes: Tensor, scores: Tensor, size: tuple[int, int]) -> tuple[Tensor, Tensor, Tensor]:
        labels = torch.arange(scores.shape[1], device=scores.device).expand_as(scores)
        # Class 0 is background.
        boxes, scores, labels = boxes[:, 1:].reshape(-1, 4), scores[:, 1:].flatten(), labels[:, 1:].flatten()
        boxes = clip_boxes_to_image(boxes, size)
        likely = torch.where(scores > self.score_thresh)[0]
        boxes, scores, labels = boxes[likely], scores[likely], labels[likely]
        sized = remove_small_boxes(boxes, SMALLEST_SIDE)
        boxes, scores, labels = boxes[sized], scores[sized], labels[sized]
        kept = batched_nms(boxes, scores, labels, self.nms_thresh)[: self.detections_per_img]
        voted, supported = vote(boxes, scores, labels, kept)
        order = supported.argsort(descending=True)
        return clip_boxes_to_image(voted, size)[order], supported[order], labels[kept][order]


def vote(boxes: Tensor, scores: Tensor, labels: Tensor, kept: Tensor) -> tuple[Tensor, Tensor]:
    """The boxes and scores of what is kept, after all others have voted.

    Args:
        boxes: (N, 4) x0, y0, x1, y1 in pixels.
        scores: (N,) in 0..1.
        labels: (N,) class numbers.
        kept: (K,) indices of what survived non-maximum suppression.

    Returns:
        (K, 4) boxes, which may lie partly outside the photo, and (K,) scores in 0..1: the geometric mean of the box's
        own score and of 1 - exp(-support), where the support is the sum of all scores that speak for it, its own too.
    """
    overlaps = box_iou(boxes[kept], boxes) * (labels[kept][:, None] == labels)
    weights = overlaps * scores * (overlaps >= VOTES_FROM)
    weights = (weights / weights.sum(1, keepdim=True))[..., None]
    mean = (weights * boxes).sum(1)
    spread = (weights * (boxes - mean[:, None]) ** 2).sum(1).sqrt()
    support = 1 - torch.exp(-(scores * (overlaps >= SUPPORTS_FROM)).sum(1))
    return mean + OUTWARDS * spread * _OUTWARDS.to(boxes), (scores[kept] * support).sqrt()


__all__ = ["VotingHeads", "vote"]
