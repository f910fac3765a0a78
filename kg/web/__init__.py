"""The same answers over HTTP, for one machine or an intranet: pages to browse, and a read-only SPARQL endpoint."""
