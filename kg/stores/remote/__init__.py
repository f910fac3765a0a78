"""A store in another engine, at an address that speaks SPARQL 1.1: Query, Update and the Graph Store Protocol over HTTP."""
