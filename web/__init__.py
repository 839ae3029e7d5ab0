"""The page: a look as icons on a photo and cards beside it."""
