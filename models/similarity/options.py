"""Names that a recipe and the command line choose by; here, so that neither has to load torch to list them."""

from typing import Literal

LossName = Literal["triplet", "weighted", "multitask", "agml"]
"""Plain triplets, *Buy Me That Look*'s weighted triplets, triplets with attributes, attribute-guided triplets."""

Guide = Literal["weight", "margin"]
"""How attributes guide: soft-weighted or soft-margin (*Tiered Deep Similarity Search*, 2.2 B)."""

HeadKind = Literal["shared", "broad"]
"""One embedding head for all goods, or one for each broad category."""

PairKind = Literal["product", "brand"]
"""What is the same in training: a product; or category and brand (*Tiered Deep Similarity Search*, section 3)."""

TrunkName = Literal["lite0", "lite1", "lite2"]
"""ImageNet trunks; the names of `models.backbone.TrunkName`."""
