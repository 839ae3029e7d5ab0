"""Invented brands. Each was made up for this shop and checked against the trade marks its author knows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Brand:
    """An invented brand.

    Attributes:
        name: as the shop shows it.
        dearness: its prices compared with the usual ones.
        ink: dark colour of its logo, `#rrggbb`.
        paper: light colour of its logo.
        since: 0 = one of the first collection's brands, 1 = came later.
    """

    name: str
    dearness: float
    ink: str
    paper: str
    since: int = 0


BRANDS: tuple[Brand, ...] = (
    Brand("Tavrel & Moss", 1.15, "#26412f", "#e8e2cf"),
    Brand("Okenfold", 0.9, "#7a3b1d", "#f3d9a4"),
    Brand("Brindlequay", 1.0, "#1b2f52", "#f4f1e8"),
    Brand("Juniver Lane", 1.05, "#3a2f5c", "#e7dcf0"),
    Brand("Sollenby", 0.8, "#a8321f", "#f6d64a"),
    Brand("Quartermere", 1.35, "#1a1a1d", "#d9c48f"),
    Brand("Fennaka", 0.95, "#8c2f12", "#fff1e0"),
    Brand("Ostrelle Nine", 1.2, "#13233f", "#dfe7ee"),
    Brand("Pellworth Yard", 1.1, "#3d3a2e", "#e9e4d4"),
    Brand("Velorrin", 0.85, "#0f4d59", "#c8f06a"),
    Brand("Dunnowell", 0.9, "#174a7c", "#eaf3fa", 1),
    Brand("Kettlemarsh", 1.0, "#40501d", "#f0e9c6", 1),
    Brand("Arbelune", 1.25, "#4a1532", "#f3d8dd", 1),
    Brand("Skerrygate", 1.1, "#22272b", "#ff7a3d", 1),
)
FIRST_BRANDS: tuple[Brand, ...] = tuple(brand for brand in BRANDS if not brand.since)
"""The brands that the first collection is drawn from; never add to them, or its products change hands."""
BY_NAME: dict[str, Brand] = {brand.name: brand for brand in BRANDS}
