"""Other ways to tell how alike two pictures are: what the papers compare with, each a few lines on a library."""

FROZEN = "Frozen backbone, cosine"
"""Name of the one that learned similarity is compared with."""
