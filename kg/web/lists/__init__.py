"""Lists of things, their downloads, and the search."""
