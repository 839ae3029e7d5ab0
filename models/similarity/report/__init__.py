"""Tables and pictures, made of nothing but the results' files."""
