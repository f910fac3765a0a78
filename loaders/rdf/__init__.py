"""Records as RDF and as JSON lines; the identifiers of all things."""
