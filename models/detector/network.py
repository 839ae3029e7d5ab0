"""Mask R-CNN (He et al., 2017; *Buy Me That Look*, 3.2.1) on a small trunk: torchvision's own implementation.

The paper runs ResNet-101-FPN on a V100. A shop's server has two CPU cores, so the trunk, the pyramid and the heads
are small, and proposals and detections are capped; what each choice costs is measured in the model card.
"""

from __future__ import annotations

from collections import OrderedDict

from torch import Tensor, nn
from torchvision.models.detection import MaskRCNN
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead
from torchvision.models.detection.mask_rcnn import MaskRCNNHeads, MaskRCNNPredictor
from torchvision.ops import FeaturePyramidNetwork, MultiScaleRoIAlign
from torchvision.ops.feature_pyramid_network import LastLevelMaxPool

from models.backbone import IMAGE_MEAN, IMAGE_STD, Trunk, TrunkName
from models.detector.semantic import SemanticHeads, add_branch

PYRAMID_CHANNELS = 128
BOX_HEAD_WIDTH = 512
SCORE_FROM = 0.02
"""Lower than what the product keeps: average precision asks for the uncertain finds too."""
POOLED_LEVELS = ["0", "1", "2", "3"]


class PyramidBackbone(nn.Module):
    """Trunk and feature pyramid: strides 4, 8, 16, 32 and a pooled 64."""

    def __init__(self, trunk: TrunkName, frozen_stages: int) -> None:
        super().__init__()
        self.trunk = Trunk(trunk, frozen_stages)
        self.fpn = FeaturePyramidNetwork(self.trunk.channels[1:], PYRAMID_CHANNELS, LastLevelMaxPool())
        self.out_channels = PYRAMID_CHANNELS

    def forward(self, x: Tensor) -> OrderedDict[str, Tensor]:
        """(N, 3, H, W) -> maps "0" .. "3" and "pool", each of PYRAMID_CHANNELS channels."""
        levels = self.trunk(x)[1:]
        pyramid: OrderedDict[str, Tensor] = self.fpn(OrderedDict((str(i), level) for i, level in enumerate(levels)))
        return pyramid


def mask_rcnn(
    classes: int,
    trunk: TrunkName = "lite1",
    frozen_stages: int = 2,
    short_side: int = 320,
    long_side: int = 480,
    semantic: bool = False,
) -> MaskRCNN:
    """The article detector.

    Args:
        classes: number of article categories, background not counted.
        trunk: which ImageNet trunk to start from.
        frozen_stages: first trunk stages that keep their ImageNet weights.
        short_side: pixels to which the shorter side of a photo is scaled.
        long_side: pixels which the longer side never exceeds.
        semantic: with a semantic branch, untrained.
    """
    anchors = AnchorGenerator(((16,), (32,), (64,), (128,), (256,)), ((0.5, 1.0, 2.0),) * 5)
    network = MaskRCNN(
        PyramidBackbone(trunk, frozen_stages),
        min_size=short_side,
        max_size=long_side,
        image_mean=list(IMAGE_MEAN),
        image_std=list(IMAGE_STD),
        rpn_anchor_generator=anchors,
        rpn_pre_nms_top_n_train=600,
        rpn_post_nms_top_n_train=300,
        rpn_pre_nms_top_n_test=600,
        rpn_post_nms_top_n_test=200,
        rpn_batch_size_per_image=128,
        box_batch_size_per_image=96,
        box_score_thresh=SCORE_FROM,
        box_detections_per_img=20,
        box_roi_pool=MultiScaleRoIAlign(POOLED_LEVELS, 7, 2),
        box_head=TwoMLPHead(PYRAMID_CHANNELS * 7 * 7, BOX_HEAD_WIDTH),
        box_predictor=FastRCNNPredictor(BOX_HEAD_WIDTH, classes + 1),
        mask_roi_pool=MultiScaleRoIAlign(POOLED_LEVELS, 14, 2),
        mask_head=MaskRCNNHeads(PYRAMID_CHANNELS, (PYRAMID_CHANNELS, PYRAMID_CHANNELS), 1),
        mask_predictor=MaskRCNNPredictor(PYRAMID_CHANNELS, PYRAMID_CHANNELS, classes + 1),
    )
    network.roi_heads = _own_heads(network)
    if semantic:
        add_branch(network)
    return network


def _own_heads(network: MaskRCNN) -> SemanticHeads:
    """The same heads with the same weights, whose detections are voted on, and with room for a semantic branch."""
    heads = network.roi_heads
    return SemanticHeads(
        heads.box_roi_pool,
        heads.box_head,
        heads.box_predictor,
        heads.proposal_matcher.high_threshold,
        heads.proposal_matcher.low_threshold,
        heads.fg_bg_sampler.batch_size_per_image,
        heads.fg_bg_sampler.positive_fraction,
        None,
        heads.score_thresh,
        heads.nms_thresh,
        heads.detections_per_img,
        heads.mask_roi_pool,
        heads.mask_head,
        heads.mask_predictor,
    )
