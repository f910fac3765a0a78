"""The tables of areas, agency codes, bodies and their names through time, and what they mean."""
