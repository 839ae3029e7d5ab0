"""Other ways to tell how alike two pictures are: what the papers compare with, each a few lines on a library."""
