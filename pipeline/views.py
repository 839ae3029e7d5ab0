"""From where a shot shows the wearer: front, back, left, right or detail (*Buy Me That Look*, 3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.photo import Photo


class ViewClassifier(Protocol):
    """Whatever tells the views of a product page's shots."""

    @property
    def model(self) -> str:
        """ "name@version" of the weights."""
        ...

    def classify(self, photos: Sequence[Photo]) -> NDArray[np.float32]:
        """(N, 5) probabilities over `data.taxonomy.VIEWS`, one row a photo; (0, 5) for no photos."""
        ...
