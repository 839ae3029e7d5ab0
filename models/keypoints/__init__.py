"""Keypoints: Simple Baselines (Xiao et al., 2018) on a small trunk, with a head that says which points are seen."""
