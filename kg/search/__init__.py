"""Search over names, numbers and text: an index in the store's folder, made from it and thrown away at any time."""
