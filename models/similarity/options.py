"""Names that a recipe and the command line choose by; here, so that neither has to load torch to list them."""

from typing import Literal

LossName = Literal["triplet", "weighted", "multitask", "agml"]
"""Plain triplets, *Buy Me That Look*'s weighted triplets, triplets with attributes, attribute-guided triplets."""

Guide = Literal["weight", "margin"]
"""How attributes guide: soft-weighted or soft-margin (*Tiered Deep Similarity Search*, 2.2 B)."""

HeadKind = Literal["shared", "broad"]
"""One embedding head for all goods, or one for each broad category."""

TrunkName = Literal["lite0", "lite1", "lite2"]
"""ImageNet trunks; the names of `models.backbone.TrunkName`."""
