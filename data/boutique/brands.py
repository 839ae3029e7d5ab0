"""Invented brands. Each was made up for this shop and checked against the trade marks its author knows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Brand:
    """An invented brand: its name, and how dear it is compared with the usual price."""

    name: str
    dearness: float


BRANDS: tuple[Brand, ...] = (
    Brand("Tavrel & Moss", 1.15),
    Brand("Okenfold", 0.9),
    Brand("Brindlequay", 1.0),
    Brand("Juniver Lane", 1.05),
    Brand("Sollenby", 0.8),
    Brand("Quartermere", 1.35),
    Brand("Fennaka", 0.95),
    Brand("Ostrelle Nine", 1.2),
    Brand("Pellworth Yard", 1.1),
    Brand("Velorrin", 0.85),
)
