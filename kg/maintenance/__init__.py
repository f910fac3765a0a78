"""Keeping a store well: examine it, copy it, write it for other programs."""
