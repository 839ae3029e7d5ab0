"""The embedding network: ImageNet features for similarity, and a head that names fine types."""
