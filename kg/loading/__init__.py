"""Files into a store: read, read ahead and by several processes or machines, written chunk by chunk."""
