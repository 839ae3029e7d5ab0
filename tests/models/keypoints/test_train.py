from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.random import default_rng
from PIL import Image, ImageDraw

from data.poses.pose import VISIBLE
from models.keypoints.augment import View, on_canvas
from models.keypoints.dataset import example
from models.keypoints.network import KeypointNetwork
from models.keypoints.train import Recipe, load_network, losses, run_of, train
from models.training import CHECKPOINT
from tests.data.poses.people import coco_person

TINY = Recipe(epochs=2, small_epochs=1, batch=2)


def views(count: int) -> list[View]:
    """Stick people of different colours, whose points are dots."""
    made = []
    for number in range(count):
        colour = tuple(int(c) for c in default_rng(number).integers(60, 256, 3))
        points = coco_person()[:, :2] * np.float32(0.5)
        image = Image.new("RGB", (100, 200))
        pen = ImageDraw.Draw(image)
        for x, y in points:
            pen.ellipse((x - 3, y - 3, x + 3, y + 3), fill=colour)
        made.append(View(image, points, np.ones(17, bool), np.full(17, VISIBLE, np.int8)))
    return made


@pytest.mark.slow
def test_training_goes_on_from_its_checkpoint_and_ends_where_it_would_have(tmp_path: Path) -> None:
    whole = train(views(4), TINY, tmp_path / "whole")
    first = Recipe(**{**TINY.__dict__})
    # Stop after one epoch: the schedule is the recipe's, so only the loop is cut short.
    with pytest.raises(KeyboardInterrupt):
        _interrupted_after_one_epoch(first, tmp_path / "cut")
    assert torch.load(tmp_path / "cut" / CHECKPOINT, weights_only=True)["epochs_done"] == 1
    resumed = train(views(4), TINY, tmp_path / "cut")
    for ours, theirs in zip(whole.state_dict().values(), resumed.state_dict().values(), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-5)


def _interrupted_after_one_epoch(recipe: Recipe, out: Path) -> None:
    import models.training as module

    saved = module.save_whole

    def save_and_stop(state: dict[str, object], path: Path) -> None:
        saved(state, path)
        raise KeyboardInterrupt

    module.save_whole = save_and_stop
    try:
        train(views(4), recipe, out)
    finally:
        module.save_whole = saved


@pytest.mark.slow
def test_both_losses_fall_on_a_batch_that_is_seen_again() -> None:
    torch.manual_seed(0)
    # The rate is still warming up in these steps, so its peak is set high.
    run = run_of(KeypointNetwork(), Recipe(head_rate=3e-2, trunk_rate=3e-3), steps=1000)
    run.network.train()
    small = [example(on_canvas(view, 96, 128)) for view in views(4)]
    # Half of the people are said to lack a nose, so that there is something to tell apart.
    for number, made in enumerate(small):
        made["visible"][0] = number % 2
    batch = {name: torch.stack([made[name] for made in small]) for name in small[0]}
    seen: list[tuple[float, float]] = []
    for _ in range(20):
        loss, terms = losses(run.network, batch)
        run.advance(loss)
        seen.append((terms["heatmaps"].item(), terms["visibility"].item()))
    assert seen[-1][0] < 0.9 * seen[0][0]
    assert seen[-1][1] < 0.5 * seen[0][1]


@pytest.mark.slow
def test_a_checkpoint_of_another_recipe_is_refused(tmp_path: Path) -> None:
    one = Recipe(epochs=1, small_epochs=1, batch=2)
    train(views(2), one, tmp_path)
    assert not load_network(tmp_path / CHECKPOINT).training
    with pytest.raises(ValueError, match="give another --out"):
        train(views(2), TINY, tmp_path)


def test_too_few_photos_are_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="fewer photos than one batch of 2: add photos"):
        train(views(1), TINY, tmp_path)
