"""A quick look at a whole store: which documents may break a promise, so that only those need the slow check."""
