"""Luma (Magento's sample shop, AFL-3.0): product shots on models, front, back and detail."""

from data.luma.read import LumaDataError, LumaShot, read_luma

__all__ = ["LumaDataError", "LumaShot", "read_luma"]
