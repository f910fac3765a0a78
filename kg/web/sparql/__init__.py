"""The SPARQL endpoint, the editor and the named queries on the site."""
