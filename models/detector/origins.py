"""What labels may teach, depending on where they come from.

- A machine's boxes have its own error, and would teach the student to keep it (Liu et al. 2021, *Unbiased Teacher*,
  3.2): classes and masks are learned from them, the regression of boxes isn't.
- A photo's label of a dress holds all that shows of it, between a coat's lapels too; a rendered dress's box is exact,
  and no rendered dress is worn under a coat. So rendered dresses teach no boxes, and what is rendered and isn't a
  dress doesn't teach what "no dress" looks like.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torchvision.models.detection import MaskRCNN

from data.taxonomy import Broad
from models.detector.dataset import CLASS_OF, Origin, Target

DRESS = CLASS_OF[Broad.DRESSES]
NEVER = -1e4
"""A logit that takes no part in the softmax."""


def teaches_boxes(origins: Tensor, classes: int) -> Tensor:
    """Whether the box regression of a class learns from regions of these origins.

    Args:
        origins: (N,) numbers of `Origin`.
        classes: how many, background included.

    Returns:
        (N, classes) bool.
    """
    is_dress = torch.arange(classes, device=origins.device) == DRESS
    rendered, machine = (origins == Origin.RENDERED)[:, None], (origins == Origin.MACHINE)[:, None]
    return ~machine & ~(rendered & is_dress)


def heed_origins(network: MaskRCNN) -> None:
    """From now on, in training, each photo teaches only what its target's origin allows.

    torchvision's losses know no weights. So the origins of the regions to learn from are noted where they are drawn;
    gradients of predicted boxes that are not wanted are set to zero, and logits that are not wanted drop out.

    Args:
        network: changed in place; each target needs `origin`, a number of `Origin`.
    """
    heads = network.roi_heads
    draw = heads.select_training_samples
    noted: list[Tensor] = []

    def noting(proposals: list[Tensor], targets: Sequence[Target]) -> tuple[list[Tensor], ...]:
        samples: tuple[list[Tensor], ...] = draw(proposals, targets)
        origins = [target["origin"].expand(len(regions)) for target, regions in zip(targets, samples[0], strict=True)]
        noted[:] = [torch.cat(origins), torch.cat(samples[2])]
        return samples

    def silencing(_: object, __: object, output: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
        logits, boxes = output
        if not boxes.requires_grad:
            return output
        origins, labels = noted
        kept = teaches_boxes(origins, logits.shape[1]).repeat_interleave(boxes.shape[1] // logits.shape[1], 1)
        boxes.register_hook(lambda gradient: gradient * kept)  # type: ignore[no-untyped-call]
        no_dress = (origins == Origin.RENDERED) & (labels != DRESS)
        muted = no_dress[:, None] & (torch.arange(logits.shape[1], device=logits.device) == DRESS)
        return logits.masked_fill(muted, NEVER), boxes

    heads.select_training_samples = noting
    heads.box_predictor.register_forward_hook(silencing)


__all__ = ["heed_origins", "teaches_boxes"]
