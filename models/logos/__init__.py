"""Logos on articles: where one is (a heat map of centres), and whose (a vector, compared with the shop's own)."""
