"""Fits the heads on frozen features: principal components for the embedding, a linear classifier for fine types."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.embedding.dataset import FeatureSet, joined
from models.embedding.network import FEATURES, Heads

# Far below every logit, yet finite: 0 * infinity has no place in a network that is exported.
NEVER = -30.0
MOST_WEIGHT = 10.0
"""No crop counts more than this many times the mean: the rarest types have a handful of crops."""


@dataclass(frozen=True)
class Recipe:
    """How the heads are fitted.

    Attributes:
        dimension: of the embedding.
        whitening: exponent to which the spread along each principal component is divided out; 0 keeps the features'
            own geometry, 1 makes all components equally important.
        weight_decay: of the classifier's weights on standardised features.
        balance: exponent of a type's rarity in the weight of its crops; 0 lets all crops count alike, 1 all types.
        beside: what a shop's crop counts beside a photo's: it teaches types that photos lack, and should not outvote
            them on the others.
        steps: of L-BFGS.
    """

    dimension: int = 512
    whitening: float = 0.5
    weight_decay: float = 3e-3
    balance: float = 1.0
    beside: float = 0.3
    steps: int = 120


def train_heads(features: FeatureSet, recipe: Recipe, more: FeatureSet | None = None) -> Heads:
    """Fit both heads on the training crops of a feature set.

    Args:
        features: what both heads learn from.
        recipe: how.
        more: what the fine types are learned from besides.
    """
    train = features.part(features.train)
    heads = Heads(recipe.dimension)
    weight, bias = principal_components(train.features, recipe.dimension, recipe.whitening)
    heads.projection.load_state_dict({"weight": torch.from_numpy(weight), "bias": torch.from_numpy(bias)})
    counts: NDArray[np.float32] = np.ones(len(train.keys), np.float32)
    if more is not None:
        shops = more.part(more.train)
        train = joined([train, shops])
        counts = np.concatenate([counts, np.full(len(shops.keys), recipe.beside, np.float32)])
    weight, bias, shown = fine_classifier(train, recipe, counts)
    heads.fine.load_state_dict({"weight": torch.from_numpy(weight), "bias": torch.from_numpy(bias)})
    heads.offset.copy_(torch.where(torch.from_numpy(shown), 0.0, NEVER))
    return heads.eval()


def principal_components(
    features: NDArray[np.float32], dimension: int, whitening: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The affine map of unit vectors onto their first principal components (Jegou and Chum, 2012).

    Args:
        features: (N, 1280), one row a crop; of any length, only the direction counts.
        dimension: components kept, at most min(N, 1280).
        whitening: see `Recipe`.

    Returns:
        weight (dimension, 1280) and bias (dimension,), as `torch.nn.Linear` has them.
    """
    directions = features / np.linalg.norm(features, axis=1, keepdims=True)
    centre = directions.mean(axis=0)
    covariance = np.cov((directions - centre).T.astype(np.float64))
    spread, axes = np.linalg.eigh(covariance)
    order = np.argsort(-spread)[:dimension]
    gain = np.maximum(spread[order], 1e-12) ** (-whitening / 2)
    weight = (axes[:, order] * gain).T
    return weight.astype(np.float32), (-weight @ centre).astype(np.float32)


def fine_classifier(
    train: FeatureSet, recipe: Recipe, counts: NDArray[np.float32] | None = None
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.bool_]]:
    """Multinomial logistic regression whose labels may be sets: the loss is -log of the allowed types' probability.

    Args:
        train: the crops.
        recipe: how.
        counts: (N,) what each crop counts beside the rarity of its type; all the same by default.

    Returns:
        weight (20, 1280) and bias (20,) for features that are not standardised, and (20,) which types
        can be predicted.
    """
    features = torch.from_numpy(train.features)
    mean, std = features.mean(0), features.std(0) + 1e-3
    x = (features - mean) / std
    shown = types_shown(train.allowed)
    hidden = torch.from_numpy(np.where(shown, 0.0, NEVER).astype(np.float32))
    allowed = torch.from_numpy(train.allowed & shown)
    each = crop_weights(train.allowed & shown, recipe.balance) * (1.0 if counts is None else counts)
    weights = torch.from_numpy(np.asarray(each / each.mean(), np.float32))
    weight = torch.zeros(len(shown), FEATURES, requires_grad=True)
    bias = torch.zeros(len(shown), requires_grad=True)
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=recipe.steps, history_size=10, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        loss = partial_label_loss(x @ weight.T + bias + hidden, allowed, weights)
        loss = loss + recipe.weight_decay * weight.square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    with torch.no_grad():
        raw = weight / std
        return raw.numpy(), (bias - raw @ mean).numpy(), shown


def types_shown(allowed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which types can be learned: those of certain crops, and all those of a set none of which is ever certain.

    A type that only ever stands in a set beside one that is shown for certain (track pants beside jeans) would be
    predicted by chance alone.

    Args:
        allowed: (N, 20) bool, the types that each crop may be.
    """
    shown: NDArray[np.bool_] = allowed[allowed.sum(axis=1) == 1].any(axis=0)
    unexplained = ~(allowed & shown).any(axis=1)
    return np.asarray(shown | allowed[unexplained].any(axis=0))


def crop_weights(allowed: NDArray[np.bool_], balance: float) -> NDArray[np.float32]:
    """What each crop counts, so that rare types are learned beside common ones; the mean is 1.

    A crop weighs (mean number of certain crops a type / number of its type's) ** balance, at most `MOST_WEIGHT`; one
    that may be of several types weighs as the most common of them.

    Args:
        allowed: (N, C) bool, the types that each crop may be; at least one a row.
        balance: see `Recipe`.
    """
    certain = allowed[allowed.sum(axis=1) == 1].sum(axis=0).astype(float)
    common = certain[allowed.any(axis=0)].mean() if certain.any() else 1.0
    rarity = (max(common, 1.0) / np.maximum(certain, 1.0)) ** balance
    weights = np.minimum(np.where(allowed, rarity, np.inf).min(axis=1), MOST_WEIGHT)
    return np.asarray(weights / weights.mean(), np.float32)


def partial_label_loss(logits: Tensor, allowed: Tensor, weights: Tensor | None = None) -> Tensor:
    """Mean of -log(sum of the softmax over the allowed classes); cross-entropy where one class is allowed.

    Args:
        logits: (N, C).
        allowed: (N, C) bool; at least one a row.
        weights: (N,) of mean 1, what each row counts; all the same by default.
    """
    inside = logits.masked_fill(~allowed, -torch.inf).logsumexp(1)
    losses = logits.logsumexp(1) - inside
    return losses.mean() if weights is None else (weights * losses).mean()
