"""Whether printed figures agree with each other."""
