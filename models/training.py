"""What all trainings of networks share: recipe, run, checkpoints, learning rate."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from tqdm import tqdm

from models.backbone import TrunkName
from models.device import has_fast_bfloat16, run_in_bfloat16

CHECKPOINT = "checkpoint.pt"
SEED = 0
WARM_UP = 100
"""Steps in which the learning rate climbs to its peak."""
LEAST_RATE = 0.01
"""Share of the peak at which it ends."""
MAX_GRADIENT = 5.0
"""Norm to which gradients are clipped."""

Network = TypeVar("Network", bound=nn.Module)
Batch = TypeVar("Batch")


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What decides the outcome of every training, besides the photos.

    Attributes:
        epochs: passes over the photos.
        batch: photos a step.
        head_rate: peak learning rate of AdamW for what starts from nothing; see `share_of_peak`.
        decay: weight decay.
        ema: decay a step of the averaged weights, which are what is evaluated and exported.
    """

    epochs: int
    batch: int
    head_rate: float
    decay: float
    ema: float


@dataclass(frozen=True)
class TrunkRecipe(Recipe):
    """What decides the outcome of a training on top of an ImageNet trunk.

    Attributes:
        trunk: ImageNet trunk.
        frozen_stages: first trunk stages that stay as they are.
        trunk_rate: peak learning rate of the trunk's other stages.
    """

    trunk: TrunkName
    frozen_stages: int
    trunk_rate: float


class Run(Generic[Network]):
    """A training that can be stopped at any time: network, its average, optimiser and schedule.

    Args:
        network: what is trained; moved to the device.
        trunk: the part of it that came from ImageNet; None if nothing did.
        recipe: the settings; must be those of the checkpoint when resuming.
        steps: optimiser steps in all epochs together.
        device: "cpu" or "cuda".
        convolutions: parts that compute in bfloat16 where that is faster (see `run_in_bfloat16`).

    Raises:
        ValueError: there is no step to take.
    """

    def __init__(
        self,
        network: Network,
        trunk: nn.Module | None,
        recipe: Recipe,
        steps: int,
        device: str = "cpu",
        convolutions: Iterable[nn.Module] = (),
    ) -> None:
        if steps < 1:
            raise ValueError(f"there are fewer photos than one batch of {recipe.batch}: add photos")
        network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.network, self.recipe, self.device = network, recipe, device
        ema = get_ema_multi_avg_fn(recipe.ema)  # type: ignore[no-untyped-call]
        self._averaged = AveragedModel(network, multi_avg_fn=ema, use_buffers=True)
        if has_fast_bfloat16(device):
            for part in convolutions:
                run_in_bfloat16(part, device)
        groups = _groups(network, trunk, recipe)
        self._optimizer = torch.optim.AdamW(groups, weight_decay=recipe.decay)
        self._schedule = torch.optim.lr_scheduler.LambdaLR(self._optimizer, lambda step: share_of_peak(step, steps))

    @property
    def averaged(self) -> Network:
        """The network with the averaged weights."""
        return cast(Network, self._averaged.module)

    def epochs(self, out: Path) -> Iterator[int]:
        """Number of each epoch that is left, from 0; its checkpoint is written when the next one is asked for.

        Besides, the averaged weights of each epoch stay as `epoch-NN.pt` (see `mean_weights`).

        A checkpoint that `out` has already is continued. Every epoch begins with a seed of its own, so that a run that
        was stopped ends where an unstopped one does.

        Raises:
            ValueError: the checkpoint was made with another recipe.
        """
        out.mkdir(parents=True, exist_ok=True)
        for epoch in range(self.resume(out / CHECKPOINT), self.recipe.epochs):
            torch.manual_seed(SEED + 1000 * (epoch + 1))
            yield epoch
            state = self.state(epoch + 1)
            save_whole(state, out / CHECKPOINT)
            save_whole({key: state[key] for key in ("recipe", "averaged")}, out / f"epoch-{epoch + 1:02d}.pt")

    def learn(
        self, epoch: int, batches: Iterable[Batch], losses: Callable[[Batch], tuple[Tensor, dict[str, Tensor]]]
    ) -> dict[str, float]:
        """One epoch, a step a batch.

        Args:
            epoch: its number, for the progress bar.
            batches: of training photos.
            losses: a batch -> what is to be minimised, and the terms to show by name.

        Returns:
            The terms' means over the epoch.
        """
        self.network.train()
        sums: dict[str, float] = {}
        bar = tqdm(batches, desc=f"epoch {epoch + 1}", unit="step", mininterval=30)
        for step, batch in enumerate(bar, start=1):
            loss, terms = losses(batch)
            self.advance(loss)
            sums = {name: sums.get(name, 0.0) + float(term.detach()) for name, term in terms.items()}
            bar.set_postfix({name: f"{total / step:.4f}" for name, total in sums.items()}, refresh=False)
        means = {name: total / step for name, total in sums.items()}
        shown = ", ".join(f"{name} {mean:.4f}" for name, mean in means.items())
        tqdm.write(f"epoch {epoch + 1}/{self.recipe.epochs}: {shown}, {time.strftime('%H:%M:%S')}")
        return means

    def advance(self, loss: Tensor) -> None:
        """One optimiser step."""
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), MAX_GRADIENT)
        self._optimizer.step()
        self._schedule.step()
        self._averaged.update_parameters(self.network)

    def state(self, epochs_done: int) -> dict[str, Any]:
        """All that is needed to go on."""
        return {
            "recipe": asdict(self.recipe),
            "epochs_done": epochs_done,
            "step": self._schedule.last_epoch,
            "network": self.network.state_dict(),
            "averaged": self.averaged.state_dict(),
            "n_averaged": self._averaged.n_averaged,
            "optimizer": self._optimizer.state_dict(),
            "schedule": self._schedule.state_dict(),
        }

    def resume(self, checkpoint: Path) -> int:
        """Load a checkpoint if there is one; returns how many epochs are done.

        Raises:
            ValueError: the checkpoint was made with another recipe.
        """
        if not checkpoint.is_file():
            return 0
        state = torch.load(checkpoint, map_location=self.device, weights_only=True)
        if state["recipe"] != asdict(self.recipe):
            raise ValueError(f"{checkpoint} was made with {state['recipe']}: give another --out, or the same settings")
        self.network.load_state_dict(state["network"])
        self.averaged.load_state_dict(state["averaged"])
        self._averaged.n_averaged.copy_(state["n_averaged"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._schedule.load_state_dict(state["schedule"])
        return int(state["epochs_done"])


def _groups(network: nn.Module, trunk: nn.Module | None, recipe: Recipe) -> list[dict[str, Any]]:
    """The parameters that learn, with their peak rates: the trunk's, which know something already, apart."""
    if trunk is None or not isinstance(recipe, TrunkRecipe):
        return [{"params": list(network.parameters()), "lr": recipe.head_rate}]
    of_trunk = {id(parameter) for parameter in trunk.parameters()}
    heads = [parameter for parameter in network.parameters() if id(parameter) not in of_trunk]
    thawed = [parameter for parameter in trunk.parameters() if parameter.requires_grad]
    return [{"params": thawed, "lr": recipe.trunk_rate}, {"params": heads, "lr": recipe.head_rate}]


def share_of_peak(step: int, steps: int) -> float:
    """Learning rate as a share of its peak: a linear warm-up, and half a cosine down to LEAST_RATE at the end."""
    warm = min(1.0, (step + 1) / WARM_UP)
    cosine = 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps)))
    return warm * (LEAST_RATE + (1 - LEAST_RATE) * cosine)


def load_averaged(network: Network, checkpoint: Path) -> Network:
    """Give a network the averaged weights of a run."""
    network.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True)["averaged"])
    return network


def mean_weights(checkpoints: Sequence[Path]) -> dict[str, Any]:
    """The mean of several epochs' weights, in a flatter minimum than each (stochastic weight averaging, Izmailov 2018).

    Args:
        checkpoints: of one network; they may be of several runs that began from the same weights.

    Returns:
        What `load_averaged` reads, with the recipe of the last one.

    Raises:
        ValueError: none is given, or they are of different networks.
    """
    if not checkpoints:
        raise ValueError("name at least one checkpoint")
    states = [torch.load(path, map_location="cpu", weights_only=True) for path in checkpoints]
    shapes = [{name: weight.shape for name, weight in state["averaged"].items()} for state in states]
    if any(other != shapes[0] for other in shapes):
        raise ValueError("these checkpoints are of different networks: average those of one trunk and size only")
    # Frozen norms and integer counters are the same in all: their mean is the last one.
    mean = {
        name: torch.stack([state["averaged"][name] for state in states]).mean(0) if last.is_floating_point() else last
        for name, last in states[-1]["averaged"].items()
    }
    return {"recipe": states[-1]["recipe"], "averaged": mean}


def save_whole(state: dict[str, Any], path: Path) -> None:
    """Write a checkpoint so that a kill at any moment leaves the old one or the new one, never a torn file."""
    temporary = path.with_suffix(path.suffix + ".part")
    torch.save(state, temporary)
    os.replace(temporary, path)
