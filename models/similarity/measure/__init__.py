"""Asks a method of similarity the same questions as every other, and keeps what it answered, a file a method."""
