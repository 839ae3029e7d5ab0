"""Tailoring in plain numpy: garments, bags, footwear and hair as meshes cut, draped and lofted round a figure."""
