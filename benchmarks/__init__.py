"""Measurements: how fast kg reads, loads and answers, against the plain way, in one run (``python -m benchmarks``)."""
