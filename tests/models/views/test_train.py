from __future__ import annotations

from pathlib import Path

import pytest
import torch

from models import training
from models.training import CHECKPOINT
from models.views.examples import boutique_examples
from models.views.network import ViewNetwork
from models.views.train import Recipe, load_network, losses, train
from tests.models.views.shots import boutique_shop

TINY = Recipe(epochs=2, batch=4)


@pytest.mark.slow
def test_training_goes_on_from_its_checkpoint_and_ends_where_it_would_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples = boutique_examples(boutique_shop(tmp_path / "shop"))[:8]
    whole = train(examples, TINY, tmp_path / "whole")
    saved = training.save_whole

    def save_and_stop(state: dict[str, object], path: Path) -> None:
        saved(state, path)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(training, "save_whole", save_and_stop)
        train(examples, TINY, tmp_path / "cut")
    assert torch.load(tmp_path / "cut" / CHECKPOINT, weights_only=True)["epochs_done"] == 1
    resumed = train(examples, TINY, tmp_path / "cut")
    for ours, theirs in zip(whole.state_dict().values(), resumed.state_dict().values(), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-5)
    assert not load_network(tmp_path / "cut" / CHECKPOINT).training


@pytest.mark.slow
def test_the_loss_falls_on_a_batch_that_is_seen_again() -> None:
    torch.manual_seed(0)
    network = ViewNetwork().train()
    batch = torch.randn(5, 3, 64, 64), torch.arange(5)
    optimiser = torch.optim.AdamW(network.parameters(), 1e-3)
    told = []
    for _ in range(12):
        loss, _ = losses(network, batch)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        told.append(float(loss.detach()))
    assert told[-1] < 0.5 * told[0]


def test_too_few_shots_are_named(tmp_path: Path) -> None:
    examples = boutique_examples(boutique_shop(tmp_path))[:3]
    with pytest.raises(ValueError, match="fewer photos than one batch of 4"):
        train(examples, TINY, tmp_path / "run")
