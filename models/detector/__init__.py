"""The article detector: Mask R-CNN."""
