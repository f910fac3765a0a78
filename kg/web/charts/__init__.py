"""Drawings of what the store holds, each with the table that it is drawn from."""
