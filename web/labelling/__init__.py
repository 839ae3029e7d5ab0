"""The team's page: how the labelling loop stands, the next batch, and buttons for its commands."""
