"""Trains neck and heads on pooled features of augmented views; the first steps on random negatives, the rest mined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor
from torch.optim import AdamW
from torch.optim.lr_scheduler import OneCycleLR

from data.taxonomy import BROAD_CATEGORIES, FINE_TYPES
from models.embedding.dataset import FeatureSet
from models.embedding.network import FEATURES, Heads
from models.embedding.train import NEVER, fine_classifier, principal_components
from models.embedding.train import Recipe as FineRecipe
from models.similarity.attributes import targets
from models.similarity.items import Item
from models.similarity.network import SimilarityHead
from models.similarity.objective import Labels, Objective
from models.similarity.recipe import Recipe
from models.similarity.sampling import ProductSampler
from models.similarity.views import Rows

WHITENING = FineRecipe().whitening
"""As of the frozen embedding."""
LEAST_DEVIATION = 1e-3
"""Features that hardly vary are not blown up."""


class Batches:
    """The batches of a training: of each shot one of its views, by chance.

    Args:
        items: N, of the training split.
        views: (N, V, F), theirs.
        recipe: P, K, seed and number of the batches.
    """

    def __init__(self, items: Sequence[Item], views: Rows, recipe: Recipe) -> None:
        self._sampler = ProductSampler(items, recipe.products, recipe.shots, recipe.pairs)
        self._views, self._recipe = torch.from_numpy(views), recipe
        described = targets([(item.broad, item.attributes) for item in items])
        self._present, self._known = torch.from_numpy(described.present), torch.from_numpy(described.known)
        self._broads = torch.tensor([BROAD_CATEGORIES.index(item.broad) for item in items])

    def __iter__(self) -> Iterator[tuple[Tensor, Labels]]:
        """(B, F) pooled features and what is known of them; views come from torch's random numbers."""
        for shots in self._sampler.batches(self._recipe.steps, self._recipe.seed):
            rows = torch.tensor([shot.row for shot in shots])
            seen = self._views[rows, torch.randint(self._views.shape[1], (len(rows),))].float()
            products = torch.tensor([shot.product for shot in shots])
            yield seen, Labels(products, self._broads[rows], self._present[rows], self._known[rows])


def train(items: Sequence[Item], views: Rows, recipe: Recipe) -> SimilarityHead:
    """Train on all items given; seconds to a minute on one core.

    Args:
        items: N, of the training split only.
        views: (N, V, F) pooled features, the crops as they are first.
        recipe: the settings.

    Returns:
        The heads, in evaluation mode.

    Raises:
        ValueError: no category has two products to tell apart, or there are fewer items than frozen components.
    """
    torch.manual_seed(recipe.seed)
    head = made_head(recipe, views.shape[2])
    head.standardise(*statistics(views))
    if head.frozen is not None:
        head.frozen.load_state_dict(components(views[:, 0], recipe.frozen))
    if recipe.heads == "broad":
        head.take_fine_types(fit_fine_types(items, views[:, 0]))
    head.shorten(torch.from_numpy(views[:, 0]).float())
    objective = Objective(
        recipe.loss, recipe.margin, recipe.alpha, recipe.attribute_weight, recipe.threshold, recipe.guide,
        recipe.also_hard,
    )  # fmt: skip
    learned = [parameter for parameter in head.parameters() if parameter.requires_grad]
    optimiser = AdamW(learned, recipe.rate, weight_decay=recipe.decay)
    schedule = OneCycleLR(optimiser, recipe.rate, total_steps=recipe.steps)
    head.train()
    for step, (pooled, labels) in enumerate(Batches(items, views, recipe)):
        loss, _ = objective(head(pooled), labels, mined=step >= recipe.random_steps)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
    return head.eval()


def made_head(recipe: Recipe, width: int) -> SimilarityHead:
    """An untrained head for F = `width` pooled features."""
    return SimilarityHead(
        width, recipe.dimension, recipe.hidden, recipe.heads, recipe.dropout, recipe.frozen, recipe.frozen_weight
    )


def components(pooled: Rows, count: int) -> dict[str, Tensor]:
    """The first principal components of the trunk's own features of some crops, as `torch.nn.Linear` has them.

    Raises:
        ValueError: there are fewer crops than components.
    """
    if len(pooled) < count:
        raise ValueError(f"{len(pooled)} training crops are too few for {count} frozen components: ask for fewer")
    weight, bias = principal_components(pooled[:, -FEATURES:].astype(np.float32), count, WHITENING)
    return {"weight": torch.from_numpy(weight), "bias": torch.from_numpy(bias)}


def statistics(views: Rows) -> tuple[Tensor, Tensor]:
    """(F,) means of the crops as they are, and (F,) deviations over all views."""
    mean = views[:, 0].mean(0, dtype=np.float64)
    deviation = np.sqrt(np.mean([view.astype(np.float32).var(0) for view in views.swapaxes(0, 1)], axis=0))
    return torch.from_numpy(mean).float(), torch.from_numpy(deviation).clamp(min=LEAST_DEVIATION)


def fit_fine_types(items: Sequence[Item], pooled: Rows) -> Heads:
    """The fine-type head for the goods trained on, by whose belief heads of categories are mixed."""
    allowed = np.array([[fine.name in item.fine for fine in FINE_TYPES] for item in items])
    keys, of_train = np.array([item.key for item in items]), np.ones(len(items), bool)
    features = pooled[:, -FEATURES:].astype(np.float32)
    weight, bias, shown = fine_classifier(FeatureSet(keys, of_train, allowed, features), FineRecipe())
    heads = Heads(1)
    heads.fine.load_state_dict({"weight": torch.from_numpy(weight), "bias": torch.from_numpy(bias)})
    heads.offset.copy_(torch.where(torch.from_numpy(shown), 0.0, NEVER))
    return heads
