"""What is used of pytorch-metric-learning, imported without its side effect on FAISS.

Its nearest-neighbour module imports `faiss.contrib.torch_utils`, which replaces FAISS's own `search` for the whole
process by one that knows no `params`: a shop's index could not be asked any more in a process that measures training.
Nothing here needs that module, so an empty one stands in its place while the library is imported.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

REPLACES_SEARCH = "faiss.contrib.torch_utils"


@contextmanager
def _standing_in(name: str) -> Iterator[None]:
    """An empty module of a name, unless the real one is there; whoever imports it later gets the real one."""
    stand_in = ModuleType(name)
    sys.modules.setdefault(name, stand_in)
    try:
        yield
    finally:
        if sys.modules[name] is stand_in:
            del sys.modules[name]


with _standing_in(REPLACES_SEARCH):
    from pytorch_metric_learning.distances import LpDistance
    from pytorch_metric_learning.losses import ContrastiveLoss, CosFaceLoss, TripletMarginLoss
    from pytorch_metric_learning.miners import TripletMarginMiner
    from pytorch_metric_learning.reducers import MeanReducer
    from pytorch_metric_learning.samplers import MPerClassSampler
    from pytorch_metric_learning.utils.loss_and_miner_utils import get_all_triplets_indices

__all__ = [
    "ContrastiveLoss",
    "CosFaceLoss",
    "LpDistance",
    "MPerClassSampler",
    "MeanReducer",
    "TripletMarginLoss",
    "TripletMarginMiner",
    "get_all_triplets_indices",
]
