"""A product page: of its pictures the one that shows the outfit best, and the look in it."""

from __future__ import annotations

from pipeline.shots import ProductPage, Shot, Unreadable

__all__ = ["ProductPage", "Shot", "Unreadable"]
