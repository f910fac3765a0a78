"""Pictures of a part of the graph, as one page."""
