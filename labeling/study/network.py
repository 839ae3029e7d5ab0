"""The study's detector: Faster R-CNN (Ren et al., 2015) on stored feature maps, torchvision's own parts; training only.

It is the shop's detector (`models.detector.network`) without what the study can do without: the trunk is not trained,
the finest map and the mask head are missing, and pyramid and heads are narrow, so that a training takes about a minute
of one core. Its scores mean what the shop's mean (one softmax a region, each class above 0.05 a box of its own),
because that is what `labeling.scores` reads.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead
from torchvision.models.detection.image_list import ImageList
from torchvision.models.detection.roi_heads import RoIHeads
from torchvision.models.detection.rpn import RegionProposalNetwork, RPNHead
from torchvision.ops import FeaturePyramidNetwork, MultiScaleRoIAlign

from data.taxonomy import BROAD_CATEGORIES
from models.detector.dataset import Target

PYRAMID_CHANNELS = 64
BOX_HEAD_WIDTH = 256
POOLED = 7
SAMPLES = 1
"""Points a side in each of the pooled cells; two would double the dearest part of a step."""
ANCHORS = ((28,), (64,), (128,))
"""Side in pixels of each level's anchors; three shapes each."""
SHAPES = (0.5, 1.0, 2.0)

Maps = Mapping[str, Tensor]


class MapDetector(nn.Module):
    """Pyramid, proposals and boxes on top of a frozen trunk.

    Args:
        channels: of each level's map, finest first.
        size: height and width in pixels of the views that the maps are of.
    """

    def __init__(self, channels: Sequence[int], size: tuple[int, int]) -> None:
        super().__init__()
        self.size = size
        self.pyramid = FeaturePyramidNetwork(list(channels), PYRAMID_CHANNELS)
        self.rpn = RegionProposalNetwork(
            AnchorGenerator(ANCHORS, (SHAPES,) * len(ANCHORS)),
            RPNHead(PYRAMID_CHANNELS, len(SHAPES)),
            fg_iou_thresh=0.7,
            bg_iou_thresh=0.3,
            batch_size_per_image=64,
            positive_fraction=0.5,
            pre_nms_top_n={"training": 300, "testing": 200},
            post_nms_top_n={"training": 100, "testing": 50},
            nms_thresh=0.7,
        )
        self.boxes = RoIHeads(
            MultiScaleRoIAlign([str(level) for level in range(len(channels))], POOLED, SAMPLES),
            TwoMLPHead(PYRAMID_CHANNELS * POOLED**2, BOX_HEAD_WIDTH),
            FastRCNNPredictor(BOX_HEAD_WIDTH, len(BROAD_CATEGORIES) + 1),
            fg_iou_thresh=0.5,
            bg_iou_thresh=0.5,
            batch_size_per_image=32,
            positive_fraction=0.25,
            bbox_reg_weights=None,
            score_thresh=0.05,
            nms_thresh=0.5,
            detections_per_img=20,
        )

    def forward(self, levels: Sequence[Tensor], targets: list[Target] | None = None) -> tuple[list[Target], Maps]:
        """Detections in evaluation, losses in training.

        Args:
            levels: (N, C, H, W) float maps, finest first.
            targets: boxes and labels of each photo, in training.

        Returns:
            For each photo boxes (M, 4) in pixels of the view, labels (M,) from 1 and scores (M,), best first; and the
            losses by name. One of the two is empty.
        """
        pyramid = self.pyramid(OrderedDict((str(number), level) for number, level in enumerate(levels)))
        count = len(levels[0])
        # Proposals are made from the maps; of the photos torchvision only asks the size.
        photos = ImageList(torch.zeros(1, 1, 1, 1).expand(count, 3, *self.size), [self.size] * count)
        proposals, of_proposals = self.rpn(photos, pyramid, targets)
        found, of_boxes = self.boxes(pyramid, proposals, photos.image_sizes, targets)
        return found, {**of_proposals, **of_boxes}
