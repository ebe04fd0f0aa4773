"""The SPARQL queries that shapes contain: read, bound to focus nodes, and written for each engine."""
