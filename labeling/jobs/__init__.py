"""Commands of the labelling loop that the page starts: one at a time, each in its own process, with progress."""
