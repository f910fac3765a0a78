"""Questions to a store and their answers: named queries, SPARQL, traces, chains, dossiers."""
