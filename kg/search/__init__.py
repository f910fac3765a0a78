"""Search over names, numbers and text: an index beside the store, made from it and thrown away at any time."""
