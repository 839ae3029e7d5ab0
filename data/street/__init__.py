"""Clothing Co-Parsing: street photos with pixel labels, as articles of the taxonomy."""

from data.street.coco import to_coco
from data.street.read import StreetPhoto, read_street, read_tagged
from data.street.rules import split_of

__all__ = ["StreetPhoto", "read_street", "read_tagged", "split_of", "to_coco"]
