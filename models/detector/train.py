"""Trains the article detector; can be stopped at any time and goes on from its last checkpoint."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from torch.utils.data import DataLoader, WeightedRandomSampler
from torchvision.models.detection import MaskRCNN
from tqdm import tqdm

from data.taxonomy import BROAD_CATEGORIES
from models.backbone import TrunkName
from models.detector.dataset import Articles, Example, Target, repeat_factors
from models.detector.network import mask_rcnn
from models.training import has_fast_bfloat16, run_in_bfloat16, save_whole

CHECKPOINT = "checkpoint.pt"
SEED = 0
SMALLEST_SHARE = 5 / 6


@dataclass(frozen=True)
class Recipe:
    """Everything that decides what comes out, besides the photos.

    Attributes:
        trunk: ImageNet trunk.
        short_side: pixels to which the shorter side of a photo is scaled when serving; training also sees photos of
            `SMALLEST_SHARE` of it and up, because a person may fill the photo or half of it.
        long_side: pixels which the longer side never exceeds.
        frozen_stages: first trunk stages that stay as they are.
        epochs: passes over the photos.
        batch: photos a step.
        trunk_rate, head_rate: peak learning rates of AdamW; warmed up, then a cosine down to a hundredth.
        decay: weight decay.
        ema: decay a step of the averaged weights, which are what is evaluated and exported.
    """

    trunk: TrunkName = "lite2"
    short_side: int = 384
    long_side: int = 576
    frozen_stages: int = 2
    epochs: int = 12
    batch: int = 4
    trunk_rate: float = 2e-4
    head_rate: float = 6e-4
    decay: float = 0.02
    ema: float = 0.998


def train(
    examples: Sequence[Example], recipe: Recipe, out: Path, start: Path | None = None, device: str = "cpu"
) -> nn.Module:
    """Train for `recipe.epochs`, writing `out/checkpoint.pt` after each, and return the averaged network.

    Args:
        examples: the training photos.
        recipe: the settings; must be those of the checkpoint when resuming.
        out: folder of the run; an existing checkpoint in it is continued.
        start: weights to begin from (a checkpoint of another run) instead of ImageNet's.
        device: "cpu" or "cuda".
    """
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    network = mask_rcnn(len(BROAD_CATEGORIES), recipe.trunk, recipe.frozen_stages, recipe.short_side, recipe.long_side)
    network.transform.min_size = training_sizes(recipe.short_side)
    if start is not None:
        network.load_state_dict(torch.load(start, map_location="cpu", weights_only=True)["averaged"])
    network.to(device, memory_format=torch.channels_last)
    run = _Run(network, recipe, recipe.epochs * _steps_an_epoch(examples, recipe), device)
    first = run.resume(out / CHECKPOINT, device)
    for epoch in range(first, recipe.epochs):
        torch.manual_seed(SEED + 1000 * (epoch + 1))
        loss = _epoch(run, examples, recipe, epoch, device)
        save_whole(run.state(epoch + 1), out / CHECKPOINT)
        tqdm.write(f"epoch {epoch + 1}/{recipe.epochs}: loss {loss:.3f}, {time.strftime('%H:%M:%S')}")
    averaged: nn.Module = run.averaged.module
    return averaged


class _Run:
    """The network, its average, the optimiser and the step count: what a checkpoint holds."""

    def __init__(self, network: MaskRCNN, recipe: Recipe, steps: int, device: str) -> None:
        self.network, self.recipe, self.steps, self.step = network, recipe, steps, 0
        ema = get_ema_multi_avg_fn(recipe.ema)  # type: ignore[no-untyped-call]
        self.averaged = AveragedModel(network, multi_avg_fn=ema, use_buffers=True)
        if has_fast_bfloat16(device):
            for part in (network.backbone, network.rpn.head, network.roi_heads.mask_head):
                run_in_bfloat16(part, device)
        trunk = [p for p in network.backbone.trunk.parameters() if p.requires_grad]
        known = {id(p) for p in network.backbone.trunk.parameters()}
        heads = [p for p in network.parameters() if id(p) not in known]
        groups = [{"params": trunk, "lr": recipe.trunk_rate}, {"params": heads, "lr": recipe.head_rate}]
        self.optimizer = torch.optim.AdamW(groups, weight_decay=recipe.decay)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, self.rate)

    def rate(self, step: int) -> float:
        """Share of the peak learning rate at a step."""
        warm = min(1.0, (step + 1) / 100)
        return warm * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, step / self.steps))))

    def state(self, epochs_done: int) -> dict[str, Any]:
        """All that is needed to go on."""
        return {
            "recipe": asdict(self.recipe),
            "epochs_done": epochs_done,
            "step": self.step,
            "network": self.network.state_dict(),
            "averaged": self.averaged.module.state_dict(),
            "n_averaged": self.averaged.n_averaged,
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(),
        }

    def resume(self, checkpoint: Path, device: str) -> int:
        """Load a checkpoint if there is one; returns how many epochs are done.

        Raises:
            ValueError: the checkpoint was made with another recipe.
        """
        if not checkpoint.is_file():
            return 0
        state = torch.load(checkpoint, map_location=device, weights_only=True)
        if state["recipe"] != asdict(self.recipe):
            raise ValueError(f"{checkpoint} was made with {state['recipe']}: give another --out, or the same settings")
        self.network.load_state_dict(state["network"])
        self.averaged.module.load_state_dict(state["averaged"])
        self.averaged.n_averaged.copy_(state["n_averaged"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
        self.step = state["step"]
        return int(state["epochs_done"])

    def advance(self, losses: dict[str, Tensor]) -> float:
        """One optimiser step; returns the summed loss."""
        loss = torch.stack(list(losses.values())).sum()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimizer.step()
        self.schedule.step()
        self.step += 1
        self.averaged.update_parameters(self.network)
        return float(loss.detach())


def training_sizes(short_side: int, count: int = 3) -> tuple[int, ...]:
    """Short sides that torchvision draws from in training; the last one is what it takes in evaluation."""
    step = short_side * (1 - SMALLEST_SHARE) / (count - 1)
    return tuple(round(short_side - step * place) for place in reversed(range(count)))


def _steps_an_epoch(examples: Sequence[Example], recipe: Recipe) -> int:
    return int(repeat_factors(examples).sum()) // recipe.batch


def _epoch(run: _Run, examples: Sequence[Example], recipe: Recipe, epoch: int, device: str) -> float:
    run.network.train()
    total, steps = 0.0, 0
    bar = tqdm(
        _batches(examples, recipe),
        total=_steps_an_epoch(examples, recipe),
        desc=f"epoch {epoch + 1}",
        unit="step",
        mininterval=30,
    )
    for photos, targets in bar:
        inputs = [photo.to(device) for photo in photos]
        losses = run.network(inputs, [{k: v.to(device) for k, v in target.items()} for target in targets])
        total += run.advance(losses)
        steps += 1
        bar.set_postfix(loss=f"{total / steps:.3f}", refresh=False)
    return total / max(1, steps)


def _batches(examples: Sequence[Example], recipe: Recipe) -> Iterator[tuple[list[Tensor], list[Target]]]:
    weights = repeat_factors(examples)
    sampler = WeightedRandomSampler(weights.tolist(), int(weights.sum()))
    # One process prepares the next photos while the network works on these.
    loader = DataLoader(
        Articles(examples, augment=True),
        recipe.batch,
        sampler=sampler,
        collate_fn=_unpadded,
        drop_last=True,
        num_workers=1,
    )
    yield from loader


def _unpadded(items: list[tuple[Tensor, Target]]) -> tuple[list[Tensor], list[Target]]:
    return [photo for photo, _ in items], [target for _, target in items]
