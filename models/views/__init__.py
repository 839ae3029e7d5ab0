"""Views: from where a shot shows the wearer, by a small residual network (*Buy Me That Look*, 3.1 and 4.1)."""
