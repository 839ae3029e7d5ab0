"""The photo flows one way: photo in, `Look` out (docs/architecture.md)."""
