"""What is wrong with figures and citations, as the site lists it."""
