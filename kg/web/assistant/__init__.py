"""The same answers for an assistant, over the Model Context Protocol: tools, resources, and what it is told of them."""
