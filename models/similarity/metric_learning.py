"""What is used of pytorch-metric-learning, imported without its side effect on FAISS.

Its nearest-neighbour module imports `faiss.contrib.torch_utils`, which replaces FAISS's own `search` for the whole
process by one that knows no `params`: a shop's index could not be asked any more in a process that measures training.
Nothing here needs that module, so an empty one stands in its place while the library is imported.
"""

from __future__ import annotations

import sys
from types import ModuleType
from unittest.mock import patch

_REPLACES_SEARCH = "faiss.contrib.torch_utils"

with patch.dict(sys.modules, {_REPLACES_SEARCH: ModuleType(_REPLACES_SEARCH)}):
    from pytorch_metric_learning.distances import LpDistance
    from pytorch_metric_learning.losses import ContrastiveLoss, TripletMarginLoss
    from pytorch_metric_learning.miners import TripletMarginMiner
    from pytorch_metric_learning.reducers import MeanReducer
    from pytorch_metric_learning.samplers import MPerClassSampler
    from pytorch_metric_learning.utils.loss_and_miner_utils import get_all_triplets_indices

__all__ = [
    "ContrastiveLoss",
    "LpDistance",
    "MPerClassSampler",
    "MeanReducer",
    "TripletMarginLoss",
    "TripletMarginMiner",
    "get_all_triplets_indices",
]
