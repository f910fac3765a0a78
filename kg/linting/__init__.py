"""What is wrong with citations."""
