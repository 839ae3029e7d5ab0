"""One colour an article category, shared by icon, chip and frame of the results (*Buy Me That Look*, Fig. 1).

Seven colours from Paul Tol's and the Okabe-Ito colour-blind-safe sets, chosen so that the closest pair is at least a
CIE 1976 distance of 20 apart for normal sight and for full protanopia, deuteranopia and tritanopia (the simulation is
Machado et al., 2009; `tests/web/test_colours.py` computes it). Some are too light for text or thin lines on white, so
they only fill shapes that have a dark hairline (`HAIRLINE`) around them.
"""

from __future__ import annotations

from data.taxonomy import Broad

HAIRLINE = "#1d1b18"
"""Drawn around every coloured shape; the white core inside an icon and this line keep it visible on any photo."""

COLOURS: dict[Broad, str] = {
    Broad.TOPWEAR: "#66ccee",
    Broad.OUTERWEAR: "#4477aa",
    Broad.BOTTOMWEAR: "#e69f00",
    Broad.SKIRTS: "#ddcc77",
    Broad.DRESSES: "#882255",
    Broad.FOOTWEAR: "#b3261e",
    Broad.BAGS: "#332288",
}
