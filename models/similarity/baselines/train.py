"""A Siamese projection of frozen features, by contrastive loss (Hadsell, Chopra and LeCun 2006)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional as F

from models.similarity.metric_learning import ContrastiveLoss, MPerClassSampler

HIDDEN, DIMENSION = 512, 128
STEPS, BATCH, PAIRED, RATE, SEED = 300, 64, 2, 1e-3, 0

Project = Callable[[NDArray[np.float32]], NDArray[np.float32]]


def fit_projection(features: NDArray[np.float32], products: Sequence[str], steps: int = STEPS) -> Project:
    """Learn to bring pictures of one product together, and others at least a margin of 1 apart.

    Args:
        features: (N, C), frozen.
        products: (N,).
        steps: batches of `BATCH` pictures, `PAIRED` a product.

    Returns:
        (M, C) features -> (M, `DIMENSION`) of unit length.
    """
    torch.manual_seed(SEED)
    np.random.seed(SEED)  # the library's sampler draws from numpy's global state
    labels = torch.from_numpy(np.unique(np.asarray(products), return_inverse=True)[1])
    inputs = F.normalize(torch.from_numpy(features), dim=1)
    network = nn.Sequential(nn.Linear(features.shape[1], HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, DIMENSION))
    optimiser, loss_of = torch.optim.Adam(network.parameters(), RATE), ContrastiveLoss(pos_margin=0, neg_margin=1)
    # The sampler takes no more of a batch than there are products for.
    batch = min(BATCH, PAIRED * len(set(products)))
    order = list(MPerClassSampler(labels, PAIRED, batch, length_before_new_iter=steps * batch))
    for rows in torch.from_numpy(np.array(order).reshape(-1, batch)):
        optimiser.zero_grad()
        loss_of(network(inputs[rows]), labels[rows]).backward()
        optimiser.step()

    def project(some: NDArray[np.float32]) -> NDArray[np.float32]:
        with torch.inference_mode():
            vectors = F.normalize(network(F.normalize(torch.from_numpy(some), dim=1)), dim=1)
        return np.asarray(vectors.numpy(), np.float32)

    return project
