"""All settings of a training; here, so that a plan of runs need not load torch."""

from __future__ import annotations

from dataclasses import dataclass

from models.similarity.options import Guide, HeadKind, LossName, PairKind, TrunkName


@dataclass(frozen=True)
class Recipe:
    """What decides the outcome of a training, besides the pictures.

    The papers' settings are the defaults where they name one: margins, alpha, lambda, Phi, the rate of *Buy Me That
    Look* (4.3), which wants many small steps; `report.plan.QUICK` takes few large ones.

    Attributes:
        trunk: ImageNet trunk, frozen.
        loss, margin, alpha, attribute_weight, threshold, guide, also_hard: see `models.similarity.objective.Objective`.
        dimension, hidden, heads, dropout, frozen, frozen_weight: see `models.similarity.network.SimilarityHead`.
        steps: optimiser steps in all.
        random_steps: the first of them, with random negatives, before mining begins.
        products: P of a batch.
        shots: K of a batch.
        pairs: what is the same in training, see `models.similarity.options.PairKind`.
        rate: peak learning rate of AdamW, in one cycle.
        decay: weight decay.
        seed: of weights, batches and views.
    """

    trunk: TrunkName = "lite1"
    loss: LossName = "weighted"
    margin: float | None = None
    alpha: float = 5e-5
    attribute_weight: float = 1.0
    threshold: float = 0.7
    guide: Guide = "weight"
    also_hard: bool = True
    dimension: int = 256
    hidden: int = 512
    heads: HeadKind = "shared"
    dropout: float = 0.2
    frozen: int = 0
    frozen_weight: float = 2.0
    steps: int = 5000
    random_steps: int = 100
    products: int = 12
    shots: int = 4
    pairs: PairKind = "product"
    rate: float = 5e-5
    decay: float = 0.02
    seed: int = 0
