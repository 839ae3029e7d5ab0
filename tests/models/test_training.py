from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from models.training import (
    CHECKPOINT,
    LEAST_RATE,
    WARM_UP,
    Run,
    TrunkRecipe,
    load_averaged,
    mean_weights,
    save_whole,
    share_of_peak,
)

RECIPE = TrunkRecipe("lite0", 0, epochs=4, batch=2, trunk_rate=1e-3, head_rate=1e-2, decay=0.1, ema=0.5)


class Small(nn.Module):
    """A "trunk" with a frozen and a free layer, and a head."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.trunk = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Conv2d(4, 4, 3))
        self.trunk[0].requires_grad_(False)
        self.head = nn.Linear(4, 2)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.head(self.trunk(x).mean(dim=(2, 3)))
        return y


def a_run(recipe: TrunkRecipe = RECIPE) -> Run[Small]:
    network = Small()
    return Run(network, network.trunk, recipe, steps=recipe.epochs * 3)


def learn(run: Run[Small], out: Path, stop_after: int | None = None) -> list[dict[str, float]]:
    """Train on random batches; stop in the middle of the epoch that follows `stop_after` done ones."""
    done: list[dict[str, float]] = []
    for epoch in run.epochs(out):
        if epoch == stop_after:
            raise KeyboardInterrupt
        batches = [torch.rand(2, 3, 8, 8) for _ in range(3)]
        done.append(run.learn(epoch, batches, lambda batch: losses(run, batch)))
    return done


def losses(run: Run[Small], batch: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
    error = (run.network(batch) - 1).square().mean()
    return error, {"error": error, "one": torch.tensor(1.0)}


def test_a_stopped_run_ends_where_an_unstopped_one_does(tmp_path: Path) -> None:
    whole, cut = a_run(), a_run()
    assert len(learn(whole, tmp_path / "whole")) == 4
    with pytest.raises(KeyboardInterrupt):
        learn(cut, tmp_path / "cut", stop_after=2)
    resumed = a_run()
    assert len(learn(resumed, tmp_path / "cut")) == 2
    ours, theirs = (torch.load(tmp_path / name / CHECKPOINT, weights_only=True) for name in ("whole", "cut"))
    assert ours["step"] == theirs["step"] == 12
    for kind in ("network", "averaged"):
        for name, weight in ours[kind].items():
            assert torch.equal(weight, theirs[kind][name]), name


def test_training_moves_what_is_free_and_nothing_else_and_averages_it(tmp_path: Path) -> None:
    run, before = a_run(), Small().state_dict()
    means = learn(run, tmp_path)
    assert means[-1]["error"] < means[0]["error"]
    assert means[-1]["one"] == 1.0
    after, averaged = run.network.state_dict(), run.averaged.state_dict()
    for name in before:
        moved = not torch.equal(before[name], after[name])
        assert moved == (not name.startswith("trunk.0"))
        assert moved == (not torch.equal(averaged[name], after[name]))


def test_the_average_is_an_exponential_moving_one() -> None:
    run = a_run()
    expected: Tensor | None = None
    for _ in range(3):
        loss, _ = losses(run, torch.rand(2, 3, 8, 8))
        run.advance(loss)
        weight = run.network.head.weight.detach().clone()
        expected = weight if expected is None else 0.5 * expected + 0.5 * weight
    assert expected is not None
    torch.testing.assert_close(run.averaged.head.weight.detach(), expected)


def test_another_recipe_is_refused_and_the_checkpoint_kept(tmp_path: Path) -> None:
    learn(a_run(), tmp_path)
    kept = (tmp_path / CHECKPOINT).read_bytes()
    with pytest.raises(ValueError, match="give another --out, or the same settings"):
        learn(a_run(replace(RECIPE, epochs=5)), tmp_path)
    assert (tmp_path / CHECKPOINT).read_bytes() == kept


def test_too_few_photos_for_a_step_are_named() -> None:
    with pytest.raises(ValueError, match="fewer photos than one batch of 2: add photos"):
        Run(Small(), nn.Identity(), RECIPE, steps=0)


def test_the_rate_climbs_to_its_peak_and_falls_to_the_least() -> None:
    steps = 10 * WARM_UP
    rates = [share_of_peak(step, steps) for step in range(steps + 1)]
    peak = rates.index(max(rates))
    assert peak == WARM_UP - 1
    assert rates[0] == pytest.approx(1 / WARM_UP)
    assert all(one < other for one, other in pairwise(rates[: peak + 1]))
    assert all(one > other for one, other in pairwise(rates[peak:]))
    assert share_of_peak(steps // 2, steps) == pytest.approx((1 + LEAST_RATE) / 2)
    assert rates[-1] == share_of_peak(2 * steps, steps) == pytest.approx(LEAST_RATE)


def test_trunk_and_head_learn_at_rates_of_their_own() -> None:
    run = a_run()
    trunk, head = run.state(0)["optimizer"]["param_groups"]
    assert len(trunk["params"]) == len(head["params"]) == 2
    assert trunk["lr"] == pytest.approx(1e-3 / WARM_UP)
    assert head["lr"] == pytest.approx(1e-2 / WARM_UP)


def test_averaged_weights_can_be_begun_from(tmp_path: Path) -> None:
    run = a_run()
    learn(run, tmp_path)
    started = load_averaged(Small(), tmp_path / CHECKPOINT)
    for name, weight in run.averaged.state_dict().items():
        assert torch.equal(weight, started.state_dict()[name])


def test_a_kill_while_saving_leaves_the_old_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / CHECKPOINT
    save_whole({"epochs_done": 1}, path)

    def killed(state: dict[str, Any], target: Path) -> None:
        target.write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(torch, "save", killed)
    with pytest.raises(KeyboardInterrupt):
        save_whole({"epochs_done": 2}, path)
    monkeypatch.undo()
    assert torch.load(path, weights_only=True) == {"epochs_done": 1}


def test_the_mean_of_two_epochs_is_that_of_each_weight(tmp_path: Path) -> None:
    one, two = (
        {"recipe": {"n": n}, "averaged": {"w": torch.full((2,), float(n)), "count": torch.tensor(n)}} for n in (1, 4)
    )
    save_whole(one, tmp_path / "a.pt")
    save_whole(two, tmp_path / "b.pt")
    mean = mean_weights([tmp_path / "a.pt", tmp_path / "b.pt"])
    assert mean["recipe"] == {"n": 4}
    assert torch.equal(mean["averaged"]["w"], torch.full((2,), 2.5))
    assert mean["averaged"]["count"] == 4  # counters and frozen norms are not averaged


def test_only_epochs_of_one_network_are_averaged(tmp_path: Path) -> None:
    for name, size in (("a.pt", 2), ("b.pt", 3)):
        save_whole({"recipe": {}, "averaged": {"w": torch.zeros(size)}}, tmp_path / name)
    with pytest.raises(ValueError, match="different networks"):
        mean_weights([tmp_path / "a.pt", tmp_path / "b.pt"])
    with pytest.raises(ValueError, match="at least one"):
        mean_weights([])


def test_every_epoch_is_kept_for_averaging(tmp_path: Path) -> None:
    learn(a_run(), tmp_path)
    assert len(list(tmp_path.glob("epoch-*.pt"))) == 4
    assert mean_weights(sorted(tmp_path.glob("epoch-*.pt")))["averaged"]
