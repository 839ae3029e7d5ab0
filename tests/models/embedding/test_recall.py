"""Recall at k, against a plain loop."""

import numpy as np
import pytest

from models.embedding.recall import recall


def test_recall_is_its_definition() -> None:
    random = np.random.default_rng(0)
    queries, goods = random.normal(size=(40, 6)).astype(np.float32), random.normal(size=(30, 6)).astype(np.float32)
    own = random.integers(0, 30, 40)
    found = recall(queries, goods, own)
    for at in (1, 10):
        hits = [int(own[i]) in sorted(range(30), key=lambda g: -float(queries[i] @ goods[g]))[:at] for i in range(40)]
        assert found[at] == pytest.approx(sum(hits) / 40)
    assert 0 < found[1] <= found[10] < 1
