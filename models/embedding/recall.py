"""Same product, other view: does the back or a detail of a garment find its front among all fronts of the shop?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from data.luma import LumaShot, read_luma
from models.similarity.items import fold_split
from pipeline.crops import product_crop
from pipeline.embedding import Embedder
from pipeline.photo import open_photo

BATCH = 8
AT = (1, 10)


def luma_recall(embedder: Embedder, folder: Path, fold: int | None = None) -> dict[str, float]:
    """R@1 and R@10 of back -> front and detail -> front, for the same product in the same colour, among all fronts.

    Args:
        embedder: to be measured.
        folder: Luma.
        fold: the part of Luma that the embedder was trained without: only its products are asked for; None asks for
            all, as is right for an embedder that was trained on none.
    """
    shots = read_luma(folder)
    fronts = [shot for shot in shots if shot.view == "main"]
    names = [(shot.product, shot.colour) for shot in fronts]
    goods = embed_shots(embedder, fronts)
    figures: dict[str, float] = {}
    for view in ("back", "alt1"):
        asked = [
            shot
            for shot in shots
            if shot.view == view
            and (shot.product, shot.colour) in names
            and (fold is None or fold_split(shot.product, fold) == "test")
        ]
        own = np.array([names.index((shot.product, shot.colour)) for shot in asked])
        for at, value in recall(embed_shots(embedder, asked), goods, own).items():
            figures[f"Luma {view} to main R@{at}"] = value
    return figures


def recall(queries: NDArray[np.float32], goods: NDArray[np.float32], own: NDArray[np.int64]) -> dict[int, float]:
    """For each k of `AT`, the share of queries whose own good is among the k most similar.

    Args:
        queries: (N, D) of unit length.
        goods: (M, D) of unit length.
        own: (N,) which good belongs to each query.
    """
    cosines = queries @ goods.T
    rank = (cosines > cosines[np.arange(len(own)), own][:, None]).sum(axis=1)
    return {at: float((rank < at).mean()) for at in AT}


def embed_shots(embedder: Embedder, shots: list[LumaShot]) -> NDArray[np.float32]:
    """(N, D) vectors, a small batch at a time."""
    parts = []
    for start in tqdm(range(0, len(shots), BATCH), desc="embedding", unit="batch"):
        crops = [product_crop(open_photo(shot.image).pixels) for shot in shots[start : start + BATCH]]
        parts.append(embedder.embed(crops).vectors)
    return np.concatenate(parts)
