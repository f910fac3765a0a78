"""Which policies a text names: numbers, titles, articles, relations, short names, validity."""
