"""Learned similarity: embeddings taught which goods a shopper calls the same, and the attributes that guide them."""
