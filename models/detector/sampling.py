"""How often each example is drawn: rare classes more often, rendered pictures for a share of each epoch."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from models.detector.dataset import Example


def repeat_factors(examples: Sequence[Example], threshold: float = 0.4) -> Tensor:
    """How often to show each photo so that rare classes are seen (repeat factor sampling, Gupta et al. 2019, 3.1).

    A class in a share f of the photos gets max(1, sqrt(threshold / f)); a photo gets the largest of its classes'.
    """
    present = [set(item.classes) for item in examples]
    share = {c: sum(c in classes for classes in present) / len(examples) for c in set().union(*present)}
    factor = {c: max(1.0, (threshold / f) ** 0.5) for c, f in share.items()}
    return torch.tensor([max((factor[c] for c in classes), default=1.0) for classes in present])


def sampling_weights(examples: Sequence[Example], rendered_share: float) -> tuple[Tensor, int]:
    """How often each example is drawn in an epoch, and how many are drawn in all.

    Photos and rendered pictures are balanced each by themselves (`repeat_factors`); an epoch shows every photo at least
    once in the mean, however many rendered pictures there are.

    Args:
        examples: photos, and rendered pictures if wanted.
        rendered_share: of an epoch's draws, at least 0 and below 1; without photos, all draws are rendered pictures.

    Returns:
        (N,) weights, and the number of draws.
    """
    rendered = torch.tensor([item.rendered for item in examples])
    weights = torch.zeros(len(examples))
    for kind in (rendered, ~rendered):
        if kind.any():
            weights[kind] = repeat_factors([item for item, own in zip(examples, kind, strict=True) if own])
    if rendered.all() or not rendered.any():
        return weights, int(weights.sum())
    draws = weights[~rendered].sum() / (1 - rendered_share)
    weights[rendered] *= draws * rendered_share / weights[rendered].sum()
    return weights, int(draws)
