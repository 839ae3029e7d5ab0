"""The clothing-dataset (Grigorev and 32 others, CC0): photos of single garments taken by people at home."""

from data.clothing.read import ClothingDataError, ClothingPhoto, read_clothing

__all__ = ["ClothingDataError", "ClothingPhoto", "read_clothing"]
