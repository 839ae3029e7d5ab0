"""Random sampling: the strategy that all others must beat."""

from __future__ import annotations

import hashlib

from labeling.scores.protocol import Evidence


class Chance:
    """A number that depends on nothing but the photo and a seed, evenly spread over 0..1.

    Args:
        seed: another one gives another order.
    """

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed

    @property
    def name(self) -> str:
        """See `PhotoScore`."""
        return f"random, seed {self.seed}"

    def __call__(self, evidence: Evidence) -> float:
        """See `PhotoScore`."""
        return drawn(evidence.sha256, str(self.seed))


def drawn(sha256: str, seed: str) -> float:
    """A photo's number in 0..1 in the draw of that seed."""
    digest = hashlib.sha256(f"{seed}:{sha256}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64
