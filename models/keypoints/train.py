"""Trains the keypoint network; can be stopped at any time and goes on from its last checkpoint."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from torch.utils.data import DataLoader
from tqdm import tqdm

from models.backbone import TrunkName
from models.keypoints.augment import View
from models.keypoints.dataset import Example, Poses
from models.keypoints.network import (
    HEATMAP_SHARE,
    INPUT_HEIGHT,
    INPUT_WIDTH,
    KeypointNetwork,
    heatmap_loss,
    visibility_loss,
)
from models.training import save_whole

CHECKPOINT = "checkpoint.pt"
SEED = 0
# Height and width for the first epochs: three quarters of the network's height, and the shape of most street photos.
SMALL = (192, 128)


@dataclass(frozen=True)
class Recipe:
    """Everything that decides what comes out, besides the photos.

    Attributes:
        trunk: ImageNet trunk.
        frozen_stages: first trunk stages that stay as they are.
        epochs: passes over the photos.
        small_epochs: how many of them, at the beginning, see SMALL photos, at half the cost.
        batch: photos a step.
        trunk_rate, head_rate: peak learning rates of AdamW; warmed up, then a cosine down to a hundredth.
        decay: weight decay.
        ema: decay a step of the averaged weights (about the last epoch), which are what is evaluated and exported.
    """

    trunk: TrunkName = "lite0"
    frozen_stages: int = 2
    epochs: int = 24
    small_epochs: int = 16
    batch: int = 16
    trunk_rate: float = 4e-4
    head_rate: float = 1e-3
    decay: float = 0.02
    ema: float = 0.99


def train(
    views: Sequence[View], recipe: Recipe, out: Path, start: Path | None = None, device: str = "cpu"
) -> KeypointNetwork:
    """Train for `recipe.epochs`, writing `out/checkpoint.pt` after each, and return the averaged network.

    Args:
        views: the training photos.
        recipe: the settings; must be those of the checkpoint when resuming.
        out: folder of the run; an existing checkpoint in it is continued.
        start: weights to begin from (a checkpoint of another run) instead of ImageNet's.
        device: "cpu" or "cuda".

    Raises:
        ValueError: there are too few photos for a batch, or the checkpoint is of another recipe.
    """
    if len(views) < recipe.batch:
        raise ValueError(f"{len(views)} photos are fewer than one batch of {recipe.batch}: add photos")
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    network = load_network(start) if start is not None else KeypointNetwork(recipe.trunk, recipe.frozen_stages)
    network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    run = Run(network, recipe, steps=recipe.epochs * (len(views) // recipe.batch))
    dataset = Poses(views, SEED)
    for epoch in range(run.resume(out / CHECKPOINT, device), recipe.epochs):
        torch.manual_seed(SEED + 1000 * (epoch + 1))
        dataset.epoch = epoch
        dataset.height, dataset.width = SMALL if epoch < recipe.small_epochs else (INPUT_HEIGHT, INPUT_WIDTH)
        heat, seen = _epoch(run, dataset, f"epoch {epoch + 1}", device)
        save_whole(run.state(epoch + 1), out / CHECKPOINT)
        now = time.strftime("%H:%M:%S")
        tqdm.write(f"epoch {epoch + 1}/{recipe.epochs}: heatmaps {heat:.3f}, visibility {seen:.4f}, {now}")
    return cast(KeypointNetwork, run.averaged.module).eval()


def load_network(checkpoint: Path) -> KeypointNetwork:
    """The averaged network of a checkpoint, in evaluation mode."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    network = KeypointNetwork(state["recipe"]["trunk"], state["recipe"]["frozen_stages"])
    network.load_state_dict(state["averaged"])
    return network.eval()


class Run:
    """The network, its average, the optimiser and the schedule: what a checkpoint holds."""

    def __init__(self, network: KeypointNetwork, recipe: Recipe, steps: int) -> None:
        self.network, self.recipe, self.steps = network, recipe, steps
        self.averaged = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(recipe.ema), use_buffers=True)  # type: ignore[no-untyped-call]
        known = {id(parameter) for parameter in network.trunk.parameters()}
        trunk = [parameter for parameter in network.trunk.parameters() if parameter.requires_grad]
        heads = [parameter for parameter in network.parameters() if id(parameter) not in known]
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
        return int(state["epochs_done"])

    def advance(self, batch: Example) -> tuple[float, float]:
        """One optimiser step; returns the two losses."""
        heatmaps, logits = self.network(batch["input"])
        heat = heatmap_loss(heatmaps, batch["heatmaps"], batch["heatmap_weights"])
        seen = visibility_loss(logits, batch["visible"], batch["visible_weights"])
        self.optimizer.zero_grad(set_to_none=True)
        (HEATMAP_SHARE * heat + seen).backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimizer.step()
        self.schedule.step()
        self.averaged.update_parameters(self.network)
        return float(heat.detach()), float(seen.detach())


def _epoch(run: Run, dataset: Poses, title: str, device: str) -> tuple[float, float]:
    run.network.train()
    # One process cuts and recolours while this one computes; it is made anew each epoch, with the epoch's number.
    loader = DataLoader(dataset, run.recipe.batch, shuffle=True, drop_last=True, num_workers=1, prefetch_factor=4)
    heat, seen, steps = 0.0, 0.0, 0
    bar = tqdm(loader, desc=title, unit="step", mininterval=15)
    for batch in bar:
        moved = {name: tensor.to(device) for name, tensor in batch.items()}
        moved["input"] = moved["input"].contiguous(memory_format=torch.channels_last)
        losses = run.advance(moved)
        heat, seen, steps = heat + losses[0], seen + losses[1], steps + 1
        bar.set_postfix(heatmaps=f"{heat / steps:.3f}", visibility=f"{seen / steps:.4f}", refresh=False)
    return heat / max(1, steps), seen / max(1, steps)
