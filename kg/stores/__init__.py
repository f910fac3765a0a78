"""Where the graph is kept: a store in a folder or in memory, or in another engine at an address."""
