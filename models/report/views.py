"""Confusion matrices of the views, a broad category each, as table and picture (*Buy Me That Look*, figure 6)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from data.taxonomy import VIEWS
from models.views.evaluate import Confusion, accuracy, figures

CELL, LABELS, TITLE, GAP, ACROSS = 44, 62, 34, 18, 4
INK, PAPER, FULL = (24, 24, 27), (255, 255, 255), (31, 90, 160)
"""Colours of writing, of an empty cell, and of a cell that holds its whole row."""


def tables(found: Mapping[tuple[str, str], Confusion]) -> str:
    """The figures of each source, then a table a matrix: rows are true, columns found."""
    lines = [f"{value:9.4f}  {name}" for name, value in figures(found).items()]
    for (source, category), counts in sorted(found.items()):
        lines += ["", f"{source}, {category}: {accuracy(counts):.3f} of {counts.sum()}"]
        lines.append(" " * 8 + "".join(f"{view.value:>8}" for view in VIEWS))
        lines += [
            f"{view.value:<8}" + "".join(f"{count:8d}" for count in row)
            for view, row in zip(VIEWS, counts, strict=True)
            if row.any()
        ]
    return "\n".join(lines)


def draw_matrices(found: Mapping[tuple[str, str], Confusion]) -> Image.Image:
    """All matrices side by side: counts in the cells, darker the larger their share of the row."""
    titles = sorted(found)
    size = LABELS + CELL * len(VIEWS)
    down = -(-len(titles) // ACROSS)
    width = GAP + (size + GAP) * min(ACROSS, max(1, len(titles)))
    picture = Image.new("RGB", (width, GAP + (size + TITLE + GAP) * down), PAPER)
    for place, key in enumerate(titles):
        row, column = divmod(place, ACROSS)
        left, top = GAP + column * (size + GAP), GAP + row * (size + TITLE + GAP)
        picture.paste(_matrix(found[key], f"{key[0]}, {key[1]}: {accuracy(found[key]):.1%}"), (left, top))
    return picture


def _matrix(counts: NDArray[np.int64], title: str) -> Image.Image:
    size = LABELS + CELL * len(VIEWS)
    picture = Image.new("RGB", (size, size + TITLE), PAPER)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(13)
    pen.text((0, 4), title, INK, font)
    shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    for number, view in enumerate(VIEWS):
        along = LABELS + (number + 0.5) * CELL
        pen.text((along, TITLE + LABELS - 6), view.value, INK, font, anchor="ms")
        pen.text((LABELS - 6, TITLE + along), view.value, INK, font, anchor="rm")
        for column in range(len(VIEWS)):
            _cell(pen, number, column, int(counts[number, column]), float(shares[number, column]))
    return picture


def _cell(pen: ImageDraw.ImageDraw, row: int, column: int, count: int, share: float) -> None:
    left, top = LABELS + column * CELL, TITLE + LABELS + row * CELL
    fill = tuple(round(empty + (full - empty) * share) for empty, full in zip(PAPER, FULL, strict=True))
    pen.rectangle((left, top, left + CELL - 2, top + CELL - 2), fill, (212, 212, 216))
    if count:
        ink = PAPER if share > 0.5 else INK
        pen.text((left + CELL / 2, top + CELL / 2), str(count), ink, ImageFont.load_default(14), anchor="mm")
