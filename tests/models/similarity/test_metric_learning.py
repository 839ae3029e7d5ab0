from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import faiss, numpy as np
import models.similarity.metric_learning
index = faiss.IndexHNSWFlat(2, 4)
index.add(np.eye(2, dtype=np.float32))
print(index.search(np.eye(2, dtype=np.float32), 1, params=faiss.SearchParametersHNSW(efSearch=8))[1].ravel().tolist())
"""


def test_a_shops_index_can_still_be_asked_with_parameters() -> None:
    answer = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert answer.stdout.strip() == "[0, 1]", answer.stderr
