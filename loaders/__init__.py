# Part of policy-kg.
"""A file becomes located facts, and located facts become triples; nothing here knows a store or a command line."""
